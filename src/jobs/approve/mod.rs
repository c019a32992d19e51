//! `foi approve`: the letters that the ladder proposes, shown, and then approved by a person; and
//! those that a campaign's policy lets leave by themselves.

pub(super) mod circumstances;
pub(super) mod destination;

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use self::circumstances::Circumstances;
use self::destination::{destination, is_repaired, kind_of};
use super::campaign::templates_of;
use super::judged::{self, Judged};
use super::pack::pack;
use super::refresh::Looked;
use super::select::{Filter, select};
use super::{Workspace, refresh};
use crate::campaign::policy::Step;
use crate::case::events::LetterKind;
use crate::case::ladder::letter_of;
use crate::letters::occasion::{Attachment, FeeChoice, Language, Occasion};
use crate::letters::templates::Templates;
use crate::letters::{Letter, Sender, compose, lint};
use crate::register::Register;
use crate::store::outbox::{NewLetter, Written};
use crate::store::requests::{self, Request};
use crate::store::{self, outbox};

/// What a person wants written, and to whom.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    pub filter: Filter,
    /// One step of the ladder; none for all that need no words of one's own.
    pub step: Option<Step>,
    /// The person's own text.
    pub words: Option<String>,
    pub fee: Option<FeeChoice>,
    /// Numbers of the questions that a narrowed request keeps.
    pub keep: Vec<String>,
    /// Why a review is asked for, if not what the reply cites.
    pub grounds: Vec<String>,
    /// The day of receipt that the authority states.
    pub stated_receipt: Option<NaiveDate>,
    pub transferee: Option<String>,
    pub language: Language,
    /// The authority answers under the environmental regulations, not under the Act it was asked
    /// under.
    pub environmental: bool,
}

/// Letters ready to be approved.
#[derive(Debug, Default)]
pub struct Prospect {
    pub letters: Vec<Prepared>,
    /// Proposed from a later day on.
    pub not_yet: Vec<(String, Step, NaiveDate)>,
    /// Other steps that are open, and for how many requests: each is named to be approved.
    pub others: BTreeMap<Step, usize>,
    /// What stops each of these letters.
    pub faults: Vec<String>,
}

#[derive(Debug)]
pub struct Prepared {
    pub request: Request,
    pub step: Step,
    pub letter: Letter,
    pub why: String,
    /// For a narrowed request: numbers of the questions that it keeps.
    keep: Vec<String>,
}

/// Steps that a person may take whenever a letter has left, proposed or not.
const ALWAYS: [Step; 5] = [
    Step::Thanks,
    Step::Withdrawal,
    Step::ReceiptCorrection,
    Step::TransferConsent,
    // After its day has passed the authority may still accept one.
    Step::ReviewRequest,
];

/// The letters that `wish` means and the ladder allows today.
pub fn prospect(workspace: &Workspace, wish: &Wish) -> anyhow::Result<Prospect> {
    if let Some(step) = wish.step {
        anyhow::ensure!(
            step == Step::RepairAddress || letter_of(step).is_some(),
            "{} writes no letter: `foi next` says what to do",
            step.code()
        );
    }
    let filter = Filter { step: None, ..wish.filter.clone() };
    gather(workspace, wish, select(workspace, &filter)?)
}

/// The letters that campaigns let leave by themselves today.
pub fn armed(workspace: &Workspace) -> anyhow::Result<Prospect> {
    let today = workspace.today();
    let mut rows = judged::armed(workspace)?;
    rows.retain(|row| {
        let scope = row.listed.law.regime(today).scope;
        workspace.calendar().is_working(scope, today)
    });
    gather(workspace, &Wish::default(), rows)
}

fn gather(workspace: &Workspace, wish: &Wish, rows: Vec<Judged>) -> anyhow::Result<Prospect> {
    let today = workspace.today();
    let mut prospect = Prospect::default();
    let mut due = Vec::new();
    for row in rows {
        let Some((step, from)) = chosen(&row, wish, &mut prospect.others) else { continue };
        if from > today {
            prospect.not_yet.push((row.listed.authority, step, from));
        } else {
            due.push((row, step));
        }
    }
    if due.is_empty() {
        return Ok(prospect);
    }
    let mut desk = Desk {
        workspace,
        wish,
        register: store::register::load(workspace.store.db())?,
        templates: BTreeMap::new(),
    };
    for (row, step) in due {
        let named = format!("{} to {}", step.code().replace('_', " "), row.listed.authority);
        match desk.write(&row, step) {
            Ok(prepared) => {
                let faults = desk.faults(&prepared)?;
                if faults.is_empty() {
                    prospect.letters.push(prepared);
                }
                prospect.faults.extend(faults.iter().map(|fault| format!("{named}: {fault}")));
            }
            Err(error) => prospect.faults.push(format!("{named}: {error:#}")),
        }
    }
    Ok(prospect)
}

/// The step to be taken for a request, and from which day; other open steps are counted.
fn chosen(
    row: &Judged,
    wish: &Wish,
    others: &mut BTreeMap<Step, usize>,
) -> Option<(Step, NaiveDate)> {
    let proposal = row.proposal.as_ref();
    let Some(step) = wish.step else {
        let proposal = proposal.filter(|proposal| proposal.stopped.is_none())?;
        let plain = proposal.step.may_be_armed();
        let repairs = proposal.step == Step::RepairAddress;
        if !plain && (repairs || letter_of(proposal.step).is_some()) {
            *others.entry(proposal.step).or_default() += 1;
        }
        return plain.then_some((proposal.step, proposal.from));
    };
    let replied = row.judgement.replied_on.is_some();
    if ALWAYS.contains(&step) && (step != Step::ReviewRequest || replied) {
        return row.judgement.received_on.map(|day| (step, day));
    }
    let proposal = proposal?;
    if proposal.step == step {
        return Some((step, proposal.from));
    }
    // What is open instead of the first choice is open as long as that is.
    proposal.or.contains(&step).then(|| (step, proposal.from.min(proposal.due_on)))
}

/// What letters are written from: loaded once for many.
struct Desk<'a> {
    workspace: &'a Workspace,
    wish: &'a Wish,
    register: Register,
    templates: BTreeMap<String, Templates>,
}

impl Desk<'_> {
    fn write(&mut self, row: &Judged, step: Step) -> anyhow::Result<Prepared> {
        let workspace = self.workspace;
        let db = workspace.store.db();
        let today = workspace.today();
        let request = requests::get(db, row.listed.request)?;
        if !self.templates.contains_key(&request.campaign) {
            let templates = templates_of(&workspace.dir, &request.campaign)?;
            self.templates.insert(request.campaign.clone(), templates);
        }
        let templates = self.templates.get(&request.campaign).context("no letters")?;
        let mut looked = refresh::look(db, &request, today)?;
        if self.wish.environmental {
            let law = request.law.environmental();
            looked.position = looked.story.judge(law, workspace.calendar(), today)?;
        }
        let kind = kind_of(row, &looked.story, (step, today))?;
        may_be_written(&looked, today)?;
        answers_something(&looked, (kind, step), today)?;
        let later = kind != LetterKind::Request;
        let facts =
            later.then(|| Circumstances::of(workspace, &request, &looked, (kind, Some(step))));
        let facts = facts.transpose()?;
        let letters = outbox::written(db, request.id)?;
        let mut occasion = match &facts {
            Some(facts) => facts.occasion(self.wish, today),
            None => again(&letters, today),
        };
        if kind.to_regulator() {
            occasion.attachments.push(enclosed(workspace, &request)?);
        }
        let authority = self.register.find(&request.authority)?;
        let to = destination(db, authority, request.id, kind)?;
        if step == Step::RepairAddress {
            is_repaired(db, (authority, &to), (&looked.story, today))?;
        }
        let asked = compose::Request {
            campaign: &looked.campaign,
            authority,
            to: &to,
            reference: &request.reference,
            sender: &workspace.config.sender,
        };
        let letter = compose::write(templates, kind, asked, &occasion)?;
        let proposed = row
            .proposal
            .as_ref()
            .filter(|proposal| !ALWAYS.contains(&step) || proposal.step == step);
        let why = proposed.map(|proposal| proposal.why.clone()).unwrap_or_default();
        let keep = if kind == LetterKind::Narrowing { self.wish.keep.clone() } else { Vec::new() };
        Ok(Prepared { request, step, letter, why, keep })
    }

    fn faults(&self, prepared: &Prepared) -> anyhow::Result<Vec<String>> {
        let Prepared { request, letter, .. } = prepared;
        let environmental = self.wish.environmental;
        let law = if environmental { request.law.environmental() } else { request.law };
        let mut faults = lint::check(letter, law, &[], &request.reference);
        let templates = self.templates.get(&request.campaign).context("no letters")?;
        faults.extend(templates.needs_check(&letter.template));
        Ok(faults)
    }
}

/// The request once more, in its own thread.
fn again(letters: &[Written], today: NaiveDate) -> Occasion<'_> {
    let requests = letters.iter().filter(|letter| letter.kind == LetterKind::Request.code());
    let references: Vec<&str> = letters.iter().map(|letter| letter.message_id.as_str()).collect();
    Occasion {
        number: u32::try_from(requests.count() + 1).unwrap_or(u32::MAX),
        in_reply_to: references.first().copied(),
        references,
        ..Occasion::on(today)
    }
}

/// What the regulator asks for, as a file that goes with the complaint.
fn enclosed(workspace: &Workspace, request: &Request) -> anyhow::Result<Attachment> {
    let pack = pack(workspace, request)?;
    let media_type = "application/zip".to_owned();
    Ok(Attachment { name: pack.zip_name(), media_type, bytes: pack.zip })
}

/// Nothing is approved for a request that somebody holds, nor while a letter to it has yet to leave.
pub(super) fn may_be_written(looked: &Looked, today: NaiveDate) -> anyhow::Result<()> {
    let story = &looked.story;
    if let Some(by) = story.held_by(today) {
        anyhow::bail!("it is held by {by}: `foi hold --release` lets it go on");
    }
    anyhow::ensure!(
        !story.on_its_way(today),
        "another letter of ours has yet to leave (`foi outbox`): it goes first"
    );
    Ok(())
}

/// Nothing is approved twice for one message of theirs.
fn answers_something(
    looked: &Looked,
    (kind, step): (LetterKind, Step),
    today: NaiveDate,
) -> anyhow::Result<()> {
    let story = &looked.story;
    if let (true, Some(sent)) = (ALWAYS.contains(&step), story.sent_on(kind, today).last()) {
        anyhow::ensure!(
            story.last_word(today).is_some_and(|word| word > sent),
            "one left on {sent}, and nothing has come from them since"
        );
    }
    Ok(())
}

/// Freezes a letter and queues it; `keep` are the questions that a narrowed request keeps.
pub(super) fn freeze(
    db: &Connection,
    (request, letter, keep): (&Request, &Letter, &[String]),
    sender: &Sender,
    (by, now): (&str, DateTime<Utc>),
) -> anyhow::Result<()> {
    let bytes = letter.bytes(sender, now)?;
    let frozen = NewLetter {
        request: request.id,
        kind: letter.kind,
        message_id: &letter.message_id,
        recipient: &letter.to,
        sender: &letter.reply_address,
        copy: letter.copy.as_deref(),
        subject: &letter.subject,
        bytes: &bytes,
        keep,
    };
    outbox::approve(db, &frozen, by, now)?;
    refresh::request(db, request, now)
}

impl Prospect {
    /// Freezes and queues every letter; gives how many.
    pub fn approve(self, workspace: &mut Workspace, by: &str) -> anyhow::Result<usize> {
        anyhow::ensure!(
            self.faults.is_empty(),
            "nothing was approved:\n  {}",
            self.faults.join("\n  ")
        );
        let count = self.letters.len();
        self.approve_each(workspace, |_| by.to_owned())?;
        Ok(count)
    }

    /// Queues what the campaigns' policies arm, each in its campaign's name; what has a fault stays.
    pub fn approve_armed(self, workspace: &mut Workspace) -> anyhow::Result<usize> {
        if self.letters.is_empty() {
            return Ok(0);
        }
        let count = self.letters.len();
        self.approve_each(workspace, |request| format!("policy:{}", request.campaign))?;
        Ok(count)
    }

    fn approve_each(
        &self,
        workspace: &mut Workspace,
        by: impl Fn(&Request) -> String,
    ) -> anyhow::Result<()> {
        let now = workspace.now.instant();
        let sender = workspace.config.sender.clone();
        workspace.store.transaction(|db| {
            for Prepared { request, letter, keep, .. } in &self.letters {
                freeze(db, (request, letter, keep), &sender, (&by(request), now))?;
            }
            Ok(())
        })
    }
}
