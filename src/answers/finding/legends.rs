//! What a reply says of its signs and of its rounding, wherever in it that stands.

use std::sync::LazyLock;

use regex::Regex;

use super::whole_reply::legend;
use crate::answers::{Candidate, Number, Status, Value, ZEROS_SHOWN, notation};
use crate::campaign::{Campaign, QuestionType};
use crate::replies::pattern::regex;
use crate::replies::quoting::Line;

/// What is said of every value of a sort.
pub(super) fn apply(campaign: &Campaign, found: &mut [Candidate], lines: &[Line]) {
    if let Some(bounds) = legend(lines) {
        for candidate in found.iter_mut().filter(|candidate| is_unexplained_sign(candidate)) {
            candidate.value = bounds.clone();
            candidate.doubt = None;
            candidate.confidence = 0.9;
        }
    }
    if let Some((written, bounds)) = below(lines) {
        for candidate in found.iter_mut().filter(|found| is_written(found, written)) {
            candidate.value = bounds.clone();
        }
    }
    if let Some(step) = rounding(lines) {
        for candidate in found.iter_mut().filter(|candidate| is_count(campaign, candidate)) {
            rounded(candidate, step);
        }
    }
    narrow(campaign, found);
}

/// "<5 means between one and four": the number behind the sign, and what a reply says it stands for.
/// What does not lie below that number explains nothing, and two such statements are a person's to tell apart.
pub(super) fn below(lines: &[Line]) -> Option<(Number, Value)> {
    static BELOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r#"(?i)<\s?(\d+)["”’']?\s+(?:means?|denotes?|stands?\s+for|indicates?|represents?|is\s+used\s+(?:for|where))\s+([^.;]{3,80})"#).ok()
    });
    let pattern = BELOW.as_ref()?;
    let own = lines.iter().filter(|line| !line.quoted);
    let told: Vec<String> = own.map(|line| line.text.replace('＜', "<")).collect();
    let mut stated = told.iter().flat_map(|text| pattern.captures_iter(text));
    let (Some(found), None) = (stated.next(), stated.next()) else { return None };
    let written = Number::parse(found.get(1)?.as_str())?;
    let bounds = notation::bound_in(found.get(2)?.as_str())?;
    let lies_below = bounds.high.is_some_and(|high| high < written);
    lies_below.then_some((written, Value { status: Status::Suppressed, ..bounds }))
}

/// Whether a candidate is written as less than `number`.
fn is_written(candidate: &Candidate, number: Number) -> bool {
    let written = candidate.as_written.replace(' ', "");
    candidate.value.status == Status::Suppressed
        && (written == format!("<{number}") || written == format!("＜{number}"))
}

fn is_unexplained_sign(candidate: &Candidate) -> bool {
    candidate.rule.ends_with(notation::SIGN)
        && candidate.value.status == Status::Suppressed
        && candidate.value.high.is_none()
        && candidate
            .doubt
            .as_deref()
            .is_none_or(|doubt| doubt == UNEXPLAINED || doubt == notation::MAY_BE_CIRCA)
}

/// The doubt about a sign that stands for a number.
pub(super) const UNEXPLAINED: &str = "a sign that nothing explains";

fn is_count(campaign: &Campaign, candidate: &Candidate) -> bool {
    campaign
        .question(&candidate.question)
        .is_some_and(|question| question.kind == QuestionType::Count)
}

/// "All figures are rounded to the nearest 5": the step, where the reply states one and denies none.
pub(super) fn rounding(lines: &[Line]) -> Option<i64> {
    static NEAREST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\bround(?:ed|ing)\b(?:[^.;]{0,40}?)\bnearest\s+(?:whole\s+)?(?:multiple\s+of\s+)?(5|five|10|ten|100|hundred)\b").ok()
    });
    static DENIED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:not|never|without(?:\s+any)?|no|none\s+of[^.;]{0,40})\s+(?:(?:been|has|have|are|is|any|of)\s+)*round(?:ed|ing)\b").ok()
    });
    static SOME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:some|certain|percentages?|costs?|question|where)\b[^.;]{0,60}\bround(?:ed|ing)\b").ok()
    });
    let text: String = lines
        .iter()
        .filter(|line| !line.quoted)
        .flat_map(|line| [line.text.as_str(), " "])
        .collect();
    let says = |pattern: &LazyLock<Option<Regex>>| {
        pattern.as_ref().is_some_and(|pattern| pattern.is_match(&text))
    };
    if says(&DENIED) || says(&SOME) {
        return None;
    }
    let mut steps = NEAREST.as_ref()?.captures_iter(&text).filter_map(|found| {
        match found.get(1)?.as_str().to_lowercase().as_str() {
            "5" | "five" => Some(5),
            "10" | "ten" => Some(10),
            "100" | "hundred" => Some(100),
            _ => None,
        }
    });
    let first = steps.next()?;
    steps.all(|step| step == first).then_some(first)
}

/// A rounded number stands for those that round to it; one that is no multiple was not rounded.
fn rounded(candidate: &mut Candidate, step: i64) {
    let Some(number) = candidate.value.as_exact() else { return };
    let half = if step % 2 == 0 { step / 2 } else { (step - 1) / 2 };
    if !number.is_multiple_of(step) {
        let doubt = format!("it is no multiple of {step}, to which the reply says it rounds");
        candidate.doubt.get_or_insert(doubt);
        return;
    }
    let low = (number - Number::whole(half)).max(Number::ZERO);
    let high = number + Number::whole(half);
    candidate.value = Value::between(Status::Range, low, Some(high));
    candidate.rule.push_str("+rounded");
}

/// Where true zeros are written as such, "fewer than five" is one at least (replies.md section 6).
fn narrow(campaign: &Campaign, found: &mut [Candidate]) {
    let zero = found.iter().any(|candidate| {
        is_count(campaign, candidate)
            && candidate.doubt.is_none()
            && candidate.value.as_exact() == Some(Number::ZERO)
    });
    if !zero {
        return;
    }
    for candidate in found.iter_mut().filter(|candidate| is_count(campaign, candidate)) {
        let from_nought = candidate.value.status == Status::Suppressed
            && candidate.value.low == Some(Number::ZERO)
            && candidate.value.high.is_some_and(|high| high > Number::ZERO);
        if from_nought {
            candidate.value.low = Some(Number::whole(1));
            candidate.rule.push_str(ZEROS_SHOWN);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::answers::finding::in_order::swimmers;
    use crate::answers::finding::{candidates, caveat, with_papers};
    use crate::replies::quoting;

    /// What is read behind question 2, and whether something is said of the figures that a person must weigh.
    fn read(legend: &str) -> (String, bool) {
        let lines = quoting::lines(&format!("{legend}\n\n1. 17\n2. <5\n3. 11"));
        let campaign = swimmers();
        let found = with_papers(&campaign, candidates(&campaign, &lines), (&lines, &[]));
        let weighed = caveat(&campaign, &lines, &found).is_some();
        let of_it = found.iter().find(|one| one.question == "rescued");
        (of_it.map(|one| one.value.shown()).unwrap_or_default(), weighed)
    }

    #[test]
    fn a_reply_says_itself_what_its_less_than_five_is() {
        let (found, weighed) = read("<5 means between 1 and 4.");
        assert_eq!(found, "1–4");
        assert!(!weighed);
    }

    #[test]
    fn a_legend_that_contradicts_its_sign_or_has_a_fellow_is_for_a_person() {
        for legend in ["<5 means fewer than 10.", "<5 means 1 to 4.\n<10 means 5 to 9."] {
            let (found, weighed) = read(legend);
            assert_eq!(found, "0–4", "{legend}");
            assert!(weighed, "{legend}");
        }
    }
}
