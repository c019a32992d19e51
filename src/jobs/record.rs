//! A person puts on record what the program could not see, corrects it, or holds a request.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use super::{Workspace, refresh};
use crate::case::events::Event;
use crate::case::record::{Details, Record};
use crate::law::ledger::Happening;
use crate::law::london;
use crate::store::events;
use crate::store::requests::Request;

/// Something to be recorded of one request or of many.
#[derive(Debug, Clone)]
pub struct Entry {
    pub record: Record,
    pub on: NaiveDate,
    pub details: Details,
}

/// What an entry did to a request's date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub authority: String,
    pub request: i64,
    pub before: Option<NaiveDate>,
    pub after: Option<NaiveDate>,
    pub status: &'static str,
    /// Its place in the log, by which it can be taken back.
    pub seq: i64,
}

impl Entry {
    /// Whether it can be recorded at all, before any request is looked at.
    pub fn check(&self, today: NaiveDate) -> anyhow::Result<()> {
        let code = self.record.code();
        anyhow::ensure!(self.on <= today, "{code} on {}: that day is still to come", self.on);
        anyhow::ensure!(
            !self.record.is_reply() || self.details.outcome.is_some(),
            "{code} is their reply: say what it was with --outcome answered, partly_answered, \
             refused or not_held"
        );
        anyhow::ensure!(
            self.details.outcome.is_none() || self.record.may_be_reply(),
            "{code} is no reply of theirs: leave --outcome out"
        );
        let extension = matches!(
            self.record,
            Record::Happened(Happening::PitExtensionNotice | Happening::EirExtensionNotice)
        );
        anyhow::ensure!(
            self.details.working_days.is_none() || extension,
            "only an extension takes --days"
        );
        let estimate = self.record == Record::Estimate;
        anyhow::ensure!(
            !estimate || self.details.until.is_some(),
            "say which day they named: --until DATE"
        );
        anyhow::ensure!(
            self.details.until.is_none() || estimate || extension,
            "only an estimate or an extension takes --until"
        );
        Ok(())
    }

    /// When it happened: now, or at noon of an earlier day.
    fn at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        if self.on == london::civil_date(now) { now } else { london::instant_at(self.on, 12 * 60) }
    }
}

/// Records `entry` for each of `requests`, or for none: what cannot be is refused with the reason.
pub fn record(
    workspace: &mut Workspace,
    requests: &[Request],
    entry: &Entry,
    by: &str,
) -> anyhow::Result<Vec<Moved>> {
    entry.check(workspace.today())?;
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        requests
            .iter()
            .map(|request| {
                record_one(db, request, entry, (by, now))
                    .with_context(|| format!("the request to {}", request.authority))
            })
            .collect()
    })
}

fn record_one(
    db: &Connection,
    request: &Request,
    entry: &Entry,
    (by, now): (&str, DateTime<Utc>),
) -> anyhow::Result<Moved> {
    let today = london::civil_date(now);
    let before = refresh::look(db, request, today)?.position;
    anyhow::ensure!(
        !(entry.record.needs_departure() || entry.details.outcome.is_some())
            || before.ledger.is_some(),
        "{} on {}: the request has not left yet (a letter by post is recorded as posted)",
        entry.record.code(),
        entry.on
    );
    let event = Event::Recorded { what: entry.record, details: entry.details.clone() };
    let links = events::Links { request: Some(request.id), ..events::Links::default() };
    events::append_recorded(db, links, (entry.at(now), now), Some(by), &event)?;
    let seq = events::last_seq(db)?;
    let after = refresh::look(db, request, today)?.position;
    if let Some(trouble) = after.trouble.iter().find(|now| !before.trouble.contains(now)) {
        anyhow::bail!("{trouble}");
    }
    refresh::request(db, request, now)?;
    Ok(Moved {
        authority: request.authority.clone(),
        request: request.id,
        before: before.judgement.due_on,
        after: after.judgement.due_on,
        status: after.judgement.status.code(),
        seq,
    })
}

/// Takes back what was recorded of a request, or decided of its answers, as row `seq` of the log;
/// the past is judged anew.
pub fn take_back(
    workspace: &mut Workspace,
    seq: i64,
    why: &str,
    by: &str,
) -> anyhow::Result<Moved> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| take_back_row(db, seq, why, (by, now)))
}

pub(super) fn take_back_row(
    db: &Connection,
    seq: i64,
    why: &str,
    (by, now): (&str, DateTime<Utc>),
) -> anyhow::Result<Moved> {
    let (request, event) = events::of_seq(db, seq)?
        .with_context(|| format!("there is no e{seq} that could be taken back"))?;
    let ours = matches!(
        event,
        Event::Recorded { .. }
            | Event::AnswerSet { .. }
            | Event::AnswerAccepted { .. }
            | Event::AnswerCoded { .. }
            | Event::FindingAccepted { .. }
            | Event::AnswersCombined { .. }
    );
    let (Some(request), true) = (request, ours) else {
        anyhow::bail!(
            "e{seq} was not recorded by a person: what was decided of a mail is taken back with \
             `foi assign MAIL --undo`"
        )
    };
    let request = crate::store::requests::get(db, request)?;
    let taken = events::of_request(db, request.id)?
        .iter()
        .any(|dated| dated.event.takes_back() == Some(seq));
    anyhow::ensure!(!taken, "e{seq} was taken back already");
    let today = london::civil_date(now);
    let before = refresh::look(db, &request, today)?.position.judgement;
    let links = events::Links { request: Some(request.id), ..events::Links::default() };
    let event = Event::TakenBack { seq, why: why.to_owned() };
    events::append(db, links, now, Some(by), &event)?;
    refresh::request(db, &request, now)?;
    let after = refresh::look(db, &request, today)?.position.judgement;
    Ok(Moved {
        authority: request.authority,
        request: request.id,
        before: before.due_on,
        after: after.due_on,
        status: after.status.code(),
        seq,
    })
}

/// Holds each of `requests` for `person`, or lets it go on (`None`); gives how many changed.
pub fn hold(
    workspace: &mut Workspace,
    requests: &[Request],
    hold: Option<(&str, &str)>,
    by: &str,
) -> anyhow::Result<usize> {
    let (now, today) = (workspace.now.instant(), workspace.today());
    workspace.store.transaction(|db| {
        let mut changed = 0;
        for request in requests {
            let story = refresh::look(db, request, today)?.story;
            if story.held_by(today) == hold.map(|(person, _)| person) {
                continue;
            }
            let event = match hold {
                Some((person, why)) => {
                    Event::Held { person: person.to_owned(), why: why.to_owned() }
                }
                None => Event::Released,
            };
            let links = events::Links { request: Some(request.id), ..events::Links::default() };
            events::append(db, links, now, Some(by), &event)?;
            refresh::request(db, request, now)?;
            changed += 1;
        }
        Ok(changed)
    })
}
