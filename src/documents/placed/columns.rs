//! Reading order: text in columns is read column by column, a table's rows are not.

use super::grid::Grid;
use super::lines::{self, Line};
use super::{Row, Word};

/// Fewer lines than this on a side make no column of text.
const FEWEST: usize = 5;
const DEEPEST: usize = 6;

/// A stretch of a page.
pub(super) enum Run {
    Lines(Vec<Line>),
    Grid(Vec<Row>),
}

/// Lines and ruled tables in the order in which they are read.
pub(super) fn in_order(lines: Vec<Line>, mut grids: Vec<Grid>) -> Vec<Run> {
    grids.sort_by(|a, b| a.top.total_cmp(&b.top));
    let mut runs = Vec::new();
    let mut rest = lines;
    for grid in grids {
        let cut = rest.iter().position(|line| line.base > grid.top).unwrap_or(rest.len());
        let behind = rest.split_off(cut);
        split(std::mem::replace(&mut rest, behind), 0, &mut runs);
        runs.push(Run::Grid(grid.rows));
    }
    split(rest, 0, &mut runs);
    runs
}

/// Cuts lines into what stands above two columns, the columns, and what stands below.
fn split(mut lines: Vec<Line>, depth: usize, runs: &mut Vec<Run>) {
    if lines.is_empty() {
        return;
    }
    let gutter = if depth < DEEPEST { gutter(&lines) } else { None };
    let Some(gutter) = gutter else {
        runs.push(Run::Lines(lines));
        return;
    };
    let below = lines.split_off(gutter.last + 1);
    let between = lines.split_off(gutter.first);
    split(lines, depth + 1, runs);
    let (left, right) = sides(&between, gutter.x);
    split(left, depth + 1, runs);
    split(right, depth + 1, runs);
    split(below, depth + 1, runs);
}

struct Gutter {
    x: f64,
    first: usize,
    last: usize,
}

/// The white between two columns of text, if that is what `lines` are.
fn gutter(lines: &[Line]) -> Option<Gutter> {
    if lines.len() < FEWEST {
        return None;
    }
    let left = lines.iter().map(Line::left).fold(f64::MAX, f64::min);
    let right = lines.iter().map(Line::right).fold(f64::MIN, f64::max);
    let size = middle(lines.iter().map(|line| line.size).collect());
    let (from, to) = (left + 0.2 * (right - left), right - 0.2 * (right - left));
    let mut best: Option<(usize, Gutter)> = None;
    for step in 0..200_u32 {
        let x = from + (to - from) * f64::from(step) / 200.0;
        let Some((count, first, last)) = longest(lines, x, 0.4 * size) else { continue };
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, Gutter { x, first, last }));
        }
    }
    let (_, gutter) = best?;
    let between = lines.get(gutter.first..=gutter.last)?;
    let (left, right) = sides(between, gutter.x);
    let prose = is_prose(&left) && is_prose(&right) && !share_rows(&left, &right);
    prose.then_some(gutter)
}

/// The longest run of lines with white at `x`, and how many words stand on its lesser side.
fn longest(lines: &[Line], x: f64, room: f64) -> Option<(usize, usize, usize)> {
    let mut best: Option<(usize, usize, usize)> = None;
    let mut start = 0;
    let (mut before, mut behind) = (0_usize, 0_usize);
    let mut whole = false;
    for (at, line) in lines.iter().enumerate() {
        let crossed = line.words.iter().any(|word| word.left < x + room && word.right > x - room);
        if crossed {
            (start, before, behind, whole) = (at + 1, 0, 0, false);
            continue;
        }
        let left = line.words.iter().filter(|word| word.right <= x).count();
        before += left;
        behind += line.words.len() - left;
        let lesser = before.min(behind);
        if lesser > 0 && best.is_none_or(|(most, ..)| lesser > most) {
            best = Some((lesser, start, at));
            whole = true;
        } else if let Some((_, _, last)) = best.as_mut().filter(|_| whole) {
            // The longer side goes on alone.
            *last = at;
        }
    }
    best
}

fn sides(lines: &[Line], x: f64) -> (Vec<Line>, Vec<Line>) {
    let words = lines.iter().flat_map(|line| line.words.iter().cloned());
    let (left, right): (Vec<Word>, Vec<Word>) = words.partition(|word| word.right <= x);
    (lines::lines(left), lines::lines(right))
}

/// Lines that fill their column, several words each.
fn is_prose(lines: &[Line]) -> bool {
    if lines.len() < FEWEST {
        return false;
    }
    let left = lines.iter().map(Line::left).fold(f64::MAX, f64::min);
    let right = lines.iter().map(Line::right).fold(f64::MIN, f64::max);
    let filled = lines.iter().filter(|line| line.right() - line.left() > 0.7 * (right - left));
    let words: usize = lines.iter().map(|line| line.words.len()).sum();
    let letters = lines.iter().flat_map(|line| &line.words).map(|word| word.text.as_str());
    let figures = letters.filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    2 * filled.count() > lines.len() && words >= 3 * lines.len() && 4 * figures < words
}

/// Whether the paragraphs of both sides begin beside each other, as rows do.
fn share_rows(left: &[Line], right: &[Line]) -> bool {
    let (left, right) = (starts(left), starts(right));
    let shared = left
        .iter()
        .filter(|(base, size)| right.iter().any(|(other, _)| (other - base).abs() < 0.5 * size))
        .count();
    shared >= 2 && 2 * shared >= left.len().min(right.len())
}

/// Where there is more room above a line than between the others.
fn starts(lines: &[Line]) -> Vec<(f64, f64)> {
    let pairs = || lines.iter().zip(lines.iter().skip(1));
    let lead = middle(pairs().map(|(above, line)| line.base - above.base).collect());
    pairs()
        .filter(|(above, line)| line.base - above.base > 1.25 * lead)
        .map(|(_, line)| (line.base, line.size))
        .collect()
}

pub(super) fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
