//! Numbers in words that stand beside a figure which is not published: none of them may give it away.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// What stands in the place of a number.
pub const HIDDEN: char = '▮';

static TOKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\d+(?:,\d{3})*(?:\.\d+)?|\b(?:zero|nil|none|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|single|couple|pair|dozen|hundred)\b",
    )
    .ok()
});
/// What is no figure: sections, dates, years, times, the number of a question, a reference.
static OTHERWISE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?im)\b(?:sections?|s\.?|regulations?|schedule|article|paragraph|reg\.?)[ ]?\d+[\d().a-z]*|(?-i:\b\d{1,2}[ ](?:January|February|March|April|May|June|July|August|September|October|November|December))(?:[ ]\d{4})?|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b|^[ \t]*(?:q(?:uestion)?[ .]?)?\d{1,2}[a-z]?[.):][ \t]|\bact \d{4}|\bm\d+\b",
    )
    .ok()
});

/// A year, or two as "2023/24".
static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b").ok());

/// Whether a number that is written like a year may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Years {
    Shown,
    /// A figure that is not published could be taken for one.
    Hidden,
}

/// `text` with every number hidden but those that `keep` says are published, dates, sections and the
/// numbers of questions; within `within` no number stays but these last.
pub fn hide(
    text: &str,
    within: &[Range<usize>],
    years: Years,
    keep: &dyn Fn(&str) -> bool,
) -> String {
    let years = YEAR.iter().filter(|_| years == Years::Shown);
    let other: Vec<Range<usize>> = OTHERWISE
        .iter()
        .chain(years)
        .flat_map(|regex| regex.find_iter(text))
        .map(|found| found.range())
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for found in TOKEN.iter().flat_map(|regex| regex.find_iter(text)) {
        let span = found.range();
        let is_in = |of: &Range<usize>| of.start <= span.start && span.end <= of.end;
        let near = within.iter().any(|of| of.start < span.end && span.start < of.end);
        let stays = other.iter().any(is_in) || (!near && keep(found.as_str()));
        if stays {
            continue;
        }
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push(HIDDEN);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The number that a run of digits writes.
pub fn value(token: &str) -> Option<f64> {
    token.replace(',', "").parse().ok()
}

/// Every number of `words`, as written: what must still stand after a redaction.
pub fn all(words: &str) -> Vec<&str> {
    TOKEN.iter().flat_map(|regex| regex.find_iter(words)).map(|found| found.as_str()).collect()
}
