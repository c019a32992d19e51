//! Which printed lines are one row of a table: text that wraps stays in its cell.

use super::lines::Line;
use super::{Row, Set};

/// Lines of one text are no further from each other than so many times their size.
const LEADING: f64 = 1.6;
/// A column of text is wider than so many letters.
const NARROW: f64 = 10.0;

/// One printed line of a table: column, columns covered, words.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) cells: Vec<(usize, usize, Line)>,
    /// A line is drawn above it.
    pub(super) ruled: bool,
}

impl Strip {
    pub(super) fn of(cell: (usize, usize, Line)) -> Self {
        let (base, size) = (cell.2.base, cell.2.size);
        Self { base, size, cells: vec![cell], ruled: false }
    }

    fn column(&self, column: usize) -> Option<&Line> {
        self.cells.iter().find(|cell| cell.0 == column).map(|cell| &cell.2)
    }
}

/// Rows out of printed lines; `limits` are the left and right ends of the columns.
pub(super) fn rows(strips: Vec<Strip>, limits: &[(f64, f64)]) -> Vec<Row> {
    let lead = lead(&strips);
    let mut groups: Vec<Vec<Strip>> = Vec::new();
    for strip in strips {
        match groups.last_mut() {
            Some(row) if continues(row, &strip, lead, limits) => row.push(strip),
            _ => groups.push(vec![strip]),
        }
    }
    groups.into_iter().map(row).collect()
}

/// The least distance between two printed lines of one column.
fn lead(strips: &[Strip]) -> f64 {
    let mut least = f64::MAX;
    for (at, strip) in strips.iter().enumerate() {
        for (column, _, _) in &strip.cells {
            let next = strips.iter().skip(at + 1).find(|next| next.column(*column).is_some());
            if let Some(next) = next
                && next.base - strip.base > 0.8 * strip.size
            {
                least = least.min(next.base - strip.base);
            }
        }
    }
    least
}

fn continues(row: &[Strip], next: &Strip, lead: f64, limits: &[(f64, f64)]) -> bool {
    let Some(last) = row.last() else { return false };
    let gap = next.base - last.base;
    let most = (1.3 * lead).min(LEADING * next.size);
    if next.ruled || gap > most {
        return false;
    }
    next.cells.iter().all(|(column, _, line)| {
        let above = row.iter().rev().find_map(|strip| strip.column(*column));
        let Some(above) = above else {
            // A cell may stand in the middle of a higher one beside it, or at its foot.
            return gap < 0.75 * next.size || next.cells.len() > 1 || is_figure(&line.text());
        };
        // A figure does not wrap, and a row that begins with figures goes on with none.
        let (figure, figures) = (is_figure(&line.text()), is_figure(&above.text()));
        if (figure && figures) || (figure != figures && next.cells.len() > 1) {
            return false;
        }
        let limit = limits.get(*column).copied().unwrap_or((above.left(), above.right()));
        let heading = next.cells.len() > 1;
        line.base - above.base < most && wraps(above, line, (limit, heading))
    })
}

/// Whether `line` goes on with the text above it: its first word had no room there. In narrow
/// columns hardly anything has, and only small letters tell; but for headings.
fn wraps(above: &Line, line: &Line, column: ((f64, f64), bool)) -> bool {
    let ((left, right), heading) = column;
    let Some(first) = line.words.first() else { return false };
    let room = above.right() + 0.2 * line.size + (first.right - first.left) <= right;
    let narrow = right - left < NARROW * line.size;
    let small = first.text.starts_with(|c: char| c.is_lowercase() || "(&/–-".contains(c));
    !room && (!narrow || small || heading)
}

fn row(strips: Vec<Strip>) -> Row {
    let mut cells: Vec<Set> = Vec::new();
    for (column, columns, line) in strips.into_iter().flat_map(|strip| strip.cells) {
        match cells.iter_mut().find(|cell| cell.column == column) {
            Some(cell) => {
                cell.columns = cell.columns.max(columns);
                cell.lines.push(line);
            }
            None => cells.push(Set { column, columns, rows: 1, lines: vec![line] }),
        }
    }
    cells.sort_by_key(|cell| cell.column);
    Row { cells }
}

/// Whether a cell has a figure, or what is written in place of one.
pub(super) fn is_figure(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "nil",
        "none",
        "n/a",
        "na",
        "x",
        "c",
        "yes",
        "no",
        "zero",
        "not held",
        "not known",
        "suppressed",
        "redacted",
        "unknown",
    ];
    let text = text.trim().to_lowercase();
    let signs = |c: char| c.is_ascii_digit() || " .,£%<>≤≥*()[]-–—/~≈+kmbn¹²³⁴⁵⁶⁷⁸⁹#^".contains(c);
    !text.is_empty()
        && (WORDS.contains(&text.as_str())
            || text.chars().all(signs) && text.chars().any(|c| !c.is_alphabetic()))
}
