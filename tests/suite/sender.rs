//! What our own mail server says of a sender counts where the settings name that server.

use serde_json::Value;

use crate::world::{Council, SETTINGS, World};

const FIGURES: &str = "1. 12\n2. 5\n3. 9\n";

fn world(settings: &str) -> (World, Council) {
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    std::fs::write(world.path("foi.toml"), format!("{SETTINGS}{settings}")).unwrap();
    world = world.launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    (world, kent)
}

const BELIEVED: &str = "\n[authentication]\nauthserv = \"mx.harbour-watch.example\"\n";

/// The reply as the server of that name delivered it.
fn checked(kent: &Council, body: &str, header: &str) -> String {
    format!("Authentication-Results: {header}\r\n{}", kent.replies("2026-02-17", body))
}

fn reason(mail: &Value) -> &str {
    mail["review_reason"].as_str().unwrap_or_default()
}

#[test]
fn figures_that_our_server_says_are_not_from_the_authority_wait() {
    let (mut world, kent) = world(BELIEVED);
    let header = "mx.harbour-watch.example; spf=fail smtp.mailfrom=kent.invalid; dmarc=fail";
    let row = world.receive(&checked(&kent, FIGURES, header));
    assert_eq!((&row["kind"], &row["waits"]), (&"answer".into(), &true.into()), "{row}");
    assert!(reason(&row).contains("could not confirm that it comes from kent.invalid"), "{row}");
    assert_eq!(row["authentication"]["dmarc"], "fail");
    let answer = world.answer("kent", "trafficked").unwrap();
    assert!(answer["decided_by"].is_null(), "no rule lets it count: {answer}");
    let shown = world.foi(&["mail", "show", row["mail"].as_str().unwrap()]).done().stdout;
    assert!(shown.contains("spf=fail dmarc=fail (mx.harbour-watch.example)"), "{shown}");
}

#[test]
fn a_word_that_moves_a_date_says_why_it_is_in_doubt_and_an_acknowledgement_goes_through() {
    let (mut world, kent) = world(BELIEVED);
    let header = "mx.harbour-watch.example; dkim=fail header.d=kent.invalid";
    let text = "We refuse your request under section 12 of the Act: it would take 40 hours.";
    let row = world.receive(&checked(&kent, text, header));
    assert_eq!(row["kind"], "refusal");
    assert!(reason(&row).contains("dkim=fail"), "{row}");
    let text = "Thank you for your request, which we received on 2 February.";
    let row = world.receive(&checked(&kent, text, header));
    assert_eq!((&row["kind"], &row["waits"]), (&"acknowledgement".into(), &false.into()), "{row}");
}

#[test]
fn a_pass_lets_figures_count_and_takes_no_other_doubt_away() {
    let (mut world, kent) = world(BELIEVED);
    let header = "mx.harbour-watch.example; spf=fail; dkim=pass; dmarc=pass";
    let row = world.receive(&checked(&kent, FIGURES, header));
    assert_eq!((&row["waits"], &row["authentication"]["dmarc"]), (&false.into(), &"pass".into()));
    let other = kent
        .replies("2026-02-18", "1. 13\n2. 6\n3. 9\n")
        .replace("@kent.invalid>", "@else.example>");
    let row = world.receive(&format!("Authentication-Results: {header}\r\n{other}"));
    assert!(reason(&row).contains("no sender the register knows"), "whoever vouches for it: {row}");
}

#[test]
fn the_headers_of_other_servers_and_of_an_unnamed_one_prove_nothing() {
    let headers = ["mx.harbour-watch.example; dmarc=fail", "mx.stranger.example; dmarc=fail"];
    for (settings, header) in ["", BELIEVED].into_iter().zip(headers) {
        let (mut world, kent) = world(settings);
        let row = world.receive(&checked(&kent, FIGURES, header));
        assert_eq!((&row["waits"], &row["authentication"]), (&false.into(), &Value::Null), "{row}");
    }
}

#[test]
fn naming_the_server_later_is_a_change_that_rebuild_shows() {
    let (mut world, kent) = world("");
    let header = "mx.harbour-watch.example; dmarc=fail";
    assert_eq!(world.receive(&checked(&kent, FIGURES, header))["waits"], false);
    std::fs::write(world.path("foi.toml"), format!("{SETTINGS}{BELIEVED}")).unwrap();
    world.foi(&["rebuild", "--confirm", "1"]).done();
    let row = world.rows(&["mail"]).remove(0);
    assert!(reason(&row).contains("dmarc=fail"), "{row}");
}
