//! The columns of a table without drawn lines, and which of them a piece of a line stands in.

use super::columns::middle;
use super::lines::Line;

/// The left and right ends of columns, from the lines with the most pieces.
pub(super) fn columns(lines: &[Line]) -> Option<Vec<(f64, f64)>> {
    let split: Vec<Vec<Line>> =
        lines.iter().map(Line::pieces).filter(|pieces| pieces.len() > 1).collect();
    let size = middle(lines.iter().map(|line| line.size).collect());
    let all = merged(split.iter().flatten(), size);
    let most = split.iter().map(Vec::len).max()?;
    let fullest: Vec<&Vec<Line>> = split.iter().filter(|pieces| pieces.len() == most).collect();
    let full = merged(fullest.iter().copied().flatten(), size);
    let mut columns = if full.len() > all.len() && fullest.len() > 1 { full } else { all };
    if columns.len() > most {
        match fullest.iter().find_map(|line| under(line, &split)) {
            Some(known) => columns = known,
            None => together(&mut columns, &split),
        }
    }
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

/// Columns that begin where the pieces of one line begin, or end where they end, if all other
/// pieces fit into those.
fn under(line: &[Line], split: &[Vec<Line>]) -> Option<Vec<(f64, f64)>> {
    let begins = |at: usize| line.get(at).map_or(f64::MAX, |piece| piece.left() - 1.0);
    let ends = |at: usize| line.get(at).map_or(f64::MIN, |piece| piece.right() + 1.0);
    let count = line.len();
    let by_left =
        (0..count).map(|at| (if at == 0 { f64::MIN } else { begins(at) }, begins(at + 1)));
    let by_right = (0..count).map(|at| {
        let from = at.checked_sub(1).map_or(f64::MIN, ends);
        (from, if at + 1 == count { f64::MAX } else { ends(at) })
    });
    [by_left.collect::<Vec<_>>(), by_right.collect()].into_iter().find_map(|ranges| {
        let mut columns: Vec<Option<(f64, f64)>> = vec![None; count];
        for line in split {
            let mut before = None;
            for piece in line {
                let within =
                    |range: &(f64, f64)| piece.left() >= range.0 && piece.right() <= range.1;
                let at = ranges.iter().position(within).filter(|at| before < Some(*at))?;
                before = Some(at);
                let column = columns.get_mut(at)?;
                let (from, to) = column.unwrap_or((f64::MAX, f64::MIN));
                *column = Some((from.min(piece.left()), to.max(piece.right())));
            }
        }
        columns.into_iter().collect()
    })
}

/// A heading at the left of its column and figures at the right of it seem to be two columns, of
/// which no line fills both.
fn together(columns: &mut Vec<(f64, f64)>, split: &[Vec<Line>]) {
    let fills = |line: &[Line], (from, to): (f64, f64)| {
        line.iter().any(|piece| piece.left() < to && piece.right() > from)
    };
    loop {
        let nearest = columns
            .iter()
            .zip(columns.iter().skip(1))
            .enumerate()
            .filter(|(_, (a, b))| !split.iter().any(|line| fills(line, **a) && fills(line, **b)))
            .min_by(|(_, (a, b)), (_, (c, d))| (b.0 - a.1).total_cmp(&(d.0 - c.1)))
            .map(|(at, _)| at);
        let Some(at) = nearest else { return };
        let right = columns.remove(at + 1);
        if let Some(left) = columns.get_mut(at) {
            left.1 = right.1;
        }
    }
}

/// Stretches that pieces cover, those with hardly any white between them as one.
fn merged<'a>(pieces: impl Iterator<Item = &'a Line>, size: f64) -> Vec<(f64, f64)> {
    let mut ends: Vec<(f64, f64)> = pieces.map(|piece| (piece.left(), piece.right())).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f64, f64)> = Vec::new();
    for (from, to) in ends {
        match out.last_mut() {
            Some(last) if from < last.1 + 0.05 * size => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// A line's cells: column, columns covered, words.
pub(super) fn cells(line: &Line, columns: &[(f64, f64)]) -> Vec<(usize, usize, Line)> {
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
    if let Some(first) = columns.iter().position(over) {
        return (first, columns.iter().skip(first).take_while(|column| over(column)).count());
    }
    // In the white: the nearest.
    let x = f64::midpoint(piece.left(), piece.right());
    let away = |(from, to): &(f64, f64)| (from - x).abs().min((to - x).abs());
    let nearest = columns.iter().enumerate().min_by(|a, b| away(a.1).total_cmp(&away(b.1)));
    (nearest.map_or(0, |(at, _)| at), 1)
}

pub(super) fn crosses(line: &Line, columns: &[(f64, f64)]) -> bool {
    covered(line, columns).1 > 1
}
