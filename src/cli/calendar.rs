//! `foi calendar`.
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, Weekday};
use clap::Subcommand;
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session, register::law};
use crate::jobs::calendar::{self as job, Plan};
use crate::jobs::deadlines;
use crate::law::Law;
use crate::law::calendar::{Calendar, Holiday, Part, Scope};
use crate::law::clock::long_date;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// The year (default: this one)
    year: Option<i32>,
    /// Only the days on which the nations differ
    #[arg(long)]
    compare: bool,
    /// Only the days that this Act leaves out: foia, foisa, eir, eisr
    #[arg(long, value_parser = law)]
    law: Option<Law>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what GOV.UK's bank-holidays.json would add; with --confirm, take it in
    Import {
        /// The file, as fetched from <https://www.gov.uk/bank-holidays.json>
        file: PathBuf,
        /// Keep the days, and judge every open request anew
        #[arg(long)]
        confirm: bool,
    },
    /// Write the deadlines of requests as iCalendar
    Export {
        /// Into this file (default: standard output)
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Only this campaign
        #[arg(long, value_name = "ID")]
        campaign: Option<String>,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => show(session, args),
        Some(Command::Import { file, confirm: false }) => dry_run(session, file),
        Some(Command::Import { file, confirm: true }) => import(session, file),
        Some(Command::Export { out, campaign }) => {
            export(session, out.as_deref(), campaign.as_deref())
        }
    }
}

fn show(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let calendar = session.calendar()?;
    let year = args.year.unwrap_or_else(|| session.now.today().year());
    let working = Working::of(&calendar, year)?;
    let scope = args.law.map(|law| law.regime(first_of(year)).scope);
    let days: Vec<(NaiveDate, &Holiday)> = calendar
        .of_year(year)
        .filter(|(_, holiday)| !args.compare || holiday.parts.len() < Part::ALL.len())
        .filter(|(_, holiday)| scope.is_none_or(|scope| holiday.counts_for(scope)))
        .collect();
    if session.json {
        days.iter().try_for_each(|(day, holiday)| out::object(&object(*day, holiday)))?;
        return Ok(Ended::Done);
    }
    let (_, _, proclaimed) = calendar.years();
    let projected = if year > proclaimed { ", projected: not yet proclaimed" } else { "" };
    let what = if args.compare { "Days on which the nations differ" } else { "Bank holidays" };
    out::line(&format!("{what}, {year}{projected}\n"))?;
    let heading =
        ["", "", "holiday", "england wales", "scotland", "n ireland", "foia eir", "foisa eisr", ""];
    let rows: Vec<Vec<String>> = days.iter().map(|(day, holiday)| row(*day, holiday)).collect();
    out::table(&heading, &rows)?;
    if args.compare {
        compared(&calendar, year)?;
    }
    working.show(scope)?;
    Ok(Ended::Done)
}

fn first_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}

/// How many working days a year has under each scope.
struct Working {
    uk: u32,
    scotland: u32,
}

impl Working {
    fn of(calendar: &Calendar, year: i32) -> anyhow::Result<Self> {
        let first = first_of(year);
        let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(first);
        let days = |scope| calendar.working_days_in(scope, first, last);
        Ok(Self { uk: days(Scope::AnyPartOfUk)?, scotland: days(Scope::Scotland)? })
    }

    fn show(&self, only: Option<Scope>) -> anyhow::Result<()> {
        let uk = format!(
            "{} working days under FOIA and EIR: a bank holiday in any part of the United Kingdom \
             is none.",
            self.uk
        );
        let scotland = format!(
            "{} working days under FOISA and EISR: only Scotland's bank holidays are none.",
            self.scotland
        );
        out::line("")?;
        match only {
            None => out::line(&format!("{uk}\n{scotland}")),
            Some(Scope::AnyPartOfUk) => out::line(&uk),
            Some(Scope::Scotland) => out::line(&scotland),
        }
    }
}

/// What the difference means, nation by nation and Act by Act.
fn compared(calendar: &Calendar, year: i32) -> anyhow::Result<()> {
    out::line("")?;
    for part in Part::ALL {
        let has = |holiday: &Holiday| holiday.parts.contains(&part);
        let all = calendar.of_year(year).filter(|(_, holiday)| has(holiday)).count();
        let alone = calendar
            .differing(year)
            .filter(|(_, holiday)| holiday.parts == [part])
            .map(|(day, _)| day.format("%-d %B").to_string())
            .collect::<Vec<_>>();
        let alone = if alone.is_empty() {
            String::new()
        } else {
            format!("; alone on {}", alone.join(", "))
        };
        out::line(&format!("{}: {}{alone}.", part.name(), counted(all, "day", "days")))?;
    }
    let foia_alone = calendar
        .differing(year)
        .filter(|(_, holiday)| !holiday.counts_for(Scope::Scotland))
        .count();
    out::line(&format!("FOISA counts {} that FOIA leaves out.", counted(foia_alone, "day", "days")))
}

fn row(day: NaiveDate, holiday: &Holiday) -> Vec<String> {
    let has = |part: Part| if holiday.parts.contains(&part) { "●" } else { "·" };
    let skips = |scope: Scope| if skips(day, holiday, scope) { "skips" } else { "counts" };
    let note = match (holiday.projected, &holiday.added.values().min()) {
        (true, _) => "projected".to_owned(),
        (false, None) => String::new(),
        (false, Some(known)) => format!("added late, known since {}", known.format("%-d %B %Y")),
    };
    vec![
        day.format("%a").to_string(),
        format!("{:>6}", day.format("%-d %b")),
        holiday.title.clone(),
        has(Part::EnglandAndWales).to_owned(),
        has(Part::Scotland).to_owned(),
        has(Part::NorthernIreland).to_owned(),
        skips(Scope::AnyPartOfUk).to_owned(),
        skips(Scope::Scotland).to_owned(),
        note,
    ]
}

/// Whether an Act leaves `day` out: for the holiday, or because it is a Saturday or Sunday.
fn skips(day: NaiveDate, holiday: &Holiday, scope: Scope) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || holiday.counts_for(scope)
}

fn object(day: NaiveDate, holiday: &Holiday) -> serde_json::Value {
    json!({
        "date": day,
        "weekday": day.format("%A").to_string(),
        "title": holiday.title,
        "parts": holiday.parts.iter().map(|part| part.code()).collect::<Vec<_>>(),
        "foia": skips(day, holiday, Scope::AnyPartOfUk),
        "foisa": skips(day, holiday, Scope::Scotland),
        "projected": holiday.projected,
        "known_on": holiday.added.values().min(),
        "source": holiday.source,
    })
}

fn dry_run(session: &Session, file: &Path) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let plan = job::plan(&workspace, file)?;
    report(session, &plan, None)?;
    Ok(Ended::Done)
}

fn import(session: &Session, file: &Path) -> anyhow::Result<Ended> {
    let mut workspace = session.write("calendar import")?;
    let by = session.person(&workspace)?;
    let plan = job::plan(&workspace, file)?;
    job::keep(&mut workspace, &plan, &by)?;
    report(session, &plan, Some(&by))?;
    Ok(Ended::Done)
}

/// Says what a file adds and what moves; `by` is who took it in, if anybody has.
fn report(session: &Session, plan: &Plan, by: Option<&str>) -> anyhow::Result<()> {
    if session.json {
        return out::object(&plan_object(plan, by));
    }
    if plan.adds.is_empty() && plan.drops.is_empty() {
        return out::line(&format!(
            "Nothing new: every day of the file is known ({}).",
            spelled(&plan.years)
        ));
    }
    for added in &plan.adds {
        let place = added.part.name();
        out::line(&format!("added   {}: {}, {place}", long_date(added.day), added.title))?;
    }
    for (day, part) in &plan.drops {
        let place = part.name();
        out::line(&format!("gone    {}: projected for {place}, not published", long_date(*day)))?;
    }
    let rows: Vec<Vec<String>> = plan
        .moved
        .iter()
        .map(|moved| {
            vec![
                format!("r{}", moved.request),
                moved.authority.clone(),
                moved.law.code().to_owned(),
                cell(moved.old),
                cell(moved.new),
                if moved.open { "open" } else { "answered" }.to_owned(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        out::line("")?;
        out::table(&["id", "authority", "law", "due until now", "due", ""], &rows)?;
    }
    let days = counted(plan.adds.len(), "day", "days");
    let due = counted(plan.moved.len(), "due day", "due days");
    out::line(&match by {
        Some(by) => format!("\n{days} taken in by {by}; {due} moved."),
        None => format!("\nThis would take in {days} and move {due}. To do it, add --confirm."),
    })
}

fn spelled(years: &[i32]) -> String {
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(first), _) => first.to_string(),
        (None, _) => String::new(),
    }
}

fn plan_object(plan: &Plan, by: Option<&str>) -> serde_json::Value {
    json!({
        "confirmed": by.is_some(),
        "by": by,
        "sha256": plan.sha256,
        "years": plan.years,
        "added": plan.adds.iter().map(|added| json!({
            "date": added.day,
            "part": added.part.code(),
            "title": added.title,
            "known_on": added.known_on,
        })).collect::<Vec<_>>(),
        "gone": plan.drops.iter().map(|(day, part)| json!({
            "date": day,
            "part": part.code(),
        })).collect::<Vec<_>>(),
        "moved": plan.moved.iter().map(|moved| json!({
            "request": format!("r{}", moved.request),
            "campaign": moved.campaign,
            "authority": moved.authority,
            "law": moved.law.code(),
            "old_due_on": moved.old,
            "new_due_on": moved.new,
            "open": moved.open,
        })).collect::<Vec<_>>(),
    })
}

fn export(session: &Session, out: Option<&Path>, campaign: Option<&str>) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let entries = deadlines::entries(&workspace, campaign)?;
    let real = if workspace.simulated { "SIMULATED: " } else { "" };
    let of = campaign.map_or_else(String::new, |campaign| format!(", {campaign}"));
    let name = format!("{real}FOI deadlines{of}");
    let text = deadlines::render(&entries, &name, workspace.now.instant());
    let Some(path) = out else {
        out::raw(text.as_bytes())?;
        return Ok(Ended::Done);
    };
    deadlines::write(path, &text)?;
    let cancelled = entries.iter().filter(|entry| entry.cancelled).count();
    let open = entries.len() - cancelled;
    let said = format!(
        "Wrote {} to {}: {}, {cancelled} that no longer matter.",
        counted(entries.len(), "entry", "entries"),
        path.display(),
        counted(open, "deadline", "deadlines")
    );
    session.decided(&json!({"file": path, "deadlines": open, "cancelled": cancelled}), &said)
}
