//! `foi campaign plan`.
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::campaign::named;
use super::out::{self, cell, counted, moment};
use super::{Ended, Session, day};
use crate::jobs::campaign::load;
use crate::jobs::launch::prospect;
use crate::jobs::launch::timetable::{Departure, timetable};
use crate::law::london;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A campaign of this workspace, or a folder with a campaign.toml
    campaign: Option<String>,
    /// As if the launch were confirmed at the start of this day (now, if not given)
    #[arg(long, value_name = "DATE", value_parser = day)]
    start: Option<NaiveDate>,
    /// Only a pilot of so many
    #[arg(long, value_name = "COUNT")]
    pilot: Option<usize>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let loaded = load(&session.workspace, &named(session, args.campaign.as_deref())?)?;
    let mut prospect = prospect(&workspace, &loaded, None)?;
    if let Some(count) = args.pilot {
        prospect.keep_pilot(count);
    }
    let now = workspace.now.instant();
    let start = args.start.map_or(now, |day| london::instant_at(day, 0));
    anyhow::ensure!(start >= now, "--start lies in the past");
    let rows = timetable(&workspace, &prospect, start)?;
    if session.json {
        for row in &rows {
            out::object(&json!({
                "authority": row.authority,
                "law": row.law.code(),
                "to": row.to,
                "leaves_at": row.leaves_at,
                "due_on": row.due_on,
                "queued": row.queued,
            }))?;
        }
        return Ok(Ended::Done);
    }
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let state = if row.queued { "queued" } else { "" };
            vec![
                moment(row.leaves_at),
                row.authority.clone(),
                row.law.code().to_owned(),
                cell(row.due_on),
                row.to.clone(),
                state.to_owned(),
            ]
        })
        .collect();
    out::table(&["leaves (London)", "authority", "law", "answer due", "to", ""], &lines)?;
    summary(&rows, prospect.waiting.len(), workspace.config.pace.undo_minutes)?;
    Ok(Ended::Done)
}

/// How many leave on each day, as a bar, and until when answers are due.
fn summary(rows: &[Departure], waiting: usize, undo: u32) -> anyhow::Result<()> {
    let day = |at: DateTime<Utc>| london::civil_date(at);
    let mut days: Vec<(NaiveDate, usize)> = Vec::new();
    for row in rows {
        match days.last_mut() {
            Some((known, count)) if *known == day(row.leaves_at) => *count += 1,
            Some(_) | None => days.push((day(row.leaves_at), 1)),
        }
    }
    let most = days.iter().map(|(_, count)| *count).max().unwrap_or(1);
    for (day, count) in &days {
        let bar = "█".repeat((count * 40).div_ceil(most));
        out::line(&format!("{}  {bar} {count}", day.format("%a %d %b")))?;
    }
    let letters = counted(rows.len(), "letter", "letters");
    let due = rows.iter().filter_map(|row| row.due_on).max();
    let due = due.map_or_else(String::new, |due| format!("; the last answer is due on {due}"));
    out::line(&format!(
        "{letters}{due}. Each can be taken back for {undo} minutes after it is approved."
    ))?;
    if waiting > 0 {
        let wait = counted(waiting, "authority waits", "authorities wait");
        out::line(&format!("{wait} for a verified address and are not in it."))?;
    }
    Ok(())
}
