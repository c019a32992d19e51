//! An account on an IMAP server, and what can go wrong with it.

use std::time::Duration;

use crate::mail::access::{Encryption, Login};

/// How long a server may be silent before the connection counts as lost.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// How long one IDLE lasts: well below the 29 minutes after which servers hang up, and short enough
/// for the routers on the way.
pub const HEARTBEAT: Duration = Duration::from_mins(9);

/// Where mail is fetched, and as whom.
#[derive(Debug, Clone)]
pub struct Account {
    /// As the settings name it; every error says it.
    pub name: String,
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub user: String,
    pub login: Login,
    /// The mails will be moved once they are kept: folders are opened for writing.
    pub moves: bool,
    pub patience: Duration,
    pub heartbeat: Duration,
}

/// What went wrong, and whether trying again can help.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    #[error("mailbox {account}: no connection to {server}: {words}")]
    NotConnected { account: String, server: String, words: String },
    #[error(
        "mailbox {account}: the server does not let {user} in: {words}. Check user, auth and the \
         password in [mailbox.{account}] of foi.toml"
    )]
    LoginRefused { account: String, user: String, words: String },
    #[error("mailbox {account}: the connection broke: {words}")]
    Dropped { account: String, words: String },
    #[error("mailbox {account}: the server refuses {command}: {words}")]
    Refused { account: String, command: String, words: String },
    #[error(
        "mailbox {account}: the server can neither move mails nor delete one alone (MOVE, \
         UIDPLUS): take move_to out of [mailbox.{account}] of foi.toml"
    )]
    CannotMove { account: String },
    #[error("mailbox {account}: the server's answer cannot be understood: {words}")]
    Protocol { account: String, words: String },
}

impl ImapError {
    /// Whether the same may work later without anything being changed.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NotConnected { .. } | Self::Dropped { .. } => true,
            Self::LoginRefused { .. }
            | Self::Refused { .. }
            | Self::CannotMove { .. }
            | Self::Protocol { .. } => false,
        }
    }
}
