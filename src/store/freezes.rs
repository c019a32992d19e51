//! Named moments, and the log as it was at one.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, backup::Backup, named_params};

use super::{Store, codec};
use crate::answers::Value;

/// A moment that a person named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    pub name: String,
    /// The last row of the log that it takes into account.
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub by: String,
    pub note: Option<String>,
}

/// What stood of one cell: request, question, period, value.
pub type Stood = (i64, String, String, Value);

/// Keeps a freeze with what stands.
pub fn put(db: &Connection, freeze: &Freeze, stood: &[Stood]) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO freezes (name, seq, at, by, note, answers)
         VALUES (:name, :seq, :at, :by, :note, :answers)",
    )?
    .execute(named_params! {
        ":name": freeze.name,
        ":seq": freeze.seq,
        ":at": codec::instant(freeze.at),
        ":by": freeze.by,
        ":note": freeze.note,
        ":answers": codec::json(&stood)?,
    })?;
    Ok(())
}

type Columns = (String, i64, String, String, Option<String>);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn freeze((name, seq, at, by, note): Columns) -> anyhow::Result<Freeze> {
    Ok(Freeze { name, seq, at: codec::read_instant(&at)?, by, note })
}

/// All of them, the oldest first.
pub fn list(db: &Connection) -> anyhow::Result<Vec<Freeze>> {
    let mut statement =
        db.prepare_cached("SELECT name, seq, at, by, note FROM freezes ORDER BY at, seq, name")?;
    let rows = statement.query_map([], columns)?;
    rows.map(|row| freeze(row?)).collect()
}

pub fn get(db: &Connection, name: &str) -> anyhow::Result<Option<Freeze>> {
    db.prepare_cached("SELECT name, seq, at, by, note FROM freezes WHERE name = ?1")?
        .query_row([name], columns)
        .optional()?
        .map(freeze)
        .transpose()
}

/// What stood when it was named.
pub fn stood(db: &Connection, name: &str) -> anyhow::Result<Vec<Stood>> {
    let json: String = db
        .prepare_cached("SELECT answers FROM freezes WHERE name = ?1")?
        .query_row([name], |row| row.get(0))?;
    codec::read_json(&json)
}

/// The last row of the log that was written down before `at`; 0 if none was.
pub fn last_seq_before(db: &Connection, at: DateTime<Utc>) -> anyhow::Result<i64> {
    Ok(db
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM events WHERE recorded_at < ?1")?
        .query_row([codec::instant(at)], |row| row.get(0))?)
}

impl Store {
    /// A copy in memory whose log ends at row `seq`, with nothing derived from it yet.
    pub fn up_to(&self, seq: i64) -> anyhow::Result<Self> {
        let mut db = Connection::open_in_memory()?;
        {
            let backup = Backup::new(&self.db, &mut db)?;
            backup.run_to_completion(1_000, std::time::Duration::ZERO, None)?;
        }
        db.set_prepared_statement_cache_capacity(64);
        db.execute_batch("DROP TRIGGER events_no_delete")?;
        db.execute("DELETE FROM events WHERE seq > ?1", [seq])?;
        db.execute_batch(
            "DELETE FROM answers; DELETE FROM standing; DELETE FROM filed; DELETE FROM readings;",
        )?;
        Ok(Self { db, path: self.path.clone() })
    }
}
