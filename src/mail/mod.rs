//! How letters leave, and where mail is fetched.

mod access;
pub mod folder;
pub mod imap;
pub mod inbox;
pub mod oauth;
pub mod smtp;
mod wire;
pub mod words;

use chrono::{DateTime, Utc};

/// What became of handing a letter over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Accepted {
        words: String,
    },
    /// This letter is refused for now: try again then.
    Deferred {
        until: DateTime<Utc>,
        words: String,
    },
    /// The server itself is in trouble, whatever the letter: no conversation, no way in.
    Away {
        words: String,
    },
    /// Refused for good.
    Refused {
        words: String,
    },
    /// Nobody can say.
    Unknown {
        words: String,
    },
}

/// What the transport can still see of a letter whose sending was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// It left.
    Left,
    /// It certainly did not.
    Stayed,
    /// Neither can be shown.
    None,
}
