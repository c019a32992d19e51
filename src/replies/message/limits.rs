//! How much of one mail is read; what lies beyond is kept in the store and noted.

/// Text beyond this many bytes or lines of one mail is not read, and the mail says so.
pub(super) const MOST_TEXT: usize = 512 * 1024;
const MOST_LINES: usize = 20_000;
const LONGEST_LINE: usize = 8 * 1024;
/// A header beyond this many bytes is not read.
pub(super) const LONGEST_HEADER: usize = 16 * 1024;
/// Headers of one part beyond this many are not read.
pub(super) const MOST_HEADERS: usize = 2_000;
/// Parts beyond this many, or nested deeper than `DEEPEST`, are not read.
pub(super) const MOST_PARTS: usize = 200;
pub(super) const DEEPEST: usize = 12;

/// The start of `text` of at most `most` bytes.
pub(super) fn start_of(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// The start of `text` that is read, and a note if that is not all of it.
pub(super) fn bounded_text(text: String, notes: &mut Vec<String>) -> String {
    if text.len() <= LONGEST_LINE {
        return text;
    }
    let mut kept = String::with_capacity(text.len().min(MOST_TEXT));
    let mut whole = true;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index >= MOST_LINES || kept.len() + line.len().min(LONGEST_LINE) > MOST_TEXT {
            whole = false;
            break;
        }
        if line.len() > LONGEST_LINE {
            whole = false;
            kept.push_str(start_of(line, LONGEST_LINE));
            kept.push('\n');
        } else {
            kept.push_str(line);
        }
    }
    if !whole {
        notes.push("the text is too long: only a part of it was read".to_owned());
    }
    kept
}
