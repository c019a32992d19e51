//! A person decides answers: sets one, or accepts what rules proposed.

pub mod coding;
pub mod sheet;
pub mod taken_in;

use anyhow::Context;
use rusqlite::Connection;

use super::quarantine::can_be_seen;
use super::undo::{last_answer, take_back};
use super::{Workspace, refresh};
use crate::answers::Value;
use crate::answers::typed::typed;
use crate::campaign::{Campaign, Period, Question};
use crate::case::events::Event;
use crate::case::standing::{Answer, Stands};
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
    /// Why, for those who read the history.
    pub note: Option<&'a str>,
    /// Whose coding it is, apart from others': such an answer does not stand.
    pub coder: Option<&'a str>,
    pub by: &'a str,
}

fn campaign(db: &Connection, request: &Request) -> anyhow::Result<Campaign> {
    let round = requests::round(db, &request.campaign)?;
    Ok(round
        .with_context(|| format!("the campaign {} was never launched", request.campaign))?
        .campaign)
}

/// The answer, as an event, of a person who says what was answered to this cell.
fn answer_set(
    (question, period): (&Question, &Period),
    mail: Option<i64>,
    (text, note): (&str, Option<&str>),
) -> anyhow::Result<(Value, Event)> {
    let value = typed(question, period, text)?;
    let event = Event::AnswerSet {
        mail,
        question: question.id.clone(),
        period: period.id.clone(),
        value: value.clone(),
        as_written: text.to_owned(),
        note: note.map(str::to_owned),
        source: None,
    };
    Ok((value, event))
}

/// The same as one coder's answer among others'.
fn coded(event: Event, coder: &str) -> anyhow::Result<Event> {
    let coder = coder.trim().to_owned();
    anyhow::ensure!(!coder.is_empty(), "say who codes: --coder NAME");
    let Event::AnswerSet { mail, question, period, value, as_written, note, source: _ } = event
    else {
        return Ok(event);
    };
    Ok(Event::AnswerCoded { coder, mail, question, period, value, as_written, note })
}

/// Records one answer.
pub fn set(workspace: &mut Workspace, setting: &Setting<'_>) -> anyhow::Result<Value> {
    let campaign = campaign(workspace.store.db(), setting.request)?;
    let question = find_question(&campaign, setting.question)?;
    let period = find_period(&campaign, question, setting.period)?;
    let said = (setting.value, setting.note);
    let (value, event) = answer_set((question, period), setting.mail, said)?;
    let event = match setting.coder {
        Some(coder) => coded(event, coder)?,
        None => event,
    };
    decide(workspace, &[(setting.request, vec![event])], setting.by)?;
    Ok(value)
}

/// Takes back the last decision about an answer, or the last coding of `coder`. Gives its row of
/// the log and who took it.
pub fn undo(
    workspace: &mut Workspace,
    (request, question, period): (&Request, &str, Option<&str>),
    coder: Option<&str>,
    (why, by): (&str, &str),
) -> anyhow::Result<(i64, Option<String>)> {
    let campaign = campaign(workspace.store.db(), request)?;
    let question = find_question(&campaign, question)?;
    let period = find_period(&campaign, question, period)?;
    let cell = (question.id.as_str(), period.id.as_str());
    let (seq, who) = last_answer(workspace, request.id, cell, coder)?.with_context(|| {
        let (authority, question) = (&request.authority, &question.id);
        format!("nobody has decided anything about {authority} {question} that still counts")
    })?;
    take_back(workspace, &[seq], why, by)?;
    Ok((seq, who))
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

/// Which of the answers that wait a person accepts: all, or those of one question or one mail.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which<'a> {
    pub question: Option<&'a str>,
    pub period: Option<&'a str>,
    pub mail: Option<i64>,
}

/// Accepts what mails propose.
pub fn accept(
    workspace: &mut Workspace,
    request: &Request,
    which: Which<'_>,
    by: &str,
) -> anyhow::Result<usize> {
    let campaign = campaign(workspace.store.db(), request)?;
    let question = which
        .question
        .map(|name| find_question(&campaign, name))
        .transpose()?
        .map(|row| row.id.clone());
    let waiting: Vec<Answer> = answers::of_request(workspace.store.db(), request.id)?
        .into_iter()
        .filter(|answer| answer.stands == Stands::Waiting)
        .filter(|answer| question.as_ref().is_none_or(|id| *id == answer.question))
        .filter(|answer| which.period.is_none_or(|id| id == answer.period))
        .filter(|answer| which.mail.is_none_or(|mail| answer.mail == Some(mail)))
        .collect();
    waiting.iter().try_for_each(can_be_seen)?;
    let waiting: Vec<Event> = waiting
        .into_iter()
        .filter_map(|answer| {
            Some(Event::AnswerAccepted {
                mail: answer.mail?,
                question: answer.question,
                period: answer.period,
                note: None,
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
    let count = waiting.len();
    decide(workspace, &[(request, waiting)], by)?;
    Ok(count)
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
    decisions: &[(&Request, Vec<Event>)],
    by: &str,
) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        for (request, decided) in decisions {
            let links = events::Links { request: Some(request.id), ..events::Links::default() };
            for event in decided {
                events::append(db, links, now, Some(by), event)?;
            }
            refresh::request(db, request, now)?;
        }
        Ok(())
    })
}

/// A mail and the requests it is filed under, for accepting what it says.
pub fn requests_of_mail(workspace: &Workspace, name: &str) -> anyhow::Result<(i64, Vec<Request>)> {
    let db = workspace.store.db();
    let mail = mails::find(db, name)?.id;
    let filed = mails::filed(db, mail)?.into_iter().map(|id| requests::get(db, id));
    Ok((mail, filed.collect::<anyhow::Result<_>>()?))
}
