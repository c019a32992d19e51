//! What looks like the name of a person.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Given names that are common in the United Kingdom, in small letters.
static GIVEN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("given-names.txt").split_whitespace().collect());

/// Words that are written large in replies and are no names.
static OTHERS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("no-names.txt").split_whitespace().collect());

const TITLES: [&str; 14] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "cllr",
    "councillor",
    "sir",
    "dame",
    "rev",
    "lady",
];
/// Within a name: "Le Feuvre", "van der Meer".
const PARTICLES: [&str; 14] =
    ["de", "del", "van", "der", "den", "von", "la", "le", "bin", "ibn", "ap", "ab", "ferch", "da"];
const MOST_WORDS: usize = 4;

/// A run of words that may be a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// With its title.
    pub(super) span: Range<usize>,
    /// Words without titles.
    pub(super) words: usize,
    pub(super) titled: bool,
    /// A word that is no name is joined to it: "King Edward School".
    pub(super) joined: bool,
}

/// The name that begins at `at`, after spaces; nothing over the end of the line.
pub(super) fn name_at(text: &str, at: usize) -> Option<Name> {
    let mut rest = at + spaces(text, at);
    let (mut start, mut end) = (None, rest);
    let (mut words, mut titled, mut joined) = (0, false, false);
    while words < MOST_WORDS {
        let word = word_at(text, rest);
        if word.is_empty() {
            break;
        }
        let small = small(word);
        let next = rest + word.len();
        if words == 0 && !titled && TITLES.contains(&small.as_str()) && is_large(word) {
            titled = true;
            start = Some(rest);
        } else if is_name_word(word) {
            words += 1;
            start = start.or(Some(rest));
            end = next;
        } else if !(words > 0
            && PARTICLES.contains(&small.as_str())
            && is_name_word(word_at(text, next + spaces(text, next))))
        {
            joined = is_large(word);
            break;
        }
        let gap = spaces(text, next);
        if gap == 0 {
            break;
        }
        rest = next + gap;
    }
    let start = start.filter(|_| words > 0)?;
    Some(Name { span: start..end, words, titled, joined })
}

fn spaces(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len()
}

/// Letters, with what joins them; an initial has its dot.
fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-');
    let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    let whole = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let whole = whole.trim_end_matches(['-', '\'', '’']);
    let short = whole.chars().count() == 1 || TITLES.contains(&small(whole).as_str());
    if short && rest.get(whole.len()..).is_some_and(|rest| rest.starts_with('.')) {
        return rest.get(..=whole.len()).unwrap_or(whole);
    }
    whole
}

pub(super) fn small(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase().replace('’', "'")
}

fn is_large(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Written large, and no word of offices, places, days and the like.
fn is_name_word(word: &str) -> bool {
    let whole = small(word);
    if word.ends_with('.') && whole.chars().count() == 1 {
        return is_large(word);
    }
    let other = |word: &str| OTHERS.contains(word) || OTHERS.contains(word.trim_end_matches("'s"));
    let parts_are_names = whole.split('-').all(|part| !other(part) || part.len() < 3);
    is_large(word) && !whole.is_empty() && !other(&whole) && parts_are_names
}

/// Whether a word is a given name that many have.
pub(super) fn is_given(word: &str) -> bool {
    GIVEN.contains(small(word).as_str())
}

/// The name without its title.
pub(super) fn bare(name: &str) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    while words.first().is_some_and(|word| TITLES.contains(&small(word).as_str())) {
        words.remove(0);
    }
    words.join(" ")
}

/// The people in a head such as `SMITH, Jane (Legal) <jane.smith@council.example>`.
pub(super) fn in_head(head: &str) -> Vec<String> {
    let (shown, address) = head.split_once('<').unwrap_or((head, head));
    let shown = shown.trim().trim_matches(['"', '\'']);
    let mut found = Vec::new();
    if shown.contains('@') {
        // An address alone.
    } else if let Some((last, first)) = shown.split_once(',') {
        let turned =
            format!("{} {}", first.split('(').next().unwrap_or_default().trim(), last.trim());
        found.extend(whole_name(&turned));
    } else {
        found.extend(whole_name(shown.split('(').next().unwrap_or_default().trim()));
    }
    let local = address.trim_end_matches('>').split('@').next().unwrap_or_default();
    let parts: Vec<&str> = local.split(['.', '_']).collect();
    let is_word =
        |part: &&str| part.len() > 1 && part.chars().all(|c| c.is_alphabetic() || c == '-');
    if address.contains('@') && parts.len() == 2 && parts.iter().all(is_word) {
        let name = parts.iter().map(|part| large(part)).collect::<Vec<_>>().join(" ");
        found.extend(whole_name(&name));
    }
    found
}

fn large(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// `text`, if all of it is a name of two words or more.
fn whole_name(text: &str) -> Option<String> {
    let name = name_at(text, 0)?;
    let all = text.get(name.span.clone())?;
    (name.words > 1 && name.span.end == text.len()).then(|| bare(all))
}
