//! What rules make of one mail: parsed, matched, classified, its answers proposed.

mod doubts;
mod sight;

use std::borrow::Cow;
use std::collections::HashMap;

use anyhow::Context as _;
use chrono::NaiveDate;
use rusqlite::Connection;

use self::doubts::Seen;
use super::papers::{self, Papers};
use super::place::{self, Codes};
use super::{own, quarantine};
use crate::answers::meaning::{Meaning, settle};
use crate::answers::{Candidate, finding, notation};
use crate::campaign::Campaign;
use crate::case::events::{Dated, Event, LetterKind, that_count};
use crate::case::own::Own;
use crate::config::Config;
use crate::law::calendar::Calendar;
use crate::law::clock::response_due;
use crate::law::london::civil_date;
use crate::register::Register;
use crate::replies::authentication;
use crate::replies::classify::{Classified, Context, READS_LIKE, classify};
use crate::replies::facts::{About, Facts, facts};
use crate::replies::matching::Placing;
use crate::replies::message::Message;
use crate::replies::{Kind, READER, quoting};
use crate::store::mails::{self, Read, Reading};
use crate::store::requests::{self, Request};
use crate::store::{erasures, events};

/// What is needed to read any mail: loaded once for many.
#[derive(Debug)]
pub struct Reader {
    register: Register,
    campaigns: HashMap<String, Campaign>,
    codes: Codes,
    /// The server whose word on a sender is believed.
    authserv: Option<String>,
    own: own::Addresses,
    calendar: Cow<'static, Calendar>,
}

/// What a person has decided about a mail: the latest decision of each sort that was not taken back.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    pub requests: Option<Vec<i64>>,
    pub kind: Option<Kind>,
    /// Of a mail from our own address: the letter of ours that it is.
    pub letter: Option<LetterKind>,
    /// Attachments with something hidden in them that are harmless, by hash, and who says why.
    pub released: Vec<(String, String)>,
}

impl Decided {
    /// The decisions among the events of one mail.
    pub fn of(events: &[Dated]) -> Self {
        let mut decided = Self::default();
        for dated in that_count(events) {
            if matches!(dated.event, Event::Erased { .. }) {
                // What was decided before stands in what is left of its reading.
                decided = Self::default();
            }
            if let Event::AttachmentReleased { attachment, why, .. } = &dated.event {
                let by = dated.by.as_deref().unwrap_or("a person");
                let words = format!("{by} looked at it, and says that it is harmless: {why}");
                decided.released.push((attachment.clone(), words));
            }
            if let Event::MailAssigned { requests, kind, letter, .. } = &dated.event {
                decided.requests = requests.clone().or(decided.requests);
                // The one takes the place of the other.
                if kind.is_some() || letter.is_some() {
                    (decided.kind, decided.letter) = (*kind, *letter);
                }
            }
        }
        decided
    }
}

impl Reader {
    pub fn load(db: &Connection, config: &Config) -> anyhow::Result<Self> {
        let register = crate::store::register::load(db)?;
        let campaigns = requests::rounds(db)?
            .into_iter()
            .map(|round| (round.campaign.id.clone(), round.campaign))
            .collect();
        let authserv = config.authserv.clone();
        let own = own::Addresses::default();
        let calendar = crate::store::calendar::load(db)?;
        Ok(Self { register, campaigns, codes: Codes::default(), authserv, own, calendar })
    }

    /// Reads the mail with this id; gives the reading and the requests it is filed under. What
    /// earlier mails taught counts, and nothing later.
    pub fn read(
        &self,
        db: &Connection,
        (mail, message): (i64, &Message),
        decided: &Decided,
    ) -> anyhow::Result<(Read, Vec<i64>)> {
        if let Some(left) = erasures::reading(db, mail)? {
            return with_decisions(db, left, decided);
        }
        // A person may say that it is a reply all the same.
        if decided.kind.is_none_or(|kind| kind == Kind::Other)
            && let Some(letter) = self.own.letter(db, message)?
        {
            let known = (&self.register, &self.codes);
            return own::read(db, known, (mail, &letter), decided);
        }
        let papers = Papers::of(db, message)?;
        let mut noted = papers.noted(message, &decided.released);
        quarantine::came_again(db, (mail, &mut noted), &decided.released)?;
        let message = &noted;
        let plain = quoting::lines(&message.text);
        let placing = match &decided.requests {
            Some(ids) => place::by_person(db, ids)?,
            None => self.place(db, (mail, message), &plain)?,
        };
        let request = match placing.matches.first() {
            Some(first) => Some(requests::get(db, first.candidate.request)?),
            None => None,
        };
        let mail_read = (message, plain, &papers);
        let arrived = mails::get(db, mail)?.context("a mail that is not kept")?.arrived_at;
        let due = self.due(db, request.as_ref())?;
        let days = due.map(|due| (civil_date(arrived), due));
        let mut reading = self.reading(mail_read, placing, (request.as_ref(), days), decided);
        let text = format!("{}\n{}", reading.new_text, papers.text());
        let stated = (message, text.trim());
        let days = (civil_date(arrived), due);
        reading.facts = self.facts(stated, reading.meaning.kind, request.as_ref(), days);
        let campaign = request.as_ref().and_then(|request| self.campaigns.get(&request.campaign));
        sight::keep_out(&mut reading, (mail, message), &papers, campaign);
        let kind = reading.meaning.kind;
        if kind == Kind::Spam && reading.placing.stranger && reading.placing.held.is_none() {
            // Whoever saw a thread can write into it.
            let reason = "spam from a stranger in a thread of ours".to_owned();
            // Once a person has said that it is spam nothing is left to decide.
            if !reading.kind_decided {
                reading.meaning.mail_doubt = Some(reason.clone());
            }
            reading.placing = reading.placing.hold(reason);
        }
        Ok(filed_by(reading))
    }

    fn place(
        &self,
        db: &Connection,
        (mail, message): (i64, &Message),
        plain: &[quoting::Line],
    ) -> anyhow::Result<Placing> {
        let placing = place::place(db, (&self.register, &self.codes), (mail, message), plain)?;
        let ours = match message.from.as_deref() {
            Some(from) => self.own.has(db, from)?,
            None => false,
        };
        if ours { Ok(own::passed_on(placing)) } else { place::to_us(db, placing, message, plain) }
    }

    fn reading(
        &self,
        (message, plain, papers): (&Message, Vec<quoting::Line>, &Papers),
        placing: Placing,
        (request, days): (Option<&Request>, Option<(NaiveDate, NaiveDate)>),
        decided: &Decided,
    ) -> Reading {
        let campaign = request.and_then(|request| self.campaigns.get(&request.campaign));
        let lines = lines_of(campaign, message, plain);
        let new_text = quoting::new_text(&lines);
        let context = Context {
            law: request.map(|request| request.law),
            ours: request.map(|row| vec![row.reference.clone()]).unwrap_or_default(),
            matched: placing.held.is_none(),
            days,
        };
        let classified = classified(message, &new_text, papers, &context);
        let found = candidates(campaign, &classified, (&lines, papers), placing.matches.len());
        let remarks = papers.remarks(lines.clone());
        let candidates = finding::doubt_single(campaign, &remarks, found);
        let typed_in = typed_in(&lines);
        let vouched = self.vouched_for(request, message, &lines);
        let parts = papers.parts(lines);
        let mut meaning = settle(campaign, &classified, &candidates, &placing, message);
        let candidates = of_kind(meaning.kind, candidates);
        let seen = Seen { message, new_text: &new_text, remarks: &remarks, typed_in, vouched };
        let known = (campaign, request);
        meaning.mail_doubt = meaning
            .mail_doubt
            .take()
            .or_else(|| self.further_doubt(&meaning, &placing, known, (&seen, &candidates)));
        let authentication = self
            .authserv
            .as_deref()
            .and_then(|server| authentication::results(&message.authentication, server));
        if meaning.mail_doubt.is_none() && !classified.structural {
            meaning.mail_doubt = self.not_theirs(&meaning, message, authentication.as_ref());
        }
        apply(&mut meaning, decided, placing.held.as_ref());
        let candidates = match campaign {
            Some(campaign) if candidates.is_empty() => {
                finding::of_the_whole(campaign, meaning.kind, &classified.words, &parts)
            }
            Some(_) | None => candidates,
        };
        Reading {
            from: message.from.clone(),
            subject: message.subject.clone(),
            date: message.date,
            meaning,
            words: classified.words,
            placing,
            authority_reference: classified.authority_reference,
            sections: classified.sections,
            facts: Facts::default(),
            attachments: message.attachments.clone(),
            authentication,
            new_text,
            candidates,
            own: None,
            kind_decided: decided.kind.is_some(),
            place_decided: decided.requests.is_some(),
            erased: None,
        }
    }

    /// The day by which the law wants a reply to the request itself, if nothing else happens.
    fn due(&self, db: &Connection, request: Option<&Request>) -> anyhow::Result<Option<NaiveDate>> {
        let Some(request) = request else { return Ok(None) };
        let events = events::of_request(db, request.id)?;
        let left = events.iter().find(|dated| {
            matches!(dated.event, Event::LetterAccepted { .. })
                || matches!(dated.event, Event::LetterSettled { left: true, .. })
        });
        Ok(left
            .and_then(|dated| response_due(&self.calendar, request.law, civil_date(dated.at)).ok()))
    }

    /// What the mail states besides, reckoned from the day it arrived.
    fn facts(
        &self,
        (message, text): (&Message, &str),
        kind: Kind,
        request: Option<&Request>,
        (arrived_on, lawful): (NaiveDate, Option<NaiveDate>),
    ) -> Facts {
        let own = request.and_then(|request| self.register.get(&request.authority));
        let own: Vec<&str> = own
            .iter()
            .flat_map(|own| [Some(own.name.as_str()), own.welsh_name.as_deref()])
            .flatten()
            .collect();
        facts(&About { kind, arrived_on, own: &own, links: &message.links, lawful }, text)
    }
}

/// What is left of the reading of a mail that lost something, with what was decided since.
fn with_decisions(
    db: &Connection,
    mut reading: Reading,
    decided: &Decided,
) -> anyhow::Result<(Read, Vec<i64>)> {
    if let Some(ids) = &decided.requests {
        reading.placing = place::by_person(db, ids)?;
        reading.place_decided = true;
    }
    if decided.letter.is_some() {
        reading.own = Some(Own::Agreed { letter: decided.letter });
        reading.meaning.mail_doubt = None;
    }
    for file in &mut reading.attachments {
        papers::release(file, &decided.released);
    }
    apply(&mut reading.meaning, decided, reading.placing.held.as_ref());
    reading.kind_decided |= decided.kind.is_some() || decided.letter.is_some();
    Ok(filed_by(reading))
}

/// A reading with what follows from it: where the mail is filed, and whether it waits.
fn filed_by(reading: Reading) -> (Read, Vec<i64>) {
    let (kind, placing) = (reading.meaning.kind, &reading.placing);
    let filed: Vec<i64> = if placing.held.is_some() {
        Vec::new()
    } else {
        placing.matches.iter().map(|entry| entry.candidate.request).collect()
    };
    let review_reason = reading.meaning.mail_doubt.clone();
    let waits = review_reason.is_some() || (kind.needs_agreement() && !reading.kind_decided);
    (Read { reader: READER, kind, review_reason, waits, reading }, filed)
}

/// What a mail is by its own words; where they only lead to what comes with it, by that.
fn classified(message: &Message, new_text: &str, papers: &Papers, context: &Context) -> Classified {
    let own = classify(message, new_text, context);
    let leads = own.rule == READS_LIKE || matches!(own.kind, Kind::Other | Kind::Answer);
    if papers.is_empty() || own.structural || !leads {
        return own;
    }
    let text = papers.text();
    let letter =
        Message { text: text.clone(), html: None, attachments: Vec::new(), ..message.clone() };
    let theirs = classify(&letter, &text, context);
    let reference = own.authority_reference.clone().or(theirs.authority_reference.clone());
    let mut sections = own.sections.clone();
    sections.extend(theirs.sections.iter().filter(|one| !own.sections.contains(one)).cloned());
    // A letter of any kind tells of rights to a review, and thanks for a request.
    let told = !matches!(theirs.kind, Kind::Other | Kind::Acknowledgement | Kind::ReviewOutcome);
    let silent = !told || theirs.rule == READS_LIKE;
    let said = if silent {
        own
    } else {
        Classified { rule: format!("attachment/{}", theirs.rule), ..theirs }
    };
    Classified { authority_reference: reference, sections, ..said }
}

/// Answers are looked for only where a reply can have them; figures for two councils in one mail
/// are for a person to split.
fn candidates(
    campaign: Option<&Campaign>,
    classified: &Classified,
    (lines, papers): (&[quoting::Line], &Papers),
    places: usize,
) -> Vec<Candidate> {
    let Some(campaign) = campaign.filter(|_| !classified.structural) else { return Vec::new() };
    let body = finding::candidates(campaign, lines);
    let mut found = finding::with_papers(campaign, body, (lines, &papers.as_papers()));
    if places > 1 {
        for candidate in &mut found {
            candidate.doubt = Some("the mail is for several authorities: whose is it?".to_owned());
        }
    }
    found
}

/// The lines to be read: the plain version's, or the HTML's where only that has answers in it.
fn lines_of(
    campaign: Option<&Campaign>,
    message: &Message,
    plain: Vec<quoting::Line>,
) -> Vec<quoting::Line> {
    let (Some(campaign), Some(html)) = (campaign, message.html.as_deref()) else { return plain };
    let by_plain = finding::candidates(campaign, &plain);
    if by_plain.iter().any(finding::is_numbered) {
        return plain;
    }
    let html = quoting::lines(html);
    let by_html = finding::candidates(campaign, &html);
    let better = by_html.iter().any(finding::is_numbered) || by_plain.is_empty();
    if by_html.is_empty() || !better { plain } else { html }
}

/// That figures may stand in our own letter, which it sends back.
fn typed_in(lines: &[quoting::Line]) -> Option<String> {
    let line = quoting::typed_in(lines)?;
    Some(format!("figures may be typed into the letter that it sends back: {line}"))
}

/// A letter about the request may number its own paragraphs: what cannot be read there is no answer.
fn of_kind(kind: Kind, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    if kind.needs_agreement() && kind != Kind::ReviewOutcome {
        candidates.retain(|candidate| !candidate.rule.ends_with(notation::UNREAD));
    }
    candidates
}

/// A person's decision outranks the rules. What it is says nothing of whose it is: a mail in the
/// holding pen goes on waiting for its place, unless it is none of ours.
fn apply(meaning: &mut Meaning, decided: &Decided, held: Option<&String>) {
    if let Some(kind) = decided.kind {
        meaning.kind = kind;
        meaning.confidence = 1.0;
        let nobodys = matches!(kind, Kind::Spam | Kind::Other);
        meaning.mail_doubt = held.filter(|_| !nobodys).cloned();
        "person".clone_into(&mut meaning.rule);
        if kind == Kind::Bounce && meaning.permanent.is_none() {
            meaning.permanent = Some(true);
        }
    }
}
