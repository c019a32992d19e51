//! Where a mail belongs: its clues looked up in the store, the sender in the register, then weighed.

use std::cell::OnceCell;
use std::collections::HashSet;

use rusqlite::Connection;

use crate::register::{Register, is_case_system};
use crate::replies::matching::{
    self, Candidate, Clue, Evidence, Evidences, Match, Placing, SenderFacts, Standing,
};
use crate::replies::message::Message;
use crate::replies::quoting::Line;
use crate::store::learnt;
use crate::store::requests::{self, Request};

/// The codes of all requests: most words of a mail are none, and need no question to the store.
#[derive(Debug, Default)]
pub(super) struct Codes(OnceCell<HashSet<String>>);

impl Codes {
    fn has(&self, db: &Connection, code: &str) -> anyhow::Result<bool> {
        if self.0.get().is_none() {
            let _ = self.0.set(learnt::codes(db)?.into_iter().collect());
        }
        Ok(self.0.get().is_some_and(|codes| codes.contains(code)))
    }
}

/// Weighs everything that the mail with this id, whose text is `lines`, tells about where it belongs.
pub(super) fn place(
    db: &Connection,
    (register, codes): (&Register, &Codes),
    (mail, message): (i64, &Message),
    lines: &[Line],
) -> anyhow::Result<Placing> {
    let mut found = Evidences { sender: sender(register, message), ..Evidences::default() };
    for clue in matching::clues(message, lines) {
        look_up(db, codes, (mail, clue), &mut found)?;
    }
    for authority in &found.sender.authorities {
        for request in requests::of_authority(db, authority)?.into_iter().rev() {
            let asked_at = register.get(authority).and_then(|row| row.address.as_ref());
            let asked_at = asked_at.map(|address| address.email.to_ascii_lowercase());
            if asked_at.is_some() && asked_at == found.sender.address {
                found.by_address.push(candidate(&request));
            }
            found.by_domain.push(candidate(&request));
        }
    }
    if let Some(address) = found.sender.address.clone().filter(|_| !found.sender.neutral) {
        for id in learnt::by_sender(db, &address, mail)? {
            found.by_alias.push(candidate(&requests::get(db, id)?));
        }
    }
    Ok(matching::weigh(&found))
}

pub(super) fn look_up(
    db: &Connection,
    codes: &Codes,
    (mail, clue): (i64, Clue),
    found: &mut Evidences,
) -> anyhow::Result<()> {
    let mut name = |evidence, standing, request: &Request| {
        found.named.push((evidence, standing, candidate(request)));
    };
    match clue {
        Clue::MessageId(evidence, standing, id) => {
            if let Some(request) = requests::by_message_id(db, &id)? {
                name(evidence, standing, &request);
            } else {
                for request in learnt::by_message_id(db, &id, mail)? {
                    name(evidence, standing, &requests::get(db, request)?);
                }
            }
        }
        Clue::Code(evidence, standing, code) => {
            if codes.has(db, &code)?
                && let Some(request) = requests::by_code(db, &code)?
            {
                name(evidence, standing, &request);
            }
        }
        Clue::ReplyAddress(standing, address) => {
            // Without plus-addresses every request shares one address: that names none.
            let rows = requests::by_reply_address(db, &address)?;
            if let ([only], true) = (rows.as_slice(), address.contains('+')) {
                name(Evidence::PlusAddress, standing, only);
            }
        }
        Clue::Reference(reference) => {
            for id in learnt::by_reference(db, &reference, mail)? {
                let known = candidate(&requests::get(db, id)?);
                if !found.by_reference.iter().any(|(other, _)| *other == known) {
                    found.by_reference.push((known, reference.clone()));
                }
            }
        }
    }
    Ok(())
}

/// Who sent it, as the register knows them.
fn sender(register: &Register, message: &Message) -> SenderFacts {
    let Some(from) = message.from.as_deref() else { return SenderFacts::default() };
    let Some((mailbox, domain)) = from.rsplit_once('@') else { return SenderFacts::default() };
    let authorities = register.by_domain(domain).iter().map(|row| row.id.clone()).collect();
    let server = mailbox == "mailer-daemon" || mailbox == "postmaster";
    SenderFacts {
        address: Some(from.to_owned()),
        domain: Some(domain.to_owned()),
        authorities,
        neutral: server || message.report.is_some() || is_case_system(domain),
    }
}

pub(super) fn candidate(request: &Request) -> Candidate {
    Candidate { request: request.id, authority: request.authority.clone() }
}

/// Where a person said that it belongs.
pub(super) fn by_person(db: &Connection, ids: &[i64]) -> anyhow::Result<Placing> {
    let matches = ids
        .iter()
        .map(|id| {
            Ok(Match {
                candidate: candidate(&requests::get(db, *id)?),
                evidence: vec![Evidence::Person],
                confidence: 1.0,
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Placing { matches, held: None, stranger: false })
}

/// The Message-ID that a returned letter, or an answer to one, names.
pub(super) fn letter_named(message: &Message) -> Option<String> {
    matching::clues(message, &[]).into_iter().find_map(|clue| match clue {
        Clue::MessageId(Evidence::DsnOriginal | Evidence::InReplyTo, Standing::Written, id) => {
            Some(id)
        }
        Clue::MessageId(..) | Clue::Code(..) | Clue::ReplyAddress(..) | Clue::Reference(_) => None,
    })
}
