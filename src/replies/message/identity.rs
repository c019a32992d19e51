//! What makes two files the same mail.

use sha2::{Digest, Sha256};

use super::repair::without_mbox_line;

/// The SHA-256 of `bytes` in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(digest: &[u8]) -> String {
    use std::fmt::Write;
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A hash taken piece by piece.
#[derive(Default)]
pub(super) struct Sum {
    hash: Sha256,
    length: usize,
}

impl Sum {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.length += bytes.len();
    }

    /// How many bytes there were, and their hash.
    pub(super) fn finish(self) -> (usize, String) {
        (self.length, hexadecimal(&self.hash.finalize()))
    }
}

/// A hash of what the sender wrote: it does not change with the road the mail came by.
pub fn content_hash(raw: &[u8]) -> String {
    const WRITTEN: [&str; 9] = [
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "mime-version",
    ];
    let written = |name: &str| {
        // An mbox writes Content-Length on its own account.
        WRITTEN.contains(&name) || (name.starts_with("content-") && name != "content-length")
    };
    let (head, body) = split_head(without_mbox_line(raw));
    let mut hash = Sha256::new();
    let mut keeping = true;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let end = memchr::memchr(b':', line);
            // A line that is no header is kept: it may be all there is.
            keeping = end.and_then(|end| line.get(..end)).is_none_or(|name| {
                written(&String::from_utf8_lossy(name).trim().to_ascii_lowercase())
            });
        }
        if keeping {
            without_returns(&mut hash, line);
        }
    }
    without_returns(&mut hash, body);
    hexadecimal(&hash.finalize())
}

fn without_returns(hash: &mut Sha256, bytes: &[u8]) {
    let mut kept = Vec::with_capacity(64 * 1024);
    for block in bytes.chunks(64 * 1024) {
        kept.clear();
        let mut rest = block;
        while let Some(at) = memchr::memchr(b'\r', rest) {
            kept.extend_from_slice(rest.get(..at).unwrap_or_default());
            rest = rest.get(at + 1..).unwrap_or_default();
        }
        kept.extend_from_slice(rest);
        hash.update(&kept);
    }
}

/// Head and body at the first empty line.
fn split_head(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut from = 0;
    while let Some(found) = raw.get(from..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        let next = from + found + 1;
        let rest = raw.get(next..).unwrap_or_default();
        let ends = if rest.starts_with(b"\n") {
            Some(next + 1)
        } else if rest.starts_with(b"\r\n") {
            Some(next + 2)
        } else {
            None
        };
        if let Some(split) = ends.and_then(|at| raw.split_at_checked(at)) {
            return split;
        }
        from = next;
    }
    (raw, &[])
}
