//! What is said of every export: how it was made, of what, by which rules.

use crate::campaign::Campaign;
use crate::jobs::Workspace;
use crate::jobs::publish::{self, Doubts};
use crate::jobs::results::source;
use crate::results::disclosure::Policy;
use crate::results::tables::{About, Mark, Mode};

pub(super) const LICENCE: &str = "Creative Commons Attribution 4.0 (CC BY 4.0)";

pub(super) fn about(
    workspace: &Workspace,
    campaign: &Campaign,
    (mode, doubts): (Mode, Doubts),
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
    let told = match mode {
        Mode::Publication => publish::ready(workspace, &campaign.id)?.or_refuse(doubts)?,
        Mode::Internal => None,
    };
    marks.extend(told.map(|words| Mark {
        short: "WITH DOUBTFUL ANSWERS",
        words: format!("WITH DOUBTFUL ANSWERS: {words}."),
    }));
    let made_of = source(workspace, &campaign.id)?;
    Ok(About {
        as_of: made_of.as_of,
        program: made_of.program.to_owned(),
        database: made_of.database,
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
