//! What the method chapter is written from: the campaign's own facts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::table::count;
use super::{Sources, State};
use crate::law::clock::long_date;

/// The names that the texts of the report may use.
#[derive(Debug, Serialize)]
pub(super) struct Facts {
    title: String,
    about: String,
    definitions: String,
    organisation: String,
    as_of: String,
    version: String,
    database: String,
    internal: bool,
    simulated: bool,
    /// "12 questions".
    questions: String,
    question_list: Vec<String>,
    /// "2023 and 2024".
    periods: String,
    asked: String,
    answered: String,
    first_asked: String,
    last_asked: String,
    /// "212 under the Freedom of Information Act 2000".
    acts: Vec<String>,
    /// Why how many were not asked.
    not_asked: String,
    /// How many answers are in no exact sum, by reason.
    excluded: Vec<String>,
    left_out: Vec<String>,
    /// Authorities whose figures are counted with another's.
    together: Vec<String>,
    doubtful: String,
    zero_rule: String,
    suppression: String,
    hidden: String,
    licences: Vec<String>,
}

/// More names than this are a list, and no sentence.
const NAMED: usize = 20;

/// What to know of answers that nobody has looked at.
pub(super) fn doubtful(words: &str) -> String {
    format!("With doubts: {words}.")
}

impl Facts {
    pub(super) fn new(sources: &Sources<'_>) -> Self {
        let (campaign, about) = (sources.campaign, &sources.about);
        let days = || sources.places.iter().filter_map(|place| place.asked_on);
        let day = |day: Option<_>| day.map(long_date).unwrap_or_default();
        let questions = campaign.questions.len();
        let release = sources.release;
        let hidden = release.map_or(0, |release| {
            let hidden = |cell: &crate::results::disclosure::Cell| {
                matches!(cell, crate::results::disclosure::Cell::Hidden(_))
            };
            release.cells().filter(|(_, cell)| hidden(cell)).count()
        });
        Self {
            title: campaign.title.clone(),
            about: campaign.about.clone().unwrap_or_default().trim().to_owned(),
            definitions: campaign.definitions.clone().unwrap_or_default().trim().to_owned(),
            organisation: about.organisation.clone(),
            as_of: about.as_of.clone(),
            version: about.version.clone(),
            database: about.database.clone(),
            internal: release.is_none(),
            simulated: about.simulated,
            questions: if questions == 1 {
                "1 question".to_owned()
            } else {
                format!("{} questions", count(questions))
            },
            question_list: campaign
                .questions
                .iter()
                .map(|question| format!("{}. {}", question.number, question.text))
                .collect(),
            periods: listed(campaign.periods.iter().map(|period| period.label.clone()).collect()),
            asked: count(sources.asked()),
            answered: count(sources.in_state(State::Answered) + sources.in_state(State::Partly)),
            first_asked: day(days().min()),
            last_asked: day(days().max()),
            acts: acts(sources),
            not_asked: not_asked(sources),
            excluded: excluded(sources),
            left_out: about.left_out.clone(),
            together: together(sources),
            doubtful: about.doubtful.as_deref().map(doubtful).unwrap_or_default(),
            zero_rule: campaign.publication.zero_rule.words().to_owned(),
            suppression: release.map(|release| release.policy().words()).unwrap_or_default(),
            hidden: count(hidden),
            licences: about.licences.clone(),
        }
    }

    pub(super) fn subtitle(&self) -> String {
        format!("What {} authorities answered about {}", self.asked, self.periods)
    }
}

/// "a, b and c".
fn listed(mut words: Vec<String>) -> String {
    match (words.pop(), words.is_empty()) {
        (Some(last), false) => format!("{} and {last}", words.join(", ")),
        (last, _) => last.unwrap_or_default(),
    }
}

fn acts(sources: &Sources<'_>) -> Vec<String> {
    let mut acts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in sources.places.iter().filter(|place| place.state != State::NotAsked) {
        let act = place.asked_on.map_or("", |day| place.law.regime(day).act);
        if !act.is_empty() {
            *acts.entry(act).or_default() += 1;
        }
    }
    acts.into_iter().map(|(act, number)| format!("{} under the {act}", count(number))).collect()
}

fn not_asked(sources: &Sources<'_>) -> String {
    let names: Vec<&str> = sources
        .places
        .iter()
        .filter(|place| place.state == State::NotAsked)
        .map(|place| place.short.as_str())
        .collect();
    if names.is_empty() {
        return String::new();
    }
    let number = count(names.len());
    if names.len() > NAMED {
        return format!("{number} could not be asked; the list of every authority names them");
    }
    format!("{number} could not be asked: {}", names.join(", "))
}

/// Reasons why answers are in no headline, with how many authorities each keeps out.
fn excluded(sources: &Sources<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for headline in sources.headlines {
        let figure = &headline.figure;
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for left_out in &figure.excluded {
            for reason in left_out.reason.split("; ") {
                // Without the question: what is told is why.
                let reason = reason.split_once(": ").map_or(reason, |(_, why)| why);
                *reasons.entry(reason).or_default() += 1;
            }
        }
        let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(reason, number)| (std::cmp::Reverse(*number), *reason));
        let said: Vec<String> = reasons
            .iter()
            .map(|(reason, number)| format!("{reason} ({})", count(*number)))
            .collect();
        let name = super::measure::title(&figure.measure);
        let counted = format!(
            "{} of {} authorities counted",
            count(figure.authorities_counted),
            count(figure.authorities_asked)
        );
        lines.push(if said.is_empty() {
            format!("{name}: {counted}.")
        } else {
            format!("{name}: {counted}. Not counted, by question: {}.", said.join(", "))
        });
    }
    lines
}

fn together(sources: &Sources<'_>) -> Vec<String> {
    let covered = sources.places.iter().filter_map(|place| {
        let lead = place.asked.counted_with.as_deref()?;
        Some(format!("{} with {}", place.asked.name, sources.name_of(lead)))
    });
    covered.collect()
}
