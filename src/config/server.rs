//! What the settings say of every server: where it is, how the line is encrypted, who logs in.

use std::path::PathBuf;

use super::keyring;
use super::oauth::OAuth;
use super::secret::Secret;
use crate::toml_file::{At, Reader, Table, instead};

/// The keys of a server and of the user who logs in.
pub(super) const KEYS: [&str; 13] = [
    "host",
    "port",
    "tls",
    "ca_file",
    "test",
    "user",
    "auth",
    "oauth",
    "password",
    "password_file",
    "password_env",
    "password_command",
    "password_keyring",
];

/// A server, and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Certificates to trust in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// Nothing on it is real: time may be set by `FOI_NOW`.
    pub test: bool,
}

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    Implicit,
    StartTls,
    /// Only to this machine.
    None,
}

/// How the user is made known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    Plain,
    Login,
    XOAuth2,
}

/// Who logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub user: String,
    pub auth: Auth,
    pub source: Source,
}

/// What proves that it is the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A password or an access token that is kept somewhere.
    Secret(Secret),
    /// An access token that is asked for each time, after a sign-in with the browser.
    SignIn(Box<OAuth>),
}

impl Tls {
    /// As the settings write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::StartTls => "starttls",
            Self::None => "none",
        }
    }
}

/// The server of a section; `usual` is the encryption if none is named, and `ports` gives the usual
/// port for each.
pub(super) fn server<'t>(
    reader: &mut Reader<'t>,
    table: &Table<'t>,
    host: At<String>,
    usual: Tls,
    ports: fn(Tls) -> u16,
) -> Server {
    let words = [Tls::Implicit, Tls::StartTls, Tls::None].map(|tls| (tls.word(), tls));
    let tls = one_of(reader, table, "tls", &words, Some(usual)).unwrap_or(usual);
    if tls == Tls::None && !host.value.is_empty() && !loopback(&host.value) {
        let message = format!("`{}` is not this machine: all would be seen on the way", host.value);
        reader.mistake("not_encrypted", host.line, message, "Write tls = \"implicit\"");
    }
    Server {
        host: host.value,
        port: super::port(reader, table, ports(tls)),
        tls,
        ca_file: reader.line_of_text(table, "ca_file").map(|text| PathBuf::from(text.value)),
        test: reader.boolean(table, "test").unwrap_or(false),
    }
}

/// Whether a host is this machine without asking anybody.
pub(super) fn loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Who logs in. `known` are the sign-ins that the settings describe.
pub(super) fn login<'t>(reader: &mut Reader<'t>, table: &Table<'t>, known: &[OAuth]) -> Login {
    let user = reader.required(table, "user", "\"requests@your.org\"").value;
    let words = [("plain", Auth::Plain), ("login", Auth::Login), ("xoauth2", Auth::XOAuth2)];
    let auth = one_of(reader, table, "auth", &words, Some(Auth::Plain)).unwrap_or(Auth::Plain);
    if let Some(named) = reader.line_of_text(table, "oauth").filter(|text| !text.value.is_empty()) {
        if let Some((line, _)) = secrets(reader, table, "password").into_iter().next() {
            let message = "a sign-in needs no password";
            reader.mistake("two_passwords", line, message, "Take out one of the two");
        }
        let found = known.iter().find(|oauth| oauth.name == named.value);
        if let Some(oauth) = found {
            let source = Source::SignIn(Box::new(oauth.clone()));
            return Login { user, auth: Auth::XOAuth2, source };
        }
        let message = format!("there is no [oauth.{}]", named.value);
        let names: Vec<&str> = known.iter().map(|oauth| oauth.name.as_str()).collect();
        let write = if names.is_empty() {
            format!("Write a section [oauth.{}]", named.value)
        } else {
            instead(&named.value, &names)
        };
        reader.mistake("unknown_sign_in", named.line, message, write);
    }
    let secret = one_secret(reader, table, "password").unwrap_or_else(|| {
        if reader.text(table, "oauth").is_none() {
            let write = format!("Write one of: {}, oauth", keys("password").join(", "));
            reader.mistake("no_password", table.line, "nothing says who may log in", write);
        }
        Secret::Environment(String::new())
    });
    Login { user, auth, source: Source::Secret(secret) }
}

/// The keys that may say where a secret is.
fn keys(what: &str) -> [String; 4] {
    ["keyring", "file", "env", "command"].map(|place| format!("{what}_{place}"))
}

/// Where the secret `what` comes from; two places, or the secret itself, are mistakes.
pub(super) fn one_secret<'t>(
    reader: &mut Reader<'t>,
    table: &Table<'t>,
    what: &str,
) -> Option<Secret> {
    let found = secrets(reader, table, what);
    if let [_, (line, _), ..] = found.as_slice() {
        let write = format!("Write one of: {}", keys(what).join(", "));
        let message = format!("the {} stands in two places", what.replace('_', " "));
        reader.mistake("two_passwords", *line, message, write);
    }
    found.into_iter().next().map(|(_, secret)| secret)
}

fn secrets<'t>(reader: &mut Reader<'t>, table: &Table<'t>, what: &str) -> Vec<(usize, Secret)> {
    let [in_keyring, in_file, in_env, in_command] = keys(what);
    if let Some(line) = reader.line_of(table, what) {
        let message = format!("a {} never stands in this file", what.replace('_', " "));
        let write = format!(
            "Take it out, type `foi account password NAME` to keep it in the keyring, and write \
             {in_keyring} = \"NAME\""
        );
        reader.mistake("secret_in_settings", line, message, write);
    }
    let mut found: Vec<(usize, Secret)> = Vec::new();
    let mut text = |key: &str, secret: fn(String) -> Secret| {
        let text = reader.line_of_text(table, key).filter(|text| !text.value.is_empty())?;
        Some((text.line, secret(text.value)))
    };
    let kept = text(&in_keyring, Secret::Keyring);
    found.extend(text(&in_file, |path| Secret::File(PathBuf::from(path))));
    found.extend(text(&in_env, Secret::Environment));
    if let Some((line, Secret::Keyring(name))) = &kept
        && !keyring::is_name(name)
    {
        let message = format!("`{name}` is no name for an entry of the keyring");
        let write = format!("Write {in_keyring} = \"requests@your.org\"");
        reader.mistake("bad_name", *line, message, write);
    }
    found.extend(kept);
    let command = reader.texts(table, &in_command);
    if let Some(first) = command.first() {
        let line = first.line;
        found.push((line, Secret::Command(command.into_iter().map(|word| word.value).collect())));
    }
    if found.is_empty() && reader.line_of(table, what).is_some() {
        // It is told of already; nothing else is missing.
        found.push((table.line, Secret::Environment(String::new())));
    }
    found
}

/// The value that stands for the word under `key`; without `usual`, the key must be there.
pub(super) fn one_of<'t, T: Copy>(
    reader: &mut Reader<'t>,
    table: &Table<'t>,
    key: &'static str,
    words: &[(&'static str, T)],
    usual: Option<T>,
) -> Option<T> {
    let first = words.first().map_or("", |(word, _)| word);
    let text = match usual {
        Some(_) => reader.line_of_text(table, key),
        None => Some(reader.required(table, key, &format!("\"{first}\""))),
    };
    let Some(text) = text.filter(|text| !text.value.is_empty()) else { return usual };
    let known = words.iter().find(|(word, _)| *word == text.value).map(|(_, value)| *value);
    if known.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("`{}` is no `{key}` that this version knows", text.value);
        reader.mistake("unknown_word", text.line, message, instead(&text.value, &known));
    }
    known.or(usual)
}
