//! Requests that were taken in from sheets and exports.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::codec;
use crate::case::events::Event;
use crate::case::imported::Imported;

/// Whether a round was taken in from a sheet.
pub fn is_of_a_sheet(db: &Connection, campaign: &str) -> anyhow::Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM requests JOIN events ON events.request = requests.id
                 WHERE requests.campaign = :campaign AND events.event ->> 'event' = 'imported'
                     AND events.event ->> 'origin' = 'sheet')",
        )?
        .query_row(named_params! {":campaign": campaign}, |row| row.get(0))?)
}

/// What a sheet or an export says of a request, if it was taken in from one.
pub fn of_request(db: &Connection, request: i64) -> anyhow::Result<Option<Imported>> {
    let text: Option<String> = db
        .prepare_cached(
            "SELECT event FROM events WHERE request = ?1 AND event ->> 'event' = 'imported'
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([request], |row| row.get(0))
        .optional()?;
    let event = text.map(|text| codec::read_json::<Event>(&text)).transpose()?;
    Ok(event.and_then(|event| {
        if let Event::Imported { imported } = event { Some(*imported) } else { None }
    }))
}
