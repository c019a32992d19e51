//! What tesseract writes about a page, as words in their places.

use std::collections::BTreeMap;

use crate::documents::Document;
use crate::documents::placed::{Sheet, Word};

/// Words that tesseract is less sure of than this, in per cent, are hard to read.
const SURE: f64 = 60.0;
/// Less sure than this, it sees letters in a stain.
const STAIN: f64 = 15.0;

/// A row of the table: one word, or the frame of a line.
struct Seen<'a> {
    line: (&'a str, &'a str, &'a str, &'a str),
    text: &'a str,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    sure: f64,
}

/// The page `first`, or from there on if the picture has several.
pub(super) fn read(rows: &str, first: usize) -> Document {
    let mut pages: BTreeMap<usize, Vec<Seen>> = BTreeMap::new();
    for row in rows.lines().skip(1) {
        if let Some((page, seen)) = seen(row) {
            pages.entry(page).or_default().push(seen);
        }
    }
    let mut out = Document::default();
    for (page, words) in pages {
        let number = first + page.saturating_sub(1);
        let doubted = words.iter().filter(|word| word.sure < SURE).count();
        if doubted * 10 > words.len() {
            out.notes.push(format!("page {number}: a scan that is hard to read"));
        }
        let words = placed(&words);
        out.blocks.extend(Sheet { number, words, rules: Vec::new(), scan: true }.read());
    }
    out
}

fn seen(row: &str) -> Option<(usize, Seen<'_>)> {
    let parts: Vec<&str> = row.split('\t').collect();
    let [level, page, block, paragraph, line, _, left, top, width, height, sure, text] =
        parts.as_slice()
    else {
        return None;
    };
    let number = |text: &str| text.parse::<f64>().ok();
    let text = text.trim().trim_matches(['|', '‘']);
    let sure = number(sure)?;
    let word = text.chars().any(char::is_alphanumeric) || (sure >= SURE && !text.is_empty());
    let seen = Seen {
        line: (page, block, paragraph, line),
        text,
        left: number(left)?,
        top: number(top)?,
        width: number(width)?,
        height: number(height)?,
        sure,
    };
    (*level == "5" && word && sure >= STAIN).then_some((page.parse().ok()?, seen))
}

/// Words with the base and the size of their line, the page set straight.
fn placed(words: &[Seen]) -> Vec<Word> {
    let mut lines: BTreeMap<_, Vec<&Seen>> = BTreeMap::new();
    for word in words {
        lines.entry(word.line).or_default().push(word);
    }
    let slope = middle(lines.values().filter_map(|line| slope(line)).collect()).unwrap_or(0.0);
    let usual = middle(words.iter().map(size).collect()).unwrap_or(1.0);
    let mut out = Vec::new();
    for line in lines.values() {
        let size = middle(line.iter().map(|word| size(word)).collect()).unwrap_or(usual);
        // Most lines of a page are of one size: what differs a little was measured badly.
        let size = if (0.75..1.33).contains(&(size / usual)) { usual } else { size };
        let bases = line.iter().map(|word| base(word) - slope * word.left).collect();
        let base = middle(bases).unwrap_or_default();
        out.extend(line.iter().map(|word| Word {
            text: word.text.to_owned(),
            left: word.left,
            right: word.left + word.width,
            base,
            size,
            apart: false,
        }));
    }
    out
}

fn sinks(text: &str) -> bool {
    text.contains(['g', 'j', 'p', 'q', 'y', ',', ';', '(', ')', '[', ']', 'Q'])
}

fn base(word: &Seen) -> f64 {
    word.top + word.height - if sinks(word.text) { 0.2 * size(word) } else { 0.0 }
}

/// The size of the letters, from the height of those that the word has.
fn size(word: &Seen) -> f64 {
    let rises =
        |c: char| c.is_ascii_digit() || c.is_uppercase() || "bdfhijklt£%()[]?!&".contains(c);
    let above = if word.text.contains(rises) { 0.72 } else { 0.52 };
    let below = if sinks(word.text) { 0.2 } else { 0.0 };
    word.height / (above + below)
}

/// How far a line leans.
fn slope(line: &[&Seen]) -> Option<f64> {
    let (first, last) = (line.first()?, line.last()?);
    let wide = last.left - first.left;
    let lean = (base(last) - base(first)) / wide;
    (wide > 300.0 && lean.abs() < 0.1).then_some(lean)
}

fn middle(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}
