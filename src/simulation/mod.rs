//! Simulated authorities: they read the bytes of our letters and answer by mail.
//!
//! They know the register, the campaign and what they were sent; nothing of the store, of the rules
//! that read their replies, or of the person who decides. Nothing above imports them.

mod aside;
pub mod attached;
mod behaviour;
mod desk;
pub mod figure;
pub mod figures;
mod in_a_file;
mod letter;
mod mime;
mod notation;
pub mod post;
pub mod seed;
mod sheet;
pub mod understanding;
mod wording;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, NaiveDate, Utc};

use self::aside::Aside;
use self::attached::Format;
use self::behaviour::{Delay, Early, Ending, Plan};
use self::desk::Desk;
use self::figures::Figures;
use self::letter::Letter;
use self::post::Delivered;
use self::seed::Draw;
use crate::campaign::Campaign;
use crate::law::calendar::Calendar;
use crate::law::london;
use crate::register::Authority;

/// Where a simulated authority takes requests.
pub fn address_of(authority: &str) -> String {
    format!("foi@{authority}.invalid")
}

/// A mail on its way to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub at: DateTime<Utc>,
    pub authority: String,
    pub bytes: Vec<u8>,
}

/// All simulated authorities of one rehearsal.
pub struct Authorities<'a> {
    campaign: &'a Campaign,
    figures: &'a Figures,
    seed: u64,
    desks: BTreeMap<String, Desk<'a>>,
    /// What is to happen, in order.
    agenda: BTreeMap<(DateTime<Utc>, u64), (String, What)>,
    agreed: u64,
    /// What a person sees who opens a file, by its hash.
    pages: HashMap<String, String>,
    /// What each answer stood in that was sent.
    formats: BTreeMap<String, Format>,
}

/// Something an authority will send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Early(Early),
    /// Something beside the reply.
    Aside(Aside),
    Ending,
    Correction,
    /// It sticks to its refusal: after a review, or of a narrower request.
    Upheld,
    RefusedAgain,
}

impl<'a> Authorities<'a> {
    pub fn new(
        campaign: &'a Campaign,
        authorities: &[&'a Authority],
        figures: &'a Figures,
        seed: u64,
    ) -> Self {
        let desks = authorities
            .iter()
            .map(|authority| {
                let plan = Plan::drawn(campaign, authority, figures, seed);
                (authority.id.clone(), Desk::new(authority, plan))
            })
            .collect();
        let agenda = BTreeMap::new();
        let (pages, formats) = (HashMap::new(), BTreeMap::new());
        let mut all = Self { campaign, figures, seed, desks, agenda, agreed: 0, pages, formats };
        all.pair_up();
        all
    }

    /// Addresses whose servers refuse a stranger's letter the first time.
    pub fn greylisting(&self) -> impl Iterator<Item = String> {
        self.desks.iter().filter(|(_, desk)| desk.plan.greylists).map(|(id, _)| address_of(id))
    }

    /// A few neighbours answer in one mail, as councils do that share a service.
    fn pair_up(&mut self) {
        let mut groups: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for (id, desk) in &self.desks {
            if desk.plan.could_share() {
                let place = (desk.authority.nation.code(), desk.authority.region.as_str());
                groups.entry(place).or_default().push(id);
            }
        }
        let mut pairs = Vec::new();
        for ((nation, region), ids) in groups {
            let mut draw = Draw::of(self.seed, &format!("{nation}/{region}/pairs"));
            if let [first, second, ..] = ids.as_slice()
                && draw.chance(40)
            {
                pairs.push(((*first).to_owned(), (*second).to_owned()));
            }
        }
        for (first, second) in pairs {
            if let Some(desk) = self.desks.get_mut(&first) {
                desk.answers_for = Some(second.clone());
            }
            if let Some(desk) = self.desks.get_mut(&second) {
                desk.answered_by = Some(first);
            }
        }
    }

    /// An authority reads a letter that reached it `at`, and makes up its mind.
    pub fn take(&mut self, delivered: &Delivered, at: DateTime<Utc>) -> anyhow::Result<()> {
        let letter = Letter::read(&delivered.bytes)?;
        let found = self.desks.iter_mut().find(|(id, _)| address_of(id) == delivered.to);
        let Some((id, desk)) = found else { return Ok(()) };
        let (id, day) = (id.clone(), london::civil_date(at));
        let mut planned = desk.react(letter);
        if let Some((Delay::WorkingDays(days), What::Ending)) = planned.last().copied() {
            if desk.plan.ending == Ending::AnswerThenCorrect {
                planned.push((Delay::WorkingDays(days + 6), What::Correction));
            }
            let survey = desk.plan.survey.filter(|_| desk.plan.ending != Ending::Nothing);
            if let (Some(later), None) = (survey, &desk.answered_by) {
                planned.push((Delay::WorkingDays(days + later), What::Aside(Aside::Survey)));
            }
        }
        for (delay, what) in planned {
            self.agree(&id, (at, day), delay, what);
        }
        Ok(())
    }

    fn agree(
        &mut self,
        id: &str,
        (now, day): (DateTime<Utc>, NaiveDate),
        delay: Delay,
        what: What,
    ) {
        let Some(desk) = self.desks.get(id) else { return };
        let mut draw = Draw::of(self.seed, &format!("{id}/{what:?}/time"));
        let at = match delay {
            Delay::Minutes(minutes) => now + Duration::minutes(minutes),
            Delay::WorkingDays(days) => {
                let scope = desk.authority.law.regime(day).scope;
                let then = Calendar::shipped().working_day_after(scope, day, days);
                let minute = u32::try_from(draw.between(8 * 60 + 30, 17 * 60)).unwrap_or(600);
                london::instant_at(then.unwrap_or(day), minute).max(now)
            }
        };
        self.agreed += 1;
        self.agenda.insert((at, self.agreed), (id.to_owned(), what));
    }

    /// When the next mail will be on its way.
    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        self.agenda.keys().next().map(|(at, _)| *at)
    }

    /// Every mail that was sent up to `now`, in order.
    pub fn post(&mut self, now: DateTime<Utc>) -> anyhow::Result<Vec<Posted>> {
        let mut posted = Vec::new();
        while let Some(entry) = self.agenda.first_entry() {
            let ((at, _), (id, what)) = (*entry.key(), entry.get().clone());
            if at > now {
                break;
            }
            entry.remove();
            if let Some(bytes) = self.write(&id, what, at)? {
                posted.push(Posted { at, authority: id, bytes });
            }
        }
        Ok(posted)
    }

    /// What a person sees who opens the file with this hash, if an authority sent it.
    ///
    /// No program's reading of the file is asked: the person has the program that wrote it.
    pub fn opened(&self, sha256: &str) -> Option<&str> {
        self.pages.get(sha256).map(String::as_str)
    }

    /// What the answer of this authority stood in, if it has sent one.
    pub fn format_of(&self, authority: &str) -> Option<Format> {
        self.formats.get(authority).copied()
    }

    fn write(
        &mut self,
        id: &str,
        what: What,
        at: DateTime<Utc>,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(desk) = self.desks.get(id) else { return Ok(None) };
        let partner = desk.answers_for.as_ref().and_then(|partner| self.desks.get(partner));
        let mut draw = Draw::of(self.seed, &format!("{id}/{what:?}/words"));
        let office = desk::Office { campaign: self.campaign, figures: self.figures, partner };
        let written = desk.write(office, what, at, &mut draw)?;
        let bytes = written.as_ref().map(|written| written.mail.bytes()).transpose()?;
        if what == What::Ending && desk.answers() && bytes.is_some() {
            let also = desk.answers_for.iter().cloned();
            let format = desk.format();
            self.formats.extend(also.chain([id.to_owned()]).map(|id| (id, format)));
        }
        if let Some(answer) = written.and_then(|written| written.answer) {
            let seen = answer.hashes.into_iter().map(|hash| (hash, answer.seen.clone()));
            self.pages.extend(seen);
        }
        if let Some(desk) = self.desks.get_mut(id) {
            desk.sent += 1;
        }
        Ok(bytes)
    }
}
