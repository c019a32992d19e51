//! `foi assign`.
use serde_json::json;

use super::{Ended, Session};
use crate::jobs::assign::{assign, find};
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
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or_else(|| crate::toml_file::instead(text, &Kind::ALL.map(Kind::code)))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    anyhow::ensure!(
        !args.requests.is_empty() || args.kind.is_some(),
        "say where {} belongs (a request), or what it is (--kind)",
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
    assign(&mut workspace, &mail, requests, args.kind, &by)?;
    let place = if names.is_empty() {
        String::new()
    } else {
        format!(" belongs to {}", names.join(" and "))
    };
    let what = args
        .kind
        .map_or_else(String::new, |kind| format!(" is: {}", kind.code().replace('_', " ")));
    let row = json!({
        "mail": format!("m{}", mail.id),
        "requests": ids,
        "kind": args.kind.map(Kind::code),
        "by": by,
    });
    session.decided(&row, &format!("m{}{place}{what} (decided by {by}).", mail.id))
}
