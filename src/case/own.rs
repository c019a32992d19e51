//! Mail from our own address: a copy of a letter that left through this program, or a letter that was
//! written elsewhere. What the latter is for is guessed, and counts once a person agrees.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::events::LetterKind;
use super::letters::{Departure, Letter, Progress, Which};
use super::record::Record;
use super::story::{On, Story};
use crate::law::ledger::Happening;
use crate::law::london;
use crate::replies::Kind;
use crate::replies::sentences::{is_conditional, sentences};

/// What a mail from our own address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Own {
    /// The copy of this letter of the outbox.
    Copy { letter: i64 },
    /// A letter that did not leave through this program: what its words say it is for.
    Elsewhere { seems: Option<LetterKind> },
    /// A machine of ours wrote it, such as a note of absence.
    Automatic,
    /// A letter written elsewhere, and what a person says it is for; nothing that counts where there
    /// is no kind.
    Agreed { letter: Option<LetterKind> },
}

/// A letter written elsewhere, as the story of its request needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub mail: i64,
    pub at: DateTime<Utc>,
    /// The place in the log of its arrival, or of the decision what it is.
    pub seq: i64,
    pub own: Own,
}

/// One that a person has yet to decide about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undecided {
    mail: i64,
    seq: i64,
    seems: Option<LetterKind>,
}

impl Story {
    /// The same story with letters written elsewhere: those that a person agreed to are letters like
    /// any other.
    #[must_use]
    pub fn with_own(mut self, written: &[Written]) -> Self {
        for row in written {
            match row.own {
                Own::Agreed { letter: Some(kind) } => {
                    let on = london::civil_date(row.at);
                    let state = Progress::Left(Departure { at: row.at, on, seq: row.seq });
                    let letter = Letter {
                        state,
                        ..Letter::new((Which::Elsewhere { mail: row.mail }, row.seq), kind, &[])
                    };
                    self.letters.push(On::new(row.at, letter));
                }
                Own::Elsewhere { seems } => {
                    let undecided = Undecided { mail: row.mail, seq: row.seq, seems };
                    self.own.push(On::new(row.at, undecided));
                }
                Own::Copy { .. } | Own::Automatic | Own::Agreed { letter: None } => {}
            }
        }
        self.letters.sort_by_key(|letter| letter.at);
        self.note_returns();
        self
    }

    fn undecided(&self, on: NaiveDate) -> impl Iterator<Item = &On<Undecided>> {
        self.own.iter().filter(move |row| row.day <= on)
    }

    /// How many letters written elsewhere wait for a person.
    pub(super) fn undecided_own(&self, on: NaiveDate) -> usize {
        self.undecided(on).count()
    }

    /// What such a letter is taken for, and its day: by its words, else by what the request waits for.
    pub(super) fn proposed_own(
        &self,
        on: NaiveDate,
    ) -> impl Iterator<Item = (LetterKind, NaiveDate)> {
        self.undecided(on).filter_map(|row| Some((self.taken_for(row)?, row.day)))
    }

    fn taken_for(&self, row: &On<Undecided>) -> Option<LetterKind> {
        row.what.seems.or_else(|| self.waited_for(row.day))
    }

    /// What the letter in this mail is taken for, while a person has yet to say.
    pub fn own_taken_for(&self, mail: i64) -> Option<LetterKind> {
        self.own.iter().find(|row| row.what.mail == mail).and_then(|row| self.taken_for(row))
    }

    /// The letter that the request waited for on a day.
    fn waited_for(&self, on: NaiveDate) -> Option<LetterKind> {
        if self.departure(on).is_none() {
            return Some(LetterKind::Request);
        }
        let open = |kind: Kind, happening: Happening, answer: LetterKind| {
            let read = self.readings.iter().filter(|row| row.day <= on && row.what.kind == kind);
            let told = self.latest(Record::Happened(happening), on).map(|row| row.day);
            let asked = read.map(|row| row.day).chain(told).max()?;
            let answered = self.left(answer, on).is_some_and(|left| left.on >= asked);
            (!answered).then_some((asked, answer))
        };
        let clarification = LetterKind::ClarificationReply;
        let asked = open(Kind::Clarification, Happening::ClarificationAsked, clarification);
        let fee = open(Kind::Fees, Happening::FeesNotice, LetterKind::FeeReply);
        asked.into_iter().chain(fee).max_by_key(|(day, _)| *day).map(|(_, kind)| kind)
    }

    /// Why a letter that was approved must not leave: the same may have been written elsewhere.
    pub(super) fn written_elsewhere(&self, letter: &Letter, on: NaiveDate) -> Option<String> {
        let same = |kind: LetterKind| family(kind) == family(letter.kind);
        let open = self.undecided(on).find(|row| {
            // Of a request that has not left, any letter of ours may be the request itself.
            let fits = self.taken_for(row).is_none_or(same) || letter.kind == LetterKind::Request;
            row.what.seq > letter.weighed && fits
        });
        if let Some(row) = open {
            return Some(format!(
                "m{} is a letter of ours, written elsewhere, that may say the same: say what it is \
                 (`foi mail show m{0}`)",
                row.what.mail
            ));
        }
        let mut others =
            self.letters.iter().filter(|other| matches!(other.what.id, Which::Elsewhere { .. }));
        let agreed = others.find(|other| {
            let left = other.what.left(on);
            same(other.what.kind) && left.is_some_and(|left| left.seq > letter.weighed)
        })?;
        Some(format!("the same was written elsewhere on {}", agreed.day))
    }
}

/// The first and the last reminder press for the same.
fn family(kind: LetterKind) -> LetterKind {
    if kind == LetterKind::FinalChaser { LetterKind::Chaser } else { kind }
}

/// What a letter of ours is for, by its words; `answers` says that it stands in a thread.
pub fn seems(subject: &str, new_text: &str, answers: bool) -> Option<LetterKind> {
    let mut stated = sentences(new_text);
    if !answers {
        stated.insert(0, subject.to_owned());
    }
    let says = |pattern: &Option<Regex>| {
        let found = |pattern: &Regex| {
            stated.iter().any(|sentence| pattern.is_match(sentence) && !is_threat(sentence))
        };
        pattern.as_ref().is_some_and(found)
    };
    RULES.iter().find(|(_, pattern)| says(pattern)).map(|(kind, _)| *kind)
}

/// What we shall do unless they answer is not done yet.
fn is_threat(sentence: &str) -> bool {
    static LATER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:will|shall|would|intend|consider|reserve|otherwise)\b").ok()
    });
    let courteous = sentence.to_lowercase().contains("would like");
    let later = LATER.as_ref().is_some_and(|later| later.is_match(sentence));
    is_conditional(sentence) || (later && !courteous)
}

/// The order is the argument: a letter that asks for a review also says what is late.
static RULES: LazyLock<[(LetterKind, Option<Regex>); 8]> = LazyLock::new(|| {
    let build = |pattern: &str| Regex::new(&format!("(?ix){pattern}")).ok();
    [
        (
            LetterKind::ReviewRequest,
            build(
                r"\binternal\s+review\b|\brequirement\s+for\s+(?:a\s+)?review\b|\badolygiad\s+mewnol\b",
            ),
        ),
        (LetterKind::Withdrawal, build(r"\bwithdraw(?:n|ing)?\b[^.]{0,40}\brequest\b")),
        (
            LetterKind::Narrowing,
            build(
                r"\b(?:narrow\w*|reduce|limit|restrict)\b[^.]{0,40}\b(?:request|scope|questions?)\b",
            ),
        ),
        (
            LetterKind::FeeReply,
            build(
                r"\b(?:paid|pay|payment|cheque|transfer\w*)\b[^.]{0,60}\bfees?\b|\bfees?\b[^.]{0,60}\b(?:paid|pay|payment|cheque)\b",
            ),
        ),
        (
            LetterKind::IdentityReply,
            build(
                r"\b(?:proof\s+of\s+(?:my\s+)?identity|my\s+(?:full|real)\s+name\s+is|copy\s+of\s+my\s+(?:passport|driving))\b",
            ),
        ),
        (
            LetterKind::ClarificationReply,
            build(
                r"\b(?:to\s+clarify|clarification\s+(?:is|follows|you\s+(?:asked|sought|requested))|answer\w*\s+(?:to\s+)?your\s+questions?|you\s+asked\s+(?:me|us|what|which|whether)|by\s+.{1,60}\s(?:we|I)\s+mean)\b",
            ),
        ),
        (
            LetterKind::Chaser,
            build(
                r"\bremind(?:er|ing)?\b|\boverdue\b|\bnot\s+(?:yet\s+)?(?:had|received|heard)\b|\bchas(?:e|ing)\b|\bstill\s+waiting\b",
            ),
        ),
        (
            LetterKind::Request,
            build(
                r"\b(?:request|ask|asking|apply)\w*\b[^.]{0,80}\bunder\s+the\s+(?:freedom|environmental)\b|\bunder\s+the\s+(?:freedom|environmental)\b[^.]{0,120}\b(?:request|ask|provide|send|would\s+like|please)\b|^\s*(?:freedom\s+of\s+information|foi)\s+request\b",
            ),
        ),
    ]
});
