//! Figures by nation, region, kind, or any other column of the register.

use std::collections::BTreeSet;

use super::tally::Tally;
use super::{Asked, Figure};

/// What an authority is grouped under of which the register says nothing in a column.
pub const UNKNOWN: &str = "unknown";

/// A column of which the register says nothing of any authority asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no authority of this campaign has a `{column}` in the register. {instead}")]
pub struct NoSuchColumn {
    pub column: String,
    /// What can be written instead.
    pub instead: String,
}

/// The group of an authority by a column.
pub fn group_of<'a>(place: &'a Asked, column: &str) -> &'a str {
    place.column(column).unwrap_or(UNKNOWN)
}

/// The groups of a column, in alphabetical order, of the authorities that were asked.
pub fn groups(tally: &Tally<'_>, column: &str) -> Result<Vec<String>, NoSuchColumn> {
    let known = tally.asked().any(|place| place.column(column).is_some());
    if !known {
        let columns: BTreeSet<&str> =
            tally.asked().flat_map(|place| &place.columns).map(|(name, _)| name.as_str()).collect();
        let columns: Vec<&str> = columns.into_iter().collect();
        let instead = crate::toml_file::instead(column, &columns);
        return Err(NoSuchColumn { column: column.to_owned(), instead });
    }
    let asked = tally.asked().filter(|place| place.was_asked);
    let groups: BTreeSet<&str> = asked.map(|place| group_of(place, column)).collect();
    Ok(groups.into_iter().map(str::to_owned).collect())
}

/// Every sum and ratio of each group; added up over the groups they give those over all.
pub fn figures(tally: &Tally<'_>, column: &str) -> Result<Vec<Figure>, NoSuchColumn> {
    let mut figures = Vec::new();
    for group in groups(tally, column)? {
        for mut figure in tally.figures_of(&|place| group_of(place, column) == group) {
            figure.group_by = Some(column.to_owned());
            figure.group = Some(group.clone());
            figures.push(figure);
        }
    }
    Ok(figures)
}
