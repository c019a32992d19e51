//! `foi mail password`.

use std::io::{self, BufRead as _, IsTerminal as _};

use anyhow::Context;
use serde_json::json;

use crate::cli::{Ended, Session};
use crate::jobs::erase::attachment;
use crate::jobs::unlock::with_password;
use crate::store::mails;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The mail, as `foi mail` names it
    mail: String,
    /// Which of its attachments, by its number in `foi mail show`, or by name; otherwise all that are
    /// locked
    attachment: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("mail")?;
    let by = session.person(&workspace)?;
    let db = workspace.store.db();
    let (mail, which) = match &args.attachment {
        Some(name) => attachment(db, &args.mail, name).map(|(mail, file)| (mail, Some(file)))?,
        None => (mails::find(db, &args.mail)?, None),
    };
    let password = asked(mail.id)?;
    let names = with_password(&mut workspace, &mail, which.as_ref(), (&password, &by))?;
    let read = mails::reading(workspace.store.db(), mail.id)?;
    let waits = read.as_ref().and_then(|read| read.review_reason.clone());
    let row =
        json!({"mail": format!("m{}", mail.id), "opened": names, "by": by, "review_reason": waits});
    let then = waits.map_or_else(String::new, |why| format!(" It waits: {why}."));
    session
        .decided(&row, &format!("{} of m{} opened and was read.{then}", names.join(", "), mail.id))
}

/// From the keyboard, unseen; or the first line of the standard input. Never an argument, which
/// others on this machine and the shell's history would see.
fn asked(mail: i64) -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        let terminal = console::Term::stderr();
        terminal.write_str(&format!("Password of the file that came with m{mail}: "))?;
        return terminal.read_secure_line().context("reading the password");
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("reading the password")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
