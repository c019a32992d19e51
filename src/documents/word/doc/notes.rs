//! Footnotes and endnotes: their marks in the body, and their texts.

use std::collections::BTreeMap;

use super::header::Header;
use crate::documents::office::long_at;

/// Where notes are referred to in the body, and where their own texts end.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) marks: BTreeMap<usize, usize>,
    pub(super) ends: Vec<usize>,
}

impl Notes {
    pub(super) fn read(header: &Header, table: &[u8], (marks, texts): (usize, usize)) -> Self {
        let part = header.part(table, marks);
        let places = positions(part, part.len().saturating_sub(4) / 6);
        let part = header.part(table, texts);
        Self {
            marks: places.into_iter().enumerate().map(|(at, place)| (place, at)).collect(),
            ends: positions(part, part.len() / 4),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.marks.len()
    }
}

/// Positions in a text, one after the other.
fn positions(part: &[u8], count: usize) -> Vec<usize> {
    (0..count).map_while(|at| long_at(part, 4 * at)).collect()
}
