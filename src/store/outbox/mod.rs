//! Letters and how far each got. Intent is committed before a letter is handed over, the outcome
//! after: a crash between leaves it `sending`, never forgotten and never sent again unseen.

mod listing;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

pub use self::listing::{
    Listed, Sent, Written, approved_last, by_message_id, departures, is_replaced, is_written_to,
    last_departure, list, next_instant, next_request_number, recipient, request_left, sent_to,
    written,
};
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
