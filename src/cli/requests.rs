//! `foi requests`.
use chrono::NaiveDate;
use serde_json::json;

use super::out::{self, cell, counted};
use super::select::status;
use super::{Ended, Session, day};
use crate::case::Status;
use crate::jobs::judged::{Judged, judged};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this campaign
    #[arg(long)]
    campaign: Option<String>,
    /// Only requests with this status
    #[arg(long, value_parser = status)]
    status: Option<Status>,
    /// Only the request to this authority
    #[arg(long, value_name = "ID")]
    authority: Option<String>,
    /// As things stood, or will stand, at the end of this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<NaiveDate>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let on = args.on.unwrap_or_else(|| workspace.today());
    let rows: Vec<Judged> = judged(&workspace, args.campaign.as_deref(), on)?
        .into_iter()
        .filter(|row| args.status.is_none_or(|status| row.judgement.status == status))
        .filter(|row| args.authority.as_ref().is_none_or(|id| *id == row.listed.authority))
        .collect();
    if let (Some(id), true) = (&args.authority, rows.is_empty()) {
        super::register::register(session)?.find(id)?;
    }
    if session.json {
        rows.iter().try_for_each(|row| out::object(&object(row, on)))?;
        return Ok(Ended::Done);
    }
    if rows.is_empty() {
        out::line("No requests. `foi launch CAMPAIGN` shows whom a campaign would write to.")?;
        return Ok(Ended::Done);
    }
    let lines: Vec<Vec<String>> = rows.iter().map(|row| line(row, on)).collect();
    let heading = ["id", "authority", "law", "status", "received", "due", "late", "next step"];
    out::table(&heading, &lines)?;
    out::line(&format!("{} on {on}.", counted(rows.len(), "request", "requests")))?;
    Ok(Ended::Done)
}

fn line(row: &Judged, on: NaiveDate) -> Vec<String> {
    let late = row.judgement.days_late(on);
    vec![
        format!("r{}", row.listed.request),
        row.listed.authority.clone(),
        row.listed.law.code().to_owned(),
        row.judgement.status.code().replace('_', " "),
        cell(row.judgement.received_on),
        due(row),
        if late == 0 { "-".to_owned() } else { format!("{late} d") },
        row.proposal.as_ref().map_or_else(String::new, |step| step.step.code().replace('_', " ")),
    ]
}

/// The day a reply is due, and the other one while a person has yet to agree to a reading.
fn due(row: &Judged) -> String {
    let due = cell(row.judgement.due_on);
    match row.judgement.otherwise {
        Some(otherwise) => {
            let other = otherwise.due_on.map_or("none".to_owned(), |day| day.to_string());
            format!("{due} (or {other}?)")
        }
        None => due,
    }
}

fn object(row: &Judged, on: NaiveDate) -> serde_json::Value {
    let Judged { listed, judgement, proposal } = row;
    json!({
        "campaign": listed.campaign,
        "request": format!("r{}", listed.request),
        "authority": listed.authority,
        "name": listed.name,
        "nation": listed.nation,
        "law": listed.law.code(),
        "reference": listed.reference,
        "message_id": listed.message_id.as_ref().map(|id| format!("<{id}>")),
        "reply_address": listed.reply_address,
        "subject": listed.subject,
        "delivery": judgement.delivery.code(),
        "status": judgement.status.code(),
        "received_on": judgement.received_on,
        "due_on": judgement.due_on,
        "otherwise": judgement.otherwise,
        "replied_on": judgement.replied_on,
        "days_late": judgement.days_late(on),
        "waiting": judgement.waiting,
        "next_step": proposal.as_ref().map(|proposal| proposal.step.code()),
    })
}
