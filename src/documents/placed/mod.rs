//! Words in their places on a page into lines and tables in reading order: for printed pages and
//! for scanned ones alike.

mod aligned;
mod columns;
mod fit;
mod grid;
mod lines;
mod rows;

use super::model::{Block, Cell, Table, Text};

use self::lines::Line;

/// A word and where it stands: downwards counts up, in any one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// The line that its letters stand on.
    pub base: f64,
    /// The size of its letters.
    pub size: f64,
    /// It was set in a place of its own: what is before it is another cell, however near.
    pub apart: bool,
}

/// A drawn line, or the edge of a shaded cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub upright: bool,
    /// Drawn as a line; otherwise the edge of a shaded area.
    pub drawn: bool,
    /// How far from the left if upright, otherwise how far down.
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

/// A page as it is seen.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Counted from 1.
    pub number: usize,
    pub words: Vec<Word>,
    pub rules: Vec<Rule>,
    /// Its words were read from a picture.
    pub scan: bool,
}

/// What stands on a page, one below the other.
#[derive(Debug)]
enum Part {
    Line(Line),
    Table(Vec<Row>),
}

/// A row of a table, its cells from left to right.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<Set>,
}

/// A cell as it is set.
#[derive(Debug)]
struct Set {
    column: usize,
    columns: usize,
    rows: usize,
    lines: Vec<Line>,
}

impl Sheet {
    /// Lines and tables in reading order.
    pub fn read(self) -> Vec<Block> {
        let Self { number, words, rules, scan } = self;
        let (grids, words) = grid::find(&rules, words);
        let lines = lines::lines(words);
        let mut out = Printer { page: number, scan, line: 0, table: 0, blocks: Vec::new() };
        for run in columns::in_order(lines, grids) {
            match run {
                columns::Run::Grid(rows) => out.part(Part::Table(rows)),
                columns::Run::Lines(lines) => {
                    for part in aligned::parts(lines, &rules) {
                        out.part(part);
                    }
                }
            }
        }
        out.blocks
    }
}

/// Numbers lines and tables as they come.
struct Printer {
    page: usize,
    scan: bool,
    line: usize,
    table: usize,
    blocks: Vec<Block>,
}

impl Printer {
    fn part(&mut self, part: Part) {
        match part {
            Part::Line(line) => {
                self.line += 1;
                let text = Text { text: line.printed(), place: self.place(self.line) };
                self.blocks.push(Block::Text(text));
            }
            Part::Table(rows) => self.table(rows),
        }
    }

    fn table(&mut self, rows: Vec<Row>) {
        self.table += 1;
        let name = format!("page {}, table {}", self.page, self.table);
        let mut table = Table { name, rows: Vec::new() };
        for row in rows {
            let levels = levels(&row);
            let cells = row.cells.into_iter().map(|cell| self.cell(cell, &levels)).collect();
            table.rows.push(cells);
            self.line += levels.len();
        }
        self.blocks.push(Block::Table(table));
    }

    fn cell(&self, cell: Set, levels: &[f64]) -> Cell {
        let first = cell.lines.first();
        let down = first.map_or(0, |first| {
            levels.iter().take_while(|level| **level < first.base - 0.3 * first.size).count()
        });
        let place = self.place(self.line + down + 1);
        let lines = cell.lines.into_iter();
        let text = lines.map(|line| line.text()).reduce(|text, line| joined(&text, &line));
        Cell {
            text: text.unwrap_or_default(),
            column: cell.column,
            columns: cell.columns,
            rows: cell.rows,
            place,
        }
    }

    fn place(&self, line: usize) -> String {
        let scan = if self.scan { " (scan)" } else { "" };
        format!("page {}, line {line}{scan}", self.page)
    }
}

/// The printed lines of a row, by how far down they are.
fn levels(row: &Row) -> Vec<f64> {
    let mut bases: Vec<(f64, f64)> = row
        .cells
        .iter()
        .flat_map(|cell| cell.lines.iter().map(|line| (line.base, line.size)))
        .collect();
    bases.sort_by(|a, b| a.0.total_cmp(&b.0));
    bases.dedup_by(|a, b| (a.0 - b.0).abs() < 0.4 * a.1);
    bases.into_iter().map(|(base, _)| base).collect()
}

/// A cell's lines in one: a word that was cut in two stays with its hyphen.
fn joined(text: &str, line: &str) -> String {
    if text.ends_with('-') && !text.ends_with(" -") || text.ends_with('/') {
        format!("{text}{line}")
    } else {
        format!("{text} {line}")
    }
}
