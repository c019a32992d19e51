//! `foi approve`.
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::assign::find;
use crate::jobs::chase::prospect;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only these requests: r12, a reference, or an authority (default: every reminder that is due)
    requests: Vec<String>,
    /// Approve the reminders: the number the list shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let Some(confirmed) = args.confirm else { return show(session, args) };
    let mut workspace = session.write("approve")?;
    let by = session.person(&workspace)?;
    let only = find(&workspace.store, &args.requests)?;
    let prospect = prospect(&workspace, &only)?;
    let count = prospect.letters.len();
    anyhow::ensure!(
        confirmed == count,
        "the list has {count}, you confirmed {confirmed}: look at it again (`foi approve`), then \
         confirm the number it shows"
    );
    let approved = prospect.approve(&mut workspace, &by)?;
    if session.json {
        out::object(&json!({"approved": approved, "by": by}))?;
    } else {
        let letters = counted(approved, "reminder", "reminders");
        out::line(&format!("{letters} approved by {by}. `foi tick` sends them."))?;
    }
    Ok(Ended::Done)
}

fn show(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let only = find(&workspace.store, &args.requests)?;
    let prospect = prospect(&workspace, &only)?;
    let mut rows = Vec::new();
    for prepared in &prospect.letters {
        let (request, letter) = (&prepared.request, &prepared.letter);
        if session.json {
            out::object(&json!({
                "request": format!("r{}", request.id),
                "authority": request.authority,
                "step": "chaser",
                "to": letter.to,
                "subject": letter.subject,
                "why": prepared.why,
            }))?;
        } else {
            let why = prepared.why.clone();
            rows.push(vec![request.authority.clone(), letter.to.clone(), why]);
        }
    }
    for fault in &prospect.faults {
        out::note(&format!("cannot leave: {fault}"));
    }
    let ended = if prospect.faults.is_empty() { Ended::Done } else { Ended::Failed };
    if session.json {
        return Ok(ended);
    }
    out::table(&["authority", "to", "why"], &rows)?;
    for (authority, day) in &prospect.not_yet {
        out::line(&format!("not yet: {authority}, from {day}"))?;
    }
    if rows.is_empty() {
        out::line("No reminder is due.")?;
    } else {
        out::line(&format!(
            "\nNothing was done. To approve {}: {} --confirm {}",
            counted(rows.len(), "reminder", "reminders"),
            [vec!["foi approve".to_owned()], args.requests.clone()].concat().join(" "),
            rows.len()
        ))?;
    }
    Ok(ended)
}
