//! Sections of the Act a reply relies on, with the guard against other Acts' section numbers.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use super::sentences::{is_conditional, is_hedged, sentences};
use crate::law::Law;

static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?i)(?:\b(?:sections?|sec|adran)|(?:^|[^\w'’])ss?)\.?\s*(\d{1,2}[a-z]?)((?:\s*\(\s*[0-9a-z]{1,4}\s*\))*)",
    )
    .ok()
});
/// Other Acts that number their sections: Children Act 1989 and the rest (rules.md 10).
static OTHER_ACT: LazyLock<Option<Regex>> = LazyLock::new(|| row_pattern("_NEGATIVE_CONTEXT"));
/// Words without which a section number says nothing about a refusal.
static RELIED_ON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:foia?|foisa|freedom\s+of\s+information|exempt\w*|refus\w*|withh\w+|engag\w+
            |rely\w*|relies|under\s+the\s+act|of\s+the\s+act|not\s+(?:held|obliged)
            |public\s+interest|cost\s+limit|appropriate\s+limit|esempt\w*|deddf)\b",
    )
    .ok()
});

const PATTERNS: &str = include_str!("data/exemption-patterns.csv");

struct Row {
    code: String,
    law: String,
}

static CODES: LazyLock<Vec<Row>> = LazyLock::new(|| {
    records()
        .filter(|record| record.get(0).is_some_and(|code| code.contains("-s")))
        .map(|record| Row {
            code: record.get(0).unwrap_or_default().to_owned(),
            law: record.get(1).unwrap_or_default().to_ascii_lowercase(),
        })
        .collect()
});

fn records() -> impl Iterator<Item = csv::StringRecord> {
    csv::Reader::from_reader(PATTERNS.as_bytes()).into_records().filter_map(Result::ok)
}

/// What the section of a code is about, in a few words.
pub fn about(code: &str) -> Option<String> {
    let record = records().find(|record| record.get(0) == Some(code))?;
    record.get(3).map(str::to_owned)
}

fn row_pattern(code: &str) -> Option<Regex> {
    let record = records().find(|record| record.get(0) == Some(code))?;
    regex(record.get(4)?).ok()
}

/// Codes such as `FOIA-s12` that `sentences` of a reply rely on, each once, in order.
///
/// Notices such as section 10 or 50 that every letter recites are not among the codes. A `receipt`
/// recites more, so there a section counts only beside a word that relies on it.
pub fn cited(law: Law, sentences: &[String], receipt: bool) -> Vec<String> {
    let idle = |sentence: &str| {
        let hedged =
            is_hedged(sentence) && (is_match(&SUPPOSES, sentence) || !is_match(&RELIES, sentence));
        if receipt { is_conditional(sentence) } else { hedged }
    };
    let stated: Vec<&String> = sentences.iter().filter(|sentence| !idle(sentence)).collect();
    let mut found = named(law, &stated, receipt);
    if law == Law::Foia && stated.iter().any(|sentence| is_match(&NEITHER, sentence)) {
        found.insert(0, "FOIA-ncnd".to_owned());
    }
    // Every refusal notice is one under section 17.
    found.retain(|code| code != "FOIA-s17");
    found
}

/// The sections that a notice of more time says it weighs: whether they apply is still open there.
pub fn weighed(law: Law, text: &str) -> Vec<String> {
    named(law, &sentences(text).iter().collect::<Vec<_>>(), true)
}

/// A section is relied on here and now, whatever the sentence goes on to suppose.
static RELIES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)\b(?:by\s+virtue\s+of|appl(?:y|ies|ied)|exempt\s+(?:by|under|from)|engaged|not\s+obliged|letting\s+you\s+know)\b").ok()
});
static SUPPOSES: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^\W*(?:if|where|when|should|unless|os|pe\s+bai|lle)\b").ok());
static NEITHER: LazyLock<Option<Regex>> = LazyLock::new(|| row_pattern("FOIA-ncnd"));

fn is_match(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

fn named(law: Law, sentences: &[&String], strictly: bool) -> Vec<String> {
    let mut found = Vec::new();
    let (Some(reference), Some(other), Some(relied)) =
        (REFERENCE.as_ref(), OTHER_ACT.as_ref(), RELIED_ON.as_ref())
    else {
        return found;
    };
    for sentence in sentences {
        if other.is_match(sentence) || (strictly && !relied.is_match(sentence)) {
            continue;
        }
        for captures in reference.captures_iter(sentence) {
            let number = captures.get(1).map_or("", |number| number.as_str());
            let paragraphs: String = captures
                .get(2)
                .map_or("", |paragraphs| paragraphs.as_str())
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect();
            if let Some(code) = code_for(law, number, &paragraphs)
                && !found.contains(&code)
            {
                found.push(code);
            }
        }
    }
    found
}

/// A word of an exemption, or a section that is not one of those about time and procedure.
static EXEMPTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)\b(?:exempt\w*|esempt\w*|(?:sections?|adran)\s*(?:[2-4]\d)\b)|(?:^|[^\w'’])ss?\.?\s*[2-4]\d\b").ok()
});
/// The same words where they say that there is none.
static NO_EXEMPTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)\b(?:no|any|an|without)\s+exempt\w*").ok());

/// Whether `text` speaks of an exemption at all, by a section or in words.
pub fn names_an_exemption(text: &str) -> bool {
    let (Some(some), Some(none)) = (EXEMPTION.as_ref(), NO_EXEMPTION.as_ref()) else {
        return true;
    };
    some.is_match(&none.replace_all(text, ""))
}

/// "Section 40" alone is said of other people's personal data.
fn personal_data(law: Law, number: &str) -> Option<&'static str> {
    match (law, number) {
        (Law::Foia, "40") => Some("FOIA-s40(2)"),
        (Law::Foisa, "38") => Some("FOISA-s38(1)(b)"),
        (_, _) => None,
    }
}

/// The most exact code of the list: `s38(1)(b)` before `s38(1)` before `s38`.
fn code_for(law: Law, number: &str, paragraphs: &str) -> Option<String> {
    // The list has FOI Acts only; the environmental regulations speak of regulations.
    let act = law.code();
    let mut wanted = format!("{number}{paragraphs}").to_ascii_lowercase();
    loop {
        let hit = CODES.iter().find(|row| {
            row.law == act
                && row
                    .code
                    .rsplit("-s")
                    .next()
                    .is_some_and(|own| own.to_ascii_lowercase() == wanted)
        });
        if let Some(row) = hit {
            return Some(row.code.clone());
        }
        let Some(cut) = wanted.rfind('(') else {
            return personal_data(law, number).map(str::to_owned);
        };
        wanted.truncate(cut);
    }
}
