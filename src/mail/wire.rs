//! A letter as it goes over the line (RFC 5321, 4.5.2), in one piece.

use std::borrow::Cow;

/// The letter with its lines that begin with a full stop protected, and the line that ends it.
///
/// In one piece: where the end is written apart, TCP holds it back until the server has confirmed what came
/// before, which it does at leisure: 40 ms for each letter.
pub(super) fn in_one_piece(letter: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(letter).ok()?;
    let text: Cow<'_, str> =
        if text.contains("\r\n.") { text.replace("\r\n.", "\r\n..").into() } else { text.into() };
    let first = if text.starts_with('.') { "." } else { "" };
    let end = if text.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" };
    Some(format!("{first}{text}{end}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a server makes of it: lines up to the lone full stop, with one full stop taken off.
    fn received(wire: &str) -> Option<String> {
        let mut text = String::new();
        for line in wire.split_inclusive("\r\n") {
            if line == ".\r\n" {
                return Some(text);
            }
            text.push_str(line.strip_prefix('.').unwrap_or(line));
        }
        None
    }

    proptest! {
        #[test]
        fn whatever_the_letter_says_the_server_gets_it_whole_and_nothing_ends_it_early(
            lines in proptest::collection::vec("[.a ]{0,4}", 1..12)
        ) {
            let letter = lines.join("\r\n") + "\r\n";
            let wire = in_one_piece(letter.as_bytes()).unwrap();
            prop_assert_eq!(received(&wire), Some(letter));
            prop_assert!(wire.ends_with(".\r\n"));
        }
    }

    #[test]
    fn a_letter_without_a_last_line_break_gets_one_and_bytes_that_are_no_text_are_left_to_others() {
        assert_eq!(in_one_piece(b"x").as_deref(), Some("x\r\n.\r\n"));
        assert_eq!(in_one_piece(b"").as_deref(), Some("\r\n.\r\n"));
        assert_eq!(in_one_piece(&[0xff]), None);
    }
}
