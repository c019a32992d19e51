//! The deadlines of requests as iCalendar: entries built from rows, rendered in one place.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};

use super::Workspace;
use super::judged::{Judged, judged};
use super::refresh::{self, Looked};
use crate::case::Status;
use crate::law::clock;
use crate::store::standing::Listed;
use crate::store::{calendar, events, requests};

/// A reply's due day is the authority's: a word on its morning is enough.
const ON_THE_DAY: &[u32] = &[0];
/// A right of ours that lapses is heard of days ahead.
const AHEAD: &[u32] = &[14, 7, 1, 0];
/// The hour at which an alarm sounds.
const MORNING: i64 = 9;
/// Octets of a line, its end not counted (RFC 5545, section 3.1).
const LINE: usize = 75;

/// A day in somebody's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The same for the same deadline of the same request, so that it is updated in place.
    pub uid: String,
    pub day: NaiveDate,
    pub summary: String,
    pub description: String,
    /// Mornings on which it makes itself heard.
    pub alarm_days_before: &'static [u32],
    /// It no longer matters: calendars that have it take it out.
    pub cancelled: bool,
    /// Grows with every change.
    pub sequence: u32,
}

/// The reply's due day of every request that has one, and the day on which a right of ours lapses,
/// by day; a reply's is cancelled once it is there.
pub fn entries(workspace: &Workspace, campaign: Option<&str>) -> anyhow::Result<Vec<Entry>> {
    let db = workspace.store.db();
    // A request's own log can lose an event: a mail that turns out to be somebody else's. The whole
    // log only grows.
    let sequence = u32::try_from(events::last_seq(db)?)? + calendar::imports(db)?;
    let mut found = Vec::new();
    for row in judged(workspace, campaign, workspace.today())? {
        let request = requests::get(db, row.listed.request)?;
        let looked = refresh::look_under(db, workspace.calendar(), &request, workspace.today())?;
        found.extend(reply(workspace, &row, &looked, sequence)?);
        found.extend(right(workspace, &row, sequence));
    }
    found.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
    Ok(found)
}

fn heading(listed: &Listed, day: NaiveDate) -> Vec<String> {
    let regime = listed.law.regime(day);
    vec![
        format!("{} ({}, {})", regime.act, regime.short, regime.time_section),
        format!("Reference: {}", listed.reference),
        format!("Campaign: {}", listed.campaign),
        String::new(),
    ]
}

fn reply(
    workspace: &Workspace,
    row: &Judged,
    looked: &Looked,
    sequence: u32,
) -> anyhow::Result<Option<Entry>> {
    let Judged { listed, judgement, .. } = row;
    let (Some(ledger), Some(due)) = (&looked.position.ledger, judgement.due_on) else {
        return Ok(None);
    };
    let mut lines = heading(listed, due);
    let working = ledger.response(workspace.calendar())?;
    lines.extend(working.map(|due| due.explanation).unwrap_or_default());
    let answered = judgement.replied_on;
    if let Some(day) = answered {
        lines.insert(0, format!("A reply came on {}.", clock::long_date(day)));
    }
    Ok(Some(Entry {
        uid: format!("{}-response@foi", listed.reference),
        day: due,
        summary: format!("{}: {} reply due", listed.name, listed.law.regime(due).short),
        description: lines.join("\n"),
        alarm_days_before: ON_THE_DAY,
        cancelled: answered.is_some() || judgement.status == Status::Closed,
        sequence,
    }))
}

/// The day after which a right lapses: cancelled once no right runs any more.
fn right(workspace: &Workspace, row: &Judged, sequence: u32) -> Option<Entry> {
    let Judged { listed, proposal, .. } = row;
    let proposal = proposal.as_ref()?;
    let day = proposal.hard_stop?;
    let mut lines = heading(listed, day);
    lines.push(proposal.why.clone());
    let step = proposal.step.code().replace('_', " ");
    Some(Entry {
        uid: format!("{}-right@foi", listed.reference),
        day,
        summary: format!("{}: last day: {step}", listed.name),
        description: lines.join("\n"),
        alarm_days_before: AHEAD,
        cancelled: day < workspace.today(),
        sequence,
    })
}

/// The entries as a file that calendars take in and subscribe to.
pub fn render(entries: &[Entry], name: &str, now: DateTime<Utc>) -> String {
    let mut calendar = Calendar::empty();
    calendar.properties = Property::from_array([
        ("VERSION", "2.0"),
        ("PRODID", concat!("-//foi//foi ", env!("CARGO_PKG_VERSION"), "//EN")),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ]);
    calendar.append_property(("X-WR-CALNAME", plain(name).as_str()));
    // Calendars that subscribe look once a day.
    let every = Property::new("REFRESH-INTERVAL", "P1D").add_parameter("VALUE", "DURATION").done();
    calendar.append_property(every);
    calendar.append_property(("X-PUBLISHED-TTL", "P1D"));
    for entry in entries {
        calendar.push(event(entry, now));
    }
    tidy(&calendar.to_string())
}

fn event(entry: &Entry, now: DateTime<Utc>) -> Event {
    let mut event = Event::new();
    event.uid(&entry.uid).sequence(entry.sequence).timestamp(now).last_modified(now);
    // The library's `all_day` ends on the day it begins, which no event may: the end is excluded.
    event.starts(entry.day).ends(entry.day + Days::new(1));
    event.summary(&plain(&entry.summary));
    event.description(&plain(&entry.description));
    // The day is not taken up by it.
    event.add_property("TRANSP", "TRANSPARENT");
    event.add_property("STATUS", if entry.cancelled { "CANCELLED" } else { "CONFIRMED" });
    let alarms = if entry.cancelled { &[] } else { entry.alarm_days_before };
    for days in alarms {
        event.alarm(alarm(entry, *days, now));
    }
    event
}

fn alarm(entry: &Entry, days: u32, now: DateTime<Utc>) -> Alarm {
    let hours = MORNING - i64::from(days) * 24;
    let sign = if hours < 0 { "-" } else { "" };
    let summary = plain(&entry.summary);
    let mut alarm = Alarm::display(&summary, Duration::hours(hours));
    // The library draws a UID where there is none: it would change with every export.
    alarm.uid(&format!("{days}-{}", entry.uid)).timestamp(now);
    // In hours, which some calendars read and seconds by the hundred thousand they do not.
    alarm.add_property("TRIGGER", format!("{sign}PT{}H", hours.abs()));
    alarm
}

/// Text without control characters; line breaks stay, and are escaped.
fn plain(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// What the library leaves to do: lines of 76 octets are folded once more, and an alarm has no
/// DTSTAMP (RFC 5545, section 3.6.6).
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut in_alarm = false;
    for line in text.split_terminator("\r\n") {
        in_alarm = (in_alarm || line == "BEGIN:VALARM") && line != "END:VALARM";
        if in_alarm && line.starts_with("DTSTAMP:") {
            continue;
        }
        let (head, tail) = line.split_at(line.floor_char_boundary(LINE));
        tidied.push_str(head);
        if !tail.is_empty() {
            tidied.push_str("\r\n ");
            tidied.push_str(tail);
        }
        tidied.push_str("\r\n");
    }
    tidied
}

/// Writes the file for its owner alone, whole or not at all.
pub fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    });
    written.with_context(|| format!("writing {}", path.display()))?;
    Ok(())
}
