//! Tables without drawn lines: cells below each other with white between the columns.

use std::sync::LazyLock;

use regex::Regex;

use super::columns::middle;
use super::fit::{cells, columns, crosses};
use super::lines::Line;
use super::rows::{self, Strip};
use super::{Part, Row, Rule};

/// So many lines of one cell may stand between two lines with several.
const MOST_BETWEEN: usize = 12;

/// Lines and tables out of the lines of one column.
pub(super) fn parts(lines: Vec<Line>, rules: &[Rule]) -> Vec<Part> {
    let mut out = Vec::new();
    let mut done = 0;
    for (first, last) in runs(&lines) {
        if first < done {
            continue;
        }
        let table = Found::read(&lines, (done, first, last), rules);
        let Some(table) = table else { continue };
        out.extend(lines.iter().take(table.first).skip(done).cloned().map(Part::Line));
        out.push(Part::Table(table.rows));
        done = table.last + 1;
    }
    out.extend(lines.into_iter().skip(done).map(Part::Line));
    out
}

/// Where nothing stands: from and to.
type White = Vec<(f64, f64)>;

/// First and last of lines with several pieces that can be one table.
fn runs(lines: &[Line]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut now: Option<(usize, usize, White)> = None;
    for (at, line) in lines.iter().enumerate() {
        let gaps = gaps(line);
        let Some((first, last, white)) = now.take() else {
            now = (!gaps.is_empty()).then_some((at, at, gaps));
            continue;
        };
        let left = without(&white, line, gaps.is_empty());
        let near = at - last <= MOST_BETWEEN && !far(lines, at);
        let new = if gaps.is_empty() {
            is_sentence(lines, at, &white)
        } else {
            is_new(lines, (first, last, at))
        };
        if near && !new && !left.is_empty() {
            let last = if gaps.is_empty() { last } else { at };
            now = Some((first, last, left));
        } else {
            runs.push((first, last));
            now = (!gaps.is_empty()).then_some((at, at, gaps));
        }
    }
    runs.extend(now.map(|(first, last, _)| (first, last)));
    runs.retain(|(first, last)| last > first);
    runs
}

/// Whether the line `at` is a sentence between two tables: it ends like one and does not go on
/// with the cell above it, which ends where the white begins.
fn is_sentence(lines: &[Line], at: usize, white: &[(f64, f64)]) -> bool {
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    let (Some(above), Some(line)) = (above, lines.get(at)) else { return false };
    let (Some(first), Some(last)) = (line.words.first(), line.words.last()) else { return false };
    let limit = white.first().map_or(f64::MAX, |white| white.0);
    // It begins in the first column, or it is the end of another cell.
    if line.left() > limit {
        return false;
    }
    let end = above.words.iter().map(|word| word.right).filter(|right| *right <= limit);
    let end = end.fold(f64::MIN, f64::max);
    let room = end + 0.2 * line.size + (first.right - first.left) < limit;
    let wide = line.right() > limit + 4.0 * line.size;
    let ended = last.text.ends_with(['.', ':', '?']);
    ended && (room || wide || line.base - above.base > 1.6 * line.size)
}

/// Whether the line `at` begins another table than that from `first` to `last`: there is more
/// white or a line of text before it, and its pieces stand below none of the others.
fn is_new(lines: &[Line], at: (usize, usize, usize)) -> bool {
    let (first, last, at) = at;
    // What stands far above says nothing.
    let first = first.max(last.saturating_sub(7));
    let (Some(known), Some(line)) = (lines.get(first..=last), lines.get(at)) else { return false };
    let base = |at: usize| lines.get(at).map_or(0.0, |line| line.base);
    let steps = known.iter().zip(known.iter().skip(1)).map(|(a, b)| b.base - a.base).collect();
    let usual = middle(steps);
    let step = base(at) - base(at - 1);
    let pieces: Vec<Line> = known.iter().flat_map(Line::pieces).collect();
    if known.len() < 2 {
        // The head of a page above a table.
        let own = line.pieces();
        let below = own.iter().filter(|own| {
            pieces.iter().any(|piece| piece.left() < own.right() && piece.right() > own.left())
        });
        let behind = base(last + 1) - base(last);
        return behind > 2.2 * line.size && 2 * below.count() < own.len();
    }
    if at == last + 1 && step < 1.4 * usual {
        return false;
    }
    let near = |a: f64, b: f64| (a - b).abs() < 0.4 * line.size;
    let center = |line: &Line| f64::midpoint(line.left(), line.right());
    let own = line.pieces();
    let below = own.iter().filter(|own| {
        pieces.iter().any(|piece| {
            near(piece.left(), own.left())
                || near(piece.right(), own.right())
                || near(center(piece), center(own))
        })
    });
    2 * below.count() <= own.len()
}

/// Whether so much white stands above a line that nothing goes on there.
fn far(lines: &[Line], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    above.zip(lines.get(at)).is_some_and(|(above, line)| line.base - above.base > 5.0 * line.size)
}

/// White between the pieces of a line.
fn gaps(line: &Line) -> White {
    let pieces = line.pieces();
    pieces.iter().zip(pieces.iter().skip(1)).map(|(a, b)| (a.right(), b.left())).collect()
}

/// What of the white is left when `line` is laid over it. A line of one piece that stands in
/// one column takes nothing away.
fn without(white: &[(f64, f64)], line: &Line, alone: bool) -> White {
    let mut left = Vec::new();
    for (from, to) in white {
        let (mut from, mut to) = (*from, *to);
        for word in &line.words {
            if word.right <= from || word.left >= to {
                continue;
            }
            // A word over the middle of the white: what is left is the wider side of it.
            if word.left - from > to - word.right {
                to = word.left;
            } else {
                from = word.right;
            }
        }
        let crossed = alone && line.left() < from && line.right() > to;
        if to - from > 0.1 * line.size && !crossed {
            left.push((from, to));
        }
    }
    left
}

struct Found {
    first: usize,
    last: usize,
    rows: Vec<Row>,
}

impl Found {
    /// The table from line `first` to `last`, with what belongs to its outer rows; nothing before
    /// line `done`.
    fn read(lines: &[Line], at: (usize, usize, usize), rules: &[Rule]) -> Option<Self> {
        let (done, first, last) = at;
        let columns = columns(lines.get(first..=last)?)?;
        let fits = |line: &&Line| cells(line, &columns).len() == 1 && !crosses(line, &columns);
        // The question beside a figure may begin above it; a sentence that ends there does not.
        let begins = |line: &&Line| {
            let left = columns.first().map_or(0.0, |column| column.0);
            let ended = line.words.last().is_some_and(|word| word.text.ends_with(['.', ':', '?']));
            fits(line) && !ended && (line.left() - left).abs() < line.size
        };
        let above = lines.get(done..first)?.iter().rev().take(4).take_while(begins).count();
        let below = lines.get(last + 1..)?.iter().take(MOST_BETWEEN).take_while(fits).count();
        let (from, to) = (first - above, last + below);
        let own = lines.get(from..=to)?;
        let mut strips: Vec<Strip> = Vec::new();
        for line in own {
            let below_rule = strips.last().is_some_and(|above| {
                rules.iter().any(|rule| {
                    !rule.upright
                        && rule.at > above.base + 0.1 * above.size
                        && rule.at < line.base - 0.3 * line.size
                        && rule.from < line.right()
                        && rule.to > line.left()
                })
            });
            let cells = cells(line, &columns);
            let (base, size) = (line.base, line.size);
            strips.push(Strip { base, size, cells, ruled: below_rule });
        }
        let limits = reach(&columns, strips.get(above..strips.len() - below)?);
        let counts: Vec<f64> = strips.iter().map(|strip| strip.base).collect();
        let mut rows = rows::rows(strips, &limits);
        let (mut from, mut to) = (from, to);
        while rows.first().is_some_and(|row| row.cells.len() < 2) {
            from += bases(&rows.remove(0), &counts);
        }
        while rows.last().is_some_and(|row| row.cells.len() < 2) {
            let row = rows.pop()?;
            to -= bases(&row, &counts);
        }
        let beside = rows.iter().filter(|row| row.cells.len() > 1).count();
        (beside > 1 && !is_list(&rows, columns.len())).then_some(Self {
            first: from,
            last: to,
            rows,
        })
    }
}

/// The columns with what wrapped text takes of them, by the lines between the first and last of
/// several cells.
fn reach(columns: &[(f64, f64)], strips: &[Strip]) -> Vec<(f64, f64)> {
    let mut limits = columns.to_vec();
    for (column, count, line) in strips.iter().flat_map(|strip| &strip.cells) {
        if let (1, Some(limit)) = (*count, limits.get_mut(*column)) {
            limit.1 = limit.1.max(line.right());
        }
    }
    limits
}

/// How many of the printed lines a row has.
fn bases(row: &Row, all: &[f64]) -> usize {
    let has = |base: &&f64| {
        let lines = || row.cells.iter().flat_map(|cell| &cell.lines);
        lines().any(|line| (line.base - **base).abs() < 0.01)
    };
    all.iter().filter(has).count()
}

/// Numbered paragraphs are set like a table of two columns, and are none.
fn is_list(rows: &[Row], columns: usize) -> bool {
    static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?i:(?:\(?(?:q(?:uestion)?\s?)?\d{1,2}(?:\.\d{1,2})*[a-z]?[.):]?\)?)|\(?[a-z]{1,4}[.)]|[^\w\s£<>*])$")
            .ok()
    });
    let label = |text: &str| LABEL.as_ref().is_some_and(|label| label.is_match(text.trim()));
    columns == 2
        && rows.iter().all(|row| {
            row.cells.iter().filter(|cell| cell.column == 0).all(|cell| {
                let text = cell.lines.iter().map(Line::text).collect::<Vec<_>>().join(" ");
                label(&text)
            })
        })
}
