//! Letters: word processors' files as paragraphs and tables.

mod doc;
mod docx;
mod flow;
mod edges;
mod lists;
mod odt;
mod rtf;
mod tables;
#[cfg(test)]
mod tests;

use super::model::Document;

pub(super) use self::rtf::text as rtf_text;

/// What a word processor wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    Docx,
    Doc,
    Odt,
    Rtf,
}

/// The paragraphs and tables of a letter.
pub fn read_word(bytes: &[u8], kind: WordKind) -> Document {
    match kind {
        WordKind::Docx => docx::read(bytes),
        WordKind::Odt => odt::read(bytes),
        WordKind::Rtf => rtf::read(bytes),
        WordKind::Doc => doc::read(bytes),
    }
}
