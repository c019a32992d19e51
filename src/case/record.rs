//! What a person can put on record about a request: what happened outside the mail, and corrections.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Status;
use crate::law::ledger::Happening;

/// What is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Record {
    /// Something the law takes notice of.
    Happened(Happening),
    TelephoneCall,
    LetterByPost,
    PortalAnswer,
    Note,
    /// They want to know who asks.
    IdentityDemanded,
    /// They want the request on a form of theirs.
    WebFormDemanded,
    /// They named a day by which the reply will come.
    Estimate,
    /// A complaint to the regulator that did not leave through this program.
    ComplaintMade,
    Closed,
    Reopened,
}

/// Those that are not the law's.
const OWN: [Record; 10] = [
    Record::TelephoneCall,
    Record::LetterByPost,
    Record::PortalAnswer,
    Record::Note,
    Record::IdentityDemanded,
    Record::WebFormDemanded,
    Record::Estimate,
    Record::ComplaintMade,
    Record::Closed,
    Record::Reopened,
];

impl Record {
    pub fn all() -> impl Iterator<Item = Self> {
        OWN.into_iter().chain(Happening::ALL.map(Self::Happened))
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Happened(happening) => happening.code(),
            Self::TelephoneCall => "telephone_call",
            Self::LetterByPost => "letter_by_post",
            Self::PortalAnswer => "portal_answer",
            Self::Note => "note",
            Self::IdentityDemanded => "identity_demanded",
            Self::WebFormDemanded => "web_form_demanded",
            Self::Estimate => "estimate",
            Self::ComplaintMade => "complaint_made",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|record| record.code() == text)
    }

    /// Whether it is their reply, and a person must say what kind of reply.
    pub fn is_reply(self) -> bool {
        matches!(self, Self::PortalAnswer | Self::Happened(Happening::ResponseReceived))
    }

    /// Whether it tells of a word of theirs: who has a word for us has our letter.
    pub fn is_of_theirs(self) -> bool {
        match self {
            Self::Happened(happening) => {
                !matches!(happening, Happening::Posted | Happening::Bounce)
            }
            Self::TelephoneCall
            | Self::LetterByPost
            | Self::PortalAnswer
            | Self::IdentityDemanded
            | Self::WebFormDemanded
            | Self::Estimate => true,
            Self::Note | Self::ComplaintMade | Self::Closed | Self::Reopened => false,
        }
    }

    /// Whether it can only be of a request that has left.
    pub fn needs_departure(self) -> bool {
        match self {
            Self::Happened(happening) => {
                !matches!(happening, Happening::Received | Happening::Posted)
            }
            Self::PortalAnswer
            | Self::IdentityDemanded
            | Self::WebFormDemanded
            | Self::Estimate
            | Self::ComplaintMade => true,
            Self::TelephoneCall
            | Self::LetterByPost
            | Self::Note
            | Self::Closed
            | Self::Reopened => false,
        }
    }

    /// Whether it may say how their reply ended the matter.
    pub fn may_be_reply(self) -> bool {
        self.is_reply()
            || matches!(
                self,
                Self::LetterByPost
                    | Self::TelephoneCall
                    | Self::Happened(
                        Happening::InternalReviewOutcomeReceived | Happening::ReviewOutcomeReceived
                    )
            )
    }
}

impl From<Record> for String {
    fn from(record: Record) -> Self {
        record.code().to_owned()
    }
}

impl TryFrom<String> for Record {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is nothing that can be recorded"))
    }
}

/// How a reply ended the wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered,
    PartlyAnswered,
    Refused,
    NotHeld,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Answered, Self::PartlyAnswered, Self::Refused, Self::NotHeld];

    pub fn status(self) -> Status {
        match self {
            Self::Answered => Status::Answered,
            Self::PartlyAnswered => Status::PartlyAnswered,
            Self::Refused => Status::Refused,
            Self::NotHeld => Status::NotHeld,
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.status().code() == text)
    }
}

/// What is known besides the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// For an extension: how many working days more.
    pub working_days: Option<u32>,
    /// For an extension or an estimate: the day they named.
    pub until: Option<NaiveDate>,
    /// Sections they cite, as `FOIA-s12`.
    pub sections: Vec<String>,
    pub outcome: Option<Outcome>,
    /// The reference that they gave it, without its signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    pub note: String,
}
