//! Known people wherever else they are named: in full, by title, by one of their names.

use super::person::{self, name_at, small};
use super::{Found, What};

pub(super) fn names(text: &str, people: &[String]) -> Vec<Found> {
    let mut found = Vec::new();
    for person in people {
        let words: Vec<&str> = person.split_whitespace().collect();
        for (start, word) in words_of(text) {
            if !words.iter().any(|known| same(known, word)) {
                continue;
            }
            let Some(end) = in_full(text, start, &words) else {
                found.extend(in_part(text, start, word));
                continue;
            };
            found.push(one(text, (start, end), ("a person who is named in the mail", true)));
        }
    }
    found
}

/// Letters that stand together, with their places.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’' | '-')).filter_map(
        move |word| {
            let start = text.get(at..)?.find(word)? + at;
            at = start + word.len();
            (!word.is_empty()).then_some((start, word))
        },
    )
}

fn same(known: &str, word: &str) -> bool {
    let of = |word: &str| small(word).trim_end_matches("'s").to_owned();
    of(known) == of(word)
}

/// The end of all words of a name, in either order: "Jane Smith", "Smith, Jane".
fn in_full(text: &str, start: usize, words: &[&str]) -> Option<usize> {
    let turned: Vec<&str> = words.iter().rev().copied().collect();
    if words.len() < 2 {
        return None;
    }
    [words, &turned].into_iter().find_map(|words| {
        let mut at = start;
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                let rest = text.get(at..)?;
                at += rest.len() - rest.trim_start_matches([' ', ',', '\u{a0}', '.']).len();
            }
            let end = at
                + text
                    .get(at..)?
                    .find(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-')))
                    .unwrap_or(text.len() - at);
            let here = text.get(at..end)?;
            if !same(word, here) {
                return None;
            }
            let owned = here.len() - here.trim_end_matches("'s").trim_end_matches("’s").len();
            at = end - owned;
        }
        Some(at)
    })
}

/// One name of a known person alone, written large: perhaps it is a place, or a month.
fn in_part(text: &str, start: usize, word: &str) -> Option<Found> {
    let name = name_at(text, start)?;
    let alone = name.words == 1 && !name.joined && word.chars().count() > 2;
    let whole = text.get(name.span.clone())?;
    (alone && person::bare(whole) == whole)
        .then(|| one(text, (name.span.start, name.span.end), ("one name of somebody named", false)))
}

fn one(text: &str, (start, end): (usize, usize), (rule, sure): (&'static str, bool)) -> Found {
    let words = text.get(start..end).unwrap_or_default().to_owned();
    Found { what: What::Name, span: start..end, words, rule, sure }
}
