//! A table as rows and columns, with merged cells over all that they cover.

use crate::documents::{Cell, Table};

/// A table whose cells can be asked for by place.
pub(super) struct Grid<'t> {
    rows: Vec<Vec<Option<&'t Cell>>>,
}

impl<'t> Grid<'t> {
    pub(super) fn of(table: &'t Table) -> Self {
        let cells = || table.rows.iter().flatten();
        let width = cells().map(|cell| cell.column + cell.columns.max(1)).max().unwrap_or(0);
        let mut rows: Vec<Vec<Option<&Cell>>> = vec![vec![None; width]; table.rows.len()];
        for (at, row) in table.rows.iter().enumerate() {
            for cell in row.iter().filter(|cell| !cell.text.trim().is_empty()) {
                for below in rows.iter_mut().skip(at).take(cell.rows.max(1)) {
                    let covered = below.iter_mut().skip(cell.column).take(cell.columns.max(1));
                    // A cell of its own keeps its place, whatever a merged one claims.
                    covered.filter(|place| place.is_none()).for_each(|place| *place = Some(cell));
                }
            }
        }
        Self { rows }
    }

    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn at(&self, row: usize, column: usize) -> Option<&'t Cell> {
        self.rows.get(row)?.get(column).copied().flatten()
    }

    /// The cells of a row, each once, from the left.
    pub(super) fn row(&self, row: usize) -> Vec<(usize, &'t Cell)> {
        let mut found: Vec<(usize, &Cell)> = Vec::new();
        for (column, cell) in self.rows.get(row).into_iter().flatten().enumerate() {
            let Some(cell) = cell else { continue };
            if found.last().is_none_or(|(_, last)| !std::ptr::eq(*last, *cell)) {
                found.push((column, cell));
            }
        }
        found
    }
}
