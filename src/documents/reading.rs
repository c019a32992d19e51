//! What a file is, by its bytes first and then by its name, and its reading.

use super::archive;
use super::office::Package;
use super::model::{Block, Document, MOST_TEXT, Text};
use super::sheet::{SheetKind, read_sheet};
use super::word::{WordKind, read_word};
use super::{html_to_text, pdf};

/// A sort of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    Word(WordKind),
    Sheet(SheetKind),
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
    if let Some(office) = office(bytes, ending) {
        return office;
    }
    let start = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let has = |mark: &[u8]| start.windows(mark.len()).any(|window| window == mark);
    if has(b"%PDF-") {
        return Format::Pdf;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Format::Zip;
    }
    let pictures: [&[u8]; 6] =
        [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM"];
    if pictures.iter().any(|mark| bytes.starts_with(mark)) && (media_type.starts_with("image/") || is_picture(ending)) {
        return Format::Picture;
    }
    match ending {
        "htm" | "html" | "xhtml" => Format::Html,
        "csv" | "tsv" | "tab" => Format::Sheet(SheetKind::Delimited),
        "txt" | "text" | "md" | "log" => Format::Text,
        _ => match media_type {
            "text/html" => Format::Html,
            "text/csv" | "text/tab-separated-values" => Format::Sheet(SheetKind::Delimited),
            kind if kind.starts_with("text/") => Format::Text,
            _ => Format::Other,
        },
    }
}

/// What an office program wrote.
fn office(bytes: &[u8], ending: &str) -> Option<Format> {
    if bytes.starts_with(b"{\\rtf") {
        return Some(Format::Word(WordKind::Rtf));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let word = matches!(ending, "doc" | "dot" | "docx" | "odt");
        let sheet = matches!(ending, "xls" | "xlt" | "xlsx" | "xlsb" | "ods");
        return match (word, sheet) {
            (true, _) => Some(Format::Word(WordKind::Doc)),
            (_, true) => Some(Format::Sheet(SheetKind::Xls)),
            (false, false) => None,
        };
    }
    let mut package = Package::open(bytes)?;
    if package.has("word/document.xml") {
        return Some(Format::Word(WordKind::Docx));
    }
    if package.has("xl/workbook.xml") {
        return Some(Format::Sheet(SheetKind::Xlsx));
    }
    if package.has("xl/workbook.bin") {
        return Some(Format::Sheet(SheetKind::Xlsb));
    }
    let declared = package.start("mimetype", 100)?;
    let declared = String::from_utf8_lossy(&declared).into_owned();
    match declared.as_str() {
        kind if kind.contains("opendocument.text") => Some(Format::Word(WordKind::Odt)),
        kind if kind.contains("opendocument.spreadsheet") => Some(Format::Sheet(SheetKind::Ods)),
        _ => None,
    }
}

fn is_picture(ending: &str) -> bool {
    matches!(ending, "png" | "jpg" | "jpeg" | "gif" | "tif" | "tiff" | "bmp")
}

/// Reads a file for its text and its tables. Scans are left to who can look at pictures: their pages
/// stand in `scans`.
pub fn read(name: &str, media_type: &str, bytes: &[u8]) -> Document {
    match format(name, media_type, bytes) {
        Format::Pdf => pdf::read(bytes, None),
        Format::Word(kind) => read_word(bytes, kind),
        Format::Sheet(kind) => read_sheet(bytes, kind),
        Format::Zip => unpacked(bytes),
        Format::Html => html(bytes),
        Format::Text => plain(bytes),
        Format::Picture => Document { scans: vec![1], ..Document::default() },
        Format::Other => noted("a file of a kind that is not read"),
    }
}

pub(super) fn noted(note: &str) -> Document {
    Document { notes: vec![note.to_owned()], ..Document::default() }
}

/// The files of an archive, one after the other, their names before their places.
fn unpacked(bytes: &[u8]) -> Document {
    let archive = archive::open(bytes, None);
    let mut all = Document { notes: archive.notes, ..Document::default() };
    all.locked = !archive.locked.is_empty() && archive.files.is_empty();
    all.notes.extend(archive.locked.iter().map(|name| format!("{name} opens only with a password")));
    for file in archive.files {
        if matches!(format(&file.name, "", &file.bytes), Format::Zip | Format::Other) {
            all.notes.push(format!("{} was not read", file.name));
            continue;
        }
        let mut read = read(&file.name, "", &file.bytes);
        if !read.scans.is_empty() {
            all.notes.push(format!("{} is a scan in an archive, which is not read", file.name));
        }
        let within = |place: &str| format!("{}: {place}", file.name);
        for block in &mut read.blocks {
            match block {
                Block::Text(text) => text.place = within(&text.place),
                Block::Table(table) => {
                    table.rows.iter_mut().flatten().for_each(|cell| cell.place = within(&cell.place));
                }
            }
        }
        all.blocks.extend(read.blocks);
        all.notes.extend(read.notes.iter().map(|note| format!("{}: {note}", file.name)));
        all.hidden.extend(read.hidden.into_iter().map(|mut hidden| {
            hidden.place = within(&hidden.place);
            hidden
        }));
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
