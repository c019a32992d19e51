//! Bytes set right before they are parsed: line ends, marks of a mailbox file, the end of the head.

use std::borrow::Cow;

use super::limits::{LONGEST_HEADER, MOST_HEADERS};

/// `raw` with line feeds in it, out of whatever a program saved it as.
pub(super) fn normalised(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.starts_with(&[0xff, 0xfe]) || raw.starts_with(&[0xfe, 0xff]) {
        let (text, _, _) = encoding_rs::UTF_16LE.decode(raw);
        return Cow::Owned(text.into_owned().into_bytes());
    }
    let raw = raw.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(raw);
    let raw = without_mbox_line(raw);
    let start = raw.get(..4096).unwrap_or(raw);
    if memchr::memchr(b'\n', start).is_none() && memchr::memchr(b'\r', start).is_some() {
        return Cow::Owned(
            raw.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect(),
        );
    }
    Cow::Borrowed(raw)
}

/// Some exports put mbox's "From " line on top of a single message.
pub(super) fn without_mbox_line(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"From ") || raw.starts_with(b"From :") {
        return raw;
    }
    memchr::memchr(b'\n', raw).and_then(|end| raw.get(end + 1..)).unwrap_or(raw)
}

/// A part's head, with plain line feeds and nothing a parser would stumble over, and its body.
pub(super) struct Split<'a> {
    pub(super) head: Vec<u8>,
    pub(super) body: &'a [u8],
    pub(super) cut: bool,
}

/// The head ends at an empty line, or where lines stop being headers.
pub(super) fn split(raw: &[u8]) -> Split<'_> {
    let mut split = Split { head: Vec::new(), body: raw, cut: false };
    let (mut rest, mut length, mut count) = (raw, 0, 0);
    while !rest.is_empty() {
        let (line, behind) = next_line(rest);
        let kind = kind_of(line, behind);
        if kind == Kind::Body || (kind == Kind::Continued && split.head.is_empty()) {
            split.body = rest;
            return split;
        }
        rest = behind;
        split.body = behind;
        match kind {
            Kind::End => return split,
            Kind::Continued => {
                split.head.pop();
                split.head.extend(b"\n ");
                length += line.len();
            }
            Kind::Header => {
                length = line.len();
                count += 1;
            }
            Kind::Mailbox | Kind::Body => continue,
        }
        let before = length - line.len();
        let room = LONGEST_HEADER.saturating_sub(before).min(line.len());
        let room = if count > MOST_HEADERS { 0 } else { room };
        split.cut |= room < line.len();
        let kept = line.get(..room).unwrap_or(line);
        split.head.extend(kept.iter().filter(|byte| !matches!(byte, 0 | b'\r')));
        split.head.push(b'\n');
    }
    split
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Header,
    Continued,
    End,
    /// A line that a mailbox file put there.
    Mailbox,
    Body,
}

fn kind_of(line: &[u8], behind: &[u8]) -> Kind {
    if line.iter().all(|byte| matches!(byte, 0 | b'\r')) {
        return Kind::End;
    }
    if matches!(line.first(), Some(b' ' | b'\t')) {
        // An empty line of the head that a program filled with blanks.
        let blank = line.iter().all(u8::is_ascii_whitespace);
        return if blank && !headers_follow(behind) { Kind::End } else { Kind::Continued };
    }
    if name_of(line).is_some() {
        return Kind::Header;
    }
    if line.starts_with(b"From ") || line.starts_with(b">From ") {
        return Kind::Mailbox;
    }
    // A subject that some gateway wrapped without indenting it.
    if !line.starts_with(b"--") && headers_follow(behind) { Kind::Continued } else { Kind::Body }
}

/// The next line without its line feed, and what follows.
fn next_line(rest: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'\n', rest) {
        Some(end) => (rest.get(..end).unwrap_or(rest), rest.get(end + 1..).unwrap_or_default()),
        None => (rest, &[]),
    }
}

/// The name of the header that `line` opens.
pub(super) fn name_of(line: &[u8]) -> Option<&[u8]> {
    let start = line.get(..80).unwrap_or(line);
    let end = memchr::memchr(b':', start)?;
    let name = line.get(..end)?.trim_ascii_end();
    let fits = !name.is_empty() && name.iter().all(|byte| *byte == 0 || byte.is_ascii_graphic());
    fits.then_some(name)
}

/// Whether a header that every mail has stands in the next few lines.
fn headers_follow(behind: &[u8]) -> bool {
    const KNOWN: [&[u8]; 8] = [
        b"from",
        b"to",
        b"subject",
        b"date",
        b"message-id",
        b"mime-version",
        b"content-type",
        b"content-transfer-encoding",
    ];
    let mut rest = behind;
    for _ in 0..4 {
        let (line, next) = next_line(rest);
        rest = next;
        if line.is_empty() || line == b"\r" {
            return false;
        }
        let name = name_of(line).map(<[u8]>::to_ascii_lowercase);
        if name.is_some_and(|name| KNOWN.contains(&name.as_slice())) {
            return true;
        }
    }
    false
}
