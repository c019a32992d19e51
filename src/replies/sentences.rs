//! Sentences, and whether one states something or only says what may happen.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

static CONDITIONAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:
            if | may | might | could\s+be | where | should\s+(?:you|we|your|it|the|an?|any|there) | unless | whether | when
          | in\s+(?:some|certain)\s+(?:cases|circumstances) | in\s+the\s+event | in\s+case
          | not\s+all | os | pe\s+bai | pe\s+byddai | petai | petaem | efallai | were\s+(?:a|an|any|we|you|it|this)\b[^.]{0,40}\bto\b | can\s+(?:also\s+)?(?:be\s+)?(?:extend|refus|charg|transfer|withh|exempt)\w*
        )\b",
    )
    .ok()
});

/// The sentences of `text`; a list item or a paragraph ends one too.
pub fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    for line in text.lines() {
        if line.trim().is_empty() || starts_item(line) {
            push(&mut found, &mut current);
        }
        for word in line.split_whitespace() {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
            if ends_sentence(word) {
                push(&mut found, &mut current);
            }
        }
    }
    push(&mut found, &mut current);
    found
}

/// "A fees notice would be issued", "we would let you know": what is done in some other case.
static HYPOTHETICAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)\bwould\s+(?:
            (?:also|then|only|normally|usually|first|always)\b
          | be\s+\w+(?:ed|en|ent|old|own)\b
          | (?:let|tell|inform|notify|write|contact|issue|send|ask|advise|need)\b
        )",
    )
    .ok()
});

/// "Some requests have to be refused", "Requests above £600 can be turned down": said of requests in
/// general, never of this one.
static GENERAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)^\W*(?:please\s+(?:note|be\s+aware)\s+(?:that\s+)?|note\s+that\s+|remember\s+that\s+)?
          (?:(?:some|most|many|all|other|a\s+few|certain|certain\s+kinds\s+of|rhai|mae\s+rhai)\s+)?
          (?:information\s+|foi\s+)?(?:requests|enquiries|ceisiadau|geisiadau)\s+
          (?:are|can|may|must|will|have\s+to|need\s+to|for\s+(?:such|which)|that|which|above|over|below|under|like)\b",
    )
    .ok()
});

static MONTH_OF_MAY: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"\d(?:st|nd|rd|th)?[\s-]+(?:of\s+)?May\b|\bMay\s+\d|\bMAY\s+\d").ok());

/// Whether a sentence only says what may happen: "if", "may", "where" and their like.
///
/// "It would exceed the limit" is no condition: that is how a refusal says why.
pub fn is_conditional(sentence: &str) -> bool {
    // "Pay by 13 May": the month is no condition.
    let said = MONTH_OF_MAY
        .as_ref()
        .map_or_else(|| sentence.into(), |month| month.replace_all(sentence, " "));
    let is = |pattern: &LazyLock<Option<Regex>>| {
        pattern.as_ref().is_some_and(|found| found.is_match(&said))
    };
    is(&CONDITIONAL)
        || is(&GENERAL)
        || (is(&HYPOTHETICAL) && !sentence.to_lowercase().contains("exceed"))
}

/// Conditions by how they begin or by a word of doubt; "whether" makes none.
static HEDGED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)^\W*(?:if|where|when|should|unless|in\s+(?:some|certain|the\s+event|case)|os|pe\s+bai|lle|weithiau)\b|\b(?:may|might|could\s+be|would\s+(?:be|also|only|then)|efallai|gallai|mae'n\s+bosibl|can\s+be)\b").ok()
});

/// Whether a sentence says by how it begins, or by a word of doubt, that it states nothing.
pub fn is_hedged(sentence: &str) -> bool {
    let hedged = HEDGED.as_ref().is_some_and(|pattern| pattern.is_match(sentence));
    is_general(sentence) || (hedged && is_conditional(sentence))
}

/// Whether a sentence speaks of requests in general.
pub fn is_general(sentence: &str) -> bool {
    GENERAL.as_ref().is_some_and(|pattern| pattern.is_match(sentence))
}

fn starts_item(line: &str) -> bool {
    let line = line.trim_start();
    let label: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
    line.starts_with(['-', '*', '•', '·'])
        || (label.len() <= 2
            && !label.is_empty()
            && line.get(label.len()..).is_some_and(|rest| rest.starts_with([')', '.', ':'])))
}

fn ends_sentence(word: &str) -> bool {
    const SHORT: [&str; 12] =
        ["ext.", "tel.", "art.", "no.", "s.", "ss.", "ref.", "mr.", "mrs.", "ms.", "e.g.", "i.e."];
    let bare = word.trim_end_matches(['"', '\'', ')', '”', '’']);
    bare.ends_with(['.', '?', '!']) && !SHORT.contains(&bare.to_ascii_lowercase().as_str())
}

fn push(found: &mut Vec<String>, current: &mut String) {
    if !current.trim().is_empty() {
        found.push(current.trim().to_owned());
    }
    current.clear();
}

/// `text` without the numbers in it that are no figures: dates, times, telephone numbers, references,
/// section numbers, addresses of pages, or lengths of time.
pub fn without_other_numbers(text: &str) -> String {
    static NO_FIGURES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?ix)
              https?://\S+ | www\.\S+ | \S+@\S+
            | \b\d{1,2}(?:st|nd|rd|th|af|il|ydd|ed|fed|eg|ain)?[\s-]+(?:of\s+|o\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ionawr|chwef|mawrth|ebrill|mai|meh|gorff|awst|medi|hyd|tach|rhag)\w*\.?(?:[\s,-]+\d{4})?
            | \b[a-z]{1,8}-[0-9a-z]{4}-[0-9a-z]{4}\b
            | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d{1,2}(?:st|nd|rd|th)?\b(?:[\s,]+\d{4})?
            | \b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b
            | \b(?:19|20)\d\d\b
            | \b(?:open|closed|hours|from)\b[^.;\d]{0,12}\d{1,2}(?:[:.]\d\d)?\s*(?:am)?\s*(?:to|until|and|-|–)\s*\d{1,2}(?:[:.]\d\d)?\s*(?:pm)?(?:,?\s+(?:on\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun|week)days?|closed)\b)
            | \b\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|noon)\b | \b\d{1,2}:\d{2}\b
            | \b\d[\d,.]*\s*(?:(?:working|school|calendar|clear|consecutive)\s+)*(?:days?|weeks?|months?|hours?|minutes?|diwrnod|wythnos)\b
            | \b(?:two|three|four|five|six|ten|twelve|eighteen|twenty|forty|sixty)\s+(?:(?:working|school|calendar)\s+)*(?:days?|weeks?|months?|hours?|minutes?)\b
            | (?:\b(?:sections?|adran|regulations?|reg|articles?|schedule|part|part\s+no)|(?:^|[^\w'’])ss?)\.?\s*\d+[a-z]?(?:\s*\(\w{1,4}\))*(?:\s*(?:,|and|or|to|&)\s*\d+[a-z]?(?:\s*\(\w{1,4}\))*)*
            | \b(?:tel|telephone|phone|mobile|fax|ffon|ff[oô]n)\b[\s.:]*[+(]?\d[\d\s()-]{5,}\d
            | \b(?:ref(?:erence)?|number|no|case|request|enquiry|foi|eir|rfi|cyf(?:eirnod)?|tel|telephone|phone|mobile|fax|ffon)\b[\s.:\#\-–]*(?:(?:is|of|yw)\s+)?[a-z/_-]*\d[\w/.-]+\w
            | \b\d+\s*/\s*\d+\s*/\s*\d+\b | \b[a-z]{2,}(?:[/-][a-z]+)*/\d+(?:[/-]\w+)*
            | \b(?:two|three|four|twenty)-(?:stage|step|part|week|day|page|tier|year)\w*
            | \b(?:open|opening|closed|hours)\b(?:\s*:|\s+(?:from|between|daily|is|are|\w+day|to))*\s*\d{1,2}(?:[:.]\d\d)?\s*(?:to|and|-|–|until)\s*\d{1,2}\b
            | \b\d{1,2}(?:[:.]\d\d)?\s*y[bp]\b | \b(?:band|grade|tier|stage|step)\s+\d{1,2}\b
            | \b\d\d/\d{3,}\b | \b\d\d-0\d+\b | \[[\w-]{6,}\]
            | \b(?:ext(?:ension)?|option|room|floor|box|page|version)\.?\s*\d+\b
            | \b(?:questions?|items?|q)\.?\s*\d+[a-z]?\b(?:\s*(?:and|or|to|&)\s*\d+[a-z]?\b)*
            | [(+]?\b0[\d\s()-]{8,}\d | \+44[\d\s()-]{8,}
            | \b[a-z][a-z/_.-]*\d{3,}[\w/_.-]* | \b[a-z][\w/_-]*[/_-]\d{3,}[\w/_.-]* | \b\d{3,}[\w/_.-]*[a-z][\w/_.-]* | \b\d{3,}[/-]\d+[\w/-]* | \b\d{5,}\b
            | \b[a-z]{1,2}\d[a-z\d]?\s+\d[a-z]{2}\b | \b\d{1,2}(?:st|nd|rd|th)\b
            | \b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)\s+(?:questions|points|parts)\b
            | \b\d{1,4}[a-z]?,?\s+(?:\w+\s+){1,3}(?:street|road|lane|avenue|house|square|way|place|gate|hall)\b
            | £\s?(?:450|600|100|25|40|0\.00)\b
            ",
        )
        .ok()
    });
    NO_FIGURES
        .as_ref()
        .map_or_else(|| text.to_owned(), |other| other.replace_all(text, " ").into_owned())
}

/// The numbers in `text` that are figures.
pub fn numbers_in(text: &str) -> Vec<String> {
    static FIGURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\d[\d,.]*|\b(?:none|nil|zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty)\b").ok()
    });
    let Some(figure) = FIGURE.as_ref() else { return Vec::new() };
    let bare = without_other_numbers(text);
    figure.find_iter(&bare).map(|found| found.as_str().to_owned()).collect()
}
