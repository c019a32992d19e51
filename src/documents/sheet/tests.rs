//! One workbook in every format: whatever program wrote it, the same is read.

use super::{SheetKind, read_sheet};
use crate::documents::model::Document;
use crate::documents::office::testing::{hidden, lines, made};

fn in_every_format() -> Vec<(&'static str, Document)> {
    let kinds = [
        ("xlsx", SheetKind::Xlsx),
        ("xlsb", SheetKind::Xlsb),
        ("xls", SheetKind::Xls),
        ("ods", SheetKind::Ods),
    ];
    let read = |(ending, kind)| (ending, read_sheet(&made(&format!("workbook.{ending}")), kind));
    kinds.into_iter().map(read).collect()
}

#[test]
fn a_workbook_is_read_as_a_person_sees_it() {
    for (ending, book) in in_every_format() {
        let seconds = if ending == "ods" { "" } else { ":00" };
        let day = format!("Day | 2024-03-05 | 2024-03-05 14:30{seconds}");
        assert_eq!(
            lines(&book),
            [
                "= Answers",
                "Question | 2023 | 2024",
                "Excluded | 12 | 12.5",
                "Share | 12.5% | 100%",
                "Cost | £1,234.50 | -12",
                &day,
                "Yes? | TRUE | <5",
                "Merged over two(2x2) | behind",
                "7",
                "= Notes",
                "* denotes fewer than 5",
            ],
            "{ending}"
        );
    }
}

#[test]
fn what_is_hidden_is_named_and_not_read() {
    for (ending, book) in in_every_format() {
        let mut found = hidden(&book);
        found.sort_unstable();
        let mut named = vec![
            "Column Answers, column E",
            "Comment Answers!A11",
            "Row Answers, row 10",
            "Sheet Lookup",
            "Sheet Names",
        ];
        // LibreOffice leaves a cell's format of nothing out of its own files.
        if ending != "ods" {
            named.push("Text Answers!A12");
        }
        assert_eq!(found, named, "{ending}");
    }
}
