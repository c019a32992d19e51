//! "As 1a", "the same as question 2": an answer that is another's.

use std::sync::LazyLock;

use regex::Regex;

use crate::answers::{Candidate, Status};
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
        let Some(meant) = meant(campaign, &pointer.as_written) else { continue };
        let source = found.iter().find(|other| {
            other.question == meant
                && other.period == pointer.period
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
