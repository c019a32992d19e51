//! `foi templates`.
use clap::Subcommand;
use serde_json::json;

use super::{Ended, Session, out};
use crate::jobs::templates::{self, Origin, Row, Verdict};
use crate::law::Law;
use crate::letters::source::What;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Every letter that ships, and where this workspace has its own
    List,
    /// The shipped text of a letter
    Show {
        /// For instance `foia/review_request`
        name: String,
    },
    /// Copy a shipped letter, to be changed; an existing file is never overwritten
    Eject {
        /// For instance `foia/review_request`
        name: String,
        /// For this campaign alone, not for the whole workspace
        #[arg(long)]
        campaign: Option<String>,
    },
    /// Whether your own letters can be written, and whether the shipped ones have moved on
    Check,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        Command::List => list(session),
        Command::Show { name } => {
            let text = templates::show(name)?;
            if session.json {
                out::object(&json!({"name": name, "text": text}))?;
            } else {
                out::raw(text.as_bytes())?;
            }
            Ok(Ended::Done)
        }
        Command::Eject { name, campaign } => {
            let file = templates::eject(&session.workspace, name, campaign.as_deref())?;
            let file = file.display().to_string();
            let said =
                format!("{file} is yours to change. `foi campaign preview` shows it filled in.");
            session.decided(&json!({"name": name, "file": file}), &said)
        }
        Command::Check => check(session),
    }
}

fn list(session: &Session) -> anyhow::Result<Ended> {
    let mut cells = Vec::new();
    for row in templates::list(&session.workspace)? {
        let files: Vec<String> =
            row.overridden.iter().map(|file| file.display().to_string()).collect();
        let (what, kind) = words(&row);
        let law = row.law.map(Law::code);
        if session.json {
            out::object(&json!({
                "name": row.name,
                "what": what,
                "kind": kind,
                "law": law,
                "language": row.language,
                "needs_check": row.needs_check,
                "overridden": files,
            }))?;
            continue;
        }
        let check = if row.needs_check { "to be checked" } else { "" };
        let law = law.unwrap_or("every").to_owned();
        let what = format!("{what} {check}").trim_end().to_owned();
        cells.push(vec![row.name.to_owned(), law, what, files.join(", ")]);
    }
    out::table(&["name", "act", "what", "overridden by"], &cells)?;
    Ok(Ended::Done)
}

fn words(row: &Row) -> (&'static str, Option<&'static str>) {
    match row.what {
        What::Letter(kind) => ("letter", Some(kind.code())),
        What::Ground => ("ground", None),
        What::Part => ("part", None),
    }
}

fn check(session: &Session) -> anyhow::Result<Ended> {
    let verdicts = templates::check(&session.workspace)?;
    for verdict in &verdicts {
        if session.json {
            let (was, is) = hashes(&verdict.origin);
            out::object(&json!({
                "name": verdict.name,
                "file": verdict.file,
                "right": verdict.is_right(),
                "source": verdict.origin.code(),
                "was": was,
                "is": is,
                "faults": verdict.faults,
                "needs_check": verdict.needs_check,
            }))?;
        } else {
            tell(verdict)?;
        }
    }
    if verdicts.is_empty() && !session.json {
        out::line("This workspace has no letters of its own: those that ship are used.")?;
    }
    let right = verdicts.iter().all(Verdict::is_right);
    Ok(if right { Ended::Done } else { Ended::Failed })
}

fn hashes(origin: &Origin) -> (Option<&str>, Option<&str>) {
    match origin {
        Origin::MovedOn { was, is } => (Some(was), Some(is)),
        Origin::Current | Origin::Unknown => (None, None),
    }
}

fn tell(verdict: &Verdict) -> anyhow::Result<()> {
    out::line(&format!(
        "{}: {}",
        verdict.file,
        if verdict.is_right() { "right" } else { "look at it" }
    ))?;
    match &verdict.origin {
        Origin::Current => {}
        Origin::Unknown => {
            out::line(
                "  its first line does not say what it was copied from: nobody can tell whether that has changed",
            )?;
        }
        Origin::MovedOn { was, is } => {
            out::line(&format!(
                "  the shipped letter has changed since it was copied: `foi templates show {}` prints \
                 it. When yours says what it should, write the new hash into its first line:\n    was \
                 sha256:{was}\n    is  sha256:{is}",
                verdict.name
            ))?;
        }
    }
    for fault in &verdict.faults {
        out::line(&format!("  {fault}"))?;
    }
    if let Some(why) = &verdict.needs_check {
        out::line(&format!("  {why}"))?;
    }
    Ok(())
}
