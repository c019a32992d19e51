//! What a mail is, from its structure first and then from what it states. Rules are rows: the
//! order is the argument, and the name of the row that fired goes into the reading.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::replies::pattern::regex;
use serde::{Deserialize, Serialize};

use super::likeness::{self, Said};
use super::message::{Message, Report};
use super::rules::RULES;
use super::sentences::{is_conditional, sentences};
use super::together::Together;
use super::wording::pattern;
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
                let absent = is(&AWAY_TEXT, new_text);
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

fn structural(kind: Kind, rule: &str, words: &str) -> Classified {
    Classified { structural: true, ..verdict(kind, rule, words, 0.98) }
}

/// Reports, bounces and recalls: told by headers and by who sends them.
fn by_structure(message: &Message, new_text: &str) -> Option<Classified> {
    match &message.report {
        // A mailbox that refuses mail says so with this report (RFC 5429).
        Some(Report::Disposition { deleted: true, .. }) if is(&REFUSED_MAIL, new_text) => {
            let mut bounce = structural(Kind::Bounce, "refused_by_the_mailbox", &message.subject);
            bounce.permanent = Some(true);
            return Some(bounce);
        }
        Some(Report::Disposition { .. }) => {
            return Some(structural(Kind::Receipt, "disposition_notification", &message.subject));
        }
        Some(Report::Delivery { action, status, .. }) => {
            let words = format!("Action: {action}, Status: {status}");
            let arrived = matches!(action.as_str(), "delivered" | "relayed" | "expanded")
                || (status.starts_with('2') && action != "failed");
            if arrived {
                return Some(structural(Kind::Receipt, "delivery_report", &words));
            }
            let mut bounce = structural(Kind::Bounce, "delivery_status_notification", &words);
            // The server has given up on this copy; a full mailbox (5.2.2) may take another one
            // later, so that address is not dead (RFC 3463, replies.md section 4).
            let full = status.starts_with("5.2.2");
            bounce.permanent = Some(matches!(action.as_str(), "failed" | "expired") && !full);
            return Some(bounce);
        }
        None => {}
    }
    let subject = message.subject.as_str();
    if is(&SUBJECT_RECALL, subject) {
        return Some(structural(Kind::Other, "recall", subject));
    }
    if is(&SUBJECT_RECEIPT, subject) && is(&RECEIPT_TEXT, new_text) {
        return Some(structural(Kind::Receipt, "read_receipt", subject));
    }
    let from = message.from.as_deref().unwrap_or_default();
    let daemon = from.starts_with("mailer-daemon") || from.starts_with("postmaster");
    let says_so = is(&SUBJECT_BOUNCE, subject) || message.automatic.failed_recipients;
    if is(&SURVEY_TEXT, subject) || is_survey(new_text) {
        return Some(structural(Kind::Other, "survey", subject));
    }
    if daemon || (says_so && is(&BOUNCE_TEXT, new_text)) {
        let mut bounce = structural(Kind::Bounce, "delivery_failure_in_words", subject);
        let whole = format!("{subject}\n{new_text}");
        bounce.permanent = if is(&BOUNCE_DELAYED, &whole) {
            Some(false)
        } else {
            is(&BOUNCE_PERMANENT, &whole).then_some(true)
        };
        return Some(bounce);
    }
    None
}

/// A mail that opens with a survey and states nothing else; a survey below an answer is a footer.
fn is_survey(new_text: &str) -> bool {
    let said = sentences(new_text);
    let opens = said.iter().take(5).any(|sentence| is(&SURVEY_TEXT, sentence));
    let states = by_statement(&said, &[]).is_some_and(|found| found.kind != Kind::Acknowledgement);
    opens && !states
}

/// An automatic mail is an auto-reply, unless it carries a case reference of the authority or knows of
/// this request by what it says.
fn machine_made(
    (message, new_text): (&Message, &str),
    (said, together): (&[Said], &Together),
    found: &mut Classified,
) {
    let subject = message.subject.as_str();
    let automatic = message.automatic.auto_submitted || message.automatic.vacation;
    let titled = is(&SUBJECT_AUTO, subject) || is(&AUTOMATED_TEXT, new_text);
    let absent = is(&AWAY_TEXT, new_text);
    let weak = matches!(found.kind, Kind::Other | Kind::Acknowledgement | Kind::AutoReply)
        || found.rule == READS_LIKE
        || (automatic || titled)
            && (found.kind == Kind::Transfer
                || found.kind == Kind::Clarification && likeness::is_automatic(said));
    // A note of absence decides nothing, whatever else its writer put into it.
    let vacation = automatic && absent;
    if !(weak && (automatic || titled || absent) || vacation) {
        return;
    }
    // A machine may send the decision: what reads like one is told, but for a note of absence.
    let decides = found.rule == READS_LIKE && !absent && likeness::is_decisive(found.kind);
    let more = (!weak || decides).then(|| found.words.clone());
    let rule = if titled || automatic { "automatic_reply_header" } else { "away_from_the_office" };
    let words = if titled { subject.to_owned() } else { found.words.clone() };
    let numbered = found.authority_reference.is_some();
    // It may know of this request by what it says, with or without a number.
    let knows =
        numbered || together.likely(Kind::Acknowledgement) > 2.0 * together.likely(Kind::AutoReply);
    let (kind, rule) = if knows && !absent {
        let rule =
            if numbered { "automatic_with_case_reference" } else { "automatic_and_knows_it" };
        (Kind::Acknowledgement, rule)
    } else {
        (Kind::AutoReply, rule)
    };
    let also = std::mem::take(&mut found.also);
    *found = Classified {
        also,
        more,
        sections: std::mem::take(&mut found.sections),
        authority_reference: found.authority_reference.take(),
        ..verdict(kind, rule, &words, 0.95)
    };
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

/// A reference or a day by which the reply will come, and nothing final: an acknowledgement,
/// whatever its words.
fn promised(stated: &[String]) -> Option<Classified> {
    let words = stated.iter().find(|sentence| is(&PROMISE, sentence))?;
    Some(verdict(Kind::Acknowledgement, "promises_a_reply", words, 0.75))
}

fn advertising(new_text: &str) -> Option<Classified> {
    let found = ADVERT_TEXT.as_ref()?.find(new_text)?;
    Some(verdict(Kind::Spam, "advertising", found.as_str(), 0.7))
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
fn by_subject(subject: &str) -> Option<Classified> {
    let found = by_statement(&[subject.to_owned()], &[]).filter(|_| is_own_subject(subject))?;
    matches!(found.kind, Kind::ReviewOutcome | Kind::Correction).then_some(found)
}

fn is_own_subject(subject: &str) -> bool {
    !subject.trim_start().get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"))
}

/// The first rule, in order, that a stated sentence fires; not one that reads like the text which
/// comes with any letter.
fn by_statement(stated: &[String], said: &[Said]) -> Option<Classified> {
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
fn also(stated: &[String], kind: Kind) -> Vec<Kind> {
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

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

pub(super) static PROMISE: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:repl\w+|respon\w+|answer|hear|back|something|deadline|target|statutory\s+date|due)\b
          .{0,60}\b(?:by|on|before|later\s+than|within|is|in)\b.{0,30}
          (?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)
            |\b(?:early|mid|late)\s+\w+|\d+\s+working\s+days|twenty\s+working\s+days)",
    )
    .ok()
});
static SUBJECT_RECALL: Pattern =
    LazyLock::new(|| regex(r"(?i)^\s*(?:recall|message\s+recall)\b").ok());
static SUBJECT_RECEIPT: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)^\s*(?:read|not\s+read|(?:read|return|delivery)\s+receipt|delivered|darllenwyd)\s*:",
    )
    .ok()
});
static RECEIPT_TEXT: Pattern = LazyLock::new(|| {
    regex(r"(?i)\byour\s+message\b|\b(?:was|wedi)\b[^.]{0,60}\b(?:read|delivered|deleted|opened|displayed|received|ddarllen)\b").ok()
});
static SUBJECT_BOUNCE: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)undeliver|delivery\s+(?:status|failure|has\s+failed|delayed|incomplete)|message\s+delayed|mail\s+delivery|failure\s+notice|returned\s+mail|could\s+not\s+be\s+delivered|delivery\s+problem|not\s+delivered",
    )
    .ok()
});
static BOUNCE_TEXT: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)could\s+not\s+be\s+delivered|undelivered|(?:was|were)\s+not\s+delivered|undeliverable|delivery\s+(?:failed|to\s+the\s+following|status\s+notification)|permanent\s+(?:fatal\s+)?error|failed\s+permanently|not\s+(?:yet\s+)?been\s+delivered|recipient\s+(?:address\s+)?(?:rejected|unknown)|unknown\s+user|no\s+such\s+user|mailbox\s+(?:is\s+)?(?:full|unavailable|not\s+found)|address\s+(?:couldn't|could\s+not)\s+be\s+found|returned\s+to\s+you|unable\s+to\s+deliver|\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}",
    )
    .ok()
});
static BOUNCE_DELAYED: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)\bdelayed\b|will\s+(?:continue|keep)\s+(?:to\s+)?(?:try|attempt)|not\s+yet\s+been\s+delivered|still\s+(?:being\s+)?(?:trying|retried)|attempts\s+go\s+on|no\s+action|\b4\d\d\b|you\s+do\s+not\s+need\s+to\s+(?:resend|do)|temporar|\b4\.\d\.\d\b|mailbox\s+(?:is\s+)?full|over\s+quota",
    )
    .ok()
});
static REFUSED_MAIL: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:automatically\s+)?(?:rejected|refused)\b|\bnot\s+(?:been\s+)?accepted\b").ok()
});
static BOUNCE_PERMANENT: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)\b5\d\d\b|\b5\.\d{1,3}\.\d{1,3}|permanent|does\s+not\s+exist|unknown\s+user|no\s+such\s+(?:user|address|mailbox)|not\s+(?:be\s+)?found|rejected|no\s+longer\s+(?:in\s+use|valid|exists)|gave\s+up|giving\s+up",
    )
    .ok()
});
static SUBJECT_AUTO: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)^\W*(?:automatic\s+(?:reply|response)|auto(?:-|\s)?(?:reply|response|matic)|out\s+of\s+(?:the\s+)?office|ymateb\s+awtomatig|away\s+from)",
    )
    .ok()
});
static AWAY_TEXT: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:I\s+am|I'm|I\s+will\s+be|currently)\b.{0,40}\b(?:out\s+of\s+(?:the\s+)?office|on\s+(?:annual\s+|sick\s+|maternity\s+)?leave|away\s+(?:from|until|on)|not\s+in\s+the\s+office)|\bthis\s+(?:mailbox\s+is\s+(?:no\s+longer|not)\s+(?:monitored|in\s+use|used))|\bno\s+longer\s+(?:monitor|accept)\w*\b.{0,60}\b(?:mailbox|inbox|e-?mail|request)|allan\s+o'r\s+swyddfa",
    )
    .ok()
});
static AUTOMATED_TEXT: Pattern = LazyLock::new(|| {
    regex(r"(?i)\bthis\s+is\s+an\s+auto\w*\s+(?:repl|respon|mess|acknowledg|e-?mail|notif)\w+|\bneges\s+awtomatig").ok()
});
static SURVEY_TEXT: Pattern = LazyLock::new(|| {
    regex(r"(?i)\bhow\s+did\s+we\s+do\b|\b(?:take|complete|fill\s+in|answer)\b.{0,40}\b(?:survey|questionnaire)\b|\bhow\s+likely\s+are\s+you\s+to\s+recommend|\bspare\s+(?:a\s+few|two|five|\d)\s+minutes").ok()
});
static ADVERT_TEXT: Pattern = LazyLock::new(|| {
    regex(r"(?i)\bunsubscribe\b|\bspecial\s+offer|\bspecial\s+rate|\bSEO\b|\breply\s+stop\b|\bgift\s+(?:vouchers?|cards?)|\bbank\s+(?:log-?in|details)|\b(?:lucky|prize|spring)\s+draw|\blottery|\binheritance|\bdiscount\b|\bwebinar\b|\bbook\s+(?:now|a\s+demo)|\bfree\s+trial").ok()
});
