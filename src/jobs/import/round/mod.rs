//! `foi import round`: an earlier round from a spreadsheet, without letters and without mails.

mod questions;

use std::path::Path;

use anyhow::Context;
use chrono::NaiveDate;
use rusqlite::Connection;

use self::questions::{campaign_of, keep_asked};
use super::{Counted, bytes_of, frozen, name_of, request};
use crate::answers::Status;
use crate::campaign::Campaign;
use crate::case::events::Event;
use crate::case::imported::{Imported, Origin, Source, Told};
use crate::case::standing::Stands;
use crate::documents::{Block, Document, Table};
use crate::jobs::{Workspace, refresh};
use crate::register::Register;
use crate::register::names::Names;
use crate::replies::matching::normal_reference;
use crate::rounds::Refused;
use crate::rounds::heads::Heading;
use crate::rounds::sheet::{self, Map, Row, Sheet};
use crate::store::{self, answers, events, requests};
use crate::workers::Asked;

/// What a person says of the file.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub file: &'a Path,
    pub campaign: &'a str,
    pub title: Option<&'a str>,
    /// The campaign whose questions these were.
    pub like: Option<&'a str>,
    pub periods: &'a [(Option<String>, NaiveDate, NaiveDate)],
    pub maps: &'a [Map],
    pub sheet: Option<&'a str>,
    pub authority: Option<&'a str>,
}

/// What a file would add.
#[derive(Debug)]
pub struct Plan {
    pub campaign: Campaign,
    pub sheet: Sheet,
    pub refused: Vec<Refused>,
    pub counted: Counted,
    /// What the reader of the file could not read of it, or left out.
    pub notes: Vec<String>,
    file: String,
    sha256: String,
    register: Register,
    /// Of each row what is new of it.
    new: Vec<New>,
}

#[derive(Debug)]
struct New {
    row: Row,
    /// The request is not here yet.
    whole: bool,
}

/// Reads the file against what is here; nothing is written.
pub fn plan(workspace: &Workspace, wish: &Wish<'_>) -> anyhow::Result<Plan> {
    let db = workspace.store.db();
    let register = store::register::load(db)?;
    let mut campaign = campaign_of(workspace, wish)?;
    let (bytes, sha256) = bytes_of(wish.file)?;
    let file = name_of(wish.file);
    let asked = Asked { name: &file, media_type: "", bytes: &bytes, password: None };
    let document = workspace.workers.read(&asked);
    let table = table_of(&document, wish).with_context(|| file.clone())?;
    let day = campaign.periods.iter().map(|period| period.to).max().unwrap_or_default();
    let names = Names::of(&register);
    let (maps, authority) = (wish.maps, wish.authority);
    let read = sheet::Wish { campaign: &campaign, names: &names, day, maps, authority };
    let mut sheet = sheet::read(table, &read).with_context(|| file.clone())?;
    let mut refused = std::mem::take(&mut sheet.refused);
    if requests::round(db, &campaign.id)?.is_none() {
        keep_asked(&mut campaign, &sheet);
    }
    let mut plan = Plan {
        counted: Counted::default(),
        notes: notes(&document),
        new: Vec::new(),
        refused: Vec::new(),
        campaign,
        file,
        sha256,
        sheet,
        register,
    };
    for row in plan.sheet.rows.clone() {
        plan.take(db, row, &mut refused)?;
    }
    refused.sort_by_key(|row| row.row);
    plan.refused = refused;
    Ok(plan)
}

fn notes(document: &Document) -> Vec<String> {
    let hidden = document
        .hidden
        .iter()
        .map(|hidden| format!("{} was left out: {}", hidden.what.words(), hidden.place));
    document.notes.iter().cloned().chain(hidden).collect()
}

/// The table that is meant: the sheet that is named, or the only one with a heading.
fn table_of<'d>(document: &'d Document, wish: &Wish<'_>) -> anyhow::Result<&'d Table> {
    let tables: Vec<&Table> = document
        .blocks
        .iter()
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect();
    let names = || tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(name) = wish.sheet {
        let found = tables.iter().find(|table| table.name == name);
        return found
            .copied()
            .with_context(|| format!("no sheet is called `{name}`; there are {}", names()));
    }
    let headed = tables.iter().filter(|table| Heading::of(table, wish.authority).is_some());
    let headed: Vec<&&Table> = headed.collect();
    match headed.as_slice() {
        [only] => Ok(only),
        [] => match tables.as_slice() {
            [] => anyhow::bail!(
                "there is no table in it{}",
                document.notes.first().map_or(String::new(), |note| format!(": {note}"))
            ),
            // The error says what is wanting.
            [first, ..] => Ok(first),
        },
        _ => anyhow::bail!(
            "several sheets have authorities: say which with --sheet; there are {}",
            names()
        ),
    }
}

impl Plan {
    /// Sorts a row: new, known, or at odds with what is here.
    fn take(
        &mut self,
        db: &Connection,
        mut row: Row,
        refused: &mut Vec<Refused>,
    ) -> anyhow::Result<()> {
        let silent = row.told == Told::NoResponse;
        row.answers.retain(|said| !(silent && said.value.status == Status::Missing));
        let known = requests::by_authority(db, &self.campaign.id, &row.authority)?;
        let Some(known) = known else {
            self.counted.requests += 1;
            self.counted.answers += row.answers.len();
            self.new.push(New { row, whole: true });
            return Ok(());
        };
        let stored = answers::of_request(db, known.id)?;
        let before = row.answers.len();
        row.answers.retain(|said| {
            let here = stored.iter().find(|answer| {
                answer.stands == Stands::Yes
                    && (&answer.question, &answer.period) == (&said.question, &said.period)
            });
            let Some(here) = here else { return true };
            if here.value != said.value {
                refused.push(Refused {
                    row: row.row,
                    column: Some(said.question.clone()),
                    authority: row.authority.clone(),
                    value: said.as_written.clone(),
                    reason: format!(
                        "it is {} here, decided by {}: `foi answers set` changes it",
                        here.value.shown(),
                        here.decided_by.as_deref().unwrap_or("nobody")
                    ),
                });
            }
            false
        });
        if row.answers.is_empty() {
            self.counted.already += usize::from(before > 0 || stored.is_empty());
        } else {
            self.counted.answers += row.answers.len();
            self.new.push(New { row, whole: false });
        }
        Ok(())
    }

    /// Takes it in, in one transaction.
    pub fn keep(&self, workspace: &mut Workspace, by: &str) -> anyhow::Result<()> {
        let now = workspace.now.instant();
        let sender = workspace.config.sender.clone();
        workspace.store.transaction(|db| {
            if self.new.is_empty() {
                return Ok(());
            }
            let round = frozen(db, &self.campaign, now)?;
            for new in &self.new {
                let authority = self.register.find(&new.row.authority)?;
                let request = request(db, &round, authority, &sender)?;
                for event in self.events(new) {
                    let links =
                        events::Links { request: Some(request.id), ..events::Links::default() };
                    events::append(db, links, now, Some(by), &event)?;
                }
                refresh::request(db, &request, now)?;
            }
            Ok(())
        })
    }

    fn events(&self, new: &New) -> Vec<Event> {
        let row = &new.row;
        let imported = Imported {
            origin: Origin::Sheet,
            file: self.file.clone(),
            place: row.place.clone(),
            told: Some(row.told),
            sent_on: row.sent_on,
            replied_on: row.replied_on,
            their_reference: row.reference.clone(),
            reference: row.reference.as_deref().map(normal_reference),
            sections: row.sections.clone(),
            url: None,
            note: row.note.clone(),
        };
        let first = new.whole.then(|| Event::Imported { imported: Box::new(imported) });
        let set = row.answers.iter().map(|said| Event::AnswerSet {
            mail: None,
            question: said.question.clone(),
            period: said.period.clone(),
            value: said.value.clone(),
            as_written: said.as_written.clone(),
            note: None,
            source: Some(Box::new(Source {
                file: self.file.clone(),
                sha256: self.sha256.clone(),
                place: said.place.clone(),
            })),
        });
        first.into_iter().chain(set).collect()
    }
}
