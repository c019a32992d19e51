//! Letters out. Intent is committed, the letter handed over, the outcome committed; what a crash cut
//! short is settled by looking, never by sending again.

use anyhow::Context;
use chrono::{DateTime, Datelike, Duration, Utc, Weekday};
use rusqlite::Connection;

use super::{Workspace, access, refresh};
use crate::case::events::Event;
use crate::config::{Pace, Transport};
use crate::law::calendar::Calendar;
use crate::law::{calendar::Scope, london};
use crate::mail::folder::Folder;
use crate::mail::smtp::{Envelope, Smtp};
use crate::mail::{Outcome, Trace};
use crate::store::outbox::{self, Letter};
use crate::store::{events, mails, requests};

/// One step of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing is due.
    Idle,
    /// Everything is paused.
    Paused,
    /// A letter was handed over, or the attempt was recorded.
    Tried { reference: String, outcome: Outcome },
}

/// Whether letters keep to the pace of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pacing {
    /// A folder takes everything at once.
    Unpaced,
    Paced,
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
    fn prepare(&mut self, letter: &Letter) -> anyhow::Result<Result<(), Outcome>> {
        match self {
            Self::Folder(folder) => folder.prepare(&letter.file_name(), &letter.bytes).map(Ok),
            Self::Smtp(smtp) => Ok(smtp.prepare()),
        }
    }

    fn hand_over(&mut self, letter: &Letter, now: DateTime<Utc>) -> Outcome {
        match self {
            Self::Folder(folder) => folder.hand_over(&letter.file_name(), now),
            Self::Smtp(smtp) => {
                let id = format!("{}-{}", letter.reference, letter.number);
                let envelope = Envelope { from: &letter.sender, to: &letter.recipient, id: &id };
                smtp.hand_over(envelope, &letter.bytes, now)
            }
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
pub fn next(workspace: &mut Workspace, door: &mut Door, pacing: Pacing) -> anyhow::Result<Step> {
    let now = workspace.now.instant();
    let db = workspace.store.db();
    if events::paused(db)?.is_some() {
        return Ok(Step::Paused);
    }
    if pacing == Pacing::Paced {
        let last = outbox::last_departure(db)?;
        if next_slot(workspace.calendar(), workspace.config.pace, last, now) > now {
            return Ok(Step::Idle);
        }
    }
    let Some(letter) = outbox::next_due(db, now)? else { return Ok(Step::Idle) };
    if let Some(words) = overtaken(workspace, &letter)? {
        let event = Event::LetterKeptBack { letter: letter.id, words: words.clone() };
        record(workspace, &letter, &event, now)?;
        let outcome = Outcome::Refused { words };
        return Ok(Step::Tried { reference: letter.reference, outcome });
    }
    let outcome = match door.prepare(&letter)? {
        Ok(()) => {
            record(workspace, &letter, &Event::SendStarted { letter: letter.id }, now)?;
            door.hand_over(&letter, now)
        }
        Err(outcome) => outcome,
    };
    let event = event_of(letter.id, &outcome, now);
    record(workspace, &letter, &event, now)?;
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

fn event_of(letter: i64, outcome: &Outcome, now: DateTime<Utc>) -> Event {
    match outcome {
        Outcome::Accepted { words } => Event::LetterAccepted { letter, words: words.clone() },
        Outcome::Deferred { until, words } => {
            Event::LetterDeferred { letter, until: *until, words: words.clone() }
        }
        Outcome::Away { words } => {
            let until = now + Duration::minutes(15);
            Event::LetterDeferred { letter, until, words: words.clone() }
        }
        Outcome::Refused { words } => Event::LetterRefused { letter, words: words.clone() },
        Outcome::Unknown { words } => Event::LetterUnknown { letter, words: words.clone() },
    }
}

fn record(
    workspace: &mut Workspace,
    letter: &Letter,
    event: &Event,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        outbox::record(db, letter, event, (at, now), None)?;
        refresh::request(db, &requests::get(db, letter.request)?, now)
    })
}

/// A person says what became of a letter that nobody can see, or that was kept back.
pub fn settle(
    workspace: &mut Workspace,
    letter: i64,
    left: bool,
    by: &str,
) -> anyhow::Result<String> {
    let now = workspace.now.instant();
    let state = outbox::state(workspace.store.db(), letter)?;
    anyhow::ensure!(
        state.is_some_and(|state| ["unknown", "kept_back"].contains(&state.as_str())),
        "letter l{letter} is neither unknown nor kept back: `foi outbox` lists those that are"
    );
    workspace.store.transaction(|db| {
        let letter = outbox::letter(db, letter)?
            .ok_or_else(|| anyhow::anyhow!("there is no letter l{letter}"))?;
        let words = format!("settled by {by}");
        let event = Event::LetterSettled { letter: letter.id, left, words };
        let began = events::of_request(db, letter.request)?
            .iter()
            .rev()
            .find(|dated| dated.event == Event::SendStarted { letter: letter.id })
            .map(|dated| dated.at);
        let at = if left { began.unwrap_or(now) } else { now };
        outbox::record(db, &letter, &event, (at, now), Some(by))?;
        refresh::request(db, &requests::get(db, letter.request)?, now)?;
        Ok(letter.reference)
    })
}

/// The mail `mail` of our own, of `at`, is a copy of a letter: it has left, whatever is known of it here.
/// Gives the request of a letter of which that was not known.
pub(super) fn seen_elsewhere(
    db: &Connection,
    letter: i64,
    (mail, at): (i64, DateTime<Utc>),
    now: DateTime<Utc>,
) -> anyhow::Result<Option<i64>> {
    // What a server refused may stand in a folder of letters all the same.
    let open = ["queued", "sending", "deferred", "unknown", "kept_back"];
    let state = outbox::state(db, letter)?;
    if !state.is_some_and(|state| open.contains(&state.as_str())) {
        return Ok(None);
    }
    let letter = outbox::letter(db, letter)?.context("a copy of a letter that is not there")?;
    let words = format!("m{mail} is a copy of it");
    let event = Event::LetterSettled { letter: letter.id, left: true, words };
    outbox::record(db, &letter, &event, (at, now), None)?;
    Ok(Some(letter.request))
}

/// When the next letter of the outbox may leave at the settings' pace; `None` if none waits.
pub fn next_departure(workspace: &Workspace) -> anyhow::Result<Option<DateTime<Utc>>> {
    let now = workspace.now.instant();
    let db = workspace.store.db();
    let Some(waits) = outbox::next_instant(db)? else { return Ok(None) };
    let ready = waits.unwrap_or(now).max(now);
    let last = outbox::last_departure(db)?;
    Ok(Some(next_slot(workspace.calendar(), workspace.config.pace, last, ready)))
}

/// The first instant from `now` on at which a paced letter may leave: on a weekday that is no bank
/// holiday anywhere in the United Kingdom, in the window, and after the gap.
pub fn next_slot(
    calendar: &Calendar,
    pace: Pace,
    last: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let gap = Duration::seconds(i64::from(3600 / pace.letters_per_hour.max(1)));
    let mut slot = last.map_or(now, |last| (last + gap).max(now));
    for _ in 0..30 {
        let day = london::civil_date(slot);
        let minute = london::minute_of_day(slot);
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let works = !weekend && calendar.is_working(Scope::AnyPartOfUk, day);
        if works && minute < pace.from {
            return london::instant_at(day, pace.from);
        }
        if works && minute < pace.to {
            return slot;
        }
        slot = london::instant_at(day.succ_opt().unwrap_or(day), 0);
    }
    slot
}
