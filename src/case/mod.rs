//! A request in law: its events and readings folded to a story, judged on a day.

pub mod events;
pub mod ladder;
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
    Overdue,
    PartlyAnswered,
    Refused,
    NotHeld,
    Answered,
}

impl Status {
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Queued,
        Self::Undelivered,
        Self::Awaiting,
        Self::Overdue,
        Self::PartlyAnswered,
        Self::Refused,
        Self::NotHeld,
        Self::Answered,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Queued => "queued",
            Self::Undelivered => "undelivered",
            Self::Awaiting => "awaiting",
            Self::Overdue => "overdue",
            Self::PartlyAnswered => "partly_answered",
            Self::Refused => "refused",
            Self::NotHeld => "not_held",
            Self::Answered => "answered",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == text)
    }
}
