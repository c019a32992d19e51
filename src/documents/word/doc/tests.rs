//! How DOC is read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::{lines, made};

#[test]
fn the_mark_of_a_note_stands_off_and_the_note_at_the_end() {
    let found = lines(&read(&made("notes.doc")));
    assert_eq!(found[0], "paragraph 1: We hold 12 [1] records and 7 [i] more.");
    assert_eq!(found[found.len() - 2], "footnote 1: [1] Excludes adults.");
    assert_eq!(found[found.len() - 1], "endnote i: [i] At year end.");
    assert!(found.iter().any(|line| line.ends_with(": In a box: 3")), "{found:?}");
}

#[test]
fn a_file_cut_short_is_a_note() {
    let whole = made("letter.doc");
    for length in (0..whole.len()).step_by(499) {
        let cut = read(&whole[..length]);
        assert!(!cut.notes.is_empty(), "{length}");
    }
}

#[test]
fn no_broken_byte_stops_the_program() {
    let whole = made("letter.doc");
    for at in (0..whole.len()).step_by(29) {
        let mut broken = whole.clone();
        broken[at] ^= 0x5A;
        read(&broken);
    }
}
