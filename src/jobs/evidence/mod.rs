//! `foi evidence import`: logs of mail servers and exports of providers, held against our letters.
//! What they say becomes events; the same again changes nothing.

mod files;
mod matching;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use self::files::Found;
use self::matching::{Whose, whose};
use super::dossier::Dossier;
use super::proof::contradictions;
use super::settle::left_all_the_same;
use super::{Workspace, refresh};
use crate::case::events::Event;
use crate::evidence::syslog::{Clock, Zone};
use crate::evidence::{Fate, Record};
use crate::store::{events, requests};

/// What was taken in, and what was not.
#[derive(Debug, Default)]
pub struct Imported {
    /// New evidence, by what it says.
    pub taken: BTreeMap<Fate, usize>,
    /// Letters that it is about.
    pub letters: BTreeSet<i64>,
    /// What was known already.
    pub known: usize,
    /// References of letters of which it is known now that they left.
    pub settled: Vec<String>,
    /// Messages that are none of ours, with how many lines each has.
    pub unknown: BTreeMap<String, usize>,
    /// What may be about several letters.
    pub ambiguous: BTreeMap<String, usize>,
    /// What a file has that says nothing of delivery, with how often.
    pub passed_over: BTreeMap<String, usize>,
    /// What does not go together, by letter.
    pub contradictions: Vec<String>,
}

/// Takes in `paths`; times without a zone in a log are of `zone`.
pub fn import(
    workspace: &mut Workspace,
    (paths, zone): (&[PathBuf], Zone),
    by: &str,
) -> anyhow::Result<Imported> {
    let now = workspace.now.instant();
    let Found { mut records, passed_over } = files::read(paths, Clock { now, zone })?;
    records.sort_by_key(|record| record.at);
    let mut imported = Imported { passed_over, ..Imported::default() };
    workspace.store.transaction(|db| {
        let mut touched = BTreeSet::new();
        for record in &records {
            if record.at > now {
                let later = "lines dated after now".to_owned();
                *imported.passed_over.entry(later).or_default() += 1;
                continue;
            }
            match whose(db, record)? {
                Whose::Letter { letter, request } => {
                    if take(db, (letter, request, record), (by, now), &mut imported)? {
                        touched.insert(request);
                    }
                }
                Whose::Several => {
                    *imported.ambiguous.entry(record.name()).or_default() += 1;
                }
                Whose::Nobody => *imported.unknown.entry(record.name()).or_default() += 1,
            }
        }
        for request in touched {
            let request = requests::get(db, request)?;
            refresh::request(db, &request, now)?;
            let dossier = Dossier::open(db, &request)?;
            for letter in &dossier.letters {
                for words in contradictions(&dossier, letter.id) {
                    imported
                        .contradictions
                        .push(format!("l{} ({}): {words}", letter.id, request.reference));
                }
            }
        }
        Ok(())
    })?;
    Ok(imported)
}

/// Adds what a record says of a letter, unless the log has it; whether it was new.
fn take(
    db: &Connection,
    (letter, request, record): (i64, i64, &Record),
    (by, now): (&str, DateTime<Utc>),
    imported: &mut Imported,
) -> anyhow::Result<bool> {
    imported.letters.insert(letter);
    let told = record.told();
    let known = events::of_request(db, request)?.iter().any(|dated| {
        let Event::DeliveryTold { letter: of, told: other } = &dated.event else { return false };
        // The same file under another name, or rotated, says nothing new.
        let same = other.fate == told.fate && other.words == told.words;
        *of == letter
            && dated.at.timestamp_millis() == record.at.timestamp_millis()
            && same
            && other.recipient == told.recipient
            && other.queue_id == told.queue_id
    });
    if known {
        imported.known += 1;
        return Ok(false);
    }
    *imported.taken.entry(told.fate).or_default() += 1;
    let words = format!("{} has it: {}", record.source, record.words);
    if let Some(letter) = left_all_the_same(db, letter, words, (record.at, now))? {
        imported.settled.push(letter.reference);
    }
    let links = events::Links { request: Some(request), letter: None, mail: None };
    let event = Event::DeliveryTold { letter, told };
    events::append_recorded(db, links, (record.at, now), Some(by), &event)?;
    Ok(true)
}
