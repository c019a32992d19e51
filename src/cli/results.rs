//! `foi results`.
use serde_json::json;

use super::answers::shown;
use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::campaign::{Campaign, Headline, Measure};
use crate::jobs::checks::{self, Listed};
use crate::jobs::results::{figures, gather, the_campaign};
use crate::results::checks::Cited;
use crate::results::{Asked, Cell, Figure, FigureType};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which campaign, where there are several
    campaign: Option<String>,
    /// Walk from a headline to each mail it was counted from
    #[arg(long, value_name = "HEADLINE")]
    explain: Option<String>,
    /// What they were at the end of this day, or at a moment that `foi freeze` named
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read_as_of(args.as_of.as_deref())?;
    let id = the_campaign(&workspace, args.campaign.as_deref())?;
    let figures = figures(&workspace, &id)?;
    if let Some(headline) = &args.explain {
        let (campaign, asked) = gather(&workspace, &id)?;
        let open = checks::open(workspace.store.db(), &id)?;
        return explain(session, (&campaign, &asked), (&figures, &open), headline);
    }
    if session.json {
        figures.iter().try_for_each(out::object)?;
        return Ok(Ended::Done);
    }
    print(&figures)
}

fn number(value: Option<f64>) -> String {
    cell(value.and_then(crate::answers::Number::from_f64).map(crate::answers::Number::grouped))
}

fn rate(value: Option<f64>) -> String {
    cell(value.map(|rate| format!("{:.1}%", rate * 100.0)))
}

fn print(figures: &[Figure]) -> anyhow::Result<Ended> {
    let of = |kind| figures.iter().filter(move |figure| figure.kind == kind);
    let sums: Vec<Vec<String>> = of(FigureType::Sum)
        .map(|figure| {
            let high =
                if figure.high.is_none() { "no bound".to_owned() } else { number(figure.high) };
            vec![
                figure.measure.clone(),
                figure.period.clone(),
                number(figure.exact),
                number(figure.low),
                high,
                format!("{} of {}", figure.authorities_counted, figure.authorities_asked),
                in_question(figure),
            ]
        })
        .collect();
    let heading = ["sum", "period", "exact", "low", "high", "authorities", "in question"];
    out::table(&heading, &sums)?;
    out::line("")?;
    let ratios: Vec<Vec<String>> = of(FigureType::Ratio)
        .map(|figure| {
            vec![
                figure.measure.clone(),
                figure.period.clone(),
                rate(figure.exact),
                rate(figure.low),
                rate(figure.high),
                format!(
                    "{} of {}",
                    cell(figure.numerator.map(crate::answers::Number::grouped)),
                    cell(figure.denominator.map(crate::answers::Number::grouped))
                ),
                format!("{} of {}", figure.authorities_counted, figure.authorities_asked),
                in_question(figure),
            ]
        })
        .collect();
    let heading =
        ["ratio", "period", "paired", "low", "high", "numbers", "authorities", "in question"];
    out::table(&heading, &ratios)?;
    out::line("")?;
    for figure in of(FigureType::Headline) {
        let text = figure.text.as_deref().unwrap_or("no authority has given its figures yet");
        out::line(&format!("{}: {text}", figure.measure))?;
    }
    if figures.iter().any(|figure| figure.cells_in_question > 0) {
        out::line(
            "\nIn question: cells counted of which a check has found something that waits, \
             `foi checks`. They are counted as they stand.",
        )?;
    }
    Ok(Ended::Done)
}

/// How many of the cells counted have a finding that waits.
fn in_question(figure: &Figure) -> String {
    match figure.cells_in_question {
        0 => "-".to_owned(),
        count => counted(count, "cell", "cells"),
    }
}

fn explain(
    session: &Session,
    (campaign, asked): (&Campaign, &[Asked]),
    (figures, open): (&[Figure], &[Listed]),
    name: &str,
) -> anyhow::Result<Ended> {
    let ids: Vec<&str> = campaign.headlines.iter().map(|row| row.id.as_str()).collect();
    let headline = campaign.headlines.iter().find(|row| row.id == name).ok_or_else(|| {
        anyhow::anyhow!(
            "{} has no headline `{name}`. {}.",
            campaign.id,
            crate::toml_file::instead(name, &ids)
        )
    })?;
    let figure = figures
        .iter()
        .find(|figure| figure.kind == FigureType::Headline && figure.measure == name)
        .ok_or_else(|| anyhow::anyhow!("the headline `{name}` has no figure"))?;
    if !session.json {
        let text = figure.text.as_deref().unwrap_or("no authority has given its figures yet");
        out::line(text)?;
        out::line(&format!(
            "\nCounted: {} of {} asked, for {}; {} in question.",
            counted(figure.authorities_counted, "authority", "authorities"),
            figure.authorities_asked,
            headline.period,
            counted(figure.cells_in_question, "cell", "cells"),
        ))?;
    }
    for place in asked.iter().filter(|place| figure.counted.contains(&place.authority)) {
        for cell in cells(headline, place) {
            let about = |one: &&Listed| {
                let here = |of: &Cited| {
                    (&of.authority, &of.question, &of.period)
                        == (&place.authority, &cell.question, &cell.period)
                };
                one.campaign == campaign.id && one.finding.cells.iter().any(here)
            };
            let found: Vec<&Listed> = open.iter().filter(about).collect();
            counted_cell(session, place, cell, &found)?;
        }
    }
    if !session.json {
        out::line(&format!("\nNot counted: {}.", figure.excluded.len()))?;
    }
    for excluded in &figure.excluded {
        if session.json {
            out::object(&json!({
                "authority": excluded.authority, "counted": false, "reason": excluded.reason,
            }))?;
        } else {
            out::line(&format!("  {}: {}", excluded.authority, excluded.reason))?;
        }
    }
    Ok(Ended::Done)
}

fn cells<'a>(headline: &'a Headline, place: &'a Asked) -> impl Iterator<Item = &'a Cell> {
    let questions: Vec<&String> = match &headline.measure {
        Measure::Ratio { part, whole } => vec![whole, part],
        Measure::Sum { question } => vec![question],
    };
    questions.into_iter().filter_map(move |question| {
        place.cells.iter().find(|cell| {
            cell.stands && cell.question == *question && cell.period == headline.period
        })
    })
}

fn counted_cell(
    session: &Session,
    place: &Asked,
    cell: &Cell,
    found: &[&Listed],
) -> anyhow::Result<()> {
    if session.json {
        return out::object(&json!({
            "authority": place.authority,
            "counted": true,
            "question": cell.question,
            "period": cell.period,
            "low": cell.value.low,
            "high": cell.value.high,
            "evidence": cell.evidence,
            "findings": found.iter().map(|one| &one.id).collect::<Vec<_>>(),
        }));
    }
    let evidence = &cell.evidence;
    let unknown = || "?".to_owned();
    let erased = evidence.erased.as_ref().map_or_else(String::new, |words| format!("; {words}"));
    out::line(&format!(
        "  {}, {}: {} — {} {}: \u{201c}{}\u{201d} ({}, {}){erased}",
        place.authority,
        cell.question,
        shown(&cell.value),
        evidence.mail.clone().unwrap_or_else(unknown),
        evidence.place.clone().unwrap_or_default(),
        evidence.quote.clone().unwrap_or_default(),
        evidence.file.clone().unwrap_or_else(unknown),
        evidence.decided_by.clone().unwrap_or_else(unknown),
    ))?;
    found.iter().try_for_each(|one| {
        out::line(&format!(
            "      {} ({}): {}",
            one.id,
            one.finding.check.code(),
            one.finding.words
        ))
    })
}
