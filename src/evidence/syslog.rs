//! The time at the head of a line of a log: with its year and zone, or as syslog has written it of old.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};

use crate::law::london;

/// In which zone a server writes times that name none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Zone {
    #[default]
    London,
    Utc,
}

/// What is needed to read times that do not say everything.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// A line is not of the future: of the years that fit, the last before this is meant.
    pub now: DateTime<Utc>,
    pub zone: Zone,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The time at the start of `line`, and the rest of the line.
pub(super) fn stamped(line: &str, clock: Clock) -> Option<(DateTime<Utc>, &str)> {
    let line = match line.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        // The priority of a line that was sent over the network, and the version behind it.
        Some((_, rest)) => rest.strip_prefix("1 ").unwrap_or(rest),
        None => line,
    };
    let (first, rest) = line.split_once(' ')?;
    if let Ok(at) = DateTime::parse_from_rfc3339(first) {
        return Some((at.with_timezone(&Utc), rest));
    }
    let month = MONTHS.iter().position(|name| *name == first)?;
    let (day, rest) = rest.trim_start().split_once(' ')?;
    let (time, rest) = rest.trim_start().split_once(' ')?;
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S%.f").ok()?;
    let month = u32::try_from(month + 1).ok()?;
    let day: u32 = day.parse().ok()?;
    let year = clock.now.year() + 1;
    let at = (0..5).find_map(|back| {
        let date = NaiveDate::from_ymd_opt(year - back, month, day)?;
        let at = instant(date, time, clock.zone);
        (at <= clock.now + Duration::days(1)).then_some(at)
    })?;
    Some((at, rest))
}

/// The instant at which the server's clock shows this.
pub(super) fn instant(date: NaiveDate, time: NaiveTime, zone: Zone) -> DateTime<Utc> {
    let past = time.signed_duration_since(NaiveTime::MIN);
    match zone {
        Zone::Utc => date.and_time(time).and_utc(),
        Zone::London => {
            let minutes = u32::try_from(past.num_minutes()).unwrap_or_default();
            let seconds = past - Duration::minutes(i64::from(minutes));
            london::instant_at(date, minutes) + seconds
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, now: &str, zone: Zone) -> String {
        let clock = Clock { now: now.parse().unwrap(), zone };
        let found = stamped(line, clock);
        found.map_or_else(String::new, |(at, rest)| {
            format!("{}|{rest}", at.format("%Y-%m-%dT%H:%M:%S"))
        })
    }

    #[test]
    fn a_time_without_a_year_is_the_last_one_that_has_been() {
        for (line, now, expected) in [
            (
                "Feb  2 10:00:01 mx postfix",
                "2026-02-03T00:00:00Z",
                "2026-02-02T10:00:01|mx postfix",
            ),
            ("Dec 31 23:59:59 mx", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59|mx"),
            ("Feb 29 08:00:00 mx", "2026-02-03T00:00:00Z", "2024-02-29T08:00:00|mx"),
            (
                "2026-02-02T10:00:01.123456+01:00 mx",
                "2026-02-03T00:00:00Z",
                "2026-02-02T09:00:01|mx",
            ),
            ("<22>Feb  2 10:00:01 mx", "2026-02-03T00:00:00Z", "2026-02-02T10:00:01|mx"),
            ("<22>1 2026-02-02T10:00:01Z mx", "2026-02-03T00:00:00Z", "2026-02-02T10:00:01|mx"),
            ("Sometime later", "2026-02-03T00:00:00Z", ""),
            ("Feb 31 10:00:00 mx", "2026-02-03T00:00:00Z", ""),
        ] {
            assert_eq!(read(line, now, Zone::Utc), expected, "{line}");
        }
    }

    #[test]
    fn a_server_in_london_writes_summer_time() {
        let now = "2026-08-01T00:00:00Z";
        assert_eq!(read("Jul  1 10:00:00 mx", now, Zone::London), "2026-07-01T09:00:00|mx");
        assert_eq!(read("Jul  1 10:00:00 mx", now, Zone::Utc), "2026-07-01T10:00:00|mx");
    }
}
