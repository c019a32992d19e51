//! A message out of raw bytes. A kept library does the parsing; whatever it cannot read is noted,
//! never dropped: the bytes stay in the store.

mod charset;
mod enclosed;
mod erasing;
mod headers;
mod identity;
mod limits;
mod mapi;
mod outlook;
mod parts;
mod protection;
mod repair;
mod report;
mod sections;
mod tnef;
mod transfer;
mod uuencode;
mod words;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::enclosed::Enclosed;
pub use self::erasing::{Erased, Inseparable, without};
pub use self::identity::{content_hash, sha256};
pub use crate::documents::Link;

/// What a mail says of itself, and its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub from: Option<String>,
    pub from_name: Option<String>,
    /// Every address it was sent or delivered to, in small letters.
    pub recipients: Vec<String>,
    /// Those that its writer named: To and Cc.
    pub addressees: Vec<String>,
    pub subject: String,
    pub date: Option<DateTime<Utc>>,
    /// The topmost Received line's date.
    pub received: Option<DateTime<Utc>>,
    pub automatic: Automatic,
    /// Authentication-Results headers as they stand, topmost first; whoever wrote them.
    #[serde(default)]
    pub authentication: Vec<String>,
    pub report: Option<Report>,
    pub text: String,
    /// The HTML version, where `text` is the plain one.
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
    /// Links of the HTML, which the text gives by their words alone.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Mails inside this one: somebody else's words, whose headers are hints.
    #[serde(default)]
    pub enclosed: Vec<Enclosed>,
    /// What could not be read, for the person who looks at the mail.
    pub notes: Vec<String>,
}

/// Headers by which a machine says that it is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a header that is there or not")]
pub struct Automatic {
    pub auto_submitted: bool,
    pub vacation: bool,
    pub bulk: bool,
    pub null_sender: bool,
    pub failed_recipients: bool,
}

/// A multipart/report: a delivery or read notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    Delivery {
        action: String,
        status: String,
        original_message_id: Option<String>,
    },
    Disposition {
        original_message_id: Option<String>,
        /// It was thrown away without being shown to anybody.
        deleted: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: usize,
    pub sha256: String,
    pub text_status: TextStatus,
    /// What of it was not read, or why a person should look before anybody else does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What a plain text or a CSV says; it is not stored.
    #[serde(skip)]
    pub text: Option<String>,
    /// Its bytes, where they were asked for; they are not stored.
    #[serde(skip)]
    pub content: Option<Vec<u8>>,
    /// The part of the mail that it came in, head and body as they stand in the mail, where contents
    /// were asked for; none where it is the mail itself.
    #[serde(skip)]
    pub part: Option<Vec<u8>>,
}

/// How much of an attachment's text the program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextStatus {
    Read,
    /// It was read, and something in it was not: the note says what.
    PartlyRead,
    NotRead,
    /// It opens only with a password.
    Locked,
    /// Something in it may not have been meant to be sent.
    Quarantined,
    /// A person erased it: only its hash is left.
    Erased,
}

impl TextStatus {
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::PartlyRead => "partly_read",
            Self::NotRead => "not_read",
            Self::Locked => "locked",
            Self::Quarantined => "quarantined",
            Self::Erased => "erased",
        }
    }
}

impl Attachment {
    /// A document, rather than a crest, a card or a signature.
    pub fn may_have_text(&self) -> bool {
        let kind = self.media_type.as_str();
        let picture = kind.starts_with("image/") && self.is_ornament();
        let card = matches!(kind, "text/calendar" | "text/vcard" | "text/x-vcard");
        let report = kind.starts_with("message/") || kind == "text/rfc822-headers";
        !(picture || card || report || kind.ends_with("-signature"))
    }

    /// A picture that came with the letter's paper: "image001.png", a crest, a banner.
    fn is_ornament(&self) -> bool {
        const ORNAMENTS: [&str; 9] = [
            "image0",
            "logo",
            "banner",
            "signature",
            "crest",
            "twitter",
            "facebook",
            "icon",
            "footer",
        ];
        let name = self.name.to_lowercase();
        name.is_empty() || self.bytes < 15_000 || ORNAMENTS.iter().any(|word| name.contains(word))
    }
}

/// Reads `raw`, a mail or an Outlook file; never fails: what cannot be parsed becomes a note.
pub fn read(raw: &[u8]) -> Message {
    parsed(raw, false)
}

/// Reads `raw` with the bytes of its attachments.
pub fn read_with_contents(raw: &[u8]) -> Message {
    parsed(raw, true)
}

fn parsed(raw: &[u8], keep: bool) -> Message {
    if outlook::is_one(raw) {
        return outlook::read(raw, keep);
    }
    let raw = repair::normalised(raw);
    let split = repair::split(&raw);
    let mut message = Message::default();
    if split.cut {
        message.notes.push("a header is too long: only its start was read".to_owned());
    }
    let fields = headers::Fields::parse(&split.head);
    headers::read(&fields, &mut message);
    let mut parts = parts::Parts::keeping(keep);
    let pieces = parts.top(&fields, split.body);
    parts.finish(pieces, &mut message);
    message
}
