//! A measure's authorities in order, each with the interval that its figure lies in.

use super::Part;
use super::known::{Known, Of};
use super::measure::Drawn;
use super::table::{Holds, Table};
use crate::results::charts::ranking::{Axis, ROWS, Ranked, ranking};
use crate::results::charts::{Drawing, Words};

/// The ranking in parts that fit a page each, what it means, and the same as a table.
pub(super) fn in_order(drawn: &Drawn<'_>) -> (Vec<Part>, String, Option<Table>) {
    let mut rows: Vec<(Ranked, String)> = Vec::new();
    for (place, known) in &drawn.known {
        let name = place.short.clone();
        match known {
            Known::Figure { value, low, high, words } => {
                let figure = Some(*value);
                rows.push((Ranked { name, figure, low: *low, high: *high }, words.clone()));
            }
            Known::Bounds { low, high, words } => {
                let row = Ranked { name, figure: None, low: *low, high: *high };
                rows.push((row, words.clone()));
            }
            Known::Suppressed | Known::NoCases | Known::None(_) | Known::NotAsked => (),
        }
    }
    if rows.len() < 2 {
        return (Vec::new(), String::new(), None);
    }
    // What is only bounded comes after what is known.
    let key = |row: &Ranked| row.figure.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|(one, _), (other, _)| {
        key(other).total_cmp(&key(one)).then_with(|| one.name.cmp(&other.name))
    });
    let highest = rows.iter().map(|(row, _)| row.high).fold(0.0, f64::max);
    let most = if drawn.of == Of::Rate { highest.clamp(1.0, 100.0) } else { highest.max(1.0) };
    let letters = rows.iter().map(|(row, _)| row.name.chars().count()).max().unwrap_or(0);
    let axis = Axis { label: &drawn.axis, most, letters, together: drawn.together };
    let total = rows.len();
    let ranked: Vec<Ranked> = rows.iter().map(|(row, _)| row.clone()).collect();
    let parts = ranked.chunks(ROWS).enumerate().map(|(part, rows)| {
        let from = part * ROWS;
        let words = Words {
            id: format!("{}-ranking-{}", drawn.id, part + 1),
            title: format!(
                "{}: {} to {} of {total} authorities in order",
                drawn.title,
                from + 1,
                from + rows.len()
            ),
            description: "The table after the ranking has the same figures.".to_owned(),
        };
        let drawing: Drawing = ranking(&words, rows, axis);
        Part::new(drawing)
    });
    (parts.collect(), order_words(drawn, &rows), Some(table(drawn, &rows)))
}

fn table(drawn: &Drawn<'_>, rows: &[(Ranked, String)]) -> Table {
    let mut table = Table::new(
        &format!("{}-ranking-table", drawn.id),
        &format!("{}, in order", drawn.title),
        &[
            ("Authority", Holds::Words),
            ("Figure", Holds::Words),
            ("From", Holds::Numbers),
            ("To", Holds::Numbers),
        ],
    );
    let edge = |value: f64| match drawn.of {
        Of::Rate => super::table::percent(value / 100.0),
        Of::Count => crate::answers::Number::from_f64(value).unwrap_or_default().grouped(),
    };
    for (row, words) in rows {
        table.row([row.name.clone(), words.clone(), edge(row.low), edge(row.high)]);
    }
    table
}

fn order_words(drawn: &Drawn<'_>, rows: &[(Ranked, String)]) -> String {
    let mut words = match drawn.of {
        Of::Rate => {
            "A mark is the rate of an authority; the line through it is where its rate lies with 95% \
             confidence as far as chance alone goes (Wilson's interval). Small numbers make long \
             lines: where lines overlap, the order says little."
                .to_owned()
        }
        Of::Count => "A mark is the count of an authority.".to_owned(),
    };
    if rows.iter().any(|(row, _)| row.figure.is_none()) {
        words.push_str(" A grey line without a mark is the range that an authority gave.");
    }
    if let Some(all) = drawn.together {
        let all = super::table::percent(all / 100.0);
        words.push_str(" The broken line is the rate of all together, ");
        words.push_str(&all);
        words.push('.');
    }
    words
}
