//! Numbers as they are published: whole, or with pence.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number in hundredths, so that sums of money are exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i64);

impl Number {
    pub const ZERO: Self = Self(0);
    pub const HUNDREDTH: Self = Self(1);

    pub fn whole(number: i64) -> Self {
        Self(number.saturating_mul(100))
    }

    /// Reads "1,234.5"; thousands separators may only stand where they belong.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let mut groups = whole.split(',');
        let first = groups.next()?;
        let rest: Vec<&str> = groups.collect();
        let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|g| g.len() == 3));
        let digits: String = std::iter::once(first).chain(rest).collect();
        let numeric = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if !grouped || digits.is_empty() || digits.len() > 15 || !numeric(&digits) {
            return None;
        }
        if part.len() > 2 || !numeric(part) || (text.contains('.') && part.is_empty()) {
            return None;
        }
        let hundredths: i64 = format!("{part:0<2}").parse().ok()?;
        Some(Self(digits.parse::<i64>().ok()?.checked_mul(100)?.checked_add(hundredths)?))
    }

    /// The nearest number to `value`, as read from JSON or a database.
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the check")]
    pub fn from_f64(value: f64) -> Option<Self> {
        let hundredths = (value * 100.0).round();
        (hundredths.abs() < 9e15).then_some(Self(hundredths as i64))
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of children and pounds are small")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The whole number that is not above it.
    pub fn floor(self) -> i64 {
        self.0.div_euclid(100)
    }

    #[must_use]
    pub fn times(self, factor: i64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// Whether it is a whole number that `step` divides.
    pub fn is_multiple_of(self, step: i64) -> bool {
        self.0 % step.saturating_mul(100).max(1) == 0
    }

    /// For instance 12,530 or 1,234.50.
    pub fn grouped(self) -> String {
        let whole = (self.0 / 100).unsigned_abs().to_string();
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        let pence = self.0 % 100;
        let sign = if self.0 < 0 { "-" } else { "" };
        if pence == 0 {
            format!("{sign}{text}")
        } else {
            format!("{sign}{text}.{:02}", pence.abs())
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.grouped().replace(',', ""))
    }
}

impl Add for Number {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Number {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Number {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            serializer.serialize_f64(self.as_f64())
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::from_f64(value).ok_or_else(|| serde::de::Error::custom("a number out of range"))
    }
}
