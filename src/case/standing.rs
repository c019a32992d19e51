//! Which answers stand: a person's decision first, then what a rule read without doubt.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::events::{Dated, Event, LetterKind, that_count};
use super::imported::Source;
use crate::answers::{Candidate, Value};

/// A value proposed from a mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    pub mail: i64,
    /// The place of its arrival in the log: decisions before it did not know of it.
    pub seq: i64,
    pub arrived_at: DateTime<Utc>,
    /// The mail's place, sender or meaning is in doubt: none of its values counts by itself.
    pub mail_in_doubt: bool,
    /// The mail's kind counts only once a person agrees to it, and nobody has yet.
    pub to_be_agreed: bool,
    pub candidate: Candidate,
}

/// One reading of one cell, and whether it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub question: String,
    pub period: String,
    pub value: Value,
    pub as_written: String,
    pub mail: Option<i64>,
    /// The attachment it stands in; none for the mail's own text.
    pub part: Option<String>,
    pub place: Option<String>,
    pub quote: Option<String>,
    pub confidence: f64,
    /// When the authority said it; for a decision without a mail, when it was decided.
    pub known_at: DateTime<Utc>,
    pub decided_by: Option<String>,
    /// Why it waits for a person.
    pub doubt: Option<String>,
    /// An earlier reading that this one replaces, as the mail it came from.
    pub supersedes: Option<i64>,
    pub stands: Stands,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    Yes,
    /// It waits for a person.
    Waiting,
    Superseded,
}

/// Why an answer waits in whose own words nothing is doubtful.
pub const TO_BE_AGREED: &str = "it counts once a person agrees to what its mail is: `foi assign`";

type Cell = (String, String);

/// Every reading of every cell of one request, in the order they were known, with what stands
/// marked. A mail that comes after a decision and says otherwise waits for a person.
pub fn resolve(proposed: &[Proposed], decisions: &[Dated]) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    let mut current: HashMap<Cell, usize> = HashMap::new();
    let mut in_order: Vec<&Proposed> = proposed.iter().collect();
    in_order.sort_by_key(|reading| (reading.seq, reading.arrived_at, reading.mail));
    let narrowed = narrowed(decisions);
    let mut decisions = that_count(decisions).peekable();
    for reading in in_order {
        while let Some(dated) = decisions.next_if(|dated| dated.seq < reading.seq) {
            decide(&mut answers, &mut current, dated);
        }
        propose((&mut answers, &mut current), reading, narrowed);
    }
    for dated in decisions {
        decide(&mut answers, &mut current, dated);
    }
    answers
}

/// When a narrower request left that replaced the one before it.
pub fn narrowed(events: &[Dated]) -> Option<DateTime<Utc>> {
    let narrower = |id: i64| {
        events.iter().any(|dated| {
            matches!(
                dated.event,
                Event::LetterApproved { letter, kind: LetterKind::Narrowing, .. } if letter == id
            )
        })
    };
    let left = events.iter().rev().find(|dated| match dated.event {
        Event::LetterAccepted { letter, .. } | Event::LetterSettled { letter, left: true, .. } => {
            narrower(letter)
        }
        Event::LetterSettled { .. }
        | Event::Launched { .. }
        | Event::Previewed { .. }
        | Event::LetterApproved { .. }
        | Event::SendStarted { .. }
        | Event::LetterDeferred { .. }
        | Event::LetterRefused { .. }
        | Event::LetterUnknown { .. }
        | Event::LetterKeptBack { .. }
        | Event::LetterCancelled { .. }
        | Event::DeliveryTold { .. }
        | Event::MailArrived { .. }
        | Event::MailAssigned { .. }
        | Event::Erased { .. }
        | Event::AttachmentReleased { .. }
        | Event::AnswerSet { .. }
        | Event::AnswerAccepted { .. }
        | Event::AnswerCoded { .. }
        | Event::FindingAccepted { .. }
        | Event::AnswersCombined { .. }
        | Event::Imported { .. }
        | Event::Recorded { .. }
        | Event::TakenBack { .. }
        | Event::Held { .. }
        | Event::Released
        | Event::Paused { .. }
        | Event::Resumed => false,
    });
    left.map(|dated| dated.at)
}

fn propose(
    (answers, current): (&mut Vec<Answer>, &mut HashMap<Cell, usize>),
    reading: &Proposed,
    narrowed: Option<DateTime<Utc>>,
) {
    let candidate = &reading.candidate;
    let cell = (candidate.question.clone(), candidate.period.clone());
    let known = current.get(&cell).and_then(|index| answers.get(*index));
    // What they said of the earlier request is no answer to the narrower one.
    let replaced =
        |known: &Answer| narrowed.is_some_and(|at| known.known_at <= at && reading.arrived_at > at);
    let earlier = known.filter(|known| !replaced(known));
    let doubt = if reading.mail_in_doubt {
        Some(candidate.doubt.clone().unwrap_or_else(|| "its mail waits for a person".to_owned()))
    } else {
        candidate.doubt.clone()
    };
    let differs = earlier.is_some_and(|earlier| earlier.value != candidate.value);
    let doubt = doubt.or_else(|| {
        differs.then(|| "it differs from an earlier reply: which one stands?".to_owned())
    });
    let doubt = doubt.or_else(|| reading.to_be_agreed.then(|| TO_BE_AGREED.to_owned()));
    let repeats = earlier.is_some() && !differs;
    let stands = match (&doubt, repeats) {
        (_, true) => Stands::Superseded,
        (Some(_), false) => Stands::Waiting,
        (None, false) => Stands::Yes,
    };
    let decided_by = doubt.is_none().then(|| format!("rule:{}", candidate.rule));
    answers.push(Answer {
        question: candidate.question.clone(),
        period: candidate.period.clone(),
        value: candidate.value.clone(),
        as_written: candidate.as_written.clone(),
        mail: Some(reading.mail),
        part: candidate.part.clone(),
        place: Some(candidate.place.clone()),
        quote: Some(candidate.quote.clone()),
        confidence: candidate.confidence,
        known_at: reading.arrived_at,
        decided_by,
        doubt,
        supersedes: None,
        stands,
    });
    if stands == Stands::Yes {
        let index = answers.len() - 1;
        // An earlier reading that waited and says the same has nothing left to be decided.
        for waiting in answers.iter_mut().filter(|known| {
            known.stands == Stands::Waiting
                && known.question == cell.0
                && known.period == cell.1
                && known.value == candidate.value
        }) {
            waiting.stands = Stands::Superseded;
        }
        match current.get(&cell) {
            Some(_) => replace(answers, current, cell, index),
            None => drop(current.insert(cell, index)),
        }
    }
}

#[expect(clippy::too_many_lines, reason = "every event is listed, so that a new one is judged")]
fn decide(answers: &mut Vec<Answer>, current: &mut HashMap<Cell, usize>, dated: &Dated) {
    let by = format!("person:{}", dated.by.as_deref().unwrap_or("unnamed"));
    match &dated.event {
        Event::AnswerAccepted { mail, question, period, note: _ } => {
            let cell = (question.clone(), period.clone());
            let index = answers.iter().position(|answer| {
                answer.mail == Some(*mail)
                    && answer.question == *question
                    && answer.period == *period
                    && !answer.decided_by.as_deref().is_some_and(|by| by.starts_with("person:"))
            });
            if let Some(index) = index {
                replace(answers, current, cell, index);
                if let Some(answer) = answers.get_mut(index) {
                    answer.decided_by = Some(by);
                    answer.confidence = 1.0;
                }
            }
        }
        Event::AnswerSet { mail, question, period, value, as_written, note: _, source } => {
            let cell = (question.clone(), period.clone());
            // What the person saw stays as the evidence of what the person decided.
            let seen = answers
                .iter()
                .rev()
                .find(|answer| {
                    answer.question == *question
                        && answer.period == *period
                        && (mail.is_none() || answer.mail == *mail)
                })
                .cloned();
            let of_sheet = |field: &dyn Fn(&Source) -> &String| {
                source.as_deref().map(|row| field(row).clone())
            };
            answers.push(Answer {
                question: question.clone(),
                period: period.clone(),
                value: value.clone(),
                as_written: as_written.clone(),
                mail: mail.or_else(|| seen.as_ref().and_then(|seen| seen.mail)),
                part: of_sheet(&|source| &source.file)
                    .or_else(|| seen.as_ref().and_then(|seen| seen.part.clone())),
                place: of_sheet(&|source| &source.place)
                    .or_else(|| seen.as_ref().and_then(|seen| seen.place.clone())),
                quote: source
                    .as_ref()
                    .map(|_| as_written.clone())
                    .or_else(|| seen.as_ref().and_then(|seen| seen.quote.clone())),
                confidence: 1.0,
                known_at: seen.as_ref().map_or(dated.at, |seen| seen.known_at),
                decided_by: Some(by),
                doubt: None,
                supersedes: None,
                stands: Stands::Yes,
            });
            let index = answers.len() - 1;
            replace(answers, current, cell, index);
        }
        Event::Launched { .. }
        | Event::Previewed { .. }
        | Event::LetterApproved { .. }
        | Event::SendStarted { .. }
        | Event::LetterAccepted { .. }
        | Event::LetterDeferred { .. }
        | Event::LetterRefused { .. }
        | Event::LetterUnknown { .. }
        | Event::LetterKeptBack { .. }
        | Event::LetterCancelled { .. }
        | Event::LetterSettled { .. }
        | Event::DeliveryTold { .. }
        | Event::MailArrived { .. }
        | Event::MailAssigned { .. }
        | Event::Erased { .. }
        | Event::AttachmentReleased { .. }
        | Event::AnswerCoded { .. }
        | Event::FindingAccepted { .. }
        | Event::AnswersCombined { .. }
        | Event::Imported { .. }
        | Event::Recorded { .. }
        | Event::TakenBack { .. }
        | Event::Held { .. }
        | Event::Released
        | Event::Paused { .. }
        | Event::Resumed => {}
    }
}

/// Makes the reading at `index` the one that stands: whatever was read of the cell before gives way.
fn replace(answers: &mut [Answer], current: &mut HashMap<Cell, usize>, cell: Cell, index: usize) {
    let mut supersedes = None;
    for (other, answer) in answers.iter_mut().enumerate() {
        let same = answer.question == cell.0 && answer.period == cell.1;
        if same && other != index && answer.stands != Stands::Superseded {
            supersedes = answer.mail.or(supersedes);
            answer.stands = Stands::Superseded;
        }
    }
    if let Some(answer) = answers.get_mut(index) {
        answer.stands = Stands::Yes;
        answer.doubt = None;
        answer.supersedes = supersedes.filter(|earlier| Some(*earlier) != answer.mail);
    }
    current.insert(cell, index);
}
