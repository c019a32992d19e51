//! `foi mail show`.

use crate::cli::out::{self, cell};
use crate::cli::{Ended, Session};
use crate::jobs::dossier::read_words;
use crate::jobs::{Workspace, quarantine};
use crate::law::london;
use crate::replies::facts::Facts;
use crate::replies::message::Attachment;
use crate::store::mails::{self, Erased, Read};

/// The bytes as they came; those with something hidden in them only if they are asked for as such.
pub(super) fn raw(workspace: &Workspace, name: &str, quarantined: bool) -> anyhow::Result<Ended> {
    let db = workspace.store.db();
    let mail = mails::find(db, name)?;
    let read = mails::reading(db, mail.id)?;
    let kept = read.as_ref().map(|read| quarantine::kept(&read.reading)).unwrap_or_default();
    anyhow::ensure!(
        kept.is_empty() || quarantined,
        "m{} is kept out of sight: {}. If you must see it: foi mail show m{0} --raw --quarantined",
        mail.id,
        kept.join("; ")
    );
    if let Some(erased) = read.and_then(|read| read.reading.erased) {
        out::note(&format!(
            "m{}: {}; these are the bytes that are left",
            mail.id,
            self::erased(&erased)
        ));
    }
    out::raw(&mails::bytes(db, mail.id)?)?;
    Ok(Ended::Done)
}

/// What a listing says of a mail that lost something.
pub(super) fn erased(erased: &Erased) -> String {
    let what = if erased.whole { "erased" } else { "an attachment erased" };
    format!("{what} on {} by {}: {}", london::civil_date(erased.at), erased.by, erased.why)
}

/// One mail, with what was read of it.
pub(super) fn show(session: &Session, workspace: &Workspace, name: &str) -> anyhow::Result<Ended> {
    let db = workspace.store.db();
    let mail = mails::find(db, name)?;
    let Some(read) = mails::reading(db, mail.id)? else {
        anyhow::bail!("m{} has not been read", mail.id);
    };
    if session.json {
        out::object(&super::object(&mail, &read))?;
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
    if let Some(erased) = &reading.erased {
        out::line(&format!("Erased    {}", self::erased(erased)))?;
    }
    attached(mail.id, &reading.attachments)?;
    out::line(&format!("\n{}", reading.new_text))?;
    Ok(Ended::Done)
}

/// Each attachment by the name that `foi erase` and `foi mail release` know it by.
fn attached(mail: i64, files: &[Attachment]) -> anyhow::Result<()> {
    for (index, file) in files.iter().enumerate() {
        let status = file.text_status.code().replace('_', " ");
        let number = index + 1;
        let (name, kind) = (&file.name, &file.media_type);
        out::line(&format!("Attached  m{mail}:{number} {name} ({kind}, {status})"))?;
        if let Some(note) = &file.note {
            out::line(&format!("  {note}"))?;
        }
    }
    Ok(())
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
