//! A filled-in template becomes a letter: subject, text, and the bytes that leave.

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, MessageId};
use lettre::message::{Mailbox, SinglePart};
use serde::Serialize;

use super::templates::Templates;
use crate::campaign::{Campaign, Question};
use crate::register::{Authority, Nation};

/// Who asks: from `foi.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub organisation: Option<String>,
    /// The e-mail address replies come to.
    pub address: String,
    pub postal_address: Option<String>,
    /// Whether `name+token@domain` reaches the same mailbox.
    pub plus_address: bool,
}

impl Sender {
    /// Where replies to the request with this reference come.
    pub fn reply_address(&self, reference: &str) -> String {
        match (self.plus_address, self.address.rsplit_once('@')) {
            (true, Some((mailbox, domain))) => {
                format!("{mailbox}+{}@{domain}", reference.to_ascii_lowercase())
            }
            (_, _) => self.address.clone(),
        }
    }

    fn domain(&self) -> &str {
        self.address.rsplit('@').next().unwrap_or("localhost")
    }
}

/// A letter, before its bytes are frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub to_name: String,
    pub reply_address: String,
    pub message_id: String,
    pub subject: String,
    pub body: String,
}

/// The names a letter's template may use.
#[derive(Debug, Serialize)]
struct Fields<'a> {
    authority: AuthorityFields<'a>,
    sender: SenderFields<'a>,
    campaign: CampaignFields<'a>,
    questions: Vec<QuestionFields<'a>>,
    periods: Vec<&'a str>,
    /// Numbers of the questions to be answered first if the cost limit bites.
    first: Vec<&'a str>,
    reference: &'a str,
    act: &'a str,
    section: &'a str,
}

#[derive(Debug, Serialize)]
struct AuthorityFields<'a> {
    id: &'a str,
    name: &'a str,
    nation: Nation,
    delivered_by: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct SenderFields<'a> {
    name: &'a str,
    organisation: Option<&'a str>,
    address: &'a str,
    postal_address: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CampaignFields<'a> {
    title: &'a str,
    about: Option<&'a str>,
    definitions: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct QuestionFields<'a> {
    number: &'a str,
    text: &'a str,
    unit: Option<&'a str>,
    choices: &'a [String],
    /// Labels of its periods, when it is not asked of all of them.
    only: Vec<&'a str>,
}

/// What a request's letter is written from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub campaign: &'a Campaign,
    pub authority: &'a Authority,
    pub to: &'a str,
    pub reference: &'a str,
    pub sender: &'a Sender,
}

/// The request letter to one authority.
pub fn request(
    templates: &Templates,
    request: Request<'_>,
    today: chrono::NaiveDate,
) -> anyhow::Result<Letter> {
    let Request { campaign, authority, to, reference, sender } = request;
    let text = templates.render(authority.law, "request", &fields(request, today))?;
    let (subject, body) =
        text.strip_prefix("Subject:").and_then(|rest| rest.split_once('\n')).with_context(
            || format!("{}/request.txt must start with \"Subject: …\"", authority.law.code()),
        )?;
    let token = reference.to_ascii_lowercase();
    anyhow::ensure!(!campaign.questions.is_empty(), "the campaign asks nothing");
    Ok(Letter {
        to: to.to_owned(),
        to_name: authority.name.clone(),
        reply_address: sender.reply_address(reference),
        message_id: format!("{token}.request-1@{}", sender.domain()),
        subject: subject.trim().to_owned(),
        body: tidy(body),
    })
}

fn fields(request: Request<'_>, today: chrono::NaiveDate) -> Fields<'_> {
    let Request { campaign, authority, reference, sender, .. } = request;
    let regime = authority.law.regime(today);
    Fields {
        authority: AuthorityFields {
            id: &authority.id,
            name: &authority.name,
            nation: authority.nation,
            delivered_by: authority.delivered_by.as_deref(),
        },
        sender: SenderFields {
            name: &sender.name,
            organisation: sender.organisation.as_deref(),
            address: &sender.address,
            postal_address: sender.postal_address.as_deref(),
        },
        campaign: CampaignFields {
            title: &campaign.title,
            about: campaign.about.as_deref(),
            definitions: campaign.definitions.as_deref(),
        },
        questions: campaign.questions.iter().map(|row| question_fields(campaign, row)).collect(),
        periods: campaign.periods.iter().map(|period| period.label.as_str()).collect(),
        first: campaign
            .questions
            .iter()
            .filter(|question| question.first)
            .map(|question| question.number.as_str())
            .collect(),
        reference,
        act: regime.act,
        section: regime.time_section,
    }
}

fn question_fields<'a>(campaign: &'a Campaign, question: &'a Question) -> QuestionFields<'a> {
    let all = question.periods.len() == campaign.periods.len();
    let labels = campaign
        .periods
        .iter()
        .filter(|period| !all && question.periods.contains(&period.id))
        .map(|period| period.label.as_str());
    QuestionFields {
        number: &question.number,
        text: &question.text,
        unit: question.unit.as_deref(),
        choices: &question.choices,
        only: labels.collect(),
    }
}

/// No trailing spaces, no more than one empty line in a row, one line break at the end.
fn tidy(body: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in body.lines().map(str::trim_end) {
        let doubled = line.is_empty() && lines.last().is_none_or(|last| last.is_empty());
        if !doubled {
            lines.push(line);
        }
    }
    let mut text = lines.join("\n");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

impl Letter {
    /// The bytes that leave, dated `now`; frozen once the letter is approved.
    pub fn bytes(&self, sender: &Sender, now: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
        let from_name = sender.organisation.as_ref().map_or_else(
            || sender.name.clone(),
            |organisation| format!("{}, {organisation}", sender.name),
        );
        let reply: lettre::Address = self.reply_address.parse().context("the reply address")?;
        let to: lettre::Address = self.to.parse().context("the authority's address")?;
        let message = lettre::Message::builder()
            .from(Mailbox::new(Some(from_name), reply.clone()))
            .reply_to(Mailbox::new(None, reply))
            .to(Mailbox::new(Some(self.to_name.clone()), to))
            .subject(self.subject.clone())
            .date(now.into())
            .header(MessageId::from(format!("<{}>", self.message_id)))
            .singlepart(
                SinglePart::builder().header(ContentType::TEXT_PLAIN).body(self.body.clone()),
            )
            .context("putting the letter together")?;
        Ok(message.formatted())
    }
}
