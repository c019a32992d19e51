//! Documents as they were read, by the hash of their bytes.

use rusqlite::{Connection, OptionalExtension as _};

use super::codec;
use crate::documents::{Document, READER};

/// Keeps what was read of the file with this hash.
pub fn put(db: &Connection, sha256: &str, document: &Document) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO documents (sha256, reader, document) VALUES (?1, ?2, ?3)
         ON CONFLICT (sha256) DO UPDATE SET reader = excluded.reader, document = excluded.document
         -- Without the password, which is not kept, there is nothing better than what was read with it.
         WHERE NOT (excluded.document ->> 'locked' AND documents.document ->> 'unlocked' IS NOT NULL)",
    )?
    .execute((sha256, READER, codec::json(document)?))?;
    Ok(())
}

/// What the present reader, or one before it, read of the file with this hash.
pub fn get(db: &Connection, sha256: &str) -> anyhow::Result<Option<Document>> {
    let json: Option<String> = db
        .prepare_cached("SELECT document FROM documents WHERE sha256 = ?1")?
        .query_row([sha256], |row| row.get(0))
        .optional()?;
    json.map(|json| codec::read_json(&json)).transpose()
}

/// Whether the file with this hash was read by the present reader.
pub fn is_read(db: &Connection, sha256: &str) -> anyhow::Result<bool> {
    Ok(db
        .prepare_cached("SELECT 1 FROM documents WHERE sha256 = ?1 AND reader = ?2")?
        .exists((sha256, READER))?)
}
