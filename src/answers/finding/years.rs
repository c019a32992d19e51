//! A reply in parts, a year for each: the questions are answered anew below each year's heading.

use super::tables::{When, is_only_when, when};
use crate::campaign::{Campaign, Period, Question};
use crate::replies::quoting::Line;

/// The campaign as it is asked for one period, with the lines that stand below that period's heading;
/// `None` unless two periods have a heading of their own.
pub(super) fn parted(campaign: &Campaign, lines: &[Line]) -> Option<Vec<(Campaign, Vec<Line>)>> {
    let headings: Vec<(usize, Option<&Period>)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.quoted && is_heading(&line.text))
        .filter_map(|(index, line)| match when(campaign, &line.text) {
            When::One(period) => Some((index, Some(period))),
            When::Other => Some((index, None)),
            When::Silent | When::Several => None,
        })
        .collect();
    let mut named: Vec<&str> =
        headings.iter().filter_map(|(_, period)| period.map(|period| period.id.as_str())).collect();
    named.sort_unstable();
    let repeated = named.windows(2).any(|pair| pair.first() == pair.get(1));
    // A heading for each question and year is another order of things.
    if named.len() < 2 || repeated {
        return None;
    }
    let parts = headings.iter().enumerate().filter_map(|(at, (index, period))| {
        let end = headings.get(at + 1).map_or(lines.len(), |(next, _)| *next);
        let own = lines.iter().enumerate().map(|(line, text)| {
            let inside = line > *index && line < end;
            if inside { text.clone() } else { Line { text: String::new(), ..text.clone() } }
        });
        Some((only(campaign, (*period)?), own.collect()))
    });
    Some(parts.collect())
}

/// "2023", "Year 2024:", "Calendar year 2023"; a full sentence is no heading.
fn is_heading(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() < 50
        && !text.ends_with(['.', '?', ','])
        && !text.contains('|')
        && is_only_when(text)
}

fn only(campaign: &Campaign, period: &Period) -> Campaign {
    let asked = |question: &&Question| question.periods.contains(&period.id);
    let questions = campaign
        .questions
        .iter()
        .filter(asked)
        .map(|question| Question { periods: vec![period.id.clone()], ..question.clone() })
        .collect();
    Campaign { questions, periods: vec![period.clone()], ..campaign.clone() }
}
