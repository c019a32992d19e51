//! What lies on a sheet and beside it: comments, text boxes, charts, the data behind pivot tables.

use super::super::grid::{Book, Grid, position};
use crate::documents::model::What;
use crate::documents::office::{Package, Reference, Token, Xml};

pub(in crate::documents::sheet) fn chart_note(sheet: &str) -> String {
    format!("A chart on {sheet} was not read.")
}

/// What the sheet in `part` refers to.
pub(super) fn read(package: &mut Package<'_>, part: &str, (book, grid): (&mut Book, &Grid)) {
    for reference in package.references(part) {
        if reference.kind == "comments" {
            comments(package, &reference.part, (book, grid));
        } else {
            beside(package, &reference, (book, grid));
        }
    }
}

/// What is XML in workbooks of records too.
pub(in crate::documents::sheet) fn beside(
    package: &mut Package<'_>,
    reference: &Reference,
    (book, grid): (&mut Book, &Grid),
) {
    match reference.kind.as_str() {
        "threadedComment" => comments(package, &reference.part, (book, grid)),
        "drawing" => drawing(package, &reference.part, (book, grid)),
        "oleObject" | "package" => {
            let note = format!("A file is set into {}, and was not read.", grid.name);
            book.gathered.note(&note);
        }
        _ => {}
    }
}

fn comments(package: &mut Package<'_>, part: &str, (book, grid): (&mut Book, &Grid)) {
    let Some(mut xml) = package.xml(part) else { return };
    loop {
        match xml.next() {
            Token::Open(tag) if matches!(tag.local(), "comment" | "threadedComment") => {
                let place = tag.attribute("ref").and_then(|place| position(&place));
                if let Some((row, column)) = place {
                    book.comment(grid, row, column);
                }
                xml.skip();
            }
            Token::Open(_) | Token::Close | Token::Text(_) => {}
            Token::End => return,
        }
    }
}

fn drawing(package: &mut Package<'_>, part: &str, (book, grid): (&mut Book, &Grid)) {
    let Some(mut xml) = package.xml(part) else { return };
    loop {
        match xml.next() {
            Token::Open(tag) => match tag.local() {
                "txBody" => book.boxed(&grid.name, &box_text(&mut xml)),
                "chart" => book.gathered.note(&chart_note(&grid.name)),
                _ => {}
            },
            Token::Close | Token::Text(_) => {}
            Token::End => return,
        }
    }
}

/// The paragraphs of a text box.
fn box_text(xml: &mut Xml<'_>) -> String {
    let mut lines = Vec::new();
    while let Some(tag) = xml.child() {
        if tag.local() == "p" {
            lines.push(xml.text());
        } else {
            xml.skip();
        }
    }
    lines.join("\n")
}

/// Copies of a pivot table's whole source, which stay when its sheet is taken out.
pub(in crate::documents::sheet) fn pivot_caches(
    package: &mut Package<'_>,
    references: &[Reference],
    book: &mut Book,
) {
    let caches = references.iter().filter(|reference| reference.kind == "pivotCacheDefinition");
    for (at, cache) in caches.enumerate() {
        let records = package.references(&cache.part);
        let records = records.iter().find(|reference| reference.kind == "pivotCacheRecords");
        // An empty list of records takes fewer bytes than this.
        let filled = records.and_then(|records| package.start(&records.part, 1024));
        if filled.is_some_and(|start| {
            memchr::memmem::find(&start, b"<r>").is_some() || is_binary(&start)
        }) {
            book.gathered.hide(What::PivotCache, format!("pivot cache {}", at + 1));
        }
    }
    if package.has("xl/model/item.data") {
        book.gathered.hide(What::PivotCache, "data model");
    }
}

/// XLSB keeps records in a form of its own; a list of none has only its frame.
fn is_binary(start: &[u8]) -> bool {
    !start.starts_with(b"<") && !start.starts_with(b"\xef\xbb\xbf<") && start.len() > 32
}
