//! What a page has from itself or from the branches above it.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::geometry::Area;
use super::{font, streams};

/// Branches above a page beyond these are not climbed.
const DEEPEST: usize = 40;
const MOST_PARTS: usize = 2_000;
const MOST_CONTENT: usize = 64 * 1024 * 1024;

/// A value of a page, or of the nearest branch that has it.
pub(super) fn inherited<'a>(
    document: &'a Document,
    page: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Object> {
    let mut at = page;
    for _ in 0..DEEPEST {
        if let Ok(value) = at.get_deref(key, document) {
            return Some(value);
        }
        at = at.get_deref(b"Parent", document).and_then(Object::as_dict).ok()?;
    }
    None
}

/// The part of a page that is shown.
pub(super) fn frame(document: &Document, page: &Dictionary) -> Area {
    let area = |key: &[u8]| {
        let numbers: Vec<f64> = inherited(document, page, key)?
            .as_array()
            .ok()?
            .iter()
            .filter_map(|object| font::float(document.dereference(object).ok()?.1))
            .collect();
        Area::of(&numbers).filter(|area| area.size() > 1.0)
    };
    let usual = Area { left: 0.0, top: 0.0, right: 612.0, bottom: 792.0 };
    let media = area(b"MediaBox").unwrap_or(usual);
    let shown = area(b"CropBox").map(|crop| crop.within(media));
    shown.filter(|area| area.size() > 1.0).unwrap_or(media)
}

/// By how many quarters a page is turned when shown.
pub(super) fn quarters(document: &Document, page: &Dictionary) -> i64 {
    let degrees = inherited(document, page, b"Rotate").and_then(|object| object.as_i64().ok());
    degrees.unwrap_or_default() / 90
}

/// A page's language, its parts put together, and whether all of them could be read.
pub(super) fn content(document: &Document, page: &Dictionary) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    if !page.has(b"Contents") {
        return (out, true);
    }
    let Ok(contents) = page.get_deref(b"Contents", document) else { return (out, false) };
    let parts = contents.as_array().map_or(std::slice::from_ref(contents), Vec::as_slice);
    let mut whole = parts.len() <= MOST_PARTS;
    for part in parts.iter().take(MOST_PARTS) {
        let stream = document.dereference(part).ok().and_then(|(_, part)| part.as_stream().ok());
        match stream.and_then(streams::plain) {
            Some(plain) if out.len() + plain.len() <= MOST_CONTENT => {
                out.extend(plain);
                out.push(b'\n');
            }
            Some(_) | None => whole = false,
        }
    }
    (out, whole)
}

/// Whether other files are packed into this one.
pub(super) fn holds_files(document: &Document) -> bool {
    let names = document.catalog().and_then(|catalog| catalog.get_deref(b"Names", document));
    let files = names.and_then(Object::as_dict).and_then(|names| names.get(b"EmbeddedFiles"));
    files.is_ok()
}

/// How many pages the file says it has.
pub(super) fn promised(document: &Document) -> usize {
    let pages = document
        .catalog()
        .and_then(|catalog| catalog.get_deref(b"Pages", document))
        .and_then(Object::as_dict)
        .and_then(|pages| pages.get_deref(b"Count", document))
        .and_then(Object::as_i64);
    pages.ok().and_then(|pages| usize::try_from(pages).ok()).unwrap_or_default()
}

/// Layers that are not shown.
pub(super) fn layers_off(document: &Document) -> HashSet<ObjectId> {
    let inner = |dictionary: &Dictionary, key: &[u8]| {
        dictionary.get_deref(key, document).and_then(Object::as_dict).ok().cloned()
    };
    let Ok(catalog) = document.catalog() else { return HashSet::new() };
    let off =
        inner(catalog, b"OCProperties").and_then(|layers| inner(&layers, b"D")).and_then(|usual| {
            usual.get_deref(b"OFF", document).and_then(Object::as_array).ok().cloned()
        });
    off.into_iter().flatten().filter_map(|layer| layer.as_reference().ok()).collect()
}
