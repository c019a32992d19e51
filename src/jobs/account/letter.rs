//! The mail that a trial sends: from an address to itself, in words that a bad server would spoil.

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MessageId};
use lettre::message::{Mailbox, SinglePart};

use crate::replies::message::Message;

const SUBJECT: &str = "foi: trying out the account – prawf, deuchainn (ŵ à)";

const TEXT: &str = "foi sent this to itself to see whether letters leave and replies come back. It may be \
                    deleted.\n\nÂ ê ŵ ŷ – à è ì ò ù\n\n";

/// A mail on its way.
pub(super) struct Sent {
    /// The leg that ends when it is back.
    pub(super) back: &'static str,
    pub(super) address: String,
    pub(super) message_id: String,
}

impl Sent {
    /// Whether a mail is this one, even if a server has numbered it anew.
    pub(super) fn is(&self, read: &Message) -> bool {
        let id = read.message_id.as_deref().unwrap_or_default();
        id.contains(&self.message_id) || read.text.contains(&self.message_id)
    }

    /// What servers on the way have changed, and what follows from it.
    pub(super) fn changes(&self, read: &Message) -> Vec<(String, &'static str)> {
        let mut changes = Vec::new();
        let from = read.from.as_deref().unwrap_or_default();
        if !from.eq_ignore_ascii_case(&self.address) {
            let what = format!("its sender became {from}");
            changes.push((what, "Allow the address with your provider (\"send mail as\")"));
        }
        let id = read.message_id.as_deref().unwrap_or_default();
        if !id.contains(&self.message_id) {
            let what = "it was given another Message-ID".to_owned();
            changes.push((what, "Replies are then told by their subject and address alone"));
        }
        if read.subject != SUBJECT || !read.text.contains("Â ê ŵ ŷ – à è ì ò ù") {
            let what = "its words were changed".to_owned();
            changes.push((what, "Use another server, or tell whoever runs it"));
        }
        changes
    }
}

/// What tells the mails of one trial from all others.
pub(super) fn token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}

/// A mail from an address to itself.
pub(super) fn mail(address: &str, message_id: &str, now: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
    let name = Mailbox::new(None, address.parse().with_context(|| format!("`{address}`"))?);
    let mut message = lettre::Message::builder()
        .from(name.clone())
        .to(name)
        .subject(SUBJECT)
        .date(now.into())
        .header(MessageId::from(format!("<{message_id}>")))
        .singlepart(
            SinglePart::builder()
                .header(ContentType::TEXT_PLAIN)
                .body(format!("{TEXT}{message_id}\n")),
        )?;
    // No holiday notice shall answer it.
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".to_owned()));
    Ok(message.formatted())
}
