//! Transfer encodings, read as far as they can be: junk is skipped, what is cut off ends there.

use std::borrow::Cow;

/// The bytes a part stands for; `false` beside them when some could not be read.
pub(super) fn decoded<'a>(body: &'a [u8], encoding: &str) -> (Cow<'a, [u8]>, bool) {
    match encoding {
        "base64" | "b" => {
            let (bytes, whole) = base64(body);
            (Cow::Owned(bytes), whole)
        }
        "quoted-printable" | "quotedprintable" | "q" => (Cow::Owned(quoted_printable(body)), true),
        _ => (Cow::Borrowed(body), true),
    }
}

const PAD: u8 = 0xfe;
const JUNK: u8 = 0xff;

#[expect(clippy::indexing_slicing, reason = "at compile time a wrong index is an error")]
#[expect(clippy::cast_possible_truncation, reason = "an index below 64")]
const fn table() -> [u8; 256] {
    let mut table = [JUNK; 256];
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut index = 0;
    while index < letters.len() {
        table[letters[index] as usize] = index as u8;
        index += 1;
    }
    table[b'=' as usize] = PAD;
    table
}

static TABLE: [u8; 256] = table();

fn sextet(byte: u8) -> u8 {
    TABLE.get(usize::from(byte)).copied().unwrap_or(JUNK)
}

/// Base64 with whatever a gateway put into it; a footer behind the padding is junk.
pub(super) fn base64(body: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + 3);
    let whole = base64_by_lines(body, &mut out, |_| {});
    (out, whole)
}

/// The length and hash of what `body` stands for, without keeping it.
pub(super) fn base64_sum(body: &[u8]) -> (usize, String) {
    let mut sum = super::identity::Sum::default();
    let mut out = Vec::with_capacity(2 * BLOCK);
    base64_by_lines(body, &mut out, |out| {
        if out.len() >= BLOCK {
            sum.add(out);
            out.clear();
        }
    });
    sum.add(&out);
    sum.finish()
}

const BLOCK: usize = 32 * 1024;

/// Decodes into `out`, which `line_read` sees after every line; gives whether most of it was base64.
fn base64_by_lines(
    body: &[u8],
    out: &mut Vec<u8>,
    mut line_read: impl FnMut(&mut Vec<u8>),
) -> bool {
    let (mut bits, mut held, mut junk, mut letters) = (0_u32, 0_u32, 0_usize, 0_usize);
    for line in body.split(|byte| *byte == b'\n') {
        let mut rest = line;
        // Whole groups of four, the common case.
        while held == 0
            && let Some(([a, b, c, d], behind)) = rest.split_first_chunk::<4>()
        {
            let (a, b, c, d) = (sextet(*a), sextet(*b), sextet(*c), sextet(*d));
            if (a | b | c | d) & 0xc0 != 0 {
                break;
            }
            let group = u32::from(a) << 18 | u32::from(b) << 12 | u32::from(c) << 6 | u32::from(d);
            let [_, first, second, third] = group.to_be_bytes();
            out.extend([first, second, third]);
            letters += 4;
            rest = behind;
        }
        for byte in rest {
            match sextet(*byte) {
                // Padding closes a group; another stretch of base64 may follow it.
                PAD => (bits, held) = (0, 0),
                JUNK => junk += usize::from(!byte.is_ascii_whitespace()),
                value => {
                    letters += 1;
                    bits = bits << 6 | u32::from(value);
                    held += 6;
                    if held >= 8 {
                        held -= 8;
                        out.push(u8::try_from(bits >> held & 0xff).unwrap_or_default());
                    }
                }
            }
        }
        line_read(out);
    }
    junk * 20 <= letters
}

/// Quoted-printable; an equals sign that escapes nothing stands for itself.
pub(super) fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let end = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        let hex = rest
            .split_first_chunk::<2>()
            .and_then(|([high, low], behind)| Some((nibble(*high)? << 4 | nibble(*low)?, behind)));
        if let Some((byte, behind)) = hex {
            out.push(byte);
            rest = behind;
        } else if let Some(end) = end.filter(|end| rest.get(*end) == Some(&b'\n')) {
            rest = rest.get(end + 1..).unwrap_or_default();
        } else if end.is_some() {
            out.push(b'=');
        }
    }
    out.extend_from_slice(rest);
    out
}

pub(super) fn nibble(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
