//! Messages into the store, many in one transaction, and what follows for their requests.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use super::Received;
use crate::case::events::Event;
use crate::case::own::Own;
use crate::jobs::read::{Decided, Reader};
use crate::jobs::{Workspace, papers, refresh, settle, unlock};
use crate::law::london;
use crate::mail::inbox::Stamp;
use crate::replies::message::{self, Message};
use crate::store::mails::{self, NewMail};
use crate::store::{calendar, erasures, events, requests, seen};
use crate::workers::Workers;

/// Mails kept in one transaction, by number and by bytes: what follows for a request is derived once
/// for all of them, and a crash loses no more than work that is done again.
const MOST_MAILS: usize = 2000;
const MOST_BYTES: usize = 96 * 1024 * 1024;

/// A message that arrived, parsed.
#[derive(Debug)]
pub struct Arrived {
    /// How listings name it.
    pub file: String,
    /// Where it lies, however it was named: the same message there again is no second sighting.
    pub location: String,
    /// When it came, and who says so.
    came: Option<(DateTime<Utc>, &'static str)>,
    /// A location that begins like this is the same place: a server may number its mails anew.
    place: Option<String>,
    bytes: Vec<u8>,
    sha256: String,
    content: String,
    message: Message,
    papers: papers::Read,
}

impl Arrived {
    pub fn read(workers: &Workers, file: String, location: String, bytes: Vec<u8>) -> Self {
        let sha256 = message::sha256(&bytes);
        let content = message::content_hash(&bytes);
        let message = message::read(&bytes);
        let papers = papers::read(workers, &bytes, &message, &|_| false);
        Self { file, location, came: None, place: None, bytes, sha256, content, message, papers }
    }

    /// The same mail with the instant that is known of its arrival, and its `basis`.
    #[must_use]
    pub fn came(self, at: Option<DateTime<Utc>>, basis: &'static str) -> Self {
        Self { came: at.map(|at| (at, basis)), ..self }
    }

    /// The same mail at a place where locations may change.
    #[must_use]
    pub fn within(self, place: String) -> Self {
        Self { place: Some(place), ..self }
    }
}

/// Mail being taken in; what is not committed is taken back when it is dropped.
pub struct Intake<'w> {
    workspace: &'w mut Workspace,
    reader: Reader,
    seen: Seen,
    touched: BTreeSet<i64>,
    /// Requests with a file that a password may open.
    locked: BTreeSet<i64>,
    mails: usize,
    bytes: usize,
    pub received: Received,
}

/// When mail is taken in, and the day the first letter left: no mail came before it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    now: DateTime<Utc>,
    first_left: Option<NaiveDate>,
}

impl<'w> Intake<'w> {
    pub fn begin(workspace: &'w mut Workspace) -> anyhow::Result<Self> {
        let reader = Reader::load(workspace.store.db(), &workspace.config)?;
        let first_left = events::first_departure(workspace.store.db())?.map(london::civil_date);
        let seen = Seen { now: workspace.now.instant(), first_left };
        Ok(Self {
            workspace,
            reader,
            seen,
            touched: BTreeSet::new(),
            locked: BTreeSet::new(),
            mails: 0,
            bytes: 0,
            received: Received::default(),
        })
    }

    /// Who reads the documents of what arrives.
    pub fn workers(&self) -> Arc<Workers> {
        Arc::clone(&self.workspace.workers)
    }

    /// Keeps and reads one message.
    pub fn take(&mut self, arrived: &Arrived) -> anyhow::Result<()> {
        self.open()?;
        self.keep(arrived)?;
        self.mails += 1;
        self.bytes += arrived.bytes.len();
        if self.mails >= MOST_MAILS || self.bytes >= MOST_BYTES {
            self.commit()?;
        }
        Ok(())
    }

    /// Begins a transaction, if none is open.
    fn open(&self) -> anyhow::Result<()> {
        if self.workspace.store.db().is_autocommit() {
            self.workspace.store.begin()?;
        }
        Ok(())
    }

    /// Commits what was taken since the last commit together with what `also` writes.
    pub fn commit_with(
        &mut self,
        also: impl FnOnce(&Connection, DateTime<Utc>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.open()?;
        also(self.workspace.store.db(), self.seen.now)?;
        self.commit()
    }

    /// Notes that all of the file at `location` has been taken in.
    pub fn seen(&mut self, location: &str, stamp: Option<Stamp>) -> anyhow::Result<()> {
        let Some(Stamp { bytes, modified }) = stamp else { return Ok(()) };
        self.open()?;
        seen::put(self.workspace.store.db(), location, (bytes, modified))
    }

    /// Commits what was taken and what follows from it.
    pub fn end(mut self) -> anyhow::Result<Received> {
        self.commit()?;
        Ok(std::mem::take(&mut self.received))
    }

    fn commit(&mut self) -> anyhow::Result<()> {
        let db = self.workspace.store.db();
        if db.is_autocommit() {
            return Ok(());
        }
        let rounds = requests::rounds(db)?;
        let calendar = calendar::load(db)?;
        for id in std::mem::take(&mut self.locked) {
            let readers = (&*self.workspace.workers, &self.reader);
            self.touched.extend(unlock::of_request(db, readers, id)?);
        }
        for id in std::mem::take(&mut self.touched) {
            let request = requests::get(db, id)?;
            let round = rounds.iter().find(|round| round.campaign.id == request.campaign);
            let round = round.ok_or_else(|| anyhow::anyhow!("a request without a campaign"))?;
            refresh::request_of(db, &request, (round, &calendar), self.seen.now)?;
        }
        self.workspace.store.commit()?;
        self.mails = 0;
        self.bytes = 0;
        Ok(())
    }

    fn keep(&mut self, arrived: &Arrived) -> anyhow::Result<()> {
        let db = self.workspace.store.db();
        let message = &arrived.message;
        let copy_of = (message.message_id.as_deref(), arrived.content.as_str());
        if let Some(erased) = erasures::of_message(db, &arrived.sha256, copy_of)? {
            self.received.erased.push((arrived.file.clone(), erased));
            return Ok(());
        }
        let known = match &arrived.place {
            None => mails::is_known(db, &arrived.location, &arrived.sha256)?,
            Some(place) => mails::is_known_within(db, place, &arrived.sha256)?,
        };
        if known {
            self.received.known += 1;
            return Ok(());
        }
        let now = self.seen.now;
        let (arrived_at, arrived_basis) = self.arrival(arrived);
        let mail = NewMail {
            sha256: &arrived.sha256,
            content: &arrived.content,
            file: &arrived.file,
            location: &arrived.location,
            message_id: message.message_id.as_deref(),
            arrived_at,
            arrived_basis,
        };
        let (id, duplicate_of) = mails::keep(db, &mail, &arrived.bytes, now)?;
        if duplicate_of.is_some() {
            self.received.repeats += 1;
            return Ok(());
        }
        let links = events::Links { mail: Some(id), ..events::Links::default() };
        let event = Event::MailArrived { mail: id };
        events::append_recorded(db, links, (arrived_at, now), None, &event)?;
        papers::keep(db, &arrived.papers)?;
        let (read, filed) = self.reader.read(db, (id, message), &Decided::default())?;
        mails::put_reading(db, id, &read, &filed)?;
        if let Some(Own::Copy { letter }) = read.reading.own {
            self.touched.extend(settle::seen_elsewhere(db, letter, (id, arrived_at), now)?);
        } else if read.reading.own.is_none() {
            let placed = (&read.reading.placing, filed.as_slice());
            self.touched.extend(settle::shown_by(db, (id, message), placed, now)?);
        }
        self.received.new += 1;
        self.received.count(read.kind);
        if filed.is_empty() {
            self.received.held += 1;
        } else {
            self.received.filed += 1;
        }
        let doubtful = read.reading.candidates.iter().any(|candidate| candidate.doubt.is_some());
        if read.waits || doubtful {
            self.received.waiting += 1;
        }
        if unlock::concerns(&read.reading) {
            self.locked.extend(&filed);
        }
        self.touched.extend(filed);
        Ok(())
    }

    /// When a mail arrived and how that is known: what a mail server says, the topmost Received
    /// date, else Date, never later than now nor before the day the first letter left, else the
    /// instant it was taken in.
    fn arrival(&self, arrived: &Arrived) -> (DateTime<Utc>, &'static str) {
        let Seen { now, first_left } = self.seen;
        // By the day: the clocks of two machines differ a little.
        let possible = |at: &DateTime<Utc>| {
            *at <= now && first_left.is_none_or(|day| london::civil_date(*at) >= day)
        };
        let message = &arrived.message;
        [
            arrived.came,
            message.received.map(|at| (at, "received")),
            message.date.map(|at| (at, "date")),
        ]
        .into_iter()
        .find_map(|known| known.filter(|(at, _)| possible(at)))
        .unwrap_or((now, "ingest"))
    }
}

impl Drop for Intake<'_> {
    fn drop(&mut self) {
        self.workspace.store.roll_back();
    }
}
