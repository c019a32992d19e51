//! How RTF is read: files made by real programs, and hostile ones.

use super::{read, text};
use crate::documents::office::testing::{lines, made};

#[test]
fn the_mark_of_a_note_stands_off_and_the_note_at_the_end() {
    let found = lines(&read(&made("notes.rtf")));
    assert_eq!(found[0], "paragraph 1: We hold 12 [1] records and 7 [i] more.");
    assert_eq!(found[found.len() - 2], "footnote 1: [1] Excludes adults.");
    assert_eq!(found[found.len() - 1], "endnote i: [i] At year end.");
    assert!(found.iter().any(|line| line.ends_with(": In a box: 3")), "{found:?}");
}

#[test]
fn a_table_in_a_table_comes_behind_it() {
    let nested =
        br"{\rtf1\trowd\cellx1000\cellx2000\pard\intbl outer\cell\pard\intbl\itap2 in\nestcell
        {\*\nesttableprops\trowd\cellx500\nestrow}\pard\intbl behind\cell\row\pard after\par}";
    assert_eq!(lines(&read(nested)), ["= table 1", "outer | in\nbehind", "paragraph 1: after"]);
}

#[test]
fn a_raised_figure_is_no_part_of_the_number_before_it() {
    assert_eq!(
        text(br"{\rtf1 12{\super 1} and 4\super 2\nosupersub .\par}").trim(),
        "12 [1] and 4 [2]."
    );
}

#[test]
fn a_file_cut_short_says_so() {
    let whole = made("letter.rtf");
    for length in (0..whole.len()).step_by(501) {
        let cut = read(&whole[..length]);
        assert!(length == 0 || !cut.notes.is_empty(), "{length}");
    }
}

#[test]
fn groups_without_end_are_read_as_far_as_they_go() {
    let deep = [br"{\rtf1 ".repeat(100_000).as_slice(), b"words"].concat();
    assert_eq!(lines(&read(&deep)), ["paragraph 1: words"]);
    let rows =
        [br"{\rtf1\trowd\cellx100 ".as_slice(), &br"\intbl x\cell\row ".repeat(60_000)].concat();
    assert!(read(&rows).blocks.len() < 3);
}

#[test]
fn a_row_goes_on_behind_a_box_in_it() {
    let rows = br"{\rtf1\trowd\cellx1000\cellx3000\pard\intbl\itap2 in\nestcell
        {\*\nesttableprops\trowd\cellx500\nestrow}\pard\intbl\cell wide\cell\row
        \trowd\cellx1000\cellx2000\cellx3000\pard\intbl a\cell b\cell c\cell\row}";
    assert_eq!(lines(&read(rows)), ["= table 1", "in | wide(2x1)", "a | b | c"]);
}
