//! The side of an "or" or "and" that an answer names alone.

use super::lists::SYNONYMS;
use super::units::{STOPS, same_unit, singular};
use crate::answers::restated::words;
use crate::campaign::Question;

/// The side of an "or" or "and" in the question that the answer names alone: asked for "identified
/// or suspected", it speaks of "identified".
pub(super) fn one_side(question: &Question, outside: &str) -> Option<String> {
    let asked: Vec<String> =
        words(&question.text).into_iter().map(|(word, _)| word.to_lowercase()).collect();
    let said: Vec<String> = words(outside).into_iter().map(|(word, _)| word).collect();
    let content = |word: &&String| {
        word.len() > 2 && !STOPS.split_whitespace().any(|stop| stop == word.as_str())
    };
    asked.iter().enumerate().filter(|(_, word)| matches!(word.as_str(), "or" | "and")).find_map(
        |(at, _)| {
            let left = asked.get(..at)?.iter().rev().take(2).find(content)?;
            let right = asked.get(at + 1..)?.iter().take(4).find(content)?;
            let unit = singular(question.unit.as_deref().unwrap_or_default());
            if [left, right].into_iter().any(|side| same_unit(unit, side)) {
                return None;
            }
            let [left_said, right_said] = [left, right].map(|side| says_side(&said, side));
            // "Known or suspected" has both sides in its own words.
            let joined = |word: &String| {
                let both = |pair: &[String]| match pair {
                    [one, other] => {
                        (one == word && matches!(other.as_str(), "or" | "and"))
                            || (other == word && matches!(one.as_str(), "or" | "and"))
                    }
                    _ => false,
                };
                said.windows(2).any(both)
            };
            let joined = |side: &String| {
                let known = SYNONYMS.iter().find(|(word, _)| word == side);
                let others = known.map_or("", |(_, others)| *others).split_whitespace();
                joined(side) || others.map(str::to_owned).any(|other| joined(&other))
            };
            if [left, right].into_iter().any(joined) {
                return None;
            }
            match (left_said, right_said) {
                (true, false) => Some(left.clone()),
                (false, true) => Some(right.clone()),
                (true, true) | (false, false) => None,
            }
        },
    )
}

/// Whether `said` has the word, or one that stands for it.
fn says_side(said: &[String], side: &String) -> bool {
    let others = SYNONYMS.iter().find(|(word, _)| word == side).map_or("", |(_, others)| *others);
    said.contains(side) || others.split_whitespace().any(|other| said.iter().any(|s| s == other))
}
