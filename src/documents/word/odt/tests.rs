//! How texts of `OpenDocument` are read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::{hidden, lines, made, package};

#[test]
fn a_letter_is_read_with_its_numbers_tables_and_letterhead() {
    let letter = read(&made("letter.odt"));
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
    let tracked = read(&made("tracked.odt"));
    let words = ["paragraph 1: There were 14 children.", "paragraph 2: A figure of 5."];
    assert_eq!(lines(&tracked), words);
    assert_eq!(hidden(&tracked), ["TrackedChange paragraph 1", "Comment paragraph 2"]);
}

#[test]
fn the_mark_of_a_note_stands_off_and_the_note_at_the_end() {
    assert_eq!(
        lines(&read(&made("notes.odt"))),
        [
            "paragraph 1: We hold 12 [1] records and 7 [i] more.",
            "paragraph 2: In a box: 3",
            "paragraph 3: Beside it:",
            "paragraph 4: 1.\tFirst",
            "paragraph 5: 1.a)\tBelow it",
            "paragraph 6: 1.b)\tNext to that",
            "paragraph 7: 2.\tSecond",
            "paragraph 8: End.",
            "footnote 1: [1] Excludes adults.",
            "endnote i: [i] At year end.",
        ]
    );
}

#[test]
fn an_encrypted_file_is_locked() {
    let manifest = b"<manifest:manifest xmlns:manifest='m'><manifest:file-entry \
        manifest:full-path='content.xml'><manifest:encryption-data/></manifest:file-entry>\
        </manifest:manifest>";
    let locked = read(&package(&[("META-INF/manifest.xml", manifest), ("content.xml", b"\x01")]));
    assert!(locked.locked && locked.blocks.is_empty());
}
