//! What the checks look at, from the store.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::Connection;

use crate::answers::SHARED_AREA;
use crate::campaign::Campaign;
use crate::case::events::{Dated, Event, that_count};
use crate::case::standing::Answer;
use crate::register::Register;
use crate::register::baselines::Baselines;
use crate::results::checks::{Answered, Said, Scene, body};
use crate::store::{answers, events, mails, register, requests};

/// One campaign's answers, those of the round before, and what people decided about findings.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) campaign: Campaign,
    answered: Vec<Answered>,
    /// The attachments of the mails that answers stand in: the name and the hash of each.
    papers: Papers,
    before: Option<(Campaign, Vec<Answered>)>,
    together: Vec<Vec<i64>>,
    /// Those that were not taken back, each with its request.
    pub(super) decisions: Vec<(i64, Dated)>,
}

impl Gathered {
    /// `None` if the campaign was never launched here.
    pub(super) fn load(db: &Connection, campaign: &str) -> anyhow::Result<Option<Self>> {
        let Some(round) = requests::round(db, campaign)? else { return Ok(None) };
        let campaign = round.campaign;
        let register = register::load(db)?;
        let (answered, papers) = answered(db, &register, &campaign.id)?;
        let before = match &campaign.follows {
            Some(before) => requests::round(db, before)?.map(|round| round.campaign),
            None => None,
        };
        let before = match before {
            Some(before) => {
                let (answered, _) = self::answered(db, &register, &before.id)?;
                Some((before, answered))
            }
            None => None,
        };
        let decisions = decisions(db, &campaign.id)?;
        let together = together(&decisions);
        Ok(Some(Self { campaign, answered, papers, before, together, decisions }))
    }

    pub(super) fn scene(&self) -> Scene<'_> {
        Scene {
            campaign: &self.campaign,
            answered: &self.answered,
            before: self.before.as_ref().map(|(campaign, said)| (campaign, said.as_slice())),
            baselines: Baselines::shipped(),
            together: &self.together,
        }
    }

    /// What is answered to `request`, as if this answer stood in its cell.
    pub(super) fn supposing(&self, request: i64, answer: &Answer) -> Option<Answered> {
        let mut of = self.answered.iter().find(|of| of.request == request)?.clone();
        let Answer { question, period, .. } = answer;
        of.said.retain(|said| (&said.question, &said.period) != (question, period));
        of.said.push(Said {
            question: question.clone(),
            period: period.clone(),
            value: answer.value.clone(),
            as_written: answer.as_written.clone(),
            mail: answer.mail,
            body: None,
            paper: answer.part.as_ref().map(|part| {
                let known = answer.mail.and_then(|mail| hash(&self.papers, mail, part));
                known.unwrap_or_else(|| part.clone())
            }),
            decided_by: answer.decided_by.clone(),
            // Its mail says so itself while it waits.
            shared: None,
        });
        Some(of)
    }
}

type Papers = HashMap<i64, Vec<(String, String)>>;

fn answered(
    db: &Connection,
    register: &Register,
    campaign: &str,
) -> anyhow::Result<(Vec<Answered>, Papers)> {
    let mut papers = Papers::new();
    let mut bodies: HashMap<i64, Option<String>> = HashMap::new();
    let mut shared: HashMap<i64, Option<String>> = HashMap::new();
    let mut said: HashMap<i64, Vec<Said>> = HashMap::new();
    for (request, mut answer, part) in answers::that_stand(db, campaign)? {
        if let (Some(mail), None) = (answer.mail, &part) {
            if let Entry::Vacant(unknown) = bodies.entry(mail) {
                unknown.insert(body::hash(&mails::new_text(db, mail)?));
            }
            answer.body = bodies.get(&mail).cloned().flatten();
        }
        if let (Some(mail), Some(part)) = (answer.mail, part) {
            if let Entry::Vacant(unknown) = papers.entry(mail) {
                unknown.insert(mails::papers(db, mail)?);
            }
            answer.paper = hash(&papers, mail, &part);
        }
        // Figures that a rule accepts have no such doubt.
        let by_person = answer.decided_by.as_deref().is_some_and(|by| by.starts_with("person:"));
        if let Some(mail) = answer.mail.filter(|_| by_person) {
            if let Entry::Vacant(unknown) = shared.entry(mail) {
                unknown.insert(mails::doubt_like(db, mail, SHARED_AREA)?);
            }
            answer.shared = shared.get(&mail).cloned().flatten();
        }
        said.entry(request).or_default().push(answer);
    }
    let of = |request: requests::Request| Answered {
        request: request.id,
        run_by: register.get(&request.authority).and_then(|known| known.delivered_by.clone()),
        authority: request.authority,
        said: said.remove(&request.id).unwrap_or_default(),
    };
    let answered = requests::of_campaign(db, campaign)?.into_iter().map(of).collect();
    Ok((answered, papers))
}

fn hash(papers: &Papers, mail: i64, part: &str) -> Option<String> {
    let known = papers.get(&mail)?.iter().find(|(name, _)| name == part);
    known.map(|(_, sha256)| sha256.clone())
}

/// What people decided about a campaign's findings and that nobody took back.
pub(super) fn decisions(db: &Connection, campaign: &str) -> anyhow::Result<Vec<(i64, Dated)>> {
    let all = events::of_checks(db, campaign)?;
    let log: Vec<Dated> = all.iter().map(|(_, dated)| dated.clone()).collect();
    let counts: Vec<i64> = that_count(&log).map(|dated| dated.seq).collect();
    let kept = all.into_iter().filter(|(_, dated)| counts.contains(&dated.seq));
    Ok(kept.collect())
}

/// Requests answered together, if each of them has the decision in its log still; the first leads.
pub(super) fn together(decisions: &[(i64, Dated)]) -> Vec<Vec<i64>> {
    let mut found: Vec<Vec<i64>> = Vec::new();
    for (_, dated) in decisions {
        let Event::AnswersCombined { requests, .. } = &dated.event else { continue };
        let everywhere = requests.iter().all(|request| {
            let same = |(of, other): &(i64, Dated)| {
                let named = matches!(&other.event, Event::AnswersCombined { requests: known, .. } if known == requests);
                of == request && named
            };
            decisions.iter().any(same)
        });
        if everywhere && !found.contains(requests) {
            found.push(requests.clone());
        }
    }
    found
}
