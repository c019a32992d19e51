//! `foi erase`.
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::erase::{Plan, Target, erase, find, plan, sweep};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A mail (m3), an attachment (m3:1, m3:NAME), or an attachment wherever it came (its SHA-256)
    #[arg(required_unless_present = "sweep")]
    what: Option<String>,
    /// Why: it stands in the tombstone, so let it name nobody
    #[arg(long, value_name = "TEXT", required_unless_present = "sweep")]
    reason: Option<String>,
    /// Erase it; a number must be that of the mails that lose something
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "0")]
    confirm: Option<usize>,
    /// Overwrite what an interrupted erasure left in the free pages of the database
    #[arg(long, conflicts_with_all = ["what", "reason", "confirm"])]
    sweep: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let (Some(what), Some(reason)) = (&args.what, &args.reason) else {
        let swept = sweep(&session.write("erase")?)?;
        let said =
            if swept { "The free pages are overwritten." } else { "Nothing was left to do." };
        return session.decided(&json!({"swept": swept}), said);
    };
    let Some(confirmed) = args.confirm else {
        let workspace = session.read()?;
        let plan = plan(&workspace, find(workspace.store.db(), what)?)?;
        show(session, &plan, None)?;
        if !session.json {
            out::line(&format!(
                "\nNothing was erased. It cannot be taken back. To erase it: foi erase {what} \
                 --reason '{}' --confirm {}",
                reason.replace('\'', "'\\''"),
                plan.mails.len()
            ))?;
        }
        return Ok(Ended::Done);
    };
    let mut workspace = session.write("erase")?;
    let by = session.person(&workspace)?;
    let plan = plan(&workspace, find(workspace.store.db(), what)?)?;
    let count = plan.mails.len();
    anyhow::ensure!(
        confirmed == 0 || confirmed == count,
        "{} would lose something, you confirmed {confirmed}: look again without --confirm",
        counted(count, "mail", "mails")
    );
    erase(&mut workspace, &plan, reason, &by)?;
    show(session, &plan, Some((&by, reason)))?;
    Ok(Ended::Done)
}

/// What goes or is gone, what stays of it, and where it still lies.
fn show(session: &Session, plan: &Plan, done: Option<(&str, &str)>) -> anyhow::Result<()> {
    if session.json {
        return rows(plan, done);
    }
    let (verb, still) = match done {
        None => ("Would go", "stay"),
        Some(_) => ("Gone", "stay"),
    };
    for goes in &plan.goes {
        let name = if goes.name.is_empty() { goes.what } else { &goes.name };
        out::line(&format!(
            "{verb}: {} m{}, {name} ({} bytes, SHA-256 {})",
            goes.what, goes.mail, goes.bytes, goes.sha256
        ))?;
    }
    let words = match plan.target {
        Target::Mail { .. } => "the words read from it, its subject, and where its file lay",
        Target::Attachment { .. } => "its name, and the words read from it",
    };
    out::line(&format!("{verb} with it: {words}; words of it beside decided answers."))?;
    if !plan.figures.is_empty() {
        let figures = counted(plan.figures.len(), "figure", "figures");
        out::line(&format!("{figures} read from it {still}, marked as such:"))?;
    }
    for figure in &plan.figures {
        let (authority, question) = (&figure.authority, &figure.question);
        out::line(&format!("  {authority}, {question} {}: {}", figure.period, figure.value))?;
    }
    out::line(match plan.remains.as_slice() {
        [] => "No other copy is known here.",
        _ => "It still lies here, for you to remove:",
    })?;
    for remains in &plan.remains {
        out::line(&format!("  {}: {}", remains.place, remains.what))?;
    }
    out::line(
        "Backups elsewhere are not known to foi: look for copies of foi.db and of the mailbox made \
         since it came. Mails that answer or quote it, and notes that people wrote, are not searched.",
    )?;
    if let Some((by, reason)) = done {
        out::line(&format!(
            "Erased by {by}: {reason}. The tombstone has the hash, the day and why."
        ))?;
    }
    Ok(())
}

fn rows(plan: &Plan, done: Option<(&str, &str)>) -> anyhow::Result<()> {
    for goes in &plan.goes {
        out::object(&json!({
            "type": "goes", "mail": format!("m{}", goes.mail), "what": goes.what,
            "name": goes.name, "sha256": goes.sha256, "bytes": goes.bytes,
        }))?;
    }
    for figure in &plan.figures {
        out::object(&json!({
            "type": "figure", "request": format!("r{}", figure.request),
            "authority": figure.authority, "question": figure.question, "period": figure.period,
            "value": figure.value,
        }))?;
    }
    for remains in &plan.remains {
        out::object(&json!({"type": "remains", "place": remains.place, "what": remains.what}))?;
    }
    out::object(&json!({
        "type": "erasure", "erased": done.is_some(), "mails": plan.mails.len(),
        "by": done.map(|(by, _)| by), "reason": done.map(|(_, reason)| reason),
    }))
}
