//! `foi launch`.
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::campaign::load;
use crate::jobs::launch::{Prospect, prospect};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A campaign of this workspace, or a folder with a campaign.toml
    campaign: String,
    /// Approve the plan: the number of letters it shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let Some(confirmed) = args.confirm else {
        let workspace = session.read()?;
        let loaded = load(&session.workspace, &args.campaign)?;
        let prospect = prospect(&workspace, &loaded, None)?;
        show(session, &prospect, &args.campaign)?;
        return Ok(if prospect.faults.is_empty() { Ended::Done } else { Ended::Failed });
    };
    let mut workspace = session.write("launch")?;
    let by = session.person(&workspace)?;
    let loaded = load(&session.workspace, &args.campaign)?;
    let prospect = prospect(&workspace, &loaded, None)?;
    let waiting = prospect.waiting.len();
    let approved = prospect.confirm(&mut workspace, confirmed, &by)?;
    if session.json {
        out::object(&json!({"approved": approved, "waiting": waiting, "by": by}))?;
        return Ok(Ended::Done);
    }
    let waiting = if waiting == 0 {
        String::new()
    } else {
        format!(" {waiting} wait for a verified address.")
    };
    out::line(&format!(
        "{} approved by {by}.{waiting} `foi tick` sends them.",
        counted(approved, "letter", "letters")
    ))?;
    Ok(Ended::Done)
}

fn show(session: &Session, prospect: &Prospect, campaign: &str) -> anyhow::Result<()> {
    if session.json {
        for prepared in &prospect.letters {
            out::object(&json!({
                "authority": prepared.authority.id,
                "state": "ready",
                "to": prepared.letter.to,
                "law": prepared.authority.law.code(),
                "reason": null,
            }))?;
        }
        for (authority, _, wait) in &prospect.waiting {
            out::object(&json!({
                "authority": authority, "state": "waiting", "to": null, "law": null,
                "reason": wait.reason(),
            }))?;
        }
        for fault in &prospect.faults {
            out::note(&format!("not fit to launch: {fault}"));
        }
        return Ok(());
    }
    let rows: Vec<Vec<String>> = prospect
        .letters
        .iter()
        .map(|prepared| {
            vec![
                prepared.authority.id.clone(),
                prepared.authority.law.code().to_owned(),
                prepared.letter.to.clone(),
            ]
        })
        .collect();
    out::table(&["authority", "law", "to"], &rows)?;
    for (authority, name, wait) in &prospect.waiting {
        out::line(&format!("waits: {authority} ({name}): {}", wait.reason()))?;
    }
    out::line(&format!(
        "\n{} would leave; {} wait; {} have been written to before.",
        counted(prospect.letters.len(), "letter", "letters"),
        prospect.waiting.len(),
        prospect.written_to
    ))?;
    for fault in &prospect.faults {
        out::line(&format!("not fit to launch: {fault}"))?;
    }
    if prospect.faults.is_empty() && prospect.letters.is_empty() && prospect.changed {
        out::line(&format!(
            "The campaign file has changed. To take its headlines and recipients over: \
             foi launch {campaign} --confirm 0"
        ))?;
    }
    if prospect.faults.is_empty() && !prospect.letters.is_empty() {
        out::line(&format!(
            "Nothing was done. To approve: foi launch {campaign} --confirm {}",
            prospect.letters.len()
        ))?;
    }
    Ok(())
}
