//! Numbered answers in the body of a mail: the block behind each label, read as a value.

use std::sync::LazyLock;

use chrono::Datelike;
use regex::Regex;

use super::labels::{Label, Labels, Seen};
use super::notation::{self, Read};
use super::restated::{end_of_question, whole_question};
use super::{Candidate, Number, Status, Value};
use crate::campaign::{Campaign, Period, Question};
use crate::replies::Kind;
use crate::replies::quoting::Line;

/// Every value that numbered answers in `lines` give to the questions of `campaign`.
pub fn candidates(campaign: &Campaign, lines: &[Line]) -> Vec<Candidate> {
    let columns = period_columns(campaign, lines);
    let legend = legend(lines);
    let mut found = Vec::new();
    for block in blocks(campaign, lines) {
        let Some(question) = campaign.question(block.question) else { continue };
        let periods: Vec<&Period> =
            question.periods.iter().filter_map(|id| campaign.period(id)).collect();
        for (period, mut read) in block.read(question, &periods, &columns) {
            if let Some(bounds) = legend.as_ref().filter(|_| read.rule == notation::SIGN) {
                read.value = bounds.clone();
            }
            found.push(block.candidate(question, period, read));
        }
    }
    let found = settle_repeats(found);
    check_parts(campaign, found)
}

/// "* denotes fewer than five": what a sign stands for in this reply.
fn legend(lines: &[Line]) -> Option<Value> {
    static LEGEND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:\*|#|x|c|\[c\])\W{0,3}\s*(?:denotes?|means?|indicates?|represents?|stands?\s+for|is|=|:|-|–)\s+(.*)$").ok()
    });
    lines.iter().filter(|line| !line.quoted).find_map(|line| {
        let stated = LEGEND.as_ref()?.captures(line.text.trim())?.get(1)?;
        notation::bound_in(stated.as_str())
    })
}

/// The lines behind one label.
#[expect(clippy::struct_excessive_bools, reason = "what was seen of a block, each by itself")]
struct Block<'c> {
    question: &'c str,
    first_line: usize,
    /// What stands behind the label and below it; new words only.
    text: String,
    /// The label stood in a quotation: the answer is the new text below.
    inline: bool,
    ambiguous: bool,
    /// The authority divided the question: this is one part of the answer.
    piece: bool,
    last: bool,
}

/// The question that a line without a number restates in full, and what stands behind it.
fn by_wording<'c, 'l>(campaign: &'c Campaign, line: &'l Line) -> Option<(&'c str, &'l str)> {
    let mut hits = campaign.questions.iter().filter_map(|question| {
        let end = whole_question(&question.text, &line.text)?;
        Some((question.id.as_str(), line.text.get(end..)?))
    });
    // A line that restates two questions is nobody's label.
    let first = hits.next()?;
    hits.next().is_none().then_some(first)
}

fn blocks<'c>(campaign: &'c Campaign, lines: &[Line]) -> Vec<Block<'c>> {
    let mut labels = Labels::of(campaign);
    let mut blocks: Vec<Block<'c>> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        match labels.see(&line.text) {
            Seen::Question(question, label) => {
                blocks.push(start(question, index, line, &label));
                open = true;
            }
            Seen::Piece(question, label) => {
                let mut block = start(question, index, line, &label);
                block.piece = true;
                blocks.push(block);
                open = true;
            }
            Seen::Nothing if by_wording(campaign, line).is_some() => {
                if let Some((question, rest)) = by_wording(campaign, line) {
                    let label =
                        Label { number: String::new(), rest, named: true, ambiguous: false };
                    blocks.push(start(question, index, line, &label));
                    open = true;
                }
            }
            Seen::Parent | Seen::Foreign => open = false,
            Seen::Nothing if open && !line.quoted => {
                if let Some(block) = blocks.last_mut() {
                    block.text.push('\n');
                    block.text.push_str(&line.text);
                }
            }
            Seen::Nothing => {}
        }
    }
    if let Some(last) = blocks.last_mut() {
        last.last = true;
    }
    blocks
}

fn start<'c>(question: &'c str, index: usize, line: &Line, label: &Label<'_>) -> Block<'c> {
    Block {
        question,
        first_line: index + 1,
        text: if line.quoted { String::new() } else { label.rest.to_owned() },
        inline: line.quoted,
        ambiguous: label.ambiguous,
        piece: false,
        last: false,
    }
}

impl Block<'_> {
    fn read<'p>(
        &self,
        question: &Question,
        periods: &[&'p Period],
        columns: &[String],
    ) -> Vec<(&'p Period, Read)> {
        let cut = end_of_question(&question.text, &self.text).unwrap_or(0);
        let answer = self.text.get(cut..).unwrap_or_default();
        match periods {
            [] => Vec::new(),
            [only] => {
                // "There were 12 children …" says the question's words around the number.
                let read = self.single(question, only, answer);
                let read = read.or_else(|| self.single(question, only, &self.text));
                read.map(|read| (*only, read)).into_iter().collect()
            }
            several => {
                let found = by_period(question, several, answer, columns);
                if found.is_empty() {
                    by_period(question, several, &self.text, columns)
                } else {
                    found
                }
            }
        }
    }

    /// One period: the first paragraph with a value, and what follows may cast doubt on it.
    fn single(&self, question: &Question, period: &Period, answer: &str) -> Option<Read> {
        let paragraphs = paragraphs(answer);
        let mut read = None;
        let mut rest = Vec::new();
        for paragraph in &paragraphs {
            if read.is_none() {
                read = notation::read(question, period, paragraph);
                if read.is_none() && is_closing(paragraph) {
                    return None;
                }
            } else {
                rest.push(paragraph.as_str());
            }
        }
        let mut read = read?;
        let explained = rest.iter().take_while(|paragraph| !is_closing(paragraph));
        let numbers_below = explained.clone().any(|text| text.chars().any(|c| c.is_ascii_digit()));
        if read.doubt.is_none() && numbers_below && !self.last {
            read.doubt = Some("more numbers stand below it".to_owned());
        }
        if self.piece && read.doubt.is_none() {
            read.doubt = Some("the answer is divided into parts".to_owned());
        }
        if self.ambiguous && read.doubt.is_none() {
            read.doubt = Some("it may be a range rather than a numbered answer".to_owned());
        }
        Some(read)
    }

    fn candidate(&self, question: &Question, period: &Period, read: Read) -> Candidate {
        let quote: String = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let certain = if self.inline { 0.9 } else { 0.95 };
        Candidate {
            question: question.id.clone(),
            period: period.id.clone(),
            value: read.value,
            as_written: read.as_written.chars().take(200).collect(),
            place: format!("line {}", self.first_line),
            quote: quote.chars().take(300).collect(),
            confidence: if read.doubt.is_some() { 0.5 } else { certain },
            rule: format!("numbered_answer/{}", read.rule),
            doubt: read.doubt,
        }
    }
}

fn paragraphs(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for line in text.lines() {
        let begun = found.last().is_some_and(|current| !current.is_empty());
        if line.trim().is_empty() || is_closing(line) || (begun && is_signature(line)) {
            found.push(String::new());
        }
        if let Some(current) = found.last_mut() {
            current.push(' ');
            current.push_str(line.trim());
        }
    }
    found.retain(|paragraph| !paragraph.trim().is_empty());
    found
}

/// Where a letter closes: review rights, greetings, a signature.
fn is_closing(paragraph: &str) -> bool {
    static CLOSING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)\b(?:
                internal\s+review | right\s+(?:to|of)\s+(?:appeal|complain|ask|request|review)
              | dissatisfied | not\s+(?:satisfied|content|happy) | unhappy | complain\w*
              | information\s+commissioner | (?:yours|kind\s+regards|regards|sincerely|faithfully)
              | many\s+thanks | copyright | re-?use | confidential | disclaimer | further\s+quer\w+
              | i\s+(?:hope|trust)\s+this | requirement\s+for\s+review | review\s+(?:procedure|rights)
              | cofion | please\s+(?:do\s+not\s+hesitate|contact)
            )\b",
        )
        .ok()
    });
    CLOSING.as_ref().is_some_and(|pattern| pattern.is_match(paragraph))
}

/// A name or an office below the last answer: a few words, each with a capital.
fn is_signature(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic());
    let small = |word: &&str| matches!(*word, "of" | "and" | "the" | "for" | "to" | "on" | "&");
    (2..=7).contains(&words.len())
        && !line.chars().any(|c| c.is_ascii_digit())
        && words.iter().all(|word| capital(word) || small(word))
        && words.iter().filter(|word| capital(word)).count() >= 2
}

/// Several periods: each value stands behind its year, or in the column of its year.
fn by_period<'p>(
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
    for (index, (period, _, end)) in marks.iter().enumerate() {
        let until = marks.get(index + 1).map_or(answer.len(), |next| next.1);
        let text = answer.get(*end..until).unwrap_or_default();
        let text = text.trim_matches(|c: char| c.is_whitespace() || ":-–—=,;()|".contains(c));
        let text = text.strip_suffix(" and").unwrap_or(text);
        if let Some(read) = notation::read(question, period, text) {
            found.push((*period, read));
        }
    }
    found
}

/// Where each period is named: the period, and the bytes of its name.
///
/// Answers in words may have years in them: there, only a year that starts a line and is set off
/// ("2023: …") names the period.
fn marks<'p>(
    question: &Question,
    periods: &[&'p Period],
    text: &str,
) -> Vec<(&'p Period, usize, usize)> {
    let mut found: Vec<(&Period, usize, usize)> = Vec::new();
    for period in periods {
        let year = period.from.year();
        let pattern = format!(
            r"(?i){}|(?:1(?:st)?\s+january(?:\s+{year})?\s*(?:to|-|–)\s*31(?:st)?\s+december\s+)?\b{year}\b(?:\s*\(1\s+january\s+(?:to|-|–)\s*31\s+december\))?",
            regex::escape(&period.label)
        );
        let Ok(pattern) = Regex::new(&pattern) else { continue };
        for hit in pattern.find_iter(text) {
            // "2023/24" and "2023-24" are other years than 2023.
            let tail = text.get(hit.end()..).unwrap_or_default();
            let financial = tail.starts_with(['/', '-'])
                && tail.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
            let before = text.get(..hit.start()).unwrap_or_default().trim_end_matches(' ');
            let starts = before.is_empty() || before.ends_with(['\n', ';', '|']);
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
fn by_column<'p>(
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
                Some((*period, notation::read(question, period, cell)?))
            })
            .collect();
    }
    // A value that names no period may be any period's: a person says which.
    let Some(first) = periods.first() else { return Vec::new() };
    let Some(mut read) = notation::read(question, first, answer) else { return Vec::new() };
    if read.value.status.has_number() || read.value.value.is_some() {
        read.doubt = Some("it does not say for which period".to_owned());
        return vec![(*first, read)];
    }
    // Refused or not held without naming a period holds for every period.
    periods.iter().map(|period| (*period, read.clone())).collect()
}

fn cells(line: &str) -> Vec<String> {
    static BETWEEN: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\s*[|│\t]\s*|\s{2,}").ok());
    let Some(between) = BETWEEN.as_ref() else { return Vec::new() };
    between
        .split(line.trim())
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The ids of the periods in the order of a heading's columns, if there is such a heading.
fn period_columns(campaign: &Campaign, lines: &[Line]) -> Vec<String> {
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

/// One candidate for each cell: the same value said twice is one, different values are a doubt.
fn settle_repeats(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut settled: Vec<Candidate> = Vec::new();
    for candidate in found {
        let same_cell = |other: &&mut Candidate| {
            other.question == candidate.question && other.period == candidate.period
        };
        let Some(earlier) = settled.iter_mut().find(same_cell) else {
            settled.push(candidate);
            continue;
        };
        if earlier.value == candidate.value {
            if earlier.doubt.is_some() && candidate.doubt.is_none() {
                *earlier = candidate;
            }
        } else if candidate.value.status.has_number() || candidate.value.value.is_some() {
            let doubt = format!(
                "two values: \u{201c}{}\u{201d} and \u{201c}{}\u{201d}",
                earlier.as_written, candidate.as_written
            );
            if !earlier.value.status.has_number() {
                *earlier = candidate;
            }
            earlier.doubt = Some(doubt);
            earlier.confidence = 0.3;
        }
    }
    settled
}

/// A part greater than its whole is a doubt about both; parts that miss their total, about it.
fn check_parts(campaign: &Campaign, mut found: Vec<Candidate>) -> Vec<Candidate> {
    let mut doubted: Vec<(usize, String)> = Vec::new();
    for (index, part) in found.iter().enumerate() {
        let Some(question) = campaign.question(&part.question) else { continue };
        for (other, whole) in found.iter().enumerate() {
            if !question.part_of.contains(&whole.question) || whole.period != part.period {
                continue;
            }
            let greater = |part: Option<Number>, whole: Option<Number>| match (part, whole) {
                (Some(part), Some(whole)) => part > whole,
                (_, _) => false,
            };
            if greater(part.value.low, whole.value.high) {
                doubted.push((index, format!("it is greater than {}", whole.question)));
                doubted.push((other, format!("{} is greater than it", part.question)));
            }
        }
    }
    for (index, total) in found.iter().enumerate() {
        let Some(question) = campaign.question(&total.question) else { continue };
        let parts: Option<Vec<Number>> = question
            .total_of
            .iter()
            .map(|id| {
                let here = |part: &&Candidate| part.question == *id && part.period == total.period;
                found.iter().find(here)?.value.as_exact()
            })
            .collect();
        if let (Some(parts), Some(sum)) =
            (parts.filter(|parts| !parts.is_empty()), total.value.as_exact())
            && parts.iter().copied().sum::<Number>() != sum
        {
            doubted.push((index, "its parts do not add up to it".to_owned()));
        }
    }
    for (index, doubt) in doubted {
        if let Some(candidate) = found.get_mut(index) {
            candidate.doubt.get_or_insert(doubt);
            candidate.confidence = candidate.confidence.min(0.4);
        }
    }
    found
}

/// A refusal, or "not held", of everything: the same for every cell, and no number in any.
pub fn of_the_whole(campaign: &Campaign, kind: Kind, words: &str, text: &str) -> Vec<Candidate> {
    let status = match kind {
        Kind::Refusal => Status::Refused,
        Kind::NotHeld => Status::NotHeld,
        Kind::Acknowledgement
        | Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink
        | Kind::Spam
        | Kind::Other => return Vec::new(),
    };
    campaign
        .cells()
        .map(|(question, period)| Candidate {
            question: question.id.clone(),
            period: period.id.clone(),
            value: Value::without_number(status),
            as_written: words.to_owned(),
            place: "the whole reply".to_owned(),
            quote: words.to_owned(),
            confidence: 0.8,
            rule: "whole_reply".to_owned(),
            // "Fewer than five, and therefore exempt" refuses, and tells a bound all the same.
            doubt: notation::bound_in(text).map(|_| "it refuses, and yet tells a bound".to_owned()),
        })
        .collect()
}

/// What a reply says about all its figures that a person must weigh: another period, a snapshot, an
/// area shared with another council, rounding, a scope of its own.
pub fn caveat(campaign: &Campaign, lines: &[Line]) -> Option<String> {
    let text: String = lines
        .iter()
        .filter(|line| !line.quoted)
        .flat_map(|line| [line.text.as_str(), " "])
        .collect();
    let asked: String = campaign
        .questions
        .iter()
        .map(|question| question.text.to_lowercase())
        .chain(campaign.periods.iter().map(|period| period.label.to_lowercase()))
        .collect::<Vec<_>>()
        .join(" ");
    CAVEATS
        .iter()
        .find_map(|(name, pattern)| {
            // 2023-11-20 is a day, not the year 2023-11.
            let is_day = |end: usize| {
                text.get(end..).is_some_and(|tail| {
                    tail.starts_with(['-', '/'])
                        && tail.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
                })
            };
            let found = pattern.as_ref()?.find_iter(&text).find(|found| !is_day(found.end()))?;
            // What the letter itself asks for is no caveat when it comes back.
            let ours = asked.contains(&found.as_str().to_lowercase());
            (!ours).then(|| format!("{name}: \u{201c}{}\u{201d}", found.as_str()))
        })
        .or_else(|| other_year(campaign, &text))
}

static CAVEATS: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    let build = |pattern: &str| Regex::new(&format!("(?i){pattern}")).ok();
    vec![
        (
            "another period",
            build(
                r"\bfinancial\s+years?\b|\bfiscal\s+years?\b|\b20\d\d\s?[/\-–]\s?(?:20)?\d\d\b(?:\s+year)?|\byear\s+(?:ending|ended|to)\s+31\s+march\b|\b(?:so\s+far|year\s+to\s+date|part\s+of\s+the\s+year)\b",
            ),
        ),
        (
            "a snapshot",
            build(
                r"\bsnapshot\b|\bas\s+(?:at|of)\s+(?:the\s+)?\d|\bon\s+(?:the\s+)?31(?:st)?\s+(?:march|december)\b|\bcurrently\s+in\s+(?:our\s+)?care\b",
            ),
        ),
        (
            "a shared area",
            build(
                r"\bcombined\s+(?:figures?|totals?|response|numbers?|data)|\bon\s+behalf\s+of\s+(?:both|all|the\s+(?:two|three))|\b(?:both|all\s+three|three|two)\s+(?:boroughs|councils|authorities|areas)\b",
            ),
        ),
        ("rounding", build(r"\bround(?:ed|ing)\b")),
        (
            "a scope of its own",
            build(
                r"\b(?:do|does|did)\s+not\s+include\b|\bexclud(?:es?|ing)\b|\bonly\s+includes?\b|\bmay\s+(?:not\s+)?include\b|\bdouble[- ]count|\bmay\s+be\s+(?:incomplete|inaccurate|under)|\bunder-?\s?(?:estimate|report|count)|\bcaution\b|\bprovisional\b",
            ),
        ),
    ]
});

/// "For 2023" in a reply to questions about 2024.
fn other_year(campaign: &Campaign, text: &str) -> Option<String> {
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:for|in|during|calendar\s+year|the\s+year)\s+(20\d\d)\b").ok()
    });
    let asked = |year: i32| {
        campaign
            .periods
            .iter()
            .any(|period| (period.from.year()..=period.to.year()).contains(&year))
    };
    YEAR.as_ref()?.captures_iter(text).find_map(|found| {
        let year: i32 = found.get(1)?.as_str().parse().ok()?;
        let named = found.get(0)?.as_str();
        (!asked(year)).then(|| format!("another period: \u{201c}{named}\u{201d}"))
    })
}
