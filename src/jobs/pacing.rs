//! When the next letter may leave: the pace of the settings, and how long a mail server in trouble is
//! left alone.

use chrono::{DateTime, Duration, Utc};
use rusqlite::Connection;

use super::Workspace;
use crate::campaign::pace::{Departed, Rules, Timetable, Waiting};
use crate::case::events::Event;
use crate::mail::Outcome;
use crate::register::Nation;
use crate::store::outbox::Letter;
use crate::store::pace::{self, Trouble};
use crate::store::{events, mail_domains, outbox};

/// A letter that is put off for so long is given up, as mail servers do (RFC 5321, 4.5.4.1).
const GIVE_UP: Duration = Duration::days(5);

/// After the first trouble with the server it is left alone for so long; each time twice as long.
const FIRST_PAUSE: Duration = Duration::minutes(1);

/// But never for longer than this.
const LONGEST_PAUSE: Duration = Duration::hours(4);

/// Whether letters keep to the pace of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pacing {
    /// A folder takes everything at once.
    Unpaced,
    Paced,
}

impl Pacing {
    /// A live server is never hurried; a folder, or a server for trying things out, only kept to the pace
    /// where somebody wishes it.
    pub fn of(workspace: &Workspace, wished: bool) -> Self {
        let live = workspace.config.transport.is_live();
        if live || wished { Self::Paced } else { Self::Unpaced }
    }
}

/// Who takes in mail for an address: as the DNS said when somebody asked it, else all at one domain are one.
pub fn provider(db: &Connection, address: &str) -> anyhow::Result<String> {
    let domain = address.rsplit('@').next().unwrap_or_default();
    Ok(mail_domains::provider_of(db, address)?.unwrap_or_else(|| domain.to_ascii_lowercase()))
}

/// The letters of the outbox that wait, each with its undo window.
pub fn waiting(workspace: &Workspace) -> anyhow::Result<Vec<Waiting>> {
    let now = workspace.now.instant();
    let undo = Duration::minutes(i64::from(workspace.config.pace.undo_minutes));
    let db = workspace.store.db();
    let rows = pace::waiting(db)?.into_iter().map(|row| {
        let not_before = row.not_before.unwrap_or(now).max(row.approved_at + undo);
        let nation = Nation::parse(&row.nation).unwrap_or(Nation::England);
        let provider = provider(db, &row.recipient)?;
        Ok(Waiting { letter: row.letter, nation, provider, not_before })
    });
    rows.collect()
}

/// The letters of the outbox in the order and at the times in which they leave, if nothing comes between.
pub fn timetable(workspace: &Workspace) -> anyhow::Result<Timetable<'_>> {
    timetable_from(workspace, workspace.now.instant(), waiting(workspace)?)
}

/// The same for other letters, from another instant on.
pub fn timetable_from(
    workspace: &Workspace,
    start: DateTime<Utc>,
    waiting: Vec<Waiting>,
) -> anyhow::Result<Timetable<'_>> {
    let db = workspace.store.db();
    let departed: Vec<Departed> = pace::departed(db, start - Duration::days(1))?
        .into_iter()
        .map(|(letter, at, to)| Ok(Departed { letter, at, provider: provider(db, &to)? }))
        .collect::<anyhow::Result<_>>()?;
    let rules = Rules { calendar: workspace.calendar(), pace: workspace.config.pace };
    Ok(Timetable::new(rules, start, waiting, &departed))
}

/// The letter that leaves next at the settings' pace, and when; `None` if none waits.
pub fn next(workspace: &Workspace) -> anyhow::Result<Option<(i64, DateTime<Utc>)>> {
    Ok(timetable(workspace)?.next().map(|(waiting, at)| (waiting.letter, at)))
}

/// When the next letter of the outbox may leave; `None` if none waits.
pub fn next_departure(
    workspace: &Workspace,
    pacing: Pacing,
) -> anyhow::Result<Option<DateTime<Utc>>> {
    let now = workspace.now.instant();
    let at = match pacing {
        Pacing::Paced => next(workspace)?.map(|(_, at)| at),
        Pacing::Unpaced => {
            outbox::next_instant(workspace.store.db())?.map(|waits| waits.unwrap_or(now))
        }
    };
    let held = holding_up(workspace)?.map(|trouble| trouble.until);
    Ok(at.map(|at| held.map_or(at, |until| at.max(until))))
}

/// The trouble that keeps everything from being tried now.
pub(super) fn holding_up(workspace: &Workspace) -> anyhow::Result<Option<Trouble>> {
    let now = workspace.now.instant();
    let most = workspace.config.pace.errors_in_a_row;
    Ok(pace::trouble(workspace.store.db())?
        .filter(|trouble| trouble.until > now && (trouble.away > 0 || trouble.put_off >= most)))
}

/// What is put off for days is refused at last.
pub(super) fn given_up(
    workspace: &Workspace,
    letter: &Letter,
    outcome: Outcome,
) -> anyhow::Result<Outcome> {
    let Outcome::Deferred { words, .. } = &outcome else { return Ok(outcome) };
    let (tries, first) = pace::tries(workspace.store.db(), letter.id)?;
    let now = workspace.now.instant();
    Ok(match first {
        Some(first) if now - first >= GIVE_UP => {
            let since = first.format("%Y-%m-%d");
            let words = format!("given up after {tries} tries since {since}; the last: {words}");
            Outcome::Refused { words }
        }
        Some(_) | None => outcome,
    })
}

/// The event that an outcome is kept as; what is tried again waits longer each time.
pub(super) fn event_of(
    workspace: &Workspace,
    letter: i64,
    outcome: &Outcome,
) -> anyhow::Result<Event> {
    let (db, now) = (workspace.store.db(), workspace.now.instant());
    Ok(match outcome {
        Outcome::Accepted { words } => Event::LetterAccepted { letter, words: words.clone() },
        Outcome::Deferred { until, words } => {
            let (tries, _) = pace::tries(db, letter)?;
            // What was handed over has been counted already.
            let handed_over = outbox::state(db, letter)?.as_deref() == Some("sending");
            let until = lengthened(now, *until - now, tries.saturating_sub(handed_over.into()));
            Event::LetterDeferred { letter, until, words: words.clone(), away: false }
        }
        Outcome::Away { words } => {
            let before = pace::trouble(db)?.map_or(0, |trouble| trouble.away);
            let until = lengthened(now, FIRST_PAUSE, before);
            Event::LetterDeferred { letter, until, words: words.clone(), away: true }
        }
        Outcome::Refused { words } => Event::LetterRefused { letter, words: words.clone() },
        Outcome::Unknown { words } => Event::LetterUnknown { letter, words: words.clone() },
    })
}

fn lengthened(now: DateTime<Utc>, first: Duration, times: u32) -> DateTime<Utc> {
    let factor = 1_i32 << times.min(10);
    now + (first * factor).min(LONGEST_PAUSE.max(first))
}

/// Where the server has been in trouble too often in a row, nothing is tried any more until a person says
/// so.
pub(super) fn stop_politely(workspace: &mut Workspace) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    let Some(trouble) = pace::trouble(workspace.store.db())? else { return Ok(()) };
    if trouble.away < workspace.config.pace.errors_in_a_row {
        return Ok(());
    }
    let why = format!(
        "stopped after {} errors in a row, the last: {}. Nothing is lost: `foi resume` goes on",
        trouble.away, trouble.words
    );
    let event = Event::Paused { why };
    workspace
        .store
        .transaction(|db| events::append(db, events::Links::default(), now, None, &event))
}
