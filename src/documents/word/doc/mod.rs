//! DOC: the text of a Word 97 to 2003 file by its piece table, with what is said of each stretch.

mod header;
mod lists;
mod notes;
mod pieces;
mod properties;
mod sprm;
mod story;
mod styles;

use self::header::Header;
use self::lists::Lists;
use self::notes::Notes;
use self::pieces::Pieces;
use self::properties::Formatted;
use self::story::Story;
use self::styles::Styles;
use super::flow::{Area, Flow};
use crate::documents::model::Document;
use crate::documents::office::{Compound, locked, locked_elsewhere, short_at, unreadable};

const DAMAGED: &str = "It is damaged: it was not read whole.";

/// What the stories of a file share.
struct File {
    pieces: Pieces,
    paragraphs: Formatted,
    characters: Formatted,
    styles: Styles,
    lists: Lists,
    /// Where properties stand that were too long for their page.
    data: Vec<u8>,
}

impl File {
    /// The properties at an offset of the data, with their length in front.
    fn elsewhere(&self, at: usize) -> Option<&[u8]> {
        let length = short_at(&self.data, at)?;
        self.data.get(at + 2..at + 2 + length)
    }
}

pub(super) fn read(bytes: &[u8]) -> Document {
    let Some(mut compound) = Compound::open(bytes) else {
        return unreadable("It is damaged: it cannot be opened.");
    };
    if compound.has("/EncryptedPackage") {
        return locked();
    }
    let Some(main) = compound.stream("/WordDocument") else {
        return unreadable("It is damaged: it has no text.");
    };
    let Some(header) = Header::read(&main) else {
        return unreadable("It is damaged, or older than Word 97: it was not read.");
    };
    if header.encrypted {
        return locked_elsewhere();
    }
    let table = compound.stream(header.table).unwrap_or_default();
    let Some(pieces) = Pieces::read(&main, header.part(&table, header::PIECES)) else {
        return unreadable("It is damaged: it has no text.");
    };
    let file = File {
        pieces,
        paragraphs: Formatted::paragraphs(&main, header.part(&table, header::PARAGRAPHS)),
        characters: Formatted::characters(&main, header.part(&table, header::CHARACTERS)),
        styles: Styles::read(header.part(&table, header::STYLES)),
        lists: Lists::read(
            header.tail(&table, header::LISTS),
            header.part(&table, header::LIST_USES),
        ),
        data: compound.stream("/Data").unwrap_or_default(),
    };
    stories(&file, &header, &table)
}

/// The texts of a file follow each other: the body, then what stands apart from it.
fn stories(file: &File, header: &Header, table: &[u8]) -> Document {
    let footnotes = Notes::read(header, table, (header::FOOTNOTES, header::FOOTNOTE_TEXTS));
    let endnotes = Notes::read(header, table, (header::ENDNOTES, header::ENDNOTE_TEXTS));
    let lengths = header.lengths;
    let mut starts = [0; 8];
    let mut at = 0_usize;
    for (start, length) in starts.iter_mut().zip(lengths) {
        *start = at;
        at = at.saturating_add(length);
    }
    let [body, feet, heads, _macros, _comments, ends, boxes, _] = starts;
    let [body_length, _, heads_length, _, _, _, boxes_length, _] = lengths;
    let mut story = Story::new(file, Flow::new(), &footnotes, &endnotes);
    story.read(body, body + body_length);
    for (from, to) in header.headers(table) {
        story.enter(Area::Header);
        story.read(heads + from, heads + to.min(heads_length));
    }
    for (from, to) in header.footers(table) {
        story.enter(Area::Footer);
        story.read(heads + from, heads + to.min(heads_length));
    }
    story.enter(Area::Body);
    story.read(boxes, boxes + boxes_length);
    story.notes(&footnotes, feet, ("footnote", 0));
    story.notes(&endnotes, ends, ("endnote", footnotes.len()));
    if file.pieces.cut() {
        story.flow.note(DAMAGED);
    }
    story.flow.finish()
}

#[cfg(test)]
mod tests;
