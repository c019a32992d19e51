//! Whether an acknowledgement is plainly that: every sentence greets, confirms, promises, or says
//! what may happen. Anything else in it goes to a person, for it may be the answer.

use std::sync::LazyLock;

use regex::Regex;

use super::sentences::{is_conditional, numbers_in, sentences};

type Pattern = LazyLock<Option<Regex>>;

fn build(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("(?ix){pattern}")).ok()
}

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// Words of an outcome, wherever they stand outside a condition.
static OUTCOME: Pattern = LazyLock::new(|| {
    build(
        r"\b(?:
          attach\w* | enclos\w+ | uploaded | portal | sign\s+in | log\s*in | download
        | exempt\w* | refus\w+ | withh[eo]ld\w* | disclos(?:e|ed|ing|ure)\s+would | engaged | vexatious | manifestly
        | not\s+valid | invalid | unable | cannot | can't | not\s+(?:be\s+)?(?:able|hold|held|have|record\w*|process\w*|provide\w*|supply|release\w*)
        | exceed\w* | closed | withdrawn | cancelled | lapsed | on\s+hold | identity | narrow
        | matter\s+for | held\s+by | responsib\w+\s+(?:for|of) | contact\s+(?:them|the\s+schools?)
        | what\s+is\s+meant | clarif\w+ | charge | fee | payment | answers\s*: | responses?\s*:
        | none | nil | zero
        )\b",
    )
});

/// What acknowledgements say, in one form or another.
static RECEIPT: Pattern = LazyLock::new(|| {
    build(
        r"\b(?:
          dear | hello | hi | good\s+(?:morning|afternoon|evening) | annwyl | thank\w* | diolch\w* | sorry | apolog\w+
        | acknowledg\w+ | cydnabyddiaeth | receipt | receiv\w+ | derbyn | reached | arrived | landed | number | logged | registered | recorded
        | allocated | assigned | passed | forwarded | opened | numbered | reference | ref | cyf\w* | quote | case
        | we\s+(?:have|'ve|will|aim|shall|are|hope|try|must|may|can) | we['’]ll | we['’]ve | byddwn | you\s+(?:will|should|can|may) | expect
        | repl\w+ | respon\w+ | answer\w* | in\s+touch | hear | due | deadline | target | working\s+days | latest
        | request\w* | enquir\w+ | correspondence | message | e-?mail | letter | freedom\s+of\s+information | foi\w*
        | contact | telephone | phone | website | privacy | personal\s+(?:data|information) | data\s+protection | complain\w*
        | review | commissioner | regards | yours | office | officer | team | council | services? | governance | information
        | what\s+happens | automat\w+ | do\s+not\s+reply | subject
        )\b | ['’]ll\b",
    )
});

static SECTION: Pattern = LazyLock::new(|| build(r"\b(?:section|adran)\s*\d|\bs\.?\s?\d{2}\b"));
/// Sections of the duties that every letter recites: to answer, to advise, to review.
static DUTY: Pattern = LazyLock::new(|| {
    build(
        r"\bsections?\s*(?:1|8|10|16|45|50|20|47)\b(?:\s*\(\s*1\s*\))?[^.]{0,80}\b(?:respon|repl|days|assist|advi|code|review|complain)",
    )
});

/// The sentence that makes an acknowledgement more than that.
pub(super) fn more_than_receipt(new_text: &str) -> Option<String> {
    let said = sentences(without_signature(new_text));
    said.into_iter().find(|sentence| {
        // The cells of a signature set in a table are names, each by itself.
        !is_conditional(sentence) && !sentence.split(" | ").all(is_receipt)
    })
}

/// A sentence of an outcome, for mails of which any other text is to be expected.
pub(super) fn outcome_in(new_text: &str) -> Option<String> {
    sentences(without_signature(new_text))
        .into_iter()
        .find(|sentence| !is_conditional(sentence) && is(&STRONG, sentence))
}

/// A sentence with a figure in it, for the same mails.
pub(super) fn figure_in(new_text: &str) -> Option<String> {
    sentences(without_signature(new_text))
        .into_iter()
        .find(|sentence| !is_conditional(sentence) && !numbers_in(sentence).is_empty())
}

/// Outcomes that no absence note and no receipt has.
static STRONG: Pattern = LazyLock::new(|| {
    build(
        r"\bexempt\w* | \brefus\w+ | \bwithheld\b | \bengaged\b | \bvexatious | \bnot\s+h[eo]ld\b | \bdoes\s+not\s+have\s+th
        | \brequest\b.{0,40}\b(?:closed|withdrawn|cancelled)\b | \bexceeds?\b | \bnot\s+valid\b",
    )
});

fn is_receipt(sentence: &str) -> bool {
    let words = sentence.split_whitespace().count();
    let figures = numbers_in(sentence);
    let name = words <= 6 && !sentence.ends_with('?');
    let section = is(&SECTION, sentence) && !is(&DUTY, sentence);
    !is(&OUTCOME, sentence) && !section && figures.is_empty() && (name || is(&RECEIPT, sentence))
}

/// The text above the line on which the writer signs.
fn without_signature(text: &str) -> &str {
    static SIGNS: Pattern = LazyLock::new(|| {
        Regex::new(r"(?im)^\s*(?:yours\s+(?:sincerely|faithfully|truly)|(?:kind|best|warm|many)\s+(?:regards|wishes|thanks)|regards|yn\s+gywir|cofion\b.*)\W*$").ok()
    });
    let end =
        SIGNS.as_ref().and_then(|pattern| pattern.find(text)).map_or(text.len(), |at| at.start());
    text.get(..end).unwrap_or(text)
}
