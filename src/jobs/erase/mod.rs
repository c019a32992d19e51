//! `foi erase`: the bytes and the words of a mail, or of an attachment, go everywhere; figures stay.

mod copies;
mod decided;
mod plan;
mod remains;
mod words;

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::Connection;

pub use self::copies::Remains;
use self::decided::leave;
pub use self::plan::{Figure, Goes, Plan, Target, attachment, find, plan};
pub use self::words::ERASED;
use self::words::Gone;
use super::read::Reader;
use super::{Workspace, again, place};
use crate::case::events::Event;
use crate::case::standing::Answer;
use crate::law::london;
use crate::replies::Kind;
use crate::replies::message::{self, TextStatus, without};
use crate::store::erasures::{self, What};
use crate::store::events;
use crate::store::mails::{self, Erased, Reading};

/// Who erases, when and why.
#[derive(Debug, Clone, Copy)]
struct Act<'a> {
    now: DateTime<Utc>,
    by: &'a str,
    why: &'a str,
}

/// Erases what `plan` shows. All of it is gone when this returns, from the free pages of the database
/// too; where another process reads it just then, that is an error, and `sweep` finishes it.
pub fn erase(workspace: &mut Workspace, plan: &Plan, why: &str, by: &str) -> anyhow::Result<()> {
    let why = why.trim();
    anyhow::ensure!(!why.is_empty(), "say why it is erased: --reason TEXT");
    let act = Act { now: workspace.now.instant(), by, why };
    let reader = Reader::load(workspace.store.db(), &workspace.config)?;
    workspace.store.overwrite_deleted()?;
    workspace.store.transaction(|db| {
        let erasure = erasures::open(db, act.now, by, why)?;
        for mail in &plan.mails {
            match &plan.target {
                Target::Mail { .. } => whole(db, (erasure, *mail), act)?,
                Target::Attachment { sha256, .. } => part(db, (erasure, *mail), sha256, act)?,
            }
        }
        erasures::close(db, erasure)?;
        for mail in &plan.mails {
            let attachment = plan.target.attachment().map(str::to_owned);
            let event = Event::Erased { mail: *mail, attachment, why: why.to_owned() };
            let links = events::Links { mail: Some(*mail), ..events::Links::default() };
            events::append(db, links, act.now, Some(by), &event)?;
            again::decided(db, &reader, *mail, act.now)?;
        }
        Ok(())
    })?;
    workspace.store.sweep()
}

/// What was erased of the mail or the attachment that an answer was read from, if anything.
pub fn erased_source(db: &Connection, answer: &Answer) -> anyhow::Result<Option<Erased>> {
    let Some(mail) = answer.mail else { return Ok(None) };
    let Some(left) = erasures::reading(db, mail)? else { return Ok(None) };
    let gone = |name: &str| {
        let mut files = left.attachments.iter();
        files.any(|file| file.name == name && file.text_status == TextStatus::Erased)
    };
    let hers = answer.part.as_deref().is_some_and(gone) || answer.as_written == ERASED;
    Ok(left.erased.filter(|erased| erased.whole || hers))
}

/// Overwrites what earlier erasures left in free pages, if anything.
pub fn sweep(workspace: &Workspace) -> anyhow::Result<bool> {
    let unswept = workspace.store.is_unswept()?;
    if unswept {
        workspace.store.sweep()?;
    }
    Ok(unswept)
}

fn whole(db: &Connection, (erasure, mail): (i64, i64), act: Act<'_>) -> anyhow::Result<()> {
    let reading = read(db, mail)?;
    let letter = if reading.meaning.kind == Kind::Bounce && reading.erased.is_none() {
        place::letter_named(&message::read(&mails::bytes(db, mail)?))
    } else {
        reading.erased.as_ref().and_then(|erased| erased.letter.clone())
    };
    let mark = Erased { letter, ..mark(act, true) };
    let hashes: Vec<String> = reading.attachments.iter().map(|file| file.sha256.clone()).collect();
    leave(db, (erasure, mail), (&reading, Gone::Mail), mark)?;
    let mut seen = BTreeSet::new();
    for (copy, sha256, _) in erasures::copies(db, mail)? {
        if seen.insert(sha256.clone()) {
            let bytes = erasures::raw(db, &sha256)?.len();
            erasures::put_raw(db, &sha256, b"")?;
            erasures::put_tombstone(db, (erasure, mail), What::Mail, (&sha256, bytes))?;
        }
        erasures::forget_place(db, copy)?;
    }
    for file in &reading.attachments {
        let size = (file.sha256.as_str(), file.bytes);
        erasures::put_tombstone(db, (erasure, mail), What::Attachment, size)?;
    }
    for sha256 in hashes {
        // Another mail that carries the file still has its words.
        if erasures::mails_with(db, &sha256)?.iter().all(|other| *other == mail) {
            erasures::forget_document(db, &sha256)?;
        }
    }
    Ok(())
}

fn part(
    db: &Connection,
    (erasure, mail): (i64, i64),
    sha256: &str,
    act: Act<'_>,
) -> anyhow::Result<()> {
    let reading = read(db, mail)?;
    let words = format!("on {} by {}: {}", london::civil_date(act.now), act.by, act.why);
    let copies = erasures::copies(db, mail)?;
    let raws: BTreeSet<&String> = copies.iter().map(|(_, raw, _)| raw).collect();
    let (mut lefts, mut gone) = (Vec::new(), Vec::new());
    for raw in raws {
        let left = without(&erasures::raw(db, raw)?, sha256, &words)
            .with_context(|| format!("m{mail}"))?;
        gone.extend(left.gone.into_iter().map(|file| file.sha256));
        lefts.push((raw, left.raw));
    }
    let letter = reading.erased.as_ref().and_then(|erased| erased.letter.clone());
    let mark = Erased { letter, ..mark(act, false) };
    leave(db, (erasure, mail), (&reading, Gone::Attachments(&gone)), mark)?;
    for (raw, left) in lefts {
        erasures::put_raw(db, raw, &left)?;
    }
    let names: Vec<&str> = reading
        .attachments
        .iter()
        .filter(|file| gone.contains(&file.sha256) && !file.name.is_empty())
        .map(|file| file.name.as_str())
        .collect();
    for (copy, _, location) in &copies {
        if names.iter().any(|name| location.contains(name)) {
            erasures::forget_place(db, *copy)?;
        }
    }
    for file in reading.attachments.iter().filter(|file| gone.contains(&file.sha256)) {
        let size = (file.sha256.as_str(), file.bytes);
        erasures::put_tombstone(db, (erasure, mail), What::Attachment, size)?;
        erasures::forget_document(db, &file.sha256)?;
    }
    Ok(())
}

fn mark(act: Act<'_>, whole: bool) -> Erased {
    Erased { at: act.now, by: act.by.to_owned(), why: act.why.to_owned(), whole, letter: None }
}

fn read(db: &Connection, mail: i64) -> anyhow::Result<Reading> {
    let read = mails::reading(db, mail)?;
    Ok(read.with_context(|| format!("m{mail} has not been read"))?.reading)
}
