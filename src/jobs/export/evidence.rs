//! The replies behind the figures, as files that may be read by everybody: words redacted, with an index. What
//! must not be shown is named, and not written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rusqlite::Connection;

use super::about::about;
use super::folder::{Replace, Written, make, may_write, put, put_text};
use super::page::{self, Entry, Held};
use super::shown::{Veil, Veiled};
use crate::case::standing::{Answer, Stands};
use crate::documents::{Block, Document};
use crate::jobs::Workspace;
use crate::jobs::quarantine;
use crate::jobs::results::known_campaign;
use crate::replies::message::{self, Attachment, TextStatus};
use crate::replies::redaction::{Found, People};
use crate::results::disclosure::Release;
use crate::results::tables::Mode;
use crate::spreadsheet::inert;
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

/// Who it is for, and where it goes.
#[derive(Debug, Clone, Copy)]
pub struct Into<'a> {
    pub folder: &'a Path,
    pub mode: Mode,
    pub replace: Replace,
}

struct Making<'a> {
    into: Into<'a>,
    written: Vec<Written>,
    entries: Vec<Entry>,
    held: Vec<Held>,
    /// File, rule, words.
    taken: Vec<(String, Found)>,
}

/// Writes the replies that answers which stand were read from.
pub fn evidence(workspace: &Workspace, campaign: &str, into: Into<'_>) -> anyhow::Result<Evidence> {
    let db = workspace.store.db();
    let campaign = known_campaign(db, campaign)?.campaign;
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
        taken: Vec::new(),
    };
    let own = workspace.config.sender.name.clone();
    let mut all = requests::of_campaign(db, &campaign.id)?;
    all.sort_by(|one, other| one.authority.cmp(&other.authority));
    for request in all {
        making.request(db, &request, (release.as_ref(), &own))?;
    }
    let about = about(workspace, &campaign, into.mode)?;
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

impl Making<'_> {
    fn path(&self, name: &str) -> PathBuf {
        match self.into.mode {
            Mode::Publication => self.into.folder.join(name),
            Mode::Internal => self.into.folder.join(format!("INTERNAL-{name}")),
        }
    }

    /// Writes a file of text; gives its name.
    fn put(&mut self, name: &str, text: &str) -> anyhow::Result<String> {
        let path = self.path(name);
        may_write(&path, self.into.replace)?;
        self.written.push(put_text(&path, text)?);
        Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }

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
        let name = format!("m{}", mail.id);
        if reading.erased.as_ref().is_some_and(|erased| erased.whole) {
            return Ok(self.hold(request, (veil, read), &name, "it was erased".to_owned()));
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
            let veiled = self.veil(veil, &reading.new_text, &of_body);
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
            return Ok(self.hold(request, (veil, read), what, why));
        }
        let Some(document) = documents::get(db, &attachment.sha256)? else {
            let why = "its text is not kept".to_owned();
            return Ok(self.hold(request, (veil, read), what, why));
        };
        let veiled = self.veil_document(veil, &document, read);
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

    /// For the campaign's own eyes nothing is taken out.
    fn veil(&self, veil: &Veil<'_>, text: &str, read: &[&Answer]) -> Veiled {
        match self.into.mode {
            Mode::Publication => veil.text(text, read),
            Mode::Internal => Veiled { text: text.to_owned(), found: Vec::new(), eaten: None },
        }
    }

    /// The text of a document with its tables as lines, and each table as a CSV.
    fn veil_document(
        &self,
        veil: &Veil<'_>,
        document: &Document,
        read: &[&Answer],
    ) -> (Veiled, Vec<String>) {
        let (mut whole, mut tables) =
            (Veiled { text: String::new(), found: Vec::new(), eaten: None }, Vec::new());
        let mut prose = String::new();
        let flush = |prose: &mut String, whole: &mut Veiled| {
            let veiled = self.veil(veil, prose, read);
            whole.text.push_str(&veiled.text);
            whole.found.extend(veiled.found);
            whole.eaten = whole.eaten.take().or(veiled.eaten);
            prose.clear();
        };
        for block in &document.blocks {
            match block {
                Block::Text(text) => {
                    prose.push_str(&text.text);
                    prose.push('\n');
                }
                Block::Table(table) => {
                    flush(&mut prose, &mut whole);
                    let mut csv = String::new();
                    for row in &table.rows {
                        let mut cells: Vec<String> = Vec::new();
                        for cell in row {
                            let veiled = match self.into.mode {
                                Mode::Publication => veil.cell(&cell.text, &cell.place, read),
                                Mode::Internal => self.veil(veil, &cell.text, read),
                            };
                            while cells.len() < cell.column.min(1_000) {
                                cells.push(String::new());
                            }
                            cells.push(veiled.text);
                            whole.found.extend(veiled.found);
                            whole.eaten = whole.eaten.take().or(veiled.eaten);
                        }
                        whole.text.push_str(&format!("{}\n", cells.join(" | ")));
                        let quoted = cells
                            .iter()
                            .map(|cell| format!("\"{}\"", inert(cell).replace('"', "\"\"")));
                        csv.push_str(&format!("{}\r\n", quoted.collect::<Vec<_>>().join(",")));
                    }
                    tables.push(csv);
                }
            }
        }
        flush(&mut prose, &mut whole);
        (whole, tables)
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
            return Ok(self.hold(request, (veil, read), what, why));
        }
        let name = self.put(file, &veiled.text)?;
        self.taken.extend(veiled.found.into_iter().map(|found| (name.clone(), found)));
        for answer in read {
            let quote = answer.quote.as_deref().unwrap_or(&answer.as_written);
            let words = self.veil(veil, quote, &[answer]).text;
            self.entry(request, (veil, answer), (Some(&name), sha256), &words);
        }
        Ok(())
    }

    fn hold(
        &mut self,
        request: &Request,
        (veil, read): (&Veil<'_>, &[&Answer]),
        what: &str,
        why: String,
    ) {
        for answer in read {
            self.entry(request, (veil, answer), (None, ""), "");
        }
        self.held.push(Held { what: what.to_owned(), why });
    }

    fn entry(
        &mut self,
        request: &Request,
        (veil, answer): (&Veil<'_>, &Answer),
        (file, sha256): (Option<&str>, &str),
        words: &str,
    ) {
        let published = if veil.hides(answer) {
            "suppressed".to_owned()
        } else {
            self.veil(veil, &answer.value.shown(), &[]).text
        };
        self.entries.push(Entry {
            authority: request.authority.clone(),
            name: request.name.clone(),
            question: answer.question.clone(),
            period: answer.period.clone(),
            published,
            file: file.map(str::to_owned),
            place: self.veil(veil, answer.place.as_deref().unwrap_or_default(), &[]).text,
            words: words.split_whitespace().collect::<Vec<_>>().join(" "),
            sha256: sha256.to_owned(),
        });
    }

    /// What was taken out, for the campaign's own eyes: beside the folder, never in it.
    fn redactions(&self) -> anyhow::Result<Option<Written>> {
        if self.into.mode == Mode::Internal {
            return Ok(None);
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["look", "file", "what", "rule", "words"])?;
        let mut rows: Vec<&(String, Found)> = self.taken.iter().collect();
        rows.sort_by_key(|(file, found)| (found.sure, file.clone(), found.span.start));
        for (file, found) in rows {
            let look = if found.sure { "" } else { "yes" };
            let words = inert(&found.words).into_owned();
            writer.write_record([look, file, found.what.code(), found.rule, &words])?;
        }
        let name = self.into.folder.file_name().unwrap_or_default().to_string_lossy();
        let path = self.into.folder.with_file_name(format!("INTERNAL-redactions-{name}.csv"));
        let text = String::from_utf8(writer.into_inner()?)?;
        Ok(Some(put_text(&path, &text)?))
    }
}

/// Everybody that the mail, its signature or one of its attachments names, and ourselves.
fn people(
    db: &Connection,
    (mail, reading): (&Mail, &Reading),
    own: &str,
) -> anyhow::Result<People> {
    let raw = mails::bytes(db, mail.id)?;
    let mut people = People::of_mail(&raw);
    people.also(own);
    // The signature is not among what is new in the mail.
    let whole = message::read(&raw);
    people.learn(&whole.text);
    people.learn(&reading.new_text);
    for attachment in reading.attachments.iter().filter(|file| !quarantine::is_kept(file)) {
        let Some(document) = documents::get(db, &attachment.sha256)? else { continue };
        let lines = document.blocks.iter().map(|block| match block {
            Block::Text(text) => text.text.clone(),
            Block::Table(table) => {
                let cells = table.rows.iter().flatten().map(|cell| cell.text.as_str());
                cells.collect::<Vec<_>>().join("\n")
            }
        });
        people.learn(&lines.collect::<Vec<_>>().join("\n"));
    }
    Ok(people)
}
