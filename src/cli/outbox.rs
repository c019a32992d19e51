//! `foi outbox`.
use clap::Subcommand;
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::send;
use crate::store::outbox;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// Only letters in this state
    #[arg(long, value_parser = ["queued", "sending", "deferred", "accepted", "refused", "kept_back", "unknown"])]
    state: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what became of a letter that nobody can account for
    Settle {
        /// The letter, as `foi outbox` names it
        letter: String,
        /// It left: it is never sent again
        #[arg(long, conflicts_with = "stayed", required_unless_present = "stayed")]
        left: bool,
        /// It did not leave: it is queued again
        #[arg(long)]
        stayed: bool,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list(session, args.state.as_deref()),
        Some(Command::Settle { letter, left, .. }) => {
            let mut workspace = session.write("outbox settle")?;
            let by = session.person(&workspace)?;
            let id = letter.strip_prefix('l').unwrap_or(letter).parse().map_err(|_| {
                anyhow::anyhow!("`{letter}` is no letter: `foi outbox` names them as l12")
            })?;
            let reference = send::settle(&mut workspace, id, *left, &by)?;
            let what =
                if *left { "left; it is not sent again" } else { "did not leave; it is queued" };
            let row = json!({
                "letter": format!("l{id}"), "reference": reference, "left": left, "by": by,
            });
            session.decided(&row, &format!("{reference} {what}."))
        }
    }
}

fn list(session: &Session, state: Option<&str>) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let rows = outbox::list(workspace.store.db(), state)?;
    if session.json {
        for row in &rows {
            out::object(&json!({
                "letter": format!("l{}", row.letter),
                "request": format!("r{}", row.request),
                "authority": row.authority,
                "reference": row.reference,
                "to": row.recipient,
                "state": row.state,
                "not_before": row.not_before,
                "words": row.words,
            }))?;
        }
        return Ok(Ended::Done);
    }
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                format!("l{}", row.letter),
                row.authority.clone(),
                row.reference.clone(),
                row.state.clone(),
                row.words.clone(),
            ]
        })
        .collect();
    out::table(&["letter", "authority", "reference", "state", "words"], &lines)?;
    out::line(&format!("{}.", counted(rows.len(), "letter", "letters")))?;
    Ok(Ended::Done)
}
