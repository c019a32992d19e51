//! Headlines and sums as they are printed.

use super::nations::{number, range};
use super::table::{Holds, Table, count};
use super::{Finding, Headline, Sources};
use crate::answers::Number;
use crate::results::FigureType;

/// A headline, or why it has no sentence.
pub(super) fn finding(headline: &Headline) -> Finding {
    let figure = &headline.figure;
    let text = match (&figure.text, &figure.withheld) {
        (Some(text), _) => text.clone(),
        (None, Some(why)) => format!("{}: {why}.", super::measure::title(&figure.measure)),
        (None, None) => format!(
            "{}: no authority has given its figures yet.",
            super::measure::title(&figure.measure)
        ),
    };
    let is_rate = figure.denominator.is_some();
    let bounded = figure.low != figure.exact || figure.high != figure.exact;
    let says = figure.text.is_some() && bounded && figure.low.is_some();
    let range = says.then(|| {
        format!(
            "With the answers that gave bounds only, it lies between these: {}.",
            range(figure, is_rate)
        )
    });
    Finding {
        id: super::measure::slug(&figure.measure),
        text,
        range,
        reproduction: headline.reproduction.clone(),
    }
}

/// Every sum, and what to know of them.
pub(super) fn sums(sources: &Sources<'_>) -> (String, Table) {
    let mut table = Table::new(
        "sums-table",
        "Sums of all answers",
        &[
            ("Question", Holds::Words),
            ("Period", Holds::Words),
            ("Authorities", Holds::Numbers),
            ("Exact answers", Holds::Numbers),
            ("With bounds", Holds::Numbers),
        ],
    );
    let campaign = sources.campaign;
    for figure in sources.figures.iter().filter(|figure| figure.kind == FigureType::Sum) {
        let question = campaign.question(&figure.measure);
        let name = question.map_or_else(
            || figure.measure.clone(),
            |question| format!("{}. {}", question.number, question.text),
        );
        let counted =
            format!("{} of {}", count(figure.authorities_counted), count(figure.authorities_asked));
        let exact = number(figure, figure.exact.and_then(Number::from_f64));
        table.row([name, figure.period.clone(), counted, exact, range(figure, false)]);
    }
    let words = "Exact answers are added up as they are. An answer that is only bounded, such as \
                 \u{201c}fewer than five\u{201d}, is in no exact sum; the bounds say what the sum is \
                 at least and at most with such answers in it.";
    (words.to_owned(), table)
}
