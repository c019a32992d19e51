//! What each decision at the prompt of `foi inbox` asks of the jobs.

use std::fmt::Write;

use anyhow::Context;

use super::show::kind;
use super::wishes::Wish;
use crate::case::standing::Stands;
use crate::cli::assign::again_words;
use crate::cli::out::counted;
use crate::jobs::Workspace;
use crate::jobs::answers::{self, Setting, Which};
use crate::jobs::assign::assign;
use crate::jobs::inbox::{Place, Shown};
use crate::store::requests::{self, Request};

/// The prompt: what `a` would do here stands in it.
pub(super) fn choices(shown: &Shown) -> String {
    let placing = &shown.read.reading.placing;
    let waiting = shown.places.iter().any(answer_waits);
    let accept = match (&placing.held, placing.matches.as_slice()) {
        (Some(_), [only]) => format!("a = it belongs to {} · ", only.candidate.authority),
        (Some(_), _) => String::new(),
        (None, _) if shown.read.reading.kind_decided => "a answers · ".to_owned(),
        (None, _) if waiting => format!("a = it is: {} (a answers) · ", kind(&shown.read)),
        (None, _) => format!("a = it is: {} · ", kind(&shown.read)),
    };
    format!("{accept}k KIND · f REQUEST… · s Q VALUE · u o t q ? · Enter = next")
}

fn answer_waits(place: &Place) -> bool {
    place.answers.iter().any(|answer| answer.stands == Stands::Waiting)
}

/// Does it; gives what is to be said.
pub(super) fn decide(
    workspace: &mut Workspace,
    shown: &Shown,
    wish: &Wish,
    by: &str,
) -> anyhow::Result<String> {
    match wish {
        Wish::Accept { answers: false } => accept(workspace, shown, by),
        Wish::Accept { answers: true } => accept_answers(workspace, shown, by),
        Wish::Kind(kind) => {
            assign(workspace, &shown.mail, None, Some(*kind), by)?;
            Ok(format!("m{} is: {}.", shown.mail.id, kind.code().replace('_', " ")))
        }
        Wish::File(names) => {
            let found = names
                .iter()
                .map(|name| find(workspace, shown, name))
                .collect::<anyhow::Result<Vec<_>>>()?;
            file(workspace, shown, found, by)
        }
        Wish::Set(words) => set(workspace, shown, words, by),
        Wish::Attachments | Wish::Text => {
            anyhow::bail!("that decides nothing")
        }
    }
}

/// What it is read as is right, and where it is filed. In the holding pen, only its place can be:
/// what a mail is depends on the request it answers.
fn accept(workspace: &mut Workspace, shown: &Shown, by: &str) -> anyhow::Result<String> {
    let reading = &shown.read.reading;
    let matches = &reading.placing.matches;
    if reading.placing.held.is_some() {
        let [only] = matches.as_slice() else {
            anyhow::ensure!(
                matches.is_empty(),
                "{} requests are possible: say which, f 1 or another number",
                matches.len()
            );
            anyhow::bail!("no request fits: say where it belongs, f REQUEST; or what it is, k spam")
        };
        let request = requests::get(workspace.store.db(), only.candidate.request)?;
        return file(workspace, shown, vec![request], by);
    }
    anyhow::ensure!(
        !reading.kind_decided,
        "what it is has been agreed, its answers wait: `a answers`, or s QUESTION VALUE"
    );
    // Where its place was in no doubt, the evidence for it says more than a person's nod.
    let doubtful = reading.placing.stranger || shown.places.len() > 1;
    let places = doubtful.then(|| shown.places.iter().map(|place| place.request.clone()).collect());
    let others = assign(workspace, &shown.mail, places, Some(shown.read.kind), by)?;
    let (id, what) = (shown.mail.id, kind(&shown.read));
    Ok(format!("m{id} is: {what}, as {by} agrees.{}", again_words(&others)))
}

fn accept_answers(workspace: &mut Workspace, shown: &Shown, by: &str) -> anyhow::Result<String> {
    let [place] = shown.places.as_slice() else {
        anyhow::ensure!(!shown.places.is_empty(), "say first where it belongs: f REQUEST");
        let first = shown.places.first().map_or("kent", |place| place.request.authority.as_str());
        anyhow::bail!(
            "it is for {} authorities: say whose each figure is, s {first} QUESTION VALUE",
            shown.places.len()
        )
    };
    let agreed = shown.read.reading.kind_decided;
    anyhow::ensure!(
        !place.answers.is_empty(),
        "it proposes no answer: set one, s QUESTION VALUE{}",
        if agreed { "" } else { ", or agree to what it is, a" }
    );
    let mut said = if agreed { String::new() } else { accept(workspace, shown, by)? + " " };
    // Agreeing to what it is may be all that its answers waited for.
    let now = crate::jobs::inbox::show(workspace, shown.mail.id)?;
    let accepted = if now.places.iter().any(answer_waits) {
        let which = Which { mail: Some(shown.mail.id), ..Which::default() };
        answers::accept(workspace, &place.request, which, by)?
    } else {
        0
    };
    let authority = &place.request.authority;
    if accepted == 0 {
        let _ = write!(said, "{authority}: its answers stand.");
    } else {
        let answers = counted(accepted, "answer", "answers");
        let _ = write!(said, "{authority}: {answers} accepted by {by}.");
    }
    Ok(said)
}

/// A request by the number of a candidate, or by any name that requests have.
fn find(workspace: &Workspace, shown: &Shown, name: &str) -> anyhow::Result<Request> {
    let db = workspace.store.db();
    let Ok(number) = name.parse::<usize>() else { return requests::find(db, name) };
    let placing = &shown.read.reading.placing;
    let count = placing.matches.len();
    anyhow::ensure!(placing.held.is_some() && count > 0, "no candidates are numbered here: f r12");
    let chosen = number.checked_sub(1).and_then(|index| placing.matches.get(index));
    let chosen = chosen.with_context(|| format!("there is no candidate {number}: 1 to {count}"))?;
    requests::get(db, chosen.candidate.request)
}

fn file(
    workspace: &mut Workspace,
    shown: &Shown,
    found: Vec<Request>,
    by: &str,
) -> anyhow::Result<String> {
    let mut requests: Vec<Request> = Vec::new();
    for request in found {
        if !requests.contains(&request) {
            requests.push(request);
        }
    }
    let names: Vec<String> = requests.iter().map(|row| row.authority.clone()).collect();
    let others = assign(workspace, &shown.mail, Some(requests), None, by)?;
    let names = names.join(" and ");
    Ok(format!("m{} belongs to {names}, as {by} says.{}", shown.mail.id, again_words(&others)))
}

fn set(
    workspace: &mut Workspace,
    shown: &Shown,
    words: &[String],
    by: &str,
) -> anyhow::Result<String> {
    anyhow::ensure!(!shown.places.is_empty(), "say first where it belongs: f REQUEST");
    let named = |word: &String| {
        shown.places.iter().find(|place| {
            let request = &place.request;
            *word == request.authority
                || *word == request.reference
                || *word == format!("r{}", request.id)
        })
    };
    let (request, words) = match (words, shown.places.as_slice()) {
        ([first, rest @ ..], _) if named(first).is_some() => (named(first), rest),
        (words, [only]) => (Some(only), words),
        (_, several) => {
            let theirs: Vec<&str> =
                several.iter().map(|place| place.request.authority.as_str()).collect();
            anyhow::bail!("whose? s, then {}, then QUESTION VALUE", theirs.join(" or "))
        }
    };
    let request = &request.context("no request")?.request;
    let (question, value, period) = match words {
        [question, value] => (question, value, None),
        [question, value, period] => (question, value, Some(period.as_str())),
        _ => anyhow::bail!(
            "write s QUESTION VALUE, perhaps with a PERIOD; a value of several words stands in \
             quotation marks"
        ),
    };
    let mail = Some(shown.mail.id);
    let setting = Setting { request, question, period, value, mail, note: None, coder: None, by };
    let value = answers::set(workspace, &setting)?;
    let authority = &request.authority;
    Ok(format!("{authority} {question}: {} (decided by {by}).", value.shown()))
}
