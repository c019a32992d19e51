//! The sentences in which they ask us something that they wait for.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use super::{Facts, Mail, Said};
use crate::replies::Kind;

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// Asked for, with or without a question mark.
static ASKS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\bplease\s+(?:also\s+|could\s+you\s+|can\s+you\s+)?(?:choose|say|state|confirm|specify|clarify|indicate|explain|tell|let\s+(?:us|me)\s+know|provide|give|narrow|identify|send|advise)\b
          | \b(?:could|can|would|will)\s+you\s+(?:please\s+|kindly\s+|be\s+able\s+to\s+)?(?:clarify|confirm|specify|say|tell|explain|state|indicate|narrow|let|provide|give|identify|advise)\b
          | \bneed\s+(?:you\s+)?to\s+(?:tell|know|say|clarify|confirm|establish)\b | \b(?:require|need|seek)\s+(?:\w+\s+){0,3}(?:clarification|to\s+know)\b
          | \bgrateful\s+if\s+you\b | \bunclear\s+(?:what|which|whether|as\s+to)\b | \b(?:egluro|eglurwch|nodwch|cadarnhewch)\b",
    )
    .ok()
});
/// May they pass the request on?
static CONSENT: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:may|shall|should|can|could)\s+we\s+(?:\w+\s+){0,2}(?:send|pass|transfer|forward|refer|redirect)\b
          | \bwith\s+your\s+(?:agreement|consent|permission)\b | \bwould\s+you\s+(?:like|prefer|want)\s+us\s+to\s+(?:send|pass|transfer|forward|refer)\b
          | \bdo\s+you\s+(?:agree|consent|want\s+us)\b | \ba\s+gawn\s+ni\b",
    )
    .ok()
});
/// Politeness and standing text: no answer is waited for.
static RHETORICAL: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:help\s+today|website|survey|feedback|how\s+did\s+we|print\s+this|need\s+to\s+print|not\s+happy|unhappy|dissatisfied|any\s+(?:further\s+)?(?:queries|questions)|quote\s+(?:the|this|your|our)|do\s+not\s+reply|happy\s+with)\b",
    )
    .ok()
});
static LISTED: Pattern = LazyLock::new(|| regex(r"^\s*(?:\(?\w{1,3}[).:]|[-*•·])").ok());

pub(super) fn find(mail: &Mail<'_>, found: &mut Facts) {
    let asked: Vec<String> = match mail.kind() {
        Kind::Clarification => questions(mail.stated),
        Kind::Transfer | Kind::Other => {
            let consent = mail.stated.iter().filter(|sentence| is(&CONSENT, sentence));
            let passes_on = found.transferee.is_some();
            consent.filter(|_| passes_on).cloned().collect()
        }
        Kind::Acknowledgement
        | Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Fees
        | Kind::Extension
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink
        | Kind::Spam => Vec::new(),
    };
    if !asked.is_empty() {
        let words = asked.join(" ");
        found.asks = Some(Said { value: words.clone(), ..Said::new(String::new(), &words) });
    }
}

/// Each question, with the choices that it lists: before its question mark, or after its colon.
fn questions(stated: &[String]) -> Vec<String> {
    let listed = |sentence: &str| is(&LISTED, sentence) || sentence.ends_with(';');
    let mut taken = vec![false; stated.len()];
    for (at, sentence) in stated.iter().enumerate() {
        let question = sentence.ends_with('?') || is(&ASKS, sentence);
        if !question || is(&RHETORICAL, sentence) {
            continue;
        }
        let before = stated.get(..at).unwrap_or_default().iter().rev();
        let lead = before.take_while(|earlier| listed(earlier)).count();
        let opens = stated.get(..at - lead).and_then(<[String]>::last);
        let from = match opens {
            Some(opens) if listed(sentence) && opens.ends_with(':') => at - lead - 1,
            Some(_) | None => at,
        };
        let behind = stated.get(at + 1..).unwrap_or_default().iter();
        let choices = behind.take_while(|later| listed(later)).count();
        let to = if sentence.ends_with(':') { at + choices } else { at };
        taken.iter_mut().take(to + 1).skip(from).for_each(|taken| *taken = true);
    }
    stated.iter().zip(taken).filter(|(_, taken)| *taken).map(|(words, _)| words.clone()).collect()
}
