//! What is stored of each request beside what follows from the log: the same, or there is a mistake.

use std::collections::HashMap;

use anyhow::Context;
use chrono::NaiveDate;
use rusqlite::Connection;

use crate::case::standing::{Answer, Stands};
use crate::jobs::refresh::{self, Derived};
use crate::jobs::{Workspace, rebuild::differences};
use crate::law::london;
use crate::store::requests::{self, Request};
use crate::store::standing::{self, Standing};
use crate::store::{answers, mails};

/// Something that is stored otherwise than it follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub request: i64,
    pub authority: String,
    /// A field of the request, a cell, or a mail.
    pub what: String,
    pub stored: Option<String>,
    pub folded: Option<String>,
}

/// Every difference between what is stored and a full fold of the log; nothing is written.
pub fn check(
    workspace: &Workspace,
    seen: &dyn Fn(usize, usize),
) -> anyhow::Result<Vec<Difference>> {
    let db = workspace.store.db();
    let _picture = db.unchecked_transaction()?;
    // A workspace cannot be judged on a day before its last record.
    let written = workspace.store.last_instant()?.map(london::civil_date);
    let today = written.map_or(workspace.today(), |day| day.max(workspace.today()));
    let stored: HashMap<i64, Standing> = standing::list(db, None)?
        .into_iter()
        .map(|listed| (listed.request, listed.standing))
        .collect();
    let mut differences = Vec::new();
    for round in requests::rounds(db)? {
        let requests = requests::of_campaign(db, &round.campaign.id)?;
        for (done, request) in requests.iter().enumerate() {
            let known = stored.get(&request.id);
            let day = known.map_or(Ok(today), |row| holds_on(row, today))?;
            let campaign = (&round.campaign, workspace.calendar());
            let derived = refresh::derive(db, request, campaign, day)?;
            differences.extend(of_request(db, request, known, &derived)?);
            seen(done + 1, requests.len());
        }
    }
    Ok(differences)
}

/// The last day on which the row must be right: after it, the passing of time may have changed it.
fn holds_on(row: &Standing, today: NaiveDate) -> anyhow::Result<NaiveDate> {
    match row.changes_on.filter(|changes| *changes <= today) {
        Some(changes) => changes.pred_opt().context("a day out of range"),
        None => Ok(today),
    }
}

fn of_request(
    db: &Connection,
    request: &Request,
    stored: Option<&Standing>,
    derived: &Derived,
) -> anyhow::Result<Vec<Difference>> {
    let difference = |what: String, stored, folded| Difference {
        request: request.id,
        authority: request.authority.clone(),
        what,
        stored,
        folded,
    };
    let mut found = Vec::new();
    for (name, stored, folded) in fields(stored, &derived.standing) {
        found.push(difference(name.to_owned(), stored, folded));
    }
    let rows = answers::of_request(db, request.id)?;
    for (question, period) in answers::at_odds(db, request.id)? {
        let what = format!("{question} {period}");
        found.push(difference(what, Some("columns at odds with the answer".to_owned()), None));
    }
    let (gone, come) = (only(&rows, &derived.answers), only(&derived.answers, &rows));
    found.extend(gone.into_iter().map(|(cell, value)| difference(cell, Some(value), None)));
    found.extend(come.into_iter().map(|(cell, value)| difference(cell, None, Some(value))));
    for (mail, read) in &derived.mended {
        let waits = |read: &mails::Read| differences::doubt(read);
        let stored = mails::reading(db, *mail)?.as_ref().and_then(waits);
        found.push(difference(format!("m{mail} waits"), stored, waits(read)));
    }
    Ok(found)
}

type Field = (&'static str, Option<String>, Option<String>);

/// The fields of a standing that are stored otherwise.
fn fields(stored: Option<&Standing>, folded: &Standing) -> Vec<Field> {
    let Some(stored) = stored else {
        return vec![("status", None, Some(folded.judgement.status.code().to_owned()))];
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let words = |standing: &Standing| {
        let judgement = &standing.judgement;
        let proposal = standing.proposal.as_ref();
        [
            ("status", Some(judgement.status.code().to_owned())),
            ("delivery", Some(judgement.delivery.code().to_owned())),
            ("received_on", day(judgement.received_on)),
            ("due_on", day(judgement.due_on)),
            ("otherwise", judgement.otherwise.map(|other| format!("{other:?}"))),
            ("replied_on", day(judgement.replied_on)),
            ("waiting", Some(judgement.waiting.to_string())),
            // The day of a step that is open already is the day on which it is looked at.
            ("next_step", proposal.map(|proposal| proposal.step.code().to_owned())),
            ("hard_stop", day(proposal.and_then(|proposal| proposal.hard_stop))),
            ("changes_on", day(standing.changes_on)),
        ]
    };
    words(stored)
        .into_iter()
        .zip(words(folded))
        .filter(|((_, stored), (_, folded))| stored != folded)
        .map(|((name, stored), (_, folded))| (name, stored, folded))
        .collect()
}

/// The answers of `these` that count or wait and are not among `others`, each with its cell.
fn only(these: &[Answer], others: &[Answer]) -> Vec<(String, String)> {
    let key = |answer: &Answer| {
        // A number may lose its last digits in JSON: how sure a rule was is no more exact than that.
        Answer { confidence: (answer.confidence * 1000.0).round(), ..answer.clone() }
    };
    let others: Vec<Answer> =
        others.iter().filter(|answer| answer.stands != Stands::Superseded).map(key).collect();
    these
        .iter()
        .filter(|answer| answer.stands != Stands::Superseded && !others.contains(&key(answer)))
        .map(|answer| {
            let by = answer.decided_by.as_deref().or(answer.doubt.as_deref()).unwrap_or("waits");
            let cell = format!("{} {}", answer.question, answer.period);
            (cell, format!("{} ({by})", answer.value.shown()))
        })
        .collect()
}
