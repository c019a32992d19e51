//! Whether a campaign's figures may be published as they stand: nothing doubtful that nobody has looked
//! at, or it is said with them.

use anyhow::Context;
use serde::Serialize;

use super::{Workspace, checks, results};
use crate::case::standing::Stands;
use crate::results::checks::Cited;
use crate::store::{answers, requests};

/// What nobody has looked at yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubtful {
    pub authority: String,
    pub question: String,
    pub period: String,
    /// `answer`: it waits for a person and is in no figure. `finding`: it is counted, and a check has
    /// found something about it.
    pub kind: &'static str,
    pub why: String,
}

/// Whether anything is in the way of publishing a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub campaign: String,
    pub doubtful: Vec<Doubtful>,
    /// Mails to its requests that wait for a person: there may be figures in them.
    pub mails: usize,
}

/// Whether to publish with what nobody has looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubts {
    Refuse,
    /// As `--with-doubtful` asks.
    Tell,
}

/// What of a campaign waits for a person.
pub fn ready(workspace: &Workspace, campaign: &str) -> anyhow::Result<Ready> {
    let db = workspace.store.db();
    results::known_campaign(db, campaign)?;
    let mut doubtful = Vec::new();
    for request in requests::of_campaign(db, campaign)? {
        let answers = answers::of_request(db, request.id)?;
        for answer in answers.into_iter().filter(|answer| answer.stands == Stands::Waiting) {
            doubtful.push(Doubtful {
                authority: request.authority.clone(),
                question: answer.question,
                period: answer.period,
                kind: "answer",
                why: answer.doubt.unwrap_or_else(|| "it waits for a person".to_owned()),
            });
        }
    }
    for listed in checks::open(db, campaign)? {
        let here = |cell: &&Cited| cell.campaign == campaign;
        for cell in listed.finding.cells.iter().filter(here) {
            doubtful.push(Doubtful {
                authority: cell.authority.clone(),
                question: cell.question.clone(),
                period: cell.period.clone(),
                kind: "finding",
                why: format!("{}: {}", listed.id, listed.finding.words),
            });
        }
    }
    let judged = super::judged::judged(workspace, Some(campaign), workspace.today())?;
    let mails = judged.iter().map(|row| row.judgement.waiting).sum();
    Ok(Ready { campaign: campaign.to_owned(), doubtful, mails })
}

impl Ready {
    pub fn is_ready(&self) -> bool {
        self.doubtful.is_empty() && self.mails == 0
    }

    /// What to print with everything published, if there is anything to say; or a refusal.
    pub fn or_refuse(&self, doubts: Doubts) -> anyhow::Result<Option<String>> {
        if self.is_ready() {
            return Ok(None);
        }
        let told = self.words();
        match doubts {
            Doubts::Tell => Ok(Some(told)),
            Doubts::Refuse => Err(anyhow::anyhow!(
                "{}. Look at them (`foi review`, `foi inbox`, `foi checks`), or publish with \
                 --with-doubtful, which says so in what is published",
                self.first()
            ))
            .with_context(|| format!("{} is not published: {told}", self.campaign)),
        }
    }

    /// "3 answers wait for a person and are in no figure; …"
    pub fn words(&self) -> String {
        let cells = |kind: &str| {
            let of = self.doubtful.iter().filter(|one| one.kind == kind);
            let mut cells: Vec<_> =
                of.map(|one| (&one.authority, &one.question, &one.period)).collect();
            cells.sort_unstable();
            cells.dedup();
            cells.len()
        };
        let told = [
            (cells("answer"), "waits for a person and is in no figure", "answer"),
            (cells("finding"), "is counted and in question", "answer"),
            (self.mails, "waits for a person, with figures in it perhaps", "mail"),
        ];
        let told = told.into_iter().filter(|(count, ..)| *count > 0);
        let told = told.map(|(count, what, of)| plural(count, of, what));
        told.collect::<Vec<_>>().join("; ")
    }

    fn first(&self) -> String {
        match self.doubtful.first() {
            Some(one) => {
                let Doubtful { authority, question, period, why, .. } = one;
                format!("the first is {authority}, {question}, {period}: {why}")
            }
            None => "nobody has looked at these mails".to_owned(),
        }
    }
}

fn plural(count: usize, of: &str, what: &str) -> String {
    if count == 1 {
        return format!("1 {of} {what}");
    }
    let what = what.replace("waits", "wait").replace("is ", "are ").replace(" it ", " them ");
    format!("{count} {of}s {what}")
}
