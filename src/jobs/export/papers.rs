//! Documents that came with a mail, as they may be shown; and whom a mail names.

use std::fmt::Write as _;

use rusqlite::Connection;

use super::shown::{Veil, Veiled, words};
use crate::case::standing::Answer;
use crate::documents::{Block, Document, Table};
use crate::jobs::quarantine;
use crate::replies::message;
use crate::replies::redaction::People;
use crate::results::tables::Mode;
use crate::spreadsheet::inert;
use crate::store::documents;
use crate::store::mails::{self, Mail, Reading};

/// More columns than any sheet that a reply came with.
const MOST_COLUMNS: usize = 1_000;

/// The text of a document with its tables as lines, and each table as a CSV.
pub(super) fn document(
    (mode, veil): (Mode, &Veil<'_>),
    document: &Document,
    read: &[&Answer],
) -> (Veiled, Vec<String>) {
    let (mut whole, mut tables) = (Veiled::default(), Vec::new());
    let mut prose = String::new();
    for block in &document.blocks {
        match block {
            Block::Text(text) => {
                prose.push_str(&text.text);
                prose.push('\n');
            }
            Block::Table(rows) => {
                whole.add(words((mode, veil), &std::mem::take(&mut prose), read));
                tables.push(table((mode, veil), rows, (&mut whole, read)));
            }
        }
    }
    whole.add(words((mode, veil), &prose, read));
    (whole, tables)
}

/// The table as a CSV; its lines go into `whole`.
fn table(
    (mode, veil): (Mode, &Veil<'_>),
    table: &Table,
    (whole, read): (&mut Veiled, &[&Answer]),
) -> String {
    let mut csv = String::new();
    for row in &table.rows {
        let mut cells: Vec<String> = Vec::new();
        for cell in row {
            let mut veiled = match mode {
                Mode::Publication => veil.cell(&cell.text, &cell.place, read),
                Mode::Internal => words((mode, veil), &cell.text, read),
            };
            while cells.len() < cell.column.min(MOST_COLUMNS) {
                cells.push(String::new());
            }
            cells.push(std::mem::take(&mut veiled.text));
            whole.add(veiled);
        }
        let _ = writeln!(whole.text, "{}", cells.join(" | "));
        let quoted = cells.iter().map(|cell| format!("\"{}\"", inert(cell).replace('"', "\"\"")));
        let _ = write!(csv, "{}\r\n", quoted.collect::<Vec<_>>().join(","));
    }
    csv
}

/// Everybody that the mail, its signature or one of its attachments names, and ourselves.
pub(super) fn people(
    db: &Connection,
    (mail, reading): (&Mail, &Reading),
    own: &str,
) -> anyhow::Result<People> {
    let raw = mails::bytes(db, mail.id)?;
    let mut people = People::of_mail(&raw);
    people.also(own);
    // The signature is not among what is new in the mail.
    let whole = message::read(&raw);
    people.learn(&whole.text);
    people.learn(&reading.new_text);
    for attachment in reading.attachments.iter().filter(|file| !quarantine::is_kept(file)) {
        let Some(document) = documents::get(db, &attachment.sha256)? else { continue };
        let lines = document.blocks.iter().map(|block| match block {
            Block::Text(text) => text.text.clone(),
            Block::Table(table) => {
                let cells = table.rows.iter().flatten().map(|cell| cell.text.as_str());
                cells.collect::<Vec<_>>().join("\n")
            }
        });
        people.learn(&lines.collect::<Vec<_>>().join("\n"));
    }
    Ok(people)
}
