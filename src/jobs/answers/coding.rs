//! What several coders made of the same answers, each apart from the others; how far they agree, and
//! where they do not.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Workspace, can_be_seen, decide};
use crate::answers::Value;
use crate::case::events::{Event, that_count};
use crate::case::standing::{Answer, Stands};
use crate::results::agreement::{Agreement, Unit, agreement};
use crate::store::requests::Request;
use crate::store::{answers, events};

/// One cell that coders have coded.
#[derive(Debug, Clone)]
pub struct Coded {
    pub request: Request,
    pub question: String,
    pub period: String,
    /// Each coder's last word.
    pub codings: BTreeMap<String, Value>,
    /// What stands, if a person decided it.
    pub adjudicated: Option<Answer>,
}

impl Coded {
    pub fn is_disputed(&self) -> bool {
        let mut values = self.codings.values();
        let first = values.next();
        values.any(|value| Some(value) != first)
    }

    fn unit(&self) -> anyhow::Result<Unit<'_>> {
        let label = |value: &Value| anyhow::Ok(serde_json::to_string(value)?);
        self.codings.iter().map(|(coder, value)| Ok((coder.as_str(), label(value)?))).collect()
    }
}

/// Everything that was coded of these requests.
pub fn coded(db: &Connection, requests: &[Request]) -> anyhow::Result<Vec<Coded>> {
    let mut found = Vec::new();
    for request in requests {
        let log = events::of_request(db, request.id)?;
        let mut cells: BTreeMap<(String, String), BTreeMap<String, Value>> = BTreeMap::new();
        for dated in that_count(&log) {
            if let Event::AnswerCoded { coder, question, period, value, .. } = &dated.event {
                let cell = cells.entry((question.clone(), period.clone())).or_default();
                cell.insert(coder.clone(), value.clone());
            }
        }
        if cells.is_empty() {
            continue;
        }
        let standing = answers::of_request(db, request.id)?;
        found.extend(cells.into_iter().map(|((question, period), codings)| {
            let decided = |answer: &&Answer| {
                let by = answer.decided_by.as_deref();
                answer.question == question
                    && answer.period == period
                    && answer.stands == Stands::Yes
                    && by.is_some_and(|by| by.starts_with("person:"))
            };
            let adjudicated = standing.iter().find(decided).cloned();
            Coded { request: request.clone(), question, period, codings, adjudicated }
        }));
    }
    Ok(found)
}

/// The cells of a request that `coder` has coded.
pub fn has_coded(
    db: &Connection,
    request: i64,
    coder: &str,
) -> anyhow::Result<Vec<(String, String)>> {
    let log = events::of_request(db, request)?;
    let theirs = that_count(&log).filter(|dated| dated.event.coder() == Some(coder));
    let cells = theirs.filter_map(|dated| dated.event.cell());
    Ok(cells.map(|(question, period)| (question.to_owned(), period.to_owned())).collect())
}

/// Keeps what a coder agrees to, as it was read.
pub fn code(
    workspace: &mut Workspace,
    request: &Request,
    read: &[&Answer],
    (coder, by): (&str, &str),
) -> anyhow::Result<()> {
    read.iter().try_for_each(|answer| can_be_seen(answer))?;
    let taken = read.iter().map(|answer| Event::AnswerCoded {
        coder: coder.to_owned(),
        mail: answer.mail,
        question: answer.question.clone(),
        period: answer.period.clone(),
        value: answer.value.clone(),
        as_written: answer.as_written.clone(),
        note: None,
    });
    decide(workspace, &[(request, taken.collect())], by)
}

/// How far coders agree about each question, in the order of the first; and about all.
pub fn agreements(coded: &[Coded]) -> anyhow::Result<(Vec<(String, Agreement)>, Agreement)> {
    let units = coded.iter().map(Coded::unit).collect::<anyhow::Result<Vec<_>>>()?;
    let mut by_question: Vec<(&str, Vec<Unit<'_>>)> = Vec::new();
    for (coded, unit) in coded.iter().zip(&units) {
        match by_question.iter_mut().find(|(question, _)| *question == coded.question) {
            Some((_, of)) => of.push(unit.clone()),
            None => by_question.push((&coded.question, vec![unit.clone()])),
        }
    }
    let each = by_question.into_iter().map(|(name, units)| (name.to_owned(), agreement(&units)));
    Ok((each.collect(), agreement(&units)))
}
