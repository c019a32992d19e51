//! What the pace goes by: letters that wait, letters that have left, and a mail server in trouble.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::codec;
use crate::case::events::Event;

/// A letter that waits in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub letter: i64,
    pub nation: String,
    pub recipient: String,
    pub approved_at: DateTime<Utc>,
    pub not_before: Option<DateTime<Utc>>,
}

/// Letters that are to leave, in the order in which they were approved.
pub fn waiting(db: &Connection) -> anyhow::Result<Vec<Waiting>> {
    let mut statement = db.prepare_cached(
        "SELECT letters.id, requests.nation, letters.recipient, letters.approved_at,
                outbox.not_before
         FROM outbox
         JOIN letters ON letters.id = outbox.letter
         JOIN requests ON requests.id = letters.request
         WHERE outbox.state IN ('queued', 'deferred')
         ORDER BY letters.id",
    )?;
    let rows = statement.query_map([], |row| {
        let texts: (String, Option<String>) = (row.get(3)?, row.get(4)?);
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, texts))
    })?;
    rows.map(|row| {
        let (letter, nation, recipient, (approved_at, not_before)) = row?;
        let approved_at = codec::read_instant(&approved_at)?;
        let not_before = not_before.map(|text| codec::read_instant(&text)).transpose()?;
        Ok(Waiting { letter, nation, recipient, approved_at, not_before })
    })
    .collect()
}

/// A letter that has left, when, and to which address.
pub type Departed = (i64, DateTime<Utc>, String);

/// Letters that have left since `from`, and the last one whenever that was, in order.
pub fn departed(db: &Connection, from: DateTime<Utc>) -> anyhow::Result<Vec<Departed>> {
    let mut statement = db.prepare_cached(
        "SELECT letters.id, outbox.left_at, letters.recipient
         FROM outbox JOIN letters ON letters.id = outbox.letter
         WHERE outbox.left_at >= min(:from, (SELECT max(left_at) FROM outbox))
         ORDER BY outbox.left_at, letters.id",
    )?;
    let rows = statement.query_map(named_params! {":from": codec::instant(from)}, |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?))
    })?;
    rows.map(|row| {
        let (letter, at, recipient) = row?;
        Ok((letter, codec::read_instant(&at)?, recipient))
    })
    .collect()
}

/// Trouble with the mail server, again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// So often in a row there was no conversation with it.
    pub away: u32,
    /// So many letters in a row it put off.
    pub put_off: u32,
    /// When what was tried last may be tried again.
    pub until: DateTime<Utc>,
    pub words: String,
}

pub fn trouble(db: &Connection) -> anyhow::Result<Option<Trouble>> {
    let row: Option<(u32, u32, String, String)> = db
        .prepare_cached("SELECT away, put_off, until, words FROM server_trouble")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    row.map(|(away, put_off, until, words)| {
        Ok(Trouble { away, put_off, until: codec::read_instant(&until)?, words })
    })
    .transpose()
}

/// What an event says of the server: trouble once more, or a conversation that ends what trouble there was.
pub(super) fn note(db: &Connection, event: &Event) -> anyhow::Result<()> {
    if let Event::LetterDeferred { until, words, away, .. } = event {
        db.prepare_cached(
            "INSERT INTO server_trouble (id, away, put_off, until, words)
             VALUES (1, :away, NOT :away, :until, :words)
             ON CONFLICT (id) DO UPDATE
                 SET away = CASE WHEN :away THEN away + 1 ELSE 0 END,
                     put_off = CASE WHEN :away THEN put_off ELSE put_off + 1 END,
                     until = :until, words = :words",
        )?
        .execute(named_params! {
            ":away": away, ":until": codec::instant(*until), ":words": words,
        })?;
    } else if matches!(event, Event::LetterAccepted { .. } | Event::LetterRefused { .. }) {
        forget_trouble(db)?;
    }
    Ok(())
}

/// Forgets what trouble there was: a person says that letters may leave again.
pub fn forget_trouble(db: &Connection) -> anyhow::Result<()> {
    db.prepare_cached("DELETE FROM server_trouble")?.execute([])?;
    Ok(())
}

/// How often a letter was tried, and when first.
pub fn tries(db: &Connection, letter: i64) -> anyhow::Result<(u32, Option<DateTime<Utc>>)> {
    let (tries, first): (u32, Option<String>) = db
        .prepare_cached("SELECT tries, first_tried FROM outbox WHERE letter = ?1")?
        .query_row([letter], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((tries, first.map(|text| codec::read_instant(&text)).transpose()?))
}
