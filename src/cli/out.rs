//! Everything the program prints goes through here.

use std::io::{self, IsTerminal, Write};

use chrono::{DateTime, Utc};
use comfy_table::{ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::law::london;

/// A line for the person, on standard output.
pub(super) fn line(text: &str) -> anyhow::Result<()> {
    writeln!(io::stdout().lock(), "{}", printable(text))?;
    Ok(())
}

/// What is asked of the person: the answer is typed beside it.
pub(super) fn prompt(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    write!(stdout, "{}", printable(text))?;
    stdout.flush()?;
    Ok(())
}

/// Text as it is, without a line break of its own.
pub(super) fn raw(bytes: &[u8]) -> anyhow::Result<()> {
    io::stdout().lock().write_all(bytes)?;
    Ok(())
}

/// A line beside the output: warnings, progress, errors.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// One JSON object on a line.
pub(super) fn object(row: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string(row)?;
    writeln!(io::stdout().lock(), "{text}")?;
    Ok(())
}

/// A table with a heading; nothing for no rows.
pub(super) fn table(heading: &[&str], rows: &[Vec<String>]) -> anyhow::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    if io::stdout().is_terminal() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    table.set_header(heading.iter().map(|name| name.to_uppercase()));
    for row in rows {
        table.add_row(row.iter().map(|cell| printable(cell)));
    }
    let text = table.to_string();
    let mut stdout = io::stdout().lock();
    for line in text.lines() {
        writeln!(stdout, "{}", line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end()))?;
    }
    Ok(())
}

/// A bar on the terminal for long work; silent where nobody watches.
pub(super) fn progress(json: bool, length: usize, what: &'static str) -> ProgressBar {
    if json || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(what);
    bar
}

/// Mail and registers come from outside: no control character of theirs reaches the terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect()
}

pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// "1 letter", "2 letters".
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// An instant as the clock in London shows it: `2026-02-02 09:05`.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    let minute = london::minute_of_day(at);
    format!("{} {:02}:{:02}", london::civil_date(at), minute / 60, minute % 60)
}

/// An optional value as a cell.
pub(super) fn cell<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
