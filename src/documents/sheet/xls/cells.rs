//! The cells of a sheet.

use super::super::formats::Value;
use super::super::grid::{Area, Book, Grid};
use super::super::xlsx::{DAMAGED, chart_note};
use super::Globals;
use super::records::{Record, Records, kind};
use super::strings::{Segments, decoded};
use crate::documents::office::{f64_at, long_at, short_at, u32_at};

/// A comment's frame is drawn like a text box.
const COMMENT_BOX: usize = 0x19;

pub(super) fn read(
    mut records: Records<'_>,
    globals: &Globals,
    (book, grid): (&mut Book, &mut Grid),
) {
    let mut inside = 0_usize;
    let mut sheet = Sheet { globals, book, grid, waiting: None, object: COMMENT_BOX };
    while let Some(record) = records.next() {
        match record.kind {
            kind::START => {
                inside += 1;
                if inside == 2 {
                    let note = chart_note(&sheet.grid.name);
                    sheet.book.gathered.note(&note);
                }
            }
            kind::END if inside > 1 => inside -= 1,
            kind::END => return,
            _ if inside > 1 => {}
            _ => {
                sheet.record(record, &mut records);
            }
        }
        if sheet.grid.full() {
            return;
        }
    }
    sheet.book.gathered.note(DAMAGED);
}

struct Sheet<'s> {
    globals: &'s Globals,
    book: &'s mut Book,
    grid: &'s mut Grid,
    /// The cell whose formula gave a text, which comes in a record of its own.
    waiting: Option<(usize, usize)>,
    /// The kind of the object that was drawn last.
    object: usize,
}

impl Sheet<'_> {
    fn record(&mut self, record: Record<'_>, records: &mut Records<'_>) -> Option<()> {
        let Record { kind, bytes } = record;
        match kind {
            kind::ROW => {
                if *bytes.get(12)? & 0x20 != 0 {
                    self.grid.hide_row(short_at(bytes, 0)?);
                }
            }
            kind::COLUMNS => {
                if bytes.get(8)? & 1 != 0 || short_at(bytes, 4)? == 0 {
                    self.grid.hide_columns(short_at(bytes, 0)?, short_at(bytes, 2)?);
                }
            }
            kind::MERGED => self.merged(bytes)?,
            kind::COMMENT => {
                self.book.comment(self.grid, short_at(bytes, 0)?, short_at(bytes, 2)?);
            }
            kind::OBJECT => self.object = short_at(bytes, 4)?,
            kind::BOX_TEXT => {
                let length = short_at(bytes, 10)?;
                let text = records.continued();
                if self.object != COMMENT_BOX && length > 0 {
                    let mut long = u16::try_from(length).ok()?.to_le_bytes().to_vec();
                    long.extend_from_slice(text.first()?);
                    let text = Segments::new(&long, Vec::new()).string(&[])?;
                    self.book.boxed(&self.grid.name, &text);
                }
            }
            kind::RESULT => {
                let text = self.text(bytes, records)?;
                if let Some(at) = self.waiting.take() {
                    self.book.put(self.grid, at, &Value::Text(text), "");
                }
            }
            _ => self.cell(record, records)?,
        }
        Some(())
    }

    fn merged(&mut self, bytes: &[u8]) -> Option<()> {
        for area in bytes.get(2..)?.chunks_exact(8).take(short_at(bytes, 0)?) {
            self.grid.merge(Area {
                first_row: short_at(area, 0)?,
                last_row: short_at(area, 2)?,
                first_column: short_at(area, 4)?,
                last_column: short_at(area, 6)?,
            });
        }
        Some(())
    }

    fn text(&self, bytes: &[u8], records: &mut Records<'_>) -> Option<String> {
        if self.globals.wide {
            return Segments::new(bytes, records.continued()).string(&self.globals.fonts);
        }
        Some(decoded(bytes.get(2..)?, short_at(bytes, 0)?, self.globals.encoding))
    }

    fn cell(&mut self, record: Record<'_>, records: &mut Records<'_>) -> Option<()> {
        let Record { kind, bytes } = record;
        let (row, column) = (short_at(bytes, 0)?, short_at(bytes, 2)?);
        let value = match kind {
            kind::NUMBER => Value::Number(f64_at(bytes, 6)?),
            kind::SHORT_NUMBER => Value::Number(short_number(u32_at(bytes, 6)?)),
            kind::SHARED => Value::Text(self.globals.strings.get(long_at(bytes, 6)?)?.to_owned()),
            kind::LABEL | kind::RICH_LABEL => Value::Text(self.text(bytes.get(6..)?, records)?),
            kind::FLAG if *bytes.get(7)? != 0 => Value::Text(failure(*bytes.get(6)?).to_owned()),
            kind::FLAG => Value::Flag(*bytes.get(6)? != 0),
            kind::FORMULA => self.result(bytes, (row, column))?,
            kind::SHORT_NUMBERS => {
                for (at, pair) in bytes.get(4..)?.chunks_exact(6).enumerate() {
                    let number = Value::Number(short_number(u32_at(pair, 2)?));
                    self.put((row, column + at), &number, short_at(pair, 0)?);
                }
                return Some(());
            }
            _ => return Some(()),
        };
        self.put((row, column), &value, short_at(bytes, 4)?);
        Some(())
    }

    fn put(&mut self, at: (usize, usize), value: &Value, style: usize) {
        self.book.put(self.grid, at, value, self.globals.formats.of_style(style));
    }

    /// What a formula came to when the file was saved.
    fn result(&mut self, bytes: &[u8], at: (usize, usize)) -> Option<Value> {
        if short_at(bytes, 12)? != 0xFFFF {
            return Some(Value::Number(f64_at(bytes, 6)?));
        }
        match bytes.get(6)? {
            0 => {
                self.waiting = Some(at);
                None
            }
            1 => Some(Value::Flag(*bytes.get(8)? != 0)),
            2 => Some(Value::Text(failure(*bytes.get(8)?).to_owned())),
            _ => None,
        }
    }
}

/// Four bytes: a whole number or the upper half of a fraction, either in hundredths.
pub(in crate::documents::sheet) fn short_number(bits: u32) -> f64 {
    let value = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

pub(in crate::documents::sheet) fn failure(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    }
}
