//! What a file is, by its bytes first and then by its name, and its reading.

use super::archive;
use super::model::{Block, Document, MOST_TEXT, Text};
use super::office::{Closed, OPEN_IT_YOURSELF, decrypted};
use super::sheet::SheetKind;
use super::sniff::{OfficeKind, read_office, sniff};
use super::{html_to_text, pdf};

/// A sort of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    Office(OfficeKind),
    Zip,
    Html,
    Text,
    Picture,
    /// Nothing that this program reads.
    Other,
}

/// What `bytes` are.
pub fn format(name: &str, media_type: &str, bytes: &[u8]) -> Format {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.as_deref().unwrap_or_default();
    if let Some(office) = sniff(bytes, name) {
        return Format::Office(office);
    }
    let start = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let has = |mark: &[u8]| start.windows(mark.len()).any(|window| window == mark);
    if has(b"%PDF-") {
        return Format::Pdf;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Format::Zip;
    }
    let pictures: [&[u8]; 6] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM"];
    if pictures.iter().any(|mark| bytes.starts_with(mark))
        && (media_type.starts_with("image/") || is_picture(ending))
    {
        return Format::Picture;
    }
    match ending {
        "htm" | "html" | "xhtml" => Format::Html,
        "txt" | "text" | "md" | "log" => Format::Text,
        _ => match media_type {
            "text/html" => Format::Html,
            "text/csv" | "text/tab-separated-values" => {
                Format::Office(OfficeKind::Sheet(SheetKind::Delimited))
            }
            kind if kind.starts_with("text/") => Format::Text,
            _ => Format::Other,
        },
    }
}

fn is_picture(ending: &str) -> bool {
    matches!(ending, "png" | "jpg" | "jpeg" | "gif" | "tif" | "tiff" | "bmp")
}

/// Reads a file for its text and its tables. Scans are left to who can look at pictures: their pages
/// stand in `scans`.
pub fn read(name: &str, media_type: &str, bytes: &[u8]) -> Document {
    read_with(name, media_type, bytes, None)
}

/// The same of a file that may open with `password` only; one that opens without is read as it is.
pub fn read_with(name: &str, media_type: &str, bytes: &[u8], password: Option<&str>) -> Document {
    match format(name, media_type, bytes) {
        Format::Pdf => pdf::read(bytes, password),
        Format::Office(OfficeKind::Locked) => unlocked(name, media_type, bytes, password),
        Format::Office(kind) => read_office(bytes, kind),
        Format::Zip => unpacked(bytes, password),
        Format::Html => html(bytes),
        Format::Text => plain(bytes),
        Format::Picture => Document { scans: vec![1], ..Document::default() },
        Format::Other => noted("a file of a kind that is not read"),
    }
}

pub(super) fn noted(note: &str) -> Document {
    Document { notes: vec![note.to_owned()], ..Document::default() }
}

/// An office file out of its encryption.
fn unlocked(name: &str, media_type: &str, bytes: &[u8], password: Option<&str>) -> Document {
    let Some(password) = password else { return read_office(bytes, OfficeKind::Locked) };
    match decrypted(bytes, password) {
        Ok(whole) if format(name, media_type, &whole) != Format::Office(OfficeKind::Locked) => {
            read(name, media_type, &whole)
        }
        Ok(_) | Err(Closed::WrongPassword) => read_office(bytes, OfficeKind::Locked),
        Err(Closed::Unknown) => Document {
            notes: vec![OPEN_IT_YOURSELF.to_owned()],
            ..read_office(bytes, OfficeKind::Locked)
        },
    }
}

/// The files of an archive, one after the other, their names before their places.
fn unpacked(bytes: &[u8], password: Option<&str>) -> Document {
    let archive = archive::open(bytes, password);
    let mut all = Document { notes: archive.notes, ..Document::default() };
    all.locked = !archive.locked.is_empty() && archive.files.is_empty();
    all.notes
        .extend(archive.locked.iter().map(|name| format!("{name} opens only with a password")));
    for file in archive.files {
        if matches!(format(&file.name, "", &file.bytes), Format::Zip | Format::Other) {
            all.notes.push(format!("{} was not read", file.name));
            continue;
        }
        let read = read_with(&file.name, "", &file.bytes, password);
        all.append(&file.name, read);
    }
    all
}

fn html(bytes: &[u8]) -> Document {
    let drawn = html_to_text(&decoded(bytes));
    let mut document = lines(&drawn.text);
    if drawn.cut {
        document.notes.push("it is too long: only its start was read".to_owned());
    }
    document
}

fn plain(bytes: &[u8]) -> Document {
    lines(&decoded(bytes))
}

fn lines(all: &str) -> Document {
    let mut document = Document::default();
    let mut read = 0;
    for (index, line) in all.lines().enumerate() {
        read += line.len();
        if read > MOST_TEXT {
            document.notes.push("it is too long: only its start was read".to_owned());
            break;
        }
        let place = format!("line {}", index + 1);
        document.blocks.push(Block::Text(Text { text: line.to_owned(), place }));
    }
    document
}

/// Text of unknown encoding: by its mark, as UTF-8 where it is that, else as Windows writes it.
fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(body).0.into_owned();
    }
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}
