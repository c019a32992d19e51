//! Values of headers: as they are where every reader takes them so, else in encoded words (RFC 2047);
//! folded at 78 characters.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// How long a line of a header should be at most (RFC 5322, 2.1.1).
const WIDTH: usize = 78;
/// How many bytes go into one encoded word, which may have 75 characters.
const ENCODED: usize = 45;
/// A word that is longer cannot be folded as it is.
const LONGEST_WORD: usize = 60;

/// A line of text as the value of the header `name`.
pub(super) fn text(name: &str, text: &str) -> String {
    if is_plain(text) { folded(text, name.len() + 2) } else { encoded(text) }
}

/// A person as the value of the header `header`: a name, if there is one, and an address.
pub(super) fn person(header: &str, (name, address): (&str, &str)) -> String {
    if name.is_empty() {
        return address.to_owned();
    }
    let address = format!("<{address}>");
    let name = if is_plain(name) {
        let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
        folded(&format!("\"{escaped}\""), header.len() + 2)
    } else {
        encoded(name)
    };
    let last = name.rsplit('\n').next().unwrap_or_default().len();
    let start = if name.contains('\n') { 0 } else { header.len() + 2 };
    let gap = if start + last + 1 + address.len() > WIDTH { "\r\n " } else { " " };
    format!("{name}{gap}{address}")
}

/// Whether a reader takes the text for what it says: letters of ASCII, nothing that looks encoded, and
/// words that can be folded.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c == ' ' || c.is_ascii_graphic())
        && !text.contains("=?")
        && text.split(' ').all(|word| word.len() <= LONGEST_WORD)
}

/// Broken before spaces, the first line beginning `start` characters in.
fn folded(text: &str, start: usize) -> String {
    let (mut folded, mut length) = (String::new(), start);
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 && length + 1 + word.len() > WIDTH {
            folded.push_str("\r\n");
            length = 0;
        }
        if at > 0 {
            folded.push(' ');
            length += 1;
        }
        folded.push_str(word);
        length += word.len();
    }
    folded
}

/// In encoded words that end at a space where there is one: some readers put one between them.
fn encoded(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut piece = String::new();
    for c in text.chars() {
        if piece.len() + c.len_utf8() > ENCODED {
            let rest = piece.rfind(' ').map(|at| piece.split_off(at + 1)).unwrap_or_default();
            words.push(std::mem::replace(&mut piece, rest));
        }
        piece.push(c);
    }
    words.push(piece);
    let encode = |word: &String| format!("=?utf-8?B?{}?=", STANDARD.encode(word));
    words.iter().map(encode).collect::<Vec<_>>().join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_is_folded_and_any_other_is_encoded() {
        assert_eq!(text("Subject", "Street lights [SL-1]"), "Street lights [SL-1]");
        let long = "many words ".repeat(20);
        let long = text("Subject", long.trim());
        assert!(long.split("\r\n").all(|line| line.len() <= WIDTH), "{long}");
        assert_eq!(long.replace("\r\n", ""), "many words ".repeat(20).trim());
        assert_eq!(text("Subject", "Siân"), "=?utf-8?B?U2nDom4=?=");
        let looks = text("Subject", "=?utf-8?Q?x?=");
        assert!(looks.starts_with("=?utf-8?B?"), "{looks}");
        assert!(text("Subject", &"ŵ".repeat(200)).split("\r\n").all(|line| line.len() <= 76));
    }

    #[test]
    fn a_name_stands_in_quotes_or_encoded_before_its_address() {
        assert_eq!(person("To", ("", "a@b.example")), "a@b.example");
        assert_eq!(
            person("To", ("Kent \"County\" \\ Council", "a@b.example")),
            "\"Kent \\\"County\\\" \\\\ Council\" <a@b.example>"
        );
        let long = person("From", (&"Harbour Watch ".repeat(6), "requests@harbour-watch.example"));
        assert!(long.split("\r\n").all(|line| line.len() <= WIDTH), "{long}");
    }
}
