//! `foi results`.

mod explain;
mod flags;
mod responses;

use self::explain::explain;
use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::campaign::publication::ZeroRule;
use crate::jobs::results::{Gathered, the_campaign};
use crate::results::flags::Flag;
use crate::results::tally::Rules;
use crate::results::{Figure, FigureType};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which campaign, where there are several
    campaign: Option<String>,
    /// Walk from a headline to each mail it was counted from
    #[arg(long, value_name = "HEADLINE", conflicts_with_all = ["by", "responses", "flags"])]
    explain: Option<String>,
    /// What they were at the end of this day, or at a moment that `foi freeze` named
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    /// Sums and ratios of each nation, region, kind, or another column of the register
    #[arg(long, value_name = "COLUMN", conflicts_with = "flags")]
    by: Option<String>,
    /// How the authorities responded, and how long they took
    #[arg(long, conflicts_with_all = ["flags", "without", "zero_rule"])]
    responses: bool,
    /// What makes figures hardly comparable: financial years, snapshots, incidents and others
    #[arg(long)]
    flags: bool,
    /// Leave out figures with one of these flags
    #[arg(long, value_name = "FLAG,…", value_delimiter = ',', value_parser = Flag::parse)]
    without: Vec<Flag>,
    /// What "fewer than five" begins at, instead of what the campaign says
    #[arg(long, value_name = "RULE", value_parser = ["as_read", "zero", "one"])]
    zero_rule: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read_as_of(args.as_of.as_deref())?;
    let id = the_campaign(&workspace, args.campaign.as_deref())?;
    if args.responses {
        return responses::run(session, &workspace, (&id, args.by.as_deref()));
    }
    let gathered = Gathered::load(&workspace, &id)?;
    if args.flags {
        return flags::run(session, &gathered);
    }
    let rules = rules(&gathered, args);
    if let Some(column) = &args.by {
        let figures = gathered.by(&rules, column)?;
        if session.json {
            figures.iter().try_for_each(out::object)?;
            return Ok(Ended::Done);
        }
        tables(&figures)?;
        tell_rules(&rules)?;
        return Ok(Ended::Done);
    }
    let figures = gathered.figures(&rules)?;
    if let Some(headline) = &args.explain {
        return explain(session, &gathered, &figures, headline);
    }
    if session.json {
        figures.iter().try_for_each(out::object)?;
        return Ok(Ended::Done);
    }
    print(&figures)?;
    tell_rules(&rules)?;
    Ok(Ended::Done)
}

fn rules(gathered: &Gathered, args: &Args) -> Rules {
    let named = args.zero_rule.as_deref().and_then(ZeroRule::parse);
    let zero = named.unwrap_or(gathered.campaign.publication.zero_rule);
    Rules { zero, without: args.without.clone() }
}

/// The rules that the bounds rest on, said once.
fn tell_rules(rules: &Rules) -> anyhow::Result<()> {
    out::line(&format!("\nZero rule ({}): {}.", rules.zero.code(), rules.zero.words()))?;
    if !rules.without.is_empty() {
        let left_out: Vec<&str> = rules.without.iter().map(|flag| flag.code()).collect();
        out::line(&format!("Left out: figures flagged {}.", left_out.join(", ")))?;
    }
    Ok(())
}

fn number(value: Option<f64>) -> String {
    cell(value.and_then(crate::answers::Number::from_f64).map(crate::answers::Number::grouped))
}

fn rate(value: Option<f64>) -> String {
    cell(value.map(|rate| format!("{:.1}%", rate * 100.0)))
}

fn print(figures: &[Figure]) -> anyhow::Result<()> {
    tables(figures)?;
    out::line("")?;
    for figure in figures.iter().filter(|figure| figure.kind == FigureType::Headline) {
        let text = figure.text.as_deref().unwrap_or("no authority has given its figures yet");
        out::line(&format!("{}: {text}", figure.measure))?;
    }
    if figures.iter().any(|figure| figure.cells_in_question > 0) {
        out::line(
            "\nIn question: cells counted of which a check has found something that waits, \
             `foi checks`. They are counted as they stand.",
        )?;
    }
    Ok(())
}

/// The name of a figure, with its group.
fn named(figure: &Figure) -> String {
    figure
        .group
        .as_ref()
        .map_or_else(|| figure.measure.clone(), |group| format!("{group}: {}", figure.measure))
}

fn tables(figures: &[Figure]) -> anyhow::Result<()> {
    let of = |kind| figures.iter().filter(move |figure| figure.kind == kind);
    let sums: Vec<Vec<String>> = of(FigureType::Sum)
        .map(|figure| {
            let high =
                if figure.high.is_none() { "no bound".to_owned() } else { number(figure.high) };
            vec![
                named(figure),
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
                named(figure),
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
    out::table(&heading, &ratios)
}

/// How many of the cells counted have a finding that waits.
fn in_question(figure: &Figure) -> String {
    match figure.cells_in_question {
        0 => "-".to_owned(),
        count => counted(count, "cell", "cells"),
    }
}
