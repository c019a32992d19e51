//! An mbox: messages behind each other, each below a line "From somebody day time year". Lines of a
//! message that begin so carry a `>` more (mboxrd), or the first one did (mboxo), or none of them
//! (a careless program): a line only parts two messages if it has a time and a year, and header lines
//! below it.

use std::io::{self, BufRead};
use std::path::Path;
use std::sync::LazyLock;

use anyhow::Context;
use regex::bytes::Regex;

use super::{LARGEST, Message};

/// The longest line that is looked at as a whole.
const LONGEST_LINE: u64 = 1024 * 1024;

static ENVELOPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i-u)^From \S.*\d\d?:\d\d(?::\d\d)?\b.*\b(?:19|20)\d\d\b|^From \S+ +\w{3}.*\b(?:19|20)\d\d\b|^From - \w{3}").ok()
});
static HEADER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)^(?:>?From |[!-9;-~]+[ \t]*:)").ok());
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)^>+From ").ok());

fn is(pattern: &LazyLock<Option<Regex>>, line: &[u8]) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(line))
}

/// Whether `from` begins as an mbox does; nothing of it is used up.
pub(super) fn begins(from: &mut impl BufRead) -> io::Result<bool> {
    let start = from.fill_buf()?;
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(is(&ENVELOPE, line))
}

/// Gives each message of the mbox `from` to `take`.
pub(super) fn read(
    path: &Path,
    mut from: impl BufRead,
    take: &mut dyn FnMut(Message) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let reading = || format!("reading {}", path.display());
    let mut current = Vec::new();
    let mut number = 0;
    let mut give = |bytes: &mut Vec<u8>, number: &mut usize| {
        let bytes = std::mem::take(bytes);
        if bytes.is_empty() {
            return Ok(());
        }
        *number += 1;
        let file = format!("{}#{number}", path.display());
        anyhow::ensure!(
            u64::try_from(bytes.len())? <= LARGEST,
            "{file} is larger than 100 MiB: it is no mail, or must be taken in another way"
        );
        take(Message { file, bytes })
    };
    let mut below_blank = true;
    let mut envelope: Option<Vec<u8>> = None;
    loop {
        let line = line(&mut from).with_context(reading)?;
        if let Some(parting) = envelope.take() {
            if is(&HEADER, &line) {
                without_last_blank(&mut current);
                give(&mut current, &mut number)?;
            } else {
                current.extend(parting);
            }
        }
        if line.is_empty() {
            break;
        }
        if below_blank && is(&ENVELOPE, &line) {
            envelope = Some(line);
            below_blank = false;
            continue;
        }
        below_blank = line == b"\n" || line == b"\r\n";
        let quoted = is(&QUOTED, &line);
        // What is larger than a mail can be is not held in memory; `give` says so.
        if u64::try_from(current.len())? <= LARGEST {
            current.extend(line.get(usize::from(quoted)..).unwrap_or_default());
        }
    }
    without_last_blank(&mut current);
    give(&mut current, &mut number)
}

/// The next line with its end, or so much of it as is looked at at once; empty behind the last one.
fn line(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    io::Read::take(from, LONGEST_LINE).read_until(b'\n', &mut line)?;
    Ok(line)
}

/// The blank line before an envelope belongs to the mbox, not to the message.
fn without_last_blank(bytes: &mut Vec<u8>) {
    for end in [&b"\r\n\r\n"[..], b"\n\n"] {
        if bytes.ends_with(end) {
            bytes.truncate(bytes.len() - end.len() / 2);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(mbox: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut from = mbox.as_bytes();
        assert!(begins(&mut from).unwrap());
        read(Path::new("inbox"), from, &mut |message| {
            found.push(String::from_utf8(message.bytes).unwrap());
            Ok(())
        })
        .unwrap();
        found
    }

    #[test]
    fn messages_are_parted_at_their_envelopes_and_quoted_lines_lose_one_mark() {
        let mbox = "From a@b.example Mon Mar  3 10:00:00 2025\nSubject: one\n\n>From here on\n>>From \
                    there\n\nFrom c@d.example Tue Mar  4 10:00:00 2025\nSubject: two\n\nend\n\n";
        let found = messages(mbox);
        assert_eq!(found[0], "Subject: one\n\nFrom here on\n>From there\n");
        assert_eq!(found[1], "Subject: two\n\nend\n");
    }

    #[test]
    fn a_sentence_that_begins_with_from_parts_nothing() {
        let mbox = "From a@b.example Mon Mar  3 10:00:00 2025\nSubject: one\n\nFigures\n\nFrom April \
                    2024 on we count otherwise.\nSo there are 12.\n\nFrom Monday 10:00 in 2025\nwe \
                    are open\n";
        assert_eq!(messages(mbox).len(), 1);
    }
}
