//! XLSX: a package of `SpreadsheetML`.

mod around;
mod cells;
mod tables;

pub(super) use self::around::{beside, chart_note, pivot_caches};
pub(super) use self::tables::Formats;
use self::tables::shared_strings;
use super::formats::Epoch;
use super::grid::{Book, Grid};
use super::strings::Strings;
use crate::documents::model::{Document, What};
use crate::documents::office::{Package, Reference, Tag, part_of, unopened};

pub(super) const DAMAGED: &str = "It is damaged: what follows the damage was not read.";
pub(super) const TOO_LARGE: &str = "It grows too large when it is unpacked: it was not read whole.";

/// A sheet as the workbook lists it.
struct Sheet {
    name: String,
    reference: String,
    hidden: bool,
}

/// What the cells of all sheets refer to.
pub(super) struct Shared {
    pub(super) strings: Strings,
    pub(super) formats: Formats,
}

pub(super) fn read(bytes: &[u8]) -> Document {
    let Some(mut package) = Package::open(bytes) else {
        return unopened(bytes);
    };
    let main = part_of(&package.references(""), "officeDocument")
        .unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let references = package.references(&main);
    let mut book = Book::new();
    let sheets = sheets(&mut package, &main, &mut book);
    let part = |kind: &str| part_of(&references, kind).unwrap_or_default();
    let shared = Shared {
        strings: shared_strings(&mut package, &part("sharedStrings")),
        formats: Formats::read(&mut package, &part("styles")),
    };
    if shared.strings.full() {
        book.gathered.note(TOO_LARGE);
    }
    for sheet in &sheets {
        if sheet.hidden {
            book.gathered.hide(What::Sheet, sheet.name.as_str());
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
        around::read(&mut package, part, (&mut book, &grid));
        book.close(grid);
    }
    pivot_caches(&mut package, &references, &mut book);
    if package.exhausted() {
        book.gathered.note(TOO_LARGE);
    }
    book.finish()
}

fn sheets(package: &mut Package<'_>, main: &str, book: &mut Book) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    let Some(mut xml) = package.xml(main) else {
        book.gathered.note("It is damaged: it lists no sheets.");
        return sheets;
    };
    if xml.child().is_none() {
        return sheets;
    }
    while let Some(tag) = xml.child() {
        match tag.local() {
            "workbookPr" if tag.yes("date1904") => book.epoch = Epoch::Y1904,
            "sheets" => {
                while let Some(tag) = xml.child() {
                    sheets.push(sheet(&tag));
                    xml.skip();
                }
                continue;
            }
            _ => {}
        }
        xml.skip();
    }
    sheets
}

fn sheet(tag: &Tag) -> Sheet {
    Sheet {
        name: tag.attribute("name").unwrap_or_default(),
        reference: tag.attribute("id").unwrap_or_default(),
        hidden: tag.attribute("state").is_some_and(|state| state != "visible"),
    }
}

#[cfg(test)]
mod tests;
