//! Header values into text: folded lines joined, raw eight-bit bytes, encoded words (RFC 2047)
//! whole or broken.

use super::charset;
use super::transfer::{base64, nibble};

/// An encoded word is no longer than this; a search for its end goes no farther.
const LONGEST_WORD: usize = 2_000;

/// A header's value as its sender meant it.
pub(super) fn value(raw: &[u8]) -> String {
    decoded(&unfolded(raw))
}

/// A header's value on one line, its encoded words as they are: addresses and parameters are
/// parsed first, for a decoded name may have a comma in it.
pub(super) fn unfolded(raw: &[u8]) -> String {
    let text = charset::decode(raw, None).text;
    if !text.contains(['\n', '\r', '\0']) {
        return text.trim().to_owned();
    }
    text.split(['\n', '\r', '\0']).map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// `text` with its encoded words decoded.
pub(super) fn decoded(text: &str) -> String {
    if !text.contains("=?") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    // Bytes of neighbouring words: a character may be split between two of them.
    let mut held: Option<(String, Vec<u8>)> = None;
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some(word) = word_at(from) else {
            flush(&mut out, &mut held);
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        if !(held.is_some() && before.trim().is_empty()) {
            flush(&mut out, &mut held);
            out.push_str(before);
        }
        match &mut held {
            Some((charset, bytes)) if charset.eq_ignore_ascii_case(word.charset) => {
                bytes.extend(word.bytes);
            }
            _ => {
                flush(&mut out, &mut held);
                held = Some((word.charset.to_owned(), word.bytes));
            }
        }
        rest = word.behind;
    }
    flush(&mut out, &mut held);
    out.push_str(rest);
    out
}

fn flush(out: &mut String, held: &mut Option<(String, Vec<u8>)>) {
    if let Some((label, bytes)) = held.take() {
        out.push_str(&charset::decode(&bytes, Some(&label)).text);
    }
}

struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
    behind: &'a str,
}

/// The encoded word at the start of `text`, which begins with "=?".
fn word_at(text: &str) -> Option<Word<'_>> {
    let start = super::limits::start_of(text, LONGEST_WORD);
    let mut fields = start.splitn(4, '?');
    let (_, charset, kind, rest) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let named = !charset.is_empty() && charset.bytes().all(|byte| byte.is_ascii_graphic());
    if !named || kind.len() != 1 {
        return None;
    }
    // Without its end the word goes as far as a word can: to the next blank.
    let found = rest.find("?=");
    let end = found.or_else(|| rest.find(char::is_whitespace)).unwrap_or(rest.len());
    let payload = rest.get(..end)?;
    let ends = if found.is_some() { end + 2 } else { end };
    let bytes = match kind {
        "B" | "b" => base64(payload.as_bytes()).0,
        "Q" | "q" => q_decoded(payload.as_bytes()),
        _ => return None,
    };
    let length = start.len() - rest.len() + ends;
    // RFC 2231 lets a language follow the charset: "utf-8*en".
    let charset = charset.split('*').next().unwrap_or(charset);
    Some(Word { charset, bytes, behind: text.get(length..)? })
}

fn q_decoded(payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len());
    let mut rest = payload;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        match first {
            b'_' => out.push(b' '),
            b'=' => {
                let byte = behind.split_first_chunk::<2>().and_then(|([high, low], after)| {
                    Some((nibble(*high)? << 4 | nibble(*low)?, after))
                });
                match byte {
                    Some((byte, after)) => {
                        out.push(byte);
                        rest = after;
                    }
                    None => out.push(b'='),
                }
            }
            other => out.push(*other),
        }
    }
    out
}
