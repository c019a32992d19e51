//! Where each request stands: one derived row, written in the transaction that changes it.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, named_params};

use super::codec;
use crate::case::story::Judgement;
use crate::case::{Delivery, Status};
use crate::law::Law;

/// The derived row of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub judgement: Judgement,
    /// The next day on which its status changes without an event, and to what.
    pub changes: Option<(NaiveDate, Status)>,
}

impl Standing {
    /// Where the request stands on `today`, on or after the day the row was written.
    pub fn on(&self, today: NaiveDate) -> Judgement {
        let mut judgement = self.judgement.clone();
        if let Some((day, status)) = self.changes
            && today >= day
        {
            judgement.status = status;
        }
        judgement
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
    db.prepare_cached(
        "INSERT OR REPLACE INTO standing (request, status, delivery, received_on, due_on,
                                          replied_on, changes_on, changes_to, waiting,
                                          chased_on)
         VALUES (:request, :status, :delivery, :received_on, :due_on,
                 :replied_on, :changes_on, :changes_to, :waiting, :chased_on)",
    )?
    .execute(named_params! {
        ":request": request,
        ":status": judgement.status.code(),
        ":delivery": judgement.delivery.code(),
        ":received_on": day(judgement.received_on),
        ":due_on": day(judgement.due_on),
        ":replied_on": day(judgement.replied_on),
        ":changes_on": day(standing.changes.map(|(day, _)| day)),
        ":changes_to": standing.changes.map(|(_, status)| status.code()),
        ":waiting": i64::try_from(judgement.waiting)?,
        ":chased_on": day(judgement.chased_on),
    })?;
    Ok(())
}

/// Requests of one campaign, or of all, by campaign and authority.
pub fn list(db: &Connection, campaign: Option<&str>) -> anyhow::Result<Vec<Listed>> {
    let mut statement = db.prepare_cached(
        "SELECT requests.id, requests.campaign, requests.authority, requests.name,
                requests.nation, requests.law, requests.reference, requests.reply_address,
                letters.message_id, letters.subject, standing.status, standing.delivery,
                standing.received_on, standing.due_on, standing.replied_on,
                standing.changes_on, standing.changes_to, standing.waiting, standing.chased_on,
                coalesce(requests.made_at, (SELECT min(frozen_at) FROM campaigns
                                            WHERE campaigns.id = requests.campaign))
         FROM requests
         JOIN standing ON standing.request = requests.id
         LEFT JOIN letters ON letters.request = requests.id AND letters.number = 1
         WHERE :campaign IS NULL OR requests.campaign = :campaign
         ORDER BY requests.campaign, requests.authority",
    )?;
    let mut rows = statement.query(named_params! {":campaign": campaign})?;
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
    let status = |text: &str| Status::parse(text).with_context(|| format!("`{text}` is no status"));
    let delivery: String = row.get(11)?;
    let changes_on = codec::read_day(row.get(15)?)?;
    let changes_to: Option<String> = row.get(16)?;
    let changes = match (changes_on, changes_to) {
        (Some(day), Some(text)) => Some((day, status(&text)?)),
        (_, _) => None,
    };
    Ok(Standing {
        judgement: Judgement {
            status: status(&row.get::<_, String>(10)?)?,
            delivery: Delivery::parse(&delivery)
                .with_context(|| format!("`{delivery}` is no state of delivery"))?,
            received_on: codec::read_day(row.get(12)?)?,
            due_on: codec::read_day(row.get(13)?)?,
            replied_on: codec::read_day(row.get(14)?)?,
            waiting: usize::try_from(row.get::<_, i64>(17)?)?,
            chased_on: codec::read_day(row.get(18)?)?,
        },
        changes,
    })
}

/// Requests whose status changed by itself on or before `today` and whose row does not say so yet.
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
