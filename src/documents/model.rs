//! A document as it was read: text and tables in reading order, each with the place it stands at.

use serde::{Deserialize, Serialize};

/// What a reader of a file sees, and what they could not see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// In reading order. Never anything of what is in `hidden`.
    pub blocks: Vec<Block>,
    /// What was not read, or not whole, for the person who looks at the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What its writer may not have meant to send: where it is, never what it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Hidden>,
    /// Pages, counted from 1, of which nothing can be read but by OCR.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scans: Vec<usize>,
    /// It opens only with a password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// Where the password came from with which it was opened, in words; never the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlocked: Option<String>,
}

impl Document {
    /// Puts what was read of the file `name` inside this one below what is there.
    pub fn append(&mut self, name: &str, mut inner: Self) {
        let within = |place: &str| format!("{name}: {place}");
        for block in &mut inner.blocks {
            match block {
                Block::Text(text) => text.place = within(&text.place),
                Block::Table(table) => {
                    let cells = table.rows.iter_mut().flatten();
                    cells.for_each(|cell| cell.place = within(&cell.place));
                }
            }
        }
        self.blocks.append(&mut inner.blocks);
        self.notes.extend(inner.notes.iter().map(|note| format!("{name}: {note}")));
        if inner.locked {
            self.notes.push(format!("{name} opens only with a password"));
        }
        if !inner.scans.is_empty() {
            self.notes.push(format!("{name} is a scan inside another file, which is not read"));
        }
        self.hidden.extend(
            inner
                .hidden
                .into_iter()
                .map(|hidden| Hidden { place: within(&hidden.place), ..hidden }),
        );
    }
}

/// A stretch of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    Text(Text),
    Table(Table),
}

/// A paragraph or a printed line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub text: String,
    /// "page 2, line 14", "paragraph 3".
    pub place: String,
}

/// Rows of cells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The sheet's name, or "table 2".
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell with something in it; empty cells are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub text: String,
    /// Counted from 0. A cell merged over several columns stands at the first of them.
    pub column: usize,
    /// How many columns and rows it covers, at least 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub columns: usize,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub rows: usize,
    /// "Sheet1!C4", "table 2, row 3, column 2", "page 1, line 8".
    pub place: String,
}

impl Cell {
    /// A cell that covers one column and one row.
    pub fn at(column: usize, text: impl Into<String>, place: impl Into<String>) -> Self {
        Self { text: text.into(), column, columns: 1, rows: 1, place: place.into() }
    }
}

/// Something that is in the file and not on the page: a possible personal-data breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    pub what: What,
    /// The sheet, the column, the cell, the paragraph.
    pub place: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Sheet,
    Row,
    Column,
    PivotCache,
    Comment,
    TrackedChange,
    Text,
}

impl What {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Sheet => "a hidden sheet",
            Self::Row => "hidden rows",
            Self::Column => "a hidden column",
            Self::PivotCache => "the data behind a pivot table",
            Self::Comment => "a comment",
            Self::TrackedChange => "a tracked change",
            Self::Text => "hidden text",
        }
    }
}

/// Files, sheets and documents beyond these are read in part, and say so.
pub(super) const MOST_TEXT: usize = 4 * 1024 * 1024;
pub(super) const MOST_CELLS: usize = 200_000;
pub(super) const MOST_ROWS: usize = 50_000;
pub(super) const MOST_COLUMNS: usize = 512;
pub(super) const MOST_PAGES: usize = 300;
/// What a compressed file may grow to.
pub(super) const MOST_EXPANDED: u64 = 256 * 1024 * 1024;

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(count: &usize) -> bool {
    *count == 1
}
