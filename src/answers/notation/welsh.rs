//! Welsh around a number: words that leave it what it is, and those that do not.

use crate::answers::finding::is_welsh;
use crate::answers::restated::words;
use crate::campaign::Question;

/// By how they begin: about, estimate, fewer, more, over, under, without, include, only, at least, at
/// most, nearly, between, further, other, part, quarter, financial, provisional, so far, until, before,
/// after, round, if, per, average, target; and words of which nobody could tell.
const CHANGING: [&str; 44] = [
    "tua",
    "oddeutu",
    "amcan",
    "bras",
    "frasamcan",
    "llai",
    "mwy",
    "dros",
    "dan",
    "heb",
    "eithr",
    "gynnwys",
    "cynnwys",
    "unig",
    "lleiaf",
    "mwyaf",
    "uchafs",
    "bron",
    "rhwng",
    "ychwaneg",
    "arall",
    "eraill",
    "pellach",
    "rhan",
    "chwarter",
    "ariannol",
    "cyfredol",
    "hyd",
    "tan",
    "cyn",
    "dalgryn",
    "talgryn",
    "os",
    "fesul",
    "cyfartal",
    "targed",
    "efallai",
    "posib",
    "bosib",
    "naill",
    "ond",
    "ddim",
    "nid",
    "ni",
];

/// Whether `text` is Welsh, and nothing in it changes a number beside it. Asked for one thing or
/// another, it must say "or" too.
pub(super) fn is_plain(question: &Question, text: &str) -> bool {
    let said: Vec<String> = words(text).into_iter().map(|(word, _)| word).collect();
    let has = |wanted: &str| said.iter().any(|word| word == wanted);
    let both = !words(&question.text).iter().any(|(word, _)| word == "or") || has("neu");
    is_welsh(text) && both && !said.iter().any(|word| changes(word))
}

fn changes(word: &str) -> bool {
    CHANGING
        .iter()
        .any(|start| if start.len() < 4 { word == *start } else { word.starts_with(start) })
}

/// Whether a word is spelt as Welsh is, or is one of its small ones: an English word in between says
/// what it says.
pub(super) fn is_of_it(word: &str) -> bool {
    const ENGLISH: [&str; 16] = [
        "about",
        "approximately",
        "estimated",
        "fewer",
        "less",
        "more",
        "over",
        "under",
        "only",
        "least",
        "most",
        "nearly",
        "almost",
        "except",
        "excluding",
        "including",
    ];
    !ENGLISH.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::finding::fixture::campaign;

    #[test]
    fn welsh_beside_a_number_is_plain_unless_a_word_changes_it() {
        let campaign = campaign();
        let lamps = campaign.question("faults").unwrap();
        assert!(is_plain(lamps, "nifer y plant yn ein gofal yn ystod 2024"));
        for changing in [
            "tua 12 o blant yn ein gofal",
            "llai na 12 o blant yn ein gofal",
            "nifer y plant, heb gynnwys rhai dros dro",
        ] {
            assert!(!is_plain(lamps, changing), "{changing}");
        }
        assert!(!is_plain(lamps, "the number of children"));
    }
}
