//! Names by what stands beside them: a title, an office, an address.

use std::sync::LazyLock;

use regex::Regex;

use super::Found;
use super::named::{line_from, one};
use super::person::{Name, is_given, name_at, small};

/// An office that a person holds.
static OFFICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:officer|manager|advis[eo]r|lead|co-?ordinator|director|head of|solicitor|assistant|administrator|analyst|clerk|chief executive|specialist|swyddog|rheolwr|leader|partner|lawyer|consultant)\b").ok()
});

/// Names by what stands beside them: a title, an office, an address; else by a given name, in doubt.
pub(super) fn anywhere(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_word(text, at) {
        let Some(name) = name_at(text, start) else {
            at = start + word_length(text, start);
            continue;
        };
        at = name.span.end;
        if let Some(rule) = beside(text, &name) {
            found.push(one(text, &name, rule));
        }
    }
    found
}

/// Where the next word begins.
fn next_word(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    Some(at + rest.find(char::is_alphabetic)?)
}

fn word_length(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .unwrap_or(rest.len())
        .max(1)
}

fn beside(text: &str, name: &Name) -> Option<(&'static str, bool)> {
    if name.titled {
        return Some(("title", true));
    }
    if name.words < 2 || name.joined {
        return None;
    }
    let (start, end) = (name.span.start, name.span.end);
    let before = text.get(..start)?;
    let before = before.get(before.rfind('\n').map_or(0, |at| at + 1)..)?;
    let after = line_from(text, end);
    let office = |words: &str| OFFICE.as_ref().is_some_and(|regex| regex.is_match(words));
    let near = |words: &str| words.chars().take(60).collect::<String>();
    let tail = after.trim_start();
    if tail.starts_with(['<', '[']) && (tail.contains('@')) {
        return Some(("before an address", true));
    }
    let comma = |words: &str| words.trim_start().starts_with([',', '(', '-', '–', '—', '|']);
    let clause = near(tail.trim_start_matches([',', '(', '-', '–', '—', '|', ' ']));
    let clause = clause.split(['.', ';', ',']).next().unwrap_or_default();
    if comma(after)
        && office(clause)
        && clause.trim_start().starts_with(|c: char| {
            c.is_uppercase()
                || clause.trim_start().starts_with("the ")
                || clause.trim_start().starts_with("our ")
        })
    {
        return Some(("beside an office", true));
    }
    let last = before
        .trim_end()
        .strip_suffix(',')
        .map(|words| words.rsplit(['.', ';', ',']).next().unwrap_or_default());
    let closes = tail.is_empty() || tail.starts_with([',', '.', ';', ')']);
    if closes && last.is_some_and(|words| office(words) && words.chars().any(char::is_uppercase)) {
        return Some(("beside an office", true));
    }
    let own_line = before.trim().is_empty() && tail.is_empty();
    let below = text.get(end..)?.lines().skip(1).find(|line| !line.trim().is_empty());
    if own_line && below.is_some_and(|line| line.len() < 90 && office(line) && !line.contains(':'))
    {
        return Some(("above an office", true));
    }
    let first = text.get(start..end)?.split_whitespace().next().map(small)?;
    let place_before = before.trim_end().ends_with(|c: char| c.is_alphabetic())
        && before
            .split_whitespace()
            .next_back()
            .is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase));
    (is_given(&first) && !place_before).then_some(("a given name", false))
}
