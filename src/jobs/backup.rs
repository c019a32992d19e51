//! Copies of the database while it is in use, each opened and compared before it counts; and a workspace
//! made from one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Utc};

use super::Workspace;
use crate::case::events::Event;
use crate::store::backup::{self, Copied};
use crate::store::hold::Hold;
use crate::store::{self, Store, events, outbox, pace};

/// The folder in a workspace where a launch leaves the copy that it makes first.
const FOLDER: &str = "backups";

/// Copies the database into `folder`; the copy has been restored once, for a trial, and compared.
pub fn backup(workspace: &mut Workspace, folder: &Path) -> anyhow::Result<Copied> {
    let now = workspace.now.instant();
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let folder = fs::canonicalize(folder)?;
    let name = format!("foi-{}.db", now.format("%Y%m%dT%H%M%S%3fZ"));
    let copied = backup::copy(&workspace.store, &folder.join(name))?;
    workspace.store.transaction(|db| backup::keep(db, &copied, now))?;
    Ok(copied)
}

/// The copy that is made before each launch; `None` where there is nothing to lose yet.
pub fn before_launch(workspace: &mut Workspace) -> anyhow::Result<Option<String>> {
    if events::last(workspace.store.db())? == 0 {
        return Ok(None);
    }
    let folder = workspace.path(Path::new(FOLDER));
    let copied = backup(workspace, &folder).context("no letter was approved: the copy failed")?;
    Ok(Some(copied.file.display().to_string()))
}

/// What a restored workspace needs of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub file: PathBuf,
    /// When the copy was made: nothing that came later is in it.
    pub copied_at: DateTime<Utc>,
    /// Letters that may have left since.
    pub unknown: usize,
    /// Where the database that was there before lies now.
    pub put_aside: Option<PathBuf>,
}

/// How many rows of the log a workspace has that `copy` has not; `None` where there is no database yet.
pub fn would_lose(dir: &Path, copy: &Path) -> anyhow::Result<Option<usize>> {
    if !dir.join(store::FILE).is_file() {
        return Ok(None);
    }
    let here = events::last(Store::read(dir)?.db())?;
    let there = backup::last_event(copy)?;
    Ok(Some(usize::try_from(here - there).unwrap_or_default()))
}

/// Puts `copy` in the place of a workspace's database. Whatever waited to leave may have left since the copy
/// was made: it is unknown until a person or a sign of it settles it, and everything is paused.
pub fn restore(
    dir: &Path,
    copy: &Path,
    (by, now): (&str, DateTime<Utc>),
) -> anyhow::Result<Restored> {
    let copied_at = backup::check(copy)?;
    fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    let _hold = Hold::take(dir, "restore", now, std::time::Duration::from_secs(3))?;
    let file = dir.join(store::FILE);
    let put_aside = backup::replace(&file, copy, now)?;
    let mut store = Store::write(dir)?;
    let unknown = store.transaction(|db| {
        let words = format!("restored from a copy of {}: it may have left since", copied_at.to_rfc3339());
        let waiting = outbox::list(db, None)?;
        let open = ["queued", "deferred", "sending"];
        let mut unknown = 0;
        for row in waiting.iter().filter(|row| open.contains(&row.state.as_str())) {
            let letter = outbox::letter(db, row.letter)?.context("a letter that is not there")?;
            let event = Event::LetterUnknown { letter: letter.id, words: words.clone() };
            outbox::record(db, &letter, &event, (now, now), Some(by))?;
            super::refresh::request(db, &store::requests::get(db, letter.request)?, now)?;
            unknown += 1;
        }
        pace::forget_trouble(db)?;
        let why = format!(
            "restored by {by} from a copy of {}. Take in the mail since then, the folder of sent mail \
             above all, and settle what is unknown (`foi outbox`) before `foi resume`",
            copied_at.format("%Y-%m-%d %H:%M UTC")
        );
        events::append(db, events::Links::default(), now, Some(by), &Event::Paused { why })?;
        Ok(unknown)
    })?;
    Ok(Restored { file, copied_at, unknown, put_aside })
}
