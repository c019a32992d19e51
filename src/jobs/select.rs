//! Which requests a command is about: those named, or all that a filter lets through.

use super::Workspace;
use super::judged::{Judged, judged};
use crate::campaign::policy::Step;
use crate::case::Status;
use crate::law::Law;
use crate::register::Nation;
use crate::store::requests;

/// What a person asks for; empty lists let everything through.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Named as r12, by reference or by authority.
    pub named: Vec<String>,
    pub campaign: Option<String>,
    pub nation: Option<Nation>,
    pub law: Option<Law>,
    pub status: Option<Status>,
    pub step: Option<Step>,
}

impl Filter {
    /// Whether it says anything at all: a command that changes something needs that.
    pub fn says_something(&self) -> bool {
        !self.named.is_empty() || self.narrows()
    }

    fn narrows(&self) -> bool {
        self.campaign.is_some()
            || self.nation.is_some()
            || self.law.is_some()
            || self.status.is_some()
            || self.step.is_some()
    }
}

/// The requests that `filter` means, as they stand today.
pub fn select(workspace: &Workspace, filter: &Filter) -> anyhow::Result<Vec<Judged>> {
    let db = workspace.store.db();
    let mut ids = Vec::new();
    for name in &filter.named {
        ids.push(requests::find(db, name)?.id);
    }
    let all = judged(workspace, filter.campaign.as_deref(), workspace.today())?;
    let found = all
        .into_iter()
        .filter(|row| ids.is_empty() || ids.contains(&row.listed.request))
        .filter(|row| filter.nation.is_none_or(|nation| row.listed.nation == nation.code()))
        .filter(|row| filter.law.is_none_or(|law| row.listed.law == law))
        .filter(|row| filter.status.is_none_or(|status| row.judgement.status == status))
        .filter(|row| {
            filter.step.is_none_or(|step| {
                row.proposal
                    .as_ref()
                    .is_some_and(|next| next.step == step || next.or.contains(&step))
            })
        });
    Ok(found.collect())
}
