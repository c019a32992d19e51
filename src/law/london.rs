//! Instants to civil dates: the law counts days in Europe/London, and a day runs to midnight.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;

/// The date in London at `instant`: 23:30 UTC on 1 July is 2 July (rules.md 0, rule 1).
pub fn civil_date(instant: DateTime<Utc>) -> NaiveDate {
    use chrono::Timelike;
    // London is never more than an hour ahead: only the last hour of a day can be the next one's.
    let utc = instant.naive_utc();
    if utc.hour() < 23 {
        return utc.date();
    }
    instant.with_timezone(&London).date_naive()
}

/// The time of day in London at `instant`, in minutes after midnight.
pub fn minute_of_day(instant: DateTime<Utc>) -> u32 {
    use chrono::Timelike;
    let local = instant.with_timezone(&London);
    local.hour() * 60 + local.minute()
}

/// The instant at which the clock in London shows `minute` (after midnight) on `day`.
///
/// A minute that the spring change skips becomes the first one that exists after it.
pub fn instant_at(day: NaiveDate, minute: u32) -> DateTime<Utc> {
    use chrono::{Duration, TimeZone};
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    (0..=120)
        .step_by(30)
        .find_map(|later| {
            let local = midnight + Duration::minutes(i64::from(minute) + later);
            London.from_local_datetime(&local).earliest()
        })
        .map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}
