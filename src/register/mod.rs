//! The list of authorities: a shipped base, and a workspace's own decisions over it, by id.

pub mod address;
mod authority;
mod base;
pub mod baselines;
mod contacts;
pub mod exchange;
pub mod health;
pub mod hexmap;
pub mod mail_domain;
pub mod names;
pub mod succession;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::address::{Address, Grade, Verified};
pub use self::authority::{Authority, Channel};
pub use self::base::{Guess, guess};
pub use self::contacts::{Contacts, Form, Role, check_form, is_page};
use self::succession::{Change, Succession};
use crate::law::Law;

/// The part of the United Kingdom an authority is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nation {
    England,
    Wales,
    Scotland,
    NorthernIreland,
}

impl Nation {
    pub const ALL: [Self; 4] = [Self::England, Self::Wales, Self::Scotland, Self::NorthernIreland];

    pub fn code(self) -> &'static str {
        match self {
            Self::England => "england",
            Self::Wales => "wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
        Self::ALL.into_iter().find(|nation| nation.code() == text)
    }

    /// The Act under which authorities there answer.
    pub fn law(self) -> Law {
        match self {
            Self::England | Self::Wales | Self::NorthernIreland => Law::Foia,
            Self::Scotland => Law::Foisa,
        }
    }
}

/// What a workspace has decided about one authority; the latest decision on a field stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// An authority the base does not have, or new values for one it has.
    Authority { authority: Box<Authority> },
    /// Where its requests go.
    Address { authority: String, address: Address },
    /// Where something else of it goes.
    Contact { authority: String, role: Role, address: Address },
    /// The page on which its requests are made.
    Form { authority: String, form: Form },
    /// A contact holds no longer.
    Dropped { authority: String, role: Role, why: String },
    /// An authority gives way to another.
    Succession { change: Box<Change> },
}

/// All authorities, by id: those that stand, and those of other times, which earlier rounds name.
#[derive(Debug, Clone)]
pub struct Register {
    authorities: BTreeMap<String, Authority>,
    /// Those that have gone or have yet to come: nobody asks them.
    of_other_times: BTreeSet<String>,
    succession: Succession,
}

impl Register {
    /// The register that ships with the program: 212 children's services authorities.
    pub fn shipped() -> Self {
        // Read once for many: a long run asks for it with every mail.
        static SHIPPED: LazyLock<Register> = LazyLock::new(|| {
            let others = base::of_other_times();
            let of_other_times = others.iter().map(|row| row.id.clone()).collect();
            let authorities = base::authorities().into_iter().chain(others);
            Register {
                authorities: authorities.map(|row| (row.id.clone(), row)).collect(),
                of_other_times,
                succession: Succession::of(base::changes()),
            }
        });
        SHIPPED.clone()
    }

    /// The register with a workspace's decisions laid over it, oldest first.
    #[must_use]
    pub fn with(mut self, decisions: impl IntoIterator<Item = Decision>) -> Self {
        for decision in decisions {
            self.take(decision);
        }
        self
    }

    fn take(&mut self, decision: Decision) {
        let authority = match decision {
            Decision::Authority { authority } => {
                let mut authority = *authority;
                if let Some(known) = self.authorities.get(&authority.id) {
                    authority.address = authority.address.or_else(|| known.address.clone());
                    authority.contacts = authority.contacts.or(&known.contacts);
                }
                self.authorities.insert(authority.id.clone(), authority);
                return;
            }
            Decision::Address { ref authority, .. }
            | Decision::Contact { ref authority, .. }
            | Decision::Form { ref authority, .. }
            | Decision::Dropped { ref authority, .. } => authority,
            Decision::Succession { change } => {
                // What cannot be was refused when it was taken in.
                let _ = self.succession.add(*change);
                return;
            }
        };
        if let Some(known) = self.authorities.get_mut(authority) {
            known.take(decision);
        }
    }

    pub fn get(&self, id: &str) -> Option<&Authority> {
        self.authorities.get(id)
    }

    /// The authority called `id`, or what to type instead.
    pub fn find(&self, id: &str) -> Result<&Authority, UnknownAuthority> {
        self.get(id).ok_or_else(|| {
            let near = crate::toml_file::nearest(id, self.authorities.keys().map(String::as_str));
            UnknownAuthority { id: id.to_owned(), near: near.map(str::to_owned) }
        })
    }

    /// The register with those authorities standing that stand at the end of `day`.
    #[must_use]
    pub fn on(mut self, day: NaiveDate) -> Self {
        let away = self.authorities.keys().filter(|id| !self.succession.stands_on(id, day));
        self.of_other_times = away.cloned().collect();
        self
    }

    /// The authorities that stand.
    pub fn iter(&self) -> impl Iterator<Item = &Authority> {
        self.authorities.values().filter(|row| !self.of_other_times.contains(&row.id))
    }

    /// Those of other times too.
    pub fn all(&self) -> impl Iterator<Item = &Authority> {
        self.authorities.values()
    }

    /// Whether it is an authority that stands.
    pub fn stands(&self, id: &str) -> bool {
        self.authorities.contains_key(id) && !self.of_other_times.contains(id)
    }

    pub fn succession(&self) -> &Succession {
        &self.succession
    }

    /// Every authority that writes from `domain` or a host below it; one that has gone may still
    /// write about what it was asked.
    pub fn by_domain(&self, domain: &str) -> Vec<&Authority> {
        self.all().filter(|authority| authority.writes_from(domain)).collect()
    }
}

/// Why an authority of this nation cannot answer under this Act.
pub fn wrong_act(nation: Nation, law: Law) -> String {
    format!(
        "the nation and the Act contradict each other: {} is under {}, not {}",
        nation.code(),
        nation.law().code(),
        law.code()
    )
}

fn is_within(domain: &str, own: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    let own = own.to_ascii_lowercase();
    domain == own || domain.strip_suffix(&own).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether `address` is known as one that must not be written to.
pub fn is_no_reply(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    let mailbox = address.split('@').next().unwrap_or_default();
    let squeezed: String = mailbox.chars().filter(char::is_ascii_alphanumeric).collect();
    squeezed.contains("noreply")
        || squeezed.contains("donotreply")
        || base::no_reply_senders().any(|known| known.eq_ignore_ascii_case(&address))
}

/// Domains of companies that run case systems for many councils: they prove no authority.
pub fn is_case_system(domain: &str) -> bool {
    const VENDORS: [&str; 12] = [
        "icasework.com",
        "ecase.gsi.gov.uk",
        "axlr8.com",
        "infreemation.co.uk",
        "onetrust.com",
        "firmstep.com",
        "granicus.com",
        "achieveservice.com",
        "jadu.net",
        "respond.co.uk",
        "egress.com",
        "civica.co.uk",
    ];
    VENDORS.iter().any(|vendor| is_within(domain, vendor))
}

/// An id that no row of the register has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct UnknownAuthority {
    pub id: String,
    pub near: Option<String>,
}

impl std::fmt::Display for UnknownAuthority {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "no authority `{}` in the register", self.id)?;
        match &self.near {
            Some(near) => write!(out, "; did you mean `{near}`?"),
            None => write!(out, "; `foi register` lists them"),
        }
    }
}
