//! What an authority may ask for besides, and what it may answer under besides the Act.

use crate::world::World;

fn asked() -> World {
    let mut world = World::on("2025-02-03")
        .campaign("trafficked")
        .addresses(&["kent", "glasgow"])
        .launched("trafficked");
    world.at("2025-02-10");
    world
}

fn shown(world: &World, arguments: &[&str]) -> String {
    let text = world.foi(&[&["approve"], arguments, &["--show"]].concat()).done().stdout;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn who_asks_is_answered_with_the_section_and_the_time_runs_on() {
    let world = asked();
    let due = world.request("kent")["due_on"].clone();
    world.foi(&["record", "identity_demanded", "kent"]).done();
    let next = world.row(&["next"], "authority", "kent");
    assert_eq!(next["step"], "identity_reply");
    assert_eq!(world.request("kent")["due_on"], due, "a demand stops no clock");
    let letter = shown(&world, &["kent", "--step", "identity_reply"]);
    assert!(letter.contains("section 8"), "{letter}");
    world.foi(&["approve", "kent", "--step", "identity_reply", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    assert!(world.rows(&["next"]).iter().all(|row| row["authority"] != "kent"));
}

#[test]
fn a_web_form_is_declined_because_a_request_in_writing_is_valid() {
    let world = asked();
    world.foi(&["record", "web_form_demanded", "glasgow"]).done();
    let next = world.row(&["next"], "authority", "glasgow");
    assert_eq!(next["step"], "web_form_reply");
    let letter = shown(&world, &["glasgow", "--step", "web_form_reply"]);
    assert!(letter.contains("(Scotland) Act 2002"), "{letter}");
    world.foi(&["approve", "glasgow", "--step", "web_form_reply", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    assert!(world.rows(&["next"]).iter().all(|row| row["authority"] != "glasgow"));
}

#[test]
fn a_reply_under_the_environmental_regulations_is_reconsidered_under_them() {
    let world = asked();
    let refused = ["record", "letter_by_post", "kent", "--outcome", "refused"];
    world.foi(&refused).done();
    let letter = shown(
        &world,
        &["kent", "--step", "review_request", "--environmental", "--ground", "incomplete"],
    );
    assert!(letter.contains("Environmental Information Regulations 2004"), "{letter}");
    assert!(letter.contains("regulation 11"), "{letter}");
    let plain = shown(&world, &["kent", "--step", "review_request", "--ground", "incomplete"]);
    assert!(plain.contains("Freedom of Information Act 2000"), "{plain}");
    assert!(!plain.contains("Environmental"), "{plain}");
}

#[test]
fn more_time_under_the_regulations_is_challenged_as_neither_complex_nor_voluminous() {
    let mut world = asked();
    let mail = world.council("kent").replies(
        "2025-02-20",
        "We are extending the time for our response by a further 20 working days.",
    );
    let row = world.receive(&mail);
    let id = row["mail"].as_str().unwrap();
    world.foi(&["assign", id, "--kind", "extension"]).done();
    world.at("2025-02-25");
    let letter = shown(&world, &["kent", "--step", "extension_challenge", "--environmental"]);
    assert!(letter.contains("complex") && letter.contains("voluminous"), "{letter}");
}

#[test]
fn a_request_that_was_answered_in_part_comes_up_again_after_a_year() {
    let mut world = asked();
    let outcome = ["record", "letter_by_post", "kent", "--outcome", "partly_answered"];
    world.foi(&outcome).done();
    assert_eq!(world.row(&["next"], "authority", "kent")["step"], "review_request");
    world.at("2025-06-02");
    world.foi(&["tick"]).done();
    assert!(world.rows(&["next"]).iter().all(|row| row["authority"] != "kent"), "it has lapsed");
    world.at("2026-02-03");
    world.foi(&["tick"]).done();
    assert_eq!(world.row(&["next"], "authority", "kent")["step"], "yearly_follow_up");
}
