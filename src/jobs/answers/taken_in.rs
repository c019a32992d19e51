//! A spreadsheet of answers that a person has filled in: what it would decide, and that decided.

use std::collections::HashMap;

use anyhow::Context;
use rusqlite::Connection;
use serde::Serialize;

use super::sheet::{self, Row};
use super::{Workspace, answer_set, can_be_seen, decide, find_period};
use crate::answers::Value;
use crate::campaign::Campaign;
use crate::case::events::Event;
use crate::spreadsheet::{delimiter, meant};
use crate::store::requests::{self, Request};

/// What a file would decide.
#[derive(Debug, Default)]
pub struct Plan {
    pub decisions: Vec<Decision>,
    /// Rows of which all is decided as they say.
    pub already: usize,
    /// Rows without a decision.
    pub untouched: usize,
    pub refused: Vec<Refused>,
}

/// One row's decision.
#[derive(Debug)]
pub struct Decision {
    /// As a spreadsheet counts its rows.
    pub row: usize,
    pub request: Request,
    pub question: String,
    pub period: String,
    pub before: Option<Value>,
    pub after: Value,
    event: Event,
}

/// A row that is not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    pub row: usize,
    pub column: &'static str,
    pub authority: String,
    pub reason: String,
}

impl Decision {
    fn is_of_the_cell_of(&self, other: &Self) -> bool {
        self.request.id == other.request.id
            && self.question == other.question
            && self.period == other.period
    }
}

/// Reads the file against what is stored; nothing is decided yet.
pub fn plan(db: &Connection, text: &str) -> anyhow::Result<Plan> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let columns = Columns::of(reader.headers()?)?;
    let mut known = Known { db, requests: HashMap::new() };
    let mut plan = Plan::default();
    for (index, record) in reader.records().enumerate() {
        let row = index + 2;
        let record = record.with_context(|| format!("row {row}"))?;
        let line = Line { columns: &columns, record: &record };
        if line.get("decision").trim().is_empty() {
            plan.untouched += 1;
            continue;
        }
        match known.judge(&line, row) {
            Ok(Some(decision)) => plan.take(decision),
            Ok(None) => plan.already += 1,
            Err((column, reason)) => {
                let authority = line.get("authority").to_owned();
                plan.refused.push(Refused { row, column, authority, reason });
            }
        }
    }
    Ok(plan)
}

impl Plan {
    fn take(&mut self, decision: Decision) {
        let earlier = self.decisions.iter().find(|other| other.is_of_the_cell_of(&decision));
        let Some(earlier) = earlier else { return self.decisions.push(decision) };
        self.refused.push(Refused {
            row: decision.row,
            column: "decision",
            authority: decision.request.authority,
            reason: format!("row {} decides the same answer", earlier.row),
        });
    }

    /// Decides all of it, if it is as much as the person says.
    pub fn confirm(
        self,
        workspace: &mut Workspace,
        confirmed: usize,
        by: &str,
    ) -> anyhow::Result<Vec<Decision>> {
        let count = self.decisions.len();
        anyhow::ensure!(
            count == confirmed,
            "the file decides {count} answers, you confirmed {confirmed}: look again without \
             --confirm"
        );
        let mut by_request: Vec<(&Request, Vec<Event>)> = Vec::new();
        for decision in &self.decisions {
            let event = decision.event.clone();
            match by_request.iter_mut().find(|(known, _)| known.id == decision.request.id) {
                Some((_, events)) => events.push(event),
                None => by_request.push((&decision.request, vec![event])),
            }
        }
        decide(workspace, &by_request, by)?;
        Ok(self.decisions)
    }
}

/// Where the columns stand that are read.
struct Columns(Vec<String>);

impl Columns {
    fn of(heading: &csv::StringRecord) -> anyhow::Result<Self> {
        let plain = |name: &str| name.trim_start_matches('\u{feff}').trim().to_ascii_lowercase();
        let names: Vec<String> = heading.iter().map(plain).collect();
        for needed in ["request", "authority", "question", "period", "decision", "stamp"] {
            anyhow::ensure!(
                names.iter().any(|name| name == needed),
                "row 1: there is no column `{needed}`: fill in a file that `foi answers export` wrote"
            );
        }
        Ok(Self(names))
    }
}

struct Line<'a> {
    columns: &'a Columns,
    record: &'a csv::StringRecord,
}

impl Line<'_> {
    /// A cell as it was meant; empty where there is none.
    fn get(&self, column: &str) -> &str {
        let at = self.columns.0.iter().position(|name| name == column);
        meant(at.and_then(|at| self.record.get(at)).unwrap_or_default())
    }
}

/// What is stored of the requests in the file, each read once.
struct Known<'a> {
    db: &'a Connection,
    requests: HashMap<String, OfRequest>,
}

struct OfRequest {
    request: Request,
    campaign: Campaign,
    rows: Vec<Row>,
}

/// The column at fault, and why.
type Fault = (&'static str, String);

impl Known<'_> {
    /// What the line decides; nothing if that is decided already.
    fn judge(&mut self, line: &Line<'_>, row: usize) -> Result<Option<Decision>, Fault> {
        let OfRequest { request, campaign, rows } = self.of(line)?;
        let (question, period) = (line.get("question").trim(), line.get("period").trim());
        let stamp = line.get("stamp").trim();
        let same = rows.iter().find(|row| row.stamp(request) == stamp);
        let same = same.filter(|row| row.question == question && row.period == period);
        let of_cell: Vec<&Row> =
            rows.iter().filter(|row| row.question == question && row.period == period).collect();
        let asked = || {
            let question =
                super::find_question(campaign, question).map_err(|error| ("question", error))?;
            let period =
                find_period(campaign, question, Some(period)).map_err(|error| ("period", error))?;
            Ok((question, period))
        };
        let (of, period) = asked()
            .map_err(|(column, error): (_, anyhow::Error)| (column, format!("{error:#}")))?;
        let (wish, note) = (line.get("decision").trim(), line.get("note").trim());
        let note = Some(note).filter(|note| !note.is_empty());
        let decided = of_cell.iter().find(|row| row.is_decided());
        let (value, event) = if wish.eq_ignore_ascii_case("accept") {
            let said = stamp.split('-').next().unwrap_or_default();
            if decided.is_some_and(|row| row.said(request) == said) {
                return Ok(None);
            }
            accepted(same.ok_or_else(|| changed(&of_cell))?, note)?
        } else {
            let mail = same.and_then(|row| row.answer.as_ref()).and_then(|answer| answer.mail);
            let set = answer_set((of, period), mail, (wish, note));
            let (value, event) = set.map_err(|error| ("decision", format!("{error:#}")))?;
            let known = decided.and_then(|row| row.answer.as_ref());
            if known.is_some_and(|answer| answer.value == value) {
                return Ok(None);
            }
            same.ok_or_else(|| changed(&of_cell))?;
            (value, event)
        };
        let before = same.and_then(|row| row.answer.as_ref()).map(|answer| answer.value.clone());
        Ok(Some(Decision {
            row,
            request: request.clone(),
            question: of.id.clone(),
            period: period.id.clone(),
            before,
            after: value,
            event,
        }))
    }

    fn of(&mut self, line: &Line<'_>) -> Result<&OfRequest, Fault> {
        let name = line.get("request").trim().to_owned();
        if !self.requests.contains_key(&name) {
            let found = load(self.db, &name).map_err(|error| ("request", format!("{error:#}")))?;
            self.requests.insert(name.clone(), found);
        }
        let found = self.requests.get(&name).ok_or(("request", String::new()))?;
        let authority = line.get("authority").trim();
        if found.request.authority != authority {
            let is = &found.request.authority;
            return Err((
                "authority",
                format!("{name} is the request to {is}, not to {authority}"),
            ));
        }
        Ok(found)
    }
}

fn load(db: &Connection, name: &str) -> anyhow::Result<OfRequest> {
    let request = requests::find(db, name)?;
    let campaign = super::campaign(db, &request)?;
    let rows = sheet::rows(db, &request, &campaign)?;
    Ok(OfRequest { request, campaign, rows })
}

fn accepted(row: &Row, note: Option<&str>) -> Result<(Value, Event), Fault> {
    let nothing = || ("decision", "there is no value to accept: write one".to_owned());
    let answer = row.answer.as_ref().ok_or_else(nothing)?;
    can_be_seen(answer).map_err(|unseen| ("decision", unseen.to_string()))?;
    let event = Event::AnswerAccepted {
        mail: answer.mail.ok_or_else(nothing)?,
        question: row.question.clone(),
        period: row.period.clone(),
        note: note.map(str::to_owned),
    };
    Ok((answer.value.clone(), event))
}

/// Of a row that is no longer what was exported.
fn changed(now: &[&Row]) -> Fault {
    let shown = now.iter().filter_map(|row| row.answer.as_ref()).map(|answer| {
        let by = answer.decided_by.as_deref();
        let by = by.map_or(" (it waits)".to_owned(), |by| format!(" (decided by {by})"));
        format!("{}{by}", answer.value.shown())
    });
    let shown: Vec<String> = shown.collect();
    let is = if shown.is_empty() { "there is none now".to_owned() } else { shown.join(" and ") };
    ("stamp", format!("the answer has changed since the export: {is}; export it again"))
}
