//! The program's source of time: the system's clock, or the instant that `FOI_NOW` sets.

use chrono::{DateTime, NaiveDate, Utc};

use crate::law::london;

/// Where "now" comes from, decided once at the start of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    System,
    /// A rehearsal or a test: time stands still.
    Fixed(DateTime<Utc>),
}

impl Now {
    /// Reads the value of `FOI_NOW`, an RFC 3339 instant.
    pub fn from_setting(setting: Option<&str>) -> anyhow::Result<Self> {
        let Some(text) = setting else { return Ok(Self::System) };
        let instant = DateTime::parse_from_rfc3339(text.trim()).map_err(|error| {
            anyhow::anyhow!(
                "FOI_NOW is `{text}`, which is no RFC 3339 instant ({error}): write it as \
                 2026-02-03T09:00:00Z"
            )
        })?;
        Ok(Self::Fixed(instant.with_timezone(&Utc)))
    }

    pub fn instant(self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            Self::System => Utc::now(),
            Self::Fixed(instant) => instant,
        }
    }

    /// Today's date in London.
    pub fn today(self) -> NaiveDate {
        london::civil_date(self.instant())
    }

    pub fn is_fixed(self) -> bool {
        matches!(self, Self::Fixed(_))
    }
}
