//! A printed letter: Helvetica on A4, tables with lines or without.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

use super::page::{Block, Page};
use crate::simulation::seed::Draw;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
const SIZE: f32 = 10.0;
const LEADING: f32 = 13.0;
const GAP: f32 = 5.0;
const PAD: f32 = 4.0;

/// Widths of Helvetica's letters from the space to the tilde, in thousandths of its size.
const LETTERS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// How a table is printed.
#[derive(Debug, Clone, Copy)]
struct Look {
    ruled: bool,
    /// Figures stand at the right of their columns.
    right: bool,
}

pub(super) fn write(page: &Page, draw: &mut Draw) -> anyhow::Result<Vec<u8>> {
    let look = Look { ruled: draw.chance(60), right: draw.chance(40) };
    let mut print = Print { pages: Vec::new(), content: Content::new(), y: HEIGHT - MARGIN };
    for block in &page.blocks {
        match block {
            Block::Heading(text) => {
                print.paragraph(text, "F2");
                print.y -= GAP;
            }
            Block::Paragraph(text) => print.paragraph(text, "F1"),
            Block::Table(rows) => print.table(rows, look),
        }
        print.y -= GAP;
    }
    print.bound()
}

/// Pages as they fill up.
struct Print {
    pages: Vec<Vec<u8>>,
    content: Content,
    /// The line that is printed next, from the foot of the page.
    y: f32,
}

impl Print {
    /// Makes room for so many lines, on the next page if need be.
    fn room(&mut self, height: f32) {
        if self.y - height < MARGIN {
            let full = std::mem::replace(&mut self.content, Content::new());
            self.pages.push(full.finish().into_vec());
            self.y = HEIGHT - MARGIN;
        }
    }

    fn paragraph(&mut self, text: &str, font: &str) {
        for line in wrapped(text, WIDTH - 2.0 * MARGIN) {
            self.room(LEADING);
            self.line(&line, (MARGIN, self.y), font);
            self.y -= LEADING;
        }
    }

    fn line(&mut self, text: &str, (x, y): (f32, f32), font: &str) {
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
        self.content.begin_text();
        self.content.set_font(Name(font.as_bytes()), SIZE);
        self.content.next_line(x, y);
        self.content.show(Str(&bytes));
        self.content.end_text();
    }

    fn table(&mut self, rows: &[Vec<String>], look: Look) {
        let widths = columns(rows);
        for (index, row) in rows.iter().enumerate() {
            let cells: Vec<Vec<String>> = row
                .iter()
                .zip(&widths)
                .map(|(text, width)| wrapped(text, width - 2.0 * PAD))
                .collect();
            let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
            let height = LEADING * f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) + PAD;
            self.room(height);
            self.row(&cells, &widths, (height, index == 0), look);
            self.y -= height;
        }
        self.y -= LEADING;
    }

    fn row(
        &mut self,
        cells: &[Vec<String>],
        widths: &[f32],
        (height, head): (f32, bool),
        look: Look,
    ) {
        let font = if head { "F2" } else { "F1" };
        let top = self.y + LEADING - PAD;
        let mut left = MARGIN;
        for (column, (lines, width)) in cells.iter().zip(widths).enumerate() {
            let mut y = self.y - PAD / 2.0;
            for line in lines {
                let indent = if look.right && column > 0 && cells.len() - column <= 2 {
                    width - PAD - length(line)
                } else {
                    PAD
                };
                self.line(line, (left + indent, y), font);
                y -= LEADING;
            }
            if look.ruled {
                self.content.set_line_width(0.5);
                self.content.rect(left, top - height, *width, height);
                self.content.stroke();
            }
            left += width;
        }
    }

    /// The file.
    fn bound(mut self) -> anyhow::Result<Vec<u8>> {
        self.pages.push(self.content.finish().into_vec());
        let mut pdf = Pdf::new();
        let (catalog, tree, plain, bold) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
        let ids: Vec<(Ref, Ref)> = (0..i32::try_from(self.pages.len())?)
            .map(|index| (Ref::new(5 + 2 * index), Ref::new(6 + 2 * index)))
            .collect();
        pdf.catalog(catalog).pages(tree);
        pdf.pages(tree)
            .kids(ids.iter().map(|(page, _)| *page))
            .count(i32::try_from(self.pages.len())?);
        for ((id, content), bytes) in ids.iter().zip(&self.pages) {
            let mut page = pdf.page(*id);
            page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(*content);
            let mut resources = page.resources();
            resources.fonts().pair(Name(b"F1"), plain).pair(Name(b"F2"), bold);
            resources.finish();
            page.finish();
            pdf.stream(*content, &deflated(bytes)?).filter(Filter::FlateDecode);
        }
        for (id, name) in [(plain, "Helvetica"), (bold, "Helvetica-Bold")] {
            pdf.type1_font(id)
                .base_font(Name(name.as_bytes()))
                .encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        Ok(pdf.finish())
    }
}

fn deflated(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// How long a line is printed.
fn length(text: &str) -> f32 {
    let letter = |c: char| {
        let place = u32::from(c).checked_sub(32).and_then(|place| usize::try_from(place).ok());
        f32::from(place.and_then(|place| LETTERS.get(place)).copied().unwrap_or(556))
    };
    text.chars().map(letter).sum::<f32>() * SIZE / 1_000.0
}

/// The text in lines no longer than `width`, broken between words.
fn wrapped(text: &str, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if length(line) + length(word) + length(" ") <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Columns as wide as their words, as far as the page allows.
fn columns(rows: &[Vec<String>]) -> Vec<f32> {
    let count = rows.first().map_or(0, Vec::len);
    let natural: Vec<f32> = (0..count)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| length(cell) + 2.0 * PAD + 6.0).fold(30.0, f32::max)
        })
        .collect();
    let all = WIDTH - 2.0 * MARGIN;
    if natural.iter().sum::<f32>() <= all {
        return natural;
    }
    // What is short keeps its width, and the rest is shared by what is long.
    let share = all / f32::from(u16::try_from(count).unwrap_or(1).max(1));
    let short: f32 = natural.iter().filter(|width| **width <= share).sum();
    let long = natural.iter().filter(|width| **width > share).count();
    let each = (all - short) / f32::from(u16::try_from(long).unwrap_or(1).max(1));
    natural.into_iter().map(|width| if width <= share { width } else { each }).collect()
}
