//! What of a sentence the weighing sees: its words, what stands in them for a sum, a date or a
//! section, which words follow each other, and the letters that words are made of, for a word that
//! no example has. Numbers themselves are no features: councils differ.

const MONTHS: &[&str] = &[
    "jan",
    "january",
    "feb",
    "february",
    "mar",
    "march",
    "apr",
    "april",
    "may",
    "jun",
    "june",
    "jul",
    "july",
    "aug",
    "august",
    "sep",
    "sept",
    "september",
    "oct",
    "october",
    "nov",
    "november",
    "dec",
    "december",
    "ionawr",
    "chwefror",
    "mawrth",
    "ebrill",
    "mai",
    "mehefin",
    "gorffennaf",
    "awst",
    "medi",
    "hydref",
    "tachwedd",
    "rhagfyr",
];

const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "dozen",
];

/// Words in front of the number of a section.
const LAW: &[&str] = &[
    "section",
    "sections",
    "s",
    "ss",
    "sec",
    "adran",
    "adrannau",
    "regulation",
    "regulations",
    "reg",
    "rheoliad",
];

/// Words longer than this also count by how they begin: "disclose", "disclosing".
const STEM: usize = 6;

/// Runs of so many letters count, the edges of the word among them.
const RUNS: std::ops::RangeInclusive<usize> = 3..=5;

/// The features of a text, as numbers that stay the same on every machine; each in order, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Features {
    pub(super) words: Vec<u32>,
    pub(super) letters: Vec<u32>,
}

impl Features {
    pub fn of(sentence: &str) -> Self {
        Self::of_tokens(tokens(sentence))
    }

    /// Of words; what begins with `_` stands for its like, and has no letters.
    pub fn of_tokens(words: Vec<String>) -> Self {
        let plain = words.iter().filter(|word| !word.starts_with('_'));
        let letters = plain.flat_map(|word| runs(word)).collect();
        Self { words: once(of_words(words)), letters: once(letters) }
    }
}

fn of_words(tokens: Vec<String>) -> Vec<u32> {
    let mut words = vec!["^".to_owned()];
    words.extend(tokens);
    words.push("$".to_owned());
    let mut found = Vec::with_capacity(words.len() * 4);
    for (at, word) in words.iter().enumerate() {
        let own = hash(START, word);
        found.push(own);
        if !word.starts_with('_')
            && let Some((end, _)) = word.char_indices().nth(STEM)
        {
            found.push(hash(hash(START, word.get(..end).unwrap_or_default()), "*"));
        }
        if let Some(next) = words.get(at + 1) {
            found.push(hash(hash(own, " "), next));
        }
        if let Some(next) = words.get(at + 2) {
            found.push(hash(hash(own, " . "), next));
        }
    }
    found
}

/// The runs of letters in `word`.
fn runs(word: &str) -> Vec<u32> {
    let letters: Vec<char> = ['<'].into_iter().chain(word.chars()).chain(['>']).collect();
    let mut found = Vec::with_capacity(letters.len() * 3);
    let named = hash(START, "~");
    for length in RUNS {
        let run = |window: &[char]| window.iter().fold(named, |run, letter| with(run, *letter));
        found.extend(letters.windows(length).map(run));
    }
    found
}

fn with(run: u32, letter: char) -> u32 {
    hash(run, letter.encode_utf8(&mut [0; 4]))
}

fn once(mut features: Vec<u32>) -> Vec<u32> {
    features.sort_unstable();
    features.dedup();
    features
}

const START: u32 = 0x811c_9dc5;

/// FNV-1a, 32 bits, going on from `hash` with `text`.
fn hash(hash: u32, text: &str) -> u32 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The words of `sentence` in small letters, with what they stand for in place of what varies.
pub fn tokens(sentence: &str) -> Vec<String> {
    let mut found = Vec::new();
    for raw in sentence.to_lowercase().replace('’', "'").split_whitespace() {
        let asks = raw.trim_end_matches(['"', '\'', ')', '”', '»']).ends_with('?');
        if raw.contains("://") || raw.starts_with("www.") {
            found.push("_url".to_owned());
            continue;
        }
        let edge = |c: char| ".,;:!?\"'“”‘()[]{}<>|*•–—-_".contains(c);
        let word = raw.trim_matches(edge);
        if word.contains('@') && word.contains('.') {
            found.push("_email".to_owned());
        } else if word.starts_with('£') {
            found.push("_money".to_owned());
        } else if word.contains(|c: char| c.is_ascii_digit()) {
            figure(word, &mut found);
        } else {
            word.split(|c: char| "-–—/\\|:;,()[]_+&=.".contains(c))
                .for_each(|piece| plain(piece, &mut found));
        }
        if asks {
            found.push("?".to_owned());
        }
    }
    found
}

fn plain(word: &str, found: &mut Vec<String>) {
    let word = word.trim_matches('\'');
    if word.is_empty() {
        return;
    }
    let dated = MONTHS.contains(&word) && found.last().is_some_and(|last| last == "_num");
    if dated {
        found.pop();
        found.push("_date".to_owned());
    } else if NUMBERS.contains(&word) {
        found.push("_num".to_owned());
    } else {
        found.push(word.to_owned());
    }
}

/// A word with digits in it.
fn figure(word: &str, found: &mut Vec<String>) {
    let after_law = found.last().is_some_and(|last| LAW.contains(&last.as_str()));
    if let Some(section) = section(word, after_law) {
        if after_law {
            found.pop();
        }
        found.extend(["_sec".to_owned(), section]);
        return;
    }
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let numeric = word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
    let stem = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ordinal = stem.len() + 2 == word.len() && stem.len() <= 2 && stem.len() == digits;
    if word.ends_with('%') {
        found.push("_percent".to_owned());
    } else if is_date(word) {
        found.push("_date".to_owned());
    } else if is_year(word) {
        if found.last().is_none_or(|last| last != "_date") {
            found.push("_year".to_owned());
        }
    } else if ordinal || (numeric && digits <= 5) {
        found.push("_num".to_owned());
    } else {
        found.push("_ref".to_owned());
    }
}

/// "40(2)" behind "section", or "s12" by itself: `_s40`, `_s12`.
fn section(word: &str, after_law: bool) -> Option<String> {
    let letters = word.find(|c: char| c.is_ascii_digit())?;
    let (prefix, rest) = word.split_at_checked(letters)?;
    let known = after_law || matches!(prefix.trim_end_matches('.'), "s" | "ss" | "reg" | "r");
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (known && digits.len() <= 2).then(|| format!("_s{digits}"))
}

fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    parts.len() == 3 && parts.iter().all(|part| matches!(part.len(), 1..=4)) && {
        parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
    }
}

/// "2024", "2023/24".
fn is_year(word: &str) -> bool {
    let first: &str = word.split(['/', '-']).next().unwrap_or_default();
    let rest = word.get(first.len()..).unwrap_or_default();
    first.len() == 4
        && (first.starts_with("19") || first.starts_with("20"))
        && first.bytes().all(|b| b.is_ascii_digit())
        && rest.len() <= 5
        && rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_dates_and_references_stand_for_their_like_and_sections_for_themselves() {
        let read = |text: &str| tokens(text).join(" ");
        assert_eq!(
            read("We're applying section 40(2) and s.12 of the FOIA on 3rd March 2025."),
            "we're applying _sec _s40 and _sec _s12 of the foia on _date"
        );
        assert_eq!(
            read("Could you clarify – calendar-year or 2023/24?"),
            "could you clarify calendar year or _year ?"
        );
        assert_eq!(
            read("The fee is £75.00, see https://x.example/y or a@b.example, FOI/2025/118; 12%"),
            "the fee is _money see _url or _email _ref _percent"
        );
    }

    #[test]
    fn a_sentence_has_the_same_features_on_every_machine() {
        assert_eq!(hash(START, "a"), 0xe40c_292c);
        assert_eq!(hash(hash(START, "we"), " hold"), hash(START, "we hold"));
    }

    #[test]
    fn a_word_that_no_example_has_shares_letters_with_its_kin() {
        let shared = |one: &str, other: &str| {
            let known = runs(one);
            runs(other).iter().filter(|run| known.contains(run)).count()
        };
        assert!(shared("disclosure", "disclosable") > 10);
        assert_eq!(shared("disclosure", "wythnos"), 0);
        assert_eq!(runs("ab").len(), 3, "<ab, ab>, <ab>");
    }
}
