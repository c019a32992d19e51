//! What was known at an earlier moment: a day, or one that a person named.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rusqlite::Connection;

use super::read::Reader;
use super::{Workspace, rebuild, refresh};
use crate::case::standing::Stands;
use crate::law::london;
use crate::now::Now;
use crate::store::freezes::{self, Freeze, Stood};
use crate::store::{self, answers, events, requests};

/// Names this moment.
pub fn freeze(
    workspace: &mut Workspace,
    name: &str,
    note: Option<&str>,
    by: &str,
) -> anyhow::Result<(Freeze, usize)> {
    let name = name.trim();
    let plain = !name.is_empty() && !name.chars().any(char::is_control);
    anyhow::ensure!(plain, "a name has letters, and no line break");
    anyhow::ensure!(
        name.parse::<NaiveDate>().is_err(),
        "`{name}` is a day: --as-of knows it already"
    );
    let at = workspace.now.instant();
    workspace.store.transaction(|db| {
        if let Some(known) = freezes::get(db, name)? {
            let (at, by) = (known.at.format("%Y-%m-%d"), known.by);
            anyhow::bail!("{name} was frozen on {at} by {by}: take another name");
        }
        let (name, by, note) = (name.to_owned(), by.to_owned(), note.map(str::to_owned));
        let freeze = Freeze { name, seq: events::last_seq(db)?, at, by, note };
        let stood = stands(db)?;
        freezes::put(db, &freeze, &stood)?;
        Ok((freeze, stood.len()))
    })
}

/// Every answer that stands.
fn stands(db: &Connection) -> anyhow::Result<Vec<Stood>> {
    let mut found = Vec::new();
    for round in requests::rounds(db)? {
        for request in requests::of_campaign(db, &round.campaign.id)? {
            let known = answers::of_request(db, request.id)?.into_iter();
            found.extend(
                known
                    .filter(|answer| answer.stands == Stands::Yes)
                    .map(|answer| (request.id, answer.question, answer.period, answer.value)),
            );
        }
    }
    Ok(found)
}

/// The workspace as its log had it at a moment, to be looked at only.
#[derive(Debug)]
pub struct Then {
    pub workspace: Workspace,
    /// Cells that the present reader reads otherwise than they stood when the moment was named.
    pub otherwise: usize,
}

/// The workspace at the end of a day, or at a moment that was named; its mails are read as this
/// version reads them.
pub fn as_of(workspace: Workspace, when: &str) -> anyhow::Result<Then> {
    let db = workspace.store.db();
    let named = freezes::get(db, when.trim())?;
    let (seq, at) = match &named {
        Some(freeze) => (freeze.seq, freeze.at),
        None => end_of(db, when, workspace.today())?,
    };
    let stood = named.map(|freeze| freezes::stood(db, &freeze.name)).transpose()?;
    let store = workspace.store.up_to(seq)?;
    let mut then = workspace;
    (then.store, then.now) = (store, Now::Fixed(at));
    derive_all(&then, at)?;
    let otherwise = stood.map(|stood| otherwise(&then, &stood)).transpose()?.unwrap_or(0);
    Ok(Then { workspace: then, otherwise })
}

/// The last row of the log on a day, and the last instant of that day.
fn end_of(db: &Connection, when: &str, today: NaiveDate) -> anyhow::Result<(i64, DateTime<Utc>)> {
    let day: NaiveDate = when.trim().parse().ok().with_context(|| {
        let known = freezes::list(db).unwrap_or_default();
        let names: Vec<&str> = known.iter().map(|freeze| freeze.name.as_str()).collect();
        let names = if names.is_empty() { "none yet".to_owned() } else { names.join(", ") };
        format!("`{when}` is no day (2026-11-23) and no name given by `foi freeze`: {names}")
    })?;
    anyhow::ensure!(day <= today, "{day} is still to come");
    let next = london::instant_at(day.succ_opt().context("a day out of range")?, 0);
    Ok((freezes::last_seq_before(db, next)?, next - TimeDelta::milliseconds(1)))
}

fn derive_all(then: &Workspace, at: DateTime<Utc>) -> anyhow::Result<()> {
    let db = then.store.db();
    let reader = Reader::load(db, &then.config)?;
    rebuild::replay(db, &reader, &|_, _| ())?;
    let calendar = store::calendar::load(db)?;
    for round in requests::rounds(db)? {
        for request in requests::of_campaign(db, &round.campaign.id)? {
            refresh::request_of(db, &request, (&round, &calendar), at)?;
        }
    }
    Ok(())
}

fn otherwise(then: &Workspace, stood: &[Stood]) -> anyhow::Result<usize> {
    let is = stands(then.store.db())?;
    let lost = stood.iter().filter(|cell| !is.contains(cell)).count();
    let new = is.iter().filter(|(request, question, period, _)| {
        !stood.iter().any(|(of, q, p, _)| (of, q, p) == (request, question, period))
    });
    Ok(lost + new.count())
}
