//! `foi outbox`.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use serde_json::json;

use super::out::{self, counted, moment};
use super::{Ended, Session};
use crate::jobs::Workspace;
use crate::jobs::pacing::{self, Pacing};
use crate::jobs::settle::{self, Take};
use crate::mail::words::queue_id;
use crate::store::outbox::{self, Listed};
use crate::store::{events, pace};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// Only letters in this state
    #[arg(long, value_parser = ["queued", "sending", "deferred", "accepted", "refused", "kept_back", "cancelled", "unknown"])]
    state: Option<String>,
    /// Only letters of this campaign
    #[arg(long)]
    campaign: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what became of a letter that nobody can account for, or let one leave that was kept back
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
    /// Take letters back that have not left yet
    Cancel(Cancel),
}

#[derive(Debug, clap::Args)]
struct Cancel {
    /// The letters, as `foi outbox` names them
    #[arg(required_unless_present_any = ["last", "all"], conflicts_with_all = ["last", "all"])]
    letters: Vec<String>,
    /// All that were approved together with the last one
    #[arg(long, conflicts_with = "all")]
    last: bool,
    /// All that wait
    #[arg(long)]
    all: bool,
    /// With --all: only those of this campaign
    #[arg(long, requires = "all")]
    campaign: Option<String>,
    /// Why, for whoever reads the log
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
    /// Take back so many: the number the list shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list(session, args),
        Some(Command::Cancel(args)) => cancel(session, args),
        Some(Command::Settle { letter, left, .. }) => {
            let mut workspace = session.write("outbox settle")?;
            let by = session.person(&workspace)?;
            let id = letter_id(letter)?;
            let reference = settle::settle(&mut workspace, id, *left, &by)?;
            let what =
                if *left { "left; it is not sent again" } else { "did not leave; it is queued" };
            let row = json!({
                "letter": format!("l{id}"), "reference": reference, "left": left, "by": by,
            });
            session.decided(&row, &format!("{reference} {what}."))
        }
    }
}

fn letter_id(text: &str) -> anyhow::Result<i64> {
    text.strip_prefix('l')
        .unwrap_or(text)
        .parse()
        .map_err(|_| anyhow::anyhow!("`{text}` is no letter: `foi outbox` names them as l12"))
}

fn cancel(session: &Session, args: &Cancel) -> anyhow::Result<Ended> {
    let ids = args.letters.iter().map(|text| letter_id(text)).collect::<anyhow::Result<_>>()?;
    let take = match (args.last, args.all) {
        (true, _) => Take::Last,
        (_, true) => Take::All { campaign: args.campaign.clone() },
        (_, _) => Take::These(ids),
    };
    let one = args.letters.len() == 1;
    if args.confirm.is_none() && !one {
        let found = settle::retractable(&session.read()?, &take)?;
        for row in &found {
            out::line(&format!("l{} {} {}", row.letter, row.reference, row.authority))?;
        }
        let count = found.len();
        let letters = counted(count, "letter can", "letters can");
        out::line(&format!(
            "{letters} be taken back. Nothing was done: type the command again with --confirm {count}"
        ))?;
        return Ok(Ended::Done);
    }
    let mut workspace = session.write("outbox cancel")?;
    let by = session.person(&workspace)?;
    let found = settle::retractable(&workspace, &take)?;
    let count = found.len();
    anyhow::ensure!(
        args.confirm.is_none_or(|confirmed| confirmed == count),
        "{} can be taken back, you confirmed {}: look at the list again",
        counted(count, "letter", "letters"),
        args.confirm.unwrap_or_default()
    );
    anyhow::ensure!(count > 0, "no letter waits to leave: there is nothing to take back");
    settle::cancel(&mut workspace, &found, &args.why, &by)?;
    let rows: Vec<String> = found.iter().map(|row| format!("l{}", row.letter)).collect();
    let row = json!({"cancelled": rows, "by": by});
    let letters = counted(count, "letter", "letters");
    session.decided(&row, &format!(
        "{letters} taken back by {by}. `foi outbox settle LETTER --stayed` queues one again; a launch \
         writes to its authority anew."
    ))
}

/// When each waiting letter leaves, if nothing comes between.
fn departures(workspace: &Workspace) -> anyhow::Result<HashMap<i64, DateTime<Utc>>> {
    if Pacing::of(workspace, false) == Pacing::Unpaced {
        return Ok(HashMap::new());
    }
    let table = pacing::timetable(workspace)?;
    Ok(table.map(|(waiting, at)| (waiting.letter, at)).collect())
}

fn list(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let mut rows = outbox::list(workspace.store.db(), args.state.as_deref())?;
    rows.retain(|row| args.campaign.as_ref().is_none_or(|name| row.campaign == *name));
    let departures = departures(&workspace)?;
    let next = |row: &Listed| departures.get(&row.letter).copied().or(row.not_before);
    if session.json {
        for row in &rows {
            out::object(&json!({
                "letter": format!("l{}", row.letter),
                "kind": row.kind,
                "request": format!("r{}", row.request),
                "authority": row.authority,
                "reference": row.reference,
                "to": row.recipient,
                "state": row.state,
                "not_before": row.not_before,
                "next_at": next(row),
                "tries": row.tries,
                "left_at": row.left_at,
                "queue_id": queue_id(&row.words),
                "words": row.words,
            }))?;
        }
        return Ok(Ended::Done);
    }
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let when = match (row.left_at, next(row)) {
                (Some(left), _) => format!("left {}", moment(left)),
                (None, Some(next)) => format!("next {}", moment(next)),
                (None, None) => String::new(),
            };
            vec![
                format!("l{}", row.letter),
                row.authority.clone(),
                row.reference.clone(),
                row.state.replace('_', " "),
                row.tries.to_string(),
                when,
                row.words.clone(),
            ]
        })
        .collect();
    let heads = ["letter", "authority", "reference", "state", "tries", "when (London)", "words"];
    out::table(&heads, &lines)?;
    out::line(&format!("{}.", counted(rows.len(), "letter", "letters")))?;
    let db = workspace.store.db();
    if let Some((_, why)) = events::paused(db)? {
        out::line(&format!("Everything is paused ({why}): `foi resume` lets letters leave."))?;
    } else if let Some(trouble) = pace::trouble(db)?.filter(|trouble| trouble.away > 0) {
        out::line(&format!(
            "The mail server was in trouble {} in a row ({}); it is tried again at {}.",
            counted(trouble.away as usize, "time", "times"),
            trouble.words,
            moment(trouble.until)
        ))?;
    }
    Ok(Ended::Done)
}
