//! Days as letters write them: "3 March 2025", "03/03/25", "Mon 3rd March", "erbyn 3 Mawrth", "the 14th".

use crate::replies::pattern::regex;
use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use regex::{Captures, Regex};

type Pattern = LazyLock<Option<Regex>>;

/// A day found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub span: Range<usize>,
    /// Or why what is written is no day.
    pub day: Result<NaiveDate, String>,
}

/// The months: English, then Welsh as it stands and as it changes after another word.
const MONTHS: [&str; 12] = [
    "january|jan|ionawr",
    "february|feb|chwefror|chwef",
    "march|mar|mawrth|fawrth",
    "april|apr|ebrill|ebr",
    "may|mai|fai",
    "june|jun|mehefin|fehefin|meh",
    "july|jul|gorffennaf|orffennaf|gorff",
    "august|aug|awst",
    "september|sept|sep|medi|fedi",
    "october|oct|hydref",
    "november|nov|tachwedd|dachwedd|thachwedd|tach",
    "december|dec|rhagfyr|ragfyr|rhag",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday|mon|llun|lun", Weekday::Mon),
    ("tuesday|tues|tue|mawrth|fawrth", Weekday::Tue),
    ("wednesday|wed|mercher|fercher", Weekday::Wed),
    ("thursday|thurs|thur|thu|iau", Weekday::Thu),
    ("friday|fri|gwener|wener", Weekday::Fri),
    ("saturday|sat|sadwrn", Weekday::Sat),
    ("sunday|sun|sul", Weekday::Sun),
];

fn months() -> String {
    MONTHS.join("|")
}

static DATE: Pattern = LazyLock::new(|| {
    let months = months();
    let days: Vec<&str> = WEEKDAYS.iter().map(|(names, _)| *names).collect();
    let days = days.join("|");
    regex(&format!(
        r"(?ix)
        (?:\b (?:d?dydd\s+)? (?P<weekday>{days}) ,?\s+ (?:the\s+|y\s+)? )?
        (?:
            \b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b
          | \b(?P<day>\d{{1,2}}) (?:st|nd|rd|th|af|il|ydd|edd|ed|fed|eg|ain)? (?:\s+(?:of|o))?
            [\s-]* \b(?P<month>{months})\b (?:,?[\s-]+(?P<year>\d{{4}})\b | (?:-|\s?['’])(?P<short>\d\d)\b)?
          | \b(?P<us_month>{months})\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?\b (?:,?\s+(?P<us_year>\d{{4}})\b)?
          | \b(?P<d>\d{{1,2}})(?P<mark>[./-])(?P<m>\d{{1,2}})(?P<mark2>[./-])(?P<y>\d{{4}}|\d\d)\b
          | \bend\s+of\s+(?P<end_month>{months})\b(?:\s+(?P<end_year>\d{{4}})\b)?
          | \bthe\s+(?P<bare>\d{{1,2}})(?:st|nd|rd|th)\b
        )"
    ))
    .ok()
});

static WEEKDAY: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:by|before|until|till|on|this|erbyn|tan)\s+(?:close\s+(?:of\s+business\s+)?on\s+|dydd\s+|this\s+|or\s+before\s+)*
          (?P<weekday>monday|tuesday|wednesday|thursday|friday|llun|mercher|iau|gwener)\b",
    )
    .ok()
});

/// Every day in `text`, in order; what has no year, or no month, is taken next to `near`.
pub fn dates(text: &str, near: NaiveDate) -> Vec<Found> {
    // Most sentences have no day in them.
    let may_have = text.bytes().any(|byte| byte.is_ascii_digit())
        || ["day", "dydd", "erbyn", "end of"].iter().any(|word| text.contains(word));
    let Some(pattern) = DATE.as_ref().filter(|_| may_have) else { return Vec::new() };
    let mut found: Vec<Found> = pattern
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            let day = read(&captures, near, text)?;
            Some(Found { span: whole.range(), day: checked(day, &captures) })
        })
        .collect();
    if found.is_empty() {
        let alone = WEEKDAY.as_ref().and_then(|pattern| pattern.captures(text));
        found.extend(alone.and_then(|captures| {
            let name = captures.name("weekday")?;
            let day = near.iter_days().skip(1).take(7).find(|day| {
                weekday(name.as_str()).is_some_and(|weekday| weekday == day.weekday())
            })?;
            Some(Found { span: name.range(), day: Ok(day) })
        }));
    }
    found
}

/// The stops of "3 Mar. 2025" and "Mon. 3 March" end no sentence.
pub(super) fn without_stops(text: &str) -> String {
    static SHORT: Pattern = LazyLock::new(|| {
        regex(r"(?i)\b(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun)\.(\s+\d)")
            .ok()
    });
    let Some(pattern) = SHORT.as_ref() else { return text.to_owned() };
    pattern.replace_all(text, "$1$2").into_owned()
}

/// The day that `captures` write; `None` if they are a number of another sort.
fn read(captures: &Captures<'_>, near: NaiveDate, text: &str) -> Option<Result<NaiveDate, String>> {
    let number = |name: &str| captures.name(name)?.as_str().parse::<u32>().ok();
    let year = |name: &str| captures.name(name)?.as_str().parse::<i32>().ok();
    let named = |name: &str| month(captures.name(name)?.as_str());
    let written = captures.get(0)?.as_str();
    let no_day = || format!("{} is no day", written.trim());
    if let Some(iso) = captures.name("iso") {
        return Some(iso.as_str().parse().map_err(|_| no_day()));
    }
    if let (Some(day), Some(month)) = (number("day"), named("month")) {
        let year = year("year").or_else(|| year("short").map(|short| 2000 + short));
        return Some(near_to(near, year, (month, day)).ok_or_else(no_day));
    }
    if let (Some(day), Some(month)) = (number("us_day"), named("us_month")) {
        return Some(near_to(near, year("us_year"), (month, day)).ok_or_else(no_day));
    }
    if let (Some(day), Some(month), Some(year)) = (number("d"), number("m"), year("y")) {
        let whole = captures.get(0)?;
        let before = text.get(..whole.start())?.chars().next_back();
        let behind: String = text.get(whole.end()..)?.chars().take(2).collect();
        let mixed = captures.name("mark")?.as_str() != captures.name("mark2")?.as_str();
        let longer = behind.starts_with(['/', '-', '.'])
            && behind.chars().nth(1).is_some_and(char::is_alphanumeric);
        if mixed || longer || before.is_some_and(|c| "/-.".contains(c) || c.is_alphanumeric()) {
            return None;
        }
        let year = if year < 100 { 2000 + year } else { year };
        return Some(NaiveDate::from_ymd_opt(year, month, day).ok_or_else(no_day));
    }
    if let Some(month) = named("end_month") {
        let first = near_to(near, year("end_year"), (month, 1))?;
        return Some(first.checked_add_months(Months::new(1))?.pred_opt().ok_or_else(no_day));
    }
    let bare = number("bare")?;
    let next = near.iter_days().take(32).find(|day| day.day() == bare);
    Some(next.ok_or_else(no_day))
}

/// The day in the year that is said, or in the one that puts it next to `near`.
fn near_to(near: NaiveDate, year: Option<i32>, (month, day): (u32, u32)) -> Option<NaiveDate> {
    if let Some(year) = year {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    [near.year() - 1, near.year(), near.year() + 1]
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .min_by_key(|day| (*day - near).num_days().abs())
}

/// A day whose weekday is said must fall on it.
fn checked(day: Result<NaiveDate, String>, captures: &Captures<'_>) -> Result<NaiveDate, String> {
    let day = day?;
    let Some(name) = captures.name("weekday") else { return Ok(day) };
    match weekday(name.as_str()) {
        Some(said) if said != day.weekday() => {
            let written = captures.get(0).map_or("", |whole| whole.as_str()).trim();
            Err(format!("it says {written}, and {day} is a {}", day.format("%A")))
        }
        Some(_) | None => Ok(day),
    }
}

fn month(name: &str) -> Option<u32> {
    // "a charge of £12 may be made", "mai 5 plentyn": a short name of a month is written large.
    if name.len() < 5 && !name.starts_with(char::is_uppercase) {
        return None;
    }
    let name = name.to_lowercase();
    let at = MONTHS.iter().position(|names| names.split('|').any(|known| known == name))?;
    u32::try_from(at + 1).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    let name = name.to_lowercase();
    let known = WEEKDAYS.iter().find(|(names, _)| names.split('|').any(|known| known == name));
    known.map(|(_, weekday)| *weekday)
}

/// A length of time in words: "14 days", "three months", "fourteen (14) calendar days".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Days(u64),
    Months(u32),
}

impl Span {
    pub(super) fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => day.checked_add_days(Days::new(days)),
            Self::Months(months) => day.checked_add_months(Months::new(months)),
        }
    }

    pub(super) fn words(self) -> String {
        match self {
            Self::Days(days) => format!("{days} days"),
            Self::Months(months) => format!("{months} months"),
        }
    }
}

/// The lengths of time in `text`; working days are none, as they need a calendar.
pub(super) fn spans(text: &str) -> Vec<(Range<usize>, Span)> {
    static SPAN: Pattern = LazyLock::new(|| {
        regex(
            r"(?ix)\b(?P<number>\d{1,3}|one|two|three|four|five|six|seven|ten|twelve|fourteen|twenty-one|twenty|twenty-eight|thirty|sixty|ninety)
              (?:\s*\(\d{1,3}\))? [\s-]+ (?:calendar\s+|full\s+|consecutive\s+)*
              (?P<unit>days?|weeks?|months?|diwrnod|wythnos|mis)\b",
        )
        .ok()
    });
    let Some(pattern) = SPAN.as_ref() else { return Vec::new() };
    pattern
        .captures_iter(text)
        .filter_map(|captures| {
            let number = number(captures.name("number")?.as_str())?;
            let unit = captures.name("unit")?.as_str().to_lowercase();
            let span = match unit.as_str() {
                "day" | "days" | "diwrnod" => Span::Days(number),
                "week" | "weeks" | "wythnos" => Span::Days(7 * number),
                _ => Span::Months(u32::try_from(number).ok()?),
            };
            Some((captures.get(0)?.range(), span))
        })
        .collect()
}

fn number(text: &str) -> Option<u64> {
    const WORDS: [(&str, u64); 16] = [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("ten", 10),
        ("twelve", 12),
        ("fourteen", 14),
        ("twenty", 20),
        ("twenty-one", 21),
        ("twenty-eight", 28),
        ("thirty", 30),
        ("sixty", 60),
        ("ninety", 90),
    ];
    let text = text.to_lowercase();
    let word = || WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    text.parse().ok().or_else(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn only(text: &str, near: &str) -> Result<NaiveDate, String> {
        let mut found = dates(text, day(near));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.remove(0).day
    }

    #[test]
    fn a_day_is_read_in_every_way_that_councils_write_it() {
        for text in [
            "by 3 March 2025",
            "by 3rd March 2025",
            "by the 3rd of March, 2025",
            "by Monday 3 March 2025",
            "by Mon 3 Mar 2025",
            "by 03/03/2025",
            "by 03/03/25",
            "by 3.3.25",
            "by 03-03-2025",
            "by 03-Mar-2025",
            "by 03-Mar-25",
            "by 2025-03-03",
            "by March 3, 2025",
            "by March 3rd",
            "by 3 March",
            "by the 3rd",
            "by Monday",
            "erbyn 3 Mawrth 2025",
            "erbyn 3 Mawrth",
            "erbyn dydd Llun 3 Mawrth",
            "erbyn y 3ydd o Fawrth",
        ] {
            assert_eq!(only(text, "2025-02-27"), Ok(day("2025-03-03")), "{text}");
        }
    }

    #[test]
    fn the_day_comes_before_the_month() {
        assert_eq!(only("04/03/2025", "2025-02-04"), Ok(day("2025-03-04")));
        assert!(only("03/14/2025", "2025-02-04").is_err());
        assert!(only("31 February 2025", "2025-02-04").is_err());
    }

    #[test]
    fn a_day_without_a_year_is_the_nearest_one() {
        assert_eq!(only("by 3 January", "2025-12-15"), Ok(day("2026-01-03")));
        assert_eq!(only("of 20 December", "2026-01-05"), Ok(day("2025-12-20")));
        assert_eq!(only("by 28 Chwefror", "2025-02-03"), Ok(day("2025-02-28")));
        assert_eq!(only("by the end of February", "2024-02-03"), Ok(day("2024-02-29")));
        assert_eq!(only("by the 2nd", "2025-02-20"), Ok(day("2025-03-02")));
    }

    #[test]
    fn a_weekday_that_is_not_that_days_leaves_both_in_doubt() {
        assert!(only("by Tuesday 3 March 2025", "2025-02-04").is_err());
    }

    #[test]
    fn references_versions_and_sums_are_no_days() {
        for text in [
            "IG/25/02/2025",
            "2025.02.0712.",
            "12.7.1.1",
            "01632 960 114",
            "£12.50",
            "12-5/25",
            "£12 may",
        ] {
            assert_eq!(dates(text, day("2025-02-04")), Vec::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_looked_through_without_a_panic(text in "\\PC{0,200}") {
            let _ = dates(&text, day("2025-02-04"));
            let _ = spans(&text);
        }

        #[test]
        fn a_day_written_out_is_read_back(days in 0_u64..20_000, style in 0_usize..6) {
            let written = day("2000-01-01") + Days::new(days);
            let format = ["%-d %B %Y", "%A %-d %B %Y", "%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%B %-d, %Y"][style];
            let text = format!("by {}", written.format(format));
            prop_assert_eq!(only(&text, "2025-02-04"), Ok(written), "{}", text);
        }
    }
}
