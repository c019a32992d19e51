//! A mail read: raw bytes to a message, quoted text set apart, matched to requests, classified.

pub mod acts;
pub mod addressee;
pub mod authentication;
pub mod classify;
mod likeness;
pub mod facts;
pub mod matching;
pub mod message;
pub mod password;
pub mod pattern;
mod promise;
pub mod quoting;
mod receipt_only;
pub mod redaction;
mod references;
pub mod returned;
mod rules;
pub mod sections;
pub mod sentences;
pub mod speaker;
mod together;
mod wording;

use serde::{Deserialize, Serialize};

/// The version of the reader; stored with everything it derives.
pub const READER: u32 = 8;

/// What a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Acknowledgement,
    AutoReply,
    Bounce,
    Receipt,
    Clarification,
    Fees,
    Extension,
    Transfer,
    Refusal,
    NotHeld,
    Partial,
    Answer,
    ReviewOutcome,
    Correction,
    PortalLink,
    Spam,
    Other,
}

impl Kind {
    pub const ALL: [Self; 17] = [
        Self::Acknowledgement,
        Self::AutoReply,
        Self::Bounce,
        Self::Receipt,
        Self::Clarification,
        Self::Fees,
        Self::Extension,
        Self::Transfer,
        Self::Refusal,
        Self::NotHeld,
        Self::Partial,
        Self::Answer,
        Self::ReviewOutcome,
        Self::Correction,
        Self::PortalLink,
        Self::Spam,
        Self::Other,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Acknowledgement => "acknowledgement",
            Self::AutoReply => "auto_reply",
            Self::Bounce => "bounce",
            Self::Receipt => "receipt",
            Self::Clarification => "clarification",
            Self::Fees => "fees",
            Self::Extension => "extension",
            Self::Transfer => "transfer",
            Self::Refusal => "refusal",
            Self::NotHeld => "not_held",
            Self::Partial => "partial",
            Self::Answer => "answer",
            Self::ReviewOutcome => "review_outcome",
            Self::Correction => "correction",
            Self::PortalLink => "portal_link",
            Self::Spam => "spam",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// Whether agreeing to this reading would move a date or end the wait for a reply: it then
    /// counts only once a person agrees (DESIGN.md rule 6).
    pub fn needs_agreement(self) -> bool {
        match self {
            Self::Clarification
            | Self::Fees
            | Self::Extension
            | Self::Transfer
            | Self::Refusal
            | Self::NotHeld
            | Self::ReviewOutcome => true,
            Self::Acknowledgement
            | Self::AutoReply
            | Self::Bounce
            | Self::Receipt
            | Self::Partial
            | Self::Answer
            | Self::Correction
            | Self::PortalLink
            | Self::Spam
            | Self::Other => false,
        }
    }
}
