//! How instants, days and JSON stand in the database.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An instant as text that sorts in time order.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

pub(super) fn read_instant(text: &str) -> anyhow::Result<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text)
        .with_context(|| format!("`{text}` in the database is no instant"))?;
    Ok(at.with_timezone(&Utc))
}

pub(super) fn read_day(text: Option<String>) -> anyhow::Result<Option<NaiveDate>> {
    text.map(|text| text.parse().with_context(|| format!("`{text}` in the database is no date")))
        .transpose()
}

pub(super) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    serde_json::to_string(value).context("writing JSON")
}

pub(super) fn read_json<T: DeserializeOwned>(text: &str) -> anyhow::Result<T> {
    serde_json::from_str(text).context("JSON in the database is not what this version wrote")
}
