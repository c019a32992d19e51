//! A reply as it goes over the wire.

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue, MessageId,
};
use lettre::message::{Attachment, Body as Encoded, Mailbox, MultiPart, SinglePart};

use super::attached::File;
use super::sheet::{Body, escaped};

/// A mail from an authority, or from a mail server on its way there.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    pub at: DateTime<Utc>,
    pub from: (String, String),
    pub to: String,
    pub subject: String,
    pub message_id: String,
    /// The letter it says it answers.
    pub in_reply_to: Option<String>,
    pub automatic: bool,
    pub content: Content,
    pub files: Vec<File>,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Text(String),
    /// HTML with the same words as plain text beside it, or alone.
    Html {
        html: String,
        text: Option<String>,
    },
    /// A mail server's or a mail program's report about our letter.
    Report {
        /// `delivery-status` or `disposition-notification`.
        report: &'static str,
        text: String,
        fields: String,
        /// The head of our letter, where it is sent back.
        below: Option<String>,
    },
}

impl Content {
    /// Paragraphs above and below a laid-out answer.
    pub(super) fn around(above: &str, body: Body, below: &str, alone: bool) -> Self {
        match body {
            Body::Plain(text) => Self::Text(format!("{above}\n\n{}\n\n{below}\n", text.trim_end())),
            Body::Html { table, text } => {
                let html = format!(
                    "<html><body>{}\n{table}\n{}</body></html>",
                    paragraphs(above),
                    paragraphs(below)
                );
                let text = (!alone).then(|| format!("{above}\n\n{text}\n\n{below}\n"));
                Self::Html { html, text }
            }
        }
    }

    /// The parts of the body; `boundary` stands between them.
    fn body(&self, boundary: &str) -> anyhow::Result<Part> {
        Ok(match self {
            Self::Text(text) => Part::Single(SinglePart::plain(text.clone())),
            Self::Html { html, text: None } => Part::Single(SinglePart::html(html.clone())),
            Self::Html { html, text: Some(text) } => Part::Several(
                MultiPart::alternative()
                    .boundary(boundary)
                    .singlepart(SinglePart::plain(text.clone()))
                    .singlepart(SinglePart::html(html.clone())),
            ),
            Self::Report { report, text, fields, below } => {
                let kind =
                    format!("multipart/report; report-type={report}; boundary=\"{boundary}\"");
                let part = |kind: &str, body: &str| -> anyhow::Result<SinglePart> {
                    Ok(SinglePart::builder()
                        .header(ContentType::parse(kind)?)
                        .body(body.to_owned()))
                };
                let mut parts = MultiPart::builder()
                    .header(ContentType::parse(&kind)?)
                    .build()
                    .singlepart(SinglePart::plain(text.clone()))
                    .singlepart(part(&format!("message/{report}"), fields)?);
                if let Some(original) = below {
                    parts = parts.singlepart(part("text/rfc822-headers", original)?);
                }
                Part::Several(parts)
            }
        })
    }
}

/// A body, in one part or several.
enum Part {
    Single(SinglePart),
    Several(MultiPart),
}

fn paragraphs(text: &str) -> String {
    let parts: Vec<String> =
        text.split("\n\n").map(|part| escaped(part).replace('\n', "<br>\n")).collect();
    format!("<p>{}</p>\n", parts.join("</p>\n<p>"))
}

impl Mail {
    /// The bytes, with the line that the receiving server puts on top.
    pub(super) fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        let mailbox = |name: &str, address: &str| -> anyhow::Result<Mailbox> {
            let address = address.parse().with_context(|| format!("the address `{address}`"))?;
            Ok(Mailbox::new(Some(name.to_owned()).filter(|name| !name.is_empty()), address))
        };
        let mut builder = lettre::Message::builder()
            .from(mailbox(&self.from.0, &self.from.1)?)
            .to(mailbox("", &self.to)?)
            .subject(self.subject.clone())
            .date(self.at.into())
            .header(MessageId::from(format!("<{}>", self.message_id)))
            .header(Simulated);
        if self.automatic {
            builder = builder.header(AutoSubmitted);
        }
        if let Some(id) = &self.in_reply_to {
            builder = builder.in_reply_to(format!("<{id}>")).references(format!("<{id}>"));
        }
        let body = self.content.body(&format!("=_{}", self.message_id.replace('@', ".")))?;
        let message = match body {
            Part::Single(part) if self.files.is_empty() => builder.singlepart(part),
            Part::Several(parts) if self.files.is_empty() => builder.multipart(parts),
            Part::Single(_) | Part::Several(_) => {
                let boundary = format!("=_with.{}", self.message_id.replace('@', "."));
                let mixed = MultiPart::mixed().boundary(boundary);
                let mut mixed = match body {
                    Part::Single(part) => mixed.singlepart(part),
                    Part::Several(parts) => mixed.multipart(parts),
                };
                for file in &self.files {
                    mixed = mixed.singlepart(enclosed(file)?);
                }
                builder.multipart(mixed)
            }
        }?;
        let domain = self.from.1.rsplit('@').next().unwrap_or("invalid");
        let date = self.at.to_rfc2822();
        let mut bytes = format!(
            "Received: from mx.{domain} by mail.rehearsal.invalid with ESMTP;\r\n {date}\r\n"
        )
        .into_bytes();
        bytes.extend(message.formatted());
        Ok(bytes)
    }
}

fn enclosed(file: &File) -> anyhow::Result<SinglePart> {
    let kind = ContentType::parse(file.media_type)?;
    // Nothing may be done to a mail inside a mail.
    let body = if file.media_type == "message/rfc822" {
        Encoded::dangerous_pre_encoded(file.bytes.clone(), ContentTransferEncoding::SevenBit)
    } else {
        Encoded::new_with_encoding(file.bytes.clone(), ContentTransferEncoding::Base64)
            .map_err(|_| anyhow::anyhow!("{} cannot be sent", file.name))?
    };
    Ok(Attachment::new(file.name.clone()).body(body, kind))
}

/// Every simulated mail says so in its head.
#[derive(Clone)]
struct Simulated;

impl Header for Simulated {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Simulated")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "SIMULATED by foi rehearse".to_owned())
    }
}

#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-replied".to_owned())
    }
}
