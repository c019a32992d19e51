//! When the letters of a launch would leave, and when each answer would then be due.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{Prepared, Prospect};
use crate::campaign::pace::Waiting;
use crate::jobs::{Workspace, pacing};
use crate::law::{Law, clock, london};
use crate::store::{outbox, requests};

/// A letter of the timetable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    pub authority: String,
    pub law: Law,
    pub to: String,
    pub leaves_at: DateTime<Utc>,
    /// If it is received on the day it leaves; `None` beyond the bank holidays that are known.
    pub due_on: Option<NaiveDate>,
    /// It was approved before, and waits in the outbox.
    pub queued: bool,
}

/// The timetable of the letters that a launch confirmed at `start` would approve, and of those of other
/// launches that wait already.
pub fn timetable(
    workspace: &Workspace,
    prospect: &Prospect,
    start: DateTime<Utc>,
) -> anyhow::Result<Vec<Departure>> {
    let undo = Duration::minutes(i64::from(workspace.config.pace.undo_minutes));
    let queued = pacing::waiting(workspace)?;
    let last = queued.iter().map(|waiting| waiting.letter).max().unwrap_or_default();
    let mut all = queued.clone();
    // What a person pastes into a form leaves when the person does it.
    let by_mail: Vec<&Prepared> =
        prospect.letters.iter().filter(|prepared| !prepared.letter.is_by_hand()).collect();
    for (number, prepared) in (last + 1..).zip(&by_mail) {
        all.push(Waiting {
            letter: number,
            nation: prepared.authority.nation,
            provider: pacing::provider(workspace.store.db(), &prepared.letter.to)?,
            not_before: start + undo,
        });
    }
    let start = start.max(workspace.now.instant());
    let mut departures = Vec::new();
    let db = workspace.store.db();
    let listed = outbox::list(db, None)?;
    for (waiting, at) in pacing::timetable_from(workspace, start, all)? {
        let place = usize::try_from(waiting.letter - last - 1);
        let (authority, law, to) = if let Ok(place) = place {
            let Some(prepared) = by_mail.get(place) else { continue };
            let authority = &prepared.authority;
            (authority.id.clone(), authority.law, prepared.letter.to.clone())
        } else {
            let Some(row) = listed.iter().find(|row| row.letter == waiting.letter) else {
                continue;
            };
            let law = requests::get(db, row.request)?.law;
            (row.authority.clone(), law, row.recipient.clone())
        };
        let on = london::civil_date(at);
        let due_on = clock::response_due(workspace.calendar(), law, on).ok();
        let queued = waiting.letter <= last;
        departures.push(Departure { authority, law, to, leaves_at: at, due_on, queued });
    }
    Ok(departures)
}
