//! One sitting: a mail is shown, a wish is read, what it asks for is done.

use std::collections::BTreeSet;
use std::io::{self, BufRead, IsTerminal};

use super::wishes::{HELP, Wish};
use super::{decide, list, show};
use crate::cli::assign::again_words;
use crate::cli::out::{self, counted};
use crate::cli::{Ended, Session};
use crate::jobs::Workspace;
use crate::jobs::inbox::{self, Filter, Shown};
use crate::jobs::undo::take_back;
use crate::store::events;

pub(super) struct Sitting<'a> {
    session: &'a Session,
    filter: Filter,
    queue: Vec<i64>,
    /// Which of the queue is shown.
    at: usize,
    /// What was decided, and the rows of the log that say so.
    decided: Vec<(i64, Vec<i64>)>,
    skipped: BTreeSet<i64>,
    undone: usize,
    /// The last row of the log when the sitting began.
    began: i64,
    typed: bool,
}

/// What to do after a wish.
enum Turn {
    /// Look at the queue again, and show what is next in it.
    Show,
    /// The wish changed nothing: ask again.
    Ask,
    Quit,
}

impl<'a> Sitting<'a> {
    pub(super) fn new(
        session: &'a Session,
        filter: Filter,
        queue: Vec<i64>,
    ) -> anyhow::Result<Self> {
        let began = events::last_seq(open(session)?.store.db())?;
        Ok(Self {
            session,
            filter,
            queue,
            at: 0,
            decided: Vec::new(),
            skipped: BTreeSet::new(),
            undone: 0,
            began,
            typed: false,
        })
    }

    pub(super) fn go(mut self) -> anyhow::Result<Ended> {
        loop {
            let shown = self.next()?;
            if let Some(shown) = &shown {
                show::mail(shown, (self.at + 1, self.queue.len()))?;
            } else if self.decided.is_empty() {
                break;
            }
            let turn = loop {
                let turn = match &shown {
                    Some(shown) => self.turn(shown)?,
                    None => self.last_turn()?,
                };
                if !matches!(turn, Turn::Ask) {
                    break turn;
                }
            };
            if matches!(turn, Turn::Quit) {
                break;
            }
        }
        if !self.typed {
            out::line("")?;
            list(&open(self.session)?, &self.filter)?;
            return Ok(Ended::Done);
        }
        self.sum_up()
    }

    /// The next mail of the queue that still waits; what has come since stands at its end.
    fn next(&mut self) -> anyhow::Result<Option<Shown>> {
        let workspace = open(self.session)?;
        for mail in inbox::waiting(&workspace, &self.filter)? {
            if !self.queue.contains(&mail) {
                self.queue.push(mail);
            }
        }
        while let Some(mail) = self.queue.get(self.at).copied() {
            let shown = inbox::show(&workspace, mail)?;
            if shown.read.waits {
                return Ok(Some(shown));
            }
            if !self.decided.iter().any(|(ours, _)| *ours == mail) {
                let who = shown.deciders_since(&workspace, self.began)?;
                out::line(&format!("m{mail} waits no more{}.", by_words(&who)))?;
            }
            self.at += 1;
        }
        Ok(None)
    }

    fn turn(&mut self, shown: &Shown) -> anyhow::Result<Turn> {
        out::prompt(&format!("{} > ", decide::choices(shown)))?;
        let Some(line) = typed()? else {
            out::line("")?;
            return Ok(Turn::Quit);
        };
        self.typed = true;
        let wish = match Wish::parse(&line) {
            Ok(wish) => wish,
            Err(said) => {
                out::line(&said)?;
                return Ok(Turn::Ask);
            }
        };
        match wish {
            Wish::Next => {
                self.skipped.insert(shown.mail.id);
                self.at += 1;
                return Ok(Turn::Show);
            }
            Wish::Quit => return Ok(Turn::Quit),
            Wish::Help => out::line(HELP)?,
            Wish::Attachments => show::attachments(shown)?,
            Wish::Text => show::text(&shown.read, None)?,
            Wish::Undo => return self.undo(),
            Wish::Accept { .. } | Wish::Kind(_) | Wish::File(_) | Wish::Set(_) => {
                return self.decide(shown, &wish);
            }
        }
        Ok(Turn::Ask)
    }

    /// At the end of the queue the last decision can still be taken back.
    fn last_turn(&mut self) -> anyhow::Result<Turn> {
        out::prompt("\nNo more mails. u = take back the last decision · Enter = done > ")?;
        let Some(line) = typed()? else {
            out::line("")?;
            return Ok(Turn::Quit);
        };
        match Wish::parse(&line) {
            Ok(Wish::Undo) => self.undo(),
            Ok(Wish::Next | Wish::Quit) => Ok(Turn::Quit),
            Ok(
                Wish::Accept { .. }
                | Wish::Kind(_)
                | Wish::File(_)
                | Wish::Set(_)
                | Wish::Attachments
                | Wish::Text
                | Wish::Help,
            )
            | Err(_) => {
                out::line("No mail is shown: u, or Enter")?;
                Ok(Turn::Ask)
            }
        }
    }

    /// Does what `wish` decides, with the workspace open no longer than that.
    fn decide(&mut self, shown: &Shown, wish: &Wish) -> anyhow::Result<Turn> {
        let mail = shown.mail.id;
        let (mut workspace, by) = match self.to_write() {
            Ok(opened) => opened,
            Err(error) => return refused(&error),
        };
        if let Some(who) = shown.changed(&workspace)? {
            let who = by_words(&who);
            out::line(&format!("m{mail} has changed since it was shown{who}: look again."))?;
            return Ok(Turn::Show);
        }
        let before = events::last_seq(workspace.store.db())?;
        let done = decide::decide(&mut workspace, shown, wish, &by);
        let after = events::last_seq(workspace.store.db())?;
        if after > before {
            self.decided.push((mail, (before + 1..=after).collect()));
            self.skipped.remove(&mail);
        }
        match done {
            Ok(said) => out::line(&said)?,
            Err(error) => {
                let asked = refused(&error)?;
                // Half of it may have been done: then what is left is shown.
                return Ok(if after > before { Turn::Show } else { asked });
            }
        }
        Ok(Turn::Show)
    }

    fn undo(&mut self) -> anyhow::Result<Turn> {
        let Some((mail, rows)) = self.decided.last().cloned() else {
            out::line(
                "Nothing was decided in this sitting. `foi assign MAIL --undo` goes further back.",
            )?;
            return Ok(Turn::Ask);
        };
        let (mut workspace, by) = match self.to_write() {
            Ok(opened) => opened,
            Err(error) => return refused(&error),
        };
        self.decided.pop();
        match take_back(&mut workspace, &rows, "in the inbox", &by) {
            Ok(others) => {
                let again = again_words(&others);
                out::line(&format!("m{mail}: the last decision is taken back by {by}.{again}"))?;
            }
            Err(error) => return refused(&error),
        }
        self.undone += 1;
        self.at = self.queue.iter().position(|known| *known == mail).unwrap_or(self.at);
        Ok(Turn::Show)
    }

    fn to_write(&self) -> anyhow::Result<(Workspace, String)> {
        let workspace = self.session.write("inbox")?;
        let by = self.session.person(&workspace)?;
        Ok((workspace, by))
    }

    fn sum_up(&self) -> anyhow::Result<Ended> {
        let left = inbox::waiting(&open(self.session)?, &self.filter)?.len();
        let mails: BTreeSet<i64> = self.decided.iter().map(|(mail, _)| *mail).collect();
        out::line(&format!(
            "{} decided, {} skipped, {} undone; {}.",
            counted(mails.len(), "mail", "mails"),
            self.skipped.len(),
            counted(self.undone, "decision", "decisions"),
            counted(left, "mail still waits", "mails still wait")
        ))?;
        Ok(Ended::Done)
    }
}

fn open(session: &Session) -> anyhow::Result<Workspace> {
    Workspace::read(&session.workspace, session.now)
}

/// Why a wish cannot be done, in one line; the person is asked again.
fn refused(error: &anyhow::Error) -> anyhow::Result<Turn> {
    out::line(&format!("Not done: {error:#}"))?;
    Ok(Turn::Ask)
}

fn by_words(who: &[String]) -> String {
    if who.is_empty() { String::new() } else { format!(", decided by {}", who.join(" and ")) }
}

/// The next line of the person's; `None` at the end of the input.
fn typed() -> anyhow::Result<Option<String>> {
    let mut stdin = io::stdin().lock();
    let mut bytes = Vec::new();
    if stdin.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let line = String::from_utf8_lossy(&bytes).trim().to_owned();
    if !stdin.is_terminal() {
        // A pipe shows nothing of what comes through it.
        out::line(&line)?;
    }
    Ok(Some(line))
}
