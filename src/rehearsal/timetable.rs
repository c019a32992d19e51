//! What left on which day, and when answers fall due.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::jobs::Workspace;
use crate::law::{Law, london};
use crate::store::{outbox, standing};

/// A day on which letters left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub day: NaiveDate,
    pub requests: usize,
    pub chasers: usize,
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

pub(super) fn left(workspace: &Workspace) -> anyhow::Result<Vec<Day>> {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for (at, kind) in outbox::departures(workspace.store.db())? {
        let day = london::civil_date(at);
        let minute = london::minute_of_day(at);
        let time = format!("{:02}:{:02}", minute / 60, minute % 60);
        let entry = days.entry(day).or_insert_with(|| Day {
            day,
            requests: 0,
            chasers: 0,
            first: time.clone(),
            last: time.clone(),
        });
        if kind == "request" {
            entry.requests += 1;
        } else {
            entry.chasers += 1;
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
