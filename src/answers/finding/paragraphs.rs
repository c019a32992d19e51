//! Paragraphs of an answer, and where a letter closes.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for line in text.lines() {
        let begun = found.last().is_some_and(|current| !current.is_empty());
        if line.trim().is_empty() || is_closing(line) || (begun && is_signature(line)) {
            found.push(String::new());
        }
        if let Some(current) = found.last_mut() {
            current.push(' ');
            current.push_str(line.trim());
        }
    }
    found.retain(|paragraph| !paragraph.trim().is_empty());
    found
}

/// Where a letter closes: review rights, greetings, a signature.
pub(super) fn is_closing(paragraph: &str) -> bool {
    static CLOSING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?ix)\b(?:
                internal\s+review | right\s+(?:to|of)\s+(?:an?\s+)?(?:internal\s+)?(?:appeal|complain|ask|request|review)
              | dissatisfied | not\s+(?:satisfied|content|happy) | unhappy | complain\w*
              | information\s+commissioner | (?:yours|kind\s+regards|regards|sincerely|faithfully)
              | many\s+thanks | copyright | re-?use | confidential | disclaimer | further\s+quer\w+
              | i\s+(?:hope|trust)\s+this | requirement\s+for\s+review | review\s+(?:procedure|rights)
              | cofion | denotes | stands\s+for | please\s+(?:do\s+not\s+hesitate|contact)
            )\b",
        )
        .ok()
    });
    CLOSING.as_ref().is_some_and(|pattern| pattern.is_match(paragraph))
}

/// A name or an office below the last answer: a few words, each with a capital.
pub(super) fn is_signature(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic());
    let small = |word: &&str| matches!(*word, "of" | "and" | "the" | "for" | "to" | "on" | "&");
    (2..=7).contains(&words.len())
        && !line.chars().any(|c| c.is_ascii_digit())
        && words.iter().all(|word| capital(word) || small(word))
        && words.iter().filter(|word| capital(word)).count() >= 2
}
