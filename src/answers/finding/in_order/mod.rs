//! Answers told in sentences, a figure for each question in the order in which they were asked: "There
//! were thirty-one such children; nineteen of them went missing, on 144 occasions."

use std::sync::LazyLock;

use regex::Regex;

use super::by_topic::{BY_TOPIC, stems, unwrapped};
use super::prose::{Figure, figures};
use crate::answers::{Candidate, Number, Value};
use crate::campaign::{Campaign, Period, Question, QuestionType};
use crate::replies::pattern::regex;
use crate::replies::quoting::Line;
use crate::replies::sentences::sentences;

/// What is counted, as far as any language of letters tells it apart.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Counted {
    People,
    Events,
    /// By how its word begins.
    Other(String),
}

const PEOPLE: [&str; 19] = [
    "boys",
    "girls",
    "young",
    "child",
    "children",
    "people",
    "persons",
    "person",
    "pupils",
    "pupil",
    "individuals",
    "individual",
    "youngsters",
    "youngster",
    "minors",
    "plant",
    "phlentyn",
    "plentyn",
    "patients",
];
const EVENTS: [&str; 14] = [
    "incidents",
    "incident",
    "episodes",
    "episode",
    "occasions",
    "occasion",
    "instances",
    "instance",
    "occurrences",
    "occurrence",
    "times",
    "events",
    "achos",
    "digwyddiad",
];

/// What a reply says of each question where it has just one figure for each, in the order asked.
/// A figure whose words do not show which question it answers makes all of them wait.
pub(super) fn in_order(campaign: &Campaign, lines: &[Line]) -> Vec<Candidate> {
    let [period] = campaign.periods.as_slice() else { return Vec::new() };
    let asked: Vec<&Question> = campaign.questions.iter().collect();
    if asked.len() < 2 || asked.iter().any(|question| question.kind != QuestionType::Count) {
        return Vec::new();
    }
    let said: Vec<(usize, String)> = unwrapped(lines)
        .into_iter()
        .flat_map(|(line, text)| sentences(&text).into_iter().map(move |said| (line, said)))
        .collect();
    let Some(found) = figures(&said) else { return Vec::new() };
    let told = |figures: &[Figure], doubt: Option<&str>| {
        let doubt = doubt.map(str::to_owned);
        let pairs = asked.iter().zip(figures);
        pairs.map(|(asked, figure)| candidate(asked, period, figure, doubt.clone())).collect()
    };
    if let Some(zero) = zero_for_all(&said).filter(|_| found.iter().all(Figure::is_zero)) {
        return told(&vec![zero; asked.len()], None);
    }
    if found.len() != asked.len() {
        return Vec::new();
    }
    let together =
        found.iter().all(|figure| Some(figure.line) == found.first().map(|one| one.line));
    if together && found.iter().all(|figure| is(&ORDER, &figure.sentence)) {
        return told(&found, None);
    }
    let shown = (0..asked.len()).filter(|at| shows(&asked, *at, &found)).count();
    match asked.len() - shown {
        0 => told(&found, None),
        1 => told(&found, Some("it is taken in the order of the questions: is it theirs?")),
        _ => Vec::new(),
    }
}

fn candidate(
    asked: &Question,
    period: &Period,
    figure: &Figure,
    doubt: Option<String>,
) -> Candidate {
    Candidate {
        question: asked.id.clone(),
        period: period.id.clone(),
        value: Value::exact(figure.number),
        as_written: figure.as_written.clone(),
        part: None,
        place: format!("line {}", figure.line),
        quote: figure.sentence.chars().take(300).collect(),
        confidence: if doubt.is_some() { 0.5 } else { 0.85 },
        rule: format!("{BY_TOPIC}/in_order"),
        doubt,
    }
}

/// "Zero is the answer to each of your three questions".
fn zero_for_all(said: &[(usize, String)]) -> Option<Figure> {
    static ZERO: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?ix)\b(?:zero|nil|none|nought|0)\b[^.]{0,50}\b(?:to|for|against|under|in)\s+(?:each|all|every|both)\b[^.]{0,30}\bquestions?\b
              | \b(?:each|all|every|both)\b[^.]{0,30}\bquestions?\b[^.]{0,20}\b(?:is|are)\s+(?:zero|nil|none|nought|0)\b",
        )
        .ok()
    });
    let (line, sentence) = said.iter().find(|(_, sentence)| is(&ZERO, sentence))?;
    Some(Figure::alone(Number::ZERO, *line, sentence))
}

static ORDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)\bin\s+(?:the\s+)?(?:same\s+)?order\s+(?:that\s+|in\s+which\s+)?(?:you|of\s+(?:your|the)\s+questions|asked|they)\b|\b(?:answers?|figures?)\b[^.]{0,40}\bin\s+order\b").ok()
});

/// Whether the words around the figure at `at` show that it answers the question at `at`.
fn shows(asked: &[&Question], at: usize, found: &[Figure]) -> bool {
    let (Some(question), Some(figure)) = (asked.get(at), found.get(at)) else { return false };
    let own = counted(question);
    let alone = asked.iter().filter(|other| counted(other) == own).count() == 1;
    // What stands between two figures is said of the first.
    let first = found.iter().position(|other| other.sentence == figure.sentence) == Some(at);
    let before = if first { figure.before.join(" ") } else { String::new() };
    let around = stems(&format!("{before} {}", figure.behind.join(" ")));
    let shared = stems(&question.text).iter().filter(|stem| around.contains(stem)).count();
    let such = at == 0 && figure.behind.iter().take(3).any(|word| word == "such");
    let named = noun(&figure.behind, &own).or_else(|| in_front(&figure.before, &own));
    let counts = match named {
        Some(noun) => noun == own,
        // "Nineteen of them", "of whom 12": of what the whole counts.
        None => {
            figure.of_them
                && !question.part_of.is_empty()
                && own == counted_of_whole(asked, question)
        }
    };
    let others = asked.iter().enumerate().filter(|(other, _)| *other != at);
    let likelier = others.filter(|(_, other)| counted(other) == own).any(|(_, other)| {
        exclusive(asked, other, &around) > exclusive(asked, question, &around) + 1
    });
    counts && !likelier && (shared > 0 || such || alone)
}

/// How many words around it only that question has.
fn exclusive(asked: &[&Question], question: &Question, around: &[String]) -> usize {
    let own = stems(&question.text);
    own.iter()
        .filter(|stem| around.contains(stem))
        .filter(|stem| asked.iter().filter(|other| stems(&other.text).contains(stem)).count() == 1)
        .count()
}

fn counted(question: &Question) -> Counted {
    let unit = question.unit.clone().unwrap_or_default().to_lowercase();
    unit.split_whitespace().last().map_or(Counted::Other(String::new()), of_noun)
}

fn counted_of_whole(asked: &[&Question], question: &Question) -> Counted {
    let whole = asked.iter().find(|other| question.part_of.contains(&other.id));
    whole.map_or(Counted::Other(String::new()), |whole| counted(whole))
}

fn of_noun(word: &str) -> Counted {
    if PEOPLE.contains(&word) {
        Counted::People
    } else if EVENTS.contains(&word) {
        Counted::Events
    } else {
        Counted::Other(word.chars().take(5).collect())
    }
}

/// What stands behind a figure as the thing counted, within a few words; of other things only the one
/// that was asked about.
fn noun(behind: &[String], own: &Counted) -> Option<Counted> {
    behind
        .iter()
        .take(5)
        .take_while(|word| !matches!(word.as_str(), "of" | "who" | "whom" | "that" | "and" | ","))
        .map(|word| of_noun(word))
        .find(|counted| !matches!(counted, Counted::Other(_)) || counted == own)
}

/// "Those episodes numbered 47", "the total of incidents was 83": what is counted stands in front.
fn in_front(before: &[String], own: &Counted) -> Option<Counted> {
    let near = before.iter().rev().take_while(|word| *word != ",").take(5);
    near.map(|word| of_noun(word))
        .find(|counted| !matches!(counted, Counted::Other(_)))
        .filter(|it| it == own)
}

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use self::tests::swimmers;
