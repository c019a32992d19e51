//! The documents that come with a mail: read in processes of their own, kept by the hash of their bytes.

use rusqlite::Connection;

use crate::answers::finding::Paper;
use crate::documents::{Block, Document, Text};
use crate::replies::message::{self, Attachment, Message, TextStatus};
use crate::replies::quoting;
use crate::store::documents;
use crate::workers::{Asked, Workers};

/// What was read of each document of a mail, by its hash.
pub(super) type Read = Vec<(String, Document)>;

/// Reads the documents of the mail `raw`; those that `known` knows are not read again.
pub(super) fn read(
    workers: &Workers,
    raw: &[u8],
    message: &Message,
    known: &dyn Fn(&str) -> bool,
) -> Read {
    let wanted =
        |attachment: &Attachment| is_document(message, attachment) && !known(&attachment.sha256);
    if !message.attachments.iter().any(wanted) {
        return Vec::new();
    }
    let mut found: Read = Vec::new();
    for attachment in message::read_with_contents(raw).attachments.iter().filter(|one| wanted(one))
    {
        let again = found.iter().any(|(sha256, _)| *sha256 == attachment.sha256);
        let Some(bytes) = attachment.content.as_deref().filter(|_| !again) else { continue };
        let read = match attachment.media_type.as_str() {
            ENCLOSED => enclosed(message, bytes),
            media_type if !is_mail(&attachment.name) => {
                workers.read(&Asked { name: &attachment.name, media_type, bytes, password: None })
            }
            _ => inside(workers, bytes),
        };
        found.push((attachment.sha256.clone(), read));
    }
    found
}

/// The type of a mail that a mail program attached.
const ENCLOSED: &str = "message/rfc822";

/// What an attached mail says that is new in it. What is attached to it is listed with `outer`'s own
/// attachments; our own letter, sent back, says nothing.
fn enclosed(outer: &Message, bytes: &[u8]) -> Document {
    let message = message::read(bytes);
    let answered = outer.in_reply_to.iter().chain(&outer.references);
    let ours = answered.into_iter().any(|id| message.message_id.as_ref() == Some(id));
    let without_plus = |address: &String| {
        let (local, domain) = address.split_once('@').unwrap_or((address, ""));
        format!("{}@{domain}", local.split('+').next().unwrap_or(local))
    };
    let from_us = message.from.as_ref().is_some_and(|from| {
        outer.recipients.iter().any(|one| without_plus(one) == without_plus(from))
    });
    let mut all = Document::default();
    if ours || from_us {
        return all;
    }
    all.notes.clone_from(&message.notes);
    for (index, line) in quoting::lines(&message.text).into_iter().enumerate() {
        if !line.quoted {
            let place = format!("line {}", index + 1);
            all.blocks.push(Block::Text(Text { text: line.text, place }));
        }
    }
    all
}

/// A mail that was saved as a file and attached.
fn is_mail(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("eml" | "msg"))
}

/// What a mail that was attached says, with what is attached to it.
fn inside(workers: &Workers, bytes: &[u8]) -> Document {
    let message = message::read_with_contents(bytes);
    let mut all = Document { notes: message.notes.clone(), ..Document::default() };
    for (index, text) in message.text.lines().enumerate() {
        let place = format!("line {}", index + 1);
        all.blocks.push(Block::Text(Text { text: text.to_owned(), place }));
    }
    for attachment in message.attachments.iter().filter(|one| is_document(&message, one)) {
        let Some(bytes) = attachment.content.as_deref().filter(|_| !is_mail(&attachment.name))
        else {
            all.notes.push(format!("{} was not read", attachment.name));
            continue;
        };
        let (name, media_type) = (&attachment.name, &attachment.media_type);
        let asked = Asked { name, media_type, bytes, password: None };
        all.append(&attachment.name, workers.read(&asked));
    }
    all
}

/// Keeps what was read.
pub(super) fn keep(db: &Connection, read: &Read) -> anyhow::Result<()> {
    read.iter().try_for_each(|(sha256, document)| documents::put(db, sha256, document))
}

/// Whether an attachment may hold an answer. What hangs on a report is our own letter.
fn is_document(message: &Message, attachment: &Attachment) -> bool {
    let mail = attachment.media_type == ENCLOSED;
    message.report.is_none() && (mail || attachment.may_have_text())
}

/// What is kept of the documents of a mail.
#[derive(Debug, Default)]
pub(super) struct Papers {
    documents: Vec<(String, Document)>,
}

impl Papers {
    pub(super) fn of(db: &Connection, message: &Message) -> anyhow::Result<Self> {
        let mut found = Self::default();
        for attachment in message.attachments.iter().filter(|one| is_document(message, one)) {
            if let Some(document) = documents::get(db, &attachment.sha256)? {
                found.documents.push((attachment.name.clone(), document));
            }
        }
        Ok(found)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    pub(super) fn as_papers(&self) -> Vec<Paper<'_>> {
        self.documents.iter().map(|(name, document)| Paper { name, document }).collect()
    }

    /// Everything they say, a line each.
    pub(super) fn text(&self) -> String {
        self.text_besides(&|_| false)
    }

    /// Everything that is said by those of them whose name is not `left_out`.
    pub(super) fn text_besides(&self, left_out: &dyn Fn(&str) -> bool) -> String {
        let papers = self.as_papers();
        let rest = papers.iter().filter(|paper| !left_out(paper.name));
        let lines: Vec<quoting::Line> = rest.flat_map(Paper::lines).collect();
        quoting::new_text(&lines)
    }

    /// `lines` of the mail, and those of each document.
    pub(super) fn parts(&self, lines: Vec<quoting::Line>) -> Vec<Vec<quoting::Line>> {
        let theirs = self.as_papers();
        [lines].into_iter().chain(theirs.iter().map(Paper::lines)).collect()
    }

    /// `lines` of the mail with what they remark besides their tables.
    pub(super) fn remarks(&self, mut lines: Vec<quoting::Line>) -> Vec<quoting::Line> {
        lines.extend(self.as_papers().iter().flat_map(Paper::remarks));
        lines
    }

    /// The mail with a word on each attachment that was read; `released` are harmless, whatever is
    /// hidden in them.
    pub(super) fn noted(&self, message: &Message, released: &[(String, String)]) -> Message {
        let mut message = message.clone();
        for attachment in &mut message.attachments {
            let read = self.documents.iter().find(|(name, _)| *name == attachment.name);
            if let Some((_, document)) = read {
                attachment.text_status = status(document);
                attachment.note = document.notes.first().cloned().or_else(|| hidden(document));
                if attachment.text_status == TextStatus::Quarantined {
                    // Why it is kept out of sight comes before what of it was not read.
                    attachment.note = hidden(document).or(attachment.note.take());
                }
                if attachment.note.is_none() {
                    attachment.note.clone_from(&document.unlocked);
                }
            }
            release(attachment, released);
        }
        message
    }
}

/// Lets a file out of quarantine, if a person says that it is harmless.
pub(super) fn release(file: &mut Attachment, released: &[(String, String)]) {
    let said = released.iter().rev().find(|(sha256, _)| *sha256 == file.sha256);
    if let Some((_, words)) = said.filter(|_| file.text_status == TextStatus::Quarantined) {
        file.text_status = TextStatus::Read;
        file.note = Some(words.clone());
    }
}

fn status(document: &Document) -> TextStatus {
    match () {
        () if document.locked => TextStatus::Locked,
        () if !document.hidden.is_empty() => TextStatus::Quarantined,
        () if document.blocks.is_empty() => TextStatus::NotRead,
        () if !document.notes.is_empty() => TextStatus::PartlyRead,
        () => TextStatus::Read,
    }
}

fn hidden(document: &Document) -> Option<String> {
    let first = document.hidden.first()?;
    let more = document.hidden.len() - 1;
    let rest = if more == 0 { String::new() } else { format!(", and {more} more") };
    Some(format!(
        "it has {} ({}{rest}), which may not have been meant to be sent",
        first.what.words(),
        first.place
    ))
}
