//! What was decided of an authority's contacts, and what became of letters to them, in order.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use super::signs;
use crate::law::london;
use crate::register::health::{Shows, Sign};
use crate::register::{Address, Decision, Role, Verified};
use crate::store::mail_domains;
use crate::store::register::{Decided, decided};

/// Something that happened to a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub at: DateTime<Utc>,
    pub on: NaiveDate,
    /// `set`, `dropped`, `values`, `letter_left`, `delayed`, `came_back`, `heard`, `asked_dns`.
    pub what: &'static str,
    pub by: Option<String>,
    /// The letter or mail it is about, as listings name it.
    pub id: Option<String>,
    pub detail: String,
}

/// The history of one authority, oldest first.
pub fn history(db: &Connection, authority: &str) -> anyhow::Result<Vec<Entry>> {
    let mut entries: Vec<Entry> =
        decided(db)?.into_iter().filter_map(|decided| of_decision(&decided, authority)).collect();
    let all = signs(db)?;
    let mut emails: Vec<String> = Vec::new();
    for sign in all.of_authority(authority) {
        emails.push(sign.email.clone());
        entries.push(of_sign(sign));
    }
    let register = crate::store::register::load(db)?;
    let known = register.find(authority)?;
    emails.extend(known.addresses(&all).iter().map(|contact| contact.address.email.clone()));
    entries.extend(asked(db, emails)?);
    entries.sort_by_key(|entry| entry.at);
    Ok(entries)
}

fn entry(at: DateTime<Utc>, what: &'static str, detail: String) -> Entry {
    Entry { at, on: london::civil_date(at), what, by: None, id: None, detail }
}

fn of_decision(decided: &Decided, authority: &str) -> Option<Entry> {
    let (of, what, detail) = match &decided.decision {
        Decision::Authority { authority } => {
            (&authority.id, "values", "its own values were taken in".to_owned())
        }
        Decision::Address { authority, address } => {
            (authority, "set", set_words(Role::Requests, address))
        }
        Decision::Contact { authority, role, address } => {
            (authority, "set", set_words(*role, address))
        }
        Decision::Form { authority, form } => {
            let role = Role::WebForm.code();
            (authority, "set", format!("{role}: {}{}", form.url, verified(form.verified.as_ref())))
        }
        Decision::Dropped { authority, role, why } => {
            (authority, "dropped", format!("{}: {why}", role.code()))
        }
        Decision::Succession { change } => {
            let (by, on) = (&change.successor, change.on);
            (&change.predecessor, "succession", format!("{by} takes over on {on}"))
        }
    };
    (of == authority)
        .then(|| Entry { by: Some(decided.by.clone()), ..entry(decided.at, what, detail) })
}

fn set_words(role: Role, address: &Address) -> String {
    format!(
        "{}: {} ({}, from {}){}",
        role.code(),
        address.email,
        address.grade.code(),
        address.source,
        verified(address.verified.as_ref())
    )
}

fn verified(verified: Option<&Verified>) -> String {
    verified.map_or_else(
        || ", not verified".to_owned(),
        |verified| format!(", verified {} by {}", verified.on, verified.by),
    )
}

fn of_sign(sign: &Sign) -> Entry {
    let (what, detail) = match sign.shows {
        Shows::Left => ("letter_left", format!("a letter left for {}", sign.email)),
        Shows::Delayed => {
            ("delayed", format!("{} takes no mail for now: {}", sign.email, sign.words))
        }
        Shows::ComesBack => ("came_back", format!("{} takes no mail: {}", sign.email, sign.words)),
        Shows::Heard => {
            ("heard", format!("they wrote after a letter to {}: {}", sign.email, sign.words))
        }
    };
    let id = sign.mail.map_or(format!("l{}", sign.letter), |mail| format!("m{mail}"));
    Entry { id: Some(id), ..entry(sign.at, what, detail) }
}

/// What the DNS said last of the domains of these addresses.
fn asked(db: &Connection, mut emails: Vec<String>) -> anyhow::Result<Vec<Entry>> {
    let domain = |email: &String| email.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    emails.sort_by_key(domain);
    emails.dedup_by_key(|email| domain(email));
    let mut entries = Vec::new();
    for email in emails {
        let Some(known) = mail_domains::of_address(db, &email)? else { continue };
        let domain = domain(&email);
        if let Some((answer, at)) = &known.answer {
            let provider =
                known.provider.as_deref().map_or(String::new(), |name| format!(", {name}"));
            let said = answer.code().replace('_', " ");
            entries.push(entry(*at, "asked_dns", format!("{domain}: {said}{provider}")));
        }
        if let Some((at, failure)) = &known.failure {
            entries.push(entry(
                *at,
                "asked_dns",
                format!("{domain}: could not be asked: {failure}"),
            ));
        }
    }
    Ok(entries)
}
