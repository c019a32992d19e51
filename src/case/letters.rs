//! The letters of a story: how far each got, and what is on its way.

use chrono::{DateTime, NaiveDate, Utc};

use super::events::{Dated, LetterKind};
use super::of_letter::OfLetter;
use super::story::{On, Story};
use crate::evidence::Fate;
use crate::law::london;

/// Which letter of ours: one of the outbox, or the one in a mail from our own address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Outbox(i64),
    Elsewhere { mail: i64 },
}

/// A letter of ours after it was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) id: Which,
    /// The place of its approval in the log.
    pub(super) seq: i64,
    /// Up to here in the log a person has weighed whether it should leave.
    pub(super) weighed: i64,
    pub(super) kind: LetterKind,
    /// Numbers of the questions that a narrowed request keeps.
    pub(super) keep: Vec<String>,
    /// A person sends it: it is pasted into a form.
    pub(super) by_hand: bool,
    pub(super) state: Progress,
    /// The day on which it came back.
    pub(super) back: Option<NaiveDate>,
    /// What machines have on record of it.
    pub(super) told: Vec<On<Fate>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Queued,
    Sending,
    Deferred,
    Refused,
    /// It did not leave, because a reply came first, or a person took it back.
    KeptBack,
    Unknown,
    Left(Departure),
}

/// When a letter left, and its place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Departure {
    pub(super) at: DateTime<Utc>,
    pub(super) on: NaiveDate,
    pub(super) seq: i64,
}

impl Letter {
    pub(super) fn new((id, seq): (Which, i64), kind: LetterKind, keep: &[String]) -> Self {
        let (keep, state) = (keep.to_vec(), Progress::Queued);
        Self {
            id,
            seq,
            weighed: seq,
            kind,
            keep,
            by_hand: false,
            state,
            back: None,
            told: Vec::new(),
        }
    }

    /// When it left for good, seen at the end of `on`.
    pub(super) fn left(&self, on: NaiveDate) -> Option<Departure> {
        match self.state {
            Progress::Left(departure) => {
                let came_back = self.back.is_some_and(|back| back <= on);
                (departure.on <= on && !came_back).then_some(departure)
            }
            Progress::Queued
            | Progress::Sending
            | Progress::Deferred
            | Progress::Refused
            | Progress::KeptBack
            | Progress::Unknown => None,
        }
    }

    /// Why it will not arrive, seen at the end of `on`.
    fn failed(&self, on: NaiveDate) -> Option<&'static str> {
        if self.back.is_some_and(|back| back <= on) {
            return Some("came back");
        }
        (self.state == Progress::Refused).then_some("was refused")
    }
}

impl Letter {
    /// Takes a machine's word for what became of it. A later letter that came back has not left, unless
    /// it arrived after that; the request is judged by `Story::delivery`.
    pub(super) fn take(&mut self, told: On<Fate>) {
        self.told.push(told);
        let last =
            self.told.iter().filter(|row| row.what != Fate::Accepted).max_by_key(|row| row.at);
        let later = self.kind != LetterKind::Request;
        self.back = last.filter(|last| later && last.what == Fate::Bounced).map(|last| last.day);
    }
}

impl Progress {
    /// What an event of the log says of a letter.
    pub(super) fn of(dated: &Dated) -> Option<(i64, Self)> {
        let left = || {
            let on = london::civil_date(dated.at);
            Self::Left(Departure { at: dated.at, on, seq: dated.seq })
        };
        let (letter, said) = dated.event.of_letter()?;
        let progress = match said {
            OfLetter::Settled { left: false, .. } => Self::Queued,
            OfLetter::Promised => Self::Sending,
            OfLetter::Accepted { .. } | OfLetter::Settled { left: true, .. } => left(),
            OfLetter::Deferred { .. } => Self::Deferred,
            OfLetter::Refused { .. } => Self::Refused,
            OfLetter::KeptBack { .. } | OfLetter::Cancelled { .. } => Self::KeptBack,
            OfLetter::Unknown { .. } => Self::Unknown,
            OfLetter::Approved | OfLetter::Told(_) => return None,
        };
        Some((letter, progress))
    }
}

impl Story {
    /// The request itself, once it was approved: the last that was not taken back, if there is one. It is
    /// sent again where it was refused.
    pub(super) fn request(&self, on: NaiveDate) -> Option<&On<Letter>> {
        let known = || self.of_kind(LetterKind::Request).filter(|letter| letter.day <= on);
        let open = |letter: &&On<Letter>| letter.what.state != Progress::KeptBack;
        known().rfind(open).or_else(|| known().next())
    }

    fn of_kind(&self, kind: LetterKind) -> impl DoubleEndedIterator<Item = &On<Letter>> {
        self.letters.iter().filter(move |letter| letter.what.kind == kind)
    }

    /// When the last letter of this kind left, up to the end of `on`.
    pub(super) fn left(&self, kind: LetterKind, on: NaiveDate) -> Option<Departure> {
        self.of_kind(kind).rev().find_map(|letter| letter.what.left(on))
    }

    /// The days on which letters of this kind left, up to the end of `on`, oldest first.
    pub fn sent_on(&self, kind: LetterKind, on: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        self.of_kind(kind)
            .filter_map(move |letter| letter.what.left(on))
            .map(|departure| departure.on)
    }

    /// The request that counts now: `None` for the first, else the narrowed one that replaced it.
    /// What came before it is history.
    pub(super) fn since(&self, on: NaiveDate) -> Option<Departure> {
        self.left(LetterKind::Narrowing, on)
    }

    /// When the narrowed request left, if there is one.
    pub fn counts_since(&self, on: NaiveDate) -> Option<DateTime<Utc>> {
        self.since(on).map(|since| since.at)
    }

    /// The day on which the request that counts left.
    pub fn sent_on_last(&self, on: NaiveDate) -> Option<NaiveDate> {
        let request = self.since(on).or_else(|| self.left(LetterKind::Request, on))?;
        Some(request.on)
    }

    /// Numbers of the questions that the narrowed request keeps; none where all are asked.
    pub fn kept(&self, on: NaiveDate) -> &[String] {
        let narrowed = self.of_kind(LetterKind::Narrowing).rev();
        narrowed
            .filter(|letter| letter.what.left(on).is_some())
            .map(|letter| letter.what.keep.as_slice())
            .next()
            .unwrap_or_default()
    }

    /// A later letter of ours was approved by `on` and has not left by then.
    pub fn on_its_way(&self, on: NaiveDate) -> bool {
        self.letters.iter().any(|letter| {
            let request = letter.what.kind == LetterKind::Request;
            let later = !request || self.is_resent(&letter.what);
            later
                && letter.day <= on
                && match letter.what.state {
                    Progress::Left(departure) => departure.on > on,
                    Progress::Refused | Progress::KeptBack => false,
                    Progress::Queued
                    | Progress::Sending
                    | Progress::Deferred
                    | Progress::Unknown => true,
                }
        })
    }

    /// The first letter that a person has yet to paste into a form, and since when.
    pub(super) fn to_paste(&self, on: NaiveDate) -> Option<(LetterKind, NaiveDate)> {
        let waits = |letter: &&On<Letter>| {
            letter.what.by_hand && letter.day <= on && letter.what.state == Progress::Queued
        };
        let letter = self.letters.iter().find(waits)?;
        Some((letter.what.kind, letter.day))
    }

    /// The last later letter, if it did not arrive: what it was, and what became of it.
    pub(super) fn failed(&self, on: NaiveDate) -> Option<(LetterKind, &'static str)> {
        let later = self.letters.iter().rev().find(|letter| {
            letter.what.kind != LetterKind::Request
                && letter.what.state != Progress::KeptBack
                && letter.day <= on
        })?;
        Some((later.what.kind, later.what.failed(on)?))
    }

    /// The last day up to `on` on which a letter of ours left.
    pub(super) fn last_letter(&self, on: NaiveDate) -> Option<NaiveDate> {
        let left = self.letters.iter().filter_map(|letter| letter.what.left(on));
        left.map(|departure| departure.on).max()
    }

    /// Whether the request waits in the outbox, or left only after `on`.
    pub(super) fn is_queued(&self, on: NaiveDate) -> bool {
        self.request(on).is_some_and(|letter| match letter.what.state {
            Progress::Queued => true,
            Progress::Left(departure) => departure.on > on,
            Progress::Sending
            | Progress::Deferred
            | Progress::Refused
            | Progress::KeptBack
            | Progress::Unknown => false,
        })
    }

    /// Why a letter that was approved must not leave any more: something of theirs came since, or the
    /// same was written elsewhere.
    pub fn overtaken(&self, letter: i64, on: NaiveDate) -> Option<String> {
        let letter = self.letters.iter().find(|known| known.what.id == Which::Outbox(letter))?;
        if let Some(words) = self.written_elsewhere(&letter.what, on) {
            return Some(words);
        }
        if !letter.what.kind.presses() {
            return None;
        }
        // By the log and not by the clock: a mail may have arrived long before it was taken in.
        let come =
            self.readings.iter().filter(|row| row.day <= on && row.what.seq > letter.what.seq);
        if come.clone().any(|row| row.what.needs_a_person()) {
            return Some("a mail of theirs came first, and waits for a person".to_owned());
        }
        let told = self
            .recorded(on)
            .any(|row| row.what.seq > letter.what.seq && row.what.details.outcome.is_some());
        let answered = told || come.clone().any(|row| row.what.answers());
        answered.then(|| "their reply came first".to_owned())
    }
}
