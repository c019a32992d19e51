//! Labelled answers against what rules made of the replies: how many are right, how many a person need
//! not look at, and how many are wrong without anybody being asked.

use std::path::Path;

use anyhow::Context;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::eval::{Share, by_file};
use crate::answers::{Number, Status, Value};
use crate::case::standing::{Answer, Stands};
use crate::store::answers;
use crate::store::mails::{self, Mail};

/// What a person says that a reply answers to one question for one period.
#[derive(Debug, Clone, Deserialize)]
struct Label {
    /// The mail, as listings name it.
    file: String,
    question: String,
    period: String,
    status: String,
    low: Option<f64>,
    high: Option<f64>,
    value: Option<String>,
    #[serde(default)]
    must_review: String,
}

/// A cell about which rules and labels differ.
#[derive(Debug, Clone, Serialize)]
pub struct Differs {
    pub file: String,
    pub question: String,
    pub period: String,
    pub read: String,
    pub label: String,
    /// It stands, and nobody was asked.
    pub silent: bool,
    pub doubt: Option<String>,
}

/// How well the answers of the labelled replies were read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Score {
    pub cells: usize,
    /// Right status and bounds, of all cells.
    pub right: Share,
    /// Accepted without a person, of those that are right and have an answer.
    pub by_rule: Share,
    /// Asked of a person, of those where one must look.
    pub asked: Share,
    /// Wrong, and nobody was asked.
    pub silently_wrong: usize,
    pub differs: Vec<Differs>,
    /// Right, and yet a person is asked, though nobody need be.
    pub needless: Vec<Differs>,
}

/// The columns that labels must have.
const COLUMNS: [&str; 7] = ["file", "question", "period", "status", "low", "high", "value"];

/// Scores what stands and what waits against the labels at `path`.
pub fn eval(db: &Connection, path: &Path) -> anyhow::Result<Score> {
    let mut reader =
        csv::Reader::from_path(path).with_context(|| format!("reading {}", path.display()))?;
    let named = reader.headers().with_context(|| format!("reading {}", path.display()))?;
    if let Some(column) = COLUMNS.iter().find(|column| !named.iter().any(|name| name == **column)) {
        anyhow::bail!(
            "{}: there is no column `{column}`: the columns {} are needed, and must_review may be there",
            path.display(),
            COLUMNS.join(", ")
        );
    }
    let mut score = Score::default();
    let by_file = by_file(db)?;
    for (index, row) in reader.deserialize().enumerate() {
        let label: Label =
            row.with_context(|| format!("row {} of {}", index + 2, path.display()))?;
        let name = Path::new(&label.file).file_name().unwrap_or_default().to_string_lossy();
        let mail = by_file.get(&*name).with_context(|| {
            let (path, row) = (path.display(), index + 2);
            format!("{path} row {row}: {} was not received: `foi receive` it first", label.file)
        })?;
        count(db, mail, &label, &mut score)
            .with_context(|| format!("row {} of {}", index + 2, path.display()))?;
    }
    Ok(score)
}

fn count(db: &Connection, mail: &Mail, label: &Label, score: &mut Score) -> anyhow::Result<()> {
    let status = Status::parse(&label.status)
        .with_context(|| format!("`{}` is no status of an answer", label.status))?;
    let mut read: Option<Answer> = None;
    for request in mails::filed(db, mail.id)? {
        let own = |answer: &Answer| {
            answer.mail == Some(mail.id)
                && answer.question == label.question
                && answer.period == label.period
        };
        read = answers::of_request(db, request)?.into_iter().find(own).or(read);
    }
    let by_rule = read.as_ref().is_some_and(|answer| answer.stands == Stands::Yes);
    let right = is_right(status, label, read.as_ref().map(|answer| &answer.value));
    score.cells += 1;
    score.right.count(right);
    if right && status != Status::Missing && label.must_review != "yes" {
        score.by_rule.count(by_rule);
    }
    if label.must_review == "yes" {
        score.asked.count(!by_rule);
    }
    let silent = !right && by_rule;
    score.silently_wrong += usize::from(silent);
    let needless = right && !by_rule && status != Status::Missing && label.must_review != "yes";
    if !right || needless {
        let differs = Differs {
            file: label.file.clone(),
            question: label.question.clone(),
            period: label.period.clone(),
            read: read.as_ref().map_or("nothing".to_owned(), |answer| answer.value.shown()),
            label: shown(label),
            silent,
            doubt: read.and_then(|answer| answer.doubt),
        };
        if right { score.needless.push(differs) } else { score.differs.push(differs) }
    }
    Ok(())
}

fn shown(label: &Label) -> String {
    let number = |number: Option<f64>| number.map_or("…".to_owned(), |number| number.to_string());
    match (label.low, label.value.as_deref().unwrap_or_default()) {
        (Some(_), _) => format!("{} {}–{}", label.status, number(label.low), number(label.high)),
        (None, "") => label.status.clone(),
        (None, value) => value.to_owned(),
    }
}

/// Whether an answer is what the label says: an interval is one, whoever made it.
fn is_right(status: Status, label: &Label, read: Option<&Value>) -> bool {
    let Some(read) = read else { return status == Status::Missing };
    let interval = |status: Status| matches!(status, Status::Range | Status::Suppressed);
    if read.status != status && !(interval(read.status) && interval(status)) {
        return false;
    }
    let same = |read: Option<Number>, label: Option<f64>| {
        read.map(Number::as_f64)
            .map_or(label.is_none(), |read| label.is_some_and(|label| (label - read).abs() < 0.006))
    };
    let words = |text: &str| {
        let plain: String =
            text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    match (&read.value, label.value.as_deref().filter(|value| !value.is_empty())) {
        (Some(read), Some(label)) => {
            let (read, label) = (words(read), words(label));
            read == label || (!label.is_empty() && read.contains(&label))
        }
        (None, None) => {
            let unbounded = status == Status::Suppressed && label.low.is_none();
            unbounded && read.high.is_none()
                || (same(read.low, label.low) && same(read.high, label.high))
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}
