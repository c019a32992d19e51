//! What the DNS said of the domains of addresses, and when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::codec;
use crate::register::mail_domain::MailDomain;

/// What is known of mail for a domain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The last answer, and when it came.
    pub answer: Option<(MailDomain, DateTime<Utc>)>,
    pub provider: Option<String>,
    /// Since then it could not be asked: when that was last tried, and why it failed.
    pub failure: Option<(DateTime<Utc>, String)>,
}

/// Keeps an answer, or that the DNS could not be asked: what it said before stands then.
pub fn keep(
    db: &Connection,
    domain: &str,
    asked: &Result<MailDomain, String>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let domain = domain.to_ascii_lowercase();
    let now = codec::instant(now);
    match asked {
        Ok(answer) => db
            .prepare_cached(
                "INSERT INTO mail_domains (domain, answer, provider, answered_at)
                 VALUES (:domain, :answer, :provider, :now)
                 ON CONFLICT (domain) DO UPDATE SET answer = :answer, provider = :provider,
                     answered_at = :now, failed_at = NULL, failure = NULL",
            )?
            .execute(named_params! {
                ":domain": domain,
                ":answer": codec::json(answer)?,
                ":provider": answer.provider(&domain),
                ":now": now,
            })?,
        Err(failure) => db
            .prepare_cached(
                "INSERT INTO mail_domains (domain, failed_at, failure)
                 VALUES (:domain, :now, :failure)
                 ON CONFLICT (domain) DO UPDATE SET failed_at = :now, failure = :failure",
            )?
            .execute(named_params! {":domain": domain, ":failure": failure, ":now": now})?,
    };
    Ok(())
}

/// What is known of the domain of an address; `None` if nobody has asked.
pub fn of_address(db: &Connection, email: &str) -> anyhow::Result<Option<Known>> {
    let domain = domain_of(email);
    let found: Option<Columns> = db
        .prepare_cached(
            "SELECT answer, answered_at, provider, failed_at, failure FROM mail_domains
             WHERE domain = ?1",
        )?
        .query_row([&domain], columns)
        .optional()?;
    found.map(known).transpose()
}

/// What is known of every domain that was asked about.
pub fn all(db: &Connection) -> anyhow::Result<BTreeMap<String, Known>> {
    let mut statement = db.prepare_cached(
        "SELECT answer, answered_at, provider, failed_at, failure, domain FROM mail_domains",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(5)?, columns(row)?)))?;
    rows.map(|row| {
        let (domain, columns) = row?;
        Ok((domain, known(columns)?))
    })
    .collect()
}

/// Who runs the server that takes mail for an address, such as `outlook.com`; `None` if nobody has
/// asked the DNS (`foi register check`), or no letter can arrive there.
pub fn provider_of(db: &Connection, email: &str) -> anyhow::Result<Option<String>> {
    let found = db
        .prepare_cached("SELECT provider FROM mail_domains WHERE domain = ?1")?
        .query_row([domain_of(email)], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}

fn domain_of(email: &str) -> String {
    email.rsplit('@').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase()
}

type Columns = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn known((answer, answered_at, provider, failed_at, failure): Columns) -> anyhow::Result<Known> {
    let answer = match (answer, answered_at) {
        (Some(answer), Some(at)) => Some((codec::read_json(&answer)?, codec::read_instant(&at)?)),
        (_, _) => None,
    };
    let failure = match (failed_at, failure) {
        (Some(at), Some(words)) => Some((codec::read_instant(&at)?, words)),
        (_, _) => None,
    };
    Ok(Known { answer, provider, failure })
}
