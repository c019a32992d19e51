//! Outlook's .msg files: a small file system of property streams (MS-OXMSG).

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use cfb::CompoundFile;
use chrono::{DateTime, Utc};

use super::enclosed::Enclosed;
use super::headers::{self, Fields};
use super::limits::MOST_PARTS;
use super::mapi::{self, BINARY, STRING_8, STRING_16, id};
use super::parts::{Parts, Piece};
use super::{Message, repair, tnef};
use crate::documents;

const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// A stream beyond this many bytes is not read.
const LONGEST: u64 = 64 * 1024 * 1024;

pub(super) fn is_one(raw: &[u8]) -> bool {
    raw.starts_with(&MAGIC)
}

/// Reads a .msg file; another document in the same format has no subject and no text.
pub(super) fn read(raw: &[u8], keep: bool) -> Message {
    // The format's library checks what it reads; should it miss something, the mail says so.
    let read =
        catch_unwind(AssertUnwindSafe(|| Folder::open(raw, keep).map(|folder| message(&folder))));
    match read {
        Ok(Some(message)) => message,
        Ok(None) | Err(_) => Message {
            notes: vec!["the Outlook file is broken: save the mail again as .eml".to_owned()],
            ..Message::default()
        },
    }
}

/// A storage of the file: the mail itself, a recipient, an attachment.
struct Folder<'a> {
    file: std::cell::RefCell<CompoundFile<Cursor<&'a [u8]>>>,
    /// The bytes of attachments are wanted too.
    keep: bool,
}

/// A storage's path, and the encoding of its eight-bit strings.
struct Place {
    path: String,
    codepage: u32,
}

impl Place {
    fn inner(&self, name: &str) -> Self {
        Self { path: format!("{}/{name}", self.path), codepage: self.codepage }
    }
}

impl<'a> Folder<'a> {
    fn open(raw: &'a [u8], keep: bool) -> Option<Self> {
        let file = CompoundFile::open(Cursor::new(raw)).ok()?;
        Some(Self { file: file.into(), keep })
    }

    fn stream(&self, path: &str) -> Option<Vec<u8>> {
        let mut file = self.file.borrow_mut();
        let stream = file.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        let _ = stream.take(LONGEST).read_to_end(&mut bytes);
        Some(bytes)
    }

    fn text(&self, place: &Place, number: u16) -> Option<String> {
        [STRING_16, STRING_8].into_iter().find_map(|kind| {
            let bytes = self.stream(&format!("{}/{}", place.path, name(number, kind)))?;
            mapi::text(kind, &bytes, place.codepage).filter(|text| !text.is_empty())
        })
    }

    fn bytes(&self, place: &Place, number: u16) -> Option<Vec<u8>> {
        self.stream(&format!("{}/{}", place.path, name(number, BINARY)))
    }

    /// A property of fixed size; `head` is what stands before the list.
    fn fixed(&self, place: &Place, head: usize, number: u16) -> Option<[u8; 8]> {
        let list = self.stream(&format!("{}/__properties_version1.0", place.path))?;
        list.get(head..)?.as_chunks::<16>().0.iter().find_map(|entry| {
            let [_, _, low, high, _, _, _, _, value @ ..] = entry;
            (u16::from_le_bytes([*low, *high]) == number).then_some(*value)
        })
    }

    /// The storages in `place` whose names start so.
    fn storages(&self, place: &Place, start: &str) -> Vec<Place> {
        let file = self.file.borrow();
        let path = if place.path.is_empty() { "/" } else { &place.path };
        let Ok(entries) = file.read_storage(path) else { return Vec::new() };
        entries
            .filter(|entry| entry.is_storage() && entry.name().starts_with(start))
            .take(MOST_PARTS)
            .map(|entry| place.inner(entry.name()))
            .collect()
    }
}

fn name(number: u16, kind: u16) -> String {
    format!("__substg1.0_{number:04X}{kind:04X}")
}

fn message(folder: &Folder<'_>) -> Message {
    let mut message = Message::default();
    let mut place = Place { path: String::new(), codepage: 1252 };
    let number = |number| {
        let [a, b, c, d, ..] = folder.fixed(&place, 32, number)?;
        Some(u32::from_le_bytes([a, b, c, d]))
    };
    place.codepage = number(id::MESSAGE_CODEPAGE).or(number(id::INTERNET_CODEPAGE)).unwrap_or(1252);
    if let Some(head) = folder.text(&place, id::TRANSPORT_HEADERS) {
        let fields = Fields::parse(&repair::split(head.as_bytes()).head);
        headers::read(&fields, &mut message);
    }
    named(folder, &place, &mut message);
    let mut parts = Parts::keeping(folder.keep);
    let pieces = body(folder, &place, &mut parts);
    for attached in folder.storages(&place, "__attach_version1.0_") {
        attachment(folder, &attached, &mut parts);
    }
    parts.finish(pieces, &mut message);
    message
}

/// What the properties say that the transport's headers did not: a mail from within the same
/// Exchange has none.
fn named(folder: &Folder<'_>, place: &Place, message: &mut Message) {
    let text = |number| folder.text(place, number);
    let ids = |number| text(number).map(|value| headers::ids(&value)).unwrap_or_default();
    if message.subject.is_empty() {
        let subject = text(id::SUBJECT).unwrap_or_default();
        message.subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if message.message_id.is_none() {
        message.message_id = ids(id::INTERNET_MESSAGE_ID).into_iter().next();
    }
    if message.in_reply_to.is_empty() {
        message.in_reply_to = ids(id::IN_REPLY_TO);
    }
    if message.references.is_empty() {
        message.references = ids(id::INTERNET_REFERENCES);
    }
    if message.from.is_none() {
        let address = [id::SENDER_SMTP, id::SENDER_EMAIL]
            .into_iter()
            .find_map(|number| text(number).filter(|address| address.contains('@')));
        message.from = address.map(|address| address.to_ascii_lowercase());
        message.from_name = text(id::SENDER_NAME);
    }
    if message.recipients.is_empty() {
        message.recipients = recipients(folder, place);
    }
    let instant = |number| folder.fixed(place, 32, number).and_then(instant);
    message.date = message.date.or_else(|| instant(id::CLIENT_SUBMIT_TIME));
    message.received = message.received.or_else(|| instant(id::DELIVERY_TIME));
}

fn recipients(folder: &Folder<'_>, place: &Place) -> Vec<String> {
    folder
        .storages(place, "__recip_version1.0_")
        .iter()
        .filter_map(|place| {
            let numbers = [id::SMTP_ADDRESS, id::EMAIL_ADDRESS];
            numbers.into_iter().find_map(|number| {
                folder.text(place, number).filter(|address| address.contains('@'))
            })
        })
        .map(|address| address.to_ascii_lowercase())
        .collect()
}

/// A count of tenths of microseconds since 1601.
fn instant(value: [u8; 8]) -> Option<DateTime<Utc>> {
    let ticks = i64::from_le_bytes(value);
    let seconds = ticks / 10_000_000 - 11_644_473_600;
    (ticks > 0).then(|| DateTime::from_timestamp(seconds, 0)).flatten()
}

fn body(folder: &Folder<'_>, place: &Place, parts: &mut Parts) -> Vec<Piece> {
    let html = folder
        .bytes(place, id::HTML)
        .and_then(|bytes| tnef::html(&bytes))
        .or_else(|| folder.text(place, id::HTML));
    let html = html.and_then(|html| parts.html(&html).into_iter().next());
    let plain = folder.text(place, id::BODY).filter(|text| !text.trim().is_empty());
    let plain = plain.or_else(|| {
        let rtf = documents::compressed_rtf(&folder.bytes(place, id::RTF_COMPRESSED)?)?;
        Some(documents::rtf_to_text(&rtf))
    });
    vec![Piece { plain, html: html.and_then(|piece| piece.html), copy: false }]
}

fn attachment(folder: &Folder<'_>, place: &Place, parts: &mut Parts) {
    let inner = place.inner(&name(id::ATTACH_DATA, mapi::OBJECT));
    let subject = folder.text(&inner, id::SUBJECT);
    if subject.is_some() || folder.text(&inner, id::BODY).is_some() {
        parts.enclosed.push(enclosed(folder, &inner, subject.unwrap_or_default()));
        return;
    }
    let Some(bytes) = folder.bytes(place, id::ATTACH_DATA) else { return };
    let numbers = [id::ATTACH_LONG_FILENAME, id::ATTACH_FILENAME];
    let name = numbers.into_iter().find_map(|number| folder.text(place, number));
    let media_type = folder.text(place, id::ATTACH_MIME_TAG);
    let media_type = media_type.as_deref().unwrap_or("application/octet-stream");
    parts.list(name.unwrap_or_default(), media_type, &bytes, None);
}

fn enclosed(folder: &Folder<'_>, place: &Place, subject: String) -> Enclosed {
    let mut inner = Message::default();
    if let Some(head) = folder.text(place, id::TRANSPORT_HEADERS) {
        headers::read(&Fields::parse(&repair::split(head.as_bytes()).head), &mut inner);
    }
    named(folder, place, &mut inner);
    Enclosed {
        message_id: inner.message_id,
        in_reply_to: inner.in_reply_to,
        references: inner.references,
        recipients: inner.recipients,
        from: inner.from,
        date: inner.date,
        subject,
        text: folder.text(place, id::BODY).unwrap_or_default(),
    }
}
