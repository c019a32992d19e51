//! What a mail is, from its structure first and then from what it states. Rules are rows: the
//! order is the argument, and the name of the row that fired goes into the reading.

mod statement;
mod structure;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use self::statement::{also, by_statement, by_subject, is_own_subject, promised};
use self::structure::{advertising, by_structure, is_absent, machine_made};
use super::likeness::{self, Said};
use super::message::Message;
use super::sentences::sentences;
use super::together::Together;
use super::{Kind, promise, receipt_only, references, sections};
use crate::law::Law;

/// A classification, before the answers in the mail are weighed against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classified {
    pub kind: Kind,
    /// For a bounce: whether the letter will never arrive; `None` when the mail does not say.
    pub permanent: Option<bool>,
    pub rule: String,
    /// The words that fired the rule.
    pub words: String,
    pub confidence: f64,
    /// Other things the mail states, which a person should know of before agreeing.
    pub also: Vec<Kind>,
    pub sections: Vec<String>,
    pub authority_reference: Option<String>,
    /// The structure alone decides: no answer can outrank it.
    pub structural: bool,
    /// For an acknowledgement or an automatic reply: a sentence that says more than that.
    pub more: Option<String>,
    /// A sentence that keeps something back, refuses or says not held: beside figures, a part only.
    pub mixed: Option<String>,
    /// How likely it gives a part of what was asked, by all of its sentences together.
    #[serde(default)]
    pub given: f32,
}

/// The rule of a kind that was learnt from examples.
pub const READS_LIKE: &str = "reads_like";

/// What the classifier may know besides the mail.
#[derive(Debug, Clone, Default)]
pub struct Context {
    pub law: Option<Law>,
    /// Our own references and codes, which are never the authority's.
    pub ours: Vec<String>,
    /// It was matched to a request.
    pub matched: bool,
    /// The day on which it came, and the day by which the request is to be answered if nothing else
    /// happens.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

/// Classifies `message`; `new_text` is its text without quotations.
pub fn classify(message: &Message, new_text: &str, context: &Context) -> Classified {
    let stated = sentences(new_text);
    let said = likeness::said(receipt_only::without_signature(new_text));
    let together = Together::of(&said, message);
    let mut found = by_structure(message, new_text)
        .or_else(|| by_subject(&message.subject))
        .or_else(|| by_statement(&stated, &said))
        .or_else(|| advertising(new_text).filter(|_| promised(&stated).is_none()))
        .or_else(|| together.found(&said))
        .unwrap_or_else(|| verdict(Kind::Other, "nothing_recognised", "", 0.3));
    together.outweighs(&said, &mut found);
    let promise = promise::of(&stated, context.days);
    promise.outweighs(&said, &mut found);
    promise.postpones(&mut found);
    promise.names_none(&mut found);
    found.authority_reference = references::authority_reference(message, new_text, &context.ours);
    found.given = together.likely(Kind::Partial);
    found.sections = relied_on(context.law.unwrap_or(Law::Foia), (&stated, &said), found.kind);
    if !found.structural {
        found.also = also(&stated, found.kind);
        found.mixed = likeness::withholds(&said);
        of_a_part(&said, &mut found);
        with_its_reason(&stated, &said, &mut found);
        machine_made((message, new_text), (&said, &together), &mut found);
        if found.kind == Kind::Fees
            && let Some(spam) = advertising(new_text)
        {
            found = Classified { sections: found.sections, ..spam };
        }
        found.more = more((message, new_text), (&said, &together), &promise, &mut found);
    }
    if matches!(found.kind, Kind::AutoReply | Kind::Bounce | Kind::Receipt | Kind::Spam) {
        // Whatever number a machine or a swindler puts on a note is not the request's.
        found.authority_reference = None;
    }
    found
}

/// A sentence by which a mail that seems to leave all as it was says more.
fn more(
    (message, new_text): (&Message, &str),
    (said, together): (&[Said], &Together),
    promise: &promise::Promise,
    found: &mut Classified,
) -> Option<String> {
    let own = is_own_subject(&message.subject).then_some(message.subject.as_str());
    let text = format!("{}\n\n{new_text}", own.unwrap_or_default());
    match found.kind {
        Kind::Acknowledgement => {
            let told = found.more.take().filter(|_| !promise.is_kept());
            told.or_else(|| receipt_only::more_than_receipt((new_text, said), promise, together))
                .or_else(|| receipt_only::outcome_in(&text))
                .or_else(|| together.may_be_more(said))
        }
        Kind::AutoReply => {
            found.more.take().or_else(|| receipt_only::outcome_in(&text)).or_else(|| {
                // A note of absence has hours and days in it; a case system's mail may have figures.
                let absent = is_absent(new_text);
                receipt_only::figure_in(new_text).filter(|_| !absent)
            })
        }
        Kind::Bounce
        | Kind::Receipt
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink
        | Kind::Spam
        | Kind::Other => None,
    }
}

pub(super) fn verdict(kind: Kind, rule: &str, words: &str, confidence: f64) -> Classified {
    Classified {
        kind,
        permanent: None,
        rule: rule.to_owned(),
        words: words.chars().take(200).collect(),
        confidence,
        also: Vec::new(),
        sections: Vec::new(),
        authority_reference: None,
        structural: false,
        more: None,
        mixed: None,
        given: 0.0,
    }
}

/// The sections that a mail of `kind` relies on; that information is not held is one of them.
fn relied_on(law: Law, (stated, said): (&[String], &[Said]), kind: Kind) -> Vec<String> {
    let receipt = matches!(kind, Kind::Acknowledgement | Kind::AutoReply | Kind::Other);
    let mut found = sections::cited(law, stated, receipt);
    let not_held =
        kind == Kind::NotHeld || (kind == Kind::Partial && likeness::says_not_held(said));
    if not_held && law == Law::Foia {
        found.push("FOIA-notheld".to_owned());
    }
    found
}

/// "We do not hold it, and have transferred your request" is a transfer; "I cannot give you a figure,
/// for we do not record it" is no refusal.
fn with_its_reason(stated: &[String], said: &[Said], found: &mut Classified) {
    let also = |kind: Kind| found.also.contains(&kind);
    let not_held = found.kind == Kind::NotHeld;
    let cannot = found.rule == "will_not_disclose" && also(Kind::NotHeld);
    if not_held
        && also(Kind::Transfer)
        && let Some(words) = likeness::passed_on(said)
    {
        *found = Classified {
            sections: std::mem::take(&mut found.sections),
            authority_reference: found.authority_reference.take(),
            also: vec![Kind::NotHeld],
            ..verdict(Kind::Transfer, "not_held_and_passed_on", &words, 0.85)
        };
    } else if cannot && !stated.iter().any(|sentence| sections::names_an_exemption(sentence)) {
        found.kind = Kind::NotHeld;
        found.also.retain(|kind| *kind != Kind::NotHeld);
        "cannot_give_what_is_not_held".clone_into(&mut found.rule);
    }
}

/// Figures beside a refusal, or something kept back beside an answer.
fn of_a_part(said: &[Said], found: &mut Classified) {
    let part = match found.kind {
        Kind::Answer => found.mixed.is_some(),
        Kind::Refusal | Kind::NotHeld => likeness::tells_figures(said),
        // "Here is the first answer; the rest will follow".
        Kind::Acknowledgement => {
            found.rule == READS_LIKE && found.mixed.is_some() && likeness::tells_figures(said)
        }
        Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::Partial
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink
        | Kind::Spam
        | Kind::Other => false,
    };
    if part {
        found.kind = Kind::Partial;
        "a_part_of_it".clone_into(&mut found.rule);
        found.confidence = 0.6;
    }
}
