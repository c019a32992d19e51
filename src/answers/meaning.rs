//! What a reply means once its answers are known, and whether a person must look.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;
use serde::{Deserialize, Serialize};

use super::{Candidate, Status};
use crate::campaign::Campaign;
use crate::documents::OPEN_IT_YOURSELF;
use crate::replies::Kind;
use crate::replies::addressee;
use crate::replies::classify::{Classified, READS_LIKE};
use crate::replies::matching::Placing;
use crate::replies::message::{Attachment, Message, Report, TextStatus};

/// A mail's meaning as rules see it; a person's decision outranks it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meaning {
    pub kind: Kind,
    pub rule: String,
    pub permanent: Option<bool>,
    pub confidence: f64,
    /// Why a person must look at the mail as a whole; its answers may have doubts of their own.
    pub mail_doubt: Option<String>,
}

/// Weighs the classification against the answers found (DESIGN.md: precedence of kinds).
pub fn settle(
    campaign: Option<&Campaign>,
    classified: &Classified,
    candidates: &[Candidate],
    placing: &Placing,
    message: &Message,
) -> Meaning {
    let outranks =
        classified.structural || matches!(classified.kind, Kind::ReviewOutcome | Kind::Correction);
    let by_answers =
        if outranks { None } else { kind_of_answers(campaign, classified, candidates) };
    let to_another =
        placing.held.as_ref().is_some_and(|reason| reason.starts_with(addressee::TO_ANOTHER));
    let (kind, rule, confidence) = match by_answers {
        // Whatever it says, it says it of somebody else's request.
        _ if to_another && !classified.structural && classified.kind != Kind::AutoReply => {
            (Kind::Other, "for_another_requester".to_owned(), 0.7)
        }
        Some(kind) => {
            // Figures for everything, and yet something kept back: they are of a part.
            let mixed = kind == Kind::Answer && classified.mixed.is_some();
            let kind = if mixed { Kind::Partial } else { kind };
            let confidence = if candidates.iter().any(|c| c.doubt.is_some()) { 0.7 } else { 0.95 };
            (kind, "numbered_answers".to_owned(), confidence)
        }
        None if in_attachment(classified, message) => {
            (Kind::Answer, "answer_in_attachment".to_owned(), 0.5)
        }
        None => (classified.kind, classified.rule.clone(), classified.confidence),
    };
    let mail_doubt = placing
        .held
        .clone()
        .or_else(|| doubt(kind, classified, candidates, message))
        .or_else(|| by_answers.and_then(|answers| kept_back(answers, classified)));
    Meaning { kind, rule, permanent: classified.permanent, confidence, mail_doubt }
}

/// Whether it has nothing to say of itself but that a document comes with it: that is the answer, and
/// a person must read it.
fn in_attachment(classified: &Classified, message: &Message) -> bool {
    static SAYS_SO: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:attach\w*|enclos\w*|response|reply|answers?|figures?|letter|spreadsheet|workbook|document|ynghlwm|atodi\w*|ymateb)\b").ok()
    });
    let document = message.attachments.iter().any(is_unread);
    if message.notes.iter().any(|note| note.contains("encrypted")) {
        return false;
    }
    let text = format!("{}\n{}", message.subject, message.text);
    let says_so = SAYS_SO.as_ref().is_some_and(|pattern| pattern.is_match(&text));
    let silent = message.text.split_whitespace().nth(FEW_WORDS).is_none();
    let guess = classified.rule == READS_LIKE && classified.confidence < 0.75 && silent;
    (classified.kind == Kind::Other || guess)
        && !classified.structural
        && document
        && (says_so || silent)
}

/// A mail of fewer words says nothing beside what comes with it.
const FEW_WORDS: usize = 25;

/// Every figure is there, and a sentence seems to keep something back: what of?
fn kept_back(by_answers: Kind, classified: &Classified) -> Option<String> {
    let words = classified.mixed.as_ref().filter(|_| by_answers == Kind::Answer)?;
    let words: String = words.chars().take(120).collect();
    Some(format!(
        "it gives every figure, and seems to keep something back: \u{201c}{words}\u{201d}"
    ))
}

fn kind_of_answers(
    campaign: Option<&Campaign>,
    classified: &Classified,
    candidates: &[Candidate],
) -> Option<Kind> {
    let campaign = campaign?;
    let count = |status: Status| candidates.iter().filter(|c| c.value.status == status).count();
    let cells = campaign.cells().count();
    let doubtless = candidates.iter().any(|c| c.doubt.is_none() && c.value.status.has_number());
    let procedural = matches!(
        classified.kind,
        Kind::Clarification
            | Kind::Fees
            | Kind::Extension
            | Kind::Transfer
            | Kind::Acknowledgement
            | Kind::AutoReply
            | Kind::Refusal
    );
    if procedural && !doubtless {
        return None;
    }
    let exact = count(Status::Exact);
    if exact == cells {
        return Some(Kind::Answer);
    }
    if exact + count(Status::Range) + count(Status::Suppressed) > 0 {
        return Some(Kind::Partial);
    }
    if classified.kind == Kind::Clarification {
        return None;
    }
    let (refused, not_held) = (count(Status::Refused), count(Status::NotHeld));
    match (refused, not_held) {
        (0, 0) => None,
        // Its words give some figure, though none was found.
        _ if classified.given >= SURELY && refused + not_held < cells => Some(Kind::Partial),
        (0, _) => Some(Kind::NotHeld),
        (_, _) => Some(Kind::Refusal),
    }
}

/// From here on its words surely give a figure.
const SURELY: f32 = 0.7;

fn doubt(
    kind: Kind,
    classified: &Classified,
    candidates: &[Candidate],
    message: &Message,
) -> Option<String> {
    let figures = candidates.iter().any(|candidate| candidate.value.status.has_number());
    if let Some(note) = message.notes.first() {
        return Some(note.clone());
    }
    if let Some(doubt) = message.attachments.iter().find_map(kept_from_sight) {
        return Some(doubt);
    }
    if let Some(guess) = only_a_guess(kind, classified) {
        return Some(guess);
    }
    let unread = message.attachments.iter().find(|attachment| is_unread(attachment));
    match kind {
        Kind::Answer | Kind::Partial if !figures => Some(match unread {
            Some(file) => {
                format!("the answer may be in {}, which {}", shown(file), why_unread(file))
            }
            None => "no figure of it could be read".to_owned(),
        }),
        Kind::Answer | Kind::Partial => doubt_about_answers(kind, classified, unread, message),
        Kind::Bounce if given_up(message) && classified.permanent == Some(false) => Some(
            "the mailbox was full and this copy was given up: it must be sent again".to_owned(),
        ),
        Kind::Bounce if classified.permanent.is_none() => {
            Some("it does not say whether the letter will still arrive".to_owned())
        }
        Kind::ReviewOutcome if figures => {
            Some("a review released figures: which stand?".to_owned())
        }
        Kind::Correction => Some("it corrects an earlier reply: which figures stand?".to_owned()),
        Kind::PortalLink => {
            Some("the reply is behind a link: fetch it before it expires".to_owned())
        }
        Kind::Other if classified.structural => None,
        Kind::Other => Some(match unread {
            Some(file) => {
                format!("the answer may be in {}, which {}", shown(file), why_unread(file))
            }
            None => "no rule recognises it".to_owned(),
        }),
        Kind::Acknowledgement | Kind::AutoReply => {
            doubt_about_receipt(kind, classified, unread, message)
        }
        Kind::Spam => Some("it reads as advertising or fraud, and names our request".to_owned()),
        Kind::Receipt
        | Kind::Bounce
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::ReviewOutcome => None,
    }
}

/// A document of which not all is known.
fn is_unread(attachment: &Attachment) -> bool {
    attachment.may_have_text() && attachment.text_status != TextStatus::Read
}

fn shown(attachment: &Attachment) -> String {
    if attachment.name.is_empty() { "its attachment".to_owned() } else { attachment.name.clone() }
}

fn why_unread(attachment: &Attachment) -> String {
    match (&attachment.note, attachment.text_status) {
        (Some(note), TextStatus::Locked) if note == OPEN_IT_YOURSELF => {
            format!("cannot be read: {note}")
        }
        (_, TextStatus::Locked) => "opens only with a password".to_owned(),
        (Some(note), TextStatus::PartlyRead) => format!("was read in part: {note}"),
        (Some(note), _) => format!("is not read: {note}"),
        (None, _) => "is not read".to_owned(),
    }
}

/// What may be a personal-data breach is looked at by a person before anything of it is used.
fn kept_from_sight(attachment: &Attachment) -> Option<String> {
    let quarantined = attachment.text_status == TextStatus::Quarantined;
    let why = attachment.note.as_deref().filter(|_| quarantined)?;
    Some(format!("{}: {why}", shown(attachment)))
}

/// An acknowledgement or an automatic reply that may be more than that.
fn doubt_about_receipt(
    kind: Kind,
    classified: &Classified,
    unread: Option<&Attachment>,
    message: &Message,
) -> Option<String> {
    let automatic = kind == Kind::AutoReply;
    if !automatic && unread.is_some() {
        return Some("it has an attachment, which is not read".to_owned());
    }
    if let Some(more) = &classified.more {
        let more: String = more.chars().take(120).collect();
        return Some(format!("it says more than an acknowledgement: \u{201c}{more}\u{201d}"));
    }
    let elsewhere = classified.also.contains(&Kind::Transfer) || turns_requests_away(message);
    (automatic && elsewhere)
        .then(|| "it sends requests elsewhere: has ours been received?".to_owned())
}

/// What examples alone taught is a guess, and a person must say whether it is right.
fn only_a_guess(kind: Kind, classified: &Classified) -> Option<String> {
    let looked_into = matches!(kind, Kind::Answer | Kind::Partial | Kind::Acknowledgement);
    let guessed = classified.rule == READS_LIKE && classified.kind == kind && !looked_into;
    let words: String = classified.words.chars().take(120).collect();
    let kind = kind.code().replace('_', " ");
    guessed.then(|| format!("it only reads like {kind}: \u{201c}{words}\u{201d}"))
}

/// Numbered answers beside something else: an attachment that may say more, or another kind.
fn doubt_about_answers(
    kind: Kind,
    classified: &Classified,
    unread: Option<&Attachment>,
    message: &Message,
) -> Option<String> {
    if let Some(file) = unread.filter(|file| !is_leaflet(&file.name) && rests_on_it(kind, message))
    {
        return Some(format!("{} {}, and may say more", shown(file), why_unread(file)));
    }
    let serious = |kind: &&Kind| {
        matches!(kind, Kind::Correction | Kind::Clarification | Kind::Extension | Kind::Transfer)
    };
    let other = classified.also.iter().find(serious)?;
    Some(format!("it has answers, and also reads as {}", other.code()))
}

/// Review rights and their like, which come with every letter.
fn is_leaflet(name: &str) -> bool {
    let name = name.to_lowercase();
    ["review", "complaint", "appeal", "privacy", "leaflet", "your rights"]
        .iter()
        .any(|word| name.contains(word))
}

/// Whether an attachment may change what the body says: cells are missing, or the body says that the
/// full answer is there.
fn rests_on_it(kind: Kind, message: &Message) -> bool {
    static FULL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:full|detail\w*|complete|further|more|correct\w*|caveats?|notes?)\b[^.]{0,60}\b(?:attach|enclos)\w*|\b(?:attach|enclos)\w*[^.]{0,60}\b(?:full|detail\w*|complete|further|caveats?|notes?)\b|\bsummary\s*:").ok()
    });
    kind == Kind::Partial || FULL.as_ref().is_some_and(|pattern| pattern.is_match(&message.text))
}

/// Whether an automatic reply says that requests sent here come to nothing: a mailbox that is closed,
/// a form to be used instead.
fn turns_requests_away(message: &Message) -> bool {
    static AWAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\b(?:mailbox|inbox|address|account|requests?|blwch\s+post)\b[^.]{0,60}\b(?:no\s+longer|closed|retired|discontinued|(?:not|won't)\s+be\s+(?:logged|answered|read|processed|accepted)|wedi\s+cau)|\b(?:use|complete|fill\s+in|submit)\b[^.]{0,40}\b(?:online\s+|web\s+)?(?:form|portal)\b").ok()
    });
    AWAY.as_ref().is_some_and(|pattern| pattern.is_match(&message.text))
}

/// A delivery report that says the letter will not arrive.
fn given_up(message: &Message) -> bool {
    matches!(&message.report, Some(Report::Delivery { action, .. }) if action == "failed")
}

/// Figures from a sender the register does not know for that authority wait for a person.
pub fn stranger(kind: Kind, placing: &Placing, message: &Message) -> Option<String> {
    let carries_figures = matches!(kind, Kind::Answer | Kind::Partial | Kind::Correction);
    (placing.stranger && carries_figures).then(|| {
        let from = message.from.as_deref().unwrap_or("nobody");
        format!("{from} is no sender the register knows for this authority")
    })
}
