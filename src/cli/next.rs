//! `foi next`.
use chrono::NaiveDate;
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::campaign::policy::Step;
use crate::case::ladder::Proposal;
use crate::jobs::Workspace;
use crate::jobs::behind_links::{Task, tasks as tasks_of};
use crate::jobs::judged::with_next_step;
use crate::jobs::proof::no_sign;
use crate::store::standing::Listed;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this campaign
    #[arg(long)]
    campaign: Option<String>,
    /// Only this step
    #[arg(long, value_parser = super::select::step)]
    step: Option<Step>,
}

/// A request with what to do about it.
struct Row {
    listed: Listed,
    step: Proposal,
    /// A right lapses within days.
    urgent: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let today = workspace.today();
    let mut rows: Vec<Row> = Vec::new();
    for row in with_next_step(&workspace, args.campaign.as_deref())? {
        let silent = no_sign(&workspace, &row)?;
        let Some(mut step) = row.proposal else { continue };
        if args.step.is_some_and(|wanted| step.step != wanted) {
            continue;
        }
        // Before anything is built on its day.
        if let Some(silent) = silent {
            step.why = format!("{}; {}", step.why, silent.words());
        }
        let urgent = step.is_urgent(workspace.calendar(), row.listed.law, today);
        rows.push(Row { listed: row.listed, step, urgent });
    }
    // A right that lapses soonest comes first; one that has lapsed is no longer urgent.
    rows.sort_by_cached_key(|row| {
        let stop = row.step.hard_stop.filter(|stop| *stop >= today);
        (!row.urgent, stop.is_none(), stop, row.step.due_on, row.listed.authority.clone())
    });
    let tasks = tasks(&workspace, args)?;
    if session.json {
        tasks.iter().try_for_each(|task| out::object(&fetched(task, today)))?;
        rows.iter().try_for_each(|row| out::object(&object(row)))?;
        return Ok(Ended::Done);
    }
    if !tasks.is_empty() {
        show_tasks(&tasks, today)?;
        if rows.is_empty() {
            return Ok(Ended::Done);
        }
    }
    if rows.is_empty() {
        out::line("Nothing to do.")?;
        return Ok(Ended::Done);
    }
    let heading = ["authority", "step", "by", "right lapses", "why"];
    let (urgent, others): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.urgent);
    if !urgent.is_empty() {
        let rights = counted(urgent.len(), "RIGHT LAPSES SOON", "RIGHTS LAPSE SOON");
        out::line(&format!("!! {rights} !!"))?;
        let lines: Vec<Vec<String>> = urgent.iter().map(|row| urgent_line(row, today)).collect();
        out::table(&heading, &lines)?;
        out::line("")?;
    }
    let lines: Vec<Vec<String>> = others.into_iter().map(line).collect();
    out::table(&heading, &lines)?;
    let ready = rows.iter().filter(|row| row.step.step.may_be_armed() && row.step.from <= today);
    if ready.count() > 0 {
        out::line("`foi approve` shows the letters that may leave today.")?;
    }
    Ok(Ended::Done)
}

/// Replies to be fetched; they are no rung of the ladder.
fn tasks(workspace: &Workspace, args: &Args) -> anyhow::Result<Vec<Task>> {
    if args.step.is_some() {
        return Ok(Vec::new());
    }
    let mut tasks = tasks_of(workspace.store.db())?;
    tasks.retain(|task| args.campaign.is_none() || task.campaign == args.campaign);
    Ok(tasks)
}

fn show_tasks(tasks: &[Task], today: NaiveDate) -> anyhow::Result<()> {
    let lie = counted(tasks.len(), "reply lies", "replies lie");
    out::line(&format!("{lie} behind a link:"))?;
    let rows: Vec<Vec<String>> = tasks
        .iter()
        .map(|task| vec![format!("m{}", task.mail), task.authority.clone(), task.words(today)])
        .collect();
    out::table(&["mail", "authority", ""], &rows)?;
    out::line("`foi receive --request R --by portal FILE…` takes in what you fetched.\n")
}

fn fetched(task: &Task, today: NaiveDate) -> serde_json::Value {
    json!({
        "request": task.request.map(|id| format!("r{id}")),
        "authority": task.authority,
        "law": null,
        "step": "fetch_reply",
        "from": task.arrived_on,
        "due_on": task.expires,
        "hard_stop": task.expires,
        "urgent": task.days_left(today).is_none_or(|left| left <= 14),
        "law_basis": null,
        "armed": false,
        "why": task.words(today),
        "or": [],
        "mail": format!("m{}", task.mail),
        "link": task.link,
        "days_left": task.days_left(today),
    })
}

fn line(row: &Row) -> Vec<String> {
    let step = row.step.step.code().replace('_', " ");
    let armed = if row.step.armed { " (armed)" } else { "" };
    vec![
        row.listed.authority.clone(),
        format!("{step}{armed}"),
        row.step.due_on.to_string(),
        cell(row.step.hard_stop),
        row.step.why.clone(),
    ]
}

/// The same, with the days until the right lapses.
fn urgent_line(row: &Row, today: NaiveDate) -> Vec<String> {
    let left = match row.step.hard_stop.map_or(0, |stop| (stop - today).num_days()) {
        0 => "TODAY".to_owned(),
        1 => "TOMORROW".to_owned(),
        days => format!("in {days} days"),
    };
    let mut cells = line(row);
    if let Some(stop) = cells.get_mut(3) {
        *stop = format!("{stop} ({left})");
    }
    cells
}

fn object(row: &Row) -> serde_json::Value {
    let Row { listed, step, urgent } = row;
    json!({
        "request": format!("r{}", listed.request),
        "authority": listed.authority,
        "law": listed.law.code(),
        "step": step.step.code(),
        "from": step.from,
        "due_on": step.due_on,
        "hard_stop": step.hard_stop,
        "urgent": urgent,
        "law_basis": step.law_basis,
        "armed": step.armed,
        "why": step.why,
        "or": step.or.iter().map(|step| step.code()).collect::<Vec<_>>(),
    })
}
