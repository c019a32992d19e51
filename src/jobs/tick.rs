//! One pass: receive, read, judge, propose, send what is due.

use anyhow::Context;
use chrono::{DateTime, Utc};

use super::pacing::{self, Pacing};
use super::receive::{self, Received};
use super::send::{self, Door, Step};
use super::{Workspace, approve, checks, erase, refresh};
use crate::case::Status;
use crate::law::london;
use crate::mail::Outcome;
use crate::store::pace::{self, Trouble};
use crate::store::{calendar, events, mails, requests, standing};

/// What one pass did.
#[derive(Debug, Default)]
pub struct Ticked {
    pub left: usize,
    pub not_left: Vec<(String, String)>,
    /// Letters of which nobody can say whether they left, found in this pass.
    pub unknown: Vec<String>,
    pub paused: bool,
    /// The mail server is in trouble, and left alone for a while.
    pub trouble: Option<Trouble>,
    pub received: Received,
    /// Letters that campaigns' policies let leave by themselves, approved in this pass.
    pub armed: usize,
    /// What stopped armed letters.
    pub faults: Vec<String>,
    /// Requests that became overdue since the last pass.
    pub overdue: Vec<String>,
}

impl Ticked {
    /// Whether something new needs a person.
    pub fn needs_a_person(&self) -> bool {
        self.received.waiting + self.received.findings > 0 || !self.unknown.is_empty()
    }
}

/// Runs one pass; `progress` is told of each letter and mail.
pub fn tick(
    workspace: &mut Workspace,
    pacing: Pacing,
    progress: &dyn Fn(&str),
) -> anyhow::Result<Ticked> {
    let mut ticked = Ticked { unknown: send::recover(workspace)?, ..Ticked::default() };
    // What an interrupted erasure left in free pages; a reader in the way now will be gone by then.
    if let Err(error) = erase::sweep(workspace) {
        ticked.faults.push(format!("{error:#}"));
    }
    let known = mails::last(workspace.store.db())?;
    ticked.received = receive::receive_configured(workspace, &[], progress)?;
    ticked.received.findings = checks::brought(workspace.store.db(), known)?;
    ticked.overdue = judge(workspace)?;
    // After the mail: nobody is reminded whose reply has just come.
    approve_armed(workspace, &mut ticked)?;
    send_due(workspace, pacing, progress, &mut ticked)?;
    Ok(ticked)
}

/// Approves what campaigns arm; nothing while everything is paused.
fn approve_armed(workspace: &mut Workspace, ticked: &mut Ticked) -> anyhow::Result<()> {
    if events::paused(workspace.store.db())?.is_some() {
        return Ok(());
    }
    let prospect = approve::armed(workspace)?;
    ticked.faults.clone_from(&prospect.faults);
    ticked.armed = prospect.approve_armed(workspace)?;
    Ok(())
}

fn send_due(
    workspace: &mut Workspace,
    pacing: Pacing,
    progress: &dyn Fn(&str),
    ticked: &mut Ticked,
) -> anyhow::Result<()> {
    let mut door = Door::open(workspace)?;
    loop {
        match send::next(workspace, &mut door, pacing)? {
            Step::Idle => return Ok(()),
            Step::Paused => {
                ticked.paused = true;
                return Ok(());
            }
            Step::Trouble(trouble) => {
                ticked.trouble = Some(trouble);
                return Ok(());
            }
            Step::Tried { reference, outcome } => {
                progress(&reference);
                match outcome {
                    Outcome::Accepted { .. } => ticked.left += 1,
                    Outcome::Unknown { words } => {
                        ticked.unknown.push(reference.clone());
                        ticked.not_left.push((reference, words));
                    }
                    Outcome::Refused { words } | Outcome::Deferred { words, .. } => {
                        ticked.not_left.push((reference, words));
                    }
                    // No other letter would fare better.
                    Outcome::Away { words } => {
                        ticked.not_left.push((reference, words));
                        ticked.trouble = pace::trouble(workspace.store.db())?;
                        ticked.paused = events::paused(workspace.store.db())?.is_some();
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// Writes down what the calendar has changed since the last pass; gives the authorities that became
/// overdue.
pub fn judge(workspace: &mut Workspace) -> anyhow::Result<Vec<String>> {
    let (today, now) = (workspace.today(), workspace.now.instant());
    workspace.store.transaction(|db| {
        let mut overdue = Vec::new();
        let stale = standing::changed_by(db, today)?;
        if stale.is_empty() {
            return Ok(Vec::new());
        }
        let rounds = requests::rounds(db)?;
        let calendar = calendar::load(db)?;
        for id in stale {
            let request = requests::get(db, id)?;
            let round = rounds.iter().find(|round| round.campaign.id == request.campaign);
            let round = round.context("a request without a campaign")?;
            let before = standing::status(db, id)?;
            refresh::request_of(db, &request, (round, &calendar), now)?;
            if standing::status(db, id)? == Some(Status::Overdue) && before != Some(Status::Overdue)
            {
                overdue.push(request.authority);
            }
        }
        Ok(overdue)
    })
}

/// The next instant at which a pass may find something to do by itself; `None` when only mail can
/// bring something.
pub fn next_instant(
    workspace: &Workspace,
    pacing: Pacing,
) -> anyhow::Result<Option<DateTime<Utc>>> {
    let db = workspace.store.db();
    let letter = pacing::next_departure(workspace, pacing)?;
    let change = standing::next_change(db)?.map(|day| london::instant_at(day, 0));
    Ok(letter.into_iter().chain(change).min())
}
