//! The workspace's database: all SQL stands here, each statement beside its function.

pub mod answers;
pub mod calendar;
pub mod backup;
pub mod by_hand;
mod codec;
pub mod documents;
pub mod erasures;
pub mod events;
pub mod fingerprint;
pub mod freezes;
pub mod hold;
pub mod imports;
pub mod learnt;
pub mod letters;
pub mod mail_domains;
pub mod mailboxes;
pub mod mails;
pub mod migrate;
pub mod outbox;
pub mod pace;
pub mod place;
pub mod previews;
pub mod register;
pub mod requests;
pub mod seen;
pub mod standing;
pub mod sweep;

use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use self::place::warning;

/// The name of the database in a workspace.
pub const FILE: &str = "foi.db";

/// An open workspace.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    path: PathBuf,
}

/// A workspace that cannot be opened as it is.
#[derive(Debug, thiserror::Error)]
pub enum CannotOpen {
    #[error(
        "there is no workspace in {0}: make one with `foi init {0}`, or name one with --workspace"
    )]
    Missing(String),
    #[error(
        "{path} was written by a newer version of foi (schema {found}, this one knows {known}): \
         use that version"
    )]
    Newer { path: String, found: u32, known: u32 },
}

impl Store {
    /// Makes the database of a new workspace.
    pub fn create(workspace: &Path, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let path = workspace.join(FILE);
        drop(place::private(&path)?);
        let mut store = Self::connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        migrate::up(&mut store.db, &path, migrate::ALL)?;
        store.db.execute(
            "INSERT INTO workspace (id, created_at, program) VALUES (1, :at, :program)",
            rusqlite::named_params! {
                ":at": codec::instant(now),
                ":program": concat!("foi ", env!("CARGO_PKG_VERSION")),
            },
        )?;
        Ok(store)
    }

    /// Opens the workspace for reading only.
    pub fn read(workspace: &Path) -> anyhow::Result<Self> {
        let path = existing(workspace)?;
        // A reader of a WAL database needs its side files: where they cannot be made, nobody is
        // writing either, and the file can be read as it lies.
        let store = Self::connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .and_then(|store| migrate::version(&store.db).map(|version| (store, version)))
            .or_else(|_| {
                let uri = format!("file:{}?immutable=1", path.display());
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
                let store = Self::connect(Path::new(&uri), flags)?;
                let version = migrate::version(&store.db)?;
                anyhow::Ok((store, version))
            });
        let (mut store, version) =
            store.with_context(|| format!("{} is not a foi database", path.display()))?;
        store.path.clone_from(&path);
        migrate::refuse_newer(&path, version, migrate::ALL)?;
        anyhow::ensure!(
            version == migrate::latest(migrate::ALL),
            "{} was written by an older version of foi: run `foi tick` (or any command that \
             writes) once to bring it up to date",
            path.display()
        );
        Ok(store)
    }

    /// Opens the workspace for writing; the caller holds it (`hold::Hold`).
    pub fn write(workspace: &Path) -> anyhow::Result<Self> {
        let path = existing(workspace)?;
        anyhow::ensure!(
            !std::fs::metadata(&path)?.permissions().readonly(),
            "{} is read-only: make it writable, or work on a copy",
            path.display()
        );
        let mut store = Self::connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        migrate::up(&mut store.db, &path, migrate::ALL)?;
        Ok(store)
    }

    fn connect(path: &Path, flags: OpenFlags) -> anyhow::Result<Self> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)
            .with_context(|| format!("opening {}", path.display()))?;
        db.busy_timeout(std::time::Duration::from_secs(10))?;
        if flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
            db.pragma_update(None, "journal_mode", "WAL")
                .with_context(|| format!("opening {}", path.display()))?;
            // What is promised survives a power cut, not only a crash.
            db.pragma_update(None, "synchronous", "FULL")?;
        }
        db.pragma_update(None, "foreign_keys", true)?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self { db, path: path.to_owned() })
    }

    /// One transaction: all of `work` is kept, or none of it.
    pub fn transaction<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Begins a transaction that several steps write in, until `commit`; see `roll_back`.
    pub fn begin(&self) -> anyhow::Result<()> {
        Ok(self.db.execute_batch("BEGIN IMMEDIATE")?)
    }

    pub fn commit(&self) -> anyhow::Result<()> {
        Ok(self.db.execute_batch("COMMIT")?)
    }

    /// Takes back what was written since `begin`, if anything is still open.
    pub fn roll_back(&self) {
        if !self.db.is_autocommit() {
            // SQLite has rolled back by itself where this fails.
            let _ = self.db.execute_batch("ROLLBACK");
        }
    }

    /// The simulated instant of a rehearsed workspace: the one it was left at, or what was recorded
    /// since.
    pub fn simulated_at(&self) -> anyhow::Result<Option<DateTime<Utc>>> {
        let text: Option<String> =
            self.db.query_row("SELECT simulated_at FROM workspace", [], |row| row.get(0))?;
        let Some(text) = text else { return Ok(None) };
        Ok(Some(codec::read_instant(&text)?).max(self.last_instant()?))
    }

    /// Marks the workspace as rehearsed, and leaves it at this instant.
    pub fn set_simulated_at(&self, at: DateTime<Utc>) -> anyhow::Result<()> {
        self.db.execute("UPDATE workspace SET simulated_at = ?1", [codec::instant(at)])?;
        Ok(())
    }

    /// Writes without waiting for the disk: for a rehearsal, which can be rehearsed again.
    pub fn hurry(&self) -> anyhow::Result<()> {
        Ok(self.db.pragma_update(None, "synchronous", "OFF")?)
    }

    pub fn db(&self) -> &Connection {
        &self.db
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The latest instant anything was recorded: `FOI_NOW` may not lie before it.
    pub fn last_instant(&self) -> anyhow::Result<Option<DateTime<Utc>>> {
        let text: Option<String> = self.db.query_row(
            "SELECT max(at) FROM (
                SELECT created_at AS at FROM workspace
                UNION ALL SELECT recorded_at FROM events WHERE seq = (SELECT max(seq) FROM events)
                UNION ALL SELECT recorded_at FROM register_decisions
                    WHERE seq = (SELECT max(seq) FROM register_decisions)
                UNION ALL SELECT recorded_at FROM bank_holidays
                    WHERE seq = (SELECT max(seq) FROM bank_holidays)
             )",
            [],
            |row| row.get(0),
        )?;
        text.map(|text| codec::read_instant(&text)).transpose()
    }
}

fn existing(workspace: &Path) -> anyhow::Result<PathBuf> {
    let path = workspace.join(FILE);
    if path.is_file() {
        Ok(path)
    } else {
        Err(CannotOpen::Missing(workspace.display().to_string()).into())
    }
}
