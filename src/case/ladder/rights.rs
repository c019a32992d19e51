//! The law a step rests on, the right that runs now, and the day on which it lapses.

use chrono::{Duration, NaiveDate};

use super::{Found, Ladder, Lapse, Right};
use crate::campaign::policy::Step;
use crate::case::Status;
use crate::law::Law;
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
            | Step::SendByHand
            | Step::Chaser
            | Step::FinalChaser
            | Step::ReceiptCorrection
            | Step::TransferConsent
            | Step::Thanks
            | Step::Withdrawal
            | Step::BreachNotice
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

    /// The right that runs now, and the day after which it has lapsed.
    pub(super) fn lapse(&self) -> Found<Lapse> {
        let ledger = self.ledger;
        let review = || ledger.review_by(self.calendar);
        let complaint = || Ok(ledger.complaint(self.calendar)?.map(|(_, by)| by));
        let of =
            |right: Right, day: Option<NaiveDate>| day.map(|day| Lapse { right, day, safe: None });
        Ok(match self.position.judgement.status {
            Status::Overdue if self.scottish() => of(Right::Review, review()?),
            Status::Overdue | Status::ReviewOverdue => of(Right::Complain, complaint()?),
            Status::Refused | Status::NotHeld | Status::PartlyAnswered => {
                match ledger.review_outcome {
                    Some(outcome) => {
                        let asked =
                            self.story.complained_on(self.on).is_some_and(|on| on >= outcome);
                        of(Right::Complain, complaint()?.filter(|_| !asked))
                    }
                    None => of(Right::Review, review()?)
                        .map(|lapse| Ok(Lapse { safe: self.safe_review()?, ..lapse }))
                        .transpose()?,
                }
            }
            Status::FeeAsked | Status::ClarificationAsked => match ledger.still {
                Some(Still::Fee { pay_by, .. }) => of(Right::Pay, Some(pay_by)),
                // No Act sets a day, but authorities close what is not answered.
                Some(Still::Clarification { asked }) => {
                    of(Right::Clarify, Some(self.after(asked, 20)?))
                }
                Some(
                    Still::Bounced { .. } | Still::Redirected { .. } | Still::Transferred { .. },
                )
                | None => None,
            },
            Status::Complained => {
                let appeal = Duration::days(i64::from(self.regime.appeal.days));
                of(Right::Appeal, ledger.decision.map(|day| day + appeal))
            }
            Status::Planned
            | Status::Queued
            | Status::Undelivered
            | Status::Awaiting
            | Status::Extended
            | Status::ReviewAsked
            | Status::Answered
            | Status::Closed => None,
        })
    }

    /// What is lost after the day, or was.
    pub(super) fn lapse_words(&self, Lapse { right, day, safe }: Lapse) -> String {
        let words = long_date(day);
        let basis = match right {
            Right::Review => self.regime.review.ask,
            Right::Complain => self.regime.complaint.basis,
            Right::Clarify => Basis::Practice,
            Right::Pay | Right::Appeal => Basis::Statute,
        };
        match (right, basis, day < self.on) {
            (Right::Clarify, _, false) => {
                format!("answer by {words} at the latest: authorities close what stays unanswered")
            }
            (Right::Clarify, _, true) => {
                format!("unanswered since before {words}: they may have closed the request")
            }
            (Right::Pay, _, false) => format!("the last day to pay is {words}"),
            (Right::Pay, _, true) => {
                format!("the last day to pay was {words}: they need no longer answer")
            }
            (Right::Appeal, _, false) => format!("the right to appeal lapses after {words}"),
            (Right::Appeal, _, true) => format!("the right to appeal lapsed after {words}"),
            (Right::Complain, Basis::Statute, false) => {
                format!("the right to go to the regulator lapses after {words}")
            }
            (Right::Complain, Basis::Statute, true) => {
                format!("the right to go to the regulator lapsed after {words}")
            }
            (Right::Complain, Basis::Practice, false) => {
                format!("the regulator asks for a complaint by {words}")
            }
            (Right::Complain, Basis::Practice, true) => format!(
                "the regulator asked for a complaint by {words}, and may refuse a later one"
            ),
            (Right::Review, Basis::Statute, false) => match safe {
                // Said the same on every day: what is stored of a proposal changes with the law's days.
                Some(safe) => format!(
                    "a review must be asked for by {words}, or the right LAPSES; ask by {} to be safe, \
                     since an authority may count from its reply",
                    long_date(safe)
                ),
                None => format!("a review must be asked for by {words}, or the right LAPSES"),
            },
            (Right::Review, Basis::Statute, true) => format!(
                "the right to a review lapsed after {words}; the authority may accept a late one"
            ),
            (Right::Review, Basis::Practice, false) => {
                format!("a review should be asked for by {words}")
            }
            (Right::Review, Basis::Practice, true) => {
                format!("a review should have been asked for by {words}: it may be refused")
            }
        }
    }

    /// The earlier day on which the right lapses for an authority that counts from a reply before its
    /// time was up: FOISA section 20(5) counts from the end of that time.
    fn safe_review(&self) -> Found<NaiveDate> {
        let ledger = self.ledger;
        let early = ledger.response.filter(|reply| Some(*reply) < ledger.response_due());
        match early {
            Some(reply) if ledger.law == Law::Foisa => {
                Ok(Some(self.after(reply, self.regime.review.ask_days)?))
            }
            Some(_) | None => Ok(None),
        }
    }
}
