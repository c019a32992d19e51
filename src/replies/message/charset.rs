//! Bytes into text: the declared encoding where it can be true, a guess where it cannot.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text, and why a figure in it may have been read wrongly.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) doubt: Option<String>,
}

/// Reads `bytes`, which say of themselves that they are in `declared`.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let declared = declared.map(|label| label.trim_matches(['"', '\'', ' ']));
    let seven = declared.is_some_and(is_utf_7) || undeclared_utf_7(bytes, declared);
    if bytes.is_ascii() && seven {
        return Decoded { text: utf_7(bytes), doubt: None };
    }
    if let Some(encoding) = by_nuls(bytes) {
        return Decoded { text: encoding.decode(bytes).0.into_owned(), doubt: None };
    }
    let known = declared.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
    // An escape sequence is ASCII bytes that stand for something else.
    let escapes = known.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if bytes.is_ascii() && !escapes {
        return Decoded { text: lossless(bytes), doubt: None };
    }
    let (text, guessed) = decode_known(bytes, known);
    let text = unmangled(&text).into_owned();
    let named = known.is_some() || declared.is_none_or(is_ascii_label);
    let doubt = if (named && !guessed) || !figure_at_stake(&text) {
        None
    } else if named {
        Some("signs beside figures are in another encoding than the mail says".to_owned())
    } else {
        // Whoever names an encoding that nobody knows may have meant any.
        Some(format!("the text is in an unknown encoding, {}", declared.unwrap_or_default()))
    };
    Decoded { text, doubt }
}

/// The text, and whether its encoding had to be guessed from bytes that fit several.
fn decode_known(bytes: &[u8], known: Option<&'static Encoding>) -> (String, bool) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or(bytes);
        return (encoding.decode_without_bom_handling(body).0.into_owned(), false);
    }
    // Eight-bit text that is valid UTF-8 by chance is not seen in practice, whatever it declares.
    let single = known.is_none_or(Encoding::is_single_byte);
    if single && let Ok(text) = str::from_utf8(bytes) {
        return (text.to_owned(), false);
    }
    // "us-ascii" is a label of windows-1252: eight-bit bytes below it were never declared.
    if let Some(encoding) = known {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return (text.into_owned(), false);
        }
        if encoding != UTF_8 {
            return (encoding.decode_without_bom_handling(bytes).0.into_owned(), true);
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..64 * 1024).unwrap_or(bytes), true);
    let guess = detector.guess(Some(b"uk"), Utf8Detection::Deny);
    // British councils write in windows-1252; Cyrillic and the like need more than a sign or two.
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).count() * 4 < bytes.len();
    let guess = if foreign { WINDOWS_1252 } else { guess };
    (mended(bytes, guess), true)
}

/// Stretches that are valid UTF-8 as that, the rest as `otherwise`: two programs wrote one text.
fn mended(bytes: &[u8], otherwise: &'static Encoding) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push_str(&otherwise.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    text
}

fn lossless(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    if text.contains('\0') { text.replace('\0', "") } else { text.into_owned() }
}

fn is_ascii_label(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label.is_empty() || label.contains("ascii") || label == "ansi_x3.4-1968"
}

/// UTF-16 without a mark: every other byte of English is nought.
fn by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..400).unwrap_or(bytes);
    memchr::memchr(0, start)?;
    let noughts =
        |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count() * 2;
    let (even, odd, enough) = (noughts(0), noughts(1), start.len() * 7 / 10);
    if start.len() < 8 {
        None
    } else if odd > enough && even * 4 < odd {
        Some(UTF_16LE)
    } else if even > enough && odd * 4 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether a sign outside ASCII stands beside a digit, or could not be read at all. Dashes,
/// quotation marks and bullets are the same in every guess that is made of them.
fn figure_at_stake(text: &str) -> bool {
    let sign = |c: char| !c.is_ascii() && !c.is_whitespace() && !"–—‘’“”•…".contains(c);
    let mut before = ' ';
    for c in text.chars() {
        let pair = (before.is_ascii_digit() && sign(c)) || (c.is_ascii_digit() && sign(before));
        if pair || c == char::REPLACEMENT_CHARACTER {
            return true;
        }
        if c != ' ' {
            before = c;
        }
    }
    false
}

/// UTF-8 that was taken for windows-1252 and encoded again: "Â£" for "£", "â€™" for "’".
pub(super) fn unmangled(text: &str) -> Cow<'_, str> {
    const TELLTALE: [&str; 8] = ["Â", "Ã", "â€", "â‚", "â‰", "âˆ", "ï»¿", "Å"];
    if text.is_ascii() || !TELLTALE.iter().any(|mark| text.contains(mark)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            mend_run(&mut out, &mut run);
            out.push(c);
        } else {
            run.push(c);
        }
    }
    mend_run(&mut out, &mut run);
    Cow::Owned(out)
}

fn mend_run(out: &mut String, run: &mut String) {
    let (bytes, _, unmappable) = WINDOWS_1252.encode(run);
    match String::from_utf8(bytes.into_owned()) {
        // One run, one round: a second would be a guess.
        Ok(text) if !unmappable && !run.is_empty() => out.push_str(&text),
        Ok(_) | Err(_) => out.push_str(run),
    }
    run.clear();
}

fn is_utf_7(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label == "utf-7" || label == "utf7" || label.ends_with("unicode-1-1-utf-7")
}

/// A pound sign, dash, quotation mark or "≤" in UTF-7, in a mail that does not say so.
fn undeclared_utf_7(bytes: &[u8], declared: Option<&str>) -> bool {
    const SIGNS: [&[u8]; 5] = [b"+AKM-", b"+IBM-", b"+IBk-", b"+ImQ-", b"+ImU-"];
    declared.is_none_or(is_ascii_label)
        && memchr::memchr(b'+', bytes).is_some()
        && SIGNS.iter().any(|sign| memchr::memmem::find(bytes, sign).is_some())
}

fn utf_7(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, from)) = rest.split_once('+') {
        out.push_str(before);
        let end = from
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '/' || c == '+'))
            .unwrap_or(from.len());
        let (word, behind) = from.split_at(end);
        if word.is_empty() {
            out.push('+');
        } else {
            let (units, _) = super::transfer::base64(word.as_bytes());
            out.push_str(&UTF_16BE.decode_without_bom_handling(&units).0);
        }
        rest = behind.strip_prefix('-').unwrap_or(behind);
    }
    out.push_str(rest);
    out
}
