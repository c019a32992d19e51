//! The bytes of a letter read again before they are frozen: lines that mail carries, each header once,
//! and each saying what was meant.

use mailparse::{MailAddr, MailHeader, MailHeaderMap};

use super::bytes::one_line;

/// The longest line that mail carries, in octets (RFC 5322, 2.1.1).
const LONGEST: usize = 998;

/// What the headers are to say; a person is a name and an address.
pub(super) struct Meant {
    pub(super) from: (String, String),
    /// Nobody, where a person sends it on a page of theirs.
    pub(super) to: Option<(String, String)>,
    pub(super) subject: String,
    pub(super) message_id: String,
}

/// Headers that a letter has; no other may stand in it.
const HEADERS: [&str; 12] = [
    "from",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];

/// Fails with the first thing that would not arrive as it was meant.
pub(super) fn check(bytes: &[u8], meant: &Meant) -> anyhow::Result<()> {
    lines(bytes)?;
    let (headers, _) = mailparse::parse_headers(bytes)?;
    let mut seen: Vec<String> = Vec::new();
    for header in &headers {
        let key = header.get_key().to_ascii_lowercase();
        anyhow::ensure!(HEADERS.contains(&key.as_str()), "it would have a header `{key}`");
        anyhow::ensure!(!seen.contains(&key), "it would have two headers `{key}`");
        anyhow::ensure!(header.get_value_raw().is_ascii(), "`{key}` is not ASCII");
        seen.push(key);
    }
    let value = |key: &str| headers.get_first_value(key).unwrap_or_default();
    let subject = one_line(&value("Subject"));
    anyhow::ensure!(
        subject == meant.subject,
        "its subject \u{201c}{}\u{201d} would read \u{201c}{subject}\u{201d}",
        meant.subject
    );
    anyhow::ensure!(
        value("Message-ID").trim() == format!("<{}>", meant.message_id),
        "its Message-ID would be {}",
        value("Message-ID")
    );
    for (key, meant) in [("From", Some(&meant.from)), ("To", meant.to.as_ref())] {
        let read = headers.get_first_header(key).and_then(person);
        anyhow::ensure!(
            read.as_ref() == meant,
            "`{key}` is to be {meant:?}, and would read as {read:?}"
        );
    }
    Ok(())
}

/// Every line ends as it must, and none is too long for mail.
fn lines(bytes: &[u8]) -> anyhow::Result<()> {
    let mut before = b'\0';
    let mut length = 0;
    for (at, byte) in bytes.iter().copied().enumerate() {
        let next = bytes.get(at + 1).copied();
        anyhow::ensure!(byte != b'\n' || before == b'\r', "a line would end without a return");
        anyhow::ensure!(byte != b'\r' || next == Some(b'\n'), "a return would stand alone");
        anyhow::ensure!(byte != 0, "it would have a byte 0 in it");
        length = if byte == b'\n' { 0 } else { length + 1 };
        // The return at its end is one of two octets that do not count.
        anyhow::ensure!(
            length <= LONGEST + 1,
            "a line would be longer than {LONGEST} octets: break a word in it"
        );
        before = byte;
    }
    Ok(())
}

/// The one person that a header names.
fn person(header: &MailHeader<'_>) -> Option<(String, String)> {
    let list = mailparse::addrparse_header(header).ok()?;
    let [MailAddr::Single(single)] = list.as_slice() else { return None };
    let name = single.display_name.as_deref().map(one_line).unwrap_or_default();
    Some((name, single.addr.clone()))
}
