//! `foi launch`: the plan shown, and on confirmation the letters frozen and queued.

mod checks;
mod divert;
mod earlier;
pub mod timetable;

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::Connection;

pub use self::checks::{Warning, safe_from, seen};
pub use self::divert::{Diverted, divert, own_address};
use super::campaign::{Loaded, lacks, lacks_round_before};
use super::{Workspace, refresh};
use crate::campaign::Campaign;
use crate::campaign::pilot;
use crate::campaign::plan::{Plan, Wait, plan};
use crate::campaign::reference::{code, reference};
use crate::case::events::{Event, LetterKind};
use crate::letters::compose::{self, Letter};
use crate::letters::occasion::Occasion;
use crate::letters::{Sender, lint};
use crate::register::{Authority, Register};
use crate::store::requests::{Request, Round};
use crate::store::{self, events, outbox};

/// What a launch would do, before anybody confirms it.
#[derive(Debug)]
pub struct Prospect {
    pub letters: Vec<Prepared>,
    pub waiting: Vec<(String, String, Wait)>,
    pub written_to: usize,
    /// What stops the launch; empty when nothing does.
    pub faults: Vec<String>,
    /// What a person should know before confirming.
    pub warnings: Vec<Warning>,
    /// Letters left out of this launch: it is a pilot.
    pub after_the_pilot: usize,
    round: Round,
    /// The file says something else than when it was last launched: other headlines, say.
    pub changed: bool,
    authorities: Vec<Authority>,
}

/// A letter ready to be frozen.
#[derive(Debug)]
pub struct Prepared {
    pub authority: Authority,
    pub reference: String,
    pub letter: Letter,
    code: String,
}

/// Works out what a launch of `loaded` would do now. Nothing is written.
///
/// A rehearsal brings its own `token`, so that its references repeat; a campaign draws one.
pub fn prospect(
    workspace: &Workspace,
    loaded: &Loaded,
    token: Option<&str>,
) -> anyhow::Result<Prospect> {
    let db = workspace.store.db();
    let register = workspace.register()?;
    let known = store::requests::round(db, &loaded.campaign.id)?;
    let mut faults = lacks(loaded, &workspace.config, &register);
    faults.extend(lacks_round_before(db, &loaded.campaign)?);
    if let Some(round) = &known
        && !round.campaign.asks_the_same_as(&loaded.campaign)
    {
        faults.push(format!(
            "{} asks other questions than the letters that have left: restore them, or start a \
             new campaign folder",
            loaded.file.display()
        ));
    }
    if store::imports::is_of_a_sheet(db, &loaded.campaign.id)? {
        faults.push(format!(
            "{} was taken in from a sheet: it is over. A new round has a folder of its own, with \
             follows = \"{0}\"",
            loaded.campaign.id
        ));
    }
    let changed = known.as_ref().is_some_and(|round| round.campaign != loaded.campaign);
    let token = match (known, token) {
        (Some(round), _) => round.token,
        (None, Some(token)) => token.to_owned(),
        (None, None) => new_token()?,
    };
    let round = Round { token, campaign: loaded.campaign.clone() };
    let plan = plan_of(db, &loaded.campaign, &register)?;
    let authorities = register.iter().filter(|row| loaded.campaign.recipients.include(row));
    let mut prospect = Prospect {
        letters: Vec::new(),
        waiting: plan
            .waiting
            .iter()
            .map(|(row, wait)| (row.id.clone(), row.name.clone(), *wait))
            .collect(),
        written_to: plan.written_to.len(),
        faults,
        warnings: Vec::new(),
        after_the_pilot: 0,
        round,
        changed,
        authorities: authorities.cloned().collect(),
    };
    if lint::sender(&workspace.config.sender).is_empty() {
        prospect.write_letters(workspace, loaded, (&plan, &register))?;
    }
    prospect.faults.extend(checks::no_reply(&prospect.letters));
    prospect.warnings = checks::checks(workspace, loaded, &register, &prospect)?;
    Ok(prospect)
}

fn plan_of<'r>(
    db: &Connection,
    campaign: &Campaign,
    register: &'r Register,
) -> anyhow::Result<Plan<'r>> {
    let mut failure = None;
    let plan = plan(campaign, register, |authority| {
        outbox::is_written_to(db, &campaign.id, authority).unwrap_or_else(|error| {
            failure = Some(error);
            true
        })
    });
    failure.map_or(Ok(plan), Err)
}

/// Sixteen random bytes; the references of the round are drawn from them.
pub(super) fn new_token() -> anyhow::Result<String> {
    use std::fmt::Write;
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("drawing a token: {error}"))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

impl Prospect {
    /// Keeps the letters to a few authorities, as unlike each other as can be.
    pub fn keep_pilot(&mut self, count: usize) {
        let authorities: Vec<&Authority> =
            self.letters.iter().map(|letter| &letter.authority).collect();
        let few: Vec<String> = pilot::pick(&authorities, count, &self.round.campaign.id)
            .into_iter()
            .map(|authority| authority.id.clone())
            .collect();
        let before = self.letters.len();
        self.letters.retain(|letter| few.contains(&letter.authority.id));
        self.after_the_pilot = before - self.letters.len();
    }

    fn write_letters(
        &mut self,
        workspace: &Workspace,
        loaded: &Loaded,
        (plan, register): (&Plan<'_>, &Register),
    ) -> anyhow::Result<()> {
        let db = workspace.store.db();
        let campaign = &loaded.campaign;
        let mut faults: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (authority, channel) in &plan.ready {
            let code = free_code(db, &self.round, &authority.id)?;
            let reference = reference(&campaign.prefix, &code);
            let request = compose::Request {
                campaign,
                authority,
                to: channel.place(),
                reference: &reference,
                sender: &workspace.config.sender,
            };
            let number = outbox::next_request_number(db, &campaign.id, &authority.id)?;
            let before = earlier::before(workspace, campaign, (register, authority))?;
            let earlier = before.as_ref().map(earlier::Before::fields);
            let occasion = Occasion { number, earlier, ..Occasion::on(workspace.today()) };
            let letter = compose::write(&loaded.templates, LetterKind::Request, request, &occasion)
                .with_context(|| format!("the letter to {}", authority.id))?;
            for fault in lint::check(&letter, authority.law, &campaign.questions, &reference) {
                faults.entry(fault).or_default().push(&authority.id);
            }
            let authority = (*authority).clone();
            self.letters.push(Prepared { authority, reference, letter, code });
        }
        self.faults.extend(faults.into_iter().map(|(fault, ids)| match ids.as_slice() {
            [only] => format!("the letter to {only}: {fault}"),
            [first, ..] => format!("{} letters, that to {first} among them: {fault}", ids.len()),
            [] => fault,
        }));
        Ok(())
    }

    /// Fails unless the plan is fit to be confirmed with this number.
    pub fn may_be_confirmed(&self, confirmed: usize) -> anyhow::Result<()> {
        let count = self.letters.len();
        anyhow::ensure!(
            self.faults.is_empty(),
            "the campaign is not fit to launch:\n  {}",
            self.faults.join("\n  ")
        );
        anyhow::ensure!(
            confirmed == count,
            "the plan has {count} letters, you confirmed {confirmed}: look at the plan again, then \
             confirm the number it shows"
        );
        anyhow::ensure!(count > 0 || self.changed, "no letter is ready to leave: nothing was done");
        Ok(())
    }

    /// Freezes and queues every letter; `confirmed` must be the number the plan showed.
    pub fn confirm(
        self,
        workspace: &mut Workspace,
        confirmed: usize,
        by: &str,
    ) -> anyhow::Result<usize> {
        self.may_be_confirmed(confirmed)?;
        let count = self.letters.len();
        let now = workspace.now.instant();
        let sender = workspace.config.sender.clone();
        let bytes: Vec<Vec<u8>> = self
            .letters
            .iter()
            .map(|prepared| prepared.letter.bytes(&sender, now))
            .collect::<anyhow::Result<_>>()?;
        workspace.store.transaction(|db| {
            self.keep(db, now, &sender)?;
            for (prepared, bytes) in self.letters.iter().zip(&bytes) {
                self.approve(db, prepared, bytes, (by, now))?;
            }
            let event =
                Event::Launched { campaign: self.round.campaign.id.clone(), letters: count };
            events::append(db, events::Links::default(), now, Some(by), &event)?;
            for request in store::requests::of_campaign(db, &self.round.campaign.id)? {
                refresh::request(db, &request, now)?;
            }
            Ok(count)
        })
    }

    /// The round frozen, and a request for every authority, those that wait included.
    fn keep(&self, db: &Connection, now: DateTime<Utc>, sender: &Sender) -> anyhow::Result<()> {
        let campaign = &self.round.campaign;
        if self.changed || store::requests::round(db, &campaign.id)?.is_none() {
            store::requests::freeze(db, &self.round, now)?;
        }
        for authority in &self.authorities {
            if store::requests::by_authority(db, &campaign.id, &authority.id)?.is_none() {
                let code = free_code(db, &self.round, &authority.id)?;
                let reference = reference(&campaign.prefix, &code);
                let reply_address = sender.reply_address(&reference);
                store::requests::insert(
                    db,
                    &Request {
                        id: 0,
                        campaign: campaign.id.clone(),
                        authority: authority.id.clone(),
                        name: authority.name.clone(),
                        nation: authority.nation,
                        law: authority.law,
                        code,
                        reference,
                        reply_address,
                    },
                )
                .with_context(|| format!("the request to {}", authority.id))?;
            }
        }
        Ok(())
    }

    fn approve(
        &self,
        db: &Connection,
        prepared: &Prepared,
        bytes: &[u8],
        (by, now): (&str, DateTime<Utc>),
    ) -> anyhow::Result<()> {
        let campaign = &self.round.campaign.id;
        let request = store::requests::by_authority(db, campaign, &prepared.authority.id)?
            .context("a request that was just added")?;
        anyhow::ensure!(request.code == prepared.code, "the reference changed while launching");
        let letter = outbox::NewLetter {
            request: request.id,
            kind: LetterKind::Request,
            message_id: &prepared.letter.message_id,
            recipient: &prepared.letter.to,
            sender: &prepared.letter.reply_address,
            copy: prepared.letter.copy.as_deref(),
            subject: &prepared.letter.subject,
            bytes,
            keep: &[],
        };
        outbox::approve(db, &letter, by, now)?;
        Ok(())
    }
}

/// The code of the request to `authority`: its own if it has one, else one nobody has.
pub(super) fn free_code(db: &Connection, round: &Round, authority: &str) -> anyhow::Result<String> {
    let known = store::requests::by_authority(db, &round.campaign.id, authority)?;
    if let Some(known) = known {
        return Ok(known.code);
    }
    for attempt in 0..100 {
        let code = code(&round.token, authority, attempt);
        if store::requests::by_code(db, &code)?.is_none() {
            return Ok(code);
        }
    }
    anyhow::bail!("no free reference for {authority}")
}
