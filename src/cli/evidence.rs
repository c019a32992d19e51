//! `foi evidence`.
use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::evidence::Fate;
use crate::evidence::syslog::Zone;
use crate::jobs::evidence::{Imported, import};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take in logs of Postfix (rotated and packed ones too) and exports of providers (CSV)
    Import {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Times in a log that name no zone are UTC, not London's
        #[arg(long)]
        utc: bool,
    },
}

/// How many names of what is none of ours are shown.
const MOST: usize = 10;

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let Command::Import { files, utc } = &args.command;
    let zone = if *utc { Zone::Utc } else { Zone::London };
    let mut workspace = session.write("evidence import")?;
    let by = session.person(&workspace)?;
    let imported = import(&mut workspace, (files, zone), &by)?;
    if session.json {
        out::object(&object(&imported))?;
    } else {
        show(&imported)?;
    }
    Ok(Ended::Done)
}

fn object(imported: &Imported) -> serde_json::Value {
    let count = |fate: Fate| imported.taken.get(&fate).copied().unwrap_or_default();
    json!({
        "letters": imported.letters.iter().map(|id| format!("l{id}")).collect::<Vec<_>>(),
        "accepted": count(Fate::Accepted),
        "deferred": count(Fate::Deferred),
        "delivered": count(Fate::Delivered),
        "bounced": count(Fate::Bounced),
        "known": imported.known,
        "settled": imported.settled,
        "unknown": imported.unknown,
        "ambiguous": imported.ambiguous,
        "passed_over": imported.passed_over,
        "contradictions": imported.contradictions,
    })
}

fn show(imported: &Imported) -> anyhow::Result<()> {
    let new: usize = imported.taken.values().sum();
    let parts: Vec<String> = Fate::ALL
        .into_iter()
        .filter_map(|fate| Some(format!("{} {}", imported.taken.get(&fate)?, fate.code())))
        .collect();
    let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    out::line(&format!(
        "{}{parts} about {}; {} known before.",
        counted(new, "new entry", "new entries"),
        counted(imported.letters.len(), "letter", "letters"),
        imported.known
    ))?;
    for reference in &imported.settled {
        out::line(&format!("{reference} left: it is not sent again."))?;
    }
    for words in &imported.contradictions {
        out::note(&format!("contradiction: {words}"));
    }
    named("Messages that are none of our letters", &imported.unknown)?;
    named("May be about several letters, and was left out", &imported.ambiguous)?;
    for (what, count) in &imported.passed_over {
        out::line(&format!("Passed over: {count} {what}."))?;
    }
    Ok(())
}

fn named(what: &str, names: &BTreeMap<String, usize>) -> anyhow::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let shown: Vec<&str> = names.keys().take(MOST).map(String::as_str).collect();
    let more = names.len().saturating_sub(MOST);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    out::line(&format!("{what}: {} ({}{more}).", names.len(), shown.join(", ")))
}
