//! What the words before a reference say of it: whose it is, that it is one, that it is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

/// What stands before a word, from the surest label to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// "Our ref", "Ein cyf": in their letter that is theirs.
    Ours,
    /// "FOI ref", "case number": of this matter.
    OfRequest,
    /// "Reference number", "logged under number", "please quote".
    Reference,
    /// "Customer reference": of the person, or of all that they ever asked.
    OfPerson,
    /// "request", "case", "logged as": names a thing, and the number may be its own.
    Thing,
    /// "in respect of", "response to": what follows is the matter, if it looks like one.
    About,
    /// "number", which may count anything.
    Number,
    /// "Your ref": in their letter ours, unless a machine tells us what ours is with them.
    Yours,
    Nothing,
    /// "Question number": of one of our questions, unless it has the form of a reference.
    Question,
    /// A telephone, an invoice, a section, somebody else's request: not a reference of ours.
    Other,
}

type Pattern = LazyLock<Option<Regex>>;

/// Words that may stand between a label and its reference.
const BETWEEN: [&str; 21] = [
    "is", "are", "was", "of", "as", "yw", "ydy", "oedd", "fel", "now", "the", "being", "reads",
    "with", "under", "dan", "by", "it", "your", "our", "in",
];
static OURS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:our|council(?:'?s)?|authority(?:'?s)?|trust(?:'?s)?|board(?:'?s)?|internal|office|ein)\s+
          (?:(?:own|internal|unique|foi(?:sa)?|eir|case|request|file|enquiry|information)\s+){0,2}
          (?:refs?|references?|case|matter|file|number|num|no|id|cyf|cyfeirnod|rhif|(?:log|register|record)\s+(?:number|no|entry))\.?
          (?:\s*(?:number|num|no|id|code))?(?:\s+for(?:\s+(?:it|this|them|these|your\s+\w+))?)?$",
    )
    .ok()
});
static YOURS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:yours|eich|your)\s*(?:own\s+)?(?:refs?|references?|cyf|cyfeirnod)?\.?
          (?:\s*(?:number|no|id))?$",
    )
    .ok()
});
static REFERENCE: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)(?:
            \b(?:refs?|references?|cyf|cyfeirnod(?:au)?)\.?(?:\s*/\s*(?:ref|reference|cyf|cyfeirnod))?
              (?:\s*(?:number|num|no|nr|id|code))?
          | \b(?:foi|foia|foisa|eirs?|rfi|case|request|enquiry|inquiry|file|log|form|application|submission
              |complaint|review|matter|record|correspondence|unique|tracking|registration|cais|achos)
              [\s-]*(?:ref|reference|number|num|nr|no|id|code|rhif)\.?(?:\s*(?:number|no|id))?
          | \b(?:on|in)\s+(?:our|the)\s+(?:\w+\s+)?(?:register|system|spreadsheet|log|books|list|records|tracker|database)
          | \brhif\s+(?:y\s+)?(?:cyfeirnod|cyf|cais|achos)
          | \b(?:logged|registered|recorded|entered|filed|allocated|assigned|given|issued|opened|cofrestr\w+|cofnod\w+)
              (?:\s+[\w']+){0,6}?\s+(?:reference|number|no|id|ref|rhif|cyfeirnod|case|request)
          | \b(?:quote|quoting|cite|citing|nodwch|nodi|dyfynnwch|dyfynnu)
              (?:\s+(?:the|our|this|reference|number|no|id|ref|case|cyfeirnod)){0,4}
        )$",
    )
    .ok()
});
static OF_REQUEST: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:foi|foia|foisa|eirs?|rfi|case|request|enquiry|inquiry|information|cais|achos)
          [\s-]*(?:ref|reference|number|num|nr|no|id|code|rhif)\.?(?:\s*(?:number|no|id))?$",
    )
    .ok()
});
static OF_PERSON: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:customer|contact|client|citizen|resident|account|person|user|message|e-?mail|cwsmer)
          (?:'s)?\s+(?:ref|reference|number|no|id|rhif)\.?(?:\s*(?:number|no|id))?$",
    )
    .ok()
});
static THING: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)(?:
            \b(?:case|request|enquiry|inquiry|file|foi|foia|foisa|eirs?|rfi|review|application|complaint
              |submission|cais|gais|chais|achos|adolygiad|sar)
              (?:\s+(?:for|am)\s+(?:information|wybodaeth))?
          | \b(?:logged|registered|recorded|entered|filed|numbered|known|cofrestr\w+|cofnod\w+)
              (?:\s+(?:here|with|by|to|us|ein|y))*
        )$",
    )
    .ok()
});
/// "Ref for any queries is".
static STATED: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:refs?|references?|cyfeirnod|(?:case|file|request)\s+(?:number|no|id))\.?\s+
          (?:[\w'-]+\s+){1,6}(?:is|yw)[\s:'\x22\u{201c}]*$",
    )
    .ok()
});
static ABOUT: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:about|respect|regard|regarding|concerning|re|(?:response|reply|answers?|replying|relation|reference|refer|ymateb)
          \s+(?:to|i)|ynghylch|ynglŷn\s+â)$",
    )
    .ok()
});
static NUMBER: Pattern = LazyLock::new(|| regex(r"(?i)\b(?:numbers?|no|id|rhif)$").ok());
static QUESTION: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:questions?|cwestiwn|q)(?:\s*(?:ref|reference|number|no|id))?$").ok()
});
/// "25/0911, due 03.03.25".
static IS_DUE: Pattern =
    LazyLock::new(|| regex(r"(?i)^\s*,?\s*\(?due\s+(?:on\s+|by\s+)?(?:the\s+)?\d").ok());
static OTHER: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)(?:
            \b(?:tel|telephone|phone|ff[oô]n|fax|mobile|mob|ext|extension|company|charity|elusen|vat|taw|invoice
              |account|order|purchase|password|passcode|pin|code|room|floor|box|dx|pages?|sections?|adran|articles?
              |act|deddf|regulations?|rule|part|paragraph|chapter|table|tabl|figure|annex|appendix|schedule|version
              |ico|commissioner(?:'?s)?|comisiynydd|sort|helpdesk|policy|licen[cs]e|postcode|call|ring|dial|direct
              |line|switchboard|ticket|job|post|staff|employee|payroll|error|status|smtp)
              (?:\s*(?:ref|reference|number|no|id))?
          | \b(?:between|than|least|most|total|nearest|around|approximately|roughly|some|nearly|over)
          | \b(?:previous|earlier|similar|another|other|last\s+year's|separate|different)\s+(?:[\w']+\s+){0,3}
              (?:requests?|responses?|repl(?:y|ies)|cases?|foi|references?|enquiry|number)
          | \bregistered\s+(?:in\s+(?:england|wales|scotland|northern)|charity|company|office|society|as\s+a)\b[^.\n]{0,60}
          | \b(?:disclosure\s+log|published)\b[^.!?\n]{0,40}
          | \b(?:ico|commissioner|regulator|company|charity|vat|protection|theirs?|ticket)(?:'s)?\s+(?:[\w']+\s+){0,2}
              (?:ref|reference|number|no|case|id|registration)
        )$",
    )
    .ok()
});
/// What is counted: the number before it is no name.
static UNIT: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)^\s?(?:%|per\s?cent|pounds|pence|hours?|minutes?|mins|hrs|days?|working|weeks?|months?|years?
          |child(?:ren)?|young|people|cases|incidents?|episodes?|records?|files|documents?|pages?|staff|times
          |of\s+(?:them|these|those|whom|the)|were|(?:o\s+)?blant|plentyn|diwrnod|awr)\b",
    )
    .ok()
});

/// "It's 0418-25 on our register", "GC 3390 yw rhif eich cais": the label may stand behind.
static BEHIND: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)^\s*,?\s*(?:(?:on|in)\s+our\s+(?:\w+\s+)?(?:register|system|spreadsheet|log|books|list|records|tracker|database)
          | (?:is|yw|ydi|ydy)\s+(?:(?:our|the|your|eich|y|ein)\s+)*(?:(?:case|request|cais)\s+)?(?:number|reference|ref|rhif|cyfeirnod)\b
          | \(?(?:please\s+)?(?:quote|use)\s+(?:it|this|that)\b)",
    )
    .ok()
});

/// The label at the end of `before`, for a word that `behind` follows.
pub(super) fn label(before: &str, behind: &str) -> Label {
    let near = tail(before);
    let said = without_gap(near);
    let gap = near.get(said.len()..).unwrap_or_default();
    // "yours" and "our" may be all of the label: then they stand in the gap.
    let spoken = near.trim_end_matches(|c: char| !c.is_alphanumeric());
    if is(&UNIT, behind) {
        return Label::Other;
    }
    // Beyond an empty line is another paragraph; only a label that owns it reaches over one.
    let apart = gap.matches('\n').count() > 1;
    match () {
        () if is(&YOURS, spoken) => Label::Yours,
        () if is(&BEHIND, behind) => Label::Reference,
        // A label is words: in a table of figures there is none.
        () if !said.ends_with(char::is_alphabetic) => Label::Nothing,
        () if is(&OURS, said) => Label::Ours,
        () if is(&YOURS, said) => Label::Yours,
        () if is(&OTHER, said) => Label::Other,
        () if is(&QUESTION, said) => Label::Question,
        () if is(&OF_PERSON, said) => Label::OfPerson,
        () if is(&OF_REQUEST, said) => Label::OfRequest,
        () if is(&REFERENCE, said) || is(&STATED, near) => Label::Reference,
        () if apart => Label::Nothing,
        () if is(&THING, said) => Label::Thing,
        () if is(&ABOUT, said) || is(&IS_DUE, behind) => Label::About,
        () if is(&NUMBER, said) => Label::Number,
        () => Label::Nothing,
    }
}

fn without_gap(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
        let word = rest.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if word.is_empty() || !BETWEEN.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            return rest;
        }
        rest = rest.get(..rest.len() - word.len()).unwrap_or_default();
    }
}

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// As much of the end of a text as a label can take.
fn tail(text: &str) -> &str {
    let start = text.len().saturating_sub(120);
    (start..=text.len()).find_map(|at| text.get(at..)).unwrap_or_default()
}
