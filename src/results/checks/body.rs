//! The text of a reply, known again in another one.

use crate::replies::message::sha256;

/// A shorter text is the same in many replies: "1. 3" and a greeting.
const WORDS: usize = 25;

/// The same for two replies that say the same word for word and figure for figure; case, spaces, greetings,
/// references and days do not count. None if the text is too short to be anybody's own.
pub fn hash(text: &str) -> Option<String> {
    let lines = text.lines().filter(|line| !is_greeting(line));
    let words = lines.flat_map(str::split_whitespace).filter(|word| !is_reference(word));
    let bare = |word: &str| -> String {
        let kept = word.chars().filter(|c| c.is_alphanumeric() || "<>*-–%£.".contains(*c));
        kept.flat_map(char::to_lowercase).collect()
    };
    let words: Vec<String> = words.map(bare).filter(|word| !word.is_empty()).collect();
    let plain = words.iter().filter(|word| word.chars().any(char::is_alphabetic)).count();
    (plain >= WORDS).then(|| sha256(words.join(" ").as_bytes()))
}

fn is_greeting(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    line.split_whitespace().count() <= 5
        && ["dear ", "annwyl "].iter().any(|by| line.starts_with(by))
}

/// "FOI-2024/113", "12/03/2025", "UHE25K7": what every reply has of its own.
fn is_reference(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().any(|c| c.is_ascii_alphabetic());
    (digits >= 3 && letters) || (digits >= 4 && word.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLY: &str = "we hold this information in the records of our teams. 1. 3 children were known to \
                         us. 2. 1 of them was missing from care. We do not record the rest, and the \
                         figures are those of our system.";

    #[test]
    fn a_greeting_and_a_reference_are_no_part_of_what_a_reply_says() {
        let one = format!("Dear Ada,\n\nYour request FOI-2024/113: {REPLY}");
        let other = format!("Dear Ms Lovelace,\n\nYour request FOI2024-977: {REPLY}\n");
        assert!(hash(&one).is_some());
        assert_eq!(hash(&one), hash(&other));
    }

    #[test]
    fn another_figure_is_another_reply_and_a_short_text_is_anybodys() {
        assert_ne!(hash(REPLY), hash(&REPLY.replace("1. 3", "1. 4")));
        assert_eq!(hash("Dear Ada,\n\n1. 3\n2. 1\n\nYours"), None);
    }
}
