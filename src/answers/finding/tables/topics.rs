//! Which question a heading names: by its number, by its words restated, or by words that are like it.

use std::sync::LazyLock;

use regex::Regex;
use strsim::jaro_winkler;

use crate::answers::finding::is_welsh;
use crate::answers::labels::{Labels, Seen, cell_with_label, without_number};
use crate::answers::restated::{end_of_question, whole_question, word_for_word, words};
use crate::campaign::{Campaign, Question};
use crate::replies::pattern::regex;

/// Two words this alike are one: "identified" and "identification".
const SAME_WORD: f64 = 0.92;
/// A heading this much like a question, and this much more than like any other, names it.
pub(super) const LIKE: f64 = 0.5;
const MARGIN: f64 = 0.12;
/// From here on the likeness is beyond doubt.
pub(super) const SURELY: f64 = 0.74;

/// How a heading was known to name a question; the surest last.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum How {
    Like(f64),
    Restated,
    Numbered,
}

impl How {
    pub(super) fn is_sure(self) -> bool {
        match self {
            Self::Like(likeness) => likeness >= SURELY,
            Self::Restated | Self::Numbered => true,
        }
    }

    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Like(_) => "words",
            Self::Restated => "restated",
            Self::Numbered => "number",
        }
    }
}

/// The question that a heading names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Topic<'c> {
    pub(super) question: &'c Question,
    pub(super) how: How,
    /// Its number names one question and its words another.
    pub(super) torn: bool,
}

/// The questions of a campaign, ready to be recognised.
pub(super) struct Topics<'c> {
    campaign: &'c Campaign,
    /// The stems of each question, each with its weight: what only one question says weighs most.
    stems: Vec<Vec<(String, f64)>>,
}

impl<'c> Topics<'c> {
    pub(super) fn of(campaign: &'c Campaign) -> Self {
        let stems: Vec<Vec<String>> = campaign
            .questions
            .iter()
            .map(|question| {
                let unit = question.unit.as_deref().unwrap_or_default();
                let id = question.id.replace('_', " ");
                stems(&format!("{} {unit} {id}", question.text))
            })
            .collect();
        let has = |stem: &String| stems.iter().filter(|own| own.contains(stem)).count();
        let weighed = stems
            .iter()
            .map(|own| own.iter().map(|stem| (stem.clone(), 1.0 / count(has(stem)))).collect())
            .collect();
        Self { campaign, stems: weighed }
    }

    /// The question that `text` names; `labels` knows the number above lettered ones.
    pub(super) fn topic(&self, text: &str, labels: &mut Labels<'c>) -> Option<Topic<'c>> {
        let alone = label_behind(text).or_else(|| cell_with_label(text));
        match labels.see(alone.as_deref().unwrap_or(text)) {
            Seen::Question(id, label) => {
                let question = self.campaign.question(id)?;
                let rest = label.rest.to_owned();
                let torn = self.restated(&rest).is_some_and(|other| other.id != question.id)
                    || self.is_foreign(question, &rest);
                Some(Topic { question, how: How::Numbered, torn })
            }
            // A part of a question is not its answer, and a number of theirs names nothing of ours.
            Seen::Piece(..) => None,
            Seen::Parent | Seen::Foreign | Seen::Nothing => self.by_words(text),
        }
    }

    /// Whether words behind a question's number have nothing of the question.
    pub(super) fn is_foreign(&self, question: &Question, text: &str) -> bool {
        let said = stems(text);
        let at = self.campaign.questions.iter().position(|other| other.id == question.id);
        let Some(own) = at.and_then(|at| self.stems.get(at)).filter(|_| !said.is_empty()) else {
            return false;
        };
        let known = |stem: &String| own.iter().any(|(other, _)| alike(other, stem));
        !said.iter().any(known) && !is_welsh(text)
    }

    /// By the words alone.
    pub(super) fn by_words(&self, text: &str) -> Option<Topic<'c>> {
        let text = without_number(text);
        if let Some(question) = self.restated(text) {
            return Some(Topic { question, how: How::Restated, torn: false });
        }
        let said = stems(text);
        if said.is_empty() || said.len() > 40 {
            return None;
        }
        let mut scores: Vec<(f64, usize)> =
            self.stems.iter().map(|own| likeness(own, &said)).zip(0..).collect();
        scores.sort_by(|one, other| other.0.total_cmp(&one.0));
        let (best, at) = *scores.first()?;
        let second = scores.get(1).map_or(0.0, |(score, _)| *score);
        if best < LIKE || best - second < MARGIN {
            return None;
        }
        let question = self.campaign.questions.get(at)?;
        // "People on the list for a garage": a word of its own may make it another thing.
        let own = self.stems.get(at)?;
        let more = said.iter().any(|stem| !own.iter().any(|(other, _)| alike(other, stem)));
        let best = if more { best.min(SURELY - MARGIN) } else { best };
        Some(Topic { question, how: How::Like(best), torn: false })
    }

    /// The one question that is restated, nearly word for word.
    fn restated(&self, text: &str) -> Option<&'c Question> {
        let questions = || self.campaign.questions.iter();
        let whole: Vec<&Question> =
            questions().filter(|question| whole_question(&question.text, text).is_some()).collect();
        let exact: Vec<&Question> =
            whole.iter().copied().filter(|question| word_for_word(&question.text, text)).collect();
        if let ([only], _) | (_, [only]) = (whole.as_slice(), exact.as_slice()) {
            return Some(only);
        }
        if words(text).len() < 5 {
            return None;
        }
        let mut near: Vec<(f64, &Question)> = questions()
            .filter(|question| end_of_question(&question.text, text).is_some())
            .map(|question| (in_common(&question.text, text), question))
            .collect();
        near.sort_by(|one, other| other.0.total_cmp(&one.0));
        let (best, question) = near.first()?;
        let second = near.get(1).map_or(0.0, |(share, _)| *share);
        (*best >= 0.8 && best - second >= 0.08).then_some(*question)
    }
}

/// "Lamps that were mended in the year (Q1)": the number behind the words, in front of them.
fn label_behind(text: &str) -> Option<String> {
    static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^(.+?)\s*[(\[](?:q|question|qu)\.?\s?(\d{1,2}[a-z]?)[)\]]\W*$").ok()
    });
    let found = BEHIND.as_ref()?.captures(text)?;
    Some(format!("{}: {}", found.get(2)?.as_str(), found.get(1)?.as_str()))
}

/// The share of words that two texts have in common, of all that either has.
fn in_common(one: &str, other: &str) -> f64 {
    let bag = |text: &str| {
        let mut found: Vec<String> = words(text).into_iter().map(|(word, _)| word).collect();
        found.sort();
        found.dedup();
        found
    };
    let (one, other) = (bag(one), bag(other));
    let both = one.iter().filter(|word| other.contains(word)).count();
    count(2 * both) / count(one.len() + other.len()).max(1.0)
}

/// From 0 to 1: how much of the heading is the question's, and of the question the heading's.
fn likeness(own: &[(String, f64)], said: &[String]) -> f64 {
    const UNKNOWN: f64 = 0.5;
    let (mut hit, mut all_said, mut known) = (0.0, 0.0, 0.0);
    for stem in said {
        match own.iter().find(|(other, _)| alike(other, stem)) {
            Some((_, weight)) => {
                hit += weight;
                all_said += weight;
                known += 1.0;
            }
            None => all_said += UNKNOWN,
        }
    }
    let all: f64 = own.iter().map(|(_, weight)| weight).sum();
    if all_said == 0.0 || all == 0.0 || known == 0.0 {
        return 0.0;
    }
    let (precision, recall) = (hit / all_said, hit / all);
    // A heading is shorter than a question: what it says counts more than what it leaves out.
    let beta: f64 = 0.5;
    let weight = beta * beta;
    (1.0 + weight) * precision * recall / (weight * precision + recall)
}

fn alike(one: &str, other: &str) -> bool {
    one == other || (one.len() > 4 && other.len() > 4 && jaro_winkler(one, other) >= SAME_WORD)
}

#[expect(clippy::cast_precision_loss, reason = "a count of words")]
fn count(number: usize) -> f64 {
    number as f64
}

/// Words that say nothing of what is asked.
const NOTHING: &str = "
    how many much your you were was what with that have has had from those the of in on to and
    or a an did do for by at is are number numbers no total which each this year please question
    answer response altogether together provide state council authority it its be been any all
    least once their there who whom during between per our we they as count figure figures data
";

/// Words that say what a text is about, without their endings.
fn stems(text: &str) -> Vec<String> {
    let mut found: Vec<String> = words(text)
        .into_iter()
        .map(|(word, _)| word)
        .filter(|word| word.len() > 1 && !NOTHING.split_whitespace().any(|nothing| nothing == word))
        .filter(|word| !word.chars().all(|c| c.is_ascii_digit()))
        .map(|word| {
            let word =
                word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(&word).to_owned();
            word.chars().take(7).collect()
        })
        .collect();
    found.sort();
    found.dedup();
    found
}
