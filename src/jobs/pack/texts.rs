//! The plain files of the archive: index, clock, chronology, sums.

use std::fmt::Write;

use super::parts::{line, size, visible};
use super::{Enclosed, Matter};
use crate::law::clock::long_date;
use crate::law::ledger::title;

/// The name of the file that the others are checked by.
pub(super) const SUMS: &str = "sha256sums.txt";

/// What is in the archive.
pub(super) fn index(matter: &Matter<'_>, files: &[Enclosed], left_out: &[String]) -> String {
    let request = &matter.dossier.request;
    let mut text = String::new();
    if matter.maker.simulated {
        text.push_str("SIMULATED: a rehearsal made this. Nothing in it happened.\n\n");
    }
    let _ = writeln!(
        text,
        "{}: {}\nRequest for information under the {}\nAs of {}\n",
        request.reference,
        request.name,
        matter.regime.act,
        long_date(matter.today)
    );
    let mut sorted: Vec<&Enclosed> = files.iter().collect();
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    for file in sorted {
        let _ = writeln!(text, "{}\n    {}, {}", file.path, file.what, size(file.bytes.len()));
    }
    if !left_out.is_empty() {
        text.push_str("\nLeft out:\n\n");
    }
    for row in left_out {
        let _ = writeln!(
            text,
            "{}",
            row.lines().map(|row| line(row, 2_000)).collect::<Vec<_>>().join("\n    ")
        );
    }
    let _ = write!(
        text,
        "\nLetters and mails are the bytes that left and came. A mail program that opens one may\n\
         fetch pictures from elsewhere, and its attachments come from outside: {} shows\n\
         the words of all of them, and fetches nothing. {SUMS} has a SHA-256 for each file.\n",
        super::html_name(&request.reference)
    );
    text
}

/// Every limit with its working.
pub(super) fn clock(matter: &Matter<'_>) -> anyhow::Result<String> {
    let request = &matter.dossier.request;
    let mut text = format!(
        "{}: {}\n{}, as of {}\n",
        request.reference,
        request.name,
        matter.regime.act,
        long_date(matter.today)
    );
    let Some(ledger) = &matter.position.ledger else {
        text.push_str("\nNo time runs: nothing says that the request has left.\n");
        return Ok(text);
    };
    for limit in ledger.deadlines(matter.calendar, None)? {
        let due = limit.due.map_or_else(|| "the clock stands still".to_owned(), long_date);
        let _ = writeln!(text, "\n{}: {due}", title(limit.deadline));
        for step in &limit.explanation {
            let _ = writeln!(text, "  {step}");
        }
    }
    for trouble in &matter.position.trouble {
        let _ = writeln!(text, "\nRecords that contradict each other: {trouble}");
    }
    Ok(text)
}

/// The chronology as a table that no spreadsheet runs as a program.
pub(super) fn chronology(matter: &Matter<'_>) -> anyhow::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["on", "at", "id", "what", "detail", "due_before", "due_on"])?;
    for entry in &matter.chronology {
        let (before, after) = entry.moved.unwrap_or_default();
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |d| d.to_string());
        out.write_record([
            entry.on.to_string(),
            entry.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            entry.id.clone().unwrap_or_default(),
            entry.what.to_owned(),
            inert(&line(&entry.detail, 2_000)),
            day(before),
            day(after),
        ])?;
    }
    Ok(out.into_inner()?)
}

/// A cell that no spreadsheet runs as a formula.
fn inert(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%']);
    if runs { format!("'{text}") } else { visible(text) }
}

/// A line for each file, as `sha256sum --check` reads them.
pub(super) fn sums(files: &mut [Enclosed]) -> String {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.iter().fold(String::new(), |mut text, file| {
        let _ = writeln!(text, "{}  {}", file.sha256(), file.path);
        text
    })
}
