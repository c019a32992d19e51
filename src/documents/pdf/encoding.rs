//! One-byte encodings: the letter behind each of 256 codes.

use lopdf::{Dictionary, Document, Encoding, Object};

use super::content::{Operand, Operations};
use super::streams;

/// A letter, or several, for each code.
pub(super) type Table = Vec<Option<String>>;

/// The encoding that a font of one-byte codes names, or the one that such a font has anyway.
pub(super) fn table(document: &Document, font: &Dictionary) -> Table {
    let encoding = font.get_deref(b"Encoding", document).ok();
    let named = |object: &Object| object.as_name().ok().map(<[u8]>::to_vec);
    let dictionary = encoding.and_then(|encoding| encoding.as_dict().ok());
    let base = match dictionary {
        Some(dictionary) => dictionary.get_deref(b"BaseEncoding", document).ok().and_then(named),
        None => encoding.and_then(named),
    };
    let mut table = match base {
        Some(base) => known(&base),
        None => built_in(document, font).unwrap_or_else(|| known(usual(font))),
    };
    let differences = dictionary
        .and_then(|dictionary| dictionary.get_deref(b"Differences", document).ok())
        .and_then(|differences| differences.as_array().ok());
    let mut code = 0_usize;
    for object in differences.into_iter().flatten().take(4_096) {
        match object {
            Object::Integer(first) => code = usize::try_from(*first).unwrap_or_default(),
            Object::Name(name) => {
                if let Some(place) = table.get_mut(code) {
                    *place = letters(name);
                }
                code = code.saturating_add(1);
            }
            Object::Null
            | Object::Boolean(_)
            | Object::Real(_)
            | Object::String(..)
            | Object::Array(_)
            | Object::Dictionary(_)
            | Object::Stream(_)
            | Object::Reference(_) => {}
        }
    }
    table
}

/// The encoding that an embedded Type 1 font has in itself, in its part that is not encrypted.
fn built_in(document: &Document, font: &Dictionary) -> Option<Table> {
    let descriptor = font.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok()?;
    let file = descriptor.get_deref(b"FontFile", document).and_then(Object::as_stream).ok()?;
    let plain = streams::plain(file)?;
    let from = memchr::memmem::find(&plain, b"/Encoding")?;
    let to = memchr::memmem::find(&plain, b"eexec").unwrap_or(plain.len());
    let mut table: Table = vec![None; 256];
    let mut operations = Operations::of(plain.get(from..to)?);
    let mut operands = Vec::new();
    // "dup 65 /A put", one for each letter.
    while let Some(operator) = operations.next(&mut operands) {
        let ([Operand::Number(code), Operand::Name(name)], b"put") =
            (operands.as_slice(), operator)
        else {
            continue;
        };
        if let Some(place) =
            (0..=255_u8).zip(&mut table).find(|(at, _)| (f64::from(*at) - code).abs() < 0.5)
        {
            *place.1 = letters(name);
        }
    }
    table.iter().any(Option::is_some).then_some(table)
}

/// What a font without a word on it uses.
fn usual(font: &Dictionary) -> &'static [u8] {
    let name = |key: &[u8]| font.get(key).and_then(Object::as_name).unwrap_or_default();
    if name(b"Subtype") == b"TrueType" {
        return b"WinAnsiEncoding";
    }
    match name(b"BaseFont") {
        b"Symbol" | b"ZapfDingbats" => b"",
        _ => b"StandardEncoding",
    }
}

fn known(name: &[u8]) -> Table {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Name(name.to_vec()));
    let none = Document::new();
    let encoding = if name.is_empty() { None } else { font.get_font_encoding(&none).ok() };
    (0..=255_u8)
        .map(|code| {
            let letter = encoding.as_ref()?.bytes_to_string(&[code]).ok()?;
            (!letter.is_empty()).then_some(letter)
        })
        .collect()
}

/// The letters behind a glyph's name.
fn letters(name: &[u8]) -> Option<String> {
    let text = str::from_utf8(name).ok()?;
    // "one.lf" is a "one" of other looks.
    let plain = text.split('.').next().filter(|plain| !plain.is_empty())?;
    if let Some(hex) = plain.strip_prefix("uni").filter(|hex| hex.len() >= 4) {
        let code = u32::from_str_radix(hex.get(..4)?, 16).ok();
        if let Some(letter) = code.and_then(char::from_u32) {
            return Some(letter.to_string());
        }
    }
    if let Some(hex) = plain.strip_prefix('u').filter(|hex| (4..=6).contains(&hex.len()))
        && let Some(letter) = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)
    {
        return Some(letter.to_string());
    }
    // "f_i" is the two of them in one.
    if plain.contains('_') {
        return plain.split('_').map(|part| letters(part.as_bytes())).collect();
    }
    listed(plain.as_bytes())
}

/// The letter that Adobe's list gives to a name.
fn listed(name: &[u8]) -> Option<String> {
    let mut encoding = Dictionary::new();
    encoding.set("Type", Object::Name(b"Encoding".to_vec()));
    let one = vec![Object::Integer(1), Object::Name(name.to_vec())];
    encoding.set("Differences", Object::Array(one));
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Dictionary(encoding));
    let none = Document::new();
    let Ok(Encoding::Differences(differences)) = font.get_font_encoding(&none) else { return None };
    let letter = differences.map.get(&1)?.utf16_code_unit();
    Some(String::from_utf16_lossy(&[letter]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs_become_letters() {
        let read = |name: &str| letters(name.as_bytes());
        assert_eq!(read("sterling").as_deref(), Some("£"));
        assert_eq!(read("one.oldstyle").as_deref(), Some("1"));
        assert_eq!(read("uni0177").as_deref(), Some("ŷ"));
        assert_eq!(read("f_i").as_deref(), Some("fi"));
        assert_eq!(read("g23"), None);
    }

    #[test]
    fn windows_letters_are_known() {
        let table = known(b"WinAnsiEncoding");
        assert_eq!(table[0xa3].as_deref(), Some("£"));
        assert_eq!(table[0x93].as_deref(), Some("\u{201c}"));
        assert_eq!(table[0x41].as_deref(), Some("A"));
    }
}
