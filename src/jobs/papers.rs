//! The documents that come with a mail: read in processes of their own, kept by the hash of their bytes.

use rusqlite::Connection;

use crate::answers::finding::Paper;
use crate::documents::Document;
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
        let asked = Asked { name: &attachment.name, media_type: &attachment.media_type, bytes };
        found.push((attachment.sha256.clone(), workers.read(&asked)));
    }
    found
}

/// Keeps what was read.
pub(super) fn keep(db: &Connection, read: &Read) -> anyhow::Result<()> {
    read.iter().try_for_each(|(sha256, document)| documents::put(db, sha256, document))
}

/// Whether an attachment may hold an answer. What hangs on a report is our own letter.
fn is_document(message: &Message, attachment: &Attachment) -> bool {
    message.report.is_none() && attachment.may_have_text()
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
        quoting::new_text(&self.below(Vec::new()))
    }

    /// `lines` of the mail with theirs below.
    pub(super) fn below(&self, mut lines: Vec<quoting::Line>) -> Vec<quoting::Line> {
        lines.extend(self.as_papers().iter().flat_map(Paper::lines));
        lines
    }

    /// The mail with a word on each attachment that was read.
    pub(super) fn noted(&self, message: &Message) -> Message {
        let mut message = message.clone();
        for attachment in &mut message.attachments {
            let read = self.documents.iter().find(|(name, _)| *name == attachment.name);
            if let Some((_, document)) = read {
                attachment.text_status = status(document);
                attachment.note = document.notes.first().cloned().or_else(|| hidden(document));
            }
        }
        message
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
