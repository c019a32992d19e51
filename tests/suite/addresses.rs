//! Where authorities are written to: found, checked, gone bad, put right.

use std::fs;

use serde_json::{Value, json};

use crate::world::{Council, World};

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
