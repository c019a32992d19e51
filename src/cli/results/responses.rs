//! `foi results --responses`.

use super::super::out::{self, cell};
use super::super::{Ended, Session};
use crate::jobs::Workspace;
use crate::results::responses::{self, Responses};

pub(super) fn run(
    session: &Session,
    workspace: &Workspace,
    (campaign, by): (&str, Option<&str>),
) -> anyhow::Result<Ended> {
    let all = crate::jobs::responses::responses(workspace, campaign)?;
    let rows = match by {
        Some(column) => responses::by(&all, column),
        None => vec![responses::overall(&all)],
    };
    if session.json {
        rows.iter().try_for_each(out::object)?;
        return Ok(Ended::Done);
    }
    let table: Vec<Vec<String>> = rows.iter().map(counts).collect();
    let heading = [
        "group",
        "asked",
        "delivered",
        "acknowledged",
        "answered",
        "in part",
        "refused",
        "not held",
        "silent",
        "open",
        "undelivered",
        "closed",
        "on time",
        "late",
    ];
    out::table(&heading, &table)?;
    out::line("")?;
    let heading = ["group", "responses", "open or cut off", "median working days", "95 % interval"];
    out::table(&heading, &rows.iter().map(times).collect::<Vec<_>>())?;
    let refused: Vec<Vec<String>> = rows.iter().flat_map(sections).collect();
    if !refused.is_empty() {
        out::line("")?;
        out::table(&["group", "section", "refused", "answered in part"], &refused)?;
    }
    out::line(
        "\nMedian: Kaplan-Meier, with open requests as waits that go on; its interval by Brookmeyer and \
         Crowley. Working days are those of each authority's Act.",
    )?;
    Ok(Ended::Done)
}

fn group(row: &Responses) -> String {
    row.group.clone().unwrap_or_else(|| "all".to_owned())
}

fn counts(row: &Responses) -> Vec<String> {
    let numbers = [
        row.asked,
        row.delivered,
        row.acknowledged,
        row.answered(),
        row.partly_answered(),
        row.refused(),
        row.not_held(),
        row.silent,
        row.open,
        row.undelivered,
        row.closed,
        row.on_time(),
        row.late(),
    ];
    std::iter::once(group(row)).chain(numbers.iter().map(usize::to_string)).collect()
}

fn times(row: &Responses) -> Vec<String> {
    let curve = &row.working_days;
    let interval = match (curve.median_low, curve.median_high) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, _) => "-".to_owned(),
    };
    vec![
        group(row),
        curve.responses.to_string(),
        curve.censored.to_string(),
        cell(curve.median),
        interval,
    ]
}

fn sections(row: &Responses) -> Vec<Vec<String>> {
    let mut known: Vec<&String> =
        row.refused_by_section.keys().chain(row.partly_by_section.keys()).collect();
    known.sort();
    known.dedup();
    let count = |of: &std::collections::BTreeMap<String, usize>, section: &String| {
        of.get(section).copied().unwrap_or(0).to_string()
    };
    let one = |section: &String| {
        vec![
            group(row),
            section.clone(),
            count(&row.refused_by_section, section),
            count(&row.partly_by_section, section),
        ]
    };
    known.into_iter().map(one).collect()
}
