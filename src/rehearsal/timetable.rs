//! What left on which day, and when answers fall due.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::case::events::LetterKind;
use crate::jobs::Workspace;
use crate::law::{Law, london};
use crate::replies::message;
use crate::store::{outbox, requests, standing};

/// A day on which letters left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub day: NaiveDate,
    pub requests: usize,
    /// Letters after the request.
    pub later: usize,
    /// London time of the first and the last, as "09:00".
    pub first: String,
    pub last: String,
}

/// A day on which answers fall due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub day: NaiveDate,
    pub law: Law,
    pub answers: usize,
}

/// A letter as it left, for showing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub authority: String,
    pub law: Law,
    pub subject: String,
    pub text: String,
    /// How many letters of this Act left.
    pub of: usize,
}

/// One request of each Act, as its reader got it.
pub(super) fn samples(workspace: &Workspace) -> anyhow::Result<Vec<Sample>> {
    let db = workspace.store.db();
    let mut found: BTreeMap<Law, Sample> = BTreeMap::new();
    for row in outbox::list(db, Some("accepted"))? {
        let request = requests::get(db, row.request)?;
        if let Some(sample) = found.get_mut(&request.law) {
            sample.of += 1;
        } else if let Some(letter) = outbox::letter(db, row.letter)? {
            let message = message::read(&letter.bytes);
            let sample = Sample {
                authority: request.authority,
                law: request.law,
                subject: message.subject,
                text: message.text,
                of: 1,
            };
            found.insert(request.law, sample);
        }
    }
    Ok(found.into_values().collect())
}

pub(super) fn left(workspace: &Workspace) -> anyhow::Result<Vec<Day>> {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for (at, kind) in outbox::departures(workspace.store.db())? {
        let day = london::civil_date(at);
        let minute = london::minute_of_day(at);
        let time = format!("{:02}:{:02}", minute / 60, minute % 60);
        let entry = days.entry(day).or_insert_with(|| Day {
            day,
            requests: 0,
            later: 0,
            first: time.clone(),
            last: time.clone(),
        });
        if kind == LetterKind::Request.code() {
            entry.requests += 1;
        } else {
            entry.later += 1;
        }
        entry.last = time;
    }
    Ok(days.into_values().collect())
}

pub(super) fn due(workspace: &Workspace) -> anyhow::Result<Vec<Due>> {
    let mut days: BTreeMap<(NaiveDate, Law), usize> = BTreeMap::new();
    for listed in standing::list(workspace.store.db(), None)? {
        if let Some(day) = listed.standing.judgement.due_on {
            *days.entry((day, listed.law)).or_default() += 1;
        }
    }
    Ok(days.into_iter().map(|((day, law), answers)| Due { day, law, answers }).collect())
}
