//! Tables between drawn lines: the lines say which words are one cell.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{self, Line};
use super::rows::{self, Strip};
use super::{Row, Rule, Set, Word};
use crate::documents::model::{MOST_CELLS, MOST_COLUMNS, MOST_ROWS};

/// Lines nearer to each other than this are one.
const NEAR: f64 = 4.0;
/// Pages with more lines than this are drawings.
const MOST_RULES: usize = 3_000;

/// A table between drawn lines.
pub(super) struct Grid {
    pub(super) rows: Vec<Row>,
    pub(super) top: f64,
}

/// Ruled tables, and the words that stand in none.
pub(super) fn find(rules: &[Rule], mut words: Vec<Word>) -> (Vec<Grid>, Vec<Word>) {
    let mut grids = Vec::new();
    for frame in frames(rules) {
        let (within, without): (Vec<Word>, Vec<Word>) =
            words.into_iter().partition(|word| frame.cell_of(word).is_some());
        words = without;
        match frame.fill(&within) {
            Some(rows) => grids.push(Grid { rows, top: frame.top() }),
            None => words.extend(within),
        }
    }
    (grids, words)
}

/// Where the lines of a table run.
struct Frame {
    xs: Vec<f64>,
    ys: Vec<f64>,
    rules: Vec<Rule>,
}

/// Lines that touch each other, as the frames of tables.
fn frames(rules: &[Rule]) -> Vec<Frame> {
    let rules = merged(rules);
    if rules.len() > MOST_RULES {
        return Vec::new();
    }
    let mut left: Vec<Rule> = rules;
    let mut frames = Vec::new();
    while let Some(seed) = left.pop() {
        let mut group = vec![seed];
        let mut at = 0;
        while let Some(rule) = group.get(at).copied() {
            let (touching, apart): (Vec<Rule>, Vec<Rule>) =
                left.into_iter().partition(|other| touch(&rule, other));
            group.extend(touching);
            left = apart;
            at += 1;
        }
        frames.extend(Frame::of(group));
    }
    frames
}

/// Cells draw their own edges: pieces of one line are put together.
fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut all: Vec<Rule> = rules.iter().copied().filter(|rule| rule.to > rule.from).collect();
    all.sort_by(|a, b| {
        a.upright.cmp(&b.upright).then(a.at.total_cmp(&b.at)).then(a.from.total_cmp(&b.from))
    });
    let mut out: Vec<Rule> = Vec::new();
    for rule in all {
        let known = out.iter_mut().rev().take(60).find(|known| {
            known.upright == rule.upright
                && (known.at - rule.at).abs() < 0.5 * NEAR
                && rule.from < known.to + NEAR
                && rule.to > known.from - NEAR
        });
        match known {
            Some(known) => {
                known.drawn |= rule.drawn;
                known.from = known.from.min(rule.from);
                known.to = known.to.max(rule.to);
            }
            None => out.push(rule),
        }
    }
    out.retain(|rule| rule.to - rule.from > NEAR);
    out
}

fn touch(a: &Rule, b: &Rule) -> bool {
    let on = |at: f64, rule: &Rule| (rule.from - NEAR..=rule.to + NEAR).contains(&at);
    a.upright != b.upright && on(a.at, b) && on(b.at, a)
}

impl Frame {
    fn of(rules: Vec<Rule>) -> Option<Self> {
        let at = |upright: bool| {
            let own = rules.iter().filter(|rule| rule.upright == upright).map(|rule| rule.at);
            // Where the lines of the other kind end, though nothing is drawn there.
            let ends = rules.iter().filter(|rule| rule.upright != upright);
            let first = ends.clone().map(|rule| rule.from).fold(f64::MAX, f64::min);
            let last = ends.map(|rule| rule.to).fold(f64::MIN, f64::max);
            let outer = [first, last].into_iter().filter(|end| end.abs() < f64::MAX);
            distinct(own.collect(), outer.collect())
        };
        let frame = Self { xs: at(true), ys: at(false), rules };
        let cells = frame.xs.len().saturating_sub(1) * frame.ys.len().saturating_sub(1);
        // Every other row of a table may be shaded: such a row alone is no table.
        let inner =
            frame.rules.iter().any(|rule| rule.upright && (rule.drawn || frame.ys.len() > 2));
        let small =
            cells <= MOST_CELLS && frame.xs.len() <= MOST_COLUMNS && frame.ys.len() <= MOST_ROWS;
        (frame.xs.len() > 2 && frame.ys.len() > 1 && small && inner).then_some(frame)
    }

    fn top(&self) -> f64 {
        self.ys.first().copied().unwrap_or_default()
    }

    /// The row and column that a word stands in.
    fn cell_of(&self, word: &Word) -> Option<(usize, usize)> {
        let x = f64::midpoint(word.left, word.right);
        let y = word.base - 0.3 * word.size;
        Some((between(&self.ys, y)?, between(&self.xs, x)?))
    }

    fn drawn(&self, upright: bool, at: f64, along: f64) -> bool {
        self.rules.iter().any(|rule| {
            rule.upright == upright
                && (rule.at - at).abs() <= NEAR
                && (rule.from - 1.0..=rule.to + 1.0).contains(&along)
        })
    }

    /// Cells with what stands in them; `None` when this is a box and no table.
    fn fill(&self, words: &[Word]) -> Option<Vec<Row>> {
        let mut placed: BTreeMap<(usize, usize), Vec<Word>> = BTreeMap::new();
        for word in words {
            if let Some(place) = self.cell_of(word) {
                placed.entry(place).or_default().push(word.clone());
            }
        }
        let mut rows = Vec::new();
        for row in self.cells(&self.white(words)) {
            let mut cells: Vec<Set> = Vec::new();
            for cell in row {
                let own = cell.places().filter_map(|place| placed.remove(&place)).flatten();
                let lines = lines::lines(own.collect());
                if !lines.is_empty() {
                    let (columns, rows) = (cell.columns, cell.rows);
                    cells.push(Set { column: cell.column, columns, rows, lines });
                }
            }
            if !cells.is_empty() {
                rows.extend(parted(Row { cells }));
            }
        }
        let beside = rows.iter().filter(|row| row.cells.len() > 1).count();
        (beside > 0).then_some(rows)
    }

    /// In tables where every other row has neither lines nor shading to part its cells, such a row has
    /// the columns of the others: by row, the edges that white runs through.
    fn white(&self, words: &[Word]) -> BTreeSet<(usize, usize)> {
        const GAP: f64 = 0.6;
        let inner = || {
            let edges = self.xs.iter().copied().enumerate();
            edges.skip(1).take(self.xs.len().saturating_sub(2))
        };
        let mut found = BTreeSet::new();
        for row in 0..self.ys.len().saturating_sub(1) {
            let edge = |at: usize| self.ys.get(at).copied().unwrap_or_default();
            let middle = f64::midpoint(edge(row), edge(row + 1));
            if inner().any(|(_, x)| self.drawn(true, x, middle)) {
                continue;
            }
            let own =
                || words.iter().filter(|word| self.cell_of(word).is_some_and(|at| at.0 == row));
            for (column, x) in inner() {
                let clear = own().all(|word| word.right <= x + 1.0 || word.left >= x - 1.0);
                let apart = own().filter(|word| word.left >= x - 1.0).all(|right| {
                    own()
                        .filter(|left| left.right <= x + 1.0 && left.left < right.left)
                        .filter(|left| (left.base - right.base).abs() < 0.4 * right.size)
                        .all(|left| right.left - left.right >= GAP * right.size)
                });
                if clear && apart {
                    found.insert((row, column));
                }
            }
        }
        found
    }

    /// The cells of each row; those that no line parts are one.
    fn cells(&self, white: &BTreeSet<(usize, usize)>) -> Vec<Vec<Room>> {
        let (rows, columns) = (self.ys.len() - 1, self.xs.len() - 1);
        let mut taken = vec![false; rows * columns];
        let mut all = Vec::new();
        for row in 0..rows {
            let mut out = Vec::new();
            for column in 0..columns {
                if taken.get(row * columns + column).copied().unwrap_or(true) {
                    continue;
                }
                let room = self.room((row, column), &taken, white);
                for (y, x) in room.places() {
                    if let Some(place) = taken.get_mut(y * columns + x) {
                        *place = true;
                    }
                }
                out.push(room);
            }
            all.push(out);
        }
        all
    }

    /// How far a cell reaches to the right and down.
    fn room(
        &self,
        (row, column): (usize, usize),
        taken: &[bool],
        white: &BTreeSet<(usize, usize)>,
    ) -> Room {
        let columns = self.xs.len() - 1;
        let free = |y: usize, x: usize| !taken.get(y * columns + x).copied().unwrap_or(true);
        let middle = |all: &[f64], at: usize| {
            let near = |at: usize| all.get(at).copied().unwrap_or_default();
            f64::midpoint(near(at), near(at + 1))
        };
        let edge = |all: &[f64], at: usize| all.get(at).copied().unwrap_or_default();
        let mut wide = 1;
        while column + wide < columns
            && free(row, column + wide)
            && !white.contains(&(row, column + wide))
            && !self.drawn(true, edge(&self.xs, column + wide), middle(&self.ys, row))
        {
            wide += 1;
        }
        let mut high = 1;
        while row + high < self.ys.len() - 1
            && (column..column + wide).all(|x| {
                free(row + high, x)
                    && !self.drawn(false, edge(&self.ys, row + high), middle(&self.xs, x))
            })
            && (column + 1..column + wide)
                .all(|x| !self.drawn(true, edge(&self.xs, x), middle(&self.ys, row + high)))
        {
            high += 1;
        }
        Room { row, column, columns: wide, rows: high }
    }
}

/// Which places of a grid a cell takes.
struct Room {
    row: usize,
    column: usize,
    columns: usize,
    rows: usize,
}

impl Room {
    fn places(&self) -> impl Iterator<Item = (usize, usize)> {
        let columns = self.column..self.column + self.columns;
        (self.row..self.row + self.rows)
            .flat_map(move |row| columns.clone().map(move |column| (row, column)))
    }
}

/// Places in order, those near each other once; `outer` only where none is near.
fn distinct(mut at: Vec<f64>, outer: Vec<f64>) -> Vec<f64> {
    at.extend(outer);
    at.sort_by(f64::total_cmp);
    at.dedup_by(|a, b| *a - *b < NEAR);
    at
}

/// Between which two of `edges` a place lies.
fn between(edges: &[f64], at: f64) -> Option<usize> {
    let above = edges.iter().take_while(|edge| **edge <= at).count();
    (above > 0 && above < edges.len()).then(|| above - 1)
}

/// A row with several figures below each other in a column is several rows that no line parts.
fn parted(row: Row) -> Vec<Row> {
    let figures = |cell: &Set| {
        cell.lines.len() > 1 && cell.lines.iter().all(|line| rows::is_figure(&line.text()))
    };
    let alone = row.cells.iter().all(|cell| cell.rows == 1);
    if !alone || row.cells.len() < 2 || !row.cells.iter().skip(1).any(figures) {
        return vec![row];
    }
    let mut limits = Vec::new();
    let mut strips: Vec<Strip> = Vec::new();
    for cell in row.cells {
        let left = cell.lines.iter().map(Line::left).fold(f64::MAX, f64::min);
        let right = cell.lines.iter().map(Line::right).fold(f64::MIN, f64::max);
        limits.resize(limits.len().max(cell.column + 1), (0.0, 0.0));
        if let Some(limit) = limits.get_mut(cell.column) {
            *limit = (left, right);
        }
        for line in cell.lines {
            let piece = (cell.column, cell.columns, line);
            let beside = strips
                .iter_mut()
                .find(|strip| (strip.base - piece.2.base).abs() < 0.3 * piece.2.size);
            match beside {
                Some(strip) => strip.cells.push(piece),
                None => strips.push(Strip::of(piece)),
            }
        }
    }
    strips.sort_by(|a, b| a.base.total_cmp(&b.base));
    rows::rows(strips, &limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, left: f64, base: f64) -> Word {
        let wide = 5.0 * f64::from(u32::try_from(text.chars().count()).unwrap());
        Word { text: text.to_owned(), left, right: left + wide, base, size: 10.0, apart: false }
    }

    /// A box, with a line between its columns in the rows at `tops` alone.
    fn banded(tops: &[f64]) -> Vec<Rule> {
        let line = |upright, at, from, to| Rule { upright, drawn: true, at, from, to };
        let mut rules = vec![line(true, 0.0, 0.0, 60.0), line(true, 200.0, 0.0, 60.0)];
        rules.extend([0.0, 20.0, 40.0, 60.0].map(|at| line(false, at, 0.0, 200.0)));
        rules.extend(tops.iter().map(|top| line(true, 100.0, *top, top + 20.0)));
        rules
    }

    #[test]
    fn a_row_without_lines_has_the_columns_of_the_rows_beside_it() {
        let words = vec![
            word("Lamps", 5.0, 14.0),
            word("12", 105.0, 14.0),
            word("Dark", 5.0, 34.0),
            word("ones", 28.0, 34.0),
            word("7", 105.0, 34.0),
            word("Poles", 5.0, 54.0),
            word("9", 105.0, 54.0),
        ];
        let (grids, left) = find(&banded(&[0.0, 40.0]), words);
        assert!(left.is_empty());
        let rows: Vec<usize> = grids[0].rows.iter().map(|row| row.cells.len()).collect();
        assert_eq!(rows, [2, 2, 2]);
    }

    #[test]
    fn words_across_the_edge_of_a_column_stay_together() {
        let words = vec![
            word("Lamps", 5.0, 14.0),
            word("12", 105.0, 14.0),
            word("A heading over all columns", 40.0, 34.0),
            word("Poles", 5.0, 54.0),
            word("9", 105.0, 54.0),
        ];
        let (grids, _) = find(&banded(&[0.0, 40.0]), words);
        assert_eq!(grids[0].rows[1].cells.len(), 1);
    }
}
