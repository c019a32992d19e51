//! A person decides answers: sets one, or accepts what rules proposed.

use anyhow::Context;

use super::{Workspace, refresh};
use crate::answers::{Number, Status, Value, notation};
use crate::campaign::{Campaign, Period, Question, QuestionType};
use crate::case::events::Event;
use crate::case::standing::Stands;
use crate::store::requests::{self, Request};
use crate::store::{answers, events, mails};

/// What a person says an authority answered.
#[derive(Debug)]
pub struct Setting<'a> {
    pub request: &'a Request,
    pub question: &'a str,
    pub period: Option<&'a str>,
    /// As a reply would write it: "13", "<5", "not held".
    pub value: &'a str,
    pub mail: Option<i64>,
    pub by: &'a str,
}

fn campaign(workspace: &Workspace, request: &Request) -> anyhow::Result<Campaign> {
    let round = requests::round(workspace.store.db(), &request.campaign)?;
    Ok(round
        .with_context(|| format!("the campaign {} was never launched", request.campaign))?
        .campaign)
}

/// Records one answer.
pub fn set(workspace: &mut Workspace, setting: &Setting<'_>) -> anyhow::Result<Value> {
    let campaign = campaign(workspace, setting.request)?;
    let question = find_question(&campaign, setting.question)?;
    let period = find_period(&campaign, question, setting.period)?;
    let value = parse(question, period, setting.value)?;
    let event = Event::AnswerSet {
        mail: setting.mail,
        question: question.id.clone(),
        period: period.id.clone(),
        value: value.clone(),
        as_written: setting.value.to_owned(),
    };
    decide(workspace, setting.request, &[event], setting.by)?;
    Ok(value)
}

fn find_question<'c>(campaign: &'c Campaign, name: &str) -> anyhow::Result<&'c Question> {
    campaign
        .questions
        .iter()
        .find(|question| question.id == name || question.number == name)
        .with_context(|| {
            let ids: Vec<&str> = campaign.questions.iter().map(|row| row.id.as_str()).collect();
            format!(
                "{} has no question `{name}`. {}.",
                campaign.id,
                crate::toml_file::instead(name, &ids)
            )
        })
}

fn find_period<'c>(
    campaign: &'c Campaign,
    question: &Question,
    name: Option<&str>,
) -> anyhow::Result<&'c Period> {
    let id = match (name, question.periods.as_slice()) {
        (Some(name), periods) if periods.iter().any(|id| id == name) => name,
        (None, [only]) => only,
        (_, periods) => {
            anyhow::bail!("say for which period: --period with one of {}", periods.join(", "))
        }
    };
    campaign.period(id).with_context(|| format!("there is no period `{id}`"))
}

/// A value as a person writes it: a notation of replies, "LOW-HIGH", "LOW-", or a status by name.
fn parse(question: &Question, period: &Period, text: &str) -> anyhow::Result<Value> {
    let wanted = || {
        format!(
            "`{text}` is no answer to {}: write it as a reply would (13, <5, 10-15, *, not held, \
             refused{})",
            question.id,
            if question.kind.is_number() { "" } else { ", or the answer's own words" }
        )
    };
    let named = Status::parse(&text.trim().to_lowercase().replace([' ', '-'], "_"));
    if let Some(status @ (Status::NotHeld | Status::Refused | Status::Missing)) = named {
        return Ok(Value::without_number(status));
    }
    if question.kind.is_number() {
        let plain = text.trim().trim_start_matches('£');
        let whole = |number: &Number| {
            question.kind != QuestionType::Count || number.as_f64().fract() == 0.0
        };
        if let Some(number) = Number::parse(plain).filter(whole) {
            return Ok(Value::exact(number));
        }
        if let Some(low) = plain.strip_suffix('-').and_then(|low| Number::parse(low.trim())) {
            return Ok(Value::between(Status::Range, low, None));
        }
    }
    let read = notation::read(question, period, text).with_context(wanted)?;
    anyhow::ensure!(read.value.status != Status::Missing, wanted());
    if let Some(doubt) = read.doubt {
        anyhow::bail!("{}: {doubt}", wanted());
    }
    Ok(read.value)
}

/// Which of the answers that wait a person accepts: all, or those of one question or one mail.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which<'a> {
    pub question: Option<&'a str>,
    pub mail: Option<i64>,
}

/// Accepts what mails propose.
pub fn accept(
    workspace: &mut Workspace,
    request: &Request,
    which: Which<'_>,
    by: &str,
) -> anyhow::Result<usize> {
    let campaign = campaign(workspace, request)?;
    let question = which
        .question
        .map(|name| find_question(&campaign, name))
        .transpose()?
        .map(|row| row.id.clone());
    let waiting: Vec<Event> = answers::of_request(workspace.store.db(), request.id)?
        .into_iter()
        .filter(|answer| answer.stands == Stands::Waiting)
        .filter(|answer| question.as_ref().is_none_or(|id| *id == answer.question))
        .filter(|answer| which.mail.is_none_or(|mail| answer.mail == Some(mail)))
        .filter_map(|answer| {
            Some(Event::AnswerAccepted {
                mail: answer.mail?,
                question: answer.question,
                period: answer.period,
            })
        })
        .collect();
    let twice = waiting.iter().any(|event| {
        let same = |other: &&Event| cell(other) == cell(event);
        waiting.iter().filter(same).count() > 1
    });
    anyhow::ensure!(
        !twice,
        "two replies of {} wait with values for the same question: set the right one with \
         `foi answers set`",
        request.authority
    );
    anyhow::ensure!(!waiting.is_empty(), "no answer of {} waits", request.authority);
    decide(workspace, request, &waiting, by)?;
    Ok(waiting.len())
}

fn cell(event: &Event) -> Option<(&str, &str)> {
    if let Event::AnswerAccepted { question, period, .. } = event {
        Some((question, period))
    } else {
        None
    }
}

fn decide(
    workspace: &mut Workspace,
    request: &Request,
    decisions: &[Event],
    by: &str,
) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        for event in decisions {
            let links = events::Links { request: Some(request.id), ..events::Links::default() };
            events::append(db, links, now, Some(by), event)?;
        }
        refresh::request(db, request, now)
    })
}

/// A mail and the requests it is filed under, for accepting what it says.
pub fn requests_of_mail(workspace: &Workspace, name: &str) -> anyhow::Result<(i64, Vec<Request>)> {
    let db = workspace.store.db();
    let mail = mails::find(db, name)?.id;
    let filed = mails::filed(db, mail)?.into_iter().map(|id| requests::get(db, id));
    Ok((mail, filed.collect::<anyhow::Result<_>>()?))
}
