//! What a mail is by its structure: reports, bounces, recalls, surveys, machines that answer, advertising.

use std::sync::LazyLock;

use regex::Regex;

use super::statement::by_statement;
use super::{Classified, READS_LIKE, verdict};
use crate::replies::Kind;
use crate::replies::likeness::{self, Said};
use crate::replies::message::{Message, Report};
use crate::replies::pattern::regex;
use crate::replies::sentences::sentences;
use crate::replies::together::Together;

fn structural(kind: Kind, rule: &str, words: &str) -> Classified {
    Classified { structural: true, ..verdict(kind, rule, words, 0.98) }
}

/// Reports, bounces and recalls: told by headers and by who sends them.
pub(super) fn by_structure(message: &Message, new_text: &str) -> Option<Classified> {
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

/// Whether somebody is away, or a mailbox is not read.
pub(super) fn is_absent(new_text: &str) -> bool {
    is(&AWAY_TEXT, new_text)
}

/// An automatic mail is an auto-reply, unless it carries a case reference of the authority or knows of
/// this request by what it says.
pub(super) fn machine_made(
    (message, new_text): (&Message, &str),
    (said, together): (&[Said], &Together),
    found: &mut Classified,
) {
    let subject = message.subject.as_str();
    let automatic = message.automatic.auto_submitted || message.automatic.vacation;
    let titled = is(&SUBJECT_AUTO, subject) || is(&AUTOMATED_TEXT, new_text);
    let absent = is_absent(new_text);
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

pub(super) fn advertising(new_text: &str) -> Option<Classified> {
    let found = ADVERT_TEXT.as_ref()?.find(new_text)?;
    Some(verdict(Kind::Spam, "advertising", found.as_str(), 0.7))
}

pub(super) type Pattern = LazyLock<Option<Regex>>;

pub(super) fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

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
