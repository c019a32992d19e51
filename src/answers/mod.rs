//! Answers: numbers and notations, where they stand in a reply, and what the reply then means.

pub mod finding;
mod labels;
pub mod meaning;
pub mod notation;
mod number;
mod restated;
pub mod typed;
mod words;

use serde::{Deserialize, Serialize};

pub use self::number::Number;

/// What an authority said to one question for one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Exact,
    Range,
    Suppressed,
    NotHeld,
    Refused,
    Missing,
}

impl Status {
    pub const ALL: [Self; 6] =
        [Self::Exact, Self::Range, Self::Suppressed, Self::NotHeld, Self::Refused, Self::Missing];

    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Range => "range",
            Self::Suppressed => "suppressed",
            Self::NotHeld => "not_held",
            Self::Refused => "refused",
            Self::Missing => "missing",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == text)
    }

    /// Whether it bounds a number at least from below.
    pub fn has_number(self) -> bool {
        match self {
            Self::Exact | Self::Range | Self::Suppressed => true,
            Self::NotHeld | Self::Refused | Self::Missing => false,
        }
    }
}

/// At the end of a rule's name: "fewer than five" was taken as one at least, since zeros are shown.
pub const ZEROS_SHOWN: &str = "+zeros_shown";

/// How a doubt begins about figures that their reply says are of several areas together.
pub const SHARED_AREA: &str = "a shared area";

/// A value as read: bounds for numbers, words for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    pub status: Status,
    pub low: Option<Number>,
    /// `None` with a low bound: nothing bounds it from above.
    pub high: Option<Number>,
    pub value: Option<String>,
}

impl Value {
    pub fn exact(number: Number) -> Self {
        Self { status: Status::Exact, low: Some(number), high: Some(number), value: None }
    }

    pub fn between(status: Status, low: Number, high: Option<Number>) -> Self {
        Self { status, low: Some(low), high, value: None }
    }

    pub fn words(value: impl Into<String>) -> Self {
        Self { status: Status::Exact, low: None, high: None, value: Some(value.into()) }
    }

    pub fn without_number(status: Status) -> Self {
        Self { status, low: None, high: None, value: None }
    }

    /// For people: "40", "1–4", "not held".
    pub fn shown(&self) -> String {
        match (self.status, self.low, self.high, &self.value) {
            (Status::Exact, _, _, Some(words)) => words.clone(),
            (Status::Exact, Some(number), _, None) => number.grouped(),
            (_, Some(low), Some(high), _) => format!("{}–{}", low.grouped(), high.grouped()),
            (_, Some(low), None, _) => format!("{} or more", low.grouped()),
            (status, None, _, _) => status.code().replace('_', " "),
        }
    }

    /// The number, if it is one number.
    pub fn as_exact(&self) -> Option<Number> {
        (self.status == Status::Exact).then_some(self.low).flatten()
    }
}

/// A value proposed for one question and period, with the words it was read from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub question: String,
    pub period: String,
    #[serde(flatten)]
    pub value: Value,
    pub as_written: String,
    /// The attachment it stands in; none for the mail's own text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Where in it: "line 12", "Sheet1!C4", "page 2, line 14".
    pub place: String,
    pub quote: String,
    pub confidence: f64,
    pub rule: String,
    /// Why a person must look at it; `None` when nothing about it is doubtful.
    pub doubt: Option<String>,
}
