//! `foi write`: letters in a person's own words, to one request or to many, each in its own thread.

pub mod draft;
pub mod thread;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;

use self::thread::last_word;
use super::approve::circumstances::Circumstances;
use super::approve::destination::destination;
use super::approve::{self, freeze, may_be_written};
use super::campaign::templates_of;
use super::judged::Judged;
use super::select::{Filter, select};
use super::{Workspace, refresh};
use crate::case::Status;
use crate::case::events::LetterKind;
use crate::letters::compose::{self, Words};
use crate::letters::files::{MOST_BYTES, too_much};
use crate::letters::occasion::{Attachment, Occasion};
use crate::letters::templates::Templates;
use crate::letters::{Letter, lint};
use crate::register::Register;
use crate::store;
use crate::store::requests::{self, Request};

/// What a person wants written, and to whom.
#[derive(Debug)]
pub struct Wish {
    pub filter: Filter,
    /// Unless the words begin with one; none for an answer to the last word.
    pub subject: Option<String>,
    pub words: Words,
    pub quoting: Quoting,
    pub attachments: Vec<Attachment>,
}

/// Whether what is answered stands below the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    LastWord,
    Nothing,
}

/// Letters ready to be approved.
#[derive(Debug, Default)]
pub struct Prospect {
    pub letters: Vec<Prepared>,
    /// What stops each of these letters.
    pub faults: Vec<String>,
    /// Requests that have not left: nobody there knows of them.
    pub not_left: usize,
}

#[derive(Debug)]
pub struct Prepared {
    pub request: Request,
    pub letter: Letter,
    /// What the person should know of it before.
    pub note: Option<String>,
}

/// A file to go with a letter.
pub fn attachment(path: &Path) -> anyhow::Result<Attachment> {
    let reading = || format!("reading {}", path.display());
    let about = fs::metadata(path).with_context(reading)?;
    anyhow::ensure!(about.is_file(), "{} is no file", path.display());
    let limit = u64::try_from(MOST_BYTES)?;
    anyhow::ensure!(
        about.len() <= limit,
        "{} has {} bytes; a letter may carry {limit}: many councils refuse larger mail",
        path.display(),
        about.len()
    );
    Ok(Attachment::new(&path.to_string_lossy(), fs::read(path).with_context(reading)?))
}

/// The letters that `wish` means, and what stops any of them.
pub fn prospect(workspace: &Workspace, wish: &Wish) -> anyhow::Result<Prospect> {
    anyhow::ensure!(
        wish.filter.says_something(),
        "to whom? Name requests, or say which with --campaign, --nation, --law or --status"
    );
    let mut prospect = Prospect::default();
    prospect.faults.extend(too_much(&wish.attachments));
    let mut desk = Desk {
        workspace,
        wish,
        register: store::register::load(workspace.store.db())?,
        templates: BTreeMap::new(),
    };
    for row in select(workspace, &wish.filter)? {
        if row.judgement.received_on.is_none() && wish.filter.named.is_empty() {
            prospect.not_left += 1;
            continue;
        }
        match desk.write(&row) {
            Ok((prepared, faults)) => {
                let named = |fault| format!("{}: {fault}", prepared.request.authority);
                prospect.faults.extend(faults.into_iter().map(named));
                prospect.letters.push(prepared);
            }
            Err(error) => prospect.faults.push(format!("{}: {error:#}", row.listed.authority)),
        }
    }
    Ok(prospect)
}

struct Desk<'a> {
    workspace: &'a Workspace,
    wish: &'a Wish,
    register: Register,
    templates: BTreeMap<String, Templates>,
}

impl Desk<'_> {
    fn write(&mut self, row: &Judged) -> anyhow::Result<(Prepared, Vec<String>)> {
        let (workspace, wish) = (self.workspace, self.wish);
        let db = workspace.store.db();
        let today = workspace.today();
        let request = requests::get(db, row.listed.request)?;
        if !self.templates.contains_key(&request.campaign) {
            let templates = templates_of(&workspace.dir, &request.campaign)?;
            self.templates.insert(request.campaign.clone(), templates);
        }
        let templates = self.templates.get(&request.campaign).context("no letters")?;
        let looked = refresh::look(db, &request, today)?;
        may_be_written(&looked, today)?;
        let facts = Circumstances::of(workspace, &request, &looked, (LetterKind::Free, None))?;
        let last = last_word(db, &request)?.context("nothing has been written yet")?;
        let plain = approve::Wish::default();
        let occasion = Occasion {
            in_reply_to: last.message_id.as_deref(),
            attachments: wish.attachments.clone(),
            ..facts.occasion(&plain, today)
        };
        let authority = self.register.find(&request.authority)?;
        let to = destination(db, authority, request.id, LetterKind::Free)?;
        let asked = compose::Request {
            campaign: &looked.campaign,
            authority,
            to: &to,
            reference: &request.reference,
            sender: &workspace.config.sender,
        };
        let subject = wish.subject.clone().unwrap_or_else(|| last.answered(&request.reference));
        let quoted = match wish.quoting {
            Quoting::LastWord => last.quoted(),
            Quoting::Nothing => String::new(),
        };
        let letter = compose::free(templates, (&subject, &wish.words, &quoted), asked, &occasion)?;
        let faults = lint::check(&letter, request.law, &[], &request.reference);
        let note = note(row.judgement.status);
        Ok((Prepared { request, letter, note }, faults))
    }
}

/// What a letter in one's own words does not do, where the request waits for one that does.
fn note(status: Status) -> Option<String> {
    let (waits, step) = match status {
        Status::ClarificationAsked => ("they asked, and no time runs until", "clarification_reply"),
        Status::FeeAsked => ("they asked for a fee, and no time runs until", "fee_decision"),
        Status::Planned
        | Status::Queued
        | Status::Undelivered
        | Status::Awaiting
        | Status::Extended
        | Status::Overdue
        | Status::ReviewAsked
        | Status::ReviewOverdue
        | Status::Complained
        | Status::PartlyAnswered
        | Status::Refused
        | Status::NotHeld
        | Status::Answered
        | Status::Closed => return None,
    };
    Some(format!(
        "{waits} we answer: this letter does not count as the answer, `foi approve --step {step}` \
         does"
    ))
}

impl Prospect {
    /// Freezes and queues every letter, or none; `confirmed` must be the number that was shown.
    pub fn approve(
        &self,
        workspace: &mut Workspace,
        confirmed: usize,
        by: &str,
    ) -> anyhow::Result<usize> {
        let count = self.letters.len();
        anyhow::ensure!(
            self.faults.is_empty(),
            "nothing was approved:\n  {}",
            self.faults.join("\n  ")
        );
        anyhow::ensure!(count > 0, "no request is meant: `foi requests` lists them");
        anyhow::ensure!(
            confirmed == count,
            "the list has {count}, you confirmed {confirmed}: look at it again, then confirm the \
             number it shows"
        );
        let now = workspace.now.instant();
        let sender = workspace.config.sender.clone();
        workspace.store.transaction(|db| {
            for Prepared { request, letter, .. } in &self.letters {
                freeze(db, (request, letter, &[]), &sender, (by, now))?;
            }
            Ok(count)
        })
    }
}
