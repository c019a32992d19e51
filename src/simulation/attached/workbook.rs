//! A workbook as Excel writes it: what can be a number is one.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::Typed;
use super::page::{Block, Page};

pub(super) fn xlsx(page: &Page) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // The same file whenever it is written.
    let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let bold = Format::new().set_bold();
    let formats = Formats::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Response")?;
    let mut line = 0;
    for block in &page.blocks {
        match block {
            Block::Heading(text) => {
                sheet.write_string_with_format(line, 0, text, &bold)?;
                line += 2;
            }
            Block::Paragraph(text) => {
                line += 1;
                sheet.write_string(line, 0, text)?;
                line += 1;
            }
            Block::Table(rows) => {
                for (index, row) in rows.iter().enumerate() {
                    for (column, text) in row.iter().enumerate() {
                        let place = (line, u16::try_from(column)?);
                        if index == 0 {
                            sheet.write_string_with_format(place.0, place.1, text, &bold)?;
                        } else if !text.is_empty() {
                            formats.cell(sheet, place, text)?;
                        }
                    }
                    line += 1;
                }
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// How numbers are shown: whole ones, and those with decimals.
struct Formats {
    number: [Format; 2],
    pounds: [Format; 2],
    percent: [Format; 2],
}

impl Formats {
    fn new() -> Self {
        let shown = |formats: [&str; 2]| formats.map(|format| Format::new().set_num_format(format));
        Self {
            number: shown(["#,##0", "#,##0.0#######"]),
            pounds: shown(["\"£\"#,##0", "\"£\"#,##0.00"]),
            percent: shown(["0%", "0.0#####%"]),
        }
    }

    /// Writes what was typed into a cell.
    fn cell(
        &self,
        sheet: &mut Worksheet,
        (line, column): (u32, u16),
        text: &str,
    ) -> anyhow::Result<()> {
        let (number, shown, [whole, parted]) = match Typed::of(text) {
            Typed::Words => {
                sheet.write_string(line, column, text)?;
                return Ok(());
            }
            // A year at the head of a row is no quantity.
            Typed::Number(number) if column == 0 => {
                sheet.write_number(line, column, number)?;
                return Ok(());
            }
            Typed::Number(number) => (number, number, &self.number),
            Typed::Pounds(number) => (number, number, &self.pounds),
            Typed::Percent(number) => (number, number * 100.0, &self.percent),
        };
        // What was typed is as near to a whole number as a computer keeps it.
        let is_whole = (shown - shown.round()).abs() < 1e-9;
        let format = if is_whole { whole } else { parted };
        sheet.write_number_with_format(line, column, number, format)?;
        Ok(())
    }
}
