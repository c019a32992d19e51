//! New text set apart from quoted text: what the authority wrote, and what it sent back of ours.

use std::sync::LazyLock;

use regex::Regex;

/// A line of a mail's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// Somebody's earlier words, most often our own letter.
    pub quoted: bool,
}

static ATTRIBUTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\s*(?:
            on\b.{4,120}\bwrote:\s*$
          | ar\b.{4,120}\bysgrifennodd.*:\s*$
          | .{4,120}\b(?:wrote|writes):\s*$
        )",
    )
});
static DIVIDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\s*(?:
            -{2,}\s*(?:original|forwarded|neges)\b.*-{2,}
          | begin\s+forwarded\s+message
        )",
    )
});
static HEADER_FROM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\W{0,3}(?:from|oddi\s+wrth|o)\W{0,2}:\W{0,3}\s*\S"));
static HEADER_NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\W{0,3}(?:sent|date|to|subject|cc|anfonwyd|at|pwnc|dyddiad)\W{0,2}:\W{0,3}\s*\S")
});

#[expect(clippy::expect_used, reason = "patterns in the source are built by every test")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern that compiles")
}

/// The lines of `text`, each known as new or quoted.
pub fn lines(text: &str) -> Vec<Line> {
    let raw: Vec<&str> = text.lines().collect();
    let mut lines = Vec::with_capacity(raw.len());
    let mut below = false;
    let mut index = 0;
    let mut until = 0;
    while let Some(line) = raw.get(index) {
        if index >= until
            && let Some(end) = end_of_quotation(&raw, index)
        {
            until = end;
        }
        if index < until {
            // A worked example in there has labels and numbers: nothing of it is kept.
            lines.push(Line { text: String::new(), quoted: true });
            index += 1;
            continue;
        }
        let marked = line.trim_start().starts_with('>');
        if !below && !marked {
            match start_of_quote(&raw, index) {
                Some(Start::Everything) => below = true,
                Some(Start::Attribution { lines: count }) => {
                    // Marked lines follow: those are quoted one by one, words between are new.
                    let marked_follow = raw
                        .iter()
                        .skip(index + count)
                        .find(|next| !next.trim().is_empty())
                        .is_some_and(|next| next.trim_start().starts_with('>'));
                    for heading in raw.iter().skip(index).take(count) {
                        lines.push(Line { text: (*heading).to_owned(), quoted: true });
                    }
                    below = !marked_follow;
                    index += count;
                    continue;
                }
                None => {}
            }
        }
        lines.push(Line { text: unmarked(line, marked), quoted: below || marked });
        index += 1;
    }
    lines
}

/// The line behind a quotation in marks that opens at `index`, below a line such as "Your request:".
fn end_of_quotation(raw: &[&str], index: usize) -> Option<usize> {
    let line = raw.get(index)?.trim();
    let inner = line.strip_prefix(['"', '\u{201c}'])?;
    let above = raw.get(..index)?.iter().rev().find(|line| !line.trim().is_empty())?;
    let closes = |text: &str| {
        let text = text.trim_end().trim_end_matches(['.', ',', ';']);
        text.ends_with(['"', '\u{201d}'])
    };
    if !above.trim_end().ends_with(':') || closes(inner) {
        return None;
    }
    let below = raw.iter().skip(index + 1).take(LONGEST_QUOTATION);
    let end = below.clone().position(|line| closes(line))?;
    // Questions sent back in marks may have their answers among them.
    if below.clone().nth(end)?.contains('?') {
        return None;
    }
    Some(index + 1 + end + 1)
}

/// A quotation that is not closed within so many lines is none.
const LONGEST_QUOTATION: usize = 80;

/// The new lines alone.
pub fn new_text(lines: &[Line]) -> String {
    let kept: Vec<&str> =
        lines.iter().filter(|line| !line.quoted).map(|line| line.text.as_str()).collect();
    kept.join("\n").trim().to_owned()
}

fn unmarked(line: &str, marked: bool) -> String {
    let line = if marked { line.trim_start_matches(['>', ' ']) } else { line };
    line.chars().map(half_width).collect()
}

/// Full-width digits and signs ("＜５") as plain ones.
fn half_width(c: char) -> char {
    let code = u32::from(c);
    if (0xff01..=0xff5e).contains(&code) {
        char::from_u32(code - 0xff01 + 0x21).unwrap_or(c)
    } else {
        c
    }
}

enum Start {
    Everything,
    Attribution { lines: usize },
}

fn start_of_quote(raw: &[&str], index: usize) -> Option<Start> {
    let line = raw.get(index)?;
    if DIVIDER.is_match(line) {
        return Some(Start::Everything);
    }
    if HEADER_FROM.is_match(line) {
        let next = raw.iter().skip(index + 1).filter(|next| !next.trim().is_empty()).take(4);
        if next.filter(|next| HEADER_NEXT.is_match(next)).count() >= 2 {
            return Some(Start::Everything);
        }
    }
    // Mail programs break "On … wrote:" over up to three lines.
    let opens = line.trim_start().to_ascii_lowercase();
    let most = if opens.starts_with("on ") || opens.starts_with("ar ") { 3 } else { 1 };
    (1..=most).find_map(|count| {
        let joined = raw.get(index..index + count)?.join(" ");
        ATTRIBUTION.is_match(&joined).then_some(Start::Attribution { lines: count })
    })
}
