//! How texts of `OpenDocument` are read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::{lines, made, package};

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
