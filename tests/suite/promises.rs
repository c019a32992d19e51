//! Days that replies name, beside the day that the law gives; and who may speak for an authority.

use serde_json::Value;

use crate::world::World;

/// Asked on Monday 2 February 2026; the twentieth working day is 2 March.
fn world() -> World {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    world.at("2026-02-20");
    world
}

fn read(text: &str) -> Value {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-04", text))
}

#[test]
fn who_names_the_lawful_day_promises_whatever_is_said_of_exemptions_in_general() {
    for text in [
        "Your enquiry came in this morning and has been set up as a case.\n\nExpect our decision by 02/03/2026.\n\nInformation that costs us between £100 and £600 to retrieve can be charged for. Dearer work than that can lawfully be turned down.",
        "Got this. The closing date is 2 March 2026.",
        "In accordance with section 10 you are entitled to an answer not later than 3 March 2026.",
    ] {
        let row = read(text);
        assert_eq!(
            (&row["kind"], &row["waits"]),
            (&"acknowledgement".into(), &false.into()),
            "{text}: {row}"
        );
    }
    let row = read("Got this. The closing date is 2 March 2026.");
    assert_eq!(row["facts"]["due"]["value"], "2026-03-02", "{row}");
}

#[test]
fn a_refusal_of_this_request_is_one_beside_any_day() {
    let row = read(
        "Your request has been refused under section 12, because it would exceed the limit. You may ask for a review by 2 March 2026.",
    );
    assert_eq!(row["kind"], "refusal", "{row}");
}

#[test]
fn a_later_day_than_the_law_gives_puts_the_reply_off_and_is_no_acknowledgement() {
    let row = read(
        "Your request was to have been answered sooner. That will not now happen: our system is being moved, so I am putting our reply off until Friday 20 March 2026.",
    );
    assert_eq!((&row["kind"], &row["waits"]), (&"extension".into(), &true.into()), "{row}");
}

#[test]
fn figures_typed_into_our_own_letter_are_no_mere_acknowledgement() {
    let row = read(
        "Thank you for your request, see the red text for ours.\n\n-----Original Message-----\nFrom: Ada Example\nSent: 2 February 2026 09:00\nTo: FOI\nSubject: request\n\n1. How many children in your care were identified or suspected as trafficked? 22\n2. How many of those went missing from care at least once? 13\n",
    );
    assert_eq!(row["waits"], true, "{row}");
}

#[test]
fn a_case_system_or_a_trust_that_speaks_for_the_council_in_our_thread_is_heard() {
    let figures = "1. 13\n2. 6\n3. 9\n";
    let from = |who: &str, text: &str| {
        let mut world = world();
        let kent = world.council("kent");
        let mail = kent.replies("2026-02-18", text);
        let start = mail.find("From: ").unwrap();
        let end = start + mail[start..].find("\r\n").or(mail[start..].find('\n')).unwrap();
        world.receive(&format!("{}From: {who}{}", &mail[..start], &mail[end..]))
    };
    let known = from("Kent County Council FOI <noreply@axle-eight.example>", figures);
    assert_eq!((&known["kind"], &known["waits"]), (&"answer".into(), &false.into()), "{known}");
    let trust =
        format!("Oast Families Trust answers this on behalf of Kent County Council.\n\n{figures}");
    let trust = from("Oast Families Trust <foi@oast-families.example>", &trust);
    assert_eq!(trust["waits"], false, "{trust}");
    let hired = format!("Kent County Council hired us to ask what people think.\n\n{figures}");
    let hired = from("Perrin <perrin@voices.example>", &hired);
    assert_eq!(hired["waits"], true, "{hired}");
}

#[test]
fn every_figure_beside_words_that_seem_to_keep_something_back_waits() {
    let row = read(
        "We thought hard about whether numbers this low ought to be kept back under section 40(2). In a district of our size nobody could work out from them who is meant, so we have decided against using that exemption and are releasing the exact numbers.\n\nQuestion 1: four children. Question 2: two children. Question 3: five incidents.\n\nThe whole of the information is therefore disclosed.",
    );
    assert!(row["kind"] == "answer" || row["waits"] == true, "{row:#}");
}
