//! For tests: files made by real programs, and what was read of them as lines.

use crate::documents::model::{Block, Document};

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/documents/made/", $name
        )).as_slice())),+]
    };
}

const MADE: [(&str, &[u8]); 18] = files![
    "letter.doc",
    "letter.docx",
    "letter.odt",
    "letter.rtf",
    "locked-2007.xlsx",
    "locked.docx",
    "notes.doc",
    "notes.docx",
    "notes.odt",
    "notes.rtf",
    "tracked.doc",
    "tracked.docx",
    "tracked.odt",
    "tracked.rtf",
    "workbook.ods",
    "workbook.xls",
    "workbook.xlsb",
    "workbook.xlsx",
];

pub(in crate::documents) fn made(name: &str) -> Vec<u8> {
    MADE.iter().find(|(known, _)| *known == name).expect(name).1.to_vec()
}

/// A line for each paragraph and for each row: "12 | 4(2x1)".
pub(in crate::documents) fn lines(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Text(text) => lines.push(format!("{}: {}", text.place, text.text)),
            Block::Table(table) => {
                lines.push(format!("= {}", table.name));
                for row in table.rows.iter().filter(|row| !row.is_empty()) {
                    let cells = row.iter().map(|cell| {
                        let wide = cell.columns * cell.rows > 1;
                        let size = format!("({}x{})", cell.columns, cell.rows);
                        format!("{}{}", cell.text, if wide { size } else { String::new() })
                    });
                    lines.push(cells.collect::<Vec<_>>().join(" | "));
                }
            }
        }
    }
    lines
}

pub(in crate::documents) fn hidden(document: &Document) -> Vec<String> {
    document.hidden.iter().map(|hidden| format!("{:?} {}", hidden.what, hidden.place)).collect()
}

/// A package of these parts.
pub(in crate::documents) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
