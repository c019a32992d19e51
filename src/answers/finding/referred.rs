//! Figures that name their question behind them: "55 incidents (your question 3) among 9 children
//! (question 2)".

use std::sync::LazyLock;

use regex::Regex;

use super::by_topic::unwrapped;
use super::prose::is_no_plain_figure;
use crate::answers::{Candidate, Number, Value, notation};
use crate::campaign::{Campaign, QuestionType, file};
use crate::replies::pattern::regex;
use crate::replies::quoting::Line;
use crate::replies::sentences::{sentences, without_other_numbers};

/// How far behind its figure the number of a question may stand, in words.
const NEAR: usize = 8;

/// What a reply says of each question in this manner, where it does of every one, once.
pub(super) fn referred(campaign: &Campaign, lines: &[Line]) -> Vec<Candidate> {
    static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(\d[\d,]*)\b([^.;\d]{3,90}?)\((?:(?:your|in\s+answer\s+to|answering)\s+)?(?:question|qn?)\.?\s*(\d{1,2}\s?[a-z]?)\)").ok()
    });
    let [period] = campaign.periods.as_slice() else { return Vec::new() };
    let Some(reference) = REFERENCE.as_ref() else { return Vec::new() };
    let mut found: Vec<Candidate> = Vec::new();
    for (line, text) in unwrapped(lines) {
        for sentence in sentences(&text) {
            for captures in reference.captures_iter(&sentence) {
                let part = |at: usize| captures.get(at).map_or("", |part| part.as_str());
                let named = file::label(part(3));
                let question = campaign
                    .questions
                    .iter()
                    .find(|question| file::label(&question.number) == named)
                    .filter(|question| question.kind == QuestionType::Count);
                let plain = without_other_numbers(part(0)).contains(part(1));
                let near = part(2).split_whitespace().count() <= NEAR;
                let (Some(question), Some(number)) = (question, Number::parse(part(1))) else {
                    return Vec::new();
                };
                if !plain || !near || is_no_plain_figure(&sentence) {
                    return Vec::new();
                }
                // What stands around it must be as plain as behind a question's number.
                let stretch = format!("{}{}", part(1), part(2));
                let doubt = notation::read(question, period, &stretch).and_then(|read| read.doubt);
                found.push(Candidate {
                    question: question.id.clone(),
                    period: period.id.clone(),
                    value: Value::exact(number),
                    as_written: part(0).to_owned(),
                    part: None,
                    place: format!("line {line}"),
                    quote: sentence.chars().take(300).collect(),
                    confidence: 0.85,
                    rule: "names_its_question".to_owned(),
                    doubt,
                });
            }
        }
    }
    let once = |id: &String| found.iter().filter(|one| one.question == *id).count() == 1;
    if campaign.questions.iter().all(|question| once(&question.id)) { found } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::finding::in_order::swimmers;
    use crate::replies::quoting::lines;

    #[test]
    fn a_figure_is_of_the_question_named_in_brackets_behind_it() {
        let text = "A total of 55 incidents (your question 3) was recorded for 9 children \
                    (question 2), those being part of a group of 17 who were thought to be at risk \
                    (question 1).";
        let found = referred(&swimmers(), &lines(text));
        let read: Vec<_> =
            found.iter().map(|one| (one.question.as_str(), one.value.shown())).collect();
        assert_eq!(read.len(), 3, "{read:?}");
        assert_eq!(read[0].1, "55");
    }

    #[test]
    fn a_figure_that_counts_something_else_than_its_question_waits() {
        let text = "We had 17 pupils assessed as unable to swim (question 1), 9 referrals (question 2) \
                    and 55 rescue incidents (question 3).";
        let found = referred(&swimmers(), &lines(text));
        let waits: Vec<bool> = found.iter().map(|one| one.doubt.is_some()).collect();
        assert_eq!(waits, [false, true, false], "{found:?}");
    }

    #[test]
    fn where_one_question_is_left_out_or_one_number_is_a_guess_nothing_is_taken() {
        for text in [
            "We recorded 55 incidents (question 3) for 9 children (question 2).",
            "About 55 incidents (question 3) for 9 children (question 2) of 17 (question 1).",
        ] {
            assert_eq!(referred(&swimmers(), &lines(text)), [], "{text}");
        }
    }
}
