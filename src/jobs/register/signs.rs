//! Whether addresses work: what servers and authorities made of the letters to them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::case::delivery::proves_receipt;
use crate::case::events::Event;
use crate::case::of_letter::OfLetter;
use crate::evidence::Fate;
use crate::jobs::place::letter_named;
use crate::jobs::send::COPY;
use crate::register::health::{Shows, Sign, Signs};
use crate::replies::returned::server_words;
use crate::replies::{Kind, message};
use crate::store::mails;
use crate::store::register::{Came, Sent, came, handed_over, sent};

/// Every sign of every address, from the log and the mails.
pub fn signs(db: &Connection) -> anyhow::Result<Signs> {
    let letters: HashMap<i64, Sent> =
        sent(db)?.into_iter().map(|letter| (letter.letter, letter)).collect();
    let mut signs: Vec<Sign> = Vec::new();
    for (at, event) in handed_over(db)? {
        let Some((letter, shows, words)) = shown(&event) else { continue };
        let Some(letter) = letters.get(&letter) else { continue };
        signs.push(of_letter(letter, at, (shows, None), words));
    }
    let mut left: HashMap<i64, Vec<(DateTime<Utc>, &Sent)>> = HashMap::new();
    for sign in signs.iter().filter(|sign| sign.shows == Shows::Left) {
        if let Some(letter) = letters.get(&sign.letter) {
            left.entry(sign.request).or_default().push((sign.at, letter));
        }
    }
    for mail in came(db)? {
        let Some(before) = left.get(&mail.request) else { continue };
        signs.extend(of_mail(db, &mail, before)?);
    }
    Ok(Signs::of(signs))
}

fn of_letter(
    letter: &Sent,
    at: DateTime<Utc>,
    (shows, mail): (Shows, Option<i64>),
    words: String,
) -> Sign {
    Sign {
        at,
        authority: letter.authority.clone(),
        email: letter.email.clone(),
        shows,
        request: letter.request,
        letter: letter.letter,
        mail,
        words,
    }
}

/// What servers said when the letter was handed over, or later by their logs.
fn shown(event: &Event) -> Option<(i64, Shows, String)> {
    let (letter, said) = event.of_letter()?;
    let (shows, words) = match said {
        OfLetter::Accepted { words } | OfLetter::Settled { left: true, words } => {
            (Shows::Left, words)
        }
        OfLetter::Deferred { words, away: false, .. } => (Shows::Delayed, words),
        OfLetter::Refused { words } => (Shows::ComesBack, words),
        OfLetter::Told(told) => match told.fate {
            Fate::Deferred => (Shows::Delayed, told.words.as_str()),
            Fate::Bounced => (Shows::ComesBack, told.words.as_str()),
            Fate::Accepted | Fate::Delivered => return None,
        },
        OfLetter::Approved
        | OfLetter::Promised
        | OfLetter::Deferred { away: true, .. }
        | OfLetter::KeptBack { .. }
        | OfLetter::Cancelled { .. }
        | OfLetter::Unknown { .. }
        | OfLetter::Settled { left: false, .. } => return None,
    };
    Some((letter, shows, words.to_owned()))
}

/// What a mail shows of the address to which the letter before it went, or the letter that it returns.
fn of_mail(
    db: &Connection,
    mail: &Came,
    left: &[(DateTime<Utc>, &Sent)],
) -> anyhow::Result<Option<Sign>> {
    let last = left.iter().rev().find(|(at, _)| *at <= mail.at).map(|(_, letter)| *letter);
    if mail.kind == Kind::Bounce {
        let bytes = mails::bytes(db, mail.mail)?;
        let read = message::read(&bytes);
        let named = letter_named(&read);
        if named.as_ref().is_some_and(|id| id.starts_with(COPY)) {
            return Ok(None);
        }
        let returned = left.iter().map(|(_, letter)| *letter);
        let returned = named.and_then(|id| returned.into_iter().find(|row| row.message_id == id));
        let Some(letter) = returned.or(last) else { return Ok(None) };
        let shows = if mail.permanent == Some(true) { Shows::ComesBack } else { Shows::Delayed };
        let words = server_words(&bytes, &read.text);
        return Ok(Some(of_letter(letter, mail.at, (shows, Some(mail.mail)), words)));
    }
    let heard = last.filter(|_| proves_receipt(mail.kind));
    Ok(heard.map(|letter| {
        let words = mail.kind.code().replace('_', " ");
        of_letter(letter, mail.at, (Shows::Heard, Some(mail.mail)), words)
    }))
}
