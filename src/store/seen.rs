//! Files that were taken in, by place, size and time: what is seen again unchanged is not opened.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::codec;

/// Whether the file at `location` was taken in when it had this size and time.
pub fn is_seen(
    db: &Connection,
    location: &str,
    (bytes, modified): (u64, i64),
) -> anyhow::Result<bool> {
    let found: Option<(i64, i64)> = db
        .prepare_cached("SELECT bytes, modified FROM seen_files WHERE location = ?1")?
        .query_row([location], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found == Some((i64::try_from(bytes)?, modified)))
}

pub fn put(db: &Connection, location: &str, (bytes, modified): (u64, i64)) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO seen_files (location, bytes, modified) VALUES (:location, :bytes, :modified)
         ON CONFLICT (location) DO UPDATE SET bytes = excluded.bytes, modified = excluded.modified",
    )?
    .execute(named_params! {
        ":location": location,
        ":bytes": i64::try_from(bytes)?,
        ":modified": modified,
    })?;
    Ok(())
}

/// Notes that all mail at `place` was looked at.
pub fn polled(db: &Connection, place: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO polls (place, polled_at) VALUES (:place, :now)
         ON CONFLICT (place) DO UPDATE SET polled_at = excluded.polled_at",
    )?
    .execute(named_params! {":place": place, ":now": codec::instant(now)})?;
    Ok(())
}

/// Every place on this machine where mail was looked for, and when last.
pub fn polls(db: &Connection) -> anyhow::Result<Vec<(String, DateTime<Utc>)>> {
    let mut statement = db.prepare_cached("SELECT place, polled_at FROM polls ORDER BY place")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (place, at): (String, String) = row?;
        Ok((place, codec::read_instant(&at)?))
    })
    .collect()
}
