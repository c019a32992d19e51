//! `foi answers`.
use clap::Subcommand;
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::case::standing::{Answer, Stands};
use crate::jobs::Workspace;
use crate::jobs::answers::{Setting, Which, accept, requests_of_mail, set};
use crate::jobs::answers_eval::eval;
use crate::jobs::refresh::File;
use crate::store::requests::{self, Request};
use crate::store::{answers, mails};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// Only this campaign
    #[arg(long)]
    campaign: Option<String>,
    /// Only the answers of this request or authority
    #[arg(long)]
    request: Option<String>,
    /// Only answers that wait for a person
    #[arg(long)]
    waiting: bool,
    /// Every reading of every mail, superseded ones included
    #[arg(long)]
    all: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what an authority answered
    Set {
        /// r12, a reference, or an authority
        request: String,
        /// A question by id or number
        question: String,
        /// As a reply would write it: 13, "<5", 10-15, "*", "not held", refused
        value: String,
        /// For which period, where there are several
        #[arg(long)]
        period: Option<String>,
        /// The mail it was read from
        #[arg(long)]
        mail: Option<String>,
    },
    /// Score what rules read against labels: file, question, period, status, low, high, value, must_review
    Eval {
        /// A CSV with a row for each answer
        labels: std::path::PathBuf,
    },
    /// Accept the answers that wait: of a request, or of a mail
    Accept {
        /// r12, a reference, an authority, or a mail such as m7
        of: String,
        /// Only this question
        question: Option<String>,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list(session, args),
        Some(Command::Set { request, question, value, period, mail }) => {
            let mut workspace = session.write("answers set")?;
            let by = session.person(&workspace)?;
            let db = workspace.store.db();
            let request = requests::find(db, request)?;
            let mail = mail.as_deref().map(|name| mails::find(db, name)).transpose()?;
            let setting = Setting {
                request: &request,
                question,
                period: period.as_deref(),
                value,
                mail: mail.map(|mail| mail.id),
                by: &by,
            };
            let value = set(&mut workspace, &setting)?;
            let row = json!({
                "request": format!("r{}", request.id),
                "authority": request.authority,
                "question": question,
                "status": value.status.code(),
                "value": value.value,
                "low": value.low,
                "high": value.high,
                "by": by,
            });
            let (authority, answer) = (&request.authority, shown(&value));
            session.decided(&row, &format!("{authority} {question}: {answer} (decided by {by})."))
        }
        Some(Command::Eval { labels }) => evaluate(session, labels),
        Some(Command::Accept { of, question }) => accept_waiting(session, of, question.as_deref()),
    }
}

fn evaluate(session: &Session, labels: &std::path::Path) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let score = eval(workspace.store.db(), labels)?;
    if session.json {
        out::object(&serde_json::to_value(&score)?)?;
        return Ok(Ended::Done);
    }
    let rows: Vec<Vec<String>> = [
        ("right status and bounds", score.right),
        ("of the right ones, accepted by rule", score.by_rule),
        ("asks where it must", score.asked),
    ]
    .into_iter()
    .map(|(name, share)| {
        let percent = share.percent().map(|value| format!("{value:.1}"));
        vec![name.to_owned(), format!("{} of {}", share.right, share.of), cell(percent)]
    })
    .collect();
    out::table(&["", "answers", "per cent"], &rows)?;
    for differs in &score.differs {
        let silent = if differs.silent { " SILENTLY" } else { "" };
        out::line(&format!(
            "{}: {} {}{silent}: read {}, labelled {}",
            differs.file, differs.question, differs.period, differs.read, differs.label
        ))?;
    }
    out::line(&format!("Silently wrong: {}.", counted(score.silently_wrong, "answer", "answers")))?;
    Ok(Ended::Done)
}

fn accept_waiting(session: &Session, of: &str, question: Option<&str>) -> anyhow::Result<Ended> {
    let mut workspace = session.write("answers accept")?;
    let by = session.person(&workspace)?;
    let is_mail = of.strip_prefix('m').is_some_and(|id| id.parse::<i64>().is_ok());
    let (mail, requests) = if is_mail {
        let (mail, requests) = requests_of_mail(&workspace, of)?;
        (Some(mail), requests)
    } else {
        (None, vec![requests::find(workspace.store.db(), of)?])
    };
    anyhow::ensure!(
        !requests.is_empty(),
        "{of} is in the holding pen: say where it belongs first, `foi assign {of} REQUEST`"
    );
    for request in &requests {
        let count = accept(&mut workspace, request, Which { question, mail }, &by)?;
        let row = json!({
            "request": format!("r{}", request.id),
            "authority": request.authority,
            "accepted": count,
            "by": by,
        });
        let answers = counted(count, "answer", "answers");
        session.decided(&row, &format!("{}: {answers} accepted by {by}.", request.authority))?;
    }
    Ok(Ended::Done)
}

fn list(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let db = workspace.store.db();
    let requests = match &args.request {
        Some(name) => vec![requests::find(db, name)?],
        None => match &args.campaign {
            Some(campaign) => {
                crate::jobs::results::known_campaign(db, campaign)?;
                requests::of_campaign(db, campaign)?
            }
            None => requests::rounds(db)?
                .iter()
                .map(|round| requests::of_campaign(db, &round.campaign.id))
                .collect::<anyhow::Result<Vec<_>>>()?
                .concat(),
        },
    };
    let mut lines = Vec::new();
    for request in &requests {
        let unit = units(&workspace, request)?;
        for answer in of_request(&workspace, request, args)? {
            if session.json {
                let row = object(&workspace, request, &answer, unit(&answer.question).as_deref())?;
                out::object(&row)?;
            } else {
                lines.push(line(request, &answer));
            }
        }
    }
    if session.json {
        return Ok(Ended::Done);
    }
    let heading =
        ["authority", "question", "period", "answer", "as written", "decided by", "waits because"];
    out::table(&heading, &lines)?;
    out::line(&format!("{}.", counted(lines.len(), "answer", "answers")))?;
    Ok(Ended::Done)
}

fn of_request(
    workspace: &Workspace,
    request: &Request,
    args: &Args,
) -> anyhow::Result<Vec<Answer>> {
    let db = workspace.store.db();
    let found = if args.all {
        File::load(db, request.id)?.answers()
    } else {
        answers::of_request(db, request.id)?
    };
    Ok(found
        .into_iter()
        .filter(|answer| !args.waiting || answer.stands == Stands::Waiting)
        .collect())
}

fn units(
    workspace: &Workspace,
    request: &Request,
) -> anyhow::Result<impl Fn(&str) -> Option<String> + use<>> {
    let round = requests::round(workspace.store.db(), &request.campaign)?;
    Ok(move |question: &str| round.as_ref()?.campaign.question(question)?.unit.clone())
}

/// A value in words for people.
pub(super) fn shown(value: &crate::answers::Value) -> String {
    value.shown()
}

fn line(request: &Request, answer: &Answer) -> Vec<String> {
    let why = match answer.stands {
        Stands::Yes => String::new(),
        Stands::Superseded => "superseded".to_owned(),
        Stands::Waiting => answer.doubt.clone().unwrap_or_default(),
    };
    vec![
        request.authority.clone(),
        answer.question.clone(),
        answer.period.clone(),
        shown(&answer.value),
        answer.as_written.chars().take(40).collect(),
        cell(answer.decided_by.as_deref()),
        why,
    ]
}

fn object(
    workspace: &Workspace,
    request: &Request,
    answer: &Answer,
    unit: Option<&str>,
) -> anyhow::Result<serde_json::Value> {
    let file = answer
        .mail
        .map(|id| mails::get(workspace.store.db(), id))
        .transpose()?
        .flatten()
        .map(|mail| mail.file);
    Ok(json!({
        "request": format!("r{}", request.id),
        "authority": request.authority,
        "question": answer.question,
        "period": answer.period,
        "status": answer.value.status.code(),
        "value": answer.value.value,
        "low": answer.value.low,
        "high": answer.value.high,
        "unit": unit,
        "as_written": answer.as_written,
        "evidence": {
            "mail": answer.mail.map(|id| format!("m{id}")),
            "file": file,
            "part": answer.mail.map(|_| answer.part.as_deref().unwrap_or("body")),
            "place": answer.place,
            "quote": answer.quote,
        },
        "confidence": answer.confidence,
        "needs_review": answer.stands == Stands::Waiting,
        "review_reason": answer.doubt.as_ref().filter(|_| answer.stands == Stands::Waiting),
        "decided_by": answer.decided_by,
        "supersedes": answer.supersedes.map(|id| format!("m{id}")),
        "stands": answer.stands == Stands::Yes,
    }))
}
