//! What the log and the mails have on one letter.

use rusqlite::Connection;

use super::{Known, sent_again, told};
use crate::case::events::{Dated, Event, LetterKind};
use crate::case::letters::Which;
use crate::case::of_letter::OfLetter;
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
    let (_, said) = dated.event.of_letter().filter(|(id, _)| *id == letter)?;
    let (what, words) = match said {
        OfLetter::Promised => ("handing_over", ""),
        OfLetter::Accepted { words } => ("handed_over", words),
        OfLetter::Deferred { words, .. } => ("refused_for_now", words),
        OfLetter::Refused { words } => ("refused", words),
        OfLetter::KeptBack { words } => ("kept_back", words),
        OfLetter::Cancelled { why } => ("taken_back", why),
        OfLetter::Unknown { words } => ("unknown", words),
        OfLetter::Settled { left: true, words } => ("known_to_have_left", words),
        OfLetter::Settled { left: false, words } => ("stayed", words),
        OfLetter::Told(row) => {
            return Some(Known {
                at: dated.at,
                what: told(row.fate),
                words: row.words.clone(),
                server: row.server.clone(),
                queue_id: row.queue_id.clone(),
                source: Some(row.source.clone()),
            });
        }
        OfLetter::Approved => return None,
    };
    let words = shown(words);
    let queue_id = queue_id(&words).map(str::to_owned);
    Some(Known { at: dated.at, what, words, server: None, queue_id, source: None })
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
        let kind = read.kind;
        if kind == Kind::Bounce {
            if about {
                let for_good = read.reading.meaning.permanent == Some(true);
                let what = if for_good { "bounced" } else { "deferred_there" };
                found.push(known(what, read.reading.words.clone()));
            }
        } else if kind == Kind::Receipt && (about || first) {
            found.push(known("receipt", subject.clone()));
        } else if kind != Kind::Receipt && kind != Kind::Spam && (about || first) {
            let by_id = if names { ", by its Message-ID" } else { "" };
            found.push(known("answered", format!("{}{by_id}", mail_words(kind))));
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
    let until = frozen.and_then(|letter| sent_again(dossier, letter));
    let answer = dossier.mails().find(|(mail, read)| {
        let word = !matches!(
            read.kind,
            Kind::Bounce | Kind::Receipt | Kind::AutoReply | Kind::Spam | Kind::Other
        );
        let about = until.is_none_or(|until| mail.arrived_at < until);
        word && about && bounced.is_some_and(|bounced| mail.arrived_at > bounced)
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
