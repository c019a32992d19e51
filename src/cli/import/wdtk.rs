//! `foi import wdtk`.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use super::report;
use crate::cli::out;
use crate::cli::{Ended, Session, day};
use crate::jobs::import::wdtk::{Plan, plan};
use crate::rounds::wdtk::State;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The CSV that the batch's page offers for download
    file: PathBuf,
    /// The campaign whose questions the batch asks: its folder says which
    #[arg(long, value_name = "CAMPAIGN")]
    campaign: String,
    /// When the batch was sent, for rows that do not say
    #[arg(long, value_name = "DATE", value_parser = day)]
    sent: Option<NaiveDate>,
    /// Report only, change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    if args.dry_run {
        let plan = plan(&session.read()?, (&args.file, &args.campaign), args.sent)?;
        show(session, &plan)?;
        return report(session, &args.file, (&plan.counted, &plan.refused), false);
    }
    let mut workspace = session.write("import wdtk")?;
    let by = session.person(&workspace)?;
    let plan = plan(&workspace, (&args.file, &args.campaign), args.sent)?;
    plan.keep(&mut workspace, &by)?;
    show(session, &plan)?;
    report(session, &args.file, (&plan.counted, &plan.refused), true)
}

/// What each state comes to.
fn words(state: State, replied: bool) -> &'static str {
    match (state, replied) {
        (State::Waiting, _) => "runs",
        (State::ToBeRead, _) => "held: put on record what came",
        (State::Withdrawn, _) => "closed",
        (State::Ended(_), true) => "answered",
        (State::Ended(_), false) => "answered; on which day the export does not say",
        (State::NotARequest, _) => "no request",
    }
}

fn show(session: &Session, plan: &Plan) -> anyhow::Result<()> {
    if session.json {
        return plan.rows.iter().try_for_each(|(authority, entry)| {
            out::object(&json!({
                "type": "request", "row": entry.row, "authority": authority, "url": entry.url,
                "site_status": entry.status, "sent_on": entry.sent_on,
                "replied_on": entry.replied_on,
                "state": words(entry.state, entry.replied_on.is_some()),
            }))
        });
    }
    let rows: Vec<Vec<String>> = plan
        .rows
        .iter()
        .map(|(authority, entry)| {
            let state = words(entry.state, entry.replied_on.is_some());
            vec![
                entry.row.to_string(),
                authority.clone(),
                entry.sent_on.to_string(),
                entry.status.clone(),
                state.to_owned(),
            ]
        })
        .collect();
    out::table(&["row", "authority", "sent on", "the site says", "here"], &rows)
}
