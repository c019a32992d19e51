//! What a reader of the report is shown of one answer.

use crate::answers::{Number, Status, Value};

/// An answer as the report has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    Number(Number),
    Words(String),
    /// Bounds as the authority gave them.
    Bounds {
        low: Number,
        high: Option<Number>,
    },
    /// The authority kept it back, or disclosure control hides it: nobody is told which.
    Suppressed,
    NotHeld,
    Refused,
    /// Nothing was said.
    Missing,
    /// It waits for a person.
    Waiting,
}

impl Shown {
    /// The whole answer: for those who may see it.
    pub(super) fn all_of(value: &Value) -> Self {
        match (value.status, &value.value, value.low) {
            (Status::Exact, Some(words), _) => Self::Words(words.clone()),
            (Status::Exact, None, Some(number)) => Self::Number(number),
            (Status::Range | Status::Suppressed, _, Some(low)) => {
                Self::Bounds { low, high: value.high }
            }
            (Status::Suppressed, _, None) => Self::Suppressed,
            (Status::NotHeld, ..) => Self::NotHeld,
            (Status::Refused, ..) => Self::Refused,
            (Status::Exact | Status::Range | Status::Missing, ..) => Self::Missing,
        }
    }

    pub(super) fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Words(_)
            | Self::Bounds { .. }
            | Self::Suppressed
            | Self::NotHeld
            | Self::Refused
            | Self::Missing
            | Self::Waiting => None,
        }
    }

    /// The least and the most that it can be.
    pub(super) fn bounds(&self) -> Option<(Number, Option<Number>)> {
        match self {
            Self::Number(number) => Some((*number, Some(*number))),
            Self::Bounds { low, high } => Some((*low, *high)),
            Self::Words(_)
            | Self::Suppressed
            | Self::NotHeld
            | Self::Refused
            | Self::Missing
            | Self::Waiting => None,
        }
    }

    /// As it stands among others, where no answer is a dash.
    pub(super) fn cell(&self) -> String {
        if *self == Self::Missing { "–".to_owned() } else { self.words() }
    }

    /// As it stands in a cell of a table.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Number(number) => number.grouped(),
            Self::Words(words) => words.clone(),
            Self::Bounds { low, high: Some(high) } => {
                format!("{}–{}", low.grouped(), high.grouped())
            }
            Self::Bounds { low, high: None } => format!("{} or more", low.grouped()),
            Self::Suppressed => "suppressed".to_owned(),
            Self::NotHeld => "not held".to_owned(),
            Self::Refused => "refused".to_owned(),
            Self::Missing => "no answer".to_owned(),
            Self::Waiting => "waits for a person".to_owned(),
        }
    }
}
