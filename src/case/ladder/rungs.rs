//! The rungs: which step is right where a request stands, from which day, and why.

use chrono::{Duration, NaiveDate};

use super::{Found, Ladder, Rung, WARNED};
use crate::campaign::policy::Step;
use crate::case::Status;
use crate::case::events::LetterKind;
use crate::case::record::Record;
use crate::law::calendar::UnknownYear;
use crate::law::clock::long_date;
use crate::law::ledger::Still;
use crate::replies::Kind;

impl Ladder<'_> {
    /// The rung that is right by status, stop rules aside.
    pub(super) fn rung(&self) -> Found<Rung> {
        match self.position.judgement.status {
            Status::Closed | Status::Planned | Status::Queued | Status::ReviewAsked => Ok(None),
            Status::Undelivered => Ok(Some(Rung {
                step: Step::RepairAddress,
                from: self.on,
                due_on: self.on,
                law: String::new(),
                why: "the letter did not arrive: no time runs until one does".to_owned(),
                until: None,
                or: Vec::new(),
            })),
            Status::ClarificationAsked => self.clarification(),
            Status::FeeAsked => self.fee(),
            Status::Awaiting | Status::Extended => self.demands(),
            Status::Overdue => match self.demands()? {
                Some(rung) => Ok(Some(rung)),
                None => self.silence(),
            },
            Status::Refused | Status::NotHeld | Status::PartlyAnswered => self.not_enough(),
            Status::ReviewOverdue => self.review_overdue(),
            Status::Complained => Ok(self.decided()),
            Status::Answered => Ok(self.yearly()),
        }
    }

    fn clarification(&self) -> Found<Rung> {
        let Some(Still::Clarification { asked }) = self.ledger.still else { return Ok(None) };
        let due = self.after(asked, 2)?;
        let why = format!(
            "on {} they asked for what they need to find the information; the time starts again \
             when our answer reaches them",
            long_date(asked)
        );
        Ok(Some(self.rung_of(Step::ClarificationReply, (asked, due), why)))
    }

    fn fee(&self) -> Found<Rung> {
        let Some(Still::Fee { notice, pay_by }) = self.ledger.still else { return Ok(None) };
        let answered = self.story.sent_on(LetterKind::FeeReply, self.on).filter(|on| *on >= notice);
        if let Some(answered) = answered.last() {
            // Whatever was answered, the fee may still have to be paid: shown once that is urgent.
            let from = self.before(pay_by, WARNED).unwrap_or(pay_by).max(answered);
            let why = format!(
                "fees notice of {}, which we answered on {}: unless the fee is paid or dropped they \
                 need not answer",
                long_date(notice),
                long_date(answered)
            );
            return Ok(Some(self.rung_of(Step::FeeDecision, (from, pay_by), why)));
        }
        let due = self.after(notice, 5)?;
        let why = format!(
            "fees notice of {}{}: pay, decline or ask for the breakdown; unpaid, they need not \
             answer",
            long_date(notice),
            self.sum_asked(pay_by)
        );
        Ok(Some(self.rung_of(Step::FeeDecision, (notice, due), why)))
    }

    /// The sum and the day that the notice names; the Act's day where that is another.
    fn sum_asked(&self, pay_by: NaiveDate) -> String {
        let Some(terms) = self.story.terms(Kind::Fees, self.on) else { return String::new() };
        let sum = terms.fee.map(|fee| format!("£{fee}"));
        let day = terms.pay_by.map(|day| {
            let allowed = if day == pay_by {
                String::new()
            } else {
                format!(", the Act allows until {}", long_date(pay_by))
            };
            format!("to be paid by {} as they say{allowed}", long_date(day))
        });
        let said: Vec<String> = sum.into_iter().chain(day).collect();
        if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
    }

    /// What they want from us before they answer, and more time than the law gives them.
    fn demands(&self) -> Found<Rung> {
        for (record, kind, step, what) in [
            (
                Record::IdentityDemanded,
                LetterKind::IdentityReply,
                Step::IdentityReply,
                "they ask who we are",
            ),
            (
                Record::WebFormDemanded,
                LetterKind::WebFormReply,
                Step::WebFormReply,
                "they want the request on a form of theirs",
            ),
        ] {
            let Some(demanded) = self.story.latest(record, self.on).map(|row| row.day) else {
                continue;
            };
            if self.story.sent_on(kind, self.on).all(|on| on < demanded) {
                let due = self.after(demanded, 2)?;
                let why = format!(
                    "{what}; a request in writing with a name and an address is valid, and its \
                     time runs"
                );
                return Ok(Some(self.rung_of(step, (demanded, due), why)));
            }
        }
        let Some((fact, remark)) = self.ledger.unlawful_extension() else { return Ok(None) };
        // A lawful notice since, or a time that began anew, leaves nothing to challenge.
        let mended = self.ledger.extended.is_some_and(|extended| extended.notified >= fact.on);
        if mended || self.ledger.day_zero.is_some_and(|zero| fact.on < zero) {
            return Ok(None);
        }
        let challenged =
            self.story.sent_on(LetterKind::ExtensionChallenge, self.on).any(|on| on >= fact.on);
        if challenged {
            return Ok(None);
        }
        let from = self.spaced(self.after(fact.on, 1)?)?;
        let why = self.ledger.no_extension(remark).unwrap_or_default();
        let why = format!("the extension of {} has no effect: {why}", long_date(fact.on));
        Ok(Some(self.rung_of(Step::ExtensionChallenge, (from, from), why)))
    }

    /// Not before the last letter has had its time, nor before a day they named themselves.
    fn spaced(&self, day: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        let last = self.story.last_letter(self.on);
        let gap = last.map(|last| self.after(last, self.policy.gap)).transpose()?;
        let estimate = self.story.latest(Record::Estimate, self.on);
        let estimate = estimate.and_then(|row| row.what.details.until);
        let estimate = estimate.map(|day| self.after(day, 1)).transpose()?;
        Ok([Some(day), gap, estimate].into_iter().flatten().max().unwrap_or(day))
    }

    /// No reply in the time allowed.
    fn silence(&self) -> Found<Rung> {
        let Some(due) = self.ledger.response_due() else { return Ok(None) };
        let first = |kind| self.story.sent_on(kind, self.on).find(|on| *on > due);
        let said = format!("no reply by {}", long_date(due));
        let chased = first(LetterKind::Chaser);
        if self.scottish() {
            return self.silence_in_scotland(due, chased, &said);
        }
        let Some(chased) = chased else {
            let from = self.spaced(self.after(due, 1)?)?;
            return Ok(Some(self.rung_of(Step::Chaser, (from, from), said)));
        };
        let said = format!("{said}, reminded on {}", long_date(chased));
        let complain = self.after(chased, self.policy.complaint_after)?;
        let warned = first(LetterKind::FinalChaser);
        if warned.is_none() && self.on < complain {
            let from = self.spaced(self.after(chased, self.policy.final_chaser_after)?)?;
            let mut rung = self.rung_of(Step::FinalChaser, (from, from), said);
            rung.until = Some(complain);
            return Ok(Some(rung));
        }
        let said = match warned {
            Some(warned) => format!("{said} and on {}", long_date(warned)),
            None => said,
        };
        let complain = warned.map_or(complain, |warned| complain.max(warned));
        let mut rung = self.rung_of(Step::IcoNonResponse, (complain, complain), said);
        if warned.is_none() {
            rung.or.push(Step::FinalChaser);
        }
        Ok(Some(rung))
    }

    fn silence_in_scotland(
        &self,
        due: NaiveDate,
        chased: Option<NaiveDate>,
        said: &str,
    ) -> Found<Rung> {
        let unchased = self.after(due, self.policy.silence_review_after)?;
        let (from, chased_too) = match chased {
            Some(chased) => (self.after(chased, self.policy.final_chaser_after)?, true),
            None => (unchased, false),
        };
        if !chased_too && self.on < unchased {
            let from = self.spaced(self.after(due, 1)?)?;
            let mut rung = self.rung_of(Step::Chaser, (from, from), said.to_owned());
            rung.or.push(Step::FoisaNoResponseReview);
            rung.until = Some(unchased);
            return Ok(Some(rung));
        }
        let reminded = chased.map(|chased| format!(", reminded on {}", long_date(chased)));
        let reminded = reminded.unwrap_or_default();
        let why = format!("{said}{reminded}; the Commissioner can be asked only after a review");
        let mut rung = self.rung_of(Step::FoisaNoResponseReview, (from, from), why);
        if !chased_too {
            rung.or.push(Step::Chaser);
        }
        Ok(Some(rung))
    }

    /// A reply that leaves something to be asked for.
    fn not_enough(&self) -> Found<Rung> {
        let Some((_, replied)) = self.position.reply else { return Ok(None) };
        if self.ledger.review_outcome.is_some_and(|outcome| outcome >= replied) {
            return self.after_review();
        }
        // Asked for once; what comes of it is the next step.
        if self.ledger.review_asked.is_some_and(|asked| asked >= replied) {
            return Ok(None);
        }
        let due = self.after(replied, self.policy.review_within)?;
        let cost = self.story.cited(self.on).any(|code| code.ends_with("-s12"));
        let status = self.position.judgement.status.code().replace('_', " ");
        let said = format!("{status} on {}", long_date(replied));
        let from = replied;
        let safe = self.safe_review_date()?;
        let due = safe.map_or(due, |safe| due.min(safe));
        let refused = self.position.judgement.status == Status::Refused;
        if cost && refused && self.story.sent_on(LetterKind::Narrowing, self.on).next().is_none() {
            let why = format!("{said} over cost (section 12): a narrower request replaces it");
            let mut rung = self.rung_of(Step::Narrowing, (from, due), why);
            rung.or.push(Step::ReviewRequest);
            return Ok(Some(rung));
        }
        // What has lapsed is no next step; a person may still try (`foi approve --step`).
        if self.ledger.review_by(self.calendar)?.is_some_and(|by| self.on > by) {
            return Ok(self.yearly());
        }
        let why = if self.scottish() {
            format!("{said}: a review can be required")
        } else {
            format!("{said}: an internal review can be asked for")
        };
        let mut rung = self.rung_of(Step::ReviewRequest, (from, due), why);
        rung.or.push(Step::Thanks);
        Ok(Some(rung))
    }

    /// Scotland's Commissioner counts from the reply: the earlier day is the safe one.
    fn safe_review_date(&self) -> Found<NaiveDate> {
        let Some(reply) = self.ledger.response else { return Ok(None) };
        self.after(reply, self.regime.review.ask_days).map(Some)
    }

    fn review_overdue(&self) -> Found<Rung> {
        let (Some(asked), Some(due)) =
            (self.ledger.review_asked, self.ledger.review_due(self.calendar)?)
        else {
            return Ok(None);
        };
        let review = self.regime.review;
        let said = format!("no outcome of the review by {}", long_date(due));
        let open = match review.longstop_days {
            Some(days) => self.after(asked, days)?,
            None => due,
        };
        let chased = self.story.sent_on(LetterKind::ReviewChaser, self.on).any(|on| on > due);
        if self.on > open || chased {
            let from = open + Duration::days(1);
            let step = if self.scottish() { Step::Osic } else { Step::IcoAfterIr };
            return Ok(Some(self.rung_of(step, (from, self.after(open, 1)?), said)));
        }
        let from = self.spaced(self.after(due, 1)?)?;
        let mut rung = self.rung_of(Step::IrChase, (from, from), said);
        rung.until = Some(open + Duration::days(1));
        Ok(Some(rung))
    }

    fn after_review(&self) -> Found<Rung> {
        let Some(outcome) = self.ledger.review_outcome else { return Ok(None) };
        if self.story.complained_on(self.on).is_some_and(|on| on >= outcome) {
            return Ok(None);
        }
        let step = if self.scottish() { Step::Osic } else { Step::IcoAfterIr };
        let due = self.after(outcome, self.policy.review_within)?;
        let why = format!(
            "the outcome of the review came on {}; if it does not satisfy, the regulator can be \
             asked to decide",
            long_date(outcome)
        );
        let mut rung = self.rung_of(step, (outcome, due), why);
        rung.or.push(Step::Thanks);
        Ok(Some(rung))
    }

    /// The regulator has decided.
    fn decided(&self) -> Option<Rung> {
        let decision = self.ledger.decision?;
        let step = if self.scottish() { Step::CourtOfSession } else { Step::Tribunal };
        let due = decision + Duration::days(i64::from(self.regime.appeal.days));
        let court = self.regime.appeal.court;
        let why = format!("decision of {}: an appeal goes to the {court}", long_date(decision));
        Some(self.rung_of(step, (decision, due), why))
    }

    fn yearly(&self) -> Option<Rung> {
        let received = self.ledger.first_received?;
        let year = received.checked_add_months(chrono::Months::new(12))?;
        let why = format!(
            "a year since the request of {}: the next round can ask for the new period",
            long_date(received)
        );
        let mut rung = self.rung_of(Step::YearlyFollowUp, (year, year), why);
        rung.or.push(Step::Thanks);
        Some(rung)
    }
}
