//! Which DNS server is asked.

use std::net::{IpAddr, SocketAddr};

use crate::toml_file::{Reader, Table};

/// `[dns] server`: an address of a machine, with its port if that is not 53.
pub(super) fn server<'t>(reader: &mut Reader<'t>, table: &Table<'t>) -> Option<SocketAddr> {
    reader.allow(table, &["server"]);
    let text = reader.line_of_text(table, "server")?;
    let whole = text.value.parse::<SocketAddr>();
    let server = whole.or_else(|_| text.value.parse::<IpAddr>().map(|ip| (ip, 53).into()));
    if server.is_err() {
        let message = format!("`{}` is no address of a DNS server", text.value);
        reader.mistake("bad_server", text.line, message, "Write server = \"127.0.0.1:5353\"");
    }
    server.ok()
}
