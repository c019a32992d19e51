//! Published sentences, filled in from the tally.

use serde::Serialize;

use super::tally::{Tally, sum};
use super::{Asked, Figure, FigureType};
use crate::answers::Number;
use crate::campaign::{Campaign, Headline};
use crate::letters::templates::sentence;

/// The names a headline's sentence may use, as they are printed.
#[derive(Debug, Serialize)]
struct Fields {
    authorities: String,
    asked: String,
    period: String,
    part: String,
    whole: String,
    total: String,
    /// To the nearest whole percent, halves up.
    percent: String,
    /// To one decimal.
    percent_1: String,
}

/// A sentence that names something it cannot have.
#[derive(Debug, thiserror::Error)]
#[error("headline `{id}`: {message}")]
pub struct BadSentence {
    pub id: String,
    pub message: String,
}

/// Every headline of the campaign; its text is `None` while nobody has given its numbers.
pub fn headlines(campaign: &Campaign, asked: &[Asked]) -> Result<Vec<Figure>, BadSentence> {
    of_tally(&Tally::new(campaign, asked))
}

/// The same from answers already laid out, by the rules of the tally.
pub fn of_tally(tally: &Tally<'_>) -> Result<Vec<Figure>, BadSentence> {
    tally.campaign().headlines.iter().map(|headline| one(tally, headline)).collect()
}

/// Whether the sentence can be filled in at all, told before anything is known.
pub fn check(campaign: &Campaign) -> Result<(), BadSentence> {
    for headline in &campaign.headlines {
        fill(headline, &example(campaign, headline))?;
    }
    Ok(())
}

fn one(tally: &Tally<'_>, headline: &Headline) -> Result<Figure, BadSentence> {
    let mut figure = tally.of_headline(headline);
    figure.kind = FigureType::Headline;
    figure.measure.clone_from(&headline.id);
    let speaks_of_something = figure.denominator.is_none_or(|whole| whole > Number::ZERO);
    if figure.authorities_counted > 0 && speaks_of_something {
        figure.text = Some(fill(headline, &fields(tally.campaign(), headline, &figure))?);
    }
    Ok(figure)
}

fn fill(headline: &Headline, fields: &Fields) -> Result<String, BadSentence> {
    sentence(&headline.sentence, fields)
        .map_err(|message| BadSentence { id: headline.id.clone(), message })
}

fn fields(campaign: &Campaign, headline: &Headline, figure: &Figure) -> Fields {
    let period = campaign.period(&headline.period);
    let total = figure.exact.and_then(Number::from_f64).unwrap_or_default();
    let (part, whole) =
        (figure.numerator.unwrap_or_default(), figure.denominator.unwrap_or_default());
    Fields {
        authorities: grouped(figure.authorities_counted),
        asked: grouped(figure.authorities_asked),
        period: period.map(|period| period.label.clone()).unwrap_or_default(),
        part: part.grouped(),
        whole: whole.grouped(),
        total: total.grouped(),
        percent: percent(part, whole, 0),
        percent_1: percent(part, whole, 1),
    }
}

fn example(campaign: &Campaign, headline: &Headline) -> Fields {
    let nothing = sum(campaign, &[], "", &headline.period);
    fields(campaign, headline, &nothing)
}

fn grouped(count: usize) -> String {
    Number::whole(i64::try_from(count).unwrap_or(i64::MAX)).grouped()
}

/// For instance "37%" or "12.5%": rounded to the nearest, halves up.
fn percent(part: Number, whole: Number, decimals: usize) -> String {
    if whole == Number::ZERO {
        return "0%".to_owned();
    }
    let scale = if decimals == 0 { 1.0 } else { 10.0 };
    let rate = part.as_f64() / whole.as_f64() * 100.0;
    format!("{:.decimals$}%", (rate * scale + 0.5 + 1e-9).floor() / scale)
}
