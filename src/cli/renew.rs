//! `foi renew`.

use chrono::NaiveDate;
use serde_json::json;

use super::import::period;
use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::renew::{Prospect, Wish, prospect};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The round that is to follow
    campaign: String,
    /// The new period; several, or with an id: 2026=2026-01-01..2026-12-31
    #[arg(long = "period", value_name = "FROM..TO", value_parser = period, required = true)]
    periods: Vec<(Option<String>, NaiveDate, NaiveDate)>,
    /// The id of the new round, if not the old one with the year put forward
    #[arg(long, value_name = "NEW_ID")]
    id: Option<String>,
    /// Report only, write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let wish = Wish { campaign: &args.campaign, periods: &args.periods, id: args.id.as_deref() };
    let prospect = prospect(&workspace, &wish)?;
    if !args.dry_run {
        prospect.write()?;
    }
    if session.json {
        return object(&prospect, !args.dry_run);
    }
    if args.dry_run {
        out::line(&prospect.text)?;
    }
    show(&prospect, !args.dry_run, workspace.today())
}

fn object(prospect: &Prospect, written: bool) -> anyhow::Result<Ended> {
    let pairs = |rows: &[(String, Vec<String>)], other: &str| -> Vec<serde_json::Value> {
        rows.iter().map(|(id, ids)| json!({"authority": id, other: ids})).collect()
    };
    out::object(&json!({
        "campaign": prospect.id, "follows": prospect.before,
        "folder": prospect.folder.display().to_string(),
        "files": prospect.files.iter().map(|(name, _)| name.display().to_string()).collect::<Vec<_>>(),
        "notes": prospect.notes,
        "gone": pairs(&prospect.gone, "successors"),
        "new": pairs(&prospect.new, "predecessors"),
        "authorities": prospect.asked, "verified": prospect.ready,
        "verified_long_ago": prospect.stale, "safe_from": prospect.safe_from, "written": written,
    }))?;
    Ok(Ended::Done)
}

fn show(prospect: &Prospect, written: bool, today: NaiveDate) -> anyhow::Result<Ended> {
    let Prospect { before, id, .. } = prospect;
    prospect.notes.iter().try_for_each(|note| out::line(&format!("note  {note}")))?;
    for (gone, after) in &prospect.gone {
        let after =
            if after.is_empty() { "not among the recipients".to_owned() } else { after.join(", ") };
        out::line(&format!("gone  {gone}: {after}"))?;
    }
    for (new, whose) in &prospect.new {
        let whose = if whose.is_empty() {
            String::new()
        } else {
            format!(", in the place of {}", whose.join(", "))
        };
        out::line(&format!("new  {new}{whose}"))?;
    }
    out::line(&format!(
        "{}, {} with a contact that a person verified; {} of those more than six months ago: look them \
         up again (`foi register worklist --campaign {id}`).",
        counted(prospect.asked, "authority", "authorities"),
        prospect.ready,
        prospect.stale.len()
    ))?;
    match prospect.safe_from {
        Some(day) if day > today => out::line(&format!(
            "Not before {day}: until then the costs of both requests may be added up (section 12; SI \
             2004/3244, regulation 5), and the later may be refused as repeated (section 14(2))."
        ))?,
        Some(day) => out::line(&format!(
            "No cost of {before} is added up since {day} (section 12), and sixty working days are over \
             (section 14(2))."
        ))?,
        None => out::line("No like request was put to any of them.")?,
    }
    let folder = prospect.folder.display();
    let files = counted(prospect.files.len(), "file", "files");
    if written {
        out::line(&format!(
            "{id} is in {folder} ({files}), and follows {before}. Next: foi campaign check {id}"
        ))?;
    } else {
        out::line(&format!(
            "Nothing was written. {id} would be in {folder} ({files}), and follow {before}."
        ))?;
    }
    Ok(Ended::Done)
}
