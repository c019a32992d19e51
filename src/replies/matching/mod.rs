//! Which request a mail belongs to: all evidence is gathered, then weighed. Agreement files a mail;
//! conflict never does.

mod clues;
mod weighing;

use serde::{Deserialize, Serialize};

pub use self::clues::{Clue, clues, normal_reference};
pub use self::weighing::{Evidences, weigh};

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
    AuthorityReference,
    /// The address that a person filed an earlier mail from.
    Alias,
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
            Self::AuthorityReference => 0.8,
            Self::Alias => 0.7,
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
            Self::AuthorityReference | Self::Alias | Self::SenderAddress | Self::SenderDomain => {
                false
            }
        }
    }

    /// The words of the reason.
    pub fn words(self) -> &'static str {
        match self {
            Self::PlusAddress => "sent to its reply address",
            Self::InReplyTo => "answers a mail of its thread",
            Self::References => "names a mail of its thread",
            Self::TokenInSubject => "our reference in the subject",
            Self::TokenInBody => "our reference in the text",
            Self::TokenInAttachment => "our reference in an attachment",
            Self::DsnOriginal => "sends our letter back",
            Self::AuthorityReference => "their own reference, known from an earlier mail",
            Self::Alias => "an address that a person filed from before",
            Self::SenderAddress => "the address that we wrote to",
            Self::SenderDomain => "a domain of the authority",
            Self::Person => "a person said so",
        }
    }
}

/// Where in a mail a clue stands: what they wrote says more than what they quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Written,
    /// In a quotation, or in a message enclosed.
    Quoted,
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
    /// Most likely first.
    pub matches: Vec<Match>,
    /// Why it is held for a person; `None` when it is filed.
    pub held: Option<String>,
    /// It is filed, but the sender is nobody the register knows for that authority.
    pub stranger: bool,
}

impl Placing {
    /// The same for a person to decide: what was likely is half as likely.
    #[must_use]
    pub fn hold(mut self, reason: String) -> Self {
        for entry in &mut self.matches {
            entry.confidence /= 2.0;
        }
        Self { held: Some(reason), stranger: false, ..self }
    }
}

/// Who sent a mail, as the register and earlier decisions see it.
#[derive(Debug, Clone, Default)]
pub struct SenderFacts {
    pub address: Option<String>,
    pub domain: Option<String>,
    /// Authorities that write from that domain.
    pub authorities: Vec<String>,
    /// The authority whose domain it is made to look like, without being one of its own.
    pub imitates: Option<String>,
    /// A case system of many councils, or a mail server: says nothing about the authority.
    pub neutral: bool,
}
