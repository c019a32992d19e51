//! Character maps: which letters a font's codes stand for, and how long its codes are.

use std::collections::HashMap;

use super::content::{Operand, Operations};

/// Codes beyond these are not mapped.
const MOST: usize = 70_000;

/// The letters behind codes.
#[derive(Debug, Default)]
pub(super) struct Letters {
    letters: HashMap<u32, String>,
}

impl Letters {
    /// Reads a `ToUnicode` map.
    pub(super) fn read(map: &[u8]) -> Self {
        let mut all = Self::default();
        let mut operations = Operations::of(map);
        let mut operands = Vec::new();
        while let Some(operator) = operations.next(&mut operands) {
            match operator {
                b"endbfchar" => all.single(&operands),
                b"endbfrange" => all.ranges(&operands),
                _ => {}
            }
        }
        all
    }

    pub(super) fn of(&self, code: u32) -> Option<&str> {
        self.letters.get(&code).map(String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    fn single(&mut self, operands: &[Operand]) {
        for pair in operands.chunks_exact(2) {
            let [code, letters] = pair else { continue };
            if let (Some(code), Some(letters)) = (code.text().map(value), letters.text()) {
                self.put(code, utf16(letters));
            }
        }
    }

    fn ranges(&mut self, operands: &[Operand]) {
        for range in operands.chunks_exact(3) {
            let [first, last, letters] = range else { continue };
            let (Some(first), Some(last)) = (first.text().map(value), last.text().map(value))
            else {
                continue;
            };
            match letters {
                Operand::Text(letters) => {
                    let mut units = units(letters);
                    for code in first..=last.min(first.saturating_add(65_535)) {
                        self.put(code, String::from_utf16_lossy(&units));
                        if let Some(unit) = units.last_mut() {
                            *unit = unit.wrapping_add(1);
                        }
                    }
                }
                Operand::Array(all) => {
                    for (code, letters) in (first..=last).zip(all) {
                        self.put(code, letters.text().map(utf16).unwrap_or_default());
                    }
                }
                Operand::Number(_) | Operand::Name(_) | Operand::Other => {}
            }
        }
    }

    fn put(&mut self, code: u32, letters: String) {
        if self.letters.len() < MOST {
            self.letters.insert(code, letters);
        }
    }
}

/// How a string is cut into codes, and which glyph each stands for.
#[derive(Debug, Default)]
pub(super) struct Codes {
    /// Length in bytes, first and last.
    spaces: Vec<(usize, u32, u32)>,
    /// First and last code, and the glyph of the first.
    glyphs: Vec<(u32, u32, u32)>,
}

impl Codes {
    /// Two bytes each, the code is the glyph.
    pub(super) fn two_bytes() -> Self {
        Self { spaces: vec![(2, 0, 0xffff)], glyphs: vec![(0, 0xffff, 0)] }
    }

    /// Reads an encoding that is in the file itself.
    pub(super) fn read(map: &[u8]) -> Self {
        let mut all = Self::default();
        let mut operations = Operations::of(map);
        let mut operands = Vec::new();
        while let Some(operator) = operations.next(&mut operands) {
            match operator {
                b"endcodespacerange" => all.spaces.extend(spaces(&operands)),
                b"endcidrange" => all.glyphs.extend(ranges(&operands)),
                b"endcidchar" => all.glyphs.extend(singles(&operands)),
                _ => {}
            }
        }
        if all.spaces.is_empty() { Self::two_bytes() } else { all }
    }

    /// The next code of `text`, how long it is, and what follows.
    pub(super) fn next<'a>(&self, text: &'a [u8]) -> Option<(u32, usize, &'a [u8])> {
        let mut code = 0_u32;
        for (at, byte) in text.iter().take(4).enumerate() {
            code = code << 8 | u32::from(*byte);
            let length = at + 1;
            if self
                .spaces
                .iter()
                .any(|(len, first, last)| *len == length && (*first..=*last).contains(&code))
            {
                return Some((code, length, text.get(length..).unwrap_or_default()));
            }
        }
        // No such code: as long as the shortest.
        let length = self.spaces.iter().map(|space| space.0).min().unwrap_or(1).min(text.len());
        (length > 0).then(|| (0, length, text.get(length..).unwrap_or_default()))
    }

    pub(super) fn glyph(&self, code: u32) -> u32 {
        let range = self.glyphs.iter().find(|(first, last, _)| (*first..=*last).contains(&code));
        range.map_or(code, |(first, _, glyph)| glyph.saturating_add(code - first))
    }
}

fn spaces(operands: &[Operand]) -> impl Iterator<Item = (usize, u32, u32)> {
    operands.chunks_exact(2).filter_map(|range| match range {
        [Operand::Text(first), Operand::Text(last)] => {
            Some((first.len().clamp(1, 4), value(first), value(last)))
        }
        _ => None,
    })
}

fn ranges(operands: &[Operand]) -> impl Iterator<Item = (u32, u32, u32)> {
    operands.chunks_exact(3).filter_map(|range| match range {
        [Operand::Text(first), Operand::Text(last), glyph] => {
            Some((value(first), value(last), whole(glyph.number()?)))
        }
        _ => None,
    })
}

fn singles(operands: &[Operand]) -> impl Iterator<Item = (u32, u32, u32)> {
    operands.chunks_exact(2).filter_map(|pair| match pair {
        [Operand::Text(code), glyph] => Some((value(code), value(code), whole(glyph.number()?))),
        _ => None,
    })
}

fn value(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn units(letters: &[u8]) -> Vec<u16> {
    letters
        .chunks(2)
        .take(32)
        .map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)))
        .collect()
}

fn utf16(letters: &[u8]) -> String {
    String::from_utf16_lossy(&units(letters))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn whole(number: f64) -> u32 {
    number.clamp(0.0, 16_777_215.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_gives_letters_for_single_codes_and_for_ranges() {
        let map = b"1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <01> <0041>
            <02> <00660069> endbfchar 2 beginbfrange <10> <12> <0061> <20> <21> [<0030> <0031>]
            endbfrange";
        let letters = Letters::read(map);
        assert_eq!(letters.of(1), Some("A"));
        assert_eq!(letters.of(2), Some("fi"));
        assert_eq!(letters.of(0x12), Some("c"));
        assert_eq!(letters.of(0x21), Some("1"));
        assert_eq!(letters.of(0x22), None);
    }

    #[test]
    fn a_range_over_all_codes_is_bounded() {
        let letters = Letters::read(b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange");
        assert!(letters.letters.len() <= MOST);
    }
}
