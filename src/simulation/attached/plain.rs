//! Files that are text: CSV, HTML, plain text, and a mail in a file.

use std::fmt::Write as _;

use super::page::{Block, Page};
use crate::simulation::seed::Draw;
use crate::simulation::sheet::{escaped, format_cell};

/// As spreadsheets save it: with commas, semicolons or tabs, in UTF-8 or as Windows writes it.
pub(super) fn csv(page: &Page, draw: &mut Draw) -> anyhow::Result<Vec<u8>> {
    let separator = [b',', b',', b';', b'\t'].get(usize::try_from(draw.below(4))?).copied();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for block in &page.blocks {
        match block {
            Block::Heading(text) | Block::Paragraph(text) => writer.write_record([text])?,
            Block::Table(rows) => {
                rows.iter().try_for_each(|row| writer.write_record(row))?;
            }
        }
    }
    let text = String::from_utf8(writer.into_inner()?)?;
    Ok(match draw.below(3) {
        0 => text.into_bytes(),
        1 => format!("\u{feff}{text}").into_bytes(),
        _ => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
    })
}

/// As a browser saves a page.
pub(super) fn html(page: &Page) -> Vec<u8> {
    let mut html = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Response</title>\
                    <style>td{border:1px solid}</style></head><body>\n"
        .to_owned();
    for block in &page.blocks {
        match block {
            Block::Heading(text) => {
                let _ = writeln!(html, "<h1>{}</h1>", escaped(text));
            }
            Block::Paragraph(text) => {
                let _ = writeln!(html, "<p>{}</p>", escaped(text));
            }
            Block::Table(rows) => {
                html.push_str("<table>\n");
                for (index, row) in rows.iter().enumerate() {
                    let tag = if index == 0 { "th" } else { "td" };
                    let cells = row.iter().map(|cell| format_cell(tag, cell));
                    let _ = writeln!(html, "<tr>{}</tr>", cells.collect::<String>());
                }
                html.push_str("</table>\n");
            }
        }
    }
    html.push_str("</body></html>\n");
    html.into_bytes()
}

/// As an editor on Windows saves it.
pub(super) fn text(page: &Page) -> Vec<u8> {
    page.seen().replace('\n', "\r\n").into_bytes()
}

/// A mail that was saved, `head` without its type.
pub(super) fn mail(page: &Page, head: &str) -> Vec<u8> {
    let mut bytes = format!(
        "{head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n"
    )
    .into_bytes();
    let body = lettre::message::Body::new_with_encoding(
        text(page),
        lettre::message::header::ContentTransferEncoding::Base64,
    );
    // Every text can be written in that encoding.
    bytes.extend(body.map(lettre::message::Body::into_vec).unwrap_or_default());
    bytes
}
