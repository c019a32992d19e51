//! Regular expressions for letters: what all of them share.

use std::fmt::Write;

use regex::{Error, Regex, RegexBuilder};

/// Enough for any of our patterns; there are many, and each thread has its own of each.
const MOST_STATES: usize = 1024 * 1024;

/// Letters of English and Welsh, and of the names that people here have.
const LETTERS: &str = "0-9A-Za-z_\u{c0}-\u{24f}";

/// The expression that `text` means, where `\b` is the edge of an ASCII word, `\w` a Latin letter and
/// `\d` an ASCII digit. All of Unicode makes a search up to forty times slower, and the edge of its
/// words wherever a letter has a "£" or a "’" in it.
pub fn regex(text: &str) -> Result<Regex, Error> {
    RegexBuilder::new(&latin(text)).dfa_size_limit(MOST_STATES).build()
}

fn latin(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut classes = 0_usize;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => escaped(rest.next(), classes > 0, &mut out),
            '[' => {
                classes += 1;
                out.push(c);
            }
            ']' => {
                classes = classes.saturating_sub(1);
                out.push(c);
            }
            other => out.push(other),
        }
    }
    out
}

/// What stands for a backslash and `c`, inside of a class or not.
fn escaped(c: Option<char>, inside: bool, out: &mut String) {
    let done = match (c, inside) {
        (Some('b'), false) => write!(out, "(?-u:\\b)"),
        (Some('w'), false) => write!(out, "[{LETTERS}]"),
        (Some('w'), true) => write!(out, "{LETTERS}"),
        (Some('W'), false) => write!(out, "[^{LETTERS}]"),
        (Some('d'), false) => write!(out, "[0-9]"),
        (Some('d'), true) => write!(out, "0-9"),
        (Some(other), _) => write!(out, "\\{other}"),
        (None, _) => write!(out, "\\"),
    };
    debug_assert!(done.is_ok(), "a string takes all that is written");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_english_and_welsh() {
        let found = regex(r"\bcost\b").unwrap();
        assert!(found.is_match("the £cost’s limit") && !found.is_match("costs"));
        assert!(regex(r"^\w+$").unwrap().is_match("ŵyl"));
        assert!(regex(r"^[\w'-]+\W[^\d]$").unwrap().is_match("Siân-O'r x"));
        assert!(regex(r"\d{2}\.\[x\]").unwrap().is_match("12.[x]"));
    }
}
