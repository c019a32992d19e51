//! Tables whose rows say where the edges of their cells are: which columns there are shows only
//! once all rows are known.

use super::flow::Flow;
use super::tables::Spans;

/// Edges nearer to each other than this are one (a twentieth of a point each).
const NEAR: i32 = 30;
/// Tables within tables beyond this are part of the one around them.
const DEEPEST: usize = 20;

/// A cell as its row defines it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Edge {
    /// Where it ends.
    pub(super) right: i32,
    /// It belongs to the cell at its left.
    pub(super) joined: bool,
    /// It belongs to the cell above it.
    pub(super) continues: bool,
    /// Others below may belong to it.
    pub(super) starts: bool,
}

enum Content {
    Text(String),
    Table(Vec<Row>),
}

struct Row {
    left: i32,
    cells: Vec<(Vec<Content>, Option<Edge>)>,
}

#[derive(Default)]
struct Open {
    rows: Vec<Row>,
    cells: Vec<Vec<Content>>,
    content: Vec<Content>,
}

/// The tables that are open, each in a cell of the one before it.
#[derive(Default)]
pub(super) struct Edges {
    open: Vec<Open>,
}

impl Edges {
    /// A paragraph in so many tables.
    pub(super) fn paragraph(&mut self, flow: &mut Flow, depth: usize, text: String) {
        self.at_depth(flow, depth);
        match self.open.last_mut() {
            Some(table) if !text.trim().is_empty() => table.content.push(Content::Text(text)),
            Some(_) => {}
            None => flow.paragraph(&text),
        }
    }

    pub(super) fn end_cell(&mut self, flow: &mut Flow, depth: usize) {
        self.at_depth(flow, depth.max(1));
        if let Some(table) = self.open.last_mut() {
            table.cells.push(std::mem::take(&mut table.content));
        }
    }

    /// A row ends, with the edges of its cells from `left` on.
    pub(super) fn end_row(&mut self, flow: &mut Flow, depth: usize, left: i32, edges: &[Edge]) {
        self.at_depth(flow, depth.max(1));
        let Some(table) = self.open.last_mut() else { return };
        let mut cells = Vec::new();
        for (at, content) in std::mem::take(&mut table.cells).into_iter().enumerate() {
            // Some writers end more cells than there are; those hold nothing.
            if let Some(edge) = edges.get(at) {
                cells.push((content, Some(*edge)));
            } else if edges.is_empty() || !content.is_empty() {
                cells.push((content, None));
            }
        }
        table.rows.push(Row { left, cells });
    }

    pub(super) fn close(&mut self, flow: &mut Flow) {
        self.at_depth(flow, 0);
    }

    /// Where words in the open cell stand.
    pub(super) fn place(&self, flow: &Flow) -> Option<String> {
        let table = self.open.last()?;
        let number = flow.tables() + self.open.len();
        let (row, column) = (table.rows.len() + 1, table.cells.len() + 1);
        Some(format!("table {number}, row {row}, column {column}"))
    }

    fn at_depth(&mut self, flow: &mut Flow, depth: usize) {
        let depth = depth.min(DEEPEST);
        while self.open.len() > depth {
            let Some(mut table) = self.open.pop() else { break };
            if !table.content.is_empty() {
                table.cells.push(std::mem::take(&mut table.content));
            }
            if !table.cells.is_empty() {
                let cells = std::mem::take(&mut table.cells);
                let cells = cells.into_iter().map(|cell| (cell, None)).collect();
                table.rows.push(Row { left: 0, cells });
            }
            match self.open.last_mut() {
                Some(outer) => outer.content.push(Content::Table(table.rows)),
                None => show(flow, table.rows),
            }
        }
        while self.open.len() < depth {
            self.open.push(Open::default());
        }
    }
}

fn show(flow: &mut Flow, rows: Vec<Row>) {
    let columns = columns(&rows);
    flow.open_table();
    for row in rows {
        flow.open_row();
        let mut at = column(&columns, row.left);
        flow.skip_columns(at);
        let mut cells = row.cells.into_iter().peekable();
        while let Some((content, edge)) = cells.next() {
            let mut right = edge;
            while let Some((_, joined)) =
                cells.next_if(|(_, next)| next.is_some_and(|next| next.joined))
            {
                right = joined;
            }
            let end = right.map_or(at + 1, |edge| column(&columns, edge.right)).max(at + 1);
            flow.open_cell();
            let (continues, starts) =
                edge.map_or((false, false), |edge| (edge.continues, edge.starts));
            flow.spans(Spans { continues, starts, ..Spans::over(end - at, 1) });
            at = end;
            for part in content {
                match part {
                    Content::Text(text) => flow.paragraph(&text),
                    Content::Table(rows) => show(flow, rows),
                }
            }
            flow.close_cell();
        }
        flow.close_row();
    }
    flow.close_table();
}

/// All edges of a table from left to right; none when a row does not say its own.
fn columns(rows: &[Row]) -> Vec<i32> {
    let mut edges: Vec<i32> = Vec::new();
    for row in rows {
        edges.push(row.left);
        for (_, edge) in &row.cells {
            match edge {
                Some(edge) => edges.push(edge.right),
                None => return Vec::new(),
            }
        }
    }
    edges.sort_unstable();
    edges.dedup_by(|next, kept| next.saturating_sub(*kept) < NEAR);
    edges
}

/// The column that begins at an edge.
fn column(columns: &[i32], edge: i32) -> usize {
    columns.iter().position(|known| edge.saturating_sub(*known) < NEAR).unwrap_or_default()
}
