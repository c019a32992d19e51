//! Which letters of a campaign a person has looked at.

use rusqlite::{Connection, named_params};

/// Whether a person has seen the letter with this digest.
pub fn was_seen(db: &Connection, campaign: &str, digest: &str) -> anyhow::Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM events INDEXED BY events_of_workspace
                 WHERE request IS NULL AND letter IS NULL AND mail IS NULL
                     AND event ->> 'event' = 'previewed'
                     AND event ->> 'campaign' = :campaign AND event ->> 'digest' = :digest)",
        )?
        .query_row(named_params! {":campaign": campaign, ":digest": digest}, |row| row.get(0))?)
}
