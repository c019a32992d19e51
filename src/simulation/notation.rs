//! How an authority writes a figure down, and how a person understands what is written: two sides
//! of one list, kept apart from the program's own reader so that each can check the other.

use chrono::NaiveDate;

use super::figure::{Figure, Known, grouped, plain};
use crate::campaign::{Question, QuestionType};
use crate::law::Law;

/// One authority's habits of writing.
#[derive(Debug, Clone)]
pub(super) struct Habits {
    pub zero: &'static str,
    /// "fewer than", "less than", "<".
    pub fewer: &'static str,
    /// Small numbers as words.
    pub words: bool,
    pub not_held: &'static str,
    /// Which section it refuses under.
    pub refused: &'static str,
}

pub(super) const ZEROS: &[&str] = &["0", "0", "0", "Nil", "None", "Zero"];
pub(super) const FEWER: &[&str] = &["<", "<", "fewer than ", "less than "];
pub(super) const NOT_HELD: &[&str] = &["Not held", "Not recorded", "Information not held"];

/// How each Act's usual refusals of a single question are written.
pub(super) fn refusals(law: Law) -> &'static [&'static str] {
    match law {
        Law::Foisa | Law::Eisr => {
            &["Refused under section 12", "Exempt under section 38(1)(b)", "Refused (section 12)"]
        }
        Law::Foia | Law::Eir => {
            &["Refused under section 12", "Exempt under section 40(2)", "Refused (section 12)"]
        }
    }
}

const WORDS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
];

/// The figure as this authority writes it; empty where it says nothing.
pub(super) fn write(figure: &Figure, question: &Question, habits: &Habits) -> String {
    match figure.known {
        Known::Missing => String::new(),
        Known::NotHeld => habits.not_held.to_owned(),
        Known::Refused => habits.refused.to_owned(),
        Known::Exact => match (&figure.value, figure.low) {
            (Some(value), _) => words_of(value, question),
            (None, Some(number)) => number_of(number, question, habits),
            (None, None) => String::new(),
        },
        Known::Range | Known::Suppressed => bounds(figure, habits),
    }
}

fn words_of(value: &str, question: &Question) -> String {
    match question.kind {
        QuestionType::YesNo if value == "yes" => "Yes".to_owned(),
        QuestionType::YesNo => "No".to_owned(),
        QuestionType::Date => value
            .parse::<NaiveDate>()
            .map_or_else(|_| value.to_owned(), |day| day.format("%-d %B %Y").to_string()),
        QuestionType::Count
        | QuestionType::Money
        | QuestionType::Percentage
        | QuestionType::Duration
        | QuestionType::Choice
        | QuestionType::Text => value.to_owned(),
    }
}

fn number_of(number: f64, question: &Question, habits: &Habits) -> String {
    match question.kind {
        QuestionType::Money => format!("£{}", grouped(number)),
        QuestionType::Percentage => format!("{}%", plain(number)),
        QuestionType::Duration => {
            format!("{} {}", plain(number), question.unit.as_deref().unwrap_or("days"))
        }
        QuestionType::Count
        | QuestionType::YesNo
        | QuestionType::Choice
        | QuestionType::Date
        | QuestionType::Text => count(number, habits),
    }
}

fn count(number: f64, habits: &Habits) -> String {
    if number == 0.0 {
        return habits.zero.to_owned();
    }
    let word = WORDS.iter().enumerate().find(|(value, _)| plain(number) == value.to_string());
    match word {
        Some((_, word)) if habits.words => {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_uppercase())
        }
        _ => grouped(number),
    }
}

fn bounds(figure: &Figure, habits: &Habits) -> String {
    let low = figure.low.unwrap_or(0.0);
    match figure.high {
        Some(high) if low == 0.0 => format!("{}{}", habits.fewer, plain(high + 1.0)),
        Some(high) => format!("between {} and {}", plain(low), plain(high)),
        None if low == 0.0 => "*".to_owned(),
        None => format!("more than {}", plain(low - 1.0)),
    }
}

/// What a person understands by `written`; `None` if it says nothing to them.
pub(super) fn read(written: &str, question: &Question) -> Option<Figure> {
    let text = written.trim().trim_end_matches(['.', ';', ',']).trim();
    let lower = text.to_lowercase();
    if lower.is_empty() {
        return None;
    }
    if lower.contains("not held") || lower.contains("not recorded") {
        return Some(Figure::without(Known::NotHeld));
    }
    if lower.starts_with("refused") || lower.starts_with("exempt") {
        return Some(Figure::without(Known::Refused));
    }
    match question.kind {
        QuestionType::YesNo => match lower.as_str() {
            "yes" | "no" => Some(Figure::words(&lower)),
            _ => None,
        },
        QuestionType::Date => NaiveDate::parse_from_str(text, "%d %B %Y")
            .ok()
            .map(|day| Figure::words(&day.to_string())),
        QuestionType::Choice => question
            .choices
            .iter()
            .find(|choice| choice.eq_ignore_ascii_case(text))
            .map(|choice| Figure::words(choice)),
        QuestionType::Text => Some(Figure::words(text)),
        QuestionType::Count
        | QuestionType::Money
        | QuestionType::Percentage
        | QuestionType::Duration => interval(&lower).or_else(|| number(&lower).map(Figure::exact)),
    }
}

fn interval(lower: &str) -> Option<Figure> {
    for lead in ["<", "fewer than ", "less than "] {
        if let Some(end) = lower.strip_prefix(lead).and_then(number) {
            return Some(Figure::bounded(Known::Suppressed, 0.0, Some(end - 1.0)));
        }
    }
    if let Some((low, high)) =
        lower.strip_prefix("between ").and_then(|rest| rest.split_once(" and "))
    {
        return Some(Figure::bounded(Known::Range, number(low)?, Some(number(high)?)));
    }
    if let Some(low) = lower.strip_prefix("more than ").and_then(number) {
        return Some(Figure::bounded(Known::Range, low + 1.0, None));
    }
    (lower == "*").then(|| Figure::bounded(Known::Suppressed, 0.0, None))
}

fn number(text: &str) -> Option<f64> {
    let bare = text.trim().trim_start_matches('£').trim_end_matches('%').replace(',', "");
    let bare = bare.split(' ').next().unwrap_or_default();
    if matches!(bare, "nil" | "none" | "zero") {
        return Some(0.0);
    }
    if let Some(value) = WORDS.iter().position(|word| *word == bare) {
        return u32::try_from(value).ok().map(f64::from);
    }
    bare.parse().ok()
}
