//! Where in a mail a word stands, and how much that says.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use super::labels::{self, Label};
use super::shapes::{Prefix, Shape, Word};

/// Where in a mail a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Subject,
    Text,
    FileName,
}

/// A longer line is no row of a table.
const LONGEST_ROW: usize = 1_000;

/// How much says that `word` is their reference; `None` where something says that it is not.
pub(super) fn weight(place: Place, text: &str, word: &Word<'_>) -> Option<f32> {
    let shape = word.shape();
    // Three digits behind "case" may be a count.
    let may_be_named = shape > Shape::FewDigits || word.core.len() >= 4 || place == Place::Subject;
    let label = label_of(text, word);
    if word.is_a_scan() && !names_a_request(place, text, word, label) {
        return None;
    }
    let by_place = match label {
        Label::Ours => 10.0,
        Label::OfRequest => 9.0,
        Label::Reference => 8.0,
        Label::OfPerson => 6.0,
        Label::Thing if may_be_named => 6.5,
        Label::Number | Label::About if shape > Shape::Digits => 5.0,
        Label::Number if shape == Shape::Digits && word.prefix == Prefix::None => 4.0,
        Label::Yours => 5.5,
        Label::Question if shape == Shape::Mixed && word.core.len() > 4 => 6.5,
        Label::Question | Label::Other => return None,
        Label::Thing | Label::About | Label::Number | Label::Nothing => {
            unlabelled(place, text, word)?
        }
    };
    let by_shape = match shape {
        Shape::Mixed => 1.0,
        Shape::Grouped => 0.5,
        Shape::Digits => 0.0,
        Shape::FewDigits => -0.5,
    };
    Some(by_place + by_shape)
}

/// "Request DSC-48821", where "DSC-48821.jpg" is a photograph.
fn names_a_request(place: Place, text: &str, word: &Word<'_>, label: Label) -> bool {
    let before = text.get(..word.at.start).unwrap_or_default().trim_end().to_lowercase();
    let named = match label {
        Label::Ours | Label::OfRequest | Label::Reference => true,
        Label::Thing => ["request", "case", "enquiry"].iter().any(|end| before.ends_with(end)),
        Label::OfPerson
        | Label::About
        | Label::Number
        | Label::Yours
        | Label::Nothing
        | Label::Question
        | Label::Other => false,
    };
    named && place != Place::FileName
}

/// The label before a word, or above it where both stand in a table.
pub(super) fn label_of(text: &str, word: &Word<'_>) -> Label {
    let before = text.get(..word.at.start).unwrap_or_default();
    let behind = text.get(word.at.end..).unwrap_or_default();
    labels::label(heading(text, &word.at).unwrap_or(before), behind)
}

/// A subject, a file's name and a line by itself need no label.
fn unlabelled(place: Place, text: &str, word: &Word<'_>) -> Option<f32> {
    static SCANNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\bmessage\s+from\s|\bscann?(?:ed|er)?\b|\bxerox\b|\bcopier\b|\bmfp\b").ok()
    });
    let shape = word.shape();
    let alone = is_alone(text, &word.at);
    let is_long = word.core.chars().filter(char::is_ascii_digit).count() > 3;
    let leads = leads(text, &word.at);
    let is_scan = SCANNED.as_ref().is_some_and(|pattern| pattern.is_match(text));
    Some(match place {
        _ if matches!(word.prefix, Prefix::Joined | Prefix::Apart) || says_for_what(word.core) => {
            5.5
        }
        Place::Subject if is_scan => return None,
        Place::Subject if shape == Shape::FewDigits => {
            if alone {
                5.5
            } else {
                3.0
            }
        }
        Place::Subject if leads || is_bracketed(text, &word.at) => 5.5,
        Place::Subject => 5.0,
        Place::FileName if shape > Shape::Digits => 4.5,
        Place::FileName if names_reply(text, word) => 5.0,
        Place::FileName => 3.5,
        Place::Text if alone && shape > Shape::Digits => 4.5,
        Place::Text if shape == Shape::Mixed && is_long && heads(text, &word.at) => 5.0,
        Place::Text if alone => 3.0,
        Place::Text if shape == Shape::Mixed && is_long && is_bracketed(text, &word.at) => 4.2,
        // Says again what stands elsewhere, no more.
        Place::Text => 1.0,
    })
}

/// "FOI2025/00318", "RFI8841", "NCC/FOI/345": says for what it is a reference.
fn says_for_what(core: &str) -> bool {
    core.split(|c: char| !c.is_ascii_alphanumeric()).any(|piece| {
        let letters: String = piece.chars().take_while(char::is_ascii_alphabetic).collect();
        matches!(
            letters.to_ascii_uppercase().as_str(),
            "FOI" | "FOIA" | "FOISA" | "EIR" | "RFI" | "FOIR" | "FOIS"
        )
    })
}

/// Whether a file's name begins with the word, and the rest says that it is a reply.
fn names_reply(name: &str, word: &Word<'_>) -> bool {
    static REPLY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?i)\b(?:respon\w*|repl\w+|letters?|acknowledg\w*|ack|decision|foi|eir|requests?|answers?|notice|ymateb|final)\b",
        )
        .ok()
    });
    let says = REPLY.as_ref().is_some_and(|pattern| pattern.is_match(name));
    says && word.at.start == 0 && word.shape() == Shape::Digits
}

/// The head of the column that a word stands in, below the head of a table.
fn heading<'t>(text: &'t str, at: &Range<usize>) -> Option<&'t str> {
    let before = text.get(..at.start)?;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let rest = text.get(start..)?.lines().next().filter(|line| line.len() < LONGEST_ROW)?;
    let row = cells(rest);
    let inside = |cell: &&str| {
        let from = start + cell.as_ptr().addr() - rest.as_ptr().addr();
        (from..from + cell.len()).contains(&at.start)
    };
    let column = row.iter().position(inside)?;
    let head = text.get(..start)?.lines().rev().find(|line| !line.trim().is_empty())?;
    let heads = cells(head);
    // The cell to its left may be the label, unless it is a value itself.
    let beside = column.checked_sub(1).and_then(|left| row.get(left));
    let labelled = beside.is_some_and(|cell| !cell.contains(|c: char| c.is_ascii_digit()));
    (row.len() > 1 && heads.len() == row.len() && !labelled)
        .then(|| heads.get(column).copied())
        .flatten()
}

/// The cells of a row, where it is one.
fn cells(line: &str) -> Vec<&str> {
    let parts: Vec<&str> = if line.contains('|') {
        line.trim().trim_matches('|').split('|').collect()
    } else {
        line.split("  ").filter(|cell| !cell.trim().is_empty()).collect()
    };
    parts.into_iter().map(str::trim).collect()
}

/// Whether nothing else stands on its line.
pub(super) fn is_alone(text: &str, at: &Range<usize>) -> bool {
    let before = text.get(..at.start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    let behind = text.get(at.end..).unwrap_or_default().lines().next().unwrap_or_default();
    let says = |text: &str| text.chars().any(char::is_alphanumeric);
    !says(before) && !says(behind)
}

/// Whether a subject begins with it, but for "RE:" and the marks of gateways.
pub(super) fn leads(subject: &str, at: &Range<usize>) -> bool {
    static OPENING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?ix)^(?:\s|\b(?:re|fwd?|aw|ateb|parthed)\s*:|[\[(*]+\s*(?:external|ext|official|secure)[^\])*]*[\])*]+:?)*\W*$").ok()
    });
    let before = subject.get(..at.start).unwrap_or_default();
    OPENING.as_ref().is_some_and(|pattern| pattern.is_match(before))
}

/// Whether its line, or its subject, begins with it.
pub(super) fn heads_line(text: &str, at: &Range<usize>) -> bool {
    let before = text.get(..at.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    leads(text.get(start..).unwrap_or_default(), &(at.start - start..at.end - start))
}

/// "SW/14420 - notice under section 12", "For CSW-2025-19: twenty-two young people": it says of what the
/// rest is.
fn heads(text: &str, at: &Range<usize>) -> bool {
    let before = text.get(..at.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    let behind = text.get(at.end..).unwrap_or_default().trim_start_matches(' ');
    (line.is_empty() || line.eq_ignore_ascii_case("for") || line.eq_ignore_ascii_case("re"))
        && (behind.starts_with(':') || behind.starts_with("- ") || behind.starts_with("– "))
}

fn is_bracketed(text: &str, at: &Range<usize>) -> bool {
    let before = text.get(..at.start).unwrap_or_default();
    let behind = text.get(at.end..).unwrap_or_default();
    (before.ends_with('(') && behind.starts_with(')'))
        || (before.ends_with('[') && behind.starts_with(']'))
}
