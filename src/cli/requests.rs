//! `foi requests`.
use chrono::NaiveDate;
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session, day};
use crate::case::Status;
use crate::case::ladder::{Proposal, propose};
use crate::case::story::Judgement;
use crate::jobs::{Workspace, refresh};
use crate::law::london;
use crate::store::standing::Listed;
use crate::store::{requests, standing as store_standing};

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

fn status(text: &str) -> Result<Status, String> {
    Status::parse(text)
        .ok_or_else(|| crate::toml_file::instead(text, &Status::ALL.map(Status::code)))
}

/// A request judged on a day, with its next step.
pub(super) struct Judged {
    pub listed: Listed,
    pub judgement: Judgement,
    pub proposal: Option<Proposal>,
}

/// Every request of a campaign, or of all, that was made by a day, judged on that day: today from
/// what is stored, any other day from the log.
pub(super) fn judged(
    workspace: &Workspace,
    campaign: Option<&str>,
    on: NaiveDate,
) -> anyhow::Result<Vec<Judged>> {
    let db = workspace.store.db();
    if let Some(campaign) = campaign {
        crate::jobs::results::known_campaign(db, campaign)?;
    }
    // What is stored is how things stood when last something was written.
    let written = workspace.store.last_instant()?.map(london::civil_date);
    let stored = on == workspace.today() && written.is_none_or(|day| on >= day);
    store_standing::list(db, campaign)?
        .into_iter()
        .filter(|listed| london::civil_date(listed.made_at) <= on)
        .map(|listed| {
            let judgement = if stored {
                listed.standing.on(on)
            } else {
                refresh::judge_on(db, &requests::get(db, listed.request)?, on)?
            };
            let proposal = next_step(workspace, &listed, &judgement, on)?;
            Ok(Judged { listed, judgement, proposal })
        })
        .collect()
}

fn next_step(
    workspace: &Workspace,
    listed: &Listed,
    judgement: &Judgement,
    on: NaiveDate,
) -> anyhow::Result<Option<Proposal>> {
    let idle = judgement.waiting == 0
        && !matches!(judgement.status, Status::Overdue | Status::Undelivered);
    if idle {
        return Ok(None);
    }
    Ok(propose(listed.law, workspace.calendar(), judgement, on)?)
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
        cell(row.judgement.due_on),
        if late == 0 { "-".to_owned() } else { format!("{late} d") },
        row.proposal.as_ref().map_or_else(String::new, |step| step.step.replace('_', " ")),
    ]
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
        "replied_on": judgement.replied_on,
        "days_late": judgement.days_late(on),
        "waiting": judgement.waiting,
        "next_step": proposal.as_ref().map(|proposal| proposal.step),
    })
}
