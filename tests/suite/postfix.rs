//! Debian's Postfix as a child process: our own relay on loopback, the servers of councils behind it,
//! and the mailbox that bounces come home to; it ends with the test.

use std::fmt::Write;
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::dovecot::free_port;

/// What the server of a council does with our letter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate {
    NoSuchUser,
    RelayRefused,
    TooLarge,
    RefusedByPolicy,
    AroundInCircles,
    /// Nobody listens.
    Away,
    /// It is handed to a Dovecot that listens here.
    Mailbox(u16),
}

pub(crate) struct Postfix {
    dir: TempDir,
    child: Child,
    pub(crate) port: u16,
}

impl Postfix {
    /// A relay that passes on what goes to each domain; `None` where nobody may start one.
    pub(crate) fn start(domains: &[(&str, Fate)]) -> Option<Self> {
        Self::with(domains, "")
    }

    /// The same, with more lines in its settings.
    pub(crate) fn with(domains: &[(&str, Fate)], more: &str) -> Option<Self> {
        Self::with_services(domains, more, "")
    }

    /// The same, with more services.
    pub(crate) fn with_services(
        domains: &[(&str, Fate)],
        more: &str,
        services: &str,
    ) -> Option<Self> {
        // It must give up the rights of root to other users, so it has to have them first.
        if id(&["-u"]) != 0 {
            eprintln!("not tested: a real Postfix can be started by root only");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let port = free_port();
        folders(dir.path());
        settings(dir.path(), port, domains);
        let main = dir.path().join("etc/main.cf");
        fs::write(&main, merged(&fs::read_to_string(&main).unwrap(), more)).unwrap();
        let master = dir.path().join("etc/master.cf");
        fs::write(&master, fs::read_to_string(&master).unwrap() + services).unwrap();
        let child = Command::new("/usr/lib/postfix/sbin/master")
            .arg("-d")
            .arg("-c")
            .arg(dir.path().join("etc"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("postfix is installed: tests/run does it");
        let server = Self { dir, child, port };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(20), "{}", server.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(server)
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// The Maildir that holds what came to our address, once it holds so many messages.
    #[track_caller]
    pub(crate) fn mailbox_with(&self, messages: usize) -> PathBuf {
        let maildir = self.dir.path().join("mail/ours");
        let start = Instant::now();
        while fs::read_dir(maildir.join("new")).map_or(0, Iterator::count) < messages {
            assert!(start.elapsed() < Duration::from_secs(20), "{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        maildir
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // Its processes are a group of their own.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).output();
        let _ = self.child.wait();
    }
}

/// Settings of which the later ones hold. Postfix would warn of each that stands twice, and the daemon
/// that writes its warnings down can wait for itself for ever.
pub(crate) fn merged(settings: &str, more: &str) -> String {
    let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let new: Vec<String> = more.lines().map(key).collect();
    let kept = settings.lines().filter(|line| !new.contains(&key(line)));
    kept.chain(more.lines()).fold(String::new(), |text, line| text + line + "\n")
}

fn id(arguments: &[&str]) -> u32 {
    let output = Command::new("id").args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

fn folders(dir: &Path) {
    let (user, nobody) = (id(&["-u", "postfix"]), id(&["-u", "nobody"]));
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    for name in ["etc", "data", "queue", "queue/pid", "mail"] {
        fs::create_dir(dir.join(name)).unwrap();
    }
    for name in [
        "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming",
        "maildrop", "private", "public", "saved", "trace",
    ] {
        let folder = dir.join("queue").join(name);
        fs::create_dir(&folder).unwrap();
        chown(&folder, Some(user), None).unwrap();
    }
    chown(dir.join("data"), Some(user), None).unwrap();
    chown(dir.join("mail"), Some(nobody), None).unwrap();
}

fn settings(dir: &Path, port: u16, domains: &[(&str, Fate)]) {
    let (mut routes, mut served, mut known) = (String::new(), String::new(), String::new());
    // Our own relay takes what it is given; the councils' servers look who is meant.
    let mut services =
        format!("127.0.0.1:{port} inet n - n - - smtpd -o smtpd_reject_unlisted_recipient=no\n");
    for (domain, fate) in domains {
        let port = free_port();
        let rules = match fate {
            Fate::Mailbox(port) => {
                write!(routes, " {{{domain}=lmtp:inet:127.0.0.1:{port}}}").unwrap();
                continue;
            }
            Fate::Away | Fate::AroundInCircles => "",
            // The domain is one that this server takes mail for, and it knows who lives there.
            Fate::NoSuchUser => {
                write!(known, " {{reception@{domain}=x}}").unwrap();
                write!(served, " {domain}").unwrap();
                ""
            }
            Fate::RelayRefused => {
                "-o smtpd_relay_restrictions=reject_unauth_destination -o relay_domains="
            }
            Fate::TooLarge => "-o message_size_limit=1000",
            Fate::RefusedByPolicy => {
                "-o {smtpd_data_restrictions=check_client_access static:{554 5.7.1 Blocked by policy}}"
            }
        };
        write!(routes, " {{{domain}=smtp:[127.0.0.1]:{port}}}").unwrap();
        if !matches!(fate, Fate::Away) {
            writeln!(
                services,
                "127.0.0.1:{port} inet n - n - - smtpd -o mydomain={domain} \
                 -o myhostname=mx.{domain} {rules}"
            )
            .unwrap();
        }
    }
    let dir_name = dir.display();
    let main = format!(
        "compatibility_level = 3.6\nqueue_directory = {dir_name}/queue\n\
         data_directory = {dir_name}/data\ncommand_directory = /usr/sbin\n\
         daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\n\
         myhostname = mail.harbour-watch.example\nmydestination =\nlocal_recipient_maps =\n\
         alias_maps =\nmynetworks = 127.0.0.0/8\ninet_interfaces = 127.0.0.1\n\
         inet_protocols = ipv4\nmaillog_file = {dir_name}/log\n\
         maillog_file_prefixes = {dir_name}\nsmtp_dns_support_level = disabled\n\
         recipient_delimiter = +\nvirtual_mailbox_domains = harbour-watch.example\n\
         virtual_mailbox_base = {dir_name}/mail\n\
         virtual_mailbox_maps = inline:{{ {{requests@harbour-watch.example=ours/}} }}\n\
         virtual_uid_maps = static:{uid}\nvirtual_gid_maps = static:{gid}\n\
         relay_domains ={served}\nrelay_recipient_maps = inline:{{{known} }}\n\
         transport_maps = inline:{{{routes} }}\nhopcount_limit = 5\ndelay_warning_time = 1s\n\
         minimal_backoff_time = 1s\nmaximal_backoff_time = 1s\nqueue_run_delay = 1s\n\
         maximal_queue_lifetime = 3s\nbounce_queue_lifetime = 3s\n",
        uid = id(&["-u", "nobody"]),
        gid = id(&["-g", "nobody"]),
    );
    fs::write(dir.join("etc/main.cf"), main).unwrap();
    fs::write(dir.join("etc/master.cf"), services + DAEMONS).unwrap();
}

const DAEMONS: &str = "\
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
";
