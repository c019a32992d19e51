//! The append-only log.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::codec;
use crate::case::events::{Dated, Event};

/// What an event is about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Links {
    pub request: Option<i64>,
    pub letter: Option<i64>,
    pub mail: Option<i64>,
}

/// Adds `event`, which happened `at`.
pub fn append(
    db: &Connection,
    links: Links,
    at: DateTime<Utc>,
    by: Option<&str>,
    event: &Event,
) -> anyhow::Result<()> {
    append_recorded(db, links, (at, at), by, event)
}

/// Adds an event that happened earlier than it is recorded: `(at, recorded_at)`.
pub fn append_recorded(
    db: &Connection,
    links: Links,
    (at, recorded_at): (DateTime<Utc>, DateTime<Utc>),
    by: Option<&str>,
    event: &Event,
) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO events (request, letter, mail, at, recorded_at, by, event)
         VALUES (:request, :letter, :mail, :at, :recorded_at, :by, :event)",
    )?
    .execute(named_params! {
        ":request": links.request,
        ":letter": links.letter,
        ":mail": links.mail,
        ":at": codec::instant(at),
        ":recorded_at": codec::instant(recorded_at),
        ":by": by,
        ":event": codec::json(event)?,
    })?;
    Ok(())
}

/// The last row of the log; 0 while it is empty.
pub fn last(db: &Connection) -> anyhow::Result<i64> {
    Ok(db
        .prepare_cached("SELECT ifnull(max(seq), 0) FROM events")?
        .query_row([], |row| row.get(0))?)
}

/// The events of one request, in order.
pub fn of_request(db: &Connection, request: i64) -> anyhow::Result<Vec<Dated>> {
    collect(db, "request = :id", request)
}

/// The last row of the log that is about a campaign's requests, or about any mail.
pub fn last_of_campaign(db: &Connection, campaign: &str) -> anyhow::Result<i64> {
    Ok(db
        .prepare_cached(
            "SELECT coalesce(max(events.seq), 0)
             FROM events LEFT JOIN requests ON requests.id = events.request
             WHERE requests.campaign = :campaign
                OR (events.request IS NULL AND events.mail IS NOT NULL)",
        )?
        .query_row(rusqlite::named_params! {":campaign": campaign}, |row| row.get(0))?)
}

/// What happened to one mail, and what was decided of where it belongs and what it is, in order.
pub fn of_mail(db: &Connection, mail: i64) -> anyhow::Result<Vec<Dated>> {
    collect(db, "mail = :id AND request IS NULL", mail)
}

/// The same, with what was decided of a request's answers with this mail before a person's eyes.
pub fn about_mail(db: &Connection, mail: i64) -> anyhow::Result<Vec<Dated>> {
    collect(db, "mail = :id", mail)
}

/// Every row of the log after which a mail was read anew, in order, each with the mail.
pub fn of_reading(db: &Connection) -> anyhow::Result<Vec<(i64, i64)>> {
    let mut statement = db.prepare_cached(
        "SELECT seq, mail FROM events WHERE mail IS NOT NULL AND request IS NULL
             AND event ->> 'event' IN ('mail_arrived', 'mail_assigned', 'taken_back',
                                      'erased', 'attachment_released')
         ORDER BY seq",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When each event of a request was written down, by its place in the log.
pub fn recorded_at(db: &Connection, request: i64) -> anyhow::Result<Vec<(i64, DateTime<Utc>)>> {
    let mut statement =
        db.prepare_cached("SELECT seq, recorded_at FROM events WHERE request = ?1 ORDER BY seq")?;
    let rows = statement.query_map([request], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (seq, text): (i64, String) = row?;
        Ok((seq, codec::read_instant(&text)?))
    })
    .collect()
}

/// The place of the last row of the log.
pub fn last_seq(db: &Connection) -> anyhow::Result<i64> {
    Ok(db.query_row("SELECT coalesce(max(seq), 0) FROM events", [], |row| row.get(0))?)
}

/// The request and the event of one row of the log; a request only if it is about one.
pub fn of_seq(db: &Connection, seq: i64) -> anyhow::Result<Option<(Option<i64>, Event)>> {
    let found: Option<(Option<i64>, String)> = db
        .prepare_cached("SELECT request, event FROM events WHERE seq = ?1")?
        .query_row([seq], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((request, text)) = found else { return Ok(None) };
    Ok(Some((request, codec::read_json(&text)?)))
}

/// Who decided something after row `seq` of the log about one of `requests`, or about `mail`.
pub fn deciders_since(
    db: &Connection,
    seq: i64,
    (mail, requests): (i64, &[i64]),
) -> anyhow::Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT mail, request, by FROM events WHERE seq > ?1 AND by IS NOT NULL ORDER BY seq",
    )?;
    let rows = statement.query_map([seq], |row| {
        Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?, row.get(2)?))
    })?;
    let mut found: Vec<String> = Vec::new();
    for row in rows {
        let (of, request, by) = row?;
        let about = of == Some(mail) || request.is_some_and(|id| requests.contains(&id));
        if about && !found.contains(&by) {
            found.push(by);
        }
    }
    Ok(found)
}

/// What people decided about findings and areas answered together in a campaign, and what they took
/// back, in order, each with its request.
pub fn of_checks(db: &Connection, campaign: &str) -> anyhow::Result<Vec<(i64, Dated)>> {
    let mut statement = db.prepare_cached(
        "SELECT e.seq, e.at, e.by, e.event, e.request
         FROM requests r JOIN events e ON e.request = r.id
         WHERE r.campaign = ?1
             AND e.event ->> 'event' IN ('finding_accepted', 'answers_combined', 'taken_back')
         ORDER BY e.seq",
    )?;
    let rows = statement.query_map([campaign], |row| Ok((row.get::<_, i64>(4)?, columns(row)?)))?;
    rows.map(|row| {
        let (request, columns) = row?;
        Ok((request, dated(columns)?))
    })
    .collect()
}

/// When the first letter of the workspace left: the log is read only up to there.
pub fn first_departure(db: &Connection) -> anyhow::Result<Option<DateTime<Utc>>> {
    let at: Option<String> = db
        .prepare_cached(
            "SELECT at FROM events WHERE letter IS NOT NULL
                 AND (event ->> 'event' = 'letter_accepted'
                      OR (event ->> 'event' = 'letter_settled' AND event ->> 'left'))
             ORDER BY seq LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    at.map(|at| codec::read_instant(&at)).transpose()
}

fn collect(db: &Connection, condition: &str, id: i64) -> anyhow::Result<Vec<Dated>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT seq, at, by, event FROM events WHERE {condition} ORDER BY seq"
    ))?;
    let rows = statement.query_map(named_params! {":id": id}, columns)?;
    rows.map(|row| dated(row?)).collect()
}

type Columns = (i64, String, Option<String>, String);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn dated((seq, at, by, event): Columns) -> anyhow::Result<Dated> {
    Ok(Dated { seq, at: codec::read_instant(&at)?, by, event: codec::read_json(&event)? })
}

/// Why nothing leaves, if everything is paused.
pub fn paused(db: &Connection) -> anyhow::Result<Option<(Dated, String)>> {
    let mut statement = db.prepare_cached(
        // By itself SQLite would take another index, in which most of the log has no mail either.
        "SELECT seq, at, by, event FROM events INDEXED BY events_of_workspace
         WHERE request IS NULL AND letter IS NULL AND mail IS NULL ORDER BY seq DESC",
    )?;
    let rows = statement.query_map([], columns)?;
    for row in rows {
        let found = dated(row?)?;
        match &found.event {
            Event::Paused { why } => {
                let why = why.clone();
                return Ok(Some((found, why)));
            }
            Event::Resumed => return Ok(None),
            Event::Launched { .. }
            | Event::Previewed { .. }
            | Event::LetterApproved { .. }
            | Event::SendStarted { .. }
            | Event::LetterAccepted { .. }
            | Event::LetterDeferred { .. }
            | Event::LetterRefused { .. }
            | Event::LetterUnknown { .. }
            | Event::LetterKeptBack { .. }
            | Event::LetterCancelled { .. }
            | Event::LetterSettled { .. }
            | Event::DeliveryTold { .. }
            | Event::MailArrived { .. }
            | Event::MailAssigned { .. }
            | Event::Erased { .. }
            | Event::AttachmentReleased { .. }
            | Event::AnswerSet { .. }
            | Event::AnswerAccepted { .. }
            | Event::AnswerCoded { .. }
            | Event::FindingAccepted { .. }
            | Event::AnswersCombined { .. }
            | Event::Imported { .. }
            | Event::Recorded { .. }
            | Event::TakenBack { .. }
            | Event::Held { .. }
            | Event::Released => {}
        }
    }
    Ok(None)
}
