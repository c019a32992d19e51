//! What makes each answer hardly comparable, from what its reading doubted and what people noted: a
//! doubt that a person accepted is no doubt any more, but still true.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::Connection;

use crate::answers::Candidate;
use crate::campaign::Campaign;
use crate::case::events::{Event, that_count};
use crate::case::standing::{Answer, Stands};
use crate::results::flags::{Flag, Flagged, in_words};
use crate::store::{events, mails};

/// What was read of the mails that answers stand in, each read once.
#[derive(Debug, Default)]
pub(super) struct Flags(HashMap<i64, Option<Rc<Read>>>);

#[derive(Debug)]
struct Read {
    doubt: Option<String>,
    candidates: Vec<Candidate>,
}

/// What people noted about a request's answers: question, period, note.
type Notes = Vec<(String, String, String)>;

impl Flags {
    /// The flags of each answer of a request, in their order.
    pub(super) fn of_request(
        &mut self,
        db: &Connection,
        (campaign, request): (&Campaign, i64),
        answers: &[Answer],
    ) -> anyhow::Result<Vec<Vec<Flagged>>> {
        let notes = notes(db, request)?;
        answers.iter().map(|answer| self.of_answer(db, (campaign, &notes), answer)).collect()
    }

    fn of_answer(
        &mut self,
        db: &Connection,
        (campaign, notes): (&Campaign, &Notes),
        answer: &Answer,
    ) -> anyhow::Result<Vec<Flagged>> {
        if answer.stands != Stands::Yes || !answer.value.status.has_number() {
            return Ok(Vec::new());
        }
        let mut words: Vec<String> = Vec::new();
        let by = answer.decided_by.as_deref().unwrap_or_default();
        let mut rounded = by.contains("+rounded");
        let read = answer.mail.map(|mail| self.read(db, mail)).transpose()?.flatten();
        if let Some(read) = read {
            let own = read
                .candidates
                .iter()
                .find(|one| (&one.question, &one.period) == (&answer.question, &answer.period));
            // A rule that let it stand found the mail without doubt.
            let of_mail = read.doubt.as_ref().filter(|_| by.starts_with("person:"));
            words.extend(own.and_then(|own| own.doubt.clone()).into_iter().chain(of_mail.cloned()));
            rounded |= own.is_some_and(|own| own.rule.contains("+rounded"));
        }
        let here = notes.iter().filter(|(question, period, _)| {
            (question, period) == (&answer.question, &answer.period)
        });
        words.extend(here.map(|(_, _, note)| note.clone()));
        words.push(answer.as_written.clone());
        let mut found: Vec<Flagged> = Vec::new();
        if rounded {
            let words = format!("rounded: \u{201c}{}\u{201d}", answer.as_written);
            found.push(Flagged { flag: Flag::Rounded, words });
        }
        let unit = campaign.question(&answer.question).and_then(|asked| asked.unit.as_deref());
        let asked_for = |flag: Flag| flag == Flag::Incidents && counts_incidents(unit);
        for flagged in words.iter().flat_map(|words| in_words(words)) {
            let known = found.iter().any(|known| known.flag == flagged.flag);
            if !known && !asked_for(flagged.flag) {
                found.push(flagged);
            }
        }
        Ok(found)
    }

    fn read(&mut self, db: &Connection, mail: i64) -> anyhow::Result<Option<Rc<Read>>> {
        if let Some(known) = self.0.get(&mail) {
            return Ok(known.clone());
        }
        let read = mails::reading(db, mail)?.map(|read| {
            let doubt = read.reading.meaning.mail_doubt.clone().or(read.review_reason);
            Rc::new(Read { doubt, candidates: read.reading.candidates })
        });
        self.0.insert(mail, read.clone());
        Ok(read)
    }
}

fn counts_incidents(unit: Option<&str>) -> bool {
    let unit = unit.unwrap_or_default().to_lowercase();
    ["incident", "episode", "occasion", "occurrence"].iter().any(|word| unit.contains(word))
}

fn notes(db: &Connection, request: i64) -> anyhow::Result<Notes> {
    let log = events::of_request(db, request)?;
    let noted = that_count(&log).filter_map(|dated| {
        if let Event::AnswerSet { question, period, note: Some(note), .. }
        | Event::AnswerAccepted { question, period, note: Some(note), .. } = &dated.event
        {
            return Some((question.clone(), period.clone(), note.clone()));
        }
        None
    });
    // The last note about a cell is the one that stands; an earlier one was of an earlier answer.
    let mut last = Notes::new();
    for (question, period, note) in noted {
        last.retain(|(of, when, _)| (of, when) != (&question, &period));
        last.push((question, period, note));
    }
    Ok(last)
}
