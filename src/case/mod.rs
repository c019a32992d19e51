//! A request in law: its events and readings folded to a story, judged on a day.

pub mod delivery;
pub mod events;
mod facts;
pub mod imported;
pub mod judging;
pub mod ladder;
pub mod letters;
pub mod of_letter;
pub mod own;
pub mod record;
pub mod resending;
pub mod standing;
pub mod story;

use serde::{Deserialize, Serialize};

/// What is known of how far the request's letter got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    Planned,
    Sending,
    Accepted,
    Delivered,
    Deferred,
    Refused,
    Bounced,
    Unknown,
}

impl Delivery {
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Sending,
        Self::Accepted,
        Self::Delivered,
        Self::Deferred,
        Self::Refused,
        Self::Bounced,
        Self::Unknown,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Delivered => "delivered",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
            Self::Bounced => "bounced",
            Self::Unknown => "unknown",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|delivery| delivery.code() == text)
    }
}

/// Where a request stands on a day: exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Planned,
    Queued,
    Undelivered,
    Awaiting,
    ClarificationAsked,
    FeeAsked,
    Extended,
    Overdue,
    ReviewAsked,
    ReviewOverdue,
    Complained,
    PartlyAnswered,
    Refused,
    NotHeld,
    Answered,
    Closed,
}

impl Status {
    pub const ALL: [Self; 16] = [
        Self::Planned,
        Self::Queued,
        Self::Undelivered,
        Self::Awaiting,
        Self::ClarificationAsked,
        Self::FeeAsked,
        Self::Extended,
        Self::Overdue,
        Self::ReviewAsked,
        Self::ReviewOverdue,
        Self::Complained,
        Self::PartlyAnswered,
        Self::Refused,
        Self::NotHeld,
        Self::Answered,
        Self::Closed,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Queued => "queued",
            Self::Undelivered => "undelivered",
            Self::Awaiting => "awaiting",
            Self::ClarificationAsked => "clarification_asked",
            Self::FeeAsked => "fee_asked",
            Self::Extended => "extended",
            Self::Overdue => "overdue",
            Self::ReviewAsked => "review_asked",
            Self::ReviewOverdue => "review_overdue",
            Self::Complained => "complained",
            Self::PartlyAnswered => "partly_answered",
            Self::Refused => "refused",
            Self::NotHeld => "not_held",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == text)
    }
}
