//! Tables without drawn lines: cells below each other with white between the columns.

use std::sync::LazyLock;

use regex::Regex;

use super::columns::middle;
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

/// First and last of lines with several pieces that can be one table.
fn runs(lines: &[Line]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut now: Option<(usize, usize, Vec<(f64, f64)>)> = None;
    for (at, line) in lines.iter().enumerate() {
        let gaps = gaps(line);
        let Some((first, last, white)) = now.take() else {
            now = (!gaps.is_empty()).then_some((at, at, gaps));
            continue;
        };
        let left = without(&white, line, gaps.is_empty());
        let near = at - last <= MOST_BETWEEN && !far(lines, at);
        if near && !left.is_empty() {
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

/// Whether so much white stands above a line that nothing goes on there.
fn far(lines: &[Line], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    above.zip(lines.get(at)).is_some_and(|(above, line)| line.base - above.base > 5.0 * line.size)
}

/// White between the pieces of a line.
fn gaps(line: &Line) -> Vec<(f64, f64)> {
    let pieces = line.pieces();
    pieces.iter().zip(pieces.iter().skip(1)).map(|(a, b)| (a.right(), b.left())).collect()
}

/// What of the white is left when `line` is laid over it. A line of one piece that stands in
/// one column takes nothing away.
fn without(white: &[(f64, f64)], line: &Line, alone: bool) -> Vec<(f64, f64)> {
    let mut left = Vec::new();
    for (from, to) in white {
        let (mut from, mut to) = (*from, *to);
        let room = to - from;
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
        let crossed = alone && to - from < room && line.left() < from && line.right() > to;
        if to - from > 0.5 * line.size && !crossed {
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
        let above = lines.get(done..first)?.iter().rev().take(4).take_while(fits).count();
        let below = lines.get(last + 1..)?.iter().take(MOST_BETWEEN).take_while(fits).count();
        let (from, to) = (first - above, last + below);
        let own = lines.get(from..=to)?;
        let mut strips: Vec<Strip> = Vec::new();
        for line in own {
            let ruled = strips.last().is_some_and(|above| {
                rules.iter().any(|rule| {
                    !rule.upright
                        && rule.at > above.base + 0.1 * above.size
                        && rule.at < line.base - 0.3 * line.size
                        && rule.from < line.right()
                        && rule.to > line.left()
                })
            });
            let cells = cells(line, &columns);
            strips.push(Strip { base: line.base, size: line.size, cells, ruled });
        }
        let counts: Vec<f64> = strips.iter().map(|strip| strip.base).collect();
        let mut rows = rows::rows(strips, &columns);
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

/// How many of the printed lines a row has.
fn bases(row: &Row, all: &[f64]) -> usize {
    let has = |base: &&f64| {
        let lines = || row.cells.iter().flat_map(|cell| &cell.lines);
        lines().any(|line| (line.base - **base).abs() < 0.01)
    };
    all.iter().filter(has).count()
}

/// The left and right ends of columns, from the lines with the most pieces.
fn columns(lines: &[Line]) -> Option<Vec<(f64, f64)>> {
    let split: Vec<Vec<Line>> =
        lines.iter().map(Line::pieces).filter(|pieces| pieces.len() > 1).collect();
    let size = middle(lines.iter().map(|line| line.size).collect());
    let all = merged(split.iter().flatten(), size);
    let most = split.iter().map(Vec::len).max()?;
    let fullest: Vec<&Vec<Line>> = split.iter().filter(|pieces| pieces.len() == most).collect();
    let full = merged(fullest.iter().copied().flatten(), size);
    let mut columns = if full.len() > all.len() && fullest.len() > 1 { full } else { all };
    if columns.len() < 2 {
        return None;
    }
    // Pieces that reach into one column only say how wide it is.
    for piece in split.iter().flatten() {
        let mut touched =
            columns.iter_mut().filter(|(from, to)| piece.left() < *to && piece.right() > *from);
        if let (Some(column), None) = (touched.next(), touched.next()) {
            *column = (column.0.min(piece.left()), column.1.max(piece.right()));
        }
    }
    Some(columns)
}

/// Stretches that pieces cover, those with hardly any white between them as one.
fn merged<'a>(pieces: impl Iterator<Item = &'a Line>, size: f64) -> Vec<(f64, f64)> {
    let mut ends: Vec<(f64, f64)> = pieces.map(|piece| (piece.left(), piece.right())).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f64, f64)> = Vec::new();
    for (from, to) in ends {
        match out.last_mut() {
            Some(last) if from < last.1 + 0.4 * size => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// A line's cells: column, columns covered, words.
fn cells(line: &Line, columns: &[(f64, f64)]) -> Vec<(usize, usize, Line)> {
    let mut out: Vec<(usize, usize, Line)> = Vec::new();
    for piece in line.pieces() {
        for part in at_white(&piece, columns) {
            let (column, count) = covered(&part, columns);
            match out.last_mut() {
                Some((known, _, words)) if *known == column => words.words.extend(part.words),
                _ => out.push((column, count, part)),
            }
        }
    }
    out
}

/// A piece cut where the white between two columns goes through it.
fn at_white(piece: &Line, columns: &[(f64, f64)]) -> Vec<Line> {
    let whites = columns.iter().zip(columns.iter().skip(1)).map(|(a, b)| (a.1, b.0));
    let mut parts = vec![piece.clone()];
    for (from, to) in whites {
        let Some(last) = parts.last_mut() else { break };
        let clear = last.words.iter().all(|word| {
            word.right <= to && word.left >= from
                || word.right <= from + 0.1
                || word.left >= to - 0.1
        });
        let cut = last.words.iter().position(|word| word.left >= to - 0.1);
        if let Some(cut) = cut.filter(|cut| clear && *cut > 0) {
            let words = last.words.split_off(cut);
            let (base, size) = (last.base, last.size);
            parts.push(Line { words, base, size });
        }
    }
    parts
}

/// The first column that a piece stands in, and how many it covers.
fn covered(piece: &Line, columns: &[(f64, f64)]) -> (usize, usize) {
    let over = |(from, to): &(f64, f64)| piece.left() < *to && piece.right() > *from;
    match columns.iter().position(over) {
        Some(first) => {
            (first, columns.iter().skip(first).take_while(|column| over(column)).count())
        }
        // In the white: the nearest.
        None => {
            let x = f64::midpoint(piece.left(), piece.right());
            let away = |(from, to): &(f64, f64)| (from - x).abs().min((to - x).abs());
            let nearest = columns.iter().enumerate().min_by(|a, b| away(a.1).total_cmp(&away(b.1)));
            (nearest.map_or(0, |(at, _)| at), 1)
        }
    }
}

fn crosses(line: &Line, columns: &[(f64, f64)]) -> bool {
    covered(line, columns).1 > 1
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
