//! The bytes of a letter: headers that say what was meant and nothing else, text and files encoded.

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MessageId,
};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};

use super::compose::{Letter, Sender};
use super::files::file_name;
use super::headers;
use super::intact;
use super::occasion::Attachment;
use crate::register::is_page;

/// How many earlier letters and mails of its thread a letter names, the first among them.
const MOST_REFERENCES: usize = 30;

impl Letter {
    /// The bytes that leave, dated `now`; frozen once the letter is approved.
    pub fn bytes(&self, sender: &Sender, now: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
        let from_name = sender.organisation.as_ref().map_or_else(
            || sender.name.clone(),
            |organisation| format!("{}, {organisation}", sender.name),
        );
        let meant = intact::Meant {
            from: (one_line(&from_name), self.reply_address.clone()),
            to: (!self.is_by_hand()).then(|| (one_line(&self.to_name), self.to.clone())),
            subject: one_line(&self.subject),
            message_id: self.message_id.clone(),
        };
        let reply = address(&self.reply_address).context("the reply address")?;
        anyhow::ensure!(
            is_id(&self.message_id),
            "`{}` cannot be a Message-ID",
            self.message_id.escape_debug()
        );
        let mut builder = self.addressed(&reply)?;
        // An id of theirs that is none would break the header that it stands in.
        if let Some(earlier) = self.in_reply_to.as_ref().filter(|id| is_id(id)) {
            builder = builder.in_reply_to(format!("<{earlier}>"));
        }
        let references = references(&self.references);
        if !references.is_empty() {
            builder = builder.references(references);
        }
        // Names and subject are put in below, as every reader takes them.
        let builder = builder
            .from(Mailbox::new(None, reply.clone()))
            .reply_to(Mailbox::new(None, reply))
            .subject("")
            .date(now.into())
            .header(MessageId::from(format!("<{}>", self.message_id)));
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text(&self.body));
        let mut message = if self.attachments.is_empty() {
            builder.singlepart(text)?
        } else {
            let mut parts = MultiPart::mixed().singlepart(text);
            for file in &self.attachments {
                parts = parts.singlepart(part(file)?);
            }
            builder.multipart(parts)?
        };
        let subject = headers::text("Subject", &meant.subject);
        let mut written =
            vec![(HeaderName::new_from_ascii_str("Subject"), meant.subject.clone(), subject)];
        let people = [("From", Some(&meant.from)), ("To", meant.to.as_ref())];
        for (key, (name, address)) in people.into_iter().filter_map(|(key, who)| Some((key, who?)))
        {
            let text = headers::person(key, (name, address));
            written.push((HeaderName::new_from_ascii_str(key), address.clone(), text));
        }
        for (name, raw, text) in written {
            message
                .headers_mut()
                .insert_raw(HeaderValue::dangerous_new_pre_encoded(name, raw, text));
        }
        let bytes = message.formatted();
        intact::check(&bytes, &meant).context("the letter would not arrive as it is meant")?;
        Ok(bytes)
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
        let to = address(&self.to).context("the address it goes to")?;
        let mut builder = builder.to(Mailbox::new(None, to));
        if let Some(copy) = &self.copy {
            builder = builder.cc(Mailbox::new(None, address(copy).context("the copy's address")?));
        }
        Ok(builder)
    }

    /// Whether a person sends it, on a page of theirs.
    pub fn is_by_hand(&self) -> bool {
        is_page(&self.to)
    }
}

/// One line of a header: every break and control character is a space, and no two stand together.
pub(super) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let spaced: String = text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as mail can carry it: no control characters but ends of lines and tabs.
fn text(body: &str) -> String {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    body.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

fn address(text: &str) -> anyhow::Result<lettre::Address> {
    let address: lettre::Address = text.parse()?;
    let plain = text.is_ascii() && !text.contains(char::is_whitespace);
    anyhow::ensure!(plain, "`{text}` has letters that not every mail server takes");
    Ok(address)
}

/// What stands between `<` and `>` in a Message-ID (RFC 5322, 3.6.4), and is no longer than a line.
fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"".contains(c);
    // A domain in brackets is rare and right.
    let bracketed = |c: char| plain(c) || "[]:".contains(c);
    id.len() <= 250
        && id.split_once('@').is_some_and(|(left, right)| {
            !left.is_empty()
                && !right.is_empty()
                && left.chars().all(plain)
                && right.chars().all(bracketed)
                && !right.contains('@')
        })
}

/// The first of the thread and the last, where it is long.
fn references(ids: &[String]) -> String {
    let ids: Vec<String> = ids.iter().filter(|id| is_id(id)).map(|id| format!("<{id}>")).collect();
    let later = ids.len().saturating_sub(MOST_REFERENCES - 1).max(1);
    let kept = ids.iter().take(1).chain(ids.iter().skip(later));
    kept.map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn part(file: &Attachment) -> anyhow::Result<SinglePart> {
    let media_type = ContentType::parse(&file.media_type)
        .with_context(|| format!("{}: `{}` is no media type", file.name, file.media_type))?;
    // Whatever is in it: as text, its ends of lines might be changed on the way.
    let encoding = ContentTransferEncoding::Base64;
    let body = Body::new_with_encoding(file.bytes.clone(), encoding)
        .map_err(|_| anyhow::anyhow!("{} cannot be encoded", file.name))?;
    Ok(lettre::message::Attachment::new(file_name(&file.name)).body(body, media_type))
}
