//! What rules make of one mail: parsed, matched, classified, its answers proposed.

use std::collections::HashMap;

use anyhow::Context as _;
use chrono::NaiveDate;
use rusqlite::Connection;

use super::own;
use super::papers::Papers;
use super::place::{self, Codes};
use crate::answers::meaning::{Meaning, settle};
use crate::answers::{Candidate, finding, notation};
use crate::campaign::Campaign;
use crate::case::events::{Dated, Event, LetterKind, that_count};
use crate::config::Config;
use crate::law::london::civil_date;
use crate::register::Register;
use crate::replies::authentication::{self, Authentication};
use crate::replies::classify::{Classified, Context, READS_LIKE, classify};
use crate::replies::facts::{About, Facts, facts};
use crate::replies::matching::Placing;
use crate::replies::message::Message;
use crate::replies::{Kind, READER, quoting, speaker};
use crate::store::mails::{self, Read, Reading};
use crate::store::requests::{self, Request};

/// What is needed to read any mail: loaded once for many.
#[derive(Debug)]
pub struct Reader {
    register: Register,
    campaigns: HashMap<String, Campaign>,
    codes: Codes,
    /// The server whose word on a sender is believed.
    authserv: Option<String>,
    own: own::Addresses,
}

/// What a person has decided about a mail: the latest decision of each sort that was not taken back.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    pub requests: Option<Vec<i64>>,
    pub kind: Option<Kind>,
    /// Of a mail from our own address: the letter of ours that it is.
    pub letter: Option<LetterKind>,
}

impl Decided {
    /// The decisions among the events of one mail.
    pub fn of(events: &[Dated]) -> Self {
        let mut decided = Self::default();
        for dated in that_count(events) {
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
        Ok(Self { register, campaigns, codes: Codes::default(), authserv, own })
    }

    /// Reads the mail with this id; gives the reading and the requests it is filed under. What
    /// earlier mails taught counts, and nothing later.
    pub fn read(
        &self,
        db: &Connection,
        (mail, message): (i64, &Message),
        decided: &Decided,
    ) -> anyhow::Result<(Read, Vec<i64>)> {
        // A person may say that it is a reply all the same.
        if decided.kind.is_none_or(|kind| kind == Kind::Other)
            && let Some(letter) = self.own.letter(db, message)?
        {
            let known = (&self.register, &self.codes);
            return own::read(db, known, (mail, &letter), decided);
        }
        let papers = Papers::of(db, message)?;
        let noted = papers.noted(message);
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
        let mut reading = self.reading(mail_read, placing, request.as_ref(), decided);
        let arrived = mails::get(db, mail)?.context("a mail that is not kept")?.arrived_at;
        let text = format!("{}\n{}", reading.new_text, papers.text());
        let stated = (message, text.trim());
        reading.facts =
            self.facts(stated, reading.meaning.kind, request.as_ref(), civil_date(arrived));
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
        let placing = &reading.placing;
        let filed: Vec<i64> = if placing.held.is_some() {
            Vec::new()
        } else {
            placing.matches.iter().map(|entry| entry.candidate.request).collect()
        };
        let review_reason = reading.meaning.mail_doubt.clone();
        let waits = review_reason.is_some() || (kind.needs_agreement() && !reading.kind_decided);
        Ok((Read { reader: READER, kind, review_reason, waits, reading }, filed))
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
        request: Option<&Request>,
        decided: &Decided,
    ) -> Reading {
        let campaign = request.and_then(|request| self.campaigns.get(&request.campaign));
        let lines = lines_of(campaign, message, plain);
        let new_text = quoting::new_text(&lines);
        let context = Context {
            law: request.map(|request| request.law),
            ours: request.map(|row| vec![row.reference.clone()]).unwrap_or_default(),
            matched: placing.held.is_none(),
        };
        let classified = classified(message, &new_text, papers, &context);
        let mut candidates =
            candidates(campaign, &classified, (&lines, papers), placing.matches.len());
        let remarks = papers.remarks(lines.clone());
        if let Some(campaign) = campaign {
            finding::doubt_single(campaign, &remarks, &mut candidates);
        }
        let parts = papers.parts(lines);
        let mut meaning = settle(campaign, &classified, &candidates, &placing, message);
        let candidates = of_kind(meaning.kind, candidates);
        if meaning.mail_doubt.is_none() {
            meaning.mail_doubt = two_versions(campaign, message, &candidates);
        }
        if meaning.mail_doubt.is_none() && carries_figures(&meaning) {
            meaning.mail_doubt = campaign.and_then(|campaign| finding::caveat(campaign, &remarks));
        }
        if meaning.mail_doubt.is_none() && carries_figures(&meaning) {
            let subject = campaign.and_then(|known| speaker::another_subject(known, &new_text));
            meaning.mail_doubt = self.other_speaker(request, message, &new_text).or_else(|| {
                Some(format!("it answers a request about \u{201c}{}\u{201d}", subject?))
            });
        }
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
        }
    }

    /// Figures, or a word that moves a date, from an authority's domain that our own server says the
    /// mail is not from.
    fn not_theirs(
        &self,
        meaning: &Meaning,
        message: &Message,
        authentication: Option<&Authentication>,
    ) -> Option<String> {
        let failed = authentication.filter(|results| results.failed())?;
        let (_, domain) = message.from.as_deref()?.rsplit_once('@')?;
        let weighs = carries_figures(meaning)
            || meaning.kind == Kind::Correction
            || meaning.kind.needs_agreement();
        let known = weighs && !self.register.by_domain(domain).is_empty();
        known.then(|| {
            let (server, words) = (&failed.server, failed.words());
            format!("{server} could not confirm that it comes from {domain}: {words}")
        })
    }

    /// What the mail states besides, reckoned from the day it arrived.
    fn facts(
        &self,
        (message, text): (&Message, &str),
        kind: Kind,
        request: Option<&Request>,
        arrived_on: NaiveDate,
    ) -> Facts {
        let own = request.and_then(|request| self.register.get(&request.authority));
        let own: Vec<&str> = own
            .iter()
            .flat_map(|own| [Some(own.name.as_str()), own.welsh_name.as_deref()])
            .flatten()
            .collect();
        facts(&About { kind, arrived_on, own: &own, links: &message.links }, text)
    }

    /// Another authority of the register, named in a mail that is filed under `request`.
    fn other_speaker(
        &self,
        request: Option<&Request>,
        message: &Message,
        new_text: &str,
    ) -> Option<String> {
        let own = self.register.get(&request?.authority)?;
        let mut names = vec![own.name.as_str()];
        names.extend(own.welsh_name.as_deref());
        let others: Vec<&str> = self
            .register
            .iter()
            .filter(|other| other.id != own.id)
            .map(|other| other.name.as_str())
            .collect();
        let text = format!("{}\n{new_text}", message.subject);
        let other = speaker::another_authority(&text, &names, &others)?;
        Some(format!("it names {other}: whose figures are these?"))
    }
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

/// Plain text says 12 where the HTML says "<12": which was meant?
fn two_versions(
    campaign: Option<&Campaign>,
    message: &Message,
    candidates: &[Candidate],
) -> Option<String> {
    let html = finding::candidates(campaign?, &quoting::lines(message.html.as_deref()?));
    let differs = html.iter().find(|other| {
        candidates.iter().any(|own| {
            own.question == other.question && own.period == other.period && own.value != other.value
        })
    })?;
    Some(format!("its plain and its HTML version differ on {}", differs.question))
}

/// A letter about the request may number its own paragraphs: what cannot be read there is no answer.
fn of_kind(kind: Kind, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    if kind.needs_agreement() && kind != Kind::ReviewOutcome {
        candidates.retain(|candidate| !candidate.rule.ends_with(notation::UNREAD));
    }
    candidates
}

fn carries_figures(meaning: &Meaning) -> bool {
    matches!(meaning.kind, Kind::Answer | Kind::Partial)
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
