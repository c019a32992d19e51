//! Mail in: every message kept byte for byte, read, and put in exactly one visible place.

mod ahead;
mod by_hand;
mod intake;

use std::fs;
use std::path::PathBuf;

pub use self::by_hand::{Road, receive_by_hand};
pub use self::intake::{Arrived, Intake};
use super::Workspace;
use super::mailboxes::{self, Due};
use crate::mail::inbox::{Message, Sighting, sightings};
use crate::replies::Kind;
use crate::store::erasures::Tombstone;
use crate::store::{self, seen};
use crate::workers::Workers;

/// Messages of an mbox that are held at once, by number and by bytes.
const MOST_MESSAGES: usize = 256;
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// What a receive did.
#[derive(Debug, Default)]
pub struct Received {
    /// Mails seen for the first time.
    pub new: usize,
    /// Further copies of a mail that was there already.
    pub repeats: usize,
    /// Files that had been taken in before.
    pub known: usize,
    /// Files that are a mail which lost something to an erasure: they were not taken in again.
    pub erased: Vec<(String, Tombstone)>,
    pub filed: usize,
    pub held: usize,
    /// New mails that wait for a person.
    pub waiting: usize,
    /// What the checks find about figures in new mails, and that waits.
    pub findings: usize,
    pub kinds: Vec<(Kind, usize)>,
    /// Files that could not be read, and why.
    pub failed: Vec<(String, String)>,
    /// Mailboxes that did not let us in: asking them often may lock them.
    pub refused: Vec<String>,
}

impl Received {
    fn count(&mut self, kind: Kind) {
        match self.kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => self.kinds.push((kind, 1)),
        }
    }
}

/// Takes in all that is new in the folders and mailboxes of `foi.toml`, or in those mailboxes only
/// that `only` names; `progress` is told of each.
pub fn receive_configured(
    workspace: &mut Workspace,
    only: &[String],
    progress: &dyn Fn(&str),
) -> anyhow::Result<Received> {
    let mut due = mailboxes::due(workspace)?;
    let known: Vec<&str> = due.iter().map(|known| known.settings.name.as_str()).collect();
    if let Some(unknown) = only.iter().find(|name| !known.contains(&name.as_str())) {
        let has = if known.is_empty() { "no mailbox".to_owned() } else { known.join(", ") };
        anyhow::bail!("there is no [mailbox.{unknown}] in foi.toml: it has {has}");
    }
    due.retain(|due| only.is_empty() || only.contains(&due.settings.name));
    let mut received = Received::default();
    if only.is_empty() {
        let folders: Vec<PathBuf> =
            workspace.config.receive.iter().map(|folder| workspace.path(folder)).collect();
        let there: Vec<PathBuf> = folders.into_iter().filter(|folder| folder.is_dir()).collect();
        let mut found = Vec::new();
        for folder in &there {
            found.extend(sightings(folder)?);
        }
        received = receive(workspace, &found, progress)?;
        if received.failed.is_empty() {
            polled(workspace, &there)?;
        }
    }
    from_servers(workspace, due, progress, &mut received)?;
    Ok(received)
}

/// Notes that all mail at `paths` has been looked at.
pub fn polled(workspace: &mut Workspace, paths: &[PathBuf]) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        paths.iter().try_for_each(|path| {
            // One place, however it was named.
            let place = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            seen::polled(db, &place.display().to_string(), now)
        })
    })
}

fn from_servers(
    workspace: &mut Workspace,
    due: Vec<Due>,
    progress: &dyn Fn(&str),
    received: &mut Received,
) -> anyhow::Result<()> {
    if due.is_empty() {
        return Ok(());
    }
    let dir = workspace.dir.clone();
    let mut intake = Intake::begin(workspace)?;
    intake.received = std::mem::take(received);
    let polled = mailboxes::poll_each(&dir, due, &mut |mails, position| {
        let place = format!("imap://{}/{};", position.account, position.folder);
        let workers = intake.workers();
        let read = |mail: &mailboxes::Arrived| {
            Arrived::read(&workers, mail.file.clone(), mail.location.clone(), mail.bytes.clone())
                .came(mail.at, "internaldate")
                .within(place.clone())
        };
        let weigh = |mail: &mailboxes::Arrived| mail.bytes.len() as u64;
        ahead::in_order(&mails, weigh, read, |arrived| {
            progress(&arrived.file);
            intake.take(&arrived)
        })?;
        intake.commit_with(|db, now| store::mailboxes::keep(db, position, now))
    })?;
    intake.received.failed.extend(polled.failed);
    intake.received.refused.extend(polled.refused);
    *received = intake.end()?;
    Ok(())
}

/// Where mail lies at `paths`, in order; a path that holds none is an error that names it.
pub fn find(paths: &[PathBuf]) -> anyhow::Result<Vec<Sighting>> {
    let mut found = Vec::new();
    for path in paths {
        let here = sightings(path)?;
        anyhow::ensure!(
            !here.is_empty(),
            "there is no .eml file in {}: name a message, an mbox, a Maildir, or a folder that has \
             some",
            path.display()
        );
        found.extend(here);
    }
    Ok(found)
}

/// Takes in what lies at `sightings`; `progress` is told of each.
pub fn receive(
    workspace: &mut Workspace,
    sightings: &[Sighting],
    progress: &dyn Fn(&str),
) -> anyhow::Result<Received> {
    let mut known = 0;
    let mut unknown = Vec::new();
    for sighting in sightings {
        let stamp = sighting.stamp.map(|stamp| (stamp.bytes, stamp.modified));
        let db = workspace.store.db();
        let seen = stamp.map(|stamp| seen::is_seen(db, &sighting.location, stamp)).transpose()?;
        if seen == Some(true) {
            known += 1;
            progress("");
        } else {
            unknown.push(sighting);
        }
    }
    let mut intake = Intake::begin(workspace)?;
    intake.received.known = known;
    for group in unknown.chunk_by(|one, other| !one.is_mbox() && !other.is_mbox()) {
        match group {
            [mbox] if mbox.is_mbox() => many(&mut intake, mbox, progress)?,
            files => singles(&mut intake, files, progress)?,
        }
    }
    intake.end()
}

/// Files that hold a message each, or few.
fn singles(
    intake: &mut Intake<'_>,
    files: &[&Sighting],
    progress: &dyn Fn(&str),
) -> anyhow::Result<()> {
    let workers = intake.workers();
    ahead::in_order(
        files,
        |file| file.stamp.map_or(0, |stamp| stamp.bytes),
        |file| (*file, opened(&workers, file)),
        |(file, opened)| {
            progress(&file.name());
            match opened {
                Ok(messages) => {
                    for arrived in &messages {
                        intake.take(arrived)?;
                    }
                    intake.seen(&file.location, file.stamp)
                }
                Err(error) => {
                    intake.received.failed.push((file.name(), format!("{error:#}")));
                    Ok(())
                }
            }
        },
    )
}

fn opened(workers: &Workers, file: &Sighting) -> anyhow::Result<Vec<Arrived>> {
    let mut found = Vec::new();
    file.read(&mut |message| {
        found.push(Arrived::read(workers, message.file, file.location.clone(), message.bytes));
        Ok(())
    })?;
    Ok(found)
}

/// A file that may hold more messages than memory does.
fn many(intake: &mut Intake<'_>, mbox: &Sighting, progress: &dyn Fn(&str)) -> anyhow::Result<()> {
    let mut held: Vec<Message> = Vec::new();
    let mut bytes = 0;
    let outcome = mbox.read(&mut |message| {
        bytes += message.bytes.len();
        held.push(message);
        if held.len() >= MOST_MESSAGES || bytes >= MOST_BYTES {
            bytes = 0;
            take_all(intake, mbox, &mut held, progress)?;
        }
        Ok(())
    });
    take_all(intake, mbox, &mut held, progress)?;
    match outcome {
        Ok(()) => intake.seen(&mbox.location, mbox.stamp),
        Err(error) => {
            intake.received.failed.push((mbox.name(), format!("{error:#}")));
            Ok(())
        }
    }
}

fn take_all(
    intake: &mut Intake<'_>,
    mbox: &Sighting,
    held: &mut Vec<Message>,
    progress: &dyn Fn(&str),
) -> anyhow::Result<()> {
    let messages = std::mem::take(held);
    let workers = intake.workers();
    let read = |message: &Message| {
        Arrived::read(&workers, message.file.clone(), mbox.location.clone(), message.bytes.clone())
    };
    ahead::in_order(
        &messages,
        |message| u64::try_from(message.bytes.len()).unwrap_or(u64::MAX),
        read,
        |arrived| {
            progress(&arrived.file);
            intake.take(&arrived)
        },
    )
}
