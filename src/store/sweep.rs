//! Free pages and the log of writes, overwritten after an erasure; copies of the database looked into.

use std::path::Path;

use anyhow::Context;
use rusqlite::{Connection, OpenFlags};

use super::Store;

/// Whether a database file, other than the workspace's own, has bytes under one of these hashes.
pub fn file_holds(path: &Path, hashes: &[String]) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let uri = format!("file:{}?immutable=1", path.display());
    let Ok(db) = Connection::open_with_flags(uri, flags) else { return false };
    let holds = |sha256: &String| {
        let found: rusqlite::Result<bool> = db.query_row(
            "SELECT EXISTS (SELECT 1 FROM raw_mails WHERE sha256 = ?1 AND length(bytes) > 0)",
            [sha256],
            |row| row.get(0),
        );
        // What cannot be looked into may hold it.
        found.unwrap_or(true)
    };
    hashes.iter().any(holds)
}

impl Store {
    /// What is deleted from now on is overwritten where it stood.
    pub fn overwrite_deleted(&self) -> anyhow::Result<()> {
        Ok(self.db.pragma_update(None, "secure_delete", "ON")?)
    }

    /// Whether something was erased whose bytes may still be in free pages or in the log of writes.
    pub fn is_unswept(&self) -> anyhow::Result<bool> {
        Ok(self.db.query_row("SELECT EXISTS (SELECT 1 FROM unswept)", [], |row| row.get(0))?)
    }

    /// Writes the database anew, so that no free page and no log of writes holds what was erased.
    pub fn sweep(&self) -> anyhow::Result<()> {
        self.overwrite_deleted()?;
        self.empty_log()?;
        self.db.execute_batch("VACUUM").context("writing the database anew")?;
        self.empty_log()?;
        self.db.execute("DELETE FROM unswept", [])?;
        self.empty_log()
    }

    fn empty_log(&self) -> anyhow::Result<()> {
        let busy: i64 =
            self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        anyhow::ensure!(
            busy == 0,
            "another process is reading {}: what was erased is still in {}-wal until it ends; then \
             run `foi erase --sweep`",
            self.path.display(),
            self.path.display()
        );
        Ok(())
    }
}
