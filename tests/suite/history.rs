//! The history of a request, and its deadlines: what happened, in order, and what the law made of it.

use serde_json::Value;

use crate::world::World;

fn asked(authorities: &[&str]) -> World {
    World::on("2025-02-03").campaign("trafficked").addresses(authorities).launched("trafficked")
}

fn whats(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["what"].as_str().unwrap()).collect()
}

fn only<'a>(rows: &'a [Value], what: &str) -> &'a Value {
    let found: Vec<&Value> = rows.iter().filter(|row| row["what"] == what).collect();
    assert_eq!(found.len(), 1, "{what} in {rows:?}");
    found[0]
}

#[test]
fn a_history_tells_in_order_who_did_what_and_where_the_date_moved() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-13");
    let kent = world.council("kent");
    world.receive(&kent.replies("2025-02-12", "Could you clarify which age group you mean?"));
    world.foi(&["assign", "m1", "--kind", "clarification", "--as", "bea"]).done();
    world.foi(&["record", "clarification_answered", "kent", "--on", "2025-02-13"]).done();
    world.at("2025-03-20");
    let rows = world.rows(&["history", "kent"]);
    assert_eq!(
        whats(&rows),
        [
            "letter_approved",
            "letter_left",
            "due_moved",
            "mail_arrived",
            "due_moved",
            "mail_decided",
            "recorded",
            "due_moved",
            "overdue"
        ]
    );
    let moved: Vec<(Value, Value)> = rows
        .iter()
        .filter(|row| row["what"] == "due_moved")
        .map(|row| (row["due_before"].clone(), row["due_on"].clone()))
        .collect();
    let day = |text: &str| Value::from(text);
    assert_eq!(
        moved,
        [
            (Value::Null, day("2025-03-03")),
            (day("2025-03-03"), Value::Null),
            (Value::Null, day("2025-03-13"))
        ]
    );
    assert_eq!(only(&rows, "mail_decided")["by"], "bea");
    assert_eq!(only(&rows, "mail_arrived")["id"], "m1");
    assert_eq!(only(&rows, "letter_approved")["by"], "ada");
    assert_eq!(only(&rows, "overdue")["on"], "2025-03-14");
    assert!(rows.windows(2).all(|pair| pair[0]["at"].as_str() <= pair[1]["at"].as_str()));
}

#[test]
fn what_was_taken_back_stays_in_the_history_with_the_reason_and_moves_nothing() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-20");
    world
        .foi(&["record", "fees_notice", "kent", "--on", "2025-02-18", "--note", "10 pounds"])
        .done();
    let id = only(&world.rows(&["history", "kent"]), "recorded")["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with('e'), "{id}");
    world.foi(&["record", "undo", &id, "--note", "wrong council"]).done();
    let rows = world.rows(&["history", "kent"]);
    let recorded = only(&rows, "recorded");
    assert_eq!((&recorded["id"], &recorded["taken_back"]), (&id.clone().into(), &true.into()));
    assert_eq!(recorded["on"], "2025-02-18");
    assert!(recorded["recorded_at"].as_str().unwrap().starts_with("2025-02-20"));
    assert!(recorded["detail"].as_str().unwrap().contains("10 pounds"));
    let back = only(&rows, "taken_back")["detail"].as_str().unwrap().to_owned();
    assert!(back.contains(&id) && back.contains("wrong council"), "{back}");
    assert_eq!(rows.iter().filter(|row| row["what"] == "due_moved").count(), 1);
}

#[test]
fn holds_and_answers_that_a_person_decided_are_told_with_the_person() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-20");
    world.foi(&["hold", "kent", "--for", "bea", "--why", "a call is promised"]).done();
    world.foi(&["hold", "--release", "kent"]).done();
    world.foi(&["answers", "set", "kent", "1", "<5", "--as", "cleo"]).done();
    let rows = world.rows(&["history", "kent"]);
    assert!(only(&rows, "held")["detail"].as_str().unwrap().contains("bea: a call is promised"));
    assert_eq!(only(&rows, "released")["by"], "ada");
    assert_eq!(only(&rows, "answer_set")["by"], "cleo");
    let shown = world.foi(&["history", "kent"]).done().stdout;
    assert!(shown.contains("foi record undo") && shown.contains("answer set"), "{shown}");
}

#[test]
fn an_extension_that_has_no_effect_is_said_to_have_none() {
    let mut world = asked(&["glasgow"]);
    world.at("2025-02-20");
    world.foi(&["record", "pit_extension_notice", "glasgow", "--days", "20"]).done();
    let rows = world.rows(&["history", "glasgow"]);
    let remark = only(&rows, "remark")["detail"].as_str().unwrap().to_owned();
    assert!(remark.contains("has no effect"), "{remark}");
}

#[test]
fn the_clock_of_a_request_prints_the_calculators_rows() {
    let mut world = asked(&["kent", "glasgow"]);
    world.at("2025-03-10");
    let of_request = world.rows(&["clock", "glasgow"]);
    let calculated = world.rows(&["clock", "--law", "foisa", "--received", "2025-02-03"]);
    assert_eq!(of_request, calculated);
    assert_eq!(world.rows(&["clock", "kent", "--working-days", "10"]).len(), 6);
    let shown = world.foi(&["clock", "kent"]).done().stdout;
    assert!(shown.contains("Kent") && shown.contains("Working day 20 is Monday 3 March 2025"));
    assert_eq!(world.rows(&["clock", "kent", "--on", "2025-02-01"]).len(), 0);
    let before = world.foi(&["clock", "kent", "--on", "2025-02-01"]).done().stdout;
    assert!(before.contains("nothing says that the request has left"), "{before}");
}

#[test]
fn the_clock_of_a_request_names_what_a_person_has_yet_to_agree_to() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-13");
    let kent = world.council("kent");
    world.receive(&kent.replies("2025-02-12", "Could you clarify which age group you mean?"));
    let shown = world.foi(&["clock", "kent"]).done();
    assert!(shown.stdout.contains("To be agreed"), "{}", shown.stdout);
    assert!(shown.stdout.contains("the clock would stand still"), "{}", shown.stdout);
    let json = world.foi(&["clock", "kent", "--json"]).done();
    assert!(json.rows().iter().all(|row| row["deadline"].is_string()));
    assert!(json.stderr.contains("To be agreed"), "{}", json.stderr);
}

#[test]
fn a_clock_is_that_of_a_request_or_of_dates_never_of_both() {
    let world = asked(&["kent"]);
    for arguments in [
        &["clock"][..],
        &["clock", "kent", "--law", "foia"],
        &["clock", "kent", "--received", "2025-02-03"],
        &["clock", "kent", "--event", "fee_paid=2025-02-03"],
        &["clock", "--law", "foia", "--received", "2025-02-03", "--on", "2025-02-04"],
    ] {
        let run = world.foi(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}{}", run.stdout, run.stderr);
    }
    assert!(world.foi(&["clock", "nowhere"]).failed().contains("there is no request `nowhere`"));
    assert!(world.foi(&["history", "nowhere"]).failed().contains("there is no request"));
}
