//! `[mailbox.NAME]`: where mail is fetched.

use super::oauth::OAuth;
use super::server::{self, Login, Server, Tls};
use crate::toml_file::{At, Reader, Table};

/// A mailbox on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// As the settings name it: it stands in the name of each of its mails.
    pub name: String,
    pub server: Server,
    pub login: Login,
    pub folders: Vec<String>,
    /// Where a mail goes on the server once it has been taken in.
    pub move_to: Option<String>,
}

/// The mailbox of one section; what is wrong in it is told by `reader`.
pub(super) fn mailbox<'t>(
    reader: &mut Reader<'t>,
    name: &str,
    table: &Table<'t>,
    known: &[OAuth],
) -> Mailbox {
    let own = ["kind", "folders", "move_to"];
    reader.allow(table, &[own.as_slice(), server::KEYS.as_slice()].concat());
    super::plain_name(reader, table, name, "[mailbox.office]");
    server::one_of(reader, table, "kind", &[("imap", ())], None);
    let host = reader.required(table, "host", "\"imap.your-provider.example\"");
    let server = server::server(reader, table, host, Tls::Implicit, |tls| match tls {
        Tls::Implicit => 993,
        Tls::StartTls | Tls::None => 143,
    });
    let login = server::login(reader, table, known);
    let (folders, move_to) = folders(reader, table);
    Mailbox { name: name.to_owned(), server, login, folders, move_to }
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
