//! A mail inside a mail: somebody else's words, but its headers say what this one is about.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::headers::{self, Fields};

/// A mail that was attached or sent back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosed {
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    /// Every address it was sent to, in small letters.
    pub recipients: Vec<String>,
    pub from: Option<String>,
    #[serde(default)]
    pub date: Option<DateTime<Utc>>,
    pub subject: String,
    pub text: String,
}

impl Enclosed {
    /// What its headers say; `None` when there are none.
    pub(super) fn of(fields: &Fields) -> Option<Self> {
        let first = |name| {
            let value = fields.undecoded(name);
            value.map(|value| headers::ids(&value)).unwrap_or_default()
        };
        (!fields.is_empty()).then(|| Self {
            message_id: first("message-id").into_iter().next(),
            in_reply_to: first("in-reply-to"),
            references: first("references"),
            recipients: headers::recipients(fields),
            from: headers::from(fields),
            date: fields.undecoded("date").and_then(|value| headers::date(&value)),
            subject: headers::subject(fields),
            text: String::new(),
        })
    }
}
