//! Files with something hidden in them: kept out of sight and out of every export, until a person has
//! looked and says that they are harmless.

use anyhow::Context;
use rusqlite::Connection;

use super::read::Reader;
use super::refresh::File;
use super::{Workspace, again, papers};
use crate::case::events::Event;
use crate::case::standing::Answer;
use crate::law::london;
use crate::letters::occasion::HiddenIn;
use crate::replies::message::{Attachment, Message, TextStatus};
use crate::store::mails::{self, Mail, Reading};
use crate::store::{documents, erasures, events};

/// Keeps a file out of sight that was erased before this mail brought it again.
pub(super) fn came_again(
    db: &Connection,
    (mail, message): (i64, &mut Message),
    released: &[(String, String)],
) -> anyhow::Result<()> {
    for file in &mut message.attachments {
        let Some(stone) = erasures::of_file(db, &file.sha256)? else { continue };
        let seen = mails::get(db, mail)?.map(|mail| mail.seen_at);
        if stone.mail == mail || seen.is_none_or(|seen| seen < stone.at) {
            continue;
        }
        let (on, by, why) = (london::civil_date(stone.at), &stone.by, &stone.why);
        let again = format!("{AGAIN} from m{} on {on} by {by}: {why}", stone.mail);
        let hidden = file.note.take().filter(|_| is_kept(file));
        file.note = Some(hidden.map_or(again.clone(), |hidden| format!("{hidden}; {again}")));
        file.text_status = TextStatus::Quarantined;
        papers::release(file, released);
    }
    Ok(())
}

/// In the place of the words of such a file.
pub const OUT_OF_SIGHT: &str = "[kept out of sight]";

/// Refuses an answer in words that nobody has seen, for its file is kept out of sight.
pub(super) fn can_be_seen(answer: &Answer) -> anyhow::Result<()> {
    let (question, mail) = (&answer.question, answer.mail.unwrap_or_default());
    anyhow::ensure!(
        answer.value.value.as_deref() != Some(OUT_OF_SIGHT),
        "the answer to {question} is words of a file that is kept out of sight: look at the file, then \
         `foi mail release m{mail} FILE --reason TEXT`"
    );
    Ok(())
}

/// Whether the file is kept out of sight.
pub fn is_kept(file: &Attachment) -> bool {
    file.text_status == TextStatus::Quarantined
}

/// Whether it is kept for what is hidden in it, and not only because it came again.
fn is_hidden(file: &Attachment) -> bool {
    is_kept(file) && !file.note.as_deref().is_some_and(|note| note.starts_with(AGAIN))
}

const AGAIN: &str = "the same file was erased";

/// What is hidden in the first such file of a mail, in words.
pub(super) fn words(reading: &Reading) -> Option<String> {
    let file = reading.attachments.iter().find(|file| is_hidden(file))?;
    let why = file.note.as_deref().unwrap_or("something in it is hidden");
    Some(format!("{}: {why}", name(file)))
}

/// The files of a mail that are kept out of sight, each with the reason: for who passes it on.
pub fn kept(reading: &Reading) -> Vec<String> {
    let files = reading.attachments.iter().filter(|file| is_kept(file));
    files
        .map(|file| {
            let why = file.note.as_deref().unwrap_or("something in it is hidden");
            format!("{} ({why})", name(file))
        })
        .collect()
}

fn name(file: &Attachment) -> &str {
    if file.name.is_empty() { "an attachment" } else { &file.name }
}

/// The files of a request that are kept out of sight, with every place at which something is hidden.
pub(super) fn hidden(db: &Connection, of: &File) -> anyhow::Result<Vec<HiddenIn>> {
    let mut found = Vec::new();
    for (mail, read, _) in &of.mails {
        for file in read.reading.attachments.iter().filter(|file| is_hidden(file)) {
            let document = documents::get(db, &file.sha256)?.unwrap_or_default();
            let places = document.hidden.iter();
            found.push(HiddenIn {
                name: name(file).to_owned(),
                on: london::civil_date(mail.arrived_at),
                places: places.map(|one| format!("{}: {}", one.what.words(), one.place)).collect(),
            });
        }
    }
    Ok(found)
}

/// A person has looked at a file that was kept out of sight, and says that it is harmless.
pub fn release(
    workspace: &mut Workspace,
    (mail, file): (&Mail, &Attachment),
    why: &str,
    by: &str,
) -> anyhow::Result<()> {
    let why = why.trim();
    anyhow::ensure!(!why.is_empty(), "say why it is harmless: --reason TEXT");
    anyhow::ensure!(
        is_kept(file),
        "{} of m{} is not in quarantine: it is {}",
        name(file),
        mail.id,
        file.text_status.code().replace('_', " ")
    );
    let now = workspace.now.instant();
    let reader = Reader::load(workspace.store.db(), &workspace.config)?;
    workspace.store.transaction(|db| {
        let links = events::Links { mail: Some(mail.id), ..events::Links::default() };
        let (attachment, why) = (file.sha256.clone(), why.to_owned());
        let event = Event::AttachmentReleased { mail: mail.id, attachment, why };
        events::append(db, links, now, Some(by), &event)?;
        again::decided(db, &reader, mail.id, now).context("reading the mail again")?;
        Ok(())
    })
}
