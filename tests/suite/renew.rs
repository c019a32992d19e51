//! The next round's folder, from the last one's.

use std::fs;

use serde_json::Value;

use crate::world::{Council, World, fixtures};

const RENEW: [&str; 4] = ["renew", "trafficked", "--period", "2025-01-01..2025-12-31"];

/// A round of 2026 about 2024: Kent answered in full, Leeds withheld a part, Essex never answered.
fn world() -> World {
    let file = fixtures().join("campaigns/trafficked/campaign.toml");
    let text = fs::read_to_string(file).unwrap();
    let text =
        text.replace("[recipients]", "# Who is asked: ask Bea before it is changed.\n[recipients]");
    let mut world = World::on("2026-02-02")
        .campaign_text("trafficked", &text)
        .addresses(&["kent", "leeds", "essex", "surrey", "glasgow"])
        .launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    let body = "Our ref: KCC/1204\n\n1. 40\n2. 12\n3. 55\n";
    world.receive(&kent.replies("2026-02-18", body));
    let leeds = world.council("leeds");
    world.receive(&leeds.replies("2026-02-19", "1. 9\n2. 3\n3. Not held\n"));
    world
}

fn renewed() -> World {
    let mut world = world();
    world.at("2027-02-01");
    world.foi(&RENEW).done();
    world
}

fn file(world: &World) -> String {
    fs::read_to_string(world.path("campaigns/trafficked-2025/campaign.toml")).unwrap()
}

/// The letter of the new round to an authority.
fn letter(world: &World, authority: &str) -> (Council, String) {
    let rows = world.rows(&["requests"]);
    let is = |row: &&Value| row["campaign"] == "trafficked-2025" && row["authority"] == authority;
    let row = rows.iter().find(is).unwrap();
    let text = |key: &str| row[key].as_str().unwrap().to_owned();
    let council = Council {
        authority: authority.to_owned(),
        reference: text("reference"),
        message_id: text("message_id"),
        reply_address: text("reply_address"),
        subject: text("subject"),
    };
    let letter = world.letters()[&format!("{}-1.eml", council.reference)].clone();
    let mail = mailparse::parse_mail(letter.as_bytes()).unwrap();
    (council, mail.get_body().unwrap().split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn the_new_file_asks_the_same_of_another_period_and_keeps_its_comments() {
    let world = renewed();
    let text = file(&world);
    assert!(text.starts_with("title"), "{text}");
    assert!(text.contains("follows = \"trafficked\""), "{text}");
    assert!(text.contains("period = { from = 2025-01-01, to = 2025-12-31 }"), "{text}");
    assert!(text.contains("# Who is asked: ask Bea before it is changed."), "{text}");
    for id in ["trafficked", "trafficked_missing", "incidents"] {
        assert!(text.contains(&format!("id = \"{id}\"")), "{text}");
    }
    let check = world.foi(&["campaign", "check", "trafficked-2025"]);
    assert!(check.stdout.contains("Fit to launch:   yes"), "{}", check.stdout);
}

#[test]
fn a_dry_run_shows_the_file_and_writes_nothing() {
    let mut world = world();
    world.at("2027-02-01");
    let mut arguments = RENEW.to_vec();
    arguments.push("--dry-run");
    let said = world.foi(&arguments).done().stdout;
    assert!(
        said.contains("follows = \"trafficked\"") && said.contains("Nothing was written"),
        "{said}"
    );
    assert!(!world.path("campaigns/trafficked-2025").exists());
}

#[test]
fn nothing_is_written_over() {
    let world = renewed();
    fs::write(world.path("campaigns/trafficked-2025/campaign.toml"), "mine").unwrap();
    let said = world.foi(&RENEW).failed();
    assert!(said.contains("exists: nothing was written over"), "{said}");
    assert_eq!(file(&world), "mine");
    let mut arguments = RENEW.to_vec();
    arguments.extend(["--id", "another"]);
    world.foi(&arguments).done();
    assert!(world.path("campaigns/another/campaign.toml").exists());
}

#[test]
fn letters_of_ones_own_go_along() {
    let mut world = world();
    let own = world.path("campaigns/trafficked/letters/foia");
    fs::create_dir_all(&own).unwrap();
    let text = world.foi(&["templates", "show", "foia/thanks"]);
    let text = if text.code == 0 {
        text.stdout
    } else {
        fs::read_to_string(fixtures().join("../../templates/letters/foia/thanks.txt")).unwrap()
    };
    fs::write(own.join("thanks.txt"), &text).unwrap();
    world.at("2027-02-01");
    world.foi(&RENEW).done();
    let copied = world.path("campaigns/trafficked-2025/letters/foia/thanks.txt");
    assert_eq!(fs::read_to_string(copied).unwrap(), text);
}

#[test]
fn the_first_day_without_added_up_costs_is_told() {
    let mut world = world();
    world.at("2026-03-02");
    let mut arguments = RENEW.to_vec();
    arguments.extend(["--dry-run", "--json"]);
    let row = world.foi(&arguments).done().rows()[0].clone();
    // Sixty working days after 2 February 2026, under both Acts.
    assert_eq!(row["safe_from"], "2026-04-30");
    let said = world.foi(&[&RENEW[..], &["--dry-run"]].concat()).done().stdout;
    assert!(said.contains("Not before 2026-04-30") && said.contains("section 14(2)"), "{said}");
}

#[test]
fn who_went_and_who_came_since_is_told() {
    let mut world = world();
    world.at("2027-04-05");
    let row = world.foi(&[&RENEW[..], &["--json"]].concat()).done().rows()[0].clone();
    assert_eq!(
        row["gone"],
        serde_json::json!([{"authority": "surrey", "successors": ["east-surrey", "west-surrey"]}])
    );
    let new: Vec<&Value> = row["new"].as_array().unwrap().iter().collect();
    assert_eq!(new.len(), 2, "{row}");
    assert_eq!(new[0]["predecessors"], serde_json::json!(["surrey"]));
    assert_eq!(row["verified"], 4, "nobody has verified an address of the new ones");
    assert_eq!(row["verified_long_ago"].as_array().unwrap().len(), 4);
}

#[test]
fn the_letter_mentions_the_last_answer_and_both_references_but_no_figure() {
    let world = renewed().launched("trafficked-2025");
    let last = world.row(&["requests", "--campaign", "trafficked"], "authority", "kent");
    let (_, text) = letter(&world, "kent");
    let ours = last["reference"].as_str().unwrap();
    assert!(text.contains(&format!("our reference was {ours}, and yours KCC/1204.")), "{text}");
    assert!(
        text.contains(
            "The answer of Wednesday 18 February 2026 gave figures for questions 1, 2 and 3."
        ),
        "{text}"
    );
    let figures = ["40", "12", "55"];
    assert!(!text.split([' ', '.', ',']).any(|word| figures.contains(&word)), "{text}");
    let (_, leeds) = letter(&world, "leeds");
    assert!(
        leeds.contains("gave figures for questions 1 and 2 and held nothing on question 3."),
        "{leeds}"
    );
    // Who never answered is asked without a reproach.
    let (_, essex) = letter(&world, "essex");
    assert!(
        essex.contains("We asked you for the same figures before") && !essex.contains("The answer"),
        "{essex}"
    );
}

#[test]
fn a_reply_that_quotes_the_letter_with_both_references_is_filed_to_the_new_request() {
    let mut world = renewed().launched("trafficked-2025");
    world.at("2027-02-20");
    let (kent, text) = letter(&world, "kent");
    let body = format!("1. 50\n2. 20\n3. 70\n\nOn 1 February 2027, Ada Example wrote:\n> {text}\n");
    let row = world.receive(&kent.replies("2027-02-18", &body));
    assert_eq!(row["held"], false, "{row}");
    assert_eq!(row["matches"].as_array().unwrap().len(), 1, "{row}");
    assert_eq!(row["matches"][0]["authority"], "kent");
    let new = world.row(&["requests", "--campaign", "trafficked-2025"], "authority", "kent");
    assert_eq!(row["matches"][0]["request"], new["request"]);
    assert_eq!(new["status"], "answered");
    let old = world.row(&["requests", "--campaign", "trafficked"], "authority", "kent");
    assert_eq!(old["status"], "answered");
    let rows = world.rows(&["compare", "trafficked", "trafficked-2025"]);
    let sum = rows.iter().find(|row| row["measure"] == "trafficked" && row["scope"] == "both");
    assert_eq!(sum.unwrap()["change"]["exact"], 10.0);
}

#[test]
fn periods_that_questions_and_headlines_name_move_with_them() {
    let text = r#"
title = "Children, 2023 and 2024"   # both years
[[period]]
from = 2023-01-01
to = 2023-12-31
[[period]]
from = 2024-01-01
to = 2024-12-31
[recipients]
ids = ["kent", "surrey"]
[[question]]
id = "a"
number = "1"
text = "How many children were in your care in 2024?"
type = "count"
unit = "children"
periods = ["2024"]   # not before
[[question]]
id = "b"
number = "2"
text = "How many girls?"
type = "count"
unit = "girls"
same_as_before = true
[[headline]]
id = "total"
sum = "b"
period = "2023"
sentence = "{{ total }}"
"#;
    let mut world = World::on("2026-02-02")
        .campaign_text("years", text)
        .addresses(&["kent", "surrey"])
        .launched("years");
    world.at("2027-04-05");
    let new = ["--period", "2025-01-01..2025-12-31", "--period", "2026-01-01..2026-12-31"];
    let said = world.foi(&[&["renew", "years"], &new[..]].concat()).done().stdout;
    let text = fs::read_to_string(world.path("campaigns/years-2026/campaign.toml")).unwrap();
    assert!(text.contains("periods = [\"2026\"]   # not before"), "{text}");
    assert!(text.contains("period = \"2025\""), "{text}");
    assert!(text.contains("title = \"Children, 2025 and 2026\"   # both years"), "{text}");
    assert!(text.contains("ids = [\"kent\", \"east-surrey\", \"west-surrey\"]"), "{text}");
    assert!(text.contains("How many children were in your care in 2026?"), "{text}");
    assert!(!text.contains("same_as_before"), "{text}");
    assert!(said.contains("east-surrey, west-surrey in the place of surrey"), "{said}");
}

#[test]
fn a_round_that_was_never_launched_has_none_to_follow_it() {
    let world = World::on("2026-02-02").campaign("trafficked");
    assert!(world.foi(&RENEW).failed().contains("never launched"));
    let run = world.foi(&["renew", "trafficked", "--period", "2025-12-31..2025-01-01"]);
    assert_eq!(run.code, 2);
}
