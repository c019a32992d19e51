//! Mails as they came, and what rules make of them.

use std::collections::HashMap;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};

use super::codec;
use crate::answers::Candidate;
use crate::answers::meaning::Meaning;
use crate::case::own::Own;
use crate::replies::Kind;
use crate::replies::authentication::Authentication;
use crate::replies::facts::Facts;
use crate::replies::matching::{Placing, normal_reference};
use crate::replies::message::Attachment;

/// A file seen: the bytes it held, and when they arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: i64,
    pub sha256: String,
    pub file: String,
    pub message_id: Option<String>,
    pub arrived_at: DateTime<Utc>,
    pub arrived_basis: String,
    /// When it was taken in.
    pub seen_at: DateTime<Utc>,
    pub duplicate_of: Option<i64>,
}

/// A file to be kept.
#[derive(Debug)]
pub struct NewMail<'a> {
    pub sha256: &'a str,
    pub content: &'a str,
    pub file: &'a str,
    /// Where the file lies, however it was named: the same file again is not a second sighting.
    pub location: &'a str,
    pub message_id: Option<&'a str>,
    pub arrived_at: DateTime<Utc>,
    pub arrived_basis: &'a str,
}

/// What rules make of a mail; stored with the reader's version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub from: Option<String>,
    pub subject: String,
    pub date: Option<DateTime<Utc>>,
    pub meaning: Meaning,
    pub words: String,
    pub placing: Placing,
    pub authority_reference: Option<String>,
    pub sections: Vec<String>,
    #[serde(default)]
    pub facts: Facts,
    pub attachments: Vec<Attachment>,
    /// What our own mail server says of the sender, where the settings name it.
    #[serde(default)]
    pub authentication: Option<Authentication>,
    pub new_text: String,
    pub candidates: Vec<Candidate>,
    /// What it is, if it comes from our own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Own>,
    /// A person has said what it is.
    pub kind_decided: bool,
    /// A person has said where it belongs.
    pub place_decided: bool,
    /// What of it was erased: it is not read again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<Erased>,
}

/// A mail of which a person erased something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    pub at: DateTime<Utc>,
    pub by: String,
    pub why: String,
    /// All of it, or the attachments that listings show as erased.
    pub whole: bool,
    /// Of a report that a letter came back: the Message-ID of that letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
}

/// A reading with what a listing shows of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    pub reader: u32,
    pub kind: Kind,
    pub review_reason: Option<String>,
    /// It waits for a person: in doubt, or to be agreed to.
    pub waits: bool,
    pub reading: Reading,
}

/// The attachments of a mail as they were read: the name and the hash of each.
pub fn papers(db: &Connection, mail: i64) -> anyhow::Result<Vec<(String, String)>> {
    let mut statement = db.prepare_cached(
        "SELECT paper.value ->> 'name', paper.value ->> 'sha256'
         FROM readings, json_each(readings.reading, '$.attachments') AS paper
         WHERE mail = ?1",
    )?;
    let rows = statement.query_map([mail], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a mail says that is new in it, without what comes with it.
pub fn new_text(db: &Connection, mail: i64) -> anyhow::Result<String> {
    Ok(db
        .prepare_cached("SELECT reading ->> '$.new_text' FROM readings WHERE mail = ?1")?
        .query_row([mail], |row| row.get::<_, Option<String>>(0))
        .optional()?
        .flatten()
        .unwrap_or_default())
}

/// The first doubt about a mail or its figures that begins like this.
pub fn doubt_like(db: &Connection, mail: i64, begins: &str) -> anyhow::Result<Option<String>> {
    Ok(db
        .prepare_cached(
            "SELECT doubt FROM (
                 SELECT reading ->> '$.meaning.mail_doubt' AS doubt FROM readings
                     WHERE mail = :mail
                 UNION ALL SELECT candidate.value ->> 'doubt'
                     FROM readings, json_each(readings.reading, '$.candidates') AS candidate
                     WHERE mail = :mail)
             WHERE substr(doubt, 1, length(:begins)) = :begins LIMIT 1",
        )?
        .query_row(named_params! {":mail": mail, ":begins": begins}, |row| row.get(0))
        .optional()?)
}

/// The mail that was taken in last; 0 before the first.
pub fn last(db: &Connection) -> anyhow::Result<i64> {
    Ok(db.query_row("SELECT coalesce(max(id), 0) FROM mails", [], |row| row.get(0))?)
}

pub fn is_known(db: &Connection, location: &str, sha256: &str) -> anyhow::Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mails WHERE location = :location AND sha256 = :sha256)",
        )?
        .query_row(named_params! {":location": location, ":sha256": sha256}, |row| row.get(0))?)
}

/// Whether the bytes were seen at a location that begins with `place`.
pub fn is_known_within(db: &Connection, place: &str, sha256: &str) -> anyhow::Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mails WHERE sha256 = :sha256
                            AND substr(location, 1, length(:place)) = :place)",
        )?
        .query_row(named_params! {":place": place, ":sha256": sha256}, |row| row.get(0))?)
}

/// Keeps the bytes and the sighting; says of which earlier mail it is a repeat.
pub fn keep(
    db: &Connection,
    mail: &NewMail<'_>,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> anyhow::Result<(i64, Option<i64>)> {
    db.prepare_cached(
        "INSERT INTO raw_mails (sha256, bytes) SELECT :sha256, :bytes
         WHERE NOT EXISTS (SELECT 1 FROM raw_mails WHERE sha256 = :sha256)",
    )?
    .execute(named_params! {":sha256": mail.sha256, ":bytes": bytes})?;
    let duplicate_of: Option<i64> = db
        .prepare_cached(
            "SELECT min(id) FROM mails WHERE duplicate_of IS NULL AND (sha256 = :sha256
                 OR (message_id = :message_id AND content = :content))",
        )?
        .query_row(
            named_params! {
                ":sha256": mail.sha256,
                ":message_id": mail.message_id,
                ":content": mail.content,
            },
            |row| row.get(0),
        )?;
    db.prepare_cached(
        "INSERT INTO mails (sha256, content, file, location, message_id, arrived_at,
                            arrived_basis, seen_at, duplicate_of)
         VALUES (:sha256, :content, :file, :location, :message_id, :arrived_at,
                 :arrived_basis, :seen_at, :duplicate_of)",
    )?
    .execute(named_params! {
        ":sha256": mail.sha256,
        ":content": mail.content,
        ":file": mail.file,
        ":location": mail.location,
        ":message_id": mail.message_id,
        ":arrived_at": codec::instant(mail.arrived_at),
        ":arrived_basis": mail.arrived_basis,
        ":seen_at": codec::instant(now),
        ":duplicate_of": duplicate_of,
    })?;
    Ok((db.last_insert_rowid(), duplicate_of))
}

pub fn bytes(db: &Connection, mail: i64) -> anyhow::Result<Vec<u8>> {
    Ok(db
        .prepare_cached(
            "SELECT bytes FROM raw_mails WHERE sha256 = (SELECT sha256 FROM mails WHERE id = ?1)",
        )?
        .query_row([mail], |row| row.get(0))?)
}

const COLUMNS: &str =
    "id, sha256, file, message_id, arrived_at, arrived_basis, seen_at, duplicate_of";

fn columns(row: &Row<'_>) -> rusqlite::Result<(Mail, String, String)> {
    Ok((
        Mail {
            id: row.get(0)?,
            sha256: row.get(1)?,
            file: row.get(2)?,
            message_id: row.get(3)?,
            arrived_at: DateTime::UNIX_EPOCH,
            arrived_basis: row.get(5)?,
            seen_at: DateTime::UNIX_EPOCH,
            duplicate_of: row.get(7)?,
        },
        row.get(4)?,
        row.get(6)?,
    ))
}

fn mail((mail, arrived_at, seen_at): (Mail, String, String)) -> anyhow::Result<Mail> {
    let (arrived_at, seen_at) = (codec::read_instant(&arrived_at)?, codec::read_instant(&seen_at)?);
    Ok(Mail { arrived_at, seen_at, ..mail })
}

/// The mail a person means by "m12" or "12"; a repeat stands for the mail it repeats.
pub fn find(db: &Connection, text: &str) -> anyhow::Result<Mail> {
    let id: Option<i64> = text.strip_prefix('m').unwrap_or(text).parse().ok();
    let found = id.map(|id| get(db, id)).transpose()?.flatten();
    let found = found.with_context(|| {
        format!("there is no mail `{text}`: name one as m12 (`foi mail` lists them)")
    })?;
    match found.duplicate_of {
        Some(first) => get(db, first)?.context("a repeat of a mail that is not there"),
        None => Ok(found),
    }
}

pub fn get(db: &Connection, id: i64) -> anyhow::Result<Option<Mail>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM mails WHERE id = ?1"))?
        .query_row([id], columns)
        .optional()?
        .map(mail)
        .transpose()
}

/// The mail with these bytes.
pub fn by_sha256(db: &Connection, sha256: &str) -> anyhow::Result<Option<Mail>> {
    let id: Option<i64> = db
        .prepare_cached("SELECT min(coalesce(duplicate_of, id)) FROM mails WHERE sha256 = ?1")?
        .query_row([sha256], |row| row.get(0))?;
    id.map(|id| get(db, id)).transpose().map(Option::flatten)
}

/// Every file seen, in order of arrival.
pub fn list(db: &Connection) -> anyhow::Result<Vec<Mail>> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM mails ORDER BY arrived_at, id"))?;
    let rows = statement.query_map([], columns)?;
    rows.map(|row| mail(row?)).collect()
}

/// Every mail that is no repeat, by id: one is read at a time.
pub fn ids(db: &Connection) -> anyhow::Result<Vec<i64>> {
    let mut statement =
        db.prepare_cached("SELECT id FROM mails WHERE duplicate_of IS NULL ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many mails were read by a reader older than `reader`.
pub fn read_before(db: &Connection, reader: u32) -> anyhow::Result<usize> {
    let count: i64 = db
        .prepare_cached("SELECT count(*) FROM readings WHERE reader < ?1")?
        .query_row([reader], |row| row.get(0))?;
    Ok(usize::try_from(count)?)
}

/// Mails that wait for a person, in order of arrival.
pub fn waiting(db: &Connection) -> anyhow::Result<Vec<Mail>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM mails WHERE id IN (SELECT mail FROM readings WHERE waits = 1)
         ORDER BY arrived_at, id"
    ))?;
    let rows = statement.query_map([], columns)?;
    rows.map(|row| mail(row?)).collect()
}

/// Mails of a kind that are no repeats, in order of arrival.
pub fn of_kind(db: &Connection, kind: Kind) -> anyhow::Result<Vec<Mail>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM mails WHERE id IN (SELECT mail FROM readings WHERE kind = ?1)
         ORDER BY arrived_at, id"
    ))?;
    let rows = statement.query_map([kind.code()], columns)?;
    rows.map(|row| mail(row?)).collect()
}

pub fn of_request(db: &Connection, request: i64) -> anyhow::Result<Vec<Mail>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM mails WHERE id IN (SELECT mail FROM filed WHERE request = ?1)
         ORDER BY arrived_at, id"
    ))?;
    let rows = statement.query_map([request], columns)?;
    rows.map(|row| mail(row?)).collect()
}

/// Replaces what is derived from a mail: its reading and where it is filed.
pub fn put_reading(db: &Connection, mail: i64, read: &Read, filed: &[i64]) -> anyhow::Result<()> {
    let reference = read.reading.authority_reference.as_deref().map(normal_reference);
    db.prepare_cached(
        "INSERT OR REPLACE INTO readings (mail, reader, kind, review_reason, waits, reading,
                                          reference, sender, place_decided)
         VALUES (:mail, :reader, :kind, :review_reason, :waits, :reading,
                 :reference, :sender, :place_decided)",
    )?
    .execute(named_params! {
        ":mail": mail,
        ":reader": read.reader,
        ":kind": read.kind.code(),
        ":review_reason": read.review_reason,
        ":waits": read.waits,
        ":reading": codec::json(&read.reading)?,
        ":reference": reference,
        ":sender": read.reading.from,
        ":place_decided": read.reading.place_decided,
    })?;
    db.prepare_cached("DELETE FROM filed WHERE mail = ?1")?.execute([mail])?;
    for request in filed {
        db.prepare_cached("INSERT OR IGNORE INTO filed (mail, request) VALUES (?1, ?2)")?
            .execute([mail, *request])?;
    }
    Ok(())
}

pub fn reading(db: &Connection, mail: i64) -> anyhow::Result<Option<Read>> {
    let row: Option<(u32, String, Option<String>, bool, String)> = db
        .prepare_cached(
            "SELECT reader, kind, review_reason, waits, reading FROM readings WHERE mail = ?1",
        )?
        .query_row([mail], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((reader, kind, review_reason, waits, reading)) = row else { return Ok(None) };
    let kind = Kind::parse(&kind).with_context(|| format!("`{kind}` is no kind of mail"))?;
    Ok(Some(Read { reader, kind, review_reason, waits, reading: codec::read_json(&reading)? }))
}

/// The day for a reply that a mail names, by request: the latest such mail before `until` counts.
pub fn stated_days(
    db: &Connection,
    until: DateTime<Utc>,
) -> anyhow::Result<HashMap<i64, (NaiveDate, i64)>> {
    let mut statement = db.prepare_cached(
        "SELECT filed.request, mails.id,
                coalesce(json_extract(readings.reading, '$.facts.new_date.value'),
                         json_extract(readings.reading, '$.facts.due.value')) AS day
         FROM readings
         JOIN mails ON mails.id = readings.mail
         JOIN filed ON filed.mail = readings.mail
         WHERE mails.arrived_at < :until AND day IS NOT NULL
         ORDER BY mails.arrived_at, mails.id",
    )?;
    let until = codec::instant(until);
    let rows = statement.query_map(named_params! {":until": until}, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?))
    })?;
    let mut found = HashMap::new();
    for row in rows {
        let (request, mail, day) = row?;
        found.insert(request, (day.parse()?, mail));
    }
    Ok(found)
}

/// Where a mail is filed.
pub fn filed(db: &Connection, mail: i64) -> anyhow::Result<Vec<i64>> {
    let mut statement =
        db.prepare_cached("SELECT request FROM filed WHERE mail = ?1 ORDER BY request")?;
    let rows = statement.query_map([mail], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
