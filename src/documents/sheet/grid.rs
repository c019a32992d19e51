//! A workbook while it is read: sheets of cells at their places, without what is hidden.

use std::collections::{BTreeSet, HashMap};

use super::formats::{Epoch, Shown, Value, shown};
use crate::documents::model::{
    Block, Cell, Document, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Table, Text, What,
};
use crate::documents::office::Gathered;

/// Merged areas of a sheet beyond these are taken cell by cell.
const MOST_MERGED: usize = 5_000;

pub(super) struct Book {
    pub(super) gathered: Gathered,
    pub(super) epoch: Epoch,
    cells: usize,
}

/// Cells from one corner to the other, both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) first_row: usize,
    pub(super) last_row: usize,
    pub(super) first_column: usize,
    pub(super) last_column: usize,
}

/// A sheet while it is read.
#[derive(Default)]
pub(super) struct Grid {
    pub(super) name: String,
    rows: Vec<Vec<Cell>>,
    merged: Vec<Area>,
    hidden_rows: BTreeSet<usize>,
    hidden_columns: BTreeSet<usize>,
    full: bool,
}

impl Grid {
    pub(super) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(super) fn place(&self, row: usize, column: usize) -> String {
        format!("{}!{}{}", self.name, letters(column), row + 1)
    }

    pub(super) fn hide_row(&mut self, row: usize) {
        if row < MOST_ROWS {
            self.hidden_rows.insert(row);
        }
    }

    pub(super) fn hide_columns(&mut self, first: usize, last: usize) {
        self.hidden_columns.extend(first..=last.min(MOST_COLUMNS));
    }

    pub(super) fn merge(&mut self, area: Area) {
        if self.merged.len() < MOST_MERGED {
            self.merged.push(area);
        }
    }

    /// Nothing that comes now would be kept.
    pub(super) fn full(&self) -> bool {
        self.full
    }

    fn shows(&self, row: usize, column: usize) -> bool {
        !self.hidden_rows.contains(&row) && !self.hidden_columns.contains(&column)
    }

    /// A merged area shows as long as one of its rows and one of its columns do.
    fn shows_some(&self, area: &Area) -> bool {
        (area.first_row..=area.last_row).any(|row| !self.hidden_rows.contains(&row))
            && (area.first_column..=area.last_column)
                .any(|column| !self.hidden_columns.contains(&column))
    }
}

impl Book {
    pub(super) fn new() -> Self {
        Self { gathered: Gathered::default(), epoch: Epoch::Y1900, cells: 0 }
    }

    /// Puts into a cell what a person sees of a value.
    pub(super) fn put(&mut self, grid: &mut Grid, at: (usize, usize), value: &Value, format: &str) {
        match shown(value, format, self.epoch) {
            Shown::Text(text) => self.put_text(grid, at, &text),
            Shown::Hidden => self.gathered.hide(What::Text, grid.place(at.0, at.1)),
        }
    }

    pub(super) fn put_text(&mut self, grid: &mut Grid, (row, column): (usize, usize), text: &str) {
        let text = text.trim();
        if text.is_empty() || grid.full {
            return;
        }
        if row >= MOST_ROWS {
            return self.cut(grid, "rows");
        }
        if column >= MOST_COLUMNS {
            let note = format!("{} has more columns than are read: some are left out.", grid.name);
            return self.gathered.note(&note);
        }
        if self.cells >= MOST_CELLS {
            return self.cut(grid, "cells");
        }
        if !self.gathered.room_for(text) {
            grid.full = true;
            return;
        }
        self.cells += 1;
        if grid.rows.len() <= row {
            grid.rows.resize_with(row + 1, Vec::new);
        }
        let place = grid.place(row, column);
        if let Some(row) = grid.rows.get_mut(row) {
            row.push(Cell::at(column, text, place));
        }
    }

    fn cut(&mut self, grid: &mut Grid, of_what: &str) {
        grid.full = true;
        let note = format!("{} has more {of_what} than are read: the rest is left out.", grid.name);
        self.gathered.note(&note);
    }

    pub(super) fn comment(&mut self, grid: &Grid, row: usize, column: usize) {
        self.gathered.hide(What::Comment, grid.place(row, column));
    }

    /// A text box that lies on a sheet.
    pub(super) fn boxed(&mut self, sheet: &str, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.gathered.room_for(text) {
            let place = format!("{sheet}, text box");
            self.gathered.push(Block::Text(Text { text: text.to_owned(), place }));
        }
    }

    /// Ends a sheet: what is hidden leaves it, merged cells become one.
    pub(super) fn close(&mut self, mut grid: Grid) {
        for row in &mut grid.rows {
            row.sort_by_key(|cell| cell.column);
            row.dedup_by_key(|cell| cell.column);
        }
        let merged = merge(&mut grid);
        self.list_hidden(&grid);
        let mut rows = std::mem::take(&mut grid.rows);
        for (at, row) in rows.iter_mut().enumerate() {
            row.retain(|cell| match merged.get(&(at, cell.column)) {
                Some(area) => grid.shows_some(area),
                None => grid.shows(at, cell.column),
            });
        }
        while rows.last().is_some_and(Vec::is_empty) {
            rows.pop();
        }
        if !rows.is_empty() {
            self.gathered.push(Block::Table(Table { name: grid.name, rows }));
        }
    }

    /// Hidden rows and columns that hold something.
    fn list_hidden(&mut self, grid: &Grid) {
        let filled = |row: &usize| grid.rows.get(*row).is_some_and(|row| !row.is_empty());
        let rows: Vec<usize> = grid.hidden_rows.iter().copied().filter(filled).collect();
        for (first, last) in runs(&rows) {
            let place = if first == last {
                format!("{}, row {}", grid.name, first + 1)
            } else {
                format!("{}, rows {} to {}", grid.name, first + 1, last + 1)
            };
            self.gathered.hide(What::Row, place);
        }
        let used: BTreeSet<usize> = grid.rows.iter().flatten().map(|cell| cell.column).collect();
        for column in grid.hidden_columns.intersection(&used) {
            let place = format!("{}, column {}", grid.name, letters(*column));
            self.gathered.hide(What::Column, place);
        }
    }

    pub(super) fn finish(self) -> Document {
        self.gathered.finish()
    }
}

/// Gives each merged cell its size and takes what lies beneath; the areas by their first cell.
fn merge(grid: &mut Grid) -> HashMap<(usize, usize), Area> {
    let mut merged = HashMap::new();
    let mut work = 0_usize;
    for area in &grid.merged {
        let last_row = area.last_row.min(grid.rows.len().saturating_sub(1));
        let last_column = area.last_column.min(MOST_COLUMNS);
        work = work.saturating_add(last_row.saturating_sub(area.first_row));
        if work > MOST_CELLS || last_column < area.first_column {
            continue;
        }
        for row in area.first_row..=last_row {
            let Some(cells) = grid.rows.get_mut(row) else { break };
            cells.retain_mut(|cell| {
                if row == area.first_row && cell.column == area.first_column {
                    cell.columns = last_column - area.first_column + 1;
                    cell.rows = area.last_row.saturating_sub(area.first_row) + 1;
                    return true;
                }
                !(area.first_column..=last_column).contains(&cell.column)
            });
        }
        merged.insert((area.first_row, area.first_column), Area { last_row, last_column, ..*area });
    }
    merged
}

fn runs(numbers: &[usize]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs
}

/// A, B … Z, AA.
pub(super) fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut out = Vec::new();
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        out.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    out.iter().rev().collect()
}

/// The row and column of "C4", counted from 0.
pub(super) fn position(reference: &str) -> Option<(usize, usize)> {
    let reference = reference.trim_start_matches('$');
    let split = reference.find(|c: char| !c.is_ascii_alphabetic())?;
    let (letters, row) = reference.split_at_checked(split)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().fold(0, |column, letter| {
        column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row: usize = row.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

/// The area of "A1:C4", or of one cell.
pub(super) fn area(reference: &str) -> Option<Area> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let ((first_row, first_column), (last_row, last_column)) = (position(first)?, position(last)?);
    Some(Area { first_row, last_row, first_column, last_column })
}

#[cfg(test)]
mod tests {
    use super::{letters, position};

    #[test]
    fn columns_have_letters() {
        assert_eq!([letters(0), letters(25), letters(26), letters(702)], ["A", "Z", "AA", "AAA"]);
        assert_eq!(position("AA10"), Some((9, 26)));
        assert_eq!(position("C0"), None);
    }
}
