//! A reply as it goes over the wire.

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue, MessageId};
use lettre::message::{Mailbox, MultiPart, SinglePart};

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
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Text(String),
    /// HTML with the same words as plain text beside it, or alone.
    Html {
        html: String,
        text: Option<String>,
    },
    /// A delivery report about our letter.
    Report {
        text: String,
        recipient: String,
        action: &'static str,
        status: &'static str,
        original: String,
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
        let boundary = format!("=_{}", self.message_id.replace('@', "."));
        let message = match &self.content {
            Content::Text(text) => builder.singlepart(SinglePart::plain(text.clone())),
            Content::Html { html, text: None } => {
                builder.singlepart(SinglePart::html(html.clone()))
            }
            Content::Html { html, text: Some(text) } => builder.multipart(
                MultiPart::alternative()
                    .boundary(boundary)
                    .singlepart(SinglePart::plain(text.clone()))
                    .singlepart(SinglePart::html(html.clone())),
            ),
            Content::Report { text, recipient, action, status, original } => {
                let kind = format!(
                    "multipart/report; report-type=delivery-status; boundary=\"{boundary}\""
                );
                let part = |kind: &str, body: String| -> anyhow::Result<SinglePart> {
                    Ok(SinglePart::builder().header(ContentType::parse(kind)?).body(body))
                };
                let fields = format!(
                    "Reporting-MTA: dns; post.invalid\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n\
                     Action: {action}\r\nStatus: {status}\r\n"
                );
                let original = format!("Message-ID: <{original}>\r\nTo: {recipient}\r\n");
                builder.multipart(
                    MultiPart::builder()
                        .header(ContentType::parse(&kind)?)
                        .build()
                        .singlepart(SinglePart::plain(text.clone()))
                        .singlepart(part("message/delivery-status", fields)?)
                        .singlepart(part("text/rfc822-headers", original)?),
                )
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
