//! Two rounds against each other: the same authorities in both, and all of each.
//!
//! A sum is compared over areas of which both rounds have exact answers, each with its unit; beside it
//! stand the bounds over all areas that bound both. A ratio is a share of paired answers, between 0 and
//! 1; its change has a 95% interval (`interval.rs`). A reorganised council is one area: its
//! predecessors' sum against its successors' (`areas.rs`).

pub mod areas;
pub mod concordance;
pub mod interval;
mod rows;
mod sums;

use serde::Serialize;

use self::areas::{Area, areas};
use self::concordance::Concordance;
use self::interval::Interval;
use self::rows::rows;
use super::Asked;
use crate::answers::Number;
use crate::campaign::{Campaign, Measure};
use crate::register::Nation;
use crate::register::succession::Succession;

/// One of the two rounds.
#[derive(Debug, Clone, Copy)]
pub struct Round<'a> {
    pub campaign: &'a Campaign,
    pub asked: &'a [Asked],
    /// The period that is meant; none: the last of which each question was asked.
    pub period: Option<&'a str>,
}

/// Over which authorities a figure goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Only areas that both rounds have figures of.
    Both,
    /// All that each round has.
    All,
}

impl Scope {
    pub fn code(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::All => "all",
        }
    }
}

/// What one round has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    pub exact: Option<f64>,
    pub low: Option<f64>,
    /// Null when nothing bounds it.
    pub high: Option<f64>,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    /// Whose answers make up `exact`.
    pub authorities: usize,
    /// Whose answers make up `low` and `high`.
    pub authorities_bounded: usize,
}

/// After less before: of a ratio, in points between -1 and 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeOf {
    pub exact: Option<f64>,
    /// The change as a share of what was before; null of a ratio, and where nothing was.
    pub relative: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub interval: Option<Interval>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Sum,
    Ratio,
}

/// One measure in both rounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    #[serde(rename = "type")]
    pub kind: Kind,
    pub measure: String,
    pub scope: Scope,
    pub nation: Option<Nation>,
    pub period_before: Option<String>,
    pub period_after: Option<String>,
    pub concordance: Concordance,
    pub before: Option<Side>,
    pub after: Option<Side>,
    /// Null across a break, and where one round has nothing.
    pub change: Option<ChangeOf>,
    /// How many areas the exact figures of scope `both` go over.
    pub areas: Option<usize>,
}

/// Two rounds compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    pub rows: Vec<Row>,
    pub areas: Vec<Area>,
}

/// The nation of an authority, by its id.
pub type NationOf<'a> = &'a dyn Fn(&str) -> Option<Nation>;

/// Compares two rounds, over all nations and, if asked for, over each.
pub fn compare(
    (before, after): (Round<'_>, Round<'_>),
    succession: &Succession,
    nations: Option<NationOf<'_>>,
) -> Compared {
    let areas = areas(succession, before.asked, after.asked);
    let measures = measures(before.campaign, after.campaign);
    let mut found = rows((before, after), (&areas, None), &measures);
    for nation in Nation::ALL.into_iter().filter(|_| nations.is_some()) {
        let is_of = |id: &str| nations.is_some_and(|of| of(id) == Some(nation));
        let of = |round: Round<'_>| -> Vec<Asked> {
            round.asked.iter().filter(|place| is_of(&place.authority)).cloned().collect()
        };
        let (was, is) = (of(before), of(after));
        let within = |area: &&Area| area.before.iter().chain(&area.after).all(|id| is_of(id));
        let within: Vec<Area> = areas.iter().filter(within).cloned().collect();
        let rounds = (Round { asked: &was, ..before }, Round { asked: &is, ..after });
        if !was.is_empty() || !is.is_empty() {
            found.extend(rows(rounds, (&within, Some(nation)), &measures));
        }
    }
    Compared { rows: found, areas }
}

/// The questions of a measure: one whose answers are added up, or a part and its whole.
type Measured = (String, Vec<String>);

fn measures(before: &Campaign, after: &Campaign) -> Vec<Measured> {
    let both = || after.questions.iter().chain(&before.questions);
    let mut found: Vec<Measured> = Vec::new();
    let mut add = |measured: Measured| {
        if !found.iter().any(|(known, _)| *known == measured.0) {
            found.push(measured);
        }
    };
    for question in both().filter(|question| question.kind.adds_up()) {
        add((question.id.clone(), vec![question.id.clone()]));
    }
    for headline in after.headlines.iter().chain(&before.headlines) {
        if let Measure::Ratio { part, whole } = &headline.measure {
            add((format!("{part}/{whole}"), vec![part.clone(), whole.clone()]));
        }
    }
    found
}
