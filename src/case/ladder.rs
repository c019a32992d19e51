//! The next lawful step, proposed and never taken by itself unless the campaign's policy arms it.
//!
//! Timers and stop rules: `law/rules.md` 9.4. Every rung says on what law it rests, on which day it
//! is right, and when the right to it lapses.

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::Status;
use super::events::LetterKind;
use super::judging::Position;
use super::record::Record;
use super::story::Story;
use crate::campaign::policy::{Policy, Step};
use crate::law::Law;
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::clock::long_date;
use crate::law::ledger::{Ledger, Still};
use crate::law::regime::{Basis, Regime};

/// A right that lapses so many working days from now is shown whatever else holds.
pub const WARNED: u32 = 10;

/// A step that is now right, or will be on `due_on`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub step: Step,
    /// The first day on which it may be taken.
    pub from: NaiveDate,
    /// The day on which, or by which, it should be.
    pub due_on: NaiveDate,
    /// The day after which a right lapses.
    pub hard_stop: Option<NaiveDate>,
    pub law_basis: Option<String>,
    /// Whether the campaign's policy lets it leave without a person.
    pub armed: bool,
    pub why: String,
    /// Other steps that are open instead.
    pub or: Vec<Step>,
}

impl Proposal {
    /// Whether a right lapses by this soon after `today`.
    pub fn is_urgent(&self, calendar: &Calendar, law: Law, today: NaiveDate) -> bool {
        let Some(stop) = self.hard_stop.filter(|stop| *stop >= today) else { return false };
        let scope = law.regime(today).scope;
        calendar.working_day_after(scope, today, WARNED).is_ok_and(|near| stop <= near)
    }
}

/// What comes next, and the days on which that changes by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub proposal: Option<Proposal>,
    pub watched: Vec<NaiveDate>,
}

/// What to do next about a request that stands at `position` at the end of `on`.
pub fn propose(
    story: &Story,
    position: &Position,
    policy: &Policy,
    (calendar, on): (&Calendar, NaiveDate),
) -> Result<Plan, UnknownYear> {
    let mut watched = position.watched(calendar)?;
    let Some(ledger) = &position.ledger else {
        let stuck = position.judgement.status == Status::Undelivered;
        let proposal = (stuck || position.judgement.waiting > 0).then(|| unsent(position, on));
        return Ok(Plan { proposal, watched });
    };
    let ladder = Ladder { story, position, policy, calendar, ledger, regime: ledger.regime, on };
    let rung = ladder.rung()?;
    let lapse = ladder.lapse()?;
    for day in rung.iter().map(|rung| rung.from).chain(lapse) {
        watched.extend([day, day + Duration::days(1)]);
        if let Some(warned) = ladder.before(day, WARNED) {
            watched.push(warned);
        }
    }
    let proposal = ladder.unless_stopped(rung, lapse)?;
    Ok(Plan { proposal, watched })
}

/// A request that has not left, or came back.
fn unsent(position: &Position, on: NaiveDate) -> Proposal {
    if position.judgement.waiting > 0 {
        return reading(position, on, None);
    }
    Proposal {
        step: Step::RepairAddress,
        from: on,
        due_on: on,
        hard_stop: None,
        law_basis: None,
        armed: false,
        why: "the letter did not arrive: no time runs until one does".to_owned(),
        or: Vec::new(),
    }
}

/// Nothing leaves while a reply is unread.
fn reading(position: &Position, on: NaiveDate, hard_stop: Option<NaiveDate>) -> Proposal {
    let mails = position.judgement.waiting;
    let one = if mails == 1 { "of its mails waits" } else { "of its mails wait" };
    Proposal {
        step: Step::ReadReply,
        from: on,
        due_on: on,
        hard_stop,
        law_basis: None,
        armed: false,
        why: format!("{mails} {one} for a person"),
        or: Vec::new(),
    }
}

/// A rung before the stop rules.
struct Rung {
    step: Step,
    from: NaiveDate,
    due_on: NaiveDate,
    law: String,
    why: String,
    or: Vec<Step>,
}

struct Ladder<'a> {
    story: &'a Story,
    position: &'a Position,
    policy: &'a Policy,
    calendar: &'a Calendar,
    ledger: &'a Ledger,
    regime: &'static Regime,
    on: NaiveDate,
}

type Found<T> = Result<Option<T>, UnknownYear>;

impl Ladder<'_> {
    fn scottish(&self) -> bool {
        matches!(self.regime.law, Law::Foisa | Law::Eisr)
    }

    fn after(&self, day: NaiveDate, days: u32) -> Result<NaiveDate, UnknownYear> {
        self.calendar.working_day_after(self.regime.scope, day, days)
    }

    /// The working day so many working days before `day`.
    fn before(&self, day: NaiveDate, days: u32) -> Option<NaiveDate> {
        (1..=400)
            .filter_map(|back| day.checked_sub_signed(Duration::days(back)))
            .filter(|day| self.calendar.is_working(self.regime.scope, *day))
            .nth(usize::try_from(days).ok()?.checked_sub(1)?)
    }

    fn rung_of(&self, step: Step, (from, due_on): (NaiveDate, NaiveDate), why: String) -> Rung {
        let section = self.section(step);
        let law = format!("{}, {section}", self.regime.act);
        Rung { step, from, due_on, law, why, or: Vec::new() }
    }

    /// The provision a step rests on.
    fn section(&self, step: Step) -> &'static str {
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
            Step::ExtensionChallenge => {
                use crate::law::regime::Extension;
                match regime.extension {
                    Extension::PublicInterest { section, .. }
                    | Extension::Complexity { section, .. } => section,
                    Extension::None => regime.time_section,
                }
            }
            Step::Narrowing if self.scottish() => "sections 12 and 15",
            Step::Narrowing => "sections 12 and 16",
            Step::ReviewRequest | Step::FoisaNoResponseReview | Step::IrChase => {
                regime.review.section
            }
            Step::IcoNonResponse | Step::IcoAfterIr | Step::Osic => regime.complaint.section,
            Step::Tribunal | Step::CourtOfSession => regime.appeal.section,
        }
    }

    /// The rung that is right by status, stop rules aside.
    fn rung(&self) -> Found<Rung> {
        match self.position.judgement.status {
            Status::Closed | Status::Planned | Status::Queued => Ok(None),
            Status::Undelivered => Ok(Some(Rung {
                step: Step::RepairAddress,
                from: self.on,
                due_on: self.on,
                law: String::new(),
                why: "the letter did not arrive: no time runs until one does".to_owned(),
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
            Status::ReviewAsked => Ok(None),
            Status::ReviewOverdue => self.review_overdue(),
            Status::Complained => self.decided(),
            Status::Answered => self.yearly(),
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
        let answered = self.story.approved(LetterKind::FeeReply, self.on).any(|on| on >= notice);
        if answered {
            return Ok(None);
        }
        let due = self.after(notice, 5)?;
        let why = format!(
            "fees notice of {}: pay, decline or ask for the breakdown; unpaid after {} they need \
             not answer",
            long_date(notice),
            long_date(pay_by)
        );
        Ok(Some(self.rung_of(Step::FeeDecision, (notice, due), why)))
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
            let Some(demanded) = self.story.latest(record, self.on).map(|row| row.on) else {
                continue;
            };
            if self.story.approved(kind, self.on).all(|on| on < demanded) {
                let due = self.after(demanded, 2)?;
                let why = format!(
                    "{what}; a request in writing with a name and an address is \
                                   valid, and its time runs"
                );
                return Ok(Some(self.rung_of(step, (demanded, due), why)));
            }
        }
        let Some((fact, remark)) = self.ledger.unlawful_extension() else { return Ok(None) };
        let challenged =
            self.story.approved(LetterKind::ExtensionChallenge, self.on).any(|on| on >= fact.on);
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
        let first = |kind| self.story.approved(kind, self.on).find(|on| *on > due);
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
            return Ok(Some(self.rung_of(Step::FinalChaser, (from, from), said)));
        }
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
            return Ok(Some(rung));
        }
        let why = format!("{said}; the Commissioner can be asked only after a review");
        let mut rung = self.rung_of(Step::FoisaNoResponseReview, (from, from), why);
        if !chased_too {
            rung.or.push(Step::Chaser);
        }
        Ok(Some(rung))
    }

    /// A reply that leaves something to be asked for.
    fn not_enough(&self) -> Found<Rung> {
        let Some(replied) = self.position.judgement.replied_on else { return Ok(None) };
        if self.ledger.review_outcome.is_some_and(|outcome| outcome >= replied) {
            return self.after_review();
        }
        let due = self.after(replied, self.policy.review_within)?;
        let cost = self.story.cited(self.on).any(|code| code.ends_with("-s12"));
        let status = self.position.judgement.status.code().replace('_', " ");
        let said = format!("{status} on {}", long_date(replied));
        let from = replied;
        let safe = self.safe_review_date()?;
        let due = safe.map_or(due, |safe| due.min(safe));
        if cost && self.story.approved(LetterKind::Narrowing, self.on).next().is_none() {
            let why = format!("{said} over cost (section 12): a narrower request replaces it");
            let mut rung = self.rung_of(Step::Narrowing, (from, due), why);
            rung.or.push(Step::ReviewRequest);
            return Ok(Some(rung));
        }
        let why = format!("{said}: a {} may be asked for", self.regime.review.name);
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
        let said = format!("no outcome of the {} by {}", review.name, long_date(due));
        let open = match review.longstop_days {
            Some(days) => self.after(asked, days)?,
            None => due,
        };
        let chased = self.story.approved(LetterKind::ReviewChaser, self.on).any(|on| on > due);
        if self.on > open || chased {
            let from = open + Duration::days(1);
            let step = if self.scottish() { Step::Osic } else { Step::IcoAfterIr };
            return Ok(Some(self.rung_of(step, (from, self.after(open, 1)?), said)));
        }
        let from = self.spaced(self.after(due, 1)?)?;
        Ok(Some(self.rung_of(Step::IrChase, (from, from), said)))
    }

    fn after_review(&self) -> Found<Rung> {
        let Some(outcome) = self.ledger.review_outcome else { return Ok(None) };
        let step = if self.scottish() { Step::Osic } else { Step::IcoAfterIr };
        let due = self.after(outcome, self.policy.review_within)?;
        let why = format!(
            "the outcome of the {} came on {}; if it does not satisfy, the regulator decides",
            self.regime.review.name,
            long_date(outcome)
        );
        let mut rung = self.rung_of(step, (outcome, due), why);
        rung.or.push(Step::Thanks);
        Ok(Some(rung))
    }

    /// The regulator has decided.
    fn decided(&self) -> Found<Rung> {
        let Some(decision) = self.ledger.decision else { return Ok(None) };
        let step = if self.scottish() { Step::CourtOfSession } else { Step::Tribunal };
        let due = decision + Duration::days(i64::from(self.regime.appeal.days));
        let court = self.regime.appeal.court;
        let why = format!("decision of {}: an appeal goes to the {court}", long_date(decision));
        Ok(Some(self.rung_of(step, (decision, due), why)))
    }

    fn yearly(&self) -> Found<Rung> {
        let Some(received) = self.ledger.first_received else { return Ok(None) };
        let Some(year) = received.checked_add_months(chrono::Months::new(12)) else {
            return Ok(None);
        };
        let why = format!(
            "a year since the request of {}: the next round can ask for the new period",
            long_date(received)
        );
        let mut rung = self.rung_of(Step::YearlyFollowUp, (year, year), why);
        rung.or.push(Step::Thanks);
        Ok(Some(rung))
    }

    /// The day on which the right that runs now lapses.
    fn lapse(&self) -> Found<NaiveDate> {
        let ledger = self.ledger;
        let review = || ledger.review_by(self.calendar);
        let complaint = || Ok(ledger.complaint(self.calendar)?.map(|(_, by)| by));
        match self.position.judgement.status {
            Status::Overdue if self.scottish() => review(),
            Status::Overdue | Status::ReviewOverdue => complaint(),
            Status::Refused | Status::NotHeld | Status::PartlyAnswered => {
                if ledger.review_outcome.is_some() { complaint() } else { review() }
            }
            Status::FeeAsked => Ok(match ledger.still {
                Some(Still::Fee { pay_by, .. }) => Some(pay_by),
                _ => None,
            }),
            // No Act sets a day, but authorities close what is not answered.
            Status::ClarificationAsked => Ok(match ledger.still {
                Some(Still::Clarification { asked }) => Some(self.after(asked, 20)?),
                _ => None,
            }),
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

    /// The stop rules, and the last warning that goes past them.
    fn unless_stopped(&self, rung: Option<Rung>, lapse: Option<NaiveDate>) -> Found<Proposal> {
        if self.position.judgement.waiting > 0 {
            return Ok(Some(reading(self.position, self.on, lapse)));
        }
        let Some(rung) = rung else { return Ok(None) };
        let held = self.story.held_by(self.on);
        let on_its_way = self.story.on_its_way(self.on);
        let near = match lapse {
            Some(day) => day >= self.on && day <= self.after(self.on, WARNED)?,
            None => false,
        };
        let soon = rung.from <= self.on || rung.step == Step::Chaser;
        if (!soon || held.is_some() || on_its_way) && !near {
            return Ok(None);
        }
        let stopped = held.map(|by| format!("held by {by}"));
        let stopped = stopped
            .or_else(|| on_its_way.then(|| "a letter of ours is on its way".to_owned()))
            .or_else(|| self.position.trouble.clone());
        let mut why = rung.why;
        if let Some(stopped) = &stopped {
            why = format!("{stopped}; {why}");
        }
        if let Some(day) = lapse {
            why = format!("{why}; {}", self.lapse_words(rung.step, day));
        }
        let weekday = !matches!(self.on.weekday(), Weekday::Sat | Weekday::Sun);
        let armed = self.policy.arms(rung.step) && stopped.is_none() && weekday;
        Ok(Some(Proposal {
            step: rung.step,
            from: rung.from,
            due_on: rung.due_on,
            hard_stop: lapse,
            law_basis: Some(rung.law).filter(|law| !law.is_empty()),
            armed,
            why,
            or: rung.or,
        }))
    }

    /// What is lost after the day.
    fn lapse_words(&self, step: Step, day: NaiveDate) -> String {
        let passed = day < self.on;
        let day = long_date(day);
        let regime = self.regime;
        match step {
            Step::ClarificationReply => {
                format!("answer by {day} at the latest: authorities close what stays unanswered")
            }
            Step::FeeDecision => format!("the last day to pay is {day}"),
            Step::Tribunal | Step::CourtOfSession => {
                format!("the right to appeal lapses after {day}")
            }
            Step::IcoNonResponse
            | Step::IcoAfterIr
            | Step::Osic
            | Step::Chaser
            | Step::FinalChaser
            | Step::IrChase
                if !(self.scottish() && self.ledger.review_asked.is_none()) =>
            {
                match (regime.complaint.basis, passed) {
                    (Basis::Statute, false) => {
                        format!("the right to go to the regulator lapses after {day}")
                    }
                    (Basis::Statute, true) => {
                        format!("the right to go to the regulator lapsed after {day}")
                    }
                    (Basis::Practice, false) => {
                        format!("the regulator asks for a complaint by {day}")
                    }
                    (Basis::Practice, true) => format!(
                        "the regulator asked for a complaint by {day}, and may refuse a later one"
                    ),
                }
            }
            _ => match (regime.review.ask, passed) {
                (Basis::Statute, false) => {
                    format!("a review must be asked for by {day}, or the right LAPSES")
                }
                (Basis::Statute, true) => format!(
                    "the right to a review lapsed after {day}; the authority may accept a late one"
                ),
                (Basis::Practice, false) => format!("a review should be asked for by {day}"),
                (Basis::Practice, true) => {
                    format!("a review should have been asked for by {day}: it may be refused")
                }
            },
        }
    }
}

/// The letter a step writes; `None` where there is something else to do.
pub fn letter_of(step: Step) -> Option<LetterKind> {
    match step {
        Step::ReadReply
        | Step::RepairAddress
        | Step::Tribunal
        | Step::CourtOfSession
        | Step::YearlyFollowUp => None,
        Step::Chaser => Some(LetterKind::Chaser),
        Step::FinalChaser => Some(LetterKind::FinalChaser),
        Step::ClarificationReply => Some(LetterKind::ClarificationReply),
        Step::FeeDecision => Some(LetterKind::FeeReply),
        Step::IdentityReply => Some(LetterKind::IdentityReply),
        Step::WebFormReply => Some(LetterKind::WebFormReply),
        Step::ExtensionChallenge => Some(LetterKind::ExtensionChallenge),
        Step::Narrowing => Some(LetterKind::Narrowing),
        Step::ReviewRequest | Step::FoisaNoResponseReview => Some(LetterKind::ReviewRequest),
        Step::IrChase => Some(LetterKind::ReviewChaser),
        Step::IcoNonResponse | Step::IcoAfterIr | Step::Osic => Some(LetterKind::Complaint),
        Step::Thanks => Some(LetterKind::Thanks),
        Step::Withdrawal => Some(LetterKind::Withdrawal),
        Step::ReceiptCorrection => Some(LetterKind::ReceiptCorrection),
        Step::TransferConsent => Some(LetterKind::TransferConsent),
    }
}
