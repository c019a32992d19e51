//! What became of letters, by the records of mail servers and providers: taken in once, joined by
//! Message-ID, and never more than they say.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::dovecot::free_port;
use crate::postfix::{Fate, Postfix};
use crate::real_servers::councils;
use crate::world::{SETTINGS, World};

fn world() -> World {
    World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "leeds", "glasgow"])
        .launched("trafficked")
}

/// The lines of Postfix about the request to an authority, with what the council's server said.
fn lines(world: &World, authority: &str, (time, queue): (&str, &str), outcome: &str) -> String {
    let council = world.council(authority);
    format!(
        "{time} mail postfix/smtpd[901]: {queue}: client=localhost[127.0.0.1]\n\
         {time} mail postfix/cleanup[902]: {queue}: message-id=<{}>\n\
         {time} mail postfix/qmgr[903]: {queue}: from=<{}>, size=2310, nrcpt=1 (queue active)\n\
         {time} mail postfix/smtp[904]: {queue}: to=<{}>, relay=mx.{authority}.invalid[192.0.2.7]:25, delay=1.2, delays=0.1/0/0.5/0.6, {outcome}\n",
        council.message_id,
        council.reply_address,
        council.address(),
    )
}

const SENT: &str = "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as C0FFEE1234)";
const DEFERRED: &str = "dsn=4.7.1, status=deferred (host mx said: 450 4.7.1 Greylisted, try again)";
const BOUNCED: &str = "dsn=5.1.1, status=bounced (host mx said: 550 5.1.1 No such user)";

fn import(world: &World, files: &[&str]) -> Value {
    let mut all = vec!["evidence", "import", "--utc"];
    all.extend(files);
    let rows = world.rows(&all);
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].clone()
}

fn put(world: &World, name: &str, text: &str) {
    fs::write(world.path(name), text).unwrap();
}

/// The proof of the first letter of a request.
fn proof(world: &World, authority: &str) -> Value {
    world.rows(&["proof", authority])[0].clone()
}

#[test]
fn a_log_raises_delivery_and_the_same_again_changes_nothing() {
    let mut world = world();
    let log = lines(&world, "kent", ("Feb  2 09:00:01", "4A1B2C3D4E"), SENT)
        + &lines(&world, "leeds", ("Feb  2 09:00:05", "4A1B2C3D4F"), BOUNCED)
        + &lines(&world, "glasgow", ("Feb  2 09:00:09", "4A1B2C3D50"), DEFERRED)
        + "Feb  2 09:00:11 mail postfix/cleanup[902]: 4A1B2C3D51: message-id=<newsletter@x.example>\n\
           Feb  2 09:00:12 mail postfix/smtp[904]: 4A1B2C3D51: to=<a@b.invalid>, relay=mx[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n\
           Feb  2 09:00:13 mail sshd[7]: Accepted publickey for ada\n";
    put(&world, "mail.log", &log);
    world.at("2026-02-03");
    let before = world.rows(&["requests"]);
    let said = import(&world, &["mail.log"]);
    assert_eq!(
        (&said["delivered"], &said["bounced"], &said["deferred"]),
        (&1.into(), &1.into(), &1.into())
    );
    assert_eq!(said["unknown"], serde_json::json!({"<newsletter@x.example>": 1}), "{said}");
    assert_eq!(world.request("kent")["delivery"], "delivered");
    assert_eq!(world.request("glasgow")["delivery"], "deferred");
    let leeds = world.request("leeds");
    assert_eq!((&leeds["delivery"], &leeds["status"]), (&"bounced".into(), &"undelivered".into()));
    assert_eq!(leeds["due_on"], Value::Null, "no time runs from what came back");
    let kent = before.iter().find(|row| row["authority"] == "kent").unwrap();
    assert_eq!(world.request("kent")["due_on"], kent["due_on"], "delivery moves no date");
    let after = world.rows(&["requests"]);
    let again = import(&world, &["mail.log"]);
    assert_eq!((&again["known"], &again["delivered"]), (&3.into(), &0.into()));
    fs::copy(world.path("mail.log"), world.path("mail.log.1")).unwrap();
    assert_eq!(import(&world, &["mail.log.1"])["known"], 3, "nor under another name");
    assert_eq!(world.rows(&["requests"]), after);
    world.foi(&["rebuild", "--check"]).done();
}

#[test]
fn a_rotated_and_packed_log_with_iso_times_is_joined_over_its_files() {
    let mut world = world();
    let log = lines(&world, "kent", ("2026-02-02T09:00:01.123456+00:00", "3Zz9k1bQwRz1"), DEFERRED);
    let (head, tail) =
        log.split_at(log.find("2026-02-02T09:00:01.123456+00:00 mail postfix/smtp[904]").unwrap());
    let later = "2026-02-02T11:30:00+00:00 mail postfix/smtp[904]: 3Zz9k1bQwRz1: to=<foi@kent.invalid>, relay=mx.kent.invalid[192.0.2.7]:25, delay=9000, delays=8999/0/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 Ok)\n";
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(head.as_bytes()).unwrap();
    fs::write(world.path("mail.log.2.gz"), packed.finish().unwrap()).unwrap();
    put(&world, "mail.log", &format!("{tail}{later}"));
    world.at("2026-02-03");
    let alone = import(&world, &["mail.log"]);
    assert_eq!(alone["delivered"], 0, "the queue id alone is nobody's: {alone}");
    assert!(
        alone["passed_over"].to_string().contains("Message-ID is in none of the files"),
        "{alone}"
    );
    let both = import(&world, &["mail.log", "mail.log.2.gz"]);
    assert_eq!((&both["delivered"], &both["deferred"]), (&1.into(), &1.into()));
    assert_eq!(world.request("kent")["delivery"], "delivered", "the later word counts");
    let known = proof(&world, "kent")["known"].clone();
    let row = known.as_array().unwrap().iter().find(|row| row["what"] == "delivered").unwrap();
    assert_eq!(row["queue_id"], "3Zz9k1bQwRz1");
    assert_eq!(row["server"], "mx.kent.invalid[192.0.2.7]:25");
    assert_eq!((&row["source"], &row["at"]), (&"mail.log".into(), &"2026-02-02T11:30:00Z".into()));
}

#[test]
fn a_letter_nobody_could_account_for_is_settled_by_the_log() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    let log = lines(&world, "kent", ("Feb  2 09:00:00", "4A1B2C3D4E"), DEFERRED);
    put(&world, "mail.log", &log);
    assert_eq!(world.row(&["outbox"], "authority", "kent")["state"], "queued");
    let mut world = world;
    world.at("2026-02-02T10:00:00Z");
    let said = import(&world, &["mail.log"]);
    assert_eq!(said["settled"], serde_json::json!([world.council("kent").reference]));
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 0, "it is not sent a second time");
    let request = world.request("kent");
    assert_eq!(
        (&request["delivery"], &request["received_on"]),
        (&"deferred".into(), &"2026-02-02".into())
    );
}

#[test]
fn a_bounce_after_delivery_counts_and_is_told_as_a_contradiction() {
    let mut world = world();
    put(&world, "one.log", &lines(&world, "kent", ("Feb  2 09:00:01", "4A1B2C3D4E"), SENT));
    put(
        &world,
        "two.csv",
        &format!(
            "event,recipient,message-id,timestamp,reason\nfailed,foi@kent.invalid,<{}>,2026-02-03T08:00:00Z,550 mailbox gone\nopened,foi@kent.invalid,<{0}>,2026-02-03T08:00:00Z,\n",
            world.council("kent").message_id
        ),
    );
    world.at("2026-02-04");
    import(&world, &["one.log"]);
    assert_eq!(world.request("kent")["status"], "awaiting");
    let said = import(&world, &["two.csv"]);
    assert!(
        said["contradictions"][0].as_str().unwrap().contains("counts as not received"),
        "{said}"
    );
    assert_eq!(said["passed_over"], serde_json::json!({"rows with the event “opened”": 1}));
    let kent = world.request("kent");
    assert_eq!((&kent["delivery"], &kent["status"]), (&"bounced".into(), &"undelivered".into()));
    assert_eq!(kent["due_on"], Value::Null);
    // The address has to be looked up anew: no mail of a server says so, the log does.
    let task = world.rows(&["register", "worklist", "kent"])[0].clone();
    assert_eq!((&task["why"], &task["trouble"]), (&"bounced".into(), &"550 mailbox gone".into()));
    let warned = world.row(&["next"], "authority", "kent");
    assert_eq!(warned["step"], "repair_address");
    let shown = world.foi(&["proof", "kent"]).done().stdout;
    assert!(shown.contains("Contradiction: taken by their server on 2026-02-02"), "{shown}");
    assert!(shown.contains("no time runs from it"), "{shown}");
    // Their own word outranks every machine's.
    world.at("2026-02-06");
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-05", "Thank you for your request. We will answer it."));
    assert_eq!(world.request("kent")["delivery"], "delivered");
    let shown = world.foi(&["proof", "kent"]).done().stdout;
    assert!(shown.contains("and yet they wrote about it (m1)"), "{shown}");
}

#[test]
fn an_export_without_our_ids_is_matched_by_address_and_time_and_never_guessed() {
    let mut world = world();
    put(
        &world,
        "export.csv",
        "Event Type,Timestamp,Destination,Message Id,Bounce Type\n\
         Delivery,2026-02-02T09:00:03Z,FOI@kent.invalid,0102-aa,\n\
         Bounce,2026-02-02T09:00:03Z,foi@leeds.invalid,0102-bb,Permanent\n\
         Delivery,2026-02-02T09:00:03Z,someone@else.invalid,0102-cc,\n\
         Delivery,2026-03-20T09:00:03Z,foi@glasgow.invalid,0102-dd,\n",
    );
    world.at("2026-03-21");
    let said = import(&world, &["export.csv"]);
    assert_eq!((&said["delivered"], &said["bounced"]), (&1.into(), &1.into()), "{said}");
    assert_eq!(said["unknown"], serde_json::json!({"<0102-cc>": 1, "<0102-dd>": 1}));
    assert_eq!(world.request("kent")["delivery"], "delivered");
    assert_eq!(world.request("leeds")["delivery"], "bounced");
    assert_eq!(world.request("glasgow")["delivery"], "accepted", "long after is not it");
    // Two letters to one address within the week: which is meant?
    world.foi(&["write", "glasgow", "--words", "One.", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    world.at("2026-03-22");
    world.foi(&["write", "glasgow", "--words", "Two.", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    put(
        &world,
        "late.csv",
        "event,email,time\ndelivered,foi@glasgow.invalid,2026-03-22 09:00:30\n",
    );
    world.at("2026-03-23");
    let said = import(&world, &["late.csv"]);
    assert_eq!(said["ambiguous"], serde_json::json!({"foi@glasgow.invalid": 1}), "{said}");
    assert_eq!(said["delivered"], 0);
}

#[test]
fn a_file_that_is_neither_is_named_and_nothing_is_taken_in() {
    let mut world = world();
    world.at("2026-02-03");
    put(&world, "good.log", &lines(&world, "kent", ("Feb  2 09:00:01", "4A1B2C3D4E"), SENT));
    put(&world, "shopping.csv", "name,price\nmilk,1\n");
    let said = world.foi(&["evidence", "import", "good.log", "shopping.csv"]).failed();
    assert!(said.contains("shopping.csv is no log of Postfix"), "{said}");
    assert_eq!(world.request("kent")["delivery"], "accepted");
    let said = world.foi(&["evidence", "import", "none.log"]).failed();
    assert!(said.contains("none.log"), "{said}");
}

#[test]
fn a_letter_without_a_sign_of_life_is_told_five_working_days_after_it_left() {
    let mut world = world();
    put(&world, "mail.log", &lines(&world, "leeds", ("Feb  2 09:00:01", "4A1B2C3D4E"), SENT));
    world.at("2026-02-03");
    import(&world, &["mail.log"]);
    let silent = |world: &World| -> Vec<String> {
        let rows = world.rows(&["proof"]);
        rows.iter().map(|row| row["authority"].as_str().unwrap().to_owned()).collect()
    };
    world.at("2026-02-09");
    assert_eq!(silent(&world), Vec::<String>::new(), "the fifth working day is not over");
    world.at("2026-02-10");
    assert_eq!(silent(&world), ["glasgow", "kent"], "the log speaks for leeds");
    let row = world.rows(&["proof"])[1].clone();
    assert_eq!(
        (&row["kind"], &row["left_on"], &row["due_on"]),
        (&"request".into(), &"2026-02-02".into(), &"2026-03-02".into())
    );
    let status = world.foi(&["status"]).done().stdout;
    assert!(status.contains("No sign that it arrived: 2"), "{status}");
    let kent = world.council("kent");
    world.receive(&kent.writes(
        "2026-02-10",
        &format!("FOI {}", kent.reference),
        &kent.reply_address,
        "Hello",
    ));
    assert_eq!(silent(&world), ["glasgow"]);
    world.at("2026-03-06");
    let why = world.row(&["next"], "authority", "glasgow")["why"].as_str().unwrap().to_owned();
    assert!(why.contains("no sign that the request of 2026-02-02 arrived"), "{why}");
    let why = world.row(&["next"], "authority", "leeds")["why"].as_str().unwrap().to_owned();
    assert!(!why.contains("no sign"), "{why}");
}

#[test]
fn the_five_days_are_those_of_the_nation() {
    // 17 March is a holiday in Northern Ireland; what is asked under FOIA counts the holidays of all
    // parts of the United Kingdom, a Scottish request those of Scotland.
    let mut world = World::on("2026-03-12")
        .campaign("trafficked")
        .addresses(&["kent", "glasgow"])
        .launched("trafficked");
    let silent = |world: &World| -> Vec<String> {
        let rows = world.rows(&["proof"]);
        rows.iter().map(|row| row["authority"].as_str().unwrap().to_owned()).collect()
    };
    world.at("2026-03-20");
    assert_eq!(silent(&world), ["glasgow"]);
    world.at("2026-03-21");
    assert_eq!(silent(&world), ["glasgow", "kent"]);
}

#[test]
fn a_proof_has_who_approved_what_left_when_and_what_the_law_makes_of_it() {
    let mut world = world();
    put(&world, "mail.log", &lines(&world, "glasgow", ("Feb  2 09:00:01", "4A1B2C3D4E"), SENT));
    world.at("2026-02-03");
    import(&world, &["mail.log"]);
    let reference = world.council("glasgow").reference;
    let bytes = fs::read(world.path("outbox").join(format!("{reference}-1.eml"))).unwrap();
    let row = proof(&world, "glasgow");
    let hash = foi_campaign::replies::message::sha256(&bytes);
    assert_eq!(row["sha256"], hash, "the bytes that left are those that were approved");
    assert_eq!((&row["approved_by"], &row["kind"]), (&"ada".into(), &"request".into()));
    assert_eq!(row["message_id"], world.request("glasgow")["message_id"]);
    let what: Vec<&str> = row["known"]
        .as_array()
        .unwrap()
        .iter()
        .map(|known| known["what"].as_str().unwrap())
        .collect();
    assert_eq!(what, ["handing_over", "handed_over", "delivered"]);
    let shown = world.foi(&["proof", "glasgow"]).done().stdout;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("queue id 4A1B2C3D4E") && shown.contains("SHA-256:"), "{shown}");
    assert!(shown.contains("presumed to be received on the day of its transmission (Freedom of Information (Scotland) Act 2002, section 74(2))"), "{shown}");
    let kent = world.foi(&["proof", "kent"]).done().stdout;
    let kent = kent.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(kent.contains("It does not show that it reached the authority"), "{kent}");
    assert!(kent.contains("the Act presumes nothing about letters by e-mail"), "{kent}");
    let bristol = world.foi(&["proof", "bristol"]).done().stdout;
    assert!(bristol.contains("No letter of this request was approved"), "{bristol}");
}

#[test]
fn a_later_letter_that_a_log_returns_has_not_left_in_law() {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["glasgow"])
        .launched("trafficked");
    world.at("2026-03-03");
    world
        .foi(&["approve", "glasgow", "--step", "foisa_no_response_review", "--confirm", "1"])
        .done();
    world.foi(&["tick"]).done();
    assert_eq!(world.request("glasgow")["status"], "review_asked");
    let review = world.rows(&["proof", "glasgow"])[1].clone();
    let id = review["message_id"].as_str().unwrap().to_owned();
    put(
        &world,
        "export.csv",
        &format!("event,to,smtp-id,time\nbounce,foi@glasgow.invalid,{id},2026-03-03 09:01:00\n"),
    );
    world.at("2026-03-04");
    import(&world, &["export.csv"]);
    assert_ne!(world.request("glasgow")["status"], "review_asked");
    assert_eq!(world.rows(&["proof", "glasgow"])[1]["delivery"], "bounced");
    assert_eq!(world.request("glasgow")["delivery"], "accepted", "of the request nothing is said");
}

#[test]
fn the_log_of_a_real_postfix_is_read() {
    let port = free_port();
    let fates = [
        ("kent.invalid", Fate::Mailbox(port)),
        ("leeds.invalid", Fate::NoSuchUser),
        ("glasgow.invalid", Fate::Away),
    ];
    let Some(server) = Postfix::start(&fates) else { return };
    let councils = councils(port, server.port);
    councils.person("foi@kent.invalid", "");
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "leeds", "glasgow"]);
    let smtp = format!("kind = \"smtp\"\nport = {}\ntest = true", server.port);
    let settings = SETTINGS.replace("kind = \"folder\"\npath = \"outbox\"", &smtp);
    fs::write(world.path("foi.toml"), settings).unwrap();
    world.foi(&["launch", "trafficked", "--confirm", "3"]).done();
    world.foi(&["tick"]).done();
    drop(server.mailbox_with(2));
    // The last line of a delivery comes when the mailbox has the letter.
    let start = std::time::Instant::now();
    while !server.log().contains("status=sent (250 2.0.0 <foi@kent.invalid>") {
        assert!(start.elapsed() < std::time::Duration::from_secs(20), "{}", server.log());
        std::thread::yield_now();
    }
    put(&world, "mail.log", &server.log());
    // The server goes by the machine's clock, whatever the campaign's.
    world.at("2036-01-01");
    let said = import(&world, &["mail.log"]);
    assert_eq!(said["letters"].as_array().unwrap().len(), 3, "{said}\n{}", server.log());
    assert_eq!(world.request("leeds")["delivery"], "bounced");
    assert_eq!(world.request("kent")["delivery"], "delivered", "{}", server.log());
    assert_eq!(import(&world, &["mail.log"])["delivered"], 0);
}
