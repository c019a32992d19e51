//! A column for each question: its heading above, a row for each period or one for the answer.

use super::cells::{self, Found, Standing, is_value};
use super::grid::Grid;
use super::heads::heads;
use super::topics::{Topic, Topics};
use super::when::{When, when};
use crate::answers::labels::Labels;
use crate::campaign::file::label;
use crate::campaign::{Campaign, Period};

/// Reads the table column by column; nothing unless its headings name two questions or more.
pub(super) fn read<'c>(
    campaign: &'c Campaign,
    topics: &Topics<'c>,
    grid: &Grid<'_>,
    caption: &str,
) -> Vec<Found<'c>> {
    let heads = heads(campaign, grid);
    let Some((top, named)) = heading(campaign, topics, grid, &heads) else { return Vec::new() };
    let mut found = Vec::new();
    for row in top + 1..grid.height() {
        let cells = grid.row(row);
        let valued = cells.iter().any(|(_, cell)| is_value(campaign, &cell.text));
        let Some((first_column, first)) = cells.first().filter(|_| valued) else { continue };
        let named_here = named.iter().any(|(column, _)| column == first_column);
        let said = when(campaign, if named_here { caption } else { &first.text });
        // A row that is neither a year's nor the only one is a part, or another council's.
        let rows = (top + 1..grid.height())
            .filter(|row| grid.row(*row).iter().any(|(_, cell)| is_value(campaign, &cell.text)))
            .count();
        let period = match said {
            When::One(period) => Some(period),
            When::Silent if rows == 1 => of_caption(campaign, caption),
            When::Silent | When::Several | When::Other => continue,
        };
        for (column, topic) in &named {
            let Some(cell) = grid.at(row, *column) else { continue };
            let asked = period.is_none_or(|period| topic.question.periods.contains(&period.id));
            if !asked || !cells::says(topic.question, &cell.text) {
                continue;
            }
            let above = grid.at(top, *column).map(|cell| cell.text.clone()).unwrap_or_default();
            let headings = vec![above, first.text.clone(), caption.to_owned()];
            let standing = Standing { period, headings, doubt: None };
            found.extend(cells::read(campaign, *topic, cell, &standing));
        }
    }
    found
}

fn of_caption<'c>(campaign: &'c Campaign, caption: &str) -> Option<&'c Period> {
    match when(campaign, caption) {
        When::One(period) => Some(period),
        When::Silent | When::Several | When::Other => None,
    }
}

/// The first row whose cells name two questions or more, each once.
fn heading<'c>(
    campaign: &'c Campaign,
    topics: &Topics<'c>,
    grid: &Grid<'_>,
    heads: &[bool],
) -> Option<(usize, Vec<(usize, Topic<'c>)>)> {
    (0..grid.height()).find_map(|row| {
        let mut labels = Labels::of(campaign);
        let cells = grid.row(row);
        // "Year | 1a | 1b | 2 | 3": numbers of questions, if every cell but the first is one.
        let numbers = cells.len() > 2
            && cells.iter().skip(1).all(|(_, cell)| is_number(campaign, &cell.text));
        if !(numbers || heads.get(row).copied().unwrap_or(false)) {
            return None;
        }
        let named: Vec<(usize, Topic<'c>)> = cells
            .into_iter()
            .filter_map(|(column, cell)| {
                let plain = cell.text.trim();
                let text = if numbers { format!("Question {plain}:") } else { plain.to_owned() };
                Some((column, topics.topic(&text, &mut labels)?))
            })
            .collect();
        let twice = named.iter().enumerate().any(|(at, (_, topic))| {
            named.iter().skip(at + 1).any(|(_, other)| other.question.id == topic.question.id)
        });
        (named.len() > 1 && !twice).then_some((row, named))
    })
}

/// Whether a cell is one question's number.
fn is_number(campaign: &Campaign, text: &str) -> bool {
    let number = label(text);
    !number.is_empty()
        && text.trim().chars().count() < 8
        && campaign.questions.iter().any(|question| label(&question.number) == number)
}
