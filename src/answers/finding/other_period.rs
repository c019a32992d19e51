//! Another period than the one asked for, named above the figures: a year, or from one day to another.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use crate::replies::pattern::regex;

use super::periods::cells;
use crate::campaign::Campaign;
use crate::replies::quoting::Line;

type Pattern = LazyLock<Option<Regex>>;

/// The words by which a reply says that its figures are of another period than was asked.
pub(super) fn other_period(campaign: &Campaign, lines: &[Line]) -> Option<String> {
    let new = || lines.iter().filter(|line| !line.quoted).map(|line| line.text.as_str());
    let text = new().collect::<Vec<_>>().join(" ");
    other_days(campaign, &text)
        .or_else(|| other_months(campaign, &text))
        .or_else(|| other_year(campaign, &text))
        .or_else(|| {
            // "… (Scotland) Act" may be broken before its year.
            let before = [""].into_iter().chain(new());
            let act = |line: &str| line.trim_end().to_lowercase().ends_with("act");
            before
                .zip(new())
                .filter(|(before, _)| !act(before))
                .find_map(|(_, line)| year_of_a_column(campaign, line))
        })
        .map(|named| format!("another period: \u{201c}{}\u{201d}", named.trim()))
}

fn is_asked(campaign: &Campaign, year: i32) -> bool {
    campaign.periods.iter().any(|period| (period.from.year()..=period.to.year()).contains(&year))
}

/// "For 2023" in a reply to questions about 2024.
fn other_year(campaign: &Campaign, text: &str) -> Option<String> {
    static YEAR: Pattern = LazyLock::new(|| {
        regex(
            r"(?i)\b(?:for|in|during|from|since|between|covering|calendar\s+year|the\s+year|year|period|data|figures|available|latest|relates?\s+to|covers?)\b\W{1,3}(20\d\d)\b|\b(20\d\d)\s+(?:figures?|data|numbers?|returns?|census)\b",
        )
        .ok()
    });
    YEAR.as_ref()?.captures_iter(text).find_map(|found| {
        let year = found.get(1).or(found.get(2))?;
        let year: i32 = year.as_str().parse().ok()?;
        // "Team of the Year 2022" is a prize.
        let start = found.get(0).map_or(0, |all| all.start());
        let before = text.get(..start).unwrap_or_default().trim_end().to_lowercase();
        let prize = before.ends_with(" of") && found.get(0)?.as_str().starts_with("the Year");
        (!prize && !is_asked(campaign, year))
            .then(|| found.get(0).map_or("", |all| all.as_str()).to_owned())
    })
}

/// A line or a table's cell that is only a year: the heading of the figures below it.
fn year_of_a_column(campaign: &Campaign, line: &str) -> Option<String> {
    static ONLY_YEAR: Pattern = LazyLock::new(|| regex(r"^\W*(20\d\d)\W*$").ok());
    let columns = cells(line);
    let years: Vec<i32> = columns
        .iter()
        .filter_map(|cell| ONLY_YEAR.as_ref()?.captures(cell)?.get(1)?.as_str().parse().ok())
        .collect();
    // Among the years of a table, the asked one has a column of its own.
    let other = years.iter().find(|year| !is_asked(campaign, **year))?;
    (!years.iter().any(|year| is_asked(campaign, *year))).then(|| other.to_string())
}

const DAY: &str = r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:,?\s+\d{4})?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})";

/// "1 January to 30 June 2024": two days that are not the ends of a period asked for.
fn other_days(campaign: &Campaign, text: &str) -> Option<String> {
    static DAYS: Pattern = LazyLock::new(|| {
        regex(&format!(r"(?i)\b({DAY})\s*(?:to|until|and|through|-|–|—)\s*({DAY})")).ok()
    });
    DAYS.as_ref()?.captures_iter(text).find_map(|found| {
        let to = day(found.get(2)?.as_str(), None)?;
        let from = day(found.get(1)?.as_str(), Some(to.year()))?;
        let asked = campaign.periods.iter().any(|period| period.from == from && period.to == to);
        let all = campaign.periods.iter().map(|period| period.from).min() == Some(from)
            && campaign.periods.iter().map(|period| period.to).max() == Some(to);
        (!asked && !all).then(|| found.get(0).map_or("", |all| all.as_str()).to_owned())
    })
}

/// A day as `DAY` finds it; one without a year is of `year`.
fn day(text: &str, year: Option<i32>) -> Option<NaiveDate> {
    let mut parts = text.split(|c: char| c.is_whitespace() || "/.,".contains(c));
    let mut next = || parts.by_ref().find(|part| !part.is_empty() && *part != "of");
    let day = next()?.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()?;
    let month = next()?;
    let month = month.parse().ok().or_else(|| month_of(month))?;
    let year = match next() {
        Some(written) => {
            written.parse().ok().map(|year: i32| year + if year < 100 { 2000 } else { 0 })
        }
        None => year,
    };
    NaiveDate::from_ymd_opt(year?, month, day)
}

fn month_of(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.to_lowercase();
    let at = MONTHS.iter().position(|month| name.starts_with(month))?;
    u32::try_from(at + 1).ok()
}

/// "April 2023 to March 2024": months that are not the ends of a period asked for.
fn other_months(campaign: &Campaign, text: &str) -> Option<String> {
    static MONTHS: Pattern = LazyLock::new(|| {
        let month = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
        regex(&format!(
            r"(?i)\b{month}(?:\s+(20\d\d))?\s*(?:to|until|-|–|—)\s*{month}\s+(20\d\d)\b"
        ))
        .ok()
    });
    MONTHS.as_ref()?.captures_iter(text).find_map(|found| {
        let month = |group: usize| month_of(found.get(group)?.as_str());
        let year = |group: usize| found.get(group)?.as_str().parse::<i32>().ok();
        let to = (year(4)?, month(3)?);
        let from = (year(2).unwrap_or(to.0), month(1)?);
        let asked = campaign.periods.iter().any(|period| {
            (period.from.year(), period.from.month()) == from
                && (period.to.year(), period.to.month()) == to
        });
        (!asked).then(|| found.get(0).map_or("", |all| all.as_str()).to_owned())
    })
}
