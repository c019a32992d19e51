//! From the settings to a server that can be reached: encryption, and the secret as it is now.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::sign_in;
use crate::config::secret::SecretString;
use crate::config::server::{Auth, Login as Settings, Server, Source, Tls};
use crate::config::smtp::Smtp;
use crate::mail::smtp::{Account, Encryption, Login, PATIENCE, PATIENCE_AT_END, Trust};

/// The account that letters are handed to, with its password as it is now, or with a fresh access token.
pub fn smtp(dir: &Path, settings: &Smtp) -> anyhow::Result<Account> {
    let login = match &settings.login {
        Some(settings) => Some((settings.user.clone(), login(dir, settings)?)),
        None => None,
    };
    Ok(Account {
        host: settings.server.host.clone(),
        port: settings.server.port,
        encryption: encryption(dir, &settings.server)?,
        login,
        notify_success: settings.notify_success,
        patience: PATIENCE,
        patience_at_end: PATIENCE_AT_END,
    })
}

/// How the line to a server is encrypted, and whose certificates are believed.
pub fn encryption(dir: &Path, server: &Server) -> anyhow::Result<Encryption> {
    let trust = trust(dir, server.ca_file.as_deref());
    Ok(match server.tls {
        Tls::Implicit => Encryption::Implicit(trust?),
        Tls::StartTls => Encryption::StartTls(trust?),
        Tls::None => Encryption::None,
    })
}

pub(super) fn trust(dir: &Path, ca_file: Option<&Path>) -> anyhow::Result<Trust> {
    let Some(path) = ca_file else { return Ok(Trust::System) };
    let path = dir.join(path);
    Ok(Trust::Own(fs::read(&path).with_context(|| format!("reading {}", path.display()))?))
}

/// What proves who logs in, as it is now.
pub fn login(dir: &Path, settings: &Settings) -> anyhow::Result<Login> {
    let secret: SecretString = match &settings.source {
        Source::Secret(secret) => secret.fetch(dir)?,
        Source::SignIn(oauth) => sign_in::access_token(dir, oauth)?,
    };
    Ok(match settings.auth {
        Auth::Plain => Login::Plain(secret),
        Auth::Login => Login::Login(secret),
        Auth::XOAuth2 => Login::XOAuth2(secret),
    })
}
