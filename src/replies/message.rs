//! A message out of raw bytes. A kept library does the parsing; whatever it cannot read is noted,
//! never dropped: the bytes stay in the store.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use mailparse::{DispositionType, MailHeaderMap, ParsedMail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::documents::html_to_text;

/// Text beyond this many bytes or lines of one mail is not read, and the mail says so.
const MOST_TEXT: usize = 512 * 1024;
const MOST_LINES: usize = 20_000;
const LONGEST_LINE: usize = 8 * 1024;
/// A header beyond this many bytes is not read: the library's time grows with its square.
const LONGEST_HEADER: usize = 16 * 1024;
const MOST_ENCODED_WORDS: usize = 4000;
/// Parts beyond this many, or nested deeper than `DEEPEST`, are not read.
const MOST_PARTS: usize = 200;
const DEEPEST: usize = 12;

/// What a mail says of itself, and its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub from: Option<String>,
    pub from_name: Option<String>,
    /// Every address it was sent or delivered to, in small letters.
    pub recipients: Vec<String>,
    pub subject: String,
    pub date: Option<DateTime<Utc>>,
    /// The topmost Received line's date.
    pub received: Option<DateTime<Utc>>,
    pub automatic: Automatic,
    pub report: Option<Report>,
    pub text: String,
    /// The HTML version, where `text` is the plain one.
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
    /// What could not be read, for the person who looks at the mail.
    pub notes: Vec<String>,
}

/// Headers by which a machine says that it is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a header that is there or not")]
pub struct Automatic {
    pub auto_submitted: bool,
    pub vacation: bool,
    pub bulk: bool,
    pub null_sender: bool,
    pub failed_recipients: bool,
}

/// A multipart/report: a delivery or read notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    Delivery { action: String, status: String, original_message_id: Option<String> },
    Disposition { original_message_id: Option<String> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: usize,
    pub sha256: String,
    /// `read` or `not_read`.
    pub text_status: String,
}

impl Attachment {
    /// A document, rather than a crest, a card or a signature.
    pub fn may_have_text(&self) -> bool {
        let kind = self.media_type.as_str();
        let picture = kind.starts_with("image/") && self.bytes < 200_000;
        let card = matches!(kind, "text/calendar" | "text/vcard" | "text/x-vcard");
        !(picture || card || kind.ends_with("-signature"))
    }
}

/// Reads `raw`; never fails: what cannot be parsed becomes a note.
pub fn read(raw: &[u8]) -> Message {
    let raw = without_mbox_line(raw);
    let mut message = Message::default();
    if depth_of(raw) > DEEPEST {
        message.notes.push("the mail nests parts too deeply to be read".to_owned());
        read_headers_only(raw, &mut message);
        return message;
    }
    let bounded = with_bounded_headers(raw);
    if bounded.len() < raw.len() {
        message.notes.push("a header is too long: only its start was read".to_owned());
    }
    let raw = bounded.as_ref();
    if raw.windows(2).filter(|pair| pair == b"=?").count() > MOST_ENCODED_WORDS {
        message.notes.push("the mail has too many encoded words to be read".to_owned());
        let text = String::from_utf8_lossy(split_head(raw).1).into_owned();
        message.text = bounded_text(&text, &mut message.notes);
        return message;
    }
    match mailparse::parse_mail(raw) {
        Ok(mail) => {
            headers(&mail.headers, &mut message);
            let mut parts = Parts::default();
            parts.walk(&mail, 0);
            parts.finish(&mut message);
        }
        Err(error) => {
            message.notes.push(format!("the mail is broken: {error}"));
            read_headers_only(raw, &mut message);
        }
    }
    message
}

/// The SHA-256 of `bytes` in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
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
    let raw = without_mbox_line(raw);
    let (head, body) = split_head(raw);
    let mut kept = Vec::with_capacity(raw.len());
    let mut keeping = true;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let end = line.iter().position(|byte| *byte == b':');
            // A line that is no header is kept: it may be all there is.
            keeping = end.and_then(|end| line.get(..end)).is_none_or(|name| {
                written(&String::from_utf8_lossy(name).trim().to_ascii_lowercase())
            });
        }
        if keeping {
            kept.extend(line.iter().filter(|byte| **byte != b'\r'));
        }
    }
    kept.extend(body.iter().filter(|byte| **byte != b'\r'));
    sha256(&kept)
}

/// Some exports put mbox's "From " line on top of a single message.
fn without_mbox_line(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"From ") {
        return raw;
    }
    raw.iter().position(|byte| *byte == b'\n').and_then(|end| raw.get(end + 1..)).unwrap_or(raw)
}

fn split_head(raw: &[u8]) -> (&[u8], &[u8]) {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let found = ends
        .iter()
        .filter_map(|end| {
            let at = raw.windows(end.len()).position(|window| window == *end)?;
            Some(at + end.len())
        })
        .min();
    found.and_then(|at| raw.split_at_checked(at)).unwrap_or((raw, &[]))
}

/// How many multiparts could be open inside each other at most, told from the boundaries named:
/// the library recurses, so hostile depth must be seen before it starts.
fn depth_of(raw: &[u8]) -> usize {
    let needle = b"multipart/";
    raw.windows(needle.len()).filter(|window| window.eq_ignore_ascii_case(needle)).count()
}

fn read_headers_only(raw: &[u8], message: &mut Message) {
    let (head, body) = split_head(raw);
    if let Ok((parsed, _)) = mailparse::parse_headers(head) {
        headers(&parsed, message);
    }
    let body = body.get(..body.len().min(MOST_TEXT)).unwrap_or(body);
    message.text = bounded_text(&String::from_utf8_lossy(body), &mut message.notes);
}

/// `raw` with every field of its head cut to `LONGEST_HEADER` bytes.
fn with_bounded_headers(raw: &[u8]) -> Cow<'_, [u8]> {
    let (head, body) = split_head(raw);
    if head.len() <= LONGEST_HEADER {
        return Cow::Borrowed(raw);
    }
    let mut kept = Vec::with_capacity(raw.len());
    let mut length = 0;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let continued = line.starts_with(b" ") || line.starts_with(b"\t");
        length = if continued { length + line.len() } else { line.len() };
        if length <= LONGEST_HEADER {
            kept.extend(line);
        } else if !continued {
            kept.extend(line.iter().take(LONGEST_HEADER).filter(|byte| **byte != b'\n'));
            kept.push(b'\n');
        }
    }
    kept.extend(body);
    Cow::Owned(kept)
}

/// The start of `text` that is read, and a note if that is not all of it.
fn bounded_text(text: &str, notes: &mut Vec<String>) -> String {
    let cut =
        |line: &str, most: usize| line.char_indices().take_while(|(at, _)| *at < most).count();
    let mut kept = String::with_capacity(text.len().min(MOST_TEXT));
    let mut whole = true;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index >= MOST_LINES || kept.len() + line.len().min(LONGEST_LINE) > MOST_TEXT {
            whole = false;
            break;
        }
        if line.len() > LONGEST_LINE {
            whole = false;
            kept.extend(line.chars().take(cut(line, LONGEST_LINE)));
            kept.push('\n');
        } else {
            kept.push_str(line);
        }
    }
    if !whole {
        notes.push("the text is too long: only a part of it was read".to_owned());
    }
    kept
}

fn headers(headers: &[mailparse::MailHeader<'_>], message: &mut Message) {
    let first = |name: &str| headers.get_first_value(name).map(|value| value.trim().to_owned());
    message.message_id = first("Message-ID").and_then(|value| ids(&value).into_iter().next());
    message.in_reply_to = first("In-Reply-To").map(|value| ids(&value)).unwrap_or_default();
    message.references = first("References").map(|value| ids(&value)).unwrap_or_default();
    message.subject =
        first("Subject").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    message.date = first("Date").and_then(|value| date(&value));
    message.received = headers
        .get_first_value("Received")
        .and_then(|value| value.rsplit(';').next().and_then(date));
    let from = first("From").map(|value| addresses(&value)).unwrap_or_default();
    if let Some((name, address)) = from.into_iter().next() {
        message.from = Some(address);
        message.from_name = name;
    }
    for name in ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"] {
        for value in headers.get_all_values(name) {
            message.recipients.extend(addresses(&value).into_iter().map(|(_, address)| address));
        }
    }
    for value in headers.get_all_values("Received") {
        message.recipients.extend(received_for(&value));
    }
    message.recipients.dedup();
    message.automatic = automatic(headers);
}

fn automatic(headers: &[mailparse::MailHeader<'_>]) -> Automatic {
    let value =
        |name: &str| headers.get_first_value(name).map(|text| text.trim().to_ascii_lowercase());
    let precedence = value("Precedence").unwrap_or_default();
    Automatic {
        auto_submitted: value("Auto-Submitted").is_some_and(|text| !text.starts_with("no")),
        vacation: value("X-Autoreply").is_some()
            || value("X-Autorespond").is_some()
            || precedence == "auto_reply",
        bulk: matches!(precedence.as_str(), "bulk" | "junk" | "list"),
        null_sender: value("Return-Path").is_some_and(|text| text == "<>"),
        failed_recipients: value("X-Failed-Recipients").is_some(),
    }
}

/// The ids in a header, with or without angle brackets, without them.
fn ids(value: &str) -> Vec<String> {
    value
        .split(|c: char| c.is_whitespace() || c == ',' || c == '<' || c == '>')
        .filter(|id| id.contains('@'))
        .map(str::to_owned)
        .collect()
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    let seconds = mailparse::dateparse(text.trim()).ok()?;
    DateTime::from_timestamp(seconds, 0)
}

/// Names and addresses of a header; a header the library refuses is searched for addresses.
fn addresses(value: &str) -> Vec<(Option<String>, String)> {
    let Ok(list) = mailparse::addrparse(value) else {
        return value
            .split(|c: char| c.is_whitespace() || "<>,;\"'()[]".contains(c))
            .filter(|word| word.contains('@'))
            .map(|word| (None, word.to_ascii_lowercase()))
            .collect();
    };
    list.iter()
        .flat_map(|entry| match entry {
            mailparse::MailAddr::Single(single) => vec![single.clone()],
            mailparse::MailAddr::Group(group) => group.addrs.clone(),
        })
        .map(|single| (single.display_name, single.addr.to_ascii_lowercase()))
        .collect()
}

/// The address after "for" in a Received line.
fn received_for(value: &str) -> Option<String> {
    let mut words = value.split_whitespace().skip_while(|word| *word != "for").skip(1);
    let address = words.next()?.trim_matches(|c: char| "<>;".contains(c));
    address.contains('@').then(|| address.to_ascii_lowercase())
}

/// The parts of a mail, sorted into text, attachments and reports as they are met.
#[derive(Default)]
struct Parts {
    plain: Vec<String>,
    html: Vec<String>,
    attachments: Vec<Attachment>,
    report: Option<Report>,
    seen: usize,
    notes: Vec<String>,
}

impl Parts {
    fn walk(&mut self, part: &ParsedMail<'_>, depth: usize) {
        self.seen += 1;
        if self.seen > MOST_PARTS || depth > DEEPEST {
            self.notes.push("the mail has too many parts: the rest was not read".to_owned());
            return;
        }
        let media_type = part.ctype.mimetype.as_str();
        if media_type == "multipart/report" {
            self.report = report(part);
        }
        if media_type.starts_with("multipart/") {
            for inner in &part.subparts {
                self.walk(inner, depth + 1);
            }
            return;
        }
        let disposition = part.get_content_disposition();
        let name = disposition.params.get("filename").or_else(|| part.ctype.params.get("name"));
        let attached = disposition.disposition == DispositionType::Attachment || name.is_some();
        match (attached, media_type) {
            (false, "text/plain") => self.text(part, false),
            (false, "text/html") => self.text(part, true),
            (_, _) => self.attach(part, name.map(String::as_str).unwrap_or_default()),
        }
    }

    fn text(&mut self, part: &ParsedMail<'_>, is_html: bool) {
        let text = part.get_body().unwrap_or_else(|error| {
            self.notes.push(format!("a text part has a broken encoding: {error}"));
            String::from_utf8_lossy(part.raw_bytes).into_owned()
        });
        self.check_charset(part, &text);
        if is_html {
            let start = text.char_indices().take_while(|(at, _)| *at < MOST_TEXT).count();
            let cut = start < text.chars().count();
            let read: String = if cut { text.chars().take(start).collect() } else { text };
            let drawn = html_to_text(&read);
            if cut || drawn.cut {
                self.notes.push("the HTML is too long: only its start was read".to_owned());
            }
            self.html.push(drawn.text);
        } else {
            self.plain.push(text);
        }
    }

    /// In an unknown encoding "≤5" may come out as 5.
    fn check_charset(&mut self, part: &ParsedMail<'_>, text: &str) {
        let charset = part.ctype.charset.as_str();
        let known = encoding_rs::Encoding::for_label(charset.as_bytes()).is_some()
            || charset.eq_ignore_ascii_case("utf-7");
        let plain = text.is_ascii() && part.raw_bytes.is_ascii();
        if !known && !plain {
            self.notes.push(format!("the text is in an unknown encoding, {charset}"));
        }
    }

    fn attach(&mut self, part: &ParsedMail<'_>, name: &str) {
        let bytes = part.get_body_raw().unwrap_or_else(|_| part.raw_bytes.to_vec());
        self.attachments.push(Attachment {
            name: name.to_owned(),
            media_type: part.ctype.mimetype.clone(),
            bytes: bytes.len(),
            sha256: sha256(&bytes),
            text_status: "not_read".to_owned(),
        });
    }

    fn finish(self, message: &mut Message) {
        let tidy =
            |parts: Vec<String>| parts.join("\n").replace("\r\n", "\n").replace('\u{a0}', " ");
        message.notes.extend(self.notes);
        let (plain, html) = (tidy(self.plain), tidy(self.html));
        let html = bounded_text(&html, &mut message.notes);
        if plain.trim().is_empty() {
            message.text = html;
        } else {
            message.text = bounded_text(&plain, &mut message.notes);
            message.html = Some(html).filter(|html| !html.trim().is_empty());
        }
        message.attachments = self.attachments;
        message.report = self.report;
    }
}

fn report(part: &ParsedMail<'_>) -> Option<Report> {
    let body_of = |media_type: &str| {
        part.subparts
            .iter()
            .find(|inner| inner.ctype.mimetype == media_type)
            .and_then(|inner| inner.get_body().ok())
    };
    let original = part
        .subparts
        .iter()
        .filter(|inner| {
            matches!(inner.ctype.mimetype.as_str(), "message/rfc822" | "text/rfc822-headers")
        })
        .find_map(|inner| field_of(&inner.get_body().ok()?, "Message-ID"))
        .and_then(|value| ids(&value).into_iter().next());
    if let Some(body) = body_of("message/disposition-notification") {
        let named = field_of(&body, "Original-Message-ID");
        let original_message_id =
            named.and_then(|value| ids(&value).into_iter().next()).or(original);
        return Some(Report::Disposition { original_message_id });
    }
    let body = body_of("message/delivery-status")?;
    // A block for each recipient: the worst of them is what became of the letter.
    let (action, status) = body
        .replace("\r\n", "\n")
        .split("\n\n")
        .filter_map(|block| {
            let action = field_of(block, "Action")?.to_ascii_lowercase();
            Some((action, field_of(block, "Status").unwrap_or_default()))
        })
        .max_by_key(|(action, _)| match action.as_str() {
            "failed" | "expired" => 3,
            "delayed" => 2,
            "delivered" | "relayed" | "expanded" => 0,
            _ => 1,
        })
        .unwrap_or_default();
    Some(Report::Delivery { action, status, original_message_id: original })
}

fn field_of(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}
