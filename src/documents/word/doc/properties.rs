//! What is said of each stretch of the stream, in pages of 512 bytes.

use super::super::edges::Edge;
use super::sprm::{TABLE, properties};
use crate::documents::office::{long_at, short_at, u16_at};

const PAGE: usize = 512;
/// Pages with more stretches than these are read no further.
const MOST: usize = 2_000_000;

/// Where a property is said to be on, off, or as in the style.
pub(super) fn toggled(value: &[u8]) -> bool {
    matches!(value.first(), Some(1 | 0x81))
}

/// What is said of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a character")]
pub(super) struct Look {
    pub(super) hidden: bool,
    pub(super) raised: bool,
    pub(super) deleted: bool,
    pub(super) inserted: bool,
    /// The number of a sign of a symbol font.
    pub(super) symbol: Option<u16>,
}

impl Look {
    pub(super) fn say(&mut self, bytes: &[u8]) {
        for (code, value) in properties(bytes) {
            match code {
                0x083C => self.hidden = toggled(value),
                0x0800 => self.deleted = toggled(value),
                0x0801 => self.inserted = toggled(value),
                0x2A48 => self.raised = value.first() == Some(&1),
                // Raised by half points, and smaller mostly.
                0x4845 => self.raised = short_at(value, 0).is_some_and(|by| (4..100).contains(&by)),
                0x6A09 => self.symbol = u16_at(value, 2),
                _ => {}
            }
        }
    }
}

/// What is said of a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) style: usize,
    /// In how many tables it is.
    pub(super) depth: usize,
    pub(super) row_ends: bool,
    pub(super) inner_row_ends: bool,
    pub(super) inner_cell_ends: bool,
    /// The list it is numbered in, counted from 1; 0 for none.
    pub(super) list: Option<usize>,
    pub(super) level: Option<usize>,
    pub(super) left: i32,
    pub(super) edges: Vec<Edge>,
    /// Where the rest stands, which was too long for its page: a wide table's row.
    pub(super) elsewhere: Option<usize>,
}

impl Paragraph {
    pub(super) fn say(&mut self, bytes: &[u8]) {
        for (code, value) in properties(bytes) {
            let yes = value.first().is_some_and(|value| *value != 0);
            match code {
                0x2416 if yes => self.depth = self.depth.max(1),
                0x2417 => self.row_ends = yes,
                0x244B => self.inner_cell_ends = yes,
                0x244C => self.inner_row_ends = yes,
                0x6649 => self.depth = long_at(value, 0).unwrap_or_default(),
                0x260A => self.level = value.first().copied().map(usize::from),
                0x460B => self.list = short_at(value, 0),
                0x6645 | 0x6646 => self.elsewhere = long_at(value, 0),
                TABLE => self.table(value).unwrap_or_default(),
                // A cell, and whether it goes on with the one above it.
                0xD62B => {
                    let at = value.first().copied().map(usize::from).unwrap_or_default();
                    if let Some(edge) = self.edges.get_mut(at) {
                        edge.continues = value.get(1) == Some(&1);
                        edge.starts = value.get(1) == Some(&3);
                    }
                }
                0x5624 => self.join(value),
                _ => {}
            }
        }
    }

    /// The edges of the cells of a row, and which belong to others.
    fn table(&mut self, value: &[u8]) -> Option<()> {
        let count = usize::from(*value.first()?);
        let edge = |at: usize| Some(i32::from(u16_at(value, 1 + 2 * at)?.cast_signed()));
        self.left = edge(0)?;
        self.edges.clear();
        for at in 0..count {
            let right = edge(at + 1)?;
            let flags = short_at(value, 1 + 2 * (count + 1) + 20 * at).unwrap_or_default();
            self.edges.push(Edge {
                right,
                joined: flags & 3 == 1,
                continues: flags >> 5 & 3 == 1,
                starts: flags >> 5 & 3 == 3,
            });
        }
        Some(())
    }

    fn join(&mut self, value: &[u8]) {
        if let [first, end] = value {
            let (first, end) = (usize::from(*first), usize::from(*end));
            for edge in self.edges.iter_mut().take(end).skip(first + 1) {
                edge.joined = true;
            }
        }
    }
}

/// Stretches of the stream with the bytes that are said of them.
pub(super) struct Formatted {
    runs: Vec<(usize, usize, Vec<u8>)>,
}

impl Formatted {
    /// Of characters: properties alone.
    pub(super) fn characters(main: &[u8], part: &[u8]) -> Self {
        Self::read(main, part, 1, |page, at| {
            let length = usize::from(*page.get(at)?);
            page.get(at + 1..at + 1 + length)
        })
    }

    /// Of paragraphs: the number of a style, then properties.
    pub(super) fn paragraphs(main: &[u8], part: &[u8]) -> Self {
        Self::read(main, part, 13, |page, at| match *page.get(at)? {
            0 => {
                let length = 2 * usize::from(*page.get(at + 1)?);
                page.get(at + 2..at + 2 + length)
            }
            words => page.get(at + 1..at + 2 * usize::from(words)),
        })
    }

    fn read(
        main: &[u8],
        part: &[u8],
        width: usize,
        said: impl Fn(&[u8], usize) -> Option<&[u8]>,
    ) -> Self {
        let mut runs = Vec::new();
        let count = part.len().saturating_sub(4) / 8;
        for at in 0..count {
            let number = long_at(part, 4 * (count + 1) + 4 * at).unwrap_or_default() & 0x003F_FFFF;
            let Some(page) = main.get(number * PAGE..(number + 1) * PAGE) else { continue };
            let stretches = page.last().copied().map(usize::from).unwrap_or_default();
            for at in 0..stretches {
                let place = page.get(4 * (stretches + 1) + width * at).copied();
                let place = 2 * place.map(usize::from).unwrap_or_default();
                let bytes = if place == 0 { None } else { said(page, place) };
                if let (Some(from), Some(to)) = (long_at(page, 4 * at), long_at(page, 4 * at + 4)) {
                    runs.push((from, to, bytes.unwrap_or_default().to_vec()));
                }
            }
            if runs.len() > MOST {
                break;
            }
        }
        runs.sort_by_key(|(from, _, _)| *from);
        Self { runs }
    }

    /// What is said at an offset, and up to where it holds.
    pub(super) fn at(&self, offset: usize) -> (&[u8], usize) {
        let behind = self.runs.partition_point(|(from, _, _)| *from <= offset);
        let next = self.runs.get(behind).map_or(usize::MAX, |(from, _, _)| *from);
        match behind.checked_sub(1).and_then(|at| self.runs.get(at)) {
            Some((_, to, bytes)) if offset < *to => (bytes, (*to).min(next)),
            Some(_) | None => (&[], next),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Paragraph;

    #[test]
    fn properties_too_long_for_their_page_stand_elsewhere() {
        let mut paragraph = Paragraph::default();
        paragraph.say(&[0x46, 0x66, 0x2A, 0, 0, 0]);
        assert_eq!(paragraph.elsewhere, Some(42));
        paragraph.say(&[0x17, 0x24, 1]);
        assert!(paragraph.row_ends);
    }
}
