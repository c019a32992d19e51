//! Folders of an account: opening, moving, waiting.

use std::time::Duration;

use async_imap::imap_proto::{Capability, MailboxDatum, Response, ResponseCode, Status};
use tokio::time::Instant;

use super::account::{Account, ImapError};
use super::messages::Ahead;
use super::names::{quoted, set};
use super::talk::Talk;
use super::{Opened, connect};

/// The pause between two looks where the server does not tell of new mail.
const POLL: Duration = Duration::from_secs(30);

/// A command's list of UIDs is no longer than this.
const UIDS_AT_ONCE: usize = 500;

/// A session, and what is known of the open folder.
#[derive(Debug)]
pub(super) struct Folders {
    pub(super) talk: Talk,
    pub(super) account: String,
    pub(super) ahead: Ahead,
    moves: bool,
    patience: Duration,
    heartbeat: Duration,
    abilities: Vec<String>,
}

impl Folders {
    pub(super) async fn connect(account: &Account) -> Result<Self, ImapError> {
        let mut talk = Talk::new(connect::session(account).await?, &account.name);
        // Asked after the login: many servers can more then.
        let mut abilities = Vec::new();
        talk.exchange("CAPABILITY", |answer| {
            if let Response::Capabilities(found) = answer {
                abilities.extend(found.iter().filter_map(|ability| match ability {
                    Capability::Atom(name) => Some(name.to_ascii_uppercase()),
                    Capability::Imap4rev1 | Capability::Auth(_) => None,
                }));
            }
        })
        .await?;
        Ok(Self {
            talk,
            account: account.name.clone(),
            ahead: Ahead::default(),
            moves: account.moves,
            patience: account.patience,
            heartbeat: account.heartbeat,
            abilities,
        })
    }

    fn can(&self, ability: &str) -> bool {
        self.abilities.iter().any(|known| known == ability)
    }

    pub(super) async fn open(&mut self, folder: &str) -> Result<Opened, ImapError> {
        self.ahead = Ahead::default();
        let (mut uid_validity, mut uid_next, mut mails) = (None, None, 0);
        let verb = if self.moves { "SELECT" } else { "EXAMINE" };
        let command = format!("{verb} {}", quoted(folder));
        self.talk
            .exchange(&command, |answer| {
                if let Response::Data { status: Status::Ok, outcome } = answer {
                    match outcome.code {
                        Some(ResponseCode::UidValidity(number)) => uid_validity = Some(number),
                        Some(ResponseCode::UidNext(number)) => uid_next = Some(number),
                        Some(_) | None => {}
                    }
                }
                if let Response::MailboxData(MailboxDatum::Exists(number)) = answer {
                    mails = *number;
                }
            })
            .await?;
        self.talk.news = false;
        let uid_validity = uid_validity.ok_or_else(|| ImapError::Protocol {
            account: self.account.clone(),
            words: format!("it numbers the mails in {folder} anew each time (no UIDVALIDITY)"),
        })?;
        Ok(Opened { uid_validity, uid_next, mails })
    }

    /// Never deletes anything but the very messages that it has copied.
    pub(super) async fn move_all(&mut self, uids: &[u32], to: &str) -> Result<(), ImapError> {
        let to = quoted(to);
        for uids in uids.chunks(UIDS_AT_ONCE) {
            let uids = set(uids);
            if self.can("MOVE") {
                self.talk.exchange(&format!("UID MOVE {uids} {to}"), |_| {}).await?;
            } else if self.can("UIDPLUS") {
                self.talk.exchange(&format!("UID COPY {uids} {to}"), |_| {}).await?;
                let mark = format!("UID STORE {uids} +FLAGS.SILENT (\\Deleted)");
                self.talk.exchange(&mark, |_| {}).await?;
                self.talk.exchange(&format!("UID EXPUNGE {uids}"), |_| {}).await?;
            } else {
                return Err(ImapError::CannotMove { account: self.account.clone() });
            }
        }
        Ok(())
    }

    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<bool, ImapError> {
        let end = Instant::now() + at_most;
        // News may have come among the answers to other commands.
        while !self.talk.news {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(false);
            }
            let round = left.min(self.heartbeat);
            if self.can("IDLE") {
                self.talk.idle(round, self.patience).await?;
            } else {
                tokio::time::sleep(round.min(POLL)).await;
                self.talk.exchange("NOOP", |_| {}).await?;
            }
        }
        self.talk.news = false;
        Ok(true)
    }
}
