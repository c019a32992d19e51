//! `foi register worklist`: whom nobody can write to yet, where to look, and how far it has got.

use serde_json::{Value, json};

use super::{board, law, nation};
use crate::cli::out::{self, counted};
use crate::cli::{Ended, Session};
use crate::jobs::campaign::load;
use crate::jobs::register::worklist::{Coverage, Filter, Task, Why};
use crate::law::Law;
use crate::register::Nation;
use crate::register::exchange::WORKLIST;
use crate::spreadsheet::inert;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only these authorities
    ids: Vec<String>,
    /// Only this nation: england, wales, scotland, northern-ireland
    #[arg(long, value_parser = nation)]
    nation: Option<Nation>,
    /// Only this Act: foia, foisa
    #[arg(long, value_parser = law)]
    law: Option<Law>,
    /// Only those that this campaign asks
    #[arg(long)]
    campaign: Option<String>,
    /// So many, the most urgent first
    #[arg(long, value_name = "N")]
    most: Option<usize>,
    /// As CSV to fill in: `foi register import` takes it back
    #[arg(long, conflicts_with = "coverage")]
    csv: bool,
    /// Only how far it has got, by nation
    #[arg(long)]
    coverage: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let campaign = args.campaign.as_ref().map(|name| load(&session.workspace, name)).transpose()?;
    let filter = Filter {
        ids: args.ids.clone(),
        nation: args.nation,
        law: args.law,
        campaign: campaign.map(|loaded| loaded.campaign),
    };
    let board = board(session)?;
    let meant = board.meant(&filter)?;
    let coverage = board.coverage(&meant);
    if args.coverage {
        return show_coverage(session, &coverage);
    }
    let mut tasks: Vec<Task<'_>> = meant.iter().filter_map(|row| board.task(row)).collect();
    tasks.sort_by_key(|task| task.why);
    let all = tasks.len();
    tasks.truncate(args.most.unwrap_or(all));
    if args.csv {
        out::raw(csv(&tasks)?.as_bytes())?;
        return Ok(Ended::Done);
    }
    if session.json {
        tasks.iter().try_for_each(|task| out::object(&object(task)))?;
        return Ok(Ended::Done);
    }
    // A rehearsed workspace has a time of its own.
    let today = if session.has_workspace() { session.read()?.today() } else { session.now.today() };
    for task in &tasks {
        out::line(&words(task, today))?;
    }
    if tasks.len() < all {
        out::line(&format!("… and {} more.\n", all - tasks.len()))?;
    }
    show_coverage(session, &coverage)?;
    if !tasks.is_empty() {
        out::line(
            "\nAs a table to fill in (email, source, verified_on): foi register worklist --csv > \
             worklist.csv\nand back: foi register import worklist.csv --by \"Your Name\"",
        )?;
    }
    Ok(Ended::Done)
}

/// The lines of one task, what to type last.
fn words(task: &Task<'_>, today: chrono::NaiveDate) -> String {
    let row = task.authority;
    let mut lines =
        vec![format!("{}  {} ({}, {})", row.id, row.name, row.nation.code(), row.law.code())];
    let mut say = |what: &str, text: String| lines.push(format!("  {what:<8} {text}"));
    if let Some(trouble) = &task.trouble {
        let email = row.address.as_ref().map_or("", |address| address.email.as_str());
        let what = if task.why == Why::Bounced { "bounced" } else { "no mail" };
        let letter = task.bounce.map(|sign| format!(" (l{}, r{})", sign.letter, sign.request));
        say(what, format!("{email}{}: {trouble}", letter.unwrap_or_default()));
    }
    let places: Vec<&str> =
        [&task.site, &task.wdtk_page].into_iter().flatten().map(String::as_str).collect();
    if !places.is_empty() {
        say("look at", places.join("  "));
    }
    if let Some(by) = &row.delivered_by {
        say("run by", by.clone());
    }
    if let Some(seen) = row.address.as_ref().filter(|_| task.why == Why::Seen) {
        say("seen", format!("{} ({}: {})", seen.email, seen.grade.code(), seen.source));
    }
    if let Some(guess) = task.guess.filter(|_| task.why != Why::Seen) {
        say(
            "a guess",
            format!("{} ({}): to be checked, never to be used as it is", guess.email, guess.basis),
        );
    }
    say("then", format!("foi register set {} --email … --page https://… --on {today}", row.id));
    lines.join("\n") + "\n"
}

fn object(task: &Task<'_>) -> Value {
    let row = task.authority;
    let seen = row.address.as_ref();
    json!({
        "authority": row.id,
        "name": row.name,
        "nation": row.nation.code(),
        "law": row.law.code(),
        "why": task.why.code(),
        "trouble": task.trouble,
        "site": task.site,
        "wdtk_page": task.wdtk_page,
        "delivered_by": row.delivered_by,
        "email": seen.map(|seen| &seen.email),
        "grade": seen.map(|seen| seen.grade.code()),
        "source": seen.map(|seen| &seen.source),
        "verified_on": seen.and_then(|seen| seen.verified.as_ref()).map(|verified| verified.on),
        "guess": task.guess.map(|guess| &guess.email),
        "guess_basis": task.guess.map(|guess| &guess.basis),
        "request": task.bounce.map(|sign| format!("r{}", sign.request)),
        "letter": task.bounce.map(|sign| format!("l{}", sign.letter)),
    })
}

/// A row for each task; what a person fills in is empty.
fn csv(tasks: &[Task<'_>]) -> anyhow::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(WORKLIST)?;
    for task in tasks {
        out.write_record(WORKLIST.map(|column| inert(&cell_of(task, column)).into_owned()))?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

fn cell_of(task: &Task<'_>, column: &str) -> String {
    let row = task.authority;
    let seen = row.address.as_ref();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match column {
        "id" => row.id.clone(),
        "called" => row.name.clone(),
        "look_at" => text(&task.site),
        "wdtk_page" => text(&task.wdtk_page),
        "run_by" => text(&row.delivered_by),
        "why" => task.trouble.clone().unwrap_or_else(|| task.why.code().to_owned()),
        "seen_email" => seen.map(|seen| seen.email.clone()).unwrap_or_default(),
        "seen_grade" => seen.map(|seen| seen.grade.code().to_owned()).unwrap_or_default(),
        "seen_source" => seen.map(|seen| seen.source.clone()).unwrap_or_default(),
        "foi_email_guess" => task.guess.map(|guess| guess.email.clone()).unwrap_or_default(),
        "foi_email_guess_basis" => task.guess.map(|guess| guess.basis.clone()).unwrap_or_default(),
        "role" => "requests".to_owned(),
        _ => String::new(),
    }
}

/// A bar as wide as this.
const BAR: usize = 30;

fn show_coverage(session: &Session, coverage: &[(Nation, Coverage)]) -> anyhow::Result<Ended> {
    if session.json {
        for (nation, found) in coverage {
            out::object(&json!({
                "nation": nation.code(), "authorities": found.authorities,
                "verified": found.verified, "seen": found.seen, "nothing": found.nothing,
                "failing": found.failing,
            }))?;
        }
        return Ok(Ended::Done);
    }
    let rows: Vec<Vec<String>> = coverage
        .iter()
        .map(|(nation, found)| {
            let numbers = [found.verified, found.failing, found.seen, found.nothing];
            let mut row = vec![nation.code().to_owned(), bar(found)];
            row.extend(numbers.map(|number| number.to_string()));
            row
        })
        .collect();
    out::table(&["nation", "", "verified", "failing", "seen", "nothing"], &rows)?;
    let (ready, all) = coverage
        .iter()
        .fold((0, 0), |(ready, all), (_, found)| (ready + found.verified, all + found.authorities));
    out::line(&format!(
        "{ready} of {} can be written to.",
        counted(all, "authority", "authorities")
    ))?;
    Ok(Ended::Done)
}

/// Verified, seen, nothing: full, half, empty. What is there at all has at least one sign.
fn bar(found: &Coverage) -> String {
    let all = found.authorities.max(1);
    let wide = |count: usize| (count * BAR / all).max(usize::from(count > 0));
    let (verified, seen) = (wide(found.verified), wide(found.seen + found.failing));
    let seen = seen.min(BAR.saturating_sub(verified));
    let rest = BAR.saturating_sub(verified + seen);
    format!("{}{}{}", "█".repeat(verified), "▒".repeat(seen), "·".repeat(rest))
}
