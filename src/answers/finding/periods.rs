//! Several periods: each value stands behind its year, or in the column of its year.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::Datelike;
use regex::Regex;

use crate::replies::pattern::regex;

use super::paragraphs::is_closing;
use crate::answers::notation::{self, Read};
use crate::answers::restated::words;
use crate::campaign::{Campaign, Period, Question, QuestionType};
use crate::replies::quoting::Line;

/// Several periods: each value stands behind its year, or in the column of its year.
pub(super) fn by_period<'p>(
    question: &Question,
    periods: &[&'p Period],
    answer: &str,
    columns: &[String],
) -> Vec<(&'p Period, Read)> {
    let own: Vec<&str> = answer.lines().take_while(|line| !is_closing(line)).collect();
    let answer = own.join("\n");
    let marks = marks(question, periods, &answer);
    if marks.is_empty() {
        return by_column(question, periods, &answer, columns);
    }
    let mut found = Vec::new();
    for (period, text, doubt) in values(question, &marks, &answer) {
        let doubt = doubt.or(below_zero(text).then_some("it may be below zero"));
        let text = text.trim_matches(|c: char| c.is_whitespace() || ":-–—=,;()|".contains(c));
        let mut read = match notation::read(question, period, text) {
            Some(read) => read,
            None if says_something(question, text) => Read::unread(text),
            None => continue,
        };
        let dated = marks.iter().any(|mark| mark.0 == period && is_dated(&answer, mark.1));
        let dated = dated.then_some("a day or a month, rather than the whole year");
        let dated = dated.filter(|_| question.kind.is_number());
        if let Some(doubt) = doubt.or(dated) {
            read.doubt.get_or_insert(doubt.to_owned());
        }
        found.push((period, read));
    }
    found
}

/// "-£1,200" and "(1,200)" behind a year.
fn below_zero(text: &str) -> bool {
    static BELOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"^[\s:=|]*(?:[\-–—−]\s?£?\d|[\-–—−]?£?\s?\(£?[\d,.]+\)[\s.;,|]*$)").ok()
    });
    // A dash with white on both sides only stands between the year and its value.
    let dash = text.trim_start_matches([' ', ':']).strip_prefix(['-', '–', '—']);
    let spaced = dash.is_some_and(|rest| rest.starts_with(' '));
    !spaced && BELOW.as_ref().is_some_and(|below| below.is_match(text))
}

/// The stretch of text that is each period's value: behind its name, or in front of it ("12 in
/// 2023 and 14 in 2024"). Where the text allows both, or one value stands for two periods, a doubt.
fn values<'p, 't>(
    question: &Question,
    marks: &[(&'p Period, usize, usize)],
    answer: &'t str,
) -> Vec<(&'p Period, &'t str, Option<&'static str>)> {
    let says = |text: &str| {
        marks
            .first()
            .is_some_and(|mark| notation::read(question, mark.0, without_joints(text)).is_some())
    };
    let counts =
        |text: &str| question.kind.is_number() && (notation::has_number(text) || says(text));
    let between = |from: usize, to: usize| answer.get(from..to).unwrap_or_default();
    let head = between(0, marks.first().map_or(0, |mark| mark.1));
    let tail = between(marks.last().map_or(0, |mark| mark.2), answer.len());
    let mut found = Vec::new();
    if counts(head) && !counts(tail) {
        return in_front(marks, answer);
    }
    let odd = |head: &str| {
        let known = marks.first().map(|mark| notation::odd_words(question, mark.0, head));
        question.kind.is_number() && known.is_some_and(|odd| !odd.is_empty())
    };
    let both_sides = counts(head)
        .then_some("numbers stand on both sides of the year")
        .or_else(|| odd(head).then_some("words before the year may change the number"));
    let mut joined = false;
    for (index, (period, _, end)) in marks.iter().enumerate() {
        let until = marks.get(index + 1).map_or(answer.len(), |next| next.1);
        let text = between(*end, until);
        let joint = index + 1 < marks.len()
            && question.kind.is_number()
            && matches!(text.trim(), "and" | "&" | "to" | "-" | "–" | "+" | "plus" | "," | "/");
        let doubt = if joined { Some("one number for several periods") } else { both_sides };
        if !joint {
            let text = text.trim_end();
            found.push((*period, text.strip_suffix(" and").unwrap_or(text), doubt));
        }
        joined = joint;
    }
    found
}

/// The values that stand in front of their years.
fn in_front<'p, 't>(
    marks: &[(&'p Period, usize, usize)],
    answer: &'t str,
) -> Vec<(&'p Period, &'t str, Option<&'static str>)> {
    let mut found: Vec<(&Period, &str, Option<&str>)> = Vec::new();
    let mut from = 0;
    for (period, start, end) in marks {
        let text = without_joints(answer.get(from..*start).unwrap_or_default());
        // "12 in 2023 and 2024" may be 12 in each, or in both together.
        match found.last_mut() {
            Some(last) if text.is_empty() => last.2 = Some("one number for several periods"),
            Some(_) | None => found.push((*period, text, None)),
        }
        from = *end;
    }
    found
}

/// Whether the year at `start` is that of a day or a month: "Dec 2023", "31 March 2023".
fn is_dated(answer: &str, start: usize) -> bool {
    static MONTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W{0,3}$").ok()
    });
    MONTH.as_ref().is_some_and(|month| month.is_match(answer.get(..start).unwrap_or_default()))
}

/// A value in front of its year, without the words that join it: "and 14 in (" is "14".
fn without_joints(text: &str) -> &str {
    static LEAD: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)^[\s,;.)\-–—]*(?:and\b|&)?\s*").ok());
    static TRAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)(?:\b(?:in|for|during|of|year|calendar)\b|[\s(\[,;:])+$").ok()
    });
    let from = LEAD.as_ref().and_then(|lead| lead.find(text)).map_or(0, |lead| lead.end());
    let text = text.get(from..).unwrap_or_default();
    let to = TRAIL.as_ref().and_then(|trail| trail.find(text)).map_or(text.len(), |at| at.start());
    text.get(..to).unwrap_or_default()
}

/// Whether text behind a label is an answer, even one that no rule can read.
pub(super) fn says_something(question: &Question, text: &str) -> bool {
    let text = text.trim();
    let said = words(text);
    let asked: Vec<String> = words(&question.text).into_iter().map(|(word, _)| word).collect();
    let restated = said.len() > 2 && said.iter().all(|(word, _)| asked.contains(word));
    !said.is_empty() && !text.ends_with('?') && !restated && !is_closing(text)
}

/// How a period is named: as the letter does, or by its year.
///
/// The same few periods are looked for in every answer, so each pattern is built once.
fn naming(period: &Period) -> Option<Regex> {
    type Patterns = HashMap<(String, i32), Option<Regex>>;
    static KNOWN: LazyLock<Mutex<Patterns>> = LazyLock::new(Mutex::default);
    let year = period.from.year();
    let two_years = period.to.year() == year + 1;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known
        .entry((period.label.clone(), year))
        .or_insert_with(|| {
            if two_years {
                let (one, other) = (year % 100, (year + 1) % 100);
                let pattern = format!(
                    r"(?i){}|\b(?:f\.?y\.?\s*)?(?:20)?{one:02}\s?[/\-–]\s?(?:20)?{other:02}\b",
                    regex::escape(&period.label)
                );
                return regex(&pattern).ok();
            }
            let pattern = format!(
                r"(?i){}|(?:1(?:st)?\s+january(?:\s+{year})?\s*(?:to|-|–)\s*31(?:st)?\s+december\s+)?\b{year}\b(?:\s*\(1\s+january\s+(?:to|-|–)\s*31\s+december\))?",
                regex::escape(&period.label)
            );
            regex(&pattern).ok()
        })
        .clone()
}

/// Where each period is named: the period, and the bytes of its name.
///
/// Answers in words may have years in them: there, only a year that starts a line and is set off
/// ("2023: …") names the period.
pub(super) fn marks<'p>(
    question: &Question,
    periods: &[&'p Period],
    text: &str,
) -> Vec<(&'p Period, usize, usize)> {
    let mut found: Vec<(&Period, usize, usize)> = Vec::new();
    for period in periods {
        let Some(pattern) = naming(period) else { continue };
        for hit in pattern.find_iter(text) {
            // "2023/24" and "2023-24" are other years than 2023.
            let tail = text.get(hit.end()..).unwrap_or_default();
            let financial = tail.starts_with(['/', '-'])
                && tail.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
            let before = text.get(..hit.start()).unwrap_or_default().trim_end_matches(' ');
            // "2023: Yes 2024: No" begins with a year.
            let leads = |at: usize| text.get(..at).unwrap_or_default().trim().is_empty();
            let listed = found.iter().any(|first| leads(first.1))
                && (tail.starts_with(':') || before.ends_with(['.', ',']));
            let starts = before.is_empty() || before.ends_with(['\n', ';', '|']) || listed;
            let set_off = tail.trim_start().starts_with([':', '-', '–', '—', '=', '|']);
            let named = question.kind.is_number() || (starts && set_off);
            if !financial && named {
                found.push((period, hit.start(), hit.end()));
            }
        }
    }
    found.sort_by_key(|mark| mark.1);
    found
}

/// "12 | 14" below a heading that names the periods in that order.
pub(super) fn by_column<'p>(
    question: &Question,
    periods: &[&'p Period],
    answer: &str,
    columns: &[String],
) -> Vec<(&'p Period, Read)> {
    let row = answer.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let cells = cells(row);
    if cells.len() == columns.len() && !columns.is_empty() {
        return columns
            .iter()
            .zip(&cells)
            .filter_map(|(id, cell)| {
                let period = periods.iter().find(|period| period.id == *id)?;
                let read = notation::read(question, period, cell);
                Some((*period, read.unwrap_or_else(|| Read::unread(cell))))
            })
            .collect();
    }
    // A value that names no period may be any period's: a person says which.
    let Some(first) = periods.first() else { return Vec::new() };
    let Some(mut read) = notation::read(question, first, answer) else { return Vec::new() };
    if is_one_for_all(question, &read, answer) && speaks_of_all(periods, answer) {
        // "In neither 2023 nor 2024" names no other year than was asked.
        if read.doubt.as_deref() == Some(notation::OTHER_YEAR) && names_only(periods, answer) {
            read.doubt = None;
        }
        return periods.iter().map(|period| (*period, read.clone())).collect();
    }
    if read.value.status.has_number() || read.value.value.is_some() {
        read.doubt = Some("it does not say for which period".to_owned());
        return vec![(*first, read)];
    }
    // Refused or not held without naming a period holds for every period.
    periods.iter().map(|period| (*period, read.clone())).collect()
}

/// Whether an answer can be that of every period it names: a choice, or a yes that nothing takes back.
/// "Yes in 2023, no in 2024" cannot; of words and days nobody can tell.
fn is_one_for_all(question: &Question, read: &Read, answer: &str) -> bool {
    const TAKES_BACK_YES: [&str; 8] =
        ["no", "not", "none", "never", "but", "however", "only", "except"];
    const TAKES_BACK_NO: [&str; 6] = ["yes", "but", "however", "only", "except", "although"];
    let says = |list: &[&str]| words(answer).iter().any(|(word, _)| list.contains(&word.as_str()));
    match (question.kind, read.value.value.as_deref()) {
        (QuestionType::Choice, Some(_)) => true,
        (QuestionType::YesNo, Some("yes")) => !says(&TAKES_BACK_YES),
        (QuestionType::YesNo, Some(_)) => !says(&TAKES_BACK_NO),
        (
            QuestionType::YesNo
            | QuestionType::Choice
            | QuestionType::Count
            | QuestionType::Money
            | QuestionType::Percentage
            | QuestionType::Duration
            | QuestionType::Date
            | QuestionType::Text,
            _,
        ) => false,
    }
}

/// Whether every year in `text` is one of the periods'.
fn names_only(periods: &[&Period], text: &str) -> bool {
    words(text)
        .iter()
        .filter_map(|(word, _)| word.parse::<i32>().ok())
        .filter(|year| (1990..2100).contains(year))
        .all(|year| {
            periods.iter().any(|period| (period.from.year()..=period.to.year()).contains(&year))
        })
}

/// Whether words name every period, or all of them at once: "LED, in both years".
fn speaks_of_all(periods: &[&Period], text: &str) -> bool {
    static ALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:both|all|each|every|any|either)\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+)?(?:years?|periods?)\b|\bthroughout\b").ok()
    });
    let named = |period: &&&Period| naming(period).is_some_and(|name| name.is_match(text));
    ALL.as_ref().is_some_and(|all| all.is_match(text))
        || periods.iter().filter(named).count() == periods.len()
}

pub(super) fn cells(line: &str) -> Vec<String> {
    static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"\s*[|│\t]\s*|\s{2,}").ok());
    let Some(between) = BETWEEN.as_ref() else { return Vec::new() };
    between
        .split(line.trim())
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The ids of the periods in the order of a heading's columns, if there is such a heading.
pub(super) fn period_columns(campaign: &Campaign, lines: &[Line]) -> Vec<String> {
    if campaign.periods.len() < 2 {
        return Vec::new();
    }
    lines
        .iter()
        .filter(|line| !line.quoted)
        .map(|line| {
            cells(&line.text)
                .iter()
                .filter_map(|cell| {
                    let named = |period: &&Period| {
                        *cell == period.label
                            || *cell == period.id
                            || *cell == period.from.year().to_string()
                    };
                    campaign.periods.iter().find(named).map(|period| period.id.clone())
                })
                .collect::<Vec<String>>()
        })
        .find(|columns| columns.len() == campaign.periods.len())
        .unwrap_or_default()
}
