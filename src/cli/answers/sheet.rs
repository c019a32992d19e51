//! `foi answers export` and `foi answers import`: the round through a spreadsheet.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use serde_json::json;

use crate::answers::Value;
use crate::cli::out::{self, cell, counted};
use crate::cli::{Ended, Session};
use crate::jobs::answers::sheet;
use crate::jobs::answers::taken_in::{Decision, Plan, plan};
use crate::jobs::results::known_campaign;
use crate::spreadsheet;

#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The CSV to write; an existing file is left alone
    file: PathBuf,
    /// Only this campaign
    #[arg(long)]
    campaign: Option<String>,
    /// Only the answers of this request or authority
    #[arg(long)]
    request: Option<String>,
    /// Only answers that wait for a person
    #[arg(long)]
    waiting: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// A CSV of `foi answers export`, filled in: `accept`, or a value as `foi answers set` takes it
    file: PathBuf,
    /// Who decided
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Decide it: the number of answers it shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
}

pub(super) fn export(session: &Session, args: &Export) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let db = workspace.store.db();
    let requests = super::named(db, args.campaign.as_deref(), args.request.as_deref())?;
    let mut rows = Vec::new();
    for request in &requests {
        let campaign = known_campaign(db, &request.campaign)?.campaign;
        let all = sheet::rows(db, request, &campaign)?.into_iter();
        rows.extend(all.filter(|row| !args.waiting || row.waits()).map(|row| (request, row)));
    }
    let csv = sheet::csv(&rows)?;
    let name = args.file.display().to_string();
    let mut file = fs::File::create_new(&args.file)
        .with_context(|| format!("{name}: it is not written over, in case it is filled in"))?;
    std::io::Write::write_all(&mut file, csv.as_bytes())?;
    let said = format!("{} in {name}.", counted(rows.len(), "row", "rows"));
    session.decided(&json!({"file": name, "rows": rows.len()}), &said)
}

pub(super) fn import(session: &Session, args: &Import) -> anyhow::Result<Ended> {
    let name = args.file.display().to_string();
    let bytes = fs::read(&args.file).with_context(|| format!("reading {name}"))?;
    let text = spreadsheet::text(&bytes);
    let by = args.by.as_deref().or(session.person.as_deref());
    let Some(confirmed) = args.confirm else {
        let plan = plan(session.read()?.store.db(), &text).with_context(|| name.clone())?;
        return report(session, (&name, &plan, &plan.decisions), None);
    };
    let mut workspace = session.write("answers import")?;
    let by = workspace.person(by)?;
    let mut plan = plan(workspace.store.db(), &text).with_context(|| name.clone())?;
    let asked = Plan { decisions: std::mem::take(&mut plan.decisions), ..Plan::default() };
    let decided = asked.confirm(&mut workspace, confirmed, &by).with_context(|| name.clone())?;
    report(session, (&name, &plan, &decided), Some(&by))
}

/// What was, or would be, decided; then what is refused, by file, row and column.
fn report(
    session: &Session,
    (file, plan, decisions): (&str, &Plan, &[Decision]),
    by: Option<&str>,
) -> anyhow::Result<Ended> {
    let ended = if plan.refused.is_empty() { Ended::Done } else { Ended::Failed };
    if session.json {
        decisions.iter().try_for_each(|decision| out::object(&object(decision, by)))?;
        for refused in &plan.refused {
            out::object(&json!({
                "type": "refused", "file": file, "row": refused.row, "column": refused.column,
                "authority": refused.authority, "reason": refused.reason,
            }))?;
        }
        out::object(&json!({
            "type": "import", "decided": decisions.len(), "already": plan.already,
            "untouched": plan.untouched, "refused": plan.refused.len(), "written": by.is_some(),
        }))?;
        return Ok(ended);
    }
    let rows: Vec<Vec<String>> = decisions.iter().map(line).collect();
    out::table(&["row", "authority", "question", "period", "before", "decided"], &rows)?;
    for row in &plan.refused {
        let (number, column, authority) = (row.row, row.column, &row.authority);
        let reason = &row.reason;
        out::line(&format!("refused  {file}, row {number}, {column}, {authority}: {reason}"))?;
    }
    let count = counted(decisions.len(), "answer", "answers");
    out::line(&format!(
        "{count} {}, {} decided so already, {} without a decision, {} refused.",
        by.map_or("would be decided".to_owned(), |by| format!("decided by {by}")),
        plan.already,
        counted(plan.untouched, "row", "rows"),
        plan.refused.len()
    ))?;
    if by.is_none() && !decisions.is_empty() {
        let number = decisions.len();
        out::line(&format!(
            "Nothing was done. To decide: foi answers import {file} --confirm {number}"
        ))?;
    }
    Ok(ended)
}

fn line(decision: &Decision) -> Vec<String> {
    vec![
        decision.row.to_string(),
        decision.request.authority.clone(),
        decision.question.clone(),
        decision.period.clone(),
        cell(decision.before.as_ref().map(Value::shown)),
        decision.after.shown(),
    ]
}

fn object(decision: &Decision, by: Option<&str>) -> serde_json::Value {
    json!({
        "type": "decision",
        "row": decision.row,
        "request": format!("r{}", decision.request.id),
        "authority": decision.request.authority,
        "question": decision.question,
        "period": decision.period,
        "before": decision.before.as_ref().map(Value::shown),
        "status": decision.after.status.code(),
        "value": decision.after.value,
        "low": decision.after.low,
        "high": decision.after.high,
        "by": by,
    })
}
