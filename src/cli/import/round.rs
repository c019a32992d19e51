//! `foi import round`.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use super::report;
use crate::case::imported::Told;
use crate::cli::out::{self, counted};
use crate::cli::{Ended, Session};
use crate::jobs::import::round::{Plan, Wish, plan};
use crate::rounds::sheet::Map;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A CSV, XLSX, XLS or ODS with a row for each authority
    file: PathBuf,
    /// The id of the round
    #[arg(long, value_name = "ID")]
    campaign: String,
    /// What it asked about
    #[arg(long)]
    title: Option<String>,
    /// A period that it asked about; several, or with an id: 2018=2018-01-01..2018-12-31
    #[arg(long = "period", value_name = "FROM..TO", value_parser = period)]
    periods: Vec<(Option<String>, NaiveDate, NaiveDate)>,
    /// Its questions were those of this campaign
    #[arg(long, value_name = "CAMPAIGN")]
    like: Option<String>,
    /// The column with the answers to a question, by heading or letter; of one period: lamps@2018=G
    #[arg(long = "map", value_name = "QUESTION=COLUMN", value_parser = map)]
    maps: Vec<Map>,
    /// The sheet of the workbook
    #[arg(long)]
    sheet: Option<String>,
    /// The column with the names of authorities
    #[arg(long, value_name = "COLUMN")]
    authority: Option<String>,
    /// Report only, change nothing
    #[arg(long)]
    dry_run: bool,
}

/// `FROM..TO`, or `ID=FROM..TO`.
pub(in crate::cli) fn period(text: &str) -> Result<(Option<String>, NaiveDate, NaiveDate), String> {
    let wanted = || "write it as 2026-01-01..2026-12-31".to_owned();
    let (id, days) = match text.split_once('=') {
        Some((id, days)) => (Some(id.trim().to_owned()), days),
        None => (None, text),
    };
    let (from, to) = days.split_once("..").ok_or_else(wanted)?;
    let from: NaiveDate = from.trim().parse().map_err(|_| wanted())?;
    let to: NaiveDate = to.trim().parse().map_err(|_| wanted())?;
    if to < from {
        return Err(format!("it ends ({to}) before it starts"));
    }
    Ok((id, from, to))
}

fn map(text: &str) -> Result<Map, String> {
    let (question, column) =
        text.split_once('=').ok_or_else(|| "write it as QUESTION=COLUMN, lamps=G".to_owned())?;
    let (question, period) = match question.split_once('@') {
        Some((question, period)) => (question, Some(period.trim().to_owned())),
        None => (question, None),
    };
    Ok(Map { question: question.trim().to_owned(), period, column: column.trim().to_owned() })
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let wish = Wish {
        file: &args.file,
        campaign: &args.campaign,
        title: args.title.as_deref(),
        like: args.like.as_deref(),
        periods: &args.periods,
        maps: &args.maps,
        sheet: args.sheet.as_deref(),
        authority: args.authority.as_deref(),
    };
    if args.dry_run {
        let plan = plan(&session.read()?, &wish)?;
        show(session, &plan)?;
        return report(session, &args.file, (&plan.counted, &plan.refused), false);
    }
    let mut workspace = session.write("import round")?;
    let by = session.person(&workspace)?;
    let plan = plan(&workspace, &wish)?;
    plan.keep(&mut workspace, &by)?;
    show(session, &plan)?;
    report(session, &args.file, (&plan.counted, &plan.refused), true)
}

/// How the file was understood: columns, statuses in words, kinds of reply.
fn show(session: &Session, plan: &Plan) -> anyhow::Result<()> {
    let sheet = &plan.sheet;
    let told = |told: Told| sheet.rows.iter().filter(|row| row.told == told).count();
    let kinds =
        [Told::Answered, Told::PartlyAnswered, Told::Refused, Told::NotHeld, Told::NoResponse];
    if session.json {
        for (question, period, column) in &sheet.mapped {
            out::object(&json!({
                "type": "column", "column": column, "question": question, "period": period,
            }))?;
        }
        for column in &sheet.passed_over {
            out::object(
                &json!({"type": "column", "column": column, "question": null, "period": null}),
            )?;
        }
        for (written, (status, known_by, count)) in sheet.words() {
            out::object(&json!({
                "type": "word", "written": written, "status": status.code(), "known_by": known_by,
                "count": count,
            }))?;
        }
        for kind in kinds {
            out::object(&json!({"type": "reply", "reply": kind.code(), "count": told(kind)}))?;
        }
        for note in &plan.notes {
            out::object(&json!({"type": "note", "note": note}))?;
        }
        return Ok(());
    }
    for (question, period, column) in &sheet.mapped {
        out::line(&format!("column  {column}: {question}, {period}"))?;
    }
    if !sheet.passed_over.is_empty() {
        out::line(&format!("read past  {}", sheet.passed_over.join(", ")))?;
    }
    for (written, (status, known_by, count)) in sheet.words() {
        let slip = crate::rounds::key(&written) != known_by;
        let slip = if slip { format!(" (for \u{201c}{known_by}\u{201d})") } else { String::new() };
        let status = status.code().replace('_', " ");
        out::line(&format!(
            "word  \u{201c}{written}\u{201d}{slip}, {}: {status}",
            counted(count, "cell", "cells")
        ))?;
    }
    let said: Vec<String> = kinds
        .into_iter()
        .filter(|kind| told(*kind) > 0)
        .map(|kind| format!("{} {}", told(kind), kind.code().replace('_', " ")))
        .collect();
    out::line(&format!(
        "{}: {}.",
        counted(sheet.rows.len(), "authority", "authorities"),
        said.join(", ")
    ))?;
    plan.notes.iter().try_for_each(|note| out::line(&format!("note  {note}")))
}
