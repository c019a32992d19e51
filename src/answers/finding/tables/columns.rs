//! A column for each question: its heading above, a row for each period or one for the answer.

use super::beyond;
use super::cells::{self, Found, Standing, is_value};
use super::grid::Grid;
use super::heads::{above, heads, is_total};
use super::topics::{Topic, Topics};
use super::when::{When, when};
use crate::answers::labels::Labels;
use crate::campaign::file::label;
use crate::campaign::{Campaign, Period};

/// A heading whose cells name questions, and the rows that it holds for.
struct Part<'c> {
    top: usize,
    end: usize,
    columns: Vec<Column<'c>>,
}

/// A column of a question, and the period that a heading above it names.
#[derive(Clone, Copy)]
struct Column<'c> {
    at: usize,
    topic: Topic<'c>,
    period: Option<&'c Period>,
}

/// Reads the table column by column; nothing unless its headings name two questions or more.
pub(super) fn read<'c>(
    campaign: &'c Campaign,
    topics: &Topics<'c>,
    grid: &Grid<'_>,
    caption: &str,
) -> Vec<Found<'c>> {
    let heads = heads(campaign, topics, grid);
    let mut parts: Vec<Part<'c>> = Vec::new();
    for row in 0..grid.height() {
        let Some(columns) = heading(campaign, topics, grid, (&heads, row)) else { continue };
        if let Some(last) = parts.last_mut() {
            last.end = row;
        }
        parts.push(Part { top: row, end: grid.height(), columns });
    }
    parts.iter().flat_map(|part| rows_of(campaign, grid, caption, part)).collect()
}

fn rows_of<'c>(
    campaign: &'c Campaign,
    grid: &Grid<'_>,
    caption: &str,
    part: &Part<'c>,
) -> Vec<Found<'c>> {
    let valued = |row: usize| grid.row(row).iter().any(|(_, cell)| is_value(campaign, &cell.text));
    let rows: Vec<usize> = (part.top + 1..part.end).filter(|row| valued(*row)).collect();
    let dated = part.columns.iter().all(|column| column.period.is_some());
    let mut found = Vec::new();
    for row in &rows {
        let cells = grid.row(*row);
        let Some((first_column, first)) = cells.first() else { continue };
        let named_here = part.columns.iter().any(|column| column.at == *first_column);
        let said = when(campaign, if named_here { caption } else { &first.text });
        // A row that is neither a year's nor the only one is a part, or another council's.
        let period = match said {
            When::One(period) => Some(period),
            When::Silent if dated && (rows.len() == 1 || is_total(&first.text)) => None,
            When::Silent if rows.len() == 1 => {
                let corner = cells_of_corner(grid, part);
                of_caption(campaign, caption).or_else(|| of_caption(campaign, &corner))
            }
            When::Silent | When::Several | When::Other => continue,
        };
        let year = if named_here { Vec::new() } else { vec![first.text.clone()] };
        for column in &part.columns {
            let period = period.or(column.period);
            let asked =
                period.is_none_or(|period| column.topic.question.periods.contains(&period.id));
            let Some(cell) = grid
                .at(*row, column.at)
                .filter(|cell| asked && cells::says(column.topic.question, &cell.text))
            else {
                continue;
            };
            let above = grid.at(part.top, column.at).map(|cell| cell.text.clone());
            let above = above.unwrap_or_default();
            let doubt = beyond::of_row(column.topic.question, std::slice::from_ref(&above))
                .or_else(|| beyond::of_column(campaign, column.topic.question, &year));
            let headings = vec![above, first.text.clone(), caption.to_owned()];
            let standing = Standing { period, headings, doubt };
            found.extend(cells::read(campaign, column.topic, cell, &standing));
        }
    }
    found
}

/// What stands in front of a heading's questions: "2024 only | 4a | 4b".
fn cells_of_corner(grid: &Grid<'_>, part: &Part<'_>) -> String {
    let first = part.columns.first().map_or(0, |column| column.at);
    (0..first)
        .filter_map(|column| grid.at(part.top, column))
        .map(|cell| cell.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

fn of_caption<'c>(campaign: &'c Campaign, caption: &str) -> Option<&'c Period> {
    match when(campaign, caption) {
        When::One(period) => Some(period),
        When::Silent | When::Several | When::Other => None,
    }
}

/// The questions that the cells of a row name, if they are two or more, each once for each period.
fn heading<'c>(
    campaign: &'c Campaign,
    topics: &Topics<'c>,
    grid: &Grid<'_>,
    (heads, row): (&[bool], usize),
) -> Option<Vec<Column<'c>>> {
    let mut labels = Labels::of(campaign);
    let cells = grid.row(row);
    // "Year | 1a | 1b | 2 | 3": numbers of questions, if every cell but the first is one.
    let numbers =
        cells.len() > 2 && cells.iter().skip(1).all(|(_, cell)| is_number(campaign, &cell.text));
    if !(numbers || heads.get(row).copied().unwrap_or(false)) {
        return None;
    }
    let named: Vec<Column<'c>> = cells
        .into_iter()
        .filter_map(|(at, cell)| {
            let plain = cell.text.trim();
            let text = if numbers { format!("Question {plain}:") } else { plain.to_owned() };
            let topic = topics.topic(&text, &mut labels)?;
            let above = above(campaign, grid, heads, (row, at));
            Some(Column { at, topic, period: above.period.filter(|_| !above.elsewhere) })
        })
        .collect();
    let key = |column: &Column<'c>| {
        (column.topic.question.id.as_str(), column.period.map(|period| period.id.as_str()))
    };
    let twice = named
        .iter()
        .enumerate()
        .any(|(at, column)| named.iter().skip(at + 1).any(|other| key(other) == key(column)));
    (named.len() > 1 && !twice).then_some(named)
}

/// Whether a cell is one question's number.
fn is_number(campaign: &Campaign, text: &str) -> bool {
    let number = label(text);
    !number.is_empty()
        && text.trim().chars().count() < 8
        && campaign.questions.iter().any(|question| label(&question.number) == number)
}
