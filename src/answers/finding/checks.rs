//! Candidates of one reply held against each other.

use crate::answers::notation::REFERS_TO;
use crate::answers::restated::words;
use crate::answers::{Candidate, Number, Status, notation};
use crate::campaign::Campaign;

/// One candidate for each cell: a number given twice is a doubt, and so are different values.
pub(super) fn settle_repeats(found: Vec<Candidate>) -> Vec<Candidate> {
    let said_again = is_said_again(&found);
    let mut settled: Vec<Candidate> = Vec::new();
    for candidate in found {
        let same_cell = |other: &&mut Candidate| {
            other.question == candidate.question && other.period == candidate.period
        };
        let Some(earlier) = settled.iter_mut().find(same_cell) else {
            settled.push(candidate);
            continue;
        };
        let said_again = said_again || is_welsh(&earlier.quote) != is_welsh(&candidate.quote);
        // Words that cannot be read give way to a value, and never cast doubt on one.
        let unread = |candidate: &Candidate| candidate.rule.ends_with(notation::UNREAD);
        if unread(&candidate) {
            continue;
        }
        if unread(earlier) {
            *earlier = candidate;
        } else if earlier.value == candidate.value {
            if earlier.doubt.is_some() && candidate.doubt.is_none() {
                *earlier = candidate;
            }
            // Sections of a reply may give the same number for different schools.
            if earlier.value.status.has_number() && earlier.value.low.is_some() && !said_again {
                let doubt = "it is given twice: said again, or of different parts?";
                earlier.doubt.get_or_insert(doubt.to_owned());
            }
        } else if candidate.value.status.has_number() || candidate.value.value.is_some() {
            let doubt = format!(
                "two values: \u{201c}{}\u{201d} and \u{201c}{}\u{201d}",
                earlier.as_written, candidate.as_written
            );
            if !earlier.value.status.has_number() {
                *earlier = candidate;
            }
            earlier.doubt = Some(doubt);
            earlier.confidence = 0.3;
        }
    }
    settled
}

/// Whether all that is said twice is the same both times, and more than could be by chance: a letter in
/// two languages, or with a summary.
fn is_said_again(found: &[Candidate]) -> bool {
    const ENOUGH: usize = 3;
    let mut same: Vec<Number> = Vec::new();
    let tells = |one: &&Candidate| one.value.status.has_number() && one.value.low.is_some();
    for (at, one) in found.iter().enumerate().filter(|(_, one)| tells(one)) {
        let again = found
            .iter()
            .skip(at + 1)
            .filter(tells)
            .find(|other| (&one.question, &one.period) == (&other.question, &other.period));
        match again {
            Some(other) if other.value != one.value => return false,
            Some(_) => same.extend(one.value.as_exact().filter(|number| *number > Number::ZERO)),
            None => {}
        }
    }
    same.sort_unstable();
    same.dedup();
    same.len() >= ENOUGH
}

/// What a mail says, and what the document that came with it says: the same said again is one answer,
/// two values are a doubt.
pub(super) fn settle_between(known: Vec<Candidate>, more: Vec<Candidate>) -> Vec<Candidate> {
    let mut settled = known;
    for candidate in more {
        let cell = |other: &&mut Candidate| {
            other.question == candidate.question && other.period == candidate.period
        };
        let tells = |candidate: &Candidate| {
            candidate.value.status != Status::Missing && !candidate.rule.ends_with(notation::UNREAD)
        };
        let Some(earlier) = settled.iter_mut().find(cell) else {
            settled.push(candidate);
            continue;
        };
        if earlier.value == candidate.value {
            if earlier.doubt.is_some() && candidate.doubt.is_none() {
                *earlier = candidate;
            }
        } else if !tells(earlier) {
            *earlier = candidate;
        } else if tells(&candidate) {
            let doubt = format!(
                "two values: \u{201c}{}\u{201d} and \u{201c}{}\u{201d}",
                earlier.as_written, candidate.as_written
            );
            if !earlier.value.status.has_number() && candidate.value.status.has_number() {
                *earlier = candidate;
            }
            earlier.doubt = Some(doubt);
            earlier.confidence = 0.3;
        }
    }
    settled
}

/// A reply in two languages says everything twice.
pub(in crate::answers) fn is_welsh(text: &str) -> bool {
    const WELSH: [&str; 30] = [
        "y", "yr", "yn", "ein", "nifer", "plant", "wedi", "cyfanswm", "oedd", "sydd", "ar", "eu",
        "cafodd", "sawl", "faint", "eich", "gyda", "fel", "rhai", "mewn", "dros", "neu", "ydych",
        "pwy", "pryd", "pa", "ei", "ganran", "gan", "blant",
    ];
    words(text).iter().filter(|(word, _)| WELSH.contains(&word.as_str())).count() >= 2
}

/// "Eleven of the nineteen" is eleven where nineteen answers another question.
fn settle_references(found: &mut [Candidate]) {
    let told: Vec<(String, Number)> = found
        .iter()
        .filter(|one| one.doubt.is_none())
        .filter_map(|one| Some((one.question.clone(), one.value.as_exact()?)))
        .collect();
    for candidate in found {
        let Some(other) = candidate.doubt.as_deref().and_then(|d| d.strip_prefix(REFERS_TO)) else {
            continue;
        };
        let is_told = |(question, number): &(String, Number)| {
            *question != candidate.question && number.to_string() == other
        };
        if told.iter().any(is_told) {
            candidate.doubt = None;
            candidate.confidence = candidate.confidence.max(0.85);
        }
    }
}

/// A part greater than its whole is a doubt about both; parts that miss their total, about it.
pub(super) fn check_parts(campaign: &Campaign, mut found: Vec<Candidate>) -> Vec<Candidate> {
    settle_references(&mut found);
    let mut doubted: Vec<(usize, String)> = Vec::new();
    for (index, part) in found.iter().enumerate() {
        let Some(question) = campaign.question(&part.question) else { continue };
        for (other, whole) in found.iter().enumerate() {
            if !question.part_of.contains(&whole.question) || whole.period != part.period {
                continue;
            }
            let greater = |part: Option<Number>, whole: Option<Number>| match (part, whole) {
                (Some(part), Some(whole)) => part > whole,
                (_, _) => false,
            };
            if greater(part.value.low, whole.value.high) {
                doubted.push((index, format!("it is greater than {}", whole.question)));
                // A part that is in doubt for a reason of its own says nothing of its whole.
                if part.doubt.is_none() {
                    doubted.push((other, format!("{} is greater than it", part.question)));
                }
            }
        }
    }
    for (index, total) in found.iter().enumerate() {
        let Some(question) = campaign.question(&total.question) else { continue };
        let parts: Option<Vec<Number>> = question
            .total_of
            .iter()
            .map(|id| {
                let here = |part: &&Candidate| part.question == *id && part.period == total.period;
                found.iter().find(here)?.value.as_exact()
            })
            .collect();
        if let (Some(parts), Some(sum)) =
            (parts.filter(|parts| !parts.is_empty()), total.value.as_exact())
            && parts.iter().copied().sum::<Number>() != sum
        {
            doubted.push((index, "its parts do not add up to it".to_owned()));
        }
    }
    for (index, doubt) in doubted {
        if let Some(candidate) = found.get_mut(index) {
            candidate.doubt.get_or_insert(doubt);
            candidate.confidence = candidate.confidence.min(0.4);
        }
    }
    found
}
