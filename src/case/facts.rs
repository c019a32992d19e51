//! What of a story the law takes notice of: facts for the ledger, with or without readings that a
//! person has yet to agree to.

use chrono::{DateTime, NaiveDate, Utc};

use super::Delivery;
use super::Status;
use super::events::LetterKind;
use super::record::Record;
use super::story::{On, Reading, Recorded, Story, Terms};
use crate::answers::Status as AnswerStatus;
use crate::law::Law;
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::exemptions::Ground;
use crate::law::ledger::{Fact, Happening, Impossible, Ledger, reckon};
use crate::replies::Kind;

/// Whether readings count that no person has agreed to yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Agreed,
    /// Also those that would move a date.
    Proposed,
}

/// What ended the wait, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) status: Status,
    pub(super) at: DateTime<Utc>,
    pub(super) on: NaiveDate,
}

impl Story {
    fn readings_by(&self, on: NaiveDate) -> impl Iterator<Item = &On<Reading>> {
        let since = self.since(on).map(|since| since.at);
        self.readings
            .iter()
            .filter(move |row| row.day <= on && since.is_none_or(|since| row.at > since))
    }

    /// Records since the request that counts left: on that day itself, those made after it.
    fn records_by(&self, on: NaiveDate) -> impl Iterator<Item = &On<Recorded>> {
        let since = self.since(on);
        self.recorded(on).filter(move |row| {
            since.is_none_or(|since| (row.day, row.what.seq) > (since.on, since.seq))
        })
    }

    /// The answers since the request that counts left.
    fn answers_by(&self, on: NaiveDate) -> impl Iterator<Item = &On<AnswerStatus>> {
        let since = self.since(on).map(|since| since.at);
        self.answers
            .iter()
            .filter(move |row| row.day <= on && since.is_none_or(|since| row.at > since))
    }

    /// How many cells the request that counts asks for.
    fn cells(&self, on: NaiveDate) -> usize {
        let kept = self.kept(on);
        self.cells.iter().filter(|number| kept.is_empty() || kept.contains(number)).count()
    }

    /// Readings that would move a date, were a person to agree.
    pub(super) fn proposed(&self, on: NaiveDate) -> Option<&On<Reading>> {
        self.readings_by(on).find(|row| moves_a_date(row.what.kind) && !row.what.agreed)
    }

    /// What the latest mail of this kind that a person agreed to states, by the end of `on`.
    pub(super) fn terms(&self, kind: Kind, on: NaiveDate) -> Option<&Terms> {
        let agreed = self.readings_by(on).filter(|row| row.what.agreed && row.what.kind == kind);
        agreed.max_by_key(|row| row.at).map(|row| &row.what.terms)
    }

    /// The facts up to the end of `on`, in order.
    pub(super) fn facts(&self, law: Law, on: NaiveDate, count: Count) -> Vec<Fact> {
        let Some(departed) = self.departure(on).or_else(|| self.proposed_departure(on, count))
        else {
            return Vec::new();
        };
        let mut facts = Vec::with_capacity(8);
        let told =
            |happening| self.told_last(happening, on).map(|row| Fact::new(happening, row.day));
        let corrected = self
            .records_by(on)
            .filter(|row| row.what.record == Record::Happened(Happening::Received))
            .max_by_key(|row| row.what.seq);
        let corrected = corrected.map(|row| Fact::new(Happening::Received, row.day));
        let narrowed = self.since(on).map(|since| Fact::new(Happening::Received, since.on));
        match (corrected.or(narrowed), told(Happening::Posted)) {
            (Some(first), _) => facts.push(first),
            (None, Some(posted)) => facts.push(posted),
            (None, None) => facts.push(Fact::new(Happening::Received, departed)),
        }
        // A person may have sent it again elsewhere: what came back before that is still not received.
        let elsewhere = told(Happening::ResentReceived).is_some();
        let is_back = self.delivery(on) == Delivery::Bounced || elsewhere;
        if self.since(on).is_none() {
            self.bounces(on, is_back, &mut facts);
        }
        self.of_records(law, on, &mut facts);
        self.of_readings(law, on, count, &mut facts);
        self.of_letters(law, on, count, &mut facts);
        facts.extend(self.replies(on).map(|day| Fact::new(Happening::ResponseReceived, day)));
        facts.sort_by_key(|fact| (fact.on, fact.happening));
        facts.dedup_by_key(|fact| (fact.on, fact.happening));
        facts
    }

    fn of_records(&self, law: Law, on: NaiveDate, facts: &mut Vec<Fact>) {
        for row in self.records_by(on) {
            let details = &row.what.details;
            if let Record::Happened(happening) = row.what.record {
                if matches!(happening, Happening::Received | Happening::Posted) {
                    continue;
                }
                let ground = if details.sections.is_empty() {
                    Ground::Unknown
                } else {
                    Ground::of(&details.sections)
                };
                let happening = happening.other_name(law).unwrap_or(happening);
                facts.push(Fact {
                    happening,
                    on: row.day,
                    working_days: details.working_days,
                    until: details.until,
                    ground,
                });
            } else if details.outcome.is_some() {
                facts.push(Fact::new(Happening::ResponseReceived, row.day));
            }
        }
    }

    fn of_readings(&self, law: Law, on: NaiveDate, count: Count, facts: &mut Vec<Fact>) {
        for row in self.readings_by(on) {
            let reading = &row.what;
            let proposed = count == Count::Proposed && moves_a_date(reading.kind);
            if !(reading.agreed || proposed) {
                continue;
            }
            let happening = match reading.kind {
                Kind::Clarification => Happening::ClarificationAsked,
                Kind::Fees => Happening::FeesNotice,
                Kind::Extension => match law {
                    Law::Foia | Law::Foisa => Happening::PitExtensionNotice,
                    Law::Eir | Law::Eisr => Happening::EirExtensionNotice,
                },
                Kind::Transfer => Happening::Transferred,
                Kind::ReviewOutcome => Happening::review_outcome(law),
                Kind::Acknowledgement
                | Kind::AutoReply
                | Kind::Bounce
                | Kind::Receipt
                | Kind::Refusal
                | Kind::NotHeld
                | Kind::Partial
                | Kind::Answer
                | Kind::Correction
                | Kind::PortalLink
                | Kind::Spam
                | Kind::Other => continue,
            };
            facts.push(Fact {
                ground: reading.ground,
                until: reading.terms.until.filter(|_| reading.kind == Kind::Extension),
                ..Fact::new(happening, row.day)
            });
        }
    }

    /// The day on which the request left, if it is a letter that was written elsewhere.
    fn proposed_departure(&self, on: NaiveDate, count: Count) -> Option<NaiveDate> {
        let request = |(kind, _): &(LetterKind, NaiveDate)| *kind == LetterKind::Request;
        let mut proposed = self.proposed_own(on).filter(|_| count == Count::Proposed);
        proposed.find(request).map(|(_, day)| day)
    }

    fn of_letters(&self, law: Law, on: NaiveDate, count: Count, facts: &mut Vec<Fact>) {
        let proposed = self.proposed_own(on).filter(|_| count == Count::Proposed);
        facts.extend(proposed.filter_map(|(kind, day)| Some(Fact::new(effect(law, kind)?, day))));
        let since = self.since(on).map(|since| since.seq);
        for letter in &self.letters {
            let Some(departure) = letter.what.left(on) else { continue };
            if since.is_some_and(|since| departure.seq <= since) {
                continue;
            }
            let Some(happening) = effect(law, letter.what.kind) else { continue };
            facts.push(Fact::new(happening, departure.on));
        }
    }

    /// The days on which something came that is a reply.
    fn replies(&self, on: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let answers = self.answers_by(on).filter(|row| row.what.has_number()).map(|row| row.day);
        let readings =
            self.readings_by(on).filter(|row| ending_of(&row.what).is_some()).map(|row| row.day);
        answers.chain(readings)
    }

    /// What ended the wait by the end of `on`: answers that stand first, then what a person agreed
    /// to or recorded.
    pub(super) fn ending(&self, on: NaiveDate) -> Option<Ending> {
        let known = || self.answers_by(on);
        let numbers = known().filter(|row| row.what.has_number()).max_by_key(|row| row.at);
        let told = self
            .records_by(on)
            .filter_map(|row| Some((row.what.details.outcome?.status(), row.at, row.day)))
            .max_by_key(|(_, at, _)| *at);
        let told = told.map(|(status, at, on)| Ending { status, at, on }).or_else(|| {
            let row = self.imported.as_ref().filter(|row| row.day <= on)?;
            let status = row.what.told?.outcome()?.status();
            Some(Ending { status, at: row.at, on: row.what.replied_on.unwrap_or(row.day) })
        });
        if let Some(last) = numbers {
            let exact = known().filter(|row| row.what == AnswerStatus::Exact).count();
            let status =
                if exact >= self.cells(on) { Status::Answered } else { Status::PartlyAnswered };
            let read = Ending { status, at: last.at, on: last.day };
            // A person's later word on how it ended outranks the count.
            return Some(told.filter(|told| told.at > read.at).unwrap_or(read));
        }
        self.readings_by(on)
            .filter_map(|row| {
                Some(Ending { status: ending_of(&row.what)?, at: row.at, on: row.day })
            })
            .chain(told)
            .max_by_key(|ending| ending.at)
            .or_else(|| self.reviewed(on))
    }

    /// The outcome of a review where nothing else ended the wait: without a figure it refuses.
    fn reviewed(&self, on: NaiveDate) -> Option<Ending> {
        let outcomes = [Happening::InternalReviewOutcomeReceived, Happening::ReviewOutcomeReceived];
        let told = self
            .records_by(on)
            .filter(|row| outcomes.map(Record::Happened).contains(&row.what.record));
        let told = told.map(|row| (row.at, row.day));
        let agreed = |row: &&On<Reading>| row.what.agreed && row.what.kind == Kind::ReviewOutcome;
        let read = self.readings_by(on).filter(agreed).map(|row| (row.at, row.day));
        let (at, on) = told.chain(read).max()?;
        Some(Ending { status: Status::Refused, at, on })
    }

    /// The sections of the reply that ended the wait.
    pub fn cited(&self, on: NaiveDate) -> impl Iterator<Item = &str> {
        let readings = self
            .readings_by(on)
            .filter(|row| ending_of(&row.what).is_some())
            .flat_map(|row| row.what.sections.iter());
        let records = self
            .records_by(on)
            .filter(|row| row.what.details.outcome.is_some())
            .flat_map(|row| row.what.details.sections.iter());
        readings.chain(records).map(String::as_str)
    }
}

impl Reading {
    /// Whether it ends the wait, or says why it goes on.
    pub(super) fn answers(&self) -> bool {
        ending_of(self).is_some() || moves_a_date(self.kind)
    }
}

/// What the law takes notice of in a letter of ours.
fn effect(law: Law, kind: LetterKind) -> Option<Happening> {
    match kind {
        LetterKind::ClarificationReply => Some(Happening::ClarificationAnswered),
        LetterKind::ReviewRequest => Some(Happening::review_asked(law)),
        LetterKind::Request
        | LetterKind::Chaser
        | LetterKind::FinalChaser
        | LetterKind::Thanks
        | LetterKind::FeeReply
        | LetterKind::Narrowing
        | LetterKind::ExtensionChallenge
        | LetterKind::ReviewChaser
        | LetterKind::Complaint
        | LetterKind::IdentityReply
        | LetterKind::WebFormReply
        | LetterKind::ReceiptCorrection
        | LetterKind::TransferConsent
        | LetterKind::Withdrawal
        | LetterKind::FollowUp
        | LetterKind::BreachNotice
        | LetterKind::Free => None,
    }
}

/// Whether agreeing to a mail of this kind would move the day on which a reply is due.
fn moves_a_date(kind: Kind) -> bool {
    matches!(kind, Kind::Clarification | Kind::Fees | Kind::Extension | Kind::Transfer)
}

fn ending_of(reading: &Reading) -> Option<Status> {
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

/// Reckons what can be reckoned: a record that cannot be is left out, and what is wrong with it said.
pub(super) fn reckon_possible(
    calendar: &Calendar,
    law: Law,
    mut facts: Vec<Fact>,
) -> Result<(Option<Ledger>, Vec<String>), UnknownYear> {
    let mut trouble = Vec::new();
    loop {
        if facts.is_empty() {
            return Ok((None, trouble));
        }
        let (code, on, error) = match reckon(calendar, law, &facts) {
            Ok(ledger) => return Ok((Some(ledger), trouble)),
            Err(Impossible::UnknownYear(unknown)) => return Err(unknown),
            Err(error) => match &error {
                Impossible::BeforeTheRequest(code, on, ..) => (*code, *on, error),
                Impossible::NothingBefore { got, on, .. } => (*got, *on, error),
                Impossible::OtherLaw { wrong, .. } => {
                    let day = facts.iter().find(|fact| fact.happening.code() == *wrong);
                    (*wrong, day.map_or(NaiveDate::MIN, |fact| fact.on), error)
                }
                Impossible::NeverReceived | Impossible::UnknownYear(_) => {
                    trouble.push(error.to_string());
                    return Ok((None, trouble));
                }
            },
        };
        trouble.push(error.to_string());
        let before = facts.len();
        facts.retain(|fact| fact.happening.code() != code || fact.on != on);
        if facts.len() == before {
            return Ok((None, trouble));
        }
    }
}
