//! The figures that were made of the answers: over all authorities, and over groups of them.

use std::borrow::Cow;

use super::{Column, Facts, Field, Kind, Row, Table};
use crate::answers::Number;
use crate::results::{Figure, FigureType};

const TYPES: &[&str] = &["sum", "ratio", "headline"];

static FIGURES: [Column; 13] = [
    Column::text("type", "A sum, a ratio, or a published sentence").key().of(TYPES),
    Column::text("measure", "The question, part/whole, or the headline's id").key(),
    Column::text("period", "The period's id").key(),
    Column::new("exact", Kind::Number, "The sum of exact answers; a ratio between 0 and 1"),
    Column::new("low", Kind::Number, "The least that all answers allow"),
    Column::new("high", Kind::Number, "The most that they allow; empty: nothing bounds it"),
    Column::new("numerator", Kind::Number, "Of a ratio: the part, where both numbers are exact"),
    Column::new("denominator", Kind::Number, "Of a ratio: the whole of the same authorities"),
    Column::new("authorities_asked", Kind::Whole, "How many were asked").required(),
    Column::new("authorities_counted", Kind::Whole, "How many are in the exact figure").required(),
    Column::new("cells_in_question", Kind::Whole, "Cells of which a check has found something")
        .required(),
    Column::text("text", "The published sentence"),
    Column::text("withheld", "Why a number of it is not published"),
];

pub(super) fn figures(facts: &Facts) -> Table<'_> {
    Table {
        name: "figures",
        words: "Sums, ratios and published sentences over all authorities",
        columns: Cow::Borrowed(&FIGURES),
        rows: Box::new(facts.figures.iter().map(row)),
    }
}

pub(super) fn groups(facts: &Facts) -> Table<'_> {
    let mut columns = vec![
        Column::text("column", "By what the authorities are grouped").key(),
        Column::text("group", "Which of them").key(),
    ];
    columns.extend_from_slice(&FIGURES);
    let rows = facts.groups.iter().map(|group| {
        let mut whole = vec![Field::text(&group.column), Field::text(&group.group)];
        whole.extend(row(&group.figure));
        whole
    });
    Table {
        name: "groups",
        words: "The same by nation and by other columns of the register",
        columns: Cow::Owned(columns),
        rows: Box::new(rows),
    }
}

fn row(figure: &Figure) -> Row<'_> {
    let number = |number: Option<Number>| Field::number(number.map(Number::as_f64));
    vec![
        Field::text(match figure.kind {
            FigureType::Sum => "sum",
            FigureType::Ratio => "ratio",
            FigureType::Headline => "headline",
        }),
        Field::text(&figure.measure),
        Field::text(&figure.period),
        Field::number(figure.exact),
        Field::number(figure.low),
        Field::number(figure.high),
        number(figure.numerator),
        number(figure.denominator),
        Field::count(figure.authorities_asked),
        Field::count(figure.authorities_counted),
        Field::count(figure.cells_in_question),
        Field::some(figure.text.as_deref()),
        Field::some(figure.withheld.as_deref()),
    ]
}
