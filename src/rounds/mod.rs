//! Earlier rounds and running requests as others keep them: sheets of charities and newsrooms, exports
//! of request sites. Read without guessing; what cannot be read is refused with its row and the reason.

pub mod dates;
pub mod heads;
pub mod sheet;
pub mod wdtk;
pub mod words;

use serde::Serialize;

/// Something that was not taken in, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// As a spreadsheet counts its rows.
    pub row: usize,
    /// The heading of the cell; none where the whole row is refused.
    pub column: Option<String>,
    /// As the file has it.
    pub authority: String,
    /// As the file has it.
    pub value: String,
    pub reason: String,
}

/// A heading or a word of a sheet for comparison: letters and digits in lower case, one space between.
pub fn key(text: &str) -> String {
    let lower = text.to_lowercase().replace(['\'', '\u{2019}'], "");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
