//! Copies of the database: made while it is in use, and known to be whole before they count.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, named_params};
use sha2::{Digest, Sha256};

use super::{Store, codec, migrate, place};

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub file: PathBuf,
    pub sha256: String,
    pub bytes: u64,
    /// The last row of the log that is in it.
    pub last_event: i64,
    /// Rows of all tables together.
    pub rows: i64,
}

/// Copies the database to `file`, which must not be there yet, restores the copy for a trial and compares.
pub fn copy(store: &Store, file: &Path) -> anyhow::Result<Copied> {
    anyhow::ensure!(!file.exists(), "{} is there already: name another folder", file.display());
    let half = file.with_extension("db.half");
    let _ = fs::remove_file(&half);
    drop(place::private(&half).with_context(|| format!("making {}", half.display()))?);
    let copied = || -> anyhow::Result<()> {
        let mut target = Connection::open(&half)?;
        Backup::new(&store.db, &mut target)?.run_to_completion(1_000, Duration::ZERO, None)?;
        // A copy is one file, whatever opens it next.
        target.pragma_update(None, "journal_mode", "DELETE")?;
        target.close().map_err(|(_, error)| error)?;
        fs::File::open(&half)?.sync_all()?;
        Ok(())
    };
    copied().with_context(|| format!("copying the database to {}", half.display()))?;
    let (rows, last_event) = verify(store, &half)?;
    fs::rename(&half, file).with_context(|| format!("naming {}", file.display()))?;
    let bytes = fs::metadata(file)?.len();
    Ok(Copied { file: file.to_owned(), sha256: digest(file)?, bytes, last_event, rows })
}

/// Restores the copy beside itself and holds what comes of it against the database it was made from.
fn verify(store: &Store, copy: &Path) -> anyhow::Result<(i64, i64)> {
    let source = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let trial = tempfile::Builder::new()
        .prefix(".trial-")
        .tempfile_in(copy.parent().unwrap_or(Path::new(".")))?;
    let mut restored = Connection::open(trial.path())?;
    restored.pragma_update(None, "synchronous", "OFF")?;
    Backup::new(&source, &mut restored)?.run_to_completion(1_000, Duration::ZERO, None)?;
    whole(&restored).with_context(|| copy.display().to_string())?;
    let mut all = 0;
    for table in tables(&store.db)? {
        let (here, there) = (count(&store.db, &table)?, count(&restored, &table)?);
        anyhow::ensure!(here == there, "the copy has {there} rows of {table}, not {here}");
        all += here;
    }
    let last = super::events::last(&restored)?;
    anyhow::ensure!(last == super::events::last(&store.db)?, "the copy ends before the log does");
    Ok((all, last))
}

fn whole(db: &Connection) -> anyhow::Result<()> {
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    anyhow::ensure!(verdict == "ok", "the copy is damaged: {verdict}");
    Ok(())
}

fn tables(db: &Connection) -> anyhow::Result<Vec<String>> {
    let mut statement = db.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn count(db: &Connection, table: &str) -> anyhow::Result<i64> {
    Ok(db.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))?)
}

fn digest(file: &Path) -> anyhow::Result<String> {
    use std::fmt::Write;
    let mut hash = Sha256::new();
    let mut reader = fs::File::open(file)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
    Ok(hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Puts a copy on record.
pub fn keep(db: &Connection, copied: &Copied, now: DateTime<Utc>) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO backups (file, sha256, made_at, last_event)
         VALUES (:file, :sha256, :made_at, :last_event)",
    )?
    .execute(named_params! {
        ":file": copied.file.display().to_string(),
        ":sha256": copied.sha256,
        ":made_at": codec::instant(now),
        ":last_event": copied.last_event,
    })?;
    Ok(())
}

/// The copies on record that are still where they were made, oldest first, each with its instant.
pub fn known(db: &Connection) -> anyhow::Result<Vec<(PathBuf, DateTime<Utc>)>> {
    let mut statement = db.prepare_cached("SELECT file, made_at FROM backups ORDER BY seq")?;
    let rows = statement.query_map([], |row| {
        Ok((PathBuf::from(row.get::<_, String>(0)?), row.get::<_, String>(1)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (file, made_at) = row?;
        if file.exists() {
            found.push((file, codec::read_instant(&made_at)?));
        }
    }
    Ok(found)
}

/// Fails unless `copy` is a whole database that this version can open; gives the last instant in it.
pub fn check(copy: &Path) -> anyhow::Result<DateTime<Utc>> {
    let named = || format!("{} cannot be restored", copy.display());
    let db =
        Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY).with_context(named)?;
    let version = migrate::version(&db).with_context(named)?;
    anyhow::ensure!(version > 0, "{} is no foi database", copy.display());
    migrate::refuse_newer(copy, version, migrate::ALL)?;
    whole(&db).with_context(named)?;
    let store = Store { db, path: copy.to_owned() };
    store.last_instant().with_context(named)?.with_context(named)
}

/// The last row of the log in `copy`.
pub fn last_event(copy: &Path) -> anyhow::Result<i64> {
    let db = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    super::events::last(&db)
}

/// Puts `copy` where `file` is, in one step; what was there is put aside under a name of its own.
pub fn replace(file: &Path, copy: &Path, now: DateTime<Utc>) -> anyhow::Result<Option<PathBuf>> {
    let half = file.with_extension("db.half");
    let _ = fs::remove_file(&half);
    drop(place::private(&half)?);
    fs::copy(copy, &half).with_context(|| format!("copying {}", copy.display()))?;
    fs::File::open(&half)?.sync_all()?;
    let aside = file.exists().then(|| {
        file.with_extension(format!("db.before-restore-{}", now.format("%Y%m%dT%H%M%SZ")))
    });
    if let Some(aside) = &aside {
        anyhow::ensure!(!aside.exists(), "{} is there already", aside.display());
        // What its write-ahead log has is part of it.
        let db = Connection::open(file)?;
        db.pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
        db.pragma_update(None, "journal_mode", "DELETE")
            .with_context(|| format!("{} is in use", file.display()))?;
        drop(db);
        fs::rename(file, aside)?;
    }
    fs::rename(&half, file)?;
    Ok(aside)
}
