//! GOV.UK's list of bank holidays: read, checked against what is known, and what it adds.
//!
//! The list has itself been wrong (rules.md 7.4: from November 2024 to January 2025 Scotland's
//! summer holiday of 2027 stood four weeks late), so every mistake that can be told is refused.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::calendar::{Calendar, Part, Proclaimed};

/// A list that could be read: every day of every part, with its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    days: BTreeMap<(NaiveDate, Part), String>,
}

/// GOV.UK publishes two or three years ahead.
const YEARS_AHEAD: i32 = 5;
const LONGEST_TITLE: usize = 200;
const FETCH: &str = "fetch https://www.gov.uk/bank-holidays.json again";

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    england_and_wales: Option<Division>,
    scotland: Option<Division>,
    northern_ireland: Option<Division>,
}

#[derive(Deserialize)]
struct Division {
    division: Option<String>,
    events: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    title: String,
    date: String,
}

impl Publication {
    /// Reads the list, or says everything that is wrong with it by itself.
    pub fn read(text: &str, today: NaiveDate) -> Result<Self, Vec<String>> {
        let file: File =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
                vec![format!(
                    "it is not GOV.UK's list ({error}): expected the three divisions \
                     england-and-wales, scotland and northern-ireland, each with its events; {FETCH}"
                )]
            })?;
        let mut reading = Reading { days: BTreeMap::new(), mistakes: Vec::new() };
        for (part, division) in [
            (Part::EnglandAndWales, file.england_and_wales),
            (Part::Scotland, file.scotland),
            (Part::NorthernIreland, file.northern_ireland),
        ] {
            match division {
                Some(division) => reading.division(part, division),
                None => reading.mistakes.push(format!("{} is missing: {FETCH}", part.code())),
            }
        }
        // Days that could not be read would be missed below.
        if reading.mistakes.is_empty() {
            reading.years(today);
        }
        if reading.mistakes.is_empty() {
            Ok(Self { days: reading.days })
        } else {
            Err(reading.mistakes)
        }
    }

    /// Days known as proclaimed, from `today` on, that the list no longer has in a year it covers:
    /// no proclamation is known to have been withdrawn, and the list has lost days before.
    pub fn lost(&self, calendar: &Calendar, today: NaiveDate) -> Vec<String> {
        let mut lost = Vec::new();
        for year in self.years() {
            for (day, holiday) in calendar.of_year(year) {
                if day < today || holiday.projected {
                    continue;
                }
                for part in &holiday.parts {
                    if !self.days.contains_key(&(day, *part)) {
                        lost.push(format!(
                            "{}, {year}: {day} ({}) is known as a bank holiday and is not in the \
                             file. A day is never taken away: {FETCH}; if the proclamation was \
                             really withdrawn, a newer version of foi will say so",
                            part.code(),
                            holiday.title
                        ));
                    }
                }
            }
        }
        lost
    }

    /// The days that `calendar` does not have as proclaimed; `source` is the file's SHA-256.
    pub fn adds(&self, calendar: &Calendar, today: NaiveDate, source: &str) -> Vec<Proclaimed> {
        let new = |((day, part), title): (&(NaiveDate, Part), &String)| {
            let known = calendar.holiday(*part, *day);
            if known.is_some_and(|holiday| !holiday.projected) {
                return None;
            }
            let known_on = known.is_none().then_some(today);
            let (title, source) = (title.clone(), source.to_owned());
            Some(Proclaimed { day: *day, part: *part, title, known_on, source })
        };
        self.days.iter().filter_map(new).collect()
    }

    /// Projected days that give way: the list covers their year and does not have them.
    pub fn drops(&self, calendar: &Calendar) -> Vec<(NaiveDate, Part)> {
        let mut gone = Vec::new();
        for year in self.years() {
            for (day, holiday) in calendar.of_year(year).filter(|(_, holiday)| holiday.projected) {
                let missing = |part: &&Part| !self.days.contains_key(&(day, **part));
                gone.extend(holiday.parts.iter().filter(missing).map(|part| (day, *part)));
            }
        }
        gone
    }

    /// The years that the list covers.
    pub fn years(&self) -> BTreeSet<i32> {
        self.days.keys().map(|(day, _)| day.year()).collect()
    }
}

struct Reading {
    days: BTreeMap<(NaiveDate, Part), String>,
    mistakes: Vec<String>,
}

impl Reading {
    fn division(&mut self, part: Part, division: Division) {
        let code = part.code();
        if let Some(name) = division.division.filter(|name| name != code) {
            let name: String = name.chars().take(40).collect();
            self.mistakes.push(format!("{code} calls itself `{name}`: {FETCH}"));
        }
        for row in division.events {
            match read_row(&row) {
                Err(mistake) => self.mistakes.push(format!("{code}: {mistake}")),
                Ok(day) => {
                    if self.days.insert((day, part), row.title.trim().to_owned()).is_some() {
                        self.mistakes.push(format!(
                            "{code}, {}: {day} stands there twice; {FETCH}",
                            day.year()
                        ));
                    }
                }
            }
        }
    }

    /// What must hold for every year of the list.
    fn years(&mut self, today: NaiveDate) {
        let years: BTreeSet<i32> = self.days.keys().map(|(day, _)| day.year()).collect();
        if years.is_empty() {
            self.mistakes.push(format!("it has no days: {FETCH}"));
        }
        for year in years {
            let (first, _, _) = Calendar::shipped().years();
            let last = today.year() + YEARS_AHEAD;
            if !(first..=last).contains(&year) {
                self.mistakes.push(format!(
                    "{year}: only the years {first} to {last} are taken in; check the date, or {FETCH}"
                ));
                continue;
            }
            for part in Part::ALL {
                self.enough(part, year);
            }
            self.scottish_summer(year);
        }
    }

    fn enough(&mut self, part: Part, year: i32) {
        let least = match part {
            Part::EnglandAndWales => 8,
            Part::Scotland => 9,
            Part::NorthernIreland => 10,
        };
        let found =
            self.days.keys().filter(|(day, own)| *own == part && day.year() == year).count();
        if found < least {
            self.mistakes.push(format!(
                "{}, {year}: {found} bank holidays, and there are at least {least} in every year; \
                 {FETCH}",
                part.code()
            ));
        }
    }

    /// Scotland's summer holiday is the first Monday of August; the last one is England's.
    fn scottish_summer(&mut self, year: i32) {
        let august = |from: u32| {
            let days = self.days.keys().filter(move |(day, part)| {
                let monday = day.weekday() == Weekday::Mon;
                *part == Part::Scotland && monday && (day.year(), day.month()) == (year, 8)
            });
            days.map(|(day, _)| *day).find(|day| (from..from + 7).contains(&day.day()))
        };
        let (first, last) = (august(1), august(25));
        if let Some(day) = last {
            self.mistakes.push(format!(
                "scotland, {year}: {day} is the last Monday of August, which is no bank holiday in \
                 Scotland; GOV.UK has had that mistake before, {FETCH}"
            ));
        }
        if first.is_none() {
            self.mistakes.push(format!(
                "scotland, {year}: the first Monday of August is missing, which is Scotland's \
                 summer bank holiday; {FETCH}"
            ));
        }
    }
}

fn read_row(row: &Row) -> Result<NaiveDate, String> {
    let short = |text: &str| text.chars().take(40).collect::<String>();
    let title = row.title.trim();
    let day = NaiveDate::parse_from_str(&row.date, "%Y-%m-%d")
        .ok()
        .filter(|day| day.to_string() == row.date)
        .ok_or_else(|| format!("`{}` ({}) is no date; {FETCH}", short(&row.date), short(title)))?;
    let odd =
        title.is_empty() || title.len() > LONGEST_TITLE || title.chars().any(char::is_control);
    if odd {
        return Err(format!("{}: {day} has no title that can be shown; {FETCH}", day.year()));
    }
    Ok(day)
}
