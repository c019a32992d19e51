//! Answers that stand or wait, derived from readings and decisions.

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};

use super::codec;
use crate::answers::{Number, Status, Value};
use crate::case::standing::{Answer, Stands};
use crate::results::checks::Said;

/// An answer as stored: the fields beside the columns.
#[derive(Debug, Serialize, Deserialize)]
struct Rest {
    value: Value,
    as_written: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    place: Option<String>,
    quote: Option<String>,
    confidence: f64,
    known_at: DateTime<Utc>,
    doubt: Option<String>,
    supersedes: Option<i64>,
}

/// Replaces the answers of a request; what is superseded is not kept, it can be derived.
pub fn put(db: &Connection, request: i64, answers: &[Answer]) -> anyhow::Result<()> {
    db.prepare_cached("DELETE FROM answers WHERE request = ?1")?.execute([request])?;
    for answer in answers.iter().filter(|answer| answer.stands != Stands::Superseded) {
        let rest = Rest {
            value: answer.value.clone(),
            as_written: answer.as_written.clone(),
            part: answer.part.clone(),
            place: answer.place.clone(),
            quote: answer.quote.clone(),
            confidence: answer.confidence,
            known_at: answer.known_at,
            doubt: answer.doubt.clone(),
            supersedes: answer.supersedes,
        };
        db.prepare_cached(
            "INSERT INTO answers (request, question, period, status, low, high, value, stands,
                                  mail, decided_by, answer)
             VALUES (:request, :question, :period, :status, :low, :high, :value, :stands,
                     :mail, :decided_by, :answer)",
        )?
        .execute(named_params! {
            ":request": request,
            ":question": answer.question,
            ":period": answer.period,
            ":status": answer.value.status.code(),
            ":low": answer.value.low.map(Number::as_f64),
            ":high": answer.value.high.map(Number::as_f64),
            ":value": answer.value.value,
            ":stands": answer.stands == Stands::Yes,
            ":mail": answer.mail,
            ":decided_by": answer.decided_by,
            ":answer": codec::json(&rest)?,
        })?;
    }
    Ok(())
}

/// The cell of an answer that waits: its request, its mail, the question and the period.
pub type Waiting = (i64, Option<i64>, String, String);

/// Every answer that waits, request by request in the order it was read, by its columns alone.
pub fn that_wait(db: &Connection) -> anyhow::Result<Vec<Waiting>> {
    let mut statement = db.prepare_cached(
        "SELECT request, mail, question, period FROM answers WHERE stands = 0
         ORDER BY request, rowid",
    )?;
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What stands and what waits for one request, in the order it was read.
pub fn of_request(db: &Connection, request: i64) -> anyhow::Result<Vec<Answer>> {
    let mut statement = db.prepare_cached(
        "SELECT question, period, status, stands, mail, decided_by, answer FROM answers
         WHERE request = ?1 ORDER BY rowid",
    )?;
    let rows = statement.query_map([request], |row| {
        let status: String = row.get(2)?;
        Ok((
            (row.get::<_, String>(0)?, row.get::<_, String>(1)?, status),
            (row.get::<_, bool>(3)?, row.get::<_, Option<i64>>(4)?),
            (row.get::<_, Option<String>>(5)?, row.get::<_, String>(6)?),
        ))
    })?;
    rows.map(|row| {
        let ((question, period, status), (stands, mail), (decided_by, rest)) = row?;
        let rest: Rest = codec::read_json(&rest)?;
        anyhow::ensure!(Status::parse(&status) == Some(rest.value.status), "a damaged answer");
        Ok(Answer {
            question,
            period,
            value: rest.value,
            as_written: rest.as_written,
            mail,
            part: rest.part,
            place: rest.place,
            quote: rest.quote,
            confidence: rest.confidence,
            known_at: rest.known_at,
            decided_by,
            doubt: rest.doubt,
            supersedes: rest.supersedes,
            stands: if stands { Stands::Yes } else { Stands::Waiting },
        })
    })
    .collect()
}

/// The answers of a campaign that stand, by authority: each with its request and the attachment that it
/// stands in, by name.
pub fn that_stand(
    db: &Connection,
    campaign: &str,
) -> anyhow::Result<Vec<(i64, Said, Option<String>)>> {
    let mut statement = db.prepare_cached(
        "SELECT a.request, a.question, a.period, a.status, a.low, a.high, a.value, a.mail,
                a.decided_by, a.answer ->> 'as_written', a.answer ->> 'part'
         FROM requests r JOIN answers a ON a.request = r.id
         WHERE r.campaign = ?1 AND a.stands = 1 ORDER BY r.authority, a.rowid",
    )?;
    let mut rows = statement.query([campaign])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let status: String = row.get(3)?;
        let bound = |index: usize| -> rusqlite::Result<Option<Number>> {
            Ok(row.get::<_, Option<f64>>(index)?.and_then(Number::from_f64))
        };
        let value = Value {
            status: Status::parse(&status).context("a damaged answer")?,
            low: bound(4)?,
            high: bound(5)?,
            value: row.get(6)?,
        };
        let said = Said {
            question: row.get(1)?,
            period: row.get(2)?,
            value,
            as_written: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
            mail: row.get(7)?,
            paper: None,
            body: None,
            decided_by: row.get(8)?,
            shared: None,
        };
        found.push((row.get(0)?, said, row.get(10)?));
    }
    Ok(found)
}

/// The answers of a request whose columns say other than the answer itself.
pub fn at_odds(db: &Connection, request: i64) -> anyhow::Result<Vec<(String, String)>> {
    let mut statement = db.prepare_cached(
        "SELECT question, period, status, low, high, value, answer FROM answers
         WHERE request = ?1 ORDER BY rowid",
    )?;
    let rows = statement.query_map([request], |row| {
        let columns: (String, Option<f64>, Option<f64>, Option<String>) =
            (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
        Ok(((row.get(0)?, row.get(1)?), columns, row.get::<_, String>(6)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (cell, (status, low, high, words), rest) = row?;
        let value = codec::read_json::<Rest>(&rest)?.value;
        let bound = |number: Option<Number>| number.map(Number::as_f64);
        let agree = status == value.status.code()
            && (low, high) == (bound(value.low), bound(value.high))
            && words == value.value;
        if !agree {
            found.push(cell);
        }
    }
    Ok(found)
}
