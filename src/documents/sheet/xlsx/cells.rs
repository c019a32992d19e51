//! The cells of a sheet.

use super::super::formats::Value;
use super::super::grid::{Book, Grid, area, position};
use super::tables::{rich_text, unescaped};
use super::{DAMAGED, Shared};
use crate::documents::office::{Package, Tag, Xml};

/// Reads cells in the order they are stored, which may name no place at all.
pub(super) fn read(
    package: &mut Package<'_>,
    part: &str,
    shared: &Shared,
    (book, grid): (&mut Book, &mut Grid),
) {
    let Some(mut xml) = package.xml(part) else {
        return book.gathered.note(DAMAGED);
    };
    if xml.child().is_none() {
        return book.gathered.note(DAMAGED);
    }
    while let Some(tag) = xml.child() {
        match tag.local() {
            "cols" => columns(&mut xml, grid),
            "sheetData" => rows(&mut xml, shared, (book, grid)),
            "mergeCells" => {
                while let Some(tag) = xml.child() {
                    if let Some(area) = tag.attribute("ref").and_then(|place| area(&place)) {
                        grid.merge(area);
                    }
                    xml.skip();
                }
            }
            _ => xml.skip(),
        }
        if grid.full() {
            return;
        }
    }
    if xml.broken() && !grid.full() {
        book.gathered.note(DAMAGED);
    }
}

fn columns(xml: &mut Xml<'_>, grid: &mut Grid) {
    while let Some(tag) = xml.child() {
        if (tag.yes("hidden") || tag.attribute("width").as_deref() == Some("0"))
            && let (Some(first), Some(last)) = (tag.number("min"), tag.number("max"))
        {
            grid.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
        }
        xml.skip();
    }
}

fn rows(xml: &mut Xml<'_>, shared: &Shared, (book, grid): (&mut Book, &mut Grid)) {
    let mut next = 0;
    while let Some(tag) = xml.child() {
        if grid.full() {
            // What is merged stands behind the rows; a sheet that large is read without it.
            return;
        }
        let row = tag.number("r").and_then(|row| row.checked_sub(1)).unwrap_or(next);
        next = row.saturating_add(1);
        let flat = tag.attribute("ht").is_some_and(|height| height.parse() == Ok(0.0));
        if tag.yes("hidden") || flat {
            grid.hide_row(row);
        }
        let mut column = 0;
        while let Some(tag) = xml.child() {
            if tag.local() != "c" {
                xml.skip();
                continue;
            }
            let at = tag.attribute("r").and_then(|place| position(&place)).unwrap_or((row, column));
            column = at.1.saturating_add(1);
            let format = shared.formats.of_style(tag.number("s").unwrap_or_default());
            if let Some(value) = value(&tag, xml, shared) {
                book.put(grid, at, &value, format);
            }
        }
    }
}

fn value(tag: &Tag, xml: &mut Xml<'_>, shared: &Shared) -> Option<Value> {
    let kind = tag.attribute("t").unwrap_or_default();
    let mut value = None;
    while let Some(tag) = xml.child() {
        match tag.local() {
            "v" => value = of_kind(&kind, &xml.text(), shared),
            "is" => value = Some(Value::Text(rich_text(xml))),
            _ => xml.skip(),
        }
    }
    value
}

fn of_kind(kind: &str, text: &str, shared: &Shared) -> Option<Value> {
    let trimmed = text.trim();
    match kind {
        "s" => shared.strings.get(trimmed.parse().ok()?).map(|text| Value::Text(text.to_owned())),
        "str" | "inlineStr" => Some(Value::Text(unescaped(text))),
        "b" => Some(Value::Flag(trimmed == "1" || trimmed == "true")),
        "e" => Some(Value::Text(trimmed.to_owned())),
        // A day as ISO has it; a time of nothing is none.
        "d" => Some(Value::Text(trimmed.trim_end_matches("T00:00:00").replace('T', " "))),
        _ => Some(match trimmed.parse() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Text(trimmed.to_owned()),
        }),
    }
}
