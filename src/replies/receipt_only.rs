//! Whether an acknowledgement is plainly that: every sentence greets, confirms, promises, or says
//! what may happen. Anything else in it goes to a person, for it may be the answer.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use super::likeness::Said;
use super::promise::{Promise, speaks_of_this};
use super::sentences::{is_conditional, is_general, numbers_in, sentences};
use super::together::{Sure, Together};

type Pattern = LazyLock<Option<Regex>>;

fn build(pattern: &str) -> Option<Regex> {
    regex(&format!("(?ix){pattern}")).ok()
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
        | none | nil | zero | nobody | dozen | answers?\s+(?:is|are|to) | figures? | tables? | overleaf | as\s+follows
        | published | publicly | available | form | no\s+(?:such|records?|information|data) | repeat\w* | identical
        | more\s+time | exten\w+ | whether\s+or\s+not
        )\b",
    )
});

/// What acknowledgements say, in one form or another.
static RECEIPT: Pattern = LazyLock::new(|| {
    build(
        r"\b(?:
          dear | hello | hi | good\s+(?:morning|afternoon|evening) | annwyl | thank\w* | diolch\w* | sorry | apolog\w+
        | acknowledg\w+ | cydnabyddiaeth | receipt | receiv\w+ | derbyn | reached | arrived | landed | logged | registered
        | allocated | assigned | passed | opened | numbered | number | reference | ref | cyf\w* | quote
        | we\s+(?:will|aim|shall|hope|try) | we['’]ll | byddwn | expect | now\s+has | is\s+with | it['’]s\s+with
        | repl(?:y|ies) | respon(?:d|ds|se) | answered | in\s+touch | hear | due | deadline | working\s+days? | latest
        | (?:your|the|this|an)\s+(?:\w+\s+){0,2}(?:request|enquiry|correspondence|e-?mail|letter|message)\s+(?:has|is|was|will|have|you|below)
        | freedom\s+of\s+information | foi | foisa | information\s+(?:request|rights|governance)
        | contact | telephone | phone | call | website | privacy | personal\s+(?:data|information) | data\s+protection | complain\w*
        | internal\s+review | commissioner | automat\w+ | confidential | unmonitored | intended\s+(?:recipient|solely)
        | what\s+happens | aware\s+of\s+the\s+following | case\s+officer | answer\s+(?:should|will) | office\s+hours | working\s+on | pick\s+it\s+up | subject\s+you\s+gave | type\s+your\s+reply
        )\b | ['’]ll\b | \byour\s+request\s*:",
    )
});

static SECTION: Pattern =
    LazyLock::new(|| build(r"\b(?:section|adran)\s*\d|(?:^|[^\w'’])s\.?\s?\d{2}\b"));
/// Sections of the duties that every letter recites: to answer, to advise, to review.
static DUTY: Pattern = LazyLock::new(|| {
    build(
        r"\bsections?\s*(?:1|8|10|16|45|50|20|47)\b(?:\s*\(\s*1\s*\))?[^.]{0,80}\b(?:respon|repl|days|assist|advi|code|review|complain)",
    )
});

/// The sentence that makes an acknowledgement more than that; `said` are its sentences, weighed.
pub(super) fn more_than_receipt(
    (new_text, said): (&str, &[Said]),
    promise: &Promise,
    together: &Together,
) -> Option<String> {
    let later = promise.put_off().or(promise.beyond());
    let all = sentences(without_signature(new_text));
    let elsewhere = || all.iter().find(|sentence| goes_to_a_body(sentence));
    if let Some(sentence) = later.or_else(elsewhere) {
        return Some(sentence.clone());
    }
    let steps = are_steps(&all);
    let sure = together.sure_of_receipt();
    all.into_iter().find(|sentence| {
        let sentence = if steps { without_label(sentence) } else { sentence };
        let figures = !numbers_in(sentence).is_empty();
        let promised = promise.keeps(sentence) && !is(&STRONG, sentence) && !figures;
        // The cells of a signature set in a table are names, each by itself.
        let cells = || sentence.split(" | ").all(|cell| is_receipt(cell) || is_crest(cell));
        let heading = is_heading(sentence) || is_title(sentence);
        let idle = promised || is_standing(sentence) || heading || cells();
        let general = || promise.is_kept() && is_general_procedure(sentence, said);
        !(idle || is_known(sentence, said, sure) || general())
    })
}

/// "We have passed it to the Trust", "it now lies with Somewhere Council": is that another body, or
/// its own people? "The Council's Legal Services" are its own.
fn goes_to_a_body(sentence: &str) -> bool {
    static BODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"\b(?i:pass(?:ed|ing)|post(?:ed|ing)|forward(?:ed|ing)|sent|send(?:ing)?|transferr(?:ed|ing)|hand(?:ed|ing)|redirect(?:ed|ing)|referr(?:ed|ing)|lies|belongs|trosglwyddo\w*|anfon\w*)\b[^.]{0,80}\b(?i:to|with|at|i'r|at\s+y)\s+(?i:the\s+)?(?:[A-Z][\w'’&]*\s+(?:(?:and|of|for|the|&)\s+)*){0,6}(?:Trust|Council|Board|Authority|Police|Constabulary|Commission(?:er)?|Agency|Department\s+(?:for|of)|Partnership|Company|Executive|Cyngor|Bwrdd|Ymddiriedolaeth)(?P<own>['’]s)?").ok()
    });
    static BY_YOU: Pattern = LazyLock::new(|| build(r"\byou\s+(?:have\s+)?(?:just\s+)?sent\b"));
    let Some(body) = BODY.as_ref().filter(|_| !is(&BY_YOU, sentence)) else { return false };
    body.captures_iter(sentence).any(|found| found.name("own").is_none())
}

static LABEL: Pattern = LazyLock::new(|| build(r"^\W*(\d{1,2})[.):](?:\s+|$)"));

/// Whether the numbers in front of sentences count them: 1, 2, and so on.
fn are_steps(all: &[String]) -> bool {
    let Some(label) = LABEL.as_ref() else { return false };
    let labels: Vec<usize> = all
        .iter()
        .filter_map(|sentence| label.captures(sentence)?.get(1)?.as_str().parse().ok())
        .collect();
    labels.len() > 1 && labels.iter().enumerate().all(|(at, label)| *label == at + 1)
}

fn without_label(sentence: &str) -> &str {
    let end = LABEL.as_ref().and_then(|label| label.find(sentence)).map_or(0, |at| at.end());
    sentence.get(end..).unwrap_or(sentence)
}

/// "Exemptions.", "Charges": the heading of a paragraph, by itself.
fn is_title(sentence: &str) -> bool {
    static TITLE: Pattern = LazyLock::new(|| {
        build(
            r"^\W*(?:exemptions?|refusals?|fees|charges|charging|costs?|cost\s+limit|clarification|extensions?|publication|transfers?|copyright|appeals?)\W*$",
        )
    });
    is(&TITLE, sentence)
}

/// "Particulars are as follows:": what follows is looked at by itself.
fn is_heading(sentence: &str) -> bool {
    sentence.ends_with(':')
        && sentence.split_whitespace().count() <= 8
        && numbers_in(sentence).is_empty()
        && !is(&STRONG, sentence)
}

/// In a mail that promises its reply by the day which the law gives: what is said of fees, limits
/// and exemptions, and not of this request.
fn is_general_procedure(sentence: &str, said: &[Said]) -> bool {
    let plain = !is(&STRONG, sentence) && numbers_in(sentence).is_empty();
    let known = said.iter().find(|known| known.is_of(sentence));
    plain && !speaks_of_this(sentence) && known.is_some_and(Said::is_of_procedure)
}

/// Whether a sentence is no more than examples show to stand in every letter or in a receipt. The
/// more it has in it that could tell something, the surer that must be: a figure, a section, a page or
/// an outcome; a word that outcomes have; none of these. The surer all of the mail together is a receipt,
/// the less is asked of each.
fn is_known(sentence: &str, said: &[Said], sure: Sure) -> bool {
    let section = is(&SECTION, sentence) && !is(&DUTY, sentence);
    let strong = is(&STRONG, sentence);
    let tells = section || strong || !numbers_in(sentence).is_empty();
    let outcome = is(&OUTCOME, sentence);
    let Some(known) = said.iter().find(|known| known.is_of(sentence)) else {
        // A word or two that are no figure say nothing: a name, a reference.
        return !tells && !outcome;
    };
    let may_decide = known.decides();
    match sure {
        _ if strong || known.is_of_a_page() => known.is_surely_idle(),
        Sure::Surely if tells => known.is_idle() || may_decide < 0.35,
        Sure::Surely if outcome => known.is_idle() || may_decide < 0.5,
        Sure::Surely => may_decide < 0.7,
        Sure::Likely if tells || outcome => known.is_surely_idle() || may_decide < 0.25,
        Sure::Likely => known.is_idle() || may_decide < 0.5,
        Sure::Hardly if tells => known.is_surely_idle(),
        Sure::Hardly if outcome => known.is_idle() || may_decide < 0.15,
        Sure::Hardly => known.is_idle() || may_decide < 0.35,
    }
}

/// A sentence of an outcome, for mails of which any other text is to be expected.
pub(super) fn outcome_in(new_text: &str) -> Option<String> {
    sentences(without_signature(new_text))
        .into_iter()
        .find(|sentence| !is_standing(sentence) && is(&STRONG, sentence))
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
        | \brequest\b.{0,40}\b(?:closed|withdrawn|cancelled)\b | \b(?:closed|withdrawn|cancelled|struck\s+out)\b.{0,40}\b(?:request|enquiry|case|file)\b | \bexceeds?\b | \bnot\s+valid\b
        | ^\W*there\s+(?:is|will\s+be)\s+an?\s+(?:charge|fee)\b",
    )
});

/// "Should the work cost more than £100": a limit, and no figure.
static SUMS: Pattern = LazyLock::new(|| {
    build(
        r"£\s?\d[\d,.]* | \b(?:ten|fifteen|twenty|fifty|hundred)\s+pounds\b | \bten\s+per\s*cent\b",
    )
});

/// A sentence that only says what may happen, and neither gives a reason nor a figure.
fn is_standing(sentence: &str) -> bool {
    static REASON: Pattern = LazyLock::new(|| {
        build(
            r"\b(?:because | in\s+this\s+(?:case|instance) | as\s+here | in\s+fact | therefore | whether\s+or\s+not
              | (?:but|and)\s+(?:it|this|they|that)\s+(?:is|are) )\b",
        )
    });
    // "Can it be refused?" stands in lists of common questions.
    static YOU: Pattern = LazyLock::new(|| build(r"\b(?:you|your|chi|eich)\b"));
    let asks = sentence.ends_with('?') && !is(&YOU, sentence);
    let may = is_general(sentence) || (is_conditional(sentence) && !is(&REASON, sentence));
    let bare = SUMS.as_ref().map_or(sentence.into(), |sums| sums.replace_all(sentence, " "));
    // "What we found can be picked up at https://…": a page is there to be opened.
    (may || asks) && !sentence.contains("://") && numbers_in(&bare).is_empty()
}

fn is_receipt(sentence: &str) -> bool {
    // Said of no outcome: "this e-mail and any attachments", "we do not charge".
    static HARMLESS: Pattern = LazyLock::new(|| {
        build(
            r"\b(?:and|or)?\s*any\s+(?:attachments?|attached\s+files?|files?\s+\w+\s+with\s+it) | \bdo(?:es)?\s+not\s+(?:usually\s+)?charge\b | \bnot\s+reply\b | \breview\s+is\s+available\b | \banswer\s+(?:is|will\s+be|should\s+be)\s+(?:due|owed|with\s+you)\b",
        )
    });
    let bare =
        HARMLESS.as_ref().map_or(sentence.into(), |found| found.replace_all(sentence, " reply "));
    let sentence = bare.as_ref();
    let figures = numbers_in(sentence);
    let name = is_name(sentence);
    let section = is(&SECTION, sentence) && !is(&DUTY, sentence);
    !is(&OUTCOME, sentence) && !section && figures.is_empty() && (name || is(&RECEIPT, sentence))
}

/// The words that stand for a picture: "[Crest of the county]".
fn is_crest(cell: &str) -> bool {
    let cell = cell.trim();
    cell.starts_with('[') && cell.ends_with(']') && numbers_in(cell).is_empty()
}

/// A name, an office or a heading: a few words, each with a capital.
fn is_name(sentence: &str) -> bool {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let small =
        |word: &str| matches!(word, "of" | "and" | "the" | "for" | "to" | "on" | "in" | "y");
    words.len() <= 14
        && !sentence.ends_with(['?', '.'])
        && words.iter().all(|word| small(word) || !word.starts_with(|c: char| c.is_lowercase()))
}

/// The text above the line on which the writer signs.
pub(super) fn without_signature(text: &str) -> &str {
    static SIGNS: Pattern = LazyLock::new(|| {
        regex(r"(?im)^\s*(?:yours\s+(?:sincerely|faithfully|truly)|(?:kind|best|warm|many)\s+(?:regards|wishes|thanks)|regards|yn\s+gywir|cofion\b.*)\W*$").ok()
    });
    let end =
        SIGNS.as_ref().and_then(|pattern| pattern.find(text)).map_or(text.len(), |at| at.start());
    text.get(..end).unwrap_or(text)
}
