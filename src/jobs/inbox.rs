//! The mails that wait for a person, each with what the person must see to decide.

use anyhow::Context;
use chrono::NaiveDate;

use super::Workspace;
use super::refresh::File;
use crate::case::Status;
use crate::case::standing::Answer;
use crate::replies::Kind;
use crate::store::events;
use crate::store::mails::{self, Mail, Read};
use crate::store::requests::{self, Request};

/// Which of the mails that wait.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Filed under this request, or held with it as a candidate.
    pub request: Option<i64>,
    pub kind: Option<Kind>,
}

/// A mail as it stands before a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub mail: Mail,
    pub read: Read,
    /// Where it is filed.
    pub places: Vec<Place>,
    /// The last row of the log that this takes into account.
    pub seq: i64,
}

/// A request that a mail is filed under, and what hangs on the mail there.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub request: Request,
    /// What the mail proposes, and whether it stands.
    pub answers: Vec<Answer>,
    pub now: Outlook,
    /// What would be once a person agrees to what the mail is.
    pub agreed: Outlook,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    pub status: Status,
    /// `None` while no time runs.
    pub due_on: Option<NaiveDate>,
}

/// The mails that wait and that `filter` lets through, in order of arrival.
pub fn waiting(workspace: &Workspace, filter: &Filter) -> anyhow::Result<Vec<i64>> {
    let db = workspace.store.db();
    let mut found = Vec::new();
    for mail in mails::waiting(db)? {
        let Some(read) = mails::reading(db, mail.id)? else { continue };
        let about = |id: i64| {
            read.reading.placing.matches.iter().any(|entry| entry.candidate.request == id)
        };
        if filter.request.is_none_or(about) && filter.kind.is_none_or(|kind| kind == read.kind) {
            found.push(mail.id);
        }
    }
    Ok(found)
}

/// The mail as it stands now, whether it waits or not.
pub fn show(workspace: &Workspace, mail: i64) -> anyhow::Result<Shown> {
    let db = workspace.store.db();
    let _picture = db.is_autocommit().then(|| db.unchecked_transaction()).transpose()?;
    let known = mails::get(db, mail)?.with_context(|| format!("there is no mail m{mail}"))?;
    let read = mails::reading(db, mail)?.with_context(|| format!("m{mail} has not been read"))?;
    let places = mails::filed(db, mail)?
        .into_iter()
        .map(|id| place(workspace, mail, requests::get(db, id)?))
        .collect::<anyhow::Result<_>>()?;
    Ok(Shown { mail: known, read, places, seq: events::last_seq(db)? })
}

fn place(workspace: &Workspace, mail: i64, request: Request) -> anyhow::Result<Place> {
    let db = workspace.store.db();
    let round = requests::round(db, &request.campaign)?.context("a request without a campaign")?;
    let mut file = File::load(db, request.id)?;
    let found = file.answers();
    let outlook = |file: &File, answers: &[Answer]| -> anyhow::Result<Outlook> {
        let story = file.story(answers, request.law, &round.campaign);
        let position = story.judge(request.law, workspace.calendar(), workspace.today())?;
        let judgement = position.judgement;
        Ok(Outlook { status: judgement.status, due_on: judgement.due_on })
    };
    let now = outlook(&file, &found)?;
    for (_, read, _) in file.mails.iter_mut().filter(|(known, ..)| known.id == mail) {
        read.reading.kind_decided = true;
        read.reading.meaning.mail_doubt = None;
    }
    let agreed = outlook(&file, &file.answers())?;
    let answers = found.into_iter().filter(|answer| answer.mail == Some(mail)).collect();
    Ok(Place { request, answers, now, agreed })
}

impl Shown {
    /// Whether the mail now is another than it was when it was shown: who decided what in between.
    pub fn changed(&self, workspace: &Workspace) -> anyhow::Result<Option<Vec<String>>> {
        let is = show(workspace, self.mail.id)?;
        let same = |(was, is): (&Place, &Place)| {
            was.request.id == is.request.id && was.answers == is.answers
        };
        let places =
            self.places.len() == is.places.len() && self.places.iter().zip(&is.places).all(same);
        if self.read == is.read && places {
            return Ok(None);
        }
        let mut who = is.deciders_since(workspace, self.seq)?;
        who.extend(self.deciders_since(workspace, self.seq)?);
        who.sort();
        who.dedup();
        Ok(Some(who))
    }

    /// Who decided something about it or about its requests after row `seq` of the log.
    pub fn deciders_since(&self, workspace: &Workspace, seq: i64) -> anyhow::Result<Vec<String>> {
        let ids: Vec<i64> = self.places.iter().map(|place| place.request.id).collect();
        events::deciders_since(workspace.store.db(), seq, (self.mail.id, &ids))
    }
}
