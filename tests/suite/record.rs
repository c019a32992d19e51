//! What a person puts on record, corrects and takes back; what cannot be is refused.

use serde_json::Value;

use crate::world::World;

/// A request of 3 February 2025, looked at on 20 February.
fn asked(ids: &[&str]) -> World {
    let mut world =
        World::on("2025-02-03").campaign("trafficked").addresses(ids).launched("trafficked");
    world.at("2025-02-20");
    world
}

fn stands(world: &World, authority: &str) -> String {
    let row = world.request(authority);
    let due = row["due_on"].as_str().unwrap_or("-");
    format!("{} {due}", row["status"].as_str().unwrap())
}

/// Records, and gives the name of the row by which it can be taken back.
#[track_caller]
fn recorded(world: &World, arguments: &[&str]) -> String {
    let mut all = vec!["record"];
    all.extend(arguments);
    world.rows(&all)[0]["recorded"].as_str().unwrap().to_owned()
}

#[test]
fn a_day_of_receipt_that_they_state_moves_the_date_back_and_forth() {
    let world = asked(&["kent"]);
    let first = recorded(&world, &["received", "kent", "--on", "2025-02-06"]);
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-06");
    let past = world.row(&["requests", "--on", "2025-02-10"], "authority", "kent");
    assert_eq!(past["due_on"], "2025-03-06", "the past is judged anew");
    // The later word counts, though its day is the earlier one.
    let second = recorded(&world, &["received", "kent", "--on", "2025-02-04"]);
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-04");
    world.foi(&["record", "undo", &second, "--note", "misread"]).done();
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-06");
    world.foi(&["record", "undo", &first, "--note", "misread too"]).done();
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-03");
    let said = world.foi(&["record", "undo", &first, "--note", "again"]).failed();
    assert!(said.contains("was taken back already"), "{said}");
    let said = world.foi(&["record", "undo", &first]).failed();
    assert!(said.contains("say why"), "{said}");
}

#[test]
fn a_clarification_by_telephone_stops_the_time_and_starts_it_again() {
    let world = asked(&["kent"]);
    let asked = recorded(&world, &["clarification_asked", "kent", "--on", "2025-02-17"]);
    assert_eq!(stands(&world, "kent"), "clarification_asked -");
    let answered = recorded(&world, &["clarification_answered", "kent", "--on", "2025-02-18"]);
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-19", "17 March does not count");
    world.foi(&["record", "undo", &answered, "--note", "that was another council"]).done();
    assert_eq!(stands(&world, "kent"), "clarification_asked -");
    world.foi(&["record", "undo", &asked, "--note", "that too"]).done();
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-03");
}

#[test]
fn what_the_law_does_not_allow_is_refused_with_what_it_allows() {
    let world = asked(&["kent"]);
    for (arguments, said) in [
        (&["fee_paid", "kent"][..], "there must be a fees_notice before it"),
        (&["received", "kent", "--on", "2025-02-21"], "that day is still to come"),
        (&["received", "kent", "--on", "2025-02-01"], "comes before the request itself"),
        (
            &["response_received", "kent", "--on", "2025-02-01", "--outcome", "answered"],
            "comes before the request itself",
        ),
        (&["resent_received", "kent"], "there must be a bounce or autoreply_redirect before it"),
        (&["clarification_answered", "kent"], "there must be a clarification_asked before it"),
        (&["response_received", "kent"], "say what it was with --outcome"),
        (&["note", "kent", "--outcome", "answered"], "is no reply of theirs"),
        (&["estimate", "kent"], "say which day they named"),
        (&["clarification_asked", "essex"], "the request has not left yet"),
        (&["nonsense", "kent"], "nonsense"),
        (&["note"], "say which request"),
    ] {
        let mut all = vec!["record"];
        all.extend(arguments);
        let before = (world.rows(&["requests"]), world.rows(&["next"]));
        let run = world.foi(&all).failed();
        assert!(run.contains(said), "{arguments:?}: {run}");
        assert_eq!((world.rows(&["requests"]), world.rows(&["next"])), before, "{arguments:?}");
    }
    recorded(&world, &["fees_notice", "kent", "--on", "2025-02-18"]);
    recorded(&world, &["fee_paid", "kent"]);
}

#[test]
fn a_record_that_cannot_be_is_refused_beside_another_that_became_impossible() {
    let world = asked(&["kent"]);
    let notice = recorded(&world, &["fees_notice", "kent", "--on", "2025-02-18"]);
    recorded(&world, &["fee_paid", "kent", "--on", "2025-02-19"]);
    world.foi(&["record", "undo", &notice, "--note", "none was given"]).done();
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-03");
    let said = world.foi(&["record", "clarification_answered", "kent"]).failed();
    assert!(said.contains("clarification_asked"), "{said}");
}

#[test]
fn a_bounce_is_repaired_and_the_time_runs_from_the_second_letter() {
    let world = asked(&["kent"]);
    recorded(&world, &["bounce", "kent", "--on", "2025-02-04"]);
    let row = world.request("kent");
    assert_eq!((&row["status"], &row["delivery"]), (&"undelivered".into(), &"bounced".into()));
    assert_eq!((&row["due_on"], &row["next_step"]), (&Value::Null, &"repair_address".into()));
    recorded(&world, &["resent_received", "kent", "--on", "2025-02-10"]);
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-10");
}

#[test]
fn a_reply_by_post_on_the_day_of_a_narrowed_request_counts_when_it_is_told_after_it() {
    let mut world = asked(&["kent"]);
    recorded(&world, &["letter_by_post", "kent", "--outcome", "refused", "--section", "s12"]);
    assert_eq!(stands(&world, "kent"), "refused 2025-03-03");
    world.foi(&["approve", "kent", "--step", "narrowing", "--keep", "1", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-21");
    recorded(&world, &["telephone_call", "kent", "--outcome", "not_held"]);
    assert_eq!(stands(&world, "kent"), "not_held 2025-03-21");
    world.at("2025-02-27");
    recorded(&world, &["received", "kent", "--on", "2025-02-20"]);
    assert_eq!(stands(&world, "kent"), "not_held 2025-03-21");
}

#[test]
fn a_request_is_closed_and_opened_again_on_one_day() {
    let mut world = asked(&["kent"]);
    recorded(&world, &["closed", "kent"]);
    assert_eq!(stands(&world, "kent"), "closed 2025-03-03");
    recorded(&world, &["reopened", "kent"]);
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-03");
    world.at("2025-02-21");
    recorded(&world, &["closed", "kent", "--on", "2025-02-20"]);
    recorded(&world, &["reopened", "kent", "--on", "2025-02-20"]);
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-03", "the last word stands");
}

#[test]
fn many_are_recorded_by_the_number_the_list_shows_and_the_hint_repeats_every_word() {
    let world = asked(&["glasgow", "fife", "kent"]);
    let scottish = ["record", "telephone_call", "--status", "awaiting", "--nation", "scotland"];
    let with = |more: &[&str]| {
        let all: Vec<&str> = scottish.iter().chain(more).copied().collect();
        world.foi(&all)
    };
    let shown = with(&["--on", "2025-02-19", "--note", "a word with them"]).done().stdout;
    assert!(shown.contains("Nothing was done."), "{shown}");
    assert!(shown.contains("--on 2025-02-19 --note 'a word with them' --confirm 2"), "{shown}");
    assert_eq!(with(&["--json"]).rows().len(), 2);
    assert!(with(&["--confirm", "3"]).failed().contains("you confirmed 3"));
    assert_eq!(with(&["--confirm", "2", "--dry-run", "--json"]).rows()[0]["recorded"], Value::Null);
    let done = with(&["--confirm", "2", "--json"]).done().rows();
    assert!(done.iter().all(|row| row["by"] == "ada" && row["recorded"].is_string()), "{done:?}");
    std::fs::write(world.path("foi.toml"), crate::world::SETTINGS.replace("me = \"ada\"", ""))
        .unwrap();
    assert!(with(&["--confirm", "2"]).failed().contains("--as"));
}

#[test]
fn a_hold_names_who_holds_and_changes_nothing_twice() {
    let world = asked(&["kent"]);
    let row = &world.rows(&["hold", "kent", "--for", "Ann"])[0];
    assert_eq!((&row["changed"], &row["held_by"]), (&1.into(), &"Ann".into()));
    assert_eq!(world.rows(&["hold", "kent", "--for", "Ann"])[0]["changed"], 0);
    assert_eq!(world.rows(&["hold", "--release", "kent"])[0]["changed"], 1);
    assert_eq!(world.rows(&["hold", "--release", "kent"])[0]["changed"], 0);
}
