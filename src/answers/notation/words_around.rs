//! Every word around a number must be accounted for, or the number is in doubt.

use std::collections::HashSet;

use chrono::Datelike;

use super::quantities::Quantity;
use crate::answers::Status;
use crate::answers::restated::words;
use crate::campaign::{Period, Question};

/// The words that nothing accounts for, as a doubt.
pub(super) fn unaccounted(
    question: &Question,
    period: &Period,
    bare: &str,
    quantity: &Quantity,
) -> Option<String> {
    let outside = format!(
        "{} {}",
        bare.get(..quantity.start).unwrap_or_default(),
        bare.get(quantity.end..).unwrap_or_default()
    );
    let known = accounted(question, period);
    let odd: Vec<String> = words(&outside)
        .into_iter()
        .map(|(word, _)| word)
        .filter(|word| !known.contains(word.as_str()) && !known.contains(singular(word)))
        .collect();
    if let Some(unit) = other_unit(question, &odd) {
        return Some(format!("it counts {unit}, the question asks for {}", unit_of(question)));
    }
    // A bound often comes with its reason: privacy, small numbers, an exemption.
    let bound = quantity.value.status == Status::Suppressed;
    let rest: Vec<&String> = odd
        .iter()
        .filter(|word| !(bound && REASONS.split_whitespace().any(|reason| reason == word.as_str())))
        .collect();
    if rest.is_empty() {
        return None;
    }
    let rest: Vec<&str> = rest.into_iter().take(6).map(String::as_str).collect();
    Some(format!("words that may change the number: {}", rest.join(" ")))
}

pub(super) fn unit_of(question: &Question) -> &str {
    question.unit.as_deref().unwrap_or("something else")
}

pub(super) fn other_unit<'w>(question: &Question, odd: &'w [String]) -> Option<&'w str> {
    const UNITS: [&str; 11] = [
        "incidents",
        "incident",
        "episodes",
        "episode",
        "occasions",
        "occasion",
        "reports",
        "referrals",
        "children",
        "child",
        "hours",
    ];
    let own = question.unit.as_deref().unwrap_or_default();
    odd.iter()
        .map(String::as_str)
        .find(|word| UNITS.contains(word) && singular(word) != singular(own))
}

pub(super) fn singular(word: &str) -> &str {
    if word == "children" { "child" } else { word.strip_suffix('s').unwrap_or(word) }
}

/// Words that leave a number what it is.
pub(super) const PLAIN: &str = "
    a all an and answer any are as at authority be been between both by can case confirm
    council data did during each figure following for found from had has have held hold i in
    information is it its of on one or our overall people period person please provided
    question reported recorded records record regarding relation requested respect response
    shows show that the their there these they this those to total totalled totals trust was
    we were who whom with within year young calendar number altogether accordance given
    reply reason same see below above only just exactly individuals individual up
";

/// Words with which an authority explains why it gives a bound only.
pub(super) const REASONS: &str = "
    small numbers low suppressed suppression identify identified identification identifiable
    identifying personal exempt exemption section under act foi foia foisa freedom due
    because risk protect privacy disclosure disclose cannot could may lead would not exact
    data protection applies apply therefore so such here than less fewer request scotland
    third party re children child
";

pub(super) fn accounted(question: &Question, period: &Period) -> HashSet<String> {
    let own = words(&question.text)
        .into_iter()
        .chain(words(question.unit.as_deref().unwrap_or_default()))
        .chain(words(&period.label))
        .map(|(word, _)| word);
    let mut known: HashSet<String> =
        PLAIN.split_whitespace().map(str::to_owned).chain(own).collect();
    known.extend([period.from.year().to_string(), period.to.year().to_string()]);
    // Numbers that stand in the question ("under 18") account for themselves only there.
    let singulars: Vec<String> = known.iter().map(|word| singular(word).to_owned()).collect();
    known.extend(singulars);
    known
}
