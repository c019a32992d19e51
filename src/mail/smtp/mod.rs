//! The SMTP transport: one conversation with a server, whose every answer is told apart.

mod account;
mod connect;
mod offers;
mod words;

use chrono::{DateTime, Utc};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};

pub use self::account::{Account, Envelope, PATIENCE, PATIENCE_AT_END};
use self::connect::Conversation;
pub use self::offers::Offers;
pub(super) use self::words::one_line;
use self::words::{Stage, before, refused, told};
pub use super::access::{Encryption, Login, Trust};
use super::{Outcome, wire};

/// What gives the account each time a line is opened: its token may have run out meanwhile.
type Known = Box<dyn FnMut() -> anyhow::Result<Account> + Send>;

/// A server that letters are handed to.
pub struct Smtp {
    account: Known,
    /// Between two letters.
    idle: Option<Box<Conversation>>,
    /// The server waits for a letter.
    begun: Option<Box<Conversation>>,
}

impl Smtp {
    pub fn new(account: impl FnMut() -> anyhow::Result<Account> + Send + 'static) -> Self {
        Self { account: Box::new(account), idle: None, begun: None }
    }

    /// Goes as far with the server as it can go without the letter: a conversation, the envelope, and
    /// the word that the letter may come. Whoever is killed until then has sent nothing.
    pub fn prepare(
        &mut self,
        envelope: Envelope<'_>,
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Result<(), Outcome> {
        self.break_off();
        let mut open = self.connected()?;
        if let Err(outcome) = begin(&mut open, envelope, bytes, now) {
            self.keep_if_sound(open, &outcome);
            return Err(outcome);
        }
        self.begun = Some(open);
        Ok(())
    }

    /// Reaches the server and logs in; gives what it offers.
    pub fn reach(&mut self) -> Result<Offers, Outcome> {
        let open = self.connected()?;
        let offers = open.offers.clone();
        self.idle = Some(open);
        Ok(offers)
    }

    /// The open conversation, or a new one.
    fn connected(&mut self) -> Result<Box<Conversation>, Outcome> {
        if let Some(mut open) = self.idle.take()
            && open.connection.test_connected()
        {
            return Ok(open);
        }
        let away = |words: String| Outcome::Away { words };
        let account = (self.account)().map_err(|error| away(one_line(&format!("{error:#}"))))?;
        connect::open(account)
            .map(Box::new)
            .map_err(|(server, words)| away(format!("no conversation with {server}: {words}")))
    }

    /// Hands over the letter that the server waits for.
    pub fn hand_over(&mut self, bytes: &[u8], now: DateTime<Utc>) -> Outcome {
        let Some(mut open) = self.begun.take() else {
            return Outcome::Away { words: "the conversation was not opened".to_owned() };
        };
        let _ = open.connection.set_timeout(Some(open.account.patience_at_end));
        let answered = match wire::in_one_piece(bytes) {
            Some(whole) => open.connection.command(whole),
            // The codec ends the message with a line break of its own.
            None => open.connection.message(bytes.strip_suffix(b"\r\n").unwrap_or(bytes)),
        };
        let outcome = match answered {
            Ok(response) if response.code().to_string().starts_with('2') => {
                let words = one_line(&response.message().collect::<Vec<_>>().join(" "));
                Outcome::Accepted { words }
            }
            Ok(response) => {
                Outcome::Unknown { words: format!("it answered {} to the letter", response.code()) }
            }
            // Only a refusal in words shows that the letter did not leave.
            Err(error) => refused(&error, Stage::Message, now).unwrap_or_else(|| {
                let words = format!("cut off after the letter was handed over: {}", told(&error));
                Outcome::Unknown { words }
            }),
        };
        let _ = open.connection.set_timeout(Some(open.account.patience));
        self.keep_if_sound(open, &outcome);
        outcome
    }

    /// Breaks off: what the server waits for does not come. Not a word is said, for it would be taken for
    /// the letter.
    pub fn break_off(&mut self) {
        self.begun = None;
    }

    /// A refusal of one letter is no reason to log in anew for the next. What is not kept is closed
    /// without a word, for nobody may be there to answer.
    fn keep_if_sound(&mut self, mut open: Box<Conversation>, outcome: &Outcome) {
        let sound = match outcome {
            Outcome::Accepted { .. } => true,
            Outcome::Refused { .. } | Outcome::Deferred { .. } => {
                open.connection.command(Rset).is_ok()
            }
            Outcome::Away { .. } | Outcome::Unknown { .. } => false,
        };
        if sound {
            self.idle = Some(open);
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        if let Some(open) = &mut self.idle {
            let _ = open.connection.quit();
        }
    }
}

/// Everything up to the letter itself.
fn begin(
    open: &mut Conversation,
    envelope: Envelope<'_>,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Outcome> {
    let address = |text: &str| {
        text.parse::<lettre::Address>()
            .map_err(|error| Outcome::Refused { words: format!("`{text}` is no address: {error}") })
    };
    let (from, to) = (address(envelope.from)?, address(envelope.to)?);
    let (mail, rcpt) = open
        .offers
        .parameters(envelope, bytes, open.account.notify_success)
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
