//! Where a mail belongs: its clues looked up in the store, the sender in the register, then weighed.

use std::cell::OnceCell;
use std::collections::HashSet;

use rusqlite::Connection;

use crate::register::{Register, is_case_system};
use crate::replies::addressee;
use crate::replies::matching::{
    self, Candidate, Clue, Evidence, Evidences, Match, Placing, SenderFacts, Standing,
};
use crate::replies::message::{self, Message};
use crate::replies::quoting::{self, Line};
use crate::store::requests::{self, Request};
use crate::store::{learnt, letters};

/// Lines at the end of our letter that have who sent it.
const SIGNED: usize = 12;

/// The codes of all requests: most words of a mail are none, and need no question to the store.
#[derive(Debug, Default)]
pub(super) struct Codes(OnceCell<HashSet<String>>);

impl Codes {
    pub(super) fn load(&self, db: &Connection) -> anyhow::Result<&HashSet<String>> {
        if self.0.get().is_none() {
            let _ = self.0.set(learnt::codes(db)?.into_iter().collect());
        }
        Ok(self.0.get_or_init(HashSet::new))
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
    let codes = codes.load(db)?;
    for clue in matching::clues(message, lines, &|code| codes.contains(code)) {
        look_up(db, (mail, clue), &mut found)?;
    }
    leave_out_the_round_before(db, register, &mut found)?;
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
    told_apart(db, matching::weigh(&found))
}

/// The letter of a later round names the round before, and a reply that quotes or repeats it does too:
/// where the later request is named, that alone is no sign of the earlier one.
fn leave_out_the_round_before(
    db: &Connection,
    register: &Register,
    found: &mut Evidences,
) -> anyhow::Result<()> {
    let mut older: Vec<i64> = Vec::new();
    let named: Vec<Candidate> = found.named.iter().map(|(.., one)| one.clone()).collect();
    for later in named.iter().filter(|one| named.iter().any(|other| other != *one)) {
        let campaign = requests::get(db, later.request)?.campaign;
        let round = requests::round(db, &campaign)?;
        let Some(followed) = round.and_then(|round| round.campaign.follows) else { continue };
        let before = register.succession().predecessors(&later.authority);
        for other in &named {
            let same =
                other.authority == later.authority || before.contains(&other.authority.as_str());
            if same && requests::get(db, other.request)?.campaign == followed {
                older.push(other.request);
            }
        }
    }
    let in_words = [Evidence::TokenInBody, Evidence::TokenInAttachment];
    found.named.retain(|(evidence, _, one)| {
        !(older.contains(&one.request) && in_words.contains(evidence))
    });
    Ok(())
}

/// Held unless it is written to whoever sent our letter.
pub(super) fn to_us(
    db: &Connection,
    placing: Placing,
    message: &Message,
    lines: &[Line],
) -> anyhow::Result<Placing> {
    let first = placing.matches.first().map(|first| first.candidate.request);
    let (Some(request), None, None) = (first, &placing.held, &message.report) else {
        return Ok(placing);
    };
    let text = quoting::new_text(lines);
    if addressee::somebody_else(&text, "").is_none() {
        return Ok(placing);
    }
    let mut ours = String::new();
    for letter in letters::of_request(db, request)? {
        let letter = message::read(&letter.bytes);
        ours.extend([letter.from_name, letter.from].into_iter().flatten().map(|text| text + "\n"));
        let signed: Vec<&str> = letter.text.lines().rev().take(SIGNED).collect();
        ours.push_str(&signed.join("\n"));
    }
    Ok(match addressee::somebody_else(&text, &ours) {
        Some(name) => {
            placing.hold(format!("{}{name}, who did not send our request", addressee::TO_ANOTHER))
        }
        None => placing,
    })
}

/// Two requests to one authority are two rounds or two campaigns: the reason says which.
fn told_apart(db: &Connection, placing: Placing) -> anyhow::Result<Placing> {
    let Some(reason) = &placing.held else { return Ok(placing) };
    let to = |authority: &str| {
        placing.matches.iter().filter(|other| other.candidate.authority == authority).count()
    };
    let mut known = Vec::new();
    for entry in placing.matches.iter().filter(|entry| to(&entry.candidate.authority) > 1) {
        known.push(requests::get(db, entry.candidate.request)?);
    }
    let mut followed = Vec::new();
    for request in &known {
        let round = requests::round(db, &request.campaign)?;
        followed.extend(round.and_then(|round| round.campaign.follows));
    }
    let said: Vec<String> = known
        .iter()
        .map(|request| {
            let (reference, campaign) = (&request.reference, &request.campaign);
            let before = followed.contains(campaign);
            let round = if before { ", the round before" } else { "" };
            format!("{reference} of {campaign}{round}")
        })
        .collect();
    let more = if said.is_empty() { String::new() } else { format!(" ({})", said.join("; ")) };
    let held = Some(format!("{reason}{more}"));
    Ok(Placing { held, ..placing })
}

pub(super) fn look_up(
    db: &Connection,
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
            if let Some(request) = requests::by_code(db, &code)? {
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
            for spelling in spellings(&reference) {
                for id in learnt::by_reference(db, &spelling, mail)? {
                    let known = candidate(&requests::get(db, id)?);
                    if !found.by_reference.iter().any(|(other, _)| *other == known) {
                        found.by_reference.push((known, reference.clone()));
                    }
                }
            }
        }
    }
    Ok(())
}

/// A reference of digits may have been taught with the word for what it is before it.
fn spellings(reference: &str) -> Vec<String> {
    let mut spellings = vec![reference.to_owned()];
    if reference.starts_with(|c: char| c.is_ascii_digit()) {
        spellings.extend(["FOI", "RFI", "EIR"].map(|word| format!("{word}{reference}")));
    }
    spellings
}

/// Who sent it, as the register knows them.
fn sender(register: &Register, message: &Message) -> SenderFacts {
    let Some(from) = message.from.as_deref() else { return SenderFacts::default() };
    let Some((mailbox, domain)) = from.rsplit_once('@') else { return SenderFacts::default() };
    let authorities = register.by_domain(domain).iter().map(|row| row.id.clone()).collect();
    let imitates = imitated(register, domain).filter(|_| !is_case_system(domain));
    let server = mailbox == "mailer-daemon" || mailbox == "postmaster";
    SenderFacts {
        address: Some(from.to_owned()),
        domain: Some(domain.to_owned()),
        authorities,
        imitates,
        neutral: server || message.report.is_some() || is_case_system(domain),
    }
}

/// The authority whose domain stands in `domain` without owning it: "foi.leeds.gov.uk.desk.example",
/// "leeds-gov.uk", "leeds.g0v.uk".
fn imitated(register: &Register, domain: &str) -> Option<String> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| match c.to_ascii_lowercase() {
                '0' => 'o',
                '1' | 'i' => 'l',
                other => other,
            })
            .collect()
    };
    let (shown, own) = (plain(domain), register.by_domain(domain));
    let copied = |known: &String| known.ends_with(".gov.uk") && shown.contains(&plain(known));
    let found = register.iter().find(|authority| authority.domains.iter().any(copied));
    found.filter(|_| own.is_empty()).map(|authority| authority.id.clone())
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
    matching::clues(message, &[], &|_| false).into_iter().find_map(|clue| match clue {
        Clue::MessageId(Evidence::DsnOriginal | Evidence::InReplyTo, Standing::Written, id) => {
            Some(id)
        }
        Clue::MessageId(..) | Clue::Code(..) | Clue::ReplyAddress(..) | Clue::Reference(_) => None,
    })
}
