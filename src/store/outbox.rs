//! Letters and how far each got. Intent is committed before a letter is handed over, the outcome
//! after: a crash between leaves it `sending`, never forgotten and never sent again unseen.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{codec, events, pace};
use crate::case::events::{Event, LetterKind};
use crate::case::of_letter::OfLetter;
use crate::register::is_page;

/// A letter with frozen bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub id: i64,
    pub request: i64,
    pub reference: String,
    pub number: i64,
    pub recipient: String,
    /// The address the reply, and a bounce, comes to.
    pub sender: String,
    /// Who of theirs has a copy.
    pub copy: Option<String>,
    pub bytes: Vec<u8>,
}

impl Letter {
    /// The name of its file in a folder, such as `UHE-7K3Q-P2M8-1.eml`.
    pub fn file_name(&self) -> String {
        format!("{}-{}.eml", self.reference, self.number)
    }
}

/// A letter to be frozen.
#[derive(Debug)]
pub struct NewLetter<'a> {
    pub request: i64,
    pub kind: LetterKind,
    pub message_id: &'a str,
    pub recipient: &'a str,
    pub sender: &'a str,
    pub copy: Option<&'a str>,
    pub subject: &'a str,
    pub bytes: &'a [u8],
    /// For a narrowed request: numbers of the questions that it keeps.
    pub keep: &'a [String],
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

/// Freezes a letter and queues it.
pub fn approve(
    db: &Connection,
    letter: &NewLetter<'_>,
    by: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<i64> {
    db.prepare_cached(
        "INSERT INTO letters
             (request, kind, number, message_id, recipient, sender, subject, bytes, approved_at,
              copy)
         VALUES (:request, :kind,
                 (SELECT count(*) + 1 FROM letters WHERE request = :request),
                 :message_id, :recipient, :sender, :subject, :bytes, :approved_at, :copy)",
    )?
    .execute(named_params! {
        ":request": letter.request,
        ":kind": letter.kind.code(),
        ":message_id": letter.message_id,
        ":recipient": letter.recipient,
        ":sender": letter.sender,
        ":subject": letter.subject,
        ":copy": letter.copy,
        ":bytes": letter.bytes,
        ":approved_at": codec::instant(now),
    })?;
    let id = db.last_insert_rowid();
    let links = events::Links { request: Some(letter.request), letter: Some(id), mail: None };
    // What goes on a page of theirs is in no outbox: nothing but a person can send it.
    let (keep, by_hand) = (letter.keep.to_vec(), is_page(letter.recipient));
    let event = Event::LetterApproved { letter: id, kind: letter.kind, keep, by_hand };
    events::append(db, links, now, Some(by), &event)?;
    if by_hand {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO outbox (letter, state, words) VALUES (:letter, 'queued', '')")?
        .execute(named_params! {":letter": id})?;
    Ok(id)
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

/// Whether the campaign has ever written to the authority; what a person took back was not written.
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
             )",
        )?
        .query_row(named_params! {":campaign": campaign, ":authority": authority}, |row| {
            row.get(0)
        })?)
}

const LETTER: &str = "SELECT letters.id, letters.request, requests.reference, letters.number,
        letters.recipient, letters.sender, letters.bytes, letters.copy
    FROM outbox
    JOIN letters ON letters.id = outbox.letter
    JOIN requests ON requests.id = letters.request";

fn read(row: &Row<'_>) -> rusqlite::Result<Letter> {
    Ok(Letter {
        id: row.get(0)?,
        request: row.get(1)?,
        reference: row.get(2)?,
        number: row.get(3)?,
        recipient: row.get(4)?,
        sender: row.get(5)?,
        bytes: row.get(6)?,
        copy: row.get(7)?,
    })
}

/// The next letter that is due, oldest first.
pub fn next_due(db: &Connection, now: DateTime<Utc>) -> anyhow::Result<Option<Letter>> {
    Ok(db
        .prepare_cached(&format!(
            "{LETTER} WHERE outbox.letter = (SELECT min(letter) FROM (
                 SELECT min(letter) AS letter FROM outbox WHERE state = 'queued'
                 UNION ALL
                 SELECT min(letter) FROM outbox WHERE state = 'deferred' AND not_before <= :now))"
        ))?
        .query_row(named_params! {":now": codec::instant(now)}, read)
        .optional()?)
}

/// Letters whose sending was cut short, with the instant it began.
pub fn interrupted(db: &Connection) -> anyhow::Result<Vec<(Letter, DateTime<Utc>)>> {
    let mut statement =
        db.prepare_cached(&format!("{LETTER} WHERE outbox.state = 'sending' ORDER BY letters.id"))?;
    let letters: Vec<Letter> = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    letters
        .into_iter()
        .map(|letter| {
            let began: String = db
                .prepare_cached("SELECT max(at) FROM events WHERE letter = :letter")?
                .query_row(named_params! {":letter": letter.id}, |row| row.get(0))?;
            Ok((letter, codec::read_instant(&began)?))
        })
        .collect()
}

/// Records what happened to a letter `(at, recorded_at)`, and moves its row of the outbox with it.
pub fn record(
    db: &Connection,
    letter: &Letter,
    event: &Event,
    (at, recorded_at): (DateTime<Utc>, DateTime<Utc>),
    by: Option<&str>,
) -> anyhow::Result<()> {
    let about = event.of_letter().map(|(_, said)| said);
    let (state, not_before, words) = match about {
        Some(OfLetter::Promised) => ("sending", None, ""),
        Some(OfLetter::Deferred { until, words, .. }) => ("deferred", Some(until), words),
        Some(OfLetter::Refused { words }) => ("refused", None, words),
        Some(OfLetter::KeptBack { words }) => ("kept_back", None, words),
        Some(OfLetter::Cancelled { why }) => ("cancelled", None, why),
        Some(OfLetter::Unknown { words }) => ("unknown", None, words),
        Some(OfLetter::Accepted { words } | OfLetter::Settled { left: true, words }) => {
            ("accepted", None, words)
        }
        Some(OfLetter::Settled { left: false, words }) => ("queued", None, words),
        Some(OfLetter::Approved | OfLetter::Told(_)) | None => {
            anyhow::bail!("{event:?} moves no letter of the outbox")
        }
    };
    let links =
        events::Links { request: Some(letter.request), letter: Some(letter.id), mail: None };
    events::append_recorded(db, links, (at, recorded_at), by, event)?;
    pace::note(db, event)?;
    let state_before = self::state(db, letter.id)?;
    db.prepare_cached(
        "UPDATE outbox SET state = :state, not_before = :not_before, words = :words,
             tries = tries + :tried,
             first_tried = CASE WHEN :tried THEN ifnull(first_tried, :at) ELSE first_tried END,
             left_at = CASE WHEN :state = 'accepted'
                       THEN (SELECT max(at) FROM events WHERE letter = :letter) END
         WHERE letter = :letter",
    )?
    .execute(named_params! {
        ":state": state,
        ":not_before": not_before.map(codec::instant),
        ":words": words,
        // Put off or refused before it was handed over is a try too.
        ":tried": match state_before.as_deref() {
            Some("sending") => false,
            _ => matches!(
                about,
                Some(
                    OfLetter::Promised
                        | OfLetter::Deferred { away: false, .. }
                        | OfLetter::Refused { .. }
                )
            ),
        },
        ":at": codec::instant(at),
        ":letter": letter.id,
    })?;
    Ok(())
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

/// The letter with this id, if it is in the outbox.
pub fn letter(db: &Connection, id: i64) -> anyhow::Result<Option<Letter>> {
    Ok(db
        .prepare_cached(&format!("{LETTER} WHERE letters.id = :id"))?
        .query_row(named_params! {":id": id}, read)
        .optional()?)
}

/// How far the letter with this id got; `None` if there is none.
pub fn state(db: &Connection, id: i64) -> anyhow::Result<Option<String>> {
    Ok(db
        .prepare_cached("SELECT state FROM outbox WHERE letter = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// The letter with this Message-ID, and its request.
pub fn by_message_id(db: &Connection, message_id: &str) -> anyhow::Result<Option<(i64, i64)>> {
    Ok(db
        .prepare_cached("SELECT id, request FROM letters WHERE message_id = ?1")?
        .query_row([message_id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// A letter that was handed over, or may have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub letter: i64,
    pub request: i64,
    pub subject: String,
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
