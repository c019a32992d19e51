//! From a name to a session: the line, its encryption, the greeting, the login.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use async_imap::imap_proto::{Response, Status};
use async_imap::{Authenticator, Client, Session};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::account::{Account, ImapError};
use super::patient::{Patient, Wire};
use super::talk::told;
use crate::mail::access::{Encryption, Login, Trust};

/// A session whose user is known to the server.
pub(super) async fn session(account: &Account) -> Result<Session<Patient>, ImapError> {
    let client = greeted(account).await.map_err(|words| ImapError::NotConnected {
        account: account.name.clone(),
        server: format!("{}:{}", account.host, account.port),
        words,
    })?;
    log_in(client, account).await
}

/// A client that has read the greeting, on a line as safe as the account wants it.
async fn greeted(account: &Account) -> Result<Client<Patient>, String> {
    let line = dial(account).await?;
    let (trust, at_once) = match &account.encryption {
        Encryption::None => return first_words(client(line, account)).await,
        Encryption::Implicit(trust) => (trust, true),
        Encryption::StartTls(trust) => (trust, false),
    };
    let line = if at_once {
        line
    } else {
        let mut plain = first_words(client(line, account)).await?;
        plain.run_command_and_check_ok("STARTTLS", None).await.map_err(|error| {
            format!("it does not take STARTTLS ({}): try tls = \"implicit\"", told(&error))
        })?;
        // What came before the encryption is thrown away with the client's buffer.
        plain.into_inner().into_wire()
    };
    let encrypted = client(encrypt(line, trust, account).await?, account);
    if at_once { first_words(encrypted).await } else { Ok(encrypted) }
}

fn client(wire: Box<dyn Wire>, account: &Account) -> Client<Patient> {
    Client::new(Patient::new(wire, account.patience))
}

async fn dial(account: &Account) -> Result<Box<dyn Wire>, String> {
    let dialling = async {
        // In clear a name is not asked for: the answer might be another machine.
        if account.encryption == Encryption::None && account.host == "localhost" {
            TcpStream::connect((Ipv4Addr::LOCALHOST, account.port)).await
        } else {
            TcpStream::connect((account.host.as_str(), account.port)).await
        }
    };
    Ok(Box::new(in_time(account.patience, dialling).await.map_err(|error| error.to_string())?))
}

async fn in_time<T>(
    patience: Duration,
    work: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    tokio::time::timeout(patience, work).await.unwrap_or_else(|_| {
        let words = format!("no answer in {} seconds", patience.as_secs_f32().ceil());
        Err(io::Error::new(io::ErrorKind::TimedOut, words))
    })
}

/// Reads the greeting, which comes before any command.
async fn first_words(mut client: Client<Patient>) -> Result<Client<Patient>, String> {
    let greeting = client.read_response().await.map_err(|error| error.to_string())?;
    let greeting = greeting.ok_or("it hung up without a greeting")?;
    let Response::Data { status, outcome } = greeting.parsed() else {
        return Err("it did not greet as an IMAP server does".to_owned());
    };
    let words = outcome.information.as_deref().unwrap_or_default();
    match status {
        Status::Ok => {}
        // Somebody already known before the encryption would be somebody else.
        Status::PreAuth => return Err("it takes us for a user without asking".to_owned()),
        Status::Bye | Status::No | Status::Bad => return Err(format!("it said: {words}")),
    }
    Ok(client)
}

async fn encrypt(
    line: Box<dyn Wire>,
    trust: &Trust,
    account: &Account,
) -> Result<Box<dyn Wire>, String> {
    let name = ServerName::try_from(account.host.clone())
        .map_err(|_| format!("`{}` is no name of a server", account.host))?;
    let settings = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots(trust)?)
        .with_no_client_auth();
    let shaking = TlsConnector::from(Arc::new(settings)).connect(name, line);
    let line = in_time(account.patience, shaking)
        .await
        .map_err(|error| format!("the encryption could not be agreed on: {error}"))?;
    Ok(Box::new(line))
}

fn roots(trust: &Trust) -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    // The system's list may hold some that are too old to be read; one's own must be good.
    match trust {
        Trust::System => {
            store.add_parsable_certificates(trust.authorities()?);
        }
        Trust::Own(_) => {
            for certificate in trust.authorities()? {
                store.add(certificate).map_err(|error| format!("the ca_file: {error}"))?;
            }
        }
    }
    Ok(store)
}

async fn log_in(client: Client<Patient>, account: &Account) -> Result<Session<Patient>, ImapError> {
    let user = &account.user;
    let outcome = match &account.login {
        Login::Login(password) => client.login(user, password.expose_secret()).await,
        Login::Plain(password) => {
            let words = format!("\0{user}\0{}", password.expose_secret());
            client.authenticate("PLAIN", Once::new(words)).await
        }
        Login::XOAuth2(token) => {
            let words = format!("user={user}\x01auth=Bearer {}\x01\x01", token.expose_secret());
            client.authenticate("XOAUTH2", Once::new(words)).await
        }
    };
    outcome.map_err(|(error, _)| {
        use async_imap::error::Error;
        let (account, words) = (account.name.clone(), told(&error));
        match error {
            Error::Io(_) | Error::ConnectionLost => ImapError::Dropped { account, words },
            Error::Parse(_) => ImapError::Protocol { account, words },
            Error::Bad(_) | Error::No(_) | Error::Validate(_) | Error::Append | _ => {
                ImapError::LoginRefused { account, user: user.clone(), words }
            }
        }
    })
}

/// Says its words to the first challenge. A second one is how a server explains why it refuses; it
/// wants an empty line before it says so.
struct Once {
    words: Option<SecretString>,
}

impl Once {
    fn new(words: String) -> Self {
        Self { words: Some(SecretString::from(words)) }
    }
}

impl Authenticator for Once {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        self.words.take().map(|words| words.expose_secret().to_owned()).unwrap_or_default()
    }
}
