//! A row for each measure of two rounds: over what both have, and over all that each has.

use super::areas::Area;
use super::concordance::{Concordance, concordance};
use super::interval::difference;
use super::sums::{Sums, bounded};
use super::{ChangeOf, Kind, Measured, Round, Row, Scope, Side};
use crate::register::Nation;
use crate::results::tally::Tally;

pub(super) fn rows(
    (before, after): (Round<'_>, Round<'_>),
    (areas, nation): (&[Area], Option<Nation>),
    measures: &[Measured],
) -> Vec<Row> {
    let mut rows = Vec::new();
    let tallies = [before, after].map(|round| Tally::new(round.campaign, round.asked));
    for (measure, questions) in measures {
        let states =
            questions.iter().filter_map(|id| concordance(before.campaign, after.campaign, id));
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
        let all = row(Scope::All).of_all(&tallies, questions);
        if state.compares() {
            rows.push(row(Scope::Both).of_both(&tallies, areas, questions));
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
}

impl Row {
    fn of_all(mut self, [before, after]: &[Tally<'_>; 2], questions: &[String]) -> Self {
        let figure = |tally: &Tally<'_>, period: Option<&String>| -> Option<Side> {
            let period = period?;
            let figure = match questions {
                [part, whole] => tally.ratio((part, whole), period),
                [only] => tally.sum(only, period),
                _ => return None,
            };
            Some(Side::of(&figure, bounded(tally, questions, period)))
        };
        self.before = figure(before, self.period_before.as_ref());
        self.after = figure(after, self.period_after.as_ref());
        self.with_change()
    }

    fn of_both(
        mut self,
        [before, after]: &[Tally<'_>; 2],
        areas: &[Area],
        questions: &[String],
    ) -> Self {
        let (Some(was), Some(is)) = (self.period_before.clone(), self.period_after.clone()) else {
            return self;
        };
        let (mut sums, mut counted) = ([Sums::default(), Sums::default()], 0);
        for area in areas.iter().filter(|area| area.is_paired()) {
            let sides = [(before, &area.before, &was), (after, &area.after, &is)];
            let read = sides.map(|(tally, ids, period)| Sums::of(tally, ids, questions, period));
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
