//! What the log and the mails have on one letter.

use rusqlite::Connection;

use super::{Known, told};
use crate::case::events::{Dated, Event, LetterKind};
use crate::case::letters::Which;
use crate::case::own::Own;
use crate::evidence::Fate;
use crate::jobs::dossier::{Dossier, mail_words};
use crate::jobs::history::shown;
use crate::mail::words::queue_id;
use crate::replies::Kind;
use crate::replies::message::{self, Report};
use crate::store::letters::Frozen;
use crate::store::mails as stored;

/// What the log says of a letter.
pub(super) fn of_log(dossier: &Dossier, letter: i64) -> Vec<Known> {
    dossier.file.events.iter().filter_map(|dated| of_event(dated, letter)).collect()
}

fn of_event(dated: &Dated, letter: i64) -> Option<Known> {
    let (id, what, words) = match &dated.event {
        Event::SendStarted { letter } => (*letter, "handing_over", String::new()),
        Event::LetterAccepted { letter, words } => (*letter, "handed_over", shown(words)),
        Event::LetterDeferred { letter, words, .. } => (*letter, "refused_for_now", shown(words)),
        Event::LetterRefused { letter, words } => (*letter, "refused", shown(words)),
        Event::LetterKeptBack { letter, words } => (*letter, "kept_back", shown(words)),
        Event::LetterCancelled { letter, why } => (*letter, "taken_back", shown(why)),
        Event::LetterUnknown { letter, words } => (*letter, "unknown", shown(words)),
        Event::LetterSettled { letter, left: true, words } => {
            (*letter, "known_to_have_left", shown(words))
        }
        Event::LetterSettled { letter, left: false, words } => (*letter, "stayed", shown(words)),
        Event::DeliveryTold { letter: id, told: row } => {
            return (*id == letter).then(|| Known {
                at: dated.at,
                what: told(row.fate),
                words: row.words.clone(),
                server: row.server.clone(),
                queue_id: row.queue_id.clone(),
                source: Some(row.source.clone()),
            });
        }
        Event::LetterApproved { .. }
        | Event::Launched { .. }
        | Event::Previewed { .. }
        | Event::MailArrived { .. }
        | Event::MailAssigned { .. }
        | Event::Erased { .. }
        | Event::AttachmentReleased { .. }
        | Event::AnswerSet { .. }
        | Event::AnswerAccepted { .. }
        | Event::AnswerCoded { .. }
        | Event::FindingAccepted { .. }
        | Event::AnswersCombined { .. }
        | Event::Recorded { .. }
        | Event::TakenBack { .. }
        | Event::Held { .. }
        | Event::Released
        | Event::Paused { .. }
        | Event::Resumed => return None,
    };
    let queue_id = queue_id(&words).map(str::to_owned);
    (id == letter).then_some(Known {
        at: dated.at,
        what,
        words,
        server: None,
        queue_id,
        source: None,
    })
}

/// The mails that say something of a letter: copies, returns, receipts, and what answers it.
pub(super) fn mails(
    db: &Connection,
    dossier: &Dossier,
    letter: &Frozen,
) -> anyhow::Result<Vec<Known>> {
    let mut found = Vec::new();
    for (mail, read) in dossier.all_mails() {
        let known = |what, words: String| Known {
            at: mail.arrived_at,
            what,
            words,
            server: read.reading.from.clone(),
            queue_id: None,
            source: Some(format!("m{}", mail.id)),
        };
        if read.reading.own == Some(Own::Copy { letter: letter.id }) {
            found.push(known("copy", "a copy of it was seen".to_owned()));
            continue;
        }
        if read.reading.own.is_some() {
            continue;
        }
        let returned = dossier.file.returns.iter().find(|(id, _)| *id == mail.id);
        let names = read.reading.erased.is_none()
            && names(&message::read(&stored::bytes(db, mail.id)?), &letter.message_id);
        let about = match returned {
            Some((_, which)) => *which == Which::Outbox(letter.id),
            // What names no later letter is about the request.
            None if read.kind == Kind::Bounce => letter.kind == LetterKind::Request,
            None => names,
        };
        let first = letter.kind == LetterKind::Request;
        let subject = &read.reading.subject;
        match read.kind {
            Kind::Bounce if about => {
                let for_good = read.reading.meaning.permanent == Some(true);
                let what = if for_good { "bounced" } else { "deferred_there" };
                found.push(known(what, read.reading.words.clone()));
            }
            Kind::Receipt if about || first => found.push(known("receipt", subject.clone())),
            Kind::Bounce | Kind::Spam | Kind::Receipt => {}
            kind @ (Kind::Acknowledgement
            | Kind::AutoReply
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
            | Kind::Other) => {
                let by_id = if names { ", by its Message-ID" } else { "" };
                if about || first {
                    found.push(known("answered", format!("{}{by_id}", mail_words(kind))));
                }
            }
        }
    }
    Ok(found)
}

fn names(message: &message::Message, id: &str) -> bool {
    let reported = match &message.report {
        Some(
            Report::Delivery { original_message_id, .. }
            | Report::Disposition { original_message_id, .. },
        ) => original_message_id.as_deref() == Some(id),
        None => false,
    };
    reported || message.in_reply_to.iter().chain(&message.references).any(|other| other == id)
}

/// What does not go together in what is known of a letter.
pub fn contradictions(dossier: &Dossier, letter: i64) -> Vec<String> {
    let told = |wanted: Fate| {
        dossier.file.events.iter().filter(move |dated| {
            matches!(&dated.event, Event::DeliveryTold { letter: id, told }
                if *id == letter && told.fate == wanted)
        })
    };
    let last = |fate: Fate| told(fate).map(|dated| dated.at).max();
    let (delivered, bounced) = (last(Fate::Delivered), last(Fate::Bounced));
    let mut found = Vec::new();
    match (delivered, bounced) {
        (Some(delivered), Some(bounced)) if bounced >= delivered => found.push(format!(
            "taken by their server on {}, and returned on {}: it counts as not received",
            delivered.date_naive(),
            bounced.date_naive()
        )),
        (Some(delivered), Some(bounced)) => found.push(format!(
            "returned on {}, and taken by their server on {}: the later word counts",
            bounced.date_naive(),
            delivered.date_naive()
        )),
        (_, None) | (None, _) => {}
    }
    let refused = dossier.file.events.iter().any(
        |dated| matches!(&dated.event, Event::LetterRefused { letter: id, .. } if *id == letter),
    );
    if refused && (delivered.is_some() || bounced.is_some()) {
        found.push("refused when it was handed over, and yet a server has it on record".to_owned());
    }
    let frozen = dossier.letter(letter).filter(|letter| letter.kind == LetterKind::Request);
    let answer = dossier.mails().find(|(mail, read)| {
        let word = !matches!(
            read.kind,
            Kind::Bounce | Kind::Receipt | Kind::AutoReply | Kind::Spam | Kind::Other
        );
        word && bounced.is_some_and(|bounced| mail.arrived_at > bounced)
    });
    if let (Some(_), Some((mail, _)), Some(bounced)) = (frozen, answer, bounced) {
        found.push(format!(
            "returned on {}, and yet they wrote about it (m{}): it counts as received",
            bounced.date_naive(),
            mail.id
        ));
    }
    found
}
