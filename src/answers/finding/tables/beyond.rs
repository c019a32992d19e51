//! What a heading says beyond its question and its period: "Target 2024/25", "Rent per plot", "(weeks)".

use std::sync::LazyLock;

use chrono::Datelike;
use regex::Regex;

use super::when::without_times;
use crate::answers::finding::is_welsh;
use crate::answers::notation::{self, durations};
use crate::answers::restated::words;
use crate::campaign::{Campaign, Question};
use crate::replies::pattern::regex;

/// Words above a column that leave its figures what they are.
const NEUTRAL: &str = "
    amount amounts count counts value values actual actuals outturn no nos fy cy ended ending end ends
    full whole months twelve our your council councils borough county district trust department
    service per annum pa st nd rd th ateb atebion ymateb nifer blwyddyn cyfanswm calendr ariannol
    gwerth 000s thousand thousands million millions bn revised corrected updated final latest
";

/// The words of a column's heading that nothing accounts for, as a doubt.
pub(super) fn of_column(
    campaign: &Campaign,
    question: &Question,
    headings: &[String],
) -> Option<String> {
    let period = question.periods.first().and_then(|id| campaign.period(id))?;
    let two_years = period.from.year() != period.to.year();
    headings.iter().find_map(|heading| {
        let rest = without_times(heading);
        let odd: Vec<String> = notation::odd_words(question, period, &rest)
            .into_iter()
            .filter(|word| word.chars().count() > 1 && !word.chars().all(|c| c.is_ascii_digit()))
            .filter(|word| !(two_years && word == "financial"))
            .filter(|word| !NEUTRAL.split_whitespace().any(|neutral| neutral == word))
            .collect();
        (!odd.is_empty() && !is_welsh(heading)).then(|| said(heading))
    })
}

/// What the heading of a row says that makes another thing of its figures.
pub(super) fn of_row(question: &Question, headings: &[String]) -> Option<String> {
    static OTHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\bper\s+\w+|\b(?:weekly|monthly|daily|targets?|budget\w*|forecasts?|projected|planned|estimat\w+|national|regional|england|benchmarks?|average|mean|median|maximum|minimum|longest|shortest|highest|lowest|rates?|excluding|except|sub-?\s?totals?|cumulative|change|increase|decrease|rank)\b").ok()
    });
    let asked = format!("{} {}", question.text, question.unit.as_deref().unwrap_or_default());
    let asked = asked.to_lowercase();
    headings.iter().find_map(|heading| {
        let lower = heading.to_lowercase();
        let own = |found: &str| {
            let stem: String = found.chars().take(5).collect();
            asked.contains(&stem)
        };
        let other = OTHER.as_ref()?.find_iter(&lower).any(|found| !own(found.as_str()));
        other.then(|| said(heading)).or_else(|| other_unit(question, heading))
    })
}

/// "(31 March 2022)" in the heading of a row: a year that no period of the question has.
pub(super) fn of_another_year(
    campaign: &Campaign,
    question: &Question,
    headings: &[String],
) -> Option<String> {
    let asked = words(&question.text);
    let periods = || question.periods.iter().filter_map(|id| campaign.period(id));
    let last = headings.last()?;
    words(last)
        .iter()
        .filter(|word| !asked.iter().any(|(own, _)| *own == word.0))
        .filter_map(|(word, _)| word.parse::<i32>().ok())
        .filter(|year| (1990..2100).contains(year))
        .any(|year| {
            !periods().any(|period| (period.from.year()..=period.to.year()).contains(&year))
        })
        .then(|| said(last))
}

/// "(weeks)" where days were asked for.
fn other_unit(question: &Question, heading: &str) -> Option<String> {
    let asked = words(&question.text);
    words(heading)
        .iter()
        .filter(|word| !asked.iter().any(|(own, _)| *own == word.0))
        .any(|(word, _)| durations::factor(question, word).is_some())
        .then(|| said(heading))
}

fn said(heading: &str) -> String {
    let heading: String = heading.split_whitespace().collect::<Vec<_>>().join(" ");
    let heading: String = heading.chars().take(80).collect();
    format!("its heading says more: \u{201c}{heading}\u{201d}")
}
