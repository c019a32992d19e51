//! Answers added up: exact sums, bounds, paired ratios, and the sentences made of them; by group; what
//! of it may be published; how the authorities responded.

pub mod agreement;
pub mod charts;
pub mod checks;
pub mod compare;
pub mod disclosure;
pub mod flags;
pub mod formats;
pub mod groups;
pub mod headline;
pub mod report;
pub mod reproduction;
pub mod responses;
pub mod tables;
pub mod tally;
mod wilson;

use serde::Serialize;

use crate::answers::{Number, Value};
use crate::campaign::{Campaign, Measure};
use crate::results::flags::Flagged;
use crate::results::reproduction::Reproduction;

/// What one authority was asked, and what it said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    pub authority: String,
    pub name: String,
    /// Columns of the register by name: `nation`, `region`, `kind` and others it has a value for.
    pub columns: Vec<(String, String)>,
    /// The letter left: only then was the authority asked at all.
    pub was_asked: bool,
    pub cells: Vec<Cell>,
    /// The authority whose reply is of both areas together, if a person said so.
    pub counted_with: Option<String>,
    /// Why it has no cell, when it has none: "no reply yet", "refused".
    pub silence: String,
}

impl Asked {
    /// What the register says of it in a column; `None` if nothing.
    pub fn column(&self, name: &str) -> Option<&str> {
        let known = self.columns.iter().find(|(column, _)| column == name)?;
        Some(known.1.as_str())
    }
}

/// A standing or waiting answer to one question for one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub question: String,
    pub period: String,
    pub value: Value,
    /// The words of the reply that are the answer.
    pub as_written: String,
    /// It counts: a rule or a person decided it.
    pub stands: bool,
    /// What makes it hardly comparable with the others.
    pub flags: Vec<Flagged>,
    pub evidence: Evidence,
}

impl Default for Cell {
    /// An answer that stands and gives nothing.
    fn default() -> Self {
        Self {
            question: String::new(),
            period: String::new(),
            value: Value::without_number(crate::answers::Status::Missing),
            as_written: String::new(),
            stands: true,
            flags: Vec::new(),
            evidence: Evidence::default(),
        }
    }
}

/// Where an answer was read, for `--explain`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Evidence {
    pub mail: Option<String>,
    pub file: Option<String>,
    pub place: Option<String>,
    pub quote: Option<String>,
    pub decided_by: Option<String>,
    /// When what it was read from was erased, by whom and why.
    pub erased: Option<String>,
}

/// One published figure, as `foi results --json` prints it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figure {
    #[serde(rename = "type")]
    pub kind: FigureType,
    pub measure: String,
    pub period: String,
    /// The column of the register that the group is of; none of a figure over all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A sum, or a ratio between 0 and 1.
    pub exact: Option<f64>,
    pub low: Option<f64>,
    /// Null when nothing bounds it.
    pub high: Option<f64>,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    pub authorities_asked: usize,
    /// Whose answers make up `exact`.
    pub authorities_counted: usize,
    /// Of the cells counted, those that a check has found something about that nobody accepted.
    pub cells_in_question: usize,
    pub excluded: Vec<Excluded>,
    pub text: Option<String>,
    /// Why numbers of it are not published, in its published form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<String>,
    /// Of a headline: what is needed to compute it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reproduction: Option<Reproduction>,
    /// The authorities counted, by id.
    pub counted: Vec<String>,
}

impl Figure {
    /// The questions whose answers it is made of.
    pub fn questions<'c>(&self, campaign: &'c Campaign) -> Vec<&'c str> {
        let headline = campaign.headlines.iter().find(|known| known.id == self.measure);
        let measure = headline.filter(|_| self.kind == FigureType::Headline);
        if let Some(headline) = measure {
            return match &headline.measure {
                Measure::Ratio { part, whole } => vec![whole, part],
                Measure::Sum { question } => vec![question],
            };
        }
        let named = self.measure.split('/');
        named.filter_map(|id| campaign.question(id).map(|known| known.id.as_str())).collect()
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureType {
    #[default]
    Sum,
    Ratio,
    Headline,
}

/// An authority left out of an exact figure, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excluded {
    pub authority: String,
    pub reason: String,
}
