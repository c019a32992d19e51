//! XLSB: the package of XLSX with records in place of XML ([MS-XLSB]).

use std::io::{BufRead, Read};

use super::formats::{Epoch, Value};
use super::grid::{Area, Book, Grid};
use super::strings::Strings;
use super::xls::{failure, short_number};
use super::xlsx::{DAMAGED, Formats, Shared, TOO_LARGE, beside, chart_note, pivot_caches};
use crate::documents::model::{Document, What};
use crate::documents::office::{
    Package, Reference, f64_at, long_at, part_of, short_at, u32_at, unreadable, utf16,
};

/// Records longer than this are no cells.
const LONGEST: usize = 4 * 1024 * 1024;

/// Kinds of records, those that are read.
mod kind {
    pub(super) const ROW: u32 = 0;
    pub(super) const SHARED: u32 = 7;
    pub(super) const LAST_CELL: u32 = 11;
    /// The same ones again, each behind the cell before it.
    pub(super) const FIRST_SHORT: u32 = 12;
    pub(super) const LAST_SHORT: u32 = 18;
    pub(super) const STRING: u32 = 19;
    pub(super) const FORMAT: u32 = 44;
    pub(super) const STYLE: u32 = 47;
    pub(super) const COLUMNS: u32 = 60;
    pub(super) const END: u32 = 130;
    pub(super) const PROPERTIES: u32 = 153;
    pub(super) const SHEET: u32 = 156;
    pub(super) const MERGED: u32 = 176;
    pub(super) const STYLES_BEGIN: u32 = 617;
    pub(super) const STYLES_END: u32 = 618;
    pub(super) const COMMENT: u32 = 635;
}

pub(super) fn read(bytes: &[u8]) -> Document {
    let Some(mut package) = Package::open(bytes) else {
        return unreadable("It is damaged: it cannot be opened.");
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
        cells(&mut package, part, &shared, (&mut book, &mut grid));
        around(&mut package, part, (&mut book, &grid));
        book.close(grid);
    }
    pivot_caches(&mut package, &references, &mut book);
    if package.exhausted() {
        book.gathered.note(TOO_LARGE);
    }
    book.finish()
}

/// The next record of a stream; `None` at its end, or where it makes no sense.
fn next<'b>(source: &mut dyn BufRead, bytes: &'b mut Vec<u8>) -> Option<(u32, &'b [u8])> {
    let kind = variable(source, 2)?;
    let length = usize::try_from(variable(source, 4)?).ok().filter(|length| *length <= LONGEST)?;
    bytes.clear();
    let read = source.take(u64::try_from(length).ok()?).read_to_end(bytes).ok()?;
    (read == length).then_some((kind, bytes.as_slice()))
}

/// A number in up to `most` bytes of seven bits; the first has the lowest.
fn variable(source: &mut dyn BufRead, most: usize) -> Option<u32> {
    let mut number = 0;
    for at in 0..most {
        let mut byte = [0];
        source.read_exact(&mut byte).ok()?;
        let [byte] = byte;
        number |= u32::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

/// A string with its length in four bytes, and what follows it.
fn string(bytes: &[u8]) -> Option<(String, &[u8])> {
    let length = long_at(bytes, 0)?;
    if length == 0xFFFF_FFFF {
        return Some((String::new(), bytes.get(4..)?));
    }
    let text = bytes.get(4..4 + 2 * length)?;
    Some((utf16(text), bytes.get(4 + 2 * length..)?))
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

fn cells(
    package: &mut Package<'_>,
    part: &str,
    shared: &Shared,
    (book, grid): (&mut Book, &mut Grid),
) {
    let mut bytes = Vec::new();
    let mut at = (0, 0);
    let mut ended = false;
    let Some(mut source) = package.source(part) else { return book.gathered.note(DAMAGED) };
    while let Some((kind, bytes)) = next(&mut *source, &mut bytes) {
        let read = match kind {
            kind::ROW => long_at(bytes, 0).map(|row| {
                at = (row, 0);
                if bytes.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                    grid.hide_row(row);
                }
            }),
            1..=kind::LAST_CELL => long_at(bytes, 0).and_then(|column| {
                at.1 = column;
                cell((kind, bytes.get(4..)?), shared, &mut at, (&mut *book, &mut *grid))
            }),
            kind::FIRST_SHORT..=kind::LAST_SHORT => {
                let kind = kind - kind::LAST_CELL;
                cell((kind, bytes), shared, &mut at, (&mut *book, &mut *grid))
            }
            kind::COLUMNS => columns(bytes, grid),
            kind::MERGED => merged(bytes, grid),
            _ => Some(()),
        };
        ended |= kind == kind::END;
        if read.is_none() {
            book.gathered.note(DAMAGED);
        }
        if grid.full() {
            return;
        }
    }
    if !ended {
        book.gathered.note(DAMAGED);
    }
}

fn columns(bytes: &[u8], grid: &mut Grid) -> Option<()> {
    if short_at(bytes, 16)? & 1 != 0 || long_at(bytes, 8)? == 0 {
        grid.hide_columns(long_at(bytes, 0)?, long_at(bytes, 4)?);
    }
    Some(())
}

fn merged(bytes: &[u8], grid: &mut Grid) -> Option<()> {
    grid.merge(Area {
        first_row: long_at(bytes, 0)?,
        last_row: long_at(bytes, 4)?,
        first_column: long_at(bytes, 8)?,
        last_column: long_at(bytes, 12)?,
    });
    Some(())
}

fn cell(
    (kind, bytes): (u32, &[u8]),
    shared: &Shared,
    at: &mut (usize, usize),
    (book, grid): (&mut Book, &mut Grid),
) -> Option<()> {
    let place = *at;
    at.1 = at.1.saturating_add(1);
    let style = long_at(bytes, 0)? & 0x00FF_FFFF;
    let value = match kind {
        2 => Value::Number(short_number(u32_at(bytes, 4)?)),
        3 | 11 => Value::Text(failure(*bytes.get(4)?).to_owned()),
        4 | 10 => Value::Flag(*bytes.get(4)? != 0),
        5 | 9 => Value::Number(f64_at(bytes, 4)?),
        6 | 8 => Value::Text(string(bytes.get(4..)?)?.0),
        kind::SHARED => Value::Text(shared.strings.get(long_at(bytes, 4)?)?.to_owned()),
        _ => return Some(()),
    };
    book.put(grid, place, &value, shared.formats.of_style(style));
    Some(())
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
mod tests {
    use super::read;
    use crate::documents::office::testing::{hidden, lines, made};

    #[test]
    fn a_workbook_is_read_as_a_person_sees_it() {
        assert_eq!(
            lines(&read(&made("workbook.xlsb"))),
            [
                "= Answers",
                "Question | 2023 | 2024",
                "Trafficked | 12 | 12.5",
                "Share | 12.5% | 100%",
                "Cost | £1,234.50 | -12",
                "Day | 2024-03-05 | 2024-03-05 14:30:00",
                "Yes? | TRUE | <5",
                "Merged over two(2x2) | behind",
                "7",
                "= Notes",
                "* denotes fewer than 5",
            ]
        );
    }

    #[test]
    fn what_is_hidden_is_named_and_not_read() {
        let mut found = hidden(&read(&made("workbook.xlsb")));
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "Column Answers, column E",
                "Comment Answers!A11",
                "Row Answers, row 10",
                "Sheet Lookup",
                "Sheet Names",
                "Text Answers!A12",
            ]
        );
    }

    #[test]
    fn no_broken_byte_stops_the_program() {
        let whole = made("workbook.xlsb");
        for at in (0..whole.len()).step_by(17) {
            let mut broken = whole.clone();
            broken[at] ^= 0x5A;
            read(&broken);
        }
    }
}
