//! "As 1a", "the same as question 2": an answer that is another's.

use std::sync::LazyLock;

use regex::Regex;

use super::tables::{When, when};
use crate::answers::{Candidate, Number, Status, Value};
use crate::campaign::Campaign;
use crate::campaign::file::label;
use crate::replies::pattern::regex;

/// Gives each answer that only points to another the value of that.
pub(super) fn resolve(campaign: &Campaign, found: &mut [Candidate]) {
    for index in 0..found.len() {
        let Some(pointer) = found.get(index).filter(|found| found.rule.ends_with("/pointer"))
        else {
            continue;
        };
        let (question, period) = match meant(campaign, &pointer.as_written) {
            Some(question) => (question, pointer.period.as_str()),
            None => match meant_year(campaign, &pointer.as_written) {
                Some(period) => (pointer.question.as_str(), period),
                None => continue,
            },
        };
        let source = found.iter().find(|other| {
            other.question == question
                && other.period == period
                && other.value.status != Status::Missing
        });
        let Some(source) = source.cloned() else { continue };
        if let Some(candidate) = found.get_mut(index) {
            candidate.value = source.value;
            candidate.doubt = source.doubt;
            candidate.confidence = source.confidence.min(0.9);
            candidate.rule.push_str("+copied");
        }
    }
}

/// "Not applicable" of a part whose whole is none: none (replies.md section 6).
pub(super) fn below_none(campaign: &Campaign, found: &mut [Candidate]) {
    for index in 0..found.len() {
        let Some(part) = found.get(index).filter(|found| found.rule.ends_with("/not_applicable"))
        else {
            continue;
        };
        let whole = |other: &&Candidate| {
            let of = campaign.question(&part.question).map(|question| &question.part_of);
            of.is_some_and(|of| of.contains(&other.question)) && other.period == part.period
        };
        let none = found
            .iter()
            .filter(whole)
            .any(|whole| whole.doubt.is_none() && whole.value.as_exact() == Some(Number::ZERO));
        if let Some(candidate) = found.get_mut(index).filter(|_| none) {
            candidate.value = Value::exact(Number::ZERO);
            candidate.doubt = None;
            candidate.confidence = 0.9;
            candidate.rule.push_str("+below_none");
        }
    }
}

/// The period that "as in 2022/23" means.
fn meant_year<'c>(campaign: &'c Campaign, text: &str) -> Option<&'c str> {
    static AS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:the\s+)?(?:same\s+)?as\s+(?:(?:in|for|at|year)\s+)*([\d/\-–\s]+)\W*$")
            .ok()
    });
    let year = AS.as_ref()?.captures(text)?.get(1)?;
    match when(campaign, year.as_str()) {
        When::One(period) => Some(period.id.as_str()),
        When::Silent | When::Several | When::Other => None,
    }
}

/// The question that "as 1a" means; "included in 1a" gives no value of its own.
fn meant<'c>(campaign: &'c Campaign, text: &str) -> Option<&'c str> {
    static AS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:the\s+)?(?:same\s+)?as\s+(?:(?:in|for|at|per|above|question|q|answer|to|the)\W*\s*)*(\d{1,2}\s*\(?[a-z]?\)?)\W*$").ok()
    });
    let captures = AS.as_ref()?.captures(text)?;
    let number = label(captures.get(1)?.as_str());
    let mut questions = campaign.questions.iter();
    questions
        .find(|question| label(&question.number) == number)
        .map(|question| question.id.as_str())
}
