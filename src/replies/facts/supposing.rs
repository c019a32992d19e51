//! Whether a sentence only supposes, where the sentence has a day or a sum in it.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use crate::replies::sentences::is_conditional;

type Pattern = LazyLock<Option<Regex>>;

/// What looks like a condition and is a question left open: "where the balance lies", "decide whether".
static OPEN_QUESTION: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:on|of|as\s+to|about|know|see|decid\w+|consider\w*|weigh\w*|view|conclude\w*|establish\w*|determin\w+|settl\w+|confirm|ask(?:ing|ed)?|say|tell\s+us)
          \s+(?:where|whether|when|if)\b | \bso\s+that\s+[^,.;]{0,60}\b(?:may|might|can)\b
          | \b(?:may|might|could\s+be)\s+(?:be\s+)?(?:engaged|relevant|covered|exempt)\b | \bnot\s+all\b
          | \bunless\s+(?:something|anything)\s+(?:\w+\s+){0,2}(?:occurs?|happens?|comes?\s+up|goes\s+wrong)\b",
    )
    .ok()
});

/// An offer or a way to do something, which is there whatever happens: "where you can follow it".
static WAY: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:where|when|if)\s+you\s+(?:can|may|will|wish|would|want|have|log|sign|need)\b|\byou(?:['’]d|['’]ll|\s+would|\s+will)\s+(?:\w+\s+)?(?:need|have)\s+to\b|\bos\s+(?:hoffech|dymunwch|ydych\s+am)\b|\byou\s+may\s+(?:wish|like|want|prefer)\b",
    )
    .ok()
});

/// Whether `sentence` says only what may happen. `is_conditional` is made for the kind of a mail,
/// where any "may" or "where" is reason enough; here an open question is no condition.
pub(super) fn supposes(sentence: &str) -> bool {
    let without = |pattern: &Pattern, text: &str| match pattern.as_ref() {
        Some(pattern) => pattern.replace_all(text, " ").into_owned(),
        None => text.to_owned(),
    };
    is_conditional(&without(&OPEN_QUESTION, sentence))
}

/// The same for a sentence that says how something is to be had.
pub(super) fn supposes_of_a_way(sentence: &str) -> bool {
    let rest = WAY.as_ref().map(|way| way.replace_all(sentence, " ").into_owned());
    supposes(rest.as_deref().unwrap_or(sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_question_is_no_condition() {
        for said in [
            "We have not reached a view on where the balance of the public interest lies.",
            "We think that section 38 may be engaged and will reply by 1 April.",
            "So that the public interest may be weighed, we need 20 more days.",
        ] {
            assert!(!supposes(said), "{said}");
        }
        for said in [
            "Where the public interest has to be weighed, we take longer.",
            "If copying costs more than £25 we would send a notice first.",
            "Extension would only be considered where it is needed.",
        ] {
            assert!(supposes(said), "{said}");
        }
    }
}
