//! A measure of the headlines by nation.

use super::Sources;
use super::measure::title_of_nation;
use super::table::{Holds, Table, count, percent};
use crate::answers::Number;
use crate::campaign::{Headline, Measure};
use crate::results::Figure;

/// The figure of a headline in each nation and over all; `None` where no nation has one.
pub(super) fn of_measure(sources: &Sources<'_>, headline: &Headline, id: &str) -> Option<Table> {
    let name = match &headline.measure {
        Measure::Ratio { part, whole } => format!("{part}/{whole}"),
        Measure::Sum { question } => question.clone(),
    };
    let here = |figure: &&Figure| figure.measure == name && figure.period == headline.period;
    let rows: Vec<&Figure> = sources.nations.iter().filter(here).collect();
    if rows.is_empty() {
        return None;
    }
    let all = sources.figures.iter().filter(here);
    let is_rate = matches!(headline.measure, Measure::Ratio { .. });
    let mut columns =
        vec![("Nation", Holds::Words), ("Asked", Holds::Numbers), ("Counted", Holds::Numbers)];
    if is_rate {
        columns.extend([("Part", Holds::Numbers), ("Whole", Holds::Numbers)]);
        columns.push(("Rate", Holds::Numbers));
    } else {
        columns.push(("Exact", Holds::Numbers));
    }
    columns.push(("With bounds", Holds::Words));
    let mut table = Table::new(&format!("{id}-nations"), "By nation", &columns);
    for figure in rows.into_iter().chain(all) {
        let group = figure.group.as_deref().map_or_else(|| "All".to_owned(), title_of_nation);
        let mut cells =
            vec![group, count(figure.authorities_asked), count(figure.authorities_counted)];
        if is_rate {
            cells.extend([number(figure, figure.numerator), number(figure, figure.denominator)]);
            cells.push(figure.exact.map_or_else(|| absent(figure), percent));
        } else {
            let exact = figure.exact.and_then(Number::from_f64);
            cells.push(number(figure, exact));
        }
        cells.push(range(figure, is_rate));
        table.row(cells);
    }
    Some(table)
}

/// The bounds of a figure, or why there are none.
pub(super) fn range(figure: &Figure, is_rate: bool) -> String {
    let shown = |value: f64| {
        let number = Number::from_f64(value).unwrap_or_default();
        if is_rate { percent(value) } else { number.grouped() }
    };
    match (figure.low, figure.high) {
        (Some(low), Some(high)) => format!("{}–{}", shown(low), shown(high)),
        (Some(low), None) => format!("{} or more", shown(low)),
        (None, _) => "–".to_owned(),
    }
}

/// A number of a figure as a cell.
pub(super) fn number(figure: &Figure, number: Option<Number>) -> String {
    number.map_or_else(|| absent(figure), Number::grouped)
}

fn absent(figure: &Figure) -> String {
    if figure.withheld.is_some() { "suppressed".to_owned() } else { "–".to_owned() }
}
