//! Mail fetched from a mailbox: nothing lost, nothing twice, nothing changed on the server.

use std::collections::BTreeSet;
use std::fs::{self, FileTimes};
use std::path::PathBuf;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use foi_campaign::config::mailbox::Mailbox as Settings;
use foi_campaign::config::secret::Secret;
use foi_campaign::config::server::{Auth, Login as User, Server, Source, Tls};
use foi_campaign::jobs::mailboxes::{self, Arrived, Polled};
use foi_campaign::mail::imap::{Account, Encryption, ImapError, Login, Mailbox, Trust};
use foi_campaign::store::Store;
use foi_campaign::store::mailboxes::{self as kept, Position};

use crate::dovecot::{Dovecot, PASSWORD, cut_after, free_port, message};
use crate::world::World;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A workspace's store with the mails that were kept together with each position.
struct Office {
    dir: tempfile::TempDir,
    settings: Settings,
    mails: Vec<Arrived>,
}

impl Office {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::create(dir.path(), at("2026-03-02T09:00:00Z")).unwrap());
        let settings = Settings {
            name: "office".to_owned(),
            server: Server {
                host: "127.0.0.1".to_owned(),
                port: 0,
                tls: Tls::None,
                ca_file: None,
                test: true,
            },
            login: User {
                user: "reader".to_owned(),
                auth: Auth::Plain,
                source: Source::Secret(Secret::Environment(String::new())),
            },
            folders: vec!["INBOX".to_owned()],
            move_to: None,
        };
        Self { dir, settings, mails: Vec::new() }
    }

    fn moving_to(folder: &str) -> Self {
        let mut office = Self::new();
        office.settings.move_to = Some(folder.to_owned());
        office
    }

    fn positions(&self) -> Vec<Position> {
        let store = Store::write(self.dir.path()).unwrap();
        let folders = self.settings.folders.iter();
        folders.filter_map(|f| kept::position(store.db(), "office", f).unwrap()).collect()
    }

    fn poll(&mut self, account: &Account) -> Polled {
        self.poll_until(account, usize::MAX).unwrap()
    }

    /// Polls; after so many batches with mails the program dies before one is kept.
    fn poll_until(&mut self, account: &Account, batches: usize) -> anyhow::Result<Polled> {
        let account = Account { moves: self.settings.move_to.is_some(), ..account.clone() };
        let known = self.positions();
        let mut store = Store::write(self.dir.path()).unwrap();
        let mails = &mut self.mails;
        let mut left = batches;
        mailboxes::poll(&account, &self.settings, known, &mut |batch, position| {
            anyhow::ensure!(batch.is_empty() || left > 0, "the program dies");
            left = left.saturating_sub(usize::from(!batch.is_empty()));
            store.transaction(|db| kept::keep(db, position, at("2026-03-02T09:00:00Z")))?;
            mails.extend(batch);
            Ok(())
        })
    }

    fn texts(&self) -> Vec<String> {
        self.mails.iter().map(|mail| String::from_utf8(mail.bytes.clone()).unwrap()).collect()
    }

    /// Every one of so many messages is there exactly once.
    #[track_caller]
    fn has_each_of(&self, count: usize) {
        let texts = self.texts();
        let all: BTreeSet<&String> = texts.iter().collect();
        assert_eq!((texts.len(), all.len()), (count, count));
        let places: BTreeSet<&String> = self.mails.iter().map(|mail| &mail.location).collect();
        assert_eq!(places.len(), count);
    }
}

#[test]
fn new_mail_is_fetched_once_with_its_arrival_and_the_server_keeps_it_unseen() {
    let server = Dovecot::start();
    server.deliver("1.test", &message(1));
    server.deliver("2.test", &message(2));
    let file = fs::File::options().append(true).open(server.maildir("INBOX").join("new/1.test"));
    let mtime = SystemTime::from(at("2025-02-05T09:00:00Z"));
    file.unwrap().set_times(FileTimes::new().set_modified(mtime)).unwrap();
    let mut office = Office::new();
    assert!(office.poll(&server.account()).failed.is_empty());
    office.has_each_of(2);
    assert_eq!(office.mails[0].bytes, message(1));
    assert_eq!(office.mails[0].at, Some(at("2025-02-05T09:00:00Z")));
    assert_eq!(office.mails[0].file, "office/INBOX/1");
    assert!(office.mails[0].location.starts_with("imap://office/INBOX;UIDVALIDITY="));
    assert!(office.mails[0].location.ends_with(";UID=1"));
    assert_eq!(office.poll(&server.account()).mails, 0);
    server.deliver("3.test", &message(3));
    assert_eq!(office.poll(&server.account()).mails, 1);
    office.has_each_of(3);
    let files = server.files("INBOX");
    assert_eq!(files.len(), 3);
    assert!(files.iter().all(|name| !name.split(":2,").nth(1).unwrap_or("").contains('S')));
    let store = Store::write(office.dir.path()).unwrap();
    assert_eq!(kept::polled(store.db()).unwrap()[0].last_uid, 3);
}

#[test]
fn an_encrypted_line_needs_a_certificate_that_is_believed() {
    let server = Dovecot::start();
    server.deliver("1.test", &message(1));
    let start_tls = |trust| Account {
        port: server.port,
        encryption: Encryption::StartTls(trust),
        ..server.encrypted()
    };
    for account in [server.encrypted(), start_tls(Trust::Own(server.ca()))] {
        let mut office = Office::new();
        assert!(office.poll(&account).failed.is_empty());
        office.has_each_of(1);
    }
    let stranger = Dovecot::start();
    for trust in [Trust::System, Trust::Own(stranger.ca()), Trust::Own(b"no PEM".to_vec())] {
        let implicit =
            Account { encryption: Encryption::Implicit(trust.clone()), ..server.encrypted() };
        for account in [implicit, start_tls(trust)] {
            let error = Mailbox::connect(&account).unwrap_err();
            assert!(matches!(error, ImapError::NotConnected { .. }), "{error:?}");
        }
    }
    // The certificate is for localhost, and this is another of its names.
    let other = Account { host: "127.0.0.2".to_owned(), ..server.encrypted() };
    assert!(matches!(Mailbox::connect(&other), Err(ImapError::NotConnected { .. })));
}

#[test]
fn a_line_that_breaks_in_the_middle_of_a_mail_loses_and_repeats_nothing() {
    let server = Dovecot::start();
    for number in 0..300 {
        server.deliver(&format!("{number}.test"), &message(number));
    }
    // Somewhere in the listing, in the first bodies, in the last ones; the job takes it up again
    // itself once it has got anywhere.
    for bytes in [3_000, 15_000, 40_000, 50_000] {
        let mut office = Office::new();
        let broken = Account { port: cut_after(server.port, bytes), ..server.account() };
        let first = office.poll(&broken);
        if office.mails.is_empty() {
            assert!(first.failed[0].1.contains("connection broke"), "{first:?}");
        } else {
            assert!(first.failed.is_empty(), "{first:?}");
        }
        office.poll(&server.account());
        office.has_each_of(300);
    }
}

#[test]
fn a_server_that_goes_down_is_an_error_that_may_pass_and_the_next_poll_goes_on() {
    let mut server = Dovecot::start();
    for number in 0..200 {
        server.deliver(&format!("{number}.test"), &message(number));
    }
    let mut mailbox = Mailbox::connect(&server.account()).unwrap();
    mailbox.open("INBOX").unwrap();
    assert_eq!(mailbox.fetch(0, 50).unwrap().up_to, Some(50));
    server.restart();
    let error = mailbox.fetch(50, 50).unwrap_err();
    assert!(matches!(error, ImapError::Dropped { .. }) && error.may_pass(), "{error:?}");
    let mut office = Office::new();
    assert!(office.poll_until(&server.account(), 2).is_err());
    assert_eq!(office.mails.len(), 128);
    server.restart();
    office.poll(&server.account());
    office.has_each_of(200);
    let nobody = Account { port: free_port(), ..server.account() };
    let polled = office.poll(&nobody);
    assert!(polled.failed[0].1.contains("no connection to 127.0.0.1"), "{polled:?}");
}

#[test]
fn a_mailbox_numbered_anew_is_taken_in_again_from_the_start() {
    let server = Dovecot::start();
    for number in 0..5 {
        server.deliver(&format!("{number}.test"), &message(number));
    }
    let mut office = Office::new();
    office.poll(&server.account());
    let before = office.positions()[0].uid_validity;
    let user = crate::dovecot::USER;
    server.doveadm(&["mailbox", "update", "-u", user, "--uid-validity", "4242", "INBOX"]);
    assert_eq!(office.poll(&server.account()).mails, 5);
    assert_eq!(office.positions()[0].uid_validity, 4242);
    assert_ne!(before, 4242);
    // The store knows mails by their bytes; their places are new ones.
    let places: BTreeSet<&String> = office.mails.iter().map(|mail| &mail.location).collect();
    assert_eq!(places.len(), 10);
    assert_eq!(office.poll(&server.account()).mails, 0);
}

#[test]
fn ten_thousand_messages_come_in_batches_each_once() {
    let server = Dovecot::start();
    let folder = server.maildir("INBOX").join("new");
    for number in 0..10_000 {
        fs::write(folder.join(format!("{number}.test")), message(number)).unwrap();
    }
    let mut office = Office::new();
    assert!(office.poll_until(&server.account(), 60).is_err());
    assert_eq!(office.mails.len(), 60 * 64);
    assert!(office.poll(&server.account()).failed.is_empty());
    office.has_each_of(10_000);
}

#[test]
fn a_message_too_large_to_take_in_is_told_and_the_rest_come() {
    let server = Dovecot::start();
    server.deliver("1.test", &message(1));
    // Its size stands in its name, which the server believes.
    let inbox = server.maildir("INBOX");
    let name = format!("2.test,S={0},W={0}", 101 * 1024 * 1024);
    fs::write(inbox.join("tmp").join(&name), message(2)).unwrap();
    fs::File::options()
        .append(true)
        .open(inbox.join("tmp").join(&name))
        .unwrap()
        .set_len(101 * 1024 * 1024)
        .unwrap();
    fs::rename(inbox.join("tmp").join(&name), inbox.join("new").join(&name)).unwrap();
    server.deliver("3.test", &message(3));
    let mut office = Office::moving_to("INBOX.Done");
    server.doveadm(&["mailbox", "create", "-u", crate::dovecot::USER, "INBOX.Done"]);
    let polled = office.poll(&server.account());
    assert_eq!(office.texts().len(), 2);
    let (place, why) = &polled.failed[0];
    assert!(place == "office/INBOX/2" && why.contains("101 MiB"), "{polled:?}");
    // It stays where it is, and stays listed.
    assert_eq!(server.files("INBOX").len(), 1);
    assert!(office.poll(&server.account()).failed.is_empty());
    let store = Store::write(office.dir.path()).unwrap();
    assert_eq!(kept::left_behind(store.db()).unwrap()[0].mail.uid, 2);
}

#[test]
fn a_mail_is_moved_only_after_it_was_kept_and_nothing_else_is_touched() {
    for capability in ["", "imap_capability = IMAP4rev1 UIDPLUS IDLE\n"] {
        let server = Dovecot::with(capability);
        server.doveadm(&["mailbox", "create", "-u", crate::dovecot::USER, "Done & filed"]);
        for number in 0..100 {
            server.deliver(&format!("{number:03}.test"), &message(number));
        }
        let mut office = Office::moving_to("Done & filed");
        // The program dies before the second batch is kept: only the first one has been moved.
        assert!(office.poll_until(&server.account(), 1).is_err());
        assert_eq!(server.files("INBOX").len(), 36);
        assert_eq!(server.files("Done &- filed").len(), 64);
        assert!(office.poll(&server.account()).failed.is_empty());
        office.has_each_of(100);
        assert_eq!(server.files("INBOX").len(), 0);
        assert_eq!(server.files("Done &- filed").len(), 100);
        let seen = |name: &String| name.split(":2,").nth(1).unwrap_or("").contains('S');
        assert!(!server.files("Done &- filed").iter().any(seen));
    }
}

#[test]
fn mail_that_was_kept_and_not_moved_is_moved_by_the_next_poll() {
    let server = Dovecot::start();
    server.deliver("1.test", &message(1));
    let mut office = Office::moving_to("Done");
    let polled = office.poll(&server.account());
    assert!(polled.failed[0].1.contains("the mails stay there"), "{polled:?}");
    office.has_each_of(1);
    server.deliver("2.test", &message(2));
    // What cannot be moved keeps nothing from being taken in.
    office.poll(&server.account());
    office.has_each_of(2);
    server.doveadm(&["mailbox", "create", "-u", crate::dovecot::USER, "Done"]);
    assert!(office.poll(&server.account()).failed.is_empty());
    office.has_each_of(2);
    assert_eq!((server.files("INBOX").len(), server.files("Done").len()), (0, 2));
}

#[test]
fn a_server_that_cannot_move_says_so_and_deletes_nothing() {
    let server = Dovecot::with("imap_capability = IMAP4rev1 IDLE\n");
    server.doveadm(&["mailbox", "create", "-u", crate::dovecot::USER, "Done"]);
    server.deliver("1.test", &message(1));
    let mut office = Office::moving_to("Done");
    let polled = office.poll(&server.account());
    assert!(polled.failed[0].1.contains("take move_to out"), "{polled:?}");
    office.has_each_of(1);
    assert_eq!((server.files("INBOX").len(), server.files("Done").len()), (1, 0));
}

#[test]
fn a_folder_that_is_not_there_is_told_and_the_others_are_read() {
    let server = Dovecot::start();
    server.doveadm(&["mailbox", "create", "-u", crate::dovecot::USER, "Réponses"]);
    let folder = server.maildir("R&AOk-ponses").join("new/1.test");
    fs::write(folder, message(1)).unwrap();
    let mut office = Office::new();
    office.settings.folders = vec!["Nowhere".to_owned(), "Réponses".to_owned()];
    let polled = office.poll(&server.account());
    assert_eq!(polled.failed[0].0, "office/Nowhere");
    assert_eq!(office.mails[0].file, "office/Réponses/1");
}

const MAILBOX: &str = r#"
[mailbox.office]
kind = "imap"
host = "imap.example"
user = "reader"
password_command = ["printf", "secret"]
"#;

#[test]
fn a_mailbox_is_read_from_the_settings_with_every_mistake_named() {
    let world = World::on("2026-03-02");
    let told = |text: &str| {
        fs::write(world.path("foi.toml"), text).unwrap();
        world.foi(&["status"]).failed()
    };
    assert!(told(MAILBOX).contains("FOI_NOW is set"), "a real mailbox and a set time");
    let test = format!("{MAILBOX}test = true\nfolders = [\"INBOX\", \"FOI & EIR\"]\n");
    fs::write(world.path("foi.toml"), &test).unwrap();
    world.foi(&["status"]).done();
    for (from, to, mistake) in [
        ("\"imap\"", "\"pop3\"", "unknown_word"),
        ("kind = \"imap\"\n", "", "missing_key"),
        ("user = \"reader\"\n", "", "missing_key"),
        ("test = true", "tls = \"none\"", "not_encrypted"),
        ("test = true", "tls = \"ssl\"", "unknown_word"),
        ("test = true", "auth = \"ntlm\"", "unknown_word"),
        ("test = true", "port = 70000", "bad_port"),
        ("test = true", "password = \"secret\"", "secret_in_settings"),
        ("test = true", "password_file = \"p\"", "two_passwords"),
        ("password_command = [\"printf\", \"secret\"]\n", "", "no_password"),
        ("test = true", "move_to = \"INBOX\"", "moved_in_a_circle"),
        ("mailbox.office", "mailbox.\"a/b\"", "bad_name"),
        ("[mailbox.office]", "[mailbox]", "wrong_type"),
    ] {
        assert!(test.contains(from), "{from}");
        let said = told(&test.replace(from, to));
        assert!(said.contains(mistake), "{mistake} in {said}");
    }
}

#[test]
fn the_account_of_a_mailbox_has_its_secret_and_its_certificates() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = Office::new().settings;
    let words = vec!["printf".to_owned(), "a token".to_owned()];
    settings.login.source = Source::Secret(Secret::Command(words));
    settings.login.auth = Auth::XOAuth2;
    settings.server.tls = Tls::Implicit;
    settings.server.ca_file = Some(PathBuf::from("ca.pem"));
    let error = mailboxes::account(dir.path(), &settings).unwrap_err();
    assert!(format!("{error:#}").contains("ca.pem"), "{error:#}");
    fs::write(dir.path().join("ca.pem"), "text").unwrap();
    let account = mailboxes::account(dir.path(), &settings).unwrap();
    assert_eq!(account.encryption, Encryption::Implicit(Trust::Own(b"text".to_vec())));
    assert!(matches!(account.login, Login::XOAuth2(_)));
    settings.login.source = Source::Secret(Secret::Environment("FOI_NO_SUCH_VARIABLE".to_owned()));
    let error = mailboxes::account(dir.path(), &settings).unwrap_err();
    assert!(format!("{error:#}").starts_with("mailbox office: "), "{error:#}");
}

#[test]
fn a_password_that_cannot_be_had_and_one_that_is_wrong_keep_no_other_mailbox_out() {
    let server = Dovecot::start();
    server.deliver("1.test", &message(1));
    let mailbox = |name: &str, secret: Secret| {
        let mut settings = Settings { name: name.to_owned(), ..Office::new().settings };
        settings.server.port = server.port;
        settings.login.source = Source::Secret(secret);
        mailboxes::Due { settings, known: Vec::new() }
    };
    let command = |words: &[&str]| Secret::Command(words.iter().map(|w| (*w).to_owned()).collect());
    let due = vec![
        mailbox("away", Secret::Environment("FOI_NO_SUCH_VARIABLE".to_owned())),
        mailbox("wrong", command(&["echo", "guessed"])),
        mailbox("office", command(&["printf", "%s\\n", PASSWORD])),
    ];
    let dir = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    let polled = mailboxes::poll_each(dir.path(), due, &mut |mails, _| {
        files.extend(mails.into_iter().map(|mail| mail.file));
        Ok(())
    });
    let polled = polled.unwrap();
    assert_eq!(files, ["office/INBOX/1"]);
    let failed: Vec<&str> = polled.failed.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(failed, ["away", "wrong"]);
    assert_eq!(polled.refused, ["wrong"]);
}
