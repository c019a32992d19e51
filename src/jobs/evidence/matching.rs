//! Whose letter a record is about: by its Message-ID, else by where it went and when.

use chrono::Duration;
use rusqlite::Connection;

use crate::evidence::Record;
use crate::store::outbox;

/// The letter a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Letter {
        letter: i64,
        request: i64,
    },
    /// More than one letter may be meant.
    Several,
    Nobody,
}

/// How long after a letter left a record without our Message-ID may be about it.
const DAYS: i64 = 7;
/// How far the clocks of two machines may be apart.
const MINUTES: i64 = 10;

pub(super) fn whose(db: &Connection, record: &Record) -> anyhow::Result<Whose> {
    if let Some(id) = &record.message_id
        && let Some((letter, request)) = outbox::by_message_id(db, id)?
    {
        return Ok(Whose::Letter { letter, request });
    }
    // A log has the Message-ID itself: what is not ours there is somebody else's.
    if record.queue_id.is_some() {
        return Ok(Whose::Nobody);
    }
    let Some(recipient) = &record.recipient else { return Ok(Whose::Nobody) };
    let from = record.at - Duration::days(DAYS);
    let to = record.at + Duration::minutes(MINUTES);
    let mut found = outbox::sent_to(db, recipient, (from, to))?;
    if let Some(subject) = &record.subject {
        found.retain(|sent| sent.subject == *subject);
    }
    Ok(match found.as_slice() {
        [] => Whose::Nobody,
        [one] => Whose::Letter { letter: one.letter, request: one.request },
        [_, _, ..] => Whose::Several,
    })
}
