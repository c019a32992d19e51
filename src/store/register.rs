//! Decisions on the register.

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, named_params};

use super::codec;
use crate::case::events::Event;
use crate::register::{Decision, Register};
use crate::replies::Kind;

/// The shipped register with every decision of this workspace over it.
pub fn load(db: &Connection) -> anyhow::Result<Register> {
    let mut statement =
        db.prepare_cached("SELECT decision FROM register_decisions ORDER BY seq")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let decisions = rows
        .map(|text| codec::read_json::<Decision>(&text?))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Register::shipped().with(decisions))
}

pub fn decide(
    db: &Connection,
    decision: &Decision,
    by: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO register_decisions (recorded_at, by, decision)
         VALUES (:recorded_at, :by, :decision)",
    )?
    .execute(named_params! {
        ":recorded_at": codec::instant(now),
        ":by": by,
        ":decision": codec::json(decision)?,
    })?;
    Ok(())
}

/// A decision with when it was written down, and who made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub at: DateTime<Utc>,
    pub by: String,
    pub decision: Decision,
}

/// Every decision on the register, oldest first.
pub fn decided(db: &Connection) -> anyhow::Result<Vec<Decided>> {
    let mut statement =
        db.prepare_cached("SELECT recorded_at, by, decision FROM register_decisions ORDER BY seq")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?))
    })?;
    rows.map(|row| {
        let (at, by, decision) = row?;
        Ok(Decided { at: codec::read_instant(&at)?, by, decision: codec::read_json(&decision)? })
    })
    .collect()
}

/// Where a letter of ours went, as far as signs of its address need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub letter: i64,
    pub request: i64,
    pub authority: String,
    pub email: String,
    pub message_id: String,
}

/// Every letter to an authority: not those to a regulator, nor those that a person pasted.
pub fn sent(db: &Connection) -> anyhow::Result<Vec<Sent>> {
    let mut statement = db.prepare_cached(
        "SELECT letters.id, letters.request, requests.authority, letters.recipient,
                letters.message_id
         FROM letters
         JOIN requests ON requests.id = letters.request
         JOIN outbox ON outbox.letter = letters.id
         WHERE letters.kind <> 'complaint' ORDER BY letters.id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Sent {
            letter: row.get(0)?,
            request: row.get(1)?,
            authority: row.get(2)?,
            email: row.get(3)?,
            message_id: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What servers said of letters, when they were handed over and by their logs, oldest first.
pub fn handed_over(db: &Connection) -> anyhow::Result<Vec<(DateTime<Utc>, Event)>> {
    let mut statement = db.prepare_cached(
        "SELECT at, event FROM events
         WHERE (letter IS NOT NULL
                AND event ->> 'event' IN ('letter_accepted', 'letter_settled', 'letter_refused',
                                         'letter_deferred'))
             -- What a log says is about a request, and no step of its letter's own way out.
             OR (letter IS NULL AND request IS NOT NULL AND event ->> 'event' = 'delivery_told')
         ORDER BY seq",
    )?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (at, event) = row?;
        Ok((codec::read_instant(&at)?, codec::read_json(&event)?))
    })
    .collect()
}

/// A mail that is filed under a request, as far as it is a sign of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    pub mail: i64,
    pub request: i64,
    pub at: DateTime<Utc>,
    pub kind: Kind,
    /// Of a report that a letter did not arrive.
    pub permanent: Option<bool>,
}

/// Every mail of theirs, and every report of a mail server, oldest first.
pub fn came(db: &Connection) -> anyhow::Result<Vec<Came>> {
    let mut statement = db.prepare_cached(
        "SELECT mails.id, filed.request, mails.arrived_at, readings.kind,
                readings.reading ->> '$.meaning.permanent'
         FROM filed
         JOIN mails ON mails.id = filed.mail
         JOIN readings ON readings.mail = filed.mail
         WHERE readings.reading ->> '$.own' IS NULL
         ORDER BY mails.arrived_at, mails.id",
    )?;
    let rows = statement.query_map([], |row| {
        let (at, kind): (String, String) = (row.get(2)?, row.get(3)?);
        Ok((row.get(0)?, row.get(1)?, at, kind, row.get(4)?))
    })?;
    rows.map(|row| {
        let (mail, request, at, kind, permanent) = row?;
        let kind = Kind::parse(&kind).with_context(|| format!("m{mail} is a `{kind}`"))?;
        Ok(Came { mail, request, at: codec::read_instant(&at)?, kind, permanent })
    })
    .collect()
}
