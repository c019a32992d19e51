//! `foi proof`: everything known of the delivery of a request's letters, and what it shows in law.

mod gathered;
mod law;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

pub use self::gathered::contradictions;
use self::gathered::{mails, of_log};
use super::Workspace;
use super::dossier::{Dossier, Handed};
use super::judged::{Judged, judged};
use crate::case::events::{Event, LetterKind};
use crate::case::{Delivery, Status};
use crate::evidence::Fate;
use crate::replies::message::sha256;
use crate::store::letters::Frozen;
use crate::store::mails as stored;
use crate::store::requests::{self, Request};

/// What is known of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub letter: i64,
    pub kind: LetterKind,
    pub number: i64,
    pub message_id: String,
    pub recipient: String,
    pub subject: String,
    /// Of the bytes that a person approved.
    pub sha256: String,
    pub bytes: usize,
    pub approved_at: DateTime<Utc>,
    pub approved_by: Option<String>,
    pub delivery: &'static str,
    /// Everything on record, oldest first.
    pub known: Vec<Known>,
    pub contradictions: Vec<String>,
    /// What it proves in law, and what not.
    pub shows: Vec<String>,
}

/// One thing that is known of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub at: DateTime<Utc>,
    /// A fixed name, such as `handed_over`.
    pub what: &'static str,
    pub words: String,
    pub server: Option<String>,
    pub queue_id: Option<String>,
    /// A mail, or the file of a log.
    pub source: Option<String>,
}

/// The letters of a request, oldest first.
pub fn proofs(db: &Connection, request: &Request, today: NaiveDate) -> anyhow::Result<Vec<Proof>> {
    let dossier = Dossier::open(db, request)?;
    let mut found = Vec::new();
    for letter in &dossier.letters {
        let mut known = of_log(&dossier, letter.id);
        let until = sent_again(&dossier, letter);
        let before = |row: &Known| until.is_none_or(|until| row.at < until);
        known.extend(mails(db, &dossier, letter)?.into_iter().filter(before));
        known.sort_by_key(|row| row.at);
        let approved = dossier.file.events.iter().find(|dated| {
            matches!(&dated.event, Event::LetterApproved { letter: id, .. } if *id == letter.id)
        });
        let delivery = delivery(&dossier, (letter.id, letter.kind), (&known, until), today)?;
        found.push(Proof {
            letter: letter.id,
            kind: letter.kind,
            number: letter.number,
            message_id: letter.message_id.clone(),
            recipient: letter.recipient.clone(),
            subject: letter.subject.clone(),
            sha256: sha256(&letter.bytes),
            bytes: letter.bytes.len(),
            approved_at: letter.approved_at,
            approved_by: approved.and_then(|dated| dated.by.clone()),
            delivery: delivery.code(),
            contradictions: contradictions(&dossier, letter.id),
            shows: law::shows(request.law.regime(today), delivery, &known),
            known,
        });
    }
    Ok(found)
}

/// When the request was sent again after this letter of it: what comes from then on is about the later one,
/// though it may name both.
fn sent_again(dossier: &Dossier, letter: &Frozen) -> Option<DateTime<Utc>> {
    let later = dossier.letters.iter().filter(|row| {
        row.kind == LetterKind::Request && letter.kind == row.kind && row.number > letter.number
    });
    let left = later.filter_map(|row| match dossier.handed(row.id) {
        Handed::Over { at, .. } => Some(at),
        Handed::NotYet | Handed::Refused { .. } | Handed::Unknown { .. } => None,
    });
    left.min()
}

/// How far a letter got: the request as it is judged, any other, and one that was sent again since, by what
/// is known of it.
fn delivery(
    dossier: &Dossier,
    (letter, kind): (i64, LetterKind),
    (known, until): (&[Known], Option<DateTime<Utc>>),
    today: NaiveDate,
) -> anyhow::Result<Delivery> {
    if kind == LetterKind::Request && until.is_none() {
        let law = dossier.request.law;
        return Ok(dossier.story.judge(law, &dossier.calendar, today)?.judgement.delivery);
    }
    Ok(match dossier.handed(letter) {
        Handed::NotYet => Delivery::Planned,
        Handed::Refused { .. } => Delivery::Refused,
        Handed::Unknown { .. } => Delivery::Unknown,
        Handed::Over { .. } => {
            let last = known.iter().rev().find_map(|row| match row.what {
                "delivered" | "answered" | "receipt" => Some(Delivery::Delivered),
                "bounced" => Some(Delivery::Bounced),
                "deferred_there" => Some(Delivery::Deferred),
                _ => None,
            });
            last.unwrap_or(Delivery::Accepted)
        }
    })
}

/// A letter from which a time runs, and of which nothing shows that it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSign {
    pub request: i64,
    pub authority: String,
    pub kind: LetterKind,
    pub left_on: NaiveDate,
    /// The day that rests on it.
    pub due_on: Option<NaiveDate>,
}

/// Working days after which the silence of everybody is told.
const PATIENCE: u32 = 5;

/// Every letter without a sign of life five working days after it left, by the calendar of its nation.
pub fn without_sign(workspace: &Workspace) -> anyhow::Result<Vec<NoSign>> {
    let rows = judged(workspace, None, workspace.today())?;
    rows.iter().map(|row| no_sign(workspace, row)).filter_map(Result::transpose).collect()
}

/// The same of one request.
pub fn no_sign(workspace: &Workspace, row: &Judged) -> anyhow::Result<Option<NoSign>> {
    let judgement = &row.judgement;
    let review = matches!(judgement.status, Status::ReviewAsked | Status::ReviewOverdue);
    let open = review || (judgement.replied_on.is_none() && !is_over(judgement.status));
    let unproved = matches!(judgement.delivery, Delivery::Accepted | Delivery::Deferred);
    if !open || (!unproved && !review) {
        return Ok(None);
    }
    let (today, db) = (workspace.today(), workspace.store.db());
    // A request to which nothing came and that left a short time ago need not be opened.
    let scope = row.listed.law.regime(today).scope;
    let waited = |left_on: NaiveDate| -> anyhow::Result<bool> {
        Ok(today > workspace.calendar().working_day_after(scope, left_on, PATIENCE)?)
    };
    if !review && !judgement.received_on.map_or(Ok(false), waited)? {
        return Ok(None);
    }
    let request = requests::get(db, row.listed.request)?;
    let found = Dossier::open(db, &request)?.story.without_sign(today);
    let Some((kind, left_on)) = found else { return Ok(None) };
    if !waited(left_on)? || (unproved && anything_came(db, request.id)?) {
        return Ok(None);
    }
    Ok(Some(NoSign {
        request: request.id,
        authority: request.authority,
        kind,
        left_on,
        due_on: judgement.due_on,
    }))
}

/// A mail that is theirs, whatever it is, came from somebody who has our letter.
fn anything_came(db: &Connection, request: i64) -> anyhow::Result<bool> {
    for mail in stored::of_request(db, request)? {
        let read = stored::reading(db, mail.id)?;
        let theirs = read.is_some_and(|read| {
            read.reading.own.is_none() && read.kind != crate::replies::Kind::Bounce
        });
        if theirs {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_over(status: Status) -> bool {
    match status {
        Status::Closed
        | Status::Answered
        | Status::PartlyAnswered
        | Status::Refused
        | Status::NotHeld
        | Status::Complained
        | Status::Planned
        | Status::Queued
        | Status::Undelivered => true,
        Status::Awaiting
        | Status::ClarificationAsked
        | Status::FeeAsked
        | Status::Extended
        | Status::Overdue
        | Status::ReviewAsked
        | Status::ReviewOverdue => false,
    }
}

impl NoSign {
    /// In a sentence, with what to do.
    pub fn words(&self) -> String {
        let kind = super::dossier::letter_words(self.kind);
        let due = self.due_on.map_or_else(String::new, |due| format!(", on which {due} rests"));
        format!(
            "no sign that {kind} of {} arrived{due}: ask them, or take in the log of your mail server \
             (`foi evidence import`); `foi proof r{}`",
            self.left_on, self.request
        )
    }
}

/// The code of a machine's word.
fn told(fate: Fate) -> &'static str {
    match fate {
        Fate::Accepted => "taken_on",
        Fate::Deferred => "deferred_there",
        Fate::Delivered => "delivered",
        Fate::Bounced => "bounced",
    }
}
