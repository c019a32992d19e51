//! A workspace in a temporary folder, a time that the test moves, and councils that write mails.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The settings of a campaigner whose replies come to an address for each request.
pub(crate) const SETTINGS: &str = r#"
[sender]
name = "Ada Example"
organisation = "Harbour Watch"
address = "requests@harbour-watch.example"
plus_address = true

[transport]
kind = "folder"
path = "outbox"

[people]
me = "ada"
"#;

/// How a command ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Fails the test unless the command did what it was asked.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert!(matches!(self.code, 0 | 3), "exit {}: {}{}", self.code, self.stdout, self.stderr);
        self
    }

    /// Fails the test unless the command failed; gives what it said.
    #[track_caller]
    pub(crate) fn failed(self) -> String {
        assert_eq!(self.code, 1, "{}{}", self.stdout, self.stderr);
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The rows it printed with `--json`.
    #[track_caller]
    pub(crate) fn rows(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// A campaigner's machine.
#[derive(Debug)]
pub(crate) struct World {
    dir: TempDir,
    now: String,
    mails: usize,
}

impl World {
    /// A workspace with a sender, on this day at nine in the morning.
    pub(crate) fn on(day: &str) -> Self {
        let world = Self::empty(day);
        world.foi(&["init", world.path("").to_str().unwrap()]).done();
        fs::write(world.path("foi.toml"), SETTINGS).unwrap();
        world
    }

    /// A folder that is no workspace yet.
    pub(crate) fn empty(day: &str) -> Self {
        let world =
            Self { dir: tempfile::tempdir().unwrap(), now: format!("{day}T09:00:00Z"), mails: 0 };
        fs::create_dir_all(world.path("")).unwrap();
        world
    }

    /// Moves time to nine in the morning of `day`, or to an instant.
    pub(crate) fn at(&mut self, day: &str) -> &mut Self {
        self.now = if day.contains('T') { day.to_owned() } else { format!("{day}T09:00:00Z") };
        self
    }

    /// Adds a section to the settings.
    pub(crate) fn set(&self, section: &str) {
        let settings = fs::read_to_string(self.path("foi.toml")).unwrap();
        fs::write(self.path("foi.toml"), format!("{settings}\n{section}\n")).unwrap();
    }

    /// Lets letters leave through a server on this machine.
    pub(crate) fn through_port(&self, port: u16) {
        let smtp = format!("kind = \"smtp\"\nport = {port}\ntest = true");
        let settings = fs::read_to_string(self.path("foi.toml")).unwrap();
        let settings = settings.replace("kind = \"folder\"\npath = \"outbox\"", &smtp);
        fs::write(self.path("foi.toml"), settings).unwrap();
    }

    /// A path inside the workspace.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("w").join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foi"));
        command
            .current_dir(self.path(""))
            .env("FOI_NOW", &self.now)
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    /// Runs `foi` in the workspace at the world's time.
    pub(crate) fn foi(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The rows of a listing.
    #[track_caller]
    pub(crate) fn rows(&self, arguments: &[&str]) -> Vec<Value> {
        let mut all = arguments.to_vec();
        all.push("--json");
        self.foi(&all).done().rows()
    }

    /// The one row of a listing whose `key` is `value`.
    #[track_caller]
    pub(crate) fn row(&self, arguments: &[&str], key: &str, value: &str) -> Value {
        let rows = self.rows(arguments);
        let found: Vec<&Value> = rows.iter().filter(|row| row[key] == value).collect();
        assert_eq!(found.len(), 1, "{key} = {value} in {rows:?}");
        found[0].clone()
    }

    /// Puts a campaign of the test fixtures into the workspace.
    pub(crate) fn campaign(self, name: &str) -> Self {
        let from = fixtures().join("campaigns").join(name).join("campaign.toml");
        self.campaign_text(name, &fs::read_to_string(from).unwrap())
    }

    pub(crate) fn campaign_text(self, name: &str, text: &str) -> Self {
        let folder = self.path("campaigns").join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("campaign.toml"), text).unwrap();
        self
    }

    /// Gives every authority of the register a verified address at a domain of its own.
    pub(crate) fn addresses_for_all(self) -> Self {
        let ids: Vec<String> = self
            .rows(&["register"])
            .iter()
            .map(|row| row["authority"].as_str().unwrap().to_owned())
            .collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        self.addresses(&ids)
    }

    /// Gives these authorities verified addresses.
    pub(crate) fn addresses(self, ids: &[&str]) -> Self {
        let day = &self.now[..10];
        let mut csv = "id,email,source,seen_on,verified_on\n".to_owned();
        for id in ids {
            let row = format!("{id},foi@{id}.invalid,https://{id}.invalid/foi,{day},{day}\n");
            csv.push_str(&row);
        }
        fs::write(self.path("addresses.csv"), csv).unwrap();
        self.foi(&["register", "import", "addresses.csv", "--by", "ada"]).done();
        self
    }

    /// Approves what the plan shows and sends it.
    pub(crate) fn launched(self, campaign: &str) -> Self {
        let ready =
            self.rows(&["launch", campaign]).iter().filter(|row| row["state"] == "ready").count();
        self.foi(&["launch", campaign, "--confirm", &ready.to_string()]).done();
        self.foi(&["tick"]).done();
        self
    }

    /// The request to an authority, as `foi requests` shows it.
    #[track_caller]
    pub(crate) fn request(&self, authority: &str) -> Value {
        self.row(&["requests"], "authority", authority)
    }

    /// A council about to write.
    pub(crate) fn council(&self, authority: &str) -> Council {
        let row = self.request(authority);
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        Council {
            authority: authority.to_owned(),
            reference: text("reference"),
            message_id: text("message_id").trim_matches(['<', '>']).to_owned(),
            reply_address: text("reply_address"),
            subject: text("subject"),
        }
    }

    /// Writes bytes as a mail file and takes it in; gives its row.
    #[track_caller]
    pub(crate) fn receive(&mut self, mail: &str) -> Value {
        self.mails += 1;
        let name = format!("{:03}.eml", self.mails);
        let path = self.path("came").join(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, mail).unwrap();
        self.foi(&["receive", path.to_str().unwrap()]).done();
        let rows = self.rows(&["mail"]);
        rows.iter()
            .find(|row| row["file"].as_str().unwrap().ends_with(&name))
            .expect("the mail is listed")
            .clone()
    }

    /// Writes bytes as a mail file and takes it in, though nothing may come of it.
    #[track_caller]
    pub(crate) fn receive_again(&mut self, mail: &str) -> Run {
        self.mails += 1;
        let path = self.path("came").join(format!("{:03}.eml", self.mails));
        fs::write(&path, mail).unwrap();
        self.foi(&["receive", path.to_str().unwrap()]).done()
    }

    /// What stands or waits as the answer of an authority to a question.
    pub(crate) fn answer(&self, authority: &str, question: &str) -> Option<Value> {
        self.rows(&["answers"])
            .into_iter()
            .find(|row| row["authority"] == authority && row["question"] == question)
    }

    /// The letters in the outbox folder, by file name.
    pub(crate) fn letters(&self) -> HashMap<String, String> {
        let Ok(entries) = fs::read_dir(self.path("outbox")) else { return HashMap::new() };
        entries
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().extension().is_some_and(|ext| ext == "eml"))
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                (name, fs::read_to_string(entry.path()).unwrap())
            })
            .collect()
    }
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// What a council knows of our letter when it answers.
#[derive(Debug, Clone)]
pub(crate) struct Council {
    pub(crate) authority: String,
    pub(crate) reference: String,
    pub(crate) message_id: String,
    pub(crate) reply_address: String,
    pub(crate) subject: String,
}

impl Council {
    pub(crate) fn address(&self) -> String {
        format!("foi@{}.invalid", self.authority)
    }

    /// A plain reply in the thread, written on `day` at noon.
    pub(crate) fn replies(&self, day: &str, body: &str) -> String {
        let Self { message_id, reply_address, subject, .. } = self;
        self.writes(day, &format!("Re: {subject}"), reply_address, body).replacen(
            "\r\n\r\n",
            &format!("\r\nIn-Reply-To: <{message_id}>\r\n\r\n"),
            1,
        )
    }

    /// A mail of the council's own, in no thread.
    pub(crate) fn writes(&self, day: &str, subject: &str, to: &str, body: &str) -> String {
        let date = date_header(day);
        let from = self.address();
        let id = format!("{}.{}", self.authority, body.len() + subject.len());
        format!(
            "Received: from mx.{0}.invalid by mail.harbour-watch.example; {date}\r\n\
             From: Freedom of Information <{from}>\r\nTo: {to}\r\nSubject: {subject}\r\n\
             Date: {date}\r\nMessage-ID: <{day}.{id}@{0}.invalid>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n",
            self.authority
        )
    }
}

/// Noon of a day as a mail header writes it.
pub(crate) fn date_header(day: &str) -> String {
    let day: chrono::NaiveDate = day.parse().unwrap();
    day.format("%a, %d %b %Y 12:00:00 +0000").to_string()
}
