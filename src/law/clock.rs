//! The plain count, and dates in words.

use chrono::NaiveDate;

use super::Law;
use super::calendar::{Calendar, UnknownYear};

/// The last day for a reply to a request received on `received`, when nothing else happens.
pub fn response_due(
    calendar: &Calendar,
    law: Law,
    received: NaiveDate,
) -> Result<NaiveDate, UnknownYear> {
    let regime = law.regime(received);
    calendar.working_day_after(regime.scope, received, regime.response_days)
}

/// For instance "Monday 23 November 2026".
pub fn long_date(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}
