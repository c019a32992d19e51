//! A person says where a mail belongs, or what it is.

use super::read::Reader;
use super::{Workspace, again};
use crate::case::events::Event;
use crate::replies::Kind;
use crate::store::mails::Mail;
use crate::store::requests::{self, Request};
use crate::store::{Store, events};

/// Records the decision, reads the mail anew under it, and judges the requests it touches. Gives the
/// later mails that are filed otherwise, now that this one teaches something else.
pub fn assign(
    workspace: &mut Workspace,
    mail: &Mail,
    requests: Option<Vec<Request>>,
    kind: Option<Kind>,
    by: &str,
) -> anyhow::Result<Vec<i64>> {
    let now = workspace.now.instant();
    let reader = Reader::load(workspace.store.db())?;
    workspace.store.transaction(|db| {
        let ids = requests.map(|rows| rows.iter().map(|row| row.id).collect::<Vec<i64>>());
        let event = Event::MailAssigned { mail: mail.id, requests: ids, kind };
        let links = events::Links { mail: Some(mail.id), ..events::Links::default() };
        events::append(db, links, now, Some(by), &event)?;
        again::decided(db, &reader, mail.id, now)
    })
}

/// The requests that `names` mean, each once.
pub fn find(store: &Store, names: &[String]) -> anyhow::Result<Vec<Request>> {
    let mut found: Vec<Request> = Vec::new();
    for name in names {
        let request = requests::find(store.db(), name)?;
        if !found.contains(&request) {
            found.push(request);
        }
    }
    Ok(found)
}
