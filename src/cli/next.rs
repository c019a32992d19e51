//! `foi next`.
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::campaign::policy::Step;
use crate::case::ladder::Proposal;
use crate::jobs::judged::with_next_step;
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
    let mut rows: Vec<Row> = with_next_step(&workspace, args.campaign.as_deref())?
        .into_iter()
        .filter_map(|row| {
            let step = row.proposal?;
            let urgent = step.is_urgent(workspace.calendar(), row.listed.law, today);
            Some(Row { listed: row.listed, step, urgent })
        })
        .filter(|row| args.step.is_none_or(|step| row.step.step == step))
        .collect();
    // A right that lapses soonest comes first; one that has lapsed is no longer urgent.
    rows.sort_by_cached_key(|row| {
        let stop = row.step.hard_stop.filter(|stop| *stop >= today);
        (!row.urgent, stop.is_none(), stop, row.step.due_on, row.listed.authority.clone())
    });
    if session.json {
        rows.iter().try_for_each(|row| out::object(&object(row)))?;
        return Ok(Ended::Done);
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
        let lines: Vec<Vec<String>> = urgent
            .iter()
            .map(|row| {
                let days = row.step.hard_stop.map_or(0, |stop| (stop - today).num_days());
                let left = match days {
                    0 => "TODAY".to_owned(),
                    1 => "TOMORROW".to_owned(),
                    days => format!("in {days} days"),
                };
                let mut cells = line(row);
                if let Some(stop) = cells.get_mut(3) {
                    *stop = format!("{stop} ({left})");
                }
                cells
            })
            .collect();
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
