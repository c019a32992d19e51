//! What one simulated authority knows the answer to be.

/// The five ways an answer can be, and none at all.
///
/// The words are the contract's; the type is the simulation's own, so that an authority knows nothing
/// of what reads its mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Known {
    Exact,
    Range,
    Suppressed,
    NotHeld,
    Refused,
    Missing,
}

impl Known {
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
        Self::ALL.into_iter().find(|known| known.code() == text)
    }

    pub fn has_number(self) -> bool {
        matches!(self, Self::Exact | Self::Range | Self::Suppressed)
    }
}

/// A figure: bounds for numbers, words for the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    pub known: Known,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub value: Option<String>,
}

impl Figure {
    pub fn exact(number: f64) -> Self {
        Self { known: Known::Exact, low: Some(number), high: Some(number), value: None }
    }

    pub fn bounded(known: Known, low: f64, high: Option<f64>) -> Self {
        Self { known, low: Some(low), high, value: None }
    }

    pub fn words(value: &str) -> Self {
        Self { known: Known::Exact, low: None, high: None, value: Some(value.to_owned()) }
    }

    pub fn without(known: Known) -> Self {
        Self { known, low: None, high: None, value: None }
    }

    /// The figure of whoever writes a nought as such: what is kept back is one at least.
    #[must_use]
    pub fn above_nought(&self) -> Self {
        let from_nought = self.known == Known::Suppressed
            && self.low == Some(0.0)
            && self.high.is_some_and(|high| high > 0.0);
        let low = if from_nought { Some(1.0) } else { self.low };
        Self { low, ..self.clone() }
    }

    /// Whether `other` says the same number or words.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.known == other.known
            && self.low == other.low
            && self.high == other.high
            && self.value == other.value
    }
}

/// A number as people write it: no needless decimals.
pub fn plain(number: f64) -> String {
    format!("{number}")
}

/// A number with commas between thousands.
pub fn grouped(number: f64) -> String {
    let text = plain(number);
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or(grouped.clone(), |rest| format!("{grouped}.{rest}"))
}
