//! Names for letters, mails and files, and text from outside made fit to be shown.

use crate::case::events::LetterKind;
use crate::jobs::dossier::{letter_words, mail_words};
use crate::replies::Kind;
use crate::store::letters::Frozen;

/// Where a letter lies in the archive.
pub(super) fn letter_path(letter: &Frozen) -> String {
    format!("letters/l{}-{}.eml", letter.id, letter.kind.code())
}

/// Where a mail lies in the archive: no name from outside is part of it.
pub(super) fn mail_path(mail: i64, kind: Kind) -> String {
    format!("mails/m{mail}-{}.eml", kind.code())
}

/// "Request", "Reminder": what a letter is, as a heading.
pub(super) fn letter_title(kind: LetterKind) -> String {
    title(letter_words(kind))
}

/// "Refusal": what a mail is taken for, as a heading.
pub(super) fn mail_title(kind: Kind) -> String {
    title(mail_words(kind))
}

pub(super) fn title(words: &str) -> String {
    let bare = ["the ", "an ", "a "].iter().find_map(|article| words.strip_prefix(article));
    let mut rest = bare.unwrap_or(words).chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// Text from outside without what a reader cannot see: control characters, and marks that make
/// words run the other way.
pub(super) fn visible(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || *c == '\t' || is_seen(*c)).collect()
}

/// The same, on one line of at most `most` characters.
pub(super) fn line(text: &str, most: usize) -> String {
    let whole = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut kept: String = whole.chars().take(most).collect();
    if whole.chars().nth(most).is_some() {
        kept.push('…');
    }
    kept
}

fn is_seen(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let unseen = matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{fffe}');
    !(c.is_control() || turns || unseen)
}

/// "1.2 MB".
pub(super) fn size(bytes: usize) -> String {
    let tenths = |unit: usize| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}
