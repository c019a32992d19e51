//! Councils merge, split and change their names: who stands on a day, and whose area it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::NaiveDate;
use foi_campaign::register::Register;
use foi_campaign::register::succession::{Change, ChangeKind, Succession};
use proptest::prelude::*;
use serde_json::Value;

use crate::world::World;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ids(world: &World) -> BTreeSet<String> {
    let rows = world.rows(&["register"]);
    rows.iter().map(|row| row["authority"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_authority_of_a_shipped_change_is_in_the_register_with_its_code() {
    let register = Register::shipped();
    let mut seen = 0;
    for change in register.succession().iter() {
        let (old, new) = (&change.predecessor, &change.successor);
        assert_eq!(register.get(old).unwrap().gss_code, change.old_gss, "{old}");
        assert_eq!(register.get(new).unwrap().gss_code, change.new_gss, "{new}");
        assert!(!change.source.is_empty(), "{old}");
        seen += 1;
    }
    assert_eq!(seen, 13);
}

#[test]
fn surrey_gives_way_to_two_councils_in_april_2027() {
    let mut world = World::on("2026-08-03");
    let before = ids(&world);
    assert_eq!(before.len(), 212);
    assert!(before.contains("surrey") && !before.contains("east-surrey"));
    let after = ids(world.at("2027-04-01"));
    assert_eq!(after.len(), 213);
    assert!(!after.contains("surrey"));
    assert!(after.contains("east-surrey") && after.contains("west-surrey"));
    let east = world.rows(&["register", "show", "east-surrey"])[0].clone();
    assert_eq!(east["gss_code"], Value::Null);
    assert_eq!(world.rows(&["register", "show", "surrey"])[0]["name"], "Surrey County Council");
}

#[test]
fn the_register_of_an_earlier_day_has_the_councils_of_that_day() {
    let world = World::on("2022-06-01");
    let then = ids(&world);
    assert_eq!(then.len(), 211);
    assert!(then.contains("cumbria") && !then.contains("cumberland"));
    assert!(then.contains("somerset-county") && !then.contains("somerset"));
    assert!(then.contains("north-northamptonshire") && !then.contains("northamptonshire"));
}

#[test]
fn a_launch_after_the_change_asks_the_successors_and_not_the_council_that_went() {
    let text =
        fs::read_to_string(crate::world::fixtures().join("campaigns/trafficked/campaign.toml"))
            .unwrap();
    let in_the_south_east =
        text.replace("[recipients]", "[recipients]\nregions = [\"South East\"]");
    let named = text.replace("[recipients]", "[recipients]\nids = [\"surrey\", \"kent\"]");
    let mut world = World::on("2027-03-31")
        .addresses(&["surrey", "kent"])
        .campaign_text("region", &in_the_south_east)
        .campaign_text("named", &named);
    let states = |world: &World| -> BTreeMap<String, String> {
        let rows = world.rows(&["launch", "region"]);
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        rows.iter().map(|row| (text(row, "authority"), text(row, "state"))).collect()
    };
    let before = states(&world);
    assert_eq!(before["surrey"], "ready");
    assert!(!before.contains_key("east-surrey"), "{before:?}");
    world.at("2027-04-01");
    let after = states(&world);
    assert!(!after.contains_key("surrey"), "{after:?}");
    assert_eq!(after["east-surrey"], "waiting");
    assert_eq!(after["west-surrey"], "waiting");
    // Named outright it is not dropped without a word.
    let said = world.foi(&["launch", "named", "--confirm", "1"]).failed();
    assert!(
        said.contains("surrey was there until 2027-03-31. Write east-surrey, west-surrey"),
        "{said}"
    );
}

#[test]
fn the_succession_is_listed_for_people_and_programs() {
    let world = World::on("2026-08-03");
    let rows = world.rows(&["register", "succession", "cumbria"]);
    let successors: Vec<&str> = rows.iter().map(|row| row["successor"].as_str().unwrap()).collect();
    assert_eq!(successors, ["cumberland", "westmorland-and-furness"]);
    assert_eq!((&rows[0]["on"], &rows[0]["kind"]), (&"2023-04-01".into(), &"split".into()));
    let all = world.foi(&["register", "succession"]).done().stdout;
    assert!(all.contains("east-surrey") && all.contains("13 changes."), "{all}");
}

#[test]
fn a_workspace_adds_changes_of_its_own_and_what_cannot_be_is_refused_with_its_row() {
    let mut world = World::on("2026-08-03");
    fs::write(
        world.path("new.csv"),
        "id,name,nation,kind,region,law\n\
         kent-and-medway,Kent and Medway Council,england,unitary,South East,foia\n",
    )
    .unwrap();
    world.foi(&["register", "import", "new.csv", "--by", "ada"]).done();
    let source = "an order that was laid";
    fs::write(
        world.path("changes.csv"),
        format!(
            "predecessor,successor,on,kind,source\n\
             kent,kent-and-medway,2028-04-01,merged,{source}\n\
             medway,kent-and-medway,2028-04-01,merged,{source}\n\
             kent-and-medway,kent,2029-04-01,split,{source}\n\
             essex,essexx,2028-04-01,renamed,{source}\n\
             devon,torbay,1 April,merged,{source}\n"
        ),
    )
    .unwrap();
    let run =
        world.foi(&["register", "succession", "import", "changes.csv", "--by", "ada", "--json"]);
    assert_eq!(run.code, 1);
    let report = run.rows()[0].clone();
    assert_eq!(report["added"].as_array().unwrap().len(), 2, "{report}");
    let refused = report["refused"].as_array().unwrap();
    let lines: Vec<u64> = refused.iter().map(|row| row["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [4, 5, 6], "{report}");
    let reason = |at: usize| refused[at]["reason"].as_str().unwrap().to_owned();
    assert!(reason(0).contains("already gives way"), "{report}");
    assert!(reason(1).contains("did you mean `essex`"), "{report}");
    assert!(reason(2).contains("is no date"), "{report}");
    world.at("2028-04-01");
    let then = ids(&world);
    assert!(then.contains("kent-and-medway") && !then.contains("kent") && !then.contains("medway"));
    // The same file again changes nothing.
    let again =
        world.foi(&["register", "succession", "import", "changes.csv", "--by", "ada", "--json"]);
    assert_eq!(again.rows()[0]["unchanged"], 2);
}

/// Changes between a few authorities, in any order and any direction.
fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (0_u8..8, 0_u8..8, 0_u32..12).prop_map(|(from, to, year)| Change {
        predecessor: format!("a{from}"),
        successor: format!("a{to}"),
        on: NaiveDate::from_ymd_opt(i32::try_from(2015 + year).unwrap(), 4, 1).unwrap(),
        kind: ChangeKind::Split,
        share: None,
        old_gss: None,
        new_gss: None,
        source: "a test".to_owned(),
    });
    proptest::collection::vec(change, 0..24)
}

proptest! {
    #[test]
    fn following_successors_ends_with_those_that_stand_on_the_day(changes in changes(), year in 2014..2030) {
        let succession = Succession::of(changes);
        let day = NaiveDate::from_ymd_opt(year, 6, 1).unwrap();
        for id in (0..8).map(|n| format!("a{n}")) {
            let found = succession.successors_on(&id, day);
            prop_assert!(!found.is_empty());
            for holder in found {
                prop_assert!(succession.valid_to(holder).is_none_or(|last| last >= day), "{holder}");
                if holder != id {
                    prop_assert!(!succession.successors_on(holder, NaiveDate::MAX).contains(&id.as_str()));
                }
            }
        }
    }
}

#[test]
fn the_area_of_a_council_is_followed_through_two_changes() {
    let change = |from: &str, to: &str, on: &str| Change {
        predecessor: from.to_owned(),
        successor: to.to_owned(),
        on: day(on),
        kind: ChangeKind::Merged,
        share: None,
        old_gss: None,
        new_gss: None,
        source: "a test".to_owned(),
    };
    let succession =
        Succession::of([change("a", "b", "2019-04-01"), change("b", "c", "2023-04-01")]);
    assert_eq!(succession.successors_on("a", day("2019-03-31")), ["a"]);
    assert_eq!(succession.successors_on("a", day("2019-04-01")), ["b"]);
    assert_eq!(succession.successors_on("a", day("2026-01-01")), ["c"]);
    assert!(
        succession.stands_on("b", day("2020-01-01"))
            && !succession.stands_on("b", day("2018-01-01"))
    );
}
