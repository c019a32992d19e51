//! The SMTP transport: one conversation with a server, whose every answer is told apart.
//!
//! Until TLS is there, only a server on this machine is spoken to.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration as Patience;

use chrono::{DateTime, Duration, Utc};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::{Outcome, wire};

/// How long the server may take to answer.
const PATIENCE: Patience = Patience::from_mins(1);

/// "Service not available, closing transmission channel" (RFC 5321, 4.2.3): no other letter fares better.
const CLOSING: u16 = 421;

/// How long a letter waits that was refused for now.
const PAUSE: Duration = Duration::minutes(15);

/// A server that letters are handed to.
pub struct Smtp {
    server: SocketAddr,
    connection: Option<SmtpConnection>,
}

impl Smtp {
    pub fn new(host: IpAddr, port: u16) -> Self {
        Self { server: SocketAddr::new(host, port), connection: None }
    }

    /// Goes as far with the server as it can go without the letter: a conversation, the envelope, and the
    /// word that the letter may come. Whoever is killed until then has sent nothing.
    pub fn prepare(&mut self, (from, to): (&str, &str), now: DateTime<Utc>) -> Result<(), Outcome> {
        let mut connection = self.connected()?;
        // Until the message itself has gone, nothing can have left.
        if let Err(outcome) = envelope(&mut connection, (from, to), now) {
            connection.abort();
            return Err(outcome);
        }
        self.connection = Some(connection);
        Ok(())
    }

    /// The open conversation, or a new one.
    fn connected(&mut self) -> Result<SmtpConnection, Outcome> {
        if let Some(mut connection) = self.connection.take()
            && connection.test_connected()
        {
            return Ok(connection);
        }
        let hello = ClientId::Domain("localhost".to_owned());
        SmtpConnection::connect(self.server, Some(PATIENCE), &hello, None, None).map_err(|error| {
            let words = format!("no conversation with {}: {}", self.server.ip(), told(&error));
            Outcome::Away { words }
        })
    }

    /// Hands over the letter that the server waits for.
    pub fn hand_over(&mut self, bytes: &[u8], now: DateTime<Utc>) -> Outcome {
        let Some(mut connection) = self.connection.take() else {
            return Outcome::Away { words: "the conversation was not opened".to_owned() };
        };
        let handed_over = match wire::in_one_piece(bytes) {
            Some(whole) => connection.command(whole),
            None => connection.message(bytes),
        };
        match handed_over {
            Ok(response) => {
                let words = response.first_line().unwrap_or("accepted").to_owned();
                self.connection = Some(connection);
                Outcome::Accepted { words }
            }
            Err(error) => {
                connection.abort();
                // Only a refusal in words shows that the letter did not leave.
                refused(&error, now).unwrap_or_else(|| Outcome::Unknown {
                    words: format!("cut off after the letter was handed over: {}", told(&error)),
                })
            }
        }
    }

    /// Breaks off: what the server waits for does not come.
    pub fn break_off(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            connection.abort();
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        if let Some(connection) = &mut self.connection {
            let _ = connection.quit();
        }
    }
}

fn envelope(
    connection: &mut SmtpConnection,
    (from, to): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), Outcome> {
    let address = |text: &str| {
        text.parse::<lettre::Address>()
            .map_err(|error| Outcome::Refused { words: format!("`{text}` is no address: {error}") })
    };
    let (from, to) = (address(from)?, address(to)?);
    let outcome = |error: Error| {
        refused(&error, now).unwrap_or_else(|| Outcome::Away { words: told(&error) })
    };
    connection.command(Mail::new(Some(from), vec![])).map_err(outcome)?;
    connection.command(Rcpt::new(to, vec![])).map_err(outcome)?;
    connection.command(Data).map_err(outcome)?;
    Ok(())
}

/// What the server said, where it refused: for now (4xx) or for good (5xx).
fn refused(error: &Error, now: DateTime<Utc>) -> Option<Outcome> {
    if error.is_permanent() {
        Some(Outcome::Refused { words: told(error) })
    } else if error.status().is_some_and(|code| u16::from(code) == CLOSING) {
        Some(Outcome::Away { words: told(error) })
    } else if error.is_transient() {
        Some(Outcome::Deferred { until: now + PAUSE, words: told(error) })
    } else {
        None
    }
}

/// The error with its cause, on one line.
fn told(error: &Error) -> String {
    use std::error::Error as _;
    let code = error.status().map(|code| format!("{code} ")).unwrap_or_default();
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    format!("{code}{cause}").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    /// A server that answers with these lines, one to each of ours, and then hangs up. The answer
    /// to the message itself comes after its final dot.
    fn server(answers: &'static [&'static str]) -> Smtp {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            stream.write_all(b"220 test\r\n").unwrap();
            let mut in_message = false;
            for answer in answers {
                while let Some(Ok(line)) = lines.next() {
                    if !in_message || line == "." {
                        break;
                    }
                }
                in_message = answer.starts_with("354");
                if !answer.is_empty() {
                    stream.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
                }
            }
        });
        Smtp::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
    }

    fn sent(answers: &'static [&'static str]) -> Outcome {
        let mut smtp = server(answers);
        let now = DateTime::UNIX_EPOCH;
        match smtp.prepare(("a@b.invalid", "c@d.invalid"), now) {
            Ok(()) => smtp.hand_over(b"Subject: x\r\n\r\nx\r\n", now),
            Err(outcome) => outcome,
        }
    }

    #[test]
    fn a_letter_that_the_server_takes_is_accepted_with_its_words() {
        let answers = &["250 hello", "250 ok", "250 ok", "354 go on", "250 queued as 17"];
        assert_eq!(sent(answers), Outcome::Accepted { words: "queued as 17".to_owned() });
    }

    #[test]
    fn a_refusal_for_good_is_told_from_one_for_now_at_every_step() {
        let good: [&'static [&'static str]; 3] = [
            &["250 hello", "550 no such sender"],
            &["250 hello", "250 ok", "550 no such mailbox"],
            &["250 hello", "250 ok", "250 ok", "354 go on", "554 not wanted"],
        ];
        for answers in good {
            assert!(matches!(sent(answers), Outcome::Refused { .. }), "{answers:?}");
        }
        let now: [&'static [&'static str]; 3] = [
            &["250 hello", "451 busy"],
            &["250 hello", "250 ok", "450 greylisted"],
            &["250 hello", "250 ok", "250 ok", "354 go on", "452 full"],
        ];
        for answers in now {
            assert!(matches!(sent(answers), Outcome::Deferred { .. }), "{answers:?}");
        }
    }

    #[test]
    fn a_line_that_breaks_after_the_letter_leaves_its_fate_unknown() {
        let answers = &["250 hello", "250 ok", "250 ok", "354 go on", ""];
        assert!(matches!(sent(answers), Outcome::Unknown { .. }));
    }

    #[test]
    fn a_line_that_breaks_before_the_letter_leaves_it_here() {
        assert!(matches!(sent(&["250 hello", "250 ok", ""]), Outcome::Away { .. }));
        let closing = &["250 hello", "250 ok", "421 4.3.2 shutting down"];
        assert!(matches!(sent(closing), Outcome::Away { .. }));
        let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let mut smtp = Smtp::new(closed.ip(), closed.port());
        let prepared = smtp.prepare(("a@b.invalid", "c@d.invalid"), DateTime::UNIX_EPOCH);
        assert!(matches!(prepared, Err(Outcome::Away { .. })));
    }
}
