//! A value as a person types it: into a command, or into a cell of a sheet.

use anyhow::Context;

use super::{Number, Status, Value, notation};
use crate::campaign::{Period, Question, QuestionType};

/// A value as a person writes it: a notation of replies, "LOW-HIGH", "LOW-", or a status by name.
pub fn typed(question: &Question, period: &Period, text: &str) -> anyhow::Result<Value> {
    let wanted = || {
        format!(
            "`{text}` is no answer to {}: write it as a reply would (13, <5, 10-15, *, not held, \
             refused{})",
            question.id,
            if question.kind.is_number() { "" } else { ", or the answer's own words" }
        )
    };
    let named = Status::parse(&text.trim().to_lowercase().replace([' ', '-'], "_"));
    if let Some(status @ (Status::NotHeld | Status::Refused | Status::Missing)) = named {
        return Ok(Value::without_number(status));
    }
    if question.kind.is_number() {
        let plain = text.trim().trim_start_matches('£');
        let whole = |number: &Number| {
            question.kind != QuestionType::Count || number.as_f64().fract() == 0.0
        };
        if let Some(number) = Number::parse(plain).filter(whole) {
            return Ok(Value::exact(number));
        }
        if let Some(low) = plain.strip_suffix('-').and_then(|low| Number::parse(low.trim())) {
            return Ok(Value::between(Status::Range, low, None));
        }
    }
    let read = notation::read(question, period, text).with_context(wanted)?;
    anyhow::ensure!(read.value.status != Status::Missing, wanted());
    if let Some(doubt) = read.doubt {
        anyhow::bail!("{}: {doubt}", wanted());
    }
    Ok(read.value)
}
