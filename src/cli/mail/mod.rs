//! `foi mail`.

mod password;
mod release;
mod show;

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session, eval};
use crate::case::events::LetterKind;
use crate::case::own::Own;
use crate::jobs::{Workspace, quarantine};
use crate::store::mails::{self, Mail, Read};
use crate::store::requests;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// Only mails that wait for a person
    #[arg(long)]
    waiting: bool,
    /// Only mails filed under this request
    #[arg(long)]
    request: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show one mail: what was read of it, and its words
    Show {
        /// The mail, as `foi mail` names it
        mail: String,
        /// The bytes as they came
        #[arg(long)]
        raw: bool,
        /// With --raw: also those of a mail that has a file with something hidden in it
        #[arg(long, requires = "raw")]
        quarantined: bool,
    },
    /// Give the password of a locked file: it is asked for, tried, and not kept
    Password(password::Args),
    /// Say that a file with something hidden in it is harmless: you have looked
    Release(release::Args),
    /// Compare labelled mails with what was read of them: precision, recall and harm
    Eval {
        /// A CSV file: `file,authority,kind,authority_reference,sections,needs_review,facts`
        labels: PathBuf,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list(session, &session.read()?, args),
        Some(Command::Show { mail, raw, quarantined }) => {
            let workspace = session.read()?;
            if *raw {
                return show::raw(&workspace, mail, *quarantined);
            }
            show::show(session, &workspace, mail)
        }
        Some(Command::Password(args)) => password::run(session, args),
        Some(Command::Release(args)) => release::run(session, args),
        Some(Command::Eval { labels }) => eval::run(session, labels),
    }
}

fn list(session: &Session, workspace: &Workspace, args: &Args) -> anyhow::Result<Ended> {
    let db = workspace.store.db();
    let mails = match (&args.request, args.waiting) {
        (Some(request), _) => mails::of_request(db, requests::find(db, request)?.id)?,
        (None, true) => mails::waiting(db)?,
        (None, false) => mails::list(db)?,
    };
    let mut lines = Vec::new();
    for mail in &mails {
        let read = mails::reading(db, mail.duplicate_of.unwrap_or(mail.id))?;
        let Some(read) = read.filter(|read| !args.waiting || read.waits) else { continue };
        if session.json {
            out::object(&object(mail, &read))?;
        } else {
            lines.push(line(mail, &read));
        }
    }
    if session.json {
        return Ok(Ended::Done);
    }
    out::table(&["mail", "arrived", "authority", "kind", "subject", "waits because"], &lines)?;
    out::line(&format!("{}.", counted(lines.len(), "mail", "mails")))?;
    Ok(Ended::Done)
}

fn line(mail: &Mail, read: &Read) -> Vec<String> {
    let mut why = match (&mail.duplicate_of, &read.review_reason, read.waits) {
        (Some(first), _, _) => format!("copy of m{first}"),
        (None, Some(reason), _) => reason.clone(),
        (None, None, true) => "do you agree?".to_owned(),
        (None, None, false) => String::new(),
    };
    if let Some(erased) = &read.reading.erased {
        why = format!("{}; {why}", show::erased(erased));
    }
    for file in quarantine::kept(&read.reading) {
        why = format!("quarantined: {file}; {why}");
    }
    let why = why.trim_end_matches("; ").to_owned();
    let placing = &read.reading.placing;
    let names: Vec<&str> =
        placing.matches.iter().map(|entry| entry.candidate.authority.as_str()).collect();
    let mark = if placing.held.is_some() && !names.is_empty() { "?" } else { "" };
    vec![
        format!("m{}", mail.id),
        mail.arrived_at.format("%Y-%m-%d").to_string(),
        cell(Some(format!("{}{mark}", names.join(", "))).filter(|text| !text.is_empty())),
        if read.reading.own.is_some() {
            "our letter".to_owned()
        } else {
            read.kind.code().replace('_', " ")
        },
        read.reading.subject.chars().take(60).collect(),
        why,
    ]
}

fn object(mail: &Mail, read: &Read) -> serde_json::Value {
    let reading = &read.reading;
    let matches: Vec<serde_json::Value> = reading
        .placing
        .matches
        .iter()
        .map(|entry| {
            json!({
                "request": format!("r{}", entry.candidate.request),
                "authority": entry.candidate.authority,
                "evidence": entry.evidence,
                "confidence": entry.confidence,
            })
        })
        .collect();
    json!({
        "mail": format!("m{}", mail.id),
        "file": mail.file,
        "sha256": mail.sha256,
        "message_id": mail.message_id.as_ref().map(|id| format!("<{id}>")),
        "from": reading.from,
        "subject": reading.subject,
        "date": reading.date,
        "arrived_at": mail.arrived_at,
        "arrived_basis": mail.arrived_basis,
        "kind": read.kind.code(),
        "permanent": reading.meaning.permanent,
        "rule": reading.meaning.rule,
        "confidence": reading.meaning.confidence,
        "needs_review": read.review_reason.is_some(),
        "review_reason": read.review_reason,
        "waits": read.waits,
        "held": reading.placing.held.is_some(),
        "matches": matches,
        "authority_reference": reading.authority_reference,
        "sections": reading.sections,
        "facts": reading.facts,
        "duplicate_of": mail.duplicate_of.map(|first| format!("m{first}")),
        "attachments": reading.attachments,
        "authentication": reading.authentication,
        "new_text": reading.new_text,
        "own": reading.own.map(own),
        "erased": reading.erased.as_ref().map(|erased| json!({
            "at": erased.at, "by": erased.by, "reason": erased.why, "whole": erased.whole,
        })),
    })
}

/// What a mail from our own address is.
fn own(own: Own) -> serde_json::Value {
    match own {
        Own::Copy { letter } => json!({"copy_of": format!("l{letter}")}),
        Own::Automatic => json!({"automatic": true}),
        Own::Elsewhere { seems } => json!({"seems": seems.map(LetterKind::code)}),
        Own::Agreed { letter } => json!({"letter": letter.map(LetterKind::code)}),
    }
}
