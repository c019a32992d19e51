//! What goes into a spreadsheet and comes back: cells that are never run, files as programs save them.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// How a cell starts that a spreadsheet runs as a formula.
pub const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A value that no spreadsheet runs as a formula; [`meant`] gives it back.
pub fn inert(text: &str) -> Cow<'_, str> {
    if is_run(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The value behind a cell that [`inert`] wrote.
pub fn meant(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_run(rest)).unwrap_or(cell)
}

/// A value that starts with the mark itself takes another, or reading would take off its own.
fn is_run(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// The text of a CSV, in whichever encoding a spreadsheet saved it.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0;
    }
    std::str::from_utf8(bytes)
        .map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0, Cow::Borrowed)
}

/// What stands between the columns: a comma, or what programs of other countries write.
pub fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_written_as_text_and_read_back_unharmed() {
        for text in ["=1+1", "+44 20", "-5", "@SUM(A1)", "\tx", "'=1", "''-", "'", "it's", "<5", ""]
        {
            let cell = inert(text);
            assert!(!cell.starts_with(FORMULA), "{cell}");
            assert_eq!(meant(&cell), text, "{cell}");
        }
        assert_eq!(inert("13"), "13");
        assert_eq!(inert("'quoted'"), "'quoted'");
    }

    #[test]
    fn a_file_is_read_in_the_encoding_that_the_program_saved_it_in() {
        assert_eq!(text(b"\xef\xbb\xbf\xc2\xa3"), "£");
        assert_eq!(text("£".as_bytes()), "£");
        assert_eq!(text(b"\xa35 \x96 6"), "£5 \u{2013} 6");
        assert_eq!(text(b"\xff\xfea\x00"), "a");
    }

    #[test]
    fn the_sign_between_columns_is_seen_in_the_heading() {
        assert_eq!(delimiter("a,b,c\n1;2;3;4;5"), b',');
        assert_eq!(delimiter("a;b;c\n1,5;2"), b';');
        assert_eq!(delimiter("a\tb"), b'\t');
        assert_eq!(delimiter(""), b',');
    }
}
