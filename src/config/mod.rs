//! `foi.toml` and the environment.

mod child;
mod dns;
pub mod keyring;
pub mod mailbox;
pub mod oauth;
mod pace;
mod regulator;
mod retention;
pub mod secret;
pub mod server;
pub mod smtp;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;

use self::mailbox::Mailbox;
use self::oauth::OAuth;
pub use self::retention::Retention;
use self::smtp::Smtp;
use crate::campaign::pace::Pace;
use crate::law::Law;
use crate::law::regime::Regulator;
use crate::letters::Sender;
use crate::toml_file::{Reader, Table, instead, utf8};

/// The name of the settings file in a workspace.
pub const FILE: &str = "foi.toml";

const SECTIONS: [&str; 11] = [
    "sender",
    "transport",
    "people",
    "receive",
    "mailbox",
    "oauth",
    "authentication",
    "pace",
    "regulator",
    "dns",
    "retention",
];

/// The settings of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub sender: Sender,
    pub transport: Transport,
    /// Folders that `foi tick` looks for new mail in.
    pub receive: Vec<PathBuf>,
    /// Mailboxes on servers that mail is fetched from.
    pub mailboxes: Vec<Mailbox>,
    /// Sign-ins that mailboxes and the transport may use.
    pub oauth: Vec<OAuth>,
    /// The server whose word on a mail's sender is believed (RFC 8601).
    pub authserv: Option<String>,
    /// Who decides, unless `--as` says otherwise.
    pub me: Option<String>,
    pub pace: Pace,
    /// Regulators that are called or reached otherwise than the program knows.
    pub regulators: Vec<(Law, Regulator)>,
    /// The DNS server that is asked, if not those of this machine.
    pub dns: Option<SocketAddr>,
    /// How long what holds personal data is kept.
    pub retention: Retention,
}

/// How letters leave. A folder is the default, and the harmless one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    Folder {
        path: PathBuf,
    },
    /// A mail server.
    Smtp(Box<Smtp>),
}

impl Transport {
    /// Whether what leaves reaches real people.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Smtp(smtp) if !smtp.server.test)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            sender: Sender::default(),
            transport: Transport::Folder { path: PathBuf::from("outbox") },
            receive: vec![PathBuf::from("mail")],
            mailboxes: Vec::new(),
            oauth: Vec::new(),
            authserv: None,
            me: None,
            pace: Pace::default(),
            regulators: Vec::new(),
            dns: None,
            retention: Retention::default(),
        }
    }
}

/// A variable of the environment; the only place that reads it.
pub fn environment(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Config {
    /// The settings in `workspace/foi.toml`, or the defaults where there is no such file.
    pub fn load(workspace: &Path) -> anyhow::Result<Self> {
        let path = workspace.join(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let text = utf8(bytes).map_err(|mistake| vec![mistake]);
        text.and_then(|text| Self::read(&text)).map_err(|mistakes| {
            let lines: Vec<String> =
                mistakes.iter().map(|mistake| mistake.at(&path.display().to_string())).collect();
            anyhow::anyhow!("{}", lines.join("\n"))
        })
    }

    fn read(text: &str) -> Result<Self, Vec<crate::toml_file::Mistake>> {
        let (mut reader, top) = Reader::open(text)?;
        reader.allow(&top, &SECTIONS);
        let mut config = Self::default();
        if let Some(table) = reader.section(&top, "sender") {
            config.sender = sender(&mut reader, &table);
        }
        for (name, table) in reader.named_sections(&top, "oauth") {
            config.oauth.push(oauth::oauth(&mut reader, &name, &table));
        }
        if let Some(table) = reader.section(&top, "transport") {
            config.transport = transport(&mut reader, &table, &config.oauth);
        }
        if let Some(table) = reader.section(&top, "people") {
            reader.allow(&table, &["me"]);
            config.me = reader.line_of_text(&table, "me").map(|text| text.value);
        }
        if let Some(table) = reader.section(&top, "authentication") {
            reader.allow(&table, &["authserv"]);
            let server = reader.line_of_text(&table, "authserv").map(|text| text.value);
            config.authserv = server.filter(|server| !server.is_empty());
        }
        if let Some(table) = reader.section(&top, "receive") {
            reader.allow(&table, &["folders"]);
            let folders = reader.texts(&table, "folders");
            config.receive = folders.into_iter().map(|text| PathBuf::from(text.value)).collect();
        }
        for (name, table) in reader.named_sections(&top, "mailbox") {
            let mailbox = mailbox::mailbox(&mut reader, &name, &table, &config.oauth);
            config.mailboxes.push(mailbox);
        }
        if let Some(table) = reader.section(&top, "pace") {
            config.pace = pace::pace(&mut reader, &table, config.pace);
        }
        if let Some(table) = reader.section(&top, "regulator") {
            reader.allow(&table, &["foia", "foisa"]);
            for law in [Law::Foia, Law::Foisa] {
                if let Some(table) = reader.section(&table, law.code()) {
                    config.regulators.extend(regulator::regulator(&mut reader, &table, law));
                }
            }
        }
        if let Some(table) = reader.section(&top, "dns") {
            config.dns = dns::server(&mut reader, &table);
        }
        if let Some(table) = reader.section(&top, "retention") {
            config.retention = Retention::read(&mut reader, &table);
        }
        reader.finish(config)
    }
}

fn sender<'t>(reader: &mut Reader<'t>, table: &Table<'t>) -> Sender {
    reader.allow(table, &["name", "organisation", "address", "postal_address", "plus_address"]);
    let line = |text: Option<crate::toml_file::At<String>>| text.map(|text| text.value);
    let address = reader.line_of_text(table, "address");
    if let Some(address) = &address
        && !address.value.is_empty()
        && address.value.parse::<lettre::Address>().is_err()
    {
        let message = format!("`{}` is not an e-mail address", address.value);
        reader.mistake("bad_address", address.line, message, "Write address = \"foi@your.org\"");
    }
    Sender {
        name: line(reader.line_of_text(table, "name")).unwrap_or_default(),
        organisation: line(reader.line_of_text(table, "organisation"))
            .filter(|text| !text.is_empty()),
        address: line(address).unwrap_or_default(),
        postal_address: line(reader.text(table, "postal_address")).filter(|text| !text.is_empty()),
        plus_address: reader.boolean(table, "plus_address").unwrap_or(false),
    }
}

fn transport<'t>(reader: &mut Reader<'t>, table: &Table<'t>, known: &[OAuth]) -> Transport {
    let kind = reader.required(table, "kind", "\"folder\"");
    if kind.value == "smtp" {
        return Transport::Smtp(Box::new(smtp::smtp(reader, table, known)));
    }
    reader.allow(table, &["kind", "path"]);
    if !kind.value.is_empty() && kind.value != "folder" {
        let message = format!("`{}` is no transport of this version", kind.value);
        let write = instead(&kind.value, &["folder", "smtp"]);
        reader.mistake("unknown_transport", kind.line, message, write);
    }
    let path = reader.line_of_text(table, "path").map_or("outbox".to_owned(), |text| text.value);
    Transport::Folder { path: PathBuf::from(path) }
}

/// A name of the user's own choice, which listings and other programs get to see.
fn plain_name<'t>(reader: &mut Reader<'t>, table: &Table<'t>, name: &str, example: &str) {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(plain) {
        let message = format!("`{name}` is no name for a section");
        let write = format!("Write {example}, with letters, digits, - and _");
        reader.mistake("bad_name", table.line, message, write);
    }
}

fn port<'t>(reader: &mut Reader<'t>, table: &Table<'t>, usual: u16) -> u16 {
    let port = reader.count(table, "port").unwrap_or(u32::from(usual));
    u16::try_from(port).unwrap_or_else(|_| {
        let message = format!("{port} is no port");
        reader.mistake("bad_port", table.line, message, format!("Write port = {usual}"));
        usual
    })
}
