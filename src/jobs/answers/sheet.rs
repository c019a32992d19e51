//! The answers as CSV, a row for each cell, with two columns for a person to fill in.

use rusqlite::Connection;
use serde_json::json;

use crate::campaign::Campaign;
use crate::case::standing::{Answer, Stands};
use crate::replies::message::sha256;
use crate::spreadsheet::inert;
use crate::store::answers;
use crate::store::requests::Request;

pub const COLUMNS: [&str; 18] = [
    "request",
    "authority",
    "question",
    "period",
    "status",
    "low",
    "high",
    "value",
    "as_written",
    "mail",
    "part",
    "place",
    "quote",
    "doubt",
    "decided_by",
    "decision",
    "note",
    "stamp",
];

/// One cell of one request: an answer to it, or none yet.
#[derive(Debug, Clone)]
pub struct Row {
    pub question: String,
    pub period: String,
    pub answer: Option<Answer>,
}

/// Every cell that `campaign` asks about; one for which several values wait has a row for each.
pub fn rows(db: &Connection, request: &Request, campaign: &Campaign) -> anyhow::Result<Vec<Row>> {
    let mut left = answers::of_request(db, request.id)?;
    let mut rows = Vec::new();
    for (question, period) in campaign.cells() {
        let (question, period) = (&question.id, &period.id);
        let of_cell =
            |answer: &mut Answer| answer.question == *question && answer.period == *period;
        let known = rows.len();
        rows.extend(left.extract_if(.., of_cell).map(Row::of));
        if rows.len() == known {
            rows.push(Row { question: question.clone(), period: period.clone(), answer: None });
        }
    }
    rows.extend(left.into_iter().map(Row::of));
    Ok(rows)
}

impl Row {
    fn of(answer: Answer) -> Self {
        Self {
            question: answer.question.clone(),
            period: answer.period.clone(),
            answer: Some(answer),
        }
    }

    pub fn waits(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.stands == Stands::Waiting)
    }

    /// Whether a person has decided it, and that stands.
    pub fn is_decided(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| {
            let by = answer.decided_by.as_deref();
            answer.stands == Stands::Yes && by.is_some_and(|by| by.starts_with("person:"))
        })
    }

    /// By which the row is known again, however a spreadsheet rewrote its figures: what was said,
    /// and what had become of it.
    pub fn stamp(&self, request: &Request) -> String {
        let state = self
            .answer
            .as_ref()
            .map(|answer| json!([answer.stands == Stands::Yes, answer.decided_by]));
        format!("{}-{}", self.said(request), short(&json!(state), 8))
    }

    /// The part of the stamp that deciding does not change.
    pub fn said(&self, request: &Request) -> String {
        let said = self.answer.as_ref().map(|answer| {
            json!([answer.value, answer.as_written, answer.mail, answer.part, answer.place])
        });
        format!("s{}", short(&json!([request.id, self.question, self.period, said]), 12))
    }

    fn record(&self, request: &Request) -> [String; 18] {
        let answer = self.answer.as_ref();
        let text = |of: fn(&Answer) -> Option<String>| answer.and_then(of).unwrap_or_default();
        let number = |number: crate::answers::Number| number.to_string();
        [
            format!("r{}", request.id),
            request.authority.clone(),
            self.question.clone(),
            self.period.clone(),
            text(|answer| Some(answer.value.status.code().to_owned())),
            answer.and_then(|answer| answer.value.low).map(number).unwrap_or_default(),
            answer.and_then(|answer| answer.value.high).map(number).unwrap_or_default(),
            text(|answer| answer.value.value.clone()),
            text(|answer| Some(answer.as_written.clone())),
            text(|answer| answer.mail.map(|mail| format!("m{mail}"))),
            text(|answer| answer.part.clone().or_else(|| answer.mail.map(|_| "body".to_owned()))),
            text(|answer| answer.place.clone()),
            text(|answer| answer.quote.clone()),
            text(|answer| answer.doubt.clone()),
            text(|answer| answer.decided_by.clone()),
            String::new(),
            String::new(),
            self.stamp(request),
        ]
    }
}

fn short(what: &serde_json::Value, digits: usize) -> String {
    sha256(what.to_string().as_bytes()).chars().take(digits).collect()
}

/// The file, with the mark by which spreadsheets know its encoding.
pub fn csv(rows: &[(&Request, Row)]) -> anyhow::Result<String> {
    let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(COLUMNS)?;
    for (request, row) in rows {
        out.write_record(row.record(request).iter().map(|cell| inert(cell).into_owned()))?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}
