//! `[transport] kind = "smtp"`: the mail server that letters are handed to.

use super::oauth::OAuth;
use super::server::{self, Login, Server, Tls, loopback};
use crate::toml_file::{At, Reader, Table};

/// A mail server, and what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    pub server: Server,
    /// `None`: it takes letters from anybody, as one on this machine may.
    pub login: Option<Login>,
    /// Whether it shall report that a letter arrived, too (RFC 3461).
    pub notify_success: bool,
    /// Letters that the provider takes in a day, where the person knows it.
    pub daily_quota: Option<u32>,
}

impl Smtp {
    /// A server on this machine that is spoken to in clear and takes letters from anybody.
    pub fn here(host: std::net::IpAddr, port: u16, test: bool) -> Self {
        let host = host.to_string();
        let server = Server { host, port, tls: Tls::None, ca_file: None, test };
        Self { server, login: None, notify_success: false, daily_quota: None }
    }
}

pub(super) fn smtp<'t>(reader: &mut Reader<'t>, table: &Table<'t>, known: &[OAuth]) -> Smtp {
    let own = ["kind", "notify_success", "daily_quota"];
    reader.allow(table, &[own.as_slice(), server::KEYS.as_slice()].concat());
    let host = reader.line_of_text(table, "host").filter(|text| !text.value.is_empty());
    let host = host.unwrap_or(At { value: "127.0.0.1".to_owned(), line: table.line });
    // A relay on this machine needs no encryption; every other server does.
    let usual = if loopback(&host.value) { Tls::None } else { Tls::Implicit };
    let server = server::server(reader, table, host, usual, |tls| match tls {
        Tls::Implicit => 465,
        Tls::StartTls => 587,
        Tls::None => 25,
    });
    let of_user = ["user", "auth", "oauth", "password", "password_file", "password_env"];
    let of_user = of_user.into_iter().chain(["password_command", "password_keyring"]);
    let logs_in = of_user.filter(|key| reader.line_of(table, key).is_some()).count() > 0;
    let login = logs_in.then(|| server::login(reader, table, known));
    if login.is_none() && !server.host.is_empty() && !loopback(&server.host) {
        let message = format!("`{}` will want to know who sends", server.host);
        let write =
            "Write user = \"requests@your.org\" and password_keyring = \"requests@your.org\"";
        reader.mistake("no_user", table.line, message, write);
    }
    Smtp {
        server,
        login,
        notify_success: reader.boolean(table, "notify_success").unwrap_or(false),
        daily_quota: reader.count(table, "daily_quota"),
    }
}
