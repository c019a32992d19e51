//! Bank holidays that this workspace took in, over those that ship.

use std::borrow::Cow;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, named_params};

use super::codec;
use crate::law::calendar::{Calendar, Part, Proclaimed};

/// The calendar of this workspace; the shipped one where nothing was taken in.
pub fn load(db: &Connection) -> anyhow::Result<Cow<'static, Calendar>> {
    let days = taken_in(db)?;
    Ok(if days.is_empty() {
        Cow::Borrowed(Calendar::shipped())
    } else {
        Cow::Owned(Calendar::shipped().with(&days))
    })
}

fn taken_in(db: &Connection) -> anyhow::Result<Vec<Proclaimed>> {
    let mut statement = db.prepare_cached(
        "SELECT date, part, title, known_on, source FROM bank_holidays ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let mut days = Vec::new();
    while let Some(row) = rows.next()? {
        let part: String = row.get(1)?;
        days.push(Proclaimed {
            day: codec::read_day(Some(row.get(0)?))?.context("a bank holiday without a date")?,
            part: Part::parse(&part).with_context(|| format!("`{part}` is no part"))?,
            title: row.get(2)?,
            known_on: codec::read_day(row.get(3)?)?,
            source: row.get(4)?,
        });
    }
    Ok(days)
}

/// Keeps days that `by` took in.
pub fn add(
    db: &Connection,
    days: &[Proclaimed],
    by: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut statement = db.prepare_cached(
        "INSERT INTO bank_holidays (date, part, title, known_on, recorded_at, by, source)
         VALUES (:date, :part, :title, :known_on, :recorded_at, :by, :source)",
    )?;
    for day in days {
        statement.execute(named_params! {
            ":date": day.day.to_string(),
            ":part": day.part.code(),
            ":title": day.title,
            ":known_on": day.known_on.map(|day: NaiveDate| day.to_string()),
            ":recorded_at": codec::instant(now),
            ":by": by,
            ":source": day.source,
        })?;
    }
    Ok(())
}

/// How many files brought days: each may have moved a date without an event of its own.
pub fn imports(db: &Connection) -> anyhow::Result<u32> {
    Ok(db.query_row("SELECT count(DISTINCT source) FROM bank_holidays", [], |row| row.get(0))?)
}
