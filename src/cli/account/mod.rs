//! `foi account`.

mod trial;

use std::io::{self, BufRead, IsTerminal};
use std::time::Duration;

use anyhow::Context;
use clap::Subcommand;
use console::Term;
use serde_json::json;

use super::out::{self, cell};
use super::{Ended, Session};
use crate::config::keyring;
use crate::config::oauth::OAuth;
use crate::config::secret::SecretString;
use crate::jobs::Workspace;
use crate::jobs::account;
use crate::jobs::sign_in::{self, Ask};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Keep a password in the system's keyring: typed without being shown, or from standard input
    Password {
        /// The entry, as `password_keyring` in foi.toml names it
        name: String,
    },
    /// Sign in with Google, Microsoft or another provider, as [oauth.NAME] in foi.toml says
    Login {
        /// NAME of [oauth.NAME]
        name: String,
        /// Minutes to wait for the browser
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=60))]
        minutes: u64,
    },
    /// Send a mail to yourself, also through the plus-address, and fetch it back
    Test {
        /// Seconds to wait for it
        #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
        wait: u64,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    match &args.command {
        None => list(session, &workspace),
        Some(Command::Password { name }) => password(session, name),
        Some(Command::Login { name, minutes }) => {
            login(session, &workspace, name, Duration::from_mins(*minutes))
        }
        Some(Command::Test { wait }) => {
            let trial = account::try_out(&workspace, Duration::from_secs(*wait))?;
            let show = if session.json { trial::rows } else { trial::told };
            show(&trial)?;
            Ok(if trial.passed() { Ended::Done } else { Ended::Failed })
        }
    }
}

fn list(session: &Session, workspace: &Workspace) -> anyhow::Result<Ended> {
    let accounts = account::list(&workspace.dir, &workspace.config);
    if session.json {
        for row in &accounts {
            out::object(&json!({
                "account": row.name, "kind": row.kind, "place": row.place, "port": row.port,
                "tls": row.tls, "user": row.user, "password_from": row.password,
                "ready": row.ready, "problem": row.problem,
            }))?;
        }
        return Ok(Ended::Done);
    }
    let rows: Vec<Vec<String>> = accounts
        .iter()
        .map(|row| {
            let port = row.port.map(|port| format!(":{port}")).unwrap_or_default();
            let ready = match row.ready {
                Some(true) => "yes".to_owned(),
                Some(false) => row.problem.clone().unwrap_or_default(),
                None => "asked when needed".to_owned(),
            };
            vec![
                row.name.clone(),
                row.kind.to_owned(),
                format!("{}{port}", row.place),
                cell(row.tls),
                cell(row.user.clone()),
                cell(row.password.clone()),
                ready,
            ]
        })
        .collect();
    out::table(&["account", "kind", "place", "tls", "user", "password from", "ready"], &rows)?;
    out::line("`foi account test` tries them out.")?;
    Ok(Ended::Done)
}

fn password(session: &Session, name: &str) -> anyhow::Result<Ended> {
    anyhow::ensure!(
        keyring::is_name(name),
        "`{name}` is no name for an entry: use letters, digits and - _ . @ + /"
    );
    let secret = typed(name)?;
    keyring::keep(name, &secret)?;
    let said = format!("Kept in the keyring. In foi.toml write password_keyring = \"{name}\".");
    session.decided(&json!({"kept": name}), &said)
}

/// A line that is not shown while it is typed; the first line of standard input where nobody types.
fn typed(name: &str) -> anyhow::Result<SecretString> {
    let text = if io::stdin().is_terminal() {
        out::note(&format!("Password for {name} (it is not shown):"));
        Term::stderr().read_secure_line().context("reading the password")?
    } else {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).context("reading the password")?;
        line
    };
    let text = text.trim_end_matches(['\r', '\n']);
    anyhow::ensure!(!text.is_empty(), "the password is empty: nothing was kept");
    Ok(SecretString::from(text))
}

fn login(
    session: &Session,
    workspace: &Workspace,
    name: &str,
    patience: Duration,
) -> anyhow::Result<Ended> {
    let known = &workspace.config.oauth;
    let names: Vec<&str> = known.iter().map(|oauth| oauth.name.as_str()).collect();
    let oauth: &OAuth = known.iter().find(|oauth| oauth.name == name).with_context(|| {
        if names.is_empty() {
            format!("foi.toml has no [oauth.{name}]: docs/accounts.md says how to write one")
        } else {
            format!("foi.toml has no [oauth.{name}], but: {}", names.join(", "))
        }
    })?;
    sign_in::sign_in(&workspace.dir, oauth, patience, &mut |ask| match ask {
        Ask::Open(address) => {
            out::note(&format!("Open this address in a browser of this machine:\n\n{address}\n"));
        }
        Ask::Type(address, code) => {
            out::note(&format!("Open {address} on any device and type the code {code}"));
        }
    })?;
    let said = format!("Signed in. Where foi.toml says oauth = \"{name}\", it is used.");
    session.decided(&json!({"signed_in": name}), &said)
}
