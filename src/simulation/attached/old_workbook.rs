//! A workbook in the form that Excel had before 2007 (BIFF8), as programs of that time export one: every cell
//! has its own text or number, and a number the format that it is shown in.

use std::io::Write as _;
use std::time::UNIX_EPOCH;

use super::Typed;
use super::page::{Block, Page};

/// Formats of its own: their numbers, and what they say.
const FORMATS: [(u16, &str); 3] = [(164, "\"£\"#,##0"), (165, "\"£\"#,##0.00"), (166, "0.0#####%")];
/// The format of each style that a cell may have; what is no number has the first.
const STYLES: [u16; 7] = [0, 3, 4, 164, 165, 9, 166];
/// A longer text is cut: Excel shows no more of it either.
const MOST_LETTERS: usize = 1_000;

pub(super) fn xls(page: &Page) -> anyhow::Result<Vec<u8>> {
    let mut sheet = Records::begun(0x10);
    sheet.put(0x200, &[0; 14])?;
    let mut line = 0;
    for block in &page.blocks {
        match block {
            Block::Heading(text) => {
                sheet.text((line, 0), text)?;
                line += 2;
            }
            Block::Paragraph(text) => {
                sheet.text((line + 1, 0), text)?;
                line += 2;
            }
            Block::Table(rows) => {
                for (index, row) in rows.iter().enumerate() {
                    for (column, text) in
                        row.iter().enumerate().filter(|(_, text)| !text.is_empty())
                    {
                        let place = (line, u16::try_from(column)?);
                        if index == 0 {
                            sheet.text(place, text)?;
                        } else {
                            sheet.cell(place, text)?;
                        }
                    }
                    line += 1;
                }
            }
        }
    }
    sheet.put(0x0A, &[])?;
    let mut book = before(0)?;
    // Where the sheet begins is written in what stands before it, whose length that does not change.
    book = before(u32::try_from(book.0.len())?)?;
    book.0.extend(sheet.0);
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(&book.0)?;
    // The same file whenever it is written.
    file.set_created_time("/", UNIX_EPOCH)?;
    file.set_modified_time("/", UNIX_EPOCH)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// What stands before the only sheet, which begins at `sheet`.
fn before(sheet: u32) -> anyhow::Result<Records> {
    let mut book = Records::begun(0x05);
    book.put(0x42, &1200_u16.to_le_bytes())?;
    let font = [200_u16, 0, 0x7FFF, 400, 0, 0, 0].map(u16::to_le_bytes).concat();
    book.put(0x31, &[&font[..], &[5, 0], b"Arial"].concat())?;
    for (number, shown) in FORMATS {
        book.put(0x41E, &[&number.to_le_bytes()[..], &letters(shown)?].concat())?;
    }
    for format in STYLES {
        let style = [0, format, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0].map(u16::to_le_bytes).concat();
        book.put(0xE0, &style)?;
    }
    book.put(0x85, &[&sheet.to_le_bytes()[..], &[0, 0, 8, 0], b"Response"].concat())?;
    book.put(0x0A, &[])?;
    Ok(book)
}

/// Records one behind the other: a kind, a length, and so many bytes.
struct Records(Vec<u8>);

impl Records {
    /// Of a workbook (5) or of a sheet (16).
    fn begun(sort: u16) -> Self {
        let begin = [0x809, 16, 0x600, sort, 0x0DBB, 0x07CC, 0, 0, 6, 0];
        Self(begin.map(u16::to_le_bytes).concat())
    }

    fn put(&mut self, kind: u16, data: &[u8]) -> anyhow::Result<()> {
        let length = u16::try_from(data.len())?;
        self.0.extend([kind.to_le_bytes(), length.to_le_bytes()].concat());
        self.0.extend(data);
        Ok(())
    }

    fn text(&mut self, (line, column): (u16, u16), text: &str) -> anyhow::Result<()> {
        let place = [line, column, 0].map(u16::to_le_bytes).concat();
        self.put(0x204, &[&place[..], &letters(text)?].concat())
    }

    /// What was typed into a cell.
    fn cell(&mut self, (line, column): (u16, u16), text: &str) -> anyhow::Result<()> {
        let (number, shown, whole) = match Typed::of(text) {
            Typed::Words => return self.text((line, column), text),
            Typed::Number(number) => (number, number, 1),
            Typed::Pounds(number) => (number, number, 3),
            Typed::Percent(number) => (number, number * 100.0, 5),
        };
        let style = match column {
            // A year at the head of a row is no quantity.
            0 => 0,
            _ if (shown - shown.round()).abs() < 1e-9 => whole,
            _ => whole + 1,
        };
        let place = [line, column, style].map(u16::to_le_bytes).concat();
        self.put(0x203, &[&place[..], &number.to_le_bytes()].concat())
    }
}

/// A text with its length before it, two bytes for each letter.
fn letters(text: &str) -> anyhow::Result<Vec<u8>> {
    let wide: Vec<u16> = text.encode_utf16().take(MOST_LETTERS).collect();
    let length = u16::try_from(wide.len())?;
    let wide = wide.into_iter().flat_map(u16::to_le_bytes);
    Ok(length.to_le_bytes().into_iter().chain([1]).chain(wide).collect())
}
