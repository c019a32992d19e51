//! Bank holidays by nation, and which days are working days under which Act.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

/// Whose bank holidays an Act leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A bank holiday in any part of the United Kingdom (FOIA section 10(6)).
    AnyPartOfUk,
    /// A bank holiday in Scotland (FOISA section 73).
    Scotland,
}

/// A part of the United Kingdom with a bank-holiday list of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    EnglandAndWales,
    Scotland,
    NorthernIreland,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "England and Wales",
            Self::Scotland => "Scotland",
            Self::NorthernIreland => "Northern Ireland",
        }
    }
}

/// A day on which at least one part of the United Kingdom has a bank holiday.
#[derive(Debug, Clone)]
pub struct Holiday {
    pub parts: Vec<Part>,
    pub title: String,
    /// Projected by rule: no proclamation has been made yet.
    pub projected: bool,
    /// For a day that was added at short notice: when it became known. Whether it stops a clock
    /// that was running by then is unsettled (rules.md 1.9).
    pub known_on: Option<NaiveDate>,
}

impl Holiday {
    fn counts_for(&self, scope: Scope) -> bool {
        match scope {
            Scope::AnyPartOfUk => true,
            Scope::Scotland => self.is_scottish(),
        }
    }

    pub fn is_scottish(&self) -> bool {
        self.parts.contains(&Part::Scotland)
    }

    /// For instance "St Andrew's Day (bank holiday in Scotland)".
    pub fn describe(&self) -> String {
        let all = self.parts.len() == 3;
        let place = if all {
            "the whole United Kingdom".to_owned()
        } else {
            self.parts.iter().map(|part| part.name()).collect::<Vec<_>>().join(" and ")
        };
        let certainty = if self.projected { ", projected, not yet proclaimed" } else { "" };
        format!("{} (bank holiday in {place}{certainty})", self.title)
    }
}

/// A date outside the years whose bank holidays are known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no bank holidays are known for {year}: dates from {first} to {last} can be reckoned; \
     check the date, or reckon this one by hand"
)]
pub struct UnknownYear {
    pub year: i32,
    pub first: i32,
    pub last: i32,
}

impl UnknownYear {
    /// A date so far from `day` that it cannot be written.
    pub(super) fn far(day: NaiveDate) -> Self {
        Self { year: day.year(), first: 2012, last: 2035 }
    }
}

/// The bank holidays of all parts of the United Kingdom, by day.
#[derive(Debug, Clone)]
pub struct Calendar {
    holidays: BTreeMap<NaiveDate, Holiday>,
    first: i32,
    last: i32,
    /// The last year that rests on proclaimed days only.
    proclaimed: i32,
    uk: WorkingDays,
    scotland: WorkingDays,
}

/// The working days of all years of a calendar, numbered, so that counting is looking up.
#[derive(Debug, Clone, Default)]
struct WorkingDays {
    first: NaiveDate,
    /// For each day from `first` on, how many working days there are up to and with it.
    up_to: Vec<u16>,
    days: Vec<NaiveDate>,
}

impl WorkingDays {
    fn of(years: (i32, i32), is_working: impl Fn(NaiveDate) -> bool) -> Self {
        let first = NaiveDate::from_ymd_opt(years.0, 1, 1).unwrap_or_default();
        let mut numbered = Self { first, ..Self::default() };
        for day in first.iter_days().take_while(|day| day.year() <= years.1) {
            if is_working(day) {
                numbered.days.push(day);
            }
            // 24 years have some 6,000 working days.
            numbered.up_to.push(u16::try_from(numbered.days.len()).unwrap_or(u16::MAX));
        }
        numbered
    }

    /// How many working days there are up to and with `day`.
    fn number(&self, day: NaiveDate) -> Option<usize> {
        let index = usize::try_from((day - self.first).num_days()).ok()?;
        self.up_to.get(index).map(|number| usize::from(*number))
    }

    fn after(&self, from: NaiveDate, days: u32) -> Option<NaiveDate> {
        let number = self.number(from)? + usize::try_from(days).ok()?;
        if days == 0 { Some(from) } else { self.days.get(number - 1).copied() }
    }
}

/// Days that were added at short notice, and when they were proclaimed (rules.md 1.9, 7.3).
const ADDED_LATE: [(&str, &str); 2] = [("2022-09-19", "2022-09-10"), ("2026-06-15", "2026-02-04")];

#[derive(Deserialize)]
struct Row {
    date: NaiveDate,
    title: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    england_and_wales: Vec<Row>,
    scotland: Vec<Row>,
    northern_ireland: Vec<Row>,
}

const PROCLAIMED: &str = include_str!("data/bank-holidays.json");
const PROJECTED: &str = include_str!("data/bank-holidays-projected-2029-2035.json");

impl Calendar {
    /// The calendar that ships with the program: 2012 to 2028 as published, 2029 to 2035 projected.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Calendar> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            let mut holidays = BTreeMap::new();
            for (text, projected) in [(PROCLAIMED, false), (PROJECTED, true)] {
                read_shipped(text, projected, &mut holidays);
            }
            for (day, known_on) in ADDED_LATE {
                let day = day.parse().ok().and_then(|day: NaiveDate| holidays.get_mut(&day));
                if let Some(holiday) = day {
                    holiday.known_on = known_on.parse().ok();
                }
            }
            Self::new(holidays, (2012, 2035), 2028)
        })
    }

    fn new(holidays: BTreeMap<NaiveDate, Holiday>, years: (i32, i32), proclaimed: i32) -> Self {
        let numbered = |scope: Scope| {
            WorkingDays::of(years, |day| why_not_working(&holidays, scope, day).is_none())
        };
        let (uk, scotland) = (numbered(Scope::AnyPartOfUk), numbered(Scope::Scotland));
        Self { holidays, first: years.0, last: years.1, proclaimed, uk, scotland }
    }

    /// A calendar of these days alone, each a holiday in every part.
    pub fn of(days: &[NaiveDate]) -> Self {
        let parts = vec![Part::EnglandAndWales, Part::Scotland, Part::NorthernIreland];
        let title = "bank holiday".to_owned();
        let holiday = Holiday { parts, title, projected: false, known_on: None };
        let holidays = days.iter().map(|day| (*day, holiday.clone())).collect();
        let year = |day: Option<&NaiveDate>| day.map_or(0, Datelike::year);
        let years = (year(days.iter().min()), year(days.iter().max()));
        Self::new(holidays, years, years.1)
    }

    fn working_days(&self, scope: Scope) -> &WorkingDays {
        match scope {
            Scope::AnyPartOfUk => &self.uk,
            Scope::Scotland => &self.scotland,
        }
    }

    /// Why `day` is no working day, or `None` if it is one.
    pub fn why_not_working(&self, scope: Scope, day: NaiveDate) -> Option<NonWorking<'_>> {
        why_not_working(&self.holidays, scope, day)
    }

    pub fn is_working(&self, scope: Scope, day: NaiveDate) -> bool {
        self.why_not_working(scope, day).is_none()
    }

    /// The `days`-th working day after `from`, which itself may be any day.
    pub fn working_day_after(
        &self,
        scope: Scope,
        from: NaiveDate,
        days: u32,
    ) -> Result<NaiveDate, UnknownYear> {
        self.working_days(scope).after(from, days).ok_or_else(|| self.unknown(from))
    }

    /// How many working days there are from `first` to `last`, both counted.
    pub fn working_days_in(
        &self,
        scope: Scope,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<u32, UnknownYear> {
        let days = self.working_days(scope);
        let before = days.number(first).ok_or_else(|| self.unknown(first))?;
        let up_to = days.number(last).ok_or_else(|| self.unknown(last))?;
        let with_first = usize::from(self.is_working(scope, first));
        Ok(u32::try_from((up_to + with_first).saturating_sub(before)).unwrap_or(u32::MAX))
    }

    /// The bank holidays after `from` and up to `to` that fall on weekdays and count for `scope`.
    pub fn skipped(
        &self,
        scope: Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> impl Iterator<Item = (NaiveDate, &Holiday)> {
        self.holidays
            .range((std::ops::Bound::Excluded(from), std::ops::Bound::Included(to.max(from))))
            .filter(move |(_, holiday)| holiday.counts_for(scope))
            .filter(|(day, _)| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
            .map(|(day, holiday)| (*day, holiday))
    }

    /// Whether a date reckoned up to `day` rests on holidays that nobody has proclaimed yet.
    pub fn is_provisional(&self, day: NaiveDate) -> bool {
        day.year() > self.proclaimed
    }

    /// The days of `year` on which some part has a bank holiday.
    pub fn of_year(&self, year: i32) -> impl Iterator<Item = (NaiveDate, &Holiday)> {
        self.holidays
            .iter()
            .filter(move |(day, _)| day.year() == year)
            .map(|(day, holiday)| (*day, holiday))
    }

    /// A count that starts at `from` leaves the years that are known.
    fn unknown(&self, from: NaiveDate) -> UnknownYear {
        let known = (self.first..=self.last).contains(&from.year());
        let year = if known { self.last + 1 } else { from.year() };
        UnknownYear { year, first: self.first, last: self.last }
    }
}

fn why_not_working(
    holidays: &BTreeMap<NaiveDate, Holiday>,
    scope: Scope,
    day: NaiveDate,
) -> Option<NonWorking<'_>> {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return Some(NonWorking::Weekend);
    }
    holidays.get(&day).filter(|holiday| holiday.counts_for(scope)).map(NonWorking::BankHoliday)
}

#[expect(clippy::expect_used, reason = "the embedded files are read by a test")]
fn read_shipped(text: &str, projected: bool, holidays: &mut BTreeMap<NaiveDate, Holiday>) {
    let file: File = serde_json::from_str(text).expect("the embedded bank holidays are JSON");
    for (part, rows) in [
        (Part::EnglandAndWales, file.england_and_wales),
        (Part::Scotland, file.scotland),
        (Part::NorthernIreland, file.northern_ireland),
    ] {
        for row in rows {
            let title = row.title.unwrap_or_else(|| "bank holiday".to_owned());
            holidays
                .entry(row.date)
                .or_insert_with(|| Holiday { parts: Vec::new(), title, projected, known_on: None })
                .parts
                .push(part);
        }
    }
}

/// Why a day does not count.
#[derive(Debug)]
pub enum NonWorking<'a> {
    Weekend,
    BankHoliday(&'a Holiday),
}
