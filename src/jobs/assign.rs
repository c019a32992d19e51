//! A person says where a mail belongs, or what it is.

use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::read::{Decided, Reader};
use super::{Workspace, again, refresh, unlock};
use crate::case::events::{Event, LetterKind};
use crate::case::own::Own;
use crate::replies::Kind;
use crate::replies::message;
use crate::store::mails::{self, Mail, Read};
use crate::store::requests::{self, Request};
use crate::store::{Store, events};

/// Records the decision, reads the mail anew under it, and judges the requests it touches. Gives the
/// later mails that are filed otherwise, now that this one teaches something else.
pub fn assign(
    workspace: &mut Workspace,
    mail: &Mail,
    requests: Option<Vec<Request>>,
    kind: Option<Kind>,
    by: &str,
) -> anyhow::Result<Vec<i64>> {
    decide(workspace, mail, requests, (kind, None), by)
}

/// Records that a mail from our own address is this letter, which then counts like any other of ours.
pub fn assign_letter(
    workspace: &mut Workspace,
    mail: &Mail,
    requests: Option<Vec<Request>>,
    letter: LetterKind,
    by: &str,
) -> anyhow::Result<Vec<i64>> {
    decide(workspace, mail, requests, (None, Some(letter)), by)
}

fn decide(
    workspace: &mut Workspace,
    mail: &Mail,
    requests: Option<Vec<Request>>,
    (kind, letter): (Option<Kind>, Option<LetterKind>),
    by: &str,
) -> anyhow::Result<Vec<i64>> {
    let now = workspace.now.instant();
    let today = workspace.today();
    let reader = Reader::load(workspace.store.db(), &workspace.config)?;
    let workers = Arc::clone(&workspace.workers);
    workspace.store.transaction(|db| {
        let ids = requests.map(|rows| rows.iter().map(|row| row.id).collect::<Vec<i64>>());
        let event = Event::MailAssigned { mail: mail.id, requests: ids, kind, letter };
        let links = events::Links { mail: Some(mail.id), ..events::Links::default() };
        events::append(db, links, now, Some(by), &event)?;
        let Some(_) = letter else {
            let others = again::decided(db, &reader, mail.id, now)?;
            unlock::after_decision(db, (&workers, &reader), mail.id, now)?;
            return Ok(others);
        };
        let decided = Decided::of(&events::of_mail(db, mail.id)?);
        let message = message::read(&mails::bytes(db, mail.id)?);
        let (read, filed) = reader.read(db, (mail.id, &message), &decided)?;
        is_a_letter(&read, mail.id, &filed)?;
        let before =
            filed.iter().map(|id| trouble(db, *id, today)).collect::<Result<Vec<_>, _>>()?;
        let others = again::decided(db, &reader, mail.id, now)?;
        for (id, before) in filed.iter().zip(before) {
            let after = trouble(db, *id, today)?;
            if let Some(new) = after.iter().find(|new| !before.contains(new)) {
                anyhow::bail!("{new}");
            }
        }
        Ok(others)
    })
}

/// Only a mail from our own address, about some request, can be a letter of ours.
fn is_a_letter(read: &Read, mail: i64, filed: &[i64]) -> anyhow::Result<()> {
    let from = read.reading.from.as_deref().unwrap_or("nobody");
    match read.reading.own {
        Some(Own::Copy { letter }) => {
            anyhow::bail!("m{mail} is a copy of l{letter}, which is known already")
        }
        Some(Own::Automatic | Own::Elsewhere { .. } | Own::Agreed { .. }) => {}
        None => anyhow::bail!("m{mail} comes from {from}, and is no letter of ours: use --kind"),
    }
    anyhow::ensure!(!filed.is_empty(), "say too which request m{mail} is about: r12, an authority");
    Ok(())
}

/// Records of a request that contradict each other.
fn trouble(db: &Connection, request: i64, today: NaiveDate) -> anyhow::Result<Vec<String>> {
    Ok(refresh::look(db, &requests::get(db, request)?, today)?.position.trouble)
}

/// The requests that `names` mean, each once.
pub fn find(store: &Store, names: &[String]) -> anyhow::Result<Vec<Request>> {
    let mut found: Vec<Request> = Vec::new();
    for name in names {
        let request = requests::find(store.db(), name)?;
        if !found.contains(&request) {
            found.push(request);
        }
    }
    Ok(found)
}
