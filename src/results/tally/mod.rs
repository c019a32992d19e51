//! Sums and ratios over authorities. A ratio pairs: only authorities that gave both numbers exactly
//! count in it, so that its numerator and denominator speak of the same places (replies.md 2).

mod place;

use std::collections::HashMap;

pub(super) use self::place::Bounds;
use self::place::Place;
use super::flags::Flag;
use super::{Asked, Cell, Excluded, Figure, FigureType};
use crate::answers::Number;
use crate::campaign::publication::ZeroRule;
use crate::campaign::{Campaign, Headline, Measure};

/// What is decided about answers when they are added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    pub zero: ZeroRule,
    /// Answers with one of these flags are left out.
    pub without: Vec<Flag>,
}

impl Rules {
    /// As the campaign has it, with nothing left out.
    pub fn of(campaign: &Campaign) -> Self {
        Self { zero: campaign.publication.zero_rule, without: Vec::new() }
    }
}

/// Answers laid out by question and period, so that each sum reads its cells and no others.
#[derive(Debug, Clone)]
pub struct Tally<'a> {
    campaign: &'a Campaign,
    rules: Rules,
    /// Which column of the layout a question and a period have.
    columns: HashMap<(&'a str, &'a str), usize>,
    places: Vec<Place<'a>>,
}

/// Every sum of the campaign, then every ratio that a headline uses.
pub fn figures(campaign: &Campaign, asked: &[Asked]) -> Vec<Figure> {
    Tally::new(campaign, asked).figures()
}

/// The sum of one question over all authorities, for one period.
pub fn sum(campaign: &Campaign, asked: &[Asked], question: &str, period: &str) -> Figure {
    Tally::new(campaign, asked).sum(question, period)
}

/// `part` over `whole`, from the authorities that gave both exactly; its bounds from all that
/// bound both: lowest part over highest whole, and the reverse.
pub fn ratio(
    campaign: &Campaign,
    asked: &[Asked],
    (part, whole): (&str, &str),
    period: &str,
) -> Figure {
    Tally::new(campaign, asked).ratio((part, whole), period)
}

impl<'a> Tally<'a> {
    /// By the campaign's own rules.
    pub fn new(campaign: &'a Campaign, asked: &'a [Asked]) -> Self {
        Self::by(campaign, asked, Rules::of(campaign))
    }

    pub fn by(campaign: &'a Campaign, asked: &'a [Asked], rules: Rules) -> Self {
        let columns: HashMap<(&str, &str), usize> = campaign
            .cells()
            .enumerate()
            .map(|(at, (question, period))| ((question.id.as_str(), period.id.as_str()), at))
            .collect();
        let known: HashMap<&str, usize> = asked
            .iter()
            .enumerate()
            .filter(|(_, place)| place.was_asked)
            .map(|(at, place)| (place.authority.as_str(), at))
            .collect();
        let places = asked.iter().map(|place| Place::new(place, &columns, &known)).collect();
        Self { campaign, rules, columns, places }
    }

    pub fn campaign(&self) -> &'a Campaign {
        self.campaign
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Every authority, asked or not, in the order given.
    pub fn asked(&self) -> impl Iterator<Item = &'a Asked> {
        self.places.iter().map(|place| place.asked)
    }

    pub fn figures(&self) -> Vec<Figure> {
        self.figures_of(&|_| true)
    }

    /// The figures of the authorities that `member` picks. One reply for several areas counts
    /// where the authority is that leads, whether that is picked or not.
    pub fn figures_of(&self, member: &dyn Fn(&Asked) -> bool) -> Vec<Figure> {
        let mut figures: Vec<Figure> = self
            .campaign
            .cells()
            .filter(|(question, _)| question.kind.adds_up())
            .map(|(question, period)| self.sum_of(&question.id, &period.id, member))
            .collect();
        for headline in &self.campaign.headlines {
            if let Measure::Ratio { part, whole } = &headline.measure {
                figures.push(self.ratio_of((part, whole), &headline.period, member));
            }
        }
        figures
    }

    /// The figure that fills a headline's sentence.
    pub fn of_headline(&self, headline: &Headline) -> Figure {
        match &headline.measure {
            Measure::Ratio { part, whole } => self.ratio((part, whole), &headline.period),
            Measure::Sum { question } => self.sum(question, &headline.period),
        }
    }

    pub fn sum(&self, question: &str, period: &str) -> Figure {
        self.sum_of(question, period, &|_| true)
    }

    pub fn ratio(&self, measure: (&str, &str), period: &str) -> Figure {
        self.ratio_of(measure, period, &|_| true)
    }

    pub fn sum_of(&self, question: &str, period: &str, member: &dyn Fn(&Asked) -> bool) -> Figure {
        let asks = self.asks(question, period);
        let mut exact = Number::ZERO;
        let (mut low, mut high) = (Number::ZERO, Some(Number::ZERO));
        let mut figure = Figure::new(FigureType::Sum, question.to_owned(), period);
        for place in self.members(member) {
            figure.authorities_asked += 1;
            let covered = self.covered(place, &[&asks]);
            if let (None, Some(bounds)) = (covered, place.bounds(&self.rules, &asks)) {
                low = low + bounds.low;
                high = high.zip(bounds.high).map(|(sum, more)| sum + more);
            }
            match covered.unwrap_or(place).exact(&self.rules, &asks) {
                Ok(number) => {
                    exact = if covered.is_none() { exact + number } else { exact };
                    figure.counted.push(place.asked.authority.clone());
                }
                Err(reason) => figure.exclude(place.asked, reason),
            }
        }
        figure.exact = Some(exact.as_f64());
        (figure.low, figure.high) = (Some(low.as_f64()), high.map(Number::as_f64));
        figure.authorities_counted = figure.counted.len();
        figure
    }

    pub fn ratio_of(
        &self,
        (part, whole): (&str, &str),
        period: &str,
        member: &dyn Fn(&Asked) -> bool,
    ) -> Figure {
        // Only a part of the whole is never more than all of it.
        let is_part = self.campaign.wholes_of(part).any(|id| id == whole);
        let most = if is_part { 1.0 } else { f64::INFINITY };
        let (of_part, of_whole) = (self.asks(part, period), self.asks(whole, period));
        let (mut numerator, mut denominator) = (Number::ZERO, Number::ZERO);
        let mut low = (Number::ZERO, Some(Number::ZERO));
        let mut high = (Some(Number::ZERO), Number::ZERO);
        let mut figure = Figure::new(FigureType::Ratio, format!("{part}/{whole}"), period);
        for place in self.members(member) {
            figure.authorities_asked += 1;
            let covered = self.covered(place, &[&of_part, &of_whole]);
            let of = |asks| place.bounds(&self.rules, asks);
            if let (None, Some(part), Some(whole)) = (covered, of(&of_part), of(&of_whole)) {
                low = (low.0 + part.low, low.1.zip(whole.high).map(|(sum, more)| sum + more));
                high = (high.0.zip(part.high).map(|(sum, more)| sum + more), high.1 + whole.low);
            }
            let speaks = covered.unwrap_or(place);
            let exact = |asks| speaks.exact(&self.rules, asks);
            match (exact(&of_part), exact(&of_whole)) {
                (Ok(part), Ok(whole)) => {
                    if covered.is_none() {
                        numerator = numerator + part;
                        denominator = denominator + whole;
                    }
                    figure.counted.push(place.asked.authority.clone());
                }
                (part_is, whole_is) => {
                    figure.exclude(place.asked, reasons([(part, part_is), (whole, whole_is)]));
                }
            }
        }
        figure.exact = divide(numerator, Some(denominator));
        figure.low = divide(low.0, low.1);
        figure.high = high.0.and_then(|part| divide(part, Some(high.1))).map(|rate| rate.min(most));
        (figure.numerator, figure.denominator) = (Some(numerator), Some(denominator));
        figure.authorities_counted = figure.counted.len();
        figure
    }
}

fn reasons(of: [(&str, Result<Number, String>); 2]) -> String {
    let told =
        of.into_iter().filter_map(|(question, is)| Some(format!("{question}: {}", is.err()?)));
    told.collect::<Vec<_>>().join("; ")
}

impl Figure {
    fn new(kind: FigureType, measure: String, period: &str) -> Self {
        Self { kind, measure, period: period.to_owned(), ..Self::default() }
    }

    fn exclude(&mut self, place: &Asked, reason: String) {
        self.excluded.push(Excluded { authority: place.authority.clone(), reason });
    }
}

/// To four decimals; `None` over nothing.
pub(super) fn divide(part: Number, whole: Option<Number>) -> Option<f64> {
    let whole = whole.filter(|whole| *whole > Number::ZERO)?;
    Some((part.as_f64() / whole.as_f64() * 10_000.0).round() / 10_000.0)
}
