//! Debian's dnsmasq as a child process: a DNS server on loopback that knows what the test tells it; and
//! what `foi register check` makes of its answers.

use std::net::{Ipv4Addr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::dovecot::free_port;
use crate::world::{SETTINGS, World};

pub(crate) struct Dns {
    child: Child,
    pub(crate) port: u16,
}

impl Dns {
    /// A server that answers for everything below `gov.uk`, and refuses to speak of anything else.
    pub(crate) fn start(records: &[&str]) -> Self {
        let port = free_port();
        let child = Command::new("/usr/sbin/dnsmasq")
            .args(["--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts"])
            .args(["--no-daemon", "--bind-interfaces", "--listen-address=127.0.0.1", "--pid-file="])
            .args([format!("--port={port}"), "--local=/gov.uk/".to_owned()])
            .args(records)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dnsmasq is installed: tests/run does it");
        let server = Self { child, port };
        let start = Instant::now();
        while !server.answers() {
            assert!(start.elapsed() < Duration::from_secs(20), "dnsmasq does not answer");
        }
        server
    }

    /// Whether a question about `x.gov.uk` is answered at all.
    fn answers(&self) -> bool {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let question = b"\0\x07\x01\0\0\x01\0\0\0\0\0\0\x01x\x03gov\x02uk\0\0\x01\0\x01";
        socket.connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        socket.send(question).is_ok() && socket.recv(&mut [0; 512]).is_ok()
    }

    pub(crate) fn settings(&self) -> String {
        settings(self.port)
    }
}

impl Drop for Dns {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(port: u16) -> String {
    format!("{SETTINGS}\n[dns]\nserver = \"127.0.0.1:{port}\"\n")
}

fn world(addresses: &[(&str, &str)], settings: &str) -> World {
    let world = World::on("2026-02-02");
    std::fs::write(world.path("foi.toml"), settings).unwrap();
    let mut csv = "id,email,source,verified_on\n".to_owned();
    for (id, email) in addresses {
        csv.push_str(id);
        csv.push(',');
        csv.push_str(email);
        csv.push_str(",their page,2026-02-01\n");
    }
    std::fs::write(world.path("a.csv"), csv).unwrap();
    world.foi(&["register", "import", "a.csv"]).done();
    world
}

fn contact(world: &World, id: &str) -> Value {
    world.rows(&["register", "show", id])[0]["contacts"][0].clone()
}

#[test]
fn the_dns_says_where_mail_can_arrive_and_who_takes_it() {
    let dns = Dns::start(&[
        "--mx-host=kent.gov.uk,eu-1.inbound.mimecast.com,10",
        "--mx-host=kent.gov.uk,backup.kent.gov.uk,90",
        "--mx-host=leeds.gov.uk,leeds.mail.protection.outlook.com,0",
        "--host-record=essex.gov.uk,192.0.2.1",
        // A null MX (RFC 7505): preference 0, and the root for a name.
        "--dns-rr=surrey.gov.uk,15,000000",
        "--txt-record=devon.gov.uk,no mail here",
    ]);
    let addresses = [
        ("kent", "foi@kent.gov.uk"),
        ("leeds", "foi@LEEDS.gov.uk"),
        ("essex", "foi@essex.gov.uk"),
        ("surrey", "foi@surrey.gov.uk"),
        ("devon", "foi@devon.gov.uk"),
        ("cornwall", "foi@cornwal.gov.uk"),
    ];
    let world = world(&addresses, &dns.settings());
    let ids = ["kent", "leeds", "essex", "surrey", "devon", "cornwall"];
    let arguments = [&["register", "check"][..], &ids].concat();
    let rows = world.rows(&arguments);
    let said = |id: &str| {
        let row = rows.iter().find(|row| row["authority"] == id).unwrap();
        (row["answer"].clone(), row["provider"].clone())
    };
    assert_eq!(said("kent"), (json!("mail_servers"), json!("mimecast.com")));
    assert_eq!(said("leeds"), (json!("mail_servers"), json!("outlook.com")));
    assert_eq!(said("essex"), (json!("no_mx_but_address"), json!("essex.gov.uk")));
    assert_eq!(said("surrey"), (json!("takes_no_mail"), Value::Null));
    assert_eq!(said("devon"), (json!("no_mail_server"), Value::Null));
    assert_eq!(said("cornwall"), (json!("no_domain"), Value::Null));
    // It is kept with its day, and what cannot arrive is work to be done.
    let kent = contact(&world, "kent");
    assert_eq!(
        (&kent["provider"], &kent["mail_domain_on"]),
        (&json!("mimecast.com"), &json!("2026-02-02"))
    );
    let listed = world.rows(&["register", "worklist"]);
    let why =
        |id: &str| listed.iter().find(|row| row["authority"] == id).map(|row| row["why"].clone());
    assert_eq!((why("kent"), why("essex")), (None, None));
    let world = world.campaign("trafficked");
    let plan = world.rows(&["launch", "trafficked"]);
    let warned: Vec<_> = plan.iter().filter(|row| row["check"] == "no_mail_server").collect();
    assert_eq!(warned.len(), 3, "and a launch warns of it: {warned:?}");
    for id in ["surrey", "devon", "cornwall"] {
        assert_eq!(why(id), Some(json!("no_mail")), "{id}");
    }
}

#[test]
fn a_dns_that_cannot_be_asked_says_nothing_about_an_address() {
    let dns = Dns::start(&["--mx-host=kent.gov.uk,mx.kent.gov.uk,10"]);
    let addresses = [("kent", "foi@kent.gov.uk"), ("leeds", "foi@leeds.example")];
    let mut world = world(&addresses, &dns.settings());
    // It refuses to speak of other domains.
    let run = world.foi(&["register", "check", "kent", "leeds", "--json"]);
    assert_eq!(run.code, 1);
    let leeds = run.rows().into_iter().find(|row| row["authority"] == "leeds").unwrap();
    assert_eq!(leeds["answer"], Value::Null);
    assert!(leeds["not_asked"].as_str().unwrap().contains("Refused"), "{leeds}");
    let listed = world.rows(&["register", "worklist", "kent", "leeds"]);
    assert!(listed.is_empty(), "no address is bad because nobody was asked: {listed:?}");
    // And with the line down, what was known before stands.
    drop(dns);
    world.at("2026-02-03");
    let said = world.foi(&["register", "check", "kent"]).failed();
    assert!(said.contains("could not be asked"), "{said}");
    let kent = contact(&world, "kent");
    assert_eq!(
        (&kent["mail_domain"], &kent["mail_domain_on"]),
        (&json!("mail_servers"), &json!("2026-02-02"))
    );
}

#[test]
fn names_that_no_dns_has_are_not_asked_about_and_a_rehearsal_asks_nobody() {
    let world = World::on("2026-02-02").addresses(&["kent"]);
    std::fs::write(world.path("foi.toml"), settings(free_port())).unwrap();
    let rows = world.rows(&["register", "check", "kent"]);
    assert_eq!(rows[0]["answer"], "no_domain", "nothing listens there, and nothing had to");
    let db = rusqlite::Connection::open(world.path("foi.db")).unwrap();
    db.execute("UPDATE workspace SET simulated_at = '2026-02-02T09:00:00Z'", []).unwrap();
    std::fs::write(world.path("foi.toml"), SETTINGS).unwrap();
    let said = world.foi(&["register", "check", "kent"]).failed();
    assert!(said.contains("rehearsed"), "{said}");
}

#[test]
fn a_dns_server_in_the_settings_is_an_address() {
    let world = World::on("2026-02-02");
    std::fs::write(world.path("foi.toml"), "[dns]\nserver = \"dns.example\"\n").unwrap();
    let said = world.foi(&["requests"]).failed();
    assert!(said.contains("foi.toml:2: bad_server"), "{said}");
}
