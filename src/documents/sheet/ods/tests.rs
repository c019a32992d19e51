//! How workbooks of `OpenDocument` are read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::{hidden, lines, made, package};

#[test]
fn a_workbook_is_read_as_a_person_sees_it() {
    assert_eq!(
        lines(&read(&made("workbook.ods"))),
        [
            "= Answers",
            "Question | 2023 | 2024",
            "Excluded | 12 | 12.5",
            "Share | 12.5% | 100%",
            "Cost | £1,234.50 | -12",
            "Day | 2024-03-05 | 2024-03-05 14:30",
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
    let mut found = hidden(&read(&made("workbook.ods")));
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "Column Answers, column E",
            "Comment Answers!A11",
            "Row Answers, row 10",
            "Sheet Lookup",
            "Sheet Names",
        ]
    );
}

#[test]
fn a_row_that_stands_for_a_million_is_read_in_part() {
    let content = "<office:document-content><office:body><office:spreadsheet>\
        <table:table table:name='S'><table:table-row table:number-rows-repeated='1000000'>\
        <table:table-cell table:number-columns-repeated='1000'><text:p>1</text:p>\
        </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>\
        </office:document-content>";
    let book = read(&package(&[("content.xml", content.as_bytes())]));
    assert_eq!(book.blocks.len(), 1);
    assert!(!book.notes.is_empty());
}
