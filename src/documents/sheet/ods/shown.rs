//! What a cell of `OpenDocument` shows, said the same way as in other spreadsheets.

use super::super::decimal::{Decimal, general};
use crate::documents::office::Tag;

/// The text of a cell.
pub(super) fn shown(tag: &Tag, text: &str) -> String {
    let kind = tag.attribute("value-type").unwrap_or_default();
    let number = tag.attribute("value").and_then(|value| value.parse::<f64>().ok());
    match (kind.as_str(), number) {
        ("date", _) => day(tag, text),
        ("percentage", Some(number)) if text.is_empty() => {
            let percent = Decimal::of(number).map(|number| number.shifted(2));
            percent.map_or_else(String::new, |percent| {
                let behind = percent.behind(0);
                let point = if behind.is_empty() { "" } else { "." };
                format!(
                    "{}{}{point}{behind}%",
                    if number < 0.0 { "-" } else { "" },
                    percent.whole(1)
                )
            })
        }
        ("float" | "currency", Some(number)) if text.is_empty() => general(number),
        ("float" | "currency" | "percentage", Some(number)) => {
            let figures = text.chars().any(|sign| sign.is_ascii_digit());
            if number == 0.0 && !figures {
                // A zero that is drawn as a dash is a zero.
                return "0".to_owned();
            }
            let signed = text.contains(['-', '\u{2212}']);
            let zero = !text.chars().any(|sign| ('1'..='9').contains(&sign));
            if number < 0.0 && !signed && !zero {
                return format!("-{}", text.replace(['(', ')'], ""));
            }
            text.to_owned()
        }
        _ => text.to_owned(),
    }
}

/// A day as ISO has it where its year and its day are shown.
fn day(tag: &Tag, text: &str) -> String {
    let Some(value) = tag.attribute("date-value") else { return text.to_owned() };
    let (day, time) = value.split_once('T').unwrap_or((&value, ""));
    // A month or a year alone has one figure less than a day has.
    let groups = text.split(|sign: char| !sign.is_ascii_digit()).filter(|run| !run.is_empty());
    if !text.is_empty() && groups.count() < 2 {
        return text.to_owned();
    }
    let time = time.split('.').next().unwrap_or_default();
    if time.is_empty() || time.trim_matches(['0', ':']).is_empty() {
        return day.to_owned();
    }
    format!("{day} {}", time.strip_suffix(":00").unwrap_or(time))
}
