//! The figures in running text, each with the words around it; text whose numbers are bounds, shares
//! or guesses is none of ours.

use std::sync::LazyLock;

use regex::Regex;

use crate::answers::Number;
use crate::answers::words::number_in_words;
use crate::replies::pattern::regex;
use crate::replies::sentences::without_other_numbers;

/// A figure that a sentence tells for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) number: Number,
    pub(super) as_written: String,
    pub(super) line: usize,
    pub(super) sentence: String,
    /// The words since the figure before it in the sentence, and those up to the next.
    pub(super) before: Vec<String>,
    pub(super) behind: Vec<String>,
    /// "Nineteen of them", "of whom 12".
    pub(super) of_them: bool,
}

impl Figure {
    pub(super) fn alone(number: Number, line: usize, sentence: &str) -> Self {
        Self {
            number,
            as_written: sentence.chars().take(200).collect(),
            line,
            sentence: sentence.to_owned(),
            before: Vec::new(),
            behind: Vec::new(),
            of_them: false,
        }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.number == Number::ZERO
    }
}

/// The figures that `said` (lines and sentences) tells, in order; `None` where some number in it is
/// more or less than a plain figure.
pub(super) fn figures(said: &[(usize, String)]) -> Option<Vec<Figure>> {
    let mut found: Vec<Figure> = Vec::new();
    for (line, sentence) in said {
        let own = of_sentence(*line, sentence, &found);
        if !own.is_empty() && is_no_plain_figure(sentence) {
            return None;
        }
        found.extend(own);
    }
    Some(found)
}

/// Whether a sentence has a number that is more or less than a plain figure.
pub(super) fn is_no_plain_figure(sentence: &str) -> bool {
    is(&NOT_PLAIN, &plain(sentence))
}

/// "Fewer than five", "about 20", "12%", "all but one", "a figure for 2023": no plain figure.
static NOT_PLAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)[<>≤≥%~±] | \b(?:fewer|less|more|greater|under|over|above|below|up\s+to|at\s+(?:least|most)|minimum|maximum|about|around|approx\w*|roughly|nearly|almost|circa|between|average|per|percent\w*
            |estimat\w*|round\w*|all\s+but|except|excluding|apart\s+from|further|another|additional|other|others|includ\w+|plus|if|may|might|or\s+(?:more|fewer|less|so|thereabouts))\b",
    )
    .ok()
});
/// Ways of speaking in which a number is none, or "or" and "more" make no bound.
static IDIOMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:on\s+)?(?:one|1)\s+(?:\w+\s+)?or\s+more(?:\s+\w*(?:occasions?|times?|incidents?|episodes?))? | \b(?:on\s+)?(?:one|1)\s+occasion\s+or\s+more\b | \bonce\s+or\s+more(?:\s+often)?\b | \bat\s+least\s+(?:one|once|1)\b(?:\s+(?:occasion|time|incident|episode))?
          | \bmore\s+than\s+once\b | \bbetween\s+and\b | \bover\s+the\s+(?:whole|course|year|period|twelve|same)\b
          | \b(?:all|these|those|your|both|the)\s+(?:two|three|four|five|six|seven|eight)\s+(?:questions?|figures?|numbers?|answers?|points?|parts?|measures?|totals?|relate|cover|are|were|refer)\b | \bat\s+some\s+(?:point|time)\b | \b(?:any|no|each|every|this|that|the|at)\s+one\b | \bone\s+(?:of\s+(?:our|the|my)|another)\b
          | \b(?:identified|known|found|thought|believed|suspected|recorded|confirmed|possible|potential|knew|victims?)\W+or\W+(?:\w+\W+){0,2}(?:suspected|thought|believed|identified|known|possible|potential|likely|suspicion|otherwise)\b
          | \beither\b[^.;]{0,60}\bor\s+an?\b | \bor\s+otherwise\b | \bbetween\s+(?:them|the\s+two|us)\b",
    )
    .ok()
});

fn plain(sentence: &str) -> String {
    without_idioms(&without_other_numbers(sentence))
}

/// `sentence` without the ways of speaking in which a number is none.
pub(super) fn without_idioms(sentence: &str) -> String {
    let plain = sentence.to_owned();
    IDIOMS.as_ref().map_or(plain.clone(), |idioms| idioms.replace_all(&plain, " ").into_owned())
}

fn of_sentence(line: usize, sentence: &str, known: &[Figure]) -> Vec<Figure> {
    let bare = plain(sentence);
    let words = words(&bare);
    let mut found: Vec<Figure> = Vec::new();
    let mut before: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let Some((number, length)) = number(words.get(at..).unwrap_or_default()) else {
            before.push(word.clone());
            if let Some(last) = found.last_mut() {
                last.behind.push(word.clone());
            }
            at += 1;
            continue;
        };
        let told = known.iter().chain(&found).any(|figure| figure.number == number);
        let of_that = before.ends_with(&["of".to_owned(), "that".to_owned()]);
        let refers = before.last().is_some_and(|word| AGAIN.contains(&word.as_str()));
        let again = told && (refers || of_that);
        let behind = words.get(at + length..).unwrap_or_default();
        if !again {
            let mut figure = Figure::alone(number, line, sentence);
            figure.as_written = words.get(at..at + length).unwrap_or_default().join(" ");
            figure.of_them = of_them(&before, behind);
            figure.before.clone_from(&before);
            found.push(figure);
        }
        before.clear();
        at += length;
    }
    found
}

const AGAIN: [&str; 8] = ["the", "those", "these", "of", "all", "same", "said", "other"];

fn of_them(before: &[String], behind: &[String]) -> bool {
    const THEM: [&str; 7] = ["them", "whom", "those", "these", "the", "which", "this"];
    let them = |word: Option<&String>| word.is_some_and(|word| THEM.contains(&word.as_str()));
    let led = before.iter().rev().take(2).collect::<Vec<_>>();
    let leads =
        matches!(led.as_slice(), [them, of, ..] if *of == "of" && THEM.contains(&them.as_str()));
    leads || (behind.first().is_some_and(|word| word == "of") && them(behind.get(1)))
}

/// Words in small letters, with the commas that end a clause as words of their own.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for raw in text.to_lowercase().replace('’', "'").split_whitespace() {
        let ends = raw.ends_with([',', ';', ':']);
        let word = raw.trim_matches(|c: char| ".,;:!?\"'“”‘()[]{}*|–—".contains(c));
        if !word.is_empty() {
            found.push(word.to_owned());
        }
        if ends {
            found.push(",".to_owned());
        }
    }
    found
}

/// A number at the start of `words`, and how many of them it takes.
fn number(words: &[String]) -> Option<(Number, usize)> {
    let first = words.first()?.as_str();
    if matches!(first, "none" | "nil" | "nought") {
        return Some((Number::ZERO, 1));
    }
    let counted =
        |word: &String| !matches!(word.as_str(), "longer" | "doubt" | "further" | "other" | "one");
    if first == "no" && words.get(1).is_some_and(counted) && counts_nothing(words) {
        return Some((Number::ZERO, 1));
    }
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        return Number::parse(first).map(|number| (number, 1));
    }
    let tokens: Vec<&str> = words.iter().take(8).map(String::as_str).collect();
    let (number, used) = number_in_words(&tokens)?;
    Some((Number::whole(number), used))
}

/// "No missing incidents", "no child": nothing was counted, where "no information" says nothing.
fn counts_nothing(words: &[String]) -> bool {
    const THINGS: [&str; 12] = [
        "child",
        "children",
        "people",
        "person",
        "incidents",
        "incident",
        "episodes",
        "episode",
        "occasions",
        "occasion",
        "instances",
        "individuals",
    ];
    words.iter().skip(1).take(3).any(|word| THINGS.contains(&word.as_str()))
}

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}
