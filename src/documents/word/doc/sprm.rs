//! Lists of properties: a code, whose upper bits say how long the value behind it is.

use crate::documents::office::short_at;

pub(super) const TABLE: usize = 0xD608;

/// The properties in `bytes`; what is cut off is left out.
pub(super) fn properties(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let code = short_at(rest, 0)?;
        let behind = rest.get(2..)?;
        let (skip, length) = match code >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            _ if code == TABLE => (2, short_at(behind, 0)?.saturating_sub(1)),
            _ => (1, usize::from(*behind.first()?)),
        };
        let value = behind.get(skip..skip + length)?;
        rest = behind.get(skip + length..)?;
        Some((code, value))
    })
}
