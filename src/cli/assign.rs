//! `foi assign`.
use serde_json::json;

use super::{Ended, Session};
use crate::case::events::LetterKind;
use crate::jobs::assign::{assign, assign_letter, find};
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
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or_else(|| crate::toml_file::instead(text, &Kind::ALL.map(Kind::code)))
}

fn letter(text: &str) -> Result<LetterKind, String> {
    let kinds = LetterKind::ALL.map(LetterKind::code);
    LetterKind::parse(text).ok_or_else(|| crate::toml_file::instead(text, &kinds))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
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
    match args.letter {
        Some(letter) => assign_letter(&mut workspace, &mail, requests, letter, &by)?,
        None => assign(&mut workspace, &mail, requests, args.kind, &by)?,
    }
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
    });
    session.decided(&row, &format!("m{}{place}{what} (decided by {by}).", mail.id))
}
