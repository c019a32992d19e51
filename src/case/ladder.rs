//! The next lawful step, proposed and never taken by itself.

use chrono::{Duration, NaiveDate};
use serde::Serialize;

use super::Status;
use super::story::Judgement;
use crate::law::Law;
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::clock::long_date;

/// A step that is now right, or will be on `due_on`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    pub step: &'static str,
    pub due_on: NaiveDate,
    /// The day after which a right lapses.
    pub hard_stop: Option<NaiveDate>,
    pub law_basis: String,
    /// Whether the campaign's policy lets it leave without a person.
    pub armed: bool,
    pub why: String,
}

/// What to do next about a request judged on `today`.
pub fn propose(
    law: Law,
    calendar: &Calendar,
    judgement: &Judgement,
    today: NaiveDate,
) -> Result<Option<Proposal>, UnknownYear> {
    if judgement.waiting > 0 {
        return Ok(Some(read_reply(judgement, today)));
    }
    match (judgement.status, judgement.due_on) {
        // One reminder; the rungs after it are for a person.
        (Status::Overdue, Some(_)) if judgement.chased_on.is_some() => Ok(None),
        (Status::Overdue, Some(due)) => chaser(law, calendar, due).map(Some),
        (Status::Undelivered, _) => Ok(Some(Proposal {
            step: "repair_address",
            due_on: today,
            hard_stop: None,
            law_basis: String::new(),
            armed: false,
            why: "the letter did not arrive: no time runs until one does".to_owned(),
        })),
        (
            Status::Planned
            | Status::Queued
            | Status::Awaiting
            | Status::Overdue
            | Status::PartlyAnswered
            | Status::Refused
            | Status::NotHeld
            | Status::Answered,
            _,
        ) => Ok(None),
    }
}

/// Nothing leaves while a reply is unread.
fn read_reply(judgement: &Judgement, today: NaiveDate) -> Proposal {
    let mails = judgement.waiting;
    Proposal {
        step: "read_reply",
        due_on: today,
        hard_stop: None,
        law_basis: String::new(),
        armed: false,
        why: format!("{mails} of its mails wait for a person"),
    }
}

/// The first chaser, on the next working day after the due day (rules.md 9.4).
fn chaser(law: Law, calendar: &Calendar, due: NaiveDate) -> Result<Proposal, UnknownYear> {
    let regime = law.regime(due);
    let due_on = calendar.working_day_after(regime.scope, due, 1)?;
    let (hard_stop, stop) = match law {
        // Section 20(5): the right to a review lapses; the loudest date of all.
        Law::Foisa | Law::Eisr => (
            calendar.working_day_after(regime.scope, due, 40)?,
            "a review must be required by then, or the right lapses",
        ),
        // The Commissioner asks for complaints within six weeks (rules.md 2.6).
        Law::Foia | Law::Eir => {
            (due + Duration::days(42), "the Commissioner asks for a complaint by then")
        }
    };
    Ok(Proposal {
        step: "chaser",
        due_on,
        hard_stop: Some(hard_stop),
        law_basis: format!("{}, {}", regime.act, regime.time_section),
        armed: false,
        why: format!("no reply by {}; {}: {stop}", long_date(due), long_date(hard_stop)),
    })
}
