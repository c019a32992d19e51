//! `foi import wdtk`: the requests of a batch of `WhatDoTheyKnow`, which run already.

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use super::{Counted, bytes_of, frozen, name_of, request};
use crate::campaign::Campaign;
use crate::case::events::Event;
use crate::case::imported::{Imported, Origin, Told};
use crate::case::record::{Details, Record};
use crate::jobs::{Workspace, campaign, refresh};
use crate::law::ledger::Happening;
use crate::law::london;
use crate::register::Register;
use crate::register::names::Names;
use crate::replies::matching::normal_reference;
use crate::rounds::Refused;
use crate::rounds::wdtk::{Entry, State, read};
use crate::spreadsheet;
use crate::store::{self, events, imports, outbox, requests};

/// What a batch would add.
#[derive(Debug)]
pub struct Plan {
    pub campaign: Campaign,
    pub rows: Vec<(String, Entry)>,
    pub refused: Vec<Refused>,
    pub counted: Counted,
    file: String,
    register: Register,
}

/// Reads the batch against what is here; nothing is written.
pub fn plan(
    workspace: &Workspace,
    (file, id): (&Path, &str),
    sent: Option<NaiveDate>,
) -> anyhow::Result<Plan> {
    let db = workspace.store.db();
    let campaign = campaign::load(&workspace.dir, id)?.campaign;
    if let Some(round) = requests::round(db, &campaign.id)? {
        anyhow::ensure!(
            round.campaign.asks_the_same_as(&campaign),
            "campaigns/{0}/campaign.toml asks other questions than {0} did when its requests were made",
            campaign.id
        );
    }
    let register = store::register::load(db)?;
    let (bytes, _) = bytes_of(file)?;
    let (entries, refused) = read(&spreadsheet::text(&bytes), sent)?;
    let counted = Counted::default();
    let (file, rows) = (name_of(file), Vec::new());
    let mut plan = Plan { campaign, rows, refused, counted, file, register };
    for entry in entries {
        match plan.judge(db, &entry, workspace.today())? {
            Ok(Some(authority)) => plan.rows.push((authority, entry)),
            Ok(None) => plan.counted.already += 1,
            Err(reason) => plan.refused.push(Refused {
                row: entry.row,
                column: None,
                authority: entry.authority,
                value: entry.status,
                reason,
            }),
        }
    }
    plan.counted.requests = plan.rows.len();
    plan.refused.sort_by_key(|row| row.row);
    Ok(plan)
}

impl Plan {
    /// The authority of an entry that is new; nothing if it is here already; or why it is not taken.
    fn judge(
        &self,
        db: &Connection,
        entry: &Entry,
        today: NaiveDate,
    ) -> anyhow::Result<Result<Option<String>, String>> {
        let names = Names::of(&self.register);
        let authority = match names.find(&entry.authority, entry.sent_on) {
            Ok(authority) => authority,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let id = authority.id.clone();
        if let Some((_, other)) = self.rows.iter().find(|(known, _)| *known == id) {
            return Ok(Err(format!("row {} is about {id} too", other.row)));
        }
        if !self.campaign.recipients.include(authority) {
            return Ok(Err(format!("{id} is not among the recipients of {}", self.campaign.id)));
        }
        if entry.sent_on > today {
            return Ok(Err(format!("sent on {}: that day is still to come", entry.sent_on)));
        }
        if let Some(day) = entry.replied_on.filter(|day| *day < entry.sent_on || *day > today) {
            return Ok(Err(format!("answered on {day}: that cannot be")));
        }
        let known = requests::by_authority(db, &self.campaign.id, &id)?;
        let before =
            known.map(|request| imports::of_request(db, request.id)).transpose()?.flatten();
        if before.is_some_and(|before| before.url == entry.url) {
            return Ok(Ok(None));
        }
        if outbox::is_written_to(db, &self.campaign.id, &id)? {
            return Ok(Err(format!("{id} was asked already: `foi history {id}`")));
        }
        Ok(Ok(Some(id)))
    }

    /// Takes them in, in one transaction.
    pub fn keep(&self, workspace: &mut Workspace, by: &str) -> anyhow::Result<()> {
        let now = workspace.now.instant();
        let sender = workspace.config.sender.clone();
        workspace.store.transaction(|db| {
            if self.rows.is_empty() {
                return Ok(());
            }
            let round = frozen(db, &self.campaign, now)?;
            for (authority, entry) in &self.rows {
                let authority = self.register.find(authority)?;
                let request = request(db, &round, authority, &sender)?;
                let links = events::Links { request: Some(request.id), ..events::Links::default() };
                for (at, event) in self.events(entry, (by, now)) {
                    events::append_recorded(db, links, (at, now), Some(by), &event)?;
                }
                refresh::request(db, &request, now)?;
            }
            Ok(())
        })
    }

    /// What is put on record of an entry, each with when it happened.
    fn events(
        &self,
        entry: &Entry,
        (by, now): (&str, DateTime<Utc>),
    ) -> Vec<(DateTime<Utc>, Event)> {
        let told = match entry.state {
            State::Ended(told) => Some(told),
            State::Waiting | State::ToBeRead | State::Withdrawn | State::NotARequest => None,
        };
        let replies = entry.replies.map(|count| format!("{count} replies"));
        let note = [entry.title.clone(), Some(entry.status.clone()), replies];
        let imported = Imported {
            origin: Origin::Wdtk,
            file: self.file.clone(),
            place: format!("row {}", entry.row),
            told,
            sent_on: Some(entry.sent_on),
            replied_on: entry.replied_on,
            their_reference: entry.reference.clone(),
            reference: entry.reference.as_deref().map(normal_reference),
            sections: Vec::new(),
            url: entry.url.clone(),
            note: note.into_iter().flatten().collect::<Vec<_>>().join("; "),
        };
        let mut found = vec![(now, Event::Imported { imported: Box::new(imported) })];
        let noon = |day: NaiveDate| {
            if day == london::civil_date(now) { now } else { london::instant_at(day, 12 * 60) }
        };
        let mut record = |at, what, details| {
            found.push((at, Event::Recorded { what, details }));
        };
        let note = format!("sent through WhatDoTheyKnow, as its export says; taken in by {by}");
        let left = Details { note, ..Details::default() };
        let received = Record::Happened(Happening::Received);
        match (entry.state, told.and_then(Told::outcome), entry.replied_on) {
            (State::Ended(_), Some(outcome), Some(day)) => {
                record(noon(entry.sent_on), received, left);
                let note = "as the export says".to_owned();
                let details = Details { outcome: Some(outcome), note, ..Details::default() };
                record(noon(day), Record::Happened(Happening::ResponseReceived), details);
            }
            // Whether it came in time nobody can say: no clock is started that could only be wrong.
            (State::Ended(_) | State::NotARequest, ..) => {}
            (State::Withdrawn, ..) => record(
                now,
                Record::Closed,
                Details { note: "withdrawn on WhatDoTheyKnow".to_owned(), ..Details::default() },
            ),
            (State::Waiting | State::ToBeRead, ..) => record(noon(entry.sent_on), received, left),
        }
        if entry.state == State::ToBeRead {
            let why = format!(
                "WhatDoTheyKnow says \u{201c}{}\u{201d}: put on record what came",
                entry.status
            );
            found.push((now, Event::Held { person: by.to_owned(), why }));
        }
        found
    }
}
