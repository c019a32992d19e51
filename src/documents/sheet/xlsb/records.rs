//! Records of a kind, a length, and bytes.

use std::io::{BufRead, Read};

use crate::documents::office::{long_at, utf16};

/// Records longer than this are no cells.
const LONGEST: usize = 4 * 1024 * 1024;

/// Kinds of records, those that are read.
pub(super) mod kind {
    pub(in super::super) const ROW: u32 = 0;
    pub(in super::super) const SHARED: u32 = 7;
    pub(in super::super) const LAST_CELL: u32 = 11;
    /// The same ones again, each behind the cell before it.
    pub(in super::super) const FIRST_SHORT: u32 = 12;
    pub(in super::super) const LAST_SHORT: u32 = 18;
    pub(in super::super) const STRING: u32 = 19;
    pub(in super::super) const FORMAT: u32 = 44;
    pub(in super::super) const STYLE: u32 = 47;
    pub(in super::super) const COLUMNS: u32 = 60;
    pub(in super::super) const END: u32 = 130;
    pub(in super::super) const PROPERTIES: u32 = 153;
    pub(in super::super) const SHEET: u32 = 156;
    pub(in super::super) const MERGED: u32 = 176;
    pub(in super::super) const STYLES_BEGIN: u32 = 617;
    pub(in super::super) const STYLES_END: u32 = 618;
    pub(in super::super) const COMMENT: u32 = 635;
}

/// The next record of a stream; `None` at its end, or where it makes no sense.
pub(super) fn next<'b>(
    source: &mut dyn BufRead,
    bytes: &'b mut Vec<u8>,
) -> Option<(u32, &'b [u8])> {
    let kind = variable(source, 2)?;
    let length = usize::try_from(variable(source, 4)?).ok().filter(|length| *length <= LONGEST)?;
    bytes.clear();
    let read = source.take(u64::try_from(length).ok()?).read_to_end(bytes).ok()?;
    (read == length).then_some((kind, bytes.as_slice()))
}

/// A number in up to `most` bytes of seven bits; the first has the lowest.
fn variable(source: &mut dyn BufRead, most: usize) -> Option<u32> {
    let mut number = 0;
    for at in 0..most {
        let mut byte = [0];
        source.read_exact(&mut byte).ok()?;
        let [byte] = byte;
        number |= u32::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

/// A string with its length in four bytes, and what follows it.
pub(super) fn string(bytes: &[u8]) -> Option<(String, &[u8])> {
    let length = long_at(bytes, 0)?;
    if length == 0xFFFF_FFFF {
        return Some((String::new(), bytes.get(4..)?));
    }
    let text = bytes.get(4..4 + 2 * length)?;
    Some((utf16(text), bytes.get(4 + 2 * length..)?))
}
