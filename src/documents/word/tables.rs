//! A table of a document while its cells come in.

use std::collections::HashMap;
use std::mem;

use crate::documents::model::{Block, Cell, MOST_COLUMNS, MOST_ROWS, Table};

/// What a cell covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spans {
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// It belongs to the cell above it.
    pub(super) continues: bool,
    /// Others below may belong to it.
    pub(super) starts: bool,
}

impl Spans {
    pub(super) fn plain() -> Self {
        Self { columns: 1, rows: 1, continues: false, starts: false }
    }

    pub(super) fn over(columns: usize, rows: usize) -> Self {
        Self {
            columns: columns.clamp(1, MOST_COLUMNS),
            rows: rows.clamp(1, MOST_ROWS),
            ..Self::plain()
        }
    }
}

struct OpenCell {
    spans: Spans,
    content: Vec<Block>,
}

pub(super) struct OpenTable {
    number: usize,
    rows: Vec<Vec<Cell>>,
    row: Vec<Cell>,
    dropped: bool,
    column: usize,
    widest: usize,
    cell: Option<OpenCell>,
    /// By column, the cell that a merge from above goes on with: its row and its place there.
    merged: HashMap<usize, (usize, usize)>,
    /// Tables within cells come behind the table they are in.
    inner: Vec<Block>,
    /// The content of the first cell: a table of one cell is a box around text.
    first: Vec<Block>,
}

impl OpenTable {
    pub(super) fn new(number: usize) -> Self {
        Self {
            number,
            rows: Vec::new(),
            row: Vec::new(),
            dropped: false,
            column: 0,
            widest: 0,
            cell: None,
            merged: HashMap::new(),
            inner: Vec::new(),
            first: Vec::new(),
        }
    }

    pub(super) fn place(&self) -> String {
        let row = self.rows.len() + 1;
        format!("table {}, row {row}, column {}", self.number, self.column + 1)
    }

    pub(super) fn push(&mut self, block: Block) {
        match &mut self.cell {
            Some(cell) => cell.content.push(block),
            None => self.inner.push(block),
        }
    }

    pub(super) fn open_row(&mut self) {
        self.column = 0;
        self.dropped = false;
        self.row.clear();
    }

    pub(super) fn skip_columns(&mut self, count: usize) {
        self.column = self.column.saturating_add(count).min(MOST_COLUMNS);
    }

    pub(super) fn open_cell(&mut self) {
        self.cell = Some(OpenCell { spans: Spans::plain(), content: Vec::new() });
    }

    pub(super) fn spans(&mut self, spans: Spans) {
        if let Some(cell) = &mut self.cell {
            cell.spans = spans;
        }
    }

    pub(super) fn close_cell(&mut self, kept: bool) {
        let Some(OpenCell { spans, content }) = self.cell.take() else { return };
        let place = self.place();
        let column = self.column;
        self.skip_columns(spans.columns);
        self.widest = self.widest.max(self.column);
        if self.dropped || !kept || column >= MOST_COLUMNS || self.rows.len() >= MOST_ROWS {
            return;
        }
        if spans.continues {
            return self.lengthen(column);
        }
        self.merged.remove(&column);
        let mut lines: Vec<&str> = Vec::new();
        for block in &content {
            match block {
                Block::Text(text) => lines.push(&text.text),
                Block::Table(_) => {}
            }
        }
        let text = lines.join("\n");
        if !text.is_empty() {
            if spans.starts {
                self.merged.insert(column, (self.rows.len(), self.row.len()));
            }
            let Spans { columns, rows, .. } = spans;
            self.row.push(Cell { text, column, columns, rows, place });
        }
        if self.rows.is_empty() && column == 0 {
            self.first = content;
        } else {
            self.inner.extend(content.into_iter().filter(|block| matches!(block, Block::Table(_))));
        }
    }

    fn lengthen(&mut self, column: usize) {
        if let Some((row, at)) = self.merged.get(&column)
            && let Some(cell) = self.rows.get_mut(*row).and_then(|row| row.get_mut(*at))
        {
            cell.rows += 1;
        }
    }

    pub(super) fn close_row(&mut self) {
        self.close_cell(true);
        if !self.dropped && self.rows.len() < MOST_ROWS {
            self.rows.push(mem::take(&mut self.row));
        }
        self.column = 0;
    }

    pub(super) fn drop_row(&mut self) {
        self.dropped = true;
    }

    pub(super) fn close(mut self) -> Vec<Block> {
        if self.cell.is_some() {
            self.close_row();
        }
        let boxed = self.rows.len() == 1 && self.widest <= 1;
        let mut blocks = Vec::new();
        if boxed {
            blocks = self.first;
        } else {
            if self.rows.iter().any(|row| !row.is_empty()) {
                let name = format!("table {}", self.number);
                blocks.push(Block::Table(Table { name, rows: self.rows }));
            }
            blocks.extend(self.first.into_iter().filter(|block| matches!(block, Block::Table(_))));
        }
        blocks.extend(self.inner);
        blocks
    }
}
