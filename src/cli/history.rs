//! `foi history`.
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::jobs::dossier::Dossier;
use crate::jobs::history::{Entry, history};
use crate::law::london;
use crate::store::requests;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// r12, a reference, or an authority
    request: String,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let db = workspace.store.db();
    let request = requests::find(db, &args.request)?;
    let entries = history(&Dossier::open(db, &request)?, workspace.today())?;
    if session.json {
        let id = format!("r{}", request.id);
        entries.iter().try_for_each(|entry| out::object(&object(&id, entry)))?;
        return Ok(Ended::Done);
    }
    out::line(&format!("r{} {} {}\n", request.id, request.reference, request.name))?;
    let lines: Vec<Vec<String>> = entries.iter().map(line).collect();
    out::table(&["when", "id", "what", "by", "detail"], &lines)?;
    out::line(&format!(
        "{}. `foi record undo e12` takes back what a person recorded; `foi mail show m3` shows a \
         mail, `foi assign m3` puts it right.",
        counted(entries.len(), "entry", "entries")
    ))?;
    Ok(Ended::Done)
}

fn line(entry: &Entry) -> Vec<String> {
    // What was recorded of an earlier day has a day, and no time of its own.
    let when = if entry.recorded_at.is_some() && entry.what == "recorded" {
        entry.on.to_string()
    } else {
        let minute = london::minute_of_day(entry.at);
        format!("{} {:02}:{:02}", entry.on, minute / 60, minute % 60)
    };
    let recorded = entry.recorded_at.map(|at| format!(" [recorded {}]", london::civil_date(at)));
    vec![
        when,
        cell(entry.id.as_deref()),
        entry.what.replace('_', " "),
        cell(entry.by.as_deref()),
        // One line each: a note may have several.
        format!(
            "{}{}{}",
            entry.detail.replace(['\n', '\r'], " "),
            entry.file.as_ref().map(|file| format!("; file {file}")).unwrap_or_default(),
            recorded.unwrap_or_default()
        ),
    ]
}

fn object(request: &str, entry: &Entry) -> serde_json::Value {
    let (before, after) = entry.moved.unwrap_or_default();
    json!({
        "request": request,
        "at": entry.at,
        "on": entry.on,
        "id": entry.id,
        "what": entry.what,
        "by": entry.by,
        "detail": entry.detail,
        "recorded_at": entry.recorded_at.unwrap_or(entry.at),
        "taken_back": entry.taken_back,
        "file": entry.file,
        "due_before": before,
        "due_on": after,
    })
}
