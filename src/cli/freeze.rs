//! `foi freeze`: a moment with a name, that `--as-of` understands.

use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::jobs::as_of;
use crate::store::freezes::{self, Freeze};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What this moment is called from now on, such as the name of a report
    #[arg(required_unless_present = "list", conflicts_with = "list")]
    name: Option<String>,
    /// What it is for
    #[arg(long, conflicts_with = "list")]
    note: Option<String>,
    /// The moments that have names
    #[arg(long)]
    list: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let Some(name) = &args.name else { return list(session) };
    let mut workspace = session.write("freeze")?;
    let by = session.person(&workspace)?;
    let (freeze, count) = as_of::freeze(&mut workspace, name, args.note.as_deref(), &by)?;
    let mut row = object(&freeze);
    if let Some(row) = row.as_object_mut() {
        row.insert("answers".to_owned(), json!(count));
    }
    let name = &freeze.name;
    let count = counted(count, "answer stands", "answers stand");
    let said = format!("{name}: {count}. `foi answers --as-of \"{name}\"` shows them again.");
    session.decided(&row, &said)
}

fn list(session: &Session) -> anyhow::Result<Ended> {
    let known = freezes::list(session.read()?.store.db())?;
    if session.json {
        known.iter().try_for_each(|freeze| out::object(&object(freeze)))?;
        return Ok(Ended::Done);
    }
    let rows: Vec<Vec<String>> = known
        .iter()
        .map(|freeze| {
            vec![
                freeze.name.clone(),
                freeze.at.format("%Y-%m-%d %H:%M UTC").to_string(),
                freeze.by.clone(),
                cell(freeze.note.as_deref()),
            ]
        })
        .collect();
    out::table(&["name", "at", "by", "note"], &rows)?;
    out::line(&format!("{}.", counted(known.len(), "moment", "moments")))?;
    Ok(Ended::Done)
}

fn object(freeze: &Freeze) -> serde_json::Value {
    json!({
        "name": freeze.name,
        "at": freeze.at,
        "by": freeze.by,
        "note": freeze.note,
    })
}
