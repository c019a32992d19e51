//! `foi register succession`: which authority took over from which.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use crate::cli::out::{self, cell, counted};
use crate::cli::{Ended, Session};
use crate::jobs::register::{keep, read_file};
use crate::register::exchange::succession::{Import, import};
use crate::register::succession::Change;
use crate::store;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// Only what this authority has to do with
    id: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take in changes of your own: columns predecessor,successor,on,kind,source
    Import {
        /// A CSV; kind is merged, split or renamed
        file: PathBuf,
        /// Report only, change nothing
        #[arg(long)]
        dry_run: bool,
        /// Who looked it up
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list(session, args.id.as_deref()),
        Some(Command::Import { file, dry_run, by }) => {
            take_in(session, file, *dry_run, by.as_deref())
        }
    }
}

fn list(session: &Session, id: Option<&str>) -> anyhow::Result<Ended> {
    let register = super::register(session)?;
    if let Some(id) = id {
        register.find(id)?;
    }
    let meant =
        |change: &&Change| id.is_none_or(|id| change.predecessor == id || change.successor == id);
    let changes: Vec<&Change> = register.succession().iter().filter(meant).collect();
    if session.json {
        changes.iter().try_for_each(out::object)?;
        return Ok(Ended::Done);
    }
    let rows: Vec<Vec<String>> = changes
        .iter()
        .map(|change| {
            vec![
                change.on.to_string(),
                change.predecessor.clone(),
                change.successor.clone(),
                change.kind.code().to_owned(),
                cell(change.share.as_deref()),
                change.source.clone(),
            ]
        })
        .collect();
    out::table(&["on", "before", "after", "how", "share", "source"], &rows)?;
    out::line(&format!("{}.", counted(rows.len(), "change", "changes")))?;
    Ok(Ended::Done)
}

fn take_in(
    session: &Session,
    file: &Path,
    dry_run: bool,
    by: Option<&str>,
) -> anyhow::Result<Ended> {
    let text = read_file(file)?;
    if dry_run {
        return report(session, &import(&super::register(session)?, &text)?, false);
    }
    let mut workspace = session.write("register succession")?;
    let by = workspace.person(by.or(session.person.as_deref()))?;
    let import = import(&store::register::load(workspace.store.db())?, &text)?;
    keep(&mut workspace, &import.decisions, &by)?;
    report(session, &import, true)
}

fn report(session: &Session, import: &Import, written: bool) -> anyhow::Result<Ended> {
    let ended = if import.refused.is_empty() { Ended::Done } else { Ended::Failed };
    if session.json {
        out::object(&json!({
            "added": import.added, "unchanged": import.unchanged, "refused": import.refused,
            "written": written,
        }))?;
        return Ok(ended);
    }
    for change in &import.added {
        let Change { predecessor, successor, on, kind, .. } = change;
        out::line(&format!("{predecessor} \u{2192} {successor} on {on} ({})", kind.code()))?;
    }
    for refused in &import.refused {
        out::line(&format!("refused  line {}: {}", refused.line, refused.reason))?;
    }
    out::line(&format!(
        "{} {}, {} known already, {} refused.",
        counted(import.added.len(), "change", "changes"),
        if written { "taken in" } else { "would be taken in" },
        import.unchanged,
        import.refused.len()
    ))?;
    Ok(ended)
}
