//! What the regulator asks for about one request: a page to read, and a ZIP with the originals.
//!
//! The same workspace on the same day gives the same bytes.

mod archive;
mod checklist;
mod ground;
mod page;
mod parts;
mod place;
mod texts;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

pub use self::checklist::{Check, State};
pub use self::place::{Overwrite, Written, write};
use super::dossier::{Dossier, read_words};
use super::history::{Entry, history};
use super::{Workspace, quarantine};
use crate::case::judging::Position;
use crate::law::calendar::Calendar;
use crate::law::regime::{Regime, Regulator};
use crate::law::{Law, london};
use crate::letters::Sender;
use crate::replies::Kind;
use crate::replies::message::sha256;
use crate::store::mails;
use crate::store::requests::Request;

/// A pack, before it is written or attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    pub reference: String,
    pub html: Vec<u8>,
    pub zip: Vec<u8>,
    /// What the regulator wants and is not here, in sentences.
    pub missing: Vec<String>,
}

impl Pack {
    /// The name of the page, such as `UHE-7K3Q-P2M8-pack.html`.
    pub fn html_name(&self) -> String {
        html_name(&self.reference)
    }

    /// The name of the archive.
    pub fn zip_name(&self) -> String {
        format!("{}-pack.zip", self.reference)
    }
}

fn html_name(reference: &str) -> String {
    format!("{reference}-pack.html")
}

/// Who makes a pack, and when.
#[derive(Debug, Clone, Copy)]
pub struct Maker<'a> {
    pub sender: &'a Sender,
    pub now: DateTime<Utc>,
    /// Who takes complaints under the request's Act.
    pub regulator: &'a Regulator,
    /// A rehearsal made the workspace: the pack says so on its first line.
    pub simulated: bool,
}

/// Everything the parts of a pack are written from.
struct Matter<'a> {
    dossier: &'a Dossier,
    position: Position,
    chronology: Vec<Entry>,
    regulator: Regulator,
    regime: &'static Regime,
    maker: Maker<'a>,
    today: NaiveDate,
    calendar: &'a Calendar,
}

/// What is in the archive of what left and came, and what was left out, with the reason.
struct Originals {
    files: Vec<Enclosed>,
    left_out: Vec<String>,
}

/// A file of the archive.
struct Enclosed {
    path: String,
    /// What it is, in words of ours.
    what: String,
    bytes: Vec<u8>,
}

impl Enclosed {
    fn new(path: String, what: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { path, what: what.into(), bytes }
    }

    fn sha256(&self) -> String {
        sha256(&self.bytes)
    }
}

/// The pack of a request, as the workspace stands now.
pub fn pack(workspace: &Workspace, request: &Request) -> anyhow::Result<Pack> {
    let regulator = workspace.regulator(request.law)?;
    let maker = Maker {
        regulator: &regulator,
        sender: &workspace.config.sender,
        now: workspace.now.instant(),
        simulated: workspace.simulated,
    };
    build(workspace.store.db(), request, maker)
}

/// The same, from an open database: for a letter that attaches it.
pub fn build(db: &Connection, request: &Request, maker: Maker<'_>) -> anyhow::Result<Pack> {
    let today = london::civil_date(maker.now);
    let mut dossier = Dossier::open(db, request)?;
    leave_out_spam(&mut dossier);
    let matter = matter(&dossier, maker, today)?;
    let checks = checklist::checks(&matter)?;
    let originals = originals(db, &dossier)?;
    let html = page::render(&matter, &checks, &originals.files)?.into_bytes();
    let missing = checks
        .into_iter()
        .filter(|check| check.state == State::Missing)
        .map(|check| check.words)
        .collect();
    let Originals { mut files, left_out } = originals;
    files.push(Enclosed::new("clock.txt".to_owned(), "every limit, with its working", {
        texts::clock(&matter)?.into_bytes()
    }));
    files.push(Enclosed::new("chronology.csv".to_owned(), "what happened, as a table", {
        texts::chronology(&matter)?
    }));
    let what = "the page to read first";
    files.push(Enclosed::new(html_name(&request.reference), what, html.clone()));
    let index = texts::index(&matter, &files, &left_out).into_bytes();
    files.push(Enclosed::new("index.txt".to_owned(), "this list", index));
    let sums = texts::sums(&mut files).into_bytes();
    files.push(Enclosed::new(texts::SUMS.to_owned(), "to check the files by", sums));
    let zip = archive::zip(&request.reference, &mut files, today)?;
    Ok(Pack { reference: request.reference.clone(), html, zip, missing })
}

/// What a person called spam is no part of the case; what only a rule called so may be.
fn leave_out_spam(dossier: &mut Dossier) {
    let is_spam = |mail: i64, kind| kind == Kind::Spam && dossier.agreed_by(mail).is_some();
    let spam: Vec<i64> = dossier
        .mails()
        .filter(|(mail, read)| is_spam(mail.id, read.kind))
        .map(|(mail, _)| mail.id)
        .collect();
    dossier.file.mails.retain(|(mail, ..)| !spam.contains(&mail.id));
}

fn matter<'a>(
    dossier: &'a Dossier,
    maker: Maker<'a>,
    today: NaiveDate,
) -> anyhow::Result<Matter<'a>> {
    let law: Law = dossier.request.law;
    let calendar: &Calendar = &dossier.calendar;
    let position = dossier.story.judge(law, calendar, today)?;
    let regime = position.ledger.as_ref().map_or_else(|| law.regime(today), |row| row.regime);
    let regulator = maker.regulator.clone();
    let mut chronology = history(dossier, today)?;
    chronology.retain(|entry| !entry.inside);
    Ok(Matter { dossier, position, chronology, regulator, regime, maker, today, calendar })
}

/// Letters and mails byte for byte, under names of our own. A mail with a file that is kept out of
/// sight is left out, and one that was erased.
fn originals(db: &Connection, dossier: &Dossier) -> anyhow::Result<Originals> {
    let (mut files, mut left_out) = (Vec::new(), Vec::new());
    for letter in &dossier.letters {
        let what = format!("letter l{}: {}", letter.id, parts::letter_title(letter.kind));
        files.push(Enclosed::new(parts::letter_path(letter), what, letter.bytes.clone()));
    }
    for (mail, read) in dossier.all_mails() {
        let what = format!("mail m{}: {}", mail.id, parts::title(&read_words(read)));
        let kept = quarantine::kept(&read.reading);
        if !kept.is_empty() {
            let why = "a possible personal data breach, which nobody here has looked at";
            left_out.push(format!("{what}\n    {}: {why}", kept.join("; ")));
            continue;
        }
        if let Some(erased) = &read.reading.erased {
            let (on, by) = (london::civil_date(erased.at), &erased.by);
            let all = if erased.whole { "it was" } else { "an attachment of it was" };
            left_out.push(format!("{what}\n    {all} erased on {on} by {by}: {}", erased.why));
            if erased.whole {
                continue;
            }
        }
        let bytes = mails::bytes(db, mail.id)?;
        files.push(Enclosed::new(parts::mail_path(mail.id, read.kind), what, bytes));
    }
    Ok(Originals { files, left_out })
}
