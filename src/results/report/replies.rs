//! How long answers took, and under which sections information was refused.

use serde::Serialize;

use super::table::{Holds, Table, count, percent};
use super::{Chart, Sources};
use crate::results::charts::Words;
use crate::results::charts::bars::bars;
use crate::results::charts::timeline::timeline;

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
    let responses = &sources.responses;
    let mut numbers = Table::new(
        "replies-table",
        "Responses in numbers",
        &[("Responses", Holds::Words), ("Authorities", Holds::Numbers), ("Share", Holds::Numbers)],
    );
    let asked = responses.counts.first().map_or(0, |(_, asked)| *asked);
    for (name, number) in &responses.counts {
        numbers.row([name.clone(), count(*number), share(*number, asked)]);
    }
    let words = match responses.median {
        Some(median) => format!(
            "Half of the authorities had answered within {median} working days. Requests without an \
             answer so far are counted for as long as they were open (the method of Kaplan and Meier)."
        ),
        None => "Fewer than half of the authorities have answered so far.".to_owned(),
    };
    Replies { words, timeline: chart(sources), numbers }
}

fn share(number: usize, of: usize) -> String {
    let as_f64 = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    if of == 0 { "–".to_owned() } else { percent(as_f64(number) / as_f64(of)) }
}

fn chart(sources: &Sources<'_>) -> Option<Chart> {
    let steps = &sources.responses.steps;
    let last = steps.last()?;
    let on_time = steps.iter().rev().find(|step| step.day <= LIMIT);
    let on_time = on_time.map_or(0.0, |step| step.share);
    let said = format!(
        "By working day {LIMIT}, {} of those asked had answered; by working day {}, {}.",
        percent(on_time),
        last.day,
        percent(last.share)
    );
    let words = Words {
        id: "timeline".to_owned(),
        title: "Share of authorities that had answered, by working day".to_owned(),
        description: said.clone(),
    };
    let mut table = Table::new(
        "timeline-table",
        "Share that had answered by the end of a working day",
        &[
            ("Working day", Holds::Words),
            ("Answered", Holds::Numbers),
            ("At least", Holds::Numbers),
            ("At most", Holds::Numbers),
        ],
    );
    for step in steps {
        let cells = [step.share, step.low, step.high].map(percent);
        table.row(std::iter::once(step.day.to_string()).chain(cells));
    }
    let caption = format!(
        "{said} The band is where the share lies with 95% confidence; the broken line is the day by \
         which the Acts want an answer."
    );
    Some(Chart::new(timeline(&words, steps, LIMIT), caption, table))
}

pub(super) fn refusals(sources: &Sources<'_>) -> Option<Refusals> {
    let sections = &sources.responses.sections;
    let (most, number) = sections.first()?;
    let said = format!("Most often named: {most}, by {} authorities.", count(*number));
    let words = Words {
        id: "refusals-chart".to_owned(),
        title: "Authorities that refused, by section".to_owned(),
        description: said.clone(),
    };
    let mut table = Table::new(
        "refusals-table",
        "Refusals by section",
        &[("Section", Holds::Words), ("Authorities", Holds::Numbers)],
    );
    for (name, number) in sections {
        table.row([name.clone(), count(*number)]);
    }
    let drawing = bars(&words, sections, "Authorities");
    let chart = Chart::new(drawing, "Sections named in refusals of all or part.".to_owned(), table);
    let words = format!("{said} An authority that named several sections counts under each.");
    Some(Refusals { words, chart })
}
