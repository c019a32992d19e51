//! Questions spoken of together: "Questions 2 to 4 are refused under section 12", "We hold no
//! information for 3a and 3b".

use std::sync::LazyLock;

use regex::Regex;

use crate::answers::{Candidate, Status, Value, notation};
use crate::campaign::file::label;
use crate::campaign::{Campaign, Question};
use crate::replies::pattern::regex;
use crate::replies::quoting::Line;
use crate::replies::sentences::{is_hedged, numbers_in, sentences};

/// Questions named in a row, and where in the sentence.
struct List<'c> {
    questions: Vec<&'c Question>,
    start: usize,
    end: usize,
}

/// How many sentences may stand between a list of questions and what is said of them.
const NEAR: usize = 5;

/// The cells that `lines` refuse or do not hold by naming their questions together, and that nothing in
/// `found` answers.
pub(super) fn listed(campaign: &Campaign, lines: &[Line], found: &[Candidate]) -> Vec<Candidate> {
    let text: String = lines
        .iter()
        .filter(|line| !line.quoted)
        .flat_map(|line| [line.text.as_str(), "\n"])
        .collect();
    let sentences = sentences(&text);
    let mut added: Vec<Candidate> = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        let lists = lists(campaign, sentence);
        for (at, list) in lists.iter().enumerate() {
            let said = of_list(sentence, &lists, at)
                .map(|status| (status, has_figure(sentence)))
                .or_else(|| below(campaign, &sentences, index));
            let Some((status, figure)) = said.filter(|_| !is_hedged(sentence)) else { continue };
            for (question, period) in campaign.cells() {
                let named = list.questions.iter().any(|named| named.id == question.id);
                let same =
                    |other: &Candidate| other.question == question.id && other.period == period.id;
                let answered = found.iter().any(|other| same(other) && tells(other));
                if !named || answered || added.iter().any(same) {
                    continue;
                }
                // A figure beside it, or words behind its own number, may be the answer.
                let doubt = if figure {
                    Some("a figure stands beside it")
                } else if found.iter().any(same) {
                    Some("something stands behind its own number too")
                } else {
                    None
                };
                added.push(Candidate {
                    question: question.id.clone(),
                    period: period.id.clone(),
                    value: Value::without_number(status),
                    as_written: sentence.chars().take(200).collect(),
                    part: None,
                    place: "said of several questions".to_owned(),
                    quote: sentence.chars().take(300).collect(),
                    confidence: if doubt.is_some() { 0.5 } else { 0.9 },
                    rule: format!("listed/{}", status.code()),
                    doubt: doubt.map(str::to_owned),
                });
            }
        }
    }
    added
}

fn tells(candidate: &Candidate) -> bool {
    candidate.value.status != Status::Missing && !candidate.rule.ends_with(notation::UNREAD)
}

/// What a sentence says of one of its lists: in front of it, since the list before, or else behind it.
fn of_list(sentence: &str, lists: &[List<'_>], at: usize) -> Option<Status> {
    static ANSWERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:answer(?:ed|s|ing)?|provid\w+|suppl\w+|disclos\w+|releas\w+|respond\w*)\b")
            .ok()
    });
    let list = lists.get(at)?;
    let from = at.checked_sub(1).and_then(|before| lists.get(before)).map_or(0, |list| list.end);
    let to = lists.get(at + 1).map_or(sentence.len(), |list| list.start);
    let before = sentence.get(from..list.start)?;
    let behind = sentence.get(list.end..to)?;
    let answered = ANSWERED.as_ref().is_some_and(|words| words.is_match(before));
    status(before).or_else(|| if answered { None } else { status(behind) })
}

/// Whether a sentence has a figure besides numbers of questions, of sections and of an estimate.
fn has_figure(sentence: &str) -> bool {
    static NUMBERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:sections?|regulations?|questions?|q|parts?)\W*\d[^.;]*|£\s?[\d,.]+|\b(?:19|20)\d\d\b|\b\d[\d,.]*\s*(?:hours?|minutes?|files?|records?|jobs?)\b|\b\d{1,2}\s?\(?[a-z]\)?\b").ok()
    });
    let rest =
        NUMBERS.as_ref().map_or(sentence.into(), |numbers| numbers.replace_all(sentence, " "));
    !numbers_in(&rest).is_empty()
}

/// What the sentences below say, until another list of questions comes, and whether with a figure.
fn below(campaign: &Campaign, sentences: &[String], index: usize) -> Option<(Status, bool)> {
    let here = sentences.get(index)?;
    let announces = CANNOT.as_ref().is_some_and(|pattern| pattern.is_match(here))
        || here.to_lowercase().trim_start().starts_with("question")
        || TOGETHER.as_ref().is_some_and(|pattern| pattern.is_match(here));
    if !announces {
        return None;
    }
    sentences
        .iter()
        .skip(index + 1)
        .take(NEAR)
        .take_while(|sentence| lists(campaign, sentence).is_empty())
        .find_map(|sentence| Some((status(sentence)?, has_figure(sentence))))
}

/// "3a and 3b. Each stay …": numbers with letters in front of what is said of all of them.
static TOGETHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)^[\s•*]*(\d{1,2}\s?\(?[a-z]\)?(?:\s*(?:,|and|&|to|-|–|a|ac)\s*\d{1,2}\s?\(?[a-z]\)?)+)\s*(?:[.:)–-]|$)").ok()
});

static CANNOT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)\b(?:cannot|can\s?not|unable|not\s+(?:able|possible)|would\s+(?:have|need|require|take))\b").ok()
});

fn status(text: &str) -> Option<Status> {
    static REFUSES: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)\b(?:refus\w*|exempt\w*|withh\w+|not\s+obliged)\b").ok());
    if REFUSES.as_ref().is_some_and(|pattern| pattern.is_match(text)) {
        return Some(Status::Refused);
    }
    notation::without_answer_in(text)
}

/// Every run of question numbers behind the word "question" or "Q".
fn lists<'c>(campaign: &'c Campaign, sentence: &str) -> Vec<List<'c>> {
    static RUN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:questions?|qs?\.?|parts?|points?|items?|cwestiynau|cwestiwn)\s*(?:no\.?s?\s*|numbers?\s*)?(\d{1,2}\s*\(?(?:[a-z]\b)?\)?(?:\s*(?:,|and|&|to|-|–|a|or|;)\s*(?:(?:all\s+)?(?:parts\s+of\s+)?questions?\s+|q)?\d{1,2}\s*\(?(?:[a-z]\b)?\)?)*)").ok()
    });
    let Some(run) = RUN.as_ref() else { return Vec::new() };
    let together = TOGETHER.as_ref().and_then(|run| run.captures(sentence));
    together
        .into_iter()
        .chain(run.captures_iter(sentence))
        .filter_map(|captures| {
            let numbers = captures.get(1)?;
            let questions = named(campaign, numbers.as_str());
            let whole = captures.get(0)?;
            (!questions.is_empty()).then_some(List {
                questions,
                start: whole.start(),
                end: whole.end(),
            })
        })
        .collect()
}

/// The questions of "1a, 1b and 1e", "2 to 4", "3a–3c".
fn named<'c>(campaign: &'c Campaign, numbers: &str) -> Vec<&'c Question> {
    static ITEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)(\d{1,2}\s*\(?(?:[a-z]\b)?\)?)(\s*(?:to|-|–)\s*(?:questions?\s+|q)?)?").ok()
    });
    let Some(item) = ITEM.as_ref() else { return Vec::new() };
    let mut found: Vec<&Question> = Vec::new();
    let mut open: Option<usize> = None;
    for captures in item.captures_iter(numbers) {
        let Some(text) = captures.get(1) else { continue };
        let places = places_of(campaign, &label(text.as_str()));
        let (Some(first), Some(last)) = (places.first(), places.last()) else {
            open = None;
            continue;
        };
        let from = open.take().unwrap_or(*first).min(*first);
        let reached = campaign.questions.iter().skip(from).take(last + 1 - from);
        found.extend(reached);
        open = captures.get(2).is_some().then_some(*first);
    }
    found
}

/// The places of the question with this number, or of all that it stands above.
fn places_of(campaign: &Campaign, number: &str) -> Vec<usize> {
    let numbers = || campaign.questions.iter().map(|question| label(&question.number)).enumerate();
    let exact: Vec<usize> = numbers().filter(|(_, own)| own == number).map(|(at, _)| at).collect();
    if !exact.is_empty() {
        return exact;
    }
    numbers()
        .filter(|(_, own)| {
            own.strip_prefix(number).is_some_and(|tail| tail.chars().all(char::is_alphabetic))
        })
        .map(|(at, _)| at)
        .collect()
}

/// Whether a line is a heading over several questions: it ends what was said of the one before.
pub(super) fn is_heading(line: &str) -> bool {
    static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:response\s+to\s+)?(?:questions|qs)\s*\d{1,2}\s*\(?(?:[a-z]\b)?\)?\s*(?:,|and|&|to|-|–)\s*\d").ok()
    });
    [&HEADING, &TOGETHER]
        .iter()
        .any(|pattern| pattern.as_ref().is_some_and(|heading| heading.is_match(line)))
}

#[cfg(test)]
mod tests {
    use super::listed;
    use crate::answers::finding::tables::fixture::campaign;
    use crate::replies::quoting::{Line, Role};

    fn read(text: &str) -> Vec<String> {
        let lines: Vec<Line> = text
            .lines()
            .map(|line| Line { text: line.to_owned(), role: Role::New, quoted: false })
            .collect();
        let mut found: Vec<String> = listed(&campaign(), &lines, &[])
            .into_iter()
            .map(|found| format!("{} {}", found.question, found.value.status.code()))
            .collect();
        found.dedup();
        found
    }

    #[test]
    fn questions_refused_together_are_each_refused() {
        let found = read("Questions 1a and 2a to 2c are refused under section 12 of the Act.");
        assert_eq!(
            found,
            ["led refused", "energy_cost refused", "dimmed refused", "switched_off refused"]
        );
    }

    #[test]
    fn what_is_answered_beside_is_not_refused() {
        let found = read("We have answered question 1 in full and refuse questions 3 and 4.");
        assert_eq!(
            found,
            [
                "repair_time refused",
                "survey refused",
                "contractor refused",
                "faults refused",
                "policy refused"
            ]
        );
    }

    #[test]
    fn a_figure_beside_what_is_kept_back_may_be_the_answer() {
        let lines = [Line {
            text: "For question 4a, names are withheld; the figure is 12.".to_owned(),
            role: Role::New,
            quoted: false,
        }];
        let found = listed(&campaign(), &lines, &[]);
        assert!(found.iter().all(|found| found.doubt.is_some()), "{found:?}");
    }

    #[test]
    fn numbers_in_front_of_one_refusal_are_all_refused() {
        let found = read("3a and 3b. Each job has several visits. Section 12 applies: refused.");
        assert_eq!(found, ["repair_time refused", "survey refused"]);
    }

    #[test]
    fn what_may_happen_to_questions_happens_to_none() {
        assert_eq!(
            read("If questions 1a and 1b exceeded the limit we would refuse them."),
            [""; 0]
        );
    }
}
