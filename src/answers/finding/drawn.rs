//! Tables that were drawn in the text of a mail: lines with bars between their cells.

use super::tables;
use crate::answers::Candidate;
use crate::campaign::Campaign;
use crate::documents::{Cell, Table};
use crate::replies::quoting::Line;

/// What the drawn tables in `lines` say.
pub(super) fn candidates(campaign: &Campaign, lines: &[Line]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let run = lines.iter().skip(index).take_while(|line| is_row(line)).count();
        if run > 1 {
            let table = table(lines, index, run);
            let caption = index.checked_sub(1).and_then(|above| lines.get(above));
            let caption = caption.filter(|line| !line.quoted).map_or("", |line| line.text.as_str());
            found.extend(tables::candidates(campaign, &table, caption));
        }
        index += run.max(1);
    }
    found
}

fn is_row(line: &Line) -> bool {
    !line.quoted && line.text.contains('|')
}

fn table(lines: &[Line], from: usize, rows: usize) -> Table {
    let rows = lines
        .iter()
        .enumerate()
        .skip(from)
        .take(rows)
        .map(|(at, line)| {
            let text = line.text.trim().trim_start_matches('|');
            text.split('|')
                .map(str::trim)
                .enumerate()
                .filter(|(_, text)| !text.is_empty())
                .map(|(column, text)| Cell::at(column, text, format!("line {}", at + 1)))
                .collect()
        })
        .collect();
    Table { name: String::new(), rows }
}
