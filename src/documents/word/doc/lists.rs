//! The lists of a file: how their levels are numbered ([MS-DOC] 2.9.147 and 2.9.131).

use std::collections::HashMap;

use super::super::lists::{Format, Level};
use crate::documents::office::{long_at, short_at, utf16};

/// A list as paragraphs refer to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Use {
    /// The list it counts with.
    pub(super) key: String,
    pub(super) levels: Vec<Level>,
    /// It begins anew from this level on.
    pub(super) anew: Option<usize>,
}

#[derive(Default)]
pub(super) struct Lists {
    uses: Vec<Use>,
}

impl Lists {
    pub(super) fn read(lists: &[u8], uses: &[u8]) -> Self {
        let definitions = definitions(lists);
        Self { uses: used(uses, &definitions).unwrap_or_default() }
    }

    /// Lists are counted from 1.
    pub(super) fn get(&self, number: usize) -> Option<&Use> {
        self.uses.get(number.checked_sub(1)?)
    }
}

fn definitions(bytes: &[u8]) -> HashMap<usize, Vec<Level>> {
    let mut found = HashMap::new();
    let count = short_at(bytes, 0).unwrap_or_default();
    let mut rest = bytes.get(2 + 28 * count..).unwrap_or_default();
    for at in 0..count {
        let start = 2 + 28 * at;
        let (Some(id), Some(flags)) = (long_at(bytes, start), bytes.get(start + 26)) else { break };
        let mut levels = Vec::new();
        for _ in 0..if flags & 1 == 0 { 9 } else { 1 } {
            let Some((level, behind)) = level(rest) else { return found };
            levels.push(level);
            rest = behind;
        }
        found.insert(id, levels);
    }
    found
}

/// A level, and what follows it.
fn level(bytes: &[u8]) -> Option<(Level, &[u8])> {
    let skip = 28 + usize::from(*bytes.get(24)?) + usize::from(*bytes.get(25)?);
    let length = 2 * short_at(bytes, skip)?;
    let text = bytes.get(skip + 2..skip + 2 + length)?;
    let mut pattern = String::new();
    for sign in utf16(text).chars() {
        // The first nine characters stand for the numbers of levels.
        match u32::from(sign) {
            level @ 0..=8 => {
                pattern.extend(['%'].into_iter().chain(char::from_digit(level + 1, 10)));
            }
            _ => pattern.push(sign),
        }
    }
    let level = Level {
        start: long_at(bytes, 0)?.min(100_000),
        format: format(*bytes.get(4)?),
        pattern,
        gap: if bytes.get(15) == Some(&0) { "\t" } else { " " },
        legal: bytes.get(5)? & 4 != 0,
    };
    Some((level, bytes.get(skip + 2 + length..)?))
}

fn format(code: u8) -> Format {
    match code {
        1 => Format::UpperRoman,
        2 => Format::LowerRoman,
        3 => Format::UpperLetter,
        4 => Format::LowerLetter,
        5 => Format::Ordinal,
        22 => Format::Padded,
        23 => Format::Bullet,
        0xFF => Format::None,
        _ => Format::Decimal,
    }
}

fn used(bytes: &[u8], definitions: &HashMap<usize, Vec<Level>>) -> Option<Vec<Use>> {
    let count = long_at(bytes, 0)?.min(bytes.len() / 16);
    let mut uses = Vec::new();
    let mut rest = bytes.get(4 + 16 * count..)?;
    for at in 0..count {
        let start = 4 + 16 * at;
        let id = long_at(bytes, start)?;
        let mut levels = definitions.get(&id).cloned().unwrap_or_default();
        let mut anew: Option<usize> = None;
        let changes = bytes.get(start + 12).copied().unwrap_or_default();
        rest = rest.get(4..).unwrap_or_default();
        for _ in 0..changes {
            let (Some(first), Some(flags)) = (long_at(rest, 0), long_at(rest, 4)) else { break };
            rest = rest.get(8..).unwrap_or_default();
            let at = flags & 0xF;
            if flags & 0x20 != 0
                && let Some((own, behind)) = level(rest)
            {
                if let Some(place) = levels.get_mut(at) {
                    *place = own;
                }
                rest = behind;
            } else if flags & 0x10 != 0
                && let Some(place) = levels.get_mut(at)
            {
                place.start = first.min(100_000);
            }
            if flags & 0x10 != 0 {
                anew = Some(anew.map_or(at, |known| known.min(at)));
            }
        }
        uses.push(Use { key: id.to_string(), levels, anew });
    }
    Some(uses)
}
