//! Answers as a table: a row or a column for each question, or a row for each figure.

use crate::simulation::seed::Draw;
use crate::simulation::sheet::{Row, cell, heading, periods};

/// How much room a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// As on a page of a letter.
    Page,
    /// As in a spreadsheet.
    Sheet,
}

/// The answers in one of the shapes in which councils send them, headings first.
pub(super) fn drawn(rows: &[Row], room: Room, draw: &mut Draw) -> Vec<Vec<String>> {
    let several = periods(rows).len() > 1;
    let shape = draw.weighted(&[62, if several { 20 } else { 0 }, 18]);
    let lead = draw.pick(&["", "", "Q"]);
    let whole = draw.chance(if room == Room::Sheet { 60 } else { 45 });
    match shape {
        1 => {
            // Ten questions beside each other do not fit a page.
            let whole = whole && room == Room::Sheet;
            by_columns(rows, |row| label(row, lead, whole))
        }
        2 => listed(rows, |row| label(row, lead, whole)),
        _ if whole && draw.chance(50) => beside(rows, lead),
        _ => by_rows(rows, |row| label(row, lead, whole)),
    }
}

/// "1a", "Q1a", or with the question behind it.
fn label(row: &Row, lead: &str, whole: bool) -> String {
    if whole {
        format!("{lead}{}. {}", row.number, row.text)
    } else {
        format!("{lead}{}", row.number)
    }
}

fn answered(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|row| row.cells.iter().any(|(_, written)| !written.is_empty()))
}

fn by_rows(rows: &[Row], label: impl Fn(&Row) -> String) -> Vec<Vec<String>> {
    let periods = periods(rows);
    let mut table = vec![vec!["Question".to_owned()]];
    for row in answered(rows) {
        let mut cells = vec![label(row)];
        cells.extend(periods.iter().map(|period| cell(row, period).to_owned()));
        table.push(cells);
    }
    headed(table, &periods)
}

/// The number and the words of the question in columns of their own.
fn beside(rows: &[Row], lead: &str) -> Vec<Vec<String>> {
    let periods = periods(rows);
    let mut table = vec![vec!["No.".to_owned(), "Question".to_owned()]];
    for row in answered(rows) {
        let mut cells = vec![label(row, lead, false), row.text.clone()];
        cells.extend(periods.iter().map(|period| cell(row, period).to_owned()));
        table.push(cells);
    }
    headed(table, &periods)
}

fn headed(mut table: Vec<Vec<String>>, periods: &[&str]) -> Vec<Vec<String>> {
    if let Some(head) = table.first_mut() {
        head.extend(periods.iter().map(|period| heading(period).to_owned()));
    }
    table
}

fn by_columns(rows: &[Row], label: impl Fn(&Row) -> String) -> Vec<Vec<String>> {
    let mut table = vec![vec!["Year".to_owned()]];
    if let Some(head) = table.first_mut() {
        head.extend(answered(rows).map(label));
    }
    for period in periods(rows) {
        let mut cells = vec![period.to_owned()];
        cells.extend(answered(rows).map(|row| cell(row, period).to_owned()));
        table.push(cells);
    }
    table
}

fn listed(rows: &[Row], label: impl Fn(&Row) -> String) -> Vec<Vec<String>> {
    let several = periods(rows).len() > 1;
    let mut head = vec!["Question".to_owned(), "Answer".to_owned()];
    if several {
        head.insert(1, "Year".to_owned());
    }
    let mut table = vec![head];
    for row in answered(rows) {
        for (period, written) in row.cells.iter().filter(|(_, written)| !written.is_empty()) {
            let mut cells = vec![label(row), written.clone()];
            if several {
                cells.insert(1, period.clone());
            }
            table.push(cells);
        }
    }
    table
}
