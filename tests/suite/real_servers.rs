//! Mail that real servers wrote: Postfix returns our letters and warns of delays, Pigeonhole answers for
//! people on holiday. Letters leave through our own SMTP, and what comes back is taken in with `foi`.

use std::fs;

use serde_json::Value;

use crate::dovecot::{Dovecot, free_port};
use crate::postfix::{Fate, Postfix};
use crate::world::{SETTINGS, World};

/// A campaign to these authorities whose letters have left through `server`.
fn written_to(authorities: &[&str], server: &Postfix) -> World {
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(authorities);
    let smtp = format!("kind = \"smtp\"\nport = {}\ntest = true", server.port);
    let settings = SETTINGS.replace("kind = \"folder\"\npath = \"outbox\"", &smtp);
    fs::write(world.path("foi.toml"), settings).unwrap();
    world.foi(&["launch", "trafficked", "--confirm", &authorities.len().to_string()]).done();
    world.foi(&["tick"]).done();
    for row in world.rows(&["requests"]) {
        let asked = authorities.iter().any(|authority| row["authority"] == *authority);
        assert!(!asked || row["delivery"] == "accepted", "{row}\n{}", server.log());
    }
    world.at("2026-02-03");
    world
}

/// The mails that came about the request to an authority, each about that request alone.
fn about(mails: &[Value], world: &World, authority: &str) -> Vec<Value> {
    let request = &world.request(authority)["request"];
    let of = |mail: &&Value| mail["matches"].as_array().unwrap().len() == 1;
    mails
        .iter()
        .filter(of)
        .filter(|mail| mail["matches"][0]["request"] == *request)
        .cloned()
        .collect()
}

#[test]
fn a_letter_that_a_real_server_returns_is_a_permanent_bounce_of_that_letter() {
    let fates = [
        ("leeds", Fate::NoSuchUser, "5.1.1"),
        ("bristol", Fate::RelayRefused, "5.7.1"),
        ("kent", Fate::TooLarge, "5.3.4"),
        ("essex", Fate::RefusedByPolicy, "5.7.1"),
        ("surrey", Fate::AroundInCircles, "5.4.0"),
    ];
    let domains = fates.map(|(id, fate, _)| (format!("{id}.invalid"), fate));
    let pairs = domains.each_ref().map(|(domain, fate)| (domain.as_str(), *fate));
    let Some(server) = Postfix::start(&pairs) else { return };
    let ids = fates.map(|(id, ..)| id);
    let world = written_to(&ids, &server);
    let maildir = server.mailbox_with(fates.len());
    world.foi(&["receive", maildir.to_str().unwrap()]).done();
    let mails = world.rows(&["mail"]);
    assert_eq!(mails.len(), fates.len(), "{}", server.log());
    for (id, _, status) in fates {
        let found = about(&mails, &world, id);
        assert_eq!(found.len(), 1, "{id} in {mails:#?}");
        let mail = &found[0];
        assert_eq!(mail["kind"], "bounce", "{id}: {mail:#}");
        assert_eq!(mail["permanent"], true, "{id}: {mail:#}");
        assert_eq!(mail["needs_review"], false, "{id}: {mail:#}");
        let shown = world.foi(&["mail", "show", mail["mail"].as_str().unwrap()]).done().stdout;
        assert!(shown.contains(&format!("Status: {status}")), "{id}: {shown}\n{}", server.log());
        let evidence = mail["matches"][0]["evidence"].as_array().unwrap();
        assert!(evidence.contains(&"dsn_original".into()), "{id}: {mail:#}");
        assert_eq!(world.request(id)["delivery"], "bounced", "{id}");
        assert_eq!(world.request(id)["status"], "undelivered", "{id}");
    }
}

#[test]
fn a_blind_copy_that_a_real_server_made_is_our_letter_and_no_reply() {
    let more = "recipient_bcc_maps = \
                inline:{ {foi@leeds.invalid=requests@harbour-watch.example} }\n";
    let Some(server) = Postfix::with(&[("leeds.invalid", Fate::NoSuchUser)], more) else { return };
    let world = written_to(&["leeds"], &server);
    let maildir = server.mailbox_with(2);
    world.foi(&["receive", maildir.to_str().unwrap()]).done();
    let mails = about(&world.rows(&["mail"]), &world, "leeds");
    let (ours, theirs): (Vec<&Value>, Vec<&Value>) =
        mails.iter().partition(|mail| !mail["own"].is_null());
    assert_eq!((ours.len(), theirs.len()), (1, 1), "{mails:#?}\n{}", server.log());
    let letter = &world.row(&["outbox"], "authority", "leeds")["letter"];
    assert_eq!(ours[0]["own"]["copy_of"], *letter);
    assert_eq!(ours[0]["waits"], false);
    assert_eq!(theirs[0]["kind"], "bounce");
    assert_eq!(world.request("leeds")["delivery"], "bounced", "the copy proves no arrival");
}

#[test]
fn a_real_servers_warning_of_a_delay_is_no_return_until_it_gives_up() {
    let Some(server) = Postfix::start(&[("leeds.invalid", Fate::Away)]) else { return };
    let world = written_to(&["leeds"], &server);
    let maildir = server.mailbox_with(1);
    world.foi(&["receive", maildir.to_str().unwrap()]).done();
    let mails = world.rows(&["mail"]);
    let warning = &about(&mails, &world, "leeds")[0];
    assert_eq!((&warning["kind"], &warning["permanent"]), (&"bounce".into(), &false.into()));
    assert_eq!(world.request("leeds")["delivery"], "accepted");
    assert_eq!(world.request("leeds")["status"], "awaiting");
    let maildir = server.mailbox_with(2);
    world.foi(&["receive", maildir.to_str().unwrap()]).done();
    let returned = about(&world.rows(&["mail"]), &world, "leeds")[1].clone();
    // Why it failed may pass; that it is not tried again does not.
    assert_eq!((&returned["kind"], &returned["permanent"]), (&"bounce".into(), &true.into()));
    assert_eq!(world.request("leeds")["delivery"], "bounced");
}

/// The mail server of councils, whose users answer through the relay at a port.
pub(crate) fn councils(port: u16, relay: u16) -> Dovecot {
    Dovecot::with(&format!(
        "protocols = imap lmtp\nsubmission_host = 127.0.0.1:{relay}\n\
         hostname = mail.council.invalid\npostmaster_address = postmaster@council.invalid\n\
         service lmtp {{\n chroot =\n inet_listener lmtp {{\n  port = {port}\n }}\n}}\n\
         protocol lmtp {{\n mail_plugins = quota sieve\n}}\n\
         plugin {{\n quota = maildir:User quota\n quota_rule = *:storage=100K\n \
         sieve = file:~/rules.sieve\n}}\n"
    ))
}

const ON_HOLIDAY: &str = r#"require ["vacation"];
vacation :days 1 :subject "Automatic reply: out of office" "Thank you for your message. I am on
leave until 16 February. If your matter is urgent, please write to the duty officer. Requests
under the Freedom of Information Act are answered within 20 working days of receipt.";
"#;

/// Words that would end or stop a wait, were a person to write them.
const BRIM_FULL: &str = r#"require ["vacation", "mime"];
vacation :mime :subject "Out of office" text:
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<p>Rwyf allan o'r swyddfa – I am out of the office.</p><p>Your request is refused under section
12 of the Act, as it exceeds the limit of £450. Could you please clarify what you mean? We need a
further 20 working days. Question 1: 12</p>
.
;
"#;

const NOT_HERE: &str = r#"require ["reject"];
reject "This mailbox is closed and nobody reads it. Write to information@essex.invalid.";
"#;

#[test]
fn a_real_vacation_reply_is_an_auto_reply_and_moves_no_clock() {
    let port = free_port();
    let domain = Fate::Mailbox(port);
    let Some(server) = Postfix::start(&[("leeds.invalid", domain), ("kent.invalid", domain)])
    else {
        return;
    };
    let councils = councils(port, server.port);
    councils.person("foi@leeds.invalid", ON_HOLIDAY);
    councils.person("foi@kent.invalid", BRIM_FULL);
    let world = written_to(&["leeds", "kent"], &server);
    let before = ["leeds", "kent"].map(|id| world.request(id));
    let maildir = server.mailbox_with(2);
    world.foi(&["receive", maildir.to_str().unwrap()]).done();
    let mails = world.rows(&["mail"]);
    for before in before {
        let id = before["authority"].as_str().unwrap();
        let found = about(&mails, &world, id);
        assert_eq!(found.len(), 1, "{id}: {mails:#?}\n{}\n{}", server.log(), councils.log());
        assert_eq!(found[0]["kind"], "auto_reply", "{:#}", found[0]);
        let more = id == "kent";
        assert_eq!(found[0]["needs_review"], more, "it says more than that: {:#}", found[0]);
        assert!(world.answer(id, "trafficked").is_none());
        let after = world.request(id);
        for same in ["status", "due_on", "received_on"] {
            assert_eq!(after[same], before[same], "{same} of {id}");
        }
        assert_eq!(after["delivery"], "delivered", "the address works: {id}");
    }
}

#[test]
fn a_real_mailbox_that_is_closed_returns_the_letter_and_one_that_is_full_asks_a_person() {
    let port = free_port();
    let domain = Fate::Mailbox(port);
    let Some(server) = Postfix::start(&[("kent.invalid", domain), ("essex.invalid", domain)])
    else {
        return;
    };
    let councils = councils(port, server.port);
    let home = councils.person("foi@kent.invalid", "");
    fs::write(home.join("cur/1.old,S=120000:2,S"), vec![b'x'; 120_000]).unwrap();
    councils.person("foi@essex.invalid", NOT_HERE);
    let world = written_to(&["kent", "essex"], &server);
    let maildir = server.mailbox_with(2);
    world.foi(&["receive", maildir.to_str().unwrap()]).done();
    let mails = world.rows(&["mail"]);
    let only = |id: &str| {
        let found = about(&mails, &world, id);
        assert_eq!(found.len(), 1, "{id}: {mails:#?}\n{}\n{}", server.log(), councils.log());
        assert_eq!(found[0]["kind"], "bounce", "{:#}", found[0]);
        found[0].clone()
    };
    // Such an address is not dead, and this copy of the letter is.
    let full = only("kent");
    assert_eq!((&full["permanent"], &full["needs_review"]), (&false.into(), &true.into()));
    assert!(full["review_reason"].as_str().unwrap().contains("must be sent again"), "{full:#}");
    assert_eq!(only("essex")["permanent"], true);
    assert_eq!(world.request("essex")["delivery"], "bounced");
}
