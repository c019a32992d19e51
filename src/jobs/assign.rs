//! A person says where a mail belongs, or what it is.

use std::collections::BTreeSet;

use super::read::{Decided, Reader};
use super::{Workspace, refresh};
use crate::case::events::Event;
use crate::replies::Kind;
use crate::replies::message;
use crate::store::mails::{self, Mail};
use crate::store::requests::{self, Request};
use crate::store::{Store, events};

/// Records the decision, reads the mail anew under it, and judges the requests it touches.
pub fn assign(
    workspace: &mut Workspace,
    mail: &Mail,
    requests: Option<Vec<Request>>,
    kind: Option<Kind>,
    by: &str,
) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    let reader = Reader::load(workspace.store.db(), &workspace.config)?;
    workspace.store.transaction(|db| {
        let before = mails::filed(db, mail.id)?;
        let ids = requests.map(|rows| rows.iter().map(|row| row.id).collect::<Vec<i64>>());
        let event = Event::MailAssigned { mail: mail.id, requests: ids, kind };
        let links = events::Links { mail: Some(mail.id), ..events::Links::default() };
        events::append(db, links, now, Some(by), &event)?;
        let decided = Decided::of(&events::of_mail(db, mail.id)?);
        let message = message::read(&mails::bytes(db, mail.id)?);
        let (read, filed) = reader.read(db, (mail.id, &message), &decided)?;
        mails::put_reading(db, mail.id, &read, &filed)?;
        let touched: BTreeSet<i64> = before.into_iter().chain(filed).collect();
        for id in touched {
            refresh::request(db, &requests::get(db, id)?, now)?;
        }
        Ok(())
    })
}

/// The requests that `names` mean.
pub fn find(store: &Store, names: &[String]) -> anyhow::Result<Vec<Request>> {
    names.iter().map(|name| requests::find(store.db(), name)).collect()
}
