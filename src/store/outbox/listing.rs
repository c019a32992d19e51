//! What is asked of letters: those that wait and left, and whose each is. Nothing here changes any.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::store::codec;

/// A letter that was handed over, or may have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub letter: i64,
    pub request: i64,
    pub subject: String,
}

/// A row of `foi outbox`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub letter: i64,
    pub request: i64,
    pub campaign: String,
    pub authority: String,
    pub reference: String,
    pub recipient: String,
    pub state: String,
    pub not_before: Option<DateTime<Utc>>,
    /// How often it was handed over, or would have been.
    pub tries: u32,
    pub left_at: Option<DateTime<Utc>>,
    pub kind: String,
    pub words: String,
}

/// A letter of a request, as far as a thread needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub id: i64,
    pub kind: String,
    pub message_id: String,
}

/// Every letter of a request that was approved, oldest first.
pub fn written(db: &Connection, request: i64) -> anyhow::Result<Vec<Written>> {
    let mut statement = db.prepare_cached(
        "SELECT id, kind, message_id FROM letters WHERE request = ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([request], |row| {
        Ok(Written { id: row.get(0)?, kind: row.get(1)?, message_id: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The how many-th request to an authority the next one would be: earlier ones were taken back.
pub fn next_request_number(
    db: &Connection,
    campaign: &str,
    authority: &str,
) -> anyhow::Result<u32> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) + 1 FROM letters JOIN requests ON requests.id = letters.request
             WHERE requests.campaign = :campaign AND requests.authority = :authority
                 AND letters.kind = 'request'",
        )?
        .query_row(named_params! {":campaign": campaign, ":authority": authority}, |row| {
            row.get(0)
        })?)
}

/// When the request itself left; `None` if it has not.
pub fn request_left(db: &Connection, request: i64) -> anyhow::Result<Option<DateTime<Utc>>> {
    let text: Option<String> = db
        .prepare_cached(
            "SELECT min(outbox.left_at) FROM letters JOIN outbox ON outbox.letter = letters.id
             WHERE letters.request = ?1 AND letters.kind = 'request'",
        )?
        .query_row([request], |row| row.get(0))?;
    text.map(|text| codec::read_instant(&text)).transpose()
}

/// Letters approved at the same moment as the last one, by a person or a policy.
pub fn approved_last(db: &Connection) -> anyhow::Result<Vec<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT id FROM letters
         WHERE approved_at = (SELECT approved_at FROM letters ORDER BY id DESC LIMIT 1)
         ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether a later letter of the same kind was written to the same request.
pub fn is_replaced(db: &Connection, letter: i64) -> anyhow::Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM letters AS later JOIN letters AS own
                 ON later.request = own.request AND later.kind = own.kind
                     AND later.number > own.number
                 JOIN outbox ON outbox.letter = later.id
                 WHERE own.id = ?1 AND outbox.state <> 'cancelled')",
        )?
        .query_row([letter], |row| row.get(0))?)
}

/// Where the request itself went: the last one, should earlier ones have been taken back.
pub fn recipient(db: &Connection, request: i64) -> anyhow::Result<String> {
    Ok(db
        .prepare_cached(
            "SELECT recipient FROM letters WHERE request = ?1 AND kind = 'request'
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row([request], |row| row.get(0))?)
}

/// Whether the campaign has ever written to the authority, or asked it elsewhere; what a person took back
/// was not written.
pub fn is_written_to(db: &Connection, campaign: &str, authority: &str) -> anyhow::Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1 FROM letters JOIN requests ON requests.id = letters.request
                 LEFT JOIN outbox ON outbox.letter = letters.id
                 WHERE requests.campaign = :campaign AND requests.authority = :authority
                     AND ifnull(outbox.state, '') <> 'cancelled'
                     AND NOT (outbox.letter IS NULL AND EXISTS (
                         SELECT 1 FROM events WHERE events.letter = letters.id
                             AND events.event ->> 'event' = 'letter_cancelled'))
             ) OR EXISTS (
                 -- It was asked elsewhere, and taken in.
                 SELECT 1 FROM requests JOIN events ON events.request = requests.id
                 WHERE requests.campaign = :campaign AND requests.authority = :authority
                     AND events.event ->> 'event' = 'imported'
             )",
        )?
        .query_row(named_params! {":campaign": campaign, ":authority": authority}, |row| {
            row.get(0)
        })?)
}

/// Every letter of the outbox, or those in one state.
pub fn list(db: &Connection, state: Option<&str>) -> anyhow::Result<Vec<Listed>> {
    let mut statement = db.prepare_cached(
        "SELECT letters.id, letters.request, requests.authority, requests.reference,
                letters.recipient, outbox.state, outbox.not_before, outbox.words,
                outbox.tries, outbox.left_at, letters.kind, requests.campaign
         FROM outbox
         JOIN letters ON letters.id = outbox.letter
         JOIN requests ON requests.id = letters.request
         WHERE :state IS NULL OR outbox.state = :state
         ORDER BY letters.id",
    )?;
    let rows = statement.query_map(named_params! {":state": state}, |row| {
        let instants: (Option<String>, Option<String>) = (row.get(6)?, row.get(9)?);
        Ok((
            Listed {
                letter: row.get(0)?,
                request: row.get(1)?,
                campaign: row.get(11)?,
                authority: row.get(2)?,
                reference: row.get(3)?,
                recipient: row.get(4)?,
                state: row.get(5)?,
                not_before: None,
                tries: row.get(8)?,
                left_at: None,
                kind: row.get(10)?,
                words: row.get(7)?,
            },
            instants,
        ))
    })?;
    let read = |text: Option<String>| text.map(|text| codec::read_instant(&text)).transpose();
    rows.map(|row| {
        let (listed, (not_before, left_at)) = row?;
        Ok(Listed { not_before: read(not_before)?, left_at: read(left_at)?, ..listed })
    })
    .collect()
}

/// The letter with this Message-ID, and its request.
pub fn by_message_id(db: &Connection, message_id: &str) -> anyhow::Result<Option<(i64, i64)>> {
    Ok(db
        .prepare_cached("SELECT id, request FROM letters WHERE message_id = ?1")?
        .query_row([message_id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Letters to an address whose handing over began in this time.
pub fn sent_to(
    db: &Connection,
    recipient: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> anyhow::Result<Vec<Sent>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT letters.id, letters.request, letters.subject
         FROM letters JOIN events ON events.letter = letters.id
         WHERE letters.recipient = :recipient COLLATE NOCASE
           AND events.event ->> 'event' = 'send_started'
           AND events.at BETWEEN :from AND :to
         ORDER BY letters.id",
    )?;
    let instants = (codec::instant(from), codec::instant(to));
    let rows = statement.query_map(
        named_params! {":recipient": recipient, ":from": instants.0, ":to": instants.1},
        |row| Ok(Sent { letter: row.get(0)?, request: row.get(1)?, subject: row.get(2)? }),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the last letter left, for the pace.
pub fn last_departure(db: &Connection) -> anyhow::Result<Option<DateTime<Utc>>> {
    let text: Option<String> =
        db.prepare_cached("SELECT max(left_at) FROM outbox")?.query_row([], |row| row.get(0))?;
    text.map(|text| codec::read_instant(&text)).transpose()
}

/// When each letter left, and what kind it was, in order.
pub fn departures(db: &Connection) -> anyhow::Result<Vec<(DateTime<Utc>, String)>> {
    let mut statement = db.prepare_cached(
        "SELECT max(events.at), letters.kind
         FROM outbox
         JOIN letters ON letters.id = outbox.letter
         JOIN events ON events.letter = outbox.letter
         WHERE outbox.state = 'accepted'
         GROUP BY letters.id ORDER BY 1, letters.id",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (at, kind) = row?;
        Ok((codec::read_instant(&at)?, kind))
    })
    .collect()
}

/// The earliest instant at which a letter of the outbox may be tried; `None` if none waits.
pub fn next_instant(db: &Connection) -> anyhow::Result<Option<Option<DateTime<Utc>>>> {
    let row: (i64, Option<String>) = db
        .prepare_cached(
            "SELECT count(*), min(ifnull(not_before, '')) FROM outbox
             WHERE state IN ('queued', 'deferred')",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match row {
        (0, _) => Ok(None),
        (_, Some(text)) if !text.is_empty() => Ok(Some(Some(codec::read_instant(&text)?))),
        (_, _) => Ok(Some(None)),
    }
}
