//! Where a quotation starts: the headings and dividers that mail programs put above it, in English
//! and Welsh.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

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
/// All the headers on one line, as a program that knows no lines writes them.
static HEADERS_IN_A_ROW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\W{0,3}(?:
            from\b.{3,120}\b(?:sent|date):.{6,60}\bto:.{3,200}\bsubject:
          | oddi\s+wrth\b.{3,120}\b(?:anfonwyd|dyddiad):.{6,60}\bat:.{3,200}\bpwnc:
        )",
    )
});
static DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\s+\d{1,2}:\d{2}"));

#[expect(clippy::expect_used, reason = "patterns in the source are built by every test")]
pub(super) fn pattern(text: &str) -> Regex {
    regex(text).expect("a pattern that compiles")
}

pub(super) enum Start {
    Everything,
    Attribution { lines: usize },
}

/// What starts at line `index`, if anything does.
pub(super) fn start_of_quote(raw: &[&str], index: usize) -> Option<Start> {
    let line = raw.get(index)?.trim();
    let divides = line.starts_with("--") || starts_so(line, "begin");
    if divides && DIVIDER.is_match(line) {
        return Some(Start::Everything);
    }
    if line.contains(':') && is_header_block(raw, index, line) {
        return Some(Start::Everything);
    }
    if line.starts_with("To") && is_lotus_block(raw, index) {
        return Some(Start::Everything);
    }
    attribution(raw, index, line)
}

fn is_header_block(raw: &[&str], index: usize, line: &str) -> bool {
    if HEADERS_IN_A_ROW.is_match(line) {
        return true;
    }
    if !HEADER_FROM.is_match(line) {
        return false;
    }
    let next = raw.iter().skip(index + 1).filter(|next| !next.trim().is_empty()).take(4);
    next.filter(|next| HEADER_NEXT.is_match(next.trim())).count() >= 2
}

/// Lotus Notes: the sender and a day, then "To", "cc" and "Subject" without colons.
fn is_lotus_block(raw: &[&str], index: usize) -> bool {
    let is_field = |line: &str, name: &str| {
        line.trim()
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('\t') || rest.starts_with("  "))
    };
    let Some(line) = raw.get(index).filter(|line| is_field(line, "To")) else { return false };
    let above = raw.get(..index).unwrap_or_default().iter().rev();
    let dated = above.filter(|line| !line.trim().is_empty()).take(3).any(|line| DAY.is_match(line));
    let mut below = raw.iter().skip(index + 1).filter(|line| !line.trim().is_empty()).take(8);
    !line.contains('?') && dated && below.any(|line| is_field(line, "Subject"))
}

/// Mail programs break "On … wrote:" over up to three lines.
fn attribution(raw: &[&str], index: usize, line: &str) -> Option<Start> {
    let opens = starts_so(line, "on ") || starts_so(line, "ar ");
    let most = if opens { 4 } else { 1 };
    (1..=most).find_map(|count| {
        let group = raw.get(index..index + count)?;
        let last = group.last()?.trim_end();
        if !last.ends_with(':') || group.iter().map(|line| line.len()).sum::<usize>() > 600 {
            return None;
        }
        let joined = group.join(" ");
        ATTRIBUTION.is_match(&joined).then_some(Start::Attribution { lines: count })
    })
}

fn starts_so(line: &str, start: &str) -> bool {
    line.as_bytes()
        .get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}
