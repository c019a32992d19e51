//! A request that came back and was sent again: which bounce counts, and what the law makes of both.

use chrono::{DateTime, NaiveDate, Utc};

use super::events::LetterKind;
use super::letters::{Departure, Letter, Progress, Which};
use super::story::{On, Reading, Story};
use crate::evidence::Fate;
use crate::law::ledger::{Fact, Happening};

impl Story {
    /// Letters of the request itself that left by the end of `on`, oldest first: more than one if it was
    /// sent again.
    fn requests_left(&self, on: NaiveDate) -> impl Iterator<Item = (Which, Departure)> {
        let requests = self.letters.iter().filter(|row| row.what.kind == LetterKind::Request);
        requests.filter_map(move |row| Some((row.what.id, row.what.left(on)?)))
    }

    /// When the request was last sent again, if it was.
    pub(super) fn resent(&self, on: NaiveDate) -> Option<(Which, Departure)> {
        self.requests_left(on).skip(1).last()
    }

    /// Mails that send back the request, each with the letter it names.
    fn returned(&self, on: NaiveDate) -> impl Iterator<Item = (&On<Reading>, Option<Which>)> {
        let of_request = |which: Which| {
            let letter = self.letters.iter().find(|row| row.what.id == which);
            letter.is_some_and(|row| row.what.kind == LetterKind::Request)
        };
        let back = self.readings.iter().filter(move |row| row.day <= on && row.what.is_return());
        back.map(|row| (row, row.what.returns))
            .filter(move |(_, named)| named.is_none_or(of_request))
    }

    /// When the request came back that was sent last, by a mail or as a person says: the day, and the
    /// instant.
    pub(super) fn came_back(&self, on: NaiveDate) -> Option<(NaiveDate, DateTime<Utc>)> {
        let last = self.resent(on);
        // What names no letter is about the one that left before it.
        let counts = |at: DateTime<Utc>, named: Option<Which>| {
            last.is_none_or(|(id, left)| named.map_or(at >= left.at, |named| named == id))
        };
        let read = self.returned(on).filter(|(row, named)| counts(row.at, *named));
        let read = read.map(|(row, _)| (row.day, row.at)).max();
        let told = self.told_last(Happening::Bounce, on);
        // What a person puts on record has a day, and the log an order within it.
        let told = told.filter(|row| {
            last.is_none_or(|(_, left)| (row.day, row.what.seq) >= (left.on, left.seq))
        });
        let log = self.on_record(Fate::Bounced, on).map(|row| (row.day, row.at));
        read.max(told.map(|row| (row.day, row.at))).max(log)
    }

    /// That the request came back, and that it was received when it was sent again, for the law.
    pub(super) fn bounces(&self, on: NaiveDate, is_back: bool, facts: &mut Vec<Fact>) {
        let mut left = self.requests_left(on);
        let Some((mut id, first)) = left.next() else { return };
        let mut before = first;
        for (next, again) in left {
            let within = |row: &On<Reading>| {
                row.at < again.at && (before.seq == first.seq || row.at >= before.at)
            };
            let back = self.returned(on).filter(|(row, _)| within(row)).map(|(row, _)| row.day);
            let told = self.told_last(Happening::Bounce, on).map(|row| row.day);
            let told = told.filter(|day| *day >= before.on && *day <= again.on);
            if let Some(day) = back.max().or(told).or(self.log_bounce(id)) {
                facts.push(Fact::new(Happening::Bounce, day));
                facts.push(Fact::new(Happening::ResentReceived, again.on));
            }
            (id, before) = (next, again);
        }
        if is_back {
            facts.extend(self.came_back(on).map(|(day, _)| Fact::new(Happening::Bounce, day)));
        }
    }

    /// The day on which a log says that a letter came back.
    fn log_bounce(&self, id: Which) -> Option<NaiveDate> {
        let letter = self.letters.iter().find(|row| row.what.id == id)?;
        let back = letter.what.told.iter().filter(|row| row.what == Fate::Bounced);
        back.map(|row| row.day).max()
    }

    /// The letter of the request that did not arrive, and since when that is known by the log: what was
    /// refused when it was handed over, or came back. `None` once it was sent again, or is about to be.
    pub fn to_be_resent(&self, on: NaiveDate) -> Option<Failed> {
        let mut requests =
            self.letters.iter().filter(|row| row.what.kind == LetterKind::Request && row.day <= on);
        let last = requests.rfind(|row| row.what.state != Progress::KeptBack)?;
        let Which::Outbox(letter) = last.what.id else { return None };
        match last.what.state {
            Progress::Refused => Some(Failed { letter, on: last.day }),
            Progress::Left(_) => {
                let back = self.delivery(on) == super::Delivery::Bounced;
                let day = self.came_back(on).filter(|_| back).map(|(day, _)| day)?;
                Some(Failed { letter, on: day })
            }
            Progress::Queued
            | Progress::Sending
            | Progress::Deferred
            | Progress::KeptBack
            | Progress::Unknown => None,
        }
    }

    /// The last later letter, if it did not arrive.
    pub fn failed_later(&self, on: NaiveDate) -> Option<Failed> {
        self.failed(on)?;
        let later = self.letters.iter().rev().find(|row| {
            row.what.kind != LetterKind::Request
                && row.what.state != Progress::KeptBack
                && row.day <= on
        })?;
        let Which::Outbox(letter) = later.what.id else { return None };
        Some(Failed { letter, on: later.what.back.unwrap_or(later.day) })
    }

    /// Whether a letter is the request sent again, and not the first.
    pub(super) fn is_resent(&self, letter: &Letter) -> bool {
        let first = self.letters.iter().find(|row| {
            row.what.kind == LetterKind::Request && row.what.state != Progress::KeptBack
        });
        letter.kind == LetterKind::Request && first.is_some_and(|row| row.what.id != letter.id)
    }
}

/// A letter that did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    pub letter: i64,
    /// The day on which it came back or was refused.
    pub on: NaiveDate,
}
