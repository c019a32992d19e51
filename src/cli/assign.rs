//! `foi assign`.
use anyhow::Context;
use serde_json::json;

use super::{Ended, Session};
use crate::case::events::LetterKind;
use crate::jobs::assign::{assign, assign_letter, find};
use crate::jobs::undo::{last_decision, take_back};
use crate::replies::Kind;
use crate::store::mails;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The mail, as `foi mail` names it
    mail: String,
    /// Where it belongs: r12, a reference, or an authority; several for a mail about several
    requests: Vec<String>,
    /// What it is: agrees to, or corrects, what the rules made of it
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// Of a mail from our own address: the letter of ours that it is, such as `clarification_reply`
    #[arg(long, value_parser = letter, conflicts_with = "kind")]
    letter: Option<LetterKind>,
    /// Take back the last decision about where it belongs or what it is; it is read as before
    #[arg(long, conflicts_with_all = ["requests", "kind", "letter"])]
    undo: bool,
    /// With --undo: why, for whoever reads the log
    #[arg(long, value_name = "TEXT", default_value = "", requires = "undo")]
    why: String,
}

pub(super) fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or_else(|| crate::toml_file::instead(text, &Kind::ALL.map(Kind::code)))
}

fn letter(text: &str) -> Result<LetterKind, String> {
    let kinds = LetterKind::ALL.map(LetterKind::code);
    LetterKind::parse(text).ok_or_else(|| crate::toml_file::instead(text, &kinds))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    if args.undo {
        return undo(session, args);
    }
    anyhow::ensure!(
        !args.requests.is_empty() || args.kind.is_some() || args.letter.is_some(),
        "say where {} belongs (a request), or what it is (--kind, or --letter for one of ours)",
        args.mail
    );
    let mut workspace = session.write("assign")?;
    let by = session.person(&workspace)?;
    let mail = mails::find(workspace.store.db(), &args.mail)?;
    let requests =
        if args.requests.is_empty() { None } else { Some(find(&workspace.store, &args.requests)?) };
    let names: Vec<String> =
        requests.iter().flatten().map(|request| request.authority.clone()).collect();
    let ids = requests
        .as_ref()
        .map(|rows| rows.iter().map(|request| format!("r{}", request.id)).collect::<Vec<String>>());
    let others = match args.letter {
        Some(letter) => assign_letter(&mut workspace, &mail, requests, letter, &by)?,
        None => assign(&mut workspace, &mail, requests, args.kind, &by)?,
    };
    let place = if names.is_empty() {
        String::new()
    } else {
        format!(" belongs to {}", names.join(" and "))
    };
    let code = args.kind.map(Kind::code).or(args.letter.map(LetterKind::code));
    let what = code.map_or_else(String::new, |code| format!(" is: {}", code.replace('_', " ")));
    let row = json!({
        "mail": format!("m{}", mail.id),
        "requests": ids,
        "kind": args.kind.map(Kind::code),
        "letter": args.letter.map(LetterKind::code),
        "by": by,
        "read_again": named(&others),
    });
    let again = again_words(&others);
    session.decided(&row, &format!("m{}{place}{what} (decided by {by}).{again}", mail.id))
}

fn undo(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("assign")?;
    let by = session.person(&workspace)?;
    let mail = mails::find(workspace.store.db(), &args.mail)?;
    let id = mail.id;
    let (seq, whose) = last_decision(&workspace, &mail)?
        .with_context(|| format!("nobody has decided anything about m{id} that still counts"))?;
    let others = take_back(&mut workspace, &[seq], args.why.trim(), &by)?;
    let read = mails::reading(workspace.store.db(), id)?;
    let waits = read.is_some_and(|read| read.waits);
    let row = json!({
        "mail": format!("m{id}"),
        "taken_back": format!("e{seq}"),
        "decided_by": whose,
        "waits": waits,
        "by": by,
        "read_again": named(&others),
    });
    let whose = whose.map_or_else(String::new, |name| format!(" by {name}"));
    let waits = if waits { "; it waits for a person again" } else { "" };
    let again = again_words(&others);
    let said = format!("m{id}: what was decided{whose} is taken back by {by}{waits}.{again}");
    session.decided(&row, &said)
}

fn named(mails: &[i64]) -> Vec<String> {
    mails.iter().map(|id| format!("m{id}")).collect()
}

/// Later mails that had been filed by what this one taught.
pub(super) fn again_words(mails: &[i64]) -> String {
    match mails {
        [] => String::new(),
        [_] => format!(
            " {} had been filed by what it taught, and was read again.",
            named(mails).join(", ")
        ),
        _ => format!(
            " {} had been filed by what it taught, and were read again.",
            named(mails).join(", ")
        ),
    }
}
