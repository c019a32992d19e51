//! `foi mail release`.

use serde_json::json;

use crate::cli::{Ended, Session};
use crate::jobs::erase::attachment;
use crate::jobs::quarantine::release;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The mail, as `foi mail` names it
    mail: String,
    /// Which of its attachments, by its number in `foi mail show`, or by name
    #[arg(default_value = "1")]
    attachment: String,
    /// What you saw, and why it is harmless
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("mail")?;
    let by = session.person(&workspace)?;
    let (mail, file) = attachment(workspace.store.db(), &args.mail, &args.attachment)?;
    release(&mut workspace, (&mail, &file), &args.reason, &by)?;
    let row = json!({
        "mail": format!("m{}", mail.id), "attachment": file.name, "sha256": file.sha256,
        "released_by": by, "reason": args.reason,
    });
    let said = format!("{} of m{} is out of quarantine, as {by} says.", file.name, mail.id);
    session.decided(&row, &said)
}
