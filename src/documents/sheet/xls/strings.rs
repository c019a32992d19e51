//! Strings, which may go on in the next record and have raised figures in them.

use encoding_rs::Encoding;

use super::super::strings::Strings;
use crate::documents::office::{long_at, raised, short_at, u16_at, utf16};

const WIDE: u8 = 1;
const FOREIGN: u8 = 4;
const RICH: u8 = 8;

/// A string with its length in two bytes, and nothing that goes on elsewhere.
pub(super) fn plain_string(bytes: &[u8]) -> String {
    Segments::new(bytes, Vec::new()).string(&[]).unwrap_or_default()
}

/// A string of bytes with its length in one.
pub(super) fn short_string(bytes: &[u8], encoding: &'static Encoding) -> String {
    let length = bytes.first().copied().map(usize::from).unwrap_or_default();
    decoded(bytes.get(1..).unwrap_or_default(), length, encoding)
}

pub(super) fn decoded(bytes: &[u8], length: usize, encoding: &'static Encoding) -> String {
    let bytes = bytes.get(..length).unwrap_or(bytes);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The bytes of a record and of those that go on with it.
pub(super) struct Segments<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl<'a> Segments<'a> {
    pub(super) fn new(first: &'a [u8], more: Vec<&'a [u8]>) -> Self {
        let mut parts = vec![first];
        parts.extend(more);
        Self { parts, part: 0, at: 0 }
    }

    /// The strings that cells share, which follow two counts.
    pub(super) fn shared(&mut self, fonts: &[bool]) -> Strings {
        let mut strings = Strings::default();
        self.skip(8);
        while let Some(text) = self.string(fonts) {
            strings.push(&text);
        }
        strings
    }

    fn rest(&self) -> &'a [u8] {
        self.parts.get(self.part).and_then(|part| part.get(self.at..)).unwrap_or_default()
    }

    /// Moves to the next record where this one has ended; false at the end of all.
    fn advance(&mut self) -> bool {
        while self.rest().is_empty() {
            if self.part + 1 >= self.parts.len() {
                return false;
            }
            self.part += 1;
            self.at = 0;
        }
        true
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        if !self.advance() {
            return None;
        }
        let taken = self.rest().get(..count)?;
        self.at += count;
        Some(taken)
    }

    fn skip(&mut self, mut count: usize) {
        while count > 0 && self.advance() {
            let step = count.min(self.rest().len());
            self.at += step;
            count -= step;
        }
    }

    /// The string that stands here; `None` at the end.
    pub(super) fn string(&mut self, fonts: &[bool]) -> Option<String> {
        let length = short_at(self.take(2)?, 0)?;
        let flags = *self.take(1)?.first()?;
        let runs = if flags & RICH == 0 { 0 } else { short_at(self.take(2)?, 0)? };
        let foreign = if flags & FOREIGN == 0 { 0 } else { long_at(self.take(4)?, 0)? };
        let text = self.characters(length, flags)?;
        let mut marks = Vec::new();
        for _ in 0..runs {
            let run = self.take(4)?;
            marks.push((short_at(run, 0)?, u16_at(run, 2)?));
        }
        self.skip(foreign);
        Some(with_raised(text, &marks, fonts))
    }

    /// Characters; where a record ends among them, the next says anew how wide they are.
    fn characters(&mut self, length: usize, flags: u8) -> Option<String> {
        let mut text = String::new();
        let (mut left, mut wide) = (length, flags & WIDE != 0);
        while left > 0 {
            if self.rest().is_empty() {
                if !self.advance() {
                    return None;
                }
                wide = self.take(1)?.first()? & WIDE != 0;
            }
            let width = if wide { 2 } else { 1 };
            let count = left.min(self.rest().len() / width);
            if count == 0 {
                return None;
            }
            let bytes = self.take(count * width)?;
            if wide {
                text.push_str(&utf16(bytes));
            } else {
                text.extend(bytes.iter().map(|byte| char::from(*byte)));
            }
            left -= count;
        }
        Some(text)
    }
}

/// Sets off the stretches whose font raises them.
fn with_raised(text: String, marks: &[(usize, u16)], fonts: &[bool]) -> String {
    // Fonts are counted without number 4.
    let is_raised = |font: u16| {
        let at = usize::from(font);
        fonts.get(if at > 4 { at - 1 } else { at }).copied().unwrap_or_default()
    };
    if !marks.iter().any(|(_, font)| is_raised(*font)) {
        return text;
    }
    let signs: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let first = marks.first().map_or(signs.len(), |mark| mark.0);
    out.extend(signs.get(..first).unwrap_or(&signs));
    for (at, (start, font)) in marks.iter().enumerate() {
        let end = marks.get(at + 1).map_or(signs.len(), |next| next.0).min(signs.len());
        let stretch: String = signs.get(*start..end).unwrap_or_default().iter().collect();
        if is_raised(*font) {
            raised(&mut out, &stretch);
        } else {
            out.push_str(&stretch);
        }
    }
    out
}
