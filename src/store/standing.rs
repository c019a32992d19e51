//! Where each request stands: one derived row, written in the transaction that changes it.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::codec;
use crate::case::judging::{Judgement, Otherwise};
use crate::case::ladder::Proposal;
use crate::case::{Delivery, Status};
use crate::law::Law;

/// The derived row of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub judgement: Judgement,
    pub proposal: Option<Proposal>,
    /// The next day on which either changes without an event.
    pub changes_on: Option<NaiveDate>,
}

impl Standing {
    /// Whether the row may be wrong by the end of `day`.
    pub fn is_stale(&self, day: NaiveDate) -> bool {
        self.changes_on.is_some_and(|changes| changes <= day)
    }
}

/// A row of `foi requests`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub request: i64,
    pub campaign: String,
    pub authority: String,
    pub name: String,
    pub nation: String,
    pub law: Law,
    pub reference: String,
    pub reply_address: String,
    pub message_id: Option<String>,
    pub subject: Option<String>,
    /// When the launch that made the request was confirmed.
    pub made_at: DateTime<Utc>,
    pub standing: Standing,
}

pub fn put(db: &Connection, request: i64, standing: &Standing) -> anyhow::Result<()> {
    let judgement = &standing.judgement;
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let otherwise = judgement.otherwise.as_ref().map(codec::json).transpose()?;
    let proposal = standing.proposal.as_ref().map(codec::json).transpose()?;
    let armed = standing.proposal.as_ref().filter(|proposal| proposal.armed);
    db.prepare_cached(
        "INSERT OR REPLACE INTO standing (request, status, delivery, received_on, due_on,
                                          replied_on, changes_on, waiting, otherwise, proposal,
                                          step, hard_stop, armed_from)
         VALUES (:request, :status, :delivery, :received_on, :due_on,
                 :replied_on, :changes_on, :waiting, :otherwise, :proposal, :step, :hard_stop,
                 :armed_from)",
    )?
    .execute(named_params! {
        ":request": request,
        ":status": judgement.status.code(),
        ":delivery": judgement.delivery.code(),
        ":received_on": day(judgement.received_on),
        ":due_on": day(judgement.due_on),
        ":replied_on": day(judgement.replied_on),
        ":changes_on": day(standing.changes_on),
        ":waiting": i64::try_from(judgement.waiting)?,
        ":otherwise": otherwise,
        ":proposal": proposal,
        ":step": standing.proposal.as_ref().map(|proposal| proposal.step.code()),
        ":hard_stop": day(standing.proposal.as_ref().and_then(|proposal| proposal.hard_stop)),
        ":armed_from": day(armed.map(|proposal| proposal.from)),
    })?;
    Ok(())
}

/// Which requests a listing reads: each is found by an index, the others cost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    All,
    /// With a next step, or with a row that may be wrong by the end of the day.
    WithStep(NaiveDate),
    /// With a step that may leave by itself on the day, or with a row that may be wrong by its end.
    Armed(NaiveDate),
}

/// The listing in SQL: of `:campaign`, or of all, on `:day` where the rows depend on one.
fn listing(rows: Rows) -> String {
    // SQLite does not know that these are few: it is told the index, and by CROSS JOIN the order.
    let few = |index: &str, condition: &str| {
        format!(
            "(SELECT request FROM standing INDEXED BY {index} WHERE {condition}
              UNION SELECT request FROM standing INDEXED BY standing_by_change
                    WHERE changes_on <= :day) AS few
             CROSS JOIN requests ON requests.id = few.request"
        )
    };
    let tables = match rows {
        Rows::All => "requests".to_owned(),
        Rows::WithStep(_) => few("standing_by_step", "step > ''"),
        Rows::Armed(_) => few("standing_armed", "armed_from <= :day"),
    };
    format!(
        "SELECT requests.id, requests.campaign, requests.authority, requests.name,
                requests.nation, requests.law, requests.reference, requests.reply_address,
                letters.message_id, letters.subject, standing.status, standing.delivery,
                standing.received_on, standing.due_on, standing.replied_on,
                standing.changes_on, standing.waiting, standing.otherwise, standing.proposal,
                coalesce(requests.made_at, (SELECT min(frozen_at) FROM campaigns
                                            WHERE campaigns.id = requests.campaign))
         FROM {tables}
         CROSS JOIN standing ON standing.request = requests.id
         LEFT JOIN letters ON letters.request = requests.id AND letters.number =
             -- The request itself: the last one, should earlier ones have been taken back.
             (SELECT max(number) FROM letters AS own
              WHERE own.request = requests.id AND own.kind = 'request')
         WHERE :campaign IS NULL OR requests.campaign = :campaign
         ORDER BY requests.campaign, requests.authority"
    )
}

/// The letter of a request that waited is being handed over: nothing else of where it stands changes by
/// that, nor anything where an earlier letter has left.
pub fn sending(db: &Connection, request: i64) -> anyhow::Result<()> {
    db.prepare_cached(
        "UPDATE standing SET delivery = 'sending'
         WHERE request = ?1 AND delivery IN ('planned', 'deferred')",
    )?
    .execute([request])?;
    Ok(())
}

/// Every request of one campaign, or of all, by campaign and authority.
pub fn list(db: &Connection, campaign: Option<&str>) -> anyhow::Result<Vec<Listed>> {
    list_rows(db, campaign, Rows::All)
}

/// The same, of those rows alone.
pub fn list_rows(
    db: &Connection,
    campaign: Option<&str>,
    rows: Rows,
) -> anyhow::Result<Vec<Listed>> {
    let mut statement = db.prepare_cached(&listing(rows))?;
    let day = match rows {
        Rows::All => None,
        Rows::WithStep(day) | Rows::Armed(day) => Some(day.to_string()),
    };
    let mut rows = match &day {
        Some(day) => statement.query(named_params! {":campaign": campaign, ":day": day})?,
        None => statement.query(named_params! {":campaign": campaign})?,
    };
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let law: String = row.get(5)?;
        found.push(Listed {
            request: row.get(0)?,
            campaign: row.get(1)?,
            authority: row.get(2)?,
            name: row.get(3)?,
            nation: row.get(4)?,
            law: Law::parse(&law).with_context(|| format!("`{law}` is no Act"))?,
            reference: row.get(6)?,
            reply_address: row.get(7)?,
            message_id: row.get(8)?,
            subject: row.get(9)?,
            made_at: codec::read_instant(&row.get::<_, String>(19)?)?,
            standing: standing(row)?,
        });
    }
    Ok(found)
}

fn standing(row: &rusqlite::Row<'_>) -> anyhow::Result<Standing> {
    let status: String = row.get(10)?;
    let delivery: String = row.get(11)?;
    let otherwise: Option<String> = row.get(17)?;
    let proposal: Option<String> = row.get(18)?;
    let otherwise: Option<Otherwise> = otherwise.map(|text| codec::read_json(&text)).transpose()?;
    Ok(Standing {
        judgement: Judgement {
            status: Status::parse(&status).with_context(|| format!("`{status}` is no status"))?,
            delivery: Delivery::parse(&delivery)
                .with_context(|| format!("`{delivery}` is no state of delivery"))?,
            received_on: codec::read_day(row.get(12)?)?,
            due_on: codec::read_day(row.get(13)?)?,
            otherwise,
            replied_on: codec::read_day(row.get(14)?)?,
            waiting: usize::try_from(row.get::<_, i64>(16)?)?,
        },
        proposal: proposal.map(|text| codec::read_json(&text)).transpose()?,
        changes_on: codec::read_day(row.get(15)?)?,
    })
}

/// The status as stored.
pub fn status(db: &Connection, request: i64) -> anyhow::Result<Option<Status>> {
    let text: Option<String> = db
        .prepare_cached("SELECT status FROM standing WHERE request = ?1")?
        .query_row([request], |row| row.get(0))
        .optional()?;
    Ok(text.as_deref().and_then(Status::parse))
}

/// Requests whose row may be wrong by the end of `today`, because time has passed.
pub fn changed_by(db: &Connection, today: NaiveDate) -> anyhow::Result<Vec<i64>> {
    let mut statement =
        db.prepare_cached("SELECT request FROM standing WHERE changes_on <= :today")?;
    let rows =
        statement.query_map(named_params! {":today": today.to_string()}, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The next day on which any request changes by itself.
pub fn next_change(db: &Connection) -> anyhow::Result<Option<NaiveDate>> {
    codec::read_day(db.query_row("SELECT min(changes_on) FROM standing", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate;

    #[test]
    fn what_has_a_step_or_changed_is_found_by_an_index_however_many_requests_there_are() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate::up(&mut db, std::path::Path::new(""), migrate::ALL).unwrap();
        let day = NaiveDate::default();
        for (rows, index) in
            [(Rows::WithStep(day), "standing_by_step"), (Rows::Armed(day), "standing_armed")]
        {
            let sql = format!("EXPLAIN QUERY PLAN {}", listing(rows));
            let plan: Vec<String> = db
                .prepare(&sql)
                .unwrap()
                .query_map(named_params! {":campaign": None::<&str>, ":day": ""}, |row| row.get(3))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let uses = |index: &str| plan.iter().any(|line| line.contains(index));
            assert!(uses(index) && uses("standing_by_change"), "{plan:#?}");
            let scans: Vec<_> = plan.iter().filter(|line| line.starts_with("SCAN")).collect();
            assert_eq!(scans, ["SCAN few"], "{plan:#?}");
        }
    }
}
