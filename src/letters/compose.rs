//! A filled-in template becomes a letter: subject, text, and the bytes that leave.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use lettre::message::header::{ContentType, MessageId};
use lettre::message::{Mailbox, SinglePart};
use serde::Serialize;

use super::templates::Templates;
use crate::campaign::{Campaign, Question};
use crate::case::events::LetterKind;
use crate::law::clock::long_date;
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
    /// Where the authority is: it answers under the Act of its nation.
    pub nation: Nation,
    pub reply_address: String,
    pub message_id: String,
    /// The letter it follows.
    pub in_reply_to: Option<String>,
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
    /// For a letter about time: when what was due.
    clock: Option<ClockFields<'a>>,
}

#[derive(Debug, Serialize)]
struct ClockFields<'a> {
    /// The working of the due date, a sentence for each step.
    working: &'a [String],
    today: String,
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
    today: NaiveDate,
) -> anyhow::Result<Letter> {
    anyhow::ensure!(!request.campaign.questions.is_empty(), "the campaign asks nothing");
    write(templates, LetterKind::Request, request, (today, None))
}

/// A reminder that follows the letter `message_id`, with the working of the due date.
pub fn chaser(
    templates: &Templates,
    request: Request<'_>,
    today: NaiveDate,
    (message_id, working): (&str, &[String]),
) -> anyhow::Result<Letter> {
    let letter = write(templates, LetterKind::Chaser, request, (today, Some(working)))?;
    Ok(Letter { in_reply_to: Some(message_id.to_owned()), ..letter })
}

fn write(
    templates: &Templates,
    kind: LetterKind,
    request: Request<'_>,
    (today, working): (NaiveDate, Option<&[String]>),
) -> anyhow::Result<Letter> {
    let Request { authority, to, reference, sender, .. } = request;
    let clock = working.map(|working| ClockFields { working, today: long_date(today) });
    let fields = Fields { clock, ..fields(request, today) };
    let text = templates.render(authority.law, kind.code(), &fields)?;
    let (subject, body) = text
        .strip_prefix("Subject:")
        .and_then(|rest| rest.split_once('\n'))
        .with_context(|| {
            let law = authority.law.code();
            format!("{law}/{}.txt must start with \"Subject: …\"", kind.code())
        })?;
    let token = reference.to_ascii_lowercase();
    Ok(Letter {
        to: to.to_owned(),
        to_name: authority.name.clone(),
        nation: authority.nation,
        reply_address: sender.reply_address(reference),
        message_id: format!("{token}.{}-1@{}", kind.code(), sender.domain()),
        in_reply_to: None,
        subject: subject.trim().to_owned(),
        body: tidy(body),
    })
}

fn fields(request: Request<'_>, today: NaiveDate) -> Fields<'_> {
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
        clock: None,
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
        let mut builder = lettre::Message::builder();
        if let Some(earlier) = &self.in_reply_to {
            let id = format!("<{earlier}>");
            builder = builder.in_reply_to(id.clone()).references(id);
        }
        let message = builder
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
