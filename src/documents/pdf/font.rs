//! A font: the letters and the widths of its codes.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object};

use super::cmap::{Codes, Letters};
use super::encoding::{self, Table};
use super::{streams, widths};

/// One code of a string as it is printed.
pub(super) struct Printed<'a> {
    /// `None` when the font does not say what its code stands for.
    pub(super) letters: Option<&'a str>,
    /// In parts of the font's size.
    pub(super) width: f64,
    /// Only such a space is widened by the space between words.
    pub(super) space: bool,
}

/// What a page needs of a font.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// `None`: each byte is a code.
    codes: Option<Codes>,
    letters: Letters,
    table: Table,
    widths: HashMap<u32, f64>,
    width: f64,
    /// From the units of widths to those of the size.
    scale: f64,
    /// A font of signs, not of letters.
    signs: bool,
    /// Its codes were given a meaning by the file, not by custom alone.
    pub(super) sure: bool,
}

impl Font {
    pub(super) fn read(document: &Document, font: &Dictionary) -> Self {
        let map = font.get_deref(b"ToUnicode", document).and_then(Object::as_stream).ok();
        let letters = map.and_then(streams::plain).map(|map| Letters::read(&map));
        let mut read =
            Self { letters: letters.unwrap_or_default(), scale: 0.001, ..Self::default() };
        let subtype = font.get_deref(b"Subtype", document).and_then(Object::as_name);
        match subtype.unwrap_or_default() {
            b"Type0" => read.composite(document, font),
            b"Type3" => {
                read.simple(document, font);
                let matrix = numbers(document, font, b"FontMatrix");
                read.scale = matrix.first().copied().filter(|scale| *scale > 0.0).unwrap_or(0.001);
            }
            _ => read.simple(document, font),
        }
        read
    }

    fn simple(&mut self, document: &Document, font: &Dictionary) {
        let name = font.get_deref(b"BaseFont", document).and_then(Object::as_name);
        let name = String::from_utf8_lossy(name.unwrap_or_default()).into_owned();
        self.signs = ["Symbol", "Dingbat", "Wingding", "Webding"].iter().any(|w| name.contains(w));
        self.table = encoding::table(document, font);
        self.sure = !self.letters.is_empty() || font.has(b"Encoding");
        let given = numbers(document, font, b"Widths");
        let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
        let first = u32::try_from(first).unwrap_or_default();
        let descriptor = font.get_deref(b"FontDescriptor", document).and_then(Object::as_dict);
        self.width = descriptor
            .and_then(|descriptor| descriptor.get_deref(b"MissingWidth", document))
            .ok()
            .and_then(float)
            .unwrap_or_default();
        if given.is_empty() {
            self.widths =
                (32..).zip(widths::of(&name).iter().map(|width| f64::from(*width))).collect();
        } else {
            self.widths = (first..).zip(given).take(4_096).collect();
        }
    }

    fn composite(&mut self, document: &Document, font: &Dictionary) {
        let codes = match font.get_deref(b"Encoding", document) {
            Ok(Object::Stream(stream)) => streams::plain(stream).map(|map| Codes::read(&map)),
            _ => None,
        };
        self.codes = Some(codes.unwrap_or_else(Codes::two_bytes));
        self.sure = !self.letters.is_empty();
        self.width = 1_000.0;
        let below = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| fonts.first())
            .and_then(|below| document.dereference(below).ok())
            .and_then(|(_, below)| below.as_dict().ok());
        let Some(below) = below else { return };
        if let Some(width) = below.get_deref(b"DW", document).ok().and_then(float) {
            self.width = width;
        }
        let widths = below.get_deref(b"W", document).and_then(Object::as_array);
        self.widths_of_glyphs(document, widths.map_or(&[][..], Vec::as_slice));
    }

    /// "first [w w w]" or "first last w", one after the other.
    fn widths_of_glyphs(&mut self, document: &Document, mut rest: &[Object]) {
        let deref = |object| document.dereference(object).map(|(_, object)| object);
        while let [first, second, behind @ ..] = rest {
            let Some(first) = float(first).map(code) else { return };
            if let Ok(Object::Array(widths)) = deref(second) {
                self.widths.extend((first..).zip(widths.iter().filter_map(float)));
                rest = behind;
            } else if let ([width, behind @ ..], Some(last)) = (behind, float(second).map(code)) {
                if let Some(width) = float(width) {
                    let last = last.min(first.saturating_add(65_535));
                    self.widths.extend((first..=last).map(|code| (code, width)));
                }
                rest = behind;
            } else {
                return;
            }
            if self.widths.len() > 100_000 {
                return;
            }
        }
    }

    /// The codes of a string, one after the other.
    pub(super) fn printed<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Printed<'a>> {
        let mut rest = text;
        std::iter::from_fn(move || {
            let (code, length, behind) = match &self.codes {
                Some(codes) => codes.next(rest)?,
                None => rest.split_first().map(|(code, behind)| (u32::from(*code), 1, behind))?,
            };
            rest = behind;
            Some(self.print(code, length))
        })
    }

    fn print(&self, code: u32, length: usize) -> Printed<'_> {
        let glyph = self.codes.as_ref().map_or(code, |codes| codes.glyph(code));
        let width = self.widths.get(&glyph).copied().unwrap_or(self.width) * self.scale;
        let place = usize::try_from(code).unwrap_or(usize::MAX);
        let tabled = || self.table.get(place).and_then(Option::as_deref);
        let sign = || self.signs.then(|| sign(code));
        let letters = self.letters.of(code).filter(|letters| !letters.is_empty());
        let letters = letters.or_else(tabled).or_else(sign);
        Printed { letters, width, space: code == 32 && length == 1 }
    }
}

/// What stands in the font called Symbol; most other signs mark the lines of a list.
fn sign(code: u32) -> &'static str {
    match code {
        0x20 | 0xa0 => " ",
        0x2a => "*",
        0x3c => "<",
        0x3e => ">",
        0x2d => "-",
        0xa3 => "≤",
        0xb3 => "≥",
        0xb1 => "±",
        0xb4 => "×",
        0xbb => "≈",
        _ => "•",
    }
}

pub(super) fn float(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from).filter(|number| number.is_finite())
}

/// An array of numbers, any of which may stand elsewhere in the file.
pub(super) fn numbers(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Vec<f64> {
    let array = dictionary.get_deref(key, document).and_then(Object::as_array);
    array
        .into_iter()
        .flatten()
        .take(4_096)
        .map(|object| document.dereference(object).ok().and_then(|(_, object)| float(object)))
        .map(Option::unwrap_or_default)
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn code(number: f64) -> u32 {
    number.clamp(0.0, 16_777_215.0) as u32
}
