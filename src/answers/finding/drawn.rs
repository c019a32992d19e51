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
    let texts: Vec<&str> =
        lines.iter().skip(from).take(rows).map(|line| line.text.as_str()).collect();
    let framed = texts.iter().all(|text| text.trim_start().starts_with('|'));
    let fullest = texts.iter().map(|text| bars(text)).max_by_key(Vec::len).unwrap_or_default();
    let rows = texts
        .iter()
        .enumerate()
        .map(|(row, text)| {
            // Without a frame, a bar at the start stands behind an empty cell.
            let text = if framed { text.trim().trim_start_matches('|') } else { text };
            let columns = if framed { None } else { columns(&bars(text), &fullest) };
            let place = format!("line {}", from + row + 1);
            text.split('|')
                .enumerate()
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(at, text)| {
                    let known = columns.as_ref().and_then(|columns| columns.get(at));
                    let (column, wide) = known.copied().unwrap_or((at, 1));
                    let mut cell = Cell::at(column, text.trim(), place.clone());
                    cell.columns = wide;
                    cell
                })
                .collect()
        })
        .collect();
    Table { name: String::new(), rows }
}

/// Where the bars of a line stand, in letters from its start.
fn bars(text: &str) -> Vec<usize> {
    text.chars().enumerate().filter(|(_, c)| *c == '|').map(|(at, _)| at).collect()
}

/// The column of each cell of a line, and how many it covers, by the bars above and below it: a cell
/// over several columns has fewer. Each bar may be written with white around it.
fn columns(own: &[usize], fullest: &[usize]) -> Option<Vec<(usize, usize)>> {
    if own.len() >= fullest.len() {
        return None;
    }
    [0, 2].into_iter().find_map(|white| {
        let plain = |all: &[usize]| -> Vec<usize> {
            all.iter().enumerate().map(|(at, bar)| bar.saturating_sub(white * at)).collect()
        };
        let (own, all) = (plain(own), plain(fullest));
        let ends: Option<Vec<usize>> =
            own.iter().map(|bar| Some(all.iter().position(|other| other == bar)? + 1)).collect();
        let ends = ends?;
        let starts = [0].into_iter().chain(ends.iter().copied());
        let ends = ends.iter().copied().chain([all.len() + 1]);
        Some(starts.zip(ends).map(|(start, end)| (start, end - start)).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::candidates;
    use crate::answers::finding::fixture::campaign;
    use crate::replies::quoting::{Line, Role};

    fn read(text: &str) -> Vec<String> {
        let line = |text: &str| Line { text: text.to_owned(), role: Role::New, quoted: false };
        let lines: Vec<Line> = text.lines().map(line).collect();
        candidates(&campaign(), &lines)
            .into_iter()
            .map(|found| {
                let doubt = if found.doubt.is_some() { " ?" } else { "" };
                format!("{} {} {}{doubt}", found.question, found.period, found.value.shown())
            })
            .collect()
    }

    #[test]
    fn an_empty_first_cell_keeps_its_column() {
        let text = "             | 2023 | 2024\n1a LED lights | 12   | 14";
        assert_eq!(read(text), ["led 2023 12", "led 2024 14"]);
    }

    #[test]
    fn a_cell_over_several_columns_covers_them() {
        let text = "Question      | 2023       | 2024\n              | 1a  | 1b   | 1a | 1b\nTotal         | 3   | 4    | 7  | 8";
        let found = ["led 2023 3", "sodium 2023 4", "led 2024 7", "sodium 2024 8"];
        assert_eq!(read(text), found);
    }

    #[test]
    fn a_frame_is_no_empty_cell() {
        assert_eq!(read("| Question | 2024 |\n| 4a Faults | 7 |"), ["faults 2024 7"]);
    }
}
