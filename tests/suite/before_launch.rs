//! What a person is told, and can try, before anything leaves.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::sink::Sink;
use crate::world::World;

fn warnings(world: &World) -> Vec<(String, String)> {
    world
        .rows(&["launch", "trafficked"])
        .iter()
        .filter(|row| row["state"] == "warning")
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (text("check"), text("reason"))
        })
        .collect()
}

fn warned(world: &World, check: &str) -> Option<String> {
    warnings(world).into_iter().find(|(name, _)| name == check).map(|(_, words)| words)
}

#[test]
fn a_letter_that_nobody_has_seen_is_warned_of_until_somebody_looks_and_again_once_it_changes() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "glasgow"]);
    let unseen = |world: &World| -> Vec<String> {
        let all = warnings(world).into_iter().filter(|(check, _)| check == "unseen_letter");
        all.map(|(_, words)| words).collect()
    };
    assert_eq!(unseen(&world).len(), 2, "one for each Act: {:?}", unseen(&world));
    world.foi(&["campaign", "preview", "kent"]);
    let left = unseen(&world);
    assert!(left.len() == 1 && left[0].contains("FOISA"), "{left:?}");
    world.foi(&["campaign", "preview"]);
    assert!(unseen(&world).is_empty());
    let file = world.path("campaigns/trafficked/campaign.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("How many children", "How many looked-after children")).unwrap();
    assert_eq!(unseen(&world).len(), 2);
    // A warning stops nobody.
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
}

#[test]
fn two_authorities_at_one_address_and_two_served_by_one_trust_are_named() {
    let world = World::on("2026-02-02").campaign("trafficked");
    let mut csv = "id,email,source,seen_on,verified_on\n".to_owned();
    for (id, email) in [
        ("kingston-upon-thames", "foi@shared.invalid"),
        ("richmond-upon-thames", "foi@shared.invalid"),
        ("windsor-and-maidenhead", "foi@windsor.invalid"),
    ] {
        let row = format!("{id},{email},https://x.invalid,2026-02-02,2026-02-02\n");
        csv.push_str(&row);
    }
    fs::write(world.path("addresses.csv"), csv).unwrap();
    world.foi(&["register", "import", "addresses.csv"]).done();
    let shared = warned(&world, "shared_address").unwrap();
    assert!(shared.contains("kingston-upon-thames and richmond-upon-thames"), "{shared}");
    let trust = warned(&world, "one_service").unwrap();
    assert!(trust.contains("Achieving for Children"), "{trust}");
}

#[test]
fn a_like_request_to_the_same_authority_within_60_working_days_is_warned_of_with_the_safe_day() {
    let world = World::on("2026-02-02").campaign("trafficked");
    let mut world = world.addresses(&["kent", "glasgow"]);
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    world.foi(&["tick"]).done();
    let text = fs::read_to_string(world.path("campaigns/trafficked/campaign.toml")).unwrap();
    let other = text.replace("were identified or suspected", "were identified or were suspected");
    world = world.campaign_text("again", &other);
    world.at("2026-03-02");
    let of = |world: &World, check: &str| {
        world.rows(&["launch", "again"]).into_iter().find(|row| row["check"] == check)
    };
    let row = |world: &World| of(world, "aggregation");
    let warning = row(&world).unwrap();
    assert_eq!(warning["authorities"], serde_json::json!(["kent"]));
    // In Scotland the costs of one person's requests are never added up.
    let scottish = of(&world, "repeated").unwrap();
    assert_eq!(scottish["authorities"], serde_json::json!(["glasgow"]));
    let words = scottish["reason"].as_str().unwrap();
    assert!(words.contains("Scottish Act") && !words.contains("section 12"), "{words}");
    // 60 working days after 2 February 2026, without 17 March, 3 and 6 April.
    assert!(warning["reason"].as_str().unwrap().contains("2026-04-30"), "{warning}");
    world.at("2026-04-29");
    assert!(row(&world).is_some());
    world.at("2026-04-30");
    assert!(row(&world).is_none());
    let told = text.replace("text = \"", "text = \"Of the roads in your area, ");
    let unlike = told.replace("children", "potholes").replace("trafficked", "mended");
    world = world.campaign_text("roads", &unlike);
    world.at("2026-05-02");
    assert!(!world.rows(&["launch", "roads"]).iter().any(|row| row["check"] == "aggregation"));
}

#[test]
fn questions_that_cost_more_than_an_act_allows_are_warned_of_under_that_act_alone() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "glasgow"]);
    assert_eq!(warned(&world, "cost_limit"), None);
    let file = world.path("campaigns/trafficked/campaign.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("hours = 20\n{text}")).unwrap();
    let rows = world.rows(&["launch", "trafficked"]);
    let costs: Vec<_> = rows.iter().filter(|row| row["check"] == "cost_limit").collect();
    assert_eq!(costs.len(), 1);
    assert_eq!(costs[0]["authorities"], serde_json::json!(["kent"]), "Scotland allows 40 hours");
    assert!(costs[0]["reason"].as_str().unwrap().contains("18 hours"));
}

#[test]
fn a_database_that_a_git_checkout_keeps_is_warned_of() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    let git = |arguments: &[&str]| {
        let done =
            Command::new("git").current_dir(world.path("")).args(arguments).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "--quiet"]);
    assert_eq!(warned(&world, "tracked_by_git"), None, "a checkout that does not keep it is fine");
    git(&["add", "--force", "foi.db"]);
    assert!(warned(&world, "tracked_by_git").unwrap().contains("git rm --cached foi.db"));
}

#[test]
fn a_pilot_has_every_nation_and_the_rest_follow_on_another_confirmation() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses_for_all();
    let pilot = ["launch", "trafficked", "--pilot", "5"];
    let shown = world.foi(&pilot).done().stdout;
    assert!(shown.contains("foi launch trafficked --pilot 5 --confirm 5"), "{shown}");
    assert!(shown.contains("207 more are left for later"), "{shown}");
    let picked = |rows: Vec<serde_json::Value>| -> BTreeSet<String> {
        rows.iter()
            .filter(|row| row["state"] == "ready")
            .map(|row| row["authority"].as_str().unwrap().to_owned())
            .collect()
    };
    let planned = picked(world.rows(&pilot));
    world.foi(&["launch", "trafficked", "--pilot", "5", "--confirm", "5"]).done();
    world.foi(&["tick"]).done();
    let asked: BTreeSet<String> = world
        .rows(&["outbox"])
        .iter()
        .map(|row| row["authority"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(asked, planned, "those that were shown");
    let nations: BTreeSet<String> = world
        .rows(&["requests"])
        .iter()
        .filter(|row| planned.contains(row["authority"].as_str().unwrap()))
        .map(|row| row["nation"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(nations.len(), 4);
    assert_eq!(picked(world.rows(&["launch", "trafficked"])).len(), 207);
    world.foi(&["launch", "trafficked", "--confirm", "207"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 212);
}

#[test]
fn letters_diverted_to_oneself_name_whom_they_are_for_and_count_for_nothing() {
    let sink = Sink::start();
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "leeds"]);
    world.through_port(sink.port);
    let to = "ada@harbour-watch.example";
    let divert = ["launch", "trafficked", "--divert-to", to, "--confirm", "2"];
    world.foi(&divert).done();
    let letters = sink.letters();
    assert_eq!(letters.len(), 2);
    for (recipient, bytes) in &letters {
        assert_eq!(recipient, to);
        assert!(
            bytes.contains("[to foi@kent.invalid]") || bytes.contains("[to foi@leeds.invalid]")
        );
        assert!(!bytes.contains("\r\nReply-To: requests+"), "no reply to it finds a request");
    }
    assert!(world.rows(&["requests"]).is_empty());
    assert!(world.rows(&["outbox"]).is_empty());
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    world.foi(&["tick"]).done();
    let counts = sink.by_recipient();
    assert_eq!((counts["foi@kent.invalid"], counts["foi@leeds.invalid"]), (1, 1));
    let an_authority = ["launch", "trafficked", "--divert-to", "no-address", "--confirm", "0"];
    assert!(world.foi(&an_authority).failed().contains("--divert-to"));
}

#[test]
fn the_plan_gives_each_letter_a_time_in_the_window_and_the_day_its_answer_would_be_due() {
    let world =
        World::on("2026-11-26").campaign("trafficked").addresses(&["kent", "glasgow", "york"]);
    world.set("[pace]\njitter = 0\nletters_per_day = 1\nundo_minutes = 30");
    let rows = world.rows(&["campaign", "plan"]);
    let of = |id: &str| rows.iter().find(|row| row["authority"] == id).unwrap().clone();
    // Thursday, Friday; then Monday is St Andrew's Day: Glasgow waits, were it its turn.
    let mut times: Vec<String> =
        rows.iter().map(|row| row["leaves_at"].as_str().unwrap()[..16].to_owned()).collect();
    times.sort();
    assert_eq!(times, ["2026-11-26T09:30", "2026-11-27T09:00", "2026-11-30T09:00"]);
    // 20 working days without 30 November, 25 December and its neighbour, which is kept on the 28th.
    assert_eq!(of("glasgow")["leaves_at"], "2026-11-26T09:30:00Z");
    assert_eq!(of("glasgow")["due_on"], "2026-12-29");
}

#[test]
fn a_no_reply_address_is_never_written_to() {
    let world = World::on("2026-02-02").campaign("trafficked");
    let row = "id,email,source,seen_on,verified_on\nkent,noreply@kent.invalid,https://k.invalid,2026-02-02,2026-02-02\n";
    fs::write(world.path("addresses.csv"), row).unwrap();
    assert!(world.foi(&["register", "import", "addresses.csv"]).failed().contains("no-reply"));
}

#[test]
fn an_address_that_sent_a_letter_back_is_warned_of_before_the_next_campaign_writes_there() {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "leeds"])
        .launched("trafficked");
    world.at("2026-02-05");
    let back = world
        .council("kent")
        .replies("2026-02-04", "Your message could not be delivered.\n550 5.1.1 User unknown\n")
        .replace("Freedom of Information <foi@", "Mail Delivery <MAILER-DAEMON@");
    world.receive(&back);
    let second = world.path("campaigns/second");
    fs::create_dir_all(&second).unwrap();
    let text = fs::read_to_string(world.path("campaigns/trafficked/campaign.toml")).unwrap();
    fs::write(second.join("campaign.toml"), text).unwrap();
    let rows = world.rows(&["launch", "second"]);
    let of: Vec<_> = rows.iter().filter(|row| row["check"] == "bounced_before").collect();
    assert_eq!(of.len(), 1, "{rows:?}");
    let words = of[0]["reason"].as_str().unwrap();
    assert!(words.starts_with("foi@kent.invalid of kent: sent a letter back"), "{words}");
    assert!(words.contains("5.1.1") && words.contains("foi register worklist kent"), "{words}");
}
