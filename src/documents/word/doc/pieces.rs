//! The piece table: where in the stream the characters are, in the order of the text.

use encoding_rs::WINDOWS_1252;

use crate::documents::office::{long_at, short_at, u16_at};

/// A character, where it is in the stream, and where in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign {
    pub(super) character: char,
    pub(super) offset: usize,
    pub(super) place: usize,
}

struct Piece {
    first: usize,
    end: usize,
    offset: usize,
    /// Bytes for a character.
    width: usize,
}

pub(super) struct Pieces {
    main: Vec<u8>,
    table: Vec<Piece>,
    /// Characters of one byte.
    narrow: Vec<char>,
    cut: bool,
}

const NARROW: usize = 0x4000_0000;

impl Pieces {
    pub(super) fn read(main: &[u8], part: &[u8]) -> Option<Self> {
        let mut rest = part;
        // What was changed when the file was saved in haste stands in front.
        while let Some(behind) = rest.strip_prefix(&[1]) {
            rest = behind.get(2 + short_at(behind, 0)?..)?;
        }
        let rest = rest.strip_prefix(&[2])?;
        let bytes = rest.get(4..)?;
        let bytes = bytes.get(..long_at(rest, 0)?).unwrap_or(bytes);
        let count = bytes.len().checked_sub(4)? / 12;
        let mut cut = false;
        let table: Vec<Piece> = (0..count)
            .filter_map(|at| {
                let (first, end) = (long_at(bytes, 4 * at)?, long_at(bytes, 4 * at + 4)?);
                let offset = long_at(bytes, 4 * (count + 1) + 8 * at + 2)?;
                let width = if offset & NARROW == 0 { 2 } else { 1 };
                let offset = (offset & (NARROW - 1)) * width / 2;
                cut |= offset.saturating_add(end.saturating_sub(first) * width) > main.len();
                Some(Piece { first, end, offset, width })
            })
            .collect();
        let all: Vec<u8> = (0..=u8::MAX).collect();
        let narrow = WINDOWS_1252.decode_without_bom_handling(&all).0.chars().collect();
        Some(Self { main: main.to_vec(), table, narrow, cut })
    }

    /// Whether pieces lie outside the file.
    pub(super) fn cut(&self) -> bool {
        self.cut
    }

    /// The characters of a stretch of the text.
    pub(super) fn signs(&self, from: usize, to: usize) -> impl Iterator<Item = Sign> {
        self.table.iter().flat_map(move |piece| {
            let (first, end) = (piece.first.max(from), piece.end.min(to));
            (first..end).map_while(move |place| {
                let offset = piece.offset + (place - piece.first) * piece.width;
                let character = self.character(piece, offset)?;
                Some(Sign { character, offset, place })
            })
        })
    }

    fn character(&self, piece: &Piece, offset: usize) -> Option<char> {
        if piece.width == 1 {
            let byte = *self.main.get(offset)?;
            return self.narrow.get(usize::from(byte)).copied();
        }
        let unit = u16_at(&self.main, offset)?;
        Some(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}
