//! How DOCX is read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::model::MOST_TEXT;
use crate::documents::office::testing::{hidden, lines, made, package};

#[test]
fn the_mark_of_a_note_stands_off_and_the_note_at_the_end() {
    assert_eq!(
        lines(&read(&made("notes.docx"))),
        [
            "paragraph 1: We hold 12 [1] records and 7 [i] more.",
            "paragraph 2: In a box: 3",
            "paragraph 3: Beside it:",
            "paragraph 4: 1. First",
            "paragraph 5: 1.a) Below it",
            "paragraph 6: 1.b) Next to that",
            "paragraph 7: 2. Second",
            "paragraph 8: End.",
            "footnote 1: [1] Excludes adults.",
            "endnote i: [i] At year end.",
        ]
    );
}

#[test]
fn a_file_cut_short_is_a_note() {
    let whole = made("letter.docx");
    for length in [0, 10, 1000, whole.len() - 30] {
        let cut = read(&whole[..length]);
        assert_eq!((cut.blocks.len(), cut.notes.len()), (0, 1), "{length}");
    }
}

fn document(body: &str) -> Vec<u8> {
    let xml = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
    package(&[("word/document.xml", xml.as_bytes())])
}

#[test]
fn a_text_that_never_ends_is_cut_with_a_note() {
    let one = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "A".repeat(3 * MOST_TEXT));
    let many = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "A".repeat(1000)).repeat(9_000);
    for bomb in [one, many] {
        let read = read(&document(&bomb));
        assert_eq!(read.notes.len(), 1, "{:?}", read.notes);
        assert!(lines(&read).iter().map(String::len).sum::<usize>() < 3 * MOST_TEXT);
    }
}

#[test]
fn tables_in_tables_without_end_are_read_as_far_as_they_go() {
    let nested = "<w:tbl><w:tr><w:tc><w:p/>".repeat(5000);
    let read = read(&document(&format!("<w:p><w:r><w:t>first</w:t></w:r></w:p>{nested}")));
    assert_eq!(lines(&read), ["paragraph 1: first"]);
    assert_eq!(read.notes.len(), 1);
}

#[test]
fn the_instruction_of_a_field_is_not_seen_and_its_result_is() {
    let field = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>SECRET</w:instrText>\
        </w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>12</w:t></w:r><w:r>\
        <w:fldChar w:fldCharType='end'/></w:r></w:p>";
    assert_eq!(lines(&read(&document(field))), ["paragraph 1: 12"]);
}

#[test]
fn a_file_with_a_password_is_locked() {
    let locked = read(&made("locked.docx"));
    assert!(locked.locked && locked.blocks.is_empty() && locked.notes.is_empty());
}

#[test]
fn a_paragraph_that_was_deleted_takes_no_number() {
    let deleted = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>gone</w:delText></w:r>\
        </w:del></w:p><w:p><w:r><w:t>stays</w:t></w:r></w:p>";
    let read = read(&document(deleted));
    assert_eq!(lines(&read), ["paragraph 1: stays"]);
    assert_eq!(hidden(&read), ["TrackedChange paragraph 1"]);
}
