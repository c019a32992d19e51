//! How figures are published: what is a small number, and what "fewer than five" is taken for
//! (docs/publication.md).

use serde::{Deserialize, Serialize};

use crate::toml_file::{Reader, Table, instead};

/// What `[publication]` of `campaign.toml` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Publication {
    /// Counts from one to one less than this are not published; 1 publishes every count.
    pub threshold: u32,
    pub zeros: Zeros,
    pub zero_rule: ZeroRule,
    /// Columns of the register by which totals are published: they are protected together.
    pub by: Vec<String>,
}

/// Whether a zero is a small number too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zeros {
    #[default]
    Shown,
    Suppressed,
}

/// What a suppressed "fewer than five" begins at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZeroRule {
    /// At one where the same reply writes true zeros as 0, else at zero.
    #[default]
    AsRead,
    /// At zero, unless its words say one.
    Zero,
    /// At one, unless its words say zero.
    One,
}

impl Default for Publication {
    fn default() -> Self {
        let by = vec!["nation".to_owned()];
        Self { threshold: 5, zeros: Zeros::Shown, zero_rule: ZeroRule::AsRead, by }
    }
}

impl Zeros {
    pub const ALL: [Self; 2] = [Self::Shown, Self::Suppressed];

    pub fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Suppressed => "suppressed",
        }
    }
}

impl ZeroRule {
    pub const ALL: [Self; 3] = [Self::AsRead, Self::Zero, Self::One];

    pub fn code(self) -> &'static str {
        match self {
            Self::AsRead => "as_read",
            Self::Zero => "zero",
            Self::One => "one",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == text)
    }

    /// The rule as it is printed beside a figure.
    pub fn words(self) -> &'static str {
        match self {
            Self::AsRead => {
                "a suppressed \u{201c}<5\u{201d} is 1 to 4 where the same reply writes true zeros \
                 as 0, else 0 to 4"
            }
            Self::Zero => "a suppressed \u{201c}<5\u{201d} is 0 to 4",
            Self::One => "a suppressed \u{201c}<5\u{201d} is 1 to 4",
        }
    }
}

/// Above this a count is no small number to anybody.
const MOST: u32 = 100;

impl Publication {
    /// What `[publication]` says, if there is such a table.
    pub(super) fn read<'t>(reader: &mut Reader<'t>, top: &Table<'t>) -> Self {
        let mut read = Self::default();
        let Some(table) = reader.section(top, "publication") else { return read };
        reader.allow(&table, &["threshold", "zeros", "zero_rule", "by"]);
        if let Some(threshold) = reader.count(&table, "threshold") {
            if !(1..=MOST).contains(&threshold) {
                let line = reader.line_of(&table, "threshold").unwrap_or(table.line);
                let message = format!("`threshold` is {threshold}");
                let write = format!("Write a whole number from 1 (no count is hidden) to {MOST}");
                reader.mistake("bad_threshold", line, message, write);
            }
            read.threshold = threshold.clamp(1, MOST);
        }
        let codes = Zeros::ALL.map(Zeros::code);
        let zeros = Self::word(reader, &table, ("zeros", &codes));
        let known = |known: &Zeros| zeros.as_deref() == Some(known.code());
        read.zeros = Zeros::ALL.into_iter().find(known).unwrap_or_default();
        let codes = ZeroRule::ALL.map(ZeroRule::code);
        let rule = Self::word(reader, &table, ("zero_rule", &codes));
        read.zero_rule = rule.as_deref().and_then(ZeroRule::parse).unwrap_or_default();
        if reader.line_of(&table, "by").is_some() {
            read.by = reader.texts(&table, "by").into_iter().map(|text| text.value).collect();
        }
        read
    }

    /// One of `words`, or a mistake that names them.
    fn word<'t>(
        reader: &mut Reader<'t>,
        table: &Table<'t>,
        (key, words): (&str, &[&str]),
    ) -> Option<String> {
        let word = reader.line_of_text(table, key)?;
        if !words.contains(&word.value.as_str()) {
            let message = format!("`{key}` is `{}`", word.value);
            reader.mistake("unknown_word", word.line, message, instead(&word.value, words));
        }
        Some(word.value)
    }
}
