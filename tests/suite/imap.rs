//! The IMAP client against a real server, and against what no real server says.

use std::time::{Duration, Instant};

use foi_campaign::mail::imap::{Account, Encryption, ImapError, Login, Mailbox, News, Trust};

use crate::dovecot::{Dovecot, PASSWORD, message, scripted};

#[test]
fn each_way_to_log_in_works_and_a_wrong_secret_is_told_without_showing_it() {
    let server = Dovecot::start();
    let with = |login| Account { login, ..server.account() };
    for login in [
        Login::Plain(PASSWORD.into()),
        Login::Login(PASSWORD.into()),
        Login::XOAuth2(server.token().into()),
    ] {
        let account = with(login);
        if let Err(error) = Mailbox::connect(&account) {
            panic!("{error} with {account:?}: {}", server.log());
        }
    }
    let forged = server.token() + "x";
    for login in [
        Login::Plain("guessed wrong".into()),
        Login::Login("guessed wrong".into()),
        Login::XOAuth2(forged.clone().into()),
    ] {
        let account = with(login);
        let error = Mailbox::connect(&account).unwrap_err();
        assert!(matches!(error, ImapError::LoginRefused { .. }), "{error:?}");
        assert!(!error.may_pass());
        let shown = format!("{error} {error:?} {account:?}");
        assert!(!shown.contains("guessed wrong") && !shown.contains(&forged), "{shown}");
        assert!(shown.contains("office") && shown.contains("reader"), "{shown}");
    }
}

#[test]
fn an_access_token_goes_over_the_line_as_the_mechanism_has_it() {
    let (port, told) = scripted(
        "* OK ready\r\n",
        &[
            ("AUTHENTICATE", "+ \r\n"),
            // {"status":"401"}, then the refusal once the empty line has come.
            ("dXNlcj", "+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
        ],
    );
    let account = Account {
        name: "office".to_owned(),
        host: "127.0.0.1".to_owned(),
        port,
        encryption: Encryption::None,
        user: "someone".to_owned(),
        login: Login::XOAuth2("vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg".into()),
        moves: false,
        patience: Duration::from_millis(500),
        heartbeat: Duration::from_mins(9),
    };
    assert!(Mailbox::connect(&account).is_err());
    let lines: Vec<String> = told.try_iter().collect();
    assert!(lines[0].ends_with("AUTHENTICATE XOAUTH2"), "{lines:?}");
    // user=someone^Aauth=Bearer vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg^A^A
    let words = "dXNlcj1zb21lb25lAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZ\
                 Mjl0Q2cBAQ==";
    assert_eq!(lines[1..], [words.to_owned(), String::new()]);
}

#[test]
fn a_server_without_starttls_never_sees_the_password() {
    let (port, told) = scripted("* OK ready\r\n", &[("STARTTLS", "TAG BAD what?\r\n")]);
    let server = Dovecot::start();
    let encryption = Encryption::StartTls(Trust::System);
    let account = Account { port, encryption, ..server.account() };
    let error = Mailbox::connect(&account).unwrap_err();
    assert!(error.to_string().contains("STARTTLS"), "{error}");
    assert_eq!(told.try_iter().count(), 1);
    let (port, told) = scripted("* PREAUTH welcome\r\n", &[]);
    assert!(Mailbox::connect(&Account { port, ..account }).is_err());
    assert_eq!(told.try_iter().count(), 0);
}

#[test]
fn idle_notices_a_message_as_it_is_delivered() {
    let server = Dovecot::start();
    let mut mailbox = Mailbox::connect(&server.encrypted()).unwrap();
    mailbox.open("INBOX").unwrap();
    assert!(!mailbox.wait(Duration::from_millis(200)).unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(300));
            server.deliver("1.test", &message(1));
        });
        let start = Instant::now();
        assert!(mailbox.wait(Duration::from_secs(20)).unwrap());
        assert!(start.elapsed() < Duration::from_secs(10));
    });
    assert_eq!(mailbox.fetch(0, 10).unwrap().mails[0].bytes, message(1));
    // Several heartbeats in one stretch of waiting.
    let brief = Account { heartbeat: Duration::from_millis(100), ..server.encrypted() };
    let mut mailbox = Mailbox::connect(&brief).unwrap();
    mailbox.open("INBOX").unwrap();
    assert!(!mailbox.wait(Duration::from_millis(350)).unwrap());
    server.deliver("2.test", &message(2));
    assert!(mailbox.wait(Duration::from_secs(20)).unwrap());
}

#[test]
fn a_server_without_idle_is_asked_now_and_then() {
    let server = Dovecot::with("imap_capability = IMAP4rev1\n");
    let account = Account { heartbeat: Duration::from_millis(100), ..server.account() };
    let mut mailbox = Mailbox::connect(&account).unwrap();
    mailbox.open("INBOX").unwrap();
    assert!(!mailbox.wait(Duration::from_millis(250)).unwrap());
    server.deliver("1.test", &message(1));
    assert!(mailbox.wait(Duration::from_secs(20)).unwrap());
    assert_eq!(mailbox.fetch(0, 10).unwrap().mails.len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn news_reaches_a_program_that_waits_for_other_things_too() {
    let server = Dovecot::start();
    let account = server.account();
    let news = News::default();
    news.watch("INBOX".to_owned(), move || Ok(account.clone()));
    // The first word comes when the watch begins.
    tokio::time::timeout(Duration::from_secs(20), news.wait()).await.unwrap();
    server.deliver("1.test", &message(1));
    tokio::time::timeout(Duration::from_secs(20), news.wait()).await.unwrap();
    // Inside a runtime a mailbox can be used, and dropped, as anywhere else.
    let mut mailbox = Mailbox::connect(&server.account()).unwrap();
    mailbox.open("INBOX").unwrap();
    assert_eq!(mailbox.fetch(0, 10).unwrap().mails.len(), 1);
}

#[test]
fn a_silent_server_is_not_waited_for_for_ever() {
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let server = Dovecot::start();
    let account = Account { port, patience: Duration::from_millis(300), ..server.account() };
    let start = Instant::now();
    let error = Mailbox::connect(&account).unwrap_err();
    assert!(matches!(error, ImapError::NotConnected { .. }), "{error:?}");
    let encryption = Encryption::Implicit(Trust::Own(server.ca()));
    assert!(Mailbox::connect(&Account { encryption, ..account }).is_err());
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_message_of_thirty_megabytes_comes_whole_and_alone() {
    let server = Dovecot::start();
    server.deliver("1.test", &message(1));
    let mut large = message(2);
    for number in 0_u64..405_000 {
        large.extend_from_slice(format!("{number:074}\r\n").as_bytes());
    }
    assert!(large.len() > 30_000_000);
    server.deliver("2.test", &large);
    server.deliver("3.test", &message(3));
    let mut mailbox = Mailbox::connect(&server.encrypted()).unwrap();
    mailbox.open("INBOX").unwrap();
    let mut uids = Vec::new();
    let mut after = 0;
    while let Some(up_to) = mailbox
        .fetch(after, 64)
        .map(|batch| {
            uids.push(batch.mails.iter().map(|mail| mail.uid).collect::<Vec<_>>());
            assert!(batch.mails.iter().all(|mail| mail.uid != 2 || mail.bytes == large));
            batch.up_to
        })
        .unwrap()
    {
        after = up_to;
    }
    assert_eq!(uids, [vec![1], vec![2], vec![3], vec![]]);
}

#[test]
fn a_mail_that_somebody_else_marked_for_deletion_is_not_deleted_by_a_move() {
    for capability in ["", "imap_capability = IMAP4rev1 UIDPLUS IDLE\n"] {
        let server = Dovecot::with(capability);
        server.doveadm(&["mailbox", "create", "-u", crate::dovecot::USER, "Done"]);
        server.deliver("1.test", &message(1));
        let user = crate::dovecot::USER;
        server.doveadm(&["flags", "add", "-u", user, "\\Deleted", "mailbox", "INBOX", "all"]);
        server.deliver("2.test", &message(2));
        let account = Account { moves: true, ..server.account() };
        let mut mailbox = Mailbox::connect(&account).unwrap();
        mailbox.open("INBOX").unwrap();
        mailbox.move_all(&[2], "Done").unwrap();
        // Moving it again is nothing: it is not there any more.
        mailbox.move_all(&[2], "Done").unwrap();
        assert_eq!((server.files("INBOX").len(), server.files("Done").len()), (1, 1));
    }
}

#[test]
fn a_refusal_of_one_mail_is_told_and_it_is_asked_for_again() {
    let refusing: &[(&str, &str)] = &[
        ("EXAMINE", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nTAG OK done\r\n"),
        (
            "RFC822.SIZE",
            "* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n* 2 FETCH (UID 2 RFC822.SIZE 5)\r\nTAG OK\r\n",
        ),
        ("FETCH 1:2 ", "TAG NO one of them is damaged\r\n"),
        ("FETCH 1 (UID INT", "* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\nTAG OK done\r\n"),
        ("FETCH 2 (UID INT", "TAG NO it is damaged\r\n"),
        ("AUTHENTICATE", "+ \r\nTAG OK in\r\n"),
        ("CAPABILITY", "* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"),
        ("FETCH 3:* ", "TAG OK nothing\r\n"),
    ];
    let (port, _) = scripted("* OK ready\r\n", Box::leak(refusing.to_vec().into_boxed_slice()));
    let server = Dovecot::start();
    let account = Account { port, login: Login::Login("x".into()), ..server.account() };
    let mut mailbox = Mailbox::connect(&account).unwrap();
    assert_eq!(mailbox.open("INBOX").unwrap().uid_validity, 7);
    let batch = mailbox.fetch(0, 64).unwrap();
    assert_eq!((batch.mails.len(), batch.up_to), (1, Some(2)));
    assert_eq!(batch.mails[0].bytes, b"hello");
    assert!(batch.passed_over[0].why.contains("it is damaged"), "{batch:?}");
    assert_eq!(mailbox.fetch_these(&[2]).unwrap().passed_over.len(), 1);
}

#[test]
fn whatever_a_server_says_is_an_error_and_no_end_of_the_program() {
    let greetings =
        ["", "\r\n", "* OK", "HTTP/1.1 400 Bad\r\n\r\n", "* BYE too many\r\n", "\u{0}\u{1}\r\n"];
    for greeting in greetings {
        let (port, _) = scripted(greeting, &[("", "")]);
        let account = hasty(port);
        assert!(Mailbox::connect(&account).is_err(), "{greeting:?}");
    }
    let deep: &'static str =
        Box::leak(format!("* 1 FETCH (BODYSTRUCTURE {}\r\n", "(".repeat(200_000)).into_boxed_str());
    let answers = [
        "* 1 FETCH (UID 1 BODY[] {99999999999}\r\n",
        "* 1 FETCH (UID 1 BODY[] {5}\r\nab",
        "* 1 FETCH (((((((((\r\n",
        "* 1 FETCH (UID 4294967296)\r\n",
        "TAG NO [\r\n",
        "TAG BAD no\r\n",
        deep,
    ];
    for answer in answers {
        let answers: &'static [(&str, &str)] = Box::leak(Box::new([
            ("EXAMINE", "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nTAG OK done\r\n"),
            ("RFC822.SIZE", answer),
        ]));
        let (port, _) = scripted("* OK ready\r\n", answers);
        let mut mailbox = Mailbox::connect(&hasty(port)).unwrap();
        mailbox.open("INBOX").unwrap();
        let error = mailbox.fetch(0, 64).unwrap_err();
        assert!(error.to_string().len() < 600, "{error}");
    }
    // A folder without a number of its own cannot be gone on with.
    let (port, _) = scripted("* OK ready\r\n", &[("EXAMINE", "TAG OK done\r\n")]);
    assert!(Mailbox::connect(&hasty(port)).unwrap().open("INBOX").is_err());
}

fn hasty(port: u16) -> Account {
    Account {
        name: "office".to_owned(),
        host: "localhost".to_owned(),
        port,
        encryption: Encryption::None,
        user: "reader".to_owned(),
        login: Login::Login("x".into()),
        moves: false,
        patience: Duration::from_millis(500),
        heartbeat: Duration::from_mins(9),
    }
}
