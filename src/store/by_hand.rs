//! Letters that a person sends: they are in no outbox, and nothing but a person's word moves them.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, named_params};

use super::codec;
use super::events::{self, Links};
use crate::case::events::Event;

/// A letter that a person sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    pub letter: i64,
    pub request: i64,
    pub campaign: String,
    pub authority: String,
    pub reference: String,
    pub kind: String,
    /// The page it goes on.
    pub page: String,
    pub reply_address: String,
    pub subject: String,
    pub bytes: Vec<u8>,
    pub approved_at: DateTime<Utc>,
    /// A person said that it left.
    pub left: bool,
}

/// Those that were not taken back, of one request or of all, oldest first.
pub fn list(db: &Connection, request: Option<i64>) -> anyhow::Result<Vec<Pasted>> {
    let mut statement = db.prepare_cached(
        "SELECT letters.id, letters.request, requests.campaign, requests.authority,
                requests.reference, letters.kind, letters.recipient, letters.sender,
                letters.subject, letters.bytes, letters.approved_at,
                EXISTS (SELECT 1 FROM events WHERE events.letter = letters.id
                            AND events.event ->> 'event' = 'letter_settled')
         FROM letters JOIN requests ON requests.id = letters.request
         WHERE letters.id NOT IN (SELECT letter FROM outbox)
             AND (:request IS NULL OR letters.request = :request)
             AND NOT EXISTS (
                 SELECT 1 FROM events WHERE events.letter = letters.id
                     AND events.event ->> 'event' = 'letter_cancelled')
         ORDER BY letters.id",
    )?;
    let rows = statement.query_map(named_params! {":request": request}, columns)?;
    rows.map(|row| {
        let (pasted, approved_at) = row?;
        Ok(Pasted { approved_at: codec::read_instant(&approved_at)?, ..pasted })
    })
    .collect()
}

fn columns(row: &Row<'_>) -> rusqlite::Result<(Pasted, String)> {
    let pasted = Pasted {
        letter: row.get(0)?,
        request: row.get(1)?,
        campaign: row.get(2)?,
        authority: row.get(3)?,
        reference: row.get(4)?,
        kind: row.get(5)?,
        page: row.get(6)?,
        reply_address: row.get(7)?,
        subject: row.get(8)?,
        bytes: row.get(9)?,
        approved_at: DateTime::UNIX_EPOCH,
        left: row.get(11)?,
    };
    Ok((pasted, row.get(10)?))
}

/// Puts on record what became of such a letter `(at, recorded_at)`.
pub fn record(
    db: &Connection,
    letter: &Pasted,
    event: &Event,
    (at, recorded_at): (DateTime<Utc>, DateTime<Utc>),
    by: &str,
) -> anyhow::Result<()> {
    let links = Links { request: Some(letter.request), letter: Some(letter.letter), mail: None };
    events::append_recorded(db, links, (at, recorded_at), Some(by), event)
}
