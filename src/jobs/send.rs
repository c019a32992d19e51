//! Letters out. Intent is committed, the letter handed over, the outcome committed; what a crash cut
//! short is settled by looking, never by sending again.

use chrono::{DateTime, Utc};

use super::pacing::{self, Pacing};
use super::{Workspace, access, refresh};
use crate::case::events::Event;
use crate::config::Transport;
use crate::mail::folder::Folder;
use crate::mail::smtp::{Envelope, Smtp};
use crate::mail::{Outcome, Trace};
use crate::store::outbox::{self, Letter};
use crate::store::pace::Trouble;
use crate::store::{events, mails, requests, standing};

/// One step of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing is due.
    Idle,
    /// Everything is paused.
    Paused,
    /// The mail server is in trouble: nothing is tried before its time.
    Trouble(Trouble),
    /// A letter was handed over, or the attempt was recorded.
    Tried { reference: String, outcome: Outcome },
}

/// How letters leave: opened once, used for many.
pub enum Door {
    Folder(Folder),
    Smtp(Smtp),
}

impl Door {
    pub fn open(workspace: &Workspace) -> anyhow::Result<Self> {
        Ok(match &workspace.config.transport {
            Transport::Folder { path } => Self::Folder(Folder::open(workspace.path(path))?),
            Transport::Smtp(settings) => {
                let (dir, settings) = (workspace.dir.clone(), settings.clone());
                Self::Smtp(Smtp::new(move || access::smtp(&dir, &settings)))
            }
        })
    }

    /// Everything that can be done before the letter is promised; else the outcome to record.
    fn prepare(
        &mut self,
        letter: &Letter,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Result<(), Outcome>> {
        match self {
            Self::Folder(folder) => folder.prepare(&letter.file_name(), &letter.bytes).map(Ok),
            Self::Smtp(smtp) => {
                let id = format!("{}-{}", letter.reference, letter.number);
                let envelope = Envelope { from: &letter.sender, to: &letter.recipient, id: &id };
                Ok(smtp.prepare(envelope, &letter.bytes, now))
            }
        }
    }

    /// Hands over a letter that is of no request: nothing is promised, and nothing kept.
    pub(super) fn hand_over_unrecorded(
        &mut self,
        letter: &Letter,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Outcome> {
        Ok(match self.prepare(letter, now)? {
            Ok(()) => self.hand_over(letter, now),
            Err(outcome) => outcome,
        })
    }

    fn hand_over(&mut self, letter: &Letter, now: DateTime<Utc>) -> Outcome {
        match self {
            Self::Folder(folder) => folder.hand_over(&letter.file_name(), now),
            Self::Smtp(smtp) => smtp.hand_over(&letter.bytes, now),
        }
    }

    /// Hands the letter over once more, for whoever of theirs has a copy. What becomes of that is said
    /// with the letter's own outcome, which it does not change. In a folder one file is for both.
    fn with_copy(&mut self, letter: &Letter, outcome: Outcome, now: DateTime<Utc>) -> Outcome {
        let (Self::Smtp(smtp), Some(copy)) = (self, &letter.copy) else { return outcome };
        let Outcome::Accepted { words } = outcome else { return outcome };
        let envelope = Envelope { from: &letter.sender, to: copy, id: "copy" };
        let bytes = copy_of(&letter.bytes);
        let copied = match smtp.prepare(envelope, &bytes, now) {
            Ok(()) => smtp.hand_over(&bytes, now),
            Err(outcome) => outcome,
        };
        let words = match copied {
            Outcome::Accepted { .. } => format!("{words}; copy to {copy}"),
            Outcome::Deferred { words: why, .. }
            | Outcome::Refused { words: why }
            | Outcome::Unknown { words: why }
            | Outcome::Away { words: why } => format!("{words}; no copy to {copy}: {why}"),
        };
        Outcome::Accepted { words }
    }

    /// What was prepared is not handed over after all.
    fn break_off(&mut self) {
        match self {
            // The prepared file is found, and written again, the next time.
            Self::Folder(_) => {}
            Self::Smtp(smtp) => smtp.break_off(),
        }
    }

    /// What can be seen of a letter whose sending was cut short; a server shows nothing.
    fn trace(&self, letter: &Letter) -> Trace {
        match self {
            Self::Folder(folder) => folder.trace(&letter.file_name(), &letter.bytes),
            Self::Smtp(_) => Trace::None,
        }
    }
}

/// How the Message-ID of a copy begins: that it comes back says nothing about the letter.
pub(super) const COPY: &str = "copy.";

/// The letter under a Message-ID of its own.
fn copy_of(bytes: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"\r\nMessage-ID: <";
    let Some(at) = memchr::memmem::find(bytes, NAME) else { return bytes.to_vec() };
    let (head, rest) = bytes.split_at(at + NAME.len());
    [head, COPY.as_bytes(), rest].concat()
}

/// Settles letters that a crash left between intent and outcome; gives those that stay unknown.
pub fn recover(workspace: &mut Workspace) -> anyhow::Result<Vec<String>> {
    let interrupted = outbox::interrupted(workspace.store.db())?;
    if interrupted.is_empty() {
        return Ok(Vec::new());
    }
    let door = Door::open(workspace)?;
    let now = workspace.now.instant();
    let mut unknown = Vec::new();
    for (letter, began) in interrupted {
        let (event, at) = match door.trace(&letter) {
            Trace::Left => {
                let words = "found in the folder after an interruption".to_owned();
                (Event::LetterSettled { letter: letter.id, left: true, words }, began)
            }
            Trace::Stayed => {
                let words = "had not left when it was interrupted".to_owned();
                (Event::LetterSettled { letter: letter.id, left: false, words }, now)
            }
            Trace::None => {
                unknown.push(letter.reference.clone());
                let words = "interrupted while it was handed over, and no trace of it".to_owned();
                (Event::LetterUnknown { letter: letter.id, words }, now)
            }
        };
        record(workspace, &letter, &event, at)?;
    }
    Ok(unknown)
}

/// Sends the next letter that is due through `door`.
pub fn next(workspace: &mut Workspace, door: &mut Door, pace: Pacing) -> anyhow::Result<Step> {
    let now = workspace.now.instant();
    let db = workspace.store.db();
    if events::paused(db)?.is_some() {
        return Ok(Step::Paused);
    }
    if let Some(trouble) = pacing::holding_up(workspace)? {
        return Ok(Step::Trouble(trouble));
    }
    let letter = match pace {
        Pacing::Unpaced => outbox::next_due(db, now)?,
        Pacing::Paced => match pacing::next(workspace)? {
            Some((letter, at)) if at <= now => outbox::letter(db, letter)?,
            Some(_) | None => None,
        },
    };
    let Some(letter) = letter else { return Ok(Step::Idle) };
    if let Some(words) = overtaken(workspace, &letter)? {
        let event = Event::LetterKeptBack { letter: letter.id, words: words.clone() };
        record(workspace, &letter, &event, now)?;
        let outcome = Outcome::Refused { words };
        return Ok(Step::Tried { reference: letter.reference, outcome });
    }
    let outcome = match door.prepare(&letter, now)? {
        Ok(()) => {
            let started = Event::SendStarted { letter: letter.id };
            if let Err(error) = record(workspace, &letter, &started, now) {
                door.break_off();
                return Err(error);
            }
            let outcome = door.hand_over(&letter, now);
            door.with_copy(&letter, outcome, now)
        }
        Err(outcome) => outcome,
    };
    let outcome = pacing::given_up(workspace, &letter, outcome)?;
    let event = pacing::event_of(workspace, letter.id, &outcome)?;
    record(workspace, &letter, &event, now)?;
    if matches!(outcome, Outcome::Away { .. }) {
        pacing::stop_politely(workspace)?;
    }
    Ok(Step::Tried { reference: letter.reference, outcome })
}

/// Why a letter must not leave any more. A request may, while there is no mail about it at all.
fn overtaken(workspace: &Workspace, letter: &Letter) -> anyhow::Result<Option<String>> {
    let db = workspace.store.db();
    if letter.number == 1 && mails::of_request(db, letter.request)?.is_empty() {
        return Ok(None);
    }
    let today = workspace.today();
    let looked = refresh::look(db, &requests::get(db, letter.request)?, today)?;
    Ok(looked.story.overtaken(letter.id, today))
}

pub(super) fn record(
    workspace: &mut Workspace,
    letter: &Letter,
    event: &Event,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        outbox::record(db, letter, event, (at, now), None)?;
        // Of what is derived, a letter about to be handed over changes this alone.
        if matches!(event, Event::SendStarted { .. }) {
            return standing::sending(db, letter.request);
        }
        refresh::request(db, &requests::get(db, letter.request)?, now)
    })
}
