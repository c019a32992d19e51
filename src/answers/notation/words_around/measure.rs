//! Words of the question's own, and yet of another measure.

use std::sync::LazyLock;

use super::super::quantities::{Pattern, build};
use super::units::{phrase_behind, singular};
use crate::answers::restated::words;
use crate::campaign::{Question, QuestionType};

/// Words of the question's own, and yet of another measure: "8.9 days each", "request number 12",
/// "of any category" where category 1 was asked for, "61 claims" where a sum was, "43 workers" where
/// newly qualified workers were.
pub(super) fn another_measure(
    question: &Question,
    (before, behind): (&str, &str),
) -> Option<String> {
    static NAMES: Pattern = LazyLock::new(|| {
        build(
            r"\b(?:request|case|file|record|reference|page|section|item|ticket|question)\s+(?:number|no\.?)\s*$",
        )
    });
    static EACH: Pattern = LazyLock::new(|| {
        build(r"^[^\w.;]*(?:\w+[^\w.;]+){0,3}?(?:each|apiece|per\s+\w+|a\s+head)\b|^\W*an?\s+\w+")
    });
    static PLACES: Pattern =
        LazyLock::new(|| build(r"\b(?:nationally|nationwide|regionally|worldwide|elsewhere)\b"));
    static ALL: Pattern = LazyLock::new(|| build(r"\b(?:altogether|in\s+(?:total|all))\b"));
    let found = |pattern: &Pattern, text: &str| {
        let found = pattern.as_ref()?.find(text)?;
        Some(found.as_str().trim().to_owned())
    };
    if let Some(name) = found(&NAMES, before) {
        return Some(format!("it may be the number of a {name}"));
    }
    let asked = question.text.to_lowercase();
    let all = found(&ALL, behind).filter(|_| asked.contains("average"));
    if let Some(all) = all {
        return Some(format!("it may be of all: \u{201c}{all}\u{201d}"));
    }
    let mut others = [(&EACH, behind), (&PLACES, before), (&PLACES, behind)].into_iter();
    let other = others
        .find_map(|(pattern, text)| found(pattern, text))
        .or_else(|| whatever_kind(&asked, before).or_else(|| whatever_kind(&asked, behind)));
    if let Some(other) = other.filter(|other| !asked.contains(other.as_str())) {
        return Some(format!("it may be of something else: \u{201c}{other}\u{201d}"));
    }
    let things = phrase_behind(behind);
    let counts = things.iter().any(|word| word.len() > 3 && word.ends_with('s'));
    if question.kind == QuestionType::Money && counts && !before.trim_end().ends_with('£') {
        return Some("a number of things, where a sum was asked for".to_owned());
    }
    bare_unit(question, (before, &things))
}

/// "Of any category", "at both stages": where the question names one by its number.
fn whatever_kind(asked: &str, text: &str) -> Option<String> {
    static KIND: Pattern =
        LazyLock::new(|| build(r"\b(?:any|all|both|every|either|whatever)\s+([a-z]{4,})\b"));
    let one_of = |noun: &str| {
        let mut said = asked.match_indices(noun);
        said.any(|(at, _)| {
            let behind = asked.get(at + noun.len()..).unwrap_or_default().trim_start();
            let number: String = behind.chars().take_while(char::is_ascii_digit).collect();
            matches!(number.len(), 1..=2)
        })
    };
    let mut kinds = KIND.as_ref()?.captures_iter(text);
    kinds.find_map(|found| {
        let noun = singular(found.get(1)?.as_str());
        let stem = noun.strip_suffix("ie").unwrap_or(noun.trim_end_matches('y'));
        (stem.len() > 3 && (one_of(noun) || one_of(&format!("{stem}y"))))
            .then(|| found.get(0).map(|all| all.as_str().to_owned()))?
    })
}

/// "43 social workers", where the unit is "newly qualified social workers".
fn bare_unit(question: &Question, (before, things): (&str, &[String])) -> Option<String> {
    let unit = question.unit.as_deref()?.to_lowercase();
    let own: Vec<String> = words(&unit).into_iter().map(|(word, _)| word).collect();
    let (head, rest) = own.split_last()?;
    let in_front: Vec<String> = words(before).into_iter().map(|(word, _)| word).collect();
    let has = |word: &String| things.iter().any(|said| singular(said) == singular(word));
    let said = |word: &String| has(word) || in_front.contains(word);
    let such = things.iter().any(|word| matches!(word.as_str(), "such" | "these" | "those"));
    let lacking = rest.iter().find(|word| !said(word))?;
    (has(head) && !such).then(|| format!("it does not say \u{201c}{lacking}\u{201d}"))
}
