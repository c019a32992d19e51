//! ODS: the sheets of `OpenDocument`, which keep what a person sees of each cell.

mod shown;

use self::shown::shown;
use super::grid::{Area, Book, Grid};
use super::xlsx::{DAMAGED, TOO_LARGE, chart_note};
use crate::documents::model::{Document, MOST_COLUMNS, What};
use crate::documents::office::{
    OdfStyles, Package, Tag, Token, Xml, locked_elsewhere, odf_locked, odf_spaces, raised, unopened,
};

struct Reader {
    book: Book,
    styles: OdfStyles,
}

pub(super) fn read(bytes: &[u8]) -> Document {
    let Some(mut package) = Package::open(bytes) else {
        return unopened(bytes);
    };
    if odf_locked(&mut package) {
        return locked_elsewhere();
    }
    let styles = OdfStyles::read(&mut package);
    let mut reader = Reader { book: Book::new(), styles };
    if let Some(mut xml) = package.xml("content.xml") {
        reader.workbook(&mut xml);
        if xml.broken() {
            reader.book.gathered.note(DAMAGED);
        }
    } else {
        reader.book.gathered.note("It is damaged: it lists no sheets.");
    }
    if package.exhausted() {
        reader.book.gathered.note(TOO_LARGE);
    }
    reader.book.finish()
}

impl Reader {
    fn workbook(&mut self, xml: &mut Xml<'_>) {
        loop {
            match xml.next() {
                Token::Open(tag) => match tag.name() {
                    // What was deleted is kept there.
                    "table:tracked-changes" => {
                        self.book.gathered.hide(What::TrackedChange, "the workbook");
                        xml.skip();
                    }
                    "table:table" => {
                        let name = tag.attribute("name").unwrap_or_default();
                        if self.styles.away(&tag.attribute("style-name").unwrap_or_default()) {
                            self.book.gathered.hide(What::Sheet, name);
                            xml.skip();
                        } else {
                            self.sheet(&name, xml);
                        }
                    }
                    _ => {}
                },
                Token::Close | Token::Text(_) => {}
                Token::End => return,
            }
        }
    }

    fn sheet(&mut self, name: &str, xml: &mut Xml<'_>) {
        let mut grid = Grid::named(name);
        let (mut row, mut column) = (0, 0);
        self.parts(xml, &mut grid, (&mut row, &mut column));
        self.book.close(grid);
    }

    /// Columns and rows, which may be grouped.
    fn parts(&mut self, xml: &mut Xml<'_>, grid: &mut Grid, at: (&mut usize, &mut usize)) {
        let (row, column) = at;
        while let Some(tag) = xml.child() {
            let hidden = tag.attribute("visibility").is_some_and(|shown| shown != "visible");
            match tag.name() {
                "table:table-column" => {
                    let count = tag.number("number-columns-repeated").unwrap_or(1).max(1);
                    if hidden {
                        grid.hide_columns(*column, column.saturating_add(count - 1));
                    }
                    *column = column.saturating_add(count);
                    xml.skip();
                }
                "table:table-row" => {
                    let count = tag.number("number-rows-repeated").unwrap_or(1).max(1);
                    if grid.full() {
                        xml.skip();
                    } else {
                        let cells = self.row(xml, grid, *row);
                        self.repeat(grid, (*row, count), &cells);
                        if hidden {
                            let last = row.saturating_add(count).min(row.saturating_add(60_000));
                            (*row..last).for_each(|row| grid.hide_row(row));
                        }
                    }
                    *row = row.saturating_add(count);
                }
                "table:shapes" => self.shapes(xml, &grid.name),
                name if name.contains("columns")
                    || name.contains("rows")
                    || name.contains("group") =>
                {
                    self.parts(xml, grid, (&mut *row, &mut *column));
                }
                _ => xml.skip(),
            }
        }
    }

    /// Puts what one row holds into each of the rows it stands for.
    fn repeat(&mut self, grid: &mut Grid, (row, count): (usize, usize), cells: &[(usize, String)]) {
        for row in (row..row.saturating_add(count)).take_while(|_| !cells.is_empty()) {
            for (column, text) in cells {
                self.book.put_text(grid, (row, *column), text);
            }
            if grid.full() {
                return;
            }
        }
    }

    fn row(&mut self, xml: &mut Xml<'_>, grid: &mut Grid, row: usize) -> Vec<(usize, String)> {
        let mut cells = Vec::new();
        let mut column = 0_usize;
        while let Some(tag) = xml.child() {
            let count = tag.number("number-columns-repeated").unwrap_or(1).max(1);
            if tag.local().ends_with("table-cell") && column <= MOST_COLUMNS {
                let text = self.cell(&tag, xml, (&*grid, row, column));
                if !text.is_empty() && tag.local() == "table-cell" {
                    let last = column.saturating_add(count).min(MOST_COLUMNS + 1);
                    cells.extend((column..last).map(|column| (column, text.clone())));
                    spanned(&tag, grid, (row, column));
                }
            } else {
                xml.skip();
            }
            column = column.saturating_add(count);
        }
        cells
    }

    fn cell(&mut self, tag: &Tag, xml: &mut Xml<'_>, at: (&Grid, usize, usize)) -> String {
        let (grid, row, column) = at;
        let mut lines: Vec<String> = Vec::new();
        while let Some(tag) = xml.child() {
            match tag.name() {
                "text:p" => {
                    let mut line = String::new();
                    self.words(xml, false, &mut line);
                    lines.push(line);
                }
                "office:annotation" => {
                    self.book.comment(grid, row, column);
                    xml.skip();
                }
                name if name.starts_with("draw:") => self.drawing(xml, &grid.name),
                _ => xml.skip(),
            }
        }
        shown(tag, lines.join("\n").trim())
    }

    fn words(&mut self, xml: &mut Xml<'_>, above: bool, out: &mut String) {
        loop {
            match xml.next() {
                Token::Text(text) if above => raised(out, &text),
                Token::Text(text) => odf_spaces(out, &text),
                Token::Open(tag) => match tag.name() {
                    "text:s" => {
                        out.push_str(&" ".repeat(tag.number("c").unwrap_or(1).min(100)));
                        xml.skip();
                    }
                    "text:line-break" => {
                        out.push('\n');
                        xml.skip();
                    }
                    _ => {
                        let style = tag.attribute("style-name").unwrap_or_default();
                        self.words(xml, above || self.styles.raised("text", &style), out);
                    }
                },
                Token::Close | Token::End => return,
            }
        }
    }

    fn shapes(&mut self, xml: &mut Xml<'_>, sheet: &str) {
        while let Some(tag) = xml.child() {
            if tag.name().starts_with("draw:") {
                self.drawing(xml, sheet);
            } else {
                xml.skip();
            }
        }
    }

    /// Text boxes; what a chart or a picture shows is not read.
    fn drawing(&mut self, xml: &mut Xml<'_>, sheet: &str) {
        while let Some(tag) = xml.child() {
            match tag.name() {
                "text:p" => {
                    let mut line = String::new();
                    self.words(xml, false, &mut line);
                    self.book.boxed(sheet, &line);
                }
                "draw:object" | "draw:object-ole" => {
                    self.book.gathered.note(&chart_note(sheet));
                    xml.skip();
                }
                name if name.starts_with("draw:") => self.drawing(xml, sheet),
                _ => xml.skip(),
            }
        }
    }
}

fn spanned(tag: &Tag, grid: &mut Grid, (row, column): (usize, usize)) {
    let columns = tag.number("number-columns-spanned").unwrap_or(1).max(1);
    let rows = tag.number("number-rows-spanned").unwrap_or(1).max(1);
    if columns.saturating_mul(rows) > 1 {
        grid.merge(Area {
            first_row: row,
            last_row: row.saturating_add(rows - 1),
            first_column: column,
            last_column: column.saturating_add(columns - 1),
        });
    }
}

#[cfg(test)]
mod tests;
