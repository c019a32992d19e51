//! Mail in: every file kept byte for byte, read, and put in exactly one visible place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use super::read::{Decided, Reader};
use super::{Workspace, refresh};
use crate::case::events::Event;
use crate::law::london;
use crate::mail::inbox::{Source, sources};
use crate::replies::Kind;
use crate::replies::message::{self, Message};
use crate::store::mails::{self, NewMail};
use crate::store::{events, requests};

/// Files read in one transaction: enough to be quick, few enough to lose nothing worth mentioning.
const BATCH: usize = 64;

/// What a receive did.
#[derive(Debug, Default)]
pub struct Received {
    /// Mails seen for the first time.
    pub new: usize,
    /// Further copies of a mail that was there already.
    pub repeats: usize,
    /// Files that had been taken in before.
    pub known: usize,
    pub filed: usize,
    pub held: usize,
    /// New mails that wait for a person.
    pub waiting: usize,
    pub kinds: Vec<(Kind, usize)>,
    /// Files that could not be read, and why.
    pub failed: Vec<(String, String)>,
}

impl Received {
    fn count(&mut self, kind: Kind) {
        match self.kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => self.kinds.push((kind, 1)),
        }
    }
}

/// Every message at `paths`, in order; a path that holds none is an error that names it.
pub fn find(paths: &[PathBuf]) -> anyhow::Result<Vec<Source>> {
    let mut found = Vec::new();
    for path in paths {
        let here = sources(path)?;
        anyhow::ensure!(
            !here.is_empty(),
            "there is no .eml file in {}: name a message, or a folder that has some",
            path.display()
        );
        found.extend(here);
    }
    Ok(found)
}

/// Takes in `sources`; `progress` is told of each.
pub fn receive(
    workspace: &mut Workspace,
    sources: &[Source],
    progress: &dyn Fn(&str),
) -> anyhow::Result<Received> {
    let reader = Reader::load(workspace.store.db())?;
    let now = workspace.now.instant();
    let first_left = events::first_departure(workspace.store.db())?;
    let seen = Seen { now, first_left: first_left.map(london::civil_date) };
    let mut received = Received::default();
    for batch in sources.chunks(BATCH) {
        workspace.store.transaction(|db| {
            let mut touched = BTreeSet::new();
            for source in batch {
                progress(&source.name());
                match Incoming::open(source) {
                    Ok(incoming) => {
                        touched.extend(incoming.take(db, &reader, seen, &mut received)?);
                    }
                    Err(error) => received.failed.push((source.name(), format!("{error:#}"))),
                }
            }
            for request in touched {
                refresh::request(db, &requests::get(db, request)?, now)?;
            }
            Ok(())
        })?;
    }
    Ok(received)
}

/// When mail is taken in, and the day the first letter left: no mail came before it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    now: DateTime<Utc>,
    first_left: Option<NaiveDate>,
}

struct Incoming {
    file: String,
    location: String,
    bytes: Vec<u8>,
}

impl Incoming {
    fn open(source: &Source) -> anyhow::Result<Self> {
        let bytes = source.read()?;
        let file = source.name();
        anyhow::ensure!(!bytes.is_empty(), "{file} is empty");
        let location = match source {
            Source::File(path) => location(path),
            Source::StandardInput | Source::Closed { .. } => file.clone(),
        };
        Ok(Self { file, location, bytes })
    }

    /// Keeps and reads one message; gives the requests it touches.
    fn take(
        &self,
        db: &Connection,
        reader: &Reader,
        seen: Seen,
        received: &mut Received,
    ) -> anyhow::Result<Vec<i64>> {
        let sha256 = message::sha256(&self.bytes);
        if mails::is_known(db, &self.location, &sha256)? {
            received.known += 1;
            return Ok(Vec::new());
        }
        let message = message::read(&self.bytes);
        let now = seen.now;
        let (arrived_at, arrived_basis) = arrival(&message, seen);
        let mail = NewMail {
            sha256: &sha256,
            content: &message::content_hash(&self.bytes),
            file: &self.file,
            location: &self.location,
            message_id: message.message_id.as_deref(),
            arrived_at,
            arrived_basis,
        };
        let (id, duplicate_of) = mails::keep(db, &mail, &self.bytes, now)?;
        if duplicate_of.is_some() {
            received.repeats += 1;
            return Ok(Vec::new());
        }
        let links = events::Links { mail: Some(id), ..events::Links::default() };
        let event = Event::MailArrived { mail: id };
        events::append_recorded(db, links, (arrived_at, now), None, &event)?;
        let (read, filed) = reader.read(db, &message, &Decided::default())?;
        mails::put_reading(db, id, &read, &filed)?;
        received.new += 1;
        received.count(read.kind);
        if filed.is_empty() {
            received.held += 1;
        } else {
            received.filed += 1;
        }
        let doubtful = read.reading.candidates.iter().any(|candidate| candidate.doubt.is_some());
        if read.waits || doubtful {
            received.waiting += 1;
        }
        Ok(filed)
    }
}

/// Where a file lies, however it was named on the command line.
fn location(path: &Path) -> String {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// When a mail arrived and how that is known: the topmost Received date, else Date, never later
/// than now nor before the day the first letter left, else the instant it was taken in.
fn arrival(message: &Message, seen: Seen) -> (DateTime<Utc>, &'static str) {
    let Seen { now, first_left } = seen;
    // By the day: the clocks of two machines differ a little.
    let possible = |at: &DateTime<Utc>| {
        *at <= now && first_left.is_none_or(|day| london::civil_date(*at) >= day)
    };
    [(message.received, "received"), (message.date, "date")]
        .into_iter()
        .find_map(|(at, basis)| at.filter(possible).map(|at| (at, basis)))
        .unwrap_or((now, "ingest"))
}
