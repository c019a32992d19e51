//! The replies behind the figures, fit to be published: nobody is named, and no suppressed number is in them.

use std::fs;

use serde_json::Value;

use crate::world::World;

const SIGNED: &str = "\nKind regards,\nMarguerite Oyelaran\nInformation Officer\nDirect line: 01632960114\nmarguerite.oyelaran@council.example\n";

fn world() -> World {
    World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex", "surrey", "devon", "fife"])
        .launched("trafficked")
}

fn replied(world: &mut World, authority: &str, body: &str) {
    world.at("2026-02-20");
    let mail =
        world.council(authority).replies("2026-02-10", &format!("Dear Ada,\n\n{body}{SIGNED}"));
    world.receive(&mail);
    world.foi(&["answers", "accept", authority]);
}

fn all(world: &World, folder: &str) -> String {
    let mut names: Vec<_> =
        fs::read_dir(world.path(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn index(world: &World, folder: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_path(world.path(folder).join("index.csv")).unwrap();
    let heads = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let pairs =
            heads.iter().zip(&record).map(|(head, cell)| (head.to_owned(), Value::from(cell)));
        Value::Object(pairs.collect())
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn the_words_behind_a_figure_are_there_and_nobody_is_named() {
    let mut world = world();
    replied(&mut world, "kent", "1. 120\n2. 31\n3. 96\n");
    replied(&mut world, "devon", "1. 80\n2. 20\n3. 61\n");
    let said = world.foi(&["export", "evidence", "--to", "out"]).done().stdout;
    assert!(said.contains("taken out"), "{said}");
    let text = all(&world, "out");
    for word in ["Marguerite", "Oyelaran", "marguerite", "960114", "Ada", "council.example"] {
        assert!(!text.contains(word), "{word}");
    }
    assert!(text.contains("Dear [name]") && text.contains("Direct line: [telephone]"), "{text}");
    let rows = index(&world, "out");
    let kent = rows
        .iter()
        .find(|row| row["authority"] == "kent" && row["question"] == "trafficked_missing")
        .unwrap();
    assert_eq!((&kent["published"], &kent["file"]), (&Value::from("31"), &Value::from("m1.txt")));
    assert!(kent["words"].as_str().unwrap().contains("31"), "{kent}");
    let mail = &world.rows(&["mail"])[0];
    assert_eq!(kent["sha256"], mail["sha256"], "the hash of the mail as it came");
    let page = fs::read_to_string(world.path("out/index.html")).unwrap();
    assert!(page.contains("href=\"m1.txt\"") && page.contains("<html lang=\"en-GB\">"), "{page}");
    assert!(
        fs::read_dir(world.path("out"))
            .unwrap()
            .all(|entry| { entry.unwrap().path().extension().is_some_and(|end| end != "eml") })
    );
}

#[test]
fn what_was_taken_out_is_listed_beside_the_folder_and_not_in_it() {
    let mut world = world();
    replied(
        &mut world,
        "kent",
        "1. 120\n2. 31\n3. 96\n\nThis was checked by Harriet Bowdler too.\n",
    );
    world.foi(&["export", "evidence", "--to", "out"]).done();
    let list = fs::read_to_string(world.path("INTERNAL-redactions-out.csv")).unwrap();
    assert!(list.contains("telephone,number,01632960114"), "{list}");
    let first = list.lines().nth(1).unwrap();
    assert!(
        first.starts_with("yes,") && first.contains("Harriet Bowdler"),
        "in doubt first: {list}"
    );
    assert!(!world.path("out/redactions.csv").exists());
}

#[test]
fn the_words_of_a_suppressed_number_do_not_give_it_away() {
    let mut world = world();
    replied(&mut world, "kent", "1. 120\n2. 31\n3. 96\n");
    replied(&mut world, "devon", "1. 80\n2. 20\n3. 61\n");
    replied(&mut world, "surrey", "1. 55\n2. 12\n3. 44\n");
    replied(&mut world, "fife", "1. 70\n2. 18\n3. 50\n");
    replied(
        &mut world,
        "essex",
        "1. 47 children\n2. 3\n3. 58\n\nThe three children were aged 15. By quarter: 1, 0, 1, 1.\n",
    );
    world.foi(&["export", "evidence", "--to", "out"]).done();
    let rows = index(&world, "out");
    let hidden = rows
        .iter()
        .find(|row| row["authority"] == "essex" && row["question"] == "trafficked_missing")
        .unwrap();
    assert_eq!(hidden["published"], "suppressed");
    assert!(!hidden["words"].as_str().unwrap().contains('3'), "{hidden}");
    let file = hidden["file"].as_str().unwrap();
    let text = fs::read_to_string(world.path("out").join(file)).unwrap();
    assert!(text.contains("2. ▮") && text.contains("The ▮ children were aged ▮"), "{text}");
    assert!(text.contains("▮, ▮, ▮, ▮"), "{text}");
    // Of the same reply what is published stays.
    let shown =
        rows.iter().find(|row| row["authority"] == "essex" && row["published"] != "suppressed");
    if let Some(shown) = shown {
        assert!(text.contains(shown["published"].as_str().unwrap()), "{shown} {text}");
    }
}

#[test]
fn an_erased_mail_is_named_and_not_written() {
    let mut world = world();
    replied(&mut world, "kent", "1. 120\n2. 31\n3. 96\n");
    world.foi(&["erase", "m1", "--reason", "retention period over", "--confirm"]).done();
    let rows = world.rows(&["export", "evidence", "--to", "out"]);
    assert!(
        rows.iter().any(|row| row["held"] == "m1" && row["why"] == "it was erased"),
        "{rows:?}"
    );
    assert!(!world.path("out/m1.txt").exists());
    assert!(index(&world, "out").iter().all(|row| row["file"] == ""));
    assert!(fs::read_to_string(world.path("out/index.html")).unwrap().contains("it was erased"));
}

#[test]
fn for_ones_own_eyes_the_originals_go_too_in_files_that_say_so() {
    let mut world = world();
    replied(&mut world, "kent", "1. 120\n2. 31\n3. 96\n");
    world.foi(&["export", "evidence", "--to", "in", "--internal"]).done();
    assert!(world.path("in/INTERNAL-m1.eml").exists());
    let mail = fs::read_to_string(world.path("in/INTERNAL-m1.eml")).unwrap();
    assert!(mail.contains("Marguerite Oyelaran"), "{mail}");
    let text = fs::read_to_string(world.path("in/INTERNAL-m1.txt")).unwrap();
    assert!(text.contains("Dear Ada"), "{text}");
    let page = fs::read_to_string(world.path("in/INTERNAL-index.html")).unwrap();
    assert!(page.contains("INTERNAL: not for publication"), "{page}");
}

#[test]
fn a_file_in_which_an_answer_looks_like_somebodys_number_waits_for_a_person() {
    let mut world = world();
    replied(&mut world, "kent", "1. 120\n2. 31\n3. 96\n");
    world
        .foi(&[
            "answers",
            "set",
            "kent",
            "incidents",
            "01632960114",
            "--mail",
            "m1",
            "--note",
            "as they wrote it",
        ])
        .done();
    let rows = world.rows(&["export", "evidence", "--to", "out"]);
    let held: Vec<_> = rows.iter().filter(|row| row.get("held").is_some()).collect();
    assert!(!held.is_empty(), "{rows:?}");
    assert!(held[0]["why"].as_str().unwrap().contains("a person must look"), "{held:?}");
    assert!(!world.path("out/m1.txt").exists());
}

#[test]
fn one_mail_for_two_authorities_is_held_for_a_person_since_each_would_show_the_numbers_of_the_other()
 {
    let mut world = world();
    world.at("2026-02-20");
    let mail = world.council("kent").replies("2026-02-10", "1. 120\n2. 31\n3. 96\n");
    world.receive(&mail);
    world.foi(&["assign", "m1", "kent", "essex", "--kind", "answer"]).done();
    for (authority, value) in [("kent", "120"), ("essex", "80")] {
        for question in ["trafficked", "trafficked_missing", "incidents"] {
            let set = ["answers", "set", authority, question, value, "--mail", "m1"];
            world.foi(&set).done();
        }
    }
    let doubts = "--with-doubtful";
    world.foi(&["export", "evidence", "--to", "out", doubts]).done();
    let said = fs::read_to_string(world.path("out/index.html")).unwrap();
    assert!(said.contains("it answers for several authorities"), "{said}");
    assert!(!world.path("out/m1.txt").exists() && !world.path("out/m1-kent.txt").exists());
    world.foi(&["export", "evidence", "--to", "in", doubts, "--internal"]).done();
    for authority in ["kent", "essex"] {
        assert!(world.path(&format!("in/INTERNAL-m1-{authority}.txt")).exists(), "{authority}");
    }
}
