//! `foi requests`.
use anyhow::Context;
use chrono::NaiveDate;
use serde_json::json;

use super::out::{self, cell, counted};
use super::select::status;
use super::{Ended, Session, day};
use crate::case::Status;
use crate::jobs::judged::{Judged, judged};
use crate::law::london;
use crate::store::mails;

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
    let next = on.succ_opt().context("a day out of range")?;
    let stated = mails::stated_days(workspace.store.db(), london::instant_at(next, 0))?;
    let stated = |row: &Judged| stated.get(&row.listed.request).copied();
    if session.json {
        rows.iter().try_for_each(|row| out::object(&object(row, stated(row), on)))?;
        return Ok(Ended::Done);
    }
    if rows.is_empty() {
        out::line(if args.status.is_some() || args.campaign.is_some() {
            "No request fits: `foi requests` shows all of them."
        } else {
            "No requests. `foi launch CAMPAIGN` shows whom a campaign would write to."
        })?;
        return Ok(Ended::Done);
    }
    let lines: Vec<Vec<String>> = rows.iter().map(|row| line(row, stated(row), on)).collect();
    let heading = ["id", "authority", "law", "status", "received", "due", "late", "next step"];
    out::table(&heading, &lines)?;
    out::line(&format!("{} on {on}.", counted(rows.len(), "request", "requests")))?;
    Ok(Ended::Done)
}

fn line(row: &Judged, stated: Option<(NaiveDate, i64)>, on: NaiveDate) -> Vec<String> {
    let late = row.judgement.days_late(on);
    vec![
        format!("r{}", row.listed.request),
        row.listed.authority.clone(),
        row.listed.law.code().to_owned(),
        row.judgement.status.code().replace('_', " "),
        cell(row.judgement.received_on),
        due(row, stated),
        if late == 0 { "-".to_owned() } else { format!("{late} d") },
        row.proposal.as_ref().map_or_else(String::new, |step| step.step.code().replace('_', " ")),
    ]
}

/// The day a reply is due, and the other one while a person has yet to agree to a reading; or the
/// one that they name themselves, while there is no reply.
fn due(row: &Judged, stated: Option<(NaiveDate, i64)>) -> String {
    let due = cell(row.judgement.due_on);
    let open = row.judgement.replied_on.is_none() && row.judgement.due_on.is_some();
    let theirs =
        stated.map(|(day, _)| day).filter(|day| open && Some(*day) != row.judgement.due_on);
    match row.judgement.otherwise {
        Some(otherwise) => {
            let other = otherwise.due_on.map_or("none".to_owned(), |day| day.to_string());
            format!("{due} (or {other}?)")
        }
        None => theirs.map_or(due.clone(), |day| format!("{due} (they say {day})")),
    }
}

fn object(row: &Judged, stated: Option<(NaiveDate, i64)>, on: NaiveDate) -> serde_json::Value {
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
        "stated_due_on": stated.map(|(day, _)| day),
        "stated_in": stated.map(|(_, mail)| format!("m{mail}")),
        "replied_on": judgement.replied_on,
        "days_late": judgement.days_late(on),
        "waiting": judgement.waiting,
        "next_step": proposal.as_ref().map(|proposal| proposal.step.code()),
    })
}
