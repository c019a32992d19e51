//! What one round has of an area, exactly and in bounds, added up over areas.

use std::collections::BTreeSet;

use super::Side;
use crate::answers::Number;
use crate::results::tally::{self, Bounds, Tally};
use crate::results::{Asked, Figure};

impl Side {
    pub(super) fn of(figure: &Figure, authorities_bounded: usize) -> Self {
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
pub(super) fn bounded(tally: &Tally<'_>, questions: &[String], period: &str) -> usize {
    let bounds = |place: &&Asked| {
        let reading = tally.reading(&place.authority, questions, period);
        reading.is_some_and(|reading| reading.bounds.iter().all(Option::is_some))
    };
    tally.asked().filter(bounds).count()
}

/// What one round has of an area, or of several: of each question the exact sum and the bounds.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    pub(super) exact: Option<Vec<Number>>,
    pub(super) bounds: Option<Vec<Bounds>>,
    members: BTreeSet<String>,
    bounding: BTreeSet<String>,
}

impl Sums {
    /// All of the area, or nothing: a part of it is of other ground.
    pub(super) fn of(
        tally: &Tally<'_>,
        ids: &[String],
        questions: &[String],
        period: &str,
    ) -> Self {
        let mut sums = Self {
            exact: Some(vec![Number::ZERO; questions.len()]),
            bounds: Some(vec![Bounds::ZERO; questions.len()]),
            ..Self::default()
        };
        for id in ids {
            let Some(reading) = tally.reading(id, questions, period) else {
                return Self::default();
            };
            let exact: Option<Vec<Number>> = reading.exact.into_iter().collect();
            let bounds: Option<Vec<Bounds>> = reading.bounds.into_iter().collect();
            // What is answered with another's figures is in the sum once.
            let adds = !reading.covered;
            sums.exact = sums.exact.zip(exact).map(|(sum, more)| {
                if adds {
                    sum.into_iter().zip(more).map(|(sum, more)| sum + more).collect()
                } else {
                    sum
                }
            });
            sums.bounds = sums.bounds.zip(bounds).map(|(sum, more)| {
                if adds {
                    sum.into_iter().zip(more).map(|(sum, more)| sum.and(more)).collect()
                } else {
                    sum
                }
            });
            sums.members.insert(id.clone());
            sums.bounding.insert(id.clone());
        }
        sums
    }

    pub(super) fn add(&mut self, area: &Self, (exact, bounded): (bool, bool)) {
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

    pub(super) fn side(self, is_ratio: bool) -> Side {
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
