//! The long form: a row for each authority, question and period.

use std::borrow::Cow;

use super::{Answer, Column, Decider, Facts, Field, Kind, Mode, Place, Row, Said, Table};
use crate::answers::{Number, Status};
use crate::campaign::{Period, Question, QuestionType};

/// What a cell can be: what an authority said, or that it waits for a person.
pub(super) const STATUSES: &[&str] =
    &["exact", "range", "suppressed", "not_held", "refused", "missing", "waiting"];

pub(super) const NATIONS: &[&str] = &["england", "wales", "scotland", "northern-ireland"];
/// ONS codes of areas: a letter for the nation and eight digits.
pub(super) const GSS: &str = "^[EWSN][0-9]{8}$";

static COLUMNS: [Column; 25] = [
    Column::text("campaign", "The campaign's id").required(),
    Column::text("authority", "The authority's id, stable across rounds")
        .key()
        .from("authorities", "authority"),
    Column::text("name", "Its name").required(),
    Column::text("nation", "The nation it is in").required().of(NATIONS),
    Column::text("region", "The English region, or the nation"),
    Column::text("kind", "What kind of authority it is, as `unitary`"),
    Column::text("gss_code", "Its code of the Office for National Statistics (GSS)").like(GSS),
    Column::text("dfe_code", "Its three digits at the Department for Education"),
    Column::text("law", "The Act under which it was asked").required().of(&["foia", "foisa"]),
    Column::text("question", "The question's id, stable across rounds")
        .key()
        .from("questions", "question"),
    Column::text("number", "The question's number in the letter").required(),
    Column::text("period", "The period's id").key(),
    Column::new("period_from", Kind::Date, "Its first day").required(),
    Column::new("period_to", Kind::Date, "Its last day").required(),
    Column::text(
        "status",
        "What the cell is: an exact number or words, a range, suppressed, not held, \
         refused, missing; or one that waits for a person. Suppressed without bounds: by the authority \
         or by us, so that nobody is recognised",
    )
    .required()
    .of(STATUSES),
    Column::new("low", Kind::Number, "The least that it can be"),
    Column::new("high", Kind::Number, "The most that it can be; empty with a low: nothing bounds it"),
    Column::text("value", "Words, a date or a choice, for questions that ask for no number"),
    Column::text("unit", "What is counted"),
    Column::text("reason", "Why there is no answer, where there is none"),
    Column::text("flags", "What makes it hard to compare, with ; between"),
    Column::text("evidence", "The mail and the place it was read from; see the evidence export"),
    Column::text("decided_by", "Whether a rule read it, or a person decided").of(&["rule", "person"]),
    Column::text("as_written", "The authority's words: in internal exports alone"),
    Column::text("person", "Who decided: in internal exports alone"),
];
/// The last columns are words and names: they are in internal exports alone.
const INTERNAL: usize = 2;

pub(super) fn table(facts: &Facts) -> Table<'_> {
    let public = COLUMNS.len() - INTERNAL;
    let columns = match facts.mode {
        Mode::Internal => &COLUMNS[..],
        Mode::Publication => COLUMNS.split_at(public).0,
    };
    let count = columns.len();
    // The answers of each place stand in the order of the letter.
    let cells: Vec<(&Question, &Period)> = facts.campaign.cells().collect();
    let rows = facts.places.iter().flat_map(move |place| {
        let known = place.answers.iter().zip(cells.clone());
        known.map(move |(answer, cell)| {
            let mut row = row(&facts.campaign.id, place, answer, cell);
            row.truncate(count);
            row
        })
    });
    Table {
        name: "answers",
        words: "What each authority answered: a row for each authority, question and period",
        columns: Cow::Borrowed(columns),
        rows: Box::new(rows),
    }
}

fn row<'a>(
    campaign: &'a str,
    place: &'a Place,
    answer: &'a Answer,
    (question, period): (&'a Question, &'a Period),
) -> Row<'a> {
    let authority = &place.authority;
    let (low, high, value) = shown(answer, question.kind);
    vec![
        Field::text(campaign),
        Field::text(&authority.id),
        Field::text(&authority.name),
        Field::text(authority.nation.code()),
        Field::text(&authority.region),
        Field::text(&authority.kind),
        Field::some(authority.gss_code.as_deref()),
        Field::some(authority.dfe_code.as_deref()),
        Field::text(authority.law.code()),
        Field::text(&question.id),
        Field::text(&question.number),
        Field::text(&period.id),
        Field::Date(period.from),
        Field::Date(period.to),
        Field::text(status(answer)),
        low,
        high,
        value,
        Field::some(question.unit.as_deref()),
        Field::some(answer.reason.as_deref()),
        Field::owned(answer.flags.join(";")),
        Field::some(answer.evidence.as_deref()),
        Field::some(answer.decided.map(|decided| match decided {
            Decider::Rule => "rule",
            Decider::Person => "person",
        })),
        Field::some(answer.as_written.as_deref()),
        Field::some(answer.decided_by.as_deref()),
    ]
}

pub(super) fn status(answer: &Answer) -> &'static str {
    match &answer.said {
        Said::Value(value) => value.status.code(),
        // Whoever suppressed it: which of them are small, nobody is told.
        Said::Hidden => Status::Suppressed.code(),
        Said::Waiting => "waiting",
    }
}

/// Low, high and words of a cell.
pub(super) fn shown(answer: &Answer, kind: QuestionType) -> (Field<'_>, Field<'_>, Field<'_>) {
    match &answer.said {
        Said::Value(value) if kind.is_number() => {
            let bound = |number: Option<Number>| Field::number(number.map(Number::as_f64));
            (bound(value.low), bound(value.high), Field::Empty)
        }
        Said::Value(value) => (Field::Empty, Field::Empty, Field::some(value.value.as_deref())),
        Said::Hidden | Said::Waiting => (Field::Empty, Field::Empty, Field::Empty),
    }
}
