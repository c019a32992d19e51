//! `foi letter`: a letter as text, and those that a person pastes into a form.
use anyhow::Context;
use serde_json::{Value, json};

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::Workspace;
use crate::jobs::by_hand::{Link, text, wdtk_link};
use crate::law::london;
use crate::register::is_page;
use crate::store::letters::{self, Frozen};
use crate::store::requests::Request;
use crate::store::{by_hand, register, requests};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The request: r12, a reference, an authority (default: list the letters to be sent by hand)
    request: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    match &args.request {
        None => list(session, &workspace),
        Some(name) => {
            let request = requests::find(workspace.store.db(), name)?;
            show(session, &workspace, &request)
        }
    }
}

fn list(session: &Session, workspace: &Workspace) -> anyhow::Result<Ended> {
    let mut waiting = by_hand::list(workspace.store.db(), None)?;
    waiting.retain(|letter| !letter.left);
    let mut rows = Vec::new();
    for letter in &waiting {
        let since = london::civil_date(letter.approved_at);
        if session.json {
            out::object(&json!({
                "letter": format!("l{}", letter.letter),
                "request": format!("r{}", letter.request),
                "authority": letter.authority,
                "reference": letter.reference,
                "kind": letter.kind,
                "page": letter.page,
                "subject": letter.subject,
                "approved_on": since,
            }))?;
        }
        let kind = letter.kind.replace('_', " ");
        let request = format!("r{}", letter.request);
        rows.push(vec![
            request,
            letter.authority.clone(),
            kind,
            since.to_string(),
            letter.page.clone(),
        ]);
    }
    if session.json {
        return Ok(Ended::Done);
    }
    out::table(&["id", "authority", "letter", "since", "page"], &rows)?;
    let letters = counted(waiting.len(), "letter waits", "letters wait");
    out::line(&format!("{letters} for you to send: `foi letter REQUEST` shows one."))?;
    Ok(Ended::Done)
}

fn show(session: &Session, workspace: &Workspace, request: &Request) -> anyhow::Result<Ended> {
    let db = workspace.store.db();
    let pasted = by_hand::list(db, Some(request.id))?;
    let waits = pasted.iter().find(|letter| !letter.left).map(|letter| letter.letter);
    let all = letters::of_request(db, request.id)?;
    let letter = all.iter().find(|letter| Some(letter.id) == waits).or(all.last());
    let letter = letter.with_context(|| {
        format!("there is no letter to {} yet: `foi launch` writes the request", request.authority)
    })?;
    let register = register::load(db)?;
    let body = text(&letter.bytes);
    let authority = register.find(&request.authority)?;
    let link = wdtk_link(authority, &letter.subject, &body).filter(|_| waits.is_some());
    if session.json {
        out::object(&object(request, letter, &body, (waits.is_some(), link.as_ref())))?;
        return Ok(Ended::Done);
    }
    if waits.is_none() {
        out::line(&format!("To: {}\nSubject: {}\n\n{body}", letter.recipient, letter.subject))?;
        return Ok(Ended::Done);
    }
    out::line(&format!("Page: {}", letter.recipient))?;
    out::line(&format!("Your address there: {}", request.reply_address))?;
    out::line(&format!("Subject: {}\n\n{body}", letter.subject))?;
    told(request, link.as_ref())?;
    Ok(Ended::Done)
}

/// What to do with the text.
fn told(request: &Request, link: Option<&Link>) -> anyhow::Result<()> {
    out::line("--")?;
    if let Some(link) = link {
        let how = match link.too_long {
            None => "On WhatDoTheyKnow, where everybody can read it, filled in",
            Some(_) => "On WhatDoTheyKnow, where everybody can read it, with the subject alone",
        };
        out::line(&format!("{how}:\n{}", link.url))?;
        if let Some(long) = link.too_long {
            out::line(&format!(
                "With the text it would have {long} bytes, too long for a link: paste it."
            ))?;
        }
    }
    out::line(&format!(
        "Once it is sent: foi record sent r{} --on DATE --by portal (or wdtk, post) --reference THEIRS",
        request.id
    ))
}

fn object(
    request: &Request,
    letter: &Frozen,
    body: &str,
    (waits, link): (bool, Option<&Link>),
) -> Value {
    json!({
        "letter": format!("l{}", letter.id),
        "request": format!("r{}", request.id),
        "authority": request.authority,
        "reference": request.reference,
        "kind": letter.kind.code(),
        "by_hand": is_page(&letter.recipient),
        "waits": waits,
        "to": letter.recipient,
        "reply_address": request.reply_address,
        "subject": letter.subject,
        "text": body,
        "wdtk_link": link.map(|link| &link.url),
        "wdtk_link_too_long": link.and_then(|link| link.too_long),
    })
}
