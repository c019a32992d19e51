//! Sums and ratios over authorities. A ratio pairs: only authorities that gave both numbers exactly
//! count in it, so that its numerator and denominator speak of the same places (replies.md 2).

use super::{Asked, Cell, Excluded, Figure, FigureType};
use crate::answers::{Number, Status};
use crate::campaign::{Campaign, Measure};

/// Bounds of one authority's answer; `high` is `None` when nothing bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) low: Number,
    pub(super) high: Option<Number>,
}

impl Bounds {
    pub(super) const ZERO: Self = Self { low: Number::ZERO, high: Some(Number::ZERO) };

    /// Of both together.
    #[must_use]
    pub(super) fn and(self, more: Self) -> Self {
        let high = self.high.zip(more.high).map(|(sum, more)| sum + more);
        Self { low: self.low + more.low, high }
    }
}

/// Every sum of the campaign, then every ratio that a headline uses.
pub fn figures(campaign: &Campaign, asked: &[Asked]) -> Vec<Figure> {
    let mut figures: Vec<Figure> = campaign
        .cells()
        .filter(|(question, _)| question.kind.adds_up())
        .map(|(question, period)| sum(campaign, asked, &question.id, &period.id))
        .collect();
    for headline in &campaign.headlines {
        if let Measure::Ratio { part, whole } = &headline.measure {
            figures.push(ratio(campaign, asked, (part, whole), &headline.period));
        }
    }
    figures
}

/// The sum of one question over all authorities, for one period.
pub fn sum(campaign: &Campaign, asked: &[Asked], question: &str, period: &str) -> Figure {
    let mut exact = Number::ZERO;
    let (mut low, mut high) = (Number::ZERO, Some(Number::ZERO));
    let (mut counted, mut excluded) = (Vec::new(), Vec::new());
    for place in asked.iter().filter(|place| place.was_asked) {
        let covered = covered(asked, place, &[question], period);
        if let (None, Some(bounds)) = (covered, place.bounds(campaign, question, period)) {
            low = low + bounds.low;
            high = high.zip(bounds.high).map(|(sum, more)| sum + more);
        }
        match covered.unwrap_or(place).exact(question, period) {
            Ok(number) => {
                exact = if covered.is_none() { exact + number } else { exact };
                counted.push(place.authority.clone());
            }
            Err(reason) => excluded.push(Excluded { authority: place.authority.clone(), reason }),
        }
    }
    Figure {
        kind: FigureType::Sum,
        measure: question.to_owned(),
        period: period.to_owned(),
        exact: Some(exact.as_f64()),
        low: Some(low.as_f64()),
        high: high.map(Number::as_f64),
        numerator: None,
        denominator: None,
        authorities_asked: asked.iter().filter(|place| place.was_asked).count(),
        authorities_counted: counted.len(),
        cells_in_question: 0,
        excluded,
        text: None,
        counted,
    }
}

/// `part` over `whole`, from the authorities that gave both exactly; its bounds from all that
/// bound both: lowest part over highest whole, and the reverse.
pub fn ratio(
    campaign: &Campaign,
    asked: &[Asked],
    (part, whole): (&str, &str),
    period: &str,
) -> Figure {
    // Only a part of the whole is never more than all of it.
    let is_part = campaign.wholes_of(part).any(|id| id == whole);
    let most = if is_part { 1.0 } else { f64::INFINITY };
    let (mut numerator, mut denominator) = (Number::ZERO, Number::ZERO);
    let (mut counted, mut excluded) = (Vec::new(), Vec::new());
    let mut low = (Number::ZERO, Some(Number::ZERO));
    let mut high = (Some(Number::ZERO), Number::ZERO);
    for place in asked.iter().filter(|place| place.was_asked) {
        let covered = covered(asked, place, &[part, whole], period);
        let of = |question| place.bounds(campaign, question, period);
        if let (None, Some(part), Some(whole)) = (covered, of(part), of(whole)) {
            low = (low.0 + part.low, low.1.zip(whole.high).map(|(sum, more)| sum + more));
            high = (high.0.zip(part.high).map(|(sum, more)| sum + more), high.1 + whole.low);
        }
        let speaks = covered.unwrap_or(place);
        match (speaks.exact(part, period), speaks.exact(whole, period)) {
            (Ok(of_part), Ok(of_whole)) => {
                if covered.is_none() {
                    numerator = numerator + of_part;
                    denominator = denominator + of_whole;
                }
                counted.push(place.authority.clone());
            }
            (part_is, whole_is) => {
                let reason = [(part, part_is), (whole, whole_is)]
                    .into_iter()
                    .filter_map(|(question, is)| Some(format!("{question}: {}", is.err()?)))
                    .collect::<Vec<_>>()
                    .join("; ");
                excluded.push(Excluded { authority: place.authority.clone(), reason });
            }
        }
    }
    Figure {
        kind: FigureType::Ratio,
        measure: format!("{part}/{whole}"),
        period: period.to_owned(),
        exact: divide(numerator, Some(denominator)),
        low: divide(low.0, low.1),
        high: high.0.and_then(|part| divide(part, Some(high.1))).map(|rate| rate.min(most)),
        numerator: Some(numerator),
        denominator: Some(denominator),
        authorities_asked: asked.iter().filter(|place| place.was_asked).count(),
        authorities_counted: counted.len(),
        cells_in_question: 0,
        excluded,
        text: None,
        counted,
    }
}

/// The authority whose reply gives these figures of `place` too: they are in the sum once, and both
/// are counted. A figure of its own that is another counts by itself.
pub(super) fn covered<'a>(
    asked: &'a [Asked],
    place: &Asked,
    questions: &[&str],
    period: &str,
) -> Option<&'a Asked> {
    let lead = place.counted_with.as_deref()?;
    let lead = asked.iter().find(|other| other.authority == lead && other.was_asked)?;
    let alike = |question: &&str| {
        let own = place.cell(question, period).filter(|cell| cell.stands);
        let shared = lead.cell(question, period).filter(|cell| cell.stands);
        shared.is_some_and(|shared| own.is_none_or(|own| own.value == shared.value))
    };
    questions.iter().all(alike).then_some(lead)
}

/// To four decimals; `None` over nothing.
pub(super) fn divide(part: Number, whole: Option<Number>) -> Option<f64> {
    let whole = whole.filter(|whole| *whole > Number::ZERO)?;
    Some((part.as_f64() / whole.as_f64() * 10_000.0).round() / 10_000.0)
}

impl Asked {
    fn cell(&self, question: &str, period: &str) -> Option<&Cell> {
        let here = |cell: &&Cell| cell.question == question && cell.period == period;
        self.cells.iter().filter(here).max_by_key(|cell| cell.stands)
    }

    /// The exact number, or why there is none.
    pub(super) fn exact(&self, question: &str, period: &str) -> Result<Number, String> {
        let Some(cell) = self.cell(question, period) else {
            let some = self.cells.iter().any(|cell| cell.stands);
            return Err(if some { "not answered".to_owned() } else { self.silence.clone() });
        };
        if !cell.stands {
            return Err("its answer waits for a person".to_owned());
        }
        cell.value.as_exact().ok_or_else(|| match cell.value.status {
            Status::Suppressed | Status::Range => "gave bounds, not a number".to_owned(),
            Status::NotHeld => "not held".to_owned(),
            Status::Refused => "refused".to_owned(),
            Status::Missing | Status::Exact => "not answered".to_owned(),
        })
    }

    /// Bounds of the answer, a part capped by each of its wholes.
    pub(super) fn bounds(
        &self,
        campaign: &Campaign,
        question: &str,
        period: &str,
    ) -> Option<Bounds> {
        let cell = self.cell(question, period).filter(|cell| cell.stands)?;
        let mut bounds = Bounds { low: cell.value.low?, high: cell.value.high };
        for whole in campaign.wholes_of(question) {
            let cap = self.cell(whole, period).filter(|cell| cell.stands);
            if let Some(cap) = cap.and_then(|cell| cell.value.low.and(cell.value.high)) {
                let capped = bounds.high.map_or(cap, |high| high.min(cap));
                bounds.high = Some(capped.max(bounds.low));
            }
        }
        Some(bounds)
    }
}
