//! Who would be written to, who must wait and why.

use serde::Serialize;

use super::Campaign;
use crate::register::{Authority, Channel, Register};

/// A campaign's authorities, sorted by what a launch would do with them.
#[derive(Debug)]
pub struct Plan<'r> {
    /// Each with where its letter goes: one to a form is sent by a person.
    pub ready: Vec<(&'r Authority, Channel<'r>)>,
    pub waiting: Vec<(&'r Authority, Wait)>,
    pub written_to: Vec<&'r Authority>,
}

/// Why an authority is not written to yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    NoAddress,
    Unverified,
}

impl Wait {
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoAddress => "no address known",
            Self::Unverified => "its address is not verified",
        }
    }
}

/// Sorts the campaign's authorities; `written_to` says who has had its letter.
pub fn plan<'r>(
    campaign: &Campaign,
    register: &'r Register,
    mut written_to: impl FnMut(&str) -> bool,
) -> Plan<'r> {
    let mut plan = Plan { ready: Vec::new(), waiting: Vec::new(), written_to: Vec::new() };
    for authority in register.iter().filter(|row| campaign.recipients.include(row)) {
        if written_to(&authority.id) {
            plan.written_to.push(authority);
            continue;
        }
        let known = authority.address.is_some() || authority.contacts.form.is_some();
        match authority.channel() {
            Some(channel) => plan.ready.push((authority, channel)),
            None if known => plan.waiting.push((authority, Wait::Unverified)),
            None => plan.waiting.push((authority, Wait::NoAddress)),
        }
    }
    plan
}
