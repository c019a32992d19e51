//! What somebody needs to compute a published figure again, and to see that it is the same.

use chrono::NaiveDate;
use serde::Serialize;

use super::Figure;
use super::tally::Rules;

/// Printed under a headline, and with it in `--json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reproduction {
    /// Authorities whose answers are counted; those that are not stand in `excluded` with the reason.
    pub answers_counted: usize,
    pub exclusions: usize,
    pub zero_rule: &'static str,
    /// Flags whose answers were left out.
    pub without: Vec<&'static str>,
    pub rounding: &'static str,
    pub made_of: Source,
}

/// What the figures are derived from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The day at whose end things stood so, in London.
    pub as_of: NaiveDate,
    /// The last row of the log that is taken into account.
    pub last_event: i64,
    /// SHA-256 over the campaign, its requests, the log, the mails, the register and the bank holidays.
    pub database: String,
    pub program: &'static str,
}

const PERCENT: &str = "percent to the nearest whole one, halves up (percent_1: to one decimal); \
                       ratios to four decimals; sums are not rounded";
const SUM: &str = "sums are not rounded";

impl Reproduction {
    pub fn of(figure: &Figure, rules: &Rules, made_of: Source) -> Self {
        Self {
            answers_counted: figure.authorities_counted,
            exclusions: figure.excluded.len(),
            zero_rule: rules.zero.code(),
            without: rules.without.iter().map(|flag| flag.code()).collect(),
            rounding: rounding(figure),
            made_of,
        }
    }

    /// The block in lines, for people.
    pub fn lines(&self) -> Vec<String> {
        let without =
            if self.without.is_empty() { "none".to_owned() } else { self.without.join(", ") };
        vec![
            format!("answers counted  {} (exclusions: {})", self.answers_counted, self.exclusions),
            format!("left out by flag {without}"),
            format!("zero rule        {}", self.zero_rule),
            format!("rounding         {}", self.rounding),
            format!("as of            the end of {}", self.made_of.as_of),
            format!("database         sha256 {}", self.made_of.database),
            format!("                 log up to row {}", self.made_of.last_event),
            format!("program          {}", self.made_of.program),
        ]
    }
}

fn rounding(figure: &Figure) -> &'static str {
    if figure.denominator.is_some() { PERCENT } else { SUM }
}
