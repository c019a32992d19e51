//! The same figures from two authorities: copied, filed twice, or one service that answers for several
//! areas, whose figures must not be added twice.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answered, Check, Cited, Finding, Said, Scene, Sure, chance, is_count, listed};
use crate::answers::Number;
use crate::campaign::Campaign;

/// So many exact answers and so many above zero, before a likeness says anything.
const ANSWERS: usize = 3;
const ABOVE_ZERO: usize = 2;

type CellOf<'a> = (&'a str, &'a str);

/// Authorities and, of each, the answers that are alike.
type Group<'a> = Vec<(&'a Answered, Vec<&'a Said>)>;

/// Everything that authorities have in common, the surest ground first: one mail, one file, one text,
/// one trust, and then figures alone.
pub(super) fn between_authorities(scene: &Scene<'_>) -> Vec<Finding> {
    let all: Vec<&Answered> = scene.answered.iter().collect();
    let grounds = [
        (by_source(scene, &|said| said.mail.map(|mail| mail.to_string())), Ground::Mail),
        (by_source(scene, &|said| said.paper.clone()), Ground::Paper),
        (by_source(scene, &|said| said.body.clone()), Ground::Body),
        (within_trusts(scene), Ground::Trust),
        (by_figures(scene.campaign, &all), Ground::Figures),
    ];
    let mut told: Vec<BTreeSet<i64>> =
        scene.together.iter().map(|requests| requests.iter().copied().collect()).collect();
    let mut found = Vec::new();
    for (groups, ground) in grounds {
        for group in groups {
            let members: BTreeSet<i64> = group.iter().map(|(of, _)| of.request).collect();
            if !told.iter().any(|known| members.is_subset(known)) {
                found.push(finding(scene.campaign, &group, ground));
                told.push(members);
            }
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Mail,
    Paper,
    Body,
    Trust,
    Figures,
}

/// Answers of several requests that stand in the same mail or file and say the same, above zero.
fn by_source<'a>(scene: &Scene<'a>, source: &dyn Fn(&Said) -> Option<String>) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<String, Group<'a>> = BTreeMap::new();
    for of in scene.answered {
        let mut here: BTreeMap<String, Vec<&Said>> = BTreeMap::new();
        for said in of.said.iter().filter(|said| said.low().is_some()) {
            if let Some(source) = source(said) {
                here.entry(source).or_default().push(said);
            }
        }
        for (source, said) in here {
            groups.entry(source).or_default().push((of, said));
        }
    }
    groups.values().filter_map(alike_in).collect()
}

/// Of a group, the cells that all its members answer alike; `None` if nothing above zero is among them.
fn alike_in<'a>(group: &Group<'a>) -> Option<Group<'a>> {
    let (_, first) = group.first()?;
    let alike = |said: &Said| {
        group.iter().all(|(_, others)| {
            let same = |other: &&&Said| cell(other) == cell(said) && other.value == said.value;
            others.iter().any(|other| same(&other))
        })
    };
    let shared: Vec<CellOf<'_>> =
        first.iter().filter(|said| alike(said)).map(|said| cell(said)).collect();
    let kept: Group<'_> = group
        .iter()
        .map(|(of, said)| {
            let said = said.iter().copied().filter(|said| shared.contains(&cell(said)));
            (*of, said.collect())
        })
        .collect();
    let above_zero = kept.first()?.1.iter().any(|said| said.high() != Some(Number::ZERO));
    (kept.len() > 1 && above_zero).then_some(kept)
}

fn cell(said: &Said) -> CellOf<'_> {
    (said.question.as_str(), said.period.as_str())
}

/// The same within each trust or company that runs the service of several areas.
fn within_trusts<'a>(scene: &Scene<'a>) -> Vec<Group<'a>> {
    let mut trusts: BTreeMap<&str, Vec<&Answered>> = BTreeMap::new();
    for of in scene.answered {
        if let Some(trust) = of.run_by.as_deref() {
            trusts.entry(trust).or_default().push(of);
        }
    }
    trusts.into_values().flat_map(|members| by_figures(scene.campaign, &members)).collect()
}

/// Authorities whose exact counts are all the same, and more of them than chance brings together.
fn by_figures<'a>(campaign: &Campaign, among: &[&'a Answered]) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<Vec<(CellOf<'_>, Number)>, Group<'a>> = BTreeMap::new();
    let mut answered = 0;
    for of in among {
        let figures = exact_counts(campaign, of);
        answered += usize::from(!figures.is_empty());
        let said = figures.iter().map(|(said, _)| *said).collect();
        let key = figures.iter().map(|(said, count)| (cell(said), *count)).collect();
        groups.entry(key).or_default().push((of, said));
    }
    let alike = groups
        .into_iter()
        .filter(|(key, group)| group.len() > 1 && says_something(campaign, key, answered));
    alike.map(|(_, group)| group).collect()
}

fn exact_counts<'a>(campaign: &Campaign, of: &'a Answered) -> Vec<(&'a Said, Number)> {
    let mut found: Vec<(&Said, Number)> = of
        .said
        .iter()
        .filter(|said| is_count(campaign, &said.question))
        .filter_map(|said| Some((said, said.value.as_exact()?)))
        .collect();
    found.sort_by_key(|(said, _)| cell(said));
    found
}

/// Whether so many counts hardly agree by chance among that many authorities. A total of parts that
/// are there too says nothing new.
fn says_something(campaign: &Campaign, key: &[(CellOf<'_>, Number)], authorities: usize) -> bool {
    let known = |id: &str, period: &str| key.iter().any(|(cell, _)| *cell == (id, period));
    let follows = |question: &str, period: &str| {
        campaign.question(question).is_some_and(|total| {
            !total.total_of.is_empty() && total.total_of.iter().all(|part| known(part, period))
        })
    };
    let counts: Vec<Number> = key
        .iter()
        .filter(|((question, period), _)| !follows(question, period))
        .map(|(_, count)| *count)
        .collect();
    let above_zero = counts.iter().filter(|count| **count > Number::ZERO).count();
    key.len() >= ANSWERS && above_zero >= ABOVE_ZERO && chance::hardly_shared(&counts, authorities)
}

fn finding(campaign: &Campaign, group: &[(&Answered, Vec<&Said>)], ground: Ground) -> Finding {
    let names: Vec<String> = group.iter().map(|(of, _)| of.authority.clone()).collect();
    let trust = one_trust(group);
    let (check, sure) = match (ground, trust) {
        (Ground::Mail, _) | (Ground::Paper, Some(_)) => (Check::Combined, Sure::Certain),
        (Ground::Paper, None) => (Check::Identical, Sure::Certain),
        (Ground::Trust, _) | (Ground::Body, Some(_)) => (Check::Combined, Sure::Likely),
        (Ground::Figures, _) | (Ground::Body, None) => (Check::Identical, Sure::Likely),
    };
    let all = listed(&names);
    let figures = figures(group);
    let words = match ground {
        Ground::Mail => format!("one mail answers for {all}, and is counted for each: {figures}"),
        Ground::Paper => format!("{all} answer with the same file: {figures}"),
        Ground::Body => format!("the replies of {all} say the same, word for word: {figures}"),
        Ground::Trust => {
            let trust = trust.unwrap_or("one body");
            format!("{trust} runs the service of {all}, and all give the same: {figures}")
        }
        Ground::Figures => format!("{all} give the same figures: {figures}"),
    };
    let todo = match check {
        Check::Combined => format!(
            "if the figures are of all these areas together, `foi checks combine {}` counts them once; \
             if each is its own, accept it with the reason",
            names.join(" ")
        ),
        Check::PartOverWhole
        | Check::PartsAndTotal
        | Check::Identical
        | Check::Jump
        | Check::Baseline
        | Check::Zero => {
            "look at both replies: a letter filed under the wrong authority, or one copied from the \
             other?"
                .to_owned()
        }
    };
    Finding { check, sure, cells: cited(campaign, group), against: None, words, todo }
}

fn cited(campaign: &Campaign, group: &[(&Answered, Vec<&Said>)]) -> Vec<Cited> {
    let of_one = |(of, said): &(&Answered, Vec<&Said>)| -> Vec<Cited> {
        said.iter().map(|said| Cited::new(campaign, of, said)).collect()
    };
    group.iter().flat_map(of_one).collect()
}

/// The first few figures that they share.
fn figures(group: &[(&Answered, Vec<&Said>)]) -> String {
    const SHOWN: usize = 4;
    let said = group.first().map(|(_, said)| said.as_slice()).unwrap_or_default();
    let mut told: Vec<String> = said
        .iter()
        .take(SHOWN)
        .map(|said| format!("{} {}", said.question, said.value.shown()))
        .collect();
    if said.len() > SHOWN {
        told.push(format!("{} more", said.len() - SHOWN));
    }
    told.join(", ")
}

/// The body that runs the service of all of them.
fn one_trust<'a>(group: &[(&'a Answered, Vec<&Said>)]) -> Option<&'a str> {
    let first = group.first()?.0.run_by.as_deref()?;
    group.iter().all(|(of, _)| of.run_by.as_deref() == Some(first)).then_some(first)
}
