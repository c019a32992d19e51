//! Answers without a question's number: "Missing from care at least once: 9", "6 of them went missing".
//! Each figure goes to the question whose own words stand beside it.

use std::sync::LazyLock;

use regex::Regex;

use super::notation;
use super::prose::without_idioms;
use crate::answers::restated::words;
use crate::answers::words::number_in_words;
use crate::answers::{Candidate, Number};
use crate::campaign::{Campaign, Period, Question};
use crate::replies::pattern::regex;
use crate::replies::quoting::Line;
use crate::replies::sentences::{numbers_in, sentences};

/// A stretch of a reply with one figure in it.
#[derive(Debug, PartialEq, Eq)]
struct Statement {
    text: String,
    line: usize,
}

/// The rule of answers that were found by their words.
pub(super) const BY_TOPIC: &str = "by_topic";

/// Longer replies have figures of many sorts: a person looks for the answer.
const MOST_STATEMENTS: usize = 12;

/// What a reply says of each question, where no figure stands behind a question's number: only if
/// every question has one figure, in order, and no figure is left over.
pub(super) fn by_topic(campaign: &Campaign, lines: &[Line]) -> Vec<Candidate> {
    let [period] = campaign.periods.as_slice() else { return Vec::new() };
    let asked: Vec<&Question> = campaign.questions.iter().collect();
    if asked.len() < 2 || asked.iter().any(|question| !question.kind.is_number()) {
        return Vec::new();
    }
    let own = own_words(&asked);
    let statements = statements(lines);
    if statements.is_empty() || statements.len() > MOST_STATEMENTS {
        return Vec::new();
    }
    let placed: Vec<(Option<usize>, Statement)> = statements
        .into_iter()
        .map(|statement| (question_of(&own, &statement.text), statement))
        .collect();
    let order: Vec<usize> = placed.iter().filter_map(|(at, _)| *at).collect();
    if order.len() != placed.len() || !order.iter().copied().eq(0..asked.len()) {
        return Vec::new();
    }
    asked
        .iter()
        .zip(&placed)
        .map(|(question, (_, statement))| candidate(question, period, statement))
        .collect::<Option<Vec<Candidate>>>()
        .unwrap_or_default()
}

fn candidate(question: &Question, period: &Period, statement: &Statement) -> Option<Candidate> {
    let read = notation::read(question, period, &statement.text)?;
    Some(Candidate {
        question: question.id.clone(),
        period: period.id.clone(),
        value: read.value,
        as_written: read.as_written.chars().take(200).collect(),
        part: None,
        place: format!("line {}", statement.line),
        quote: statement.text.chars().take(300).collect(),
        confidence: if read.doubt.is_some() { 0.5 } else { 0.85 },
        rule: format!("{BY_TOPIC}/{}", read.rule),
        doubt: read.doubt,
    })
}

/// The words that only one of the questions has, by how they begin.
fn own_words(asked: &[&Question]) -> Vec<Vec<String>> {
    let all: Vec<Vec<String>> = asked
        .iter()
        .map(|question| {
            let unit = question.unit.as_deref().unwrap_or_default();
            stems(&format!("{} {unit}", question.text))
        })
        .collect();
    all.iter()
        .enumerate()
        .map(|(at, own)| {
            let elsewhere = |word: &String| {
                all.iter().enumerate().any(|(other, rest)| other != at && rest.contains(word))
            };
            own.iter().filter(|word| !elsewhere(word)).cloned().collect()
        })
        .collect()
}

/// Words of four letters and more, by their first six letters: "recorded", "recording".
pub(super) fn stems(text: &str) -> Vec<String> {
    const NOTHING: [&str; 16] = [
        "many", "your", "were", "what", "with", "that", "have", "from", "those", "total", "number",
        "which", "each", "this", "year", "please",
    ];
    let mut found: Vec<String> = words(text)
        .into_iter()
        .map(|(word, _)| word)
        .filter(|word| word.len() >= 4 && !NOTHING.contains(&word.as_str()))
        .map(|word| word.chars().take(6).collect())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The one question whose own words the text has most of.
fn question_of(own: &[Vec<String>], text: &str) -> Option<usize> {
    let said = stems(text);
    let hits = |own: &Vec<String>| own.iter().filter(|word| said.contains(word)).count();
    let counts: Vec<usize> = own.iter().map(hits).collect();
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    let mut best = counts.iter().enumerate().filter(|(_, count)| **count == most);
    let (at, _) = best.next()?;
    best.next().is_none().then_some(at)
}

/// Every stretch of new text that has a figure, in order.
fn statements(lines: &[Line]) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    let mut known: Vec<Number> = Vec::new();
    // What stands above "Response: 45" and has no figure: the question as they understood it.
    let mut above = String::new();
    for (line, text) in unwrapped(lines) {
        for sentence in sentences(&text) {
            for clause in clauses(&sentence) {
                let written = numbers_in(&without_idioms(&clause));
                let figures: Vec<Number> = written.iter().filter_map(|text| number(text)).collect();
                // "14 of the 28": what was told before is told again.
                let again = written.len() > 1
                    && figures.len() == written.len()
                    && figures.iter().all(|figure| known.contains(figure));
                if written.is_empty() {
                    above = clause;
                    continue;
                }
                if again {
                    continue;
                }
                known.extend(figures);
                let asked = std::mem::take(&mut above);
                let text = match answer_alone(&clause) {
                    Some(answer) if !asked.is_empty() => format!("{asked} {answer}"),
                    Some(_) | None => clause,
                };
                found.push(Statement { text, line });
            }
        }
    }
    found
}

/// "Response: 45": a figure behind a word for answers, and nothing else.
fn answer_alone(clause: &str) -> Option<&str> {
    static ALONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:(?:our|the|council(?:'s)?)\s+)?(?:response|answer|reply|ateb|ymateb)\s*[:\-–=]\s*(\S+?)\.?\s*$").ok()
    });
    Some(ALONE.as_ref()?.captures(clause)?.get(1)?.as_str())
}

/// A line this long and without an end was broken by the program that wrote it.
const WRAPPED: usize = 60;

/// New lines with their numbers; what was one line before it was wrapped is one again.
pub(super) fn unwrapped(lines: &[Line]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        if line.quoted || text.is_empty() {
            open = false;
            continue;
        }
        match found.last_mut().filter(|_| open) {
            Some((_, last)) => {
                last.push(' ');
                last.push_str(text);
            }
            None => found.push((index + 1, text.to_owned())),
        }
        let ended = text.ends_with(['.', ':', ';', '|']);
        open = text.chars().count() >= WRAPPED && !ended;
    }
    found
}

fn number(text: &str) -> Option<Number> {
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "none" | "nil" | "zero") {
        return Some(Number::ZERO);
    }
    Number::parse(text.trim_end_matches(['.', ',']))
        .or_else(|| number_in_words(&[lower.as_str()]).map(|(number, _)| Number::whole(number)))
}

/// The parts of a sentence that each say one thing.
fn clauses(sentence: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut rest = sentence.char_indices().peekable();
    while let Some((_, c)) = rest.next() {
        let ends = c == ';' || (c == ',' && rest.peek().is_some_and(|(_, next)| *next == ' '));
        if ends {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}
