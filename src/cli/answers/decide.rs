//! `foi answers set`, `accept`, `undo` and `adjudicate`.

use serde_json::json;

use super::shown;
use crate::cli::out::counted;
use crate::cli::{Ended, Session};
use crate::jobs::answers::{self, Setting, Which, accept, requests_of_mail};
use crate::store::{mails, requests};

/// What a person says about one answer.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Set {
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
    /// Why, for the history
    #[arg(long)]
    note: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Undo {
    /// r12, a reference, or an authority
    request: String,
    /// A question by id or number
    question: String,
    /// For which period, where there are several
    #[arg(long)]
    period: Option<String>,
    /// The last coding of this coder, and no decision
    #[arg(long, value_name = "NAME")]
    coder: Option<String>,
    /// Why, for the history
    #[arg(long, default_value = "")]
    why: String,
}

pub(super) fn set(session: &Session, args: &Set, coder: Option<&str>) -> anyhow::Result<Ended> {
    let mut workspace = session.write("answers set")?;
    let by = session.person(&workspace)?;
    let db = workspace.store.db();
    let request = requests::find(db, &args.request)?;
    let mail = args.mail.as_deref().map(|name| mails::find(db, name)).transpose()?;
    let setting = Setting {
        request: &request,
        question: &args.question,
        period: args.period.as_deref(),
        value: &args.value,
        mail: mail.map(|mail| mail.id),
        note: args.note.as_deref(),
        coder,
        by: &by,
    };
    let value = answers::set(&mut workspace, &setting)?;
    let row = json!({
        "request": format!("r{}", request.id),
        "authority": request.authority,
        "question": args.question,
        "status": value.status.code(),
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "coder": coder,
        "by": by,
    });
    let (authority, question, answer) = (&request.authority, &args.question, shown(&value));
    let who = coder.map_or(format!("decided by {by}"), |coder| format!("coded by {coder}"));
    session.decided(&row, &format!("{authority} {question}: {answer} ({who})."))
}

pub(super) fn undo(session: &Session, args: &Undo) -> anyhow::Result<Ended> {
    let mut workspace = session.write("answers undo")?;
    let by = session.person(&workspace)?;
    let request = requests::find(workspace.store.db(), &args.request)?;
    let which = (&request, args.question.as_str(), args.period.as_deref());
    let coder = args.coder.as_deref();
    let (seq, who) = answers::undo(&mut workspace, which, coder, (&args.why, &by))?;
    let row = json!({
        "request": format!("r{}", request.id),
        "authority": request.authority,
        "question": args.question,
        "taken_back": format!("e{seq}"),
        "decided_by": who,
        "by": by,
    });
    let (authority, question) = (&request.authority, &args.question);
    let who = who.unwrap_or_default();
    session.decided(
        &row,
        &format!("{authority} {question}: what was decided by {who} is taken back by {by}."),
    )
}

pub(super) fn accept_waiting(
    session: &Session,
    of: &str,
    question: Option<&str>,
) -> anyhow::Result<Ended> {
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
        let count = accept(&mut workspace, request, Which { question, mail, period: None }, &by)?;
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
