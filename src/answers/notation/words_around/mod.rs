//! Every word around a number must be accounted for, or the number is in doubt.

mod lists;
mod measure;
mod sides;
mod units;

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::Datelike;

use self::lists::REASONS;
pub(super) use self::lists::accounted;
use self::measure::another_measure;
use self::sides::one_side;
use self::units::{counted_instead, other_unit};
pub(super) use self::units::{singular, unit_of};
use super::quantities::{Pattern, Quantity, build};
use super::welsh;
use crate::answers::Status;
use crate::answers::restated::words;
use crate::campaign::{Period, Question};

/// The words that nothing accounts for, as a doubt.
pub(super) fn unaccounted(
    question: &Question,
    period: &Period,
    bare: &str,
    quantity: &Quantity,
) -> Option<String> {
    let before = bare.get(..quantity.start).unwrap_or_default();
    let behind = bare.get(quantity.end..).unwrap_or_default();
    if let Some(sign) = odd_sign(before, behind) {
        return Some(format!("a sign that may change the number: {sign}"));
    }
    if let Some(unit) = counted_instead(question, before, behind) {
        return Some(format!("it counts {unit}, the question asks for {}", unit_of(question)));
    }
    let outside = format!("{before} {behind}");
    if let Some(doubt) = another_measure(question, (before, behind)) {
        return Some(doubt);
    }
    if let Some(side) = one_side(question, &outside) {
        return Some(format!("it may be of \u{201c}{side}\u{201d} only"));
    }
    if let Some(year) = other_kind_of_year(period, &outside) {
        return Some(format!("it may be of another period: {year}"));
    }
    let mut odd = odd_words(question, period, &outside);
    if welsh::is_plain(question, &outside) {
        odd.retain(|word| !welsh::is_of_it(word));
    }
    if let Some(unit) = other_unit(question, &odd) {
        return Some(format!("it counts {unit}, the question asks for {}", unit_of(question)));
    }
    // A bound often comes with its reason: privacy, small numbers, an exemption.
    let bound = quantity.value.status == Status::Suppressed;
    let rest: Vec<&String> = odd
        .iter()
        .filter(|word| !(bound && REASONS.split_whitespace().any(|reason| reason == word.as_str())))
        .collect();
    if rest.is_empty() {
        return None;
    }
    let rest: Vec<&str> = rest.into_iter().take(6).map(String::as_str).collect();
    Some(format!("words that may change the number: {}", rest.join(" ")))
}

/// "In calendar year 2024" and "in 2024" where the year from April 2024 on was asked for. A year behind
/// its month is that of a day, and "2024/25" is the year asked for.
fn other_kind_of_year(period: &Period, text: &str) -> Option<String> {
    if period.from.year() == period.to.year() {
        return None;
    }
    let said: Vec<String> = words(text).into_iter().map(|(word, _)| word).collect();
    let year = |at: usize| {
        let year = said.get(at)?.parse::<i32>().ok()?;
        (1990..2100).contains(&year).then_some(year)
    };
    let follows = |at: usize, year: i32| {
        let next = said.get(at + 1).and_then(|word| word.parse::<i32>().ok());
        next.is_some_and(|next| next == year + 1 || next == (year + 1) % 100)
    };
    let is_second = |at: usize, own: i32| {
        let before = at.checked_sub(1).and_then(year);
        before.is_some_and(|before| before + 1 == own)
    };
    let is_dated = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| said.get(before));
        before.is_some_and(|word| MONTHS.iter().any(|month| word.starts_with(month)))
    };
    let alone = (0..said.len()).find(|at| {
        year(*at).is_some_and(|own| !follows(*at, own) && !is_second(*at, own) && !is_dated(*at))
    });
    let calendar = said.iter().find(|word| *word == "calendar");
    calendar.or_else(|| said.get(alone?)).cloned()
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The words of `text` that neither the question nor the period accounts for.
pub(super) fn odd_words(question: &Question, period: &Period, text: &str) -> Vec<String> {
    let known = accounted(question, period);
    let asked: Vec<String> = words(&question.text).into_iter().map(|(word, _)| word).collect();
    words(&without_courtesies(text))
        .into_iter()
        .map(|(word, _)| word)
        .filter(|word| !known.contains(word.as_str()) && !known.contains(singular(word)))
        .filter(|word| !asked.iter().any(|asked| is_form_of(asked, word)))
        .collect()
}

/// "Of course", "as you asked", "I am glad to say": said to the reader, and not of the number.
fn without_courtesies(text: &str) -> Cow<'_, str> {
    static COURTESIES: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\bof\s+course\b|\b(?:(?:as|which|what|that)\s+)?you(?:\s+have|['’]ve)?\s+(?:ask|want|request)(?:ed)?(?:\s+(?:for|about))?\b|\b(?:i\s+am|i['’]m|we\s+are|we['’]re)\s+(?:glad|pleased|able|happy|sorry|now\s+able)\s+to\s+(?:say|tell\s+you|confirm|advise|report|inform\s+you|let\s+you\s+know|answer)\b|\b(?:i|we)\s+(?:can|may)\s+(?:now\s+)?(?:say|tell\s+you|confirm|advise|report|inform\s+you)\b|\bi\s+hope\s+(?:this|that|it)\s+(?:helps|is\s+(?:helpful|of\s+(?:help|use)))\b|\bhaving\s+(?:now\s+)?(?:looked|searched|checked|heard)\b",
        )
    });
    COURTESIES.as_ref().map_or(text.into(), |known| known.replace_all(text, " "))
}

/// "Maintained" of "maintain", "spent" of "spend": all but the ending is the same.
pub(super) fn is_form_of(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    // "Maintaining" of "maintained": endings of one verb.
    let ending_of = |word: &str| {
        let ending: String = word.chars().skip(same).collect();
        matches!(ending.as_str(), "" | "s" | "d" | "ed" | "ing" | "es" | "er" | "ers")
    };
    if same >= 6 && ending_of(one) && ending_of(other) {
        return true;
    }
    let shorter = one.chars().count().min(other.chars().count());
    let ending = one.chars().count().max(other.chars().count()) - same;
    shorter >= 4 && same >= 4.max(shorter - 1) && ending <= 4
}

/// A sign that is no punctuation, or a dash where one stands for minus or for "to": "5-", "€12".
fn odd_sign(before: &str, behind: &str) -> Option<char> {
    const PLAIN: &str = ".,;:!?'\"()[]{}|/&=·•_“”„«»…-<>\u{ad}\u{200b}\u{feff}";
    if before.ends_with('*') && behind.starts_with('*') {
        return odd_sign(before.trim_end_matches('*'), behind.trim_start_matches('*'));
    }
    let minus = before.ends_with('-')
        && !before.trim_end_matches('-').ends_with(|c: char| c.is_alphanumeric());
    if minus || behind.trim() == "-" {
        return Some('-');
    }
    let odd = |c: &char| !c.is_alphanumeric() && !c.is_whitespace() && !PLAIN.contains(*c);
    let comparison = |c: &char| matches!(c, '<' | '>');
    let near =
        before.trim_end().chars().next_back().into_iter().chain(behind.trim_start().chars().next());
    before.chars().chain(behind.chars()).find(odd).or_else(|| near.into_iter().find(comparison))
}
