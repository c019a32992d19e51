//! Two rounds against each other: the same authorities in both, and all of each.
//!
//! A sum is compared over areas of which both rounds have exact answers, each with its unit; beside it
//! stand the bounds over all areas that bound both. A ratio is a share of paired answers, between 0 and
//! 1; its change has a 95% interval (`interval.rs`). A reorganised council is one area: its
//! predecessors' sum against its successors' (`areas.rs`).

pub mod areas;
pub mod concordance;
pub mod interval;

use std::collections::BTreeSet;

use serde::Serialize;

use self::areas::{Area, areas};
use self::concordance::{Concordance, concordance};
use self::interval::{Interval, difference};
use super::tally::{self, Bounds, ratio, sum};
use super::{Asked, Figure};
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

/// Compares two rounds, over all nations and, if asked for, over each.
pub fn compare(
    (before, after): (Round<'_>, Round<'_>),
    succession: &Succession,
    nations: Option<&dyn Fn(&str) -> Option<Nation>>,
) -> Compared {
    let areas = areas(succession, before.asked, after.asked);
    let measures = measures(before.campaign, after.campaign);
    let mut rows = rows((before, after), (&areas, None), &measures);
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
            rows.extend(self::rows(rounds, (&within, Some(nation)), &measures));
        }
    }
    Compared { rows, areas }
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

fn rows(
    (before, after): (Round<'_>, Round<'_>),
    (areas, nation): (&[Area], Option<Nation>),
    measures: &[Measured],
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (measure, questions) in measures {
        let states = questions.iter().filter_map(|id| concordance(before.campaign, after.campaign, id));
        let Some(state) = states.reduce(Concordance::and) else { continue };
        let (was, is) = (before.period_of(questions), after.period_of(questions));
        let row = |scope| Row {
            kind: if questions.len() == 1 { Kind::Sum } else { Kind::Ratio },
            measure: measure.clone(),
            scope,
            nation,
            period_before: was.map(str::to_owned),
            period_after: is.map(str::to_owned),
            concordance: state.clone(),
            before: None,
            after: None,
            change: None,
            areas: None,
        };
        let all = row(Scope::All).of_all((before, after), questions);
        if state.compares() {
            rows.push(row(Scope::Both).of_both((before, after), areas, questions));
        }
        rows.push(all);
    }
    rows
}

impl<'a> Round<'a> {
    /// The period of which all of `questions` were asked here: the one that is named, or the last.
    fn period_of(self, questions: &[String]) -> Option<&'a str> {
        let asked = |id: &str| {
            questions.iter().all(|question| {
                let known = self.campaign.question(question);
                known.is_some_and(|known| known.periods.iter().any(|period| period == id))
            })
        };
        let fits = self.campaign.periods.iter().filter(|period| asked(&period.id));
        let fits = fits.filter(|period| self.period.is_none_or(|named| named == period.id));
        fits.max_by_key(|period| (period.to, period.from)).map(|period| period.id.as_str())
    }

    fn place(self, id: &str) -> Option<&'a Asked> {
        self.asked.iter().find(|place| place.authority == id)
    }
}

impl Row {
    fn of_all(mut self, (before, after): (Round<'_>, Round<'_>), questions: &[String]) -> Self {
        let figure = |round: Round<'_>, period: Option<&String>| -> Option<Side> {
            let (campaign, asked, period) = (round.campaign, round.asked, period?);
            let figure = match questions {
                [part, whole] => ratio(campaign, asked, (part, whole), period),
                [only] => sum(campaign, asked, only, period),
                _ => return None,
            };
            Some(Side::of(&figure, bounded(round, questions, period)))
        };
        self.before = figure(before, self.period_before.as_ref());
        self.after = figure(after, self.period_after.as_ref());
        self.with_change()
    }

    fn of_both(
        mut self,
        (before, after): (Round<'_>, Round<'_>),
        areas: &[Area],
        questions: &[String],
    ) -> Self {
        let (Some(was), Some(is)) = (self.period_before.clone(), self.period_after.clone()) else {
            return self;
        };
        let (mut sums, mut counted) = ([Sums::default(), Sums::default()], 0);
        for area in areas.iter().filter(|area| area.is_paired()) {
            let sides = [(before, &area.before, &was), (after, &area.after, &is)];
            let read = sides.map(|(round, ids, period)| Sums::of(round, ids, questions, period));
            let exact = read.iter().all(|side| side.exact.is_some());
            let bounded = read.iter().all(|side| side.bounds.is_some());
            counted += usize::from(exact);
            for (sum, side) in sums.iter_mut().zip(&read) {
                sum.add(side, (exact, bounded));
            }
        }
        let [was, is] = sums.map(|sums| sums.side(questions.len() > 1));
        (self.before, self.after, self.areas) = (Some(was), Some(is), Some(counted));
        self.with_change()
    }

    fn with_change(mut self) -> Self {
        let (Some(was), Some(is)) = (&self.before, &self.after) else { return self };
        let counted = was.authorities > 0 && is.authorities > 0;
        if !self.concordance.compares() {
            return self;
        }
        let less = |one: Option<f64>, other: Option<f64>| Some(rounded(one? - other?));
        let exact = less(is.exact, was.exact).filter(|_| counted);
        let share = |side: &Side| Some((side.numerator?.as_f64(), side.denominator?.as_f64()));
        let is_sum = self.kind == Kind::Sum;
        let relative = exact.zip(was.exact).filter(|(_, was)| is_sum && *was > 0.0);
        let bounded = was.authorities_bounded > 0 && is.authorities_bounded > 0;
        self.change = Some(ChangeOf {
            exact,
            relative: relative.map(|(change, was)| rounded(change / was)),
            low: less(is.low, was.high).filter(|_| bounded),
            high: less(is.high, was.low).filter(|_| bounded),
            interval: share(was).zip(share(is)).and_then(|(was, is)| difference(was, is)),
        });
        self
    }
}

/// To six decimals: what is left of a subtraction of shares is no figure.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

impl Side {
    fn of(figure: &Figure, authorities_bounded: usize) -> Self {
        Self {
            exact: figure.exact,
            low: figure.low,
            high: figure.high,
            numerator: figure.numerator,
            denominator: figure.denominator,
            authorities: figure.authorities_counted,
            authorities_bounded,
        }
    }
}

/// How many authorities bound all of `questions`.
fn bounded(round: Round<'_>, questions: &[String], period: &str) -> usize {
    let bounds = |place: &&Asked| {
        place.was_asked
            && questions.iter().all(|id| place.bounds(round.campaign, id, period).is_some())
    };
    round.asked.iter().filter(bounds).count()
}

/// What one round has of an area, or of several: of each question the exact sum and the bounds.
#[derive(Debug, Clone, Default)]
struct Sums {
    exact: Option<Vec<Number>>,
    bounds: Option<Vec<Bounds>>,
    members: BTreeSet<String>,
    bounding: BTreeSet<String>,
}

impl Sums {
    /// All of the area, or nothing: a part of it is of other ground.
    fn of(round: Round<'_>, ids: &[String], questions: &[String], period: &str) -> Self {
        let names: Vec<&str> = questions.iter().map(String::as_str).collect();
        let mut sums = Self {
            exact: Some(vec![Number::ZERO; questions.len()]),
            bounds: Some(vec![Bounds::ZERO; questions.len()]),
            ..Self::default()
        };
        for id in ids {
            let Some(place) = round.place(id) else { return Self::default() };
            let covered = tally::covered(round.asked, place, &names, period);
            let speaks = covered.unwrap_or(place);
            for (at, question) in questions.iter().enumerate() {
                let exact = speaks.exact(question, period).ok();
                let bounds = speaks.bounds(round.campaign, question, period);
                // What is answered with another's figures is in the sum once.
                let adds = covered.is_none();
                sums.exact = sums.exact.zip(exact).map(|(mut sum, more)| {
                    if let Some(sum) = sum.get_mut(at).filter(|_| adds) {
                        *sum = *sum + more;
                    }
                    sum
                });
                sums.bounds = sums.bounds.zip(bounds).map(|(mut sum, more)| {
                    if let Some(sum) = sum.get_mut(at).filter(|_| adds) {
                        *sum = sum.and(more);
                    }
                    sum
                });
            }
            sums.members.insert(id.clone());
            sums.bounding.insert(id.clone());
        }
        sums
    }

    fn add(&mut self, area: &Self, (exact, bounded): (bool, bool)) {
        if let (true, Some(more)) = (exact, &area.exact) {
            let sum = self.exact.get_or_insert_with(|| vec![Number::ZERO; more.len()]);
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum = *sum + *more);
            self.members.extend(area.members.iter().cloned());
        }
        if let (true, Some(more)) = (bounded, &area.bounds) {
            let sum = self.bounds.get_or_insert_with(|| vec![Bounds::ZERO; more.len()]);
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum = sum.and(*more));
            self.bounding.extend(area.bounding.iter().cloned());
        }
    }

    fn side(self, is_ratio: bool) -> Side {
        let nought = || vec![Number::ZERO; 2];
        let exact = self.exact.unwrap_or_else(nought);
        let bounds = self.bounds.unwrap_or_else(|| vec![Bounds::ZERO; 2]);
        let (authorities, authorities_bounded) = (self.members.len(), self.bounding.len());
        let numbers = [exact.first().copied(), exact.get(1).copied()];
        let ends = [bounds.first().copied(), bounds.get(1).copied()];
        let of = |part: Option<Number>, whole: Option<Number>| tally::divide(part?, whole);
        match (is_ratio, numbers, ends) {
            (true, [part, whole], [of_part, of_whole]) => Side {
                exact: of(part, whole),
                low: of(of_part.map(|ends| ends.low), of_whole.and_then(|ends| ends.high)),
                high: of(of_part.and_then(|ends| ends.high), of_whole.map(|ends| ends.low))
                    .map(|rate| rate.min(1.0)),
                numerator: part,
                denominator: whole,
                authorities,
                authorities_bounded,
            },
            (false, [only, _], [of_only, _]) => Side {
                exact: only.map(Number::as_f64),
                low: of_only.map(|ends| ends.low.as_f64()),
                high: of_only.and_then(|ends| ends.high).map(Number::as_f64),
                numerator: None,
                denominator: None,
                authorities,
                authorities_bounded,
            },
        }
    }
}
