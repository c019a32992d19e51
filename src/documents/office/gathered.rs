//! A document while it is read: what is shown, what is hidden, and how much of either there may be.

use super::compound::Compound;
use crate::documents::model::{Block, Document, Hidden, MOST_TEXT, What};

/// Places of hidden things beyond these add nothing.
const MOST_HIDDEN: usize = 500;
const CUT: &str = "It is longer than what is read of one file: the rest is left out.";

#[derive(Default)]
pub(in crate::documents) struct Gathered {
    document: Document,
    read: usize,
}

impl Gathered {
    /// Counts `text` in; false, with a note, once a file says more than is read.
    pub(in crate::documents) fn room_for(&mut self, text: &str) -> bool {
        self.read = self.read.saturating_add(text.len());
        let room = !self.full();
        if !room {
            self.note(CUT);
        }
        room
    }

    pub(in crate::documents) fn full(&self) -> bool {
        self.read > MOST_TEXT
    }

    pub(in crate::documents) fn push(&mut self, block: Block) {
        self.document.blocks.push(block);
    }

    pub(in crate::documents) fn note(&mut self, note: &str) {
        if !self.document.notes.iter().any(|known| known == note) {
            self.document.notes.push(note.to_owned());
        }
    }

    pub(in crate::documents) fn hide(&mut self, what: What, place: impl Into<String>) {
        let hidden = Hidden { what, place: place.into() };
        let hides = &mut self.document.hidden;
        if hides.len() >= MOST_HIDDEN {
            self.note("More is hidden in it than is listed.");
        } else if !hides.iter().rev().any(|known| *known == hidden) {
            hides.push(hidden);
        }
    }

    pub(in crate::documents) fn finish(self) -> Document {
        self.document
    }
}

/// A file that opens only with a password.
pub(in crate::documents) fn locked() -> Document {
    Document { locked: true, ..Document::default() }
}

/// Of a file that no password opens here.
pub const OPEN_IT_YOURSELF: &str = "it has a password, and is of a kind that foi cannot open: open it yourself, \
    save it without the password, and hand that in with `foi receive --request REQUEST --by portal --on DAY FILE`";

/// A file that opens with a password, in its own program only: DOC, XLS, ODT, ODS.
pub(in crate::documents) fn locked_elsewhere() -> Document {
    Document { locked: true, notes: vec![OPEN_IT_YOURSELF.to_owned()], ..Document::default() }
}

/// A file that cannot be read, and why.
pub(in crate::documents) fn unreadable(why: &str) -> Document {
    Document { notes: vec![why.to_owned()], ..Document::default() }
}

/// A file that is no package: a password turns it into something else, damage too.
pub(in crate::documents) fn unopened(bytes: &[u8]) -> Document {
    if Compound::open(bytes).is_some_and(|file| file.has("/EncryptedPackage")) {
        return locked();
    }
    unreadable("It is damaged: it cannot be opened.")
}
