//! `foi clock`.
use chrono::{DateTime, NaiveDate};

use super::{Ended, Session, day, out, register::law};
use crate::law::clock::{Deadline, long_date, plain};
use crate::law::{Law, london};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The Act: foia, foisa, eir, eisr
    #[arg(long, value_parser = law)]
    law: Law,
    /// When the authority received the request: a date, or an RFC 3339 instant
    #[arg(long, value_name = "DATE|INSTANT", value_parser = received)]
    received: NaiveDate,
    /// Also count this many working days
    #[arg(long, value_name = "N")]
    working_days: Option<u32>,
}

fn received(text: &str) -> Result<NaiveDate, String> {
    if let Ok(day) = day(text) {
        return Ok(day);
    }
    DateTime::parse_from_rfc3339(text)
        .map(|instant| london::civil_date(instant.to_utc()))
        .map_err(|_| "write a date as 2026-11-23 or an instant as 2026-11-23T09:30:00Z".to_owned())
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let calendar = session.calendar()?;
    let deadlines = plain(&calendar, args.law, args.received, args.working_days)?;
    if session.json {
        deadlines.iter().try_for_each(out::object)?;
        return Ok(Ended::Done);
    }
    for deadline in &deadlines {
        show(deadline)?;
    }
    Ok(Ended::Done)
}

fn show(deadline: &Deadline) -> anyhow::Result<()> {
    let name = match deadline.deadline {
        "response" => "Reply due",
        "chase_on" => "Chase on",
        "wd40" => "40 working days",
        "n_working_days" => "Working days",
        "aggregation_safe_from" => "Costs no longer added up from",
        other => other,
    };
    let due = deadline.due.map_or_else(|| "the clock stands still".to_owned(), long_date);
    out::line(&format!("{name}: {due}"))?;
    // The reply's working is what people argue about; the others follow from it.
    if matches!(deadline.deadline, "response" | "n_working_days") {
        for line in &deadline.explanation {
            out::line(&format!("  {line}"))?;
        }
    }
    Ok(())
}
