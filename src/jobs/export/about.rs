//! What is said of every export: how it was made, of what, by which rules.

use crate::campaign::Campaign;
use crate::jobs::Workspace;
use crate::results::disclosure::Policy;
use crate::results::tables::{About, Mark, Mode};
use crate::store;

pub(super) const LICENCE: &str = "Creative Commons Attribution 4.0 (CC BY 4.0)";

pub(super) fn about(
    workspace: &Workspace,
    campaign: &Campaign,
    mode: Mode,
) -> anyhow::Result<About> {
    let sender = &workspace.config.sender;
    let publisher = sender.organisation.clone().unwrap_or_else(|| sender.name.clone());
    let mut marks = Vec::new();
    if workspace.simulated {
        marks.push(Mark {
            short: "SIMULATED",
            words: "SIMULATED: a rehearsal made this. Nothing in it happened.".to_owned(),
        });
    }
    if mode == Mode::Internal {
        marks.push(Mark {
            short: "INTERNAL",
            words:
                "INTERNAL: not for publication. It holds small numbers and words of authorities."
                    .to_owned(),
        });
    }
    Ok(About {
        as_of: workspace.today(),
        program: concat!("foi ", env!("CARGO_PKG_VERSION")).to_owned(),
        database: store::events::fingerprint(workspace.store.db())?,
        publisher,
        licence: LICENCE,
        method: method(campaign, mode),
        marks,
    })
}

fn method(campaign: &Campaign, mode: Mode) -> Vec<String> {
    let publication = &campaign.publication;
    let mut words = vec![
        format!(
            "Answers of public authorities to requests for information: {}.",
            campaign.title.trim_end_matches('.')
        ),
        format!("Zero rule: {}.", publication.zero_rule.words()),
        "Missing, refused, not held, suppressed and zero are five different things: only an exact 0 \
         is a zero."
            .to_owned(),
        "A ratio counts only authorities that gave both of its numbers exactly.".to_owned(),
    ];
    match mode {
        Mode::Publication => words.push(format!(
            "Threshold: {} Suppressed cells have no number, whoever suppressed them.",
            Policy::from(publication).words()
        )),
        Mode::Internal => words.push("Threshold: none; every number is shown.".to_owned()),
    }
    words
}
