//! Launch, and what leaves when.

use crate::world::World;

fn two_ready() -> World {
    World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "glasgow"])
}

#[test]
fn a_launch_without_confirmation_shows_the_plan_and_does_nothing() {
    let world = two_ready();
    let shown = world.foi(&["launch", "trafficked"]).done().stdout;
    assert!(shown.contains("2 letters would leave; 210 wait"), "{shown}");
    assert!(shown.contains("waits: york (City of York Council): no address known"), "{shown}");
    assert!(shown.contains("--confirm 2"), "{shown}");
    world.foi(&["tick"]).done();
    assert!(world.letters().is_empty());
    assert!(world.rows(&["requests"]).is_empty());
}

#[test]
fn a_confirmation_of_another_number_approves_nothing() {
    let world = two_ready();
    let said = world.foi(&["launch", "trafficked", "--confirm", "3"]).failed();
    assert!(said.contains("the plan has 2 letters, you confirmed 3"), "{said}");
    world.foi(&["tick"]).done();
    assert!(world.letters().is_empty());
}

#[test]
fn an_unverified_address_is_never_written_to() {
    // Devon's address was seen in its own letter, but nobody has checked it.
    let world = two_ready();
    let row = world.row(&["launch", "trafficked"], "authority", "devon");
    assert_eq!(row["state"], "waiting");
    assert_eq!(row["reason"], "its address is not verified");
}

#[test]
fn launching_twice_writes_to_nobody_twice() {
    let world = two_ready().launched("trafficked");
    let said = world.foi(&["launch", "trafficked", "--confirm", "2"]).failed();
    assert!(said.contains("the plan has 0 letters"), "{said}");
    let said = world.foi(&["launch", "trafficked", "--confirm", "0"]).failed();
    assert!(said.contains("no letter is ready"), "{said}");
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
}

#[test]
fn an_address_found_later_leaves_in_a_later_launch_on_its_own_clock() {
    let mut world = two_ready().launched("trafficked");
    world.at("2026-02-16");
    let set = [
        "register",
        "set",
        "york",
        "--email",
        "foi@york.invalid",
        "--page",
        "https://york.invalid/foi",
        "--on",
        "2026-02-16",
        "--by",
        "ada",
    ];
    world.foi(&set).done();
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 3);
    assert_eq!(world.request("kent")["due_on"], "2026-03-02");
    assert_eq!(world.request("york")["due_on"], "2026-03-16");
}

#[test]
fn a_campaign_whose_questions_changed_cannot_be_launched_on() {
    let world = two_ready().launched("trafficked");
    let path = world.path("campaigns/trafficked/campaign.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("at least once", "ever");
    std::fs::write(&path, text).unwrap();
    let world = world.addresses(&["york"]);
    let said = world.foi(&["launch", "trafficked", "--confirm", "1"]).failed();
    assert!(said.contains("asks other questions than the letters that have left"), "{said}");
}

#[test]
fn new_headlines_are_taken_over_without_a_letter() {
    let world = two_ready().launched("trafficked");
    let path = world.path("campaigns/trafficked/campaign.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("roughly", "about");
    std::fs::write(&path, text).unwrap();
    let shown = world.foi(&["launch", "trafficked"]).done().stdout;
    assert!(shown.contains("--confirm 0"), "{shown}");
    world.foi(&["launch", "trafficked", "--confirm", "0"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
    let said = world.foi(&["launch", "trafficked", "--confirm", "0"]).failed();
    assert!(said.contains("no letter is ready"), "{said}");
}

#[test]
fn a_campaign_without_a_name_or_address_cannot_be_launched() {
    let world = two_ready();
    std::fs::write(world.path("foi.toml"), "[people]\nme = \"ada\"\n").unwrap();
    let said = world.foi(&["launch", "trafficked", "--confirm", "2"]).failed();
    assert!(said.contains("a real name (section 8)"), "{said}");
    assert!(said.contains("an address for correspondence (section 8)"), "{said}");
}

#[test]
fn while_everything_is_paused_nothing_leaves() {
    let world = two_ready();
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    world.foi(&["pause", "--why", "a mistake in question 2"]).done();
    let said = world.foi(&["tick"]).done().stdout;
    assert!(said.contains("0 letters left") && said.contains("foi resume"), "{said}");
    assert!(world.letters().is_empty());
    let morning = world.foi(&["status"]).done().stdout;
    assert!(morning.contains("everything is paused by ada (a mistake in question 2)"), "{morning}");
    world.foi(&["resume"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
}

#[test]
fn a_paced_tick_keeps_to_weekdays_office_hours_and_the_gap_between_letters() {
    let mut world = two_ready();
    world.set("[pace]\njitter = 0");
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    // A Saturday, an early morning, the first slot, a minute too soon, and the second slot: the
    // default is 60 letters an hour.
    for (instant, left) in [
        ("2026-02-07T11:00:00Z", 0),
        ("2026-02-09T07:00:00Z", 0),
        ("2026-02-09T09:00:00Z", 1),
        ("2026-02-09T09:00:30Z", 1),
        ("2026-02-09T09:01:00Z", 2),
    ] {
        world.at(instant);
        world.foi(&["tick", "--paced"]).done();
        assert_eq!(world.letters().len(), left, "{instant}");
    }
}

#[test]
fn every_reference_and_message_id_is_its_own() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses_for_all();
    let world = world.launched("trafficked");
    let rows = world.rows(&["requests"]);
    for key in ["reference", "message_id", "reply_address"] {
        let own: std::collections::HashSet<String> =
            rows.iter().map(|row| row[key].as_str().unwrap().to_owned()).collect();
        assert_eq!(own.len(), 212, "{key}");
    }
    let scottish = world.letters().values().filter(|letter| letter.contains("FOISA")).count();
    assert_eq!(scottish, 32);
}
