//! One command and all of its answer. The end of a line is never taken for the end of an answer,
//! nor a refusal for an empty one.

use std::time::Duration;

use async_imap::Session;
use async_imap::error::Error;
use async_imap::imap_proto::{MailboxDatum, Outcome, RequestId, Response, Status};

use super::account::ImapError;
use super::patient::Patient;

/// No answer takes longer as a whole, however steadily it comes.
const LONGEST_ANSWER: Duration = Duration::from_mins(30);

/// How long a good-bye may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// The longest piece of a server's words that is shown.
const WORDS_SHOWN: usize = 300;

/// A session in which one command follows another.
#[derive(Debug)]
pub(super) struct Talk {
    session: Session<Patient>,
    account: String,
    /// The folder has grown since this was last put down.
    pub(super) news: bool,
    /// What the server said before it hung up.
    farewell: Option<String>,
}

impl Talk {
    pub(super) fn new(session: Session<Patient>, account: &str) -> Self {
        Self { session, account: account.to_owned(), news: false, farewell: None }
    }

    /// Sends `command` and shows `on` everything until the server says that it is done.
    pub(super) async fn exchange(
        &mut self,
        command: &str,
        on: impl FnMut(&Response<'_>) + Send,
    ) -> Result<(), ImapError> {
        let whole = async {
            let tag = self.send(command).await?;
            self.until_done(&tag, command, on).await
        };
        match tokio::time::timeout(LONGEST_ANSWER, whole).await {
            Ok(outcome) => outcome,
            Err(_) => Err(self.dropped("one answer took half an hour".to_owned())),
        }
    }

    /// Waits with IDLE until the folder grows, `at_most` this long; `news` tells which.
    pub(super) async fn idle(
        &mut self,
        at_most: Duration,
        patience: Duration,
    ) -> Result<(), ImapError> {
        let tag = self.send("IDLE").await?;
        if self.idling_or_done(&tag, Wanted::Go).await? {
            return Ok(());
        }
        self.session.get_mut().set_patience(at_most + patience);
        let waited = tokio::time::timeout(at_most, self.idling_or_done(&tag, Wanted::News)).await;
        self.session.get_mut().set_patience(patience);
        if waited.unwrap_or(Ok(false))? {
            return Ok(());
        }
        self.session.run_command_untagged("DONE").await.map_err(|error| self.fault(&error))?;
        self.until_done(&tag, "IDLE", |_| {}).await
    }

    /// Says good-bye, so that the server need not keep the session for a while.
    pub(super) async fn leave(&mut self) {
        let _ = tokio::time::timeout(FAREWELL, self.exchange("LOGOUT", |_| {})).await;
    }

    /// Reads until what is wanted has come; whether the server ended the IDLE by itself.
    async fn idling_or_done(&mut self, tag: &RequestId, wanted: Wanted) -> Result<bool, ImapError> {
        loop {
            if wanted == Wanted::News && self.news {
                return Ok(false);
            }
            let read = self.session.read_response().await;
            let answer = self.there(read)?;
            if let Response::Continue(_) = answer.parsed()
                && wanted == Wanted::Go
            {
                return Ok(false);
            }
            if let Response::Done { tag: of, status, outcome } = answer.parsed()
                && of == tag
            {
                return self.judge("IDLE", status, outcome).map(|()| true);
            }
            self.notice(answer.parsed());
        }
    }

    async fn send(&mut self, command: &str) -> Result<RequestId, ImapError> {
        self.session.run_command(command).await.map_err(|error| self.fault(&error))
    }

    async fn until_done(
        &mut self,
        tag: &RequestId,
        command: &str,
        mut on: impl FnMut(&Response<'_>) + Send,
    ) -> Result<(), ImapError> {
        loop {
            let read = self.session.read_response().await;
            let answer = self.there(read)?;
            if let Response::Done { tag: of, status, outcome } = answer.parsed()
                && of == tag
            {
                return self.judge(command, status, outcome);
            }
            self.notice(answer.parsed());
            on(answer.parsed());
        }
    }

    /// An answer that was read, unless the connection is at its end.
    fn there<T>(&mut self, read: std::io::Result<Option<T>>) -> Result<T, ImapError> {
        match read {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) => {
                let words = self.farewell.take();
                Err(self.dropped(words.unwrap_or_else(|| "the server hung up".to_owned())))
            }
            Err(error) => Err(self.fault(&Error::Io(error))),
        }
    }

    /// What a server may say at any time.
    fn notice(&mut self, answer: &Response<'_>) {
        if let Response::MailboxData(MailboxDatum::Exists(_)) = answer {
            self.news = true;
        }
        if let Response::Data { status: Status::Bye, outcome } = answer {
            self.farewell = outcome.information.as_deref().map(short);
        }
    }

    fn judge(
        &self,
        command: &str,
        status: &Status,
        outcome: &Outcome<'_>,
    ) -> Result<(), ImapError> {
        let words = outcome.information.as_deref().map(short).unwrap_or_default();
        let account = self.account.clone();
        match status {
            Status::Ok => Ok(()),
            Status::No => Err(ImapError::Refused { account, command: short(command), words }),
            Status::Bad | Status::PreAuth | Status::Bye => {
                let words = format!("{} to {}", words, short(command));
                Err(ImapError::Protocol { account, words })
            }
        }
    }

    fn fault(&self, error: &Error) -> ImapError {
        let (account, words) = (self.account.clone(), told(error));
        match error {
            // What cannot be parsed is an `io::Error` of no other kind.
            Error::Io(error) if error.kind() == std::io::ErrorKind::Other => {
                ImapError::Protocol { account, words }
            }
            Error::Io(_) | Error::ConnectionLost => ImapError::Dropped { account, words },
            Error::Bad(_)
            | Error::No(_)
            | Error::Parse(_)
            | Error::Validate(_)
            | Error::Append
            | _ => ImapError::Protocol { account, words },
        }
    }

    fn dropped(&self, words: String) -> ImapError {
        ImapError::Dropped { account: self.account.clone(), words }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The server's leave to wait.
    Go,
    News,
}

/// The error in short: the library puts all that it read into some, mails included.
pub(super) fn told(error: &Error) -> String {
    let text = error.to_string();
    let said = text.split_once("info: Some(\"").and_then(|(_, rest)| rest.rsplit_once("\")"));
    short(said.map_or(text.as_str(), |(said, _)| said))
}

fn short(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(WORDS_SHOWN).collect()
}
