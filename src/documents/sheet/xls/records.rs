//! A stream of records: a kind, a length, bytes.

use crate::documents::office::short_at;

/// Kinds of records ([MS-XLS] 2.3), those that are read.
pub(super) mod kind {
    pub(in super::super) const FORMULA: usize = 0x06;
    pub(in super::super) const END: usize = 0x0A;
    pub(in super::super) const COMMENT: usize = 0x1C;
    pub(in super::super) const EPOCH: usize = 0x22;
    pub(in super::super) const PASSWORD: usize = 0x2F;
    pub(in super::super) const FONT: usize = 0x31;
    pub(in super::super) const MORE: usize = 0x3C;
    pub(in super::super) const CODE_PAGE: usize = 0x42;
    pub(in super::super) const OBJECT: usize = 0x5D;
    pub(in super::super) const COLUMNS: usize = 0x7D;
    pub(in super::super) const SHEET: usize = 0x85;
    pub(in super::super) const SHORT_NUMBERS: usize = 0xBD;
    pub(in super::super) const CACHE_ROW: usize = 0xC8;
    pub(in super::super) const RICH_LABEL: usize = 0xD6;
    pub(in super::super) const STYLE: usize = 0xE0;
    pub(in super::super) const MERGED: usize = 0xE5;
    pub(in super::super) const STRINGS: usize = 0xFC;
    pub(in super::super) const SHARED: usize = 0xFD;
    pub(in super::super) const BOX_TEXT: usize = 0x1B6;
    pub(in super::super) const NUMBER: usize = 0x203;
    pub(in super::super) const LABEL: usize = 0x204;
    pub(in super::super) const FLAG: usize = 0x205;
    pub(in super::super) const RESULT: usize = 0x207;
    pub(in super::super) const ROW: usize = 0x208;
    pub(in super::super) const SHORT_NUMBER: usize = 0x27E;
    pub(in super::super) const FORMAT: usize = 0x41E;
    pub(in super::super) const START: usize = 0x809;
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: usize,
    pub(super) bytes: &'a [u8],
}

pub(super) struct Records<'a> {
    rest: &'a [u8],
    cut: bool,
}

impl<'a> Records<'a> {
    pub(super) fn from(stream: &'a [u8], start: usize) -> Self {
        let rest = stream.get(start..);
        Self { cut: rest.is_none(), rest: rest.unwrap_or_default() }
    }

    /// Whether the stream ended within a record, or before the first.
    pub(super) fn cut(&self) -> bool {
        self.cut
    }

    pub(super) fn next(&mut self) -> Option<Record<'a>> {
        if self.rest.is_empty() {
            self.cut = true;
            return None;
        }
        let found = self.peek();
        self.cut |= found.is_none();
        let length = found.map_or(self.rest.len(), |record| 4 + record.bytes.len());
        self.rest = self.rest.get(length..).unwrap_or_default();
        found
    }

    fn peek(&self) -> Option<Record<'a>> {
        let length = short_at(self.rest, 2)?;
        Some(Record { kind: short_at(self.rest, 0)?, bytes: self.rest.get(4..4 + length)? })
    }

    /// The records that go on with the one before.
    pub(super) fn continued(&mut self) -> Vec<&'a [u8]> {
        let mut parts = Vec::new();
        while let Some(record) = self.peek().filter(|record| record.kind == kind::MORE) {
            parts.push(record.bytes);
            self.next();
        }
        parts
    }
}
