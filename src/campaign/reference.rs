//! Our references: a prefix, and eight characters that no other letter of the workspace has.

use sha2::{Digest, Sha256};

/// Crockford's alphabet: no I, L, O or U, so that a reference survives being read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The eight characters of the request to `authority`, drawn from the round's token.
///
/// `attempt` is raised only when another request already has them.
pub fn code(token: &str, authority: &str, attempt: u32) -> String {
    let digest = Sha256::digest(format!("{token}/{authority}/{attempt}"));
    digest
        .iter()
        .take(8)
        .map(|byte| ALPHABET.get(usize::from(byte % 32)).copied().map_or('0', char::from))
        .collect()
}

/// For instance "UHE-7K3Q-P2M8".
pub fn reference(prefix: &str, code: &str) -> String {
    let (left, right) = code.split_at_checked(4).unwrap_or((code, ""));
    format!("{prefix}-{left}-{right}")
}

/// The reference that a preview shows: the real one is drawn at the launch.
pub fn specimen(prefix: &str) -> String {
    reference(prefix, "XXXXXXXX")
}

/// Characters between two pieces of a reference: a line's end, marks of quotation, a dash.
const WIDEST_GAP: usize = 16;

/// The codes in `text` that `is_known`, however they were retyped or broken: any case, `l` for 1 and
/// `o` for 0, spaces, dashes, line ends and quotation marks within.
///
/// Looks at each end of a word and allocates only for what it finds: it runs over every mail.
pub fn codes_in(text: &str, is_known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut seen = Window::default();
    let mut gap = WIDEST_GAP;
    for byte in text.bytes().chain([b' ']) {
        if byte.is_ascii_alphanumeric() {
            if gap > WIDEST_GAP {
                seen = Window::default();
            }
            seen.push(byte, gap > 0);
            gap = 0;
            continue;
        }
        gap += 1;
        if gap > 1 || !seen.may_be_code() {
            continue;
        }
        let bytes = seen.last_eight.to_be_bytes();
        let code = std::str::from_utf8(&bytes).ok().filter(|code| is_known(code));
        if let Some(code) = code.filter(|code| !found.iter().any(|known| known == code)) {
            found.push(code.to_owned());
        }
    }
    found
}

/// The last eight letters and digits, a byte each, and of each whether it is a digit as written and
/// whether it begins a word, a bit each.
#[derive(Default)]
struct Window {
    last_eight: u64,
    digits: u8,
    starts: u8,
    length: usize,
}

impl Window {
    fn push(&mut self, byte: u8, starts: bool) {
        self.last_eight = self.last_eight << 8 | u64::from(read(byte));
        self.digits = self.digits << 1 | u8::from(byte.is_ascii_digit());
        self.starts = self.starts << 1 | u8::from(starts);
        self.length += 1;
    }

    /// Pieces with a digit in them may be of any length; words alone make a code only in its form,
    /// else "and each of us" would be one.
    fn may_be_code(&self) -> bool {
        const WHOLE_OR_HALVES: [u8; 2] = [0, 0b0000_1000];
        let inner = self.starts & 0b0111_1111;
        self.length >= 8 && (self.digits != 0 || WHOLE_OR_HALVES.contains(&inner))
    }
}

/// A character of a reference as it was meant.
fn read(byte: u8) -> u8 {
    match byte.to_ascii_uppercase() {
        b'I' | b'L' => b'1',
        b'O' => b'0',
        other => other,
    }
}

/// Letters and digits alone, as they were meant: two spellings of one reference are then the same.
pub fn normalised(text: &str) -> String {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(read(byte))).collect()
}

/// Whether it is written as our references are, "UHE-7K3Q-P2M8": then it is one of ours, of whatever
/// round.
pub fn has_our_form(text: &str) -> bool {
    let mut pieces = text.split('-');
    let (Some(prefix), Some(left), Some(right), None) =
        (pieces.next(), pieces.next(), pieces.next(), pieces.next())
    else {
        return false;
    };
    let code =
        |piece: &str| piece.len() == 4 && piece.bytes().all(|byte| ALPHABET.contains(&read(byte)));
    let both = [left, right];
    prefix.starts_with(|c: char| c.is_ascii_alphabetic())
        && prefix.len() <= 8
        && both.into_iter().all(code)
        // "FOI-2025-0218" is theirs.
        && both.iter().any(|piece| piece.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// The prefix a campaign gets that states none: the initials of its folder's name.
pub fn prefix_of(id: &str) -> String {
    let initials: String = id
        .split(['-', '_', ' ', '.'])
        .filter_map(|word| word.chars().find(char::is_ascii_alphanumeric))
        .take(6)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if initials.is_empty() { "FOI".to_owned() } else { initials }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        codes_in(text, &|code| code == "7K30P2M1")
    }

    #[test]
    fn a_reference_is_found_however_it_was_retyped_or_broken() {
        for text in [
            "UHE-7K30-P2M1",
            "your ref uhe-7k30-p2m1.",
            "UHE7K30P2M1",
            "UHE 7K3O P2Ml",
            "UHE-7k3o-P2MI",
            "UHE-7K30-\nP2M1",
            "> UHE-7K\n> 30-P2M1",
            "> > UHE-7K30-P2\n> > M1, thank you",
            "UHE-7K\u{ad}30-P2\u{200b}M1",
            "UHE\u{2011}7K30\u{2011}P2M1",
            "https://portal.example/d/uhe-7k30-p2m1/4471",
            "UHE_7K30_P2M1 response.pdf",
            "[UHE-7K30-P2M1]",
        ] {
            assert_eq!(found(text), ["7K30P2M1"], "{text}");
        }
    }

    #[test]
    fn a_reference_said_twice_is_one_and_a_part_of_a_longer_number_is_none() {
        assert_eq!(found("UHE-7K30-P2M1, again UHE-7K30-P2M1").len(), 1);
        assert_eq!(found("7K30P2M19"), Vec::<String>::new());
        assert_eq!(found("UHE-7K30\n\n(the rest of the page is empty) P2M1"), Vec::<String>::new());
    }

    #[test]
    fn plain_words_make_a_code_only_in_its_form() {
        let known = |code: &str| code == "ANDEACH0";
        assert_eq!(codes_in("and each o", &known), Vec::<String>::new());
        assert_eq!(codes_in("T-ANDE-ACHO", &known).len(), 1);
    }

    #[test]
    fn a_form_of_ours_is_told_from_a_year_and_a_number() {
        assert!(has_our_form("TR23-M4PX-Z8CN") && has_our_form("t-mpa9-az3o"));
        assert!(!has_our_form("FOI-2025-0218") && !has_our_form("INT-631190-Q4W8E1"));
    }
}
