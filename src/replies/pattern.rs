//! Regular expressions for letters: what all of them share.

use regex::{Error, Regex, RegexBuilder};

/// Enough for any of our patterns; there are many, and each thread has its own of each.
const MOST_STATES: usize = 512 * 1024;

/// The expression that `text` means, with `\b` at the edge of ASCII words: the edge of Unicode words
/// makes a search some forty times slower wherever a letter has a "£" or a "’" in it, and the words
/// that our patterns look for begin and end in ASCII.
pub fn regex(text: &str) -> Result<Regex, Error> {
    RegexBuilder::new(&text.replace(r"\b", r"(?-u:\b)")).dfa_size_limit(MOST_STATES).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_is_one_of_ascii_words_and_every_other_letter_is_still_a_letter() {
        let found = regex(r"\bcost\b").unwrap();
        assert!(found.is_match("the £cost’s limit") && !found.is_match("costs"));
        assert!(regex(r"(?i)\bcais\b.{0,9}\bŵyl").is_ok());
        assert!(regex(r"^\w+$").unwrap().is_match("ŵyl"));
    }
}
