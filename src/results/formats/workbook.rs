//! XLSX: a sheet for each table, typed, with a head that stays and filters; and a sheet of notes.

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::super::tables::{About, Column, Field, Kind, Table};

/// As many rows as a sheet has.
const MOST_ROWS: u32 = 1_048_576;
/// As many characters as a cell takes.
const MOST_CHARACTERS: usize = 32_767;

/// All tables as one workbook.
pub fn workbook(tables: Vec<Table<'_>>, about: &About, title: &str) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // The day it shows, not the day it was written: the same facts give the same bytes.
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_author(&about.publisher)
            .set_creation_datetime(&day(about.as_of)?),
    );
    notes(workbook.add_worksheet(), about, title)?;
    for table in tables {
        let name = table.name;
        sheet(workbook.add_worksheet(), table).with_context(|| format!("the sheet {name}"))?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn day(day: NaiveDate) -> anyhow::Result<ExcelDateTime> {
    let year = u16::try_from(day.year())?;
    Ok(ExcelDateTime::from_ymd(year, u8::try_from(day.month())?, u8::try_from(day.day())?)?)
}

fn notes(sheet: &mut Worksheet, about: &About, title: &str) -> anyhow::Result<()> {
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap());
    sheet.set_name("Notes")?.set_column_width(0, 14.0)?.set_column_width(1, 110.0)?;
    for (line, (what, words)) in (0..).zip(super::notes(about, title)) {
        sheet.write_string_with_format(line, 0, what, &bold)?;
        sheet.write_string_with_format(line, 1, words, &wrapped)?;
    }
    Ok(())
}

fn sheet(sheet: &mut Worksheet, table: Table<'_>) -> anyhow::Result<()> {
    let (bold, dated) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    sheet.set_name(table.name)?;
    for (at, column) in (0_u16..).zip(table.columns.iter()) {
        sheet.write_string_with_format(0, at, column.name.as_ref(), &bold)?;
        sheet.set_column_width(at, width(column))?;
    }
    let mut line = 1_u32;
    for row in table.rows {
        anyhow::ensure!(
            line < MOST_ROWS,
            "a sheet has no more than {MOST_ROWS} rows: take --format csv"
        );
        for (at, field) in (0_u16..).zip(&row) {
            match field {
                Field::Empty => {}
                Field::Text(text) => {
                    let kept: String = text.chars().take(MOST_CHARACTERS).collect();
                    sheet.write_string(line, at, kept)?;
                }
                Field::Whole(number) => {
                    #[expect(clippy::cast_precision_loss, reason = "counts of rows and days")]
                    sheet.write_number(line, at, *number as f64)?;
                }
                Field::Number(number) => {
                    sheet.write_number(line, at, *number)?;
                }
                Field::Date(value) => {
                    sheet.write_datetime_with_format(line, at, &day(*value)?, &dated)?;
                }
                Field::YesNo(yes) => {
                    sheet.write_boolean(line, at, *yes)?;
                }
            }
        }
        line += 1;
    }
    let last = u16::try_from(table.columns.len().saturating_sub(1))?;
    sheet.set_freeze_panes(1, 0)?.autofilter(0, 0, line - 1, last)?;
    Ok(())
}

fn width(column: &Column) -> f64 {
    match column.kind {
        Kind::Text if column.name.len() < 14 => 18.0,
        Kind::Text => 28.0,
        Kind::Whole | Kind::Number | Kind::Date | Kind::YesNo => 13.0,
    }
}
