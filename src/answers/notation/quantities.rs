//! Numbers and bounds in a text, in all the forms in which replies write them.

use crate::replies::pattern::regex;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::answers::words::number_in_words;
use crate::answers::{Number, Status, Value};
use crate::campaign::{Question, QuestionType};

/// A quantity found in a text: its bounds and the bytes it stands on.
pub(super) struct Quantity {
    pub(super) value: Value,
    pub(super) rule: &'static str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) doubt: Option<&'static str>,
}

pub(super) type Pattern = LazyLock<Option<Regex>>;

const N: &str = r"(?:£\s?)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?";

const W: &str = r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|pump|phump|deg|ddeg)";

pub(super) fn build(pattern: &str) -> Option<Regex> {
    regex(&pattern.replace("{N}", N).replace("{W}", W)).ok()
}

pub(super) static SECTION: Pattern = LazyLock::new(|| {
    build(
        r"(?:\b(?:sections?|sec|regulations?|reg)|(?:^|[^\w'’])ss?)\.?\s*\d{1,2}[a-z]?(?:\s*\([0-9a-z]{1,3}\))*(?:\s*(?:and|,|&)\s*(?:sections?\s*)?\d{1,2}[a-z]?(?:\s*\([0-9a-z]{1,3}\))+)*(?:\s+of\s+(?:the\s+)?(?:foia?|foisa|act|freedom of information(?:\s*\(scotland\))?\s+act)(?:\s+(?:2000|2002))?)?|\b(?:questions?|q)\s?\d{1,2}[a-z]?\b|\b(?:foot)?notes?\s?\d{1,2}\b|\b(?:table|page|annex|appendix|tab)\s?\d{1,3}\b",
    )
});

pub(super) fn without_sections(text: &str) -> String {
    match SECTION.as_ref() {
        Some(pattern) => {
            let blanked = |found: &Captures<'_>| " ".repeat(found.get(0).map_or(0, |m| m.len()));
            pattern.replace_all(text, blanked).into_owned()
        }
        None => text.to_owned(),
    }
}

pub(super) struct Form {
    pub(super) rule: &'static str,
    pub(super) pattern: Pattern,
    pub(super) make: fn(&[Number], Number) -> Option<Value>,
    pub(super) doubt: Option<&'static str>,
}

/// The least by which two answers can differ: one child, a penny, a hundredth of a percent.
pub(super) fn step(question: &Question) -> Number {
    if question.kind == QuestionType::Count { Number::whole(1) } else { Number::HUNDREDTH }
}

/// In order: the first form that fits a stretch of text takes it.
pub(super) static FORMS: [Form; 8] = [
    Form {
        rule: "fewer_than",
        pattern: LazyLock::new(|| {
            build(
                r"(?:<\s*|\b(?:fewer|less|lower|smaller)\s+than\s+|\b(?:under|below)\s+|\bllai\s+na\s+)({N}|{W})\b",
            )
        }),
        make: |n, step| {
            let high = *n.first()? - step;
            (high >= Number::ZERO)
                .then(|| Value::between(Status::Suppressed, Number::ZERO, Some(high)))
        },
        doubt: None,
    },
    Form {
        rule: "or_fewer",
        pattern: LazyLock::new(|| {
            build(
                r"\b({N}|{W})\s+(?:or|and)\s+(?:fewer|less|under|below|lower|smaller)\b|(?:≤|<=|=<)\s*({N})\b|\b(?:up[\s-]+to(?:\s+and\s+including)?|no\s+more\s+than|not\s+more\s+than|at\s+most|maximum\s+of)\s+({N}|{W})\b",
            )
        }),
        make: |n, _| Some(Value::between(Status::Suppressed, Number::ZERO, Some(*n.first()?))),
        doubt: None,
    },
    Form {
        rule: "at_least",
        pattern: LazyLock::new(|| {
            build(
                r"\b({N}|{W})\s+(?:or|and)\s+(?:more|over|above|higher|greater)\b|(?:≥|>=|=>)\s*({N})\b|\b(?:at\s+least|minimum\s+of)\s+({N}|{W})\b|\b({N})\s?\+",
            )
        }),
        make: |n, _| Some(Value::between(Status::Range, *n.first()?, None)),
        doubt: None,
    },
    Form {
        rule: "more_than",
        pattern: LazyLock::new(|| {
            build(r"(?:>\s*|\b(?:more|greater|higher)\s+than\s+|\bover\s+|\babove\s+)({N}|{W})\b")
        }),
        make: |n, step| Some(Value::between(Status::Range, *n.first()? + step, None)),
        doubt: None,
    },
    Form {
        rule: "range",
        pattern: LazyLock::new(|| {
            build(
                r"\bbetween\s+({N}|{W})\s+(?:and|to|-)\s+({N}|{W})\b|\b({N}|{W})\s*(?:-|to)\s*({N}|{W})\b",
            )
        }),
        make: |n, _| {
            let (low, high) = (*n.first()?, *n.get(1)?);
            (low < high).then(|| Value::between(Status::Range, low, Some(high)))
        },
        doubt: None,
    },
    Form {
        rule: "approximate",
        pattern: LazyLock::new(|| {
            build(
                r"(?:\b(?:approximately|approx|about|around|circa|roughly|nearly|almost|estimated|ca)\b\.?\s*(?:at\s+)?|\bc\.\s?|~\s*)({N})\b|\b({N})\s*\(?\s*(?:approximately|approx|est|estimated)\b",
            )
        }),
        make: |n, _| Some(Value::exact(*n.first()?)),
        doubt: Some("the number is approximate"),
    },
    Form {
        rule: "percentage",
        pattern: LazyLock::new(|| build(r"\b({N})\s*(?:%|per\s?cent\b|percent\b)")),
        make: |n, _| Some(Value::exact(*n.first()?)),
        doubt: Some("a percentage, where a number was asked for"),
    },
    Form {
        rule: "number",
        pattern: LazyLock::new(|| build(r"({N})\s?(?:k|m|million|thousand)\b|({N})(?:\b|$)")),
        make: |n, _| Some(Value::exact(*n.first()?)),
        doubt: None,
    },
];

pub(super) fn quantities(question: &Question, text: &str) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let step = step(question);
    for form in &FORMS {
        let Some(pattern) = form.pattern.as_ref() else { continue };
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let overlaps =
                |other: &Quantity| whole.start() < other.end && other.start < whole.end();
            if found.iter().any(overlaps) || is_part_of_a_longer_token(text, whole.range()) {
                continue;
            }
            let numbers: Vec<Number> =
                captures.iter().skip(1).flatten().filter_map(|m| value_of(m.as_str())).collect();
            // "450m" are pounds in millions, or metres.
            let money = question.kind == QuestionType::Money;
            let lettered = form.rule == "number" && whole.as_str().ends_with(['m', 'k']);
            let numbers =
                if lettered && !money { numbers } else { scaled(whole.as_str(), numbers) };
            let Some(value) = (form.make)(&numbers, step) else { continue };
            let (start, end) = (whole.start(), whole.end());
            let doubt = if form.rule == "percentage" && question.kind == QuestionType::Percentage {
                None
            } else if matches!(form.rule, "fewer_than" | "more_than")
                && is_denied(text, whole.start())
            {
                Some("a bound that is denied")
            } else if lettered && !money {
                Some("the letter behind the number may be a unit")
            } else {
                form.doubt
            };
            found.push(Quantity { value, rule: form.rule, start, end, doubt });
        }
    }
    number_words(text, &mut found);
    // "Under 18" and the like are the question's own words.
    let asked = question.text.to_lowercase();
    found.retain(|quantity| {
        let written = text.get(quantity.start..quantity.end).unwrap_or_default();
        quantity.rule == "number" || !asked.contains(written)
    });
    // Years and numbers of the question itself are no answer.
    found.sort_by_key(|quantity| quantity.start);
    let alone = found.len() == 1;
    found.retain_mut(|quantity| match year_like(quantity, text) {
        None => true,
        // "2050" and nothing else may be a number all the same.
        Some(named) if alone && !named => {
            quantity.doubt = Some("it may be a year");
            true
        }
        Some(_) => false,
    });
    found
}

/// "Not less than 5" bounds from the other side.
fn is_denied(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    before.split_whitespace().next_back().is_some_and(|word| matches!(word, "no" | "not" | "never"))
}

/// "£1.2m" and "£3k"; elsewhere a letter behind a number is part of a longer token.
pub(super) fn scaled(text: &str, numbers: Vec<Number>) -> Vec<Number> {
    let factor = if text.ends_with("million") || text.ends_with('m') {
        1_000_000
    } else if text.ends_with("thousand") || text.ends_with('k') {
        1000
    } else {
        1
    };
    numbers.into_iter().map(|number| number.times(factor)).collect()
}

/// Four bare digits from 1990 to 2099 look like a year; gives whether words name them as one.
pub(super) fn year_like(quantity: &Quantity, text: &str) -> Option<bool> {
    static NAMED: Pattern = LazyLock::new(|| {
        build(
            r"\b(?:in|for|during|of|year|years|since|from|to|by|until|and|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)\s*$",
        )
    });
    let written = text.get(quantity.start..quantity.end)?;
    let bare = written.len() == 4 && written.chars().all(|c| c.is_ascii_digit());
    let year = bare && ("1990".."2100").contains(&written);
    let before = text.get(..quantity.start).unwrap_or_default();
    (quantity.rule == "number" && year)
        .then(|| NAMED.as_ref().is_some_and(|pattern| pattern.is_match(before)))
}

/// "2023/24", "12/03/2024", "N1", "0300 123": digits that are no number by themselves.
pub(super) fn is_part_of_a_longer_token(text: &str, range: std::ops::Range<usize>) -> bool {
    let mut head = text.get(..range.start).unwrap_or_default().chars().rev();
    let before = head.next();
    // "1.234" and "1,23" have no number of their own behind the mark.
    let fraction = matches!(before, Some('.' | ','))
        && head.next().is_some_and(|c| c.is_ascii_digit())
        && text
            .get(range.start..)
            .is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_digit()));
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let next = after.next();
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '/');
    fraction
        || joined(before)
        || joined(next)
        || (matches!(next, Some('.' | ',')) && after.next().is_some_and(|c| c.is_ascii_digit()))
}

pub(super) fn value_of(text: &str) -> Option<Number> {
    Number::parse(text.trim_start_matches(['£', ' ']))
        .or_else(|| number_in_words(&[text]).map(|(number, _)| Number::whole(number)))
}

/// Numbers written as words, where no digits were found on the same bytes.
pub(super) fn number_words(text: &str, found: &mut Vec<Quantity>) {
    let mut tokens: Vec<(usize, usize, &str)> = Vec::new();
    let mut start = None;
    for (offset, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || c == '-';
        match (inside, start) {
            (true, None) => start = Some(offset),
            (false, Some(begun)) => {
                tokens.push((begun, offset, text.get(begun..offset).unwrap_or_default()));
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    let mut index = 0;
    while let Some((begin, _, word)) = tokens.get(index).copied() {
        let following: Vec<&str> =
            tokens.get(index..).unwrap_or_default().iter().map(|token| token.2).collect();
        let nil = matches!(word, "none" | "nil" | "dim" | "nought");
        let read = if nil { Some((0, 1)) } else { number_in_words(&following) };
        let Some((number, used)) = read else {
            index += 1;
            continue;
        };
        let end = tokens.get(index + used - 1).map_or(begin, |token| token.1);
        let overlaps = found.iter().any(|other| begin < other.end && other.start < end);
        // "one" is as often a pronoun: alone it counts only when it is the whole answer.
        let pronoun = word == "one" && used == 1 && tokens.len() > 3;
        if !overlaps && !pronoun {
            let value = Value::exact(Number::whole(number));
            let rule = if nil { "nil" } else { "number_in_words" };
            found.push(Quantity { value, rule, start: begin, end, doubt: None });
        }
        index += used;
    }
}
