//! Passwords that a mail gives for a file: what stands where a password would, to be tried.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::regex;

/// More of them in one mail are not tried.
const MOST: usize = 12;
/// So far behind the word a password stands.
const FAR: usize = 200;

/// What may be a password in `text`, likeliest first: a token behind "password … is" or "password:",
/// or what stands there in quotation marks. Nothing is tried that is shorter than three signs.
pub fn passwords(text: &str) -> Vec<String> {
    static WORD: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)\b(?:pass[ -]?(?:word|code|phrase)|pwd|cyfrinair)s?\b").ok());
    static GIVEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            "(?i)(?:\\b(?:is|are|yw|ydy)\\b|[:=\u{2013}\u{2014}]-?|\\s-\\s)\\s*\
             (?:[\"\u{201c}\u{ab}]([^\"\u{201d}\u{bb}\\n]{3,64})[\"\u{201d}\u{bb}]\
             |['\u{2018}]([^'\u{2019}\\n]{3,64})['\u{2019}]\
             |(\\S{3,64}))",
        )
        .ok()
    });
    let mut found: Vec<String> = Vec::new();
    let (Some(word), Some(given)) = (&*WORD, &*GIVEN) else { return found };
    for word in word.find_iter(text) {
        let behind = text.get(word.end()..).unwrap_or_default();
        let end = behind.char_indices().nth(FAR).map_or(behind.len(), |(at, _)| at);
        let near = behind.get(..end).unwrap_or(behind);
        let mut from = 0;
        // One sign that leads to it may stand behind another: "is as follows: …".
        while let Some(there) = near.get(from..).and_then(|rest| given.captures(rest)) {
            let Some(whole) = there.get(0) else { break };
            let token = (1..=3).find_map(|group| there.get(group));
            from += token.map_or(whole.end(), |token| token.start().max(1));
            for candidate in token.into_iter().flat_map(|token| spellings(token.as_str())) {
                if !found.contains(&candidate) && found.len() < MOST {
                    found.push(candidate);
                }
            }
        }
    }
    found
}

/// A token with the full stop that may end its sentence, and without.
fn spellings(token: &str) -> Vec<String> {
    let bare = token.trim_end_matches(['.', ',', ';', ')', '!', '?']);
    let mut spellings = vec![bare.to_owned(), token.to_owned()];
    spellings.dedup();
    spellings.retain(|one| one.chars().count() >= 3);
    spellings
}

#[cfg(test)]
mod tests {
    use super::passwords;

    #[test]
    fn a_password_is_found_where_people_write_it() {
        let cases = [
            ("The password for the attached document is Xyz123", "Xyz123"),
            ("The password for the attached document is Xyz123.", "Xyz123"),
            ("Password: Xyz123", "Xyz123"),
            ("PASSWORD = Xyz!23", "Xyz!23"),
            ("The password is as follows:\n\nXyz123\n", "Xyz123"),
            ("Passcode \u{2013} 4821", "4821"),
            ("The password is \u{201c}correct horse battery\u{201d}.", "correct horse battery"),
            ("The password is 'FOI 2026'.", "FOI 2026"),
            ("Y cyfrinair yw Afon2026", "Afon2026"),
            ("the password to open this is:- Xyz123", "Xyz123"),
        ];
        for (text, password) in cases {
            let found = passwords(text);
            assert!(found.iter().any(|one| one == password), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_mail_that_only_speaks_of_a_password_gives_none() {
        let none: [&str; 2] =
            ["The password will be sent in a separate email", "Please telephone for the password"];
        for text in none {
            assert_eq!(passwords(text), Vec::<String>::new(), "{text}");
        }
    }
}
