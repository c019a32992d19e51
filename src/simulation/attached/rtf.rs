//! A letter in rich text.

use std::fmt::Write as _;

use super::page::{Block, Page};

pub(super) fn write(page: &Page) -> Vec<u8> {
    let mut rtf = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\\f0\\fs22\r\n"
        .to_owned();
    for block in &page.blocks {
        match block {
            Block::Heading(text) => {
                let _ = write!(rtf, "\\pard{{\\b {}}}\\par\r\n", escaped(text));
            }
            Block::Paragraph(text) => {
                let _ = write!(rtf, "\\pard\\sa120 {}\\par\r\n", escaped(text));
            }
            Block::Table(rows) => rows.iter().for_each(|row| rtf.push_str(&table_row(row))),
        }
    }
    rtf.push_str("}\r\n");
    rtf.into_bytes()
}

fn table_row(row: &[String]) -> String {
    let width = 9_000 / row.len().max(1);
    let edge = |index: usize| format!("\\cellx{}", index * width);
    let edges: String = (1..=row.len()).map(edge).collect();
    let cell = |cell: &String| format!("\\pard\\intbl {}\\cell ", escaped(cell));
    let cells: String = row.iter().map(cell).collect();
    format!("\\trowd\\trgaph108{edges}\r\n{cells}\\row\r\n")
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '{' | '}' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    // Signed, as the format has it; the question mark is for readers without Unicode.
                    let _ = write!(out, "\\u{}?", unit.cast_signed());
                }
            }
        }
    }
    out
}
