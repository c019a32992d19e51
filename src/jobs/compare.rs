//! `foi compare`: two rounds against each other.

use anyhow::Context;

use super::Workspace;
use super::results::gather;
use crate::campaign::Campaign;
use crate::register::Nation;
use crate::results::compare::{Compared, NationOf, Round, compare};
use crate::store;

/// Two rounds by their ids, each with the period that is meant, if one is.
#[derive(Debug, Clone, Copy)]
pub struct Rounds<'a> {
    pub before: &'a str,
    pub after: &'a str,
    pub periods: Option<(&'a str, &'a str)>,
}

/// What changed from one round to the other; over each nation too, if asked for.
pub fn rounds(
    workspace: &Workspace,
    rounds: Rounds<'_>,
    by_nation: bool,
) -> anyhow::Result<Compared> {
    let (before, was_asked) = gather(workspace, rounds.before)?;
    let (after, is_asked) = gather(workspace, rounds.after)?;
    let (was, is) = (rounds.periods.map(|both| both.0), rounds.periods.map(|both| both.1));
    for (campaign, period) in [(&before, was), (&after, is)] {
        period.map_or(Ok(()), |period| known_period(campaign, period))?;
    }
    let register = store::register::load(workspace.store.db())?;
    let nation = |id: &str| -> Option<Nation> { register.get(id).map(|row| row.nation) };
    let nations: Option<NationOf<'_>> = by_nation.then_some(&nation);
    let before = Round { campaign: &before, asked: &was_asked, period: was };
    let after = Round { campaign: &after, asked: &is_asked, period: is };
    Ok(compare((before, after), register.succession(), nations))
}

fn known_period(campaign: &Campaign, period: &str) -> anyhow::Result<()> {
    let ids: Vec<&str> = campaign.periods.iter().map(|known| known.id.as_str()).collect();
    campaign.period(period).map(|_| ()).with_context(|| {
        let write = crate::toml_file::instead(period, &ids);
        format!("{} did not ask about a period `{period}`. {write}", campaign.id)
    })
}
