//! Where authorities are written to: found, checked, gone bad, put right.

use std::fs;

use serde_json::{Value, json};

use crate::sink::{Act, Moment, Sink};
use crate::world::{Council, SETTINGS, World};

fn world() -> World {
    World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]).launched("trafficked")
}

/// The letter came back: no such user.
fn bounce(council: &Council, day: &str) -> String {
    council
        .replies(day, "Your message could not be delivered.\n550 5.1.1 User unknown\n")
        .replace("Freedom of Information <foi@", "Mail Delivery <MAILER-DAEMON@")
}

fn set(world: &World, id: &str, more: &[&str]) {
    let on = ["--on", "2026-02-02"];
    world.foi(&[&["register", "set", id][..], more, &on].concat()).done();
}

fn shown(world: &World, id: &str) -> Value {
    world.rows(&["register", "show", id])[0].clone()
}

fn contact(world: &World, id: &str, role: &str) -> Option<Value> {
    let row = shown(world, id);
    let contacts = row["contacts"].as_array().unwrap();
    contacts.iter().find(|contact| contact["role"] == role).cloned()
}

#[test]
fn the_worklist_says_where_to_look_and_calls_a_guess_a_guess() {
    let world = World::on("2026-02-02");
    let rows = world.rows(&["register", "worklist"]);
    assert_eq!(rows.len(), 212, "nobody has verified anything yet");
    let barnet = rows.iter().find(|row| row["authority"] == "barnet").unwrap();
    assert_eq!(barnet["site"], "https://barnet.gov.uk/");
    let page = "https://www.whatdotheyknow.com/body/barnet_borough_council";
    assert_eq!((&barnet["wdtk_page"], &barnet["why"]), (&json!(page), &json!("nothing")));
    assert_eq!((&barnet["guess"], &barnet["email"]), (&json!("foi@barnet.gov.uk"), &Value::Null));
    let said = world.foi(&["register", "worklist", "barnet"]).done().stdout;
    assert!(said.contains("a guess") && said.contains("to be checked"), "{said}");
    assert!(said.contains("foi register set barnet --email"), "{said}");
    let seen = rows.iter().filter(|row| row["why"] == "seen").count();
    assert!(seen > 20 && rows[..seen].iter().all(|row| row["why"] == "seen"), "{seen} come first");
}

#[test]
fn the_worklist_is_narrowed_by_nation_act_and_campaign() {
    let world = World::on("2026-02-02").campaign("trafficked");
    let count = |more: &[&str]| world.rows(&[&["register", "worklist"][..], more].concat()).len();
    assert_eq!(count(&["--nation", "wales"]), 22);
    assert_eq!(count(&["--law", "foisa"]), 32);
    assert_eq!(count(&["--campaign", "trafficked"]), 212);
    assert_eq!(count(&["--most", "3"]), 3);
    assert!(world.foi(&["register", "worklist", "kentt"]).failed().contains("`kent`"));
}

#[test]
fn a_worklist_filled_in_comes_back_as_verified_addresses() {
    let world = World::on("2026-02-02");
    let csv = world.foi(&["register", "worklist", "--csv"]).done().stdout;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let heading = rows.headers().unwrap().clone();
    let mut filled = csv::Writer::from_writer(Vec::new());
    filled.write_record(&heading).unwrap();
    for row in rows.records() {
        let row = row.unwrap();
        let found = match &row[0] {
            "barnet" => Some(("foi@barnet.gov.uk", "")),
            "medway" => Some(("", "https://www.whatdotheyknow.com/new/medway_council")),
            _ => None,
        };
        let cells = heading.iter().zip(row.iter()).map(|(name, cell)| match (name, found) {
            ("email", Some((email, _))) => email,
            ("form", Some((_, form))) => form,
            ("source", Some(_)) => "https://www.barnet.gov.uk/foi",
            ("verified_on", Some(_)) => "2026-02-01",
            _ => cell,
        });
        filled.write_record(cells).unwrap();
    }
    fs::write(world.path("in.csv"), filled.into_inner().unwrap()).unwrap();
    let report = world.rows(&["register", "import", "in.csv", "--by", "bea"])[0].clone();
    assert_eq!((&report["refused"], &report["gone"]), (&json!([]), &json!([])));
    let changed: Vec<&Value> =
        report["changed"].as_array().unwrap().iter().map(|row| &row["authority"]).collect();
    assert_eq!(changed, ["barnet", "medway"]);
    let barnet = shown(&world, "barnet");
    assert_eq!(
        (&barnet["verified_on"], &barnet["verified_by"]),
        (&json!("2026-02-01"), &json!("bea"))
    );
    assert_eq!(world.rows(&["register", "worklist"]).len(), 210);
    let england = world.row(&["register", "worklist", "--coverage"], "nation", "england");
    assert_eq!((&england["verified"], &england["authorities"]), (&json!(2), &json!(153)));
}

#[test]
fn a_guess_left_in_the_worklist_is_not_taken_for_an_address() {
    let world = World::on("2026-02-02");
    let csv = world.foi(&["register", "worklist", "--csv"]).done().stdout;
    assert!(csv.contains("foi@barnet.gov.uk"));
    fs::write(world.path("in.csv"), csv).unwrap();
    let report = world.rows(&["register", "import", "in.csv"])[0].clone();
    assert_eq!((&report["changed"], &report["unchanged"]), (&json!([]), &json!(212)));
    assert_eq!(shown(&world, "barnet")["email"], Value::Null);
}

#[test]
fn a_contact_has_a_role_and_an_export_carries_all_of_them() {
    let world = World::on("2026-02-02");
    let page = ["--page", "https://kent.gov.uk/foi"];
    set(&world, "kent", &[&["--email", "foi@kent.gov.uk"][..], &page].concat());
    set(
        &world,
        "kent",
        &[&["--email", "review@kent.gov.uk", "--role", "review"][..], &page].concat(),
    );
    set(&world, "kent", &[&["--email", "dpo@kent.gov.uk", "--role", "copy"][..], &page].concat());
    set(&world, "kent", &["--form", "https://kent.gov.uk/ask"]);
    let place = |world: &World, role: &str| {
        let row = contact(world, "kent", role).unwrap();
        if row["email"].is_null() { row["url"].clone() } else { row["email"].clone() }
    };
    let expected = [
        ("requests", "foi@kent.gov.uk"),
        ("review", "review@kent.gov.uk"),
        ("copy", "dpo@kent.gov.uk"),
        ("web_form", "https://kent.gov.uk/ask"),
    ];
    for (role, what) in expected {
        assert_eq!(place(&world, role), what);
    }
    let exported = world.foi(&["register", "export"]).done().stdout;
    let other = World::on("2026-02-02");
    fs::write(other.path("all.csv"), &exported).unwrap();
    let report = other.rows(&["register", "import", "all.csv"])[0].clone();
    assert_eq!(report["refused"], json!([]));
    for (role, what) in expected {
        assert_eq!(place(&other, role), what);
    }
    let again = other.rows(&["register", "import", "all.csv"])[0].clone();
    assert_eq!((&again["changed"], &again["unchanged"]), (&json!([]), &json!(212)));
}

#[test]
fn a_contact_that_holds_no_longer_is_discarded_with_the_reason() {
    let world = World::on("2026-02-02");
    set(&world, "kent", &["--email", "a@kent.gov.uk", "--page", "x", "--role", "review"]);
    world.foi(&["register", "discard", "kent", "--role", "review", "--why", "left"]).done();
    assert_eq!(contact(&world, "kent", "review"), None);
    let said =
        world.foi(&["register", "discard", "kent", "--role", "review", "--why", "x"]).failed();
    assert!(said.contains("has no contact for review"), "{said}");
    let entries = world.rows(&["register", "show", "kent", "--history"]);
    let last = entries.last().unwrap();
    assert_eq!((&last["what"], &last["by"]), (&json!("dropped"), &json!("ada")));
    assert_eq!(last["detail"], "review: left");
}

#[test]
fn a_form_has_no_address_and_an_address_is_no_form() {
    let world = World::on("2026-02-02");
    let tried = |more: &[&str]| {
        let all = [&["register", "set", "kent", "--on", "2026-02-02"][..], more].concat();
        world.foi(&all).failed()
    };
    let said = tried(&["--email", "a@kent.gov.uk", "--page", "x", "--role", "web_form"]);
    assert!(said.contains("--form URL"), "{said}");
    let said = tried(&["--form", "https://kent.gov.uk/ask", "--role", "review"]);
    assert!(said.contains("--email"), "{said}");
    assert!(tried(&["--form", "kent.gov.uk"]).contains("https://"));
}

#[test]
fn an_address_is_good_once_they_write_and_bad_once_it_sends_a_letter_back() {
    let mut world = world();
    let health = |world: &World| contact(world, "kent", "requests").unwrap()["health"].clone();
    assert_eq!(health(&world), "verified");
    world.at("2026-02-05");
    let kent = world.council("kent");
    world.receive(
        &kent.replies("2026-02-04", "Thank you for your request. Our reference is FOI-1."),
    );
    assert_eq!(health(&world), "good");
    assert!(!world.rows(&["register", "worklist"]).iter().any(|row| row["authority"] == "kent"));
}

#[test]
fn a_letter_that_comes_back_is_work_with_the_servers_words_and_the_history_tells_it() {
    let mut world = world();
    world.at("2026-02-05");
    let kent = world.council("kent");
    world.receive(&bounce(&kent, "2026-02-04"));
    let row = world.row(&["register", "worklist"], "authority", "kent");
    assert_eq!((&row["why"], &row["email"]), (&json!("bounced"), &json!("foi@kent.invalid")));
    assert_eq!((&row["letter"], &row["trouble"]), (&json!("l1"), &json!("550 5.1.1 User unknown")));
    assert_eq!(world.rows(&["register", "worklist"])[0]["authority"], "kent", "it comes first");
    assert_eq!(contact(&world, "kent", "requests").unwrap()["health"], "hard_bounce");
    let what: Vec<Value> = world
        .rows(&["register", "show", "kent", "--history"])
        .iter()
        .map(|row| row["what"].clone())
        .collect();
    assert_eq!(what, ["set", "letter_left", "came_back"]);
    // Another address that a person looked up puts it right.
    let other = ["--email", "info@kent.invalid", "--page", "x", "--on", "2026-02-05"];
    world.foi(&[&["register", "set", "kent"][..], &other].concat()).done();
    assert_eq!(contact(&world, "kent", "requests").unwrap()["health"], "verified");
    assert!(!world.rows(&["register", "worklist"]).iter().any(|row| row["authority"] == "kent"));
}

#[test]
fn a_delay_makes_an_address_soft_and_nothing_more() {
    let mut world = world();
    world.at("2026-02-05");
    let kent = world.council("kent");
    let delay = "This is a warning only. Your message is delayed and will be retried.\n\
                 451 4.4.1 no answer from host\n";
    let mail = kent
        .replies("2026-02-04", delay)
        .replace("Freedom of Information <foi@", "Mail Delivery <MAILER-DAEMON@");
    let row = world.receive(&mail);
    assert_eq!((&row["kind"], &row["permanent"]), (&json!("bounce"), &json!(false)));
    assert_eq!(contact(&world, "kent", "requests").unwrap()["health"], "soft_bounce");
    assert!(!world.rows(&["register", "worklist"]).iter().any(|row| row["authority"] == "kent"));
}

// Sent again.

fn repaired(world: &World, day: &str) {
    let more = ["--email", "info@kent.invalid", "--page", "their page", "--on", day];
    world.foi(&[&["register", "set", "kent"][..], &more].concat()).done();
}

const REPAIR: [&str; 4] = ["approve", "kent", "--step", "repair_address"];

#[test]
fn a_request_that_came_back_is_sent_again_once_in_its_thread_and_its_time_begins_then() {
    let mut world = world();
    let before = world.request("kent");
    world.at("2026-02-05");
    let kent = world.council("kent");
    world.receive(&bounce(&kent, "2026-02-04"));
    let next = world.row(&["next"], "authority", "kent");
    assert_eq!(next["step"], "repair_address");
    // To the same address nothing is sent again.
    let said = world.foi(&REPAIR).failed();
    assert!(
        said.contains("foi@kent.invalid did not take the letter") && said.contains("worklist"),
        "{said}"
    );
    repaired(&world, "2026-02-05");
    let shown = world.rows(&REPAIR);
    assert_eq!((shown.len(), &shown[0]["to"]), (1, &json!("info@kent.invalid")));
    world.foi(&[&REPAIR[..], &["--confirm", "1"]].concat()).done();
    // Queued, it is not written a second time; nor once it has left.
    assert_eq!(world.rows(&REPAIR).len(), 0);
    world.foi(&["tick"]).done();
    assert_eq!(world.rows(&REPAIR).len(), 0, "one bounce, one letter");
    let letters = world.letters();
    assert_eq!(letters.len(), 2);
    let reference = before["reference"].as_str().unwrap();
    let again = &letters[&format!("{reference}-2.eml")];
    let first = before["message_id"].as_str().unwrap();
    assert!(again.contains("info@kent.invalid") && again.contains(reference), "{again}");
    assert!(again.contains(&format!("In-Reply-To: {first}")), "{again}");
    assert!(again.contains(&format!("References: {first}")), "{again}");
    assert!(!again.contains(&format!("Message-ID: {first}")), "{again}");
    // What never arrived was never received: the time begins with the second letter.
    let row = world.request("kent");
    assert_eq!((&row["status"], &row["delivery"]), (&json!("awaiting"), &json!("accepted")));
    assert_eq!((&row["received_on"], &row["due_on"]), (&json!("2026-02-05"), &json!("2026-03-05")));
    let working = world.foi(&["clock", "kent"]).done().stdout;
    assert!(working.contains("at the address that was put right"), "{working}");
    // And a reply to it is filed.
    world.at("2026-02-10");
    world.receive(&kent.replies("2026-02-09", "1. 5\n2. 2\n3. 7\n"));
    assert_eq!(world.request("kent")["status"], "answered");
    // The answer proves the second letter, and nothing of the first, which its thread names too.
    let proofs = world.rows(&["proof", "kent"]);
    let delivery: Vec<&Value> = proofs.iter().map(|row| &row["delivery"]).collect();
    assert_eq!(delivery, [&json!("bounced"), &json!("delivered")]);
    assert!(proofs[0]["shows"][0].as_str().unwrap().contains("was not received"), "{}", proofs[0]);
    assert_eq!(proofs[0]["contradictions"], json!([]));
}

#[test]
fn a_request_refused_at_the_door_is_sent_again_to_the_address_that_was_put_right() {
    let sink = Sink::with(|moment, to| {
        let closed = moment == Moment::Recipient && to == "foi@kent.invalid";
        closed.then_some(Act::Say("550 5.1.1 no such user"))
    });
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "leeds"]);
    through(&world, &sink);
    let row = world.request("kent");
    assert_eq!((&row["status"], &row["delivery"]), (&json!("undelivered"), &json!("refused")));
    world.at("2026-02-05");
    repaired(&world, "2026-02-05");
    world.foi(&[&REPAIR[..], &["--confirm", "1"]].concat()).done();
    world.foi(&["tick"]).done();
    let row = world.request("kent");
    assert_eq!((&row["status"], &row["received_on"]), (&json!("awaiting"), &json!("2026-02-05")));
    let counts = sink.by_recipient();
    assert_eq!((counts.get("info@kent.invalid"), counts.len()), (Some(&1), 2), "{counts:?}");
}

#[test]
fn a_second_bounce_is_a_second_repair_and_a_late_word_of_the_first_is_none() {
    let mut world = world();
    world.at("2026-02-05");
    let kent = world.council("kent");
    world.receive(&bounce(&kent, "2026-02-04"));
    repaired(&world, "2026-02-05");
    world.foi(&[&REPAIR[..], &["--confirm", "1"]].concat()).done();
    world.foi(&["tick"]).done();
    // Another report about the first letter says nothing about the second.
    world.at("2026-02-07");
    world.receive(&bounce(&kent, "2026-02-06"));
    assert_eq!(world.request("kent")["status"], "awaiting");
    assert_eq!(world.rows(&REPAIR).len(), 0);
    // One about the second does.
    let letters = world.letters();
    let again = letters.values().find(|letter| letter.contains("info@kent.invalid")).unwrap();
    let id = again.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap();
    let second = Council { message_id: id.trim_end_matches('>').to_owned(), ..kent };
    world.at("2026-02-09");
    world.receive(&bounce(&second, "2026-02-08"));
    let row = world.request("kent");
    assert_eq!((&row["status"], &row["due_on"]), (&json!("undelivered"), &Value::Null));
    assert!(world.foi(&REPAIR).failed().contains("info@kent.invalid did not take the letter"));
    let more = ["--email", "third@kent.invalid", "--page", "x", "--on", "2026-02-09"];
    world.foi(&[&["register", "set", "kent"][..], &more].concat()).done();
    world.foi(&[&REPAIR[..], &["--confirm", "1"]].concat()).done();
    world.foi(&["tick"]).done();
    let row = world.request("kent");
    assert_eq!((&row["status"], &row["received_on"]), (&json!("awaiting"), &json!("2026-02-09")));
    assert_eq!(world.letters().len(), 3);
}

#[test]
fn a_review_is_asked_for_at_the_contact_for_reviews() {
    let mut world = world();
    let more = ["--email", "review@kent.invalid", "--page", "x", "--role", "review"];
    set(&world, "kent", &more);
    world.at("2026-02-20");
    let kent = world.council("kent");
    let refusal = "We refuse your request under section 12 of the Freedom of Information Act 2000.";
    let mail = world.receive(&kent.replies("2026-02-19", refusal));
    let id = mail["mail"].as_str().unwrap();
    world.foi(&["assign", id, "kent", "--kind", "refusal"]).done();
    let to = |step: &str| {
        let rows = world.rows(&["approve", "kent", "--step", step]);
        rows[0]["to"].clone()
    };
    assert_eq!(to("review_request"), "review@kent.invalid");
    assert_eq!(to("thanks"), "foi@kent.invalid");
}

// By hand.

fn with_a_form(url: &str) -> World {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    set(&world, "medway", &["--form", url]);
    let plan = world.rows(&["launch", "trafficked"]);
    let state = |id: &str| plan.iter().find(|row| row["authority"] == id).unwrap()["state"].clone();
    assert_eq!((state("kent"), state("medway")), (json!("ready"), json!("by_hand")));
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    world.foi(&["tick"]).done();
    world
}

#[test]
fn a_letter_for_a_form_is_text_to_paste_and_is_never_mailed() {
    let world = with_a_form("https://www.medway.gov.uk/foi-form");
    let letters = world.letters();
    assert_eq!(letters.len(), 1, "only Kent's left");
    assert!(world.rows(&["outbox"]).iter().all(|row| row["authority"] == "kent"));
    let row = world.request("medway");
    assert_eq!((&row["status"], &row["delivery"]), (&json!("queued"), &json!("planned")));
    assert_eq!((&row["next_step"], &row["due_on"]), (&json!("send_by_hand"), &Value::Null));
    let next = world.row(&["next"], "authority", "medway");
    assert!(next["why"].as_str().unwrap().contains("foi letter"), "{next}");
    assert!(world.foi(&["status"]).done().stdout.contains("To be sent by hand: 1"));
    let waiting = world.rows(&["letter"]);
    assert_eq!(
        (waiting.len(), &waiting[0]["page"]),
        (1, &json!("https://www.medway.gov.uk/foi-form"))
    );
    let letter = world.rows(&["letter", "medway"])[0].clone();
    let text = letter["text"].as_str().unwrap();
    assert!(text.contains(row["reference"].as_str().unwrap()), "{text}");
    assert!(text.contains("identified or suspected"), "the questions are in it: {text}");
    assert_eq!(letter["reply_address"], row["reply_address"]);
    assert_eq!(letter["waits"], true);
    let shown = world.foi(&["letter", "medway"]).done().stdout;
    assert!(shown.contains("Subject: ") && shown.contains("foi record sent r"), "{shown}");
    // A launch does not write it twice.
    let again = world.rows(&["launch", "trafficked"]);
    assert!(!again.iter().any(|row| row["state"] == "by_hand"));
}

#[test]
fn once_a_person_says_that_it_left_the_clock_runs_as_after_a_letter() {
    let mut world = with_a_form("https://www.medway.gov.uk/foi-form");
    world.at("2026-02-04");
    let sent = ["record", "sent", "medway", "--on", "2026-02-03", "--reference", "FOI-2026-00917"];
    let told = world.rows(&sent)[0].clone();
    assert_eq!((&told["status"], &told["due_on"]), (&json!("awaiting"), &json!("2026-03-03")));
    let (kent, medway) = (world.request("kent"), world.request("medway"));
    assert_eq!(medway["received_on"], "2026-02-03");
    assert_eq!(kent["due_on"], "2026-03-02");
    assert_eq!(world.rows(&["letter"]).len(), 0);
    // The day can be put right.
    world.foi(&["record", "sent", "medway", "--on", "2026-02-02"]).done();
    assert_eq!(world.request("medway")["due_on"], "2026-03-02");
    // And mail with the reference that they gave it is known by it.
    world.at("2026-02-12");
    let mut council = world.council("medway");
    council.authority = "medway".to_owned();
    let mail = council.writes(
        "2026-02-11",
        "Freedom of Information request FOI-2026-00917",
        "requests@harbour-watch.example",
        "Our reference: FOI-2026-00917\n\n1. 5\n2. 2\n3. 7\n",
    );
    let mail = mail.replace("@medway.invalid>\r\nTo", "@medway.gov.uk>\r\nTo");
    let row = world.receive(&mail);
    assert_eq!(row["matches"][0]["authority"], "medway", "{row}");
    assert_eq!(world.request("medway")["status"], "answered");
}

#[test]
fn a_letter_by_post_has_its_days_in_the_post() {
    let mut world = with_a_form("https://www.medway.gov.uk/foi-form");
    world.at("2026-02-04");
    world.foi(&["record", "sent", "medway", "--on", "2026-02-03", "--by", "post"]).done();
    let row = world.request("medway");
    assert_eq!(row["status"], "awaiting");
    assert!(row["received_on"].as_str().unwrap() > "2026-02-03", "{row}");
}

#[test]
fn an_authority_that_has_no_letter_here_can_have_been_asked_otherwise() {
    let mut world = world();
    world.at("2026-02-04");
    let told =
        world.rows(&["record", "sent", "leeds", "--on", "2026-02-03", "--by", "wdtk"])[0].clone();
    assert_eq!((&told["status"], &told["due_on"]), (&json!("awaiting"), &json!("2026-03-03")));
    let said = world.foi(&["record", "sent", "kent", "--on", "2026-02-03"]).failed();
    assert!(said.contains("is in the outbox or has left"), "{said}");
}

#[test]
fn a_letter_that_will_not_be_pasted_is_taken_back_and_can_be_mailed_instead() {
    let world = with_a_form("https://www.medway.gov.uk/foi-form");
    world.foi(&["record", "not_sent", "medway", "--note", "they have an address"]).done();
    assert_eq!(world.rows(&["letter"]).len(), 0);
    assert_eq!(world.request("medway")["status"], "planned");
    set(&world, "medway", &["--email", "foi@medway.invalid", "--page", "x"]);
    let plan = world.row(&["launch", "trafficked"], "authority", "medway");
    assert_eq!((&plan["state"], &plan["to"]), (&json!("ready"), &json!("foi@medway.invalid")));
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
    assert_eq!(world.request("medway")["status"], "awaiting");
}

#[test]
fn whatdotheyknow_is_opened_with_the_letter_filled_in_as_far_as_a_link_goes() {
    let world = with_a_form("https://www.whatdotheyknow.com/new/medway_council");
    let letter = world.rows(&["letter", "medway"])[0].clone();
    let link = letter["wdtk_link"].as_str().unwrap();
    let start = "https://www.whatdotheyknow.com/new/medway_council?title=";
    assert!(link.starts_with(start), "{link}");
    assert!(link.is_ascii() && !link.contains(' ') && link.len() <= 8000, "{link}");
    let (_, body) = link.split_once("&body=").expect("the text is in it");
    assert!(!body.contains('&') && body.contains("%0A"), "{body}");
    assert_eq!(letter["wdtk_link_too_long"], Value::Null);
}

#[test]
fn a_letter_too_long_for_a_link_is_pasted_and_the_link_has_its_subject_alone() {
    let world = World::on("2026-02-02").campaign("trafficked");
    set(&world, "medway", &["--form", "https://www.whatdotheyknow.com/new/medway_council"]);
    let file = world.path("campaigns/trafficked/campaign.toml");
    let about = format!("about = \"{}\"\n", "We ask every council the same. ".repeat(300));
    fs::write(&file, about + &fs::read_to_string(&file).unwrap()).unwrap();
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    let letter = world.rows(&["letter", "medway"])[0].clone();
    let link = letter["wdtk_link"].as_str().unwrap();
    assert!(link.contains("?title=") && !link.contains("body="), "{link}");
    assert!(letter["wdtk_link_too_long"].as_u64().unwrap() > 8000, "{letter}");
    let said = world.foi(&["letter", "medway"]).done().stdout;
    assert!(said.contains("too long for a link: paste it"), "{said}");
}

#[test]
fn a_reminder_to_an_authority_with_a_form_is_pasted_too() {
    let mut world = with_a_form("https://www.medway.gov.uk/foi-form");
    world.foi(&["record", "sent", "medway"]).done();
    world.at("2026-03-05");
    world.foi(&["approve", "medway", "--step", "chaser", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 1, "still only Kent's");
    let waiting = world.rows(&["letter"]);
    assert_eq!(
        (&waiting[0]["kind"], &waiting[0]["authority"]),
        (&json!("chaser"), &json!("medway"))
    );
    assert_eq!(world.request("medway")["next_step"], "send_by_hand");
    world.foi(&["record", "sent", "medway"]).done();
    assert_eq!(world.rows(&["letter"]).len(), 0);
    assert_ne!(world.request("medway")["next_step"], "send_by_hand");
}

// Copies.

fn copied() -> World {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "leeds"]);
    set(&world, "kent", &["--email", "dpo@kent.invalid", "--page", "x", "--role", "copy"]);
    world
}

fn through(world: &World, sink: &Sink) {
    let smtp = format!("kind = \"smtp\"\nport = {}\ntest = true\n", sink.port);
    let settings = SETTINGS.replace("kind = \"folder\"\npath = \"outbox\"\n", &smtp);
    fs::write(world.path("foi.toml"), settings).unwrap();
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    world.foi(&["tick"]).done();
}

#[test]
fn the_copy_contact_gets_each_letter_once_and_is_named_in_it() {
    let sink = Sink::start();
    let world = copied();
    through(&world, &sink);
    let counts = sink.by_recipient();
    assert_eq!(counts.len(), 3);
    for to in ["foi@kent.invalid", "dpo@kent.invalid", "foi@leeds.invalid"] {
        assert_eq!(counts[to], 1, "{to}");
    }
    let copy = sink.letters().into_iter().find(|(to, _)| to == "dpo@kent.invalid").unwrap().1;
    assert!(copy.contains("foi@kent.invalid") && copy.contains("Cc: dpo@kent.invalid"), "{copy}");
    assert!(copy.contains("Message-ID: <copy."), "{copy}");
    let row = world.row(&["outbox"], "authority", "kent");
    assert!(row["words"].as_str().unwrap().contains("copy to dpo@kent.invalid"), "{row}");
}

#[test]
fn a_copy_that_is_refused_changes_nothing_about_the_letter() {
    let sink = Sink::with(|moment, to| {
        let refused = moment == Moment::Recipient && to.starts_with("dpo@");
        refused.then_some(Act::Say("550 5.1.1 no such user"))
    });
    let world = copied();
    through(&world, &sink);
    assert_eq!(sink.letters().len(), 2);
    let row = world.row(&["outbox"], "authority", "kent");
    assert_eq!(row["state"], "accepted");
    assert!(row["words"].as_str().unwrap().contains("no copy to dpo@kent.invalid: 550"), "{row}");
    assert_eq!(world.request("leeds")["delivery"], "accepted", "the run goes on");
}

#[test]
fn a_copy_that_comes_back_says_nothing_about_the_letter() {
    let sink = Sink::start();
    let mut world = copied();
    through(&world, &sink);
    world.at("2026-02-05");
    let kent = world.council("kent");
    let copy = Council { message_id: format!("copy.{}", kent.message_id), ..kent };
    let row = world.receive(&bounce(&copy, "2026-02-04"));
    assert_eq!((&row["kind"], &row["permanent"]), (&json!("bounce"), &json!(true)));
    let row = world.request("kent");
    assert_eq!((&row["status"], &row["delivery"]), (&json!("awaiting"), &json!("accepted")));
    assert_eq!(contact(&world, "kent", "requests").unwrap()["health"], "verified");
}
