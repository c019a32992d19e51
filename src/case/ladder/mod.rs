//! The next lawful step, proposed and never taken by itself unless the campaign's policy arms it.
//!
//! Timers and stop rules: `law/rules.md` 9.4. Every rung says on what law it rests, on which day it
//! is right, and when the right to it lapses.

mod hidden;
mod rights;
mod rungs;

use chrono::{Duration, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Status;
use super::events::LetterKind;
use super::judging::Position;
use super::story::Story;
use crate::campaign::policy::{Policy, Step};
use crate::law::Law;
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::clock::long_date;
use crate::law::ledger::Ledger;
use crate::law::regime::Regime;

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
    /// What keeps its letter from being approved now, though it is shown.
    #[serde(default)]
    pub stopped: Option<String>,
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
        let by_hand = || story.to_paste(on).map(|letter| pasted(letter, on));
        return Ok(Plan { proposal: proposal.or_else(by_hand), watched });
    };
    let ladder = Ladder { story, position, policy, calendar, ledger, regime: ledger.regime, on };
    let rung = match ladder.to_paste() {
        Some(rung) => Some(rung),
        None => ladder.rung()?.map(|rung| ladder.unless_failed(rung)),
    };
    let lapse = ladder.lapse()?;
    watched.extend(rung.iter().filter_map(|rung| rung.until));
    for day in rung.iter().map(|rung| rung.from).chain(lapse.map(|lapse| lapse.day)) {
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
        return reading(position, on);
    }
    Proposal {
        step: Step::RepairAddress,
        from: on,
        due_on: on,
        hard_stop: None,
        law_basis: None,
        armed: false,
        stopped: None,
        why: "the letter did not arrive: no time runs until one does".to_owned(),
        or: Vec::new(),
    }
}

/// A letter that a person has yet to paste into a form: nothing else is written before.
fn pasted((kind, since): (LetterKind, NaiveDate), on: NaiveDate) -> Proposal {
    Proposal {
        step: Step::SendByHand,
        from: since,
        due_on: since.max(on),
        hard_stop: None,
        law_basis: None,
        armed: false,
        stopped: None,
        why: why_pasted(kind, since),
        or: Vec::new(),
    }
}

fn why_pasted(kind: LetterKind, since: NaiveDate) -> String {
    let kind = kind.code().replace('_', " ");
    format!(
        "the {kind}, approved on {}, goes on a form of theirs: `foi letter` has its text, and \
         `foi record sent` says that it left",
        long_date(since)
    )
}

/// Nothing leaves while a reply is unread.
fn reading(position: &Position, on: NaiveDate) -> Proposal {
    let mails = position.judgement.waiting;
    let one = if mails == 1 { "of its mails waits" } else { "of its mails wait" };
    Proposal {
        step: Step::ReadReply,
        from: on,
        due_on: on,
        hard_stop: None,
        law_basis: None,
        armed: false,
        stopped: None,
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
    /// The day on which another rung takes its place.
    until: Option<NaiveDate>,
    or: Vec<Step>,
}

/// A right that lapses, and the day after which it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lapse {
    right: Right,
    day: NaiveDate,
    /// An earlier day, for those who count otherwise than the Act.
    safe: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    Clarify,
    Pay,
    Review,
    Complain,
    Appeal,
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
        self.calendar.working_day_before(self.regime.scope, day, days)
    }

    fn rung_of(&self, step: Step, (from, due_on): (NaiveDate, NaiveDate), why: String) -> Rung {
        let section = self.section(step);
        let law = [self.regime.act, ", ", section].concat();
        Rung { step, from, due_on, law, why, until: None, or: Vec::new() }
    }

    fn to_paste(&self) -> Option<Rung> {
        let (kind, since) = self.story.to_paste(self.on)?;
        Some(Rung {
            step: Step::SendByHand,
            from: since,
            due_on: since.max(self.on),
            law: String::new(),
            why: why_pasted(kind, since),
            until: None,
            or: Vec::new(),
        })
    }

    /// A letter that did not arrive is not written again to the same address by itself.
    fn unless_failed(&self, rung: Rung) -> Rung {
        let Some((kind, what)) = self.story.failed(self.on) else { return rung };
        let kind = kind.code().replace('_', " ");
        let mut or = vec![rung.step];
        or.extend(rung.or);
        Rung {
            step: Step::RepairAddress,
            from: self.on,
            due_on: self.on,
            law: String::new(),
            why: format!("our last letter ({kind}) {what}: check the address; {}", rung.why),
            until: rung.until,
            or,
        }
    }

    /// Whether the right lapses so soon that nothing may hide it.
    fn is_near(&self, lapse: Option<Lapse>) -> Result<bool, UnknownYear> {
        let Some(Lapse { day, .. }) = lapse else { return Ok(false) };
        Ok(day >= self.on && day <= self.after(self.on, WARNED)?)
    }

    /// The stop rules, and the last warning that goes past them.
    fn unless_stopped(&self, rung: Option<Rung>, lapse: Option<Lapse>) -> Found<Proposal> {
        let near = self.is_near(lapse)?;
        let hard_stop = lapse.map(|lapse| lapse.day);
        let lapses = |mut why: String| {
            if let Some(lapse) = lapse {
                why.push_str("; ");
                why.push_str(&self.lapse_words(lapse));
            }
            why
        };
        if self.position.judgement.waiting > 0 {
            let read = reading(self.position, self.on);
            let why = lapses(read.why);
            let read = Proposal { hard_stop, why, ..read };
            return Ok(Some(self.notice_before(read)?));
        }
        let notice = self.notice(hard_stop)?;
        let Some(mut rung) = rung else { return Ok(notice) };
        // What has its own time is not kept waiting for the notice.
        rung.or.extend(notice.as_ref().map(|notice| notice.step));
        let held = self.story.held_by(self.on).map(|by| format!("held by {by}"));
        // What waits for a person's hands is no reason to keep that person waiting.
        let on_its_way = self.story.on_its_way(self.on) && rung.step != Step::SendByHand;
        let stopped = held.or_else(|| {
            on_its_way.then(|| "a letter of ours waits in the outbox or is on its way".to_owned())
        });
        let soon = rung.from <= self.on || rung.step == Step::Chaser;
        if (!soon || stopped.is_some()) && !near {
            return Ok(notice);
        }
        let trouble = &self.position.trouble;
        let armed = self.policy.arms(rung.step) && stopped.is_none() && trouble.is_empty();
        let first: Vec<&str> = stopped.iter().chain(trouble).map(String::as_str).collect();
        let why = if first.is_empty() { rung.why } else { first.join("; ") + "; " + &rung.why };
        let why = lapses(why);
        Ok(Some(Proposal {
            step: rung.step,
            from: rung.from,
            due_on: rung.due_on,
            hard_stop,
            law_basis: Some(rung.law).filter(|law| !law.is_empty()),
            armed,
            stopped,
            why,
            or: rung.or,
        }))
    }
}

/// The letter a step writes; `None` where there is something else to do.
pub fn letter_of(step: Step) -> Option<LetterKind> {
    match step {
        Step::ReadReply
        | Step::RepairAddress
        | Step::SendByHand
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
        Step::BreachNotice => Some(LetterKind::BreachNotice),
    }
}
