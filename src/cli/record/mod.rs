//! `foi record`.
mod sent;

use chrono::NaiveDate;
use serde_json::json;

use super::out::{self, cell, counted};
use super::select::Which;
use super::{Ended, Session, day};
use crate::case::record::{Details, Outcome, Record};
use crate::jobs::Workspace;
use crate::jobs::by_hand::Way;
use crate::jobs::judged::Judged;
use crate::jobs::record::{Entry, Moved, record, take_back};
use crate::jobs::select::select;
use crate::law::Law;
use crate::law::exemptions::section;
use crate::replies::matching::normal_reference;
use crate::store::requests;
use crate::store::requests::Request;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What happened: `sent` (a letter that you pasted into a form or posted), `not_sent` (it will
    /// not be); `telephone_call`, `letter_by_post`, `portal_answer`, `note`, `estimate`,
    /// `closed`, an event of `foi clock` such as `received` or `fee_paid`; or `undo`, with e12
    event: String,
    #[command(flatten)]
    which: Which,
    /// The day on which it happened (default: today)
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<NaiveDate>,
    /// What there is to say about it; for undo, why
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    /// For an extension or an estimate: the day they named
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<NaiveDate>,
    /// For an extension: working days
    #[arg(long, value_name = "N")]
    days: Option<u32>,
    /// A section they rely on, such as s12 or s40(2)
    #[arg(long = "section", value_name = "SECTION")]
    sections: Vec<String>,
    /// For a reply: answered, `partly_answered`, refused, `not_held`
    #[arg(long, value_parser = outcome)]
    outcome: Option<Outcome>,
    /// The reference that they gave it: mail with it is known by that
    #[arg(long, value_name = "THEIRS")]
    reference: Option<String>,
    /// For sent: how it got there
    #[arg(long, value_parser = way)]
    by: Option<Way>,
    /// Record it for several requests: the number the list shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
    /// Show what would be recorded, and record nothing
    #[arg(long)]
    dry_run: bool,
}

fn way(text: &str) -> Result<Way, String> {
    Way::parse(text).ok_or_else(|| crate::toml_file::instead(text, &Way::ALL.map(Way::code)))
}

fn outcome(text: &str) -> Result<Outcome, String> {
    let names = Outcome::ALL.map(|outcome| outcome.status().code());
    Outcome::parse(text).ok_or_else(|| crate::toml_file::instead(text, &names))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match args.event.as_str() {
        "undo" => return undo(session, args),
        "sent" | "not_sent" => return sent::run(session, args),
        _ => anyhow::ensure!(args.by.is_none(), "--by says how a letter was sent: foi record sent"),
    }
    let Some(what) = Record::parse(&args.event) else {
        let names: Vec<&str> =
            Record::all().map(Record::code).chain(["sent", "not_sent", "undo"]).collect();
        anyhow::bail!("`{}`: {}", args.event, crate::toml_file::instead(&args.event, &names));
    };
    let filter = args.which.filter(None);
    anyhow::ensure!(filter.says_something(), "say which request: r12, a reference, an authority");
    let reading = session.read()?;
    let found = select(&reading, &filter)?;
    let act = args.which.confirmed(&found, args.confirm)? && !args.dry_run;
    let entry = entry(args, what, reading.today(), &found)?;
    entry.check(reading.today())?;
    if !act {
        return show(session, &found, &args.typed());
    }
    drop(reading);
    let mut workspace = session.write("record")?;
    let by = session.person(&workspace)?;
    let requests = requests_of(&workspace, &found)?;
    let moved = record(&mut workspace, &requests, &entry, &by)?;
    report(session, &moved, &by, what.code())
}

impl Args {
    /// The note, with their reference as it was typed.
    fn note(&self) -> String {
        let said = self.reference.as_ref().map(|reference| format!("their reference {reference}"));
        let parts: Vec<String> = [Some(self.note.clone()).filter(|note| !note.is_empty()), said]
            .into_iter()
            .flatten()
            .collect();
        parts.join("; ")
    }

    /// The command as it was typed.
    fn typed(&self) -> String {
        let mut typed = self.which.typed();
        typed.option("--on", self.on);
        typed.option("--note", Some(&self.note).filter(|note| !note.is_empty()));
        typed.option("--until", self.until);
        typed.option("--days", self.days);
        for section in &self.sections {
            typed.option("--section", Some(section));
        }
        typed.option("--reference", self.reference.as_ref());
        typed.option("--outcome", self.outcome.map(|outcome| outcome.status().code()));
        typed.after(&format!("foi record {}", self.event))
    }
}

fn entry(args: &Args, record: Record, today: NaiveDate, found: &[Judged]) -> anyhow::Result<Entry> {
    let law = found.first().map_or(Law::Foia, |row| row.listed.law);
    anyhow::ensure!(
        args.sections.is_empty() || found.iter().all(|row| row.listed.law == law),
        "these requests are under several Acts: record a section for one Act at a time (--law)"
    );
    let act = if matches!(law, Law::Foisa | Law::Eisr) { "FOISA" } else { "FOIA" };
    let mut sections = Vec::new();
    for text in &args.sections {
        let number = text.trim().to_ascii_lowercase();
        let code = format!("{act}-s{}", number.trim_start_matches('s'));
        anyhow::ensure!(section(&code).is_some(), "no section `{text}` of {act} is known");
        sections.push(code);
    }
    let details = Details {
        working_days: args.days,
        until: args.until,
        sections,
        outcome: args.outcome,
        reference: args.reference.as_deref().map(normal_reference),
        note: args.note(),
    };
    Ok(Entry { record, on: args.on.unwrap_or(today), details })
}

fn undo(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let filter = args.which.filter(None);
    let [named] = filter.named.as_slice() else {
        anyhow::bail!("say what to take back: `foi record undo e12` (`foi history` lists them)")
    };
    let seq = named.strip_prefix('e').unwrap_or(named).parse();
    let seq: i64 = seq.map_err(|_| {
        anyhow::anyhow!("`{named}` is nothing recorded: name it as e12 (`foi history` lists them)")
    })?;
    anyhow::ensure!(!args.note.trim().is_empty(), "say why: --note TEXT");
    let mut workspace = session.write("record")?;
    let by = session.person(&workspace)?;
    let moved = take_back(&mut workspace, seq, &args.note, &by)?;
    report(session, &[moved], &by, "undo")
}

fn report(session: &Session, moved: &[Moved], by: &str, what: &str) -> anyhow::Result<Ended> {
    for row in moved {
        if session.json {
            out::object(&json!({
                "request": format!("r{}", row.request),
                "authority": row.authority,
                "recorded": format!("e{}", row.seq),
                "event": what,
                "due_before": row.before,
                "due_on": row.after,
                "status": row.status,
                "by": by,
            }))?;
            continue;
        }
        let status = row.status.replace('_', " ");
        let date = if row.before == row.after {
            row.after.map_or_else(String::new, |day| format!(", due {day} as before"))
        } else {
            format!(", due {} (was {})", cell(row.after), cell(row.before))
        };
        out::line(&format!(
            "{}: {} recorded as e{} by {by}: {status}{date}.",
            row.authority,
            what.replace('_', " "),
            row.seq
        ))?;
    }
    Ok(Ended::Done)
}

pub(super) fn show(session: &Session, found: &[Judged], again: &str) -> anyhow::Result<Ended> {
    let mut rows = Vec::new();
    for row in found {
        let id = format!("r{}", row.listed.request);
        let status = row.judgement.status.code();
        if session.json {
            out::object(&json!({
                "request": id, "authority": row.listed.authority, "status": status,
            }))?;
        }
        rows.push(vec![id, row.listed.authority.clone(), status.replace('_', " ")]);
    }
    if session.json {
        return Ok(Ended::Done);
    }
    out::table(&["id", "authority", "status"], &rows)?;
    out::line(&format!(
        "\nNothing was done. For {}: {again} --confirm {}",
        counted(rows.len(), "request", "requests"),
        rows.len()
    ))?;
    Ok(Ended::Done)
}

pub(super) fn requests_of(workspace: &Workspace, found: &[Judged]) -> anyhow::Result<Vec<Request>> {
    found.iter().map(|row| requests::get(workspace.store.db(), row.listed.request)).collect()
}
