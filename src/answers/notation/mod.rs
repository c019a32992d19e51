//! How a value is written, and what interval it stands for (replies.md section 6).
//!
//! A number is certain only when every word around it is accounted for: by the question, by the
//! period, or by words that change nothing. Anything else is a doubt, named, for a person.

pub mod durations;
mod quantities;
mod unnumbered;
mod welsh;
mod words_around;

use std::sync::LazyLock;

use self::quantities::{
    FORMS, Form, Pattern, Quantity, build, number_words, value_of, without_sections,
};
use self::unnumbered::{
    choice, date, date_within, symbol, text as in_words, without_answer, yes_no,
};
use self::words_around::{accounted, singular, unaccounted};
use super::restated::words;
use super::{Number, Status, Value};
use crate::campaign::{Period, Question, QuestionType};

/// A value read from a stretch of text, and what is doubtful about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub value: Value,
    /// The words that carry it.
    pub as_written: String,
    pub rule: &'static str,
    pub doubt: Option<String>,
}

impl Read {
    fn certain(value: Value, as_written: &str, rule: &'static str) -> Self {
        Self { value, as_written: as_written.trim().to_owned(), rule, doubt: None }
    }

    /// Words behind a question's number that no rule can read: a person must.
    pub fn unread(as_written: &str) -> Self {
        let mut read = Self::certain(Value::without_number(Status::Missing), as_written, UNREAD);
        read.doubt = Some("no rule can read this as an answer".to_owned());
        read
    }

    fn doubtful(value: Value, as_written: &str, rule: &'static str, doubt: &str) -> Self {
        let mut read = Self::certain(value, as_written, rule);
        read.doubt = Some(doubt.to_owned());
        read
    }
}

/// The rule by which a lone sign is read as a suppressed number.
pub const SIGN: &str = "suppression_sign";

/// The doubt about a yes or a no that names a year besides its own.
pub const OTHER_YEAR: &str = "it names another year";

/// The doubt about a lone "c".
pub const MAY_BE_CIRCA: &str = "c may mean circa";

/// The rule of an answer that cannot be read.
pub const UNREAD: &str = "unread";

/// The words of `text` that neither the question nor the period accounts for.
pub fn odd_words(question: &Question, period: &Period, text: &str) -> Vec<String> {
    words_around::odd_words(question, period, text)
}

/// Whether `text` is one day and nothing else.
pub fn is_day(text: &str) -> bool {
    date(&tidy(text)).is_some()
}

/// Whether `text` has a number in it, in digits or in words.
pub fn has_number(text: &str) -> bool {
    let mut found = Vec::new();
    number_words(&text.to_lowercase(), &mut found);
    !found.is_empty() || text.chars().any(|c| c.is_ascii_digit())
}

/// The bound that `text` tells, such as "fewer than five" or "5 or less".
pub fn bound_in(text: &str) -> Option<Value> {
    let plain = without_sections(&tidy(text).to_lowercase());
    let step = Number::whole(1);
    let bounds = |form: &&Form| matches!(form.rule, "fewer_than" | "or_fewer" | "range");
    FORMS.iter().filter(bounds).find_map(|form| {
        let captures = form.pattern.as_ref()?.captures(&plain)?;
        let numbers: Vec<Number> =
            captures.iter().skip(1).flatten().filter_map(|m| value_of(m.as_str())).collect();
        (form.make)(&numbers, step)
    })
}

/// "Not held" or "refused", where `text` says the one or the other and nothing in between.
pub fn without_answer_in(text: &str) -> Option<Status> {
    let read = without_answer(text)?;
    (read.doubt.is_none() && !read.value.status.has_number()).then_some(read.value.status)
}

/// The value that `text` gives as the answer to `question` for `period`; `None` if it gives none.
pub fn read(question: &Question, period: &Period, text: &str) -> Option<Read> {
    let text = tidy(text);
    // A question put to us answers nothing.
    if text.is_empty() || text.ends_with('?') {
        return None;
    }
    match question.kind {
        QuestionType::Count
        | QuestionType::Money
        | QuestionType::Percentage
        | QuestionType::Duration => number(question, period, &text),
        QuestionType::YesNo => yes_no(question, period, &text).or_else(|| without_answer(&text)),
        QuestionType::Choice => without_answer(&text).or_else(|| choice(question, &text)),
        QuestionType::Date => date(&text)
            .or_else(|| without_answer(&text))
            .or_else(|| date_within(question, period, &text)),
        QuestionType::Text => Some(in_words(&text)),
    }
}

/// One line, plain dashes, no bullet or "Answer:" in front, no full stop behind.
fn tidy(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = joined
        .chars()
        .map(|c| match c {
            '–' | '—' | '−' | '‑' => '-',
            '＜' | '‹' | '﹤' => '<',
            '＞' | '›' | '﹥' => '>',
            '⩽' | '≦' => '≤',
            '⩾' | '≧' => '≥',
            '≈' | '≃' | '≅' | '∼' => '~',
            '’' | '‘' => '\'',
            other => other,
        })
        .collect();
    let mut text = plain.trim_matches(|c: char| c.is_whitespace() || "|:•·_=".contains(c));
    for lead in
        ["answer", "response", "reply", "ans", "our answer", "our response", "total", "a", "ateb"]
    {
        if let Some((head, rest)) = text.split_at_checked(lead.len())
            && head.eq_ignore_ascii_case(lead)
            && let Some(rest) = rest.trim_start().strip_prefix([':', '-', '='])
        {
            text = rest.trim();
            break;
        }
    }
    let text = text.trim_start_matches(|c: char| c == ':' || c == '=' || c.is_whitespace());
    let text = without_answers_number(text);
    let bare = text.trim_end_matches(['.', ';', ',', '|', ' ']);
    // "-" and "..." by themselves are notations of their own.
    if bare.is_empty() { text.to_owned() } else { bare.trim_end().to_owned() }
}

/// "A1. 21": the number of an answer stands in front of it.
fn without_answers_number(text: &str) -> &str {
    static NUMBER: Pattern = LazyLock::new(|| build(r"(?i)^a\s?\d{1,2}[a-z]?\s?[.:)]\s+"));
    let end = NUMBER.as_ref().and_then(|number| number.find(text)).map_or(0, |found| found.end());
    text.get(end..).unwrap_or(text)
}

/// "Missing on at least one occasion: 21": a way to say "ever", blanked.
fn without_occasions(text: &str) -> String {
    static OCCASIONS: Pattern = LazyLock::new(|| {
        build(
            r"\b(?:on\s+)?at\s+least\s+(?:one|1)\s+(?:occasion|time|incident|episode|(?:missing\s+)(?:incident|episode))\b|\b(?:on\s+)?(?:one|1)\s+or\s+more\s+(?:missing\s+)?(?:occasions?|times?|incidents?|episodes?)\b|\b(?:on\s+)?(?:one|1)\s+occasion\s+or\s+more\b",
        )
    });
    let blank = |found: &regex::Captures<'_>| " ".repeat(found.get(0).map_or(0, |m| m.len()));
    OCCASIONS.as_ref().map_or(text.to_owned(), |known| known.replace_all(text, blank).into_owned())
}

fn number(question: &Question, period: &Period, text: &str) -> Option<Read> {
    if let Some(read) = symbol(text) {
        return Some(read);
    }
    let lower = text.to_lowercase();
    let mut bare = without_sections(&lower);
    let mut quantities = quantities::quantities(question, &bare);
    if quantities.len() > 1 {
        bare = without_occasions(&bare);
        quantities = quantities::quantities(question, &bare);
    }
    let without = without_answer(text);
    match quantities.as_slice() {
        [] => no_quantity(question, period, &bare, text)
            .or_else(|| without.map(|read| held_or_none(question, &bare, read))),
        [one] => {
            if let Some(read) = durations::converted(question, &bare, &quantities) {
                return Some(read);
            }
            let refused = without.as_ref().filter(|read| read.value.status == Status::Refused);
            if let (Some(refused), Status::Exact) = (refused, one.value.status) {
                return Some(refused_with_numbers(refused.clone(), text));
            }
            Some(single(question, period, &bare, one))
        }
        several => durations::converted(question, &bare, several)
            .or_else(|| several_quantities(question, period, &bare, several, without)),
    }
}

fn single(question: &Question, period: &Period, bare: &str, one: &Quantity) -> Read {
    let as_written = bare.get(one.start..one.end).unwrap_or(bare);
    let mut read = Read::certain(one.value.clone(), as_written, one.rule);
    read.doubt = one.doubt.map(str::to_owned);
    if read.doubt.is_none() {
        read.doubt = unaccounted(question, period, bare, one);
    }
    let holding = |(word, _): &(String, usize)| {
        matches!(word.as_str(), "held" | "hold" | "available" | "recorded" | "known")
    };
    if one.rule == "nil" && words(bare).iter().any(holding) {
        read.doubt = Some("it may mean not held, rather than none".to_owned());
    }
    if in_brackets(bare, one) {
        read.doubt = Some("a figure in brackets may be below zero, or a note".to_owned());
    }
    let share = read.value.low.map(Number::as_f64);
    if question.kind == QuestionType::Percentage
        && one.rule == "number"
        && share.is_some_and(|share| share > 0.0 && share < 1.0)
    {
        read.doubt = Some("it may be a fraction, rather than a percentage".to_owned());
    }
    if question.kind == QuestionType::Percentage && one.rule != "percentage" && counts(bare, one) {
        read.doubt = Some("it may be a count, where a percentage was asked for".to_owned());
    }
    if question.kind == QuestionType::Count
        && read.value.low.is_some_and(|low| low.as_f64().fract() != 0.0)
    {
        read.doubt = Some("a count with a fraction".to_owned());
    }
    read
}

/// "35 new tenants": a number with the name of a thing behind it.
fn counts(bare: &str, one: &Quantity) -> bool {
    let behind = bare.get(one.end..).unwrap_or_default();
    let first = words(behind).into_iter().map(|(word, _)| word).next();
    first
        .is_some_and(|word| !matches!(word.as_str(), "in" | "for" | "during" | "on" | "of" | "and"))
}

/// "(1,200)" and nothing else.
fn in_brackets(bare: &str, one: &Quantity) -> bool {
    let before = bare.get(..one.start).unwrap_or_default().trim();
    let behind = bare.get(one.end..).unwrap_or_default().trim();
    let opens = before.trim_end_matches('£').trim_end().ends_with('(');
    opens && behind == ")" && !before.chars().any(char::is_alphabetic)
}

/// "Twelve (12)" is one number said twice; anything else with several numbers needs a person.
fn several_quantities(
    question: &Question,
    period: &Period,
    bare: &str,
    several: &[Quantity],
    without: Option<Read>,
) -> Option<Read> {
    let first = several.first()?;
    if is_said_twice(bare, several) {
        let span = Quantity {
            value: first.value.clone(),
            rule: first.rule,
            start: first.start,
            end: several.last().map_or(first.end, |last| last.end),
            doubt: first.doubt,
        };
        return Some(single(question, period, bare, &span));
    }
    if let Some(read) = refers_back(question, period, bare, several) {
        return Some(read);
    }
    if let Some(refused) = without.filter(|read| read.value.status == Status::Refused) {
        let bounded = several.iter().find(|found| found.value.status == Status::Suppressed);
        return Some(match bounded {
            Some(bound) => Read::doubtful(bound.value.clone(), bare, bound.rule, "several numbers"),
            None => refused_with_numbers(refused, bare),
        });
    }
    let numbers: Vec<&str> =
        several.iter().filter_map(|found| bare.get(found.start..found.end)).collect();
    let doubt = format!("several numbers: {}", numbers.join(", "));
    Some(Read::doubtful(first.value.clone(), bare, "several_numbers", &doubt))
}

/// The doubt about a figure beside which another is named again, with that other: "eleven of the
/// nineteen". It is none where nineteen is what another question was answered.
pub const REFERS_TO: &str = "it refers to ";

fn refers_back(
    question: &Question,
    period: &Period,
    bare: &str,
    several: &[Quantity],
) -> Option<Read> {
    static AGAIN: Pattern = LazyLock::new(|| build(r"\b(?:the|those|these|same|that)\s*$"));
    let [first, second] = several else { return None };
    let between = bare.get(first.end..second.start)?;
    let (Some(_), Some(other)) = (first.value.as_exact(), second.value.as_exact()) else {
        return None;
    };
    let named = AGAIN.as_ref().is_some_and(|again| again.is_match(between));
    let mut blanked = bare.to_owned();
    blanked.replace_range(second.start..second.end, &" ".repeat(second.end - second.start));
    let mut read = named.then(|| single(question, period, &blanked, first))?;
    read.doubt.get_or_insert(format!("{REFERS_TO}{other}"));
    Some(read)
}

/// "Twelve (12)": one number in words and in digits. "5 | 5" may be two numbers that are equal.
fn is_said_twice(bare: &str, several: &[Quantity]) -> bool {
    let [first, second] = several else { return false };
    let in_digits = |quantity: &Quantity| {
        bare.get(quantity.start..quantity.end)
            .is_some_and(|text| text.chars().any(|c| c.is_ascii_digit()))
    };
    let between = bare.get(first.end..second.start).unwrap_or_default();
    first.value == second.value
        && in_digits(first) != in_digits(second)
        && between.replace("of them", "").trim().chars().all(|c| "([,;:-=".contains(c))
}

/// "There were no such children, so no information is held" means none as likely as not held; so
/// does "no record of children".
fn held_or_none(question: &Question, bare: &str, read: Read) -> Read {
    static NO_RECORD: Pattern = LazyLock::new(|| build(r"\bno\s+(?:\w+\s+)?records?\s+of\b"));
    let none = says_none(question, bare)
        || NO_RECORD.as_ref().is_some_and(|pattern| pattern.is_match(bare));
    if read.value.status != Status::NotHeld || !none || read.doubt.is_some() {
        return read;
    }
    Read { doubt: Some("it may mean none, rather than not held".to_owned()), ..read }
}

/// Whether "no" denies the things counted, rather than knowledge of them: "no such children", but
/// neither "no information on children" nor "no children data".
fn says_none(question: &Question, bare: &str) -> bool {
    let unit = question.unit.as_deref().unwrap_or_default();
    let unit = singular(unit.rsplit(' ').next().unwrap_or_default());
    let said: Vec<String> = words(bare).into_iter().map(|(word, _)| word).collect();
    said.iter().enumerate().any(|(index, word)| {
        let denies = word == "no" || (word == "any" && index > 0);
        let behind = said.get(index + 1..).unwrap_or_default();
        let Some(at) = behind.iter().take(5).position(|next| singular(next) == unit) else {
            return false;
        };
        let between = behind.get(..at).unwrap_or_default();
        let next = behind.get(at + 1).map(String::as_str).unwrap_or_default();
        denies
            && !KNOWLEDGE.contains(&next)
            && between.iter().all(|word| !KNOWLEDGE.contains(&word.as_str()) && word != "of")
    })
}

/// What an authority has of a thing, rather than the thing.
const KNOWLEDGE: [&str; 12] = [
    "information",
    "data",
    "record",
    "records",
    "figure",
    "figures",
    "statistics",
    "details",
    "evidence",
    "knowledge",
    "number",
    "numbers",
];

/// Hours, files and pounds of a cost estimate belong to the refusal; other numbers are a doubt.
fn refused_with_numbers(refused: Read, text: &str) -> Read {
    static ESTIMATE: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:hours?|minutes|files?|records)\b.*\b(?:limit|exceed\w*)|\b(?:limit|exceed\w*)\b.*(?:\bhours?\b|£)|\bhours?\b.*£|£.*\bhours?\b",
        )
    });
    if ESTIMATE.as_ref().is_some_and(|pattern| pattern.is_match(text)) {
        return refused;
    }
    Read { doubt: Some("it refuses, and yet has a number in it".to_owned()), ..refused }
}

/// Text without any number: "no children", "single figures", or nothing of the kind.
fn no_quantity(question: &Question, period: &Period, bare: &str, text: &str) -> Option<Read> {
    static SINGLE_FIGURES: Pattern = LazyLock::new(|| build(r"\bsingle\s+(?:figures?|digits?)\b"));
    static NONE: Pattern = LazyLock::new(|| build(r"\b(?:no|not\s+any)\s+\w+"));
    if SINGLE_FIGURES.as_ref().is_some_and(|pattern| pattern.is_match(bare)) {
        let nine = Some(Number::whole(9));
        let value = Value::between(Status::Suppressed, Number::ZERO, nine);
        return Some(Read::certain(value, text, "single_figures"));
    }
    if NONE.as_ref().is_some_and(|pattern| pattern.is_match(bare)) {
        let mut known = accounted(question, period);
        known.extend(["no", "not", "such"].map(str::to_owned));
        let odd = words(bare)
            .into_iter()
            .any(|(word, _)| !known.contains(&word) && !known.contains(singular(&word)));
        let speaks_of_knowledge = words(bare).iter().any(|(word, _)| {
            KNOWLEDGE.contains(&word.as_str()) || matches!(word.as_str(), "hold" | "held" | "holds")
        });
        if !odd && !speaks_of_knowledge && says_none(question, bare) {
            return Some(Read::certain(Value::exact(Number::ZERO), text, "no_such"));
        }
    }
    None
}
