//! Which published figures a question's answers are held against: only the campaign can say.

use serde::{Deserialize, Serialize};

use super::QuestionType;
use crate::register::baselines::Baselines;
use crate::toml_file::{Reader, Table, instead};

/// A published figure to hold the answers of one question against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    pub question: String,
    pub metric: String,
    pub relation: Relation,
}

/// How an answer stands to the published figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It counts nearly the same, so that the order of magnitude is the same.
    Alike,
    /// It counts some of what the published figure counts.
    Part,
}

/// The keys of a question that name baselines.
pub(super) const KEYS: [(&str, Relation); 2] =
    [("baseline", Relation::Alike), ("part_of_baseline", Relation::Part)];

/// What a question's table says of baselines.
pub(super) fn read<'t>(
    reader: &mut Reader<'t>,
    table: &Table<'t>,
    (question, kind): (&str, QuestionType),
) -> Vec<Baseline> {
    let published = Baselines::shipped();
    let known: Vec<&str> = published.metrics().map(|metric| metric.id.as_str()).collect();
    let mut found = Vec::new();
    for (key, relation) in KEYS {
        let Some(metric) = reader.line_of_text(table, key) else { continue };
        if !known.contains(&metric.value.as_str()) {
            let message = format!("no number called `{}` is published", metric.value);
            let write = instead(&metric.value, &known);
            reader.mistake("unknown_baseline", metric.line, message, write);
        } else if kind == QuestionType::Count {
            let metric = metric.value;
            found.push(Baseline { question: question.to_owned(), metric, relation });
        } else {
            let message = format!("`{question}` counts nothing, and `{}` does", metric.value);
            let write = format!("Take `{key}` away, or make it type = \"count\"");
            reader.mistake("unknown_baseline", metric.line, message, write);
        }
    }
    found
}
