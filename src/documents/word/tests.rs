//! One letter in every format: whatever program wrote it, the same is read.

use super::{WordKind, read_word};
use crate::documents::model::Document;
use crate::documents::office::testing::{hidden, lines, made};

/// The file `name` in every format, as it was read.
fn in_every_format(name: &str) -> Vec<(&'static str, Document)> {
    let kinds = [
        ("docx", WordKind::Docx),
        ("doc", WordKind::Doc),
        ("odt", WordKind::Odt),
        ("rtf", WordKind::Rtf),
    ];
    let read = |(ending, kind)| (ending, read_word(&made(&format!("{name}.{ending}")), kind));
    kinds.into_iter().map(read).collect()
}

#[test]
fn a_letter_is_read_with_its_numbers_tables_and_letterhead() {
    for (ending, letter) in in_every_format("letter") {
        // RTF has a tab behind a letter that others set off by a space.
        let lines: Vec<String> =
            lines(&letter).iter().map(|line| line.replace(")\t", ") ")).collect();
        assert_eq!(
            lines,
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
            ],
            "{ending}"
        );
        assert_eq!(hidden(&letter), ["Text paragraph 7"], "{ending}");
    }
}

#[test]
fn changes_are_read_as_accepted_and_named_with_comments() {
    for (ending, tracked) in in_every_format("tracked") {
        let words = ["paragraph 1: There were 14 children.", "paragraph 2: A figure of 5."];
        assert_eq!(lines(&tracked), words, "{ending}");
        let named = ["TrackedChange paragraph 1", "Comment paragraph 2"];
        assert_eq!(hidden(&tracked), named, "{ending}");
    }
}
