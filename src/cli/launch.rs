//! `foi launch`.
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::campaign::load;
use crate::jobs::launch::{Prospect, divert, own_address, prospect};
use crate::jobs::pacing::{self, Pacing};
use crate::jobs::{Workspace, backup};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A campaign of this workspace, or a folder with a campaign.toml
    campaign: String,
    /// Write to so many first, as unlike each other as can be
    #[arg(long, value_name = "COUNT")]
    pilot: Option<usize>,
    /// Show the letters in full
    #[arg(long)]
    show: bool,
    /// Send the letters to yourself, with whom they are for in the subject; none counts as sent
    #[arg(long, value_name = "ADDRESS")]
    divert_to: Option<String>,
    /// Approve the plan: the number of letters it shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
}

impl Args {
    /// The options that the confirmation has to repeat.
    fn typed(&self) -> String {
        let pilot = self.pilot.map(|count| format!(" --pilot {count}")).unwrap_or_default();
        let to = self.divert_to.as_ref().map(|to| format!(" --divert-to {to}"));
        pilot + &to.unwrap_or_default()
    }
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let Some(confirmed) = args.confirm else {
        let prospect = planned(session, args, &session.read()?)?;
        show(session, &prospect, args)?;
        return Ok(if prospect.faults.is_empty() { Ended::Done } else { Ended::Failed });
    };
    let mut workspace = session.write("launch")?;
    let by = session.person(&workspace)?;
    let prospect = planned(session, args, &workspace)?;
    if let Some(to) = &args.divert_to {
        return diverted(session, &workspace, &prospect, (to, confirmed));
    }
    let (waiting, later) = (prospect.waiting.len(), prospect.after_the_pilot);
    for warning in &prospect.warnings {
        out::note(&format!("warning: {}", warning.words));
    }
    prospect.may_be_confirmed(confirmed)?;
    let copy = backup::before_launch(&mut workspace)?;
    let approved = prospect.confirm(&mut workspace, confirmed, &by)?;
    let leave = pacing::next_departure(&workspace, Pacing::of(&workspace, false))?;
    if session.json {
        out::object(&json!({
            "approved": approved, "waiting": waiting, "after_the_pilot": later, "by": by,
            "first_leaves_at": leave, "backup": copy,
        }))?;
        return Ok(Ended::Done);
    }
    out::line(&format!("{} approved by {by}.", counted(approved, "letter", "letters")))?;
    if waiting > 0 {
        let wait = counted(waiting, "authority waits", "authorities wait");
        out::line(&format!("{wait} for a verified address."))?;
    }
    if later > 0 {
        let letters = counted(later, "letter stays", "letters stay");
        out::line(&format!(
            "{letters} behind for now: when the pilot has arrived, `foi launch {}` shows them.",
            args.campaign
        ))?;
    }
    if let Some(copy) = copy {
        out::line(&format!("The database as it was before is in {copy}."))?;
    }
    match leave {
        Some(at) if Pacing::of(&workspace, false) == Pacing::Paced => out::line(&format!(
            "The first leaves at {}; until then `foi outbox cancel --last` takes them back. `foi run` \
             (or `foi tick`) sends them.",
            out::moment(at)
        ))?,
        Some(_) | None => out::line("`foi tick` sends them.")?,
    }
    Ok(Ended::Done)
}

fn planned(session: &Session, args: &Args, workspace: &Workspace) -> anyhow::Result<Prospect> {
    let loaded = load(&session.workspace, &args.campaign)?;
    let mut prospect = prospect(workspace, &loaded, None)?;
    if let Some(count) = args.pilot {
        anyhow::ensure!(count > 0, "--pilot 0 writes to nobody: name a number from 1 on");
        prospect.keep_pilot(count);
    }
    if let Some(to) = &args.divert_to {
        own_address(&prospect, to)?;
    }
    Ok(prospect)
}

/// Sends the letters to oneself.
fn diverted(
    session: &Session,
    workspace: &Workspace,
    prospect: &Prospect,
    (to, confirmed): (&str, usize),
) -> anyhow::Result<Ended> {
    prospect.may_be_confirmed(confirmed)?;
    let bar = out::progress(session.json, confirmed, "diverted");
    let diverted = divert(workspace, prospect, to, &|id| {
        bar.inc(1);
        bar.set_message(id.to_owned());
    });
    bar.finish_and_clear();
    let diverted = diverted?;
    for (authority, words) in &diverted.failed {
        out::note(&format!("the letter for {authority} did not leave: {words}"));
    }
    let row = json!({
        "diverted": diverted.left, "to": to,
        "failed": diverted.failed.iter().map(|(authority, words)| json!({"authority": authority, "words": words})).collect::<Vec<_>>(),
    });
    let said = format!(
        "{} sent to {to}. Nothing was put on record: a launch still writes to every authority.",
        counted(diverted.left, "letter", "letters")
    );
    session.decided(&row, &said)?;
    Ok(if diverted.failed.is_empty() { Ended::Done } else { Ended::Failed })
}

fn show(session: &Session, prospect: &Prospect, args: &Args) -> anyhow::Result<()> {
    if session.json {
        return objects(prospect);
    }
    if args.show {
        for prepared in &prospect.letters {
            let letter = &prepared.letter;
            out::line(&format!(
                "To: {}\nSubject: {}\n\n{}",
                letter.to, letter.subject, letter.body
            ))?;
        }
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
    counts(prospect)?;
    for warning in &prospect.warnings {
        out::line(&format!("warning: {}", warning.words))?;
    }
    for fault in &prospect.faults {
        out::line(&format!("not fit to launch: {fault}"))?;
    }
    if prospect.faults.is_empty() && prospect.letters.is_empty() && prospect.changed {
        out::line(&format!(
            "The campaign file has changed. To take its headlines and recipients over: \
             foi launch {} --confirm 0",
            args.campaign
        ))?;
    }
    if prospect.faults.is_empty() && !prospect.letters.is_empty() {
        out::line(&format!(
            "Nothing was done. To approve: foi launch {}{} --confirm {}",
            args.campaign,
            args.typed(),
            prospect.letters.len()
        ))?;
    }
    Ok(())
}

/// How many letters there would be, and how many not yet.
fn counts(prospect: &Prospect) -> anyhow::Result<()> {
    out::line(&format!(
        "\n{} would leave; {} wait; {} have been written to before.",
        counted(prospect.letters.len(), "letter", "letters"),
        prospect.waiting.len(),
        prospect.written_to
    ))?;
    let by_hand = prospect.letters.iter().filter(|row| row.letter.is_by_hand()).count();
    if by_hand > 0 {
        let letters = counted(by_hand, "of them is", "of them are");
        out::line(&format!("{letters} for you to paste into a form: `foi letter`."))?;
    }
    if prospect.after_the_pilot > 0 {
        out::line(&format!("A pilot: {} more are left for later.", prospect.after_the_pilot))?;
    }
    Ok(())
}

/// The plan for programs: a line for each letter, for each authority that waits and for each warning.
fn objects(prospect: &Prospect) -> anyhow::Result<()> {
    for prepared in &prospect.letters {
        out::object(&json!({
            "authority": prepared.authority.id,
            "state": if prepared.letter.is_by_hand() { "by_hand" } else { "ready" },
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
    for warning in &prospect.warnings {
        out::object(&json!({
            "authority": null, "state": "warning", "to": null, "law": null,
            "reason": warning.words, "check": warning.check, "authorities": warning.authorities,
        }))?;
    }
    Ok(())
}
