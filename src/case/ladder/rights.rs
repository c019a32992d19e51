//! The law a step rests on, the right that runs now, and the day on which it lapses.

use chrono::{Duration, NaiveDate};

use super::{Found, Ladder};
use crate::campaign::policy::Step;
use crate::case::Status;
use crate::law::clock::long_date;
use crate::law::ledger::Still;
use crate::law::regime::{Basis, Extension};

impl Ladder<'_> {
    /// The provision a step rests on.
    pub(super) fn section(&self, step: Step) -> &'static str {
        let regime = self.regime;
        match step {
            Step::ReadReply
            | Step::RepairAddress
            | Step::Chaser
            | Step::FinalChaser
            | Step::ReceiptCorrection
            | Step::TransferConsent
            | Step::Thanks
            | Step::Withdrawal
            | Step::YearlyFollowUp => regime.time_section,
            Step::ClarificationReply => regime.clarification.section,
            Step::FeeDecision => regime.fees.map_or(regime.time_section, |fees| fees.section),
            Step::IdentityReply | Step::WebFormReply => "section 8",
            Step::ExtensionChallenge => match regime.extension {
                Extension::PublicInterest { section, .. }
                | Extension::Complexity { section, .. } => section,
                Extension::None => regime.time_section,
            },
            Step::Narrowing if self.scottish() => "sections 12 and 15",
            Step::Narrowing => "sections 12 and 16",
            Step::ReviewRequest | Step::FoisaNoResponseReview | Step::IrChase => {
                regime.review.section
            }
            Step::IcoNonResponse | Step::IcoAfterIr | Step::Osic => regime.complaint.section,
            Step::Tribunal | Step::CourtOfSession => regime.appeal.section,
        }
    }

    /// The day on which the right that runs now lapses.
    pub(super) fn lapse(&self) -> Found<NaiveDate> {
        let ledger = self.ledger;
        let review = || ledger.review_by(self.calendar);
        let complaint = || Ok(ledger.complaint(self.calendar)?.map(|(_, by)| by));
        match self.position.judgement.status {
            Status::Overdue if self.scottish() => review(),
            Status::Overdue | Status::ReviewOverdue => complaint(),
            Status::Refused | Status::NotHeld | Status::PartlyAnswered => {
                if ledger.review_outcome.is_some() { complaint() } else { review() }
            }
            Status::FeeAsked | Status::ClarificationAsked => match ledger.still {
                Some(Still::Fee { pay_by, .. }) => Ok(Some(pay_by)),
                // No Act sets a day, but authorities close what is not answered.
                Some(Still::Clarification { asked }) => self.after(asked, 20).map(Some),
                Some(
                    Still::Bounced { .. } | Still::Redirected { .. } | Still::Transferred { .. },
                )
                | None => Ok(None),
            },
            Status::Complained => Ok(ledger
                .decision
                .map(|day| day + Duration::days(i64::from(self.regime.appeal.days)))),
            Status::Planned
            | Status::Queued
            | Status::Undelivered
            | Status::Awaiting
            | Status::Extended
            | Status::ReviewAsked
            | Status::Answered
            | Status::Closed => Ok(None),
        }
    }

    /// What is lost after the day.
    pub(super) fn lapse_words(&self, step: Step, day: NaiveDate) -> String {
        let words = long_date(day);
        let unreviewed = self.scottish() && self.ledger.review_asked.is_none();
        match step {
            Step::ClarificationReply => {
                format!("answer by {words} at the latest: authorities close what stays unanswered")
            }
            Step::FeeDecision => format!("the last day to pay is {words}"),
            Step::Tribunal | Step::CourtOfSession => {
                format!("the right to appeal lapses after {words}")
            }
            Step::IcoNonResponse
            | Step::IcoAfterIr
            | Step::Osic
            | Step::Chaser
            | Step::FinalChaser
            | Step::IrChase
                if !unreviewed =>
            {
                self.complaint_words(day, &words)
            }
            Step::ReadReply
            | Step::RepairAddress
            | Step::Chaser
            | Step::FinalChaser
            | Step::IdentityReply
            | Step::WebFormReply
            | Step::ExtensionChallenge
            | Step::Narrowing
            | Step::ReviewRequest
            | Step::FoisaNoResponseReview
            | Step::IrChase
            | Step::IcoNonResponse
            | Step::IcoAfterIr
            | Step::Osic
            | Step::YearlyFollowUp
            | Step::Thanks
            | Step::Withdrawal
            | Step::ReceiptCorrection
            | Step::TransferConsent => self.review_words(day, &words),
        }
    }

    fn complaint_words(&self, day: NaiveDate, words: &str) -> String {
        match (self.regime.complaint.basis, day < self.on) {
            (Basis::Statute, false) => {
                format!("the right to go to the regulator lapses after {words}")
            }
            (Basis::Statute, true) => {
                format!("the right to go to the regulator lapsed after {words}")
            }
            (Basis::Practice, false) => format!("the regulator asks for a complaint by {words}"),
            (Basis::Practice, true) => format!(
                "the regulator asked for a complaint by {words}, and may refuse a later one"
            ),
        }
    }

    fn review_words(&self, day: NaiveDate, words: &str) -> String {
        match (self.regime.review.ask, day < self.on) {
            (Basis::Statute, false) => {
                format!("a review must be asked for by {words}, or the right LAPSES")
            }
            (Basis::Statute, true) => format!(
                "the right to a review lapsed after {words}; the authority may accept a late one"
            ),
            (Basis::Practice, false) => format!("a review should be asked for by {words}"),
            (Basis::Practice, true) => {
                format!("a review should have been asked for by {words}: it may be refused")
            }
        }
    }
}
