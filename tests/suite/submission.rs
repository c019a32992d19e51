//! Letters handed to real servers over an encrypted line by a user who logs in: Postfix with Dovecot's SASL,
//! and chasquid.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::DateTime;
use foi_campaign::mail::Outcome;
use foi_campaign::mail::smtp::{Account, Encryption, Envelope, Login, Smtp, Trust};

use crate::chasquid::{self, Chasquid};
use crate::dovecot::{Dovecot, PASSWORD, USER, certificates, free_port};
use crate::postfix::{Fate, Postfix, merged};
use crate::world::{SETTINGS, World};

/// All mail ends in one mailbox.
const CATCH_ALL: &str = "transport_maps =\nrelay_recipient_maps =\n\
                         virtual_mailbox_domains = static:all\nvirtual_mailbox_maps = static:ours/\n";

/// A Postfix whose users are a Dovecot's, and who takes letters from them alone.
pub(crate) struct Submission {
    pub(crate) dovecot: Dovecot,
    pub(crate) postfix: Postfix,
    pub(crate) tls_port: u16,
}

impl Submission {
    /// All mail ends in one mailbox; `more` goes into the settings of Postfix.
    pub(crate) fn start(more: &str) -> Option<Self> {
        Self::with(&[], &format!("{CATCH_ALL}{more}"), "")
    }

    /// What comes to our address, with or without a plus, ends in the mailbox of the user; what goes
    /// to Leeds, in another. Our own server says what it found out about the sender.
    pub(crate) fn home(more: &str) -> Option<Self> {
        let home = "virtual_mailbox_domains = harbour-watch.example, leeds.invalid\n\
                    relay_recipient_maps =\ntransport_maps =\nvirtual_mailbox_base = MAIL\n\
                    virtual_mailbox_maps = inline:{ {requests@harbour-watch.example=reader/} \
                    {@leeds.invalid=elsewhere/} }\n\
                    header_checks = regexp:{{/^Subject:/ PREPEND Authentication-Results: \
                    mx.harbour-watch.example; spf=pass; dkim=pass; dmarc=fail}}\n";
        Self::with(&[], &merged(home, more), "")
    }

    /// Mail to these domains goes to servers of councils; `MAIL` is where the users' mail lies.
    fn with(domains: &[(&str, Fate)], more: &str, services: &str) -> Option<Self> {
        let (sasl, tls_port) = (free_port(), free_port());
        let dovecot = Dovecot::with(&format!(
            "service auth {{\n inet_listener {{\n  port = {sasl}\n }}\n}}\n"
        ));
        let (certificate, key) = (dovecot.path("server.pem"), dovecot.path("server.key"));
        let settings = format!(
            "smtpd_tls_cert_file = {}\nsmtpd_tls_key_file = {}\nsmtpd_tls_security_level = may\n\
             smtpd_tls_auth_only = yes\nsmtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\n\
             smtpd_sasl_path = inet:127.0.0.1:{sasl}\nsmtpd_sasl_security_options = noanonymous\n\
             smtpd_relay_restrictions = permit_sasl_authenticated, reject\n\
             smtpd_recipient_restrictions = permit_sasl_authenticated, reject\n",
            certificate.display(),
            key.display()
        );
        let mail = dovecot.path("mail").display().to_string();
        let settings = merged(&settings, &more.replace("MAIL", &mail));
        let services = format!(
            "127.0.0.1:{tls_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes \
             -o smtpd_reject_unlisted_recipient=no\n{services}"
        );
        let postfix = Postfix::with_services(domains, &settings, &services)?;
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, tls_port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(20), "{}", postfix.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self { dovecot, postfix, tls_port })
    }

    /// The account, encrypted from the start.
    fn account(&self) -> Account {
        Account {
            host: "localhost".to_owned(),
            port: self.tls_port,
            encryption: Encryption::Implicit(Trust::Own(self.dovecot.ca())),
            login: Some((USER.to_owned(), Login::Plain(PASSWORD.into()))),
            notify_success: false,
            patience: Duration::from_secs(20),
            patience_at_end: Duration::from_secs(20),
        }
    }

    /// `[transport]` for it, with a password file in the workspace.
    pub(crate) fn transport(&self, world: &World) -> String {
        fs::write(world.path("ca.pem"), self.dovecot.ca()).unwrap();
        secret_file(&world.path("password"), PASSWORD);
        format!(
            "kind = \"smtp\"\nhost = \"localhost\"\nport = {}\nca_file = \"ca.pem\"\n\
             user = \"{USER}\"\npassword_file = \"password\"\ntls = \"implicit\"\ntest = true",
            self.tls_port
        )
    }
}

pub(crate) fn secret_file(path: &Path, secret: &str) {
    fs::write(path, secret).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Settings with another `[transport]`.
pub(crate) fn with_transport(transport: &str) -> String {
    SETTINGS.replace("kind = \"folder\"\npath = \"outbox\"", transport)
}

fn account_of(server: &Chasquid) -> Account {
    Account {
        host: "localhost".to_owned(),
        port: server.tls_port,
        encryption: Encryption::Implicit(Trust::Own(server.ca())),
        login: Some((chasquid::USER.to_owned(), Login::Plain(chasquid::PASSWORD.into()))),
        notify_success: false,
        patience: Duration::from_secs(20),
        patience_at_end: Duration::from_secs(20),
    }
}

fn sent(account: Account, to: &str, bytes: &[u8]) -> Outcome {
    let mut smtp = Smtp::new(move || Ok(account.clone()));
    let from = "requests+uhe-7k3q-p2m8@harbour-watch.example";
    let envelope = Envelope { from, to, id: "UHE-7K3Q-P2M8-1" };
    match smtp.prepare(envelope, bytes, DateTime::UNIX_EPOCH) {
        Ok(()) => smtp.hand_over(bytes, DateTime::UNIX_EPOCH),
        Err(outcome) => outcome,
    }
}

const LETTER: &[u8] = b"From: requests@harbour-watch.example\r\nTo: foi@leeds.invalid\r\n\
Subject: A request\r\n\r\nText.\r\n";

#[track_caller]
fn accepted(outcome: &Outcome) -> &str {
    let Outcome::Accepted { words } = outcome else { panic!("{outcome:?}") };
    words
}

#[track_caller]
fn away(outcome: &Outcome) -> &str {
    let Outcome::Away { words } = outcome else { panic!("{outcome:?}") };
    words
}

#[test]
fn a_launch_to_every_authority_goes_through_postfix_with_tls_and_auth_and_each_gets_one_letter() {
    let Some(server) = Submission::start("") else { return };
    let world = World::on("2026-02-02").campaign("trafficked").addresses_for_all();
    let register = world.rows(&["register"]).len();
    assert_eq!(register, 212);
    fs::write(world.path("foi.toml"), with_transport(&server.transport(&world))).unwrap();
    world.foi(&["launch", "trafficked", "--confirm", &register.to_string()]).done();
    world.foi(&["tick"]).done();
    let maildir = server.postfix.mailbox_with(register);
    let mut recipients = BTreeSet::new();
    for entry in fs::read_dir(maildir.join("new")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let to = text.lines().find_map(|line| line.strip_prefix("X-Original-To: ")).unwrap();
        assert!(
            text.contains(" with ESMTPSA "),
            "by a user and it came over an encrypted line: {text}"
        );
        assert!(recipients.insert(to.to_owned()), "{to} got it twice");
    }
    assert_eq!(recipients.len(), register);
    for row in world.rows(&["outbox"]) {
        assert_eq!(row["state"], "accepted", "{row}");
        assert!(row["words"].as_str().unwrap().contains("queued as "), "the queue id: {row}");
    }
    assert!(server.postfix.log().contains(&format!("sasl_username={USER}")));
}

#[test]
fn postfix_takes_letters_from_a_user_it_knows_by_every_login_and_encryption() {
    let Some(server) = Submission::start("") else { return };
    let trust = Trust::Own(server.dovecot.ca());
    let logins = [
        Login::Plain(PASSWORD.into()),
        Login::Login(PASSWORD.into()),
        Login::XOAuth2(server.dovecot.token().into()),
    ];
    for login in logins {
        let user = Some((USER.to_owned(), login));
        let implicit = Account { login: user, ..server.account() };
        let starttls = Account {
            port: server.postfix.port,
            encryption: Encryption::StartTls(trust.clone()),
            ..implicit.clone()
        };
        for account in [implicit, starttls] {
            let outcome = sent(account, "foi@leeds.invalid", LETTER);
            let log = server.postfix.log();
            assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}\n{log}");
            assert!(accepted(&outcome).contains("queued as"), "{outcome:?}");
        }
    }
    let wrong = Some((USER.to_owned(), Login::Plain("guessed".into())));
    let outcome = sent(Account { login: wrong, ..server.account() }, "foi@leeds.invalid", LETTER);
    assert!(away(&outcome).contains("does not let reader in: 535"), "{outcome:?}");
    let expired = Some((USER.to_owned(), Login::XOAuth2("expired".into())));
    let outcome = sent(Account { login: expired, ..server.account() }, "foi@leeds.invalid", LETTER);
    assert!(away(&outcome).contains("535"), "{outcome:?}");
    let nobody = sent(Account { login: None, ..server.account() }, "foi@leeds.invalid", LETTER);
    assert!(matches!(nobody, Outcome::Refused { .. }), "{nobody:?}");
}

#[test]
fn a_certificate_that_does_not_prove_the_server_ends_it_before_a_word_is_said() {
    let Some(server) = Submission::start("") else { return };
    let elsewhere = tempfile::tempdir().unwrap();
    certificates(elsewhere.path(), "DNS:localhost");
    let strange = Trust::Own(fs::read(elsewhere.path().join("ca.pem")).unwrap());
    let good = Trust::Own(server.dovecot.ca());
    for (host, trust, expected) in [
        ("localhost", &strange, "vouches"),
        ("localhost", &Trust::System, "vouches"),
        ("127.0.0.2", &good, "another server's certificate"),
    ] {
        for (port, encryption) in [
            (server.tls_port, Encryption::Implicit(trust.clone())),
            (server.postfix.port, Encryption::StartTls(trust.clone())),
        ] {
            // Postfix listens on one address; the other leads to it.
            let port = if host == "localhost" { port } else { forwarded(port) };
            let account = Account { host: host.to_owned(), port, encryption, ..server.account() };
            let outcome = sent(account, "foi@leeds.invalid", LETTER);
            let expected = if matches!(trust, Trust::System) && outcome_says(&outcome, "no list") {
                "no list of certificate authorities"
            } else {
                expected
            };
            assert!(
                away(&outcome).contains(expected),
                "{host}: {outcome:?}\n{}",
                server.postfix.log()
            );
        }
    }
    assert!(!server.postfix.log().contains("sasl_username"), "{}", server.postfix.log());
    // A port that does not speak TLS first is told apart.
    let account = Account { port: server.postfix.port, ..server.account() };
    assert!(away(&sent(account, "foi@leeds.invalid", LETTER)).contains("starttls"));
}

fn outcome_says(outcome: &Outcome, text: &str) -> bool {
    format!("{outcome:?}").contains(text)
}

/// A port at 127.0.0.2 that leads to one at 127.0.0.1.
fn forwarded(port: u16) -> u16 {
    use std::net::TcpListener;
    let listener = TcpListener::bind(("127.0.0.2", 0)).unwrap();
    let own = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) =
                (client.unwrap(), TcpStream::connect(("127.0.0.1", port)).unwrap());
            let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            let (mut from, mut to) = (server, client);
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Both);
            });
        }
    });
    own
}

#[test]
fn what_postfix_refuses_at_each_stage_is_told_apart() {
    let at_once = "-o smtpd_delay_reject=no";
    let client = |stage: &str, answer: &str| {
        format!("-o {{smtpd_{stage}_restrictions=check_client_access static:{{{answer}}}}}")
    };
    let cases = [
        (client("client", "421 4.7.0 Greylisted") + " " + at_once, "away"),
        (client("helo", "550 5.7.1 Go away") + " " + at_once, "away"),
        (client("sender", "450 4.7.1 Greylisted") + " " + at_once, "deferred"),
        (client("sender", "550 5.7.1 Not your address") + " " + at_once, "away"),
        (client("recipient", "450 4.2.0 Greylisted"), "deferred"),
        (client("recipient", "550 5.1.1 No such user"), "refused"),
        (client("data", "451 4.3.0 Later"), "deferred"),
        (client("data", "554 5.7.1 No"), "refused"),
        (client("end_of_data", "450 4.3.0 Later"), "deferred"),
        (client("end_of_data", "550 5.7.1 Spam"), "refused"),
        ("-o message_size_limit=50".to_owned(), "refused"),
    ];
    let cases = cases.map(|(rule, expected)| (rule, expected, free_port()));
    let services = cases.iter().fold(String::new(), |text, (rule, _, port)| {
        let service = "inet n - n - - smtpd -o smtpd_tls_wrappermode=yes";
        format!("{text}127.0.0.1:{port} {service} {rule}\n")
    });
    let Some(server) = Submission::with(&[], CATCH_ALL, &services) else { return };
    for (rule, expected, port) in cases {
        let outcome = sent(Account { port, ..server.account() }, "foi@leeds.invalid", LETTER);
        let kind = match &outcome {
            Outcome::Accepted { .. } => "accepted",
            Outcome::Deferred { .. } => "deferred",
            Outcome::Away { .. } => "away",
            Outcome::Refused { .. } => "refused",
            Outcome::Unknown { .. } => "unknown",
        };
        assert_eq!(kind, expected, "{rule}: {outcome:?}\n{}", server.postfix.log());
    }
}

#[test]
fn a_bounce_names_the_letter_by_its_reference_and_brings_no_body_back() {
    let council = [("leeds.invalid", Fate::NoSuchUser)];
    let Some(server) = Submission::with(&council, "", "") else { return };
    let text = "From: requests@harbour-watch.example\r\nTo: foi@leeds.invalid\r\nSubject: A request\
                \r\n\r\nWords that need not travel twice.\r\n";
    accepted(&sent(server.account(), "foi@leeds.invalid", text.as_bytes()));
    let maildir = server.postfix.mailbox_with(1);
    let entry = fs::read_dir(maildir.join("new")).unwrap().next().unwrap().unwrap();
    let bounce = fs::read_to_string(entry.path()).unwrap();
    assert!(bounce.contains("Original-Envelope-Id: UHE-7K3Q-P2M8-1"), "{bounce}");
    assert!(!bounce.contains("travel twice"), "{bounce}");
}

#[test]
fn chasquid_takes_letters_over_both_encryptions_and_nothing_from_a_stranger() {
    let server = Chasquid::start(&["foi@leeds.invalid"]);
    let trust = Trust::Own(server.ca());
    let implicit = account_of(&server);
    let starttls =
        Account { port: server.port, encryption: Encryption::StartTls(trust), ..implicit.clone() };
    accepted(&sent(implicit.clone(), "foi@leeds.invalid", LETTER));
    accepted(&sent(starttls, "foi@leeds.invalid", LETTER));
    assert_eq!(server.delivered("foi@leeds.invalid", 2).len(), 2);
    let wrong = Some((chasquid::USER.to_owned(), Login::Plain("guessed".into())));
    let outcome = sent(Account { login: wrong, ..implicit.clone() }, "foi@leeds.invalid", LETTER);
    assert!(away(&outcome).contains("does not let"), "{outcome:?}");
    let login = Some((chasquid::USER.to_owned(), Login::Login(chasquid::PASSWORD.into())));
    let outcome = sent(Account { login, ..implicit.clone() }, "foi@leeds.invalid", LETTER);
    assert!(away(&outcome).contains("does not offer the login"), "{outcome:?}");
    let big = [LETTER, "x".repeat(1 << 20).as_bytes()].concat();
    let outcome = sent(implicit.clone(), "foi@leeds.invalid", &big);
    assert!(
        matches!(&outcome, Outcome::Refused { words } if words.contains("1048576")),
        "{outcome:?}"
    );
    let outcome = sent(implicit, "nobody@leeds.invalid", LETTER);
    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
}

/// The words of a Subject or a name, decoded as a mail program does.
fn decoded(mail: &str, header: &str) -> String {
    use mailparse::MailHeaderMap;
    let parsed = mailparse::parse_mail(mail.as_bytes()).unwrap();
    parsed.headers.get_first_value(header).unwrap()
}

#[test]
fn names_and_subjects_in_welsh_and_gaelic_arrive_intact_through_both_servers() {
    let title = "Plant ŵyr a ŷ'r gofal – clann a tha a dhìth à cùram, Àrainneachd";
    let campaign =
        fs::read_to_string(crate::world::fixtures().join("campaigns/trafficked/campaign.toml"))
            .unwrap();
    let first = campaign.lines().find(|line| line.starts_with("title")).unwrap().to_owned();
    let campaign = campaign.replace(&first, &format!("title = \"{title}\""));
    let chasquid = Chasquid::start(&["foi@leeds.invalid"]);
    let postfix = Submission::start("");
    for through_postfix in [true, false] {
        let world =
            World::on("2026-02-02").campaign_text("trafficked", &campaign).addresses(&["leeds"]);
        let transport = if through_postfix {
            let Some(server) = &postfix else { continue };
            server.transport(&world)
        } else {
            fs::write(world.path("ca.pem"), chasquid.ca()).unwrap();
            secret_file(&world.path("password"), chasquid::PASSWORD);
            format!(
                "kind = \"smtp\"\nhost = \"localhost\"\nport = {}\nca_file = \"ca.pem\"\n\
                 tls = \"starttls\"\nuser = \"{}\"\npassword_file = \"password\"\ntest = true",
                chasquid.port,
                chasquid::USER
            )
        };
        let settings = with_transport(&transport).replace("Ada Example", "Siân Nic a’ Ghobhainn");
        fs::write(world.path("foi.toml"), settings).unwrap();
        world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
        world.foi(&["tick"]).done();
        let mail = if through_postfix {
            let maildir = postfix.as_ref().unwrap().postfix.mailbox_with(1);
            let entry = fs::read_dir(maildir.join("new")).unwrap().next().unwrap().unwrap();
            fs::read_to_string(entry.path()).unwrap()
        } else {
            chasquid.delivered("foi@leeds.invalid", 1).remove(0)
        };
        assert!(decoded(&mail, "Subject").contains(title), "{mail}");
        assert!(decoded(&mail, "From").contains("Siân Nic a’ Ghobhainn"), "{mail}");
        assert!(mail.is_ascii(), "nothing in it needs a server that knows more than ASCII");
    }
}
