//! `foi clock`.
use chrono::{DateTime, NaiveDate};

use super::{Ended, Session, day, out, register::law};
use crate::case::judging::Otherwise;
use crate::jobs::refresh;
use crate::law::clock::long_date;
use crate::law::exemptions::{Ground, section};
use crate::law::ledger::{Deadline, Fact, Happening, reckon, title};
use crate::law::{Law, london};
use crate::replies::Kind;
use crate::store::requests;

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("whose").required(true).args(["request", "law"]))]
pub(super) struct Args {
    /// The deadlines of this request, as it stands: r12, a reference, or an authority
    #[arg(conflicts_with_all = ["received", "events"])]
    request: Option<String>,
    /// As the request stood, or will stand, at the end of this day (default: today)
    #[arg(long, value_name = "DATE", value_parser = day, requires = "request", conflicts_with = "law")]
    on: Option<NaiveDate>,
    /// Without a request, the Act: foia, foisa, eir, eisr
    #[arg(long, value_parser = law)]
    law: Option<Law>,
    /// When the authority received the request: a date, or an RFC 3339 instant
    #[arg(long, value_name = "DATE|INSTANT", value_parser = moment)]
    received: Option<NaiveDate>,
    /// Something that happened, as fees_notice=2026-01-19; an extension may add the working days
    /// and the section it names: pit_extension_notice=2026-03-27:20:s43. Several are allowed
    #[arg(long = "event", value_name = "NAME=DATE[:DAYS[:SECTION]]")]
    events: Vec<String>,
    /// Also count this many working days
    #[arg(long, value_name = "N")]
    working_days: Option<u32>,
}

fn moment(text: &str) -> Result<NaiveDate, String> {
    if let Ok(day) = day(text) {
        return Ok(day);
    }
    DateTime::parse_from_rfc3339(text).map(|instant| london::civil_date(instant.to_utc())).map_err(
        |_| {
            "there is no such day: write a date as 2026-11-23 or an instant as \
             2026-11-23T09:30:00Z"
                .to_owned()
        },
    )
}

/// `NAME=DATE[:WORKING_DAYS[:SECTION]]`; the date may be an instant, which has colons of its own.
fn fact(law: Law, text: &str) -> anyhow::Result<Fact> {
    let (name, rest) = text
        .split_once('=')
        .ok_or_else(|| anyhow::anyhow!("`{text}`: write an event as fees_notice=2026-01-19"))?;
    let happening = Happening::parse(name.trim()).ok_or_else(|| {
        let names = Happening::ALL.map(Happening::code);
        anyhow::anyhow!("`{text}`: {}", crate::toml_file::instead(name, &names))
    })?;
    if let Ok(on) = moment(rest) {
        return Ok(Fact::new(happening, on));
    }
    let mut parts = rest.split(':');
    let on = moment(parts.next().unwrap_or_default())
        .map_err(|wrong| anyhow::anyhow!("`{text}`: {wrong}"))?;
    let extension =
        matches!(happening, Happening::PitExtensionNotice | Happening::EirExtensionNotice);
    anyhow::ensure!(
        extension,
        "`{text}`: only an extension has working days or a section after its date"
    );
    let mut fact = Fact::new(happening, on);
    for part in parts {
        if let Ok(days) = part.parse::<u32>() {
            anyhow::ensure!((1..=250).contains(&days), "`{text}`: {days} working days?");
            fact.working_days = Some(days);
        } else {
            fact.ground = ground(law, part)
                .ok_or_else(|| anyhow::anyhow!("`{text}`: no section `{part}` is known"))?;
        }
    }
    Ok(fact)
}

/// What an extension rests on: "s43", "none", or nothing said.
fn ground(law: Law, text: &str) -> Option<Ground> {
    if text.eq_ignore_ascii_case("none") {
        return Some(Ground::NoneNamed);
    }
    let act = if matches!(law, Law::Foisa | Law::Eisr) { "FOISA" } else { "FOIA" };
    let number = text.trim().to_ascii_lowercase();
    let code = format!("{act}-s{}", number.trim_start_matches('s'));
    section(&code).map(|(code, class)| Ground::Named(code, class))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match (&args.request, args.law) {
        (Some(request), _) => of_request(session, request, args),
        (None, Some(law)) => calculate(session, law, args),
        (None, None) => anyhow::bail!("name a request, or say under which Act: --law foia"),
    }
}

fn calculate(session: &Session, law: Law, args: &Args) -> anyhow::Result<Ended> {
    let mut facts: Vec<Fact> =
        args.events.iter().map(|text| fact(law, text)).collect::<Result<_, _>>()?;
    facts.extend(args.received.map(|on| Fact::new(Happening::Received, on)));
    let calendar = session.calendar()?;
    let ledger = reckon(&calendar, law, &facts)?;
    show_all(session, &ledger.deadlines(&calendar, args.working_days)?)
}

/// The limits that run for a request; beside them what is not settled about it.
fn of_request(session: &Session, request: &str, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let db = workspace.store.db();
    let request = requests::find(db, request)?;
    let on = args.on.unwrap_or_else(|| workspace.today());
    let position = refresh::look(db, &request, on)?.position;
    let deadlines = match &position.ledger {
        Some(ledger) => ledger.deadlines(workspace.calendar(), args.working_days)?,
        None => Vec::new(),
    };
    // Rows are the calculator's: what is said beside them goes beside the output for programs.
    let say = |text: &str| {
        if session.json {
            out::note(text);
            Ok(())
        } else {
            out::line(text)
        }
    };
    if !session.json {
        out::line(&format!("{} {}, {}:", request.reference, request.name, long_date(on)))?;
    }
    if deadlines.is_empty() {
        say("No time runs: nothing says that the request has left.")?;
    }
    show_all(session, &deadlines)?;
    if let Some(otherwise) = position.judgement.otherwise {
        say(&otherwise_words(otherwise))?;
    }
    for trouble in &position.trouble {
        say(&format!("These records contradict each other: {trouble}"))?;
    }
    Ok(Ended::Done)
}

fn otherwise_words(otherwise: Otherwise) -> String {
    // Of theirs, only what the law takes notice of proposes another date.
    let kind = if otherwise.kind == Kind::Other {
        "a letter of ours, written elsewhere".to_owned()
    } else {
        otherwise.kind.code().replace('_', " ")
    };
    let then = otherwise.due_on.map_or_else(
        || "the clock would stand still".to_owned(),
        |due| format!("a reply would be due on {}", long_date(due)),
    );
    format!(
        "To be agreed: a mail reads as {kind}; if a person agrees, {then} (`foi mail --waiting`)."
    )
}

pub(super) fn show_all(session: &Session, deadlines: &[Deadline]) -> anyhow::Result<Ended> {
    if session.json {
        deadlines.iter().try_for_each(out::object)?;
        return Ok(Ended::Done);
    }
    deadlines.iter().try_for_each(show)?;
    Ok(Ended::Done)
}

fn show(deadline: &Deadline) -> anyhow::Result<()> {
    let due = deadline.due.map_or_else(|| "the clock stands still".to_owned(), long_date);
    out::line(&format!("{}: {due}", title(deadline.deadline)))?;
    // Plain counts explain nothing that the reply's working does not say.
    if !matches!(deadline.deadline, "wd40" | "chase_on" | "aggregation_safe_from") {
        for line in &deadline.explanation {
            out::line(&format!("  {line}"))?;
        }
    }
    Ok(())
}
