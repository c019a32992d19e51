//! The answers that wait for a person, each with the words it was read from and what stands around.

mod around;

use std::collections::HashSet;

use anyhow::Context;
use rusqlite::Connection;

pub use self::around::Line;
use self::around::{near, whole};
use super::Workspace;
use super::answers::coding::has_coded;
use super::checks::{Kept, Listed};
use super::quarantine::is_kept;
use crate::campaign::Question;
use crate::case::standing::{Answer, Stands};
use crate::documents::Document;
use crate::results::checks::Cited;
use crate::store::mails::{self, Read};
use crate::store::requests::{self, Request};
use crate::store::{answers, documents, events};

/// One answer that waits, by what it is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub request: i64,
    pub mail: Option<i64>,
    pub question: String,
    pub period: String,
}

impl Key {
    fn of(request: i64, answer: &Answer) -> Self {
        Self {
            request,
            mail: answer.mail,
            question: answer.question.clone(),
            period: answer.period.clone(),
        }
    }
}

/// Which of the answers that wait.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub campaign: Option<String>,
    pub request: Option<i64>,
    /// Only those that this coder has not coded yet.
    pub coder: Option<String>,
    /// What the checks found last.
    pub checks: Kept,
}

/// An answer as it stands before a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub key: Key,
    pub request: Request,
    pub question: Question,
    /// The period in the campaign's words.
    pub period: String,
    pub answer: Answer,
    /// What else of the same mail waits.
    pub beside: Vec<Answer>,
    /// What the checks find about it, or would find if it stood.
    pub findings: Vec<Listed>,
    /// What stands around its words.
    pub lines: Vec<Line>,
    /// All of what it stands in.
    pub whole: Vec<Line>,
    /// Where the mail lies.
    pub file: Option<String>,
    /// The last row of the log that this takes into account.
    pub seq: i64,
}

/// The answers that wait and that `filter` lets through, request by request, mail by mail.
pub fn waiting(workspace: &Workspace, filter: &Filter) -> anyhow::Result<Vec<Key>> {
    let db = workspace.store.db();
    let mut found = Vec::new();
    let (mut last, mut lets, mut coded) = (None, false, HashSet::new());
    // A queue may be long and is looked at before every step: only its columns are read.
    for (request, mail, question, period) in answers::that_wait(db)? {
        if last.replace(request) != Some(request) {
            lets = filter.lets(db, request)?;
            coded = coded_by(db, request, filter)?;
        }
        if lets && !coded.contains(&(question.clone(), period.clone())) {
            found.push(Key { request, mail, question, period });
        }
    }
    found.extend(in_question(db, filter)?);
    Ok(found)
}

/// The answers that stand and that a finding names which waits. A coder is not shown them: what
/// others gave is no matter of theirs.
fn in_question(db: &Connection, filter: &Filter) -> anyhow::Result<Vec<Key>> {
    if filter.coder.is_some() {
        return Ok(Vec::new());
    }
    let campaigns = match &filter.campaign {
        Some(campaign) => vec![campaign.clone()],
        None => requests::rounds(db)?.into_iter().map(|round| round.campaign.id).collect(),
    };
    let mut open = Vec::new();
    for campaign in &campaigns {
        open.extend(filter.checks.open(db, campaign)?);
    }
    let mut found: Vec<Key> = Vec::new();
    for listed in &open {
        let cells = listed.finding.cells.iter().filter(|cell| cell.campaign == listed.campaign);
        for cell in cells.filter(|cell| filter.request.is_none_or(|id| id == cell.request)) {
            let Cited { request, mail, question, period, .. } = cell.clone();
            let key = Key { request, mail, question, period };
            if !found.contains(&key) {
                found.push(key);
            }
        }
    }
    Ok(found)
}

impl Filter {
    fn lets(&self, db: &Connection, request: i64) -> anyhow::Result<bool> {
        if self.request.is_some_and(|wanted| wanted != request) {
            return Ok(false);
        }
        let Some(campaign) = &self.campaign else { return Ok(true) };
        Ok(requests::get(db, request)?.campaign == *campaign)
    }
}

/// The cells of a request that the coder of `filter` has coded, if it names one.
fn coded_by(
    db: &Connection,
    request: i64,
    filter: &Filter,
) -> anyhow::Result<HashSet<(String, String)>> {
    let named = filter.coder.as_deref();
    let coded = named.map(|coder| has_coded(db, request, coder)).transpose()?;
    Ok(coded.unwrap_or_default().into_iter().collect())
}

/// The answers of a request that wait, less those that the coder has coded.
fn waits(db: &Connection, request: i64, filter: &Filter) -> anyhow::Result<Vec<Answer>> {
    let coded = coded_by(db, request, filter)?;
    let mut found = answers::of_request(db, request)?;
    found.retain(|answer| {
        let cell = (&answer.question, &answer.period);
        let done = coded.iter().any(|(question, period)| (question, period) == cell);
        answer.stands == Stands::Waiting && !done
    });
    Ok(found)
}

/// The answer as it stands now; `None` if it waits no more.
pub fn show(workspace: &Workspace, key: &Key, filter: &Filter) -> anyhow::Result<Option<Shown>> {
    let db = workspace.store.db();
    let _picture = db.is_autocommit().then(|| db.unchecked_transaction()).transpose()?;
    let mut waits = waits(db, key.request, filter)?;
    let is = |answer: &Answer| Key::of(key.request, answer) == *key;
    let request = requests::get(db, key.request)?;
    let answer = if let Some(at) = waits.iter().position(is) {
        Some(waits.remove(at))
    } else {
        let stands = answers::of_request(db, key.request)?.into_iter();
        stands.filter(|known| known.stands == Stands::Yes).find(is)
    };
    let Some(answer) = answer else { return Ok(None) };
    let findings = findings(db, &request, &answer, filter)?;
    if answer.stands != Stands::Waiting && findings.is_empty() {
        return Ok(None);
    }
    waits.retain(|other| other.mail == answer.mail);
    let campaign = requests::round(db, &request.campaign)?.context("no such campaign")?.campaign;
    let question = campaign.question(&answer.question);
    let question = question.with_context(|| format!("no question `{}`", answer.question))?.clone();
    let period = campaign.period(&answer.period).map_or("", |period| period.label.as_str());
    let mail = answer.mail.map(|mail| mails::get(db, mail)).transpose()?.flatten();
    let read = answer.mail.map(|mail| mails::reading(db, mail)).transpose()?.flatten();
    let paper = read.as_ref().map(|read| paper(workspace, read, &answer)).transpose()?.flatten();
    let text = read.as_ref().map_or("", |read| read.reading.new_text.as_str());
    let whole = whole(&answer, text, paper.as_ref());
    Ok(Some(Shown {
        key: key.clone(),
        period: period.to_owned(),
        lines: near(&whole),
        whole,
        request,
        question,
        answer,
        beside: waits,
        findings,
        file: mail.map(|mail| mail.file),
        seq: events::last_seq(db)?,
    }))
}

/// What the checks find about an answer that stands, or would find about one that waits.
fn findings(
    db: &Connection,
    request: &Request,
    answer: &Answer,
    filter: &Filter,
) -> anyhow::Result<Vec<Listed>> {
    if filter.coder.is_some() {
        return Ok(Vec::new());
    }
    if answer.stands == Stands::Waiting {
        return filter.checks.if_it_stood(db, &request.campaign, (request.id, answer));
    }
    let mut found = filter.checks.open(db, &request.campaign)?;
    found.retain(|one| one.finding.names(request.id, &answer.question, &answer.period));
    Ok(found)
}

/// The attachment that the answer stands in, as it was read.
fn paper(workspace: &Workspace, read: &Read, answer: &Answer) -> anyhow::Result<Option<Document>> {
    let Some(part) = &answer.part else { return Ok(None) };
    let mut attached = read.reading.attachments.iter().filter(|one| one.name == *part);
    let Some(first) = attached.next() else { return Ok(None) };
    if is_kept(first) || attached.any(is_kept) {
        return Ok(None);
    }
    documents::get(workspace.store.db(), &first.sha256)
}

impl Shown {
    /// Whether the answer now is another than it was when it was shown: who decided what in between.
    pub fn changed(
        &self,
        workspace: &Workspace,
        filter: &Filter,
    ) -> anyhow::Result<Option<Vec<String>>> {
        let is = show(workspace, &self.key, filter)?;
        let same = |is: &Self| {
            is.answer == self.answer && is.beside == self.beside && is.findings == self.findings
        };
        if is.as_ref().is_some_and(same) {
            return Ok(None);
        }
        deciders_since(workspace, &self.key, self.seq).map(Some)
    }
}

/// Who decided something about the answer's mail or request after row `seq` of the log.
pub fn deciders_since(workspace: &Workspace, key: &Key, seq: i64) -> anyhow::Result<Vec<String>> {
    let about = (key.mail.unwrap_or(0), &[key.request][..]);
    events::deciders_since(workspace.store.db(), seq, about)
}
