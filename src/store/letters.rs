//! The letters of one request as they were frozen.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, named_params};

use super::codec;
use crate::case::events::LetterKind;

/// A letter of ours, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    pub id: i64,
    pub kind: LetterKind,
    /// Its place among the letters of the request, from 1.
    pub number: i64,
    pub message_id: String,
    pub recipient: String,
    pub subject: String,
    pub bytes: Vec<u8>,
    pub approved_at: DateTime<Utc>,
}

/// Where a letter went.
pub fn recipient(db: &Connection, letter: i64) -> anyhow::Result<String> {
    Ok(db
        .prepare_cached("SELECT recipient FROM letters WHERE id = ?1")?
        .query_row([letter], |row| row.get(0))?)
}

/// Every letter of a request, oldest first.
pub fn of_request(db: &Connection, request: i64) -> anyhow::Result<Vec<Frozen>> {
    let mut statement = db.prepare_cached(
        "SELECT id, kind, number, message_id, recipient, subject, bytes, approved_at
         FROM letters WHERE request = :request ORDER BY number",
    )?;
    let rows = statement.query_map(named_params! {":request": request}, |row| {
        let letter = Frozen {
            id: row.get(0)?,
            kind: LetterKind::Request,
            number: row.get(2)?,
            message_id: row.get(3)?,
            recipient: row.get(4)?,
            subject: row.get(5)?,
            bytes: row.get(6)?,
            approved_at: DateTime::UNIX_EPOCH,
        };
        Ok((letter, row.get::<_, String>(1)?, row.get::<_, String>(7)?))
    })?;
    rows.map(|row| {
        let (letter, kind, approved_at) = row?;
        let kind = LetterKind::parse(&kind)
            .ok_or_else(|| anyhow::anyhow!("`{kind}` in the database is no kind of letter"))?;
        Ok(Frozen { kind, approved_at: codec::read_instant(&approved_at)?, ..letter })
    })
    .collect()
}
