//! Which request a mail belongs to: all evidence is gathered, then weighed. Agreement files a mail;
//! conflict never does.

use serde::{Deserialize, Serialize};

use super::message::{Message, Report};
use crate::campaign::reference;

/// What a match was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    PlusAddress,
    InReplyTo,
    References,
    TokenInSubject,
    TokenInBody,
    TokenInAttachment,
    DsnOriginal,
    SenderAddress,
    SenderDomain,
    Person,
}

impl Evidence {
    fn weight(self) -> f64 {
        match self {
            Self::Person => 1.0,
            Self::PlusAddress | Self::DsnOriginal => 0.98,
            Self::InReplyTo | Self::TokenInSubject => 0.97,
            Self::References => 0.95,
            Self::TokenInBody | Self::TokenInAttachment => 0.92,
            Self::SenderAddress => 0.4,
            Self::SenderDomain => 0.3,
        }
    }

    /// Names one request by itself.
    fn names_a_request(self) -> bool {
        match self {
            Self::PlusAddress
            | Self::InReplyTo
            | Self::References
            | Self::TokenInSubject
            | Self::TokenInBody
            | Self::TokenInAttachment
            | Self::DsnOriginal
            | Self::Person => true,
            Self::SenderAddress | Self::SenderDomain => false,
        }
    }
}

/// A key in a mail that may name a request: the store is asked whether it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clue {
    /// A Message-ID of one of our letters.
    MessageId(Evidence, String),
    /// The eight characters of a reference.
    Code(Evidence, String),
    /// An address that may be a request's own reply address.
    ReplyAddress(String),
}

/// Every key in `message`; `text` is its whole text, quotations included.
pub fn clues(message: &Message) -> Vec<Clue> {
    let mut clues: Vec<Clue> = message.recipients.iter().cloned().map(Clue::ReplyAddress).collect();
    for id in &message.in_reply_to {
        clues.push(Clue::MessageId(Evidence::InReplyTo, id.clone()));
    }
    for id in &message.references {
        clues.push(Clue::MessageId(Evidence::References, id.clone()));
    }
    if let Some(
        Report::Delivery { original_message_id: Some(id), .. }
        | Report::Disposition { original_message_id: Some(id) },
    ) = &message.report
    {
        clues.push(Clue::MessageId(Evidence::DsnOriginal, id.clone()));
    }
    let mut codes = |evidence: Evidence, text: &str| {
        clues.extend(reference::codes_in(text).into_iter().map(|code| Clue::Code(evidence, code)));
    };
    codes(Evidence::TokenInSubject, &message.subject);
    codes(Evidence::TokenInBody, &message.text);
    for attachment in &message.attachments {
        codes(Evidence::TokenInAttachment, &attachment.name);
    }
    clues
}

/// A request that a clue named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub request: i64,
    pub authority: String,
}

/// A request a mail may belong to, with the evidence for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    #[serde(flatten)]
    pub candidate: Candidate,
    pub evidence: Vec<Evidence>,
    pub confidence: f64,
}

/// Where a mail goes: to the requests it matched, or to the holding pen with the reason.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Placing {
    pub matches: Vec<Match>,
    /// Why it is held for a person; `None` when it is filed.
    pub held: Option<String>,
    /// It is filed, but the sender is nobody the register knows for that authority.
    pub stranger: bool,
}

/// Who sent a mail, as the register sees it.
#[derive(Debug, Clone, Default)]
pub struct SenderFacts {
    pub domain: Option<String>,
    /// Authorities that write from that domain.
    pub authorities: Vec<String>,
    /// A case system of many councils, or a mail server: says nothing about the authority.
    pub neutral: bool,
}

/// Weighs what the clues named against who sent the mail.
pub fn weigh(
    found: &[(Evidence, Candidate)],
    sender: &SenderFacts,
    by_sender: &[Candidate],
) -> Placing {
    let named = group(found);
    match named.as_slice() {
        [] => held_without_evidence(sender, by_sender),
        [one] => placed(one.clone(), sender),
        several => {
            let authorities: Vec<&str> =
                several.iter().map(|entry| entry.candidate.authority.as_str()).collect();
            let reason = format!("it names several of our requests: {}", authorities.join(", "));
            let matches = several.iter().cloned().map(halved).collect();
            Placing { matches, held: Some(reason), stranger: false }
        }
    }
}

fn group(found: &[(Evidence, Candidate)]) -> Vec<Match> {
    let mut named: Vec<Match> = Vec::new();
    for (evidence, candidate) in found.iter().filter(|(evidence, _)| evidence.names_a_request()) {
        let position = named.iter().position(|entry| entry.candidate == *candidate);
        let entry = if let Some(position) = position {
            named.get_mut(position)
        } else {
            named.push(Match {
                candidate: candidate.clone(),
                evidence: Vec::new(),
                confidence: 0.0,
            });
            named.last_mut()
        };
        if let Some(entry) = entry
            && !entry.evidence.contains(evidence)
        {
            entry.evidence.push(*evidence);
            entry.evidence.sort_unstable();
            // Independent grounds: each leaves less room for doubt.
            entry.confidence = 1.0 - (1.0 - entry.confidence) * (1.0 - evidence.weight());
            entry.confidence = (entry.confidence * 1000.0).floor() / 1000.0;
        }
    }
    named
}

fn placed(mut one: Match, sender: &SenderFacts) -> Placing {
    let own = sender.authorities.contains(&one.candidate.authority);
    if own {
        one.evidence.push(Evidence::SenderDomain);
    }
    if !own && !sender.neutral && !sender.authorities.is_empty() {
        let reason = format!(
            "it names our request to {}, but comes from the domain of {}",
            one.candidate.authority,
            sender.authorities.join(", ")
        );
        return Placing { matches: vec![halved(one)], held: Some(reason), stranger: false };
    }
    let stranger = !own && !sender.neutral;
    Placing { matches: vec![one], held: None, stranger }
}

fn held_without_evidence(sender: &SenderFacts, by_sender: &[Candidate]) -> Placing {
    let matches: Vec<Match> = by_sender
        .iter()
        .map(|candidate| Match {
            candidate: candidate.clone(),
            evidence: vec![Evidence::SenderDomain],
            confidence: Evidence::SenderDomain.weight(),
        })
        .collect();
    let reason = match (&sender.domain, matches.as_slice()) {
        (Some(domain), []) => {
            format!("no reference of ours in it, and nobody asked writes from {domain}")
        }
        (Some(domain), [one]) => format!(
            "no reference of ours in it; {domain} is a domain of {}",
            one.candidate.authority
        ),
        (Some(domain), _) => format!("no reference of ours in it; several requests fit {domain}"),
        (None, _) => "no reference of ours in it, and no sender".to_owned(),
    };
    Placing { matches, held: Some(reason), stranger: false }
}

fn halved(mut entry: Match) -> Match {
    entry.confidence /= 2.0;
    entry
}
