//! The bytes of a letter: headers that say what was meant and nothing else, text and files encoded.

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, MessageId};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use super::compose::{Letter, Sender};
use super::occasion::Attachment;
use crate::register::is_page;

impl Letter {
    /// The bytes that leave, dated `now`; frozen once the letter is approved.
    pub fn bytes(&self, sender: &Sender, now: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
        let from_name = sender.organisation.as_ref().map_or_else(
            || sender.name.clone(),
            |organisation| format!("{}, {organisation}", sender.name),
        );
        let reply: lettre::Address = self.reply_address.parse().context("the reply address")?;
        let mut builder = self.addressed(&reply)?;
        if let Some(earlier) = &self.in_reply_to {
            builder = builder.in_reply_to(format!("<{earlier}>"));
        }
        if !self.references.is_empty() {
            let ids: Vec<String> = self.references.iter().map(|id| format!("<{id}>")).collect();
            builder = builder.references(ids.join(" "));
        }
        let builder = builder
            .from(Mailbox::new(Some(from_name), reply.clone()))
            .reply_to(Mailbox::new(None, reply))
            .subject(self.subject.clone())
            .date(now.into())
            .header(MessageId::from(format!("<{}>", self.message_id)));
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(self.body.clone());
        let message = if self.attachments.is_empty() {
            builder.singlepart(text)
        } else {
            let mut parts = MultiPart::mixed().singlepart(text);
            for file in &self.attachments {
                parts = parts.singlepart(part(file)?);
            }
            builder.multipart(parts)
        };
        Ok(message.context("putting the letter together")?.formatted())
    }

    /// To whom it goes: what a person pastes is kept as every letter is, and addressed to nobody.
    fn addressed(
        &self,
        reply: &lettre::Address,
    ) -> anyhow::Result<lettre::message::MessageBuilder> {
        let builder = lettre::Message::builder();
        if self.is_by_hand() {
            let envelope = lettre::address::Envelope::new(Some(reply.clone()), vec![reply.clone()]);
            return Ok(builder.envelope(envelope.context("the reply address")?));
        }
        let to: lettre::Address = self.to.parse().context("the address it goes to")?;
        let mut builder = builder.to(Mailbox::new(Some(self.to_name.clone()), to));
        if let Some(copy) = &self.copy {
            builder = builder.cc(Mailbox::new(None, copy.parse().context("the copy's address")?));
        }
        Ok(builder)
    }

    /// Whether a person sends it, on a page of theirs.
    pub fn is_by_hand(&self) -> bool {
        is_page(&self.to)
    }
}

fn part(file: &Attachment) -> anyhow::Result<SinglePart> {
    let media_type = ContentType::parse(&file.media_type)
        .with_context(|| format!("{}: `{}` is no media type", file.name, file.media_type))?;
    Ok(lettre::message::Attachment::new(file.name.clone()).body(file.bytes.clone(), media_type))
}
