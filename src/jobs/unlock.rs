//! Files that open only with a password: it stands in another mail of the request, or a person gives it.
//!
//! A password is tried and forgotten: what is kept is the text that was read, by the file's hash, and
//! where the password came from.

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::again::read_again;
use super::read::Reader;
use super::{Workspace, refresh};
use crate::documents::{Document, OPEN_IT_YOURSELF};
use crate::law::london;
use crate::replies::message::{self, Attachment, TextStatus};
use crate::replies::password::passwords;
use crate::store::mails::{self, Mail, Reading};
use crate::store::{documents, events, requests};
use crate::workers::{Asked, Workers};

/// Passwords tried on one file at a time.
const MOST_TRIED: usize = 24;

/// Whether a mail may open a file, or has one to be opened.
pub(super) fn concerns(reading: &Reading) -> bool {
    reading.own.is_none()
        && (reading.attachments.iter().any(is_locked) || !passwords(&reading.new_text).is_empty())
}

/// All of it is locked, or a file in it.
fn is_locked(file: &Attachment) -> bool {
    file.text_status == TextStatus::Locked
        || file.note.as_deref().is_some_and(|note| note.ends_with(ONLY))
}

const ONLY: &str = "opens only with a password";

/// Tries the passwords in the mails of `request` on its locked files; gives the mails of which one
/// opened, read again.
pub(super) fn of_request(
    db: &Connection,
    (workers, reader): (&Workers, &Reader),
    request: i64,
) -> anyhow::Result<BTreeSet<i64>> {
    let mut given: Vec<(i64, String)> = Vec::new();
    let mut locked: Vec<(i64, Attachment)> = Vec::new();
    for mail in mails::of_request(db, request)? {
        let Some(read) = mails::reading(db, mail.id)? else { continue };
        let reading = read.reading;
        if reading.own.is_some() || reading.placing.stranger {
            continue;
        }
        let theirs = passwords(&reading.new_text).into_iter();
        given.extend(theirs.map(|password| (mail.id, password)));
        let files = reading.attachments.into_iter().filter(is_locked);
        locked.extend(files.map(|file| (mail.id, file)));
    }
    // The latest is likeliest: it came with, or behind, the file.
    given.reverse();
    given.truncate(MOST_TRIED);
    let mut touched = BTreeSet::new();
    for (mail, file) in locked {
        let Some(bytes) = content(db, mail, &file.sha256)? else { continue };
        for (from, password) in &given {
            let Some(opened) = opened(workers, (&file, &bytes), password) else { continue };
            let words = format!("opened with the password in m{from}");
            documents::put(db, &file.sha256, &Document { unlocked: Some(words), ..opened })?;
            let again = read_again(db, reader, mail, events::last_seq(db)?)?;
            touched.extend(again.touched);
            break;
        }
    }
    Ok(touched)
}

/// The same for the requests of one mail, once a person has said where it belongs.
pub(super) fn after_decision(
    db: &Connection,
    (workers, reader): (&Workers, &Reader),
    mail: i64,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let read = mails::reading(db, mail)?;
    if !read.is_some_and(|read| concerns(&read.reading)) {
        return Ok(());
    }
    for request in mails::filed(db, mail)? {
        for touched in of_request(db, (workers, reader), request)? {
            refresh::request(db, &requests::get(db, touched)?, now)?;
        }
    }
    Ok(())
}

fn content(db: &Connection, mail: i64, sha256: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let message = message::read_with_contents(&mails::bytes(db, mail)?);
    let mut files = message.attachments.into_iter();
    Ok(files.find(|file| file.sha256 == sha256).and_then(|file| file.content))
}

/// What is read of a file with a password; `None` where that does not open it.
fn opened(workers: &Workers, (file, bytes): (&Attachment, &[u8]), with: &str) -> Option<Document> {
    let (name, media_type) = (file.name.as_str(), file.media_type.as_str());
    let document = workers.read(&Asked { name, media_type, bytes, password: Some(with) });
    let still = document.locked || document.notes.iter().any(|note| note.ends_with(ONLY));
    let empty = document.blocks.is_empty() && document.hidden.is_empty();
    (!still && !empty).then_some(document)
}

/// A file that stays closed, and why if it is not for the password.
fn closed(file: &Attachment) -> String {
    match &file.note {
        Some(note) if note == OPEN_IT_YOURSELF => format!("{} ({note})", file.name),
        Some(_) | None => file.name.clone(),
    }
}

/// A person gives the password of locked files of a mail, `which` of them or all; gives the names of
/// those that it opens.
pub fn with_password(
    workspace: &mut Workspace,
    mail: &Mail,
    which: Option<&Attachment>,
    (password, by): (&str, &str),
) -> anyhow::Result<Vec<String>> {
    anyhow::ensure!(!password.is_empty(), "no password was given");
    let now = workspace.now.instant();
    let reader = Reader::load(workspace.store.db(), &workspace.config)?;
    let workers = std::sync::Arc::clone(&workspace.workers);
    let read = mails::reading(workspace.store.db(), mail.id)?;
    let files = read.map(|read| read.reading.attachments).unwrap_or_default();
    let meant = |file: &&Attachment| which.is_none_or(|one| one.sha256 == file.sha256);
    let locked: Vec<&Attachment> =
        files.iter().filter(|file| is_locked(file)).filter(meant).collect();
    anyhow::ensure!(
        !locked.is_empty(),
        "m{0} has no file that waits for a password: `foi mail show m{0}` says what was read",
        mail.id
    );
    workspace.store.transaction(|db| {
        let mut names = Vec::new();
        for file in &locked {
            let bytes = content(db, mail.id, &file.sha256)?.context("the file is not there")?;
            let Some(opened) = opened(&workers, (file, &bytes), password) else { continue };
            let on = london::civil_date(now);
            let words = format!("opened with a password that {by} gave on {on}");
            documents::put(db, &file.sha256, &Document { unlocked: Some(words), ..opened })?;
            names.push(file.name.clone());
        }
        anyhow::ensure!(
            !names.is_empty(),
            "this password opens none of them: {}",
            locked.iter().map(|file| closed(file)).collect::<Vec<_>>().join(", ")
        );
        super::again::decided(db, &reader, mail.id, now)?;
        Ok(names)
    })
}
