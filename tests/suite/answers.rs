//! Numbers and notations, what is doubtful, and what a person decides.

use serde_json::Value;

use crate::world::World;

fn world() -> World {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses_for_all().launched("trafficked");
    world.at("2026-03-01");
    world
}

/// What a council's words for question 1 are read as: status, low, high, and whether they count.
fn read(world: &mut World, authority: &str, words: &str) -> (String, Value, Value, bool) {
    let body = format!("Dear Ada,\n\n1. {words}\n3. 61\n\nYours\n");
    let mail = world.council(authority).replies("2026-02-20", &body);
    world.receive(&mail);
    let row = world.answer(authority, "trafficked").unwrap_or_default();
    (
        row["status"].as_str().unwrap_or("nothing").to_owned(),
        row["low"].clone(),
        row["high"].clone(),
        row["stands"] == true,
    )
}

#[test]
fn fewer_than_five_beside_true_zeros_is_one_at_least() {
    let mut world = world();
    let body = "Dear Ada,\n\n1. <5\n2. 0\n3. nil\n\nYours\n";
    let mail = world.council("kent").replies("2026-02-20", body);
    world.receive(&mail);
    let row = world.answer("kent", "trafficked").unwrap();
    assert_eq!((&row["low"], &row["high"]), (&Value::from(1), &Value::from(4)));
    assert!(row["decided_by"].as_str().unwrap().ends_with("zeros_shown"), "{row}");
}

#[test]
fn notations_are_read_as_the_intervals_they_stand_for() {
    let mut world = world();
    let ids: Vec<String> = world
        .rows(&["register", "--nation", "england"])
        .iter()
        .map(|row| row["authority"].as_str().unwrap().to_owned())
        .collect();
    let cases: [(&str, &str, Value, Value); 23] = [
        ("13", "exact", 13.into(), 13.into()),
        ("13 children", "exact", 13.into(), 13.into()),
        ("There were 13 children.", "exact", 13.into(), 13.into()),
        ("1,024", "exact", 1024.into(), 1024.into()),
        ("Thirteen", "exact", 13.into(), 13.into()),
        ("Twelve (12)", "exact", 12.into(), 12.into()),
        ("one hundred and four", "exact", 104.into(), 104.into()),
        ("Nil", "exact", 0.into(), 0.into()),
        ("None", "exact", 0.into(), 0.into()),
        ("No children", "exact", 0.into(), 0.into()),
        ("<5", "suppressed", 0.into(), 4.into()),
        ("＜5", "suppressed", 0.into(), 4.into()),
        ("fewer than five", "suppressed", 0.into(), 4.into()),
        ("less than 5", "suppressed", 0.into(), 4.into()),
        ("Under 10", "suppressed", 0.into(), 9.into()),
        ("five or less", "suppressed", 0.into(), 5.into()),
        ("≤5", "suppressed", 0.into(), 5.into()),
        ("1-4", "range", 1.into(), 4.into()),
        ("between 10 and 15", "range", 10.into(), 15.into()),
        ("more than 50", "range", 51.into(), Value::Null),
        ("Not held", "not_held", Value::Null, Value::Null),
        ("We do not record this.", "not_held", Value::Null, Value::Null),
        ("Exempt under section 40(2)", "refused", Value::Null, Value::Null),
    ];
    for ((words, status, low, high), id) in cases.into_iter().zip(&ids) {
        let found = read(&mut world, id, words);
        assert_eq!(found, (status.to_owned(), low, high, true), "{words}");
    }
}

#[test]
fn what_may_be_another_number_waits_for_a_person() {
    let mut world = world();
    let ids = [
        "kent",
        "essex",
        "devon",
        "leeds",
        "york",
        "derby",
        "luton",
        "bury",
        "stockport",
        "wigan",
        "solihull",
    ];
    for (words, id) in [
        "approximately 50",
        "41 missing episodes",
        "8%",
        "12 in total, of whom 3 were suspected",
        "As above",
        "N/A",
        "-",
        "14 (financial year)",
        "13 as at 31 March",
        "12.5",
        "*",
    ]
    .into_iter()
    .zip(ids)
    {
        let (status, low, _, counts) = read(&mut world, id, words);
        assert!(!counts, "{words} was taken as {status} {low}");
        let mail = world.rows(&["mail", "--request", id]);
        assert_eq!(mail[0]["needs_review"], true, "{words}");
    }
}

#[test]
fn a_quoted_question_with_its_worked_example_is_no_answer() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies(
        "2026-02-10",
        "We will reply by 2 March 2026.\n\nOn Mon, 2 Feb 2026 at 09:00, Ada Example wrote:\n\
         > 1. How many children (for example 12)?\n> 1. 12\n> 2. 5\n> 3. 9\n",
    ));
    assert_eq!(world.rows(&["answers"]).len(), 0);
}

#[test]
fn answers_between_quoted_questions_are_found() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies(
        "2026-02-10",
        "Please see below.\n\nOn Mon, 2 Feb 2026 at 09:00, Ada Example wrote:\n\
         > 1. How many children in your care were identified or suspected as trafficked?\n\n13\n\n\
         > 2. How many of those went missing from care at least once?\n\nFour\n\n\
         > 3. How many missing incidents did those children have in total?\n\n9\n",
    ));
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 13);
    assert_eq!(world.answer("kent", "trafficked_missing").unwrap()["low"], 4);
    assert_eq!(world.request("kent")["status"], "answered");
}

#[test]
fn a_part_greater_than_its_whole_counts_for_nothing_until_a_person_decides() {
    let mut world = world();
    let kent = world.council("kent");
    let mail = world.receive(&kent.replies("2026-02-10", "1. 5\n2. 9\n3. 12\n"));
    assert!(mail["review_reason"].as_str().unwrap().contains("greater than"), "{mail}");
    assert_eq!(world.answer("kent", "trafficked").unwrap()["stands"], false);
    assert_eq!(world.answer("kent", "incidents").unwrap()["stands"], true);
}

#[test]
fn a_person_accepts_or_sets_what_waits_and_is_named() {
    let mut world = world();
    let kent = world.council("kent");
    let mail = world.receive(&kent.replies("2026-02-10", "1. about 50\n2. 9\n3. as above\n"));
    assert_eq!(world.request("kent")["next_step"], "read_reply");
    world.foi(&["answers", "accept", "kent", "trafficked"]).done();
    world.foi(&["answers", "set", "kent", "3", "<5", "--as", "bea"]).done();
    let whole = world.answer("kent", "trafficked").unwrap();
    assert_eq!((&whole["low"], &whole["decided_by"]), (&50.into(), &"person:ada".into()));
    let incidents = world.answer("kent", "incidents").unwrap();
    assert_eq!((&incidents["high"], &incidents["decided_by"]), (&4.into(), &"person:bea".into()));
    assert_eq!(
        incidents["evidence"]["mail"], mail["mail"],
        "what the person saw stays the evidence"
    );
    assert_eq!(world.rows(&["mail", "--waiting"]).len(), 0);
    assert_eq!(world.request("kent")["status"], "partly_answered");
}

#[test]
fn a_reply_after_a_decision_that_says_otherwise_waits_and_never_gives_way_unseen() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. about 10\n2. 9\n3. 12\n"));
    world.foi(&["answers", "accept", "kent"]).done();
    world.receive(&kent.replies("2026-02-18", "1. 20\n2. 9\n3. 12\n"));
    let rows = world.rows(&["answers", "--request", "kent"]);
    let said: Vec<&Value> = rows.iter().filter(|row| row["question"] == "trafficked").collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!((&said[0]["low"], &said[0]["stands"]), (&10.into(), &true.into()));
    assert_eq!((&said[1]["low"], &said[1]["needs_review"]), (&20.into(), &true.into()));
    assert_eq!(world.rows(&["mail", "--waiting"]).len(), 1);
    world.foi(&["answers", "accept", "kent", "trafficked"]).done();
    let row = world.answer("kent", "trafficked").unwrap();
    assert_eq!((&row["low"], &row["supersedes"]), (&20.into(), &"m1".into()));
}

#[test]
fn a_number_that_looks_like_a_year_is_read_or_doubted_but_never_dropped() {
    let mut world = world();
    assert_eq!(read(&mut world, "kent", "2,050").1, 2050);
    let (_, low, _, counts) = read(&mut world, "essex", "2050");
    assert_eq!((low, counts), (2050.into(), false));
    assert_eq!(read(&mut world, "devon", "In 2024 there were 13").1, 13);
}

#[test]
fn a_total_that_its_parts_do_not_add_up_to_waits() {
    let text = r#"
title = "Children"
period = { from = 2024-01-01, to = 2024-12-31 }
[recipients]
ids = ["kent"]
[[question]]
id = "girls"
number = "1"
text = "How many girls were in your care at any time?"
type = "count"
unit = "children"
[[question]]
id = "boys"
number = "2"
text = "How many boys were in your care at any time?"
type = "count"
unit = "children"
[[question]]
id = "all"
number = "3"
text = "How many children were in your care at any time?"
type = "count"
unit = "children"
total_of = ["girls", "boys"]
"#;
    let mut world = World::on("2026-02-02").campaign_text("children", text).addresses(&["kent"]);
    world = world.launched("children");
    world.at("2026-02-20");
    let kent = world.council("kent");
    let mail = world.receive(&kent.replies("2026-02-10", "1. 5\n2. 6\n3. 12\n"));
    assert!(mail["review_reason"].as_str().unwrap().contains("do not add up"), "{mail}");
    assert_eq!(world.answer("kent", "all").unwrap()["stands"], false);
}

#[test]
fn a_decision_is_refused_when_it_says_nothing() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. 5\n2. 2\n3. 7\n"));
    let said = world.foi(&["answers", "set", "kent", "traficked", "5"]).failed();
    assert!(said.contains("Write `trafficked`"), "{said}");
    let said = world.foi(&["answers", "set", "kent", "1", "many"]).failed();
    assert!(said.contains("`many` is no answer to trafficked"), "{said}");
    for doubtful in ["about 10", "12, 8", "10%", "12.5", "c"] {
        let said = world.foi(&["answers", "set", "kent", "1", doubtful]).failed();
        assert!(said.contains("is no answer to trafficked"), "{said}");
    }
    let said = world.foi(&["answers", "accept", "kent"]).failed();
    assert!(said.contains("no answer of kent waits"), "{said}");
    let said = world.foi(&["answers", "set", "kentt", "1", "5"]).failed();
    assert!(said.contains("there is no request `kentt`"), "{said}");
}

#[test]
fn a_held_mail_assigned_by_a_person_is_read_as_if_it_had_matched() {
    let mut world = world();
    let kent = world.council("kent");
    let mail = world.receive(&kent.writes(
        "2026-02-10",
        "Our answer",
        "requests@harbour-watch.example",
        "1. 5\n2. 2\n3. 7\n",
    ));
    assert_eq!(mail["held"], true);
    let name = mail["mail"].as_str().unwrap();
    let said = world.foi(&["answers", "accept", name]).failed();
    assert!(said.contains("holding pen"), "{said}");
    world.foi(&["assign", name, "kent"]).done();
    let row = world.row(&["mail"], "mail", name);
    assert_eq!(
        (&row["held"], &row["matches"][0]["evidence"][0]),
        (&false.into(), &"person".into())
    );
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 5);
    assert_eq!(world.request("kent")["status"], "answered");
}

#[test]
fn one_mail_for_two_councils_is_filed_under_both_and_its_figures_wait() {
    let mut world = world();
    let kent = world.council("kent");
    let mail = world.receive(&kent.writes(
        "2026-02-10",
        "Joint answer",
        "requests@harbour-watch.example",
        "1. 5\n2. 2\n3. 7\n",
    ));
    world.foi(&["assign", mail["mail"].as_str().unwrap(), "kent", "medway"]).done();
    for id in ["kent", "medway"] {
        let answer = world.answer(id, "trafficked").unwrap();
        assert_eq!(answer["stands"], false, "{id}");
        assert!(answer["review_reason"].as_str().unwrap().contains("several authorities"));
    }
}

#[test]
fn the_past_can_be_asked_for_any_day() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-20", "1. 5\n2. 2\n3. 7\n"));
    let on = |day: &str| {
        let row = world.row(&["requests", "--on", day], "authority", "kent");
        row["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(on("2026-02-02"), "awaiting");
    assert_eq!(world.rows(&["requests", "--on", "2026-02-01"]).len(), 0, "it was not made yet");
    assert_eq!(on("2026-02-19"), "awaiting");
    assert_eq!(on("2026-02-20"), "answered");
    let essex = |day: &str| world.row(&["requests", "--on", day], "authority", "essex");
    assert_eq!(essex("2026-03-02")["status"], "awaiting", "due that day");
    assert_eq!(essex("2026-03-03")["status"], "overdue", "overdue the day after");
    assert_eq!(essex("2026-03-05")["days_late"], 3);
}
