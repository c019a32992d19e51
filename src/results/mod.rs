//! Answers added up: exact sums, bounds, paired ratios, and the sentences made of them.

pub mod agreement;
pub mod checks;
pub mod compare;
pub mod headline;
pub mod tally;

use serde::Serialize;

use crate::answers::{Number, Value};
use crate::campaign::{Campaign, Measure};

/// What one authority was asked, and what it said.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub authority: String,
    pub name: String,
    /// The letter left: only then was the authority asked at all.
    pub was_asked: bool,
    pub cells: Vec<Cell>,
    /// The authority whose reply is of both areas together, if a person said so.
    pub counted_with: Option<String>,
    /// Why it has no cell, when it has none: "no reply yet", "refused".
    pub silence: String,
}

/// A standing or waiting answer to one question for one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub question: String,
    pub period: String,
    pub value: Value,
    /// It counts: a rule or a person decided it.
    pub stands: bool,
    pub evidence: Evidence,
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    #[serde(rename = "type")]
    pub kind: FigureType,
    pub measure: String,
    pub period: String,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureType {
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
