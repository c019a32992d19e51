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
        let words = placed(&upright(words));
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

/// Words of a page that lies on its side or its head, as they are when it is turned: which way
/// it lies is told by where the next word stands.
fn upright(words: Vec<Seen>) -> Vec<Seen> {
    let mut votes = [0_usize; 4];
    for (word, next) in words.iter().zip(words.iter().skip(1)) {
        let (x, y) = (next.left - word.left, next.top - word.top);
        let way = match (x.abs() > y.abs(), x > 0.0, y > 0.0) {
            (true, true, _) => 0,
            (true, false, _) => 1,
            (false, _, true) => 2,
            (false, _, false) => 3,
        };
        if let Some(votes) = votes.get_mut(way).filter(|_| next.line == word.line) {
            *votes += 1;
        }
    }
    let most = (0..4).rev().max_by_key(|way| votes.get(*way)).unwrap_or_default();
    words.into_iter().map(|word| turned(word, most)).collect()
}

fn turned(word: Seen, way: usize) -> Seen {
    let Seen { left, top, width, height, .. } = word;
    match way {
        1 => Seen { left: -left - width, top: -top - height, ..word },
        2 => Seen { left: top, top: -left - width, width: height, height: width, ..word },
        3 => Seen { left: -top - height, top: left, width: height, height: width, ..word },
        _ => word,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Block;

    #[test]
    fn a_page_on_its_head_is_turned() {
        let head = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\n";
        let rows = "5\t1\t1\t1\t1\t1\t900\t800\t90\t30\t96\tNumber\n\
                    5\t1\t1\t1\t1\t2\t850\t800\t40\t30\t96\tof\n\
                    5\t1\t1\t1\t1\t3\t700\t800\t140\t30\t96\tchildren:\n\
                    5\t1\t1\t1\t1\t4\t650\t800\t40\t30\t96\t12\n\
                    5\t1\t1\t1\t2\t1\t900\t700\t90\t30\t96\tbelow\n";
        let document = read(&format!("{head}{rows}"), 3);
        let lines: Vec<(&str, &str)> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Text(text) => Some((text.place.as_str(), text.text.as_str())),
                Block::Table(_) => None,
            })
            .collect();
        let first = ("page 3, line 1 (scan)", "Number of children: 12");
        assert_eq!(lines, [first, ("page 3, line 2 (scan)", "below")]);
    }
}
