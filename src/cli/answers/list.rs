//! `foi answers`: what stands and what waits.

use serde_json::json;

use super::{Args, named, shown};
use crate::case::standing::{Answer, Stands};
use crate::cli::out::{self, cell, counted};
use crate::cli::{Ended, Session};
use crate::jobs::Workspace;
use crate::jobs::erase::erased_source;
use crate::jobs::refresh::File;
use crate::store::requests::{self, Request};
use crate::store::{answers, mails};

pub(super) fn list(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read_as_of(args.as_of.as_deref())?;
    let db = workspace.store.db();
    let requests = named(db, args.campaign.as_deref(), args.request.as_deref())?;
    let mut lines = Vec::new();
    for request in &requests {
        let unit = units(&workspace, request)?;
        for answer in of_request(&workspace, request, args)? {
            if session.json {
                let row = object(&workspace, request, &answer, unit(&answer.question).as_deref())?;
                out::object(&row)?;
            } else {
                let mut row = line(request, &answer);
                if let (Some(erased), Some(why)) = (erased_source(db, &answer)?, row.last_mut()) {
                    let parts = [shown_erased(&erased), why.clone()];
                    parts.join("; ").trim_end_matches("; ").clone_into(why);
                }
                lines.push(row);
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

/// Of a figure whose source is gone.
fn shown_erased(erased: &mails::Erased) -> String {
    let on = crate::law::london::civil_date(erased.at);
    format!("source erased on {on} by {}", erased.by)
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
    let db = workspace.store.db();
    let mail = answer.mail.map(|id| mails::get(db, id)).transpose()?.flatten();
    let file = mail.map(|mail| mail.file);
    let erased = erased_source(db, answer)?;
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
            // Of a cell of a sheet there is no mail.
            "file": file.or_else(|| answer.part.clone().filter(|_| answer.mail.is_none())),
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
        "erased": erased.map(|erased| json!({
            "at": erased.at, "by": erased.by, "reason": erased.why,
        })),
    }))
}
