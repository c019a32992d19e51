//! `foi retention`.
use chrono::NaiveDate;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::retention::{What, past};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What will be past its date on this day (default: today)
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    on: Option<NaiveDate>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let on = args.on.unwrap_or_else(|| workspace.today());
    let rows = past(&workspace, on)?;
    if session.json {
        rows.iter().try_for_each(out::object)?;
        return Ok(Ended::Done);
    }
    if !workspace.config.retention.is_set() {
        out::line(
            "Nothing has a date. Write into foi.toml how long you keep what names people, for instance:\n\n\
             [retention]\nmails_months = 24\nattachments_months = 12\nbackups_months = 6",
        )?;
        return Ok(Ended::Done);
    }
    if rows.is_empty() {
        out::line(&format!("On {on} nothing is past its date."))?;
        return Ok(Ended::Done);
    }
    for row in &rows {
        let what = match row.what {
            What::Mail => "mail",
            What::Attachment => "attachment",
            What::Letter => "letter",
            What::Backup => "backup",
        };
        let whose = row.authority.as_ref().map_or_else(String::new, |whose| format!(", {whose}"));
        let months = counted(usize::try_from(row.months)?, "month", "months");
        out::line(&format!(
            "{what} {}{whose}: of {}, to be kept for {months}, past since {}",
            row.id, row.from, row.past_since
        ))?;
        for hinge in &row.hinges {
            out::line(&format!("    {hinge}"))?;
        }
        if let Some(command) = &row.command {
            out::line(&format!("    {command}"))?;
        }
    }
    let count = counted(rows.len(), "thing is", "things are");
    out::line(&format!(
        "\n{count} past their date. Nothing was erased: type the lines that are right."
    ))?;
    Ok(Ended::Done)
}
