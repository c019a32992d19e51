//! Answers in tables: a row or a column for each question, a column or a row for each period.

mod beyond;
mod cells;
mod columns;
mod grid;
mod heads;
mod rows;
mod topics;
mod when;

use self::cells::Found;
use self::grid::Grid;
use self::topics::Topics;
pub(super) use self::when::{When, is_only_when, when};
use crate::answers::Candidate;
use crate::answers::labels::Labels;
use crate::campaign::Campaign;
use crate::documents::Table;

/// What a table says to the questions of `campaign`; `caption` is the text above it.
pub(super) fn candidates(campaign: &Campaign, table: &Table, caption: &str) -> Vec<Candidate> {
    let grid = Grid::of(table);
    let topics = Topics::of(campaign);
    // A sheet that is named after another year holds that year's figures.
    let another = when(campaign, &table.name) == When::Other;
    let question = caption;
    let caption = format!("{} {caption}", table.name);
    let by_row = rows::read(campaign, &topics, &grid, (question, &caption));
    let by_column = columns::read(campaign, &topics, &grid, &caption);
    // The way round in which more questions are named is the one that was meant.
    let named = |found: &[Found<'_>]| {
        let mut ids: Vec<&str> = found.iter().map(|found| found.question.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    };
    let found = if named(&by_column) > named(&by_row) { by_column } else { by_row };
    let mut found: Vec<Candidate> = found.into_iter().map(Found::candidate).collect();
    if another {
        for candidate in &mut found {
            candidate.doubt.get_or_insert_with(|| format!("its table is named {}", table.name));
        }
    }
    found
}

/// Whether the columns of a table that names our questions are all of times that were not asked for.
pub(super) fn is_of_other_times(campaign: &Campaign, table: &Table) -> bool {
    let grid = Grid::of(table);
    let topics = Topics::of(campaign);
    let mut labels = Labels::of(campaign);
    let heads = heads::heads(campaign, &topics, &grid);
    let headings = || (0..grid.height()).filter(|row| heads.get(*row).copied().unwrap_or(false));
    let says = |wanted: fn(&When<'_>) -> bool| {
        headings()
            .any(|row| grid.row(row).iter().any(|(_, cell)| wanted(&when(campaign, &cell.text))))
    };
    let asked = says(|when| matches!(when, When::One(_) | When::Several));
    let another = says(|when| matches!(when, When::Other));
    let mut named = (0..grid.height()).filter_map(|row| {
        let cells = grid.row(row);
        topics.topic(&cells.first()?.1.text, &mut labels).filter(|topic| topic.how.is_sure())
    });
    another && !asked && named.next().is_some()
}

/// Whether the column for the answers to our questions has nothing in it: a form that came back as it
/// was.
pub(super) fn is_unfilled(campaign: &Campaign, table: &Table) -> bool {
    let grid = Grid::of(table);
    let topics = Topics::of(campaign);
    let mut labels = Labels::of(campaign);
    let heads = heads::heads(campaign, &topics, &grid);
    let mut headings = (0..grid.height()).filter(|row| heads.get(*row).copied().unwrap_or(false));
    let Some((top, column)) = headings.find_map(|row| {
        let cells = grid.row(row);
        let answer = cells.iter().skip(1).find(|(_, cell)| heads::is_answer_word(&cell.text));
        answer.map(|(column, _)| (row, *column))
    }) else {
        return false;
    };
    let mut named = (top + 1..grid.height()).filter_map(|row| {
        let cells = grid.row(row);
        topics.topic(&cells.first()?.1.text, &mut labels).filter(|topic| topic.how.is_sure())
    });
    named.next().is_some() && (top + 1..grid.height()).all(|row| grid.at(row, column).is_none())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(in crate::answers) mod fixture {
    use crate::campaign::Campaign;

    /// Street lights: every type of question, for two years.
    pub(in crate::answers) fn campaign() -> Campaign {
        let text = include_str!("../../../../tests/fixtures/campaigns/street-lights/campaign.toml");
        crate::campaign::file::read("street-lights", text).unwrap()
    }
}
