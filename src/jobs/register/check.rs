//! Whether mail for the addresses of the register can arrive: the DNS is asked, and its answer kept.

use std::collections::BTreeMap;

use super::worklist::{Board, Filter};
use crate::dns::{self, Asked};
use crate::jobs::Workspace;
use crate::register::Role;
use crate::register::mail_domain::MailDomain;
use crate::store::mail_domains;

/// An address of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub authority: String,
    pub role: Role,
    pub email: String,
    pub domain: String,
}

/// What the DNS said of each address.
#[derive(Debug)]
pub struct Checked {
    pub entry: Entry,
    pub asked: Asked,
    pub provider: Option<String>,
}

/// The addresses that `filter` means, verified or only seen.
pub fn entries(board: &Board, filter: &Filter) -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for authority in board.meant(filter)? {
        for contact in authority.addresses(&board.signs) {
            entries.push(Entry {
                authority: authority.id.clone(),
                role: contact.role,
                email: contact.address.email.clone(),
                domain: contact.address.domain().to_ascii_lowercase(),
            });
        }
    }
    Ok(entries)
}

/// Asks the DNS about the domain of every entry, once for each domain, and keeps what it says with its
/// day. `told` is called for each domain as its answer comes.
pub fn check(
    workspace: &mut Workspace,
    entries: Vec<Entry>,
    told: &dyn Fn(&str),
) -> anyhow::Result<Vec<Checked>> {
    anyhow::ensure!(
        !workspace.simulated || workspace.config.dns.is_some(),
        "this workspace is rehearsed: its addresses are made up, and the DNS knows none of them"
    );
    let mut answers: BTreeMap<String, Option<Asked>> =
        entries.iter().map(|entry| (entry.domain.clone(), None)).collect();
    for (domain, answer) in &mut answers {
        *answer = is_reserved(domain).then_some(Ok(MailDomain::NoDomain));
    }
    let open: Vec<String> = answers
        .iter()
        .filter(|(_, answer)| answer.is_none())
        .map(|(domain, _)| domain.clone())
        .collect();
    if !open.is_empty() {
        dns::ask(workspace.config.dns, &open, &mut |domain, asked| {
            told(domain);
            answers.insert(domain.to_owned(), Some(asked));
        })?;
    }
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        answers
            .iter()
            .filter_map(|(domain, asked)| Some((domain, asked.as_ref()?)))
            .try_for_each(|(domain, asked)| mail_domains::keep(db, domain, asked, now))
    })?;
    let checked = entries.into_iter().filter_map(|entry| {
        let asked = answers.get(&entry.domain)?.clone()?;
        let provider = asked.as_ref().ok().and_then(|answer| answer.provider(&entry.domain));
        Some(Checked { entry, asked, provider })
    });
    Ok(checked.collect())
}

/// Names that no DNS has (RFC 6761, 6.4): nobody need be asked.
fn is_reserved(domain: &str) -> bool {
    domain == "invalid" || domain.ends_with(".invalid")
}
