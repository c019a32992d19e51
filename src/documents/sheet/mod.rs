//! Sheets: workbooks and delimited text as tables of what a person sees in each cell.
//!
//! Read here and not by a library: those at hand tell neither what is hidden nor, for XLS, XLSB
//! and ODS, the number formats that make 0.125 a share of 12.5%.

mod dates;
mod decimal;
mod delimited;
mod formats;
mod grid;
mod ods;
mod pattern;
mod strings;
mod xls;
mod xlsb;
mod xlsx;
#[cfg(test)]
mod tests;

pub(super) use self::delimited::decoded;
use super::model::Document;

/// What a spreadsheet wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    Xlsx,
    Xls,
    Xlsb,
    Ods,
    /// CSV and the like: fields between commas, semicolons, tabs or bars.
    Delimited,
}

/// The sheets of a workbook, each a table.
pub fn read_sheet(bytes: &[u8], kind: SheetKind) -> Document {
    match kind {
        SheetKind::Xlsx => xlsx::read(bytes),
        SheetKind::Xls => xls::read(bytes),
        SheetKind::Ods => ods::read(bytes),
        SheetKind::Delimited => delimited::read(bytes),
        SheetKind::Xlsb => xlsb::read(bytes),
    }
}
