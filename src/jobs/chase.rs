//! `foi approve`: the reminders that the ladder proposes, shown and then approved by a person.

use anyhow::Context;
use chrono::NaiveDate;

use super::campaign::templates_of;
use super::results::known_campaign;
use super::{Workspace, refresh};
use crate::case::Status;
use crate::case::events::LetterKind;
use crate::case::ladder::propose;
use crate::law::clock;
use crate::letters::{Letter, compose, lint};
use crate::register::Register;
use crate::store::outbox::NewLetter;
use crate::store::requests::{self, Request};
use crate::store::standing::Listed;
use crate::store::{self, outbox, standing};

/// The step of the ladder that this job writes letters for.
const STEP: &str = "chaser";

/// Reminders ready to be approved.
#[derive(Debug)]
pub struct Prospect {
    pub letters: Vec<Prepared>,
    /// Proposed from a later day on.
    pub not_yet: Vec<(String, NaiveDate)>,
    /// What stops each of these letters.
    pub faults: Vec<String>,
}

#[derive(Debug)]
pub struct Prepared {
    pub request: Request,
    pub letter: Letter,
    pub why: String,
}

/// The reminders that are right today, for these requests or, if none is named, for all.
pub fn prospect(workspace: &Workspace, only: &[Request]) -> anyhow::Result<Prospect> {
    let db = workspace.store.db();
    let today = workspace.today();
    let mut prospect = Prospect { letters: Vec::new(), not_yet: Vec::new(), faults: Vec::new() };
    let mut due = Vec::new();
    for listed in standing::list(db, None)? {
        let named = only.is_empty() || only.iter().any(|request| request.id == listed.request);
        let judgement = listed.standing.on(today);
        if !named || judgement.status != Status::Overdue {
            continue;
        }
        let proposal = propose(listed.law, workspace.calendar(), &judgement, today)?;
        match proposal.filter(|proposal| proposal.step == STEP) {
            Some(proposal) if proposal.due_on > today => {
                prospect.not_yet.push((listed.authority, proposal.due_on));
            }
            Some(proposal) => due.push((listed, judgement.received_on, proposal.why)),
            None => {}
        }
    }
    if due.is_empty() {
        return Ok(prospect);
    }
    let register = store::register::load(db)?;
    for (listed, received, why) in due {
        let received = received.context("overdue without a day of receipt")?;
        let letter = write(workspace, &register, &listed, received)
            .with_context(|| format!("the reminder to {}", listed.authority))?;
        for fault in lint::check(&letter, listed.law, &[], &listed.reference) {
            prospect.faults.push(format!("the reminder to {}: {fault}", listed.authority));
        }
        let request = requests::get(db, listed.request)?;
        prospect.letters.push(Prepared { request, letter, why });
    }
    Ok(prospect)
}

fn write(
    workspace: &Workspace,
    register: &Register,
    listed: &Listed,
    received: NaiveDate,
) -> anyhow::Result<Letter> {
    let db = workspace.store.db();
    let round = known_campaign(db, &listed.campaign)?;
    let templates = templates_of(&workspace.dir, &listed.campaign)?;
    let authority = register.find(&listed.authority)?;
    let first = listed.message_id.as_deref().context("the request has no letter")?;
    let working = clock::response_explained(workspace.calendar(), listed.law, received)?;
    // Where the request went, unless a person has verified another address since.
    let verified = authority.address.as_ref().filter(|address| address.verified.is_some());
    let to = match verified {
        Some(address) => address.email.clone(),
        None => outbox::recipient(db, listed.request)?,
    };
    let request = compose::Request {
        campaign: &round.campaign,
        authority,
        to: &to,
        reference: &listed.reference,
        sender: &workspace.config.sender,
    };
    compose::chaser(&templates, request, workspace.today(), (first, &working.explanation))
}

impl Prospect {
    /// Freezes and queues every reminder; gives how many.
    pub fn approve(self, workspace: &mut Workspace, by: &str) -> anyhow::Result<usize> {
        anyhow::ensure!(
            self.faults.is_empty(),
            "nothing was approved:\n  {}",
            self.faults.join("\n  ")
        );
        let now = workspace.now.instant();
        let sender = workspace.config.sender.clone();
        workspace.store.transaction(|db| {
            for Prepared { request, letter, .. } in &self.letters {
                let bytes = letter.bytes(&sender, now)?;
                let letter = NewLetter {
                    request: request.id,
                    kind: LetterKind::Chaser,
                    message_id: &letter.message_id,
                    recipient: &letter.to,
                    sender: &letter.reply_address,
                    subject: &letter.subject,
                    bytes: &bytes,
                };
                outbox::approve(db, &letter, by, now)?;
                refresh::request(db, request, now)?;
            }
            Ok(self.letters.len())
        })
    }
}
