//! What looks like a reference: a word with digits in it that is no date, year, telephone number,
//! postcode or other number which stands in every letter.

use std::ops::Range;

use super::others::{ADDRESS, NONE, SCAN};

/// A word that may be a reference, and where in its text it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) prefix: Prefix,
    /// Prefix and all.
    pub(super) whole: &'t str,
    pub(super) core: &'t str,
    pub(super) at: Range<usize>,
}

/// "FOI" before the rest of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefix {
    None,
    /// "FOI-25/0071": part of it.
    Joined,
    /// "FOI 25/0071": part of it, or a label.
    Apart,
    /// "KMD 7716/25": initials, part of it where it is one.
    Initials,
}

/// How much a shape says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// Four digits or fewer: anything.
    FewDigits,
    Digits,
    /// Digits in groups, "2025-0147": hardly ever a count.
    Grouped,
    /// Letters and digits.
    Mixed,
}

/// Words for what a reference is the reference of.
const PREFIXES: [&str; 15] = [
    "FOI", "FOIA", "FOISA", "EIR", "EIRS", "EISR", "RFI", "IR", "IG", "SAR", "ATI", "INF", "ENQ",
    "CRM", "REQ",
];
/// A mail with more of them is a table.
const MOST_WORDS: usize = 1_000;
/// Words in capitals that are no initials of a register.
const CAPITALS: [&str; 30] = [
    "REF", "NO", "CASE", "ID", "OUR", "YOUR", "FILE", "RE", "FW", "FWD", "ACT", "TEL", "FAX",
    "EXT", "ICO", "BOX", "DX", "VAT", "UK", "ON", "IN", "BY", "AND", "THE", "DATE", "FOR", "TO",
    "UASC", "NRM", "CYF",
];
/// Every word of `text` with the shape of a reference, as far as a list.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let Some(address) = ADDRESS.as_ref() else { return Vec::new() };
    let mut words = Vec::new();
    let mut at = 0;
    let mut closed: Option<Vec<Range<usize>>> = None;
    while let Some(digit) = text.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit()))
    {
        let run = run(text, at, at + digit);
        at = run.end.max(at + digit + 1);
        let Some(word) = word(text, run) else { continue };
        let closed = closed
            .get_or_insert_with(|| address.find_iter(text).map(|found| found.range()).collect());
        if !closed.iter().any(|range| range.contains(&word.at.start)) && words.len() < MOST_WORDS {
            at = word.at.end;
            words.push(word);
        }
    }
    words
}

/// The run of letters, digits and the signs within references around the byte `digit`.
fn run(text: &str, least: usize, digit: usize) -> Range<usize> {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || br"/\_.&#-".contains(byte);
    let bytes = text.as_bytes();
    let before = bytes.get(least..digit).unwrap_or_default();
    let behind = bytes.get(digit..).unwrap_or_default();
    let left = before.iter().rev().take_while(|byte| inside(byte)).count();
    let right = behind.iter().take_while(|byte| inside(byte)).count();
    let (mut start, mut end) = (digit - left, digit + right);
    let sign = |at: usize| bytes.get(at).is_some_and(|byte| !byte.is_ascii_alphanumeric());
    while start < end && sign(start) {
        start += 1;
    }
    while start < end && sign(end - 1) {
        end -= 1;
    }
    start..end
}

/// The word at `run` with what is written before it and belongs to it.
fn word(text: &str, run: Range<usize>) -> Option<Word<'_>> {
    let (prefix, begin, core_at) = prefix(text, &run)?;
    let cut = without_words(text.get(core_at..run.end)?, prefix);
    let mut end = core_at + cut.end;
    if prefix != Prefix::None {
        end += more_groups(text.get(end..)?);
    }
    let start = core_at + cut.start;
    let begin = if prefix == Prefix::None { start } else { begin };
    let word =
        Word { prefix, whole: text.get(begin..end)?, core: text.get(start..end)?, at: begin..end };
    (is_whole(text, &word.at) && word.may_be_reference()).then_some(word)
}

/// "ISR", "CRhG": a few letters, most of them capitals.
fn are_initials(word: &str) -> bool {
    let capitals = count(word, |c| c.is_ascii_uppercase());
    (2..=5).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        && capitals >= 2
        && word.len() - capitals <= 1
}

/// Where "Rh.G. " begins at the end of `before`.
fn dotted(before: &str) -> Option<usize> {
    let kept = before.strip_suffix(' ')?;
    let length = kept.bytes().rev().take_while(|b| b.is_ascii_alphabetic() || *b == b'.').count();
    let start = kept.len() - length;
    let pieces: Vec<&str> = kept.get(start..)?.strip_suffix('.')?.split('.').collect();
    let capital =
        |piece: &&str| piece.len() <= 2 && piece.starts_with(|c: char| c.is_ascii_uppercase());
    (pieces.len() > 1 && pieces.iter().all(capital)).then_some(start)
}

/// What stands before the core of a reference: where it begins, and where the core does.
fn prefix(text: &str, run: &Range<usize>) -> Option<(Prefix, usize, usize)> {
    let whole = text.get(run.clone())?;
    let known = |word: &str| PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(word));
    let joined =
        whole.find(['/', '#', '_', '-']).filter(|sign| whole.get(..*sign).is_some_and(known));
    if let Some(sign) = joined {
        return Some((Prefix::Joined, run.start, run.start + sign + 1));
    }
    let before = text.get(..run.start)?;
    let spaces = before.trim_end_matches(' ');
    let signed = spaces.trim_end_matches(['/', '#', '_', '-']);
    let kept = signed.trim_end_matches(' ');
    let letters = kept.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let start = kept.len() - letters;
    let named = kept.get(start..).unwrap_or_default();
    let near = before.len() - kept.len() < 6 && before.len() > kept.len();
    if let Some(start) = dotted(before) {
        return Some((Prefix::Initials, start, run.start));
    }
    let capitals = are_initials(named);
    let prefix = match near {
        true if known(named) && signed.len() < spaces.len() => Prefix::Joined,
        true if known(named) => Prefix::Apart,
        true if capitals
            && before.len() == kept.len() + 1
            && signed.len() == spaces.len()
            && whole.starts_with(|c: char| c.is_ascii_digit())
            && !CAPITALS.contains(&named) =>
        {
            Prefix::Initials
        }
        true | false => return Some((Prefix::None, run.start, run.start)),
    };
    Some((prefix, start, run.start))
}

/// "FOI 2025 0318": how far further groups of digits reach.
fn more_groups(behind: &str) -> usize {
    let mut length = 0;
    while let Some(group) = behind.get(length..).and_then(|rest| rest.strip_prefix(' ')) {
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        let ends = !group.get(digits..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        if !(3..=6).contains(&digits) || !ends {
            break;
        }
        length += 1 + digits;
    }
    length
}

/// "Reply_form_2025-0217", "FOI-12345-final-response": file names are words and a reference.
fn without_words(core: &str, prefix: Prefix) -> Range<usize> {
    let is_word = |piece: &str, least: usize| {
        piece.len() >= least
            && piece.chars().all(|c| c.is_ascii_alphabetic())
            && piece.contains(|c: char| c.is_ascii_lowercase())
    };
    let (mut start, mut end) = (0, core.len());
    while let Some((rest, piece)) = core.get(..end).and_then(|core| core.rsplit_once(['_', '-'])) {
        if !is_word(piece, 3) {
            break;
        }
        end = rest.len();
    }
    while let Some((piece, rest)) =
        core.get(start..end).and_then(|core| core.split_once(['_', '-']))
    {
        if prefix != Prefix::None || !is_word(piece, 3) || piece == "Case" || are_initials(piece) {
            break;
        }
        start = end - rest.len();
    }
    start..end
}

/// Not cut out of a longer number, price or section: "£1,450", "40(2)", "12:03".
fn is_whole(text: &str, at: &Range<usize>) -> bool {
    let before = text.get(..at.start).and_then(|text| text.chars().next_back());
    let behind = text.get(at.end..).unwrap_or_default();
    let mut next = behind.chars();
    let glued = match (next.next(), next.next()) {
        (Some(',' | ':' | '.'), Some(digit)) => digit.is_ascii_digit(),
        (Some('%' | '(' | '@' | '\'' | '\u{2019}' | '+'), _) => true,
        (Some(letter), _) => letter.is_alphanumeric(),
        (None, _) => false,
    };
    let priced = matches!(before, Some('£' | '€' | '$' | '+' | '<' | '>' | '=' | ',' | '~'));
    !glued && !priced && !before.is_some_and(char::is_alphanumeric) && !is_dialled(text, at)
}

/// "01632 960 140", "(01632) 960140".
fn is_dialled(text: &str, at: &Range<usize>) -> bool {
    let word = text.get(at.clone()).unwrap_or_default();
    let behind = text.get(at.end..).unwrap_or_default();
    let behind = behind.strip_prefix(')').unwrap_or(behind);
    word.starts_with('0')
        && word.len() <= 5
        && behind
            .strip_prefix(' ')
            .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
}

impl Word<'_> {
    /// Whether what stands before it is the name of an Act.
    pub(super) fn says_the_act(&self) -> bool {
        const ACTS: [&str; 6] = ["FOI", "FOIA", "FOISA", "EIR", "EIRS", "EISR"];
        let name: String = self.whole.chars().take_while(char::is_ascii_alphabetic).collect();
        ACTS.iter().any(|act| act.eq_ignore_ascii_case(&name))
    }

    /// Whether a scanner or a camera names its files so.
    pub(super) fn is_a_scan(&self) -> bool {
        SCAN.as_ref().is_some_and(|pattern| pattern.is_match(self.core))
    }

    fn may_be_reference(&self) -> bool {
        let digits = count(self.core, |c| c.is_ascii_digit());
        let letters = count(self.core, |c| c.is_ascii_alphabetic());
        let lettered = letters > 0 || self.prefix != Prefix::None;
        let many = digits >= 3 || (digits == 2 && lettered && self.core.contains(['/', '-']));
        let text = if self.prefix == Prefix::Joined { self.whole } else { self.core };
        let none = NONE.as_ref().is_some_and(|pattern| pattern.is_match(text));
        many && !none && !self.is_of_years() && !self.is_of_words() && self.core.len() <= 40
    }

    /// "CSC-2024", "returns_2023-24": every number in it is a year.
    fn is_of_years(&self) -> bool {
        let mut groups =
            self.core.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
        let first = groups.next().unwrap_or_default();
        let year = first.len() == 4 && (1950..2050).contains(&first.parse().unwrap_or(0));
        let next = first
            .get(2..)
            .and_then(|end| end.parse::<u16>().ok())
            .and_then(|end| end.checked_add(1));
        let follows = groups.all(|group| group.parse().ok() == next || group.starts_with("20"));
        year && follows
    }

    /// "under-18s", "1989-care-orders", "and/or2": more of a sentence than a mark.
    fn is_of_words(&self) -> bool {
        self.core.split(|c: char| !c.is_alphanumeric()).any(|piece| {
            let small = count(piece, |c| c.is_ascii_lowercase());
            small > 6 || (small > 0 && count(piece, |c| c.is_ascii_digit()) == 1 && small > 2)
        })
    }

    pub(super) fn shape(&self) -> Shape {
        let text = if self.prefix == Prefix::Joined { self.whole } else { self.core };
        let letters = count(text, |c| c.is_ascii_alphabetic());
        let digits = count(text, |c| c.is_ascii_digit());
        let grouped = text.contains(|c: char| !c.is_ascii_alphanumeric());
        match (letters, digits, grouped) {
            (1.., _, _) => Shape::Mixed,
            (0, _, true) => Shape::Grouped,
            (0, 5.., false) => Shape::Digits,
            (0, _, false) => Shape::FewDigits,
        }
    }
}

fn count(text: &str, what: impl Fn(char) -> bool) -> usize {
    text.chars().filter(|c| what(*c)).count()
}

/// Typographers' spaces and dashes as those on a keyboard; what cannot be seen is left out.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
        .map(|c| match c {
            '\u{a0}' | '\u{202f}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{2018}' | '\u{2019}' => '\'',
            other => other,
        })
        .collect()
}
