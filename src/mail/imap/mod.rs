//! Mail out of a mailbox on an IMAP server: read without a trace, moved only where that is wanted.
//!
//! Messages are looked at with `BODY.PEEK[]`, so that none counts as seen, and nothing is deleted
//! but the copy that a move leaves behind. To its caller it is plain and blocking.

mod account;
mod connect;
mod folders;
mod guard;
mod messages;
mod names;
mod patient;
mod talk;
mod watch;

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::runtime::Runtime;

pub use self::account::{Account, HEARTBEAT, ImapError, PATIENCE};
use self::folders::Folders;
pub use self::watch::News;
pub use super::access::{Encryption, Login, Trust};

/// The largest message that is taken in, in bytes.
pub const LARGEST: usize = 100 * 1024 * 1024;

/// A connection to an account.
#[derive(Debug)]
pub struct Mailbox {
    folders: Folders,
    account: String,
    /// There until the end; taken by `drop` alone.
    runtime: Option<Runtime>,
}

/// An open folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// UIDs mean the same as long as this is the same.
    pub uid_validity: u32,
    pub uid_next: Option<u32>,
    pub mails: u32,
}

/// A message.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    pub uid: u32,
    /// When it came to the server (INTERNALDATE).
    pub arrived: Option<DateTime<Utc>>,
    pub bytes: Vec<u8>,
}

/// A message that could not be had: it is told of, never left out in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    pub uid: u32,
    pub size: Option<u32>,
    pub why: String,
}

/// Some messages in the order of their UIDs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    pub mails: Vec<Fetched>,
    pub passed_over: Vec<PassedOver>,
    /// Everything up to this UID has been looked at; `None` where there was nothing to look at.
    pub up_to: Option<u32>,
}

impl std::fmt::Debug for Fetched {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Fetched({}, {:?}, {} bytes)", self.uid, self.arrived, self.bytes.len())
    }
}

impl Mailbox {
    /// Connects and logs in.
    pub fn connect(account: &Account) -> Result<Self, ImapError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| ImapError::NotConnected {
            account: account.name.clone(),
            server: account.host.clone(),
            words: error.to_string(),
        })?;
        let folders = finish(Some(&runtime), &account.name, Folders::connect(account))?;
        Ok(Self { folders, account: account.name.clone(), runtime: Some(runtime) })
    }

    /// Opens a folder: for looking only, unless mails are to be moved out of it.
    pub fn open(&mut self, folder: &str) -> Result<Opened, ImapError> {
        finish(self.runtime.as_ref(), &self.account, self.folders.open(folder))
    }

    /// The next messages with a UID above `after`: at most so many, and in all not much more than
    /// the largest single one.
    pub fn fetch(&mut self, after: u32, most: usize) -> Result<Batch, ImapError> {
        finish(self.runtime.as_ref(), &self.account, self.folders.next(after, most))
    }

    /// These messages, where they are still there.
    pub fn fetch_these(&mut self, uids: &[u32]) -> Result<Batch, ImapError> {
        finish(self.runtime.as_ref(), &self.account, self.folders.these(uids))
    }

    /// The UIDs above `after` and up to `last` that are in the folder.
    pub fn between(&mut self, after: u32, last: u32) -> Result<Vec<u32>, ImapError> {
        finish(self.runtime.as_ref(), &self.account, self.folders.between(after, last))
    }

    /// Moves exactly these messages, where they are still there.
    pub fn move_all(&mut self, uids: &[u32], to: &str) -> Result<(), ImapError> {
        finish(self.runtime.as_ref(), &self.account, self.folders.move_all(uids, to))
    }

    /// Waits until the open folder grows; whether it did.
    pub fn wait(&mut self, at_most: Duration) -> Result<bool, ImapError> {
        finish(self.runtime.as_ref(), &self.account, self.folders.wait(at_most))
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let leaving = async {
            self.folders.talk.leave().await;
            Ok(())
        };
        let _ = finish(self.runtime.as_ref(), &self.account, leaving);
        // A runtime that is dropped inside another one would panic.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Runs `work` to its end on a thread of its own: the caller may itself be run by a runtime, and
/// what goes wrong in a parser stays there.
fn finish<T: Send>(
    runtime: Option<&Runtime>,
    account: &str,
    work: impl Future<Output = Result<T, ImapError>> + Send,
) -> Result<T, ImapError> {
    let broken = || {
        let words = "it broke the reader of IMAP".to_owned();
        Err(ImapError::Protocol { account: account.to_owned(), words })
    };
    let Some(runtime) = runtime else { return broken() };
    std::thread::scope(|scope| scope.spawn(|| runtime.block_on(work)).join())
        .unwrap_or_else(|_| broken())
}
