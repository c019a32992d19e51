//! `foi checks`: what contradicts itself or is hardly so, and what a person says of it.

use clap::Subcommand;
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::Workspace;
use crate::jobs::checks::decide::{self, accept, combine, named, separate};
use crate::jobs::checks::{Listed, all_open, of_campaign};
use crate::jobs::results::{known_campaign, the_campaign};
use crate::results::checks::Cited;
use crate::store::requests::{self, Request};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// Only this campaign
    campaign: Option<String>,
    /// Those that a person has looked at too
    #[arg(long)]
    all: bool,
    /// What waited at the end of this day, or at a moment that `foi freeze` named
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The figures stand as they are: the finding waits no more, until one of its cells changes
    Accept {
        /// One finding or several, by name (k1a2b3c4)
        #[arg(required = true)]
        findings: Vec<String>,
        /// Why, for the history
        #[arg(long)]
        reason: String,
    },
    /// Take back that a finding was accepted: it waits anew
    Undo {
        /// A finding by name
        finding: String,
        /// Why, for the history
        #[arg(long, default_value = "")]
        why: String,
    },
    /// One reply is of several areas: its figures count once
    Combine {
        /// The authority whose figures they are, then the others that they cover
        #[arg(required = true, num_args = 2..)]
        authorities: Vec<String>,
        /// The campaign, where there are several
        #[arg(long)]
        campaign: Option<String>,
        /// How that is known, for the history
        #[arg(long)]
        reason: String,
    },
    /// Take back that an authority is counted with others
    Separate {
        authority: String,
        /// The campaign, where there are several
        #[arg(long)]
        campaign: Option<String>,
        /// Why, for the history
        #[arg(long, default_value = "")]
        why: String,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list(session, args),
        Some(Command::Accept { findings, reason }) => accepted(session, findings, reason),
        Some(Command::Undo { finding, why }) => undone(session, finding, why),
        Some(Command::Combine { authorities, campaign, reason }) => {
            combined(session, (campaign.as_deref(), authorities), reason)
        }
        Some(Command::Separate { authority, campaign, why }) => {
            separated(session, (campaign.as_deref(), authority), why)
        }
    }
}

fn list(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read_as_of(args.as_of.as_deref())?;
    let db = workspace.store.db();
    if let Some(campaign) = &args.campaign {
        known_campaign(db, campaign)?;
    }
    let mut found = Vec::new();
    for round in requests::rounds(db)? {
        let id = &round.campaign.id;
        if args.campaign.as_ref().is_none_or(|wanted| wanted == id) {
            found.extend(of_campaign(db, id)?);
        }
    }
    found.retain(|one| args.all || one.waits());
    if session.json {
        found.iter().map(object).try_for_each(|row| out::object(&row))?;
        return Ok(Ended::Done);
    }
    if found.is_empty() {
        out::line("No check finds anything that waits.")?;
        return Ok(Ended::Done);
    }
    found.iter().try_for_each(tell)?;
    let waiting = found.iter().filter(|one| one.waits()).count();
    out::line(&format!(
        "\n{} for a person: `foi checks accept NAME --reason …`, or mend the figure with `foi answers \
         set`. No check has changed a value.",
        counted(waiting, "finding waits", "findings wait")
    ))?;
    Ok(Ended::Done)
}

/// A finding in a few lines: its name, how sure it is, and its authorities; what it says; what to do.
fn tell(listed: &Listed) -> anyhow::Result<()> {
    let finding = &listed.finding;
    let mut names: Vec<&str> = finding.cells.iter().map(|cell| cell.authority.as_str()).collect();
    names.dedup();
    let (check, sure) = (finding.check.code(), finding.sure.code());
    out::line(&format!("{}  {check}, {sure}  {}", listed.id, names.join(", ")))?;
    out::line(&format!("    {}", finding.words))?;
    let mut mails: Vec<String> =
        finding.cells.iter().filter_map(|cell| cell.mail).map(|mail| format!("m{mail}")).collect();
    mails.dedup();
    if !mails.is_empty() {
        out::line(&format!("    read in {}", mails.join(", ")))?;
    }
    match &listed.accepted {
        None => out::line(&format!("    to do: {}", finding.todo)),
        Some(known) => {
            let at = known.at.format("%Y-%m-%d");
            out::line(&format!("    looked at by {} on {at}: {}", known.by, known.why))
        }
    }
}

/// One finding for programs.
pub(super) fn object(listed: &Listed) -> serde_json::Value {
    let Listed { id, campaign, finding, accepted } = listed;
    json!({
        "finding": id,
        "campaign": campaign,
        "check": finding.check,
        "sure": finding.sure,
        "cells": finding.cells.iter().map(cell).collect::<Vec<_>>(),
        "against": finding.against,
        "words": finding.words,
        "todo": finding.todo,
        "waits": listed.waits(),
        "accepted_by": accepted.as_ref().map(|known| &known.by),
        "accepted_at": accepted.as_ref().map(|known| known.at),
        "reason": accepted.as_ref().map(|known| &known.why),
    })
}

fn cell(cell: &Cited) -> serde_json::Value {
    json!({
        "campaign": cell.campaign,
        "request": format!("r{}", cell.request),
        "authority": cell.authority,
        "question": cell.question,
        "period": cell.period,
        "value": cell.value,
        "mail": cell.mail.map(|mail| format!("m{mail}")),
    })
}

fn accepted(session: &Session, names: &[String], reason: &str) -> anyhow::Result<Ended> {
    let mut workspace = session.write("checks accept")?;
    let by = session.person(&workspace)?;
    let db = workspace.store.db();
    let found = names.iter().map(|name| named(db, name)).collect::<anyhow::Result<Vec<_>>>()?;
    accept(&mut workspace, &found, reason, &by)?;
    for one in &found {
        let row = json!({"finding": one.id, "reason": reason, "by": by});
        let words = &one.finding.words;
        session.decided(&row, &format!("{} was looked at by {by}: {words}.", one.id))?;
    }
    Ok(Ended::Done)
}

fn undone(session: &Session, name: &str, why: &str) -> anyhow::Result<Ended> {
    let mut workspace = session.write("checks undo")?;
    let by = session.person(&workspace)?;
    let found = named(workspace.store.db(), name)?;
    decide::undo(&mut workspace, &found, (why, &by))?;
    let row = json!({"finding": found.id, "waits": true, "by": by});
    session.decided(&row, &format!("{} waits again, says {by}.", found.id))
}

fn combined(
    session: &Session,
    (campaign, authorities): (Option<&str>, &[String]),
    reason: &str,
) -> anyhow::Result<Ended> {
    let mut workspace = session.write("checks combine")?;
    let by = session.person(&workspace)?;
    let of = |name: &String| request(&workspace, campaign, name);
    let found = authorities.iter().map(of).collect::<anyhow::Result<Vec<Request>>>()?;
    combine(&mut workspace, &found, (reason, &by))?;
    let names: Vec<&str> = found.iter().map(|request| request.authority.as_str()).collect();
    let row = json!({"authorities": names, "reason": reason, "by": by});
    let lead = names.first().copied().unwrap_or_default();
    session.decided(
        &row,
        &format!("The figures of {lead} count once for {}, says {by}.", names.join(", ")),
    )
}

fn separated(
    session: &Session,
    (campaign, authority): (Option<&str>, &String),
    why: &str,
) -> anyhow::Result<Ended> {
    let mut workspace = session.write("checks separate")?;
    let by = session.person(&workspace)?;
    let found = request(&workspace, campaign, authority)?;
    let group = separate(&mut workspace, &found, (why, &by))?;
    let db = workspace.store.db();
    let names = group
        .iter()
        .map(|id| Ok(requests::get(db, *id)?.authority))
        .collect::<anyhow::Result<Vec<String>>>()?;
    let row = json!({"authorities": names, "by": by});
    session.decided(&row, &format!("{} count each by itself again, says {by}.", names.join(", ")))
}

/// The request to an authority in the campaign that is meant.
fn request(workspace: &Workspace, campaign: Option<&str>, name: &str) -> anyhow::Result<Request> {
    let db = workspace.store.db();
    match campaign {
        Some(_) => {
            let campaign = the_campaign(workspace, campaign)?;
            requests::find(db, &format!("{campaign}/{name}"))
        }
        None => requests::find(db, name),
    }
}

/// How many findings wait, in a line; nothing where none does.
pub(super) fn waiting_line(workspace: &Workspace) -> anyhow::Result<Option<String>> {
    let count = all_open(workspace.store.db())?.len();
    let waits = counted(count, "finding of the checks waits", "findings of the checks wait");
    Ok((count > 0).then(|| format!("{waits} for a person: `foi checks`")))
}
