//! The deadlines of requests as iCalendar: entries built from rows, rendered in one place.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};

use super::Workspace;
use super::results::known_campaign;
use crate::law::clock;
use crate::store::standing::Listed;
use crate::store::{calendar, events, standing};

/// A reply's due day is the authority's: a word on its morning is enough.
const ON_THE_DAY: &[u32] = &[0];
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

/// The due day of every request that has one, by day; cancelled once there is a reply.
pub fn entries(workspace: &Workspace, campaign: Option<&str>) -> anyhow::Result<Vec<Entry>> {
    let db = workspace.store.db();
    if let Some(campaign) = campaign {
        known_campaign(db, campaign)?;
    }
    // A request's own log can lose an event: a mail that turns out to be somebody else's. The whole
    // log only grows.
    let sequence = events::last(db)? + calendar::imports(db)?;
    let mut found = Vec::new();
    for listed in standing::list(db, campaign)? {
        found.extend(reply(workspace, &listed, sequence)?);
    }
    found.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
    Ok(found)
}

fn reply(workspace: &Workspace, listed: &Listed, sequence: u32) -> anyhow::Result<Option<Entry>> {
    let judgement = listed.standing.on(workspace.today());
    let (Some(received), Some(due)) = (judgement.received_on, judgement.due_on) else {
        return Ok(None);
    };
    let working = clock::response_explained(workspace.calendar(), listed.law, received)?;
    let regime = listed.law.regime(received);
    let mut lines = vec![
        format!("{} ({}, {})", regime.act, regime.short, regime.time_section),
        format!("Reference: {}", listed.reference),
        format!("Campaign: {}", listed.campaign),
        String::new(),
    ];
    lines.extend(working.explanation);
    let answered = judgement.replied_on;
    if let Some(day) = answered {
        lines.insert(0, format!("A reply came on {}.", clock::long_date(day)));
    }
    Ok(Some(Entry {
        uid: format!("{}-response@foi", listed.reference),
        day: due,
        summary: format!("{}: {} reply due", listed.name, regime.short),
        description: lines.join("\n"),
        alarm_days_before: ON_THE_DAY,
        cancelled: answered.is_some(),
        sequence,
    }))
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
