//! What is left of a reading, and of what people decided by it: values stay, words go.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde_json::Value as Json;

use super::plan;
use super::words::{ERASED, Gone, left_of, was_in};
use crate::store::mails::{self, Erased, Reading};
use crate::store::{erasures, freezes};

/// Keeps what is left of a reading, and takes the words out of what was decided by it.
pub(super) fn leave(
    db: &Connection,
    (erasure, mail): (i64, i64),
    (reading, gone): (&Reading, Gone<'_>),
    mark: Erased,
) -> anyhow::Result<()> {
    let filed = mails::filed(db, mail)?;
    let text = plan::text_questions(db, reading)?;
    let is_text = |question: &str| text.iter().any(|known| known == question);
    let left = left_of(reading, gone, mark, &is_text);
    erasures::put_reading(db, (erasure, mail), &left)?;
    let cells: BTreeSet<(&str, &str)> = reading
        .candidates
        .iter()
        .filter(|candidate| was_in(reading, gone, candidate))
        .map(|candidate| (candidate.question.as_str(), candidate.period.as_str()))
        .collect();
    for request in filed {
        for (seq, json) in erasures::decisions(db, (mail, request))? {
            let event: Json = serde_json::from_str(&json)?;
            if let Some(wordless) = wordless(event, &cells, (gone, &left.new_text), &is_text) {
                erasures::put_decision(db, seq, &wordless.to_string())?;
            }
        }
        frozen(db, request, &cells, &is_text)?;
    }
    Ok(())
}

/// The event without words of the mail; `None` where it has none.
fn wordless(
    mut event: Json,
    cells: &BTreeSet<(&str, &str)>,
    (gone, body): (Gone<'_>, &str),
    is_text: &dyn Fn(&str) -> bool,
) -> Option<Json> {
    let word = |event: &Json, name: &str| event.get(name)?.as_str().map(str::to_owned);
    let question = word(&event, "question")?;
    let of_cell = cells.contains(&(question.as_str(), word(&event, "period")?.as_str()));
    // A decision without a mail was taken from the cell's reading, if it was taken from this mail.
    let of_mail = event.get("mail").is_some_and(Json::is_number);
    let elsewhere = |words: &str| !body.contains(words);
    let hers = match gone {
        Gone::Mail => of_cell || of_mail,
        Gone::Attachments(_) => {
            of_cell
                || (of_mail && word(&event, "as_written").is_some_and(|words| elsewhere(&words)))
        }
    };
    if !hers {
        return None;
    }
    for name in ["as_written", "note"] {
        if let Some(words) = event.get_mut(name).filter(|words| words.is_string()) {
            *words = Json::from(ERASED);
        }
    }
    if is_text(&question)
        && let Some(words) = event.pointer_mut("/value/value").filter(|words| words.is_string())
    {
        *words = Json::from(ERASED);
    }
    Some(event)
}

/// Of an answer in words, freezes keep that there was one.
fn frozen(
    db: &Connection,
    request: i64,
    cells: &BTreeSet<(&str, &str)>,
    is_text: &dyn Fn(&str) -> bool,
) -> anyhow::Result<()> {
    for freeze in freezes::list(db)? {
        let mut stood = freezes::stood(db, &freeze.name)?;
        let mut changed = false;
        for (of, question, period, value) in &mut stood {
            let hers = *of == request && cells.contains(&(question.as_str(), period.as_str()));
            if hers && is_text(question) && value.value.is_some() {
                value.value = Some(ERASED.to_owned());
                changed = true;
            }
        }
        if changed {
            erasures::put_stood(db, &freeze.name, &stood)?;
        }
    }
    Ok(())
}
