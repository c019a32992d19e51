//! `foi review`: the answers that wait for a person, one at a time.

mod show;
mod wishes;

use self::wishes::{HELP, Wish};
use super::out::{self, counted};
use super::sitting::{Decided, Queue, Sitting, Wanted, Words};
use super::{Ended, Session};
use crate::case::standing::{Answer, Stands};
use crate::jobs::Workspace;
use crate::jobs::answers::{self, Setting, Which, coding};
use crate::jobs::checks::{self, Kept};
use crate::jobs::results::known_campaign;
use crate::jobs::review::{self, Filter, Key, Shown};
use crate::store::requests;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this campaign
    #[arg(long)]
    campaign: Option<String>,
    /// Only the answers of this request or authority
    #[arg(long)]
    request: Option<String>,
    /// Code as this person, apart from other coders: what is decided does not stand
    #[arg(long, value_name = "NAME")]
    coder: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let db = workspace.store.db();
    let request = args.request.as_deref().map(|name| requests::find(db, name)).transpose()?;
    args.campaign.as_deref().map(|campaign| known_campaign(db, campaign)).transpose()?;
    let coder = args.coder.as_deref().map(str::trim).map(str::to_owned);
    anyhow::ensure!(coder.as_deref() != Some(""), "say who codes: --coder NAME");
    let request = request.map(|request| request.id);
    let checks = Kept::default();
    let filter = Filter { campaign: args.campaign.clone(), request, coder, checks };
    let queue = review::waiting(&workspace, &filter)?;
    if session.json {
        for (at, key) in queue.iter().enumerate() {
            if let Some(shown) = review::show(&workspace, key, &filter)? {
                out::object(&show::object(&shown, at + 1))?;
            }
        }
        return Ok(Ended::Done);
    }
    if queue.is_empty() {
        out::line("No answer waits for you.")?;
        return Ok(Ended::Done);
    }
    drop(workspace);
    Sitting::new(session, Answers { filter })?.go()
}

/// The answers that wait, and what can be decided about each.
struct Answers {
    filter: Filter,
}

impl Queue for Answers {
    type Name = Key;
    type Shown = Shown;
    type Wish = Wish;

    const WORDS: Words = Words {
        command: "review",
        one: "answer",
        many: "answers",
        help: HELP,
        further: "foi answers undo REQUEST QUESTION",
        keys: &['a', 'A', 'n', 'u', 'q', 't', '?'],
    };

    fn waiting(&self, workspace: &Workspace) -> anyhow::Result<Vec<Key>> {
        review::waiting(workspace, &self.filter)
    }

    fn look(&self, workspace: &Workspace, key: &Key) -> anyhow::Result<Option<Shown>> {
        review::show(workspace, key, &self.filter)
    }

    fn changed(&self, workspace: &Workspace, shown: &Shown) -> anyhow::Result<Option<Vec<String>>> {
        shown.changed(workspace, &self.filter)
    }

    fn deciders_since(
        &self,
        workspace: &Workspace,
        key: &Key,
        seq: i64,
    ) -> anyhow::Result<Vec<String>> {
        review::deciders_since(workspace, key, seq)
    }

    fn decide(
        &self,
        workspace: &mut Workspace,
        shown: &Shown,
        wish: &Wish,
        by: &str,
    ) -> anyhow::Result<String> {
        match &self.filter.coder {
            Some(coder) => code(workspace, shown, wish, (coder, by)),
            None => decide(workspace, shown, wish, by),
        }
    }

    fn name(&self, shown: &Shown) -> Key {
        shown.key.clone()
    }

    fn said(&self, key: &Key) -> String {
        let mail = key.mail.map_or_else(String::new, |mail| format!(" of m{mail}"));
        format!("r{} {}{mail}", key.request, key.question)
    }

    fn print(&self, shown: &Shown, position: (usize, usize)) -> anyhow::Result<()> {
        show::answer(shown, position)
    }

    fn choices(&self, shown: &Shown) -> String {
        let value = shown.answer.value.shown();
        let all = if shown.beside.is_empty() { "" } else { "A all of this mail · " };
        let accept = match shown.answer.stands {
            Stands::Yes | Stands::Superseded => String::new(),
            Stands::Waiting => format!("a = {value} · "),
        };
        let looked_at = if shown.findings.is_empty() { "" } else { "k REASON = looked at · " };
        format!("{accept}{looked_at}c VALUE · m h/r/s/x · {all}n t u q ?")
    }

    fn wish(&self, line: &str) -> Result<Wanted<Wish>, String> {
        Wish::parse(line)
    }

    fn tell(&self, shown: &Shown, wish: &Wish) -> anyhow::Result<()> {
        match wish {
            Wish::Text => show::text(shown),
            Wish::Accept | Wish::AcceptAll | Wish::Set(_) | Wish::LookedAt(_) => Ok(()),
        }
    }

    fn list(&self, workspace: &Workspace) -> anyhow::Result<()> {
        list(workspace, &self.filter)
    }

    fn is_within(&self, (decided, rows): &Decided<Key>, key: &Key) -> bool {
        let of_mail = decided.request == key.request && decided.mail == key.mail;
        decided == key || (of_mail && rows.len() > 1)
    }

    fn count(&self, decided: &[Decided<Key>]) -> usize {
        decided.iter().map(|(_, rows)| rows.len()).sum()
    }
}

fn decide(
    workspace: &mut Workspace,
    shown: &Shown,
    wish: &Wish,
    by: &str,
) -> anyhow::Result<String> {
    let Key { mail, question, period, .. } = &shown.key;
    let request = &shown.request;
    let authority = &request.authority;
    match wish {
        Wish::Accept if shown.answer.stands == Stands::Yes => anyhow::bail!(
            "it stands already: k REASON says that the finding is looked at, c VALUE what it is \
             instead"
        ),
        Wish::Accept => {
            let which = Which { question: Some(question), period: Some(period), mail: *mail };
            answers::accept(workspace, request, which, by)?;
            let value = shown.answer.value.shown();
            Ok(format!("{authority} {question}: {value} (decided by {by})."))
        }
        Wish::AcceptAll => {
            let which = Which { mail: *mail, ..Which::default() };
            let count = answers::accept(workspace, request, which, by)?;
            let count = counted(count, "answer", "answers");
            Ok(format!("{authority}: {count} accepted by {by}."))
        }
        Wish::Set(value) => {
            let period = Some(period.as_str());
            let setting = Setting {
                request,
                question,
                period,
                value,
                mail: *mail,
                note: None,
                coder: None,
                by,
            };
            let value = answers::set(workspace, &setting)?;
            Ok(format!("{authority} {question}: {} (decided by {by}).", value.shown()))
        }
        Wish::LookedAt(why) => {
            anyhow::ensure!(!shown.findings.is_empty(), "no check finds anything about it");
            checks::decide::accept(workspace, &shown.findings, why, by)?;
            let names: Vec<&str> = shown.findings.iter().map(|one| one.id.as_str()).collect();
            Ok(format!("{authority} {question}: {} looked at by {by}.", names.join(", ")))
        }
        Wish::Text => anyhow::bail!("that decides nothing"),
    }
}

/// The same as one coder's answer among others'.
fn code(
    workspace: &mut Workspace,
    shown: &Shown,
    wish: &Wish,
    (coder, by): (&str, &str),
) -> anyhow::Result<String> {
    let Key { mail, question, period, .. } = &shown.key;
    let request = &shown.request;
    let authority = &request.authority;
    let said = |value: &str| format!("{authority} {question}: {value} (coded by {coder}).");
    match wish {
        Wish::Accept => {
            coding::code(workspace, request, &[&shown.answer], (coder, by))?;
            Ok(said(&shown.answer.value.shown()))
        }
        Wish::AcceptAll => {
            let all: Vec<&Answer> = shown.beside.iter().chain([&shown.answer]).collect();
            coding::code(workspace, request, &all, (coder, by))?;
            Ok(format!(
                "{authority}: {} coded by {coder}.",
                counted(all.len(), "answer", "answers")
            ))
        }
        Wish::Set(value) => {
            let (period, coder) = (Some(period.as_str()), Some(coder));
            let setting =
                Setting { request, question, period, value, mail: *mail, note: None, coder, by };
            Ok(said(&answers::set(workspace, &setting)?.shown()))
        }
        Wish::LookedAt(_) => anyhow::bail!("a coder says what is answered, and nothing of checks"),
        Wish::Text => anyhow::bail!("that decides nothing"),
    }
}

fn list(workspace: &Workspace, filter: &Filter) -> anyhow::Result<()> {
    let queue = review::waiting(workspace, filter)?;
    let mut lines = Vec::new();
    for key in &queue {
        lines.extend(review::show(workspace, key, filter)?.map(|shown| show::line(&shown)));
    }
    let wait = counted(queue.len(), "answer waits", "answers wait");
    out::line(&format!("Nothing was typed, and nothing was decided. {wait}:"))?;
    out::table(&["mail", "authority", "question", "period", "read as", "waits because"], &lines)?;
    out::line(
        "Run `foi review` in a terminal, or give it its commands on standard input, a line each \
         (`echo ? | foi review` lists them). `foi answers export` writes them for a spreadsheet.",
    )
}
