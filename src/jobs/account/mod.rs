//! Accounts: what is set up, and whether it works.

mod back;
mod legs;
mod letter;
mod quota;
mod trial;

use std::path::Path;

pub use self::legs::{Leg, Passed, Trial};
pub use self::quota::Quota;
pub use self::trial::run as try_out;
use super::sign_in;
use crate::config::secret::Secret;
use crate::config::server::{Login, Server, Source};
use crate::config::{Config, Transport};

/// A server of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// `transport`, or the name of the mailbox.
    pub name: String,
    pub kind: &'static str,
    /// The server, or the folder.
    pub place: String,
    pub port: Option<u16>,
    pub tls: Option<&'static str>,
    pub user: Option<String>,
    /// Where the password or the token comes from, in words.
    pub password: Option<String>,
    /// Whether it is there; `None` where that is known only by asking a program or a person.
    pub ready: Option<bool>,
    /// Why it is not.
    pub problem: Option<String>,
}

/// Everything that the settings set up, the transport first. No server is asked.
pub fn list(dir: &Path, config: &Config) -> Vec<Account> {
    let mut accounts = vec![match &config.transport {
        Transport::Folder { path } => Account {
            name: "transport".to_owned(),
            kind: "folder",
            place: path.display().to_string(),
            port: None,
            tls: None,
            user: None,
            password: None,
            ready: Some(true),
            problem: None,
        },
        Transport::Smtp(smtp) => {
            account(dir, "transport", "smtp", (&smtp.server, smtp.login.as_ref()))
        }
    }];
    accounts.extend(config.mailboxes.iter().map(|mailbox| {
        account(dir, &mailbox.name, "imap", (&mailbox.server, Some(&mailbox.login)))
    }));
    accounts
}

fn account(
    dir: &Path,
    name: &str,
    kind: &'static str,
    (server, login): (&Server, Option<&Login>),
) -> Account {
    let (ready, problem) = match login.map(|login| ready(dir, login)) {
        None => (Some(true), None),
        Some(Ok(ready)) => (ready, None),
        Some(Err(error)) => (Some(false), Some(format!("{error:#}"))),
    };
    Account {
        name: name.to_owned(),
        kind,
        place: server.host.clone(),
        port: Some(server.port),
        tls: Some(server.tls.word()),
        user: login.map(|login| login.user.clone()),
        password: login.map(|login| match &login.source {
            Source::Secret(secret) => secret.name(),
            Source::SignIn(oauth) => format!("the sign-in {}", oauth.name),
        }),
        ready,
        problem,
    }
}

fn ready(dir: &Path, login: &Login) -> anyhow::Result<Option<bool>> {
    match &login.source {
        // It may ask somebody.
        Source::Secret(Secret::Command(_)) => Ok(None),
        Source::Secret(
            secret @ (Secret::File(_) | Secret::Environment(_) | Secret::Keyring(_)),
        ) => secret.fetch(dir).map(|_| Some(true)),
        Source::SignIn(oauth) => {
            let name = &oauth.name;
            let signed_in = sign_in::is_signed_in(oauth)?;
            anyhow::ensure!(signed_in, "nobody has signed in: type `foi account login {name}`");
            Ok(Some(true))
        }
    }
}
