//! What the checks find in a campaign's answers, and what a person has said of it.

pub mod decide;
mod gathered;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use self::gathered::Gathered;
use crate::case::events::{Dated, Event};
use crate::case::standing::Answer;
use crate::results::checks::{Finding, find, of_one};
use crate::store::{events, requests};

/// A finding, by its name, and whether a person has looked at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: String,
    pub campaign: String,
    pub finding: Finding,
    /// `None` while it waits.
    pub accepted: Option<Accepted>,
}

/// Who looked at a finding, when, and what was said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    pub by: String,
    pub at: DateTime<Utc>,
    pub why: String,
    /// The rows of the log that say so, one for each request.
    pub rows: Vec<i64>,
}

impl Listed {
    pub fn waits(&self) -> bool {
        self.accepted.is_none()
    }
}

/// Everything that the checks find in a campaign, the surest first.
pub fn of_campaign(db: &Connection, campaign: &str) -> anyhow::Result<Vec<Listed>> {
    let Some(gathered) = Gathered::load(db, campaign)? else { return Ok(Vec::new()) };
    let found = find(&gathered.scene());
    Ok(listed(&gathered, found))
}

/// What waits in a campaign.
pub fn open(db: &Connection, campaign: &str) -> anyhow::Result<Vec<Listed>> {
    let mut found = of_campaign(db, campaign)?;
    found.retain(Listed::waits);
    Ok(found)
}

/// What waits in all campaigns.
pub fn all_open(db: &Connection) -> anyhow::Result<Vec<Listed>> {
    let mut found = Vec::new();
    for round in requests::rounds(db)? {
        found.extend(open(db, &round.campaign.id)?);
    }
    Ok(found)
}

/// What waits in each campaign, looked for once and kept as long as nothing is added to the log.
#[derive(Debug, Clone, Default)]
pub struct Kept(Rc<RefCell<HashMap<String, Rc<Looked>>>>);

#[derive(Debug)]
struct Looked {
    /// The last row of the log that it takes into account.
    seq: i64,
    gathered: Gathered,
    open: Vec<Listed>,
}

impl Kept {
    fn looked(&self, db: &Connection, campaign: &str) -> anyhow::Result<Option<Rc<Looked>>> {
        let seq = events::last_seq(db)?;
        let known = self.0.borrow().get(campaign).cloned();
        if let Some(looked) = known.filter(|known| known.seq == seq) {
            return Ok(Some(looked));
        }
        let Some(gathered) = Gathered::load(db, campaign)? else { return Ok(None) };
        let mut open = listed(&gathered, find(&gathered.scene()));
        open.retain(Listed::waits);
        let looked = Rc::new(Looked { seq, gathered, open });
        self.0.borrow_mut().insert(campaign.to_owned(), Rc::clone(&looked));
        Ok(Some(looked))
    }

    /// What waits in a campaign.
    pub fn open(&self, db: &Connection, campaign: &str) -> anyhow::Result<Vec<Listed>> {
        Ok(self.looked(db, campaign)?.map(|looked| looked.open.clone()).unwrap_or_default())
    }

    /// What would wait about a cell if this answer stood in it, as far as its own authority tells.
    pub fn if_it_stood(
        &self,
        db: &Connection,
        campaign: &str,
        (request, answer): (i64, &Answer),
    ) -> anyhow::Result<Vec<Listed>> {
        let Some(looked) = self.looked(db, campaign)? else { return Ok(Vec::new()) };
        let gathered = &looked.gathered;
        let Some(of) = gathered.supposing(request, answer) else { return Ok(Vec::new()) };
        let mut found = listed(gathered, of_one(&gathered.scene(), &of));
        let here = |one: &Listed| one.finding.names(request, &answer.question, &answer.period);
        found.retain(|one| one.waits() && here(one));
        Ok(found)
    }
}

/// How many findings wait that rest on a mail that came after `mail`.
pub fn brought(db: &Connection, mail: i64) -> anyhow::Result<usize> {
    let mut count = 0;
    for campaign in requests::campaigns_answered_after(db, mail)? {
        let new = |one: &&Listed| {
            one.finding.cells.iter().any(|cell| cell.mail.is_some_and(|known| known > mail))
        };
        count += open(db, &campaign)?.iter().filter(new).count();
    }
    Ok(count)
}

fn listed(gathered: &Gathered, found: Vec<Finding>) -> Vec<Listed> {
    found
        .into_iter()
        .map(|finding| {
            let id = finding.id();
            let campaign = gathered.campaign.id.clone();
            let accepted = accepted(&gathered.decisions, &id, &finding.requests(&campaign));
            Listed { id, campaign, finding, accepted }
        })
        .collect()
}

/// The last decision about a finding, if it stands at each of its requests: one row taken back, and it
/// waits anew.
fn accepted(decisions: &[(i64, Dated)], id: &str, requests: &[i64]) -> Option<Accepted> {
    let mut known: Option<Accepted> = None;
    for request in requests {
        let of_it = |(of, dated): &&(i64, Dated)| {
            let named =
                matches!(&dated.event, Event::FindingAccepted { finding, .. } if finding == id);
            of == request && named
        };
        let (_, dated) = decisions.iter().rev().find(of_it)?;
        let Event::FindingAccepted { why, .. } = &dated.event else { return None };
        let accepted = known.get_or_insert_with(|| Accepted {
            by: dated.by.clone().unwrap_or_default(),
            at: dated.at,
            why: why.clone(),
            rows: Vec::new(),
        });
        accepted.rows.push(dated.seq);
    }
    known
}
