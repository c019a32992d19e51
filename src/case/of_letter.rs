//! What the log says of a single letter: the events that are about one, and nothing else, so that whoever
//! asks how far a letter got has few things to tell apart.

use chrono::{DateTime, Utc};

use super::events::Event;
use crate::evidence::Told;

/// An event about a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfLetter<'a> {
    Approved,
    /// It is about to be handed over.
    Promised,
    Accepted {
        words: &'a str,
    },
    Deferred {
        words: &'a str,
        until: DateTime<Utc>,
        /// Our own server was away: that says nothing of theirs.
        away: bool,
    },
    Refused {
        words: &'a str,
    },
    KeptBack {
        words: &'a str,
    },
    Cancelled {
        why: &'a str,
    },
    Unknown {
        words: &'a str,
    },
    Settled {
        left: bool,
        words: &'a str,
    },
    /// A machine has it on record.
    Told(&'a Told),
}

impl Event {
    /// The letter that it is about, and what it says of it; `None` for what is about no letter.
    pub fn of_letter(&self) -> Option<(i64, OfLetter<'_>)> {
        Some(match self {
            Self::LetterApproved { letter, .. } => (*letter, OfLetter::Approved),
            Self::SendStarted { letter } => (*letter, OfLetter::Promised),
            Self::LetterAccepted { letter, words } => (*letter, OfLetter::Accepted { words }),
            Self::LetterDeferred { letter, until, words, away } => {
                (*letter, OfLetter::Deferred { words, until: *until, away: *away })
            }
            Self::LetterRefused { letter, words } => (*letter, OfLetter::Refused { words }),
            Self::LetterKeptBack { letter, words } => (*letter, OfLetter::KeptBack { words }),
            Self::LetterCancelled { letter, why } => (*letter, OfLetter::Cancelled { why }),
            Self::LetterUnknown { letter, words } => (*letter, OfLetter::Unknown { words }),
            Self::LetterSettled { letter, left, words } => {
                (*letter, OfLetter::Settled { left: *left, words })
            }
            Self::DeliveryTold { letter, told } => (*letter, OfLetter::Told(told)),
            Self::Launched { .. }
            | Self::Previewed { .. }
            | Self::MailArrived { .. }
            | Self::MailAssigned { .. }
            | Self::Erased { .. }
            | Self::AttachmentReleased { .. }
            | Self::AnswerSet { .. }
            | Self::AnswerAccepted { .. }
            | Self::AnswerCoded { .. }
            | Self::FindingAccepted { .. }
            | Self::AnswersCombined { .. }
            | Self::Imported { .. }
            | Self::Recorded { .. }
            | Self::TakenBack { .. }
            | Self::Held { .. }
            | Self::Released
            | Self::Paused { .. }
            | Self::Resumed => return None,
        })
    }
}
