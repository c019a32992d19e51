//! How a rehearsal ended: by nation, what waits, what was decided by whom, and the headlines.

use std::collections::BTreeMap;

use super::{Comparison, Rehearsal, Setting};
use crate::case::{Delivery, Status};
use crate::jobs::judged::judged;
use crate::jobs::refresh;
use crate::jobs::{Workspace, results};
use crate::register::Nation as Of;
use crate::replies::Kind;
use crate::results::Figure;
use crate::simulation::figures::Figures;
use crate::store::{mails, requests};

/// The requests of one nation, by where they stand at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nation {
    pub asked: usize,
    pub answered: usize,
    pub partly: usize,
    pub refused: usize,
    pub not_held: usize,
    /// Of all that replied: after the due day.
    pub late: usize,
    pub silent: usize,
    pub undelivered: usize,
}

impl Nation {
    /// Adds the requests of another.
    pub fn add(&mut self, other: &Self) {
        self.asked += other.asked;
        self.answered += other.answered;
        self.partly += other.partly;
        self.refused += other.refused;
        self.not_held += other.not_held;
        self.late += other.late;
        self.silent += other.silent;
        self.undelivered += other.undelivered;
    }
}

#[derive(Debug)]
pub struct Summary {
    pub nations: Vec<(Of, Nation)>,
    pub kinds: Vec<(Kind, usize)>,
    /// What had to be read by hand, by reason.
    pub reasons: Vec<(&'static str, usize)>,
    /// Mails that wait even now, with the reason.
    pub waiting: Vec<(String, String)>,
    pub comparison: Comparison,
    pub figures: Vec<Figure>,
}

pub(super) fn of(played: &Rehearsal<'_>, figures: &Figures) -> anyhow::Result<Summary> {
    let (workspace, setting, person) = (&played.workspace, played.setting, &played.person);
    let db = workspace.store.db();
    let mut kinds: BTreeMap<&str, (Kind, usize)> = BTreeMap::new();
    for mail in mails::list(db)? {
        if let Some(read) = mails::reading(db, mail.id)? {
            kinds.entry(read.kind.code()).or_insert((read.kind, 0)).1 += 1;
        }
    }
    let mut waiting = Vec::new();
    for mail in mails::waiting(db)? {
        let why = mails::reading(db, mail.id)?.and_then(|read| read.review_reason);
        let why = why.unwrap_or_else(|| "do you agree?".to_owned());
        waiting.push((format!("m{}", mail.id), why));
    }
    Ok(Summary {
        nations: nations(workspace, setting)?,
        kinds: kinds.into_values().collect(),
        reasons: person.reasons.iter().map(|(why, count)| (*why, *count)).collect(),
        waiting,
        comparison: Comparison::of(workspace, setting, (figures, &played.authorities))?,
        figures: results::figures(workspace, &setting.campaign.id)?,
    })
}

fn nations(workspace: &Workspace, setting: &Setting) -> anyhow::Result<Vec<(Of, Nation)>> {
    let today = workspace.today();
    let mut nations: BTreeMap<Of, Nation> = BTreeMap::new();
    for judged in judged(workspace, Some(&setting.campaign.id), today)? {
        let Some(of) = Of::parse(&judged.listed.nation) else { continue };
        let judgement = judged.judgement;
        let nation = nations.entry(of).or_default();
        let asked = matches!(
            judgement.delivery,
            Delivery::Accepted | Delivery::Delivered | Delivery::Bounced
        );
        nation.asked += usize::from(asked);
        let replied = judgement.replied_on.is_some();
        nation.late += usize::from(replied && judgement.days_late(today) > 0);
        let request = requests::get(workspace.store.db(), judged.listed.request)?;
        let reply = refresh::look(workspace.store.db(), &request, today)?.position.reply;
        match reply.map_or(judgement.status, |(status, _)| status) {
            Status::Answered => nation.answered += 1,
            Status::PartlyAnswered => nation.partly += 1,
            Status::Refused => nation.refused += 1,
            Status::NotHeld => nation.not_held += 1,
            Status::Undelivered => nation.undelivered += 1,
            Status::Awaiting
            | Status::Overdue
            | Status::ClarificationAsked
            | Status::FeeAsked
            | Status::Extended
            | Status::ReviewAsked
            | Status::ReviewOverdue
            | Status::Complained
            | Status::Closed => nation.silent += 1,
            Status::Planned | Status::Queued => {}
        }
    }
    Ok(nations.into_iter().collect())
}
