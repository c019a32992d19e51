//! A mail server that letters are handed to, and what goes on the envelope of one.

use std::time::Duration;

use crate::mail::access::{Encryption, Login};

/// How long the server may be silent before the line counts as lost.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// How long it may take to say that it has the letter. A line given up too early leaves a letter's
/// fate unknown, so RFC 5321 (4.5.3.2.6) wants ten minutes.
pub const PATIENCE_AT_END: Duration = Duration::from_mins(10);

/// Where letters are handed over, and as whom.
#[derive(Debug, Clone)]
pub struct Account {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    /// The user and what proves it; `None` for a server that asks nobody.
    pub login: Option<(String, Login)>,
    /// Whether reports of arrival are asked for, beside those of failure and delay.
    pub notify_success: bool,
    pub patience: Duration,
    pub patience_at_end: Duration,
}

/// What the server is told of a letter beside its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    pub from: &'a str,
    pub to: &'a str,
    /// What a report about the letter shall name (ENVID of RFC 3461).
    pub id: &'a str,
}
