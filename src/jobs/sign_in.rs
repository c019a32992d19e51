//! Signing in to a mail provider, and the token that is kept for the next time.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;

use super::access;
use crate::config::keyring;
use crate::config::oauth::{OAuth, With};
use crate::config::secret::{ExposeSecret, Secret, SecretString};
use crate::mail::folder::private;
use crate::mail::oauth::{Application, OAuthError, Redirect};

/// What a person must do to sign in.
pub enum Ask<'a> {
    /// Open this address in a browser of this machine.
    Open(&'a str),
    /// Open this address anywhere, and type this code.
    Type(&'a str, &'a str),
}

/// A fresh access token; a new refresh token takes the place of the one kept.
pub fn access_token(dir: &Path, oauth: &OAuth) -> anyhow::Result<SecretString> {
    let name = &oauth.name;
    let again = || format!("type `foi account login {name}`");
    let refresh = kept(oauth)?.with_context(|| format!("nobody has signed in: {}", again()))?;
    let tokens = application(dir, oauth)?.renew(&refresh).map_err(|error| match error {
        OAuthError::RunOut(_) | OAuthError::Denied(_) => anyhow::anyhow!("{error}: {}", again()),
        OAuthError::NotReached(_)
        | OAuthError::Refused(_)
        | OAuthError::OtherSignIn
        | OAuthError::TooLate(_)
        | OAuthError::Settings(_) => anyhow::anyhow!("[oauth.{name}]: {error}"),
    })?;
    if let Some(new) = &tokens.refresh
        && new.expose_secret() != refresh.expose_secret()
    {
        keep(dir, oauth, new)?;
    }
    Ok(tokens.access)
}

/// Signs in as the settings say, and keeps the refresh token.
pub fn sign_in(
    dir: &Path,
    oauth: &OAuth,
    patience: Duration,
    ask: &mut dyn FnMut(Ask<'_>),
) -> anyhow::Result<()> {
    // Before a person is asked for anything.
    outside(dir, oauth)?;
    let application = application(dir, oauth)?;
    let tokens = match oauth.with {
        With::Browser => {
            let redirect = Redirect::begin(&application)?;
            ask(Ask::Open(&redirect.address));
            redirect.finish(patience)?
        }
        With::Device => application
            .by_device(&mut |address, code| ask(Ask::Type(address, code)), std::thread::sleep)?,
    };
    let refresh = tokens.refresh.context(
        "the provider gave no refresh token, so the sign-in would end within the hour: check \
         `scopes` (Microsoft wants offline_access)",
    )?;
    keep(dir, oauth, &refresh)
}

/// Whether somebody has signed in, as far as can be told without asking the provider.
pub fn is_signed_in(oauth: &OAuth) -> anyhow::Result<bool> {
    Ok(kept(oauth)?.is_some())
}

fn application(dir: &Path, oauth: &OAuth) -> anyhow::Result<Application> {
    let client_secret = match &oauth.client_secret {
        Some(secret) => Some(secret.fetch(dir).context("the client secret")?),
        None => None,
    };
    Ok(Application {
        client_id: oauth.client_id.clone(),
        client_secret,
        authorise_url: oauth.authorise_url.clone(),
        token_url: oauth.token_url.clone(),
        device_url: oauth.device_url.clone(),
        scopes: oauth.scopes.clone(),
        extra: oauth.extra.clone(),
        redirect_host: oauth.redirect_host,
        trust: access::trust(dir, oauth.ca_file.as_deref())?,
    })
}

fn kept(oauth: &OAuth) -> anyhow::Result<Option<SecretString>> {
    match &oauth.token_file {
        None => keyring::find(&oauth.entry()),
        Some(path) if path.exists() => Secret::File(path.clone()).fetch(Path::new("/")).map(Some),
        Some(_) => Ok(None),
    }
}

fn keep(dir: &Path, oauth: &OAuth, token: &SecretString) -> anyhow::Result<()> {
    let Some(path) = &oauth.token_file else { return keyring::keep(&oauth.entry(), token) };
    outside(dir, oauth)?;
    let writing = || format!("writing {}", path.display());
    // A token that was cut short would be none: the old one stays until the new one is whole.
    let part = path.with_extension("part");
    let _ = fs::remove_file(&part);
    let mut file = private(&part).with_context(writing)?;
    file.write_all(token.expose_secret().as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&part, path))
        .with_context(writing)
}

/// Makes sure that a token file lies outside the workspace, which is copied and shared.
fn outside(dir: &Path, oauth: &OAuth) -> anyhow::Result<()> {
    let Some(path) = &oauth.token_file else { return Ok(()) };
    let folder = path.parent().context("token_file has no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    anyhow::ensure!(
        !folder.canonicalize()?.starts_with(dir.canonicalize()?),
        "{} lies in the workspace, which is copied and shared: name a file outside it in \
         token_file of [oauth.{}]",
        path.display(),
        oauth.name
    );
    Ok(())
}
