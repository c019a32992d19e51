//! `foi compare`.

use serde::Serialize;
use serde_json::json;

use super::out::{self, cell};
use super::{Ended, Session};
use crate::answers::Number;
use crate::jobs::compare::{Rounds, rounds};
use crate::results::compare::areas::Area;
use crate::results::compare::concordance::Concordance;
use crate::results::compare::{Compared, Kind, Row, Scope, Side};

/// Small numbers stand in it as they are.
const INTERNAL: &str =
    "INTERNAL: small numbers are not suppressed here; do not publish this as it is.";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The earlier round
    before: String,
    /// The later one
    after: String,
    /// For each nation too
    #[arg(long, value_name = "WHAT", value_parser = ["nation"])]
    by: Option<String>,
    /// Which period of each; without it the last of which each question was asked
    #[arg(long, value_name = "BEFORE:AFTER", value_parser = periods)]
    periods: Option<(String, String)>,
}

fn periods(text: &str) -> Result<(String, String), String> {
    let (before, after) =
        text.split_once(':').ok_or_else(|| "write two ids of periods: 2018:2024".to_owned())?;
    Ok((before.to_owned(), after.to_owned()))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let named = args.periods.as_ref().map(|(before, after)| (before.as_str(), after.as_str()));
    let wish = Rounds { before: &args.before, after: &args.after, periods: named };
    let compared = rounds(&workspace, wish, args.by.is_some())?;
    if session.json {
        return objects(&compared, args);
    }
    out::line(INTERNAL)?;
    out::line("")?;
    table(&compared, Kind::Sum)?;
    table(&compared, Kind::Ratio)?;
    breaks(&compared)?;
    reorganised(&compared)?;
    out::line(
        "\nBoth: areas of which both rounds have exact figures. All: whoever gave one. Changes of a ratio \
         are in percentage points, with a 95% interval (Newcombe 1998, method 10), which takes children \
         for independent: the true one is wider.",
    )?;
    Ok(Ended::Done)
}

/// A row with what it is of.
#[derive(Serialize)]
struct Marked<'a> {
    #[serde(flatten)]
    row: &'a Row,
    campaign_before: &'a str,
    campaign_after: &'a str,
    internal: bool,
}

fn objects(compared: &Compared, args: &Args) -> anyhow::Result<Ended> {
    for row in &compared.rows {
        let (before, after) = (&args.before, &args.after);
        out::object(&Marked {
            row,
            campaign_before: before,
            campaign_after: after,
            internal: true,
        })?;
    }
    for area in compared.areas.iter().filter(|area| !area.is_plain() || area.gap.is_some()) {
        out::object(&json!({
            "type": "area", "before": area.before, "after": area.after,
            "compared": area.is_paired(), "why": area.gap,
        }))?;
    }
    Ok(Ended::Done)
}

fn figure(kind: Kind, value: Option<f64>) -> String {
    match kind {
        Kind::Sum => cell(value.and_then(Number::from_f64).map(Number::grouped)),
        Kind::Ratio => cell(value.map(|rate| format!("{:.1}%", rate * 100.0))),
    }
}

/// A change with its sign.
fn change(kind: Kind, value: Option<f64>) -> String {
    match kind {
        Kind::Sum => cell(value.map(|change| format!("{change:+}"))),
        Kind::Ratio => cell(value.map(|change| format!("{:+.1}", change * 100.0))),
    }
}

fn side(kind: Kind, side: Option<&Side>) -> String {
    let Some(side) = side else { return "-".to_owned() };
    let shown = figure(kind, side.exact);
    match (side.numerator, side.denominator) {
        (Some(part), Some(whole)) => {
            format!("{shown} ({} of {}; {})", part.grouped(), whole.grouped(), side.authorities)
        }
        _ => format!("{shown} ({})", side.authorities),
    }
}

fn table(compared: &Compared, kind: Kind) -> anyhow::Result<()> {
    let rows: Vec<Vec<String>> =
        compared.rows.iter().filter(|row| row.kind == kind).map(|row| line(row, kind)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let heading = match kind {
        Kind::Sum => [
            "sum",
            "over",
            "nation",
            "before (authorities)",
            "after",
            "change",
            "in %",
            "from",
            "to",
        ],
        Kind::Ratio => [
            "ratio",
            "over",
            "nation",
            "before (authorities)",
            "after",
            "points",
            "95% interval",
            "from",
            "to",
        ],
    };
    out::table(&heading, &rows)?;
    out::line("")
}

fn line(row: &Row, kind: Kind) -> Vec<String> {
    let of = row.change.as_ref();
    let spread = match kind {
        Kind::Sum => {
            cell(of.and_then(|of| of.relative).map(|rate| format!("{:+.1}%", rate * 100.0)))
        }
        Kind::Ratio => cell(of.and_then(|of| of.interval).map(|interval| {
            format!("{:+.1} to {:+.1}", interval.low * 100.0, interval.high * 100.0)
        })),
    };
    let mark = if row.concordance.compares() { "" } else { " (break)" };
    let scope = match (row.scope, row.areas) {
        (Scope::Both, Some(areas)) => format!("both: {areas}"),
        (scope, _) => scope.code().to_owned(),
    };
    vec![
        format!("{}{mark}", row.measure),
        scope,
        cell(row.nation.map(crate::register::Nation::code)),
        side(kind, row.before.as_ref()),
        side(kind, row.after.as_ref()),
        change(kind, of.and_then(|of| of.exact)),
        spread,
        change(kind, of.and_then(|of| of.low)),
        change(kind, of.and_then(|of| of.high)),
    ]
}

/// What cannot be compared, and what a person judged comparable.
fn breaks(compared: &Compared) -> anyhow::Result<()> {
    let mut said: Vec<&str> = Vec::new();
    for row in compared.rows.iter().filter(|row| row.nation.is_none()) {
        if said.contains(&row.measure.as_str()) {
            continue;
        }
        let words = match &row.concordance {
            Concordance::Same => continue,
            Concordance::Judged => {
                "other words; judged to ask the same (same_as_before)".to_owned()
            }
            Concordance::Break { why } => format!(
                "a break: {why}. If it asks the same, same_as_before = true in the later campaign says so"
            ),
            Concordance::New => "asked in the later round only".to_owned(),
            Concordance::Dropped => "asked in the earlier round only".to_owned(),
        };
        said.push(&row.measure);
        out::line(&format!("{}: {words}", row.measure))?;
    }
    Ok(())
}

fn reorganised(compared: &Compared) -> anyhow::Result<()> {
    for Area { before, after, gap } in compared.areas.iter().filter(|area| !area.is_plain()) {
        let words = match gap {
            None => "compared as one area".to_owned(),
            Some(why) => format!("not compared: {why}"),
        };
        out::line(&format!("{} \u{2192} {}: {words}", before.join(" + "), after.join(" + ")))?;
    }
    Ok(())
}
