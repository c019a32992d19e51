//! Words as Typst takes them for words: whatever an authority is called, it is no markup.

use std::io::{self, Write};

/// Every sign that Typst could read as markup stands behind a backslash.
pub(super) fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            write!(out, "\\{c}")?;
        } else if is_break(c) {
            write!(out, " ")?;
        } else {
            write!(out, "{c}")?;
        }
    }
    Ok(())
}

/// A text as a string of Typst's code, with its quotation marks.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_break(c) => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// What ends a line for Typst, and with it a heading, or is nothing that can be printed.
fn is_break(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{escape, string};

    #[test]
    fn nothing_an_authority_is_called_is_read_as_markup() {
        let mut out = Vec::new();
        escape("#read(\"x\") = *A* \n- 1. http://b @c $d$ \\e", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\\#read\\(\\\"x\\\"\\) \\= \\*A\\*  \\- 1\\. http\\:\\/\\/b \\@c \\$d\\$ \\\\e"
        );
        assert_eq!(string("a\"b\\c\n"), "\"a\\\"b\\\\c \"");
    }
}
