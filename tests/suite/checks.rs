//! Figures that contradict each other, or hardly can be so, wait for a person and keep their values.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use foi_campaign::answers::{Number, Status, Value as Said};
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::register::baselines::Baselines;
use foi_campaign::results::checks::{self, Answered, Scene};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use proptest::prelude::*;
use serde_json::Value;

use crate::world::{World, fixtures};

fn world(ids: &[&str]) -> World {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(ids).launched("trafficked");
    world.at("2026-03-01");
    world
}

fn campaign_text() -> String {
    fs::read_to_string(fixtures().join("campaigns/trafficked/campaign.toml")).unwrap()
}

/// A council answers with these lines.
fn says(world: &mut World, authority: &str, day: &str, lines: &str) {
    let body = format!("Dear Ada,\n\n{lines}\n\nYours\n");
    let mail = world.council(authority).replies(day, &body);
    world.receive(&mail);
}

/// The check, authorities and questions of each finding that waits.
fn waits(world: &World) -> Vec<(String, Vec<String>)> {
    let cell = |cell: &Value| {
        let text = |key: &str| cell[key].as_str().unwrap().to_owned();
        format!("{} {} {}", text("authority"), text("question"), text("value"))
    };
    let row = |row: &Value| {
        let cells = row["cells"].as_array().unwrap().iter().map(cell).collect();
        (row["check"].as_str().unwrap().to_owned(), cells)
    };
    world.rows(&["checks"]).iter().map(row).collect()
}

/// The names of the checks of which something waits.
fn kinds(world: &World) -> Vec<String> {
    waits(world).into_iter().map(|(check, _)| check).collect()
}

fn the_one(world: &World) -> Value {
    let rows = world.rows(&["checks"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].clone()
}

fn figure(world: &World, measure: &str) -> Value {
    world.row(&["results"], "measure", measure)
}

#[test]
fn a_part_that_is_greater_than_the_whole_of_another_mail_waits_and_both_figures_stay() {
    let mut world = world(&["kent", "essex"]);
    says(&mut world, "kent", "2026-02-20", "1. 12\n3. 61");
    says(&mut world, "essex", "2026-02-20", "1. 12\n2. 4\n3. 6");
    assert!(kinds(&world).is_empty());
    says(&mut world, "kent", "2026-02-23", "2. 40\n3. 61");
    let found = waits(&world);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "part_over_whole");
    assert_eq!(found[0].1, ["kent trafficked_missing 40", "kent trafficked 12"]);
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 12);
    assert_eq!(world.answer("kent", "trafficked_missing").unwrap()["low"], 40);
    world.foi(&["answers", "set", "kent", "1", "120"]).done();
    assert!(kinds(&world).is_empty(), "a figure that was mended is in question no more");
}

#[test]
fn a_part_whose_least_is_more_than_a_suppressed_whole_can_be_waits() {
    let mut world = world(&["kent"]);
    says(&mut world, "kent", "2026-02-20", "1. <5\n3. 61");
    world.foi(&["answers", "set", "kent", "2", "4"]).done();
    assert!(kinds(&world).is_empty(), "four of one to four may be right");
    world.foi(&["answers", "set", "kent", "2", "6-9"]).done();
    assert_eq!(kinds(&world), ["part_over_whole"]);
}

#[test]
fn parts_of_two_mails_that_do_not_add_up_to_their_total_wait() {
    let text = campaign_text().replace(
        "number = \"1\"",
        "number = \"1\"\ntotal_of = [\"trafficked_missing\", \"incidents\"]",
    );
    let world = World::on("2026-02-02")
        .campaign_text("adding", &text)
        .addresses(&["kent", "essex"])
        .launched("adding");
    for (authority, total, one, other) in
        [("kent", "20", "12", "9"), ("essex", "20", "12", "<5"), ("essex", "20", "12", "5-9")]
    {
        world.foi(&["answers", "set", authority, "1", total]).done();
        world.foi(&["answers", "set", authority, "2", one]).done();
        world.foi(&["answers", "set", authority, "3", other]).done();
        if other == "<5" {
            let found = waits(&world);
            assert_eq!(found.len(), 2, "12 and at most 4 are at most 16: {found:?}");
        }
    }
    let found = waits(&world);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "parts_and_total");
    assert_eq!(
        found[0].1,
        ["kent trafficked 20", "kent trafficked_missing 12", "kent incidents 9"]
    );
}

#[test]
fn the_same_large_figures_from_two_authorities_wait_and_the_same_small_ones_do_not() {
    let mut world = world(&["kent", "essex", "devon", "leeds"]);
    says(&mut world, "devon", "2026-02-20", "1. 2\n2. 1\n3. 1");
    says(&mut world, "leeds", "2026-02-20", "1. 2\n2. 1\n3. 1");
    assert!(kinds(&world).is_empty(), "chance gives many the same small numbers");
    says(&mut world, "kent", "2026-02-20", "1. 140\n2. 62\n3. 351");
    says(&mut world, "essex", "2026-02-20", "1. 140\n2. 62\n3. 350");
    assert!(kinds(&world).is_empty());
    world.foi(&["answers", "set", "essex", "3", "351"]).done();
    let found = the_one(&world);
    assert_eq!((&found["check"], &found["sure"]), (&"identical".into(), &"likely".into()));
    assert!(found["words"].as_str().unwrap().starts_with("essex and kent give the same figures"));
    assert_eq!(found["cells"].as_array().unwrap().len(), 6);
    assert_eq!(figure(&world, "trafficked")["exact"], 284.0, "nothing is left out of a sum");
}

#[test]
fn one_file_that_answers_for_two_authorities_waits_however_small_its_figures() {
    let mut world = world(&["kent", "essex", "devon"]);
    let csv = |figures: [&str; 3]| {
        let [one, two, three] = figures;
        format!("Question,Answer\n1,{one}\n2,{two}\n3,{three}\n")
    };
    for (authority, figures) in
        [("kent", ["3", "1", "1"]), ("devon", ["3", "1", "2"]), ("essex", ["3", "1", "1"])]
    {
        assert!(kinds(&world).is_empty(), "{authority}");
        let council = world.council(authority);
        let media_type = ContentType::parse("text/csv").unwrap();
        let attached = Attachment::new("figures.csv".to_owned()).body(csv(figures), media_type);
        let mail = lettre::Message::builder()
            .from(format!("FOI <{}>", council.address()).parse().unwrap())
            .to(council.reply_address.parse().unwrap())
            .subject("Your request")
            .in_reply_to(format!("<{}>", council.message_id))
            .date_now()
            .multipart(
                MultiPart::mixed()
                    .singlepart(SinglePart::plain("Please see attached.".to_owned()))
                    .singlepart(attached),
            )
            .unwrap();
        world.receive(&String::from_utf8(mail.formatted()).unwrap());
        world.foi(&["answers", "accept", authority]);
    }
    let found = the_one(&world);
    assert_eq!((&found["check"], &found["sure"]), (&"identical".into(), &"certain".into()));
    assert!(found["words"].as_str().unwrap().contains("with the same file"), "{found}");
}

#[test]
fn replies_that_say_the_same_word_for_word_wait_however_small_their_figures() {
    let mut world = world(&["kent", "essex", "devon"]);
    let letter = |figure: &str| {
        format!(
            "Thank you for your request. We have looked through the records of our teams for the year \
             that you name, and what we found is set out below, in the order of your questions.\n\n\
             1. {figure}\n2. 1\n3. 1"
        )
    };
    says(&mut world, "kent", "2026-02-20", &letter("2"));
    says(&mut world, "devon", "2026-02-20", &letter("3"));
    assert!(kinds(&world).is_empty(), "the same form with another figure is another reply");
    says(&mut world, "essex", "2026-02-20", &letter("2"));
    let found = the_one(&world);
    assert_eq!((&found["check"], &found["sure"]), (&"identical".into(), &"likely".into()));
    let words = found["words"].as_str().unwrap();
    assert!(
        words.starts_with("the replies of essex and kent say the same, word for word"),
        "{words}"
    );
    assert_eq!(found["cells"].as_array().unwrap().len(), 6);
    assert_eq!(figure(&world, "trafficked")["exact"], 7.0, "nothing is left out of a sum");
}

/// Last year's round and this year's, to Kent and to Essex.
fn two_rounds() -> World {
    let mut world = world(&["kent", "essex"]);
    world.at("2027-02-01");
    let text = campaign_text().replace("2024-", "2025-");
    world.campaign_text("again", &format!("follows = \"trafficked\"\n{text}")).launched("again")
}

#[test]
fn a_count_that_doubles_since_the_last_round_waits_and_chance_does_not() {
    let world = two_rounds();
    let set = |request: &str, question: &str, value: &str| {
        world.foi(&["answers", "set", request, question, value]).done();
    };
    for (number, was, now) in [("1", "40", "95"), ("2", "6", "11"), ("3", "90", "101")] {
        set("trafficked/kent", number, was);
        set("again/kent", number, now);
    }
    set("trafficked/essex", "1", "<5");
    set("again/essex", "1", "80");
    let found = the_one(&world);
    assert_eq!((&found["check"], &found["campaign"]), (&"jump".into(), &"again".into()));
    let cells = &found["cells"];
    assert_eq!((&cells[0]["value"], &cells[1]["value"]), (&"95".into(), &"40".into()));
    assert_eq!(cells[1]["campaign"], "trafficked");
    let name = found["finding"].as_str().unwrap();
    world.foi(&["checks", "accept", name, "--reason", "they count referrals since April"]).done();
    assert!(kinds(&world).is_empty());
    set("trafficked/kent", "1", "41");
    assert_eq!(kinds(&world), ["jump"], "what it was held against is another now");
}

#[test]
fn the_campaign_says_from_where_on_a_jump_or_a_baseline_is_looked_at() {
    let mut world = world(&["kent"]);
    world.at("2027-02-01");
    let text = campaign_text().replace("2024-", "2025-").replacen(
        "number = \"1\"",
        "number = \"1\"\nbaseline = \"cla_31_march_total\"",
        1,
    );
    let text = format!("follows = \"trafficked\"\n{text}\n[checks]\njump = 3\nbaseline = 2.5\n");
    let world = world.campaign_text("again", &text).launched("again");
    let set = |request: &str, number: &str, value: &str| {
        world.foi(&["answers", "set", request, number, value]).done();
        kinds(&world)
    };
    set("trafficked/kent", "2", "40");
    assert!(set("again/kent", "2", "95").is_empty(), "not three times as many");
    assert_eq!(set("again/kent", "2", "125"), ["jump"]);
    set("again/kent", "2", "95");
    assert_eq!(set("again/kent", "1", "6000"), ["baseline"]);
    let words = the_one(&world)["words"].as_str().unwrap().to_owned();
    assert!(words.contains("is 2.5 times or more the published"), "{words}");
}

#[test]
fn a_threshold_that_is_none_is_a_mistake_with_its_line() {
    let world = World::on("2026-02-02");
    let text = format!("{}\n[checks]\njump = 1\nbaseline = \"ten\"\njumps = 2\n", campaign_text());
    let line = text.lines().position(|line| line == "jump = 1").unwrap() + 1;
    let world = world.campaign_text("bad", &text).addresses(&["kent"]);
    let why = world.foi(&["launch", "bad"]).failed();
    for (at, words) in [
        (line, "`jump` must be a number above 1 and at most 1000"),
        (line + 1, "`baseline` must be a number above 1 and at most 1000"),
        (line + 2, "jumps"),
    ] {
        let found =
            why.lines().any(|said| said.contains(&format!(":{at}")) && said.contains(words));
        assert!(found, "{words} in {why}");
    }
}

/// Kent looked after 1,956 children on 31 March 2024.
fn with_baseline(line: &str) -> World {
    let text = campaign_text().replacen("number = \"1\"", &format!("number = \"1\"\n{line}"), 1);
    World::on("2026-02-02")
        .campaign_text("held", &text)
        .addresses(&["kent", "cardiff"])
        .launched("held")
}

#[test]
fn an_answer_ten_times_the_published_figure_waits_and_one_of_its_order_does_not() {
    let world = with_baseline("baseline = \"cla_31_march_total\"");
    let set = |authority: &str, value: &str| {
        world.foi(&["answers", "set", authority, "1", value]).done();
        kinds(&world)
    };
    assert!(set("cardiff", "19560").is_empty(), "none is published for Wales");
    assert!(set("kent", "2500").is_empty());
    assert!(set("kent", "10000-20000").is_empty(), "it may be less than ten times as many");
    assert_eq!(set("kent", "19560"), ["baseline"]);
    assert_eq!(set("kent", "<5"), ["baseline"], "at most four are far too few");
    let found = the_one(&world);
    assert_eq!(found["against"], "cla_31_march_total 2024: 1,956");
    assert!(set("kent", "refused").is_empty());
}

#[test]
fn a_part_of_what_is_published_that_is_greater_than_all_of_it_waits() {
    let world = with_baseline("part_of_baseline = \"cla_31_march_total\"");
    world.foi(&["answers", "set", "kent", "1", "1956"]).done();
    assert!(kinds(&world).is_empty());
    world.foi(&["answers", "set", "kent", "1", "1957"]).done();
    assert_eq!(the_one(&world)["sure"], "possible");
}

#[test]
fn a_baseline_that_is_not_published_or_counts_something_else_is_a_mistake_of_the_campaign() {
    let world = World::on("2026-02-02");
    for (line, told) in [
        ("baseline = \"cla_31_march\"", "write `cla_31_march_total`"),
        ("part_of_baseline = \"children\"", "no number called"),
    ] {
        let text =
            campaign_text().replacen("number = \"1\"", &format!("number = \"1\"\n{line}"), 1);
        let folder = world.path("campaigns/held");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("campaign.toml"), text).unwrap();
        let said = world.foi(&["campaign", "check", "held"]).failed();
        assert!(said.contains("unknown_baseline"), "{said}");
        assert!(said.to_lowercase().contains(told), "{said}");
    }
}

#[test]
fn a_zero_waits_where_another_reply_of_the_authority_keeps_small_numbers_back() {
    let mut world = world(&["kent", "essex", "devon", "leeds"]);
    says(&mut world, "devon", "2026-02-20", "1. 9\n2. 0\n3. 0");
    says(&mut world, "leeds", "2026-02-20", "1. <5\n2. 0\n3. 12");
    says(&mut world, "essex", "2026-02-20", "1. 1-4\n3. 12");
    says(&mut world, "essex", "2026-02-23", "2. 0\n3. 12");
    says(&mut world, "kent", "2026-02-20", "1. <5\n3. 12");
    assert!(kinds(&world).is_empty(), "one reply with both tells them apart");
    says(&mut world, "kent", "2026-02-23", "2. 0\n3. 12");
    let found = waits(&world);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "zero");
    assert_eq!(found[0].1, ["kent trafficked_missing 0", "kent trafficked 0–4"]);
    assert_eq!(world.answer("kent", "trafficked_missing").unwrap()["high"], 0);
    assert_eq!(the_one(&world)["sure"], "possible");
}

#[test]
fn a_zero_waits_beside_a_sign_that_nothing_explains() {
    let mut world = world(&["kent"]);
    says(&mut world, "kent", "2026-02-20", "1. *\n2. 0\n3. 12");
    assert!(kinds(&world).is_empty(), "the sign waits by itself");
    world.foi(&["answers", "accept", "kent"]).done();
    assert_eq!(kinds(&world), ["zero"]);
}

/// Two boroughs whose service one trust runs, which gives the same figures for both.
fn one_trust() -> World {
    let mut world = world(&["kingston-upon-thames", "richmond-upon-thames", "kent"]);
    says(&mut world, "kent", "2026-02-20", "1. 30\n2. 10\n3. 12");
    says(&mut world, "kingston-upon-thames", "2026-02-20", "1. 14\n2. 6\n3. 0");
    says(&mut world, "richmond-upon-thames", "2026-02-20", "1. 14\n2. 6\n3. 0");
    world
}

#[test]
fn the_same_figures_from_two_boroughs_of_one_trust_count_once_when_a_person_says_so() {
    let world = one_trust();
    let found = the_one(&world);
    assert_eq!(found["check"], "combined");
    assert!(found["words"].as_str().unwrap().contains("Achieving for Children"), "{found}");
    assert_eq!(figure(&world, "trafficked")["exact"], 58.0, "until then each counts");
    let combine = ["checks", "combine", "kingston-upon-thames", "richmond-upon-thames"];
    let mut all = combine.to_vec();
    all.extend(["--reason", "the letter says it is for both boroughs"]);
    world.foi(&all).done();
    assert!(kinds(&world).is_empty());
    let sum = figure(&world, "trafficked");
    assert_eq!(
        (&sum["exact"], &sum["low"], &sum["high"]),
        (&44.0.into(), &44.0.into(), &44.0.into())
    );
    assert_eq!(sum["authorities_counted"], 3, "the figure speaks of both boroughs");
    let rate = figure(&world, "trafficked_missing/trafficked");
    assert_eq!((&rate["numerator"], &rate["denominator"]), (&16.into(), &44.into()));
    let again = world.foi(&all).failed();
    assert!(again.contains("answered together with others already"), "{again}");
    world.foi(&["checks", "separate", "richmond-upon-thames"]).done();
    assert_eq!(figure(&world, "trafficked")["exact"], 58.0);
    assert_eq!(kinds(&world), ["combined"]);
}

#[test]
fn one_mail_that_answers_for_two_authorities_is_named_and_may_be_counted_once() {
    let mut world = world(&["kent", "essex"]);
    let (kent, essex) = (world.council("kent"), world.council("essex"));
    let body = format!(
        "Dear Ada,\n\nOur reply to {} and {}.\n\n1. 3\n2. 1\n3. 2\n\nYours\n",
        kent.reference, essex.reference
    );
    world.receive(&kent.replies("2026-02-20", &body));
    for authority in ["kent", "essex"] {
        world.foi(&["assign", "m1", "kent", "essex", "--kind", "answer"]);
        world.foi(&["answers", "accept", authority]);
    }
    let found = the_one(&world);
    assert_eq!((&found["check"], &found["sure"]), (&"combined".into(), &"certain".into()));
    assert!(found["words"].as_str().unwrap().starts_with("one mail answers for essex and kent"));
    assert!(found["todo"].as_str().unwrap().contains("foi checks combine essex kent"), "{found}");
    assert_eq!(figure(&world, "trafficked")["exact"], 6.0);
    world.foi(&["checks", "combine", "kent", "essex", "--reason", "one answer for both"]).done();
    assert!(kinds(&world).is_empty());
    let sum = figure(&world, "trafficked");
    assert_eq!((&sum["exact"], &sum["authorities_counted"]), (&3.0.into(), &2.into()));
}

#[test]
fn a_reply_that_speaks_of_several_areas_is_named_once_its_figures_are_accepted() {
    let mut world = world(&["kingston-upon-thames", "richmond-upon-thames"]);
    let lines = "These are combined figures for the area.\n\n1. 14\n2. 6\n3. 0";
    says(&mut world, "kingston-upon-thames", "2026-02-20", lines);
    assert!(kinds(&world).is_empty());
    world.foi(&["answers", "accept", "kingston-upon-thames"]).done();
    let found = the_one(&world);
    assert_eq!((&found["check"], &found["sure"]), (&"combined".into(), &"possible".into()));
    assert!(found["words"].as_str().unwrap().contains("a shared area"), "{found}");
    assert_eq!(found["cells"].as_array().unwrap().len(), 3);
    let all = ["checks", "combine", "kingston-upon-thames", "richmond-upon-thames"];
    let mut all = all.to_vec();
    all.extend(["--reason", "it says so"]);
    world.foi(&all).done();
    assert!(kinds(&world).is_empty());
}

#[test]
fn a_reply_for_an_area_that_gave_none_covers_it_and_a_figure_of_its_own_counts_by_itself() {
    let mut world = world(&["kingston-upon-thames", "richmond-upon-thames"]);
    says(&mut world, "kingston-upon-thames", "2026-02-20", "1. 14\n2. 6\n3. 0");
    let all = ["checks", "combine", "kingston-upon-thames", "richmond-upon-thames"];
    let mut all = all.to_vec();
    all.extend(["--reason", "it says so"]);
    world.foi(&all).done();
    let sum = figure(&world, "trafficked");
    assert_eq!((&sum["exact"], &sum["authorities_counted"]), (&14.0.into(), &2.into()));
    says(&mut world, "richmond-upon-thames", "2026-02-23", "1. 9\n2. 6\n3. 0");
    let sum = figure(&world, "trafficked");
    assert_eq!((&sum["exact"], &sum["authorities_counted"]), (&23.0.into(), &2.into()));
    assert_eq!(figure(&world, "trafficked_missing")["exact"], 6.0);
}

#[test]
fn a_finding_that_a_person_has_looked_at_waits_no_more_until_one_of_its_cells_changes() {
    let mut world = world(&["kent"]);
    says(&mut world, "kent", "2026-02-20", "1. 12\n3. 61");
    world.foi(&["answers", "set", "kent", "2", "40"]).done();
    let name = the_one(&world)["finding"].as_str().unwrap().to_owned();
    let answers = world.rows(&["answers", "--all"]);
    let said = world.foi(&["checks", "accept", &name, "--reason", " "]).failed();
    assert!(said.contains("--reason"), "{said}");
    world.foi(&["checks", "accept", &name, "--reason", "1 counts the year's new cases"]).done();
    assert!(kinds(&world).is_empty());
    let all = world.rows(&["checks", "--all"]);
    assert_eq!((&all[0]["accepted_by"], &all[0]["waits"]), (&"ada".into(), &false.into()));
    let told = world.foi(&["history", "kent"]).done().stdout;
    assert!(told.contains("1 counts the year's new cases"), "{told}");
    world.foi(&["checks", "undo", &name]).done();
    assert_eq!(kinds(&world), ["part_over_whole"]);
    world.foi(&["checks", "accept", &name, "--reason", "asked: it is so"]).done();
    assert_eq!(world.rows(&["answers", "--all"]), answers, "no check changes a value");
    world.foi(&["answers", "set", "kent", "2", "41"]).done();
    assert_eq!(kinds(&world), ["part_over_whole"], "41 of 12 nobody has looked at");
    world.foi(&["answers", "set", "kent", "2", "40"]).done();
    assert!(kinds(&world).is_empty(), "this one somebody has");
    world.foi(&["rebuild", "--check"]).done();
}

/// Types into `foi review`, line by line.
fn review(world: &World, typed: &str) -> String {
    let mut command = world.command(&["review"]);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn the_review_shows_what_the_checks_find_and_settles_it_with_a_reason() {
    let mut world = world(&["kent"]);
    says(&mut world, "kent", "2026-02-20", "1. 12\n3. 61");
    world.foi(&["answers", "set", "kent", "2", "40"]).done();
    let queue = world.rows(&["review"]);
    assert_eq!(queue.len(), 2, "both cells of the finding: {queue:?}");
    assert_eq!(
        (&queue[0]["stands"], &queue[0]["findings"][0]["check"]),
        (&true.into(), &"part_over_whole".into())
    );
    let coder = world.rows(&["review", "--coder", "bea"]);
    assert!(coder.is_empty(), "a coder is not told what others gave: {coder:?}");
    let said = review(&world, "a\nk\nk 1 counts new cases only\n");
    assert!(
        said.contains("trafficked_missing is a part of trafficked")
            || said.contains("is a part of"),
        "{said}"
    );
    assert!(said.contains("it stands already"), "{said}");
    assert!(said.contains("say why the figures stand"), "{said}");
    assert!(said.contains("looked at by ada"), "{said}");
    assert!(kinds(&world).is_empty());
    assert!(world.rows(&["review"]).is_empty());
    assert_eq!(world.answer("kent", "trafficked_missing").unwrap()["low"], 40);
}

#[test]
fn an_answer_that_waits_is_shown_with_what_would_be_found_if_it_stood() {
    let mut world = world(&["kent"]);
    says(&mut world, "kent", "2026-02-20", "1. 12\n2. 40\n3. 61");
    assert!(kinds(&world).is_empty(), "its mail says it of itself, and nothing stands");
    says(&mut world, "kent", "2026-02-21", "1. about 12\n3. 61");
    world.foi(&["answers", "set", "kent", "1", "12"]).done();
    let waiting = world.row(&["review"], "authority", "kent");
    assert_eq!(waiting["question"], "trafficked_missing");
    assert_eq!(waiting["findings"][0]["check"], "part_over_whole", "{waiting}");
}

#[test]
fn results_say_how_many_of_their_cells_are_in_question_and_which() {
    let mut world = world(&["kent", "essex"]);
    says(&mut world, "essex", "2026-02-20", "1. 12\n2. 4\n3. 6");
    says(&mut world, "kent", "2026-02-20", "1. 12\n3. 61");
    assert_eq!(figure(&world, "trafficked")["cells_in_question"], 0);
    world.foi(&["answers", "set", "kent", "2", "40"]).done();
    assert_eq!(figure(&world, "trafficked")["cells_in_question"], 1);
    assert_eq!(figure(&world, "incidents")["cells_in_question"], 0);
    assert_eq!(figure(&world, "trafficked_missing_rate")["cells_in_question"], 2);
    let name = the_one(&world)["finding"].as_str().unwrap().to_owned();
    let told = world.foi(&["results", "--explain", "trafficked_missing_rate"]).done().stdout;
    assert!(told.contains("2 cells in question"), "{told}");
    assert_eq!(told.matches(name.as_str()).count(), 2, "{told}");
    let status = world.foi(&["status"]).done().stdout;
    assert!(
        status.contains("1 finding of the checks waits for a person: `foi checks`"),
        "{status}"
    );
}

#[test]
fn receiving_a_mail_whose_figures_contradict_others_says_so() {
    let mut world = world(&["kent", "essex"]);
    says(&mut world, "kent", "2026-02-20", "1. 12\n3. 61");
    let mail = world.council("kent").replies("2026-02-21", "Dear Ada,\n\n2. 40\n3. 61\n\nYours\n");
    fs::write(world.path("more.eml"), mail).unwrap();
    let run = world.foi(&["receive", "more.eml"]);
    assert!(run.stdout.contains("1 finding of the checks"), "{}", run.stdout);
    assert_eq!(run.code, 3);
    let mail =
        world.council("essex").replies("2026-02-21", "Dear Ada,\n\n1. 5\n2. 4\n3. 6\n\nYours\n");
    fs::write(world.path("other.eml"), mail).unwrap();
    let run = world.foi(&["receive", "other.eml"]);
    assert_eq!(run.code, 0, "of this mail nothing is found: {}", run.stdout);
}

#[test]
fn a_finding_that_nobody_makes_is_named_as_unknown() {
    let world = world(&["kent"]);
    let said = world.foi(&["checks", "accept", "kffffffff", "--reason", "x"]).failed();
    assert!(said.contains("no check finds `kffffffff`"), "{said}");
}

fn campaign() -> Campaign {
    file::read("trafficked", &campaign_text()).unwrap()
}

fn value() -> impl Strategy<Value = Said> {
    let low = 0..60_i64;
    (low, 0..6_i64, 0..4).prop_map(|(low, more, sort)| {
        let number = Number::whole(low);
        match sort {
            0 => Said::between(Status::Suppressed, number, Some(Number::whole(low + more))),
            1 => Said::between(Status::Range, number, None),
            2 => Said::without_number(Status::Refused),
            _ => Said::exact(number),
        }
    })
}

fn answered() -> impl Strategy<Value = Vec<Answered>> {
    let one = (prop::collection::vec(value(), 3), any::<bool>());
    prop::collection::vec(one, 1..6).prop_map(|all| {
        let of = |(request, (values, trust)): (i64, (Vec<Said>, bool))| Answered {
            request,
            authority: format!("a{request}"),
            run_by: trust.then(|| "a trust".to_owned()),
            said: ["trafficked", "trafficked_missing", "incidents"]
                .iter()
                .zip(values)
                .map(|(question, value)| checks::Said {
                    question: (*question).to_owned(),
                    period: "2024".to_owned(),
                    as_written: value.shown(),
                    value,
                    mail: Some(request / 2),
                    paper: None,
                    body: None,
                    decided_by: None,
                    shared: None,
                })
                .collect(),
        };
        (0..).zip(all).map(of).collect()
    })
}

proptest! {
    #[test]
    fn a_finding_names_cells_as_they_stand_and_has_a_name_of_its_own(answered in answered()) {
        let campaign = campaign();
        let scene = Scene {
            campaign: &campaign,
            answered: &answered,
            before: Some((&campaign, &answered)),
            baselines: Baselines::shipped(),
            together: &[],
        };
        let before = answered.clone();
        let found = checks::find(&scene);
        prop_assert_eq!(&before, &answered, "no check changes a value");
        let mut names: Vec<String> = found.iter().map(checks::Finding::id).collect();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), found.len());
        for cell in found.iter().flat_map(|finding| &finding.cells) {
            let of = answered.iter().find(|of| of.request == cell.request).unwrap();
            let said = of.said.iter().find(|said| said.question == cell.question).unwrap();
            prop_assert_eq!(&said.value.shown(), &cell.value);
        }
        prop_assert!(found.iter().all(|finding| finding.check != checks::Check::Jump));
    }
}
