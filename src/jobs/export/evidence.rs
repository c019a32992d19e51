//! The replies behind the figures, as files that may be read by everybody: words redacted, with an index. What
//! must not be shown is named, and not written.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use rusqlite::Connection;

use super::about::about;
use super::folder::{Written, make, may_write, put};
use super::making::{Into, Making};
use super::page::{self, Held};
use super::papers::{document, people};
use super::shown::{Veil, Veiled, words};
use crate::case::standing::{Answer, Stands};
use crate::jobs::Workspace;
use crate::jobs::quarantine;
use crate::jobs::results::known_campaign;
use crate::replies::message::{Attachment, TextStatus};
use crate::results::disclosure::Release;
use crate::results::tables::Mode;
use crate::store::mails::{self, Mail, Reading};
use crate::store::requests::Request;
use crate::store::{answers, documents, requests};

/// What was written, and what was not.
#[derive(Debug)]
pub struct Evidence {
    pub written: Vec<Written>,
    pub held: Vec<Held>,
    /// The list of all that was taken out: it names people and stays here.
    pub redactions: Option<Written>,
    /// Names that are only suspected.
    pub suspected: usize,
    pub taken: usize,
}

/// Writes the replies that answers which stand were read from.
pub fn evidence(workspace: &Workspace, campaign: &str, into: Into<'_>) -> anyhow::Result<Evidence> {
    let db = workspace.store.db();
    let campaign = known_campaign(db, campaign)?.campaign;
    let about = about(workspace, &campaign, (into.mode, into.doubts))?;
    let release = match into.mode {
        Mode::Publication => Some(super::only(workspace, &campaign.id)?),
        Mode::Internal => None,
    };
    make(into.folder)?;
    let mut making = Making {
        into,
        written: Vec::new(),
        entries: Vec::new(),
        held: Vec::new(),
        shared: BTreeSet::new(),
        taken: Vec::new(),
    };
    let own = workspace.config.sender.name.clone();
    let mut all = requests::of_campaign(db, &campaign.id)?;
    all.sort_by(|one, other| one.authority.cmp(&other.authority));
    making.shared = shared(db, &all)?;
    for request in all {
        making.request(db, &request, (release.as_ref(), &own))?;
    }
    let html = page::html((&campaign.title, &about, into.mode), &making.entries, &making.held)?;
    making.put("index.html", &html)?;
    making.put("index.csv", &page::csv(&making.entries)?)?;
    let redactions = making.redactions()?;
    Ok(Evidence {
        suspected: making.taken.iter().filter(|(_, found)| !found.sure).count(),
        taken: making.taken.len(),
        written: making.written,
        held: making.held,
        redactions,
    })
}

/// The mails that answers of several requests were read from.
fn shared(db: &Connection, all: &[Request]) -> anyhow::Result<BTreeSet<i64>> {
    let mut seen = BTreeSet::new();
    let mut shared = BTreeSet::new();
    for request in all {
        let standing = answers::of_request(db, request.id)?;
        let counts = standing.iter().filter(|answer| answer.stands == Stands::Yes);
        let mails: BTreeSet<i64> = counts.filter_map(|answer| answer.mail).collect();
        shared.extend(mails.intersection(&seen).copied());
        seen.extend(mails);
    }
    Ok(shared)
}

impl Making<'_> {
    fn request(
        &mut self,
        db: &Connection,
        request: &Request,
        (release, own): (Option<&Release>, &str),
    ) -> anyhow::Result<()> {
        let mut standing = answers::of_request(db, request.id)?;
        standing.retain(|answer| answer.stands == Stands::Yes);
        let mut by_mail: BTreeMap<Option<i64>, Vec<&Answer>> = BTreeMap::new();
        for answer in &standing {
            by_mail.entry(answer.mail).or_default().push(answer);
        }
        for (mail, read) in by_mail {
            let mut veil = Veil::new(&request.authority, &standing, release);
            let Some(mail) = mail.map(|id| mails::get(db, id)).transpose()?.flatten() else {
                self.by_hand(request, &veil, &read);
                continue;
            };
            let reading = mails::reading(db, mail.id)?.context("a mail that was not read")?.reading;
            veil.people = people(db, (&mail, &reading), own)?;
            self.mail(db, (request, &veil), (&mail, &reading), &read)?;
        }
        Ok(())
    }

    /// Answers that a person took from elsewhere.
    fn by_hand(&mut self, request: &Request, veil: &Veil<'_>, read: &[&Answer]) {
        for answer in read {
            let veiled = veil.text(&answer.as_written, &[answer]);
            self.entry(request, (veil, answer), (None, ""), &veiled.text);
        }
    }

    fn mail(
        &mut self,
        db: &Connection,
        (request, veil): (&Request, &Veil<'_>),
        (mail, reading): (&Mail, &Reading),
        read: &[&Answer],
    ) -> anyhow::Result<()> {
        let shared = self.shared.contains(&mail.id);
        let name = if shared {
            format!("m{}-{}", mail.id, request.authority)
        } else {
            format!("m{}", mail.id)
        };
        if shared && self.into.mode == Mode::Publication {
            // What hides the small numbers of one authority shows those of the other.
            let why = "it answers for several authorities: a person must look".to_owned();
            self.hold(request, (veil, read), &name, why);
            return Ok(());
        }
        if reading.erased.as_ref().is_some_and(|erased| erased.whole) {
            self.hold(request, (veil, read), &name, "it was erased".to_owned());
            return Ok(());
        }
        if self.into.mode == Mode::Internal {
            let path = self.path(&format!("{name}.eml"));
            may_write(&path, self.into.replace)?;
            let bytes = mails::bytes(db, mail.id)?;
            self.written.push(put(&path, |out| {
                std::io::Write::write_all(out, &bytes)?;
                Ok(None)
            })?);
        }
        let of_body: Vec<&Answer> =
            read.iter().copied().filter(|answer| answer.part.is_none()).collect();
        if !of_body.is_empty() {
            let veiled = words((self.into.mode, veil), &reading.new_text, &of_body);
            let file = format!("{name}.txt");
            self.file((request, veil), (&file, &name), (veiled, &of_body), &mail.sha256)?;
        }
        for (index, attachment) in (1..).zip(&reading.attachments) {
            let of_part: Vec<&Answer> = read
                .iter()
                .copied()
                .filter(|answer| answer.part.as_deref() == Some(attachment.name.as_str()))
                .collect();
            if !of_part.is_empty() {
                let what = format!("{name}, attachment {index}");
                let file = format!("{name}-{index}");
                self.attachment(db, (request, veil), (attachment, &what, &file), &of_part)?;
            }
        }
        Ok(())
    }

    fn attachment(
        &mut self,
        db: &Connection,
        (request, veil): (&Request, &Veil<'_>),
        (attachment, what, file): (&Attachment, &str, &str),
        read: &[&Answer],
    ) -> anyhow::Result<()> {
        let why = match attachment.text_status {
            TextStatus::Erased => Some("it was erased".to_owned()),
            TextStatus::Locked => Some("it opens only with a password".to_owned()),
            TextStatus::Quarantined => Some("it is in quarantine".to_owned()),
            TextStatus::Read | TextStatus::PartlyRead | TextStatus::NotRead => None,
        };
        let why = why
            .or_else(|| quarantine::is_kept(attachment).then(|| "it is in quarantine".to_owned()));
        if let Some(why) = why {
            self.hold(request, (veil, read), what, why);
            return Ok(());
        }
        let Some(read_document) = documents::get(db, &attachment.sha256)? else {
            let why = "its text is not kept".to_owned();
            self.hold(request, (veil, read), what, why);
            return Ok(());
        };
        let veiled = document((self.into.mode, veil), &read_document, read);
        let tables = veiled.1;
        let names = (format!("{file}.txt"), what.to_owned());
        let eaten = veiled.0.eaten.is_some();
        self.file((request, veil), (&names.0, &names.1), (veiled.0, read), &attachment.sha256)?;
        if !eaten {
            for (number, table) in (1..).zip(tables) {
                self.put(&format!("{file}-table-{number}.csv"), &table)?;
            }
        }
        Ok(())
    }

    fn file(
        &mut self,
        (request, veil): (&Request, &Veil<'_>),
        (file, what): (&str, &str),
        (veiled, read): (Veiled, &[&Answer]),
        sha256: &str,
    ) -> anyhow::Result<()> {
        if let Some(number) = &veiled.eaten {
            let why =
                format!("a person must look: {number} answers, and looks like somebody's number");
            self.hold(request, (veil, read), what, why);
            return Ok(());
        }
        let name = self.put(file, &veiled.text)?;
        self.taken.extend(veiled.found.into_iter().map(|found| (name.clone(), found)));
        for answer in read {
            let quote = answer.quote.as_deref().unwrap_or(&answer.as_written);
            let said = words((self.into.mode, veil), quote, &[answer]).text;
            self.entry(request, (veil, answer), (Some(&name), sha256), &said);
        }
        Ok(())
    }
}
