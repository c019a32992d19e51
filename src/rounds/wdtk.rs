//! A batch of `WhatDoTheyKnow` as its owner downloads it: a row for each request. Its own columns are
//! `request_url`, `authority_name`, `number_of_replies` and `request_status`; days stand in none of them.

use chrono::NaiveDate;

use super::{Refused, dates, key};
use crate::case::imported::Told;
use crate::spreadsheet::{delimiter, meant};

/// How a request stands on the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It runs.
    Waiting,
    /// It runs, and something came or was asked that a person must put on record.
    ToBeRead,
    Withdrawn,
    Ended(Told),
    /// It never reached the authority, or the site took it down.
    NotARequest,
}

/// The site's short descriptions (Alaveteli, `InfoRequest::State.short_description`), and its names for them.
const STATES: [(&[&str], State); 17] = [
    (&["awaiting response", "waiting response"], State::Waiting),
    (&["delayed", "waiting response overdue"], State::Waiting),
    (&["long overdue", "waiting response very overdue"], State::Waiting),
    (
        &["needs status update", "awaiting classification", "waiting classification"],
        State::ToBeRead,
    ),
    (&["awaiting clarification", "waiting clarification"], State::ToBeRead),
    (&["handled by postal mail", "gone postal"], State::ToBeRead),
    (&["awaiting internal review", "internal review"], State::ToBeRead),
    (&["unusual response", "requires admin"], State::ToBeRead),
    (&["successful"], State::Ended(Told::Answered)),
    (&["partially successful"], State::Ended(Told::PartlyAnswered)),
    (&["refused", "rejected"], State::Ended(Told::Refused)),
    (&["information not held", "not held"], State::Ended(Told::NotHeld)),
    (&["withdrawn", "withdrawn by the requester", "user withdrawn"], State::Withdrawn),
    (&["delivery error", "error message"], State::NotARequest),
    (&["requires admin attention", "reported", "attention requested"], State::NotARequest),
    (&["vexatious"], State::NotARequest),
    (&["not an foi request", "not foi"], State::NotARequest),
];

/// What a row tells of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub row: usize,
    /// As the site calls the authority.
    pub authority: String,
    pub url: Option<String>,
    pub reference: Option<String>,
    pub title: Option<String>,
    /// As the site says it.
    pub status: String,
    pub state: State,
    pub replies: Option<usize>,
    pub sent_on: NaiveDate,
    pub replied_on: Option<NaiveDate>,
}

/// Columns by what they are for; the first name is the site's own.
const AUTHORITY: [&str; 5] =
    ["authority name", "public body name", "public body", "authority", "body"];
const URL: [&str; 3] = ["request url", "url", "request link"];
const STATUS: [&str; 4] = ["request status", "status", "described state", "display status"];
const REPLIES: [&str; 2] = ["number of replies", "replies"];
const SENT: [&str; 6] = [
    "sent",
    "sent on",
    "date sent",
    "request date",
    "created at",
    "date initial request last sent at",
];
const REPLIED: [&str; 4] = ["replied on", "date of response", "response date", "last response"];
const REFERENCE: [&str; 3] = ["request id", "id", "reference"];
const TITLE: [&str; 3] = ["title", "request title", "subject"];

/// The rows of the file, and those that cannot be taken; `sent` is the day for rows that have none.
pub fn read(text: &str, sent: Option<NaiveDate>) -> anyhow::Result<(Vec<Entry>, Vec<Refused>)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter(text))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heading: Vec<String> = reader.headers()?.iter().map(key).collect();
    let has = |names: &[&str]| heading.iter().any(|known| names.contains(&known.as_str()));
    for (names, what) in [(&AUTHORITY[..], "authority_name"), (&STATUS[..], "request_status")] {
        anyhow::ensure!(
            has(names),
            "row 1: there is no column `{what}`: give the CSV that the batch's page offers for download"
        );
    }
    anyhow::ensure!(
        sent.is_some() || has(&SENT),
        "the export says of no request when it was sent: give the day with --sent DATE, or add a \
         column `sent`"
    );
    let (mut entries, mut refused) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record?;
        let row = record.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or_default());
        let line = Line { heading: &heading, record: &record };
        match line.entry(row, sent) {
            Ok(entry) => entries.push(entry),
            Err((column, value, reason)) => refused.push(Refused {
                row,
                column: Some(column.to_owned()),
                authority: line.get(&AUTHORITY).to_owned(),
                value,
                reason,
            }),
        }
    }
    Ok((entries, refused))
}

struct Line<'a> {
    heading: &'a [String],
    record: &'a csv::StringRecord,
}

type Fault = (&'static str, String, String);

impl<'a> Line<'a> {
    fn get(&self, names: &[&str]) -> &'a str {
        let at = names.iter().find_map(|name| self.heading.iter().position(|known| known == name));
        at.and_then(|at| self.record.get(at)).map(meant).unwrap_or_default()
    }

    fn some(&self, names: &[&str]) -> Option<String> {
        Some(self.get(names).to_owned()).filter(|text| !text.is_empty())
    }

    fn day(&self, column: &'static str, names: &[&str]) -> Result<Option<NaiveDate>, Fault> {
        let Some(text) = self.some(names) else { return Ok(None) };
        let day =
            dates::day(text.split(' ').next().unwrap_or_default()).or_else(|| dates::day(&text));
        day.map(Some).ok_or_else(|| (column, text, "this is no date in full".to_owned()))
    }

    fn entry(&self, row: usize, sent: Option<NaiveDate>) -> Result<Entry, Fault> {
        let status = self.get(&STATUS).trim_end_matches('.').to_owned();
        let known = STATES.iter().find(|(names, _)| names.contains(&key(&status).as_str()));
        let Some((_, state)) = known else {
            let reason = "this is no status of the site that is known".to_owned();
            return Err(("request_status", status, reason));
        };
        if *state == State::NotARequest {
            let reason = "no request runs there: see its page, and ask again if need be".to_owned();
            return Err(("request_status", status, reason));
        }
        let sent_on = self.day("sent", &SENT)?.or(sent).ok_or_else(|| {
            let reason = "it does not say when it was sent, and there is no --sent".to_owned();
            ("sent", String::new(), reason)
        })?;
        Ok(Entry {
            row,
            authority: self.get(&AUTHORITY).to_owned(),
            url: self.some(&URL),
            reference: self.some(&REFERENCE),
            title: self.some(&TITLE),
            state: *state,
            status,
            replies: self.get(&REPLIES).parse().ok(),
            sent_on,
            replied_on: self.day("replied_on", &REPLIED)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_the_site_is_known_by_its_own_words() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 2);
        for status in [
            "Awaiting response",
            "Delayed",
            "Long overdue",
            "Information not held",
            "Refused",
            "Partially successful",
            "Successful",
            "Awaiting clarification",
            "Handled by postal mail",
            "Awaiting internal review",
            "Withdrawn",
            "Needs status update",
        ] {
            let csv = format!(
                "request_url,authority_name,number_of_replies,request_status\nu,Kent,1,{status}\n"
            );
            let (entries, refused) = read(&csv, day).expect("a batch");
            assert_eq!((entries.len(), refused), (1, Vec::new()), "{status}");
        }
    }
}
