//! Numbered migrations. Before one runs, the database is copied and the copy checked; if one fails,
//! the copy is put back.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rusqlite::{Connection, OptionalExtension};

use super::CannotOpen;

/// All migrations, oldest first; one is added, none is ever changed.
pub const ALL: &[&str] = &[
    include_str!("migrations/0001_spine.sql"),
    include_str!("migrations/0002_rehearsal.sql"),
    include_str!("migrations/0003_no_replace.sql"),
    include_str!("migrations/0004_ladder.sql"),
    include_str!("migrations/0005_bank_holidays.sql"),
    include_str!("migrations/0006_kept_back.sql"),
    include_str!("migrations/0007_by_index.sql"),
    include_str!("migrations/0008_receive.sql"),
    include_str!("migrations/0009_mailboxes.sql"),
    include_str!("migrations/0010_documents.sql"),
    include_str!("migrations/0011_freezes.sql"),
    include_str!("migrations/0012_erasures.sql"),
    include_str!("migrations/0013_post.sql"),
    include_str!("migrations/0015_addresses.sql"),
    include_str!("migrations/0018_views.sql"),
];

/// The schema that `migrations` end at.
pub fn latest(migrations: &[&str]) -> u32 {
    u32::try_from(migrations.len()).unwrap_or(u32::MAX)
}

pub(super) fn version(db: &Connection) -> anyhow::Result<u32> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

pub(super) fn refuse_newer(path: &Path, found: u32, migrations: &[&str]) -> anyhow::Result<()> {
    let known = latest(migrations);
    if found > known {
        let path = path.display().to_string();
        return Err(CannotOpen::Newer { path, found, known }.into());
    }
    Ok(())
}

/// Brings the database at `path` up to the last of `migrations`.
pub fn up(db: &mut Connection, path: &Path, migrations: &[&str]) -> anyhow::Result<()> {
    let found = version(db).with_context(|| format!("{} is not a foi database", path.display()))?;
    refuse_newer(path, found, migrations)?;
    if found == latest(migrations) {
        return Ok(());
    }
    let copy = if found == 0 { None } else { Some(copy_and_check(db, path, found)?) };
    let outcome = run(db, found, migrations);
    match (outcome, copy) {
        (Ok(()), _) => Ok(()),
        (Err(error), None) => Err(error),
        (Err(error), Some(copy)) => {
            restore(db, &copy)?;
            let copy = copy.display();
            Err(error.context(format!(
                "the database could not be brought up to date and is as it was (copy in {copy})"
            )))
        }
    }
}

fn run(db: &mut Connection, found: u32, migrations: &[&str]) -> anyhow::Result<()> {
    for (index, sql) in migrations.iter().enumerate().skip(found as usize) {
        let number = u32::try_from(index + 1)?;
        let transaction = db.transaction()?;
        transaction.execute_batch(sql).with_context(|| format!("migration {number}"))?;
        transaction.pragma_update(None, "user_version", number)?;
        let broken: Option<String> = transaction
            .query_row("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", [], |row| {
                row.get(0)
            })
            .optional()?;
        if let Some(table) = broken {
            anyhow::bail!("migration {number} leaves rows of {table} that refer to nothing");
        }
        transaction.commit()?;
    }
    Ok(())
}

fn copy_and_check(db: &Connection, path: &Path, found: u32) -> anyhow::Result<PathBuf> {
    let copy = path.with_extension(format!("db.before-schema-{}", found + 1));
    let _ = fs::remove_file(&copy);
    drop(super::place::private(&copy)?);
    db.backup("main", &copy, None::<fn(rusqlite::backup::Progress)>)
        .with_context(|| format!("copying the database to {}", copy.display()))?;
    let checked = Connection::open(&copy)?;
    let verdict: String = checked.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    anyhow::ensure!(
        verdict == "ok",
        "the copy {} is damaged ({verdict}): nothing was changed",
        copy.display()
    );
    Ok(copy)
}

fn restore(db: &mut Connection, copy: &Path) -> anyhow::Result<()> {
    db.restore("main", copy, None::<fn(rusqlite::backup::Progress)>)
        .with_context(|| format!("putting {} back", copy.display()))
}
