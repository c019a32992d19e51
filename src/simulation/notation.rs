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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn question(kind: QuestionType) -> Question {
        Question {
            id: "q".to_owned(),
            number: "1".to_owned(),
            text: "How many?".to_owned(),
            kind,
            unit: Some("days".to_owned()),
            part_of: Vec::new(),
            total_of: Vec::new(),
            choices: vec!["LED".to_owned(), "sodium".to_owned()],
            periods: vec!["2024".to_owned()],
            same_as_before: false,
            first: false,
        }
    }

    proptest! {
        #[test]
        fn what_an_authority_writes_a_person_understands(
            low in 0_u32..5000, width in 1_u32..50, shape in 0_usize..6, words: bool,
            zero in prop::sample::select(ZEROS), fewer in prop::sample::select(FEWER),
            refused in prop::sample::select(refusals(Law::Foisa)),
            not_held in prop::sample::select(NOT_HELD),
        ) {
            let habits = Habits { zero, fewer, words, not_held, refused };
            let (low, high) = (f64::from(low), f64::from(low + width));
            let figure = match shape {
                0 => Figure::exact(low),
                1 => Figure::bounded(Known::Suppressed, 0.0, Some(high)),
                2 => Figure::bounded(Known::Range, low.max(1.0), Some(high.max(2.0) + 1.0)),
                3 => Figure::bounded(Known::Suppressed, 0.0, None),
                4 => Figure::without(Known::Refused),
                _ => Figure::without(Known::NotHeld),
            };
            for kind in [QuestionType::Count, QuestionType::Money, QuestionType::Duration] {
                let question = question(kind);
                let written = write(&figure, &question, &habits);
                let understood = read(&written, &question);
                prop_assert_eq!(understood, Some(figure.clone()), "{}", written);
            }
        }
    }

    #[test]
    fn answers_in_words_are_understood_too() {
        let habits = Habits {
            zero: "0",
            fewer: "<",
            words: false,
            not_held: "Not held",
            refused: "Refused under section 12",
        };
        for (kind, value) in [
            (QuestionType::YesNo, "yes"),
            (QuestionType::Choice, "sodium"),
            (QuestionType::Date, "2024-03-01"),
            (QuestionType::Text, "Our own staff"),
        ] {
            let (question, figure) = (question(kind), Figure::words(value));
            let written = write(&figure, &question, &habits);
            assert_eq!(read(&written, &question), Some(figure), "{written}");
        }
    }
}
