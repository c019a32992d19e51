//! Who took over from whom, as CSV: in with a report of what cannot be.

use super::Refused;
use crate::register::succession::{Change, ChangeKind};
use crate::register::{Decision, Register};
use crate::spreadsheet::meant;

/// The columns of the file; an import needs the first four.
pub const COLUMNS: [&str; 8] =
    ["predecessor", "successor", "on", "kind", "share", "old_gss", "new_gss", "source"];

/// Each row of a CSV with its line: a change, or why it is none.
pub fn changes_in(text: &str) -> anyhow::Result<Vec<(u64, Result<Change, String>)>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading = reader.headers()?.clone();
    for name in COLUMNS.iter().take(4) {
        anyhow::ensure!(
            heading.iter().any(|known| known == *name),
            "row 1: there is no column `{name}`; the columns are {}",
            COLUMNS.join(",")
        );
    }
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        found.push((line, change(&heading, &record)));
    }
    Ok(found)
}

fn change(heading: &csv::StringRecord, record: &csv::StringRecord) -> Result<Change, String> {
    let get = |name: &str| {
        let at = heading.iter().position(|known| known == name);
        at.and_then(|at| record.get(at)).map(meant).unwrap_or_default()
    };
    let some = |name: &str| Some(get(name).to_owned()).filter(|text| !text.is_empty());
    let needed = |name: &str| some(name).ok_or_else(|| format!("`{name}` is empty"));
    let on = needed("on")?;
    let kind = needed("kind")?;
    Ok(Change {
        predecessor: needed("predecessor")?,
        successor: needed("successor")?,
        on: on.parse().map_err(|_| format!("`{on}` is no date: write it as 2027-04-01"))?,
        kind: ChangeKind::parse(&kind).ok_or_else(|| {
            crate::toml_file::instead(&kind, &ChangeKind::ALL.map(ChangeKind::code))
        })?,
        share: some("share"),
        old_gss: some("old_gss"),
        new_gss: some("new_gss"),
        source: get("source").to_owned(),
    })
}

/// What a file would do to the succession.
#[derive(Debug, Default)]
pub struct Import {
    pub added: Vec<Change>,
    pub unchanged: usize,
    pub refused: Vec<Refused>,
    pub decisions: Vec<Decision>,
}

/// Reads `text` against `register`; nothing changes until its decisions are kept.
pub fn import(register: &Register, text: &str) -> anyhow::Result<Import> {
    let mut succession = register.succession().clone();
    let mut import = Import::default();
    for (line, row) in changes_in(text)? {
        let checked = row.and_then(|change| {
            for id in [&change.predecessor, &change.successor] {
                register.find(id).map_err(|error| {
                    format!("{error}. Take an authority that is not there in first: `foi register import`")
                })?;
            }
            if change.source.is_empty() {
                return Err("`source` is empty: say where it stands".to_owned());
            }
            let known = succession.iter().any(|known| *known == change);
            succession.add(change.clone()).map_err(|error| error.to_string())?;
            Ok((change, known))
        });
        match checked {
            Ok((_, true)) => import.unchanged += 1,
            Ok((change, false)) => {
                import.decisions.push(Decision::Succession { change: Box::new(change.clone()) });
                import.added.push(change);
            }
            Err(reason) => {
                import.refused.push(Refused { line, id: String::new(), reason });
            }
        }
    }
    Ok(import)
}
