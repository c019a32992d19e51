//! The hours that they reckon an answer would take: what a refusal for its cost rests on.

use std::fmt;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::replies::pattern::regex;
use serde::{Deserialize, Serialize};

use super::{Facts, Mail, Said};

/// In hundredths of an hour, so that 61.8 is what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours(u32);

impl Hours {
    fn read(whole: &str, minutes: Option<&str>) -> Option<Self> {
        let (hours, part) = whole.split_once('.').unwrap_or((whole, ""));
        let hours: u32 = hours.replace(',', "").parse().ok()?;
        let part: u32 = format!("{part:0<2}").get(..2)?.parse().ok()?;
        let minutes: u32 = minutes.map_or(Some(0), |text| text.parse().ok())?;
        Some(Self(hours.checked_mul(100)?.checked_add(part)?.checked_add(minutes * 100 / 60)?))
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        match (part, part % 10) {
            (0, _) => write!(out, "{whole}"),
            (part, 0) => write!(out, "{whole}.{}", part / 10),
            (part, _) => write!(out, "{whole}.{part:02}"),
        }
    }
}

impl Serialize for Hours {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 100.0)
    }
}

impl<'de> Deserialize<'de> for Hours {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "hours of work are few, and a stored one was made here"
    )]
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hours = f64::deserialize(deserializer)?;
        Ok(Self((hours * 100.0).round().clamp(0.0, 1e9) as u32))
    }
}

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

static HOURS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?P<hours>\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?|\d{4,5})\s*(?:person\s+|working\s+|staff\s+)?(?:hours?|hrs?|awr)\b
            (?:\s*(?:and|,)?\s*(?P<minutes>\d{1,2})\s*(?:minutes?|mins?)\b)?
          | \b(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[-\s](?P<ones>one|two|three|four|five|six|seven|eight|nine))?\s+(?:person\s+|working\s+|staff\s+)?hours?\b
          | \bhours\b[^.;:|]{0,60}[:|]\s*(?P<listed>\d{1,5}(?:\.\d{1,2})?)\b",
    )
    .ok()
});
/// The mail speaks of the limit on cost: otherwise hours are opening hours.
static LIMIT: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:appropriate|cost|costs|fees?|statutory|prescribed)\s+(?:limit|threshold|ceiling)\b|\b(?:section|adran|s\.?)\s*12\b|£\s*(?:450|600)\b|\bterfyn\b",
    )
    .ok()
});
/// The limit itself, or a part of the sum.
static NOT_THE_WHOLE: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)(?:\b(?:limit|threshold|exceed\w*|terfyn|up\s+to|maximum)\b[^.;,(]{0,24}
            | \b(?:above|over|beyond|past|than|within|dros|under|at\s+least|in\s+excess\s+of)\s+(?:the\s+)?(?:\w+\s+)?
            | \b(?:last\s+year|previous\w*)\b[^.;]{0,40} | per\s+ | each\s+)$",
    )
    .ok()
});
static WHOLE: Pattern = LazyLock::new(|| {
    regex(r"(?ix)(?:\b(?:total|all|altogether|makes?|giving|gives|is|sum|overall|gyd|sef|estimated?|reckon\w*)\b|=)[^.;]{0,25}$").ok()
});

/// An estimate says what would be needed: only what opens with a condition is none.
static CONDITION: Pattern =
    LazyLock::new(|| regex(r"(?i)^\W*(?:if|where|should|unless|os|pe)\b").ok());

pub(super) fn find(mail: &Mail<'_>, found: &mut Facts) {
    if !mail.stated.iter().any(|sentence| is(&LIMIT, sentence)) {
        return;
    }
    let Some(pattern) = HOURS.as_ref() else { return };
    let (mut all, mut wholes) = (Vec::new(), Vec::new());
    for sentence in mail.stated.iter().filter(|sentence| !is(&CONDITION, sentence)) {
        for captures in pattern.captures_iter(sentence) {
            let listed = captures.name("listed");
            let number = captures.name("hours").or(listed).map(|number| number.as_str());
            let minutes = captures.name("minutes").map(|minutes| minutes.as_str());
            let hours = match number {
                Some(number) => Hours::read(number, minutes),
                None => in_words(&captures),
            };
            let (Some(hours), Some(whole)) = (hours, captures.get(0)) else { continue };
            let before = sentence.get(..whole.start()).unwrap_or_default();
            // 18 and 24 hours are the limits of the regulations.
            let limit = [1800, 2400].contains(&hours.0) || is(&NOT_THE_WHOLE, before);
            if limit && listed.is_none() {
                continue;
            }
            all.push(Said::new(hours, sentence));
            if is(&WHOLE, before) {
                wholes.push(Said::new(hours, sentence));
            }
        }
    }
    let differ = all.iter().any(|said| all.iter().any(|other| other.value != said.value));
    let chosen = if differ && !wholes.is_empty() { wholes } else { all };
    found.estimate_hours = found.only("estimate_hours", chosen);
}

/// "Forty-three hours".
fn in_words(captures: &Captures<'_>) -> Option<Hours> {
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    const ONES: [&str; 9] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let place = |words: &[&str], name: &str| {
        let said = captures.name(name)?.as_str().to_lowercase();
        u32::try_from(words.iter().position(|word| *word == said)?).ok()
    };
    let ones = place(&ONES, "ones").map_or(0, |at| at + 1);
    Some(Hours(((place(&TENS, "tens")? + 2) * 10 + ones) * 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_kept_as_they_were_written() {
        for (hours, minutes, shown) in [
            ("61.8", None, "61.8"),
            ("60", None, "60"),
            ("19", Some("15"), "19.25"),
            ("1,204", None, "1204"),
        ] {
            let read = Hours::read(hours, minutes).unwrap();
            assert_eq!(read.to_string(), shown);
            let kept: Hours = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
            assert_eq!(kept, read);
        }
    }
}
