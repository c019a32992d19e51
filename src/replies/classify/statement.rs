//! What a mail is by what it states: the first rule, in order, that a sentence fires.

use std::sync::LazyLock;

use regex::Regex;

use super::structure::{Pattern, is};
use super::{Classified, verdict};
use crate::replies::Kind;
use crate::replies::likeness::{self, Said};
use crate::replies::pattern::regex;
use crate::replies::rules::RULES;
use crate::replies::sentences::is_conditional;
use crate::replies::wording::pattern;

/// A reference or a day by which the reply will come, and nothing final: an acknowledgement,
/// whatever its words.
pub(super) fn promised(stated: &[String]) -> Option<Classified> {
    let words = stated.iter().find(|sentence| is(&PROMISE, sentence))?;
    Some(verdict(Kind::Acknowledgement, "promises_a_reply", words, 0.75))
}

struct Compiled {
    any_of: Option<Regex>,
    unless: Option<Regex>,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    RULES
        .iter()
        .map(|rule| Compiled { any_of: pattern(rule.any_of), unless: pattern(rule.unless) })
        .collect()
});

/// A subject line of their own may say what the mail is; a reply's repeats ours.
pub(super) fn by_subject(subject: &str) -> Option<Classified> {
    let found = by_statement(&[subject.to_owned()], &[]).filter(|_| is_own_subject(subject))?;
    matches!(found.kind, Kind::ReviewOutcome | Kind::Correction).then_some(found)
}

pub(super) fn is_own_subject(subject: &str) -> bool {
    !subject.trim_start().get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"))
}

/// The first rule, in order, that a stated sentence fires; not one that reads like the text which
/// comes with any letter.
pub(super) fn by_statement(stated: &[String], said: &[Said]) -> Option<Classified> {
    RULES.iter().zip(COMPILED.iter()).find_map(|(rule, compiled)| {
        let words = stated.iter().find(|sentence| {
            fires(compiled, rule.kind, sentence)
                && !likeness::is_standing(said, sentence, rule.kind)
        })?;
        Some(verdict(rule.kind, rule.name, words, 0.85))
    })
}

fn fires(compiled: &Compiled, kind: Kind, sentence: &str) -> bool {
    // A question states nothing: "Can it be refused?"
    let asks = sentence.trim_end_matches(['"', '\'', ')', '”']).ends_with('?');
    if asks && matches!(kind, Kind::Refusal | Kind::NotHeld | Kind::Fees | Kind::Extension) {
        return false;
    }
    // "Could you clarify …" and "we would be grateful" are requests, not conditions; an
    // acknowledgement may say what happens if something else does.
    let conditional = match kind {
        Kind::Clarification | Kind::Acknowledgement | Kind::PortalLink => false,
        Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::Spam
        | Kind::Other => is_conditional(sentence),
    };
    let matches =
        |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|found| found.is_match(sentence));
    !conditional && matches(&compiled.any_of) && !matches(&compiled.unless)
}

/// Every other kind the mail states, except that it also acknowledges.
pub(super) fn also(stated: &[String], kind: Kind) -> Vec<Kind> {
    let mut found = Vec::new();
    for (rule, compiled) in RULES.iter().zip(COMPILED.iter()) {
        if rule.kind != kind
            && rule.kind != Kind::Acknowledgement
            && !found.contains(&rule.kind)
            && stated.iter().any(|sentence| fires(compiled, rule.kind, sentence))
        {
            found.push(rule.kind);
        }
    }
    found
}

static PROMISE: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:repl\w+|respon\w+|answer|hear|back|something|deadline|target|statutory\s+date|due)\b
          .{0,60}\b(?:by|on|before|later\s+than|within|is|in)\b.{0,30}
          (?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)
            |\b(?:early|mid|late)\s+\w+|\d+\s+working\s+days|twenty\s+working\s+days)",
    )
    .ok()
});
