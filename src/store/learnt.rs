//! What earlier mails teach about where a later one belongs. Only what was known when the mail with
//! the id `before` came counts, so that reading it again gives the same.

use rusqlite::{Connection, named_params};

/// Requests under which mails with this reference of theirs are filed, or of which a person put it on
/// record.
pub fn by_reference(db: &Connection, reference: &str, before: i64) -> anyhow::Result<Vec<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT filed.request FROM readings JOIN filed ON filed.mail = readings.mail
         WHERE readings.reference = :reference AND readings.mail < :before
         UNION
         SELECT told.request FROM events AS told
         WHERE told.event ->> 'reference' = :reference
           AND told.seq < (SELECT min(seq) FROM events WHERE mail = :before)
           AND NOT EXISTS (SELECT 1 FROM events AS undo
                           WHERE undo.request = told.request
                             AND undo.event ->> 'event' = 'taken_back'
                             AND undo.event ->> 'seq' = told.seq)
         ORDER BY 1",
    )?;
    let rows = statement
        .query_map(named_params! {":reference": reference, ":before": before}, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Requests under which a person filed mail from this address.
pub fn by_sender(db: &Connection, sender: &str, before: i64) -> anyhow::Result<Vec<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT filed.request FROM readings JOIN filed ON filed.mail = readings.mail
         WHERE readings.sender = :sender AND readings.place_decided AND readings.mail <> :before
           AND EXISTS (SELECT 1 FROM events AS decision
                       WHERE decision.mail = readings.mail
                         AND decision.event ->> 'event' = 'mail_assigned'
                         AND decision.event ->> 'requests' IS NOT NULL
                         AND decision.seq < (SELECT min(seq) FROM events WHERE mail = :before)
                         AND NOT EXISTS (SELECT 1 FROM events AS undo
                                         WHERE undo.mail = readings.mail
                                           AND undo.event ->> 'event' = 'taken_back'
                                           AND undo.event ->> 'seq' = decision.seq))
         ORDER BY filed.request",
    )?;
    let rows = statement
        .query_map(named_params! {":sender": sender, ":before": before}, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Requests under which an earlier mail of theirs with this Message-ID is filed.
pub fn by_message_id(db: &Connection, message_id: &str, before: i64) -> anyhow::Result<Vec<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT filed.request FROM mails JOIN filed ON filed.mail = mails.id
         WHERE mails.message_id = :message_id AND mails.id < :before ORDER BY filed.request",
    )?;
    let rows = statement
        .query_map(named_params! {":message_id": message_id, ":before": before}, |row| {
            row.get(0)
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The eight characters of every reference of ours, for a quick no.
pub fn codes(db: &Connection) -> anyhow::Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT code FROM requests")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
