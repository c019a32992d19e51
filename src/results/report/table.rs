//! Tables of a report, the same in both of its forms.

use serde::Serialize;

/// A table with a name for each column; the first cell of a row names the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Another for each table of the report.
    pub id: String,
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub name: String,
    /// Its cells stand on the right.
    pub number: bool,
    /// It needs as much room as the first.
    pub wide: bool,
    /// Its cells are short and stay on one line.
    pub short: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub text: String,
    pub number: bool,
    pub short: bool,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Words,
    Sentences,
    /// A day, or another word that stays on one line.
    Days,
    Numbers,
}

impl Table {
    pub fn new(id: &str, caption: &str, columns: &[(&str, Holds)]) -> Self {
        let column = |(name, holds): &(&str, Holds)| Column {
            name: (*name).to_owned(),
            number: *holds == Holds::Numbers,
            wide: *holds == Holds::Sentences,
            short: *holds == Holds::Days,
        };
        Self {
            id: id.to_owned(),
            caption: caption.to_owned(),
            columns: columns.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, a text for each column.
    pub fn row(&mut self, texts: impl IntoIterator<Item = String>) {
        let cells = texts.into_iter().zip(&self.columns);
        let cells = cells.map(|(text, column)| {
            let Column { number, short, .. } = *column;
            Cell { text, number, short }
        });
        self.rows.push(cells.collect());
    }
}

/// A count as a cell.
pub(super) fn count(count: usize) -> String {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    crate::answers::Number::whole(count).grouped()
}

/// A share from 0 to 1 as a cell: to one decimal, halves up.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", (share * 1000.0 + 0.5 + 1e-9).floor() / 10.0)
}
