//! Parts and wholes of one authority, wherever each was said: a part is never greater than its whole,
//! and the parts of a total add up to it.

use super::{Answered, Check, Cited, Finding, Said, Scene, Sure, called};
use crate::answers::Number;

const TODO: &str =
    "look at both replies and set the right figure, or ask the authority which it is";

/// Each part whose least is more than the most its whole can be.
pub(super) fn over_whole(scene: &Scene<'_>, of: &Answered) -> Vec<Finding> {
    let mut found = Vec::new();
    for part in &of.said {
        for whole in wholes(scene, of, &part.question, &part.period) {
            if !greater(part, whole) {
                continue;
            }
            let campaign = scene.campaign;
            found.push(Finding {
                check: Check::PartOverWhole,
                sure: Sure::Certain,
                cells: vec![Cited::new(campaign, of, part), Cited::new(campaign, of, whole)],
                against: None,
                words: format!(
                    "{} is a part of {} and greater",
                    called(campaign, part),
                    called(campaign, whole)
                ),
                todo: TODO.to_owned(),
            });
        }
    }
    found
}

fn greater(part: &Said, whole: &Said) -> bool {
    part.low().zip(whole.high()).is_some_and(|(part, whole)| part > whole)
}

/// The nearest wholes of a question that have a number: past one that was not answered, its own.
fn wholes<'a>(scene: &Scene<'_>, of: &'a Answered, part: &str, period: &str) -> Vec<&'a Said> {
    let mut found: Vec<&Said> = Vec::new();
    let mut to_do: Vec<&str> = scene.campaign.wholes_of(part).collect();
    // A campaign has no circle of parts, yet one question may be reached by two ways.
    let mut seen: Vec<&str> = Vec::new();
    while let Some(question) = to_do.pop() {
        if seen.contains(&question) {
            continue;
        }
        seen.push(question);
        match of.cell(question, period) {
            Some(whole) if whole.low().is_some() => found.push(whole),
            Some(_) | None => to_do.extend(scene.campaign.wholes_of(question)),
        }
    }
    found
}

/// Each total that its parts cannot add up to.
pub(super) fn and_total(scene: &Scene<'_>, of: &Answered) -> Vec<Finding> {
    let mut found = Vec::new();
    for total in &of.said {
        let Some(question) = scene.campaign.question(&total.question) else { continue };
        let known: Vec<&Said> =
            question.total_of.iter().filter_map(|id| of.cell(id, &total.period)).collect();
        // A part that is greater by itself is named as such.
        if known.is_empty() || known.iter().any(|part| greater(part, total)) {
            continue;
        }
        let all = known.len() == question.total_of.len();
        let low: Number = known.iter().filter_map(|part| part.low()).sum();
        let highs: Option<Vec<Number>> = known.iter().map(|part| part.high()).collect();
        let high = highs.filter(|_| all).map(|highs| highs.into_iter().sum::<Number>());
        let too_many = total.high().is_some_and(|most| low > most);
        let too_few = total.low().zip(high).is_some_and(|(least, high)| high < least);
        if too_many || too_few {
            found.push(finding(scene, of, total, &known));
        }
    }
    found
}

fn finding(scene: &Scene<'_>, of: &Answered, total: &Said, parts: &[&Said]) -> Finding {
    let campaign = scene.campaign;
    let told: Vec<String> =
        parts.iter().map(|part| format!("{} {}", part.question, part.value.shown())).collect();
    Finding {
        check: Check::PartsAndTotal,
        sure: Sure::Certain,
        cells: std::iter::once(&total)
            .chain(parts)
            .map(|said| Cited::new(campaign, of, said))
            .collect(),
        against: None,
        words: format!("{} do not add up to {}", told.join(" + "), called(campaign, total)),
        todo: TODO.to_owned(),
    }
}
