//! Headings of rows and columns, told by their words.

use std::sync::LazyLock;

use regex::Regex;

use super::cells::is_value;
use super::grid::Grid;
use super::topics::{How, Topic, Topics};
use super::when::{When, is_only_when, when};
use crate::answers::labels::{Labels, is_only_label};
use crate::answers::notation;
use crate::campaign::{Campaign, Period, QuestionType};
use crate::documents::Cell;
use crate::replies::pattern::regex;

/// Rows without a value in them, and with more than one cell.
pub(super) fn heads<'c>(campaign: &'c Campaign, topics: &Topics<'c>, grid: &Grid<'_>) -> Vec<bool> {
    let mut labels = Labels::of(campaign);
    (0..grid.height())
        .map(|row| {
            let cells = grid.row(row);
            // "No" above a column is a number's name, beside "Question" at any rate.
            let first = cells.first().map_or("", |(_, cell)| cell.text.as_str());
            let numbers = is_number_head(first)
                && cells.iter().skip(1).any(|(_, cell)| is_plain_head(&cell.text));
            let named = numbers || is_question_head(first);
            let value = !named && cells.iter().any(|(_, cell)| is_value(campaign, &cell.text));
            let long = cells.iter().any(|(_, cell)| cell.text.chars().count() > 160);
            let answers = cells.iter().skip(1).any(|(_, cell)| is_answer(campaign, &cell.text));
            let plain = cells.len() > 1 && !value && !long && !answers;
            plain && !answers_in_words(campaign, topics, &mut labels, &cells)
        })
        .collect()
}

/// A row that begins with a question and goes on with words or days that are no headings:
/// "3c | Who mended them? | Acme Ltd | Acme Ltd".
fn answers_in_words<'c>(
    campaign: &Campaign,
    topics: &Topics<'c>,
    labels: &mut Labels<'c>,
    cells: &[(usize, &Cell)],
) -> bool {
    let Some((_, first)) = cells.first() else { return false };
    let by_words = |text: &str| topics.by_words(text).filter(|topic| topic.how.is_sure());
    let Some(topic) = topics.topic(&first.text, labels).filter(|topic| topic.how.is_sure()) else {
        return false;
    };
    let day = |text: &str| topic.question.kind == QuestionType::Date && is_day(text);
    cells.iter().skip(1).any(|(_, cell)| {
        let text = cell.text.trim();
        let period = campaign.periods.iter().any(|period| period.label == text);
        let heading = period || is_only_when(text) || is_plain_head(text) || is_unit_head(text);
        let own = is_only_label(&first.text) || text.ends_with('?');
        // "1a LED | 1b Other kinds" are headings both.
        let numbered = topics.topic(text, labels).is_some_and(|topic| topic.how == How::Numbered);
        let worded = by_words(text)
            .is_some_and(|other| own || other.question.id != topic.question.id)
            && text.split_whitespace().count() > 1;
        let question = numbered || worded;
        let short = own && cells.len() < 3;
        day(text) || !(heading || question || short || text.ends_with('?'))
    })
}

/// A full day: "3 June 2024", "2024-06-03".
pub(super) fn is_day(text: &str) -> bool {
    notation::is_day(text)
}

/// Whether a cell names times and gives figures beside them.
fn is_answer(campaign: &Campaign, text: &str) -> bool {
    when(campaign, text) != When::Silent && !is_only_when(text)
}

/// What stands above a column.
#[derive(Debug, Default)]
pub(super) struct Above<'c> {
    pub(super) words: Vec<String>,
    pub(super) period: Option<&'c Period>,
    pub(super) elsewhere: bool,
}

/// The headings above a place, from those rows that are headings.
pub(super) fn above<'c>(
    campaign: &'c Campaign,
    grid: &Grid<'_>,
    heads: &[bool],
    (row, column): (usize, usize),
) -> Above<'c> {
    let mut found = Above::default();
    let mut last: Option<&Cell> = None;
    for at in (0..row).rev().filter(|at| heads.get(*at).copied().unwrap_or(false)) {
        let Some(cell) = grid.at(at, column) else { continue };
        if last.is_some_and(|last| std::ptr::eq(last, cell)) {
            continue;
        }
        last = Some(cell);
        found.words.push(cell.text.clone());
        // "Q1" above a column of figures is a quarter.
        if is_quarter(&cell.text) {
            found.elsewhere = true;
        }
        if found.period.is_none() && !found.elsewhere {
            match when(campaign, &cell.text) {
                When::One(period) => found.period = Some(period),
                When::Other => found.elsewhere = true,
                When::Silent | When::Several => {}
            }
        }
    }
    found
}

fn is_quarter(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "q1" | "q2" | "q3" | "q4")
}

/// A column of notes, of shares, of changes: beside the answer, not the answer.
pub(super) fn is_beside(topic: Topic<'_>, above: &Above<'_>) -> bool {
    static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)%|\bper\s?cent|\bpercentages?\b|\bproportions?\b|\brates?\b|\bchange\b|\bdifference\b|\bvariance\b|\bcanran\b").ok()
    });
    static NOTES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:notes?|comments?|commentary|explanations?|exemptions?|sources?|caveats?|reasons?|remarks?|nodiadau|sylwadau)\b").ok()
    });
    let heading = above.words.first().map(String::as_str).unwrap_or_default();
    let is = |pattern: &LazyLock<Option<Regex>>| {
        pattern.as_ref().is_some_and(|pattern| pattern.is_match(heading))
    };
    let share = topic.question.kind != QuestionType::Percentage
        && topic.question.kind.is_number()
        && is(&SHARE);
    share
        || (heading.split_whitespace().count() <= 4
            && is(&NOTES)
            && topic.question.kind != QuestionType::Text)
}

/// "Total", "Overall", "Cyfanswm".
pub(super) fn is_total(text: &str) -> bool {
    static TOTAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:(?:grand\s+|overall\s+|the\s+)?totals?|overall|all|cyfanswm)\b\W*(?:\w+\W*){0,3}$").ok()
    });
    TOTAL.as_ref().is_some_and(|total| total.is_match(text))
}

/// "Total" and no more, or with a remark in brackets: "Total (each child once)".
pub(super) fn is_only_total(text: &str) -> bool {
    static TOTAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:(?:grand|overall|the)\s+)?(?:totals?|overall|all|cyfanswm)\W*(?:\([^)]*\)\W*)?$").ok()
    });
    TOTAL.as_ref().is_some_and(|total| total.is_match(text))
}

/// "Answer", "Response:", "Our reply".
pub(super) fn is_answer_word(text: &str) -> bool {
    static ANSWER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:our\s+|the\s+|council(?:'s)?\s+)?(?:answers?|response|reply|figures?|ateb|ymateb|total|number|a)\W*$").ok()
    });
    ANSWER.as_ref().is_some_and(|answer| answer.is_match(text))
}

/// "Question" above the questions.
fn is_question_head(text: &str) -> bool {
    static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:(?:your|the|foi)\s+)?(?:questions?|requests?|information\s+requested|measure|indicator|category|description|cwestiwn|cwestiynau)\W*$").ok()
    });
    HEAD.as_ref().is_some_and(|head| head.is_match(text))
}

/// "Unit" above a column.
pub(super) fn is_unit_head(text: &str) -> bool {
    let plain = text.trim().trim_end_matches([':', '.']).to_lowercase();
    matches!(plain.as_str(), "unit" | "units" | "measure" | "unit of measure" | "uned")
}

/// "Period" above a column of times.
pub(super) fn is_period_head(text: &str) -> bool {
    let plain = text.trim().trim_end_matches([':', '.']).to_lowercase();
    matches!(
        plain.as_str(),
        "period" | "year" | "time" | "time period" | "reporting period" | "cyfnod" | "blwyddyn"
    )
}

/// "No." above the questions' numbers.
fn is_number_head(text: &str) -> bool {
    let plain = text.trim().trim_end_matches([':', '.']).to_lowercase();
    matches!(plain.as_str(), "no" | "q" | "nr" | "ref" | "item" | "q no" | "rhif")
}

/// A heading of a column that only says that the answers stand below.
pub(super) fn is_plain_head(text: &str) -> bool {
    static PLAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:(?:our|the|your|council(?:'s)?|total|foi)\s+)*(?:answers?|responses?|reply|figures?|data|number|count|value|amount|totals?|notes?|comments?|questions?|ref(?:erence)?|information\s+provided|ateb(?:ion)?|ymateb|nifer|£)\W*(?:\(?\s*(?:£|%|number|no\.?)\s*\)?)?$").ok()
    });
    PLAIN.as_ref().is_some_and(|plain| plain.is_match(text))
}
