//! `foi import`: earlier rounds and running requests from files of others.
mod round;
mod wdtk;

use std::path::Path;

use clap::Subcommand;
use serde_json::json;

pub(super) use self::round::period;
use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::import::{Counted, write_refusals};
use crate::rounds::Refused;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// An earlier round without its mails, from a spreadsheet: a row for each authority
    Round(round::Args),
    /// Requests that run already on `WhatDoTheyKnow`: the CSV of a batch
    Wdtk(wdtk::Args),
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        Command::Round(args) => round::run(session, args),
        Command::Wdtk(args) => wdtk::run(session, args),
    }
}

/// What was taken in and what refused; refused rows are written beside the file once something is kept.
fn report(
    session: &Session,
    file: &Path,
    (counted_rows, refused): (&Counted, &[Refused]),
    written: bool,
) -> anyhow::Result<Ended> {
    let kept =
        (written && !refused.is_empty()).then(|| write_refusals(file, refused)).transpose()?;
    let kept = kept.map(|path| path.display().to_string());
    let ended = if refused.is_empty() { Ended::Done } else { Ended::Failed };
    if session.json {
        for row in refused {
            out::object(&json!({
                "type": "refused", "row": row.row, "column": row.column, "authority": row.authority,
                "value": row.value, "reason": row.reason,
            }))?;
        }
        out::object(&json!({
            "type": "import", "requests": counted_rows.requests, "answers": counted_rows.answers,
            "already": counted_rows.already, "refused": refused.len(), "refusals": kept,
            "written": written,
        }))?;
        return Ok(ended);
    }
    for row in refused {
        let column = row.column.as_ref().map_or(String::new(), |column| format!(", {column}"));
        let value = Some(&row.value).filter(|value| !value.is_empty());
        let value = value.map_or(String::new(), |value| format!(" \u{201c}{value}\u{201d}"));
        let (number, authority, reason) = (row.row, &row.authority, &row.reason);
        out::line(&format!("refused  row {number}{column}, {authority}{value}: {reason}"))?;
    }
    out::line(&format!(
        "{} and {} {}; {} here already, {} refused.",
        counted(counted_rows.requests, "request", "requests"),
        counted(counted_rows.answers, "answer", "answers"),
        if written { "taken in" } else { "would be taken in" },
        counted(counted_rows.already, "row", "rows"),
        refused.len()
    ))?;
    if let Some(kept) = kept {
        out::line(&format!(
            "What was refused is in {kept}: mend it in the file, and import that again."
        ))?;
    }
    Ok(ended)
}
