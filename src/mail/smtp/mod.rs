//! The SMTP transport: one conversation with a server, whose every answer is told apart.

mod account;
mod connect;
mod offers;
mod words;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};

pub use self::account::{Account, Envelope, PATIENCE, PATIENCE_AT_END};
use self::connect::Conversation;
pub use self::offers::Offers;
pub(super) use self::words::one_line;
use self::words::{Stage, before, refused, told};
use super::Outcome;
pub use super::access::{Encryption, Login, Trust};

/// What gives the account each time a line is opened: its token may have run out meanwhile.
type Known = Box<dyn FnMut() -> anyhow::Result<Account> + Send>;

/// A server that letters are handed to.
pub struct Smtp {
    account: Known,
    /// As last known.
    notify_success: bool,
    patience_at_end: std::time::Duration,
    patience: std::time::Duration,
    conversation: Option<Conversation>,
}

impl Smtp {
    pub fn new(account: impl FnMut() -> anyhow::Result<Account> + Send + 'static) -> Self {
        Self {
            account: Box::new(account),
            notify_success: false,
            patience_at_end: PATIENCE_AT_END,
            patience: PATIENCE,
            conversation: None,
        }
    }

    /// A server on this machine that is spoken to in clear and asks nobody who they are.
    pub fn here(host: IpAddr, port: u16) -> Self {
        let account = Account {
            host: host.to_string(),
            port,
            encryption: Encryption::None,
            login: None,
            notify_success: false,
            patience: PATIENCE,
            patience_at_end: PATIENCE_AT_END,
        };
        Self::new(move || Ok(account.clone()))
    }

    /// Finds the server ready, before anything is promised; else the outcome to record.
    pub fn prepare(&mut self) -> Result<(), Outcome> {
        let alive = |open: &mut Conversation| open.connection.test_connected();
        if !self.conversation.as_mut().is_some_and(alive) {
            self.conversation = None;
            let away = |words: String| Outcome::Away { words };
            let account =
                (self.account)().map_err(|error| away(one_line(&format!("{error:#}"))))?;
            let opened = connect::open(&account).map_err(|words| {
                away(format!("no conversation with {}:{}: {words}", account.host, account.port))
            })?;
            self.notify_success = account.notify_success;
            self.patience = account.patience;
            self.patience_at_end = account.patience_at_end;
            self.conversation = Some(opened);
        }
        Ok(())
    }

    /// What the server offers, once it has been found ready.
    pub fn offers(&self) -> Option<&Offers> {
        self.conversation.as_ref().map(|open| &open.offers)
    }

    /// Hands one letter over on the prepared conversation.
    pub fn hand_over(
        &mut self,
        envelope: Envelope<'_>,
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Outcome {
        let Some(mut open) = self.conversation.take() else {
            return Outcome::Away { words: "the conversation was not opened".to_owned() };
        };
        // Until the message itself has gone, nothing can have left.
        if let Err(outcome) = begin(&mut open, envelope, bytes, self.notify_success, now) {
            self.keep_or_leave(open, &outcome);
            return outcome;
        }
        let _ = open.connection.set_timeout(Some(self.patience_at_end));
        // The codec ends the message with a line break of its own.
        let message = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        match open.connection.message(message) {
            Ok(response) if response.code().to_string().starts_with('2') => {
                let words = one_line(&response.message().collect::<Vec<_>>().join(" "));
                let _ = open.connection.set_timeout(Some(self.patience));
                self.conversation = Some(open);
                Outcome::Accepted { words }
            }
            Ok(response) => {
                open.connection.abort();
                let words = format!("it answered {} to the letter", response.code());
                Outcome::Unknown { words }
            }
            Err(error) => {
                open.connection.abort();
                // Only a refusal in words shows that the letter did not leave.
                refused(&error, Stage::Message, now).unwrap_or_else(|| Outcome::Unknown {
                    words: format!("cut off after the letter was handed over: {}", told(&error)),
                })
            }
        }
    }

    /// A refusal of one letter is no reason to log in anew for the next.
    fn keep_or_leave(&mut self, mut open: Conversation, outcome: &Outcome) {
        use lettre::transport::smtp::commands::Rset;
        match outcome {
            Outcome::Refused { .. } | Outcome::Deferred { .. }
                if open.connection.command(Rset).is_ok() =>
            {
                self.conversation = Some(open);
            }
            Outcome::Accepted { .. }
            | Outcome::Deferred { .. }
            | Outcome::Refused { .. }
            | Outcome::Away { .. }
            | Outcome::Unknown { .. } => open.connection.abort(),
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        if let Some(open) = &mut self.conversation {
            let _ = open.connection.quit();
        }
    }
}

/// Everything up to the letter itself.
fn begin(
    open: &mut Conversation,
    envelope: Envelope<'_>,
    bytes: &[u8],
    notify_success: bool,
    now: DateTime<Utc>,
) -> Result<(), Outcome> {
    let address = |text: &str| {
        text.parse::<lettre::Address>()
            .map_err(|error| Outcome::Refused { words: format!("`{text}` is no address: {error}") })
    };
    let (from, to) = (address(envelope.from)?, address(envelope.to)?);
    let (mail, rcpt) = open
        .offers
        .parameters(envelope, bytes, notify_success)
        .map_err(|words| Outcome::Refused { words })?;
    let connection = &mut open.connection;
    let asked = connection.command(Mail::new(Some(from), mail));
    asked.map_err(|error| before(&error, Stage::Sender, now))?;
    let asked = connection.command(Rcpt::new(to, rcpt));
    asked.map_err(|error| before(&error, Stage::Recipient, now))?;
    let asked = connection.command(Data);
    let answer = asked.map_err(|error| before(&error, Stage::Recipient, now))?;
    // Another yes than this one answers something else: somebody has put words into the line.
    if !answer.has_code(354) {
        let words = format!("it answered {} where the letter was to begin", answer.code());
        return Err(Outcome::Away { words });
    }
    Ok(())
}
