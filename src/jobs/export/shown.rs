//! What of the words of an authority may be shown: its officers are not named, and no number stands beside a
//! suppressed one that could give it away.

use std::collections::HashSet;
use std::ops::Range;

use crate::answers::Number;
use crate::case::standing::Answer;
use crate::replies::redaction::numbers::{Years, all, hide, value};
use crate::replies::redaction::{Found, People, redact};
use crate::results::disclosure::{Cell, Release};
use crate::results::tables::Mode;

/// The rules for the words of one authority.
#[derive(Debug)]
pub(super) struct Veil<'a> {
    pub(super) people: People,
    /// `None`: every number may be shown.
    release: Option<&'a Release>,
    authority: &'a str,
    published: HashSet<Number>,
    hidden: Vec<&'a Answer>,
}

/// Words as they may be shown, and what was taken out.
#[derive(Debug, Default)]
pub(super) struct Veiled {
    pub(super) text: String,
    pub(super) found: Vec<Found>,
    /// A number that answers was taken for somebody's: a person must look.
    pub(super) eaten: Option<String>,
}

impl Veiled {
    pub(super) fn add(&mut self, other: Self) {
        self.text.push_str(&other.text);
        self.found.extend(other.found);
        self.eaten = self.eaten.take().or(other.eaten);
    }
}

/// Words of which `read` were read; for the campaign's own eyes nothing is taken out.
pub(super) fn words((mode, veil): (Mode, &Veil<'_>), text: &str, read: &[&Answer]) -> Veiled {
    match mode {
        Mode::Publication => veil.text(text, read),
        Mode::Internal => Veiled { text: text.to_owned(), ..Veiled::default() },
    }
}

impl<'a> Veil<'a> {
    pub(super) fn new(
        authority: &'a str,
        answers: &'a [Answer],
        release: Option<&'a Release>,
    ) -> Self {
        let (mut published, mut hidden) = (HashSet::new(), Vec::new());
        let mut veil = Self {
            people: People::default(),
            release,
            authority,
            published: HashSet::new(),
            hidden: Vec::new(),
        };
        for answer in answers {
            let numbers = [answer.value.low, answer.value.high].into_iter().flatten();
            if veil.hides(answer) {
                hidden.push(answer);
            } else {
                published.extend(numbers);
            }
        }
        // A number that is hidden somewhere is nowhere shown.
        for answer in &hidden {
            for number in [answer.value.low, answer.value.high].into_iter().flatten() {
                published.remove(&number);
            }
        }
        (veil.published, veil.hidden) = (published, hidden);
        veil
    }

    /// Whether its number is suppressed.
    pub(super) fn hides(&self, answer: &Answer) -> bool {
        let Some(release) = self.release else { return false };
        let cell = release.cell(self.authority, &answer.question, &answer.period);
        matches!(cell, Some(Cell::Hidden(_)))
    }

    /// A text from which `read` were read.
    pub(super) fn text(&self, text: &str, read: &[&Answer]) -> Veiled {
        let redacted = redact(text, &self.people);
        let eaten = read.iter().find_map(|answer| eaten(text, &redacted.text, answer));
        let text = self.numbers(redacted.text, read);
        Veiled { text, found: redacted.found, eaten }
    }

    /// One cell of a table, which stands at `place`.
    pub(super) fn cell(&self, text: &str, place: &str, read: &[&Answer]) -> Veiled {
        let here: Vec<&Answer> = read
            .iter()
            .copied()
            .filter(|answer| answer.place.as_deref().is_some_and(|known| same_place(known, place)))
            .collect();
        let redacted = redact(text, &self.people);
        let eaten = here.iter().find_map(|answer| eaten(text, &redacted.text, answer));
        let whole = 0..redacted.text.len();
        let hidden = here.iter().any(|answer| self.hides(answer));
        let text = if self.hidden.is_empty() {
            redacted.text
        } else {
            let within = if hidden { vec![whole] } else { Vec::new() };
            hide(&redacted.text, &within, self.years(), &|token| self.may_stay(token))
        };
        Veiled { text, found: redacted.found, eaten }
    }

    fn numbers(&self, text: String, read: &[&Answer]) -> String {
        if self.hidden.is_empty() {
            return text;
        }
        let hidden = read.iter().filter(|answer| self.hides(answer));
        let quotes = hidden.flat_map(|answer| [answer.quote.as_deref(), Some(&answer.as_written)]);
        let within: Vec<Range<usize>> = quotes
            .flatten()
            .filter(|words| words.len() > 3)
            .flat_map(|words| places(&text, words))
            .collect();
        hide(&text, &within, self.years(), &|token| self.may_stay(token))
    }

    fn years(&self) -> Years {
        let like = |number: &Number| (1900.0..2100.0).contains(&number.as_f64());
        let values = self.hidden.iter().flat_map(|answer| [answer.value.low, answer.value.high]);
        if values.flatten().any(|number| like(&number)) { Years::Hidden } else { Years::Shown }
    }

    /// As it is published.
    pub(super) fn printed(&self, answer: &Answer) -> String {
        let cell = self
            .release
            .and_then(|release| release.cell(self.authority, &answer.question, &answer.period));
        cell.map_or_else(
            || self.text(&answer.value.shown(), &[]).text,
            |cell| match cell {
                Cell::Hidden(_) => cell.printed(),
                Cell::Shown(_) => redact(&cell.printed(), &self.people).text,
            },
        )
    }

    fn may_stay(&self, token: &str) -> bool {
        let number = value(token).and_then(Number::from_f64);
        number.is_some_and(|number| self.published.contains(&number))
    }
}

fn same_place(known: &str, place: &str) -> bool {
    known == place
        || known.ends_with(&format!(": {place}"))
        || place.ends_with(&format!(": {known}"))
}

fn places(text: &str, words: &str) -> Vec<Range<usize>> {
    text.match_indices(words).map(|(at, found)| at..at + found.len()).collect()
}

/// The number of an answer that stood in `before` and does not stand in `after`.
fn eaten(before: &str, after: &str, answer: &Answer) -> Option<String> {
    let count = |text: &str, token: &str| all(text).iter().filter(|other| **other == token).count();
    let of_words = all(&answer.as_written);
    let lost = of_words.into_iter().find(|token| {
        let there = count(before, token);
        there > 0 && count(after, token) == 0
    });
    lost.map(str::to_owned)
}
