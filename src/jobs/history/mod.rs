//! Everything that happened to one request, in order, and where the law then moved a date.

mod words;

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, Duration, NaiveDate, Utc};

pub use self::words::shown;
use super::dossier::Dossier;
use crate::case::Status;
use crate::case::judging::Position;
use crate::law::clock::long_date;
use crate::law::ledger::Still;
use crate::law::london;

/// One thing that happened, or that the law made of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub at: DateTime<Utc>,
    /// The day in London.
    pub on: NaiveDate,
    /// By which other commands know it: e12, m3, l4.
    pub id: Option<String>,
    /// A fixed name, such as `letter_left`.
    pub what: &'static str,
    pub by: Option<String>,
    /// In a sentence, for people.
    pub detail: String,
    /// When it was written down, where that was later.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Recorded, and taken back since: it counts no more.
    pub taken_back: bool,
    /// Our own business, of which the authority and the regulator know nothing.
    pub inside: bool,
    /// For a mail: the file it came in.
    pub file: Option<String>,
    /// The due day before and after, for `due_moved`.
    pub moved: Option<(Option<NaiveDate>, Option<NaiveDate>)>,
}

impl Entry {
    fn new(at: DateTime<Utc>, what: &'static str, detail: String) -> Self {
        let on = london::civil_date(at);
        Self {
            at,
            on,
            id: None,
            what,
            by: None,
            detail,
            recorded_at: None,
            taken_back: false,
            inside: false,
            file: None,
            moved: None,
        }
    }
}

/// Everything up to the end of `today`, oldest first.
pub fn history(dossier: &Dossier, today: NaiveDate) -> anyhow::Result<Vec<Entry>> {
    let mut rows = Vec::new();
    for dated in &dossier.file.events {
        rows.extend(words::entry(dossier, dated)?.map(|entry| (dated.seq, entry)));
    }
    for (mail, read, seq) in &dossier.file.mails {
        rows.push((*seq, words::arrival(dossier, mail, read)));
        for dated in dossier.about_mails.get(&mail.id).into_iter().flatten() {
            rows.extend(words::entry(dossier, dated)?.map(|entry| (dated.seq, entry)));
        }
    }
    rows.sort_by_key(|(seq, entry)| (entry.at, *seq));
    let mut entries: Vec<Entry> = rows.into_iter().map(|(_, entry)| entry).collect();
    let days: BTreeSet<NaiveDate> = entries.iter().map(|entry| entry.on).collect();
    for (day, before, after) in judged(dossier, days, today)? {
        // The law speaks after what happened that day.
        let last = entries.iter().rev().find(|entry| entry.on == day && entry.moved.is_none());
        let at = last.map_or_else(|| london::instant_at(day, 0), |last| last.at);
        entries.extend(law_on(dossier, (&before, &after), at));
    }
    entries.sort_by_key(|entry| entry.at);
    Ok(entries)
}

/// Where the request stood before and after each day on which that may have changed: days of
/// `days`, and those after a limit.
fn judged(
    dossier: &Dossier,
    mut days: BTreeSet<NaiveDate>,
    today: NaiveDate,
) -> anyhow::Result<Vec<(NaiveDate, Position, Position)>> {
    let calendar = &dossier.calendar;
    let law = dossier.request.law;
    let mut found: Vec<(NaiveDate, Position, Position)> = Vec::new();
    while let Some(day) = days.pop_first() {
        let eve = day.pred_opt().context("a day out of range")?;
        let before = match found.last() {
            Some((last, _, position)) if *last == eve => position.clone(),
            Some(_) | None => dossier.story.judge(law, calendar, eve)?,
        };
        let after = dossier.story.judge(law, calendar, day)?;
        if let Some(ledger) = &after.ledger {
            let limits = [ledger.response_due(), ledger.review_due(calendar)?];
            let passed = limits.into_iter().flatten().map(|due| due + Duration::days(1));
            days.extend(passed.filter(|passed| *passed > day && *passed <= today));
        }
        found.push((day, before, after));
    }
    Ok(found)
}

/// What the law made of a day.
fn law_on(
    dossier: &Dossier,
    (before, after): (&Position, &Position),
    at: DateTime<Utc>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let (was, is) = (before.judgement.due_on, after.judgement.due_on);
    let stood = before.ledger.as_ref().and_then(|ledger| ledger.still);
    let stands = after.ledger.as_ref().and_then(|ledger| ledger.still);
    if was != is || (stood.is_none() && stands.is_some()) {
        let detail = match (was, is, stands) {
            (_, _, Some(still)) => format!("no time runs: {}", still_words(still)),
            (None, Some(due), None) => format!("a reply is due by {}", long_date(due)),
            (Some(was), Some(due), None) => format!(
                "a reply is due by {}; before, it was due by {}",
                long_date(due),
                long_date(was)
            ),
            (_, None, None) => "no reply is due".to_owned(),
        };
        entries.push(Entry { moved: Some((was, is)), ..Entry::new(at, "due_moved", detail) });
    }
    entries.extend(remarks((before, after), at));
    let (old, new) = (before.judgement.status, after.judgement.status);
    // A day begins with what the day before left undone.
    let at = london::instant_at(london::civil_date(at), 0);
    if old != new && new == Status::Overdue {
        let due = is.map_or_else(String::new, long_date);
        let detail = format!("the time for a reply ended on {due}, and there was none");
        entries.push(Entry::new(at, "overdue", detail));
    }
    if old != new && new == Status::ReviewOverdue {
        let review = dossier.request.law.regime(london::civil_date(at)).review.name;
        let detail = format!("the time for the {review} has ended, and there is no outcome");
        entries.push(Entry::new(at, "review_overdue", detail));
    }
    entries
}

/// What is to be said of that day's facts besides their date: an extension that has no effect.
fn remarks((before, after): (&Position, &Position), at: DateTime<Utc>) -> Vec<Entry> {
    let Some(ledger) = &after.ledger else { return Vec::new() };
    let known = before.ledger.as_ref().map_or(&[][..], |ledger| &ledger.remarks);
    let new = ledger.remarks.iter().filter(|remark| !known.contains(remark));
    let said = new.filter_map(|(fact, remark)| ledger.said(*fact, *remark));
    said.map(|words| Entry::new(at, "remark", words)).collect()
}

fn still_words(still: Still) -> &'static str {
    match still {
        Still::Bounced { .. } => "the letter came back",
        Still::Redirected { .. } => "requests are taken at another address",
        Still::Transferred { .. } => "the request was transferred to another body",
        Still::Clarification { .. } => "they asked, and wait for our answer",
        Still::Fee { .. } => "they asked for a fee",
    }
}
