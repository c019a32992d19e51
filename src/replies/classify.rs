//! What a mail is, from its structure first and then from what it states. Rules are rows: the
//! order is the argument, and the name of the row that fired goes into the reading.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::message::{Message, Report};
use super::sentences::{is_conditional, sentences};
use super::{Kind, receipt_only, references, sections};
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
}

/// What the classifier may know besides the mail.
#[derive(Debug, Clone, Default)]
pub struct Context {
    pub law: Option<Law>,
    /// Our own references and codes, which are never the authority's.
    pub ours: Vec<String>,
    /// It was matched to a request.
    pub matched: bool,
}

/// Classifies `message`; `new_text` is its text without quotations.
pub fn classify(message: &Message, new_text: &str, context: &Context) -> Classified {
    let stated = sentences(new_text);
    let mut found = by_structure(message, new_text)
        .or_else(|| by_subject(&message.subject))
        .or_else(|| by_statement(&stated))
        .unwrap_or_else(|| verdict(Kind::Other, "nothing_recognised", "", 0.3));
    found.sections = sections::cited(context.law.unwrap_or(Law::Foia), &stated);
    found.authority_reference =
        references::authority_reference(&message.subject, new_text, &context.ours);
    if !found.structural {
        found.also = also(&stated, found.kind);
        promised(&stated, &mut found);
        machine_made(message, new_text, &mut found);
        if matches!(found.kind, Kind::Other | Kind::Fees) {
            advertising(new_text, &mut found);
        }
        let own = is_own_subject(&message.subject).then_some(message.subject.as_str());
        let text = format!("{}\n\n{new_text}", own.unwrap_or_default());
        found.more = match found.kind {
            Kind::Acknowledgement => receipt_only::more_than_receipt(new_text)
                .or_else(|| receipt_only::outcome_in(&text)),
            Kind::AutoReply => receipt_only::outcome_in(&text).or_else(|| {
                // A note of absence has hours and days in it; a case system's mail may have figures.
                let absent = is(&AWAY_TEXT, new_text);
                receipt_only::figure_in(new_text).filter(|_| !absent)
            }),
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
        };
    }
    found
}

fn verdict(kind: Kind, rule: &str, words: &str, confidence: f64) -> Classified {
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
    }
}

fn structural(kind: Kind, rule: &str, words: &str) -> Classified {
    Classified { structural: true, ..verdict(kind, rule, words, 0.98) }
}

/// Reports, bounces and recalls: told by headers and by who sends them.
fn by_structure(message: &Message, new_text: &str) -> Option<Classified> {
    match &message.report {
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
    let states = by_statement(&said).is_some_and(|found| found.kind != Kind::Acknowledgement);
    opens && !states
}

/// An automatic mail is an auto-reply, unless it carries a case reference of the authority.
fn machine_made(message: &Message, new_text: &str, found: &mut Classified) {
    let subject = message.subject.as_str();
    let automatic = message.automatic.auto_submitted || message.automatic.vacation;
    let titled = is(&SUBJECT_AUTO, subject) || is(&AUTOMATED_TEXT, new_text);
    let absent = is(&AWAY_TEXT, new_text);
    let weak = matches!(found.kind, Kind::Other | Kind::Acknowledgement | Kind::AutoReply)
        || (automatic || titled) && found.kind == Kind::Transfer;
    if !weak || !(automatic || titled || absent) {
        return;
    }
    let rule = if titled || automatic { "automatic_reply_header" } else { "away_from_the_office" };
    let words = if titled { subject.to_owned() } else { found.words.clone() };
    let (kind, rule) = if found.authority_reference.is_some() && !absent {
        (Kind::Acknowledgement, "automatic_with_case_reference")
    } else {
        (Kind::AutoReply, rule)
    };
    let also = std::mem::take(&mut found.also);
    *found = Classified {
        also,
        sections: std::mem::take(&mut found.sections),
        authority_reference: found.authority_reference.take(),
        ..verdict(kind, rule, &words, 0.95)
    };
}

/// A reference or a day by which the reply will come, and nothing final: an acknowledgement,
/// whatever its words.
fn promised(stated: &[String], found: &mut Classified) {
    if found.kind != Kind::Other {
        return;
    }
    let Some(words) = stated.iter().find(|sentence| is(&PROMISE, sentence)).cloned() else {
        return;
    };
    found.kind = Kind::Acknowledgement;
    "promises_a_reply".clone_into(&mut found.rule);
    found.words = words;
    found.confidence = 0.75;
}

fn advertising(new_text: &str, found: &mut Classified) {
    if is(&ADVERT_TEXT, new_text) {
        found.kind = Kind::Spam;
        "advertising".clone_into(&mut found.rule);
        found.confidence = 0.7;
    }
}

/// One row of the table: what a sentence must say for the mail to be of that kind.
struct Rule {
    name: &'static str,
    kind: Kind,
    any_of: &'static str,
    /// A sentence that also says this is something else.
    unless: &'static str,
}

const NOTHING: &str = r"\A\z.";

/// In order of precedence (DESIGN.md): outcome of a review, correction, refusal and not held, then
/// the procedural kinds, then acknowledgements.
const RULES: &[Rule] = &[
    Rule {
        name: "review_outcome",
        kind: Kind::ReviewOutcome,
        any_of: r"(?:outcome|result|conclusion|findings?)\s+of\s+(?:(?:the|your|our|my|this)\s+)?(?:internal\s+)?review|\binternal\s+review\s+(?:decision|outcome|response|findings)|\bconcluded\s+(?:the|my|our|your)\s+(?:internal\s+)?review|\b(?:complaint|refusal|decision)\s+is\s+(?:therefore\s+|not\s+|partly\s+)?upheld|\bcarried\s+out\s+(?:the|an|your|our)\s+(?:internal\s+)?review|(?:internal\s+)?review\s+(?:has|is)\s+(?:now\s+)?(?:been\s+)?(?:complete[d]?|concluded)|(?:review|reviewed|reconsidered)\b.{0,80}\b(?:uphold\w*|upheld|overturn\w*)|\bupholds\b.{0,40}\b(?:original|decision|refusal|reliance)|\bI\s+(?:have\s+)?(?:uphold|upheld|reviewed)\b.{0,60}\b(?:decision|response|handling)|\b(?:following|after|further\s+to)\s+(?:our|the|your|an|my|this)\s+(?:internal\s+)?review\b.{0,60}\b(?:we|I|the\s+council)\b|requirement\s+for\s+review\b.{0,80}\b(?:upheld|confirm|substitut|conclud)",
        unless: r"dissatisfied|unhappy|not\s+satisfied|not\s+content|right\s+to|you\s+(?:can|may|have)|wish\s+to|ask\s+(?:us\s+)?for|request\s+an?|acknowledge",
    },
    Rule {
        name: "correction",
        kind: Kind::Correction,
        any_of: r"\bsupersed\w+|\bshould\s+have\s+read\b|\btyp(?:ing|ographical)\s+(?:slip|error|mistake)|\bcorrected\s+(?:response|reply|figures?|version|answer|numbers?)|\b(?:disregard|ignore)\b.{0,40}\b(?:e-?mail|message|response|reply|letter|figures?|answers?)\b|(?:disregard|ignore)\s+(?:our|the|my)\s+(?:earlier|previous|original|last|first)|\bcorrect\s+(?:figures?|numbers?|answers?|version)\b|\b(?:made|was|were|been|contain\w*|found)\s+(?:a|an|some)?\s*(?:mistakes?|errors?)\b|\b(?:mistakes?|errors?)\s+in\s+(?:the|our|my|these)\b|\b(?:figure|number|answer)s?\b.{0,60}\bshould\s+(?:now\s+)?(?:be|read|say)\s+\W?(?:\d|zero|nil|none|one|two|three|four|five|six|seven|eight|nine|ten)|\berror\s+in\s+(?:our|the|my)\s+(?:earlier\s+|previous\s+|original\s+)?(?:response|reply|figure|answer|letter)|\bamended\s+(?:response|reply|figures?|answer)|(?:figure|number|answer)s?\s+(?:we|I)\s+(?:gave|sent|provided|supplied)\b.{0,80}\b(?:wrong|incorrect|not\s+right|error|mistake)|replaces?\s+(?:our|the|my)\s+(?:earlier|previous|original|last)",
        unless: NOTHING,
    },
    Rule {
        name: "cost_limit",
        kind: Kind::Refusal,
        any_of: r"exceed\w*\b.{0,60}(?:\b(?:limit|18\s*hours|threshold)\b|£\s*(?:450|600)\b)|(?:over|above|beyond|in\s+excess\s+of)\s+the\s+(?:appropriate|cost|statutory|prescribed|fees?)\b|\bexcessive\s+cost",
        unless: r"does\s+not\s+exceed|not\s+exceeded|within\s+the",
    },
    Rule {
        name: "refusal",
        kind: Kind::Refusal,
        any_of: r"\brefusal\s+notice\b|\bnot\s+(?:be\s+)?(?:releas|disclos)\w+|\bconsiders?\b.{0,40}\bexempt|\b(?:is|are|be|being|been)\s+(?:therefore\s+|being\s+)?(?:exempt|refus\w+|withheld)\b|\bwe\s+(?:are\s+|have\s+|must\s+|therefore\s+)*(?:refus\w+|withh\w+)|\bexemption\b.{0,60}\b(?:applies|apply|applied|engaged)|\b(?:applied|applying|relying\s+on|rely\s+on|engages?|invok\w+)\b.{0,60}\bexempt\w*|\bnot\s+(?:have|required|obliged|need)\s*\w*\s+to\s+comply|\bno\s+part\s+of\s+the\s+information|\bvexatious\b|\brepeated\s+request|neither\s+confirm(?:s|ed|ing)?\s+n?or\s+den\w+|\bunable\s+to\s+(?:disclose|release)|\bunable\s+to\s+(?:supply|provide|give)\s+(?:you\s+(?:with\s+)?)?(?:this|the|that|any|these)\s+(?:\w+\s+)?(?:information|data|figures?)|\bsections?\s*\d{2}\b(?:\s*\(\w+\))*\s+(?:is|are|applies|apply|has)\b.{0,30}(?:engaged|applied|\.|$)|\bmanifestly\s+unreasonable|\bnot\s+(?:a\s+)?valid\s+(?:request\s+)?under|\bbreach\s+(?:of\s+)?(?:the\s+|any\s+)?data\s+protection|\bin\s+line\s+with\s+section\s*(?:12|14|2\d|3\d|4[0-4])\b|\bexempt(?:ion)?\s+(?:from|under|by)\b|\b(?:declin\w+|decided\s+not)\s+to\s+(?:disclose|release|provide|comply|answer|supply)",
        unless: r"\bnot\s+(?:\w+\s+)?(?:vexatious|repeated)|not\s+(?:been\s+|being\s+)?(?:refused|withheld|exempt)|no\s+exemption|no\s+part\b.*\brefused|none\s+of|right\s+to",
    },
    Rule {
        name: "not_held",
        kind: Kind::NotHeld,
        any_of: r"\b(?:do|does|did)\s+not\s+(?:currently\s+|routinely\s+|centrally\s+)?(?:hold|record|collect|capture|keep)\b|\b(?:is|are|was|were)\s+not\s+(?:currently\s+|centrally\s+)?(?:held|recorded|collected|captured)\b|\bno\s+(?:recorded\s+)?information\s+(?:is\s+)?held|\bnot\s+held\b|\bunable\s+to\s+(?:report|extract|provide\s+a\s+figure)|\bcannot\s+(?:be\s+)?(?:report|extract)\w*|\bholds?\s+no\b|\b(?:do|does|did)\s+not\s+have\s+(?:this|the|that|any|such)\s+(?:\w+\s+)?(?:information|data|figures?|records?)|ddim\s+yn\s+(?:dal|cadw)",
        unless: NOTHING,
    },
    Rule {
        name: "fees_notice",
        kind: Kind::Fees,
        any_of: r"\bfees?\s+notice\b|\b(?:a|the)\s+(?:fee|charge|payment)\s+of\s+£|£\s?\d[\d.,]*\b.{0,60}\b(?:payable|to\s+be\s+paid|fee|disbursement|charge)|\b(?:payment|fee)\b.{0,40}\bwithin\s+three\s+months",
        unless: r"\bfee\s+of\s+£\s?40\b",
    },
    Rule {
        name: "clarification",
        kind: Kind::Clarification,
        any_of: r"\b(?:could|can|would|grateful\s+if)\b.{0,30}\byou\b.{0,40}\b(?:clarif\w+|confirm\s+(?:which|what|whether|if)|specify|tell\s+us|let\s+us\s+know\s+(?:which|what|whether))|\bplease\s+(?:could\s+you\s+)?(?:clarify|specify|confirm\s+(?:which|what|whether)|tell\s+us\s+(?:which|what|whether)|let\s+us\s+know\s+(?:which|what|whether))|\b(?:need|require|requir\w+|seek\w*|request\w*)\s+(?:\w+\s+){0,4}(?:clarification|further\s+information\s+from\s+you)|\bsection\s*1\s*\(\s*3\s*\)|\bon\s+hold\b|\bunclear\s+(?:to\s+us\s+)?(?:as\s+to\s+)?(?:what|which|whether)|\b(?:can|could|would)\s+you\s+(?:please\s+)?(?:say|send\s+us|tell\s+us|explain|state|give\s+us)\b|\bdays\s+(?:will|do)\s+not\s+(?:begin|start|run)|\bcould\s+you\s+help\b|\bnarrow\s+(?:down\s+)?(?:your|the)\s+(?:request|scope)|\b(?:could|can|may)\s+(?:we|I)\s+(?:please\s+)?ask\s+(?:you\s+)?(?:what|which|whether|for)|\bproof\s+of\s+(?:your\s+)?(?:identity|address)|\bonce\s+(?:we|I)\s+(?:have|receive|hear)\b.{0,80}\b(?:period|working\s+days|clock|begin|start)|\bclock\s+(?:is|has)\b.{0,30}\b(?:stopped|paused)",
        unless: r"\bif\s+we\b|should\s+we|may\s+need|might\s+need|contact\s+you",
    },
    Rule {
        name: "extension",
        kind: Kind::Extension,
        any_of: r"\bextend\w*\b.{0,60}\b(?:time|deadline|period|limit|response|working\s+days)|\b(?:time|deadline|period|limit)\b.{0,40}\b(?:has|have|is|been|must|needs?)\b.{0,20}\bextended|\b(?:further|additional|another)\s+(?:20|twenty|\d{1,2})\s+working\s+days|\bsection\s*10\s*\(\s*3\s*\)|\b(?:need|require|taking)\b.{0,30}\b(?:more|further|additional|extra)\s+time\b.{0,80}\bpublic\s+interest",
        unless: r"\bdo\s+not\b",
    },
    Rule {
        name: "transferred",
        kind: Kind::Transfer,
        any_of: r"\btransferred\s+(?:your|the|this)\s+(?:request|enquiry)\b|\b(?:request|enquiry)\s+(?:has|was)\s+(?:been\s+)?transferred\b|\bpass\w*\s+(?:on\s+)?your\s+(?:name|details|request)\b.{0,120}\b(?:trust|council|board|authority)\b|\b(?:send|address|submit|direct|re-?direct)\s+(?:your|the|these)\s+(?:request|questions?|enquiry)\s+(?:again\s+)?to\s+(?:the\s+)?[A-Z]|\bno\s+responsibility\s+for\b|\bis\s+a\s+matter\s+for\s+the\s+[A-Z]|\bheld\s+by\s+(?:the\s+)?(?:individual|each|local)\s+\w+",
        unless: r"\b(?:directorate|department|service\s+area)\b|\bform\b",
    },
    Rule {
        name: "transfer",
        kind: Kind::Transfer,
        any_of: r"\b(?:transferred|passed|forwarded|redirected|referred)\s+(?:your\s+(?:request|enquiry|e-?mail|letter|correspondence)|it|this)\s+(?:on\s+)?to\b|\byour\s+(?:request|enquiry)\s+(?:has|was)\s+(?:been\s+)?(?:transferred|passed|forwarded|referred)\b|\b(?:re-?direct|re-?submit|send|address|direct)\s+(?:your\s+(?:request|enquiry)|it|this)\s+(?:directly\s+)?to\s+(?:the\s+)?[A-Z]|\b(?:is|are)\s+(?:not\s+)?(?:the\s+)?responsib\w+\s+(?:of|for)\b.{0,80}\b(?:county\s+council|trust|another\s+(?:authority|body))",
        unless: r"\b(?:relevant|appropriate|correct|our)\s+(?:service|department|team|officer|area|directorate)|\bteam\b|\bform\b|\bICO\b|Commissioner",
    },
    Rule {
        name: "portal_link",
        kind: Kind::PortalLink,
        any_of: r"\b(?:view|download|access|retrieve|collect|read|open|log\s*in|sign\s*in)\b.{0,120}https?://|\blink\b.{0,60}\bexpir\w+|\bplaced\s+in\s+your\s+account|\buploaded\s+to\b|\bsign\s+in\s+to\b|https?://\S+.{0,120}\b(?:expire|download|log\s*in|view|password|passcode)|\b(?:secure|encrypted)\s+(?:message|link|portal|e-?mail|file)\b.{0,120}\b(?:download|open|view|read|link|collect)",
        unless: r"\b(?:ico\.org\.uk|foi\.scot|itspublicknowledge|disclosure\s+log|privacy|survey|website)\b",
    },
    Rule {
        name: "acknowledgement",
        kind: Kind::Acknowledgement,
        any_of: r"\backnowledg\w+|\b(?:request|enquiry|e-?mail|correspondence|letter)\b.{0,60}\b(?:has|have|was|is)\s+(?:now\s+)?(?:been\s+)?(?:received|logged|registered|recorded|allocated|assigned)|\b(?:we|I)\s+(?:have\s+|can\s+confirm\s+(?:that\s+)?(?:we\s+have\s+)?)?(?:received|logged|registered)\s+your|\bthank\s+you\s+for\s+your\s+(?:request|e-?mail|enquiry|freedom|letter|information|correspondence|message|recent|foi)|\b(?:we|you)\s+(?:will|should|aim\s+to|shall|can\s+expect)\b.{0,80}\b(?:repl\w+|respon\w+|hear|receive|answer)\b.{0,80}\b(?:working\s+days|by|within|no\s+later)|\bdiolch\s+am\s+eich|\brydym\s+wedi\s+derbyn",
        unless: NOTHING,
    },
];

struct Compiled {
    any_of: Option<Regex>,
    unless: Option<Regex>,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let build = |text: &str| Regex::new(&format!("(?i){text}")).ok();
    RULES
        .iter()
        .map(|rule| Compiled { any_of: build(rule.any_of), unless: build(rule.unless) })
        .collect()
});

/// A subject line of their own may say what the mail is; a reply's repeats ours.
fn by_subject(subject: &str) -> Option<Classified> {
    let found = by_statement(&[subject.to_owned()]).filter(|_| is_own_subject(subject))?;
    matches!(found.kind, Kind::ReviewOutcome | Kind::Correction).then_some(found)
}

fn is_own_subject(subject: &str) -> bool {
    !subject.trim_start().get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"))
}

/// The first rule, in order, that a stated sentence fires.
fn by_statement(stated: &[String]) -> Option<Classified> {
    RULES.iter().zip(COMPILED.iter()).find_map(|(rule, compiled)| {
        let words = stated.iter().find(|sentence| fires(compiled, rule.kind, sentence))?;
        Some(verdict(rule.kind, rule.name, words, 0.85))
    })
}

fn fires(compiled: &Compiled, kind: Kind, sentence: &str) -> bool {
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

static PROMISE: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:repl\w+|respon\w+|answer|hear|back|something|deadline|target|statutory\s+date|due)\b
          .{0,60}\b(?:by|on|before|later\s+than|within|is|in)\b.{0,30}
          (?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)
            |\b(?:early|mid|late)\s+\w+|\d+\s+working\s+days|twenty\s+working\s+days)",
    )
    .ok()
});
static SUBJECT_RECALL: Pattern =
    LazyLock::new(|| Regex::new(r"(?i)^\s*(?:recall|message\s+recall)\b").ok());
static SUBJECT_RECEIPT: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:read|not\s+read|read\s+receipt|delivered|darllenwyd)\s*:").ok()
});
static RECEIPT_TEXT: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\byour\s+message\b|\bwas\s+(?:read|delivered|deleted|opened)\b").ok()
});
static SUBJECT_BOUNCE: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)undeliver|delivery\s+(?:status|failure|has\s+failed|delayed|incomplete)|message\s+delayed|mail\s+delivery|failure\s+notice|returned\s+mail|could\s+not\s+be\s+delivered|delivery\s+problem|not\s+delivered",
    )
    .ok()
});
static BOUNCE_TEXT: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)could\s+not\s+be\s+delivered|undelivered|(?:was|were)\s+not\s+delivered|undeliverable|delivery\s+(?:failed|to\s+the\s+following|status\s+notification)|permanent\s+(?:fatal\s+)?error|failed\s+permanently|not\s+(?:yet\s+)?been\s+delivered|recipient\s+(?:address\s+)?(?:rejected|unknown)|unknown\s+user|no\s+such\s+user|mailbox\s+(?:is\s+)?(?:full|unavailable|not\s+found)|address\s+(?:couldn't|could\s+not)\s+be\s+found|returned\s+to\s+you|unable\s+to\s+deliver|\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}",
    )
    .ok()
});
static BOUNCE_DELAYED: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bdelayed\b|will\s+(?:continue|keep)\s+(?:to\s+)?(?:try|attempt)|not\s+yet\s+been\s+delivered|still\s+(?:being\s+)?(?:trying|retried)|attempts\s+go\s+on|no\s+action|\b4\d\d\b|you\s+do\s+not\s+need\s+to\s+(?:resend|do)|temporar|\b4\.\d\.\d\b|mailbox\s+(?:is\s+)?full|over\s+quota",
    )
    .ok()
});
static BOUNCE_PERMANENT: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b5\d\d\b|\b5\.\d{1,3}\.\d{1,3}|permanent|does\s+not\s+exist|unknown\s+user|no\s+such\s+(?:user|address|mailbox)|not\s+(?:be\s+)?found|rejected|no\s+longer\s+(?:in\s+use|valid|exists)|gave\s+up|giving\s+up",
    )
    .ok()
});
static SUBJECT_AUTO: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\W*(?:automatic\s+(?:reply|response)|auto(?:-|\s)?(?:reply|response|matic)|out\s+of\s+(?:the\s+)?office|ymateb\s+awtomatig|away\s+from)",
    )
    .ok()
});
static AWAY_TEXT: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:I\s+am|I'm|I\s+will\s+be|currently)\b.{0,40}\b(?:out\s+of\s+(?:the\s+)?office|on\s+(?:annual\s+|sick\s+|maternity\s+)?leave|away\s+(?:from|until|on)|not\s+in\s+the\s+office)|\bthis\s+(?:mailbox\s+is\s+(?:no\s+longer|not)\s+(?:monitored|in\s+use|used))|\bno\s+longer\s+(?:monitor|accept)\w*\b.{0,60}\b(?:mailbox|inbox|e-?mail|request)|allan\s+o'r\s+swyddfa",
    )
    .ok()
});
static AUTOMATED_TEXT: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\bthis\s+is\s+an\s+auto\w*\s+(?:repl|respon|mess|acknowledg|e-?mail|notif)\w+|\bneges\s+awtomatig").ok()
});
static SURVEY_TEXT: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\bhow\s+did\s+we\s+do\b|\b(?:take|complete|fill\s+in|answer)\b.{0,40}\b(?:survey|questionnaire)\b|\bhow\s+likely\s+are\s+you\s+to\s+recommend|\bspare\s+(?:a\s+few|two|five|\d)\s+minutes").ok()
});
static ADVERT_TEXT: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\bunsubscribe\b|\bspecial\s+offer|\bspecial\s+rate|\bSEO\b|\breply\s+stop\b|\bgift\s+(?:vouchers?|cards?)|\bbank\s+(?:log-?in|details)|\b(?:lucky|prize|spring)\s+draw|\blottery|\binheritance|\bdiscount\b|\bwebinar\b|\bbook\s+(?:now|a\s+demo)|\bfree\s+trial").ok()
});
