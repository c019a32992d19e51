//! What follows for a request when something about it changes: its answers and where it stands.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use super::send::COPY;
use super::{own, place, quarantine};
use crate::campaign::Campaign;
use crate::case::events::{Dated, LetterKind};
use crate::case::judging::Position;
use crate::case::ladder::{Plan, propose};
use crate::case::letters::Which;
use crate::case::own::{Own, Written};
use crate::case::standing::{Answer, Proposed, Stands, TO_BE_AGREED, narrowed, resolve};
use crate::case::story::{Reading, StandingAnswer, Story, Terms};
use crate::law::calendar::Calendar;
use crate::law::exemptions::Ground;
use crate::law::{Law, london};
use crate::replies::{Kind, message, sections};
use crate::store::mails::{Mail, Read};
use crate::store::requests::{Request, Round};
use crate::store::standing::Standing;
use crate::store::{self, answers, events, mails, outbox, requests, standing};

/// Everything stored about one request, from which all else follows.
#[derive(Debug)]
pub struct File {
    pub events: Vec<Dated>,
    /// Each with the place of its arrival in the log.
    pub mails: Vec<(Mail, Read, i64)>,
    /// Mails that send back a letter of ours and name it, each with that letter.
    pub returns: Vec<(i64, Which)>,
    /// Mails of our own about which a person has decided, each with the place of that in the log.
    decided: Vec<(i64, i64)>,
}

impl File {
    pub fn load(db: &Connection, request: i64) -> anyhow::Result<Self> {
        let (mut found, mut returns, mut decided) = (Vec::new(), Vec::new(), Vec::new());
        for mail in mails::of_request(db, request)? {
            if let Some(read) = mails::reading(db, mail.id)? {
                let about = events::of_mail(db, mail.id)?;
                let seq = about.first().map_or(0, |dated| dated.seq);
                if let (Some(Own::Agreed { .. }), Some(last)) = (read.reading.own, about.last()) {
                    decided.push((mail.id, last.seq));
                }
                found.push((mail, read, seq));
            }
        }
        for (mail, ..) in found.iter().filter(|(_, read, _)| read.kind == Kind::Bounce) {
            let letter = returned_letter(db, (request, &found), mail.id)?;
            returns.extend(letter.map(|letter| (mail.id, letter)));
        }
        Ok(Self { events: events::of_request(db, request)?, mails: found, returns, decided })
    }

    /// Letters of ours that were written elsewhere.
    pub fn own(&self) -> Vec<Written> {
        let found = self.mails.iter().filter_map(|(mail, read, seq)| {
            let decided = self.decided.iter().rev().find(|(known, _)| *known == mail.id);
            let seq = decided.map_or(*seq, |(_, seq)| *seq);
            // Of what we wrote ourselves our own clock says when; it came here at some later time.
            let written = read.reading.date.filter(|date| *date <= mail.arrived_at);
            let at = written.unwrap_or(mail.arrived_at);
            Some(Written { mail: mail.id, at, seq, own: read.reading.own? })
        });
        found.collect()
    }

    fn returned(&self, mail: i64) -> Option<Which> {
        self.returns.iter().find(|(known, _)| *known == mail).map(|(_, letter)| *letter)
    }

    /// Every reading of every cell, with what stands marked.
    pub fn answers(&self) -> Vec<Answer> {
        let proposed: Vec<Proposed> = self
            .mails
            .iter()
            .flat_map(|(mail, read, seq)| {
                read.reading.candidates.iter().map(|candidate| Proposed {
                    mail: mail.id,
                    seq: *seq,
                    arrived_at: mail.arrived_at,
                    mail_in_doubt: read.reading.meaning.mail_doubt.is_some(),
                    to_be_agreed: to_be_agreed(read),
                    candidate: candidate.clone(),
                })
            })
            .collect();
        resolve(&proposed, &self.events)
    }

    /// What the law judges, with those of `answers` that stand.
    pub fn story(&self, answers: &[Answer], law: Law, campaign: &Campaign) -> Story {
        let narrowed = narrowed(&self.events);
        let cells = campaign.cells().map(|(question, _)| question.number.clone()).collect();
        let theirs = self.mails.iter().filter(|(_, read, _)| read.reading.own.is_none());
        let readings = theirs
            .map(|(mail, read, seq)| Reading {
                mail: mail.id,
                seq: *seq,
                arrived_at: mail.arrived_at,
                kind: read.kind,
                permanent: read.reading.meaning.permanent,
                agreed: read.reading.kind_decided,
                in_doubt: doubt_about(mail.id, read, answers).is_some(),
                sections: read.reading.sections.clone(),
                ground: ground(law, read),
                terms: Terms::of(&read.reading.facts),
                returns: self.returned(mail.id),
                hidden: quarantine::words(&read.reading),
            })
            .collect();
        let standing = answers
            .iter()
            .filter(|answer| answer.stands == Stands::Yes)
            .map(|answer| StandingAnswer {
                known_at: first_known(answers, answer, narrowed),
                status: answer.value.status,
            })
            .collect();
        Story::fold(&self.events, readings, standing, cells).with_own(&self.own())
    }
}

/// Whether a mail's kind counts only once a person agrees, and nobody has yet.
fn to_be_agreed(read: &Read) -> bool {
    read.kind.needs_agreement() && !read.reading.kind_decided
}

/// When a figure for the cell of `answer` was first known: a correction is no later reply. What was
/// said before the request was narrowed is of another request.
fn first_known(
    answers: &[Answer],
    answer: &Answer,
    narrowed: Option<DateTime<Utc>>,
) -> DateTime<Utc> {
    let since = narrowed.filter(|since| answer.known_at > *since);
    let earlier = answers.iter().filter(|other| {
        other.question == answer.question
            && other.period == answer.period
            && other.stands == Stands::Superseded
            && other.decided_by.is_some()
            && other.value.status.has_number()
            && since.is_none_or(|since| other.known_at > since)
    });
    earlier.map(|other| other.known_at).min().map_or(answer.known_at, |at| at.min(answer.known_at))
}

/// The letter of `request` that a mail server sends back with `mail`, if it names one.
fn returned_letter(
    db: &Connection,
    (request, mails): (i64, &[(Mail, Read, i64)]),
    mail: i64,
) -> anyhow::Result<Option<Which>> {
    let erased = mails.iter().find(|(known, ..)| known.id == mail);
    let erased = erased.and_then(|(_, read, _)| read.reading.erased.as_ref());
    let about = match erased {
        Some(erased) => erased.letter.clone(),
        None => place::letter_named(&message::read(&mails::bytes(db, mail)?)),
    };
    let Some(about) = about else { return Ok(None) };
    if about.starts_with(COPY) {
        // No letter has the mail for a place: it is about none of them.
        return Ok(Some(Which::Elsewhere { mail }));
    }
    let letters = outbox::written(db, request)?;
    if let Some(letter) = letters.into_iter().find(|letter| letter.message_id == about) {
        return Ok(Some(Which::Outbox(letter.id)));
    }
    let elsewhere = mails.iter().find(|(known, read, _)| {
        read.reading.own.is_some() && known.message_id.as_ref() == Some(&about)
    });
    Ok(elsewhere.and_then(|(known, read, _)| match read.reading.own {
        Some(Own::Agreed { letter: Some(LetterKind::Request) }) | None => None,
        Some(_) => Some(Which::Elsewhere { mail: known.id }),
    }))
}

/// What a notice of more time rests on. That it names no exemption is said only where it speaks of
/// none: what the reader of sections could not place is not known.
fn ground(law: Law, read: &Read) -> Ground {
    if read.kind != Kind::Extension {
        return Ground::Unknown;
    }
    let text = &read.reading.new_text;
    let mut named = read.reading.sections.clone();
    named.extend(sections::weighed(law, text));
    match Ground::of(&named) {
        Ground::NoneNamed if sections::names_an_exemption(text) => Ground::Unknown,
        known @ (Ground::NoneNamed | Ground::Unknown | Ground::Named(..)) => known,
    }
}

/// Why a mail still needs a person: its own doubt, until a person has decided every answer in it;
/// or the first of its answers that waits.
fn doubt_about(mail: i64, read: &Read, answers: &[Answer]) -> Option<String> {
    let own: Vec<&Answer> = answers.iter().filter(|answer| answer.mail == Some(mail)).collect();
    let by_person = |answer: &&Answer| {
        answer.decided_by.as_deref().is_some_and(|by| by.starts_with("person:"))
            || answer.stands == Stands::Superseded
    };
    let all_decided = !own.is_empty() && own.iter().all(by_person);
    let whole = read.reading.meaning.mail_doubt.clone().filter(|_| !all_decided);
    whole.or_else(|| {
        let in_doubt = |answer: &&&Answer| {
            answer.stands == Stands::Waiting && answer.doubt.as_deref() != Some(TO_BE_AGREED)
        };
        let waiting = own.iter().find(in_doubt)?;
        let doubt = waiting.doubt.as_deref().unwrap_or("it waits for a person");
        Some(format!("{}: {doubt}", waiting.question))
    })
}

/// The same for a mail that may be filed under several requests: the first of them that it waits
/// for. `found` are the answers of `request`.
fn doubt_of(
    db: &Connection,
    (request, found): (i64, &[Answer]),
    (mail, read): (i64, &Read),
) -> anyhow::Result<Option<String>> {
    if read.reading.placing.matches.len() < 2 {
        return Ok(doubt_about(mail, read, found));
    }
    for id in mails::filed(db, mail)? {
        let doubt = if id == request {
            doubt_about(mail, read, found)
        } else {
            doubt_about(mail, read, &File::load(db, id)?.answers())
        };
        if doubt.is_some() {
            return Ok(doubt);
        }
    }
    Ok(None)
}

/// Derives the answers and the standing of `request` anew; `now` only says from when on.
pub fn request(db: &Connection, request: &Request, now: DateTime<Utc>) -> anyhow::Result<()> {
    let round = round_of(db, request)?;
    let calendar = store::calendar::load(db)?;
    request_of(db, request, (&round, &calendar), now)
}

fn round_of(db: &Connection, request: &Request) -> anyhow::Result<Round> {
    requests::round(db, &request.campaign)?.context("a request without a campaign")
}

/// The same, for a request whose campaign and calendar are at hand.
pub fn request_of(
    db: &Connection,
    request: &Request,
    (round, calendar): (&Round, &Calendar),
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let derived = derive(db, request, (&round.campaign, calendar), london::civil_date(now))?;
    answers::put(db, request.id, &derived.answers)?;
    for (mail, read) in &derived.mended {
        let filed = mails::filed(db, *mail)?;
        mails::put_reading(db, *mail, read, &filed)?;
    }
    standing::put(db, request.id, &derived.standing)
}

/// What follows from the log and the readings of one request.
#[derive(Debug)]
pub struct Derived {
    /// Every reading of every cell.
    pub answers: Vec<Answer>,
    /// Mails of which is stored that they wait, or do not, and it is not so; as it is.
    pub mended: Vec<(i64, Read)>,
    pub standing: Standing,
}

/// All of it as of the end of `today`; nothing is written.
pub fn derive(
    db: &Connection,
    request: &Request,
    (campaign, calendar): (&Campaign, &Calendar),
    today: NaiveDate,
) -> anyhow::Result<Derived> {
    let file = File::load(db, request.id)?;
    let found = file.answers();
    let story = file.story(&found, request.law, campaign);
    let mut mended = Vec::new();
    for (mail, read, _) in &file.mails {
        let review_reason = match read.reading.own {
            Some(Own::Elsewhere { .. }) => Some(own::doubt(mail.id, story.own_taken_for(mail.id))),
            Some(Own::Copy { .. } | Own::Automatic | Own::Agreed { .. }) | None => {
                doubt_of(db, (request.id, &found), (mail.id, read))?
            }
        };
        let waits = review_reason.is_some() || to_be_agreed(read);
        if review_reason != read.review_reason || waits != read.waits {
            mended.push((mail.id, Read { review_reason, waits, ..read.clone() }));
        }
    }
    let (position, plan) = stand(&story, (request.law, campaign), calendar, today)?;
    let changes_on = plan.watched.into_iter().filter(|day| *day > today).min();
    let judgement = position.judgement;
    let standing = Standing { judgement, proposal: plan.proposal, changes_on };
    Ok(Derived { answers: found, mended, standing })
}

fn stand(
    story: &Story,
    (law, campaign): (Law, &Campaign),
    calendar: &Calendar,
    on: NaiveDate,
) -> anyhow::Result<(Position, Plan)> {
    let position = story.judge(law, calendar, on)?;
    let plan = propose(story, &position, &campaign.policy, (calendar, on))?;
    Ok((position, plan))
}

/// A request's story, and where it stood at the end of `on` with what was to be done: from the log.
#[derive(Debug)]
pub struct Looked {
    pub story: Story,
    pub position: Position,
    pub plan: Plan,
    pub campaign: Campaign,
}

/// The request as it stood at the end of `on`, from the log.
pub fn look(db: &Connection, request: &Request, on: NaiveDate) -> anyhow::Result<Looked> {
    let calendar = store::calendar::load(db)?;
    look_under(db, &calendar, request, on)
}

/// The request as it would have stood at the end of `on` under another calendar.
pub fn look_under(
    db: &Connection,
    calendar: &Calendar,
    request: &Request,
    on: NaiveDate,
) -> anyhow::Result<Looked> {
    let campaign = round_of(db, request)?.campaign;
    let (story, position, plan) = look_within(db, (&campaign, calendar), request, on)?;
    Ok(Looked { story, position, plan, campaign })
}

/// The same, for a request whose campaign is at hand.
pub fn look_within(
    db: &Connection,
    (campaign, calendar): (&Campaign, &Calendar),
    request: &Request,
    on: NaiveDate,
) -> anyhow::Result<(Story, Position, Plan)> {
    let file = File::load(db, request.id)?;
    let story = file.story(&file.answers(), request.law, campaign);
    let (position, plan) = stand(&story, (request.law, campaign), calendar, on)?;
    Ok((story, position, plan))
}
