//! One authority's answers in the layout of a tally: which number it gave, within which bounds, or why
//! it is not counted.

use std::collections::HashMap;

use super::{Cell, Rules, Tally};
use crate::answers::{Number, Status};
use crate::campaign::publication::ZeroRule;
use crate::results::Asked;
use crate::results::flags::Flag;

/// Bounds of one authority's answer; `high` is `None` when nothing bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::results) struct Bounds {
    pub(in crate::results) low: Number,
    pub(in crate::results) high: Option<Number>,
}

impl Bounds {
    pub(in crate::results) const ZERO: Self = Self { low: Number::ZERO, high: Some(Number::ZERO) };

    /// Of both together.
    #[must_use]
    pub(in crate::results) fn and(self, more: Self) -> Self {
        let high = self.high.zip(more.high).map(|(sum, more)| sum + more);
        Self { low: self.low + more.low, high }
    }
}

/// What one authority has of several questions for one period.
#[derive(Debug, Clone)]
pub(in crate::results) struct Reading {
    pub(in crate::results) exact: Vec<Option<Number>>,
    pub(in crate::results) bounds: Vec<Option<Bounds>>,
    /// Its figures are in another's reply, and counted there.
    pub(in crate::results) covered: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    pub(super) asked: &'a Asked,
    /// For each question and period the answer that counts, else one that waits.
    cells: Vec<Option<&'a Cell>>,
    /// Where the authority stands whose reply is of both areas.
    lead: Option<usize>,
}

/// Where a question and a period stand in the layout, and the wholes that cap the answer.
#[derive(Debug)]
pub(super) struct Asks {
    at: Option<usize>,
    wholes: Vec<usize>,
}

impl<'a> Place<'a> {
    pub(super) fn new(
        asked: &'a Asked,
        columns: &HashMap<(&str, &str), usize>,
        known: &HashMap<&str, usize>,
    ) -> Self {
        let mut cells: Vec<Option<&Cell>> = vec![None; columns.len()];
        for cell in &asked.cells {
            let at = columns.get(&(cell.question.as_str(), cell.period.as_str()));
            if let Some(slot) = at.and_then(|at| cells.get_mut(*at)) {
                // What stands goes before what waits, and the later before the earlier.
                if slot.is_none_or(|known| cell.stands >= known.stands) {
                    *slot = Some(cell);
                }
            }
        }
        let lead = asked.counted_with.as_deref().and_then(|lead| known.get(lead).copied());
        Self { asked, cells, lead }
    }

    fn cell(&self, at: usize) -> Option<&'a Cell> {
        self.cells.get(at).copied().flatten()
    }

    fn standing(&self, at: usize) -> Option<&'a Cell> {
        self.cell(at).filter(|cell| cell.stands)
    }

    /// The exact number, or why there is none.
    pub(super) fn exact(&self, rules: &Rules, asks: &Asks) -> Result<Number, String> {
        let Some(cell) = asks.at.and_then(|at| self.cell(at)) else {
            let some = self.asked.cells.iter().any(|cell| cell.stands);
            return Err(if some { "not answered".to_owned() } else { self.asked.silence.clone() });
        };
        if !cell.stands {
            return Err("its answer waits for a person".to_owned());
        }
        if let Some(reason) = left_out(cell, &rules.without) {
            return Err(reason);
        }
        cell.value.as_exact().ok_or_else(|| match cell.value.status {
            Status::Suppressed | Status::Range => "gave bounds, not a number".to_owned(),
            Status::NotHeld => "not held".to_owned(),
            Status::Refused => "refused".to_owned(),
            Status::Missing | Status::Exact => "not answered".to_owned(),
        })
    }

    /// Bounds of the answer, a part capped by each of its wholes.
    pub(super) fn bounds(&self, rules: &Rules, asks: &Asks) -> Option<Bounds> {
        let cell = self.standing(asks.at?)?;
        if left_out(cell, &rules.without).is_some() {
            return None;
        }
        let mut bounds = Bounds { low: low(cell, rules.zero)?, high: cell.value.high };
        for whole in &asks.wholes {
            let cap = self.standing(*whole);
            if let Some(cap) = cap.and_then(|cell| cell.value.low.and(cell.value.high)) {
                let capped = bounds.high.map_or(cap, |high| high.min(cap));
                bounds.high = Some(cell.value.low.map_or(capped, |least| capped.max(least)));
            }
        }
        // Counted from one by the rule, it is none the less none of nothing.
        bounds.low = bounds.high.map_or(bounds.low, |high| bounds.low.min(high));
        Some(bounds)
    }
}

impl<'a> Tally<'a> {
    /// Those that were asked and are picked.
    pub(super) fn members<'t>(
        &'t self,
        member: &'t dyn Fn(&Asked) -> bool,
    ) -> impl Iterator<Item = &'t Place<'a>> {
        self.places.iter().filter(move |place| place.asked.was_asked && member(place.asked))
    }

    pub(super) fn asks(&self, question: &str, period: &str) -> Asks {
        let at = |question: &str| self.columns.get(&(question, period)).copied();
        Asks {
            at: at(question),
            wholes: self.campaign.wholes_of(question).filter_map(at).collect(),
        }
    }

    /// The authority whose reply gives these figures of `place` too: they are in the sum once, and
    /// both are counted. A figure of its own that is another counts by itself.
    pub(super) fn covered(&self, place: &Place<'a>, asks: &[&Asks]) -> Option<&Place<'a>> {
        let lead = self.places.get(place.lead?)?;
        let alike = |asks: &&Asks| {
            let own = asks.at.and_then(|at| place.standing(at));
            let shared = asks.at.and_then(|at| lead.standing(at));
            shared.is_some_and(|shared| own.is_none_or(|own| own.value == shared.value))
        };
        asks.iter().all(alike).then_some(lead)
    }
}

/// What else is made of the same layout.
impl<'a> Tally<'a> {
    pub(in crate::results) fn column(&self, question: &str, period: &str) -> Option<usize> {
        self.columns.get(&(question, period)).copied()
    }

    /// The least that an answer can be, by the rule for "fewer than five".
    pub(in crate::results) fn low(&self, cell: &Cell) -> Option<Number> {
        low(cell, self.rules.zero)
    }

    /// The answer that counts at a place in the layout.
    pub(in crate::results) fn counting(&self, place: usize, column: usize) -> Option<&'a Cell> {
        let place = self.places.get(place).filter(|place| place.asked.was_asked)?;
        place.standing(column).filter(|cell| left_out(cell, &self.rules.without).is_none())
    }

    /// What an authority that was asked has of `questions`.
    pub(in crate::results) fn reading(
        &self,
        authority: &str,
        questions: &[String],
        period: &str,
    ) -> Option<Reading> {
        let asked =
            |place: &&Place<'a>| place.asked.was_asked && place.asked.authority == authority;
        let place = self.places.iter().find(asked)?;
        let asks: Vec<Asks> = questions.iter().map(|id| self.asks(id, period)).collect();
        let covered = self.covered(place, &asks.iter().collect::<Vec<_>>());
        let speaks = covered.unwrap_or(place);
        Some(Reading {
            exact: asks.iter().map(|asks| speaks.exact(&self.rules, asks).ok()).collect(),
            bounds: asks.iter().map(|asks| speaks.bounds(&self.rules, asks)).collect(),
            covered: covered.is_some(),
        })
    }

    /// The place whose reply gives these figures of `place` too.
    pub(in crate::results) fn lead(&self, place: usize, columns: &[usize]) -> Option<usize> {
        let place = self.places.get(place)?;
        let asks: Vec<Asks> =
            columns.iter().map(|at| Asks { at: Some(*at), wholes: Vec::new() }).collect();
        self.covered(place, &asks.iter().collect::<Vec<_>>()).and(place.lead)
    }
}

/// Why an answer is left out though it stands.
fn left_out(cell: &Cell, without: &[Flag]) -> Option<String> {
    let flagged = cell.flags.iter().find(|flagged| without.contains(&flagged.flag))?;
    Some(format!("left out as {}: {}", flagged.flag.code(), flagged.words))
}

/// The least it can be, by the rule for "fewer than five".
fn low(cell: &Cell, rule: ZeroRule) -> Option<Number> {
    let low = cell.value.low?;
    if cell.value.status != Status::Suppressed {
        return Some(low);
    }
    let one = Number::whole(1);
    let by_rule = cell.evidence.decided_by.as_deref().unwrap_or_default();
    let said = crate::answers::notation::bound_in(&cell.as_written).and_then(|said| said.low);
    Some(match rule {
        // One at least only because zeros stood beside it.
        ZeroRule::Zero if low == one => {
            let by_zeros = by_rule.ends_with(crate::answers::ZEROS_SHOWN);
            if by_zeros || said == Some(Number::ZERO) { Number::ZERO } else { low }
        }
        ZeroRule::One if low == Number::ZERO => {
            let says_zero = cell.as_written.trim_start().starts_with(['0', 'z', 'Z']);
            let bounded = cell.value.high.is_some_and(|high| high >= one);
            if bounded && !says_zero { one } else { low }
        }
        ZeroRule::AsRead | ZeroRule::Zero | ZeroRule::One => low,
    })
}
