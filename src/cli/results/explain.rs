//! `foi results --explain`: from the sentence to each cell and its words.

use serde_json::json;

use super::super::answers::shown;
use super::super::out::{self, counted};
use super::super::{Ended, Session};
use crate::campaign::{Headline, Measure};
use crate::jobs::checks::Listed;
use crate::jobs::results::Gathered;
use crate::results::checks::Cited;
use crate::results::{Asked, Cell, Figure, FigureType};

pub(super) fn explain(
    session: &Session,
    gathered: &Gathered,
    figures: &[Figure],
    name: &str,
) -> anyhow::Result<Ended> {
    let Gathered { campaign, asked, open, .. } = gathered;
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
    not_counted(session, figure)?;
    reproduction(session, figure)?;
    Ok(Ended::Done)
}

fn not_counted(session: &Session, figure: &Figure) -> anyhow::Result<()> {
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
    Ok(())
}

/// What is needed to compute it again.
fn reproduction(session: &Session, figure: &Figure) -> anyhow::Result<()> {
    let Some(reproduction) = &figure.reproduction else { return Ok(()) };
    if session.json {
        return out::object(&json!({"type": "reproduction", "reproduction": reproduction}));
    }
    out::line("\nTo compute it again:")?;
    reproduction.lines().iter().try_for_each(|line| out::line(&format!("  {line}")))
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
            "as_written": cell.as_written,
            "flags": cell.flags,
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
    for flagged in &cell.flags {
        out::line(&format!("      {}: {}", flagged.flag.code(), flagged.words))?;
    }
    found.iter().try_for_each(|one| {
        out::line(&format!(
            "      {} ({}): {}",
            one.id,
            one.finding.check.code(),
            one.finding.words
        ))
    })
}
