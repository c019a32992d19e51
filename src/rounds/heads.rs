//! The heading of a sheet: which row it is, what stands above it, and what each column is for.

use super::key;
use crate::documents::{Cell, Table};

/// A column: its own heading, and the one above that spans several, such as a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Counted from 0.
    pub index: usize,
    pub own: String,
    pub above: String,
}

impl Column {
    /// "2023: Children", or the one that there is.
    pub fn label(&self) -> String {
        match (self.above.is_empty(), self.own.is_empty()) {
            (false, false) => format!("{}: {}", self.above, self.own),
            (true, _) => self.own.clone(),
            (_, true) => self.above.clone(),
        }
    }

    /// "A", "AB": as a spreadsheet names it.
    pub fn letter(&self) -> String {
        let (mut rest, mut letters) = (self.index, String::new());
        loop {
            let letter = u8::try_from(rest % 26).map_or('A', |at| char::from(b'A' + at));
            letters.insert(0, letter);
            match (rest / 26).checked_sub(1) {
                Some(next) => rest = next,
                None => return letters,
            }
        }
    }

    /// Whether a person who writes `name` means this column.
    pub fn is_called(&self, name: &str) -> bool {
        let name = name.trim();
        key(&self.label()) == key(name) || key(&self.own) == key(name) || self.letter() == name
    }
}

/// What a column that is not a question is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Authority,
    Gss,
    Sent,
    Replied,
    Reference,
    Note,
    Response,
    Reason,
    /// Read past: it says nothing about the reply.
    About,
}

const ROLES: [(Role, &[&str]); 9] = [
    (
        Role::Authority,
        &[
            "upper tier la",
            "upper tier local authority",
            "local authority",
            "local authority name",
            "authority",
            "authority name",
            "council",
            "council name",
            "la",
            "la name",
            "public body",
            "public body name",
            "service",
        ],
    ),
    (Role::Gss, &["gss", "gss code", "ons code", "la code"]),
    (Role::Sent, &["sent", "sent on", "date sent", "requested", "request sent", "date requested"]),
    (
        Role::Replied,
        &[
            "replied",
            "replied on",
            "date replied",
            "date of response",
            "response date",
            "answered on",
        ],
    ),
    (
        Role::Reference,
        &["their ref", "their reference", "reference", "ref", "foi ref", "foi reference"],
    ),
    (Role::Note, &["notes", "note", "comments", "comment"]),
    (
        Role::Response,
        &["type of response given", "type of response", "response", "status", "outcome", "result"],
    ),
    (Role::Reason, &["reason for refusal", "refusal reason", "reason", "exemption"]),
    (
        Role::About,
        &[
            "type of council",
            "country",
            "nation",
            "region",
            "email",
            "journalist",
            "acknowledged",
            "input",
            "input by",
            "files",
        ],
    ),
];

/// The heading of a table.
#[derive(Debug, Clone)]
pub struct Heading {
    /// The place of its row in the table.
    pub row: usize,
    pub columns: Vec<Column>,
}

impl Heading {
    /// The first of the upper rows that has a column for authorities: the one called `authority`, or
    /// one that is known.
    pub fn of(table: &Table, authority: Option<&str>) -> Option<Self> {
        const UPPER: usize = 12;
        table.rows.iter().take(UPPER).enumerate().find_map(|(at, cells)| {
            let above = at.checked_sub(1).and_then(|above| table.rows.get(above));
            let columns = columns(cells, above.map_or(&[], Vec::as_slice));
            let heading = Self { row: at, columns };
            let found = match authority {
                Some(name) => heading.columns.iter().any(|column| column.is_called(name)),
                None => heading.of_role(Role::Authority).is_some(),
            };
            found.then_some(heading)
        })
    }

    pub fn of_role(&self, role: Role) -> Option<&Column> {
        let names =
            ROLES.iter().find(|(known, _)| *known == role).map_or(&[][..], |(_, names)| names);
        // The names stand in the order in which they are preferred.
        names.iter().find_map(|name| self.columns.iter().find(|column| key(&column.own) == *name))
    }

    /// Whether the column has a role of its own.
    pub fn has_role(&self, column: &Column) -> bool {
        ROLES.iter().any(|(_, names)| names.contains(&key(&column.own).as_str()))
    }
}

/// The columns of a heading. What stands above spans the cells it is merged over, or, where nothing is
/// merged, all up to the next.
fn columns(own: &[Cell], above: &[Cell]) -> Vec<Column> {
    let last = own.iter().map(|cell| cell.column).max().unwrap_or_default();
    let span = |cell: &Cell| {
        let next = above.iter().map(|other| other.column).filter(|at| *at > cell.column).min();
        let merged = (cell.columns > 1).then_some(cell.column + cell.columns);
        merged.unwrap_or_else(|| next.unwrap_or(last + 1))
    };
    own.iter()
        .map(|cell| {
            let over = above
                .iter()
                .find(|over| over.column <= cell.column && cell.column < span(over))
                .map(|over| over.text.trim().to_owned());
            let index = cell.column;
            Column { index, own: cell.text.trim().to_owned(), above: over.unwrap_or_default() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_a_spreadsheet_names_them() {
        for (index, letter) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ")]
        {
            let column = Column { index, own: String::new(), above: String::new() };
            assert_eq!(column.letter(), letter);
        }
    }
}
