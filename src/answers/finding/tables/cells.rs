//! A cell read as the answer to one question for one period.

use std::sync::LazyLock;

use regex::Regex;

use super::topics::{How, Topic};
use super::when::{When, when};
use crate::answers::finding::{legends, periods::says_something, read_stretch};
use crate::answers::notation::{self, Read};
use crate::answers::words::number_in_words;
use crate::answers::{Candidate, Number, Status};
use crate::campaign::{Campaign, Period, Question, QuestionType};
use crate::documents::Cell;
use crate::replies::pattern::regex;

/// A value in a table, and why it was taken for that question's.
#[derive(Debug)]
pub(super) struct Found<'c> {
    pub(super) question: &'c Question,
    pub(super) period: &'c Period,
    pub(super) read: Read,
    pub(super) how: How,
    pub(super) place: String,
    /// The headings it stands under, and the cell.
    pub(super) quote: String,
}

impl Found<'_> {
    pub(super) fn candidate(self) -> Candidate {
        let certain = if self.how.is_sure() { 0.95 } else { 0.8 };
        Candidate {
            question: self.question.id.clone(),
            period: self.period.id.clone(),
            value: self.read.value,
            as_written: self.read.as_written.chars().take(200).collect(),
            part: None,
            place: self.place,
            quote: self.quote.chars().take(300).collect(),
            confidence: if self.read.doubt.is_some() { 0.5 } else { certain },
            rule: format!("table_{}/{}", self.how.rule(), self.read.rule),
            doubt: self.read.doubt,
        }
    }
}

/// Where a cell stands: what its headings say.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing<'c> {
    pub(super) period: Option<&'c Period>,
    /// All headings, for the quotation, the scale and the doubts.
    pub(super) headings: Vec<String>,
    pub(super) doubt: Option<String>,
}

/// What `cell` says to the question of `topic`.
pub(super) fn read<'c>(
    campaign: &'c Campaign,
    topic: Topic<'c>,
    cell: &Cell,
    standing: &Standing<'c>,
) -> Vec<Found<'c>> {
    let question = topic.question;
    let text = without_marks(&cell.text);
    let asked: Vec<&Period> = campaign
        .periods
        .iter()
        .filter(|period| question.periods.contains(&period.id))
        .filter(|period| standing.period.is_none_or(|only| only.id == period.id))
        .collect();
    let mut quote: Vec<&str> = standing.headings.iter().map(String::as_str).collect();
    quote.push(cell.text.as_str());
    let quote = quote.join(" | ").split_whitespace().collect::<Vec<_>>().join(" ");
    let scale = scale(question, &standing.headings, &text);
    read_stretch(question, &asked, &text)
        .into_iter()
        .map(|(period, mut read)| {
            if let Some(factor) = scale {
                scaled(&mut read, factor);
            }
            if read.rule == notation::SIGN {
                read.doubt.get_or_insert_with(|| legends::UNEXPLAINED.to_owned());
            }
            if read.doubt.is_none() {
                read.doubt = doubt(topic, standing);
            }
            let (place, quote) = (cell.place.clone(), quote.clone());
            Found { question, period, read, how: topic.how, place, quote }
        })
        .collect()
}

fn doubt(topic: Topic<'_>, standing: &Standing<'_>) -> Option<String> {
    if topic.torn {
        return Some("its number is one question's, its words another's".to_owned());
    }
    if let Some(doubt) = &standing.doubt {
        return Some(doubt.clone());
    }
    let heading = standing.headings.first().map(String::as_str).unwrap_or_default();
    let heading: String = heading.chars().take(80).collect();
    (!topic.how.is_sure())
        .then(|| format!("its heading is only like the question: \u{201c}{heading}\u{201d}"))
}

/// Whether a cell holds something that could be an answer, rather than a heading.
pub(super) fn is_value(campaign: &Campaign, text: &str) -> bool {
    static VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:[£€]?\s?\d[\d,. ]*\s?(?:%|k|m|bn|million|thousand|per\s?cent|days?|hours?|weeks?)?|[<>≤≥~]\s?=?\s?£?\d[\d,.]*|\d+\s?(?:-|–|to)\s?\d+|\*{1,3}|#{1,2}|x|c|\[?[cxz]\]?|-{1,2}|–|—|n/?a|nil|none|zero|yes|no|ydy|oes|nac\s+oes|dim|not\s+(?:held|recorded|known|available|collected)|unknown|suppressed|redacted|low|refused|exempt|(?:fewer|less)\s+than\s+\w+|under\s+\w+|s\.?\s?\d\d.*|section\s+\d\d.*)[\s*†¹²³.]*(?:\[\d{1,2}\])?$").ok()
    });
    let text = text.trim();
    let value = VALUE.as_ref().is_some_and(|value| value.is_match(text)) || is_in_words(text);
    value && when(campaign, text) == When::Silent
}

/// "Seven", "twenty-one".
fn is_in_words(text: &str) -> bool {
    let lower = text.trim_end_matches(['.', '*']).to_lowercase();
    let tokens: Vec<&str> = lower.split_whitespace().collect();
    number_in_words(&tokens).is_some_and(|(_, used)| used == tokens.len())
}

/// A footnote's mark behind a value is no part of it.
fn without_marks(text: &str) -> String {
    static MARKS: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"\s*(?:\[(?:note\s*)?\d{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹†‡]+)\s*$").ok());
    match MARKS.as_ref() {
        Some(marks) => marks.replace(text, "").into_owned(),
        None => text.to_owned(),
    }
}

/// "£000s" above a column: what each number in it is multiplied by.
fn scale(question: &Question, headings: &[String], text: &str) -> Option<i64> {
    static THOUSANDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)£\s?'?,?0{3}s?\b|£\s?k\b|£\s?thousands?|\(?'?000s\b|\bin\s+thousands\b").ok()
    });
    static MILLIONS: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)£\s?m(?:illions?|n)?\b|\bin\s+millions\b").ok());
    static OWN: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)\d\s?(?:k|m|mn|bn|million|thousand)\b").ok());
    let money = match question.kind {
        QuestionType::Money => true,
        QuestionType::Count
        | QuestionType::Percentage
        | QuestionType::Duration
        | QuestionType::YesNo
        | QuestionType::Choice
        | QuestionType::Date
        | QuestionType::Text => false,
    };
    if !money || OWN.as_ref().is_some_and(|own| own.is_match(text)) {
        return None;
    }
    let says = |pattern: &LazyLock<Option<Regex>>| {
        pattern.as_ref().is_some_and(|found| headings.iter().any(|text| found.is_match(text)))
    };
    match (says(&THOUSANDS), says(&MILLIONS)) {
        (true, false) => Some(1_000),
        (false, true) => Some(1_000_000),
        (true, true) | (false, false) => None,
    }
}

fn scaled(read: &mut Read, factor: i64) {
    let by = |number: Option<Number>| number.map(|number| number.times(factor));
    if read.value.status.has_number() {
        read.value.low = by(read.value.low);
        read.value.high = by(read.value.high);
    }
}

/// Whether a read cell is worth having: an empty sign or a word of no meaning is none.
pub(super) fn says(question: &Question, text: &str) -> bool {
    says_something(question, text) || notation::has_number(text) || is_sign(text)
}

fn is_sign(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.chars().count() <= 3
        && text.chars().all(|c| "*#-–—[]cxz<>".contains(c))
}

/// Whether a value tells a number or refuses one.
pub(super) fn is_told(found: &Found<'_>) -> bool {
    found.read.value.status != Status::Missing
}
