//! `[mailbox.NAME]`: where mail is fetched.

use std::path::PathBuf;

use super::secret::Secret;
use crate::toml_file::{At, Reader, Table, instead};

const KEYS: [&str; 13] = [
    "kind",
    "host",
    "port",
    "tls",
    "user",
    "auth",
    "password_file",
    "password_env",
    "password_command",
    "folders",
    "move_to",
    "ca_file",
    "test",
];

/// A mailbox on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// As the settings name it: it stands in the name of each of its mails.
    pub name: String,
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: String,
    pub auth: Auth,
    pub secret: Secret,
    pub folders: Vec<String>,
    /// Where a mail goes on the server once it has been taken in.
    pub move_to: Option<String>,
    /// Certificates to trust in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// Its mails are nobody's: time may be set by `FOI_NOW`.
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

/// The mailbox of one section; what is wrong in it is told by `reader`.
pub(super) fn mailbox<'t>(reader: &mut Reader<'t>, name: &str, table: &Table<'t>) -> Mailbox {
    reader.allow(table, &KEYS);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(plain) {
        let message = format!("`{name}` is no name for a mailbox");
        let write = "Write [mailbox.office], with letters, digits, - and _";
        reader.mistake("bad_mailbox_name", table.line, message, write);
    }
    one_of(reader, table, "kind", &[("imap", ())], None);
    let host = reader.required(table, "host", "\"imap.your-provider.example\"");
    let encryption =
        [("implicit", Tls::Implicit), ("starttls", Tls::StartTls), ("none", Tls::None)];
    let tls = one_of(reader, table, "tls", &encryption, Some(Tls::Implicit));
    let tls = tls.unwrap_or(Tls::Implicit);
    if tls == Tls::None && !host.value.is_empty() && !loopback(&host.value) {
        let message = format!("`{}` is not this machine: the password would be seen", host.value);
        reader.mistake("not_encrypted", host.line, message, "Write tls = \"implicit\"");
    }
    let usual = if tls == Tls::Implicit { 993 } else { 143 };
    let port = super::port(reader, table, usual);
    let user = reader.required(table, "user", "\"requests@your.org\"").value;
    let auth = [("plain", Auth::Plain), ("login", Auth::Login), ("xoauth2", Auth::XOAuth2)];
    let auth = one_of(reader, table, "auth", &auth, Some(Auth::Plain)).unwrap_or(Auth::Plain);
    let secret = secret(reader, table);
    let (folders, move_to) = folders(reader, table);
    let ca_file = reader.line_of_text(table, "ca_file").map(|text| PathBuf::from(text.value));
    let test = reader.boolean(table, "test").unwrap_or(false);
    let (name, host) = (name.to_owned(), host.value);
    Mailbox { name, host, port, tls, user, auth, secret, folders, move_to, ca_file, test }
}

/// Whether a host is this machine without asking anybody.
fn loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The value that stands for the word under `key`; without `usual`, the key must be there.
fn one_of<'t, T: Copy>(
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
        let message = format!("`{}` is no `{key}` of a mailbox", text.value);
        reader.mistake("unknown_word", text.line, message, instead(&text.value, &known));
    }
    known.or(usual)
}

fn secret<'t>(reader: &mut Reader<'t>, table: &Table<'t>) -> Secret {
    let file = reader.line_of_text(table, "password_file").filter(|text| !text.value.is_empty());
    let variable = reader.line_of_text(table, "password_env").filter(|text| !text.value.is_empty());
    let command = reader.texts(table, "password_command");
    let mut found: Vec<(usize, Secret)> = Vec::new();
    found.extend(file.map(|text| (text.line, Secret::File(PathBuf::from(text.value)))));
    found.extend(variable.map(|text| (text.line, Secret::Environment(text.value))));
    if let Some(first) = command.first() {
        let line = first.line;
        found.push((line, Secret::Command(command.into_iter().map(|word| word.value).collect())));
    }
    let write = "Write one of: password_file, password_env, password_command";
    if let [_, (line, _), ..] = found.as_slice() {
        reader.mistake("two_passwords", *line, "the password stands in two places", write);
    }
    found.into_iter().next().map_or_else(
        || {
            reader.mistake("no_password", table.line, "the mailbox has no password", write);
            Secret::Environment(String::new())
        },
        |(_, secret)| secret,
    )
}

fn folders<'t>(reader: &mut Reader<'t>, table: &Table<'t>) -> (Vec<String>, Option<String>) {
    let mut folders: Vec<At<String>> = reader.texts(table, "folders");
    folders.retain(|folder| !folder.value.is_empty());
    let move_to = reader.line_of_text(table, "move_to").filter(|text| !text.value.is_empty());
    let mut folders: Vec<String> = folders.into_iter().map(|folder| folder.value).collect();
    if folders.is_empty() {
        folders.push("INBOX".to_owned());
    }
    let mut seen = std::collections::BTreeSet::new();
    folders.retain(|folder| seen.insert(folder.clone()));
    if let Some(to) = move_to.as_ref().filter(|to| folders.contains(&to.value)) {
        let message = format!("mail would be moved to `{}`, where it is fetched from", to.value);
        reader.mistake("moved_in_a_circle", to.line, message, "Write another folder in move_to");
    }
    (folders, move_to.map(|text| text.value))
}
