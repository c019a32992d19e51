//! Which request a mail belongs to: keys, senders, rounds and whom it is written to, weighed.

use serde_json::Value;

use crate::world::{Council, World, fixtures};

const OFFICE: &str = "requests@harbour-watch.example";
const FIGURES: &str = "1. 12\n2. 5\n3. 9\n";

fn world(councils: &[&str]) -> World {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(councils).launched("trafficked");
    world.at("2026-02-20");
    world
}

fn authorities(mail: &Value) -> Vec<&str> {
    let matches = mail["matches"].as_array().unwrap();
    matches.iter().map(|entry| entry["authority"].as_str().unwrap()).collect()
}

fn reason(mail: &Value) -> &str {
    mail["review_reason"].as_str().unwrap_or_default()
}

/// The mail with another sender.
fn from(mail: &str, sender: &str) -> String {
    let start = mail.find("From: ").unwrap();
    let end = start + mail[start..].find("\r\n").unwrap();
    format!("{}From: {sender}{}", &mail[..start], &mail[end..])
}

#[test]
fn a_reply_to_another_requester_is_held_although_it_came_to_our_address() {
    let mut world = world(&["kent"]);
    let kent = world.council("kent");
    let text = format!("Dear Mr Pottinger\n\nYou asked about taxis.\n\n{FIGURES}");
    let row = world.receive(&kent.writes("2026-02-18", "FOI 25/0071", &kent.reply_address, &text));
    assert_eq!((&row["held"], authorities(&row)), (&true.into(), vec!["kent"]), "{row}");
    assert!(reason(&row).contains("written to Mr Pottinger"), "{row}");
    assert!(world.answer("kent", "trafficked").is_none());
}

#[test]
fn a_greeting_to_us_or_to_nobody_by_name_holds_nothing() {
    let mut world = world(&["kent"]);
    let kent = world.council("kent");
    let greetings =
        ["Dear Ada", "Dear Ms Example", "Dear Sir/Madam", "Dear applicant", "Annwyl Ada", "Hello"];
    for (day, greeting) in (10..).zip(greetings) {
        let text = format!("{greeting}\n\nThank you for your request of 2 February.");
        let row = world.receive(&kent.replies(&format!("2026-02-{day}"), &text));
        assert_eq!(row["held"], false, "{greeting}: {row}");
    }
}

#[test]
fn what_we_write_or_pass_on_ourselves_may_greet_anybody() {
    let mut world = world(&["kent"]);
    let kent = world.council("kent");
    let text = "Dear Mr Pottinger\n\nWe mean children in your care at any time in the year.";
    let row = world.receive(&from(&kent.replies("2026-02-18", text), &format!("Ada <{OFFICE}>")));
    assert_eq!((&row["held"], authorities(&row)), (&false.into(), vec!["kent"]), "{row}");
}

#[test]
fn a_domain_made_to_look_like_the_authoritys_is_held_whatever_it_knows() {
    let mut world = world(&["kent"]);
    let kent = world.council("kent");
    let domains = ["kent.gov.uk.disclosure-desk.example", "kent-gov.uk", "kent.g0v.uk"];
    for (day, domain) in (10..).zip(domains) {
        let mail =
            kent.replies(&format!("2026-02-{day}"), &format!("A deposit is due.\n\n{FIGURES}"));
        let row = world.receive(&from(&mail, &format!("FOI <foi@{domain}>")));
        assert_eq!((&row["held"], authorities(&row)), (&true.into(), vec!["kent"]), "{row}");
        assert!(reason(&row).contains("made to look like a domain of kent"), "{row}");
    }
}

#[test]
fn spam_from_a_stranger_in_a_known_thread_is_held_with_its_match_kept() {
    let mut world = world(&["kent"]);
    let kent = world.council("kent");
    let text = "We have a special offer for you: SEO at a discount. Unsubscribe at any time.";
    let row = world.receive(&from(&kent.replies("2026-02-18", text), "a@offers.example"));
    assert_eq!((&row["kind"], &row["held"]), (&"spam".into(), &true.into()), "{row}");
    assert_eq!(authorities(&row), ["kent"]);
    // A person can still say that it belongs there.
    let mail = row["mail"].as_str().unwrap().to_owned();
    world.foi(&["assign", &mail, "kent"]).done();
    assert_eq!(world.row(&["mail"], "mail", &mail)["held"], false);
}

#[test]
fn spam_in_a_known_thread_waits_no_longer_once_a_person_says_so() {
    let mut world = world(&["kent"]);
    let kent = world.council("kent");
    let text = "We have a special offer for you: SEO at a discount. Unsubscribe at any time.";
    let row = world.receive(&from(&kent.replies("2026-02-18", text), "a@offers.example"));
    assert_eq!(row["needs_review"], true, "{row}");
    let mail = row["mail"].as_str().unwrap().to_owned();
    world.foi(&["assign", &mail, "--kind", "spam"]).done();
    let row = world.row(&["mail"], "mail", &mail);
    assert_eq!((&row["needs_review"], &row["held"]), (&false.into(), &true.into()), "{row}");
    assert_eq!(world.foi(&["mail", "--waiting", "--json"]).done().rows().len(), 0);
}

#[test]
fn of_two_requests_that_contradict_the_senders_own_is_ranked_first() {
    let mut world = world(&["essex", "kent"]);
    let (essex, kent) = (world.council("essex"), world.council("kent"));
    for (own, other) in [(&essex, &kent), (&kent, &essex)] {
        let subject = format!("Decision {}", own.reference);
        let row = world.receive(&own.writes("2026-02-18", &subject, &other.reply_address, FIGURES));
        assert_eq!(row["held"], true);
        assert_eq!(authorities(&row), [own.authority.as_str(), other.authority.as_str()]);
    }
}

#[test]
fn a_childrens_trust_files_by_our_key_and_by_its_domain_alone_is_held() {
    let mut world = world(&["kingston-upon-thames", "richmond-upon-thames"]);
    let kingston = world.council("kingston-upon-thames");
    let trust = "FOI <foi@achievingforchildren.org.uk>";
    let row = world.receive(&from(&kingston.replies("2026-02-17", FIGURES), trust));
    assert_eq!((&row["held"], authorities(&row)), (&false.into(), vec!["kingston-upon-thames"]));
    let evidence = row["matches"][0]["evidence"].as_array().unwrap();
    assert!(evidence.contains(&"sender_domain".into()), "the trust is no stranger: {row}");

    let alone = kingston.writes("2026-02-18", "Your request", OFFICE, FIGURES);
    let row = world.receive(&from(&alone, trust));
    assert_eq!(row["held"], true);
    let candidates = authorities(&row);
    for served in ["kingston-upon-thames", "richmond-upon-thames", "windsor-and-maidenhead"] {
        assert!(candidates.contains(&served), "{served}: {row}");
    }
}

#[test]
fn a_reference_is_known_again_with_or_without_the_word_for_what_it_is() {
    let mut world = world(&["essex", "kent"]);
    let (essex, kent) = (world.council("essex"), world.council("kent"));
    let ack = |reference: &str| format!("Thank you for your request. Our ref: {reference}.");
    world.receive(&kent.replies("2026-02-04", &ack("FOI 48213")));
    world.receive(&essex.replies("2026-02-04", &ack("59324")));
    for (council, subject) in [(&kent, "48213"), (&kent, "FOI 48213"), (&essex, "FOI 59324")] {
        let row = world.receive(&council.writes("2026-02-18", subject, OFFICE, FIGURES));
        assert_eq!(row["held"], false, "{subject}: {row}");
        assert_eq!(authorities(&row), [council.authority.as_str()], "{subject}");
    }
}

/// Two rounds of one campaign, the earlier with the reference KCC/1204 from Kent.
fn two_rounds() -> (World, Council) {
    let mut world = world(&["kent"]);
    let last = world.council("kent");
    let ack = "Thank you for your request. Our ref: KCC/1204. You will hear by 2 March 2026.";
    assert_eq!(world.receive(&last.replies("2026-02-05", ack))["authority_reference"], "KCC/1204");
    let file = fixtures().join("campaigns/trafficked/campaign.toml");
    let text = std::fs::read_to_string(file).unwrap().replace("2024-", "2025-");
    world.at("2027-02-01");
    let mut world = world
        .campaign_text("again", &format!("follows = \"trafficked\"\n{text}"))
        .launched("again");
    world.at("2027-02-20");
    (world, last)
}

fn this_year(world: &World) -> Council {
    let rows = world.rows(&["requests"]);
    let is_kents = |row: &&Value| row["campaign"] == "again" && row["authority"] == "kent";
    let row = rows.iter().find(is_kents).unwrap();
    let text = |key: &str| row[key].as_str().unwrap().to_owned();
    Council {
        authority: "kent".to_owned(),
        reference: text("reference"),
        message_id: text("message_id"),
        reply_address: text("reply_address"),
        subject: text("subject"),
    }
}

#[test]
fn mail_of_last_years_round_goes_to_last_years_request() {
    let (mut world, last) = two_rounds();
    let request = world.row(&["requests"], "reference", &last.reference)["request"].clone();
    let by_reference = format!("Correction {}", last.reference);
    for mail in [
        last.replies("2027-02-16", "The figure for question 1 was wrong: it is 9."),
        last.writes("2027-02-17", &by_reference, OFFICE, "The first figure ought to be 9."),
        last.writes("2027-02-18", "KCC/1204", OFFICE, "The first figure ought to be 9."),
    ] {
        let row = world.receive(&mail);
        assert_eq!(
            (&row["held"], &row["matches"][0]["request"]),
            (&false.into(), &request),
            "{row}"
        );
    }
}

#[test]
fn mail_that_names_both_rounds_is_held_and_the_reason_tells_them_apart() {
    let (mut world, last) = two_rounds();
    let this = this_year(&world);
    let subject = format!("Your requests {} and {}", last.reference, this.reference);
    let row = world.receive(&this.writes("2027-02-17", &subject, OFFICE, FIGURES));
    assert_eq!(row["held"], true, "{row}");
    assert!(reason(&row).contains(&format!("{} of trafficked, the round before", last.reference)));
    assert!(reason(&row).contains(&format!("{} of again", this.reference)), "{row}");
    // Our key of this year and their reference of last year's contradict each other too.
    let text = format!("Our ref: KCC/1204\n\n{FIGURES}");
    let row = world.receive(&this.replies("2027-02-18", &text));
    assert_eq!(row["held"], true, "{row}");
    assert!(reason(&row).contains("KCC1204 is a reference of kent"), "{row}");
}

#[test]
fn a_round_that_was_never_launched_here_cannot_be_followed() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    let file = fixtures().join("campaigns/trafficked/campaign.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let world = world.campaign_text("again", &format!("follows = \"traficked\"\n{text}"));
    let said = world.foi(&["launch", "again", "--confirm", "1"]).failed();
    assert!(said.contains("`traficked` was never launched in this workspace"), "{said}");
    let check = world.foi(&["campaign", "check", "again"]);
    assert!(check.stdout.contains("never launched in this workspace"), "{}", check.stdout);
}
