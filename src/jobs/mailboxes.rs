//! Mail fetched from mailboxes on servers: each batch is kept together with how far it reaches.

use std::fs;
use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Utc};

use super::Workspace;
use crate::config::mailbox::{Auth, Mailbox as Settings, Tls};
use crate::mail::imap::{
    self, Account, Batch, Encryption, HEARTBEAT, ImapError, LARGEST, Login, Mailbox, News,
    PATIENCE, Trust,
};
use crate::store::mailboxes::{self, PassedOver, Position};

/// Messages asked for at once; their bytes are bounded too.
const BATCH: usize = 64;

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
            settings.test || !workspace.simulated,
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
    let secret = settings.secret.fetch(dir).with_context(of)?;
    let trust = match &settings.ca_file {
        None => Trust::System,
        Some(path) => {
            let path = dir.join(path);
            let reading = || format!("mailbox {}: reading {}", settings.name, path.display());
            Trust::Own(fs::read(&path).with_context(reading)?)
        }
    };
    Ok(Account {
        name: settings.name.clone(),
        host: settings.host.clone(),
        port: settings.port,
        encryption: match settings.tls {
            Tls::Implicit => Encryption::Implicit(trust),
            Tls::StartTls => Encryption::StartTls(trust),
            Tls::None => Encryption::None,
        },
        user: settings.user.clone(),
        login: match settings.auth {
            Auth::Plain => Login::Plain(secret),
            Auth::Login => Login::Login(secret),
            Auth::XOAuth2 => Login::XOAuth2(secret),
        },
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

/// What ended a visit: something on the server, or something here.
enum Stopped {
    There(ImapError),
    Here(anyhow::Error),
}

impl From<ImapError> for Stopped {
    fn from(error: ImapError) -> Self {
        Self::There(error)
    }
}

struct Visit<'a, 't> {
    settings: &'a Settings,
    known: Vec<Position>,
    polled: &'a mut Polled,
    take: &'a mut Take<'t>,
    /// The server will not move mails: they are taken in all the same.
    unmoved: bool,
}

impl Visit<'_, '_> {
    /// Goes through the folders that are left, on one connection.
    fn folders(&mut self, account: &Account, left: &mut Vec<&str>) -> Result<(), Stopped> {
        let mut mailbox = Mailbox::connect(account)?;
        while let Some(folder) = left.first().copied() {
            match self.folder(&mut mailbox, folder) {
                // One folder that is not there does not keep the others out.
                Err(Stopped::There(error @ ImapError::Refused { .. })) => {
                    let place = format!("{}/{folder}", self.settings.name);
                    self.polled.failed.push((place, error.to_string()));
                }
                outcome => outcome?,
            }
            left.remove(0);
        }
        Ok(())
    }

    fn folder(&mut self, mailbox: &mut Mailbox, folder: &str) -> Result<(), Stopped> {
        let uid_validity = mailbox.open(folder)?.uid_validity;
        let mut position = self.start(folder, uid_validity);
        self.move_kept(mailbox, &mut position)?;
        self.ask_again(mailbox, &mut position)?;
        loop {
            let batch = mailbox.fetch(position.last_uid, BATCH)?;
            let Some(up_to) = batch.up_to else { break };
            position.last_uid = up_to;
            self.keep(batch, &mut position)?;
            self.move_kept(mailbox, &mut position)?;
        }
        // That it was looked into is worth knowing, even if nothing was there.
        self.keep(Batch::default(), &mut position)
    }

    /// Where to go on; from the start if the server numbers its mails anew.
    fn start(&self, folder: &str, uid_validity: u32) -> Position {
        let known = self.known.iter().find(|known| known.folder == folder);
        match known.filter(|known| known.uid_validity == uid_validity) {
            Some(known) => known.clone(),
            None => Position {
                account: self.settings.name.clone(),
                folder: folder.to_owned(),
                uid_validity,
                last_uid: 0,
                moved_uid: 0,
                passed_over: Vec::new(),
            },
        }
    }

    /// Hands a batch over with the position it leads to.
    fn keep(&mut self, batch: Batch, position: &mut Position) -> Result<(), Stopped> {
        let Position { account, folder, uid_validity, passed_over, .. } = &mut *position;
        let mut arrived = Vec::new();
        for mail in batch.mails {
            let uid = mail.uid;
            arrived.push(Arrived {
                location: format!("imap://{account}/{folder};UIDVALIDITY={uid_validity};UID={uid}"),
                file: format!("{account}/{folder}/{uid}"),
                at: mail.arrived,
                bytes: mail.bytes,
            });
        }
        for mail in batch.passed_over {
            let place = format!("{account}/{folder}/{}", mail.uid);
            self.polled.failed.push((place, mail.why.clone()));
            passed_over.push(left_behind(mail));
        }
        if self.settings.move_to.is_none() {
            position.moved_uid = position.last_uid;
        }
        let mails = arrived.len();
        (self.take)(arrived, position).map_err(Stopped::Here)?;
        self.polled.mails += mails;
        self.known.retain(|known| known.folder != position.folder);
        self.known.push(position.clone());
        Ok(())
    }

    /// Moves what has been kept and lies there still, from this visit or one that was cut short.
    fn move_kept(&mut self, mailbox: &mut Mailbox, position: &mut Position) -> Result<(), Stopped> {
        let Some(to) = &self.settings.move_to else { return Ok(()) };
        if position.moved_uid >= position.last_uid || self.unmoved {
            return Ok(());
        }
        let mut uids = mailbox.between(position.moved_uid, position.last_uid)?;
        uids.retain(|uid| position.passed_over.iter().all(|mail| mail.uid != *uid));
        match mailbox.move_all(&uids, to) {
            Ok(()) => {}
            Err(error @ (ImapError::Refused { .. } | ImapError::CannotMove { .. })) => {
                self.unmoved = true;
                let place = format!("{}/{}", position.account, position.folder);
                self.polled.failed.push((place, format!("{error}: the mails stay there")));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
        position.moved_uid = position.last_uid;
        self.keep(Batch::default(), position)
    }

    /// Asks again for mails that the server would not give the last time.
    fn ask_again(&mut self, mailbox: &mut Mailbox, position: &mut Position) -> Result<(), Stopped> {
        let (for_good, again): (Vec<PassedOver>, Vec<PassedOver>) =
            position.passed_over.iter().cloned().partition(|mail| mail.for_good);
        if again.is_empty() {
            return Ok(());
        }
        let uids: Vec<u32> = again.iter().map(|mail| mail.uid).collect();
        let batch = mailbox.fetch_these(&uids)?;
        position.passed_over = for_good;
        let given: Vec<u32> = batch.mails.iter().map(|mail| mail.uid).collect();
        // They lie below what has been moved: that is gone through again for them.
        if let Some(first) = given.first() {
            position.moved_uid = position.moved_uid.min(first.saturating_sub(1));
        }
        self.keep(batch, position)?;
        self.move_kept(mailbox, position)
    }
}

fn left_behind(mail: imap::PassedOver) -> PassedOver {
    let for_good = mail.size.is_some_and(|size| size as usize > LARGEST);
    PassedOver { uid: mail.uid, size: mail.size, for_good, why: mail.why }
}
