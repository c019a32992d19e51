//! What is past its date is listed, with what hinges on it and the line to type; nothing goes by itself.

use serde_json::json;

use crate::world::World;

fn answered() -> World {
    let mut world = World::on("2024-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex"])
        .launched("trafficked");
    world.at("2024-02-20");
    let kent = world.council("kent");
    world.receive(&kent.replies("2024-02-10", "1. 120\n2. 31\n3. 96\n"));
    world
}

#[test]
fn without_a_rule_nothing_has_a_date_and_the_hint_says_how_to_set_one() {
    let world = answered();
    let said = world.foi(&["retention", "--on", "2034-01-01"]).done().stdout;
    assert!(said.contains("[retention]") && said.contains("mails_months = 24"), "{said}");
    assert!(world.rows(&["retention", "--on", "2034-01-01"]).is_empty());
}

#[test]
fn a_mail_is_past_its_date_on_the_day_after_its_months() {
    let world = answered();
    world.set("[retention]\nmails_months = 24");
    assert!(world.rows(&["retention", "--on", "2026-02-10"]).is_empty());
    let rows = world.rows(&["retention", "--on", "2026-02-11"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["id"], "m1");
    assert_eq!((&rows[0]["past_since"], &rows[0]["months"]), (&json!("2026-02-11"), &json!(24)));
    assert_eq!(rows[0]["authority"], "kent");
    let hinges = rows[0]["hinges"].to_string();
    assert!(hinges.contains("3 answers of kent"), "{hinges}");
}

#[test]
fn the_line_that_it_prints_erases_the_mail_and_then_it_is_no_longer_listed() {
    let mut world = answered();
    world.set("[retention]\nmails_months = 24");
    world.at("2026-03-01");
    let line = world.rows(&["retention"])[0]["command"].as_str().unwrap().to_owned();
    assert_eq!(line, "foi erase m1 --reason \"retention period over\"");
    let said = world.foi(&["retention"]).done().stdout;
    assert!(said.contains(&line) && said.contains("Nothing was erased"), "{said}");
    world.foi(&["erase", "m1", "--reason", "retention period over", "--confirm"]).done();
    assert!(world.rows(&["retention"]).is_empty());
}

#[test]
fn a_mail_of_a_request_that_still_runs_says_so() {
    let mut world = answered();
    world.set("[retention]\nmails_months = 1\nletters_months = 12");
    let essex = world.council("essex");
    world.receive(&essex.replies(
        "2024-02-12",
        "We have received your request and will reply within 20 working days.\n",
    ));
    let rows = world.rows(&["retention", "--on", "2024-04-02"]);
    let of_essex = rows.iter().find(|row| row["authority"] == "essex").unwrap();
    assert!(of_essex["hinges"].to_string().contains("a reply is still to come"), "{of_essex}");
    let letters = world.rows(&["retention", "--on", "2025-06-01"]);
    let letter = letters.iter().find(|row| row["what"] == "letter").unwrap();
    assert_eq!(letter["command"], json!(null), "letters are frozen: {letter}");
}

#[test]
fn a_backup_past_its_date_is_named_with_its_file() {
    let mut world = answered();
    world.set("[retention]\nbackups_months = 6");
    world.foi(&["backup", "copies"]).done();
    world.at("2024-09-01");
    let rows = world.rows(&["retention"]);
    let copies: Vec<_> =
        rows.iter().filter(|row| row["id"].as_str().unwrap().contains("copies")).collect();
    assert_eq!(copies.len(), 1, "{rows:?}");
    assert!(copies[0]["command"].as_str().unwrap().starts_with("rm '"));
    std::fs::remove_file(copies[0]["id"].as_str().unwrap()).unwrap();
    let left = world.rows(&["retention"]);
    assert!(left.iter().all(|row| !row["id"].as_str().unwrap().contains("copies")), "{left:?}");
}

#[test]
fn a_mistake_in_the_rule_is_named() {
    let world = answered();
    world.set("[retention]\nmail_months = 24");
    let said = world.foi(&["retention"]).failed();
    assert!(said.contains("unknown_key: `mail_months`"), "{said}");
}
