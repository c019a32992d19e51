//! What a reply says below one question's number, it says of that question alone: "Energy is counted by
//! financial year" casts no doubt on the lamps.

use std::sync::LazyLock;

use regex::Regex;

use super::by_wording;
use super::listed;
use super::paragraphs::is_closing;
use super::whole_reply::caveat_of;
use crate::answers::Candidate;
use crate::answers::labels::{Label, Labels, Seen};
use crate::campaign::{Campaign, Question};
use crate::replies::pattern::regex;
use crate::replies::quoting::Line;

/// Further below a question's number than this, lines may speak of everything.
const NEAR: usize = 4;

/// For each line, the questions that it speaks of alone; none if it may speak of all.
pub(super) fn questions_of<'c>(campaign: &'c Campaign, lines: &[Line]) -> Vec<Vec<&'c Question>> {
    let mut labels = Labels::of(campaign);
    let mut seen: Vec<&str> = Vec::new();
    let mut current: Vec<&'c Question> = Vec::new();
    let mut since = 0;
    let mut found = Vec::new();
    for line in lines {
        let text = line.text.trim();
        if line.quoted || is_closing(text) || listed::is_heading(text) {
            current.clear();
        }
        match labels.see(text) {
            Seen::Question(id, label) => {
                // A number that comes again is that of a note.
                let real = is_heading(text, &label) && !seen.contains(&id);
                seen.push(id);
                current = campaign.question(id).filter(|_| real).into_iter().collect();
                since = 0;
            }
            Seen::Parent => {
                current = under(campaign, &labels, text);
                since = 0;
            }
            Seen::Piece(..) => current.clear(),
            Seen::Foreign | Seen::Nothing => match by_wording(campaign, line) {
                Some((id, _)) => {
                    let again = seen.contains(&id);
                    seen.push(id);
                    current = campaign.question(id).filter(|_| !again).into_iter().collect();
                    since = 0;
                }
                None if matches!(labels.see(text), Seen::Foreign) => current.clear(),
                None => since += usize::from(!text.is_empty()),
            },
        }
        let alone = since <= NEAR && !line.quoted && !speaks_of_all(text);
        found.push(if alone { current.clone() } else { Vec::new() });
    }
    found
}

/// "Question 1", "Q1.", "2a. What did you spend?": a question rather than a note with a number.
fn is_heading(text: &str, label: &Label<'_>) -> bool {
    label.named || text.contains('?')
}

/// The questions below a number: 3a and 3b below "Question 3".
fn under<'c>(campaign: &'c Campaign, labels: &Labels<'c>, text: &str) -> Vec<&'c Question> {
    let named = crate::answers::labels::read(text).is_some_and(|label| is_heading(text, &label));
    let of = |question: &&Question| labels.is_below(&question.number);
    campaign.questions.iter().filter(of).filter(|_| named).collect()
}

fn speaks_of_all(text: &str) -> bool {
    static ALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:all|figures?|data|numbers?|answers?|these|those|above|below|everything|totals?|responses?|information|throughout|both|every|each)\b").ok()
    });
    ALL.as_ref().is_some_and(|all| all.is_match(text))
}

/// Casts what is said of single questions on them.
pub fn doubt_single(
    campaign: Option<&Campaign>,
    lines: &[Line],
    mut found: Vec<Candidate>,
) -> Vec<Candidate> {
    let Some(campaign) = campaign else { return found };
    let of = questions_of(campaign, lines);
    for question in &campaign.questions {
        let own: Vec<Line> = lines
            .iter()
            .zip(&of)
            .filter(|(_, of)| of.iter().any(|other| other.id == question.id))
            .map(|(line, _)| line.clone())
            .collect();
        let Some(doubt) = caveat_of(campaign, &own).filter(|_| !own.is_empty()) else { continue };
        for candidate in found.iter_mut().filter(|other| other.question == question.id) {
            candidate.doubt.get_or_insert_with(|| doubt.clone());
            candidate.confidence = candidate.confidence.min(0.5);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::questions_of;
    use crate::answers::finding::caveat;
    use crate::answers::finding::fixture::campaign;
    use crate::replies::quoting::{Line, Role};

    fn lines(text: &str) -> Vec<Line> {
        let line = |text: &str| Line { text: text.to_owned(), role: Role::New, quoted: false };
        text.lines().map(line).collect()
    }

    #[test]
    fn what_stands_below_one_question_is_said_of_it_alone() {
        let text = lines("Question 2a\nElectricity is billed by financial year.\nQuestion 2b\n12%");
        let campaign = campaign();
        let of = questions_of(&campaign, &text);
        assert_eq!(
            of[1].iter().map(|found| found.id.as_str()).collect::<Vec<_>>(),
            ["energy_cost"]
        );
        assert_eq!(caveat(&campaign, &text, &[]), None);
    }

    #[test]
    fn what_is_said_of_the_figures_is_said_of_all() {
        let text = lines("Question 4b\n3 June 2019\nThe figures are for financial years.");
        assert!(caveat(&campaign(), &text, &[]).is_some());
    }

    #[test]
    fn a_note_with_a_number_is_no_question() {
        let text = lines("1a. 12\n4a. 30\nNotes\n4a. Financial years.");
        assert!(caveat(&campaign(), &text, &[]).is_some());
    }
}
