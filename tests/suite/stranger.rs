//! A campaign in the past, run by a stranger: each step of DESIGN.md's contract.

use std::fs;

use crate::world::{SETTINGS, World};

const ASKED: [(&str, &str); 4] =
    [("kent", "foia"), ("cardiff", "foia"), ("glasgow", "foisa"), ("belfast-hsct", "foia")];

fn sent() -> World {
    // 1. A workspace, and its settings.
    let mut world = World::empty("2025-01-20");
    world.foi(&["init", "."]).done();
    fs::write(world.path("foi.toml"), SETTINGS).unwrap();
    // 2. Addresses somebody checked.
    let mut csv = "id,email,source,seen_on,verified_on\n".to_owned();
    for (id, _) in ASKED {
        csv.push_str(id);
        csv.push_str(",foi@");
        csv.push_str(id);
        csv.push_str(".invalid,their page,2025-01-10,2025-01-10\n");
    }
    fs::write(world.path("checked.csv"), csv).unwrap();
    world.foi(&["register", "import", "checked.csv", "--by", "ada"]).done();
    // 3. The smallest campaign file, and 4. launch and tick.
    let mut world = {
        world.at("2025-02-03");
        world
    }
    .campaign("trafficked");
    world.foi(&["launch", "trafficked", "--confirm", "4"]).done();
    world.at("2025-02-03T09:05:00Z");
    world.foi(&["tick"]).done();
    world
}

#[test]
fn each_letter_lies_in_the_folder_under_its_reference_and_cites_its_act() {
    let world = sent();
    let letters = world.letters();
    assert_eq!(letters.len(), 4);
    for (authority, law) in ASKED {
        let row = world.request(authority);
        let name = format!("{}-1.eml", row["reference"].as_str().unwrap());
        let letter = &letters[&name];
        assert!(letter.contains(row["message_id"].as_str().unwrap()), "{letter}");
        assert!(letter.contains(&format!("foi@{authority}.invalid")), "{letter}");
        assert_eq!(letter.contains("FOISA"), law == "foisa", "{letter}");
        assert_eq!(row["law"], law);
        assert_eq!(row["delivery"], "accepted");
        assert_eq!(row["received_on"], "2025-02-03");
    }
}

#[test]
fn the_other_authorities_of_the_campaign_wait_and_are_not_written_to() {
    let world = sent();
    let rows = world.rows(&["requests"]);
    assert_eq!(rows.len(), 212);
    let planned = rows.iter().filter(|row| row["status"] == "planned").count();
    assert_eq!(planned, 208);
}

#[test]
fn replies_become_answers_deadlines_and_a_headline() {
    let mut world = sent();
    let (kent, glasgow) = (world.council("kent"), world.council("glasgow"));
    let belfast = world.council("belfast-hsct");
    world.at("2025-03-05");
    world.receive(&kent.replies("2025-02-20", "Dear Ada,\n\n1. 120\n2. 31\n3. 96\n"));
    world.receive(&glasgow.replies("2025-02-24", "1. 9\n2. fewer than 5\n3. 12\n"));
    world.receive(&belfast.replies("2025-02-25", "Q1: 40\nQ2: Nine\nQ3: Not held\n"));

    assert_eq!(world.request("kent")["status"], "answered");
    assert_eq!(world.request("glasgow")["status"], "partly_answered");
    let cardiff = world.request("cardiff");
    assert_eq!(cardiff["due_on"], "2025-03-03");
    assert_eq!(cardiff["status"], "overdue");
    assert_eq!(cardiff["days_late"], 2);
    assert_eq!(cardiff["next_step"], "chaser");

    let missing = world.answer("glasgow", "trafficked_missing").unwrap();
    assert_eq!(missing["status"], "suppressed");
    assert_eq!((missing["low"].as_i64(), missing["high"].as_i64()), (Some(0), Some(4)));
    assert_eq!(missing["as_written"], "fewer than 5");
    assert_eq!(world.answer("belfast-hsct", "trafficked_missing").unwrap()["low"], 9);
    assert_eq!(world.answer("belfast-hsct", "incidents").unwrap()["status"], "not_held");

    // Kent and Belfast gave both numbers; Glasgow's suppressed one stays out of the pair.
    let headline = world.row(&["results"], "type", "headline");
    assert_eq!(
        headline["text"],
        "Data from 2 local authorities showed that out of 160 children known or suspected to \
         have been trafficked, 40 – roughly 25% – were reported missing."
    );
    assert_eq!(headline["authorities_asked"], 4);
    assert_eq!(headline["authorities_counted"], 2);
}

#[test]
fn the_listings_carry_every_field_of_the_contract() {
    let mut world = sent();
    let kent = world.council("kent");
    world.at("2025-03-05");
    world.receive(&kent.replies("2025-02-20", "1. 120\n2. 31\n3. 96\n"));
    for (command, fields) in [
        (
            &["requests"][..],
            "campaign request authority nation law reference message_id reply_address subject \
             delivery status received_on due_on days_late next_step",
        ),
        (
            &["mail"],
            "mail file sha256 message_id from subject date arrived_at arrived_basis kind \
             permanent rule confidence needs_review review_reason matches authority_reference \
             sections duplicate_of attachments new_text",
        ),
        (
            &["answers"],
            "request authority question period status value low high unit as_written evidence \
             confidence needs_review decided_by supersedes",
        ),
        (
            &["results"],
            "type measure exact low high numerator denominator authorities_asked \
             authorities_counted excluded text",
        ),
        (&["next"], "request authority step due_on hard_stop law_basis armed why"),
        (
            &["clock", "--law", "foia", "--received", "2025-02-03"],
            "deadline due explanation provisional",
        ),
    ] {
        let rows = world.rows(command);
        assert!(!rows.is_empty(), "{command:?}");
        for row in rows {
            for field in fields.split_whitespace() {
                assert!(row.get(field).is_some(), "{command:?} has no {field}: {row}");
            }
        }
    }
    let mail = &world.rows(&["mail"])[0];
    for field in ["request", "authority", "evidence", "confidence"] {
        assert!(mail["matches"][0].get(field).is_some(), "{mail}");
    }
    let answer = &world.rows(&["answers"])[0];
    for field in ["mail", "part", "place", "quote"] {
        assert!(answer["evidence"].get(field).is_some(), "{answer}");
    }
}
