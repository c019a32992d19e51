//! XLS: the records of a workbook in a compound file, as Excel 5 to 2003 wrote them.

mod cells;
mod records;
mod strings;

pub(super) use self::cells::{failure, short_number};
use encoding_rs::{Encoding, WINDOWS_1252};

use self::records::{Record, Records, kind};
use self::strings::{Segments, plain_string, short_string};
use super::formats::Epoch;
use super::grid::{Book, Grid};
use super::strings::Strings;
use super::xlsx::{DAMAGED, Formats, chart_note};
use crate::documents::model::{Document, What};
use crate::documents::office::{Compound, locked, locked_elsewhere, long_at, short_at, unreadable};

/// What stands before the sheets.
pub(super) struct Globals {
    strings: Strings,
    formats: Formats,
    /// Whether each font raises its figures.
    fonts: Vec<bool>,
    encoding: &'static Encoding,
    /// Excel 97 and later: characters may take two bytes.
    wide: bool,
    sheets: Vec<Sheet>,
}

struct Sheet {
    name: String,
    start: usize,
    hidden: bool,
    /// 0 for cells, 2 for a chart.
    kind: u8,
}

pub(super) fn read(bytes: &[u8]) -> Document {
    let Some(mut compound) = Compound::open_padded(bytes) else {
        return unreadable("It is damaged: it cannot be opened.");
    };
    if compound.has("/EncryptedPackage") {
        return locked();
    }
    let stream = compound.stream("/Workbook").or_else(|| compound.stream("/Book"));
    let Some(stream) = stream else {
        return unreadable("It is damaged: it has no workbook.");
    };
    let mut book = Book::new();
    let Some(globals) = globals(&stream, &mut book) else { return locked_elsewhere() };
    if globals.sheets.is_empty() {
        book.gathered.note("It is damaged: it lists no sheets.");
    }
    for sheet in &globals.sheets {
        if sheet.hidden {
            book.gathered.hide(What::Sheet, sheet.name.as_str());
        } else if sheet.kind == 2 {
            book.gathered.note(&chart_note(&sheet.name));
        } else if sheet.kind == 0 {
            let mut grid = Grid::named(&sheet.name);
            let records = Records::from(&stream, sheet.start);
            cells::read(records, &globals, (&mut book, &mut grid));
            book.close(grid);
        }
    }
    pivot_caches(&mut compound, &mut book);
    book.finish()
}

/// `None` when what follows is encrypted.
fn globals(stream: &[u8], book: &mut Book) -> Option<Globals> {
    let mut globals = Globals {
        strings: Strings::default(),
        formats: Formats::default(),
        fonts: Vec::new(),
        encoding: WINDOWS_1252,
        wide: true,
        sheets: Vec::new(),
    };
    let mut records = Records::from(stream, 0);
    while let Some(Record { kind, bytes }) = records.next() {
        match kind {
            kind::START => globals.wide = short_at(bytes, 0) != Some(0x0500),
            kind::PASSWORD => return None,
            kind::CODE_PAGE => globals.encoding = code_page(short_at(bytes, 0)),
            kind::EPOCH if short_at(bytes, 0) == Some(1) => book.epoch = Epoch::Y1904,
            kind::FONT => globals.fonts.push(short_at(bytes, 8) == Some(1)),
            kind::FORMAT => {
                let name = bytes.get(2..).unwrap_or_default();
                let code = if globals.wide {
                    plain_string(name)
                } else {
                    short_string(name, globals.encoding)
                };
                globals.formats.named.insert(short_at(bytes, 0).unwrap_or_default(), code);
            }
            kind::STYLE => globals.formats.styles.push(short_at(bytes, 2).unwrap_or_default()),
            kind::SHEET => globals.sheets.push(sheet(bytes, &globals)),
            kind::STRINGS => {
                let mut segments = Segments::new(bytes, records.continued());
                globals.strings = segments.shared(&globals.fonts);
            }
            kind::END => break,
            _ => {}
        }
    }
    if records.cut() {
        book.gathered.note(DAMAGED);
    }
    Some(globals)
}

fn sheet(bytes: &[u8], globals: &Globals) -> Sheet {
    let name = bytes.get(6..).unwrap_or_default();
    let name = if globals.wide {
        // Its length takes one byte.
        let length = name.first().copied().unwrap_or_default();
        let mut long = vec![length, 0];
        long.extend_from_slice(name.get(1..).unwrap_or_default());
        plain_string(&long)
    } else {
        short_string(name, globals.encoding)
    };
    Sheet {
        name,
        start: long_at(bytes, 0).unwrap_or(usize::MAX),
        hidden: bytes.get(4).is_some_and(|state| state & 3 != 0),
        kind: bytes.get(5).copied().unwrap_or_default(),
    }
}

fn code_page(number: Option<usize>) -> &'static Encoding {
    let label = match number {
        Some(10000) => "macintosh".to_owned(),
        Some(number) => format!("windows-{number}"),
        None => return WINDOWS_1252,
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

fn pivot_caches(compound: &mut Compound<'_>, book: &mut Book) {
    for (at, path) in compound.streams("/_SX_DB_CUR").iter().enumerate() {
        let Some(stream) = compound.stream(path) else { continue };
        let mut records = Records::from(&stream, 0);
        while let Some(record) = records.next() {
            if record.kind == kind::CACHE_ROW {
                book.gathered.hide(What::PivotCache, format!("pivot cache {}", at + 1));
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests;
