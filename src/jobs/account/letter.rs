//! The mail that a trial sends: from an address to itself, in words that a bad server would spoil.

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MessageId};
use lettre::message::{Mailbox, SinglePart};

use crate::replies::message::Message;

const SUBJECT: &str = "foi: trying out the account – prawf, deuchainn (ŵ à)";

const TEXT: &str = "foi sent this to itself to see whether letters leave and replies come back. It may be \
                    deleted.\n\nÂ ê ŵ ŷ – à è ì ò ù\n";

/// Whether it came back as it left.
pub(super) fn intact(read: &Message) -> bool {
    read.subject == SUBJECT && read.text.contains("Â ê ŵ ŷ – à è ì ò ù")
}

/// What tells the mails of one trial from all others.
pub(super) fn token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
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
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(TEXT.to_owned()))?;
    // No holiday notice shall answer it.
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".to_owned()));
    Ok(message.formatted())
}
