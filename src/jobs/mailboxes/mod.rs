//! Mail fetched from mailboxes on servers: each batch is kept together with how far it reaches.

mod visit;

use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Utc};

use self::visit::{Stopped, Visit};
use super::{Workspace, access};
use crate::config::mailbox::Mailbox as Settings;
use crate::mail::imap::{Account, HEARTBEAT, ImapError, News, PATIENCE};
use crate::store::mailboxes::{self, Position};

/// A mail from a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Where it lies, in a way that no other mail ever shares.
    pub location: String,
    /// How it is named in listings.
    pub file: String,
    /// When it came to the server.
    pub at: Option<DateTime<Utc>>,
    pub bytes: Vec<u8>,
}

/// What a look into an account's folders came to.
#[derive(Debug, Default)]
pub struct Polled {
    /// Mails handed over.
    pub mails: usize,
    /// What could not be had, and why: accounts, folders and single mails.
    pub failed: Vec<(String, String)>,
    /// Accounts that were not let in: asking them often may lock them.
    pub refused: Vec<String>,
}

/// A mailbox to look into, and how far each of its folders has been taken in.
#[derive(Debug, Clone)]
pub struct Due {
    pub settings: Settings,
    pub known: Vec<Position>,
}

/// The mailboxes to look into; a rehearsed workspace may not touch a real one.
pub fn due(workspace: &Workspace) -> anyhow::Result<Vec<Due>> {
    let mut due = Vec::new();
    for settings in &workspace.config.mailboxes {
        let name = &settings.name;
        anyhow::ensure!(
            settings.server.test || !workspace.simulated,
            "this workspace is rehearsed, and mail would be fetched from the mailbox {name}: take \
             [mailbox.{name}] out of foi.toml"
        );
        let mut known = Vec::new();
        for folder in &settings.folders {
            known.extend(mailboxes::position(workspace.store.db(), name, folder)?);
        }
        due.push(Due { settings: settings.clone(), known });
    }
    Ok(due)
}

/// What keeps mails and the position they lead to in one transaction
/// (`store::mailboxes::keep`). Without mails it keeps the position alone.
pub type Take<'a> = dyn FnMut(Vec<Arrived>, &Position) -> anyhow::Result<()> + 'a;

/// Looks once into every folder of these mailboxes. Whatever ends this between two calls of `take`
/// loses nothing and repeats nothing. Only what `take` says is an error here; what a server does,
/// or a password that cannot be had, is told in `Polled`.
pub fn poll_each(dir: &Path, due: Vec<Due>, take: &mut Take<'_>) -> anyhow::Result<Polled> {
    let mut all = Polled::default();
    for Due { settings, known } in due {
        match account(dir, &settings) {
            Ok(account) => {
                let polled = poll(&account, &settings, known, take)?;
                all.mails += polled.mails;
                all.failed.extend(polled.failed);
                all.refused.extend(polled.refused);
            }
            Err(error) => all.failed.push((settings.name, format!("{error:#}"))),
        }
    }
    Ok(all)
}

/// The account of a mailbox with its password as it is now, or with a fresh access token.
pub fn account(dir: &Path, settings: &Settings) -> anyhow::Result<Account> {
    let of = || format!("mailbox {}", settings.name);
    let login = access::login(dir, &settings.login).with_context(of)?;
    Ok(Account {
        name: settings.name.clone(),
        host: settings.server.host.clone(),
        port: settings.server.port,
        encryption: access::encryption(dir, &settings.server).with_context(of)?,
        user: settings.login.user.clone(),
        login,
        moves: settings.move_to.is_some(),
        patience: PATIENCE,
        heartbeat: HEARTBEAT,
    })
}

/// Looks once into every folder of an account.
pub fn poll(
    account: &Account,
    settings: &Settings,
    known: Vec<Position>,
    take: &mut Take<'_>,
) -> anyhow::Result<Polled> {
    let mut polled = Polled::default();
    let mut visit = Visit { settings, known, polled: &mut polled, take, unmoved: false };
    let mut left: Vec<&str> = settings.folders.iter().map(String::as_str).collect();
    loop {
        let before = visit.polled.mails;
        let error = match visit.folders(account, &mut left) {
            Ok(()) => break,
            Err(Stopped::Here(error)) => return Err(error),
            Err(Stopped::There(error)) => error,
        };
        // A line that breaks is taken up again as long as it brings something each time.
        if error.may_pass() && visit.polled.mails > before {
            continue;
        }
        if matches!(error, ImapError::LoginRefused { .. }) {
            visit.polled.refused.push(settings.name.clone());
        }
        visit.polled.failed.push((settings.name.clone(), error.to_string()));
        break;
    }
    Ok(polled)
}

/// Tells `news` of new mail in any folder of these mailboxes until the program ends.
pub fn watch(dir: &Path, settings: &[Settings], news: &News) {
    for mailbox in settings {
        for folder in &mailbox.folders {
            let (dir, mailbox) = (dir.to_owned(), mailbox.clone());
            news.watch(folder.clone(), move || {
                Ok(Account { moves: false, ..account(&dir, &mailbox)? })
            });
        }
    }
}
