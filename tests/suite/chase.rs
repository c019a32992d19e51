//! Reminders: proposed when the law allows, approved by a person, never twice.

use crate::world::World;

fn overdue() -> World {
    let mut world = World::on("2025-02-03")
        .campaign("trafficked")
        .addresses(&["kent", "glasgow"])
        .launched("trafficked");
    world.at("2025-03-04");
    world
}

/// The reminder in the outbox folder.
fn reminder(world: &World, authority: &str) -> String {
    let reference = world.council(authority).reference;
    world.letters()[&format!("{reference}-2.eml")].clone()
}

#[test]
fn a_reminder_states_the_reckoning_and_follows_the_request_in_its_thread() {
    let world = overdue();
    assert_eq!(world.rows(&["approve"]).len(), 2);
    assert!(world.foi(&["next"]).stdout.contains("`foi approve` shows"));
    world.foi(&["approve", "--confirm", "2"]).done();
    world.foi(&["tick"]).done();
    let kent = world.council("kent");
    let letter = reminder(&world, "kent");
    assert!(letter.contains(&format!("In-Reply-To: <{}>", kent.message_id)), "{letter}");
    assert!(letter.contains(&format!("[{}]", kent.reference)), "{letter}");
    assert!(letter.contains("To: \"Kent County Council\" <foi@kent.invalid>"), "{letter}");
    for words in [
        "Freedom of Information Act",
        "Received on Monday 3 February 2025",
        "Working day 20 is Monday 3 March 2025.",
        "Today, Tuesday 4 March 2025, we have no answer.",
    ] {
        let flat = letter.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{words}: {letter}");
    }
    let scottish = reminder(&world, "glasgow");
    assert!(scottish.contains("(Scotland)") && scottish.contains("requirement"), "{scottish}");
}

#[test]
fn a_reminder_is_approved_once_and_moves_no_date() {
    let world = overdue();
    let before = world.request("kent");
    world.foi(&["approve", "kent", "--confirm", "1"]).done();
    assert_eq!(world.rows(&["approve", "kent"]).len(), 0);
    world.foi(&["tick"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 3);
    let after = world.request("kent");
    for key in ["due_on", "received_on", "status", "message_id", "subject"] {
        assert_eq!(before[key], after[key], "{key}");
    }
    assert_eq!(world.rows(&["next"]).len(), 1, "only glasgow's reminder is still proposed");
}

#[test]
fn a_reminder_waits_for_the_next_working_day_and_for_an_unread_reply() {
    let mut world = World::on("2025-02-07").campaign("trafficked").addresses(&["kent"]);
    world = world.launched("trafficked");
    world.at("2025-03-08");
    assert_eq!(world.rows(&["approve"]).len(), 0, "due on Friday 7 March: not on a Saturday");
    world.at("2025-03-10");
    assert_eq!(world.rows(&["approve"]).len(), 1);
    let mail =
        world.council("kent").replies("2025-03-10", "We refuse your request under section 12.");
    world.receive(&mail);
    assert_eq!(world.rows(&["approve"]).len(), 0, "nothing leaves while a reply is unread");
}

#[test]
fn a_number_that_the_list_does_not_show_approves_nothing() {
    let world = overdue();
    let said = world.foi(&["approve", "--confirm", "5"]).failed();
    assert!(said.contains("the list has 2"), "{said}");
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
}
