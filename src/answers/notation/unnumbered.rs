//! Answers without a number: signs, yes and no, choices, days; not held and refused.

use std::sync::LazyLock;

use chrono::Datelike;

use super::quantities::{Pattern, build};
use super::{MAY_BE_CIRCA, Read, SIGN};
use crate::answers::restated::words;
use crate::answers::{Number, Status, Value};
use crate::campaign::{Period, Question};

use super::words_around::{accounted, is_form_of, singular};

/// A whole answer that is one sign.
pub(super) fn symbol(text: &str) -> Option<Read> {
    let squeezed: String =
        text.chars().filter(|c| !c.is_whitespace() && !"[](){}".contains(*c)).collect();
    let suppressed = || Value::between(Status::Suppressed, Number::ZERO, None);
    match squeezed.to_lowercase().as_str() {
        "*" | "**" | "x" | "xx" | "#" | "##" | "suppressed" | "redacted" | "low" => {
            Some(Read::certain(suppressed(), text, SIGN))
        }
        "c" => Some(Read::doubtful(suppressed(), text, SIGN, MAY_BE_CIRCA)),
        "-" | "--" | "..." | "…" => {
            Some(Read::doubtful(suppressed(), text, "dash", "a dash may mean nil, or suppressed"))
        }
        "n/a" | "na" | "z" | ":" => Some(Read::doubtful(
            Value::without_number(Status::Missing),
            text,
            "not_applicable",
            "not applicable may mean nil, or not held",
        )),
        _ => None,
    }
}

/// Words that give no number: not held, refused, or a pointer to another answer.
pub(super) fn without_answer(text: &str) -> Option<Read> {
    static NOT_HELD: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:not\s+(?:\w+\s+)?(?:held|recorded|collected|captured|available)|(?:do|does|did)\s+not\s+(?:\w+\s+)?(?:hold|record|collect|capture|keep)|unable\s+to\s+(?:report|extract|provide|separate|break)|cannot\s+(?:be\s+)?(?:report|extract|provide)\w*|(?:holds?|have|has)\s+no\s+(?:\w+\s+)?(?:data|information|records?|figures?|statistics|details)|holds?\s+no|no\s+(?:\w+\s+)?(?:data|information|records?|figures?|statistics|details)\b|non-?reportable|(?:do|does|did)\s+not\s+have\s+(?:\w+\s+){0,2}(?:data|information|records?|figures?))\b",
        )
    });
    static REFUSED: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:exempt\w*|refus\w+|withh\w+|section\s*(?:12|14|21|22|3[0-9]|4[0-4])\b|exceed\w*\b.{0,40}\b(?:limit|hours|£)|cost\s+limit|appropriate\s+limit|vexatious)|(?:^|[^\w'’])s\.?\s*(?:12|14|21|22|3[0-9]|4[0-4])\b",
        )
    });
    static POINTER: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:as\s+(?:above|per|in|for)|same\s+as|included\s+(?:in|above|within)|see\s+(?:above|question|answer|q|attached|below)|combined\s+with|part\s+of\s+(?:the\s+)?(?:above|question))\b",
        )
    });
    let hit = |pattern: &Pattern| pattern.as_ref().is_some_and(|found| found.is_match(text));
    let without = |status| Value::without_number(status);
    if hit(&POINTER) {
        let doubt = "it points to another answer";
        return Some(Read::doubtful(without(Status::Missing), text, "pointer", doubt));
    }
    let (refused, not_held) = (hit(&REFUSED), hit(&NOT_HELD));
    match (refused, not_held) {
        (true, true) => {
            let doubt = "refused and not held at once";
            Some(Read::doubtful(without(Status::Refused), text, "refused", doubt))
        }
        (true, false) => Some(Read::certain(without(Status::Refused), text, "refused")),
        (false, true) => Some(Read::certain(without(Status::NotHeld), text, "not_held")),
        (false, false) => None,
    }
}

pub(super) fn yes_no(text: &str) -> Option<Read> {
    let tokens = words(text);
    let first = tokens.first().map(|(word, _)| word.as_str())?;
    let value = match first {
        "yes" | "ydy" | "oes" | "do" => "yes",
        "no" | "nac" | "na" => "no",
        _ => return None,
    };
    if first == "do" {
        return None;
    }
    let alone =
        tokens.len() == 1 || text.chars().nth(first.len()).is_some_and(|c| ",.;:-".contains(c));
    let read = Read::certain(Value::words(value), text, "yes_no");
    // "No, we do not hold this" says no to the request rather than to the question.
    let doubt = match without_answer(text) {
        Some(_) => Some("it may mean not held, or refused"),
        None if alone => None,
        None => Some("more than yes or no"),
    };
    Some(Read { doubt: doubt.map(str::to_owned), ..read })
}

pub(super) fn choice(question: &Question, text: &str) -> Option<Read> {
    let lower = text.to_lowercase();
    let named: Vec<&String> =
        question.choices.iter().filter(|choice| lower.contains(&choice.to_lowercase())).collect();
    let whole = named.iter().find(|choice| choice.to_lowercase() == lower);
    match (whole, named.as_slice()) {
        (Some(choice), _) => Some(Read::certain(Value::words(choice.as_str()), text, "choice")),
        (None, [only]) => {
            let value = Value::words(only.as_str());
            let rest = lower.replace(&only.to_lowercase(), " ");
            let own = words(&question.text);
            let odd = words(&rest).into_iter().any(|(word, _)| {
                let asked = own.iter().any(|(own, _)| *own == word || is_form_of(own, &word));
                let year = word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
                !(asked || year || AROUND_CHOICES.contains(&word.as_str()))
            });
            let read = Read::certain(value, text, "choice");
            Some(Read { doubt: odd.then(|| "more than the choice itself".to_owned()), ..read })
        }
        (None, _) => None,
    }
}

/// The one day that a sentence names as the answer: "The policy was adopted on 28 March 2022".
pub(super) fn date_within(question: &Question, period: &Period, text: &str) -> Option<Read> {
    static DAY: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?(\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,?\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d)\b",
        )
    });
    let mut days = DAY.as_ref()?.captures_iter(text);
    let found = days.next()?;
    if days.next().is_some() {
        return None;
    }
    let (whole, day) = (found.get(0)?, found.get(1)?);
    let mut read = date(&day.as_str().replace(" of ", " "))?;
    let outside = format!(
        "{} {}",
        text.get(..whole.start()).unwrap_or_default(),
        text.get(whole.end()..).unwrap_or_default()
    );
    let known = accounted(question, period);
    let odd: Vec<String> = words(&outside)
        .into_iter()
        .map(|(word, _)| word)
        .filter(|word| !known.contains(word) && !known.contains(singular(word)))
        .filter(|word| !AROUND_DAYS.contains(&word.as_str()))
        .filter(|word| !known.iter().any(|known| is_form_of(known, word)))
        .collect();
    if !odd.is_empty() {
        read.doubt.get_or_insert(format!("words that may change the day: {}", odd.join(" ")));
    }
    text.clone_into(&mut read.as_written);
    Some(read)
}

/// Words that leave a day what it is.
const AROUND_DAYS: [&str; 16] = [
    "took",
    "place",
    "held",
    "dated",
    "agreed",
    "approved",
    "adopted",
    "carried",
    "out",
    "made",
    "effect",
    "came",
    "into",
    "force",
    "completed",
    "undertaken",
];

pub(super) fn date(text: &str) -> Option<Read> {
    const FORMATS: [&str; 8] = [
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%Y-%m-%d",
        "%d %B %Y",
        "%d %b %Y",
        "%A %d %B %Y",
        "%d-%b-%Y",
    ];
    let plain = text.replace(',', "");
    let plain = ["st", "nd", "rd", "th"].iter().fold(plain, |text, suffix| {
        let with = |digit: char| format!("{digit}{suffix} ");
        ('0'..='9').fold(text, |text, digit| text.replace(&with(digit), &format!("{digit} ")))
    });
    let found = FORMATS
        .iter()
        .find_map(|format| chrono::NaiveDate::parse_from_str(plain.trim(), format).ok())?;
    // "12/03/24": a century is missing, and which end the year stands at is a guess.
    if found.year() < 100 {
        let found = found.with_year(found.year() + 2000)?;
        let value = Value::words(found.to_string());
        return Some(Read::doubtful(value, text, "date", "a year in two digits"));
    }
    let read = Read::certain(Value::words(found.to_string()), text, "date");
    let likely = (1900..2100).contains(&found.year());
    Some(if likely { read } else { Read { doubt: Some("an unlikely year".into()), ..read } })
}

/// Words that leave a choice what it is.
const AROUND_CHOICES: [&str; 24] = [
    "in", "both", "and", "the", "we", "our", "was", "were", "is", "it", "mostly", "mainly", "most",
    "all", "each", "year", "years", "for", "of", "this", "that", "bought", "used", "council",
];

/// An answer in words; one that points elsewhere, or also says "not held", is for a person.
pub(super) fn text(said: &str) -> Read {
    let as_said = Read::certain(Value::words(said), said, "text");
    let Some(without) = without_answer(said) else { return as_said };
    let turns = words(said).iter().any(|(word, _)| TURNS.contains(&word.as_str()));
    match without.doubt {
        Some(doubt) => Read { doubt: Some(doubt), ..as_said },
        None if turns => Read { doubt: Some("it may mean not held, or refused".into()), ..as_said },
        None => without,
    }
}

/// Words behind which an answer goes on to say something else.
const TURNS: [&str; 6] = ["but", "however", "although", "though", "except", "instead"];
