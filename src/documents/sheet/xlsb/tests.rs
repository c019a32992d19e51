//! How XLSB is read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::{hidden, lines, made};

#[test]
fn a_workbook_is_read_as_a_person_sees_it() {
    assert_eq!(
        lines(&read(&made("workbook.xlsb"))),
        [
            "= Answers",
            "Question | 2023 | 2024",
            "Excluded | 12 | 12.5",
            "Share | 12.5% | 100%",
            "Cost | £1,234.50 | -12",
            "Day | 2024-03-05 | 2024-03-05 14:30:00",
            "Yes? | TRUE | <5",
            "Merged over two(2x2) | behind",
            "7",
            "= Notes",
            "* denotes fewer than 5",
        ]
    );
}

#[test]
fn what_is_hidden_is_named_and_not_read() {
    let mut found = hidden(&read(&made("workbook.xlsb")));
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "Column Answers, column E",
            "Comment Answers!A11",
            "Row Answers, row 10",
            "Sheet Lookup",
            "Sheet Names",
            "Text Answers!A12",
        ]
    );
}

#[test]
fn no_broken_byte_stops_the_program() {
    let whole = made("workbook.xlsb");
    for at in (0..whole.len()).step_by(17) {
        let mut broken = whole.clone();
        broken[at] ^= 0x5A;
        read(&broken);
    }
}
