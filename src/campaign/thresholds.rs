//! From where on a difference is looked at by `foi checks` (docs/checks.md).

use serde::{Deserialize, Serialize};

use crate::toml_file::{Reader, Table};

/// How many times apart two figures must be; above chance, where they are counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// A count, and that of the round before.
    pub jump: f64,
    /// The same for sums of money and times, which do not scatter as counts do: pounds for thousands, or
    /// hours for days.
    pub jump_of_amounts: f64,
    /// A figure and the published one: a digit too many, another table's column, a total of something else.
    pub baseline: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { jump: 2.0, jump_of_amounts: 10.0, baseline: 10.0 }
    }
}

/// Beyond this a threshold finds nothing.
const MOST: f64 = 1000.0;

impl Thresholds {
    /// Those in `[checks]`, if there is such a table.
    pub(super) fn read<'t>(reader: &mut Reader<'t>, top: &Table<'t>) -> Self {
        let mut read = Self::default();
        let Some(table) = reader.section(top, "checks") else { return read };
        let keys = [
            ("jump", &mut read.jump),
            ("jump_of_amounts", &mut read.jump_of_amounts),
            ("baseline", &mut read.baseline),
        ];
        reader.allow(&table, &keys.each_ref().map(|(key, _)| *key));
        for (key, threshold) in keys {
            *threshold = reader.times(&table, key, MOST).unwrap_or(*threshold);
        }
        read
    }
}
