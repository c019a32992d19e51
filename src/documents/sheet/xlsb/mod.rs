//! XLSB: the package of XLSX with records in place of XML ([MS-XLSB]).

mod cells;
mod records;

use self::records::{kind, next, string};
use super::formats::Epoch;
use super::grid::{Book, Grid};
use super::strings::Strings;
use super::xlsx::{DAMAGED, Formats, Shared, TOO_LARGE, beside, chart_note, pivot_caches};
use crate::documents::model::{Document, What};
use crate::documents::office::{Package, Reference, long_at, part_of, short_at, unopened};

pub(super) fn read(bytes: &[u8]) -> Document {
    let Some(mut package) = Package::open(bytes) else {
        return unopened(bytes);
    };
    let main = part_of(&package.references(""), "officeDocument")
        .unwrap_or_else(|| "xl/workbook.bin".to_owned());
    let references = package.references(&main);
    let mut book = Book::new();
    let part = |kind: &str| part_of(&references, kind).unwrap_or_default();
    let shared = Shared {
        strings: strings(&mut package, &part("sharedStrings")),
        formats: formats(&mut package, &part("styles")),
    };
    if shared.strings.full() {
        book.gathered.note(TOO_LARGE);
    }
    for sheet in sheets(&mut package, &main, &mut book) {
        if sheet.hidden {
            book.gathered.hide(What::Sheet, sheet.name);
            continue;
        }
        let found = references.iter().find(|reference| reference.id == sheet.reference);
        let Some(Reference { part, kind, .. }) = found else {
            book.gathered.note(DAMAGED);
            continue;
        };
        if kind == "chartsheet" {
            book.gathered.note(&chart_note(&sheet.name));
            continue;
        }
        let mut grid = Grid::named(&sheet.name);
        cells::read(&mut package, part, &shared, (&mut book, &mut grid));
        around(&mut package, part, (&mut book, &grid));
        book.close(grid);
    }
    pivot_caches(&mut package, &references, &mut book);
    if package.exhausted() {
        book.gathered.note(TOO_LARGE);
    }
    book.finish()
}

struct Sheet {
    name: String,
    reference: String,
    hidden: bool,
}

fn sheets(package: &mut Package<'_>, main: &str, book: &mut Book) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    let mut bytes = Vec::new();
    let Some(mut source) = package.source(main) else {
        book.gathered.note("It is damaged: it lists no sheets.");
        return sheets;
    };
    while let Some((kind, bytes)) = next(&mut *source, &mut bytes) {
        match kind {
            kind::PROPERTIES if bytes.first().is_some_and(|flags| flags & 1 != 0) => {
                book.epoch = Epoch::Y1904;
            }
            kind::SHEET => sheets.extend(sheet(bytes)),
            _ => {}
        }
    }
    sheets
}

fn sheet(bytes: &[u8]) -> Option<Sheet> {
    let (reference, rest) = string(bytes.get(8..)?)?;
    let (name, _) = string(rest)?;
    Some(Sheet { name, reference, hidden: long_at(bytes, 0)? != 0 })
}

fn strings(package: &mut Package<'_>, part: &str) -> Strings {
    let mut strings = Strings::default();
    let mut bytes = Vec::new();
    let Some(mut source) = package.source(part) else { return strings };
    while let Some((kind, bytes)) = next(&mut *source, &mut bytes) {
        if strings.full() {
            break;
        }
        if kind == kind::STRING {
            let text = bytes.get(1..).and_then(string).map(|(text, _)| text);
            strings.push(&text.unwrap_or_default());
        }
    }
    strings
}

fn formats(package: &mut Package<'_>, part: &str) -> Formats {
    let mut formats = Formats::default();
    let mut bytes = Vec::new();
    let mut inside = false;
    let Some(mut source) = package.source(part) else { return formats };
    while let Some((kind, bytes)) = next(&mut *source, &mut bytes) {
        match kind {
            kind::FORMAT => {
                if let (Some(id), Some((code, _))) =
                    (short_at(bytes, 0), bytes.get(2..).and_then(string))
                {
                    formats.named.insert(id, code);
                }
            }
            kind::STYLES_BEGIN => inside = true,
            kind::STYLES_END => inside = false,
            kind::STYLE if inside => formats.styles.push(short_at(bytes, 2).unwrap_or_default()),
            _ => {}
        }
    }
    formats
}

fn around(package: &mut Package<'_>, part: &str, (book, grid): (&mut Book, &Grid)) {
    for reference in package.references(part) {
        if reference.kind != "comments" {
            beside(package, &reference, (&mut *book, grid));
            continue;
        }
        let mut bytes = Vec::new();
        let Some(mut source) = package.source(&reference.part) else { continue };
        while let Some((kind, bytes)) = next(&mut *source, &mut bytes) {
            if kind == kind::COMMENT
                && let (Some(row), Some(column)) = (long_at(bytes, 4), long_at(bytes, 12))
            {
                book.comment(grid, row, column);
            }
        }
    }
}

#[cfg(test)]
mod tests;
