//! E-mail addresses and telephone numbers. A number is a telephone number by its shape or by the word
//! before it: figures, references, dates and sums are none.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Found, What};

static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:mailto:)?[a-z0-9._%+'’\-]+@[a-z0-9.\-]*[a-z0-9]\.[a-z]{2,}").ok()
});

/// "jane at harbour dot example", as some write against machines.
static SPELT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b[a-z0-9._\-]+\s*[\[(]?\s*\bat\b\s*[\])]?\s*[a-z0-9\-]+(?:\s*[\[(]?\s*\bdot\b\s*[\])]?\s*[a-z]{2,})+",
    )
    .ok()
});

/// With the service for deaf people before it, from abroad or at home.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:\b1800[12][ \u{a0}\-]*)?(?:(?:\+ ?44|\b0044)[ \u{a0}.\-]*(?:\(0\))?[ \u{a0}.\-]*\(?\d{2,5}\)?(?:[ \u{a0}.\-]{0,2}\d{1,8}){1,4}|\(0\d{2,5}\)(?:[ \u{a0}.\-]{0,2}\d{2,8}){1,4}|\b0\d{2,10}(?:[ \u{a0}.\-]\d{2,8}){0,4})",
    )
    .ok()
});

/// Of another country.
static ABROAD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\+[1-9]\d{0,2}[ .\-(]*\d[\d .\-()]{6,16}\d").ok());

static LABELLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:tel(?:ephone)?|phone|mob(?:ile)?|fax|direct (?:dial|line)|ddi|switchboard|minicom|textphone|ffôn|helpline)\b(?: ?(?:no|number))?[ .:]{0,5}([\d(+][\d ().\-+]{4,20}\d)",
    )
    .ok()
});

static EXTENSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?im)(?:\bext(?:ension|n)?\b\.?|\bestyniad\b)[ ]*(?:no\.?)?[ ]*:?[ ]*(\d{2,6})[ \t]*(?:$|[|;,.)])").ok()
});

/// Directly behind a telephone number.
static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[ ,;]{0,3}(?:ext(?:ension|n)?\.?|x)[ ]*:?[ ]*(\d{2,6})\b").ok()
});

pub(super) fn emails(text: &str) -> Vec<Found> {
    let of = |regex: &'static LazyLock<Option<Regex>>, rule| {
        let spans = regex.iter().flat_map(|regex| regex.find_iter(text)).map(|found| found.range());
        spans.map(move |span| found(text, What::Email, span, rule))
    };
    of(&EMAIL, "address").chain(of(&SPELT, "address in words")).collect()
}

pub(super) fn telephones(text: &str) -> Vec<Found> {
    let spans = |regex: &'static LazyLock<Option<Regex>>| {
        regex.iter().flat_map(|regex| regex.find_iter(text)).map(|found| found.range())
    };
    let group = |regex: &'static LazyLock<Option<Regex>>| {
        let all = regex.iter().flat_map(|regex| regex.captures_iter(text));
        all.filter_map(|found| found.get(1)).map(|found| found.range())
    };
    let mut all: Vec<Found> = Vec::new();
    for span in spans(&NUMBER).filter_map(|span| telephone(text, span)) {
        let rest = text.get(span.end..).unwrap_or_default();
        let behind = BEHIND.as_ref().and_then(|regex| regex.captures(rest)?.get(1));
        if let Some(digits) = behind {
            let digits = span.end + digits.start()..span.end + digits.end();
            all.push(found(text, What::Telephone, digits, "extension"));
        }
        all.push(found(text, What::Telephone, span, "number"));
    }
    all.extend(spans(&ABROAD).map(|span| found(text, What::Telephone, span, "number abroad")));
    let labelled = group(&LABELLED).filter(|span| is_labelled(text.get(span.clone())));
    all.extend(labelled.map(|span| found(text, What::Telephone, span, "number with its word")));
    all.extend(group(&EXTENSION).map(|span| found(text, What::Telephone, span, "extension")));
    all
}

fn found(text: &str, what: What, span: Range<usize>, rule: &'static str) -> Found {
    let words = text.get(span.clone()).unwrap_or_default().to_owned();
    Found { what, span, words, rule, sure: true }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The telephone number in `span`, if it is one: as many digits as a British one has, and nothing beside
/// it that makes it a sum, a date or a part of a longer number.
fn telephone(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let words = text.get(span.clone())?;
    let before = text.get(..span.start)?.chars().next_back();
    let after = text.get(span.end..)?;
    let glued = before.is_some_and(|c| c.is_alphanumeric() || "£$€/\\=#".contains(c));
    let mut next = after.chars();
    let tail = (next.next(), next.next().is_some_and(|c| c.is_ascii_digit()));
    let goes_on = match tail {
        (Some(c), _) if c.is_alphanumeric() || c == '%' => true,
        (Some(',' | '/' | '.' | '-'), digit) => digit,
        _ => false,
    };
    if glued || goes_on {
        return None;
    }
    let mut number = digits(words);
    for relay in ["18001", "18002"] {
        if let Some(rest) = number.strip_prefix(relay).map(str::to_owned) {
            number = rest;
        }
    }
    for abroad in ["0044", "44"] {
        if let Some(rest) = number.strip_prefix(abroad).map(str::to_owned) {
            number = format!("0{}", rest.trim_start_matches('0'));
        }
    }
    let kind = number.chars().nth(1)?;
    let is_british = number.starts_with('0') && "1235789".contains(kind);
    (is_british && matches!(number.len(), 10 | 11)).then_some(span)
}

/// Six digits at least, that are not years.
fn is_labelled(words: Option<&str>) -> bool {
    let words = words.unwrap_or_default();
    let is_year =
        |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let years = words.split([' ', '.', '-']).filter(|group| is_year(group)).count();
    (6..=13).contains(&digits(words).len()) && years < 2
}
