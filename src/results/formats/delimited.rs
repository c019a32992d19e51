//! CSV: cells that no spreadsheet runs.

use std::borrow::Cow;
use std::io::Write;

use super::super::tables::{Field, Table};
use crate::spreadsheet::inert;

/// Whether the file begins with the mark by which Excel knows UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    ByteOrder,
}

pub(super) fn write<W: Write>(table: Table<'_>, mark: Mark, out: &mut W) -> anyhow::Result<usize> {
    match mark {
        Mark::ByteOrder => out.write_all("\u{feff}".as_bytes())?,
        Mark::None => {}
    }
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(table.columns.iter().map(|column| column.name.as_bytes()))?;
    let mut count = 0;
    for row in table.rows {
        for field in &row {
            let written = field.written();
            let cell = match field {
                Field::Text(_) => inert(&written),
                // A number is no formula, whatever its sign.
                Field::Empty
                | Field::Whole(_)
                | Field::Number(_)
                | Field::Date(_)
                | Field::YesNo(_) => Cow::Borrowed(written.as_ref()),
            };
            writer.write_field(cell.as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}
