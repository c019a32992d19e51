//! Letters: word processors' files as paragraphs and tables.

mod docx;
mod flow;
mod lists;
mod tables;

use super::model::Document;

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
        WordKind::Doc | WordKind::Odt | WordKind::Rtf => Document::default(),
    }
}
