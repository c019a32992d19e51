//! What the round before had from an authority, for the letter of the next one to mention.

use anyhow::Context;
use chrono::NaiveDate;
use rusqlite::Connection;

use crate::answers::Status as AnswerStatus;
use crate::campaign::Campaign;
use crate::case::Status;
use crate::case::standing::Stands;
use crate::jobs::{Workspace, refresh};
use crate::law::london;
use crate::letters::occasion::Earlier;
use crate::register::{Authority, Register};
use crate::store::requests::Request;
use crate::store::{answers, imports, mails, outbox, requests};

/// How the words about an answer with figures begin.
const GAVE: &str = "gave figures for";

/// The request of the round before, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Before {
    reference: String,
    theirs: Option<String>,
    /// Whom it was put to, where that is another authority by now.
    predecessor: Option<String>,
    sent_on: Option<NaiveDate>,
    answered_on: Option<NaiveDate>,
    /// What the answer did: "gave figures for questions 1 and 2".
    said: Option<String>,
}

impl Before {
    pub(super) fn fields(&self) -> Earlier<'_> {
        Earlier {
            reference: &self.reference,
            theirs: self.theirs.as_deref(),
            predecessor: self.predecessor.as_deref(),
            sent_on: self.sent_on,
            answered_on: self.answered_on,
            said: self.said.as_deref(),
            figures: self.said.as_deref().is_some_and(|said| said.starts_with(GAVE)),
        }
    }
}

/// What the round that `campaign` follows had from an authority, or from the one whose area it took
/// over; nothing where it was not asked.
pub(super) fn before(
    workspace: &Workspace,
    campaign: &Campaign,
    (register, authority): (&Register, &Authority),
) -> anyhow::Result<Option<Before>> {
    let db = workspace.store.db();
    let Some(followed) = &campaign.follows else { return Ok(None) };
    let Some((request, predecessor)) = request_before(db, followed, (register, authority))? else {
        return Ok(None);
    };
    let sheet = imports::of_request(db, request.id)?;
    let left = outbox::request_left(db, request.id)?.map(london::civil_date);
    let sent_on = left.or(sheet.as_ref().and_then(|sheet| sheet.sent_on));
    let today = workspace.today();
    let judgement = refresh::look(db, &request, today)?.position.judgement;
    if left.is_none() && sheet.is_none() && judgement.received_on.is_none() {
        return Ok(None);
    }
    let theirs = their_reference(db, &request)?;
    Ok(Some(Before {
        said: said(db, &request, campaign, judgement.status)?,
        theirs: theirs.or(sheet.and_then(|sheet| sheet.their_reference)),
        reference: request.reference,
        predecessor,
        sent_on,
        answered_on: judgement.replied_on,
    }))
}

/// The request of the round before; with the name of whom it was put to, where that is another by now.
fn request_before(
    db: &Connection,
    followed: &str,
    (register, authority): (&Register, &Authority),
) -> anyhow::Result<Option<(Request, Option<String>)>> {
    if let Some(own) = requests::by_authority(db, followed, &authority.id)? {
        return Ok(Some((own, None)));
    }
    let before = register.succession().predecessors(&authority.id);
    let asked = before
        .iter()
        .map(|id| requests::by_authority(db, followed, id))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut asked = asked.into_iter().flatten();
    // Of several predecessors a letter that named one would be odd to the others' people.
    let (Some(only), None) = (asked.next(), asked.next()) else { return Ok(None) };
    let name = only.name.clone();
    Ok(Some((only, Some(name))))
}

/// The last reference of theirs in a mail about the request.
fn their_reference(db: &Connection, request: &Request) -> anyhow::Result<Option<String>> {
    let mut found = None;
    for mail in mails::of_request(db, request.id)? {
        let read = mails::reading(db, mail.id)?.context("a mail that was not read")?;
        found = read.reading.authority_reference.or(found);
    }
    Ok(found)
}

/// What the answer did, by the numbers that the questions have now. No figure stands in it: a reply that
/// quotes the letter would bring it back as this year's.
fn said(
    db: &Connection,
    request: &Request,
    campaign: &Campaign,
    status: Status,
) -> anyhow::Result<Option<String>> {
    let standing: Vec<(String, AnswerStatus)> = answers::of_request(db, request.id)?
        .into_iter()
        .filter(|answer| answer.stands == Stands::Yes)
        .map(|answer| (answer.question, answer.value.status))
        .collect();
    let numbers = |is: &dyn Fn(AnswerStatus) -> bool| -> Vec<&str> {
        let asked = campaign.questions.iter().filter(|question| {
            standing.iter().any(|(id, status)| *id == question.id && is(*status))
        });
        asked.map(|question| question.number.as_str()).collect()
    };
    let gave = numbers(&|status| status.has_number());
    let withheld: Vec<&str> = numbers(&|status| status == AnswerStatus::Refused)
        .into_iter()
        .filter(|number| !gave.contains(number))
        .collect();
    let not_held: Vec<&str> = numbers(&|status| status == AnswerStatus::NotHeld)
        .into_iter()
        .filter(|number| !gave.contains(number) && !withheld.contains(number))
        .collect();
    let mut parts = Vec::new();
    for (verb, numbers) in [(GAVE, &gave), ("withheld", &withheld), ("held nothing on", &not_held)]
    {
        if !numbers.is_empty() {
            parts.push(format!("{verb} {}", questions(numbers)));
        }
    }
    Ok(match (parts.as_slice(), status) {
        ([], Status::Refused) => Some("refused the request".to_owned()),
        ([], Status::NotHeld) => Some("said that nothing was held".to_owned()),
        ([], _) => None,
        ([only], _) => Some(only.clone()),
        ([before @ .., last], _) => Some(format!("{} and {last}", before.join(", "))),
    })
}

/// "question 1", "questions 1, 2 and 3".
fn questions(numbers: &[&str]) -> String {
    match numbers {
        [] => String::new(),
        [only] => format!("question {only}"),
        [before @ .., last] => format!("questions {} and {last}", before.join(", ")),
    }
}
