//! How authorities answered: when, and on what grounds they did not. Nobody is named.

use std::borrow::Cow;

use super::{Column, Facts, Field, Kind, Table};

const STATUSES: &[&str] = &[
    "planned",
    "queued",
    "undelivered",
    "awaiting",
    "clarification_asked",
    "fee_asked",
    "extended",
    "overdue",
    "answered",
    "partly_answered",
    "refused",
    "not_held",
    "review_asked",
    "review_overdue",
    "complained",
    "closed",
];

static RESPONSES: [Column; 7] = [
    Column::text("authority", "The authority's id").key().from("authorities", "authority"),
    Column::text("status", "Where the request stood on the day of the export")
        .required()
        .of(STATUSES),
    Column::new("asked_on", Kind::Date, "When it received the request"),
    Column::new("due_on", Kind::Date, "When a reply was due; empty while no time runs"),
    Column::new("answered_on", Kind::Date, "When it first answered or refused"),
    Column::new("working_days", Kind::Whole, "Working days from the receipt to that day"),
    Column::new("late", Kind::YesNo, "Whether that was after the day it was due"),
];

pub(super) fn responses(facts: &Facts) -> Table<'_> {
    let as_of = facts.about.as_of;
    let rows = facts.places.iter().map(move |place| {
        let late = place.due_on.map(|due| place.answered_on.unwrap_or(as_of) > due);
        vec![
            Field::text(&place.authority.id),
            Field::text(place.status),
            Field::date(place.asked_on),
            Field::date(place.due_on),
            Field::date(place.answered_on),
            place.working_days.map_or(Field::Empty, Field::count),
            late.map_or(Field::Empty, Field::YesNo),
        ]
    });
    Table {
        name: "responses",
        words: "When each authority was asked, and when it answered",
        columns: Cow::Borrowed(&RESPONSES),
        rows: Box::new(rows),
    }
}

static REFUSALS: [Column; 5] = [
    Column::text("authority", "The authority's id").key().from("authorities", "authority"),
    Column::text("section", "The section or regulation it named, as `FOIA-s12`").key(),
    Column::new("on", Kind::Date, "When").key(),
    Column::text("kind", "What the reply was as a whole").required(),
    Column::text("evidence", "The mail").key(),
];

pub(super) fn refusals(facts: &Facts) -> Table<'_> {
    let rows = facts.places.iter().flat_map(|place| {
        place.refusals.iter().map(|refusal| {
            vec![
                Field::text(&place.authority.id),
                Field::text(&refusal.section),
                Field::Date(refusal.on),
                Field::text(refusal.kind),
                Field::text(&refusal.evidence),
            ]
        })
    });
    Table {
        name: "refusals",
        words: "The grounds on which authorities left something out, as they named them",
        columns: Cow::Borrowed(&REFUSALS),
        rows: Box::new(rows),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::STATUSES;
    use crate::case::Status;

    #[test]
    fn a_column_of_statuses_may_have_every_status_and_no_other() {
        let known: BTreeSet<&str> = Status::ALL.into_iter().map(Status::code).collect();
        assert_eq!(STATUSES.iter().copied().collect::<BTreeSet<_>>(), known);
    }
}
