//! A person's decision about a mail or its answers is taken back. The log keeps both.

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::read::Reader;
use super::{Workspace, again, record};
use crate::case::events::{Dated, Event, that_count};
use crate::store::events;
use crate::store::mails::Mail;

/// Takes back the decisions in these rows of the log, the latest first, all or none. Gives the later
/// mails that are filed otherwise, now that nobody taught what they were filed by.
pub fn take_back(
    workspace: &mut Workspace,
    rows: &[i64],
    why: &str,
    by: &str,
) -> anyhow::Result<Vec<i64>> {
    let now = workspace.now.instant();
    let reader = Reader::load(workspace.store.db(), &workspace.config)?;
    workspace.store.transaction(|db| {
        let mut others = Vec::new();
        for seq in rows.iter().rev() {
            let (_, event) = events::of_seq(db, *seq)?
                .with_context(|| format!("there is no e{seq} that could be taken back"))?;
            if let Event::MailAssigned { mail, .. } = event {
                others.extend(of_mail(db, &reader, (mail, *seq), why, (by, now))?);
            } else {
                record::take_back_row(db, *seq, why, (by, now))?;
            }
        }
        others.sort_unstable();
        others.dedup();
        Ok(others)
    })
}

/// The last decision about where a mail belongs or what it is, by its row of the log; who took it.
pub fn last_decision(
    workspace: &Workspace,
    mail: &Mail,
) -> anyhow::Result<Option<(i64, Option<String>)>> {
    let known = events::of_mail(workspace.store.db(), mail.id)?;
    let decisions =
        that_count(&known).filter(|dated| matches!(dated.event, Event::MailAssigned { .. }));
    Ok(decisions.last().map(|dated| (dated.seq, dated.by.clone())))
}

/// The last decision about a request's answer to a question, by its row of the log; who took it.
/// With `coder`, the last coding of that coder.
pub fn last_answer(
    workspace: &Workspace,
    request: i64,
    (question, period): (&str, &str),
    coder: Option<&str>,
) -> anyhow::Result<Option<(i64, Option<String>)>> {
    let known = events::of_request(workspace.store.db(), request)?;
    let of_cell = |dated: &&Dated| match (dated.event.cell(), coder) {
        (Some(cell), None) => cell == (question, period) && dated.event.coder().is_none(),
        (Some(cell), Some(_)) => cell == (question, period) && dated.event.coder() == coder,
        (None, _) => false,
    };
    let last = that_count(&known).filter(of_cell).last();
    Ok(last.map(|dated| (dated.seq, dated.by.clone())))
}

fn of_mail(
    db: &Connection,
    reader: &Reader,
    (mail, seq): (i64, i64),
    why: &str,
    (by, now): (&str, DateTime<Utc>),
) -> anyhow::Result<Vec<i64>> {
    let known = events::of_mail(db, mail)?;
    let counts = that_count(&known).any(|dated| dated.seq == seq);
    anyhow::ensure!(counts, "e{seq} was taken back already");
    let erased = |dated: &Dated| dated.seq > seq && matches!(dated.event, Event::Erased { .. });
    anyhow::ensure!(
        !known.iter().any(erased),
        "m{mail} was erased since, and cannot be read as before: decide anew with `foi assign m{mail}`"
    );
    let links = events::Links { mail: Some(mail), ..events::Links::default() };
    let event = Event::TakenBack { seq, why: why.to_owned() };
    events::append(db, links, now, Some(by), &event)?;
    again::decided(db, reader, mail, now)
}
