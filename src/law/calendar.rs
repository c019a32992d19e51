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
}

impl Holiday {
    fn counts_for(&self, scope: Scope) -> bool {
        match scope {
            Scope::AnyPartOfUk => true,
            Scope::Scotland => self.parts.contains(&Part::Scotland),
        }
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

/// The bank holidays of all parts of the United Kingdom, by day.
#[derive(Debug, Clone)]
pub struct Calendar {
    holidays: BTreeMap<NaiveDate, Holiday>,
    first: i32,
    last: i32,
    /// The last year that rests on proclaimed days only.
    proclaimed: i32,
}

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
            let mut calendar =
                Self { holidays: BTreeMap::new(), first: 2012, last: 2035, proclaimed: 2028 };
            for (text, projected) in [(PROCLAIMED, false), (PROJECTED, true)] {
                calendar.add(text, projected);
            }
            calendar
        })
    }

    #[expect(clippy::expect_used, reason = "the embedded files are read by a test")]
    fn add(&mut self, text: &str, projected: bool) {
        let file: File = serde_json::from_str(text).expect("the embedded bank holidays are JSON");
        for (part, rows) in [
            (Part::EnglandAndWales, file.england_and_wales),
            (Part::Scotland, file.scotland),
            (Part::NorthernIreland, file.northern_ireland),
        ] {
            for row in rows {
                let title = row.title.unwrap_or_else(|| "bank holiday".to_owned());
                self.holidays
                    .entry(row.date)
                    .or_insert_with(|| Holiday { parts: Vec::new(), title, projected })
                    .parts
                    .push(part);
            }
        }
    }

    /// A calendar of these days alone, each a holiday in every part.
    pub fn of(days: &[NaiveDate]) -> Self {
        let parts = vec![Part::EnglandAndWales, Part::Scotland, Part::NorthernIreland];
        let holiday = Holiday { parts, title: "bank holiday".to_owned(), projected: false };
        let holidays = days.iter().map(|day| (*day, holiday.clone())).collect();
        let year = |day: Option<&NaiveDate>| day.map_or(0, Datelike::year);
        let last = year(days.iter().max());
        Self { holidays, first: year(days.iter().min()), last, proclaimed: last }
    }

    /// Why `day` is no working day, or `None` if it is one.
    pub fn why_not_working(&self, scope: Scope, day: NaiveDate) -> Option<NonWorking<'_>> {
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            return Some(NonWorking::Weekend);
        }
        self.holidays
            .get(&day)
            .filter(|holiday| holiday.counts_for(scope))
            .map(NonWorking::BankHoliday)
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
        let mut day = self.known(from)?;
        let mut left = days;
        while left > 0 {
            day = self.known(day.succ_opt().unwrap_or(NaiveDate::MAX))?;
            if self.is_working(scope, day) {
                left -= 1;
            }
        }
        Ok(day)
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

    fn known(&self, day: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        let year = day.year();
        if (self.first..=self.last).contains(&year) {
            Ok(day)
        } else {
            Err(UnknownYear { year, first: self.first, last: self.last })
        }
    }
}

/// Why a day does not count.
#[derive(Debug)]
pub enum NonWorking<'a> {
    Weekend,
    BankHoliday(&'a Holiday),
}
