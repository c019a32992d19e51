//! One sitting: what waits is shown one at a time, a wish is read, what it asks for is done. Nothing
//! is locked while the person thinks: the workspace is opened for each decision, which is refused if
//! what it is about is no longer what was shown.

mod queue;

use std::io::{self, BufRead, IsTerminal};

use console::{Key, Term};

pub(super) use self::queue::{Decided, Queue, Wanted, Words, distinct};
use super::assign::again_words;
use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::Workspace;
use crate::jobs::undo::take_back;
use crate::store::events;

pub(super) struct Sitting<'a, Q: Queue> {
    session: &'a Session,
    waits: Q,
    queue: Vec<Q::Name>,
    /// Which of the queue is shown.
    at: usize,
    decided: Vec<Decided<Q::Name>>,
    skipped: Vec<Q::Name>,
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

impl<'a, Q: Queue> Sitting<'a, Q> {
    pub(super) fn new(session: &'a Session, waits: Q) -> anyhow::Result<Self> {
        let workspace = open(session)?;
        Ok(Self {
            session,
            queue: waits.waiting(&workspace)?,
            waits,
            at: 0,
            decided: Vec::new(),
            skipped: Vec::new(),
            undone: 0,
            began: events::last_seq(workspace.store.db())?,
            typed: false,
        })
    }

    pub(super) fn go(mut self) -> anyhow::Result<Ended> {
        loop {
            let shown = self.next()?;
            if let Some(shown) = &shown {
                self.waits.print(shown, (self.at + 1, self.queue.len()))?;
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
            self.waits.list(&open(self.session)?)?;
            return Ok(Ended::Done);
        }
        self.sum_up()
    }

    /// The next of the queue that still waits; what has come since stands at its end.
    fn next(&mut self) -> anyhow::Result<Option<Q::Shown>> {
        let workspace = open(self.session)?;
        for name in self.waits.waiting(&workspace)? {
            if !self.queue.contains(&name) {
                self.queue.push(name);
            }
        }
        while let Some(name) = self.queue.get(self.at).cloned() {
            let shown = self.waits.look(&workspace, &name)?;
            if shown.is_some() {
                return Ok(shown);
            }
            let who = self.waits.deciders_since(&workspace, &name, self.began)?;
            if !self.decided.iter().any(|decided| self.waits.is_within(decided, &name)) {
                let name = self.waits.said(&name);
                out::line(&format!("{name} waits no more{}.", by_words(&who)))?;
            }
            self.at += 1;
        }
        Ok(None)
    }

    fn turn(&mut self, shown: &Q::Shown) -> anyhow::Result<Turn> {
        out::prompt(&format!("{} > ", self.waits.choices(shown)))?;
        let Some(line) = typed(Q::WORDS.keys)? else {
            out::line("")?;
            return Ok(Turn::Quit);
        };
        self.typed = true;
        match self.waits.wish(&line) {
            Err(said) => out::line(&said)?,
            Ok(Wanted::Next) => {
                self.skipped.push(self.waits.name(shown));
                self.at += 1;
                return Ok(Turn::Show);
            }
            Ok(Wanted::Quit) => return Ok(Turn::Quit),
            Ok(Wanted::Help) => out::line(Q::WORDS.help)?,
            Ok(Wanted::Tell(wish)) => self.waits.tell(shown, &wish)?,
            Ok(Wanted::Undo) => return self.undo(),
            Ok(Wanted::Decide(wish)) => return self.decide(shown, &wish),
        }
        Ok(Turn::Ask)
    }

    /// At the end of the queue the last decision can still be taken back.
    fn last_turn(&mut self) -> anyhow::Result<Turn> {
        let Words { one, many, keys, .. } = Q::WORDS;
        out::prompt(&format!(
            "\nNo more {many}. u = take back the last decision · Enter = done > "
        ))?;
        let Some(line) = typed(keys)? else {
            out::line("")?;
            return Ok(Turn::Quit);
        };
        match self.waits.wish(&line) {
            Ok(Wanted::Undo) => self.undo(),
            Ok(Wanted::Next | Wanted::Quit) => Ok(Turn::Quit),
            Ok(Wanted::Help | Wanted::Tell(_) | Wanted::Decide(_)) | Err(_) => {
                out::line(&format!("No {one} is shown: u, or Enter"))?;
                Ok(Turn::Ask)
            }
        }
    }

    /// Does what `wish` decides, with the workspace open no longer than that.
    fn decide(&mut self, shown: &Q::Shown, wish: &Q::Wish) -> anyhow::Result<Turn> {
        let name = self.waits.name(shown);
        let (mut workspace, by) = match self.to_write() {
            Ok(opened) => opened,
            Err(error) => return refused(&error),
        };
        if let Some(who) = self.waits.changed(&workspace, shown)? {
            let (name, who) = (self.waits.said(&name), by_words(&who));
            out::line(&format!("{name} has changed since it was shown{who}: look again."))?;
            return Ok(Turn::Show);
        }
        let before = events::last_seq(workspace.store.db())?;
        let done = self.waits.decide(&mut workspace, shown, wish, &by);
        let after = events::last_seq(workspace.store.db())?;
        if after > before {
            self.skipped.retain(|skipped| *skipped != name);
            self.decided.push((name, (before + 1..=after).collect()));
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
        let Words { command, further, .. } = Q::WORDS;
        let Some((name, rows)) = self.decided.last().cloned() else {
            out::line(&format!(
                "Nothing was decided in this sitting. `{further}` goes further back."
            ))?;
            return Ok(Turn::Ask);
        };
        let (mut workspace, by) = match self.to_write() {
            Ok(opened) => opened,
            Err(error) => return refused(&error),
        };
        self.decided.pop();
        match take_back(&mut workspace, &rows, &format!("in the {command}"), &by) {
            Ok(others) => {
                let (name, again) = (self.waits.said(&name), again_words(&others));
                out::line(&format!("{name}: the last decision is taken back by {by}.{again}"))?;
            }
            Err(error) => return refused(&error),
        }
        self.undone += 1;
        self.at = self.queue.iter().position(|known| *known == name).unwrap_or(self.at);
        Ok(Turn::Show)
    }

    fn to_write(&self) -> anyhow::Result<(Workspace, String)> {
        let workspace = self.session.write(Q::WORDS.command)?;
        let by = self.session.person(&workspace)?;
        Ok((workspace, by))
    }

    fn sum_up(&self) -> anyhow::Result<Ended> {
        let Words { one, many, .. } = Q::WORDS;
        let left = self.waits.waiting(&open(self.session)?)?.len();
        let mut skipped: Vec<&Q::Name> = Vec::new();
        for name in &self.skipped {
            if !skipped.contains(&name) {
                skipped.push(name);
            }
        }
        out::line(&format!(
            "{} decided, {} skipped, {} undone; {} still {}.",
            counted(self.waits.count(&self.decided), one, many),
            skipped.len(),
            counted(self.undone, "decision", "decisions"),
            counted(left, one, many),
            if left == 1 { "waits" } else { "wait" }
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

/// Ctrl-D, where keys are read one at a time.
const END_OF_INPUT: char = '\u{4}';

/// What the person types next: one of `keys`, or a line; `None` at the end of the input.
fn typed(keys: &[char]) -> anyhow::Result<Option<String>> {
    if keys.is_empty() || !io::stdin().is_terminal() {
        return typed_line();
    }
    let Key::Char(first) = Term::stdout().read_key()? else {
        out::line("")?;
        return Ok(Some(String::new()));
    };
    if first == END_OF_INPUT {
        return Ok(None);
    }
    out::prompt(&first.to_string())?;
    if keys.contains(&first) {
        out::line("")?;
        return Ok(Some(first.to_string()));
    }
    Ok(typed_line()?.map(|rest| format!("{first}{rest}")))
}

fn typed_line() -> anyhow::Result<Option<String>> {
    let mut stdin = io::stdin().lock();
    let mut bytes = Vec::new();
    if stdin.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
    if !stdin.is_terminal() {
        // A pipe shows nothing of what comes through it.
        out::line(&line)?;
    }
    Ok(Some(line))
}
