//! Replies in: every file in exactly one visible place, filed by evidence or held with the reason.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use proptest::prelude::*;
use serde_json::Value;

use crate::world::{Council, SETTINGS, World, date_header};

fn world() -> World {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "glasgow", "essex"])
        .launched("trafficked");
    world.at("2026-02-20");
    world
}

fn evidence(mail: &Value) -> Vec<String> {
    mail["matches"][0]["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry.as_str().unwrap().to_owned())
        .collect()
}

const OFFICE: &str = "requests@harbour-watch.example";

#[test]
fn each_kind_of_evidence_files_a_mail_by_itself() {
    let mut world = world();
    let kent = world.council("kent");
    let plain = "Thank you for your request, which has been received.";
    let cases = [
        ("plus_address", kent.writes("2026-02-03", "Your request", &kent.reply_address, plain)),
        (
            "token_in_subject",
            kent.writes("2026-02-04", &format!("Ack {}", kent.reference), OFFICE, plain),
        ),
        (
            "token_in_body",
            kent.writes(
                "2026-02-05",
                "Ack",
                OFFICE,
                &format!("{plain}\n\nYour ref: {}", kent.reference),
            ),
        ),
        (
            "in_reply_to",
            kent.writes("2026-02-06", "Ack", OFFICE, plain).replacen(
                "\r\n\r\n",
                &format!("\r\nIn-Reply-To: <{}>\r\n\r\n", kent.message_id),
                1,
            ),
        ),
        (
            "references",
            kent.writes("2026-02-09", "Ack", OFFICE, plain).replacen(
                "\r\n\r\n",
                &format!("\r\nReferences: <a@b> <{}>\r\n\r\n", kent.message_id),
                1,
            ),
        ),
    ];
    for (kind, mail) in cases {
        let row = world.receive(&mail);
        assert_eq!(row["matches"][0]["authority"], "kent", "{kind}");
        assert_eq!(row["held"], false, "{kind}");
        assert!(evidence(&row).contains(&kind.to_owned()), "{kind}: {row}");
    }
}

#[test]
fn a_reference_survives_being_retyped() {
    let mut world = world();
    let kent = world.council("kent");
    let code = kent.reference.split_once('-').unwrap().1.to_owned();
    for (day, subject) in [
        ("2026-02-03", format!("re your {}", kent.reference.to_lowercase())),
        ("2026-02-04", format!("ref {}", code.replace('-', " "))),
        ("2026-02-05", format!("ref {}", code.replace('1', "l").replace('0', "O"))),
        ("2026-02-06", format!("ref {}", kent.reference.replace('-', ""))),
    ] {
        let row = world.receive(&kent.writes(day, &subject, OFFICE, "Received."));
        assert_eq!(row["matches"][0]["authority"], "kent", "{subject}");
        assert_eq!(row["held"], false, "{subject}");
    }
}

#[test]
fn a_mail_without_our_reference_waits_with_its_candidates_and_the_reason() {
    let mut world = world();
    let kent = world.council("kent");
    let row =
        world.receive(&kent.writes("2026-02-10", "Your letter", OFFICE, "1. 5\n2. 1\n3. 2\n"));
    assert_eq!(row["held"], true);
    assert_eq!(row["needs_review"], true);
    let reason = row["review_reason"].as_str().unwrap();
    assert!(reason.contains("kent.invalid is a domain of kent"), "{reason}");
    assert_eq!(row["matches"][0]["authority"], "kent");
    assert!(row["matches"][0]["confidence"].as_f64().unwrap() < 0.5);
    assert_eq!(world.answer("kent", "trafficked"), None, "nothing of it counts");
    assert_eq!(world.request("kent")["status"], "awaiting");
}

#[test]
fn evidence_for_two_requests_files_the_mail_under_neither() {
    let mut world = world();
    let (kent, essex) = (world.council("kent"), world.council("essex"));
    let body = format!("1. 5\n2. 1\n3. 2\n\nYour ref {}", essex.reference);
    let row = world.receive(&kent.replies("2026-02-10", &body));
    assert_eq!(row["held"], true);
    assert!(row["review_reason"].as_str().unwrap().contains("several of our requests"));
    assert_eq!(world.rows(&["answers"]).len(), 0);
}

#[test]
fn our_reference_from_another_councils_domain_is_a_conflict() {
    let mut world = world();
    let kent = world.council("kent");
    let mail = kent
        .replies("2026-02-10", "1. 5\n2. 1\n3. 2\n")
        .replace("foi@kent.invalid", "foi@essex.invalid");
    let row = world.receive(&mail);
    assert_eq!(row["held"], true);
    assert!(row["review_reason"].as_str().unwrap().contains("from the domain of essex"));
}

#[test]
fn figures_from_an_unknown_sender_wait_for_a_person() {
    let mut world = world();
    let kent = world.council("kent");
    let mail = kent
        .replies("2026-02-10", "1. 5\n2. 1\n3. 2\n")
        .replace("foi@kent.invalid", "x@mail.invalid");
    let row = world.receive(&mail);
    assert_eq!(row["held"], false);
    assert!(row["review_reason"].as_str().unwrap().contains("no sender the register knows"));
    assert_eq!(world.request("kent")["status"], "awaiting");
}

#[test]
fn receiving_twice_doubles_nothing() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. 5\n2. 1\n3. 2\n"));
    let before = (world.rows(&["mail"]), world.rows(&["answers"]));
    let said = world.foi(&["receive", "came"]).done().stdout;
    assert!(said.contains("0 mails received"), "{said}");
    world.foi(&["receive", world.path("came").to_str().unwrap()]).done();
    assert_eq!((world.rows(&["mail"]), world.rows(&["answers"])), before);
}

#[test]
fn a_copy_by_another_road_is_listed_as_a_repeat_and_other_content_is_another_mail() {
    let mut world = world();
    let kent = world.council("kent");
    let mail = kent.replies("2026-02-10", "1. 5\n2. 1\n3. 2\n");
    let first = world.receive(&mail);
    let same_bytes = world.receive(&mail);
    assert_eq!(same_bytes["duplicate_of"], first["mail"]);
    let other_road =
        world.receive(&format!("Received: from a by b; {}\r\n{mail}", date_header("2026-02-11")));
    assert_eq!(other_road["duplicate_of"], first["mail"]);
    let filtered = world.receive(&format!(
        "Delivered-To: ada@harbour-watch.example\r\nX-Spam-Status: No,\r\n\tscore=0.1\r\n\
         ARC-Seal: i=1; a=rsa-sha256\r\nDKIM-Signature: v=1; b=abc=\r\n{mail}"
    ));
    assert_eq!(filtered["duplicate_of"], first["mail"]);
    let corrected = world.receive(&mail.replace("1. 5", "1. 6"));
    assert_eq!(corrected["duplicate_of"], Value::Null);
    assert_eq!(world.rows(&["mail"]).len(), 5);
    let answers = world.rows(&["answers", "--all"]);
    let said: Vec<&Value> = answers.iter().filter(|row| row["question"] == "trafficked").collect();
    assert_eq!(said.len(), 2);
    let standing: Vec<&&Value> = said.iter().filter(|row| row["stands"] == true).collect();
    assert_eq!(standing.len(), 1);
    assert_eq!(standing[0]["low"], 5, "a different later figure waits for a person");
}

#[test]
fn arrival_is_the_topmost_received_date_then_date_and_never_later_than_now() {
    let mut world = world();
    let kent = world.council("kent");
    let whole = kent.replies("2026-02-10", "Received.");
    let row =
        world.receive(&format!("Received: from x by y; {}\r\n{whole}", date_header("2026-02-12")));
    assert_eq!(
        (&row["arrived_basis"], &row["arrived_at"]),
        (&"received".into(), &"2026-02-12T12:00:00Z".into())
    );
    let undated = whole.split_once("\r\n").unwrap().1.replace("Ack", "Second");
    let row = world.receive(&undated.replace("Received.", "Received, thank you."));
    assert_eq!(
        (&row["arrived_basis"], &row["arrived_at"]),
        (&"date".into(), &"2026-02-10T12:00:00Z".into())
    );
    let from_the_future =
        whole.replace("2026", "2031").replace("Received.", "Received, and thank you.");
    let row = world.receive(&from_the_future);
    assert_eq!(
        (&row["arrived_basis"], &row["arrived_at"]),
        (&"ingest".into(), &"2026-02-20T09:00:00Z".into())
    );
}

#[test]
fn no_mail_arrived_before_the_first_letter_left() {
    let mut world = world();
    let kent = world.council("kent");
    world.at("2026-03-09");
    for (day, body) in [
        ("1970-01-01", "Thank you for your request."),
        ("2026-02-01", "Thank you for your request, which we have."),
        ("1970-01-01", "1. 5\n2. 1\n3. 2\n"),
    ] {
        let row = world.receive(&kent.replies(day, body));
        assert_eq!(
            (&row["arrived_basis"], &row["arrived_at"]),
            (&"ingest".into(), &"2026-03-09T09:00:00Z".into()),
            "{day}"
        );
    }
    let request = world.request("kent");
    assert_eq!(request["replied_on"], "2026-03-09");
    assert_eq!(request["days_late"], 7);
    let row = world.receive(&kent.replies("2026-02-02", "Received, on the very day."));
    assert_eq!(row["arrived_basis"], "received");
}

#[test]
fn one_message_on_standard_input_is_taken_in() {
    let world = world();
    let mail = world.council("kent").replies("2026-02-10", "1. 5\n2. 1\n3. 2\n");
    let mut child = world
        .command(&["receive", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(mail.as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(world.rows(&["mail"])[0]["file"], "-");
    assert_eq!(world.request("kent")["status"], "answered");
}

#[test]
fn the_bytes_of_a_mail_are_kept_as_they_came() {
    let mut world = world();
    let mail = world.council("kent").replies("2026-02-10", "1. 5\n2. 1\n3. 2\n");
    let row = world.receive(&mail);
    let raw = world.foi(&["mail", "show", row["mail"].as_str().unwrap(), "--raw"]).done().stdout;
    assert_eq!(raw, mail);
}

#[test]
fn without_plus_addresses_the_shared_address_names_no_request() {
    let mut world = World::on("2026-02-02");
    fs::write(
        world.path("foi.toml"),
        SETTINGS.replace("plus_address = true", "plus_address = false"),
    )
    .unwrap();
    world = world.campaign("trafficked").addresses(&["kent", "essex"]).launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    assert_eq!(kent.reply_address, OFFICE);
    let row = world.receive(&kent.writes("2026-02-10", "Your letter", OFFICE, "Received."));
    assert_eq!(row["held"], true);
    let row = world.receive(&kent.replies("2026-02-11", "Received, thank you."));
    assert_eq!(row["matches"][0]["authority"], "kent");
}

#[test]
fn arrival_alone_and_an_acknowledgement_stop_no_clock() {
    let mut world = world();
    let kent = world.council("kent");
    let row = world.receive(
        &kent.replies("2026-02-03", "Thank you for your request. We will reply by 3 March 2026."),
    );
    assert_eq!(row["kind"], "acknowledgement");
    let request = world.request("kent");
    assert_eq!(
        (&request["status"], &request["delivery"]),
        (&"awaiting".into(), &"delivered".into())
    );
    world.at("2026-03-03");
    assert_eq!(world.request("kent")["status"], "overdue");
}

#[test]
fn a_permanent_bounce_means_not_received_and_no_clock_runs() {
    let mut world = world();
    let kent = world.council("kent");
    let row = world.receive(&bounce(&kent, "2026-02-02"));
    assert_eq!((&row["kind"], &row["permanent"]), (&"bounce".into(), &true.into()));
    let request = world.request("kent");
    assert_eq!(request["status"], "undelivered");
    assert_eq!(request["due_on"], Value::Null);
    assert_eq!(request["next_step"], "repair_address");
}

/// The letter came back: no such user.
pub(crate) fn bounce(council: &Council, day: &str) -> String {
    council
        .replies(day, "Your message could not be delivered.\n550 5.1.1 User unknown\n")
        .replace("Freedom of Information <foi@", "Mail Delivery <MAILER-DAEMON@")
}

#[test]
fn a_bounce_after_an_acknowledgement_takes_nothing_back() {
    let mut world = world();
    let kent = world.council("kent");
    let ack = "Thank you for your request. Our reference is FOI-2026-117.";
    let row = world.receive(&kent.replies("2026-02-04", ack));
    assert_eq!(row["kind"], "acknowledgement");
    let row = world.receive(&bounce(&kent, "2026-02-05"));
    assert_eq!((&row["kind"], &row["permanent"]), (&"bounce".into(), &true.into()));
    let request = world.request("kent");
    assert_eq!(
        (&request["status"], &request["delivery"]),
        (&"awaiting".into(), &"delivered".into())
    );
    assert_eq!(request["received_on"], "2026-02-02");
    assert_eq!(request["due_on"], "2026-03-02");
}

#[test]
fn an_apology_that_cannot_give_a_date_is_no_refusal() {
    let mut world = world();
    let kent = world.council("kent");
    let said = "We are sorry for the delay in your case, and cannot give you a firm date.";
    let row = world.receive(&kent.replies("2026-02-10", said));
    assert_eq!((&row["kind"], &row["waits"]), (&"other".into(), &true.into()), "{row}");
    let said = "We cannot give you the dates of birth that you ask for.";
    let row = world.receive(&kent.replies("2026-02-11", said));
    assert_eq!(row["kind"], "refusal", "{row}");
}

#[test]
fn a_refusal_ends_the_wait_only_when_a_person_agrees() {
    let mut world = world();
    let kent = world.council("kent");
    let row = world.receive(&kent.replies(
        "2026-02-10",
        "We refuse your request under section 12(1) of the Freedom of Information Act 2000, as it \
         would exceed the appropriate limit.",
    ));
    assert_eq!(row["kind"], "refusal");
    assert_eq!(row["sections"][0], "FOIA-s12");
    assert_eq!(row["waits"], true);
    assert_eq!(row["needs_review"], false, "nothing about it is in doubt");
    assert_eq!(world.request("kent")["status"], "awaiting");
    let answers = world.rows(&["answers"]);
    assert_eq!(answers.len(), 3);
    for answer in answers {
        assert_eq!((&answer["status"], &answer["stands"]), (&"refused".into(), &false.into()));
        assert_eq!((&answer["needs_review"], &answer["decided_by"]), (&true.into(), &Value::Null));
    }
    world.foi(&["assign", row["mail"].as_str().unwrap(), "--kind", "refusal"]).done();
    let answers = world.rows(&["answers"]);
    assert!(answers.iter().all(|answer| answer["stands"] == true), "{answers:?}");
    assert_eq!(world.request("kent")["status"], "refused");
    assert_eq!(world.row(&["mail"], "mail", row["mail"].as_str().unwrap())["waits"], false);
}

#[test]
fn a_mail_is_new_from_the_day_it_was_taken_in_whatever_its_own_date() {
    let mut world = world();
    let kent = world.council("kent");
    world.at("2026-02-25");
    world.receive(&kent.replies("2026-02-17", "1. 5\n2. 1\n3. 2\n"));
    let new = |world: &World| {
        world.rows(&["status"]).iter().filter(|row| row["section"] == "new").count()
    };
    assert_eq!(new(&world), 1);
    world.at("2026-02-27");
    assert_eq!(new(&world), 0, "it was new the day before yesterday");
    assert_eq!(world.rows(&["status", "--since", "2026-02-25"])[0]["section"], "new");
}

#[test]
fn an_empty_folder_and_a_file_that_is_not_there_are_named() {
    let world = world();
    fs::create_dir_all(world.path("nothing")).unwrap();
    let said = world.foi(&["receive", "nothing"]).failed();
    assert!(said.contains("no .eml file in nothing"), "{said}");
    let said = world.foi(&["receive", "absent.eml"]).failed();
    assert!(said.contains("absent.eml"), "{said}");
}

#[test]
fn one_broken_file_in_a_folder_does_not_stop_the_others() {
    let world = world();
    let folder = world.path("mixed");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.eml"), "").unwrap();
    fs::write(folder.join("b.eml"), [0xff, 0xfe, 0x00, 0x41]).unwrap();
    fs::write(
        folder.join("c.eml"),
        world.council("kent").replies("2026-02-10", "1. 5\n2. 1\n3. 2\n"),
    )
    .unwrap();
    let run = world.foi(&["receive", "mixed"]);
    assert_eq!(run.code, 1, "a file that was not taken in is a failure");
    assert!(run.stdout.contains("mixed/a.eml is empty"), "{}", run.stdout);
    assert_eq!(world.rows(&["mail"]).len(), 2, "the unreadable one is kept too");
    assert_eq!(world.request("kent")["status"], "answered");
}

#[test]
fn only_regular_files_are_taken_in() {
    let world = world();
    let folder = world.path("odd");
    fs::create_dir_all(folder.join("folder.eml")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.join("pipe.eml")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("/dev/zero", folder.join("endless.eml")).unwrap();
    std::os::unix::fs::symlink("nowhere.eml", folder.join("dangling.eml")).unwrap();
    let mail = world.council("kent").replies("2026-02-10", "1. 5\n2. 1\n3. 2\n");
    fs::write(world.path("kent-reply"), mail).unwrap();
    std::os::unix::fs::symlink(world.path("kent-reply"), folder.join("z.eml")).unwrap();
    let run = world.foi(&["receive", "odd", "--json"]);
    assert_eq!(run.code, 1);
    let rows = run.rows();
    assert_eq!((&rows[0]["new"], &rows[0]["filed"]), (&1.into(), &1.into()), "{rows:?}");
    let failed = rows[0]["failed"].as_array().unwrap();
    assert_eq!(failed.len(), 3, "{failed:?}");
    for name in ["odd/pipe.eml", "odd/endless.eml"] {
        let entry = failed.iter().find(|entry| entry["file"] == name).unwrap();
        assert!(entry["reason"].as_str().unwrap().contains("no regular file"), "{entry}");
    }
    let said = world.foi(&["receive", "odd/pipe.eml"]).failed();
    assert!(said.contains("odd/pipe.eml is no regular file"), "{said}");
}

#[test]
fn a_folder_nested_too_deeply_is_named_and_the_others_are_taken_in() {
    let world = world();
    let deep = (0..25).fold(world.path("tree"), |folder, _| folder.join("d"));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("a.eml"), "From: a@b.example\r\n\r\nHello\r\n").unwrap();
    let mail = world.council("kent").replies("2026-02-10", "1. 5\n2. 1\n3. 2\n");
    fs::write(world.path("tree/kent.eml"), mail).unwrap();
    let run = world.foi(&["receive", "tree", "--json"]);
    assert_eq!(run.code, 1);
    let row = &run.rows()[0];
    assert_eq!((&row["new"], row["failed"].as_array().unwrap().len()), (&1.into(), 1), "{row}");
    assert!(row["failed"][0]["file"].as_str().unwrap().ends_with("/d/d"), "{row}");
    assert!(row["failed"][0]["reason"].as_str().unwrap().contains("nested too deeply"), "{row}");
}

#[test]
fn a_mail_nested_a_thousand_deep_is_kept_and_noted() {
    let mut world = world();
    let mut mail = "From: foi@kent.invalid\r\n".to_owned();
    for depth in 0..1000 {
        let part =
            format!("Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n");
        mail.push_str(&part);
    }
    let row = world.receive(&mail);
    assert!(row["review_reason"].as_str().is_some());
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let message = foi_campaign::replies::message::read(&bytes);
        let lines = foi_campaign::replies::quoting::lines(&message.text);
        let text = foi_campaign::replies::quoting::new_text(&lines);
        let context = foi_campaign::replies::classify::Context::default();
        let _ = foi_campaign::replies::classify::classify(&message, &text, &context);
        let _ = foi_campaign::replies::addressee::somebody_else(&text, "Ada Example");
    }

    #[test]
    fn no_text_makes_the_finder_of_references_panic(text in "[ -~\n0-9FOI/#_&.|:é–]{0,300}") {
        let message = foi_campaign::replies::message::Message {
            subject: text.replace('\n', " "),
            ..foi_campaign::replies::message::Message::default()
        };
        let context = foi_campaign::replies::classify::Context::default();
        let _ = foi_campaign::replies::classify::classify(&message, &text, &context);
        let _ = foi_campaign::campaign::reference::codes_in(&text, &|_| true);
        let _ = foi_campaign::replies::addressee::somebody_else(&text, "Ada Example");
    }

    #[test]
    fn no_text_makes_the_finder_of_answers_panic(text in "[ -~\n1-3.a():<*£–é]{0,300}") {
        let file = fs::read_to_string(crate::world::fixtures().join("campaigns/trafficked/campaign.toml")).unwrap();
        let campaign = foi_campaign::campaign::file::read("t", &file).unwrap();
        let lines = foi_campaign::replies::quoting::lines(&text);
        let _ = foi_campaign::answers::finding::candidates(&campaign, &lines);
    }
}

#[test]
fn a_relay_that_passed_the_letter_on_does_not_outweigh_the_bounce_behind_it() {
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    world = world.launched("trafficked");
    world.at("2026-02-05");
    let kent = world.council("kent");
    let report = "--r\r\nContent-Type: text/plain\r\n\r\nPassed on.\r\n--r\r\n\
        Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.invalid\r\n\r\n\
        Action: relayed\r\nStatus: 2.0.0\r\n--r--";
    let passed_on = kent.replies("2026-02-02", report).replace(
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r",
    );
    assert_eq!(world.receive(&passed_on)["kind"], "receipt");
    assert_eq!(world.request("kent")["delivery"], "delivered");
    world.receive(&bounce(&kent, "2026-02-03"));
    let row = world.request("kent");
    assert_eq!((&row["delivery"], &row["status"]), (&"bounced".into(), &"undelivered".into()));
    assert!(row["due_on"].is_null(), "no time runs for a letter that never arrived");
}
