//! What lies on top of a page: the fields of a form, text typed over it, comments.

use lopdf::{Dictionary, Object, Stream};

use super::font;
use super::geometry::{Area, Matrix};
use super::page::Runner;
use super::state::State;

/// Annotations beyond these are not looked at.
const MOST: usize = 3_000;
/// Hidden, and not shown on a screen.
const UNSEEN: i64 = 2 | 32;

/// Draws what shows on the page; whether there are comments.
pub(super) fn draw<'a>(
    runner: &mut Runner<'a>,
    page: &'a Dictionary,
    onto: (Matrix, Area),
    none: &'a Dictionary,
) -> bool {
    let document = runner.document;
    let all = page.get_deref(b"Annots", document).and_then(Object::as_array);
    let mut comments = false;
    for object in all.into_iter().flatten().take(MOST) {
        let annotation =
            document.dereference(object).ok().and_then(|(_, object)| object.as_dict().ok());
        let Some(annotation) = annotation else { continue };
        let kind = annotation.get_deref(b"Subtype", document).and_then(Object::as_name);
        let kind = kind.unwrap_or_default();
        // What is typed over a page is its text too; all else with words is a remark on it.
        comments |= !matches!(kind, b"Widget" | b"Link" | b"Popup" | b"FreeText" | b"Stamp")
            && annotation
                .get_deref(b"Contents", document)
                .and_then(Object::as_str)
                .is_ok_and(|words| words.iter().any(u8::is_ascii_alphanumeric));
        let flags = annotation.get_deref(b"F", document).and_then(Object::as_i64).unwrap_or(0);
        if flags & UNSEEN != 0 || matches!(kind, b"Popup" | b"Text" | b"Link") {
            continue;
        }
        if let Some(look) = look(runner, annotation)
            && let Some(state) = placed(runner, annotation, look, onto)
        {
            runner.form(look, none, (state, 1));
        }
    }
    comments
}

/// How an annotation looks, by the state that it is in.
fn look<'a>(runner: &Runner<'a>, annotation: &'a Dictionary) -> Option<&'a Stream> {
    let document = runner.document;
    let looks = annotation.get_deref(b"AP", document).and_then(Object::as_dict).ok()?;
    let usual = looks.get_deref(b"N", document).ok()?;
    if let Ok(stream) = usual.as_stream() {
        return Some(stream);
    }
    let state = annotation.get_deref(b"AS", document).and_then(Object::as_name).ok()?;
    usual.as_dict().ok()?.get_deref(state, document).and_then(Object::as_stream).ok()
}

/// Moves a look into its frame on the page.
fn placed(
    runner: &Runner<'_>,
    annotation: &Dictionary,
    look: &Stream,
    onto: (Matrix, Area),
) -> Option<State> {
    let document = runner.document;
    let frame = Area::of(&font::numbers(document, annotation, b"Rect"))?;
    let own = Area::of(&font::numbers(document, &look.dict, b"BBox"))?;
    let matrix = Matrix::of(&font::numbers(document, &look.dict, b"Matrix"));
    let drawn = matrix.unwrap_or(Matrix::SAME).around(own);
    if drawn.width() <= 0.0 || drawn.height() <= 0.0 {
        return None;
    }
    let (a, d) = (frame.width() / drawn.width(), frame.height() / drawn.height());
    let (e, f) = (frame.left - a * drawn.left, frame.top - d * drawn.top);
    let fit = Matrix { a, b: 0.0, c: 0.0, d, e, f };
    Some(State::new(fit.then(onto.0), onto.1))
}
