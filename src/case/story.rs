//! Events and standing readings of one request, folded to what is known of it.

use chrono::{DateTime, NaiveDate, Utc};

use super::Delivery;
use super::events::{Dated, Event, LetterKind};
use super::record::{Details, Record};
use crate::answers::Status as AnswerStatus;
use crate::law::ledger::Happening;
use crate::law::london;
use crate::replies::Kind;

/// A reading of a mail that was filed under the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub mail: i64,
    pub arrived_at: DateTime<Utc>,
    pub kind: Kind,
    pub permanent: Option<bool>,
    /// A person has agreed to it, or set it.
    pub agreed: bool,
    /// It waits for a person: where it belongs or what it says is in doubt.
    pub in_doubt: bool,
    /// Sections it relies on, as `FOIA-s12`.
    pub sections: Vec<String>,
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
    fn new(at: DateTime<Utc>, what: T) -> Self {
        Self { at, day: london::civil_date(at), what }
    }
}

/// A letter of ours after it was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) id: i64,
    pub(super) kind: LetterKind,
    pub(super) state: Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Queued,
    Sending,
    Deferred,
    Refused,
    Unknown,
    Left { at: DateTime<Utc>, on: NaiveDate },
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
    pub(super) answers: Vec<On<AnswerStatus>>,
    /// How many question-and-period cells the letter asks for.
    pub(super) cells: usize,
}

impl Story {
    /// Folds the log; readings and answers are those that stand.
    pub fn fold(
        events: &[Dated],
        readings: Vec<Reading>,
        answers: Vec<StandingAnswer>,
        cells: usize,
    ) -> Self {
        let readings = readings.into_iter().map(|row| On::new(row.arrived_at, row)).collect();
        let answers = answers.into_iter().map(|row| On::new(row.known_at, row.status)).collect();
        let mut story = Self { readings, answers, cells, ..Self::default() };
        for dated in events {
            story.take(dated);
        }
        story
    }

    fn take(&mut self, dated: &Dated) {
        let (letter, state) = match &dated.event {
            Event::LetterApproved { letter, kind } => {
                let letter = Letter { id: *letter, kind: *kind, state: Progress::Queued };
                return self.letters.push(On::new(dated.at, letter));
            }
            Event::LetterSettled { letter, left: false, .. } => (*letter, Progress::Queued),
            Event::SendStarted { letter } => (*letter, Progress::Sending),
            Event::LetterAccepted { letter, .. }
            | Event::LetterSettled { letter, left: true, .. } => {
                (*letter, Progress::Left { at: dated.at, on: london::civil_date(dated.at) })
            }
            Event::LetterDeferred { letter, .. } => (*letter, Progress::Deferred),
            Event::LetterRefused { letter, .. } => (*letter, Progress::Refused),
            Event::LetterUnknown { letter, .. } => (*letter, Progress::Unknown),
            Event::Recorded { what, details } => {
                let recorded = Recorded { seq: dated.seq, record: *what, details: details.clone() };
                return self.records.push(On::new(dated.at, recorded));
            }
            Event::TakenBack { seq, .. } => {
                return self.records.retain(|recorded| recorded.what.seq != *seq);
            }
            Event::Held { person, .. } => {
                return self.holds.push(On::new(dated.at, Some(person.clone())));
            }
            Event::Released => return self.holds.push(On::new(dated.at, None)),
            // Arrival alone stops no clock; decisions act through readings and answers.
            Event::Launched { .. }
            | Event::MailArrived { .. }
            | Event::MailAssigned { .. }
            | Event::AnswerSet { .. }
            | Event::AnswerAccepted { .. }
            | Event::Paused { .. }
            | Event::Resumed => return,
        };
        if let Some(known) = self.letters.iter_mut().find(|known| known.what.id == letter) {
            known.what.state = state;
        }
    }

    /// The request itself.
    fn request(&self) -> Option<&On<Letter>> {
        self.letters.iter().find(|letter| letter.what.kind == LetterKind::Request)
    }

    /// When the last letter of this kind left, up to the end of `on`.
    pub(super) fn left(
        &self,
        kind: LetterKind,
        on: NaiveDate,
    ) -> Option<(DateTime<Utc>, NaiveDate)> {
        self.letters.iter().rev().filter(|letter| letter.what.kind == kind).find_map(|letter| {
            match letter.what.state {
                Progress::Left { at, on: day } if day <= on => Some((at, day)),
                Progress::Left { .. }
                | Progress::Queued
                | Progress::Sending
                | Progress::Deferred
                | Progress::Refused
                | Progress::Unknown => None,
            }
        })
    }

    /// The days on which letters of this kind left, up to the end of `on`, oldest first.
    pub fn sent_on(&self, kind: LetterKind, on: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        self.letters.iter().filter(move |letter| letter.what.kind == kind).filter_map(
            move |letter| match letter.what.state {
                Progress::Left { on: day, .. } if day <= on => Some(day),
                Progress::Left { .. }
                | Progress::Queued
                | Progress::Sending
                | Progress::Deferred
                | Progress::Refused
                | Progress::Unknown => None,
            },
        )
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
            | LetterKind::FollowUp => false,
        };
        let row =
            self.recorded(on).filter(|row| answers(row.what.record)).max_by_key(|row| row.at)?;
        Some((row.day, &row.what.details.sections))
    }

    /// The days on which letters of this kind were approved, up to `on`.
    pub(super) fn approved(
        &self,
        kind: LetterKind,
        on: NaiveDate,
    ) -> impl Iterator<Item = NaiveDate> {
        self.letters
            .iter()
            .filter(move |letter| letter.what.kind == kind && letter.day <= on)
            .map(|letter| letter.day)
    }

    /// A later letter of ours was approved by `on` and has not left by then.
    pub(super) fn on_its_way(&self, on: NaiveDate) -> bool {
        self.letters.iter().any(|letter| {
            let later = letter.what.kind != LetterKind::Request && letter.day <= on;
            later
                && match letter.what.state {
                    Progress::Left { on: day, .. } => day > on,
                    Progress::Refused => false,
                    Progress::Queued
                    | Progress::Sending
                    | Progress::Deferred
                    | Progress::Unknown => true,
                }
        })
    }

    /// The last day up to `on` on which a letter of ours left.
    pub(super) fn last_letter(&self, on: NaiveDate) -> Option<NaiveDate> {
        let left = self.letters.iter().filter_map(|letter| match letter.what.state {
            Progress::Left { on: day, .. } => Some(day),
            Progress::Queued
            | Progress::Sending
            | Progress::Deferred
            | Progress::Refused
            | Progress::Unknown => None,
        });
        left.filter(|day| *day <= on).max()
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

    /// When the request left, by mail or, as a person says, by post or otherwise.
    pub(super) fn departure(&self, on: NaiveDate) -> Option<NaiveDate> {
        self.left(LetterKind::Request, on).map(|(_, day)| day).or_else(|| {
            let told = [Happening::Received, Happening::Posted].map(Record::Happened);
            self.recorded(on).filter(|row| told.contains(&row.what.record)).map(|row| row.day).min()
        })
    }

    pub(super) fn delivery(&self, on: NaiveDate) -> Delivery {
        if self.departure(on).is_none() {
            return match self.request().map(|letter| letter.what.state) {
                None | Some(Progress::Queued | Progress::Left { .. }) => Delivery::Planned,
                Some(Progress::Sending) => Delivery::Sending,
                Some(Progress::Deferred) => Delivery::Deferred,
                Some(Progress::Refused) => Delivery::Refused,
                Some(Progress::Unknown) => Delivery::Unknown,
            };
        }
        let readings = || self.readings.iter().filter(|reading| reading.day <= on);
        // Any word of theirs proves that the letter got there: no later bounce takes that back.
        let told = [
            Happening::Received,
            Happening::ResentReceived,
            Happening::ReceivedByTransferee,
            Happening::ResponseReceived,
        ];
        let proved = readings().any(|reading| proves_receipt(reading.what.kind))
            || told.iter().any(|happening| self.latest(Record::Happened(*happening), on).is_some());
        if proved {
            return Delivery::Delivered;
        }
        let latest = |which: fn(&Reading) -> bool| {
            readings().filter(|row| which(&row.what)).map(|row| row.at).max()
        };
        let bounced = latest(|row| row.kind == Kind::Bounce && row.permanent == Some(true));
        // A machine's word shows that the address worked then, and no more: a relay may say that it
        // passed the letter on, and the next one that nobody lives there.
        let automatic = latest(|row| matches!(row.kind, Kind::AutoReply | Kind::Receipt));
        match (bounced, automatic) {
            (Some(_), None) => Delivery::Bounced,
            (Some(bounced), Some(automatic)) if automatic < bounced => Delivery::Bounced,
            (_, Some(_)) => Delivery::Delivered,
            (None, None) => Delivery::Accepted,
        }
    }

    /// Whether the request waits in the outbox.
    pub(super) fn is_queued(&self) -> bool {
        self.request().is_some_and(|letter| letter.what.state == Progress::Queued)
    }
}

/// Whether a mail of this kind can only be written by somebody who has the letter.
fn proves_receipt(kind: Kind) -> bool {
    match kind {
        Kind::Acknowledgement
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink => true,
        Kind::AutoReply | Kind::Receipt | Kind::Bounce | Kind::Spam | Kind::Other => false,
    }
}
