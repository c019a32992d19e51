//! The plain count, and dates in words.

use std::fmt::Write;

use chrono::{Datelike, Month, NaiveDate, Weekday};

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
    let weekday = match day.weekday() {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    };
    let month = u8::try_from(day.month()).ok().and_then(|month| Month::try_from(month).ok());
    let month = month.map_or("", |month| month.name());
    // Not by a format of the date's: that cost more than judging the request it is about.
    let mut words = String::with_capacity(32);
    words.push_str(weekday);
    let _ = write!(words, " {} {month} {}", day.day(), day.year());
    words
}
