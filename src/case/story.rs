//! Events and standing readings of one request, folded to what is known of it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::events::{Dated, Event, LetterKind};
use super::imported::Imported;
use super::letters::{Letter, Progress, Which};
use super::own::Undecided;
use super::record::{Details, Record};
use crate::answers::Status as AnswerStatus;
use crate::law::exemptions::Ground;
use crate::law::ledger::Happening;
use crate::law::london;
use crate::replies::Kind;
use crate::replies::facts::{Facts, Pounds};

/// A reading of a mail that was filed under the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub mail: i64,
    /// The place of its arrival in the log.
    pub seq: i64,
    pub arrived_at: DateTime<Utc>,
    pub kind: Kind,
    pub permanent: Option<bool>,
    /// A person has agreed to it, or set it.
    pub agreed: bool,
    /// It waits for a person: where it belongs or what it says is in doubt.
    pub in_doubt: bool,
    /// Sections it relies on, as `FOIA-s12`.
    pub sections: Vec<String>,
    /// For more time: what it rests on.
    pub ground: Ground,
    pub terms: Terms,
    /// The letter of ours that a mail server sends back with it, where it names one.
    pub returns: Option<Which>,
    /// What is hidden in a file that came with it, unless a person says that it is harmless.
    pub hidden: Option<String>,
}

/// What a mail states that counts once a person agrees to what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// For more time: the day they name.
    pub until: Option<NaiveDate>,
    pub fee: Option<Pounds>,
    /// The day until which they say the fee can be paid; the law's may be another.
    pub pay_by: Option<NaiveDate>,
}

impl Terms {
    pub fn of(facts: &Facts) -> Self {
        Self {
            until: facts.new_date.as_ref().map(|said| said.value),
            fee: facts.fee.as_ref().map(|said| said.value),
            pay_by: facts.pay_by.as_ref().map(|said| said.value),
        }
    }
}

impl Reading {
    /// Whether it waits for a person.
    pub(super) fn needs_a_person(&self) -> bool {
        self.in_doubt || (self.kind.needs_agreement() && !self.agreed)
    }

    pub(super) fn is_return(&self) -> bool {
        self.kind == Kind::Bounce && self.permanent == Some(true)
    }
}

/// An answer that stands, and when the mail it was read from arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingAnswer {
    pub known_at: DateTime<Utc>,
    pub status: AnswerStatus,
}

/// Something with its civil date in London, so that a day is not reckoned twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct On<T> {
    pub(super) at: DateTime<Utc>,
    pub(super) day: NaiveDate,
    pub(super) what: T,
}

impl<T> On<T> {
    pub(super) fn new(at: DateTime<Utc>, what: T) -> Self {
        Self { at, day: london::civil_date(at), what }
    }
}

/// What a person put on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recorded {
    pub(super) seq: i64,
    pub(super) record: Record,
    pub(super) details: Details,
}

/// Everything about one request that its status depends on.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// Approved, oldest first; the request itself is the first of its kind.
    pub(super) letters: Vec<On<Letter>>,
    pub(super) records: Vec<On<Recorded>>,
    pub(super) holds: Vec<On<Option<String>>>,
    pub(super) readings: Vec<On<Reading>>,
    /// The sheet or the export that tells of it, where it was taken in from one.
    pub(super) imported: Option<On<Imported>>,
    pub(super) answers: Vec<On<AnswerStatus>>,
    /// Letters of ours, written elsewhere, that a person has yet to decide about.
    pub(super) own: Vec<On<Undecided>>,
    /// The number of the question of each cell, a question for a period, that the letter asks for.
    pub(super) cells: Arc<[String]>,
}

impl Story {
    /// Folds the log; readings and answers are those that stand.
    pub fn fold(
        events: &[Dated],
        readings: Vec<Reading>,
        answers: Vec<StandingAnswer>,
        cells: Arc<[String]>,
    ) -> Self {
        let readings = readings.into_iter().map(|row| On::new(row.arrived_at, row)).collect();
        let answers = answers.into_iter().map(|row| On::new(row.known_at, row.status)).collect();
        let mut story = Self { readings, answers, cells, ..Self::default() };
        for dated in events {
            story.take(dated);
        }
        story
    }

    /// A mail server may send back a later letter: that says nothing about the request.
    pub(super) fn note_returns(&mut self) {
        for reading in self.readings.iter().filter(|row| row.what.is_return()) {
            let about = reading.what.returns;
            let letter = self.letters.iter_mut().find(|letter| {
                Some(letter.what.id) == about && letter.what.kind != LetterKind::Request
            });
            if let Some(letter) = letter {
                letter.what.back.get_or_insert(reading.day);
            }
        }
    }

    fn take(&mut self, dated: &Dated) {
        match &dated.event {
            Event::LetterApproved { letter, kind, keep, by_hand } => {
                let id = Which::Outbox(*letter);
                let new = Letter::new((id, dated.seq), *kind, keep);
                let letter = Letter { by_hand: *by_hand, ..new };
                self.letters.push(On::new(dated.at, letter));
            }
            Event::Recorded { what, details } => {
                let recorded = Recorded { seq: dated.seq, record: *what, details: details.clone() };
                self.records.push(On::new(dated.at, recorded));
            }
            Event::TakenBack { seq, .. } => {
                self.records.retain(|recorded| recorded.what.seq != *seq);
            }
            Event::Imported { imported } => {
                self.imported = Some(On::new(dated.at, (**imported).clone()));
            }
            Event::Held { person, .. } => {
                self.holds.push(On::new(dated.at, Some(person.clone())));
            }
            Event::Released => self.holds.push(On::new(dated.at, None)),
            Event::DeliveryTold { letter, told } => {
                let known =
                    self.letters.iter_mut().find(|known| known.what.id == Which::Outbox(*letter));
                if let Some(known) = known {
                    known.what.take(On::new(dated.at, told.fate));
                }
            }
            Event::LetterSettled { .. }
            | Event::SendStarted { .. }
            | Event::LetterAccepted { .. }
            | Event::LetterDeferred { .. }
            | Event::LetterRefused { .. }
            | Event::LetterKeptBack { .. }
            | Event::LetterCancelled { .. }
            | Event::LetterUnknown { .. } => {
                let Some((letter, state)) = Progress::of(dated) else { return };
                let known =
                    self.letters.iter_mut().find(|known| known.what.id == Which::Outbox(letter));
                if let Some(known) = known {
                    known.what.state = state;
                    if dated.by.is_some() {
                        known.what.weighed = dated.seq;
                    }
                }
            }
            // Arrival alone stops no clock; decisions act through readings and answers.
            Event::Launched { .. }
            | Event::Previewed { .. }
            | Event::MailArrived { .. }
            | Event::MailAssigned { .. }
            | Event::Erased { .. }
            | Event::AttachmentReleased { .. }
            | Event::AnswerSet { .. }
            | Event::AnswerAccepted { .. }
            | Event::AnswerCoded { .. }
            | Event::FindingAccepted { .. }
            | Event::AnswersCombined { .. }
            | Event::Paused { .. }
            | Event::Resumed => {}
        }
    }

    /// The latest record of theirs that a letter of this kind answers: its day, and what it cites.
    pub fn told(&self, kind: LetterKind, on: NaiveDate) -> Option<(NaiveDate, &[String])> {
        let answers = |record: Record| match kind {
            LetterKind::ClarificationReply => {
                record == Record::Happened(Happening::ClarificationAsked)
            }
            LetterKind::FeeReply => record == Record::Happened(Happening::FeesNotice),
            LetterKind::ExtensionChallenge => matches!(
                record,
                Record::Happened(Happening::PitExtensionNotice | Happening::EirExtensionNotice)
            ),
            LetterKind::TransferConsent => record == Record::Happened(Happening::Transferred),
            LetterKind::IdentityReply => record == Record::IdentityDemanded,
            LetterKind::WebFormReply => record == Record::WebFormDemanded,
            LetterKind::Narrowing
            | LetterKind::ReviewRequest
            | LetterKind::ReviewChaser
            | LetterKind::Complaint
            | LetterKind::Thanks => record.may_be_reply(),
            LetterKind::Request
            | LetterKind::Chaser
            | LetterKind::FinalChaser
            | LetterKind::ReceiptCorrection
            | LetterKind::Withdrawal
            | LetterKind::FollowUp
            | LetterKind::BreachNotice
            | LetterKind::Free => false,
        };
        let row =
            self.recorded(on).filter(|row| answers(row.what.record)).max_by_key(|row| row.at)?;
        Some((row.day, &row.what.details.sections))
    }

    /// The first mail by the end of `on` with something hidden in a file, of which no letter of ours
    /// has told them: its day, and what is hidden.
    pub(super) fn hidden(&self, on: NaiveDate) -> Option<(NaiveDate, &str)> {
        let told = |seq: i64| {
            self.letters.iter().any(|letter| {
                let notice = &letter.what;
                let fell = matches!(notice.state, Progress::Refused | Progress::KeptBack);
                notice.kind == LetterKind::BreachNotice && notice.seq > seq && !fell
            })
        };
        let mut mails = self.readings.iter().filter(|row| row.day <= on && !told(row.what.seq));
        mails.find_map(|row| Some((row.day, row.what.hidden.as_deref()?)))
    }

    /// Who holds the request at the end of `on`.
    pub fn held_by(&self, on: NaiveDate) -> Option<&str> {
        self.holds.iter().rev().find(|hold| hold.day <= on)?.what.as_deref()
    }

    pub(super) fn recorded(&self, on: NaiveDate) -> impl Iterator<Item = &On<Recorded>> {
        self.records.iter().filter(move |recorded| recorded.day <= on)
    }

    /// The latest record of this kind by the end of `on`.
    pub(super) fn latest(&self, record: Record, on: NaiveDate) -> Option<&On<Recorded>> {
        self.recorded(on).filter(|row| row.what.record == record).max_by_key(|row| row.at)
    }

    /// What was said last of something that happened once: a correction counts whatever its day.
    pub(super) fn told_last(&self, happening: Happening, on: NaiveDate) -> Option<&On<Recorded>> {
        let record = Record::Happened(happening);
        self.recorded(on).filter(|row| row.what.record == record).max_by_key(|row| row.what.seq)
    }

    /// When the request left, by mail or, as a person says, by post or otherwise.
    pub(super) fn departure(&self, on: NaiveDate) -> Option<NaiveDate> {
        let mailed = self.sent_on(LetterKind::Request, on).next();
        mailed.or_else(|| {
            let told = [Happening::Posted, Happening::Received];
            told.iter().find_map(|happening| self.told_last(*happening, on)).map(|row| row.day)
        })
    }

    /// What the sheet says that the request was taken in from.
    pub fn imported(&self, on: NaiveDate) -> Option<&Imported> {
        self.imported.as_ref().filter(|row| row.day <= on).map(|row| &row.what)
    }

    /// The latest mail or record of theirs by the end of `on`.
    pub fn last_word(&self, on: NaiveDate) -> Option<NaiveDate> {
        let mails = self.readings.iter().filter(|row| row.day <= on).map(|row| row.day);
        mails.chain(self.recorded(on).map(|row| row.day)).max()
    }
}
