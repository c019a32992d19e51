//! A public body that can be asked, and where each sort of letter to it goes.

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::contacts::{Contacts, Form, Role};
use super::{Decision, Nation, is_within};
use crate::law::Law;

/// A public body that can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    pub id: String,
    pub name: String,
    pub nation: Nation,
    pub kind: String,
    pub region: String,
    pub law: Law,
    pub gss_code: Option<String>,
    pub dfe_code: Option<String>,
    pub welsh_name: Option<String>,
    /// A company or trust that runs the service; the council stays accountable.
    pub delivered_by: Option<String>,
    pub wdtk_slug: Option<String>,
    /// Its website's domain first, then every other domain it is known to write from.
    pub domains: Vec<String>,
    pub note: Option<String>,
    pub address: Option<Address>,
    #[serde(default)]
    pub contacts: Contacts,
}

/// Where a request to an authority goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel<'a> {
    Mail(&'a Address),
    /// A person pastes it.
    Form(&'a Form),
}

impl Channel<'_> {
    /// The address, or the page.
    pub fn place(&self) -> &str {
        match self {
            Self::Mail(address) => &address.email,
            Self::Form(form) => &form.url,
        }
    }
}

impl Authority {
    /// What it can be grouped by: column and value, without those it has none of.
    pub fn columns(&self) -> Vec<(String, String)> {
        let own = |text: &str| Some(text.to_owned());
        [
            ("nation", own(self.nation.code())),
            ("region", own(&self.region)),
            ("kind", own(&self.kind)),
            ("law", own(self.law.code())),
            ("delivered_by", self.delivered_by.clone()),
            ("gss_code", self.gss_code.clone()),
            ("dfe_code", self.dfe_code.clone()),
            ("wdtk_slug", self.wdtk_slug.clone()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value.filter(|text| !text.is_empty())?)))
        .collect()
    }

    /// Whether mail from `domain` is its own: one of its domains, a host below one, or the domain
    /// of the address it is asked at.
    pub fn writes_from(&self, domain: &str) -> bool {
        let asked_at = self.address.as_ref().map(Address::domain);
        let others = self.contacts.addresses().map(|(_, address)| address.domain());
        let own = self.domains.iter().map(String::as_str).chain(asked_at).chain(others);
        own.into_iter().any(|own| is_within(domain, own))
    }

    /// Where its requests go: an address that a person verified, else a form that one verified.
    pub fn channel(&self) -> Option<Channel<'_>> {
        let address = self.address.as_ref().filter(|address| address.verified.is_some());
        let form = || self.contacts.form.as_ref().filter(|form| form.verified.is_some());
        address.map(Channel::Mail).or_else(|| form().map(Channel::Form))
    }

    /// The address that a person verified for letters of this role; `None`: they go to requests.
    pub fn verified(&self, role: Role) -> Option<&Address> {
        let address = match role {
            Role::Requests => &self.address,
            Role::Review => &self.contacts.review,
            Role::Copy => &self.contacts.copy,
            Role::WebForm => return None,
        };
        address.as_ref().filter(|address| address.verified.is_some())
    }

    pub(super) fn take(&mut self, decision: Decision) {
        match decision {
            Decision::Address { address, .. }
            | Decision::Contact { role: Role::Requests, address, .. } => {
                self.address = Some(address);
            }
            Decision::Contact { role: Role::Review, address, .. } => {
                self.contacts.review = Some(address);
            }
            Decision::Contact { role: Role::Copy, address, .. } => {
                self.contacts.copy = Some(address);
            }
            Decision::Form { form, .. } => self.contacts.form = Some(form),
            Decision::Dropped { role, .. } => match role {
                Role::Requests => self.address = None,
                Role::Review => self.contacts.review = None,
                Role::Copy => self.contacts.copy = None,
                Role::WebForm => self.contacts.form = None,
            },
            // A form has no address, and an authority is replaced as a whole.
            Decision::Contact { role: Role::WebForm, .. }
            | Decision::Authority { .. }
            | Decision::Succession { .. } => {}
        }
    }
}
