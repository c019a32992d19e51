//! Campaigns as they were launched, and the requests made from them.

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::codec;
use crate::campaign::Campaign;
use crate::law::Law;
use crate::register::Nation;

/// A campaign as its letters were written, with the token its references are drawn from.
#[derive(Debug, Clone)]
pub struct Round {
    pub token: String,
    pub campaign: Campaign,
}

/// One campaign's question set to one authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: i64,
    pub campaign: String,
    pub authority: String,
    pub name: String,
    pub nation: Nation,
    pub law: Law,
    pub code: String,
    pub reference: String,
    pub reply_address: String,
}

/// The campaign as launched; `None` if it never was.
pub fn round(db: &Connection, campaign: &str) -> anyhow::Result<Option<Round>> {
    let found: Option<(String, String)> = db
        .prepare_cached(
            "SELECT token, campaign FROM campaigns WHERE id = :id ORDER BY revision DESC LIMIT 1",
        )?
        .query_row(named_params! {":id": campaign}, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(token, text)| Ok(Round { token, campaign: codec::read_json(&text)? })).transpose()
}

/// Every campaign ever launched, by id.
pub fn rounds(db: &Connection) -> anyhow::Result<Vec<Round>> {
    let mut statement = db.prepare_cached("SELECT DISTINCT id FROM campaigns ORDER BY id")?;
    let ids: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    ids.iter().filter_map(|id| round(db, id).transpose()).collect()
}

/// Freezes the campaign as launched now.
pub fn freeze(db: &Connection, round: &Round, now: DateTime<Utc>) -> anyhow::Result<()> {
    db.execute(
        "INSERT INTO campaigns (id, token, campaign, frozen_at)
         VALUES (:id, :token, :campaign, :frozen_at)",
        named_params! {
            ":id": round.campaign.id,
            ":token": round.token,
            ":campaign": codec::json(&round.campaign)?,
            ":frozen_at": codec::instant(now),
        },
    )?;
    Ok(())
}

/// Adds a request, made when its campaign was last frozen; its `id` is given by the store.
pub fn insert(db: &Connection, request: &Request) -> anyhow::Result<i64> {
    db.prepare_cached(
        "INSERT INTO requests
             (campaign, authority, name, nation, law, code, reference, reply_address, made_at)
         VALUES (:campaign, :authority, :name, :nation, :law, :code, :reference, :reply_address,
                 (SELECT max(frozen_at) FROM campaigns WHERE id = :campaign))",
    )?
    .execute(named_params! {
        ":campaign": request.campaign,
        ":authority": request.authority,
        ":name": request.name,
        ":nation": request.nation.code(),
        ":law": request.law.code(),
        ":code": request.code,
        ":reference": request.reference,
        ":reply_address": request.reply_address,
    })?;
    Ok(db.last_insert_rowid())
}

const COLUMNS: &str = "id, campaign, authority, name, nation, law, code, reference, reply_address";

fn one(
    db: &Connection,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> anyhow::Result<Option<Request>> {
    Ok(db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM requests WHERE {condition}"))?
        .query_row(parameters, read)
        .optional()?)
}

fn many(
    db: &Connection,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> anyhow::Result<Vec<Request>> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM requests WHERE {condition}"))?;
    let rows = statement.query_map(parameters, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Request> {
    let nation: String = row.get(4)?;
    let law: String = row.get(5)?;
    let bad = |what: &str| rusqlite::Error::InvalidColumnName(what.to_owned());
    Ok(Request {
        id: row.get(0)?,
        campaign: row.get(1)?,
        authority: row.get(2)?,
        name: row.get(3)?,
        nation: Nation::parse(&nation).ok_or_else(|| bad("nation"))?,
        law: Law::parse(&law).ok_or_else(|| bad("law"))?,
        code: row.get(6)?,
        reference: row.get(7)?,
        reply_address: row.get(8)?,
    })
}

pub fn get(db: &Connection, id: i64) -> anyhow::Result<Request> {
    one(db, "id = ?1", [id])?.with_context(|| format!("there is no request r{id}"))
}

pub fn by_authority(
    db: &Connection,
    campaign: &str,
    authority: &str,
) -> anyhow::Result<Option<Request>> {
    one(db, "campaign = ?1 AND authority = ?2", [campaign, authority])
}

pub fn by_code(db: &Connection, code: &str) -> anyhow::Result<Option<Request>> {
    one(db, "code = ?1", [code])
}

/// All requests with this reply address: one with plus-addresses, every one without.
pub fn by_reply_address(db: &Connection, address: &str) -> anyhow::Result<Vec<Request>> {
    many(db, "reply_address = ?1 LIMIT 2", [address])
}

/// The addresses that replies come to, without what stands behind a plus: ours.
pub fn own_addresses(db: &Connection) -> anyhow::Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT lower(CASE WHEN instr(reply_address, '+') > 0
             THEN substr(reply_address, 1, instr(reply_address, '+') - 1)
                  || substr(reply_address, instr(reply_address, '@'))
             ELSE reply_address END)
         FROM requests",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn by_message_id(db: &Connection, message_id: &str) -> anyhow::Result<Option<Request>> {
    one(db, "id = (SELECT request FROM letters WHERE message_id = ?1)", [message_id])
}

pub fn of_authority(db: &Connection, authority: &str) -> anyhow::Result<Vec<Request>> {
    many(db, "authority = ?1 ORDER BY id", [authority])
}

/// The campaigns in which an answer stands that was read from a mail that came after `mail`.
pub fn campaigns_answered_after(db: &Connection, mail: i64) -> anyhow::Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT r.campaign FROM filed f
         JOIN answers a ON a.request = f.request AND a.mail = f.mail AND a.stands = 1
         JOIN requests r ON r.id = f.request
         WHERE f.mail > ?1 ORDER BY r.campaign",
    )?;
    let rows = statement.query_map([mail], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn of_campaign(db: &Connection, campaign: &str) -> anyhow::Result<Vec<Request>> {
    many(db, "campaign = ?1 ORDER BY authority", [campaign])
}

/// The request a person means: "r12", a reference, "campaign/authority", or an authority that has
/// one request only.
pub fn find(db: &Connection, text: &str) -> anyhow::Result<Request> {
    let number = text.strip_prefix('r').and_then(|number| number.parse::<i64>().ok());
    if let Some(id) = number {
        return get(db, id);
    }
    if let Some((campaign, authority)) = text.split_once('/') {
        return by_authority(db, campaign, authority)?
            .with_context(|| format!("the campaign {campaign} has no request to {authority}"));
    }
    for code in crate::campaign::reference::codes_in(text, &|_| true) {
        if let Some(request) = by_code(db, &code)? {
            return Ok(request);
        }
    }
    let of_authority = of_authority(db, text)?;
    match of_authority.as_slice() {
        [only] => Ok(only.clone()),
        [] => anyhow::bail!(
            "there is no request `{text}`: name one as r12, by its reference, or by its authority \
             (`foi requests` lists them)"
        ),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|request| format!("{}/{}", request.campaign, request.authority))
                .collect();
            anyhow::bail!("`{text}` has several requests: say which, {}", names.join(" or "))
        }
    }
}
