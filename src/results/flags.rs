//! What makes a figure hardly comparable with the others: listed for each, and excludable by name.

use serde::Serialize;

use crate::answers::SHARED_AREA;

/// A reason for which figures of two authorities do not count the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    FinancialYear,
    /// Another stretch of time than was asked for, in other ways.
    OtherPeriod,
    /// Of one day, where a period was asked for.
    Snapshot,
    /// Incidents counted, not children.
    Incidents,
    CombinedArea,
    Approximate,
    Rounded,
    /// It says of itself that it leaves something out.
    Scope,
}

/// A flag with the words it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flagged {
    pub flag: Flag,
    pub words: String,
}

impl Flag {
    pub const ALL: [Self; 8] = [
        Self::FinancialYear,
        Self::OtherPeriod,
        Self::Snapshot,
        Self::Incidents,
        Self::CombinedArea,
        Self::Approximate,
        Self::Rounded,
        Self::Scope,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::FinancialYear => "financial_year",
            Self::OtherPeriod => "other_period",
            Self::Snapshot => "snapshot",
            Self::Incidents => "incidents",
            Self::CombinedArea => "combined_area",
            Self::Approximate => "approximate",
            Self::Rounded => "rounded",
            Self::Scope => "scope",
        }
    }

    /// The flag called so, or what may be written instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|flag| flag.code() == text.trim());
        found.ok_or_else(|| {
            let instead = crate::toml_file::instead(text, &Self::ALL.map(Self::code));
            format!("`{text}` is no flag. {instead}")
        })
    }
}

/// Words of a doubt or of a person's note, each with the flag that they carry.
const WORDS: [(Flag, &[&str]); 8] = [
    (
        Flag::FinancialYear,
        &["financial year", "fiscal year", "year to 31 march", "year ending 31 march"],
    ),
    (Flag::Snapshot, &["snapshot", "as at "]),
    (Flag::Incidents, &["incident", "episode", "missing occasions", "occurrences"]),
    (Flag::CombinedArea, &[SHARED_AREA, "combined", "both boroughs", "both councils"]),
    (Flag::Rounded, &["rounding", "rounded"]),
    (Flag::Approximate, &["approximate", "approx", "estimate", "circa", "provisional"]),
    (Flag::Scope, &["a scope of its own", "part of the area"]),
    (Flag::OtherPeriod, &["another period", "academic year", "part of the year"]),
];

/// The flags that words carry: of a doubt about an answer, or of what a person noted accepting it.
pub fn in_words(words: &str) -> Vec<Flagged> {
    let lower = words.to_lowercase();
    let year = has_double_year(&lower);
    let mut found: Vec<Flagged> = Vec::new();
    for (flag, signs) in WORDS {
        let said = signs.iter().any(|sign| lower.contains(sign));
        let said = said || (flag == Flag::FinancialYear && year);
        // A financial year is another period too: it is named once.
        let named = flag == Flag::OtherPeriod
            && found.iter().any(|known| known.flag == Flag::FinancialYear);
        if said && !named {
            found.push(Flagged { flag, words: words.to_owned() });
        }
    }
    found
}

/// Whether a year is written as "2023/24" or "2023-2024".
fn has_double_year(text: &str) -> bool {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    text.match_indices(['/', '-', '\u{2013}']).any(|(at, sign)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + sign.len()..).unwrap_or_default();
        let first: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        let first: String = first.chars().rev().collect();
        let second = digits(after);
        let year = |text: &str| text.parse::<u32>().ok();
        let is_next = |long: u32, short: u32| (long + 1) % 100 == short % 100;
        first.len() == 4
            && first.starts_with("20")
            && matches!(second.len(), 2 | 4)
            && year(&first).zip(year(&second)).is_some_and(|(long, short)| is_next(long, short))
    })
}

#[cfg(test)]
mod tests {
    use super::{Flag, in_words};

    #[test]
    fn a_doubt_that_was_accepted_says_what_it_was_of() {
        for (words, flag) in [
            ("another period: \u{201c}financial year\u{201d}", Flag::FinancialYear),
            ("figures are for 2023/24", Flag::FinancialYear),
            ("another period: \u{201c}academic year\u{201d}", Flag::OtherPeriod),
            ("a snapshot: \u{201c}as at 30\u{201d}", Flag::Snapshot),
            ("a shared area: \u{201c}combined figures\u{201d}", Flag::CombinedArea),
            ("rounding: \u{201c}rounded\u{201d}", Flag::Rounded),
            ("the number is approximate", Flag::Approximate),
            ("41 missing episodes", Flag::Incidents),
        ] {
            let found: Vec<Flag> = in_words(words).into_iter().map(|found| found.flag).collect();
            assert_eq!(found, [flag], "{words}");
        }
        assert!(in_words("read in the second table, p. 24-25").is_empty());
    }
}
