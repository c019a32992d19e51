//! Events and standing readings of one request, folded to what is known of it.

use chrono::{DateTime, NaiveDate, Utc};

use super::events::{Dated, Event, LetterKind};
use super::{Delivery, Status};
use crate::answers::Status as AnswerStatus;
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::{Law, clock, london};
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
}

/// An answer that stands, and when the mail it was read from arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingAnswer {
    pub known_at: DateTime<Utc>,
    pub status: AnswerStatus,
}

/// Everything about one request that its status depends on.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// The request itself; later letters move no date.
    letter: Letter,
    chased: Option<DateTime<Utc>>,
    readings: Vec<Reading>,
    answers: Vec<StandingAnswer>,
    /// How many question-and-period cells the letter asks for.
    cells: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Letter {
    #[default]
    Planned,
    Queued,
    Sending,
    Deferred,
    Refused,
    Unknown,
    Accepted {
        at: DateTime<Utc>,
    },
}

/// Where a request stands on one day, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub status: Status,
    pub delivery: Delivery,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    /// The day of the reply that ended the wait.
    pub replied_on: Option<NaiveDate>,
    /// Mails that wait for a person.
    pub waiting: usize,
    /// The day on which a chaser was approved.
    pub chased_on: Option<NaiveDate>,
}

impl Story {
    /// Folds the log; readings and answers are those that stand.
    pub fn fold(
        events: &[Dated],
        readings: Vec<Reading>,
        answers: Vec<StandingAnswer>,
        cells: usize,
    ) -> Self {
        let mut story = Self { readings, answers, cells, ..Self::default() };
        let mut request = None;
        for dated in events {
            let (id, letter) = match &dated.event {
                Event::LetterApproved { letter, kind: LetterKind::Chaser } => {
                    story.chased = story.chased.or(Some(dated.at));
                    (*letter, Letter::Queued)
                }
                Event::LetterApproved { letter, kind: LetterKind::Request } => {
                    request = Some(*letter);
                    (*letter, Letter::Queued)
                }
                Event::LetterApproved { letter, .. }
                | Event::LetterSettled { letter, left: false, .. } => (*letter, Letter::Queued),
                Event::SendStarted { letter } => (*letter, Letter::Sending),
                Event::LetterAccepted { letter, .. }
                | Event::LetterSettled { letter, left: true, .. } => {
                    (*letter, Letter::Accepted { at: dated.at })
                }
                Event::LetterDeferred { letter, .. } => (*letter, Letter::Deferred),
                Event::LetterRefused { letter, .. } => (*letter, Letter::Refused),
                Event::LetterUnknown { letter, .. } => (*letter, Letter::Unknown),
                // Arrival alone stops no clock; decisions act through readings and answers.
                Event::Launched { .. }
                | Event::MailArrived { .. }
                | Event::MailAssigned { .. }
                | Event::AnswerSet { .. }
                | Event::AnswerAccepted { .. }
                | Event::Paused { .. }
                | Event::Resumed => continue,
            };
            if request == Some(id) {
                story.letter = letter;
            }
        }
        story
    }

    /// The request as it stood at the end of `on`.
    pub fn judge(
        &self,
        law: Law,
        calendar: &Calendar,
        on: NaiveDate,
    ) -> Result<Judgement, UnknownYear> {
        let by_then = |at: DateTime<Utc>| london::civil_date(at) <= on;
        let accepted = match self.letter {
            Letter::Accepted { at } if by_then(at) => Some(at),
            Letter::Accepted { .. }
            | Letter::Planned
            | Letter::Queued
            | Letter::Sending
            | Letter::Deferred
            | Letter::Refused
            | Letter::Unknown => None,
        };
        let readings: Vec<&Reading> =
            self.readings.iter().filter(|reading| by_then(reading.arrived_at)).collect();
        let waiting = readings
            .iter()
            .filter(|reading| {
                reading.in_doubt || (reading.kind.needs_agreement() && !reading.agreed)
            })
            .count();
        let delivery = self.delivery(accepted, &readings);
        let received_on =
            accepted.filter(|_| delivery != Delivery::Bounced).map(london::civil_date);
        let due_on = received_on.map(|day| clock::response_due(calendar, law, day)).transpose()?;
        let outcome = self.outcome(on, &readings);
        let status = match (outcome, delivery) {
            (Some((status, _)), _) => status,
            (None, Delivery::Planned) => {
                if self.letter == Letter::Queued {
                    Status::Queued
                } else {
                    Status::Planned
                }
            }
            (None, Delivery::Sending | Delivery::Deferred) => Status::Queued,
            (None, Delivery::Refused | Delivery::Bounced | Delivery::Unknown) => {
                Status::Undelivered
            }
            (None, Delivery::Accepted | Delivery::Delivered) => match due_on {
                Some(due) if on > due => Status::Overdue,
                Some(_) | None => Status::Awaiting,
            },
        };
        let replied_on = outcome.map(|(_, at)| london::civil_date(at));
        let chased_on = self.chased.filter(|at| by_then(*at)).map(london::civil_date);
        Ok(Judgement { status, delivery, received_on, due_on, replied_on, waiting, chased_on })
    }

    fn delivery(&self, accepted: Option<DateTime<Utc>>, readings: &[&Reading]) -> Delivery {
        if accepted.is_none() {
            return match self.letter {
                Letter::Planned | Letter::Queued | Letter::Accepted { .. } => Delivery::Planned,
                Letter::Sending => Delivery::Sending,
                Letter::Deferred => Delivery::Deferred,
                Letter::Refused => Delivery::Refused,
                Letter::Unknown => Delivery::Unknown,
            };
        }
        let latest = |which: fn(&Reading) -> bool| {
            readings.iter().filter(|row| which(row)).map(|row| row.arrived_at).max()
        };
        // Any word of theirs proves that the letter got there: no later bounce takes that back.
        if readings.iter().any(|reading| proves_receipt(reading.kind)) {
            return Delivery::Delivered;
        }
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

    /// What ended the wait, and when: answers that stand first, then readings a person agreed to.
    fn outcome(&self, on: NaiveDate, readings: &[&Reading]) -> Option<(Status, DateTime<Utc>)> {
        let known: Vec<&StandingAnswer> = self
            .answers
            .iter()
            .filter(|answer| london::civil_date(answer.known_at) <= on)
            .collect();
        if let Some(at) = known
            .iter()
            .filter(|answer| answer.status.has_number())
            .map(|answer| answer.known_at)
            .max()
        {
            let exact = known.iter().filter(|answer| answer.status == AnswerStatus::Exact).count();
            let all = exact >= self.cells;
            return Some((if all { Status::Answered } else { Status::PartlyAnswered }, at));
        }
        readings
            .iter()
            .filter_map(|reading| Some((outcome_of(reading)?, reading.arrived_at)))
            .max_by_key(|(_, at)| *at)
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

fn outcome_of(reading: &Reading) -> Option<Status> {
    match reading.kind {
        Kind::Refusal => reading.agreed.then_some(Status::Refused),
        Kind::NotHeld => reading.agreed.then_some(Status::NotHeld),
        Kind::Answer => (!reading.in_doubt).then_some(Status::Answered),
        Kind::Partial => (!reading.in_doubt).then_some(Status::PartlyAnswered),
        Kind::Acknowledgement
        | Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink
        | Kind::Spam
        | Kind::Other => None,
    }
}

impl Judgement {
    /// Calendar days after the due day: until the reply, or until `on` while there is none.
    pub fn days_late(&self, on: NaiveDate) -> i64 {
        let until = self.replied_on.unwrap_or(on);
        self.due_on.map_or(0, |due| (until - due).num_days().max(0))
    }
}
