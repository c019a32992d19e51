//! The figures of all simulated authorities: from a file, or drawn from a seed.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::figure::{Figure, Known};
use super::seed::Draw;
use crate::campaign::{Campaign, Question, QuestionType};
use crate::register::Authority;

/// What each authority would answer, by question and period.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    by_authority: BTreeMap<String, HashMap<(String, String), Figure>>,
}

/// The columns that every figures file has.
const HEADINGS: [&str; 6] = ["authority", "question", "period", "status", "low", "high"];

/// A row of a figures file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BadRow {
    pub line: u64,
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    authority: String,
    question: String,
    period: String,
    status: String,
    low: Option<f64>,
    high: Option<f64>,
    #[serde(default)]
    value: Option<String>,
}

impl Figures {
    /// Reads `authority,question,period,status,low,high` and, for answers in words, `value`.
    ///
    /// A cell without a row is one that the authority never answers.
    pub fn read(
        text: &str,
        campaign: &Campaign,
        authorities: &[&Authority],
    ) -> Result<Self, BadRow> {
        let mut figures = Self::default();
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers = reader.headers().cloned().map_err(|error| bad(1, &error.to_string()))?;
        let lacking = HEADINGS.iter().find(|name| !headers.iter().any(|found| found == **name));
        if let Some(lacking) = lacking {
            let reason = format!("no column `{lacking}`: the heading is {}", HEADINGS.join(","));
            return Err(bad(1, &reason));
        }
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                bad(line, &error.to_string())
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let row: Row = record
                .deserialize(Some(&headers))
                .map_err(|error| bad(line, &reason_of(&error)))?;
            let known = authorities.iter().any(|authority| authority.id == row.authority);
            if !known {
                let reason = format!("the campaign does not ask `{}`", row.authority);
                return Err(bad(line, &reason));
            }
            let figure = figure(campaign, &row).map_err(|reason| bad(line, &reason))?;
            let cells = figures.by_authority.entry(row.authority).or_default();
            if cells.insert((row.question, row.period), figure).is_some() {
                return Err(bad(line, "this cell stands in the file twice"));
            }
        }
        Ok(figures)
    }

    /// What the authority would answer; missing where nothing is known.
    pub fn get(&self, authority: &str, question: &str, period: &str) -> Figure {
        self.by_authority
            .get(authority)
            .and_then(|cells| cells.get(&(question.to_owned(), period.to_owned())))
            .cloned()
            .unwrap_or_else(|| Figure::without(Known::Missing))
    }

    /// Whether every cell of the authority is one of these.
    pub fn all(&self, campaign: &Campaign, authority: &str, known: Known) -> bool {
        campaign
            .cells()
            .all(|(question, period)| self.get(authority, &question.id, &period.id).known == known)
    }

    /// Figures drawn from `seed`, with the mix of full, partial, refused and silent that real
    /// campaigns see (replies.md section 3).
    pub fn drawn(campaign: &Campaign, authorities: &[&Authority], seed: u64) -> Self {
        let by_authority = authorities
            .iter()
            .map(|authority| {
                let mut draw = Draw::of(seed, &format!("{}/figures", authority.id));
                (authority.id.clone(), drawn_cells(campaign, &mut draw))
            })
            .collect();
        Self { by_authority }
    }
}

fn bad(line: u64, reason: &str) -> BadRow {
    BadRow { line, reason: reason.to_owned() }
}

/// The reason alone: the line is told beside it.
fn reason_of(error: &csv::Error) -> String {
    if let csv::ErrorKind::Deserialize { err, .. } = error.kind() {
        err.to_string()
    } else {
        error.to_string()
    }
}

fn figure(campaign: &Campaign, row: &Row) -> Result<Figure, String> {
    let question = campaign
        .question(&row.question)
        .ok_or_else(|| format!("the campaign has no question `{}`", row.question))?;
    if !question.periods.contains(&row.period) {
        return Err(format!("`{}` is not asked for the period `{}`", row.question, row.period));
    }
    let known = Known::parse(&row.status).ok_or_else(|| {
        let all: Vec<&str> = Known::ALL.into_iter().map(Known::code).collect();
        format!("`{}` is no status: write one of {}", row.status, all.join(", "))
    })?;
    let value = row.value.clone().filter(|value| !value.is_empty());
    let figure = Figure { known, low: row.low, high: row.high, value };
    check(question, &figure)?;
    Ok(figure)
}

fn check(question: &Question, figure: &Figure) -> Result<(), String> {
    let numbers = figure.low.is_some() || figure.high.is_some();
    if figure.low.is_some_and(|low| low < 0.0) {
        return Err("low is below zero".to_owned());
    }
    match figure.known {
        Known::NotHeld | Known::Refused | Known::Missing if numbers => {
            Err(format!("a status of {} has no number", figure.known.code()))
        }
        Known::Exact if !question.kind.is_number() => {
            figure.value.as_ref().map(|_| ()).ok_or_else(|| "value is empty".to_owned())
        }
        Known::Exact if figure.low.is_none() || figure.low != figure.high => {
            Err("an exact figure needs low and high, and both the same".to_owned())
        }
        Known::NotHeld | Known::Refused | Known::Missing | Known::Exact => Ok(()),
        Known::Range | Known::Suppressed => match (figure.low, figure.high) {
            (None, _) => Err("low is empty".to_owned()),
            (Some(low), Some(high)) if low >= high => Err("low is not below high".to_owned()),
            (Some(_), _) => Ok(()),
        },
    }
}

/// How an authority answers as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Silent,
    RefusesAll,
    HoldsNothing,
    Answers { hides_small: bool },
}

fn drawn_cells(campaign: &Campaign, draw: &mut Draw) -> HashMap<(String, String), Figure> {
    let manner = match draw.weighted(&[12, 6, 3, 45, 34]) {
        0 => Manner::Silent,
        1 => Manner::RefusesAll,
        2 => Manner::HoldsNothing,
        3 => Manner::Answers { hides_small: false },
        _ => Manner::Answers { hides_small: true },
    };
    let size = draw.between(0, 5);
    let mut cells = HashMap::new();
    for period in &campaign.periods {
        let numbers = numbers(campaign, &period.id, size, draw);
        for question in campaign.questions.iter().filter(|row| row.periods.contains(&period.id)) {
            let figure = match manner {
                Manner::Silent => Figure::without(Known::Missing),
                Manner::RefusesAll => Figure::without(Known::Refused),
                Manner::HoldsNothing => Figure::without(Known::NotHeld),
                Manner::Answers { hides_small } => answered(question, &numbers, hides_small, draw),
            };
            cells.insert((question.id.clone(), period.id.clone()), figure);
        }
    }
    cells
}

fn answered(
    question: &Question,
    numbers: &HashMap<String, u64>,
    hides_small: bool,
    draw: &mut Draw,
) -> Figure {
    match draw.weighted(&[88, 6, 6]) {
        1 => return Figure::without(Known::NotHeld),
        2 => return Figure::without(Known::Refused),
        _ => {}
    }
    let number = numbers.get(&question.id).copied().unwrap_or(0);
    match question.kind {
        QuestionType::Count if hides_small && (1..5).contains(&number) => {
            Figure::bounded(Known::Suppressed, 0.0, Some(4.0))
        }
        QuestionType::Count => Figure::exact(whole(number)),
        QuestionType::Money => Figure::exact(whole(1_000 + number * 137)),
        QuestionType::Percentage => Figure::exact(whole(draw.between(0, 200)) / 2.0),
        QuestionType::Duration => Figure::exact(whole(draw.between(1, 30))),
        QuestionType::YesNo => Figure::words(draw.pick(&["yes", "no"])),
        QuestionType::Choice => {
            let choices: Vec<&str> = question.choices.iter().map(String::as_str).collect();
            Figure::words(draw.pick(&choices))
        }
        QuestionType::Date => {
            let (month, day) = (draw.between(1, 12), draw.between(1, 28));
            Figure::words(&format!("2022-{month:02}-{day:02}"))
        }
        QuestionType::Text => {
            Figure::words(draw.pick(&["Our own staff", "A contractor", "Another council for us"]))
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn whole(number: u64) -> f64 {
    number as f64
}

/// A number for every question that counts: parts within their wholes, totals the sum of their
/// parts.
fn numbers(campaign: &Campaign, period: &str, size: u64, draw: &mut Draw) -> HashMap<String, u64> {
    let asked: Vec<&Question> =
        campaign.questions.iter().filter(|row| row.periods.iter().any(|id| id == period)).collect();
    let mut found: HashMap<String, u64> = HashMap::new();
    // Each round settles the questions whose wholes are known; parts are never circular.
    for _ in 0..=asked.len() {
        for question in &asked {
            if found.contains_key(&question.id) {
                continue;
            }
            let wholes: Vec<&str> = campaign
                .wholes_of(&question.id)
                .filter(|id| asked.iter().any(|row| row.id == *id))
                .collect();
            let known: Option<Vec<u64>> = wholes.iter().map(|id| found.get(*id).copied()).collect();
            let Some(known) = known else { continue };
            let most = known.into_iter().min();
            let number = match most {
                Some(most) => draw.below(most + 1),
                None => draw.between(0, 3 << size),
            };
            found.insert(question.id.clone(), number);
            split(&asked, question, number, &mut found);
        }
    }
    found
}

/// The parts that `total` is made of.
fn split(asked: &[&Question], total: &Question, number: u64, found: &mut HashMap<String, u64>) {
    let parts: Vec<&String> =
        total.total_of.iter().filter(|id| asked.iter().any(|row| row.id == **id)).collect();
    let count = parts.len() as u64;
    let mut left = number;
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        let share = if last { left } else { (number / count).min(left) };
        found.entry((*part).clone()).or_insert(share);
        left -= share;
    }
}
