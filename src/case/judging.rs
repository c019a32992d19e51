//! Where a request stands at the end of a day, and the days on which that may change by itself.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::events::LetterKind;
use super::facts::{Count, Ending, reckon_possible};
use super::record::Record;
use super::story::Story;
use super::{Delivery, Status};
use crate::law::Law;
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::ledger::{Happening, Ledger, Still};
use crate::replies::Kind;

/// Where a request stands on one day, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub status: Status,
    pub delivery: Delivery,
    pub received_on: Option<NaiveDate>,
    /// `None` while no time runs.
    pub due_on: Option<NaiveDate>,
    /// What would be if a person agreed to a reading that moves the date.
    pub otherwise: Option<Otherwise>,
    /// The day of the first reply, which ended the wait.
    pub replied_on: Option<NaiveDate>,
    /// Mails that wait for a person.
    pub waiting: usize,
}

/// The other date, while a person has yet to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otherwise {
    /// `None`: the clock would stand still.
    pub due_on: Option<NaiveDate>,
    /// What the mail is taken for.
    pub kind: Kind,
}

/// A judgement with what it rests on.
#[derive(Debug, Clone)]
pub struct Position {
    pub judgement: Judgement,
    /// `None` before the request has left.
    pub ledger: Option<Ledger>,
    /// What their latest reply was, and its day, whatever has been done about it since.
    pub reply: Option<(Status, NaiveDate)>,
    /// Records that contradict each other, in words.
    pub trouble: Vec<String>,
}

impl Story {
    /// The request as it stood at the end of `on`.
    pub fn judge(
        &self,
        law: Law,
        calendar: &Calendar,
        on: NaiveDate,
    ) -> Result<Position, UnknownYear> {
        let facts = self.facts(law, on, Count::Agreed);
        let (ledger, mut trouble) = reckon_possible(calendar, law, facts)?;
        trouble.extend(self.received_too_early(on));
        let proposed = self.proposed(on).map(|reading| reading.what.kind);
        // A letter of ours is no kind of mail.
        let own = || self.proposed_own(on).next().map(|_| Kind::Other);
        let otherwise = match proposed.or_else(own) {
            Some(kind) => {
                let facts = self.facts(law, on, Count::Proposed);
                let (other, _) = reckon_possible(calendar, law, facts)?;
                let due_on = other.and_then(|other| other.response_due());
                let moved = ledger.as_ref().and_then(Ledger::response_due) != due_on;
                moved.then_some(Otherwise { due_on, kind })
            }
            None => None,
        };
        let come = self.readings.iter().filter(|row| row.day <= on);
        let waiting = come.filter(|row| row.what.needs_a_person()).count() + self.undecided_own(on);
        let ending = self.ending(on);
        let delivery = self.delivery(on);
        let status = self.status(calendar, on, (ledger.as_ref(), ending, delivery))?;
        let judgement = Judgement {
            status,
            delivery,
            received_on: ledger.as_ref().and_then(|ledger| ledger.day_zero),
            due_on: ledger.as_ref().and_then(Ledger::response_due),
            otherwise,
            replied_on: match self.imported(on) {
                // The day on which a sheet was taken in is not that of the reply.
                Some(sheet) if ledger.is_none() => sheet.replied_on,
                _ => ledger
                    .as_ref()
                    .and_then(|ledger| ledger.first_response)
                    .or(ending.map(|ending| ending.on)),
            },
            waiting,
        };
        let reply = ending.map(|ending| (ending.status, ending.on));
        Ok(Position { judgement, ledger, reply, trouble })
    }

    fn status(
        &self,
        calendar: &Calendar,
        on: NaiveDate,
        (ledger, ending, delivery): (Option<&Ledger>, Option<Ending>, Delivery),
    ) -> Result<Status, UnknownYear> {
        if self.is_closed(on) {
            return Ok(Status::Closed);
        }
        let Some(ledger) = ledger else {
            return Ok(ending.map_or_else(|| self.before_departure(delivery, on), |end| end.status));
        };
        // A review that was asked for since (of a refusal that followed) is what is open now.
        let review = self.left(LetterKind::ReviewRequest, on).map(|left| left.at);
        let complained = self.complained(on).filter(|(at, _)| review.is_none_or(|left| left < *at));
        if let Some((complained, _)) = complained {
            let answered = ending.filter(|ending| ending.at > complained);
            let answered = answered.map(|ending| ending.status);
            return Ok(answered.unwrap_or(Status::Complained));
        }
        if let (Some(asked), None) = (ledger.review_asked, ledger.review_outcome) {
            // A full answer is what a review is for; anything less leaves it to be done.
            let full =
                ending.filter(|ending| ending.on >= asked && ending.status == Status::Answered);
            let over = ledger.review_due(calendar)?.is_some_and(|due| on > due);
            let open = if over { Status::ReviewOverdue } else { Status::ReviewAsked };
            return Ok(full.map_or(open, |ending| ending.status));
        }
        if let Some(ending) = ending {
            return Ok(ending.status);
        }
        Ok(match (ledger.still, ledger.response_due()) {
            (Some(Still::Bounced { .. } | Still::Redirected { .. }), _) => Status::Undelivered,
            (Some(Still::Clarification { .. }), _) => Status::ClarificationAsked,
            // Unpaid in the months there are for it: the authority need not answer any more.
            (Some(Still::Fee { pay_by, .. }), _) if on > pay_by => Status::Closed,
            (Some(Still::Fee { .. }), _) => Status::FeeAsked,
            (None, Some(due)) if on > due => Status::Overdue,
            (None, Some(_)) if ledger.extended.is_some() => Status::Extended,
            (Some(Still::Transferred { .. }) | None, _) => Status::Awaiting,
        })
    }

    fn before_departure(&self, delivery: Delivery, on: NaiveDate) -> Status {
        if let Some(told) = self.imported(on).and_then(|row| row.told) {
            return told.status();
        }
        match delivery {
            Delivery::Planned if !self.is_queued(on) => Status::Planned,
            Delivery::Planned | Delivery::Sending | Delivery::Deferred => Status::Queued,
            Delivery::Refused | Delivery::Bounced | Delivery::Unknown => Status::Undelivered,
            Delivery::Accepted | Delivery::Delivered => Status::Awaiting,
        }
    }

    fn is_closed(&self, on: NaiveDate) -> bool {
        let withdrawn = self.left(LetterKind::Withdrawal, on).map(|left| (left.at, left.seq));
        let last = |record| self.latest(record, on).map(|row| (row.at, row.what.seq));
        let closed = last(Record::Closed).max(withdrawn);
        closed.is_some() && closed > last(Record::Reopened)
    }

    /// When the regulator was asked, by the end of `on`; a decision settles what was before it.
    fn complained(&self, on: NaiveDate) -> Option<(DateTime<Utc>, NaiveDate)> {
        let letter = self.left(LetterKind::Complaint, on).map(|left| (left.at, left.on));
        let told = [
            Record::ComplaintMade,
            Record::Happened(Happening::DecisionNoticeSent),
            Record::Happened(Happening::DecisionIntimated),
        ];
        let told = told.iter().filter_map(|record| self.latest(*record, on));
        let last = letter.into_iter().chain(told.map(|row| (row.at, row.day))).max();
        last.filter(|(at, _)| self.since(on).is_none_or(|since| *at > since.at))
    }

    pub(super) fn complained_on(&self, on: NaiveDate) -> Option<NaiveDate> {
        self.complained(on).map(|(_, day)| day)
    }

    /// No letter arrives before it leaves.
    fn received_too_early(&self, on: NaiveDate) -> Option<String> {
        let left = self.sent_on(LetterKind::Request, on).next()?;
        let received = self.told_last(Happening::Received, on)?.day;
        (received < left).then(|| {
            format!("received on {received} comes before the request itself, which left on {left}")
        })
    }
}

impl Position {
    /// Days on which the status changes by itself, if nothing happens before.
    pub(super) fn watched(&self, calendar: &Calendar) -> Result<Vec<NaiveDate>, UnknownYear> {
        let Some(ledger) = &self.ledger else { return Ok(Vec::new()) };
        let after = |day: Option<NaiveDate>| day.map(|day| day + Duration::days(1));
        let pay_by = match ledger.still {
            Some(Still::Fee { pay_by, .. }) => Some(pay_by),
            _ => None,
        };
        let (due, review) = (ledger.response_due(), ledger.review_due(calendar)?);
        // With room for the days that the ladder adds.
        let mut days = Vec::with_capacity(8);
        days.extend([after(due), after(review), after(pay_by)].into_iter().flatten());
        Ok(days)
    }
}

impl Judgement {
    /// Calendar days after the due day: until the reply, or until `on` while there is none.
    pub fn days_late(&self, on: NaiveDate) -> i64 {
        let until = self.replied_on.unwrap_or(on);
        self.due_on.map_or(0, |due| (until - due).num_days().max(0))
    }
}
