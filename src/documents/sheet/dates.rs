//! Days and times out of the numbers that spreadsheets keep them as.

use chrono::{Datelike, Days, NaiveDate};

use super::formats::Epoch;
use super::pattern::{Part, Section};

const DAY: i64 = 86_400;
/// The last day of the year 9999.
const LAST: f64 = 2_958_466.0;

/// A day as "2024-03-05", a month as "Mar 2024", a time as "14:30"; `None` for what is no day.
pub(super) fn shown(value: f64, section: &Section, epoch: Epoch) -> Option<String> {
    if !(0.0..LAST).contains(&value) {
        return None;
    }
    let parts = Parts::of(section);
    #[expect(clippy::cast_possible_truncation, reason = "it is below the last second of 9999")]
    let seconds = (value * 86_400.0).round() as i64;
    if let Some(unit) = parts.running {
        return Some(running(seconds, unit, &parts));
    }
    let (days, time) = (seconds / DAY, seconds % DAY);
    let day = if parts.is_date() { Some(date(days, epoch)?) } else { None };
    let mut shown = day.map(|day| parts.date(day)).unwrap_or_default();
    // A full day with a time of nothing is a day.
    if parts.is_time() && !(time == 0 && day.is_some()) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(&parts.time(time));
    }
    Some(shown)
}

fn date(days: i64, epoch: Epoch) -> Option<NaiveDate> {
    let (first, days) = match epoch {
        Epoch::Y1904 => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
        // Spreadsheets know a 29 February 1900.
        Epoch::Y1900 if days < 60 => (NaiveDate::from_ymd_opt(1899, 12, 31)?, days),
        Epoch::Y1900 => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
    };
    first.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

fn running(seconds: i64, unit: char, parts: &Parts) -> String {
    match unit {
        'H' if parts.second => {
            format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        'H' if parts.minute => format!("{}:{:02}", seconds / 3600, seconds / 60 % 60),
        'H' => (seconds / 3600).to_string(),
        'M' if parts.second => format!("{}:{:02}", seconds / 60, seconds % 60),
        'M' => (seconds / 60).to_string(),
        _ => seconds.to_string(),
    }
}

/// What a format shows of a moment.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "a format shows each or does not")]
struct Parts {
    year: bool,
    month: bool,
    day: bool,
    weekday: bool,
    hour: bool,
    minute: bool,
    second: bool,
    running: Option<char>,
}

impl Parts {
    fn of(section: &Section) -> Self {
        let letters: Vec<(char, usize)> = section
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Date(letter, count) => Some((*letter, *count)),
                Part::Literal(_) | Part::Number | Part::General => None,
            })
            .collect();
        let mut parts = Self::default();
        let mut before = None;
        for (at, (letter, count)) in letters.iter().enumerate() {
            match letter {
                'y' => parts.year = true,
                'd' if *count > 2 => parts.weekday = true,
                'd' => parts.day = true,
                'h' => parts.hour = true,
                's' => parts.second = true,
                'm' => {
                    let seconds_follow = letters.get(at + 1).is_some_and(|next| next.0 == 's');
                    let minutes =
                        *count < 3 && (seconds_follow || matches!(before, Some('h' | 'H')));
                    parts.minute |= minutes;
                    parts.month |= !minutes;
                }
                'H' | 'M' | 'S' => parts.running = parts.running.or(Some(*letter)),
                _ => {}
            }
            before = Some(*letter);
        }
        parts
    }

    fn is_date(&self) -> bool {
        self.year || self.month || self.day || self.weekday
    }

    fn is_time(&self) -> bool {
        self.hour || self.minute || self.second
    }

    fn date(&self, day: NaiveDate) -> String {
        match (self.year, self.month, self.day) {
            (true, true, false) => day.format("%b %Y").to_string(),
            (true, false, false) => day.year().to_string(),
            (false, true, false) => day.format("%B").to_string(),
            (false, false, false) => day.format("%A").to_string(),
            (_, _, true) => day.format("%Y-%m-%d").to_string(),
        }
    }

    fn time(&self, seconds: i64) -> String {
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match (self.hour, self.second) {
            (true, true) => format!("{hour:02}:{minute:02}:{second:02}"),
            (true, false) => format!("{hour:02}:{minute:02}"),
            (false, _) => format!("{minute:02}:{second:02}"),
        }
    }
}
