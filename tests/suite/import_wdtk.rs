//! A batch of `WhatDoTheyKnow` taken in as requests that run already.

use std::fs;

use serde_json::Value;

use crate::world::World;

const BATCH: &str = "\
request_url,authority_name,number_of_replies,request_status
https://www.whatdotheyknow.com/request/missing_1,Kent County Council,1,Awaiting response
https://www.whatdotheyknow.com/request/missing_2,Essex County Council,2,Successful
https://www.whatdotheyknow.com/request/missing_3,Glasgow City Council,0,Delayed
https://www.whatdotheyknow.com/request/missing_4,Leeds City Council,1,Awaiting clarification
https://www.whatdotheyknow.com/request/missing_5,Fife Council,1,Information not held
https://www.whatdotheyknow.com/request/missing_6,Atlantis Council,0,Awaiting response
https://www.whatdotheyknow.com/request/missing_7,Devon County Council,0,Delivery error
https://www.whatdotheyknow.com/request/missing_8,Kent,0,Awaiting response
https://www.whatdotheyknow.com/request/missing_9,Wigan Council,0,Withdrawn
https://www.whatdotheyknow.com/request/missing_10,Derby City Council,0,Odd
";

const IMPORT: [&str; 7] =
    ["import", "wdtk", "batch.csv", "--campaign", "trafficked", "--sent", "2026-02-02"];

fn world() -> World {
    let mut world = World::on("2026-02-02").campaign("trafficked");
    fs::write(world.path("batch.csv"), BATCH).unwrap();
    world.at("2026-02-16");
    world
}

fn imported(world: &World) -> Vec<Value> {
    let mut arguments = IMPORT.to_vec();
    arguments.push("--json");
    let run = world.foi(&arguments);
    assert_eq!(run.code, 1, "some rows are refused: {}{}", run.stdout, run.stderr);
    run.rows()
}

#[test]
fn a_request_that_runs_on_the_site_has_its_deadline_by_the_law_of_its_nation() {
    let mut world = world();
    imported(&world);
    let kent = world.request("kent");
    assert_eq!((&kent["status"], &kent["received_on"]), (&"awaiting".into(), &"2026-02-02".into()));
    assert_eq!(kent["due_on"], "2026-03-02", "20 working days under FOIA");
    let glasgow = world.request("glasgow");
    assert_eq!(glasgow["due_on"], "2026-03-02");
    world.at("2026-03-10");
    assert_eq!(world.request("kent")["status"], "overdue");
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(
        history.contains("request/missing_1") && history.contains("WhatDoTheyKnow"),
        "{history}"
    );
    world.foi(&["rebuild", "--check"]).done();
}

#[test]
fn an_answer_of_which_the_day_is_not_known_starts_no_clock_that_could_only_be_wrong() {
    let mut world = world();
    imported(&world);
    world.at("2026-06-01");
    for (authority, status) in [("essex", "answered"), ("fife", "not_held"), ("wigan", "closed")] {
        let row = world.request(authority);
        assert_eq!(row["status"], status, "{authority}");
        assert_eq!((&row["due_on"], &row["days_late"]), (&Value::Null, &0.into()), "{authority}");
    }
}

#[test]
fn what_the_site_says_with_a_day_counts_from_that_day() {
    let mut world = World::on("2026-02-02").campaign("trafficked");
    fs::write(
        world.path("batch.csv"),
        "request_url,authority_name,request_status,sent,replied_on,request_id\n\
         u,Kent,Partially successful,2026-01-05,2026-02-20,123456\n",
    )
    .unwrap();
    world.at("2026-03-01");
    world.foi(&["import", "wdtk", "batch.csv", "--campaign", "trafficked"]).done();
    let kent = world.request("kent");
    assert_eq!(
        (&kent["status"], &kent["due_on"]),
        (&"partly_answered".into(), &"2026-02-02".into())
    );
    assert_eq!(kent["days_late"], 18);
}

#[test]
fn what_needs_a_person_is_held_until_it_is_on_record() {
    let mut world = world();
    imported(&world);
    world.at("2026-03-10");
    let leeds = world.request("leeds");
    assert_eq!(leeds["next_step"], Value::Null, "no reminder while they wait for us: {leeds}");
    let history = world.foi(&["history", "leeds"]).done().stdout;
    assert!(history.contains("Awaiting clarification"), "{history}");
}

#[test]
fn rows_that_cannot_be_taken_are_told_with_number_and_reason() {
    let world = world();
    let rows = imported(&world);
    let refused: Vec<(u64, String)> = rows
        .iter()
        .filter(|row| row["type"] == "refused")
        .map(|row| (row["row"].as_u64().unwrap(), row["reason"].as_str().unwrap().to_owned()))
        .collect();
    let numbers: Vec<u64> = refused.iter().map(|(row, _)| *row).collect();
    assert_eq!(numbers, [7, 8, 9, 11], "{refused:?}");
    assert!(refused[0].1.contains("no authority is called `Atlantis Council`"), "{refused:?}");
    assert!(refused[1].1.contains("no request runs there"), "{refused:?}");
    assert!(refused[2].1.contains("row 2 is about kent too"), "{refused:?}");
    assert!(refused[3].1.contains("no status of the site"), "{refused:?}");
    assert!(world.path("batch.csv.refused.csv").exists());
    let without = ["import", "wdtk", "batch.csv", "--campaign", "trafficked"];
    let said = world.foi(&without).failed();
    assert!(said.contains("--sent DATE"), "{said}");
}

#[test]
fn an_authority_that_was_asked_on_the_site_gets_no_letter_here() {
    let world = world();
    imported(&world);
    let end = imported(&world).pop().unwrap();
    assert_eq!((&end["requests"], &end["already"]), (&0.into(), &6.into()), "{end}");
    let world = world.addresses(&["kent", "devon"]);
    let rows = world.rows(&["launch", "trafficked"]);
    let ready: Vec<&str> = rows
        .iter()
        .filter(|row| row["state"] == "ready")
        .map(|row| row["authority"].as_str().unwrap())
        .collect();
    assert_eq!(ready, ["devon"]);
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 1);
}
