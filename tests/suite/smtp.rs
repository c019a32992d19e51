//! The conversation with a mail server, against servers that do what a real one cannot be made to do.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::DateTime;
use foi_campaign::mail::Outcome;
use foi_campaign::mail::smtp::{Account, Encryption, Envelope, Login, Smtp, Trust};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::dovecot::certificates;
use crate::submission::with_transport;
use crate::world::World;

/// What a server answers to a line that begins so; an empty answer hangs up, `WAIT` says nothing.
type Answers = &'static [(&'static str, &'static str)];

const WAIT: &str = "WAIT";

/// A server that follows a script, and what it was told.
pub(crate) struct Scripted {
    pub(crate) port: u16,
    told: Arc<Mutex<Vec<String>>>,
}

trait Line: Read + Write + Send {}
impl<T: Read + Write + Send> Line for T {}

impl Scripted {
    pub(crate) fn start(answers: Answers) -> Self {
        Self::with(answers, None)
    }

    /// The same, with a certificate that STARTTLS leads to.
    fn with(answers: Answers, certificate: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(Mutex::new(Vec::new()));
        let server = Self { port, told: told.clone() };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (told, certificate) = (told.clone(), certificate.clone());
                std::thread::spawn(move || {
                    serve(&stream.unwrap(), answers, certificate.as_ref(), &told);
                });
            }
        });
        server
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }

    fn account(&self) -> Account {
        Account {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            encryption: Encryption::None,
            login: None,
            notify_success: false,
            patience: Duration::from_millis(400),
            patience_at_end: Duration::from_millis(400),
        }
    }

    /// What becomes of a letter.
    fn sent(&self) -> Outcome {
        sent(self.account())
    }
}

fn answer<'a>(answers: Answers, line: &str, usual: &'a str) -> &'a str
where
    'static: 'a,
{
    let found = |start: &str| line == start || (!start.is_empty() && line.starts_with(start));
    answers.iter().find(|(start, _)| found(start)).map_or(usual, |(_, answer)| answer)
}

fn serve(
    stream: &TcpStream,
    answers: Answers,
    certificate: Option<&Arc<ServerConfig>>,
    told: &Mutex<Vec<String>>,
) {
    let mut line: Box<dyn Line> = Box::new(stream.try_clone().unwrap());
    let mut greeted = false;
    let mut in_message = false;
    loop {
        let text = if greeted { next_line(&mut line) } else { Some("GREETING".to_owned()) };
        greeted = true;
        let Some(text) = text else { return };
        told.lock().unwrap().push(text.clone());
        if in_message && text != "." {
            continue;
        }
        let usual = match text.split(' ').next().unwrap_or_default() {
            "GREETING" => "220 test",
            "DATA" => "354 go on",
            "." => "250 2.0.0 queued as 17",
            "STARTTLS" => "220 go on",
            "AUTH" => "235 you are known",
            _ => "250 ok",
        };
        match answer(answers, &text, usual) {
            "" => return,
            WAIT => {
                std::thread::sleep(Duration::from_secs(30));
                return;
            }
            said => {
                in_message = said.starts_with("354");
                let said = said.replace('\n', "\r\n");
                if line.write_all(format!("{said}\r\n").as_bytes()).is_err() {
                    return;
                }
                if text == "STARTTLS" && said.starts_with("220") {
                    let Some(settings) = certificate.cloned() else { return };
                    let connection = ServerConnection::new(settings).unwrap();
                    line = Box::new(StreamOwned::new(connection, stream.try_clone().unwrap()));
                }
            }
        }
    }
}

/// Byte by byte: what comes after belongs to somebody else.
fn next_line(line: &mut Box<dyn Line>) -> Option<String> {
    let mut text = Vec::new();
    let mut byte = [0];
    while line.read(&mut byte).ok()? == 1 {
        match byte[0] {
            b'\n' => return Some(String::from_utf8_lossy(&text).trim_end().to_owned()),
            other => text.push(other),
        }
    }
    None
}

fn server_certificate(dir: &Path) -> Arc<ServerConfig> {
    certificates(dir, "DNS:localhost,IP:127.0.0.1");
    let chain = CertificateDer::from_pem_file(dir.join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(dir.join("server.key")).unwrap();
    let settings = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![chain], key);
    Arc::new(settings.unwrap())
}

const LETTER: &[u8] = b"Subject: x\r\n\r\n.x\r\n";

fn hand_over(smtp: &mut Smtp) -> Outcome {
    let envelope = Envelope { from: "a@b.invalid", to: "c@d.invalid", id: "UHE-1-1" };
    match smtp.prepare(envelope, LETTER, DateTime::UNIX_EPOCH) {
        Ok(()) => smtp.hand_over(LETTER, DateTime::UNIX_EPOCH),
        Err(outcome) => outcome,
    }
}

fn sent(account: Account) -> Outcome {
    hand_over(&mut Smtp::new(move || Ok(account.clone())))
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Deferred { .. } => "deferred",
        Outcome::Away { .. } => "away",
        Outcome::Refused { .. } => "refused",
        Outcome::Unknown { .. } => "unknown",
    }
}

fn words(outcome: &Outcome) -> &str {
    let (Outcome::Accepted { words }
    | Outcome::Deferred { words, .. }
    | Outcome::Away { words }
    | Outcome::Refused { words }
    | Outcome::Unknown { words }) = outcome;
    words
}

#[test]
fn a_letter_that_the_server_takes_is_accepted_with_its_queue_id_and_its_bytes_are_whole() {
    let server = Scripted::start(&[]);
    let outcome = server.sent();
    assert_eq!((kind(&outcome), words(&outcome)), ("accepted", "2.0.0 queued as 17"));
    let told = server.told();
    let data = told.iter().position(|line| line == "DATA").unwrap();
    // A dot at the start of a line is doubled, and nothing is added at the end.
    assert_eq!(&told[data + 1..data + 5], ["Subject: x", "", "..x", "."], "{told:?}");
}

#[test]
fn reports_are_asked_for_with_the_letters_reference_where_the_server_offers_them() {
    let server = Scripted::start(&[("EHLO", "250-test\n250-SIZE 1000\n250 DSN")]);
    assert_eq!(kind(&server.sent()), "accepted");
    let told = server.told();
    let line = |verb: &str| told.iter().find(|line| line.starts_with(verb)).unwrap();
    let size = LETTER.len();
    assert_eq!(
        *line("MAIL"),
        format!("MAIL FROM:<a@b.invalid> SIZE={size} RET=HDRS ENVID=UHE-1-1")
    );
    assert_eq!(line("RCPT"), "RCPT TO:<c@d.invalid> NOTIFY=FAILURE,DELAY");
    let account = Account { notify_success: true, ..server.account() };
    assert_eq!(kind(&sent(account)), "accepted");
    assert!(server.told().contains(&"RCPT TO:<c@d.invalid> NOTIFY=SUCCESS,FAILURE,DELAY".into()));
}

#[test]
fn a_letter_larger_than_the_server_takes_is_refused_before_it_is_begun() {
    let server = Scripted::start(&[("EHLO", "250-test\n250 SIZE 10")]);
    let outcome = server.sent();
    assert_eq!(kind(&outcome), "refused");
    assert!(words(&outcome).contains("takes 10"), "{outcome:?}");
    assert!(!server.told().iter().any(|line| line.starts_with("MAIL")));
}

#[test]
fn every_answer_at_every_stage_means_one_thing() {
    let cases: &[(Answers, &str)] = &[
        // Before the letter is named, any trouble is the server's own.
        (&[("GREETING", "421 busy")], "away"),
        (&[("GREETING", "554 not you")], "away"),
        (&[("GREETING", "")], "away"),
        (&[("EHLO", "451 later")], "away"),
        (&[("EHLO", "550 never")], "away"),
        (&[("MAIL", "451 greylisted")], "deferred"),
        (&[("MAIL", "421 too many")], "away"),
        (&[("MAIL", "553 5.7.1 not your address")], "away"),
        (&[("MAIL", "530 5.7.0 authentication required")], "away"),
        (&[("MAIL", "552 5.3.4 too big")], "refused"),
        (&[("RCPT", "450 4.2.0 greylisted")], "deferred"),
        (&[("RCPT", "550 5.1.1 no such mailbox")], "refused"),
        (&[("RCPT", "550 5.4.5 Daily user sending limit exceeded")], "away"),
        (&[("RCPT", "421 closing")], "away"),
        (&[("RCPT", "")], "away"),
        (&[("DATA", "451 later")], "deferred"),
        (&[("DATA", "554 no")], "refused"),
        (&[("DATA", "")], "away"),
        (&[("DATA", "250 what")], "away"),
        (&[(".", "452 4.3.1 full")], "deferred"),
        (&[(".", "554 5.7.1 spam")], "refused"),
        (&[(".", "552 5.3.4 too big")], "refused"),
        (&[(".", "550 5.7.705 Access denied, tenant has exceeded threshold")], "away"),
        // The letter may have left.
        (&[(".", "")], "unknown"),
        (&[(".", "354 what")], "unknown"),
        (&[(".", "nonsense")], "unknown"),
    ];
    for (answers, expected) in cases {
        let outcome = Scripted::start(answers).sent();
        assert_eq!(kind(&outcome), *expected, "{answers:?}: {outcome:?}");
        let code = answers[0].1.split(' ').next().unwrap();
        let says = code.len() != 3 || *expected == "unknown" || words(&outcome).contains(code);
        assert!(says, "{answers:?}: {outcome:?}");
    }
}

#[test]
fn a_server_that_is_silent_is_waited_for_for_a_while_and_then_left() {
    for (stage, expected) in [
        ("GREETING", "away"),
        ("EHLO", "away"),
        ("MAIL", "away"),
        ("RCPT", "away"),
        ("DATA", "away"),
        (".", "unknown"),
    ] {
        let answers: Answers = Box::leak(Box::new([(stage, WAIT)]));
        let outcome = Scripted::start(answers).sent();
        assert_eq!(kind(&outcome), expected, "{stage}: {outcome:?}");
        assert!(words(&outcome).contains("in time"), "{stage}: {outcome:?}");
    }
}

#[test]
fn a_server_that_takes_its_time_over_a_letter_is_given_more_than_for_a_word() {
    let server = Scripted::start(&[(".", WAIT)]);
    let patient = Duration::from_millis(1500);
    let begun = std::time::Instant::now();
    let outcome = sent(Account { patience_at_end: patient, ..server.account() });
    assert_eq!(kind(&outcome), "unknown");
    assert!(begun.elapsed() >= patient);
}

#[test]
fn one_refusal_neither_ends_the_conversation_nor_the_run() {
    let server = Scripted::start(&[("RCPT TO:<gone@", "550 5.1.1 no such mailbox")]);
    let account = server.account();
    let mut smtp = Smtp::new(move || Ok(account.clone()));
    for (to, expected) in [
        ("one@d.invalid", "accepted"),
        ("gone@d.invalid", "refused"),
        ("two@d.invalid", "accepted"),
    ] {
        let envelope = Envelope { from: "a@b.invalid", to, id: "1" };
        let outcome = match smtp.prepare(envelope, LETTER, DateTime::UNIX_EPOCH) {
            Ok(()) => smtp.hand_over(LETTER, DateTime::UNIX_EPOCH),
            Err(outcome) => outcome,
        };
        assert_eq!(kind(&outcome), expected);
    }
    let greetings = server.told().iter().filter(|line| *line == "GREETING").count();
    assert_eq!(greetings, 1, "no new login for each letter");
}

#[test]
fn a_line_that_the_server_closed_meanwhile_is_opened_anew_before_a_letter_is_promised() {
    let server = Scripted::start(&[("NOOP", "")]);
    let account = server.account();
    let mut smtp = Smtp::new(move || Ok(account.clone()));
    assert_eq!(kind(&hand_over(&mut smtp)), "accepted");
    assert_eq!(kind(&hand_over(&mut smtp)), "accepted");
    assert_eq!(server.told().iter().filter(|line| *line == "GREETING").count(), 2);
}

#[test]
fn a_server_without_starttls_hears_no_password_and_no_letter() {
    let stripped = Scripted::start(&[("EHLO", "250-test\n250 AUTH PLAIN")]);
    let dir = tempfile::tempdir().unwrap();
    certificates(dir.path(), "DNS:localhost");
    let trust = Trust::Own(std::fs::read(dir.path().join("ca.pem")).unwrap());
    let account = Account {
        encryption: Encryption::StartTls(trust.clone()),
        login: Some(("reader".to_owned(), Login::Plain("open sesame".into()))),
        ..stripped.account()
    };
    let outcome = sent(account.clone());
    assert_eq!(kind(&outcome), "away");
    assert!(words(&outcome).contains("STARTTLS"), "{outcome:?}");
    let told = stripped.told();
    let spoken = |verb: &str| told.iter().any(|line| line.starts_with(verb));
    assert!(!spoken("AUTH") && !spoken("MAIL"), "{told:?}");
    // Offered and then refused is no reason to go on in clear either.
    let refuses = Scripted::start(&[
        ("EHLO", "250-test\n250-STARTTLS\n250 AUTH PLAIN"),
        ("STARTTLS", "454 no"),
    ]);
    let outcome = sent(Account { port: refuses.port, ..account });
    assert_eq!(kind(&outcome), "away");
    assert!(!refuses.told().iter().any(|line| line.starts_with("AUTH")), "{:?}", refuses.told());
}

#[test]
fn words_put_into_the_line_before_it_was_encrypted_never_pass_for_the_servers() {
    let dir = tempfile::tempdir().unwrap();
    let certificate = server_certificate(dir.path());
    let trust = Trust::Own(std::fs::read(dir.path().join("ca.pem")).unwrap());
    // Somebody between us and the server adds an answer of their own to the last one in clear.
    let server = Scripted::with(
        &[
            ("EHLO", "250-test\n250-STARTTLS\n250 AUTH PLAIN"),
            ("STARTTLS", "220 go on\n250-test\n250 AUTH PLAIN"),
        ],
        Some(certificate.clone()),
    );
    for login in [None, Some(("reader".to_owned(), Login::Plain("open sesame".into())))] {
        let encryption = Encryption::StartTls(trust.clone());
        let outcome = sent(Account { encryption, login, ..server.account() });
        assert_eq!(kind(&outcome), "away", "{outcome:?}");
        assert!(!server.told().contains(&".".to_owned()), "no letter was begun");
    }
    // The same server without them takes the letter.
    let server =
        Scripted::with(&[("EHLO", "250-test\n250-STARTTLS\n250 AUTH PLAIN")], Some(certificate));
    let outcome = sent(Account { encryption: Encryption::StartTls(trust), ..server.account() });
    assert_eq!(kind(&outcome), "accepted", "{outcome:?}");
}

#[test]
fn a_server_that_says_the_password_back_does_not_get_it_into_what_is_shown() {
    for answer in ["535 5.7.8 wrong: open sesame", "535 wrong: AHJlYWRlcgBvcGVuIHNlc2FtZQ=="] {
        let answers: Answers =
            Box::leak(Box::new([("EHLO", "250-test\n250 AUTH PLAIN"), ("AUTH", answer)]));
        let server = Scripted::start(answers);
        let login = Some(("reader".to_owned(), Login::Plain("open sesame".into())));
        let account = Account { login, ..server.account() };
        assert!(!format!("{account:?}").contains("sesame"));
        let outcome = sent(account);
        let said = words(&outcome);
        assert_eq!(kind(&outcome), "away");
        assert!(said.contains("535") && said.contains("does not let reader in"), "{said}");
        assert!(!said.contains("sesame") && !said.contains("AHJl"), "{said}");
    }
}

#[test]
fn a_refused_token_is_explained_in_the_servers_own_words() {
    let server = Scripted::start(&[
        ("EHLO", "250-test\n250 AUTH XOAUTH2"),
        ("AUTH", "334 eyJzdGF0dXMiOiI0MDAifQ=="),
        ("", "535 5.7.8 Username and Password not accepted"),
    ]);
    let login = Some(("reader".to_owned(), Login::XOAuth2("a token".into())));
    let outcome = sent(Account { login, ..server.account() });
    assert_eq!(kind(&outcome), "away");
    assert!(words(&outcome).contains("Username and Password not accepted"), "{outcome:?}");
}

#[test]
fn nothing_is_sent_in_clear_to_another_machine() {
    let server = Scripted::start(&[]);
    let outcome = sent(Account { host: "192.0.2.1".to_owned(), ..server.account() });
    assert_eq!(kind(&outcome), "away");
    assert!(words(&outcome).contains("not this machine"), "{outcome:?}");
}

#[test]
fn a_password_that_cannot_be_had_leaves_the_letter_here() {
    let mut smtp = Smtp::new(|| anyhow::bail!("the environment variable PW is not set"));
    let outcome = hand_over(&mut smtp);
    assert_eq!(kind(&outcome), "away");
    assert!(words(&outcome).contains("PW is not set"));
}

#[test]
fn a_server_that_is_not_there_is_told_from_one_that_is_slow() {
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let account = Account { port: closed, ..Scripted::start(&[]).account() };
    let outcome = sent(account);
    assert_eq!(kind(&outcome), "away");
    assert!(words(&outcome).contains("refused"), "{outcome:?}");
}

#[test]
fn a_letter_that_is_broken_off_is_not_begun_by_a_farewell() {
    let server = Scripted::start(&[]);
    let account = server.account();
    let mut smtp = Smtp::new(move || Ok(account.clone()));
    let envelope = Envelope { from: "a@b.invalid", to: "c@d.invalid", id: "1" };
    smtp.prepare(envelope, LETTER, DateTime::UNIX_EPOCH).unwrap();
    smtp.break_off();
    let outcome = smtp.hand_over(LETTER, DateTime::UNIX_EPOCH);
    assert_eq!(kind(&outcome), "away", "nothing was prepared: {outcome:?}");
    assert_eq!(kind(&hand_over(&mut smtp)), "accepted");
    let told = server.told();
    let first = told.iter().position(|line| line == "DATA").unwrap();
    assert_eq!(told[first + 1], "GREETING", "the next conversation, not a word more: {told:?}");
}

#[test]
fn a_silent_server_is_not_waited_for_twice() {
    let server = Scripted::start(&[(".", WAIT)]);
    let begun = std::time::Instant::now();
    let end = Duration::from_secs(2);
    assert_eq!(kind(&sent(Account { patience_at_end: end, ..server.account() })), "unknown");
    assert!(begun.elapsed() < end + Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[test]
fn a_login_that_is_put_off_or_refused_or_cut_off_leaves_the_letter_here() {
    for answer in ["454 4.7.0 temporary failure", "535 5.7.8 no", "421 4.7.0 too many", ""] {
        let answers: Answers =
            Box::leak(Box::new([("EHLO", "250-test\n250 AUTH PLAIN"), ("AUTH", answer)]));
        let server = Scripted::start(answers);
        let login = Some(("reader".to_owned(), Login::Plain("open sesame".into())));
        let outcome = sent(Account { login, ..server.account() });
        assert_eq!(kind(&outcome), "away", "{answer}: {outcome:?}");
        assert!(!server.told().iter().any(|line| line.starts_with("MAIL")), "{answer}");
    }
}

#[test]
fn a_letter_whose_fate_is_unknown_is_never_handed_over_again_by_itself() {
    let server = Scripted::start(&[(".", "")]);
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["leeds"]);
    let transport = format!("kind = \"smtp\"\nport = {}\ntest = true", server.port);
    std::fs::write(world.path("foi.toml"), with_transport(&transport)).unwrap();
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    for day in ["2026-02-02T09:00:00Z", "2026-02-02T12:00:00Z", "2026-02-03", "2026-02-09"] {
        world.at(day);
        world.foi(&["tick"]);
        assert_eq!(world.rows(&["outbox"])[0]["state"], "unknown", "{day}");
    }
    let told = server.told();
    assert_eq!(told.iter().filter(|line| *line == "DATA").count(), 1, "{told:?}");
}
