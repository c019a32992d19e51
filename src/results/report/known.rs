//! The figure of one authority in a measure: a rate or a count, as far as it is known and may be shown.

use super::shown::Shown;
use crate::answers::Number;

/// What a measure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Parts of wholes, in per cent.
    Rate,
    Count,
}

/// An authority's figure in a measure.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    /// On the scale of the measure, with what chance leaves open.
    Figure {
        value: f64,
        low: f64,
        high: f64,
        words: String,
    },
    /// It gave bounds.
    Bounds {
        low: f64,
        high: f64,
        words: String,
    },
    Suppressed,
    /// Nobody whom a share could be of.
    NoCases,
    /// Why there is none.
    None(String),
    NotAsked,
}

impl Known {
    /// Its state in words, for a map or a table.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Figure { words, .. } | Self::Bounds { words, .. } => words.clone(),
            Self::Suppressed => "suppressed".to_owned(),
            Self::NoCases => "none, so no rate".to_owned(),
            Self::None(why) => why.clone(),
            Self::NotAsked => "not asked".to_owned(),
        }
    }

    /// A count as shown.
    pub(super) fn count(shown: &Shown) -> Self {
        let words = shown.words();
        match shown {
            Shown::Number(number) => {
                let value = number.as_f64();
                Self::Figure { value, low: value, high: value, words }
            }
            Shown::Bounds { low, high: Some(high) } => {
                Self::Bounds { low: low.as_f64(), high: high.as_f64(), words }
            }
            // A line without an end cannot be drawn.
            Shown::Bounds { high: None, .. } | Shown::Suppressed => Self::Suppressed,
            Shown::Words(_) | Shown::NotHeld | Shown::Refused | Shown::Missing | Shown::Waiting => {
                Self::None(words)
            }
        }
    }

    /// The share of `part` in `whole`, as far as both are shown.
    pub(super) fn rate(part: &Shown, whole: &Shown) -> Self {
        if let (Some(part), Some(whole)) = (part.number(), whole.number()) {
            return exact(part, whole);
        }
        for one in [whole, part] {
            match one {
                Shown::Suppressed => return Self::Suppressed,
                Shown::Words(_)
                | Shown::NotHeld
                | Shown::Refused
                | Shown::Missing
                | Shown::Waiting => return Self::None(one.words()),
                Shown::Number(_) | Shown::Bounds { .. } => (),
            }
        }
        let (Some((part, part_most)), Some((whole, whole_most))) = (part.bounds(), whole.bounds())
        else {
            return Self::Suppressed;
        };
        let (Some(part_most), Some(whole_most)) = (part_most, whole_most) else {
            return Self::Suppressed;
        };
        let share = |part: Number, whole: Number| {
            if whole > Number::ZERO { (part.as_f64() / whole.as_f64()).min(1.0) } else { 1.0 }
        };
        if whole_most <= Number::ZERO {
            return Self::NoCases;
        }
        let (low, high) = (share(part, whole_most) * 100.0, share(part_most, whole) * 100.0);
        Self::Bounds { low, high, words: format!("between {low:.0}% and {high:.0}%") }
    }
}

fn exact(part: Number, whole: Number) -> Known {
    if whole <= Number::ZERO {
        return Known::NoCases;
    }
    let share = part.as_f64() / whole.as_f64();
    let words =
        format!("{} ({} of {})", super::table::percent(share), part.grouped(), whole.grouped());
    // A part that is no part of its whole has no interval of this kind.
    let (low, high) =
        crate::results::wilson::interval(part.as_f64(), whole.as_f64()).unwrap_or((share, share));
    Known::Figure { value: share * 100.0, low: low * 100.0, high: high * 100.0, words }
}
