//! How the authorities of a campaign responded, from the log and the law's calendar of each.

use chrono::NaiveDate;

use super::results::columns;
use super::{Workspace, refresh, results};
use crate::case::events::{Event, LetterKind, that_count};
use crate::case::judging::Position;
use crate::case::record::Record;
use crate::case::{Delivery, Status};
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::ledger::{Ledger, Still};
use crate::law::london;
use crate::replies::Kind;
use crate::results::responses::survival::Wait;
use crate::results::responses::{Outcome, Response};
use crate::store::{register, requests, standing};

/// What became of each request of a campaign that left, by the end of today.
pub fn responses(workspace: &Workspace, campaign: &str) -> anyhow::Result<Vec<Response>> {
    let db = workspace.store.db();
    let round = results::known_campaign(db, campaign)?;
    let (today, calendar) = (workspace.today(), workspace.calendar());
    let register = register::load(db)?;
    let mut found = Vec::new();
    for listed in standing::list_rows(db, Some(campaign), standing::Rows::All)? {
        if london::civil_date(listed.made_at) > today {
            continue;
        }
        let request = requests::get(db, listed.request)?;
        let file = refresh::File::load(db, request.id)?;
        let known = (&round.campaign, calendar);
        let (_, position, _) = refresh::look_within(db, known, &request, today)?;
        // Of a request that a sheet or an export tells of without its days nobody can say how soon it
        // was answered.
        if position.ledger.is_none() {
            continue;
        }
        let delivery = position.judgement.delivery;
        if !matches!(delivery, Delivery::Accepted | Delivery::Delivered | Delivery::Bounced) {
            continue;
        }
        let kinds = || file.mails.iter().map(|(_, read, _)| read.kind);
        let outcome = outcome(&position);
        let replied = position.reply.is_some() || position.judgement.replied_on.is_some();
        let acknowledged = kinds().any(|kind| kind == Kind::Acknowledgement);
        found.push(Response {
            authority: listed.authority.clone(),
            columns: columns(&register, &listed),
            delivered: delivery == Delivery::Delivered || acknowledged || replied,
            acknowledged,
            outcome,
            late: late(&position),
            sections: sections(&file),
            wait: wait(&position, calendar, closed_on(&file).unwrap_or(today))?,
        });
    }
    Ok(found)
}

fn outcome(position: &Position) -> Outcome {
    let status = position.reply.map_or(position.judgement.status, |(status, _)| status);
    match status {
        Status::Answered => Outcome::Answered,
        Status::PartlyAnswered => Outcome::PartlyAnswered,
        Status::Refused => Outcome::Refused,
        Status::NotHeld => Outcome::NotHeld,
        Status::Undelivered => Outcome::Undelivered,
        Status::Closed => Outcome::Closed,
        // What is open now is open because nobody answered.
        Status::Overdue | Status::ReviewAsked | Status::ReviewOverdue | Status::Complained => {
            Outcome::Silent
        }
        Status::Planned
        | Status::Queued
        | Status::Awaiting
        | Status::Extended
        | Status::ClarificationAsked
        | Status::FeeAsked => Outcome::Open,
    }
}

fn late(position: &Position) -> bool {
    let due = position.ledger.as_ref().and_then(Ledger::response_due);
    due.zip(position.judgement.replied_on).is_some_and(|(due, replied)| replied > due)
}

/// Working days of the time that the law counts: from day 0 to the first response, or until it was cut
/// off. Days that the law leaves out are left out.
fn wait(
    position: &Position,
    calendar: &Calendar,
    end: NaiveDate,
) -> Result<Option<Wait>, UnknownYear> {
    let Some(ledger) = &position.ledger else { return Ok(None) };
    let Some(start) = ledger.day_zero else { return Ok(None) };
    let replied = position.judgement.replied_on;
    let stopped = match ledger.still {
        Some(Still::Bounced { on } | Still::Redirected { on } | Still::Transferred { on }) => {
            Some(on)
        }
        Some(Still::Clarification { asked }) => Some(asked),
        Some(Still::Fee { notice, .. }) => Some(notice),
        None => None,
    };
    let last = replied.or(stopped).unwrap_or(end);
    let scope = ledger.regime.scope;
    let between = |first: NaiveDate, last: NaiveDate| -> Result<u32, UnknownYear> {
        match first.succ_opt() {
            Some(next) if next <= last => calendar.working_days_in(scope, next, last),
            Some(_) | None => Ok(0),
        }
    };
    let mut days = between(start, last)?;
    for (from, to) in ledger.pauses.iter().filter(|(from, _)| *from < last) {
        let before = from.pred_opt().unwrap_or(*from);
        days = days.saturating_sub(between(before, (*to).min(last))?);
    }
    Ok(Some(Wait { working_days: days, responded: replied.is_some() }))
}

/// The day on which a person closed the request, or withdrew it.
fn closed_on(file: &refresh::File) -> Option<NaiveDate> {
    let mut withdrawals = Vec::new();
    let mut closed = None;
    for dated in that_count(&file.events) {
        if let Event::LetterApproved { letter, kind: LetterKind::Withdrawal, .. } = &dated.event {
            withdrawals.push(*letter);
        } else if let Event::LetterAccepted { letter, .. } = &dated.event {
            closed = withdrawals.contains(letter).then_some(dated.at).or(closed);
        } else if let Event::Recorded { what, .. } = &dated.event {
            let reopened = *what == Record::Reopened;
            closed = closed.filter(|_| !reopened);
            closed = (*what == Record::Closed).then_some(dated.at).or(closed);
        }
    }
    closed.map(london::civil_date)
}

/// The sections that its final replies rely on, as far as people agree to what these are.
fn sections(file: &refresh::File) -> Vec<String> {
    let is_final =
        |kind| matches!(kind, Kind::Refusal | Kind::NotHeld | Kind::Partial | Kind::ReviewOutcome);
    let settled = file.mails.iter().filter(|(_, read, _)| is_final(read.kind) && !read.waits);
    let mut found: Vec<String> =
        settled.flat_map(|(_, read, _)| read.reading.sections.clone()).collect();
    found.sort();
    found.dedup();
    found
}
