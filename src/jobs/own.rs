//! Mail from our own address – of a folder of sent mail, or a blind copy to ourselves: the copy of a
//! letter that left through this program, or a letter that was written elsewhere. It is no reply.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;

use rusqlite::Connection;

use super::place::{self, Codes};
use super::read::Decided;
use crate::answers::meaning::Meaning;
use crate::case::events::LetterKind;
use crate::case::own::{self, Own};
use crate::register::Register;
use crate::replies::facts::Facts;
use crate::replies::matching::{
    self, Clue, Evidence, Evidences, Match, Placing, SenderFacts, Standing,
};
use crate::replies::message::{Enclosed, Message, Report};
use crate::replies::quoting::{self, Line};
use crate::replies::{Kind, READER};
use crate::store::mails::{Read, Reading};
use crate::store::{outbox, requests};

/// Our own addresses, as the reply addresses of all requests show them; looked up once.
#[derive(Debug, Default)]
pub(super) struct Addresses(OnceCell<HashSet<String>>);

impl Addresses {
    /// Whether an address is ours.
    pub(super) fn has(&self, db: &Connection, address: &str) -> anyhow::Result<bool> {
        if self.0.get().is_none() {
            let _ = self.0.set(requests::own_addresses(db)?.into_iter().collect());
        }
        Ok(self.0.get().is_some_and(|known| known.contains(&without_plus(address))))
    }

    /// The letter that a mail is, if it comes from our own address and goes to somebody else; `None`
    /// for a mail of theirs.
    pub(super) fn letter<'m>(
        &self,
        db: &Connection,
        message: &'m Message,
    ) -> anyhow::Result<Option<Letter<'m>>> {
        let Some(from) = message.from.as_deref() else { return Ok(None) };
        let returned = matches!(message.report, Some(Report::Delivery { .. }));
        if returned || !self.has(db, from)? {
            return Ok(None);
        }
        // A blind copy names nobody; where a mailbox passes mail on to is no addressee.
        let to = match message.addressees.as_slice() {
            [] => &message.recipients,
            _ => &message.addressees,
        };
        let to = self.others(db, to)?;
        if !to.is_empty() {
            return Ok(Some(Letter { message: Cow::Borrowed(message), to }));
        }
        // What we send to ourselves alone is something that we pass on: a letter of ours, or a reply.
        let [enclosed] = message.enclosed.as_slice() else { return Ok(None) };
        let ours = match enclosed.from.as_deref() {
            Some(from) => self.has(db, from)?,
            None => false,
        };
        let to = self.others(db, &enclosed.recipients)?;
        let letter = Letter { message: Cow::Owned(opened(enclosed)), to };
        Ok(Some(letter).filter(|letter| ours && !letter.to.is_empty()))
    }

    fn others(&self, db: &Connection, addresses: &[String]) -> anyhow::Result<Vec<String>> {
        let mut others = Vec::new();
        for address in addresses {
            if !self.has(db, address)? {
                others.push(address.clone());
            }
        }
        Ok(others)
    }
}

/// A letter of ours as a mail has it, and whom of others it goes to.
pub(super) struct Letter<'m> {
    pub(super) message: Cow<'m, Message>,
    pub(super) to: Vec<String>,
}

fn opened(enclosed: &Enclosed) -> Message {
    Message {
        message_id: enclosed.message_id.clone(),
        in_reply_to: enclosed.in_reply_to.clone(),
        references: enclosed.references.clone(),
        from: enclosed.from.clone(),
        date: enclosed.date,
        recipients: enclosed.recipients.clone(),
        subject: enclosed.subject.clone(),
        text: enclosed.text.clone(),
        ..Message::default()
    }
}

/// `requests+u-7k3q@here.example` is `requests@here.example`.
fn without_plus(address: &str) -> String {
    let address = address.to_ascii_lowercase();
    match address.split_once('@') {
        Some((local, domain)) => {
            let bare = local.split_once('+').map_or(local, |(bare, _)| bare);
            format!("{bare}@{domain}")
        }
        None => address,
    }
}

/// What we pass on to ourselves may be of any authority, whatever was passed on before: only a key of
/// ours in it files it, and its figures wait.
pub(super) fn passed_on(mut placing: Placing) -> Placing {
    placing.stranger = true;
    let sender = [Evidence::Alias, Evidence::SenderAddress, Evidence::SenderDomain];
    let by_sender_alone = |entry: &Match| {
        entry.evidence.iter().any(|found| sender.contains(found))
            && entry
                .evidence
                .iter()
                .all(|found| sender.contains(found) || *found == Evidence::AuthorityReference)
    };
    if placing.held.is_none() && placing.matches.iter().any(by_sender_alone) {
        placing.held = Some("it comes from our own address: whose mail is it?".to_owned());
    }
    placing
}

/// Where a letter of ours belongs, and what it is; with its requests.
pub(super) fn read(
    db: &Connection,
    (register, codes): (&Register, &Codes),
    (mail, letter): (i64, &Letter<'_>),
    decided: &Decided,
) -> anyhow::Result<(Read, Vec<i64>)> {
    let (message, others) = (letter.message.as_ref(), letter.to.as_slice());
    let lines = quoting::lines(&message.text);
    let copy = match message.message_id.as_deref() {
        Some(id) => outbox::by_message_id(db, id)?,
        None => None,
    };
    let new_text = quoting::new_text(&lines);
    let placing = match (&decided.requests, copy) {
        (Some(ids), _) => place::by_person(db, ids)?,
        (None, Some((_, request))) => of_letter(place_of(db, request)?),
        (None, None) => place(db, (register, codes), (mail, message), (&lines, others))?,
    };
    let own = match (copy, decided.letter, decided.kind) {
        (Some((letter, _)), ..) => Own::Copy { letter },
        (None, Some(kind), _) => Own::Agreed { letter: Some(kind) },
        (None, None, Some(_)) => Own::Agreed { letter: None },
        (None, None, None) if is_automatic(message) => Own::Automatic,
        (None, None, None) => {
            let answers = !message.in_reply_to.is_empty();
            Own::Elsewhere { seems: own::seems(&message.subject, &new_text, answers) }
        }
    };
    let filed: Vec<i64> = match placing.held {
        Some(_) => Vec::new(),
        None => placing.matches.iter().map(|entry| entry.candidate.request).collect(),
    };
    let reading = reading((mail, message), (own, new_text), placing, decided);
    let review_reason = reading.meaning.mail_doubt.clone();
    let waits = review_reason.is_some();
    Ok((Read { reader: READER, kind: Kind::Other, review_reason, waits, reading }, filed))
}

fn is_automatic(message: &Message) -> bool {
    let receipt = matches!(message.report, Some(Report::Disposition { .. }));
    receipt || message.automatic.auto_submitted || message.automatic.vacation
}

fn reading(
    (mail, message): (i64, &Message),
    (own, new_text): (Own, String),
    placing: Placing,
    decided: &Decided,
) -> Reading {
    let rule = match own {
        Own::Copy { .. } => "copy_of_our_letter",
        Own::Automatic => "automatic_of_ours",
        Own::Elsewhere { .. } => "our_own_address",
        Own::Agreed { .. } => "person",
    };
    let mail_doubt = match (own, &placing.held) {
        // Whoever reads a folder of sent mail has letters to others in it.
        (Own::Elsewhere { .. }, Some(_)) if placing.matches.is_empty() => None,
        (Own::Elsewhere { .. }, Some(reason)) => Some(reason.clone()),
        (Own::Elsewhere { seems }, None) => Some(doubt(mail, seems)),
        (Own::Automatic, _) => None,
        (Own::Copy { .. } | Own::Agreed { .. }, held) => held.clone(),
    };
    let meaning = Meaning {
        kind: Kind::Other,
        rule: rule.to_owned(),
        permanent: None,
        confidence: if matches!(own, Own::Elsewhere { .. }) { 0.5 } else { 1.0 },
        mail_doubt,
    };
    Reading {
        from: message.from.clone(),
        subject: message.subject.clone(),
        date: message.date,
        meaning,
        words: String::new(),
        placing,
        authority_reference: None,
        sections: Vec::new(),
        facts: Facts::default(),
        attachments: message.attachments.clone(),
        authentication: None,
        new_text,
        candidates: Vec::new(),
        own: Some(own),
        kind_decided: decided.kind.is_some() || decided.letter.is_some(),
        place_decided: decided.requests.is_some(),
        erased: None,
    }
}

/// What a person is asked of the letter in this mail, and how to say it.
pub(super) fn doubt(mail: i64, seems: Option<LetterKind>) -> String {
    let (taken, code) = match seems {
        Some(kind) => (format!(", it seems a {}", kind.code().replace('_', " ")), kind.code()),
        None => (String::new(), "KIND"),
    };
    let paid = if seems == Some(LetterKind::FeeReply) {
        "; a payment is recorded with `foi record fee_paid`"
    } else {
        ""
    };
    format!(
        "a letter of ours, written elsewhere{taken}: `foi assign m{mail} --letter {code}` makes it \
         count, `--kind other` says that it changes nothing{paid}"
    )
}

fn place_of(db: &Connection, request: i64) -> anyhow::Result<matching::Candidate> {
    Ok(place::candidate(&requests::get(db, request)?))
}

/// Its own Message-ID is one of the thread.
fn of_letter(candidate: matching::Candidate) -> Placing {
    let entry = Match { candidate, evidence: vec![Evidence::References], confidence: 1.0 };
    Placing { matches: vec![entry], held: None, stranger: false }
}

/// The evidence of a reply, but for who is on the other side: those that it goes to.
fn place(
    db: &Connection,
    (register, codes): (&Register, &Codes),
    (mail, message): (i64, &Message),
    (lines, others): (&[Line], &[String]),
) -> anyhow::Result<Placing> {
    let mut found = Evidences { sender: other_side(register, others), ..Evidences::default() };
    let codes = codes.load(db)?;
    let mut clues = matching::clues(message, lines, &|code| codes.contains(code));
    clues.extend(message.from.clone().map(|from| Clue::ReplyAddress(Standing::Written, from)));
    for clue in clues {
        place::look_up(db, (mail, clue), &mut found)?;
    }
    for authority in &found.sender.authorities {
        let asked_at = register.get(authority).and_then(|row| row.address.as_ref());
        let asked_at = asked_at.map(|address| address.email.to_ascii_lowercase());
        for request in requests::of_authority(db, authority)?.iter().rev() {
            if asked_at.as_ref().is_some_and(|asked_at| others.contains(asked_at)) {
                found.by_address.push(place::candidate(request));
            }
            found.by_domain.push(place::candidate(request));
        }
    }
    let placing = matching::weigh(&found);
    Ok(if placing.held.is_some() { plainly_to(placing, others) } else { placing })
}

/// Of a letter of ours the address says whom it is for: with one request there, which.
fn plainly_to(mut placing: Placing, others: &[String]) -> Placing {
    let by_address = |entry: &Match| {
        let to = [Evidence::SenderAddress, Evidence::SenderDomain];
        entry.evidence.iter().all(|evidence| to.contains(evidence))
    };
    match placing.matches.as_slice() {
        [only] if by_address(only) => placing.held = None,
        [] => placing.held = Some("a letter of ours to nobody that was asked".to_owned()),
        _ => {
            let to = others.first().map(String::as_str).unwrap_or_default();
            let words = format!("a letter of ours to {to}, written elsewhere: to which request?");
            placing.held = Some(words);
        }
    }
    placing
}

/// Those that a letter goes to, in the place of a reply's sender.
fn other_side(register: &Register, others: &[String]) -> SenderFacts {
    let domain = |address: &String| address.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    let mut authorities: Vec<String> = others
        .iter()
        .filter_map(domain)
        .flat_map(|domain| {
            register.by_domain(&domain).iter().map(|row| row.id.clone()).collect::<Vec<_>>()
        })
        .collect();
    authorities.sort_unstable();
    authorities.dedup();
    SenderFacts {
        address: others.first().cloned(),
        domain: others.first().and_then(domain),
        // A regulator, or a mailbox that we were told of: says nothing against what it names.
        neutral: authorities.is_empty(),
        authorities,
        imitates: None,
    }
}
