//! Words of scans and pictures, read by tesseract when it is installed. Nothing leaves the machine.

mod child;
mod table;

use std::fs;
use std::path::Path;

use crate::documents::{Block, Document};

use self::child::Outcome;

/// Pages of one scan beyond these are not read.
const MOST_PAGES: usize = 40;
/// Pictures above this size are not opened.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// A page's longer side is drawn this long: some 220 dots an inch for A4.
const SIDE: &str = "2600";
const ABSENT: &str = "a scan: its words are not read, because tesseract is not installed";

/// A picture's lines and tables.
pub fn read_picture(bytes: &[u8]) -> Document {
    in_folder(|folder| {
        let mut out = Document::default();
        let file = folder.join("picture");
        if bytes.len() > MOST_BYTES || fs::write(&file, bytes).is_err() {
            out.notes.push("a picture too large to be read".to_owned());
            return out;
        }
        page(folder, &file, 1, &mut out);
        out
    })
}

/// The lines and tables of those `pages` of a PDF (counted from 1) that are pictures.
pub fn read_pages(pdf: &[u8], pages: &[usize]) -> Document {
    in_folder(|folder| {
        let mut out = Document::default();
        let file = folder.join("scan.pdf");
        if pdf.len() > MOST_BYTES || fs::write(&file, pdf).is_err() {
            out.notes.push("a scan too large to be read".to_owned());
            return out;
        }
        for number in pages.iter().take(MOST_PAGES) {
            if !drawn(folder, &file, *number, &mut out) {
                return out;
            }
        }
        if pages.len() > MOST_PAGES {
            out.notes.push(format!("only {MOST_PAGES} scanned pages were read"));
        }
        out
    })
}

/// Runs in a folder of its own, which is gone afterwards.
fn in_folder(read: impl FnOnce(&Path) -> Document) -> Document {
    match tempfile::tempdir() {
        Ok(folder) => read(folder.path()),
        Err(error) => {
            let note = format!("a scan: its words are not read, because {error}");
            Document { notes: vec![note], ..Document::default() }
        }
    }
}

/// Draws a page of a PDF and reads it; whether to go on.
fn drawn(folder: &Path, file: &Path, number: usize, out: &mut Document) -> bool {
    let picture = folder.join("page");
    let page_number = number.to_string();
    let outcome = child::run(
        "pdftoppm",
        &[
            "-f".as_ref(),
            page_number.as_ref(),
            "-l".as_ref(),
            page_number.as_ref(),
            "-scale-to".as_ref(),
            SIDE.as_ref(),
            "-gray".as_ref(),
            "-singlefile".as_ref(),
            file.as_os_str(),
            picture.as_os_str(),
        ],
    );
    match outcome {
        Outcome::Done => page(folder, &picture.with_extension("pgm"), number, out),
        Outcome::Absent => {
            let note = "a scan: its words are not read, because pdftoppm is not installed";
            out.notes.push(note.to_owned());
            false
        }
        Outcome::TooLong => {
            out.notes.push(format!("page {number}: a scan that takes too long to draw"));
            true
        }
        Outcome::Failed => {
            out.notes.push(format!("page {number}: a scan that could not be drawn"));
            true
        }
    }
}

/// Reads one picture as the page `number`; whether to go on.
fn page(folder: &Path, picture: &Path, number: usize, out: &mut Document) -> bool {
    let words = folder.join("words");
    let outcome = child::run(
        "tesseract",
        &[
            picture.as_os_str(),
            words.as_os_str(),
            // Whole pages, whichever way up they lie.
            "--psm".as_ref(),
            "1".as_ref(),
            "--dpi".as_ref(),
            "220".as_ref(),
            "tsv".as_ref(),
        ],
    );
    match outcome {
        Outcome::Done => {
            let rows = fs::read_to_string(words.with_extension("tsv")).unwrap_or_default();
            let read = table::read(&rows, number);
            out.blocks.extend(read.blocks);
            out.notes.extend(read.notes);
            true
        }
        Outcome::Absent => {
            out.notes.push(ABSENT.to_owned());
            false
        }
        Outcome::TooLong => {
            out.notes.push(format!("page {number}: a scan that takes too long to read"));
            true
        }
        Outcome::Failed => {
            out.notes.push(format!("page {number}: a picture that could not be read"));
            true
        }
    }
}

/// Puts the pages of a scan between those of its PDF that have words, by their numbers.
pub fn woven(mut read: Document, scanned: Document) -> Document {
    read.blocks.extend(scanned.blocks);
    read.blocks.sort_by_key(page_of);
    read.notes.extend(scanned.notes);
    read
}

/// The page in "page 12, line 3".
fn page_of(block: &Block) -> usize {
    let place = match block {
        Block::Text(text) => &text.place,
        Block::Table(table) => &table.name,
    };
    let digits = place.strip_prefix("page ").unwrap_or_default();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::read_pdf;

    const SCAN: &[u8] = include_bytes!("../../tests/fixtures/documents/made/pdf/scan.pdf");

    fn seen(document: &Document) -> Vec<String> {
        let mut out = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Text(text) => out.push(format!("{}: {}", text.place, text.text)),
                Block::Table(table) => out.extend(table.rows.iter().map(|row| {
                    row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" | ")
                })),
            }
        }
        out
    }

    #[test]
    fn a_scanned_table_keeps_its_figures_beside_their_questions() {
        let read = read_pdf(SCAN);
        let document = woven(read.clone(), read_pages(SCAN, &read.scans));
        // Machines without tesseract say so instead.
        if document.notes.iter().any(|note| note.contains("not installed")) {
            assert!(document.blocks.is_empty());
            return;
        }
        let lines = seen(&document);
        assert_eq!(lines[0], "page 1, line 1 (scan): Exampleshire Council");
        let ends = |end: &str| lines.iter().any(|line| line.ends_with(end));
        assert!(ends("at risk of exclusion in the year? | 12"), "{lines:#?}");
        assert!(ends("placement at least once? | <5"), "{lines:#?}");
        assert!(ends("found by the end of the year? | 0"), "{lines:#?}");
    }

    #[test]
    fn what_is_no_picture_is_a_note() {
        let document = read_picture(b"not a picture at all");
        assert!(document.blocks.is_empty());
        assert_eq!(document.notes.len(), 1, "{:?}", document.notes);
    }
}
