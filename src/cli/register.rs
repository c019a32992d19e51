//! `foi register`.
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use clap::Subcommand;
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session, day};
use crate::jobs;
use crate::law::Law;
use crate::register::exchange::{self, Import};
use crate::register::{Authority, Nation, Register};
use crate::store;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(flatten)]
    filter: Filter,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Args)]
struct Filter {
    /// Only this nation: england, wales, scotland, northern-ireland
    #[arg(long, value_parser = nation)]
    nation: Option<Nation>,
    /// Only this Act: foia, foisa, eir, eisr
    #[arg(long, value_parser = law)]
    law: Option<Law>,
    /// Only those that cannot be written to yet
    #[arg(long)]
    missing_address: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show all that is known of one authority
    Show {
        /// Its id
        id: String,
    },
    /// Write the register as CSV to standard output
    Export,
    /// Take in a CSV file and report what changes
    Import {
        /// Columns of `foi register export`; `id` always
        file: PathBuf,
        /// Report only, change nothing
        #[arg(long)]
        dry_run: bool,
        /// Who verified the addresses in it
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Record that a person looked up an authority's address
    Set {
        /// Its id
        id: String,
        /// Where it takes requests
        #[arg(long)]
        email: String,
        /// The page on which the address stands
        #[arg(long, value_name = "URL")]
        page: String,
        /// The day on which it was looked up
        #[arg(long, value_name = "DATE", value_parser = day)]
        on: NaiveDate,
        /// Who looked it up
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

fn nation(text: &str) -> Result<Nation, String> {
    Nation::parse(text)
        .ok_or_else(|| crate::toml_file::instead(text, &Nation::ALL.map(Nation::code)))
}

pub(super) fn law(text: &str) -> Result<Law, String> {
    Law::parse(text).ok_or_else(|| crate::toml_file::instead(text, &Law::ALL.map(Law::code)))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list(session, &args.filter),
        Some(Command::Show { id }) => show(session, id),
        Some(Command::Export) => {
            let register = register(session)?;
            out::raw(exchange::export(register.iter())?.as_bytes())?;
            Ok(Ended::Done)
        }
        Some(Command::Import { file, dry_run, by }) => {
            import(session, file, *dry_run, by.as_deref())
        }
        Some(Command::Set { id, email, page, on, by }) => {
            let mut workspace = session.write("register set")?;
            let by = workspace.person(by.as_deref().or(session.person.as_deref()))?;
            let lookup = jobs::register::Lookup { authority: id, email, page, on: *on, by: &by };
            jobs::register::set(&mut workspace, &lookup)?;
            let said = format!("{id} takes requests at {email}, verified by {by} on {on}.");
            let row =
                json!({"authority": id, "email": email, "verified_on": on, "verified_by": by});
            session.decided(&row, &said)
        }
    }
}

/// The workspace's register, or the shipped one where there is no workspace.
pub(super) fn register(session: &Session) -> anyhow::Result<Register> {
    if !session.has_workspace() {
        return Ok(Register::shipped());
    }
    store::register::load(session.read()?.store.db())
}

fn list(session: &Session, filter: &Filter) -> anyhow::Result<Ended> {
    let register = register(session)?;
    let verified =
        |row: &Authority| row.address.as_ref().is_some_and(|known| known.verified.is_some());
    let rows: Vec<&Authority> = register
        .iter()
        .filter(|row| filter.nation.is_none_or(|nation| row.nation == nation))
        .filter(|row| filter.law.is_none_or(|law| row.law == law))
        .filter(|row| !filter.missing_address || !verified(row))
        .collect();
    if session.json {
        rows.iter().try_for_each(|row| out::object(&object(row)))?;
        return Ok(Ended::Done);
    }
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.id.clone(),
                row.name.clone(),
                row.nation.code().to_owned(),
                row.law.code().to_owned(),
                cell(row.address.as_ref().map(|known| known.email.as_str())),
                address_state(row),
            ]
        })
        .collect();
    out::table(&["id", "name", "nation", "law", "address", "known how"], &lines)?;
    let ready = rows.iter().filter(|row| verified(row)).count();
    out::line(&format!(
        "{}; {ready} can be written to.",
        counted(rows.len(), "authority", "authorities")
    ))?;
    Ok(Ended::Done)
}

fn address_state(row: &Authority) -> String {
    match &row.address {
        None => "none seen".to_owned(),
        Some(known) => match &known.verified {
            Some(verified) => format!("verified {} by {}", verified.on, verified.by),
            None => format!("seen ({}), not verified", known.grade.code()),
        },
    }
}

fn object(row: &Authority) -> serde_json::Value {
    let known = row.address.as_ref();
    let verified = known.and_then(|known| known.verified.as_ref());
    json!({
        "authority": row.id,
        "name": row.name,
        "nation": row.nation.code(),
        "kind": row.kind,
        "region": row.region,
        "law": row.law.code(),
        "gss_code": row.gss_code,
        "dfe_code": row.dfe_code,
        "welsh_name": row.welsh_name,
        "delivered_by": row.delivered_by,
        "wdtk_slug": row.wdtk_slug,
        "domains": row.domains,
        "note": row.note,
        "email": known.map(|known| &known.email),
        "source": known.map(|known| &known.source),
        "grade": known.map(|known| known.grade.code()),
        "seen_on": known.and_then(|known| known.seen_on),
        "verified_on": verified.map(|verified| verified.on),
        "verified_by": verified.map(|verified| &verified.by),
    })
}

fn show(session: &Session, id: &str) -> anyhow::Result<Ended> {
    let register = register(session)?;
    let row = object(register.find(id)?);
    if session.json {
        out::object(&row)?;
        return Ok(Ended::Done);
    }
    for (name, value) in row.as_object().into_iter().flatten() {
        let value = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::String(text) if text.is_empty() => continue,
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Array(list) => {
                list.iter().filter_map(|entry| entry.as_str()).collect::<Vec<_>>().join(" ")
            }
            other @ (serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::Object(_)) => other.to_string(),
        };
        out::line(&format!("{name:>14}  {value}"))?;
    }
    Ok(Ended::Done)
}

fn import(
    session: &Session,
    file: &Path,
    dry_run: bool,
    by: Option<&str>,
) -> anyhow::Result<Ended> {
    let text = jobs::register::read_file(file)?;
    let by = by.or(session.person.as_deref());
    if dry_run {
        let workspace = session.read()?;
        let by = workspace.person(by).unwrap_or_else(|_| "nobody yet".to_owned());
        let plan = jobs::register::plan_import(&workspace, &text, &by)
            .with_context(|| file.display().to_string())?;
        report(session, &plan, "would change")?;
        return Ok(ended(&plan));
    }
    let mut workspace = session.write("register import")?;
    let by = workspace.person(by)?;
    let plan = jobs::register::plan_import(&workspace, &text, &by)
        .with_context(|| file.display().to_string())?;
    jobs::register::keep(&mut workspace, &plan.decisions, &by)?;
    report(session, &plan, "changed")?;
    Ok(ended(&plan))
}

fn ended(plan: &Import) -> Ended {
    if plan.refused.is_empty() { Ended::Done } else { Ended::Failed }
}

fn report(session: &Session, plan: &Import, verb: &str) -> anyhow::Result<()> {
    if session.json {
        return out::object(&json!({
            "added": plan.added,
            "changed": plan.changed.iter().map(|(id, columns)| json!({"authority": id, "columns": columns})).collect::<Vec<_>>(),
            "unchanged": plan.unchanged,
            "gone": plan.gone,
            "refused": plan.refused,
        }));
    }
    for id in &plan.added {
        out::line(&format!("added    {id}"))?;
    }
    for (id, columns) in &plan.changed {
        out::line(&format!("changed  {id}: {}", columns.join(", ")))?;
    }
    for id in &plan.gone {
        out::line(&format!("gone     {id} (not in the file; it stays in the register)"))?;
    }
    for refused in &plan.refused {
        out::line(&format!("refused  line {}, {}: {}", refused.line, refused.id, refused.reason))?;
    }
    out::line(&format!(
        "{} added, {} {verb}, {} as they were, {} gone, {} refused.",
        plan.added.len(),
        plan.changed.len(),
        plan.unchanged,
        plan.gone.len(),
        plan.refused.len()
    ))
}
