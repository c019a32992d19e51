//! `foi mail`.
use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session, eval};
use crate::case::events::LetterKind;
use crate::case::own::Own;
use crate::jobs::Workspace;
use crate::jobs::dossier::read_words;
use crate::replies::facts::Facts;
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
    },
    /// Compare labelled mails with what was read of them: precision, recall and harm
    Eval {
        /// A CSV file: `file,authority,kind,authority_reference,sections,needs_review,facts`
        labels: PathBuf,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    if let Some(Command::Eval { labels }) = &args.command {
        return eval::run(session, labels);
    }
    let workspace = session.read()?;
    match &args.command {
        Some(Command::Eval { .. }) | None => list(session, &workspace, args),
        Some(Command::Show { mail, raw }) => show(session, &workspace, mail, *raw),
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
    let why = match (&mail.duplicate_of, &read.review_reason, read.waits) {
        (Some(first), _, _) => format!("copy of m{first}"),
        (None, Some(reason), _) => reason.clone(),
        (None, None, true) => "do you agree?".to_owned(),
        (None, None, false) => String::new(),
    };
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

fn show(session: &Session, workspace: &Workspace, name: &str, raw: bool) -> anyhow::Result<Ended> {
    let db = workspace.store.db();
    let mail = mails::find(db, name)?;
    if raw {
        out::raw(&mails::bytes(db, mail.id)?)?;
        return Ok(Ended::Done);
    }
    let Some(read) = mails::reading(db, mail.id)? else {
        anyhow::bail!("m{} has not been read", mail.id);
    };
    if session.json {
        out::object(&object(&mail, &read))?;
        return Ok(Ended::Done);
    }
    let reading = &read.reading;
    out::line(&format!("Mail      m{}, {}", mail.id, mail.file))?;
    out::line(&format!(
        "Arrived   {} (by its {})",
        mail.arrived_at.to_rfc3339(),
        mail.arrived_basis
    ))?;
    out::line(&format!("From      {}", cell(reading.from.as_deref())))?;
    out::line(&format!("Subject   {}", reading.subject))?;
    out::line(&format!(
        "Reads as  {} (rule {}, {:.2})",
        if reading.own.is_some() { read_words(&read) } else { read.kind.code().replace('_', " ") },
        reading.meaning.rule,
        reading.meaning.confidence
    ))?;
    if !reading.words.is_empty() {
        out::line(&format!("  by the words \u{201c}{}\u{201d}", reading.words))?;
    }
    show_places(&read)?;
    if let Some(reference) = &reading.authority_reference {
        out::line(&format!("Their ref {reference}"))?;
    }
    if let Some(results) = &reading.authentication {
        out::line(&format!("Checked   {} ({})", results.words(), results.server))?;
    }
    show_facts(&reading.facts)?;
    if let Some(reason) = &read.review_reason {
        out::line(&format!("Waits     {reason}"))?;
    } else if read.waits {
        out::line(&format!(
            "Waits     do you agree? foi assign m{} --kind {}",
            mail.id,
            read.kind.code()
        ))?;
    }
    for attachment in &reading.attachments {
        out::line(&format!("Attached  {} ({}, not read)", attachment.name, attachment.media_type))?;
    }
    out::line(&format!("\n{}", reading.new_text))?;
    Ok(Ended::Done)
}

/// Each fact with the words it was read from, and what is left open.
fn show_facts(facts: &Facts) -> anyhow::Result<()> {
    for (name, value, words) in facts.listed() {
        out::line(&format!("Says      {}: {value}", name.replace('_', " ")))?;
        if value != words {
            out::line(&format!("  by the words \u{201c}{words}\u{201d}"))?;
        }
    }
    for doubt in &facts.doubts {
        out::line(&format!("In doubt  {}: {}", doubt.fact.replace('_', " "), doubt.why))?;
    }
    Ok(())
}

fn show_places(read: &Read) -> anyhow::Result<()> {
    for entry in &read.reading.placing.matches {
        let evidence: Vec<String> = entry
            .evidence
            .iter()
            .filter_map(|kind| Some(serde_json::to_value(kind).ok()?.as_str()?.replace('_', " ")))
            .collect();
        out::line(&format!(
            "Belongs   r{} {} ({:.2}: {})",
            entry.candidate.request,
            entry.candidate.authority,
            entry.confidence,
            evidence.join(", ")
        ))?;
    }
    Ok(())
}
