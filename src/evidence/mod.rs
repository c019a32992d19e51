//! What became of our letters after they were handed over, by the log of a mail server or the export
//! of a provider: read here, matched to letters by `jobs/evidence`.

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
