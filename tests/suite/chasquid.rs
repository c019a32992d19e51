//! Debian's chasquid as a child process: a mail server that is not Postfix, on loopback, with a certificate
//! of the tests; it ends with the test.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::dovecot::{certificates, free_port};

pub(crate) const USER: &str = "requests@harbour-watch.example";
pub(crate) const PASSWORD: &str = "cyfrinair ŵ \"£\" \\";

pub(crate) struct Chasquid {
    dir: TempDir,
    child: Child,
    /// Encryption from the start.
    pub(crate) tls_port: u16,
    /// Encryption after STARTTLS.
    pub(crate) port: u16,
}

impl Chasquid {
    /// A server of ours that also takes mail for these addresses.
    pub(crate) fn start(recipients: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (port, tls_port, relay) = (free_port(), free_port(), free_port());
        let path = |name: &str| dir.path().join(name);
        for folder in ["etc/certs/localhost", "etc/domains", "data", "came"] {
            fs::create_dir_all(path(folder)).unwrap();
        }
        certificates(dir.path(), "DNS:localhost");
        fs::copy(path("server.pem"), path("etc/certs/localhost/fullchain.pem")).unwrap();
        fs::copy(path("server.key"), path("etc/certs/localhost/privkey.pem")).unwrap();
        let came = path("came").display().to_string();
        fs::write(path("deliver"), format!("#!/bin/sh\nexec cat >{came}/\"$1\".$$\n")).unwrap();
        fs::set_permissions(path("deliver"), fs::Permissions::from_mode(0o755)).unwrap();
        let at = dir.path().display();
        fs::write(
            path("etc/chasquid.conf"),
            format!(
                "hostname: \"localhost\"\nmax_data_size_mb: 1\nsmtp_address: \"127.0.0.1:{relay}\"\n\
                 submission_address: \"127.0.0.1:{port}\"\n\
                 submission_over_tls_address: \"127.0.0.1:{tls_port}\"\n\
                 mail_delivery_agent_bin: \"{at}/deliver\"\n\
                 mail_delivery_agent_args: \"%to_user%@%to_domain%\"\ndata_dir: \"{at}/data\"\n\
                 mail_log_path: \"{at}/log\"\nsuffix_separators: \"+\"\n"
            ),
        )
        .unwrap();
        let others = recipients.iter().map(|address| (*address, "x"));
        for (address, password) in others.chain([(USER, PASSWORD)]) {
            let domain = address.split('@').nth(1).unwrap();
            fs::create_dir_all(path("etc/domains").join(domain)).unwrap();
            let output = Command::new("chasquid-util")
                .arg(format!("-C={at}/etc"))
                .args(["user-add", address, &format!("--password={password}")])
                .output()
                .expect("chasquid is installed: tests/run does it");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
        let child = Command::new("chasquid")
            .args(["-config_dir", &format!("{at}/etc")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chasquid is installed: tests/run does it");
        let server = Self { dir, child, tls_port, port };
        let start = Instant::now();
        while [port, tls_port]
            .iter()
            .any(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_err())
        {
            assert!(start.elapsed() < Duration::from_secs(20), "{}", server.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    pub(crate) fn ca(&self) -> Vec<u8> {
        fs::read(self.dir.path().join("ca.pem")).unwrap()
    }

    /// The messages that were delivered to an address, once there are so many.
    #[track_caller]
    pub(crate) fn delivered(&self, address: &str, messages: usize) -> Vec<String> {
        let start = Instant::now();
        loop {
            let entries = fs::read_dir(self.dir.path().join("came")).unwrap();
            let paths = entries.map(|entry| entry.unwrap().path());
            let found: Vec<String> = paths
                .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(address))
                .map(|path| fs::read_to_string(path).unwrap())
                .filter(|text| !text.is_empty())
                .collect();
            if found.len() >= messages {
                return found;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Chasquid {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
