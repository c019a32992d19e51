//! Which period a heading names: "2024", "2023/24", "Jan – Dec 2024", "1 April 2023 to 31 March 2024".

use std::sync::LazyLock;

use chrono::{Datelike, Days, Months, NaiveDate};
use regex::{Captures, Regex};

use crate::campaign::{Campaign, Period};
use crate::replies::pattern::regex;

/// What a text says about when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::answers::finding) enum When<'c> {
    Silent,
    One(&'c Period),
    Several,
    /// A time that was not asked about.
    Other,
}

/// A stretch of time as a heading writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Year(i32),
    /// "2023/24", whatever month it begins in.
    TwoYears(i32),
    Days(NaiveDate, NaiveDate),
    /// A month, a quarter, a day: never a whole period.
    Part,
}

const MONTH: &str = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ion|chwe|maw|ebr|mai|meh|gor|aws|med|hyd|tach|rhag)[a-z]*";

fn built(pattern: &str) -> Option<Regex> {
    regex(&format!("(?i){}", pattern.replace("{M}", MONTH))).ok()
}

/// A way to write a time, and what it stands for.
type Form = (Option<Regex>, fn(&Captures<'_>) -> Option<Span>);

/// In order: what one takes is gone for the next.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    vec![
        (
            built(
                r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?({M})\.?,?[\s'’\-]*((?:20)?\d\d)?\s*(?:to|-|–|—|until|and|i)\s*(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?({M})\.?,?[\s'’\-]*((?:20)?\d\d)\b",
            ),
            months,
        ),
        (
            built(
                r"(\d{1,2})[/.](\d{1,2})[/.]((?:20)?\d\d)\s*(?:to|-|–|—|until)\s*(\d{1,2})[/.](\d{1,2})[/.]((?:20)?\d\d)\b",
            ),
            numeric,
        ),
        (
            built(r"\byears?\s+(?:end(?:ing|ed)?|to)\s+(?:(?:31|30)(?:st)?\s+)?({M})\s+(20\d\d)\b"),
            year_ending,
        ),
        (built(r"\b(20\d\d)\s*(?:/|-|–|—|to)\s*((?:20)?\d\d)\b"), two_years),
        (built(r"\bf\.?y\.?\s*'?(\d\d)\s*[/\-–]\s*(\d\d)\b"), two_years),
        (built(r"\b(\d\d)/(\d\d)\b"), two_years),
        (
            built(
                r"\b(?:(?:quarter|qtr)\s*[1-4]\b|\bq[1-4]\W{0,3}(?:of\s+)?20\d\d\b|20\d\d\W{0,3}q[1-4]\b|(?:first|second|third|fourth|last)\s+(?:quarter|half)\b|half[\s-]?year|\bh[12]\b|(?:\d{1,2}(?:st|nd|rd|th)?\s+)?{M}\.?[\s'’\-]*(?:20)?\d\d\b|\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d\b)",
            ),
            |_| Some(Span::Part),
        ),
        // A month without its year is a part of one.
        (
            built(
                r"\b(?:january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ionawr|chwefror|mawrth|ebrill|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)\b|^\W*(?:may|mai)\W*$|\bmonthly\b|\bto\s+date\b",
            ),
            |_| Some(Span::Part),
        ),
        (built(r"\b(20\d\d)\b"), |found| Some(Span::Year(found.get(1)?.as_str().parse().ok()?))),
    ]
});

/// What `text` says about when, held against the periods of `campaign`.
pub(in crate::answers::finding) fn when<'c>(campaign: &'c Campaign, text: &str) -> When<'c> {
    let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = tidy.trim_matches(|c: char| ":.()*".contains(c));
    let named = |period: &&Period| {
        let label = tidy.eq_ignore_ascii_case(&period.label);
        label || plain.eq_ignore_ascii_case(&period.label) || plain.eq_ignore_ascii_case(&period.id)
    };
    if let Some(period) = campaign.periods.iter().find(named) {
        return When::One(period);
    }
    let spans = spans(&tidy);
    let mut found: Vec<&Period> = Vec::new();
    let mut other = false;
    for span in spans {
        match campaign.periods.iter().find(|period| is_of(span, period)) {
            Some(period) if !found.contains(&period) => found.push(period),
            Some(_) => {}
            None => other = true,
        }
    }
    match (found.as_slice(), other) {
        ([], false) => When::Silent,
        ([one], false) => When::One(one),
        ([_, ..], false) => When::Several,
        (_, true) => When::Other,
    }
}

/// Whether `text` names a time and says little else: the heading of a column, rather than an answer.
pub(in crate::answers::finding) fn is_only_when(text: &str) -> bool {
    const MOST_WORDS: usize = 4;
    let (found, rest) = spans_and_rest(text);
    let rest = rest.replace("000", "");
    // "2023: Acme Ltd" answers; "2023:" and "Year: 2023" do not.
    let answers = rest.split_once(':').is_some_and(|(before, behind)| {
        before.trim().is_empty() && behind.chars().any(char::is_alphabetic)
    });
    !found.is_empty()
        && !answers
        && rest.split_whitespace().count() <= MOST_WORDS
        && !rest.chars().any(|c| c.is_ascii_digit())
}

/// What `text` says besides times.
pub(super) fn without_times(text: &str) -> String {
    spans_and_rest(text).1
}

fn spans(text: &str) -> Vec<Span> {
    spans_and_rest(text).0
}

/// The times in `text`, and `text` without them.
fn spans_and_rest(text: &str) -> (Vec<Span>, String) {
    let mut rest = text.to_owned();
    let mut found = Vec::new();
    for (pattern, make) in FORMS.iter() {
        let Some(pattern) = pattern else { continue };
        let mut taken = Vec::new();
        for captures in pattern.captures_iter(&rest) {
            if let (Some(span), Some(whole)) = (make(&captures), captures.get(0)) {
                found.push(span);
                taken.push(whole.range());
            }
        }
        for range in taken.into_iter().rev() {
            let blank = " ".repeat(range.len());
            rest.replace_range(range, &blank);
        }
    }
    (found, rest)
}

fn is_of(span: Span, period: &Period) -> bool {
    let (from, to) = (period.from, period.to);
    let calendar = (from.month(), from.day(), to.month(), to.day()) == (1, 1, 12, 31);
    match span {
        Span::Year(year) => calendar && from.year() == year && to.year() == year,
        Span::TwoYears(year) => from.year() == year && to.year() == year + 1,
        // A day more or less is how people write "to April".
        Span::Days(first, last) => {
            (first - from).num_days().abs() <= 1 && (last - to).num_days().abs() <= 1
        }
        Span::Part => false,
    }
}

fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    Some(if year < 100 { year + 2000 } else { year })
}

fn two_years(found: &Captures<'_>) -> Option<Span> {
    let first = full_year(found.get(1)?.as_str())?;
    let second = full_year(found.get(2)?.as_str())?;
    (second == first + 1).then_some(Span::TwoYears(first))
}

fn month(text: &str) -> Option<u32> {
    const STARTS: [[&str; 2]; 12] = [
        ["jan", "ion"],
        ["feb", "chwe"],
        ["mar", "maw"],
        ["apr", "ebr"],
        ["may", "mai"],
        ["jun", "meh"],
        ["jul", "gor"],
        ["aug", "aws"],
        ["sep", "med"],
        ["oct", "hyd"],
        ["nov", "tach"],
        ["dec", "rhag"],
    ];
    let lower = text.to_lowercase();
    let at =
        STARTS.iter().position(|starts| starts.iter().any(|start| lower.starts_with(start)))?;
    u32::try_from(at + 1).ok()
}

fn months(found: &Captures<'_>) -> Option<Span> {
    let text = |at: usize| found.get(at).map(|part| part.as_str());
    let (first, last) = (month(text(2)?)?, month(text(5)?)?);
    let end = full_year(text(6)?)?;
    let start = match text(3) {
        Some(year) => full_year(year)?,
        None if first > last => end - 1,
        None => end,
    };
    let day = |at: usize| text(at).and_then(|day| day.parse::<u32>().ok());
    let from = NaiveDate::from_ymd_opt(start, first, day(1).unwrap_or(1))?;
    let to = match day(4) {
        Some(day) => NaiveDate::from_ymd_opt(end, last, day)?,
        None => last_of(end, last)?,
    };
    Some(Span::Days(from, to))
}

fn last_of(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))
}

fn numeric(found: &Captures<'_>) -> Option<Span> {
    let number = |at: usize| found.get(at)?.as_str().parse::<u32>().ok();
    let year = |at: usize| full_year(found.get(at)?.as_str());
    let from = NaiveDate::from_ymd_opt(year(3)?, number(2)?, number(1)?)?;
    let to = NaiveDate::from_ymd_opt(year(6)?, number(5)?, number(4)?)?;
    Some(Span::Days(from, to))
}

fn year_ending(found: &Captures<'_>) -> Option<Span> {
    let last = last_of(found.get(2)?.as_str().parse().ok()?, month(found.get(1)?.as_str())?)?;
    let first = last.checked_sub_months(Months::new(12))?.checked_add_days(Days::new(1))?;
    // From the last day of a short month a year back may miss its month's end.
    let first = if first.day() == 1 { first } else { first.with_day(1)? };
    Some(Span::Days(first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::finding::tables::fixture::campaign;

    fn said(text: &str) -> String {
        match when(&campaign(), text) {
            When::Silent => "silent".to_owned(),
            When::One(period) => period.id.clone(),
            When::Several => "several".to_owned(),
            When::Other => "other".to_owned(),
        }
    }

    #[test]
    fn a_heading_names_its_period_in_many_ways() {
        for text in [
            "2024",
            "Year 2024",
            "Jan - Dec 2024",
            "1 January 2024 to 31 December 2024",
            "01/01/2024 - 31/12/2024",
        ] {
            assert_eq!(said(text), "2024", "{text}");
        }
    }

    #[test]
    fn another_time_than_was_asked_for_is_told_apart() {
        for text in [
            "2022",
            "2023/24",
            "FY 24/25",
            "March 2024",
            "Q1 2024",
            "31/03/2024",
            "April 2023 to March 2024",
        ] {
            assert_eq!(said(text), "other", "{text}");
        }
        assert_eq!(said("Number of children"), "silent");
        assert_eq!(said("2023 and 2024"), "several");
    }
}
