//! Whom nobody can write to yet, or no longer, and where to look for an address.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::signs;
use crate::campaign::Campaign;
use crate::law::Law;
use crate::register::health::{Sign, Signs};
use crate::register::{Address, Authority, Channel, Guess, Nation, Register, guess};
use crate::store;
use crate::store::mail_domains::{self, Known};

/// The register with what is known of whether its addresses work.
#[derive(Debug)]
pub struct Board {
    pub register: Register,
    pub signs: Signs,
    domains: BTreeMap<String, Known>,
}

/// Which authorities are meant.
#[derive(Debug, Default)]
pub struct Filter {
    pub ids: Vec<String>,
    pub nation: Option<Nation>,
    pub law: Option<Law>,
    pub campaign: Option<Campaign>,
}

/// Why an authority is on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A letter came back from its address.
    Bounced,
    /// No letter can arrive at its address, as the DNS says.
    NoMail,
    /// An address was seen somewhere, and nobody has looked it up.
    Seen,
    Nothing,
}

impl Why {
    pub fn code(self) -> &'static str {
        match self {
            Self::Bounced => "bounced",
            Self::NoMail => "no_mail",
            Self::Seen => "seen",
            Self::Nothing => "nothing",
        }
    }
}

/// An address to be found or checked, and where to look for it.
#[derive(Debug)]
pub struct Task<'a> {
    pub authority: &'a Authority,
    pub why: Why,
    /// In words: what the server or the DNS said.
    pub trouble: Option<String>,
    pub site: Option<String>,
    pub wdtk_page: Option<String>,
    pub guess: Option<&'static Guess>,
    /// The letter that came back.
    pub bounce: Option<&'a Sign>,
}

/// How many authorities of a nation can be written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage {
    pub authorities: usize,
    /// By mail, or on a form that a person fills in.
    pub verified: usize,
    pub seen: usize,
    pub nothing: usize,
    /// An address that was verified, and to which no letter gets.
    pub failing: usize,
}

impl Board {
    /// The board of a workspace.
    pub fn load(db: &Connection, today: NaiveDate) -> anyhow::Result<Self> {
        Ok(Self {
            register: store::register::load(db)?.on(today),
            signs: signs(db)?,
            domains: mail_domains::all(db)?,
        })
    }

    /// The register that ships, of which nothing more is known.
    pub fn shipped(today: NaiveDate) -> Self {
        let (signs, domains) = (Signs::default(), BTreeMap::new());
        Self { register: Register::shipped().on(today), signs, domains }
    }

    /// What the DNS said of the domain of an address, if it was asked.
    pub fn domain(&self, address: &Address) -> Option<&Known> {
        self.domains.get(&address.domain().to_ascii_lowercase())
    }

    /// The authorities that `filter` means; an id that is none is an error.
    pub fn meant(&self, filter: &Filter) -> anyhow::Result<Vec<&Authority>> {
        for id in &filter.ids {
            self.register.find(id)?;
        }
        let asked = |row: &Authority| {
            filter.campaign.as_ref().is_none_or(|campaign| campaign.recipients.include(row))
        };
        let rows = self.register.iter().filter(|row| {
            (filter.ids.is_empty() || filter.ids.contains(&row.id))
                && filter.nation.is_none_or(|nation| row.nation == nation)
                && filter.law.is_none_or(|law| row.law == law)
                && asked(row)
        });
        Ok(rows.collect())
    }

    /// What is to be done about an authority; `None` if letters to it arrive as far as is known.
    pub fn task<'a>(&'a self, authority: &'a Authority) -> Option<Task<'a>> {
        let address = authority.address.as_ref();
        let bounce = address.and_then(|known| self.signs.bounce(&authority.id, known));
        let (why, trouble) = match (bounce, address.and_then(|known| self.fault(known))) {
            (Some(bounce), _) => (Why::Bounced, Some(bounce.words.clone())),
            (None, Some(fault)) => (Why::NoMail, Some(fault.to_owned())),
            (None, None) if authority.channel().is_some() => return None,
            (None, None) if address.is_some() => (Why::Seen, None),
            (None, None) => (Why::Nothing, None),
        };
        let page = |slug: &String| format!("https://www.whatdotheyknow.com/body/{slug}");
        Some(Task {
            authority,
            why,
            trouble,
            site: authority.domains.first().map(|domain| format!("https://{domain}/")),
            wdtk_page: authority.wdtk_slug.as_ref().map(page),
            guess: guess(&authority.id),
            bounce,
        })
    }

    /// Why no letter can arrive at an address, as the DNS says.
    fn fault(&self, address: &Address) -> Option<&'static str> {
        self.domain(address)?.answer.as_ref()?.0.fault()
    }

    /// How far the search for addresses has got, by nation.
    pub fn coverage(&self, rows: &[&Authority]) -> Vec<(Nation, Coverage)> {
        let of = |nation: Nation| {
            let mut coverage = Coverage::default();
            for row in rows.iter().filter(|row| row.nation == nation) {
                coverage.authorities += 1;
                let slot = match (self.task(row).map(|task| task.why), row.channel()) {
                    (Some(Why::Bounced | Why::NoMail), Some(Channel::Mail(_))) => {
                        &mut coverage.failing
                    }
                    (_, Some(_)) => &mut coverage.verified,
                    (_, None) if row.address.is_some() => &mut coverage.seen,
                    (_, None) => &mut coverage.nothing,
                };
                *slot += 1;
            }
            (nation, coverage)
        };
        Nation::ALL.map(of).into_iter().filter(|(_, found)| found.authorities > 0).collect()
    }
}
