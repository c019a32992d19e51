//! Two readings of a mail, or two standings of a request, laid side by side in words.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Change, stored};
use crate::answers::Candidate;
use crate::case::standing::{Answer, Stands};
use crate::store::mails::{self, Read};
use crate::store::standing::Standing;

/// What is read otherwise of a mail: nothing, if it is read as before.
pub(super) fn of_mail(
    (db, before): (&Connection, &Connection),
    mail: i64,
) -> anyhow::Result<Vec<Change>> {
    let (was, is) = (stored(before, mail), mails::reading(db, mail)?);
    let (Some(was), Some(is)) = (&was, &is) else {
        let kind = |read: Option<&Read>| read.map(|read| read.kind.code().to_owned());
        let (before, after) = (kind(was.as_ref()), kind(is.as_ref()));
        let unlike = before != after;
        let change = Change { what: "reading".to_owned(), before, after };
        return Ok(if unlike { vec![change] } else { Vec::new() });
    };
    let mut changes = Vec::new();
    let mut note = |what: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            changes.push(Change { what: what.to_owned(), before, after });
        }
    };
    let (old, new) = (&was.reading, &is.reading);
    note("place", place(was), place(is));
    note("kind", said(Some(was.kind.code())), said(Some(is.kind.code())));
    note("permanent", said(old.meaning.permanent), said(new.meaning.permanent));
    note("rule", Some(rule(was)), Some(rule(is)));
    note("authority_reference", old.authority_reference.clone(), new.authority_reference.clone());
    note("sections", list(&old.sections), list(&new.sections));
    note("facts", facts(was), facts(is));
    note("doubt", doubt(was), doubt(is));
    let (gone, come) = unlike_answers(&old.candidates, &new.candidates);
    note("answers", list(&gone), list(&come));
    let (line, other) = unlike_lines(&old.new_text, &new.new_text);
    note("text", line, other);
    if changes.is_empty() && old != new {
        let (before, after) = (Some(rest(was)), Some(rest(is)));
        changes.push(Change { what: "other".to_owned(), before, after });
    }
    Ok(changes)
}

fn said<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn list(texts: &[String]) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join("; "))
}

fn facts(read: &Read) -> Option<String> {
    let listed = read.reading.facts.listed();
    let rows: Vec<String> =
        listed.iter().map(|(name, value, _)| format!("{name} {value}")).collect();
    list(&rows)
}

/// Where it is filed, or may belong, and why.
fn place(read: &Read) -> Option<String> {
    let placing = &read.reading.placing;
    let mut places: Vec<String> = Vec::new();
    for entry in &placing.matches {
        let why: Vec<&str> = entry.evidence.iter().map(|evidence| evidence.words()).collect();
        places.push(format!("{} ({})", entry.candidate.authority, why.join(", ")));
    }
    let places = list(&places);
    match &placing.held {
        None => places,
        Some(reason) => Some(format!("held: {}", places.as_ref().unwrap_or(reason))),
    }
}

fn rule(read: &Read) -> String {
    let (rule, words) = (&read.reading.meaning.rule, &read.reading.words);
    if words.is_empty() { rule.clone() } else { format!("{rule}: \u{201c}{words}\u{201d}") }
}

pub(super) fn doubt(read: &Read) -> Option<String> {
    let open = || read.waits.then(|| "it counts once a person agrees".to_owned());
    read.review_reason.clone().or_else(open)
}

/// What each has of answers that the other has not.
fn unlike_answers(old: &[Candidate], new: &[Candidate]) -> (Vec<String>, Vec<String>) {
    let only = |these: &[Candidate], others: &[Candidate]| {
        let own = these.iter().filter(|candidate| !others.contains(candidate));
        own.map(shown).collect()
    };
    (only(old, new), only(new, old))
}

fn shown(candidate: &Candidate) -> String {
    let Candidate { question, period, value, place, doubt, .. } = candidate;
    let doubt = doubt.as_ref().map_or_else(String::new, |doubt| format!(", {doubt}"));
    format!("{question} {period} = {} ({place}{doubt})", value.shown())
}

/// The first line in which two texts differ.
fn unlike_lines(old: &str, new: &str) -> (Option<String>, Option<String>) {
    if old == new {
        return (None, None);
    }
    let (mut old, mut new) = (old.lines(), new.lines());
    loop {
        match (old.next(), new.next()) {
            (None, None) => return (None, Some("line breaks".to_owned())),
            (one, other) if one != other => {
                return (one.map(str::to_owned), other.map(str::to_owned));
            }
            (Some(_) | None, Some(_) | None) => {}
        }
    }
}

/// What is left: how sure the rules are, what the headers say, what is attached.
fn rest(read: &Read) -> String {
    let reading = &read.reading;
    format!(
        "{:.3}; from {}; {}; {} attached",
        reading.meaning.confidence,
        reading.from.as_deref().unwrap_or("nobody"),
        reading.subject,
        reading.attachments.len()
    )
}

pub(super) fn of_standing(was: Option<&Standing>, is: &Standing) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |what: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            changes.push(Change { what: what.to_owned(), before, after });
        }
    };
    let status = |standing: &Standing| standing.judgement.status.code().to_owned();
    note("status", was.map(status), Some(status(is)));
    let due = |standing: &Standing| said(standing.judgement.due_on);
    note("due_on", was.and_then(due), due(is));
    changes
}

/// Each cell in which another value stands than before.
pub(super) fn of_answers(was: &[Answer], is: &[Answer]) -> Vec<(String, String, Change)> {
    let standing = |answers: &[Answer]| {
        let stand = answers.iter().filter(|answer| answer.stands == Stands::Yes);
        let cells = stand
            .map(|answer| ((answer.question.clone(), answer.period.clone()), answer.value.shown()));
        cells.collect::<BTreeMap<_, _>>()
    };
    let (was, is) = (standing(was), standing(is));
    let mut cells: Vec<_> = was.keys().chain(is.keys()).collect();
    cells.sort();
    cells.dedup();
    let unlike = cells.into_iter().filter(|cell| was.get(*cell) != is.get(*cell));
    unlike
        .map(|cell| {
            let (before, after) = (was.get(cell).cloned(), is.get(cell).cloned());
            let change = Change { what: "answer".to_owned(), before, after };
            (cell.0.clone(), cell.1.clone(), change)
        })
        .collect()
}
