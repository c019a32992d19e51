//! Debian's Dovecot as a child process: a real IMAP server on loopback, with one user, a Maildir
//! and a certificate of its own authority; it ends with the test.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use foi_campaign::mail::imap::{Account, Encryption, Login, Trust};
use tempfile::TempDir;

pub(crate) const USER: &str = "reader";
pub(crate) const PASSWORD: &str = "correct \"horse\" \\ staple £";

/// The key that signs access tokens.
const TOKEN_KEY: &str = "c2lnbmVkLWJ5LXRoZS10ZXN0cy1vZi1mb2k=";

pub(crate) struct Dovecot {
    dir: TempDir,
    child: Child,
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
}

impl Dovecot {
    pub(crate) fn start() -> Self {
        Self::with("")
    }

    /// A server with more lines in its configuration.
    pub(crate) fn with(more: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (port, tls_port) = (free_port(), free_port());
        certificates(dir.path(), "DNS:localhost,IP:127.0.0.1");
        fs::create_dir_all(dir.path().join("mail")).unwrap();
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(dir.path().join("mail").join(USER).join(part)).unwrap();
        }
        fs::write(dir.path().join("users"), format!("{USER}:{{PLAIN}}{PASSWORD}::::::\n")).unwrap();
        tokens(dir.path());
        let text = configuration(dir.path(), port, tls_port) + more;
        fs::write(dir.path().join("dovecot.conf"), text).unwrap();
        open_to_server(dir.path());
        let child = serve(dir.path());
        let server = Self { dir, child, port, tls_port };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        let start = Instant::now();
        loop {
            if let Ok(stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) {
                stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
                let mut line = String::new();
                if BufReader::new(stream).read_line(&mut line).is_ok() && line.starts_with("* OK") {
                    return;
                }
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("dovecot.log")).unwrap_or_default()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn ca(&self) -> Vec<u8> {
        fs::read(self.path("ca.pem")).unwrap()
    }

    /// The account in clear, as only a server on this machine is reached.
    pub(crate) fn account(&self) -> Account {
        Account {
            name: "office".to_owned(),
            host: "127.0.0.1".to_owned(),
            port: self.port,
            encryption: Encryption::None,
            user: USER.to_owned(),
            login: Login::Plain(PASSWORD.into()),
            moves: false,
            patience: Duration::from_secs(20),
            heartbeat: Duration::from_mins(9),
        }
    }

    pub(crate) fn encrypted(&self) -> Account {
        let encryption = Encryption::Implicit(Trust::Own(self.ca()));
        let (host, port) = ("localhost".to_owned(), self.tls_port);
        Account { host, port, encryption, ..self.account() }
    }

    /// The folder of a Maildir: `INBOX`, or one below it.
    pub(crate) fn maildir(&self, folder: &str) -> PathBuf {
        let inbox = self.path("mail").join(USER);
        if folder == "INBOX" { inbox } else { inbox.join(format!(".{folder}")) }
    }

    /// One more user, whose mail goes through `rules` in Sieve; gives their Maildir.
    pub(crate) fn person(&self, address: &str, rules: &str) -> PathBuf {
        let users = self.path("users");
        let known = fs::read_to_string(&users).unwrap();
        fs::write(&users, format!("{known}{address}:{{PLAIN}}{PASSWORD}::::::\n")).unwrap();
        let home = self.path("mail").join(address);
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(home.join(part)).unwrap();
        }
        fs::write(home.join("rules.sieve"), rules).unwrap();
        open_to_server(self.dir.path());
        home
    }

    /// Delivers a message as a mail server does: written aside, then moved to `new`.
    pub(crate) fn deliver(&self, name: &str, bytes: &[u8]) {
        let folder = self.maildir("INBOX");
        fs::write(folder.join("tmp").join(name), bytes).unwrap();
        fs::rename(folder.join("tmp").join(name), folder.join("new").join(name)).unwrap();
    }

    /// The files of a folder's messages; behind `:2,` stand their flags.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let mut names = Vec::new();
        for part in ["new", "cur"] {
            for entry in fs::read_dir(self.maildir(folder).join(part)).into_iter().flatten() {
                names.push(entry.unwrap().file_name().into_string().unwrap());
            }
        }
        names.sort();
        names
    }

    pub(crate) fn doveadm(&self, arguments: &[&str]) {
        let output = Command::new("doveadm")
            .arg("-c")
            .arg(self.path("dovecot.conf"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Ends the server with all its connections and starts it again.
    pub(crate) fn restart(&mut self) {
        self.stop();
        self.child = serve(self.dir.path());
        self.wait_until_ready();
    }

    /// A token that the server believes.
    pub(crate) fn token(&self) -> String {
        let part = |text: &str| base64url(text.as_bytes());
        let head = part(r#"{"alg":"HS256","typ":"JWT"}"#);
        let claims = format!(r#"{{"sub":"{USER}","iat":1700000000,"exp":4102444800}}"#);
        let signed = format!("{head}.{}", part(&claims));
        fs::write(self.path("signed"), &signed).unwrap();
        let key = "hexkey:".to_owned() + &hex(&from_base64(TOKEN_KEY));
        let output = Command::new("openssl")
            .args(["dgst", "-sha256", "-mac", "HMAC", "-macopt", &key, "-binary"])
            .arg(self.path("signed"))
            .output()
            .unwrap();
        format!("{signed}.{}", base64url(&output.stdout))
    }

    /// All at once, as in a power cut: a process that serves somebody would outlive its master.
    fn stop(&mut self) {
        let pid = self.child.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        let _ = self.child.kill();
        let children = children.unwrap_or_default();
        let _ = Command::new("kill").arg("-KILL").args(children.split_whitespace()).output();
        let _ = self.child.wait();
        // It would be believed to run still.
        let _ = fs::remove_file(self.path("run/master.pid"));
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
    }
}

fn serve(dir: &Path) -> Child {
    Command::new("/usr/sbin/dovecot")
        .arg("-F")
        .arg("-c")
        .arg(dir.join("dovecot.conf"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("dovecot-imapd is installed: tests/run does it")
}

fn configuration(dir: &Path, port: u16, tls_port: u16) -> String {
    let dir = dir.display();
    let me = whoami();
    // The user root may not have mail; anybody else can only be themselves.
    let (users, mail) = if me == "root" {
        (String::new(), "uid=nobody gid=nogroup".to_owned())
    } else {
        let group = command("id", &["-gn"]);
        let users = format!(
            "default_login_user = {me}\ndefault_internal_user = {me}\n\
             default_internal_group = {group}\n"
        );
        (users, format!("uid={me} gid={group}"))
    };
    format!(
        "base_dir = {dir}/run\nstate_dir = {dir}/state\nlog_path = {dir}/dovecot.log\n\
         protocols = imap\nlisten = 127.0.0.1\nssl = yes\nssl_cert = <{dir}/server.pem\n\
         ssl_key = <{dir}/server.key\nauth_mechanisms = plain login xoauth2\n\
         disable_plaintext_auth = no\nauth_failure_delay = 0\nfirst_valid_uid = 1\n\
         mail_location = maildir:{dir}/mail/%u\nmail_max_userip_connections = 50\n{users}\
         passdb {{\n driver = oauth2\n mechanisms = xoauth2\n args = {dir}/oauth2.conf\n}}\n\
         passdb {{\n driver = passwd-file\n args = scheme=plain {dir}/users\n}}\n\
         userdb {{\n driver = static\n args = {mail} home={dir}/mail/%u\n}}\n\
         service imap-login {{\n chroot =\n inet_listener imap {{\n  port = {port}\n }}\n \
         inet_listener imaps {{\n  port = {tls_port}\n  ssl = yes\n }}\n}}\n\
         service anvil {{\n chroot =\n unix_listener anvil-auth-penalty {{\n  mode = 0\n }}\n}}\n"
    )
}

/// Tokens are checked by their signature alone, so that no token server is needed.
fn tokens(dir: &Path) {
    let keys = dir.join("keys/default/HS256");
    fs::create_dir_all(&keys).unwrap();
    fs::write(keys.join("default"), TOKEN_KEY).unwrap();
    let text = format!(
        "introspection_mode = local\nusername_attribute = sub\n\
         local_validation_key_dict = fs:posix:prefix={}/keys/\n",
        dir.display()
    );
    fs::write(dir.join("oauth2.conf"), text).unwrap();
}

/// An authority, and a certificate of it for these names: `ca.pem`, `server.pem` and `server.key`.
pub(crate) fn certificates(dir: &Path, names: &str) {
    let openssl = |arguments: &str| {
        let output = Command::new("openssl")
            .current_dir(dir)
            .args(arguments.split('|'))
            .output()
            .expect("openssl is installed: tests/run does it");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    openssl(
        "req|-x509|-newkey|ec|-pkeyopt|ec_paramgen_curve:prime256v1|-nodes|-days|30|-subj|\
         /CN=An authority of the tests|-keyout|ca.key|-out|ca.pem|\
         -addext|basicConstraints=critical,CA:TRUE",
    );
    openssl(
        "req|-newkey|ec|-pkeyopt|ec_paramgen_curve:prime256v1|-nodes|-subj|/CN=localhost|\
         -keyout|server.key|-out|server.csr",
    );
    fs::write(dir.join("names"), format!("subjectAltName={names}\n")).unwrap();
    openssl(
        "x509|-req|-in|server.csr|-CA|ca.pem|-CAkey|ca.key|-CAcreateserial|-days|30|-extfile|\
         names|-out|server.pem",
    );
}

/// The server's processes are other users where the tests run as root.
fn open_to_server(dir: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    if whoami() == "root" {
        command("chown", &["-R", "nobody:nogroup", dir.join("mail").to_str().unwrap()]);
    }
}

fn whoami() -> String {
    command("id", &["-un"])
}

fn command(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// The n-th of many messages.
pub(crate) fn message(number: usize) -> Vec<u8> {
    format!("From: a@council.example\r\nSubject: Reply {number}\r\n\r\nText {number}\r\n").into()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(crate) fn base64url(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    text
}

fn from_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for c in text.bytes().filter(|c| *c != b'=') {
        let digit = DIGITS.iter().position(|digit| *digit == c).unwrap();
        bits = (bits << 6) | u32::try_from(digit).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    bytes
}

/// A line to a server that is cut after so many bytes of answers; later ones hold.
pub(crate) fn cut_after(port: u16, bytes: u64) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let own = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut limit = bytes;
        for client in listener.incoming() {
            let client = client.unwrap();
            let server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
            let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            let (server, mut client) = (server, client);
            let mut answers = server.try_clone().unwrap().take(limit);
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut answers, &mut client);
                let _ = client.shutdown(std::net::Shutdown::Both);
                let _ = server.shutdown(std::net::Shutdown::Both);
            });
            limit = u64::MAX;
        }
    });
    own
}

/// A server that greets with `greeting`, answers the command that holds a key with the rest (`TAG`
/// stands for its tag), everything else with a plain OK, and tells what it was told.
pub(crate) fn scripted(
    greeting: &'static str,
    answers: &'static [(&'static str, &'static str)],
) -> (u16, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let _ = stream.write_all(greeting.as_bytes());
            for line in lines.map_while(Result::ok) {
                let tag = line.split(' ').next().unwrap_or_default().to_owned();
                let _ = tell.send(line.clone());
                let found = answers.iter().find(|(key, _)| line.contains(key));
                let answer = found.map_or("TAG OK done\r\n", |(_, answer)| answer);
                if answer.is_empty() {
                    break;
                }
                let _ = stream.write_all(answer.replace("TAG", &tag).as_bytes());
            }
        }
    });
    (port, told)
}
