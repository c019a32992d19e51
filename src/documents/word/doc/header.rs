//! Where things are in a file: the information block at its start ([MS-DOC] 2.5.1).

use crate::documents::office::{long_at, short_at};

/// Parts of the table stream by their place in the list of parts.
pub(super) const STYLES: usize = 1;
pub(super) const FOOTNOTES: usize = 2;
pub(super) const FOOTNOTE_TEXTS: usize = 3;
pub(super) const HEADERS: usize = 11;
pub(super) const CHARACTERS: usize = 12;
pub(super) const PARAGRAPHS: usize = 13;
pub(super) const PIECES: usize = 33;
pub(super) const ENDNOTES: usize = 46;
pub(super) const ENDNOTE_TEXTS: usize = 47;
pub(super) const LISTS: usize = 73;
pub(super) const LIST_USES: usize = 74;

const WORD: usize = 0xA5EC;
/// Word 97; older ones keep their text in another way.
const FIRST: usize = 0xC1;
const ENCRYPTED: usize = 0x0100;
const SECOND_TABLE: usize = 0x0200;

pub(super) struct Header {
    pub(super) encrypted: bool,
    /// The stream that the parts are in.
    pub(super) table: &'static str,
    /// How many characters each text has: body, footnotes, headers, macros, comments, endnotes,
    /// text boxes, text boxes in headers.
    pub(super) lengths: [usize; 8],
    parts: Vec<(usize, usize)>,
}

impl Header {
    /// `None` for what is no file of Word 97 or later.
    pub(super) fn read(main: &[u8]) -> Option<Self> {
        if short_at(main, 0)? != WORD || short_at(main, 2)? < FIRST {
            return None;
        }
        let flags = short_at(main, 10)?;
        let words = 34 + 2 * short_at(main, 32)?;
        let longs = words + 2;
        let pairs = longs + 4 * short_at(main, words)?;
        let mut lengths = [0; 8];
        for (at, length) in lengths.iter_mut().enumerate() {
            *length = long_at(main, longs + 4 * (3 + at))?.min(main.len());
        }
        let parts = (0..short_at(main, pairs)?)
            .map_while(|at| {
                let at = pairs + 2 + 8 * at;
                Some((long_at(main, at)?, long_at(main, at + 4)?))
            })
            .collect();
        Some(Self {
            encrypted: flags & ENCRYPTED != 0,
            table: if flags & SECOND_TABLE == 0 { "/0Table" } else { "/1Table" },
            lengths,
            parts,
        })
    }

    pub(super) fn part<'t>(&self, table: &'t [u8], part: usize) -> &'t [u8] {
        let Some((start, length)) = self.parts.get(part) else { return &[] };
        let rest = table.get(*start..).unwrap_or_default();
        rest.get(..*length).unwrap_or(rest)
    }

    /// A part with all that follows it.
    pub(super) fn tail<'t>(&self, table: &'t [u8], part: usize) -> &'t [u8] {
        match self.parts.get(part) {
            Some((start, length)) if *length > 0 => table.get(*start..).unwrap_or_default(),
            Some(_) | None => &[],
        }
    }

    /// The headers of the sections, of a first page and of the others.
    pub(super) fn headers(&self, table: &[u8]) -> Vec<(usize, usize)> {
        self.of_pages(table, [4, 1])
    }

    pub(super) fn footers(&self, table: &[u8]) -> Vec<(usize, usize)> {
        self.of_pages(table, [5, 3])
    }

    /// Each section has six texts, behind six that draw lines above notes.
    fn of_pages(&self, table: &[u8], wanted: [usize; 2]) -> Vec<(usize, usize)> {
        let part = self.part(table, HEADERS);
        let ends = part.len() / 4;
        let mut found = Vec::new();
        for section in (6..ends).step_by(6) {
            for at in wanted {
                let at = 4 * (section + at);
                if let (Some(from), Some(to)) = (long_at(part, at), long_at(part, at + 4))
                    && from < to
                {
                    found.push((from, to));
                }
            }
        }
        found
    }
}
