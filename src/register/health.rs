//! What is known of whether an address works, from letters to it and what became of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Address, Role};

/// Whether letters to an address arrive, by the last sign of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Health {
    /// Seen somewhere; nobody has looked it up, and nothing was sent to it.
    Unproved,
    /// A person looked it up.
    Verified,
    /// The authority wrote after a letter to it.
    Good,
    /// The last letter to it is delayed or was refused for now.
    Soft,
    /// The last letter to it came back or was refused for good.
    Hard,
}

impl Health {
    pub fn code(self) -> &'static str {
        match self {
            Self::Unproved => "unproved",
            Self::Verified => "verified",
            Self::Good => "good",
            Self::Soft => "soft_bounce",
            Self::Hard => "hard_bounce",
        }
    }
}

/// What a letter to an address showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shows {
    /// It left; that alone shows nothing.
    Left,
    Delayed,
    ComesBack,
    /// The authority wrote about the request after it.
    Heard,
}

/// One sign of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    pub at: DateTime<Utc>,
    pub authority: String,
    pub email: String,
    pub shows: Shows,
    pub request: i64,
    pub letter: i64,
    /// The mail that shows it; `None` where a server said it at once.
    pub mail: Option<i64>,
    /// The server's words, or what their mail is.
    pub words: String,
}

/// Every sign, by authority and address: what is wrong for one authority may be right for another.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    by_address: BTreeMap<(String, String), Vec<Sign>>,
}

impl Signs {
    pub fn of(signs: impl IntoIterator<Item = Sign>) -> Self {
        let mut by_address: BTreeMap<(String, String), Vec<Sign>> = BTreeMap::new();
        for sign in signs {
            by_address.entry(key(&sign.authority, &sign.email)).or_default().push(sign);
        }
        for signs in by_address.values_mut() {
            signs.sort_by_key(|sign| (sign.at, sign.shows));
        }
        Self { by_address }
    }

    /// Those of one address of an authority, oldest first.
    pub fn at(&self, authority: &str, email: &str) -> &[Sign] {
        self.by_address.get(&key(authority, email)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those of all addresses of an authority, oldest first.
    pub fn of_authority<'a>(&'a self, authority: &'a str) -> Vec<&'a Sign> {
        let all = self.by_address.iter().filter(|((of, _), _)| of == authority);
        let mut signs: Vec<&Sign> = all.flat_map(|(_, signs)| signs).collect();
        signs.sort_by_key(|sign| sign.at);
        signs
    }

    /// How an address is. That somebody looked it up after it failed makes it verified again.
    pub fn health(&self, authority: &str, address: &Address) -> Health {
        let signs = self.at(authority, &address.email);
        let since = address.verified.as_ref().map(|verified| verified.on);
        let known = if since.is_some() { Health::Verified } else { Health::Unproved };
        let told = |sign: &&Sign| match sign.shows {
            Shows::Left => false,
            Shows::Delayed | Shows::ComesBack => {
                since.is_none_or(|since| since <= sign.at.date_naive())
            }
            Shows::Heard => true,
        };
        let last = signs.iter().rev().find(told);
        match last.map(|sign| sign.shows) {
            Some(Shows::Heard) => Health::Good,
            Some(Shows::Delayed) => Health::Soft,
            Some(Shows::ComesBack) => Health::Hard,
            Some(Shows::Left) | None => known,
        }
    }

    /// The last letter that came back from an address, while that is what is known of it.
    pub fn bounce(&self, authority: &str, address: &Address) -> Option<&Sign> {
        let hard = self.health(authority, address) == Health::Hard;
        let back = |sign: &&Sign| sign.shows == Shows::ComesBack;
        self.at(authority, &address.email).iter().rev().find(back).filter(|_| hard)
    }
}

/// Case makes no difference in the domain, and hardly anywhere in the mailbox.
fn key(authority: &str, email: &str) -> (String, String) {
    (authority.to_owned(), email.to_ascii_lowercase())
}

/// A contact with its role and how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact<'a> {
    pub role: Role,
    pub address: &'a Address,
    pub health: Health,
}

impl super::Authority {
    /// Every address of it, that for requests first.
    pub fn addresses<'a>(&'a self, signs: &Signs) -> Vec<Contact<'a>> {
        let first = self.address.iter().map(|address| (Role::Requests, address));
        let all = first.chain(self.contacts.addresses());
        all.map(|(role, address)| {
            let health = signs.health(&self.id, address);
            Contact { role, address, health }
        })
        .collect()
    }
}
