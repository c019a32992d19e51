//! The cells of a sheet.

use super::super::formats::Value;
use super::super::grid::{Area, Book, Grid};
use super::super::xls::{failure, short_number};
use super::super::xlsx::{DAMAGED, Shared};
use super::records::{kind, next, string};
use crate::documents::office::{Package, f64_at, long_at, short_at, u32_at};

pub(super) fn read(
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
