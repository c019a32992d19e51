//! `foi inbox`: the mails that wait for a person, one at a time.

mod decide;
pub(super) mod show;
pub(super) mod wishes;

use self::wishes::{HELP, Wish};
use super::assign::kind;
use super::out::{self, counted};
use super::sitting::{Decided, Queue, Sitting, Wanted, Words, distinct};
use super::{Ended, Session};
use crate::jobs::Workspace;
use crate::jobs::inbox::{self, Filter, Shown};
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
    if inbox::waiting(&workspace, &filter)?.is_empty() {
        out::line("No mail waits for you.")?;
        return Ok(Ended::Done);
    }
    drop(workspace);
    Sitting::new(session, Mails { filter })?.go()
}

/// The mails that wait, and what can be decided about each.
struct Mails {
    filter: Filter,
}

impl Queue for Mails {
    type Name = i64;
    type Shown = Shown;
    type Wish = Wish;

    const WORDS: Words = Words {
        command: "inbox",
        one: "mail",
        many: "mails",
        help: HELP,
        further: "foi assign MAIL --undo",
        keys: &[],
    };

    fn waiting(&self, workspace: &Workspace) -> anyhow::Result<Vec<i64>> {
        inbox::waiting(workspace, &self.filter)
    }

    fn look(&self, workspace: &Workspace, mail: &i64) -> anyhow::Result<Option<Shown>> {
        Ok(Some(inbox::show(workspace, *mail)?).filter(|shown| shown.read.waits))
    }

    fn changed(&self, workspace: &Workspace, shown: &Shown) -> anyhow::Result<Option<Vec<String>>> {
        shown.changed(workspace)
    }

    fn deciders_since(
        &self,
        workspace: &Workspace,
        mail: &i64,
        seq: i64,
    ) -> anyhow::Result<Vec<String>> {
        inbox::show(workspace, *mail)?.deciders_since(workspace, seq)
    }

    fn decide(
        &self,
        workspace: &mut Workspace,
        shown: &Shown,
        wish: &Wish,
        by: &str,
    ) -> anyhow::Result<String> {
        decide::decide(workspace, shown, wish, by)
    }

    fn name(&self, shown: &Shown) -> i64 {
        shown.mail.id
    }

    fn said(&self, mail: &i64) -> String {
        format!("m{mail}")
    }

    fn print(&self, shown: &Shown, position: (usize, usize)) -> anyhow::Result<()> {
        show::mail(shown, position)
    }

    fn choices(&self, shown: &Shown) -> String {
        decide::choices(shown)
    }

    fn wish(&self, line: &str) -> Result<Wanted<Wish>, String> {
        Wish::parse(line)
    }

    fn tell(&self, shown: &Shown, wish: &Wish) -> anyhow::Result<()> {
        match wish {
            Wish::Attachments => show::attachments(shown),
            Wish::Text => show::text(&shown.read, None),
            Wish::Accept { .. } | Wish::Kind(_) | Wish::File(_) | Wish::Set(_) => Ok(()),
        }
    }

    fn list(&self, workspace: &Workspace) -> anyhow::Result<()> {
        list(workspace, &self.filter)
    }

    fn is_within(&self, (decided, _): &Decided<i64>, mail: &i64) -> bool {
        decided == mail
    }

    fn count(&self, decided: &[Decided<i64>]) -> usize {
        distinct(decided)
    }
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
