//! The shipped register, as its files stand in `data/` (origin and licences: DATA-LICENCES.md).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::address::{Address, Grade};
use super::exchange::succession::changes_in;
use super::succession::Change;
use super::{Authority, Contacts, Nation};
use crate::law::Law;

const AUTHORITIES: &str = include_str!("data/uk-childrens-services.csv");
const OF_OTHER_TIMES: &str = include_str!("data/other-times.csv");
const SUCCESSION: &str = include_str!("data/succession.csv");
const DOMAINS: &str = include_str!("data/domains.csv");
const NO_REPLY: &str = include_str!("data/noreply_senders.csv");

type Row = HashMap<String, String>;

#[expect(clippy::expect_used, reason = "the embedded files are read by a test")]
fn rows(text: &'static str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("the embedded register is CSV")
}

pub(super) fn authorities() -> Vec<Authority> {
    let mut domains: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows(DOMAINS) {
        domains.entry(field(&row, "id")).or_default().push(field(&row, "domain"));
    }
    rows(AUTHORITIES)
        .iter()
        .map(|row| {
            let known = domains.remove(&field(row, "id")).unwrap_or_default();
            authority(row, known)
        })
        .collect()
}

/// Authorities that have gone, and those that have yet to come.
pub(super) fn of_other_times() -> Vec<Authority> {
    rows(OF_OTHER_TIMES).iter().map(|row| authority(row, Vec::new())).collect()
}

#[expect(clippy::expect_used, reason = "the embedded files are read by a test")]
pub(super) fn changes() -> Vec<Change> {
    let read = changes_in(SUCCESSION).expect("the embedded succession is CSV");
    read.into_iter().map(|(_, row)| row.expect("a change")).collect()
}

pub(super) fn no_reply_senders() -> impl Iterator<Item = String> {
    rows(NO_REPLY).into_iter().map(|row| field(&row, "address"))
}

#[expect(clippy::expect_used, reason = "the embedded files are read by a test")]
fn authority(row: &Row, known: Vec<String>) -> Authority {
    let nation = Nation::parse(&field(row, "nation")).expect("a nation of the United Kingdom");
    let mut domains = Vec::new();
    for domain in std::iter::once(field(row, "website_domain"))
        .chain(list(&field(row, "alt_domains")))
        .chain(list(&field(row, "delivered_by_domain")))
        .chain(known)
    {
        if !domain.is_empty() && !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    Authority {
        id: field(row, "id"),
        name: field(row, "name"),
        nation,
        kind: field(row, "kind"),
        region: field(row, "region"),
        law: Law::parse(&field(row, "law")).expect("an Act"),
        gss_code: optional(row, "gss_code"),
        dfe_code: optional(row, "dfe_code"),
        welsh_name: optional(row, "welsh_name"),
        delivered_by: optional(row, "delivered_by"),
        wdtk_slug: optional(row, "wdtk_slug"),
        domains,
        note: optional(row, "note"),
        address: address(row),
        contacts: Contacts::default(),
    }
}

/// An address that nobody has seen: a place to begin looking, never an address to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    pub email: String,
    /// What it was made from.
    pub basis: String,
}

/// What an authority's address may be, by the pattern of others.
pub fn guess(id: &str) -> Option<&'static Guess> {
    static GUESSES: LazyLock<HashMap<String, Guess>> = LazyLock::new(|| {
        let of_row = |row: &Row| {
            let email = optional(row, "foi_email_guess")?;
            let basis = field(row, "foi_email_guess_basis");
            Some((field(row, "id"), Guess { email, basis }))
        };
        rows(AUTHORITIES).iter().filter_map(of_row).collect()
    });
    GUESSES.get(id)
}

/// The address that was seen somewhere; a guess is never one.
fn address(row: &Row) -> Option<Address> {
    let grade = Grade::parse(&field(row, "foi_email_grade"))?;
    Some(Address {
        email: optional(row, "foi_email")?,
        source: field(row, "foi_email_source"),
        grade,
        seen_on: None,
        verified: None,
    })
}

fn field(row: &Row, name: &str) -> String {
    row.get(name).map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn optional(row: &Row, name: &str) -> Option<String> {
    Some(field(row, name)).filter(|text| !text.is_empty())
}

fn list(text: &str) -> Vec<String> {
    text.split([';', ' ']).map(str::to_owned).collect()
}
