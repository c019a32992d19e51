//! What an erasure would take, what stays of it, and where it still lies: shown before anything goes.

use std::collections::BTreeSet;

use anyhow::Context;
use rusqlite::Connection;

use super::copies::Remains;
use super::remains::remains;
use super::words::{Gone, was_in};
use crate::campaign::QuestionType;
use crate::jobs::Workspace;
use crate::replies::message::{Attachment, TextStatus, without};
use crate::store::erasures;
use crate::store::mails::{self, Mail, Reading};
use crate::store::requests;

/// What is to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Mail {
        mail: Mail,
    },
    /// Wherever it came, by its hash.
    Attachment {
        mail: Mail,
        sha256: String,
    },
}

impl Target {
    pub fn attachment(&self) -> Option<&str> {
        match self {
            Self::Mail { .. } => None,
            Self::Attachment { sha256, .. } => Some(sha256),
        }
    }
}

/// Bytes that go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goes {
    pub mail: i64,
    /// "mail" or "attachment".
    pub what: &'static str,
    pub name: String,
    pub sha256: String,
    pub bytes: usize,
}

/// An answer that was read from it: its value stays, its words go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub request: i64,
    pub authority: String,
    pub question: String,
    pub period: String,
    pub value: String,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub target: Target,
    /// Mails that lose something, by id.
    pub mails: Vec<i64>,
    pub goes: Vec<Goes>,
    pub figures: Vec<Figure>,
    pub remains: Vec<Remains>,
}

/// The mail or the attachment that a person means: m3, m3:2 (its second attachment, as `foi mail show`
/// counts them), m3:NAME, or an attachment's SHA-256.
pub fn find(db: &Connection, text: &str) -> anyhow::Result<Target> {
    if let Some((mail, which)) = text.split_once(':') {
        let (mail, file) = attachment(db, mail, which)?;
        return Ok(Target::Attachment { mail, sha256: file.sha256 });
    }
    let hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hash {
        let sha256 = text.to_ascii_lowercase();
        let first = erasures::mails_with(db, &sha256)?.first().copied();
        let mail = first.map(|id| mails::get(db, id)).transpose()?.flatten();
        let mail =
            mail.context("no mail has an attachment with that SHA-256 (`foi mail --json`)")?;
        return Ok(Target::Attachment { mail, sha256 });
    }
    Ok(Target::Mail { mail: mails::find(db, text)? })
}

/// An attachment of a mail, by its number or its name.
pub fn attachment(db: &Connection, mail: &str, which: &str) -> anyhow::Result<(Mail, Attachment)> {
    let mail = mails::find(db, mail)?;
    let read = mails::reading(db, mail.id)?;
    let files = read.map(|read| read.reading.attachments).unwrap_or_default();
    let by_number = which.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let named: Vec<&Attachment> = match by_number.and_then(|index| files.get(index)) {
        Some(file) => vec![file],
        None => files.iter().filter(|file| file.name == which || file.sha256 == which).collect(),
    };
    match named.as_slice() {
        [only] => Ok((mail, (*only).clone())),
        [] => anyhow::bail!(
            "m{0} has no attachment `{which}`: `foi mail show m{0}` counts them",
            mail.id
        ),
        _ => anyhow::bail!("m{0} has several `{which}`: name one by its number, m{0}:1", mail.id),
    }
}

/// What erasing `target` would do; nothing is written.
pub fn plan(workspace: &Workspace, target: Target) -> anyhow::Result<Plan> {
    let db = workspace.store.db();
    let mails = match &target {
        Target::Mail { mail } => vec![mail.id],
        Target::Attachment { sha256, .. } => with_file(db, sha256)?,
    };
    let mut plan =
        Plan { target, mails, goes: Vec::new(), figures: Vec::new(), remains: Vec::new() };
    for mail in plan.mails.clone() {
        let read = mails::reading(db, mail)?.with_context(|| format!("m{mail} was not read"))?;
        let gone = goes(db, &mut plan, (mail, &read.reading))?;
        let gone = match plan.target {
            Target::Mail { .. } => Gone::Mail,
            Target::Attachment { .. } => Gone::Attachments(&gone),
        };
        figures(db, &mut plan, (mail, &read.reading), gone)?;
    }
    anyhow::ensure!(
        !plan.goes.is_empty(),
        "it was erased before: `foi mail` says when and by whom"
    );
    remains(workspace, &mut plan)?;
    Ok(plan)
}

/// Mails that still have the file.
pub(super) fn with_file(db: &Connection, sha256: &str) -> anyhow::Result<Vec<i64>> {
    let mut found = Vec::new();
    for mail in erasures::mails_with(db, sha256)? {
        let read = mails::reading(db, mail)?.map(|read| read.reading);
        let there =
            |file: &Attachment| file.sha256 == sha256 && file.text_status != TextStatus::Erased;
        if read.is_some_and(|reading| reading.attachments.iter().any(there)) {
            found.push(mail);
        }
    }
    Ok(found)
}

/// Notes the bytes that go; gives the hashes of the attachments among them.
fn goes(
    db: &Connection,
    plan: &mut Plan,
    (mail, reading): (i64, &Reading),
) -> anyhow::Result<Vec<String>> {
    let copies = erasures::copies(db, mail)?;
    let raws: BTreeSet<&String> = copies.iter().map(|(_, raw, _)| raw).collect();
    let mut gone = Vec::new();
    for raw in raws {
        let bytes = erasures::raw(db, raw)?;
        if let Target::Attachment { sha256, .. } = &plan.target {
            let left = without(&bytes, sha256, "").with_context(|| format!("m{mail}"))?;
            gone.extend(left.gone.into_iter().map(|file| file.sha256));
        } else if !bytes.is_empty() {
            let (what, name) = ("mail", reading.subject.clone());
            plan.goes.push(Goes { mail, what, name, sha256: raw.clone(), bytes: bytes.len() });
        }
    }
    let whole = plan.target.attachment().is_none();
    for file in &reading.attachments {
        let hers = whole || gone.contains(&file.sha256);
        if hers && file.text_status != TextStatus::Erased {
            plan.goes.push(Goes {
                mail,
                what: "attachment",
                name: file.name.clone(),
                sha256: file.sha256.clone(),
                bytes: file.bytes,
            });
        }
    }
    Ok(gone)
}

fn figures(
    db: &Connection,
    plan: &mut Plan,
    (mail, reading): (i64, &Reading),
    gone: Gone<'_>,
) -> anyhow::Result<()> {
    for id in mails::filed(db, mail)? {
        let request = requests::get(db, id)?;
        for candidate in reading.candidates.iter().filter(|one| was_in(reading, gone, one)) {
            plan.figures.push(Figure {
                request: id,
                authority: request.authority.clone(),
                question: candidate.question.clone(),
                period: candidate.period.clone(),
                value: candidate.value.shown(),
            });
        }
    }
    Ok(())
}

/// The questions of the campaigns that a mail is about whose answers are words.
pub(super) fn text_questions(db: &Connection, reading: &Reading) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in &reading.placing.matches {
        let request = requests::get(db, entry.candidate.request)?;
        let round =
            requests::round(db, &request.campaign)?.context("a request without a campaign")?;
        let words = round.campaign.questions.iter().filter(|one| one.kind == QuestionType::Text);
        found.extend(words.map(|question| question.id.clone()));
    }
    Ok(found)
}
