//! How long answers took, and under which sections information was refused.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::table::{Holds, Table, count, percent};
use super::{Chart, Sources};
use crate::replies::sections;
use crate::results::charts::Words;
use crate::results::charts::bars::bars;
use crate::results::charts::timeline::{Step, timeline};
use crate::results::responses::survival::{Curve, Point};

/// By when an authority must have answered, in working days: section 10 of both Acts.
const LIMIT: u32 = 20;

/// How long answers took, as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replies {
    pub words: String,
    pub timeline: Option<Chart>,
    pub numbers: Table,
}

/// Refusals, as the report shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusals {
    pub words: String,
    pub chart: Chart,
}

pub(super) fn replies(sources: &Sources<'_>) -> Replies {
    let responses = sources.responses;
    let mut numbers = Table::new(
        "replies-table",
        "Responses in numbers",
        &[
            ("Responses", Holds::Words),
            ("Authorities", Holds::Numbers),
            ("Of those asked", Holds::Numbers),
        ],
    );
    for (name, number) in [
        ("Asked", responses.asked),
        ("Known to have arrived", responses.delivered),
        ("Acknowledged", responses.acknowledged),
        ("Answered in full, on time", responses.answered_on_time),
        ("Answered in full, late", responses.answered_late),
        ("Answered in part, on time", responses.partly_answered_on_time),
        ("Answered in part, late", responses.partly_answered_late),
        ("Refused, on time", responses.refused_on_time),
        ("Refused, late", responses.refused_late),
        ("Not held, on time", responses.not_held_on_time),
        ("Not held, late", responses.not_held_late),
        ("No response, and the time is over", responses.silent),
        ("No response yet, and there is time left", responses.open),
        ("The request did not arrive", responses.undelivered),
        ("Closed without a response", responses.closed),
    ] {
        numbers.row([name.to_owned(), count(number), share(number, responses.asked)]);
    }
    Replies { words: words(&responses.working_days), timeline: chart(sources), numbers }
}

/// How long it took, in a sentence.
fn words(curve: &Curve) -> String {
    let open = if curve.censored == 0 {
        ""
    } else {
        " Requests without a response count for as long as they were open (the method of Kaplan and \
         Meier)."
    };
    let Some(median) = curve.median else {
        return format!("Fewer than half of the authorities have responded so far.{open}");
    };
    let range = match (curve.median_low, curve.median_high) {
        (Some(low), Some(high)) if low < high => {
            format!(" (95% confidence interval: {low} to {high})")
        }
        (Some(low), None) => format!(" (95% confidence interval: {low} or more)"),
        (Some(_) | None, _) => String::new(),
    };
    format!("Half of the authorities had responded within {median} working days{range}.{open}")
}

fn share(number: usize, of: usize) -> String {
    let as_f64 = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    if of == 0 { "–".to_owned() } else { percent(as_f64(number) / as_f64(of)) }
}

/// The share with a response by each day of the curve.
fn steps(curve: &Curve) -> Vec<Step> {
    let step = |point: &Point| {
        let share = 1.0 - point.waiting;
        let low = point.high.map_or(share, |waiting| 1.0 - waiting);
        let high = point.low.map_or(share, |waiting| 1.0 - waiting);
        Step { day: point.working_days, share, low, high }
    };
    curve.points.iter().map(step).collect()
}

fn chart(sources: &Sources<'_>) -> Option<Chart> {
    let curve = &sources.responses.working_days;
    let mut steps = steps(curve);
    // After the last response the curve is flat for as long as requests stay open.
    let last = curve.points.iter().rposition(|point| point.responses > 0)?;
    steps.truncate(last + 1);
    let last = steps.last()?;
    let said = format!(
        "By working day {LIMIT}, {} of those asked had responded; by working day {}, {}.",
        percent(curve.responded_by(LIMIT)),
        last.day,
        percent(last.share)
    );
    let words = Words {
        id: "timeline".to_owned(),
        title: "Share of authorities that had responded, by working day".to_owned(),
        description: said.clone(),
    };
    let mut table = Table::new(
        "timeline-table",
        "Share that had responded by the end of a working day",
        &[
            ("Working day", Holds::Words),
            ("Open before", Holds::Numbers),
            ("Responded", Holds::Numbers),
            ("At least", Holds::Numbers),
            ("At most", Holds::Numbers),
        ],
    );
    for (step, point) in steps.iter().zip(&curve.points) {
        let cells = [step.share, step.low, step.high].map(percent);
        table.row([step.day.to_string(), count(point.at_risk)].into_iter().chain(cells));
    }
    let caption = format!(
        "{said} The band is where the share lies with 95% confidence; the broken line is the day by \
         which the Acts want an answer."
    );
    Some(Chart::new(timeline(&words, &steps, LIMIT), caption, table))
}

pub(super) fn refusals(sources: &Sources<'_>) -> Option<Refusals> {
    let responses = sources.responses;
    let mut codes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (code, number) in &responses.refused_by_section {
        codes.entry(code).or_default().0 += number;
    }
    // An answer in part may leave out what is not held, and refuse nothing.
    let is_refusal = |code: &str| !["none", "FOIA-notheld", "FOISA-s17"].contains(&code);
    for (code, number) in responses.partly_by_section.iter().filter(|(code, _)| is_refusal(code)) {
        codes.entry(code).or_default().1 += number;
    }
    let mut rows: Vec<(String, usize, usize)> =
        codes.into_iter().map(|(code, (all, part))| (section(code), all, part)).collect();
    rows.sort_by_key(|(name, all, part)| (Reverse(all + part), name.clone()));
    let (most, all, part) = rows.first()?;
    let said = format!("Most often named: {most}, by {} authorities.", count(all + part));
    let words = Words {
        id: "refusals-chart".to_owned(),
        title: "Authorities that refused all or part, by section".to_owned(),
        description: said.clone(),
    };
    let mut table = Table::new(
        "refusals-table",
        "Refusals by section",
        &[
            ("Section", Holds::Words),
            ("Refused all", Holds::Numbers),
            ("Refused part", Holds::Numbers),
        ],
    );
    for (name, all, part) in &rows {
        table.row([name.clone(), count(*all), count(*part)]);
    }
    let bar: Vec<(String, usize)> =
        rows.iter().map(|(name, all, part)| (name.clone(), all + part)).collect();
    let drawing = bars(&words, &bar, "Authorities");
    let caption = "Sections that replies rely on, which refuse all or part.".to_owned();
    let chart = Chart::new(drawing, caption, table);
    let words = format!("{said} An authority that named several sections counts under each.");
    Some(Refusals { words, chart })
}

/// A section by its code, and what it is about.
fn section(code: &str) -> String {
    if code == "none" {
        return "no section named".to_owned();
    }
    let name = code.replace("-s", " s").replace("-ncnd", "").replace("-notheld", "");
    match sections::about(code) {
        Some(about) => format!("{name}: {about}"),
        None => name,
    }
}
