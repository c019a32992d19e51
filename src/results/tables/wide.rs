//! The wide form: a row for each authority, columns for each question and period.

use std::borrow::Cow;

use super::answers::{GSS, NATIONS, shown, status};
use super::{Answer, Column, Facts, Field, Kind, Place, Row, Rule, Table};
use crate::answers::{Status, Value};
use crate::campaign::{Period, Question};
use crate::results::tables::Said;

pub(super) fn table(facts: &Facts) -> Table<'_> {
    let cells: Vec<(&Question, &Period)> = facts.campaign.cells().collect();
    let mut columns = vec![
        Column::text("authority", "The authority's id").key().from("authorities", "authority"),
        Column::text("name", "Its name").required(),
        Column::text("nation", "The nation it is in").required().of(NATIONS),
        Column::text("region", "The English region, or the nation"),
        Column::text("gss_code", "Its code of the Office for National Statistics (GSS)").like(GSS),
    ];
    for (question, period) in &cells {
        columns.extend(of_cell(&head(facts, question, period), question, period));
    }
    let rows = facts.places.iter().map(move |place| row(place, &cells));
    Table {
        name: "answers_wide",
        words: "What each authority answered: a row for each authority",
        columns: Cow::Owned(columns),
        rows: Box::new(rows),
    }
}

/// `placed`, or `placed_2024` where there are several periods.
fn head(facts: &Facts, question: &Question, period: &Period) -> String {
    if facts.campaign.periods.len() == 1 {
        return question.id.clone();
    }
    format!("{}_{}", question.id, period.id)
}

fn of_cell(head: &str, question: &Question, period: &Period) -> Vec<Column> {
    let asked = format!("question {}, {}", question.number, period.label);
    let column = |end: &str, kind: Kind, words: String| Column {
        name: Cow::Owned(format!("{head}{end}")),
        kind,
        rule: Rule::Any,
        words: Cow::Owned(words),
        choices: &[],
        refers: None,
        pattern: None,
    };
    let of_status = Column {
        choices: super::answers::STATUSES,
        rule: Rule::Required,
        ..column("_status", Kind::Text, format!("What the answer to {asked} is"))
    };
    if question.kind.is_number() {
        return vec![
            column("", Kind::Number, format!("The answer to {asked}, if it is one number")),
            column("_low", Kind::Number, format!("The least that the answer to {asked} can be")),
            column("_high", Kind::Number, format!("The most that the answer to {asked} can be")),
            of_status,
        ];
    }
    vec![column("", Kind::Text, format!("The answer to {asked}")), of_status]
}

fn row<'a>(place: &'a Place, cells: &[(&'a Question, &'a Period)]) -> Row<'a> {
    let authority = &place.authority;
    let mut row = vec![
        Field::text(&authority.id),
        Field::text(&authority.name),
        Field::text(authority.nation.code()),
        Field::text(&authority.region),
        Field::some(authority.gss_code.as_deref()),
    ];
    // The answers of each place stand in the order of the letter.
    for (at, (question, _)) in cells.iter().enumerate() {
        let answer = place.answers.get(at);
        let (low, high, value) = answer
            .map_or((Field::Empty, Field::Empty, Field::Empty), |answer| {
                shown(answer, question.kind)
            });
        if question.kind.is_number() {
            let exact = answer.and_then(|answer| match &answer.said {
                Said::Value(value) => value.as_exact(),
                Said::Hidden | Said::Waiting => None,
            });
            row.extend([Field::number(exact.map(crate::answers::Number::as_f64)), low, high]);
        } else {
            row.push(value);
        }
        row.push(Field::text(answer.map_or(MISSING, status)));
    }
    row
}

const MISSING: &str = "missing";

impl Answer {
    /// An answer that nobody gave.
    pub fn missing((question, period): (&str, &str), reason: String) -> Self {
        Self {
            question: question.to_owned(),
            period: period.to_owned(),
            said: Said::Value(Value::without_number(Status::Missing)),
            reason: Some(reason),
            flags: Vec::new(),
            evidence: None,
            as_written: None,
            decided: None,
            decided_by: None,
        }
    }
}
