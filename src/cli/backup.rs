//! `foi backup` and `foi restore`.
use std::path::PathBuf;

use serde_json::json;

use super::out::{self, counted, moment};
use super::{Ended, Session};
use crate::jobs::backup;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder for the copy; a launch leaves its own in `backups/`
    folder: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// A copy that `foi backup` or a launch made
    file: PathBuf,
    /// Restore it: without this, only say what would be done
    #[arg(long)]
    confirm: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("backup")?;
    let copied = backup::backup(&mut workspace, &args.folder)?;
    let file = copied.file.display().to_string();
    let row = json!({
        "file": file, "sha256": copied.sha256, "bytes": copied.bytes,
        "last_event": copied.last_event, "rows": copied.rows,
    });
    session.decided(&row, &format!(
        "{file}: {} bytes, {} rows, restored for a trial and whole. It holds everything in foi.db; \
         foi.toml, campaigns/ and templates/ are files that you copy yourself.",
        copied.bytes, copied.rows
    ))
}

pub(super) fn restore(session: &Session, args: &Restore) -> anyhow::Result<Ended> {
    let file = args.file.display().to_string();
    if !args.confirm {
        let at = crate::store::backup::check(&args.file)?;
        let loses = backup::would_lose(&session.workspace, &args.file)?;
        if session.json {
            out::object(&json!({"file": file, "last_instant": at, "events_lost": loses}))?;
            return Ok(Ended::Done);
        }
        out::line(&format!("{file} is whole. The last that it knows is of {}.", moment(at)))?;
        if let Some(events) = loses {
            let rows = counted(events, "row", "rows");
            out::line(&format!(
                "The database here has {rows} of the log that the copy has not: it would be put aside, not \
                 removed."
            ))?;
        }
        out::line(
            "Letters that wait in it may have left since: they become unknown, and everything is \
             paused. To restore, type the command again with --confirm.",
        )?;
        return Ok(Ended::Done);
    }
    let by = session.person.clone().or_else(|| {
        crate::config::Config::load(&session.workspace).ok().and_then(|config| config.me)
    });
    let by = by.ok_or_else(|| {
        anyhow::anyhow!("say who decides: --as NAME, or [people] me = \"NAME\" in foi.toml")
    })?;
    let restored = backup::restore(&session.workspace, &args.file, (&by, session.now.instant()))?;
    let aside = restored.put_aside.as_ref().map(|path| path.display().to_string());
    if session.json {
        out::object(&json!({
            "file": restored.file.display().to_string(), "copied_at": restored.copied_at,
            "unknown": restored.unknown, "put_aside": aside, "paused": true, "by": by,
        }))?;
        return Ok(Ended::Done);
    }
    out::line(&format!("Restored as it was at {}.", moment(restored.copied_at)))?;
    if let Some(aside) = aside {
        out::line(&format!("What was here before is in {aside}."))?;
    }
    let letters = counted(restored.unknown, "letter", "letters");
    out::line(&format!(
        "{letters} may have left since: unknown now (`foi outbox --state unknown`). Everything is paused. \
         Take in the mail since then, the folder of sent mail above all; settle what stays unknown; then \
         `foi resume`."
    ))?;
    Ok(Ended::Done)
}
