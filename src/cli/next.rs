//! `foi next`.
use serde_json::json;

use super::out::{self, cell};
use super::{Ended, Session};
use crate::campaign::policy::Step;
use crate::jobs::judged::judged;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this campaign
    #[arg(long)]
    campaign: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let mut steps: Vec<_> = judged(&workspace, args.campaign.as_deref(), workspace.today())?
        .into_iter()
        .filter_map(|row| Some((row.listed, row.proposal?)))
        .collect();
    // A right that lapses soonest comes first.
    steps.sort_by_key(|(listed, step)| {
        (step.hard_stop.is_none(), step.hard_stop, step.due_on, listed.authority.clone())
    });
    if session.json {
        for (listed, step) in &steps {
            out::object(&json!({
                "request": format!("r{}", listed.request),
                "authority": listed.authority,
                "law": listed.law.code(),
                "step": step.step.code(),
                "due_on": step.due_on,
                "hard_stop": step.hard_stop,
                "law_basis": step.law_basis,
                "armed": step.armed,
                "why": step.why,
            }))?;
        }
        return Ok(Ended::Done);
    }
    if steps.is_empty() {
        out::line("Nothing to do.")?;
    }
    let lines: Vec<Vec<String>> = steps
        .iter()
        .map(|(listed, step)| {
            vec![
                listed.authority.clone(),
                step.step.code().replace('_', " "),
                step.due_on.to_string(),
                cell(step.hard_stop),
                step.why.clone(),
            ]
        })
        .collect();
    out::table(&["authority", "step", "from", "hard stop", "why"], &lines)?;
    let reminders = |(_, step): &(_, crate::case::ladder::Proposal)| {
        step.step == Step::Chaser && step.due_on <= workspace.today()
    };
    if steps.iter().any(reminders) {
        out::line("`foi approve` shows the reminders that may leave today.")?;
    }
    Ok(Ended::Done)
}
