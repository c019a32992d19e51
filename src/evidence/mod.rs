//! What became of our letters after they were handed over, by the log of a mail server or the export
//! of a provider: read here, matched to letters by `jobs/evidence`.

pub mod postfix;
pub mod provider;
pub mod syslog;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How far a letter got, by a machine's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A server of ours, or of our provider, took it on.
    Accepted,
    /// It waits there: the authority's server does not take it for now.
    Deferred,
    /// The authority's server took it.
    Delivered,
    /// It will not arrive.
    Bounced,
}

impl Fate {
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Deferred, Self::Delivered, Self::Bounced];

    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
        }
    }
}

/// What a machine has on record of one letter at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub fate: Fate,
    /// What the server said.
    pub words: String,
    /// To whom it went by that record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The server that spoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<String>,
    /// The code of RFC 3463, such as `5.1.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The file it was read from.
    pub source: String,
}

impl Told {
    /// In a sentence: what the machine says of the letter, in whose words.
    pub fn said(&self) -> String {
        let what = match self.fate {
            Fate::Accepted => "taken on",
            Fate::Deferred => "not taken for now",
            Fate::Delivered => "taken by the authority's server",
            Fate::Bounced => "returned",
        };
        let server = self.server.as_ref().map(|server| format!(" ({server})")).unwrap_or_default();
        let words = if self.words.is_empty() { "no words" } else { &self.words };
        format!("{what}{server}: {words}; by {}", self.source)
    }
}

/// A line of a log or a row of an export, before it is known whose letter it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Without `<` and `>`; a provider may give an id of its own instead.
    pub message_id: Option<String>,
    pub recipient: Option<String>,
    pub subject: Option<String>,
    pub at: DateTime<Utc>,
    pub fate: Fate,
    pub words: String,
    pub server: Option<String>,
    pub queue_id: Option<String>,
    pub status: Option<String>,
    pub source: String,
}

impl Record {
    /// What it says once its letter is known.
    pub fn told(&self) -> Told {
        Told {
            fate: self.fate,
            words: self.words.clone(),
            recipient: self.recipient.clone(),
            server: self.server.clone(),
            queue_id: self.queue_id.clone(),
            status: self.status.clone(),
            source: self.source.clone(),
        }
    }

    /// By which a person knows it where it is nobody's letter.
    pub fn name(&self) -> String {
        let id = self.message_id.as_ref().map(|id| format!("<{id}>"));
        let other = || self.recipient.clone().or_else(|| self.queue_id.clone());
        id.or_else(other).unwrap_or_else(|| "a line without a name".to_owned())
    }
}
