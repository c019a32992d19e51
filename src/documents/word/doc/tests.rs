//! How DOC is read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::{hidden, lines, made};

#[test]
fn a_letter_is_read_with_its_numbers_tables_and_letterhead() {
    let letter = read(&made("letter.doc"));
    assert_eq!(
        lines(&letter),
        [
            "header: Dovermoor Council",
            "paragraph 1: Thank you for your request.",
            "paragraph 2: 1.\tChildren in care",
            "paragraph 3: 1a) How many were excluded? 12",
            "paragraph 4: 1b) How many went missing? 4",
            "paragraph 5: 2.\tNil",
            "paragraph 6: The total is 12 [1] on 31st March.",
            "paragraph 7: Seen",
            "= table 1",
            "Year | 2023 | 2024",
            "Excluded | 3 | <5",
            "Missing | 0",
            "paragraph 8: And:",
            "= table 2",
            "Both years(3x1)",
            "England(1x2) | 5 | 6",
            "7 | 8",
            "paragraph 9: Also:",
            "table 3, row 1, column 1: A box around words",
            "footer: Page footer",
        ]
    );
    assert_eq!(hidden(&letter), ["Text paragraph 7"]);
}

#[test]
fn changes_are_read_as_accepted_and_named_with_comments() {
    let tracked = read(&made("tracked.doc"));
    let words = ["paragraph 1: There were 14 children.", "paragraph 2: A figure of 5."];
    assert_eq!(lines(&tracked), words);
    assert_eq!(hidden(&tracked), ["TrackedChange paragraph 1", "Comment paragraph 2"]);
}

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
