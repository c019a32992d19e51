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

/// Every code that may stand in `text`, however it was retyped: any case, spaces or dashes within,
/// `l` for 1 and `o` for 0.
pub fn codes_in(text: &str) -> Vec<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(normalised)
        .collect();
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        // The whole reference run together, prefix and all, or the eight characters alone.
        if let Some(tail) = word.len().checked_sub(8).and_then(|start| word.get(start..)) {
            found.push(tail.to_owned());
        }
        let next = words.get(index + 1);
        if let Some(next) = next.filter(|next| next.len() == 4)
            && let Some(tail) = word.len().checked_sub(4).and_then(|start| word.get(start..))
        {
            found.push(format!("{tail}{next}"));
        }
    }
    found
}

fn normalised(word: &str) -> String {
    word.chars()
        .map(|c| match c.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        })
        .collect()
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
