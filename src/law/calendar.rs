//! Bank holidays by nation, and which days are working days under which Act.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
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
    pub const ALL: [Self; 3] = [Self::EnglandAndWales, Self::Scotland, Self::NorthernIreland];

    /// As GOV.UK calls its division.
    pub fn code(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == text)
    }

    pub fn name(self) -> &'static str {
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
    /// For a day that was added at short notice, in every part that has it: when it first became
    /// known. Whether it stops a clock that was running by then is unsettled (rules.md 1.9).
    pub known_on: Option<NaiveDate>,
    /// The parts in which it was added at short notice, and when it became known there.
    pub added: BTreeMap<Part, NaiveDate>,
    /// Where the day stands written.
    pub source: Cow<'static, str>,
}

impl Holiday {
    /// When it became known that this day counts for `scope`; `None` if that was always known.
    pub fn became_known(&self, scope: Scope) -> Option<NaiveDate> {
        match scope {
            Scope::AnyPartOfUk => self.known_on,
            Scope::Scotland => self.added.get(&Part::Scotland).copied(),
        }
    }

    fn add(&mut self, part: Part, known_on: Option<NaiveDate>) {
        self.parts.push(part);
        self.parts.sort_unstable();
        if let Some(day) = known_on {
            self.added.insert(part, day);
        }
        let always = self.parts.iter().any(|part| !self.added.contains_key(part));
        self.known_on = self.added.values().min().copied().filter(|_| !always);
    }

    pub fn counts_for(&self, scope: Scope) -> bool {
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
        let all = self.parts.len() == Part::ALL.len();
        let place = if all {
            "the whole United Kingdom".to_owned()
        } else {
            self.parts.iter().map(|part| part.name()).collect::<Vec<_>>().join(" and ")
        };
        let certainty = if self.projected { ", projected, not yet proclaimed" } else { "" };
        format!("{} (bank holiday in {place}{certainty})", self.title)
    }
}

/// A bank holiday of one part of the kingdom that was taken in after this program was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proclaimed {
    pub day: NaiveDate,
    pub part: Part,
    pub title: String,
    /// When it became known; `None` if the projection had it.
    pub known_on: Option<NaiveDate>,
    /// The SHA-256 of the file it stands in.
    pub source: String,
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
    first: i32,
    /// For each day from the first of year `first` on, how many working days there are up to and
    /// with it; every year has 366 places, so that a day's is found without reckoning.
    up_to: Vec<u16>,
    days: Vec<NaiveDate>,
}

impl WorkingDays {
    fn of(years: (i32, i32), mut is_working: impl FnMut(NaiveDate) -> bool) -> Self {
        let first = NaiveDate::from_ymd_opt(years.0, 1, 1).unwrap_or_default();
        let length = usize::try_from(years.1 - years.0 + 1).unwrap_or_default() * 366;
        let up_to = Vec::with_capacity(length);
        let mut numbered = Self { first: years.0, up_to, days: Vec::with_capacity(length) };
        for day in first.iter_days().take_while(|day| day.year() <= years.1) {
            if is_working(day) {
                numbered.days.push(day);
            }
            // 24 years have some 6,000 working days.
            let number = u16::try_from(numbered.days.len()).unwrap_or(u16::MAX);
            let places = if day.ordinal() == 365 && !day.leap_year() { 2 } else { 1 };
            numbered.up_to.extend(std::iter::repeat_n(number, places));
        }
        numbered
    }

    /// How many working days there are up to and with `day`.
    fn number(&self, day: NaiveDate) -> Option<usize> {
        let year = usize::try_from(day.year() - self.first).ok()?;
        let place = year * 366 + usize::try_from(day.ordinal0()).ok()?;
        self.up_to.get(place).map(|number| usize::from(*number))
    }

    fn after(&self, from: NaiveDate, days: u32) -> Option<NaiveDate> {
        let number = self.number(from)? + usize::try_from(days).ok()?;
        if days == 0 { Some(from) } else { self.days.get(number - 1).copied() }
    }

    fn before(&self, day: NaiveDate, days: u32) -> Option<NaiveDate> {
        let up_to = self.number(day)?;
        let itself = self.days.get(up_to.checked_sub(1)?) == Some(&day);
        let earlier = up_to - usize::from(itself);
        self.days.get(earlier.checked_sub(usize::try_from(days).ok()?)?).copied()
    }
}

/// Days that were added at short notice, and when they were proclaimed (rules.md 1.9, 7.3).
const ADDED_LATE: [(&str, &str); 2] = [("2022-09-19", "2022-09-10"), ("2026-06-15", "2026-02-04")];

#[derive(Deserialize)]
struct Row<'a> {
    date: NaiveDate,
    title: Option<String>,
    source: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File<'a> {
    #[serde(borrow)]
    england_and_wales: Vec<Row<'a>>,
    #[serde(borrow)]
    scotland: Vec<Row<'a>>,
    #[serde(borrow)]
    northern_ireland: Vec<Row<'a>>,
}

/// What a day is called whose name is not known.
const UNNAMED: &str = "bank holiday";

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
                if let (Some(holiday), Ok(known_on)) = (day, known_on.parse()) {
                    holiday.added = holiday.parts.iter().map(|part| (*part, known_on)).collect();
                    holiday.known_on = Some(known_on);
                }
            }
            Self::new(holidays, (2012, 2035), 2028)
        })
    }

    fn new(holidays: BTreeMap<NaiveDate, Holiday>, years: (i32, i32), proclaimed: i32) -> Self {
        // Both go through the calendar in step with the days: this is done for each command.
        let numbered = |scope: Scope| {
            let mut skipped = holidays.iter().filter(|(_, holiday)| holiday.counts_for(scope));
            let mut next = skipped.next();
            WorkingDays::of(years, |day| {
                while next.is_some_and(|(holiday, _)| *holiday < day) {
                    next = skipped.next();
                }
                let holiday = next.is_some_and(|(holiday, _)| *holiday == day);
                !holiday && !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            })
        };
        let (uk, scotland) = (numbered(Scope::AnyPartOfUk), numbered(Scope::Scotland));
        Self { holidays, first: years.0, last: years.1, proclaimed, uk, scotland }
    }

    /// A calendar of these days alone, each a holiday in every part.
    pub fn of(days: &[NaiveDate]) -> Self {
        let holiday = Holiday {
            parts: Part::ALL.to_vec(),
            title: UNNAMED.to_owned(),
            projected: false,
            known_on: None,
            added: BTreeMap::new(),
            source: Cow::default(),
        };
        let holidays = days.iter().map(|day| (*day, holiday.clone())).collect();
        let year = |day: Option<&NaiveDate>| day.map_or(0, Datelike::year);
        let years = (year(days.iter().min()), year(days.iter().max()));
        Self::new(holidays, years, years.1)
    }

    /// This calendar with days that were taken in over it. A year that was only projected and has
    /// such days in every part counts as proclaimed, and its projected days give way to them.
    #[must_use]
    pub fn with(&self, days: &[Proclaimed]) -> Self {
        let mut parts: BTreeMap<i32, BTreeSet<Part>> = BTreeMap::new();
        for day in days {
            parts.entry(day.day.year()).or_default().insert(day.part);
        }
        let covered = |year: i32| parts.get(&year).is_some_and(|all| all.len() == Part::ALL.len());
        let mut holidays = self.holidays.clone();
        holidays.retain(|day, holiday| !(holiday.projected && covered(day.year())));
        for day in days {
            let holiday = holidays.entry(day.day).or_insert_with(|| Holiday {
                parts: Vec::new(),
                title: day.title.clone(),
                projected: false,
                known_on: None,
                added: BTreeMap::new(),
                source: Cow::Owned(format!("bank-holidays.json, sha256 {}", day.source)),
            });
            if !holiday.parts.contains(&day.part) {
                holiday.add(day.part, day.known_on);
            }
        }
        let mut proclaimed = self.proclaimed;
        while covered(proclaimed + 1) {
            proclaimed += 1;
        }
        Self::new(holidays, (self.first, self.last.max(proclaimed)), proclaimed)
    }

    /// The years whose days can be reckoned, and the last that rests on proclaimed days.
    pub fn years(&self) -> (i32, i32, i32) {
        (self.first, self.last, self.proclaimed)
    }

    /// What is known of `day` as a bank holiday in `part`.
    pub fn holiday(&self, part: Part, day: NaiveDate) -> Option<&Holiday> {
        self.holidays.get(&day).filter(|holiday| holiday.parts.contains(&part))
    }

    /// The bank holidays on which the parts do not agree.
    pub fn differing(&self, year: i32) -> impl Iterator<Item = (NaiveDate, &Holiday)> {
        self.of_year(year).filter(|(_, holiday)| holiday.parts.len() < Part::ALL.len())
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

    /// The `days`-th working day before `day`, which itself may be any day; at least the first.
    pub fn working_day_before(&self, scope: Scope, day: NaiveDate, days: u32) -> Option<NaiveDate> {
        self.working_days(scope).before(day, days.max(1))
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
fn read_shipped(text: &'static str, projected: bool, holidays: &mut BTreeMap<NaiveDate, Holiday>) {
    let file: File = serde_json::from_str(text).expect("the embedded bank holidays are JSON");
    for (part, rows) in [
        (Part::EnglandAndWales, file.england_and_wales),
        (Part::Scotland, file.scotland),
        (Part::NorthernIreland, file.northern_ireland),
    ] {
        for row in rows {
            let title = row.title.unwrap_or_else(|| usual_name(row.date, part).to_owned());
            let source = Cow::Borrowed(row.source.unwrap_or("projected by rule"));
            let new = || Holiday {
                parts: Vec::new(),
                title,
                projected,
                known_on: None,
                added: BTreeMap::new(),
                source,
            };
            holidays.entry(row.date).or_insert_with(new).add(part, None);
        }
    }
}

/// What a projected day will be called: the file that projects it has dates alone.
fn usual_name(day: NaiveDate, part: Part) -> &'static str {
    match (day.month(), day.day()) {
        (1, 2..) if part == Part::Scotland => "2nd January",
        (1, _) => "New Year's Day",
        (3, 17..=19) => "St Patrick's Day",
        // Good Friday is 20 March at the earliest, Easter Monday 26 April at the latest.
        (3 | 4, _) if day.weekday() == Weekday::Fri => "Good Friday",
        (3 | 4, _) => "Easter Monday",
        (5, ..=7) => "Early May bank holiday",
        (5, _) => "Spring bank holiday",
        (7, _) => "Battle of the Boyne (Orangemen's Day)",
        (8, _) => "Summer bank holiday",
        (11, _) | (12, ..=2) => "St Andrew's Day",
        (12, 25 | 27) => "Christmas Day",
        (12, _) => "Boxing Day",
        _ => UNNAMED,
    }
}

/// Why a day does not count.
#[derive(Debug)]
pub enum NonWorking<'a> {
    Weekend,
    BankHoliday(&'a Holiday),
}
