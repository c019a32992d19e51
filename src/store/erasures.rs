//! Erasures and the tombstones they leave; the words of a mail taken out of what is append-only.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::codec;
use super::mails::Reading;

/// What a tombstone stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Mail,
    Attachment,
}

impl What {
    pub fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Attachment => "attachment",
        }
    }
}

/// What is known of something that was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    pub mail: i64,
    pub what: What,
    /// Of the bytes as they came.
    pub sha256: String,
    pub bytes: i64,
    pub at: DateTime<Utc>,
    pub by: String,
    pub why: String,
}

/// Opens an erasure; it is closed before the transaction ends.
pub fn open(db: &Connection, at: DateTime<Utc>, by: &str, why: &str) -> anyhow::Result<i64> {
    db.prepare_cached("INSERT INTO erasures (at, by, why, state) VALUES (:at, :by, :why, 'open')")?
        .execute(named_params! {":at": codec::instant(at), ":by": by, ":why": why})?;
    Ok(db.last_insert_rowid())
}

pub fn close(db: &Connection, erasure: i64) -> anyhow::Result<()> {
    db.prepare_cached("UPDATE erasures SET state = 'done' WHERE id = ?1")?.execute([erasure])?;
    db.prepare_cached("INSERT INTO unswept (erasure) VALUES (?1)")?.execute([erasure])?;
    Ok(())
}

/// Keeps what is left of the reading of a mail; of what an earlier erasure left, no more is kept.
pub fn put_reading(
    db: &Connection,
    (erasure, mail): (i64, i64),
    reading: &Reading,
) -> anyhow::Result<()> {
    let json = codec::json(reading)?;
    db.prepare_cached("INSERT INTO erased_mails (erasure, mail, reading) VALUES (?1, ?2, ?3)")?
        .execute((erasure, mail, &json))?;
    db.prepare_cached("UPDATE erased_mails SET reading = ?3 WHERE mail = ?2 AND erasure < ?1")?
        .execute((erasure, mail, &json))?;
    Ok(())
}

/// What is left of the reading of a mail that lost something.
pub fn reading(db: &Connection, mail: i64) -> anyhow::Result<Option<Reading>> {
    let json: Option<String> = db
        .prepare_cached(
            "SELECT reading FROM erased_mails WHERE mail = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([mail], |row| row.get(0))
        .optional()?;
    json.map(|json| codec::read_json(&json)).transpose()
}

pub fn put_tombstone(
    db: &Connection,
    (erasure, mail): (i64, i64),
    what: What,
    (sha256, bytes): (&str, usize),
) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO tombstones (erasure, mail, what, sha256, bytes)
         VALUES (:erasure, :mail, :what, :sha256, :bytes)",
    )?
    .execute(named_params! {
        ":erasure": erasure,
        ":mail": mail,
        ":what": what.code(),
        ":sha256": sha256,
        ":bytes": i64::try_from(bytes)?,
    })?;
    Ok(())
}

const TOMBSTONES: &str = "SELECT tombstones.mail, tombstones.what, tombstones.sha256,
        tombstones.bytes, erasures.at, erasures.by, erasures.why
    FROM tombstones JOIN erasures ON erasures.id = tombstones.erasure";

type Columns = (i64, String, String, i64, String, String, String);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    let of = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    Ok((of.0, of.1, of.2, of.3, row.get(4)?, row.get(5)?, row.get(6)?))
}

fn tombstone((mail, what, sha256, bytes, at, by, why): Columns) -> anyhow::Result<Tombstone> {
    let what = if what == What::Mail.code() { What::Mail } else { What::Attachment };
    Ok(Tombstone { mail, what, sha256, bytes, at: codec::read_instant(&at)?, by, why })
}

/// All of them, the oldest first.
pub fn list(db: &Connection) -> anyhow::Result<Vec<Tombstone>> {
    let mut statement = db.prepare_cached(&format!("{TOMBSTONES} ORDER BY tombstones.id"))?;
    let rows = statement.query_map([], columns)?;
    rows.map(|row| tombstone(row?)).collect()
}

/// The first tombstone of the mail that a message is a copy of, by its bytes or by what it says.
pub fn of_message(
    db: &Connection,
    sha256: &str,
    (message_id, content): (Option<&str>, &str),
) -> anyhow::Result<Option<Tombstone>> {
    db.prepare_cached(&format!(
        "{TOMBSTONES} WHERE tombstones.mail IN (
             SELECT coalesce(duplicate_of, id) FROM mails
             WHERE sha256 = :sha256 OR (message_id = :message_id AND content = :content))
         ORDER BY tombstones.id LIMIT 1"
    ))?
    .query_row(
        named_params! {":sha256": sha256, ":message_id": message_id, ":content": content},
        columns,
    )
    .optional()?
    .map(tombstone)
    .transpose()
}

/// The first tombstone of a file with this hash.
pub fn of_file(db: &Connection, sha256: &str) -> anyhow::Result<Option<Tombstone>> {
    db.prepare_cached(&format!(
        "{TOMBSTONES} WHERE tombstones.sha256 = ?1 AND tombstones.what = 'attachment'
         ORDER BY tombstones.id LIMIT 1"
    ))?
    .query_row([sha256], columns)
    .optional()?
    .map(tombstone)
    .transpose()
}

/// The files that hold copies of a mail, each with its hash and where it lay; its own first.
pub fn copies(db: &Connection, mail: i64) -> anyhow::Result<Vec<(i64, String, String)>> {
    let mut statement = db.prepare_cached(
        "SELECT id, sha256, location FROM mails WHERE id = ?1 OR duplicate_of = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([mail], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Mails that are no repeats with an attachment that has this hash.
pub fn mails_with(db: &Connection, sha256: &str) -> anyhow::Result<Vec<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT readings.mail FROM readings,
                json_each(readings.reading, '$.attachments') AS attachment
         WHERE attachment.value ->> 'sha256' = ?1 ORDER BY readings.mail",
    )?;
    let rows = statement.query_map([sha256], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The bytes kept under this hash: those that came, unless some of them were erased.
pub fn raw(db: &Connection, sha256: &str) -> anyhow::Result<Vec<u8>> {
    Ok(db
        .prepare_cached("SELECT bytes FROM raw_mails WHERE sha256 = ?1")?
        .query_row([sha256], |row| row.get(0))?)
}

/// Puts `bytes` in the place of those that came.
pub fn put_raw(db: &Connection, sha256: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let changed = db
        .prepare_cached("UPDATE raw_mails SET bytes = ?2 WHERE sha256 = ?1")?
        .execute((sha256, bytes))?;
    anyhow::ensure!(changed == 1, "no bytes are kept under {sha256}");
    Ok(())
}

/// Forgets what the file of a mail was called and where it lay.
pub fn forget_place(db: &Connection, mail: i64) -> anyhow::Result<()> {
    db.prepare_cached(
        "DELETE FROM seen_files WHERE location = (SELECT location FROM mails WHERE id = ?1)",
    )?
    .execute([mail])?;
    db.prepare_cached(
        "UPDATE mails SET file = 'erased', location = 'erased:m' || id WHERE id = ?1",
    )?
    .execute([mail])?;
    Ok(())
}

/// Forgets what was read of the file with this hash.
pub fn forget_document(db: &Connection, sha256: &str) -> anyhow::Result<usize> {
    Ok(db.prepare_cached("DELETE FROM documents WHERE sha256 = ?1")?.execute([sha256])?)
}

/// Decisions of a person about answers of `request` that were, or may have been, taken from `mail`:
/// their place in the log, and the event as JSON.
pub fn decisions(
    db: &Connection,
    (mail, request): (i64, i64),
) -> anyhow::Result<Vec<(i64, String)>> {
    let mut statement = db.prepare_cached(
        "SELECT seq, event FROM events WHERE request = :request
             AND event ->> 'event' IN ('answer_set', 'answer_accepted', 'answer_coded')
             AND coalesce(event ->> 'mail', :mail) = :mail
         ORDER BY seq",
    )?;
    let rows = statement.query_map(named_params! {":mail": mail, ":request": request}, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn put_decision(db: &Connection, seq: i64, event: &str) -> anyhow::Result<()> {
    db.prepare_cached("UPDATE events SET event = ?2 WHERE seq = ?1")?.execute((seq, event))?;
    Ok(())
}

/// Puts `answers` in the place of what a freeze keeps of each answer that stood.
pub fn put_stood(
    db: &Connection,
    freeze: &str,
    answers: &[super::freezes::Stood],
) -> anyhow::Result<()> {
    db.prepare_cached("UPDATE freezes SET answers = ?2 WHERE name = ?1")?
        .execute((freeze, codec::json(&answers)?))?;
    Ok(())
}
