//! Who was asked, and what.

use std::borrow::Cow;

use super::answers::{GSS, NATIONS};
use super::{Column, Facts, Field, Kind, Table};

static AUTHORITIES: [Column; 9] = [
    Column::text("authority", "Its id, stable across rounds").key(),
    Column::text("name", "Its name").required(),
    Column::text("welsh_name", "Its name in Welsh"),
    Column::text("nation", "The nation it is in").required().of(NATIONS),
    Column::text("region", "The English region, or the nation"),
    Column::text("kind", "What kind of authority it is, as `unitary`").required(),
    Column::text("gss_code", "Its code of the Office for National Statistics (GSS)").like(GSS),
    Column::text("dfe_code", "Its three digits at the Department for Education"),
    Column::text("law", "The Act under which it answers").required().of(&["foia", "foisa"]),
];

pub(super) fn authorities(facts: &Facts) -> Table<'_> {
    let rows = facts.places.iter().map(|place| {
        let authority = &place.authority;
        vec![
            Field::text(&authority.id),
            Field::text(&authority.name),
            Field::some(authority.welsh_name.as_deref()),
            Field::text(authority.nation.code()),
            Field::text(&authority.region),
            Field::text(&authority.kind),
            Field::some(authority.gss_code.as_deref()),
            Field::some(authority.dfe_code.as_deref()),
            Field::text(authority.law.code()),
        ]
    });
    Table {
        name: "authorities",
        words: "The authorities that requests were made to",
        columns: Cow::Borrowed(&AUTHORITIES),
        rows: Box::new(rows),
    }
}

const TYPES: &[&str] =
    &["count", "money", "percentage", "duration", "yes_no", "choice", "date", "text"];

static QUESTIONS: [Column; 7] = [
    Column::text("question", "Its id, stable across rounds").key(),
    Column::text("number", "Its number in the letter").required(),
    Column::text("text", "As it was asked").required(),
    Column::text("type", "What kind of answer it asks for").required().of(TYPES),
    Column::text("unit", "What is counted"),
    Column::text("part_of", "Questions whose answer it can never exceed, with ; between"),
    Column::new("periods", Kind::Whole, "Of how many periods it was asked").required(),
];

pub(super) fn questions(facts: &Facts) -> Table<'_> {
    let rows = facts.campaign.questions.iter().map(|question| {
        vec![
            Field::text(&question.id),
            Field::text(&question.number),
            Field::text(&question.text),
            Field::text(question.kind.code()),
            Field::some(question.unit.as_deref()),
            Field::owned(question.part_of.join(";")),
            Field::count(question.periods.len()),
        ]
    });
    Table {
        name: "questions",
        words: "The questions, as the letters asked them",
        columns: Cow::Borrowed(&QUESTIONS),
        rows: Box::new(rows),
    }
}
