//! One look into the folders of an account, on one connection.

use super::{Arrived, Polled, Take};
use crate::config::mailbox::Mailbox as Settings;
use crate::mail::imap::{self, Account, Batch, ImapError, LARGEST, Mailbox};
use crate::store::mailboxes::{PassedOver, Position};

/// Messages asked for at once; their bytes are bounded too.
const BATCH: usize = 64;

/// What ended a visit: something on the server, or something here.
pub(super) enum Stopped {
    There(ImapError),
    Here(anyhow::Error),
}

impl From<ImapError> for Stopped {
    fn from(error: ImapError) -> Self {
        Self::There(error)
    }
}

pub(super) struct Visit<'a, 't> {
    pub(super) settings: &'a Settings,
    pub(super) known: Vec<Position>,
    pub(super) polled: &'a mut Polled,
    pub(super) take: &'a mut Take<'t>,
    /// The server will not move mails: they are taken in all the same.
    pub(super) unmoved: bool,
}

impl Visit<'_, '_> {
    /// Goes through the folders that are left, on one connection.
    pub(super) fn folders(
        &mut self,
        account: &Account,
        left: &mut Vec<&str>,
    ) -> Result<(), Stopped> {
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
