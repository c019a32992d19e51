//! Where every request stands on a day, with its next step.

use anyhow::Context;
use chrono::NaiveDate;

use super::{Workspace, refresh, results};
use crate::case::judging::Judgement;
use crate::case::ladder::Proposal;
use crate::law::london;
use crate::store::standing::{Listed, Rows};
use crate::store::{requests, standing};

/// A request judged on a day, with its next step.
#[derive(Debug)]
pub struct Judged {
    pub listed: Listed,
    pub judgement: Judgement,
    pub proposal: Option<Proposal>,
}

/// Every request of a campaign, or of all, that was made by a day, judged on that day: from what is
/// stored where that still holds, else from the log.
pub fn judged(
    workspace: &Workspace,
    campaign: Option<&str>,
    on: NaiveDate,
) -> anyhow::Result<Vec<Judged>> {
    judged_of(workspace, campaign, on, Rows::All)
}

/// The requests of a campaign, or of all, that have a next step today.
pub fn with_next_step(
    workspace: &Workspace,
    campaign: Option<&str>,
) -> anyhow::Result<Vec<Judged>> {
    let today = workspace.today();
    let mut rows = judged_of(workspace, campaign, today, Rows::WithStep(today))?;
    rows.retain(|row| row.proposal.is_some());
    Ok(rows)
}

/// The requests whose next step may leave by itself today, as their campaigns say.
pub fn armed(workspace: &Workspace) -> anyhow::Result<Vec<Judged>> {
    let today = workspace.today();
    let mut rows = judged_of(workspace, None, today, Rows::Armed(today))?;
    rows.retain(|row| row.proposal.as_ref().is_some_and(|next| next.armed && next.from <= today));
    Ok(rows)
}

fn judged_of(
    workspace: &Workspace,
    campaign: Option<&str>,
    on: NaiveDate,
    rows: Rows,
) -> anyhow::Result<Vec<Judged>> {
    let db = workspace.store.db();
    if let Some(campaign) = campaign {
        results::known_campaign(db, campaign)?;
    }
    // What is stored is how things stood when last something was written.
    let written = workspace.store.last_instant()?.map(london::civil_date);
    let today = on == workspace.today() && written.is_none_or(|day| on >= day);
    // Which rows are few is stored too.
    let rows = if today { rows } else { Rows::All };
    let rounds = requests::rounds(db)?;
    let campaign_of = |request: &requests::Request| {
        let known = rounds.iter().find(|round| round.campaign.id == request.campaign);
        known.map(|round| &round.campaign).context("a request without a campaign")
    };
    // One picture of the store, and one lock for it.
    let _picture = db.is_autocommit().then(|| db.unchecked_transaction()).transpose()?;
    standing::list_rows(db, campaign, rows)?
        .into_iter()
        .filter(|listed| london::civil_date(listed.made_at) <= on)
        .map(|listed| {
            if today && !listed.standing.is_stale(on) {
                let judgement = listed.standing.judgement.clone();
                let proposal = listed.standing.proposal.clone();
                return Ok(Judged { listed, judgement, proposal });
            }
            let request = requests::get(db, listed.request)?;
            let known = (campaign_of(&request)?, workspace.calendar());
            let (_, position, plan) = refresh::look_within(db, known, &request, on)?;
            Ok(Judged { listed, judgement: position.judgement, proposal: plan.proposal })
        })
        .collect()
}
