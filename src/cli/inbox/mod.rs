//! `foi inbox`: the mails that wait for a person, one at a time. Nothing is locked while the person
//! thinks: the workspace is opened for each decision.

mod decide;
mod show;
mod sitting;
mod wishes;

use self::sitting::Sitting;
use super::assign::kind;
use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::Workspace;
use crate::jobs::inbox::{self, Filter};
use crate::replies::Kind;
use crate::store::requests;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only mails filed under this request, or held with it as a candidate
    #[arg(long)]
    request: Option<String>,
    /// Only mails that are read as this
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let db = workspace.store.db();
    let request = args.request.as_deref().map(|name| requests::find(db, name)).transpose()?;
    let filter = Filter { request: request.map(|request| request.id), kind: args.kind };
    if session.json {
        for (at, mail) in inbox::waiting(&workspace, &filter)?.into_iter().enumerate() {
            out::object(&show::object(&inbox::show(&workspace, mail)?, at + 1))?;
        }
        return Ok(Ended::Done);
    }
    let queue = inbox::waiting(&workspace, &filter)?;
    if queue.is_empty() {
        out::line("No mail waits for you.")?;
        return Ok(Ended::Done);
    }
    drop(workspace);
    Sitting::new(session, filter, queue)?.go()
}

/// What waits, and how to go on, where nobody types.
fn list(workspace: &Workspace, filter: &Filter) -> anyhow::Result<()> {
    let queue = inbox::waiting(workspace, filter)?;
    let lines = queue
        .iter()
        .map(|mail| Ok(show::line(&inbox::show(workspace, *mail)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let wait = counted(queue.len(), "mail waits", "mails wait");
    out::line(&format!("Nothing was typed, and nothing was decided. {wait}:"))?;
    out::table(&["mail", "arrived", "authority", "kind", "subject", "waits because"], &lines)?;
    out::line(
        "Run `foi inbox` in a terminal, or give it its commands on standard input, a line each \
         (`echo ? | foi inbox` lists them). `foi assign` and `foi answers` decide one mail.",
    )
}
