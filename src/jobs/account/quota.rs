//! How many letters the provider takes in a day, held against what waits.

use crate::config::smtp::Smtp;
use crate::jobs::Workspace;
use crate::store::outbox;

/// Letters that wait, and the days they take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Letters that are approved and have not left.
    pub waiting: usize,
    /// What the provider takes in a day; `None` if nobody knows.
    pub per_day: Option<u32>,
    /// Who says so.
    pub source: Option<&'static str>,
    /// What the settings' pace lets leave on a working day.
    pub pace_per_day: u32,
    /// The most that can leave on one day.
    pub days: Option<usize>,
}

/// A provider's limit for one user and a day, by the name of its server. Where a provider has a lower one
/// for free accounts, that is the one named: too careful harms nobody.
const KNOWN: [(&str, u32, &str); 2] = [
    ("smtp.gmail.com", 500, "Google, \"Limits for sending & getting mail\" (2,000 for Workspace)"),
    (
        "smtp.office365.com",
        10_000,
        "Microsoft, \"Exchange Online limits\": recipients a day, 30 messages a minute",
    ),
];

/// The provider's limit, as the settings or its own pages say.
fn limit(smtp: &Smtp) -> (Option<u32>, Option<&'static str>) {
    if let Some(quota) = smtp.daily_quota {
        return (Some(quota), Some("daily_quota in foi.toml"));
    }
    let host = smtp.server.host.to_ascii_lowercase();
    let known = KNOWN.iter().find(|(name, ..)| *name == host);
    (known.map(|(_, limit, _)| *limit), known.map(|(.., source)| *source))
}

/// What waits in the outbox, and how long it takes at most a day's letters.
pub(super) fn quota(workspace: &Workspace, smtp: &Smtp) -> anyhow::Result<Quota> {
    let rows = outbox::list(workspace.store.db(), None)?;
    let waits = |state: &str| ["queued", "deferred"].contains(&state);
    let waiting = rows.iter().filter(|row| waits(&row.state)).count();
    let pace = workspace.config.pace;
    let window = pace.letters_per_hour.saturating_mul(pace.to - pace.from).div_ceil(60);
    let pace_per_day = pace.letters_per_day.map_or(window, |limit| limit.min(window));
    let (per_day, source) = limit(smtp);
    let most = per_day.map_or(pace_per_day, |limit| limit.min(pace_per_day));
    let days = usize::try_from(most).ok().filter(|most| *most > 0);
    Ok(Quota {
        waiting,
        per_day,
        source,
        pace_per_day,
        days: days.map(|most| waiting.div_ceil(most)),
    })
}
