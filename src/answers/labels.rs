//! Question numbers in front of answers: "1.", "Q1a", "Question 1 –", "1(a)", "a)" below "1".

use std::sync::LazyLock;

use regex::Regex;

use crate::campaign::Campaign;
use crate::campaign::file::label as plain;
use crate::replies::pattern::regex;

/// A label at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label<'t> {
    pub number: String,
    /// What stands behind it.
    pub rest: &'t str,
    /// "Question 1" rather than a bare number.
    pub named: bool,
    /// "1 - 4" may be question 1 answered 4, or a range.
    pub ambiguous: bool,
    /// A dash parts it from the rest: "9 – all of them" may be an answer.
    pub dashed: bool,
}

/// The numbers a campaign's letter shows, and the label last seen.
pub(super) struct Labels<'c> {
    known: Vec<(String, &'c str)>,
    major: String,
}

impl<'c> Labels<'c> {
    pub(super) fn of(campaign: &'c Campaign) -> Self {
        let known = campaign
            .questions
            .iter()
            .map(|question| (plain(&question.number), question.id.as_str()))
            .collect();
        Self { known, major: String::new() }
    }

    /// Whether a question's number stands below the number that was seen last.
    pub(super) fn is_below(&self, number: &str) -> bool {
        let tail = plain(number);
        !self.major.is_empty()
            && tail
                .strip_prefix(&self.major)
                .is_some_and(|tail| tail.starts_with(|c: char| c.is_alphabetic()))
    }

    /// Whether `line` begins with the number of a question.
    pub(super) fn names_question(&mut self, line: &str) -> bool {
        matches!(self.see(line), Seen::Question(..))
    }

    /// What the label of `line` means; a line without one continues what went before.
    pub(super) fn see<'t>(&mut self, line: &'t str) -> Seen<'c, 't> {
        let Some(label) = read(line) else { return Seen::Nothing };
        let lettered = label.number.chars().all(|c| c.is_ascii_alphabetic());
        let full =
            if lettered { format!("{}{}", self.major, label.number) } else { label.number.clone() };
        if let Some((_, question)) = self.known.iter().find(|(known, _)| *known == full) {
            self.major = full.chars().take_while(char::is_ascii_digit).collect();
            return Seen::Question(question, label);
        }
        if lettered {
            return Seen::Nothing;
        }
        // "1a" and "1b" where the letter asked only 1: an answer in parts.
        let digits: String = full.chars().take_while(char::is_ascii_digit).collect();
        if digits != full
            && let Some((_, question)) = self.known.iter().find(|(known, _)| *known == digits)
        {
            self.major = digits;
            return Seen::Piece(question, label);
        }
        let parent = self.known.iter().any(|(known, _)| {
            known
                .strip_prefix(&full)
                .is_some_and(|tail| tail.starts_with(|c: char| c.is_alphabetic()))
        });
        if parent {
            self.major.clone_from(&full);
            // "1 a) 13": the letter may stand behind the number on the same line.
            if let Seen::Question(question, inner) = self.see(label.rest) {
                return Seen::Question(question, inner);
            }
            return Seen::Parent;
        }
        if label.dashed && !label.named { Seen::Nothing } else { Seen::Foreign }
    }
}

pub(super) enum Seen<'c, 't> {
    Nothing,
    Question(&'c str, Label<'t>),
    /// A part of a question that the letter did not divide.
    Piece(&'c str, Label<'t>),
    /// The number above lettered questions.
    Parent,
    /// A number that is none of the campaign's.
    Foreign,
}

/// The label at the start of `line`, if there is one.
pub(super) fn read(line: &str) -> Option<Label<'_>> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "*•·[|#_".contains(c));
    let line = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let line = line.trim_start_matches('(');
    let (named, rest) = without_word(line);
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, rest) = rest.split_at_checked(digits)?;
    if number.len() > 2 || (number.is_empty() && named) {
        return None;
    }
    let behind = rest;
    let (letter, rest) = letter(number, rest);
    let dotted = behind.starts_with('.') && !letter.is_empty();
    if number.is_empty() && letter.is_empty() {
        return None;
    }
    let label = plain(&format!("{number}{letter}"));
    let delimiter = rest.trim_start_matches(|c: char| c.is_whitespace());
    let punctuation =
        delimiter.trim_start_matches(['.', '…', ')', ':', ']', '|', '–', '—', '-', '_', '*', '=']);
    let has_delimiter = dotted || punctuation.len() < delimiter.len();
    // "1a          12      14": a row of a table without rules.
    let row = !number.is_empty() && !letter.is_empty() && in_columns(rest);
    if !has_delimiter && !named && !row {
        return None;
    }
    let marks = delimiter.strip_suffix(punctuation).unwrap_or_default();
    // "1.5", "1-4" and "2)3" without a space are numbers, not labels.
    let spaced = delimiter.len() < rest.len() && marks.is_empty();
    let glued = !spaced && punctuation.starts_with(|c: char| c.is_ascii_digit());
    if glued && !marks.contains(')') && !marks.contains(':') && !marks.contains('|') {
        return None;
    }
    let rest = punctuation.trim_start();
    let dashed = !marks.is_empty() && marks.chars().all(|c| "-–—".contains(c));
    let numeric = !rest.is_empty() && rest.trim_end().chars().all(|c| c.is_ascii_digit());
    let ambiguous = dashed && numeric && !named;
    Some(Label { number: label, rest, named, ambiguous, dashed })
}

/// A line without a number in front of it, in whatever form: "1(ii) How many", "IV. How many".
pub(super) fn without_number(line: &str) -> &str {
    static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:(?:question|q)\W*)?(?:\d{1,2}\W{0,2})?(?:(?:[ivx]{1,5}|[a-z])\b\)?)?(?:\W?\((?:[ivx]{1,5}|[a-z])\))?[.):\-–]*\s+").ok()
    });
    let found = NUMBER.as_ref().and_then(|number| number.find(line));
    found.and_then(|found| line.get(found.end()..)).unwrap_or(line)
}

/// What a cell of a table says, with its label set off as in a letter: "1a", "Q2", "1c Street lights".
pub(super) fn cell_with_label(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(label) = dotted(text) {
        return Some(label);
    }
    if read(text).is_some() || !text.chars().take(16).any(|c| c.is_ascii_digit()) {
        return None;
    }
    let alone = format!("{text}:");
    if text.chars().count() <= 16 && read(&alone).is_some_and(|read| read.rest.is_empty()) {
        return Some(alone);
    }
    // A number with a letter, and words: "1c Street lights".
    let (label, rest) = text.split_once(char::is_whitespace)?;
    let digits = label.chars().take_while(char::is_ascii_digit).count();
    let lettered = digits > 0 && label.len() == digits + 1 && label.ends_with(char::is_alphabetic);
    lettered.then(|| format!("{label}: {rest}"))
}

/// "5.a" and "5 (a)" alone in a cell.
fn dotted(text: &str) -> Option<String> {
    static DOTTED: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)^(\d{1,2})\s?\.?\s?\(?([a-z])\)?[.:]?$").ok());
    let found = DOTTED.as_ref()?.captures(text)?;
    Some(format!("{}{}:", found.get(1)?.as_str(), found.get(2)?.as_str()))
}

/// Whether a cell has a question's number and nothing behind it.
pub(super) fn is_only_label(text: &str) -> bool {
    let alone = cell_with_label(text);
    let label = read(alone.as_deref().unwrap_or(text));
    label.is_some_and(|label| label.rest.trim().is_empty())
}

/// Whether what stands behind a label is set off by a tab or by two spaces and more.
fn in_columns(rest: &str) -> bool {
    let gap = rest.len() - rest.trim_start().len();
    (gap > 1 || rest.starts_with('\t')) && !rest.trim().is_empty()
}

fn without_word(line: &str) -> (bool, &str) {
    const WORDS: [&str; 18] = [
        "response to question",
        "answer to question",
        "reply to question",
        "response to",
        "answer to",
        "reply to",
        "cwestiwn",
        "question",
        "response",
        "answer",
        "reply",
        "number",
        "item",
        "query",
        "part",
        "ques",
        "qu",
        "q",
    ];
    for word in WORDS {
        let Some((head, tail)) = line.split_at_checked(word.len()) else { continue };
        if head.eq_ignore_ascii_case(word) {
            let tail = tail.trim_start_matches(|c: char| c.is_whitespace() || c == '.' || c == '#');
            let tail = tail.strip_prefix("no.").unwrap_or(tail).trim_start();
            let tail = tail.strip_prefix('(').unwrap_or(tail);
            if tail.starts_with(|c: char| c.is_ascii_digit()) {
                return (true, tail);
            }
        }
    }
    (false, line)
}

/// A letter behind the number: `1a`, `1(a)`, `1.a)`, `1 (a)`; or alone: `a)`, `(a)`, `a.`.
fn letter<'t>(number: &str, rest: &'t str) -> (String, &'t str) {
    let none = (String::new(), rest);
    let inner =
        if number.is_empty() { rest } else { rest.trim_start_matches(['.', '(', ')', ' ']) };
    let skipped = rest.len() - inner.len();
    let mut chars = inner.chars();
    let (Some(first), next) = (chars.next(), chars.next()) else { return none };
    if !first.is_ascii_alphabetic() {
        return none;
    }
    let closes = next.is_some_and(|c| ").:]|–-".contains(c));
    let ends = next.is_none_or(char::is_whitespace);
    // "1a 13" and "1.a 13" are labels; "1. A total" and "a total" are words.
    let near = skipped == 0 || (rest.starts_with('.') && skipped == 1 && first.is_lowercase());
    let fits = closes || (ends && near && !number.is_empty());
    if !fits {
        return none;
    }
    (first.to_string(), inner.get(first.len_utf8()..).unwrap_or_default())
}
