//! `foi clock`.
use chrono::{DateTime, NaiveDate};

use super::{Ended, Session, day, out, register::law};
use crate::law::clock::long_date;
use crate::law::exemptions::{Ground, section};
use crate::law::ledger::{Deadline, Fact, Happening, reckon};
use crate::law::{Law, london};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The Act: foia, foisa, eir, eisr
    #[arg(long, value_parser = law)]
    law: Law,
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
    let mut facts: Vec<Fact> =
        args.events.iter().map(|text| fact(args.law, text)).collect::<Result<_, _>>()?;
    facts.extend(args.received.map(|on| Fact::new(Happening::Received, on)));
    let calendar = session.calendar()?;
    let ledger = reckon(&calendar, args.law, &facts)?;
    show_all(session, &ledger.deadlines(&calendar, args.working_days)?)
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

/// A deadline's name as people say it.
fn title(code: &str) -> &str {
    match code {
        "response" => "Reply due",
        "wd40" => "40 working days",
        "n_working_days" => "Working days",
        "chase_on" => "Chase on",
        "fee_pay_by" => "Fee payable until",
        "pit_extended_response" | "eir_extended_response" => "Reply due, extended",
        "eir_reconsideration_response" => "Reconsideration due",
        "internal_review_request_by" => "Ask for a review by",
        "internal_review_expected" => "Internal review expected by",
        "internal_review_longstop" => "Wait for the internal review until",
        "regulator_complaint_by" | "foisa_commissioner_by" => "Complain to the regulator by",
        "tribunal_appeal_by" => "Appeal to the tribunal by",
        "foisa_review_request_by_statutory" => "Require a review by (the Act's limit)",
        "foisa_review_request_by_recommended" => "Require a review by (to be safe)",
        "foisa_review_response" => "Review due",
        "court_of_session_by" => "Appeal to the Court of Session by",
        "aggregation_safe_from" => "Costs no longer added up from",
        other => other,
    }
}
