//! What a mail states besides what it is: read with its words, and never from what only may happen.

use chrono::NaiveDate;
use foi_campaign::replies::Kind;
use foi_campaign::replies::facts::{About, Facts, facts};
use proptest::prelude::*;
use serde_json::Value;

use crate::world::World;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The facts of a mail of this kind that arrived on 20 February 2025 from Kent.
fn said(kind: Kind, text: &str) -> Facts {
    let about = About {
        kind,
        arrived_on: day("2025-02-20"),
        own: &["Kent County Council"],
        links: &[],
        lawful: None,
    };
    facts(&about, text)
}

/// One fact by its name, as people read it.
fn fact(kind: Kind, text: &str, name: &str) -> Option<String> {
    let found = said(kind, text);
    found.listed().into_iter().find(|(known, _, _)| *known == name).map(|(_, value, _)| value)
}

#[track_caller]
fn reads(kind: Kind, name: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let found = fact(kind, text, name).unwrap_or_default();
        assert_eq!(found, *expected, "{name} in: {text}");
    }
}

#[test]
fn the_day_they_name_for_their_reply_is_read_and_no_other_day() {
    reads(
        Kind::Acknowledgement,
        "due",
        &[
            ("We have logged it. You will get our answer by Tuesday 4th March.", "2025-03-04"),
            ("Expect to hear from us no later than 04.03.25.", "2025-03-04"),
            ("Reply due: 04-Mar-2025", "2025-03-04"),
            ("Byddwn yn ateb erbyn 4 Mawrth.", "2025-03-04"),
            ("We have 20 working days, i.e. until 4 March 2025, to respond.", "2025-03-04"),
            ("You can therefore expect to hear back from us by 4th March.", "2025-03-04"),
            ("We anticipate sending it by Friday.", "2025-02-21"),
            ("You asked us to reply by 4 March 2025.", ""),
            ("The information is due to be published on 4 March 2025.", ""),
            (
                "Your letter dated 3 February came on 20 February. We reply by 4 March.",
                "2025-03-04",
            ),
            // A length of time alone names no day.
            ("We will reply within 20 working days.", ""),
            // Not theirs, not now, or only perhaps.
            ("You must reply to us by 4 March 2025.", ""),
            ("Please send your answer by 4 March 2025.", ""),
            ("We had hoped to reply by 4 March 2025.", ""),
            ("If we need longer we will tell you by 4 March 2025.", ""),
            ("Thank you for your request, received on 20 February 2025.", ""),
            ("Complain to the Commissioner by 4 March 2025 if our response is late.", ""),
        ],
    );
}

#[test]
fn two_days_for_one_reply_are_none_and_a_doubt() {
    let found = said(
        Kind::Acknowledgement,
        "Our answer will reach you by 3 March 2025.\n\nTarget date: 5 March 2025",
    );
    assert_eq!(found.due, None);
    assert_eq!(found.doubts[0].fact, "due");
    assert!(found.doubts[0].why.contains("2025-03-05"), "{:?}", found.doubts);
    let found = said(Kind::Acknowledgement, "You will have a reply by Friday 3 March 2025.");
    assert_eq!(found.due, None, "3 March 2025 is a Monday");
    assert_eq!(found.doubts.len(), 1);
}

#[test]
fn more_time_is_read_with_its_day_and_its_ground() {
    for (text, new_date, ground) in [
        (
            "We need until 31 March 2025 to weigh the public interest and extend our time.",
            "2025-03-31",
            "public_interest",
        ),
        (
            "The public interest is still being weighed under section 27. We now expect to reply by 31 March 2025.",
            "2025-03-31",
            "public_interest",
        ),
        (
            "This is a complex request with a large volume of records. The deadline is extended from 3 March 2025 to 31 March 2025.",
            "2025-03-31",
            "complexity",
        ),
        (
            "We need more time because of staff sickness, and will reply by 31 March.",
            "2025-03-31",
            "staff sickness",
        ),
        (
            "Rydym yn ymestyn y cyfnod ymateb tan 31 Mawrth 2025 er budd y cyhoedd.",
            "2025-03-31",
            "public_interest",
        ),
        ("We extend the time by twenty working days.", "", ""),
    ] {
        let found = |name| fact(Kind::Extension, text, name).unwrap_or_default();
        assert_eq!(found("new_date"), new_date, "{text}");
        assert_eq!(found("ground"), ground, "{text}");
        assert_eq!(found("due"), "", "{text}");
    }
    // Standing text takes no time: the day is the one they promise.
    let text = "Where the public interest has to be weighed we may extend the time. Reply by 3 March 2025.";
    assert_eq!(fact(Kind::Acknowledgement, text, "new_date"), None);
    assert_eq!(fact(Kind::Acknowledgement, text, "due").unwrap(), "2025-03-03");
}

#[test]
fn a_fee_is_read_to_the_penny_with_the_day_until_which_it_can_be_paid() {
    for (text, fee, pay_by) in [
        ("There is a fee of £1,012.50. Kindly pay by 13 May 2025.", "1012.50", "2025-05-13"),
        (
            "Copies: £20.00\n\nPostage: £5.50\n\nTotal payable: £25.50. Payment must be made within three months of this notice.",
            "25.50",
            "2025-05-19 (3 months from the day it arrived)",
        ),
        (
            "If the charge of £30 has not been paid by 19 May 2025 the request is closed.",
            "",
            "2025-05-19",
        ),
        (
            "A fee of £64.20 is payable. You have three months to pay.",
            "64.20",
            "2025-05-19 (3 months from the day it arrived)",
        ),
        ("If you wish us to go on, please pay £45 by 20 May 2025.", "45.00", "2025-05-20"),
        ("If copying costs more than £25 we would send you a fees notice.", "", ""),
    ] {
        let found = |name| fact(Kind::Fees, text, name).unwrap_or_default();
        assert_eq!(found("fee"), fee, "{text}");
        assert_eq!(found("pay_by"), pay_by, "{text}");
    }
    reads(Kind::Refusal, "fee", &[("The cost would exceed £450, payable by nobody.", "")]);
}

#[test]
fn the_body_that_has_the_request_is_named_as_they_write_it() {
    reads(
        Kind::Transfer,
        "transferee",
        &[
            (
                "Children's care is run by Medway Children's Trust. We have passed your request to the Trust.",
                "Medway Children's Trust",
            ),
            (
                "Your request has been transferred to the Department for Education today.",
                "Department for Education",
            ),
            (
                "Please redirect your enquiry to Achieving for Children (foi@afc.example).",
                "Achieving for Children",
            ),
            // Two bodies: which of them has what is for a person.
            ("Please resubmit your request to Cumberland Council and Westmorland Council.", ""),
            ("Dover District Council has no responsibility for it. Send your request there.", ""),
            ("Your request has been passed to our Performance Team.", ""),
            ("If another body held it, we would transfer your request to Medway Council.", ""),
            (
                "Kent County Council has passed your request to Dover District Council.",
                "Dover District Council",
            ),
        ],
    );
}

#[test]
fn the_link_is_the_one_behind_which_the_reply_lies() {
    reads(
        Kind::PortalLink,
        "link",
        &[
            (
                "Download it here: https://portal.example/r/7. How did we do? https://feedback.example/s/1\n\nSee our privacy notice at https://kent.example/privacy.",
                "https://portal.example/r/7",
            ),
            ("View it at (https://portal.example/a?b=1&c=2).", "https://portal.example/a?b=1&c=2"),
            ("Open https://portal.example/a or read https://portal.example/b", ""),
            ("Complain at https://ico.org.uk/make-a-complaint", ""),
        ],
    );
    reads(
        Kind::PortalLink,
        "expires",
        &[
            ("Open https://portal.example/a until 6 March 2025.", "2025-03-06"),
            ("Your message will expire 6 March 2025.\n\nhttps://portal.example/a", "2025-03-06"),
            (
                "Open https://portal.example/a\n\nThe link expires in 14 days.",
                "2025-03-06 (14 days from the day it arrived)",
            ),
            ("Open https://portal.example/a about your request of 3 February 2025.", ""),
        ],
    );
}

#[test]
fn an_outcome_is_said_of_the_decision_and_not_of_the_complaint() {
    reads(
        Kind::ReviewOutcome,
        "review_outcome",
        &[
            ("Your complaint is not upheld.", "upheld"),
            ("Your complaint is upheld.", "overturned"),
            ("Section 40(2) was not correctly applied.", "overturned"),
            ("I do not agree with the decision to refuse it.", "overturned"),
            ("I overturn the refusal of question 1 but uphold it for the others.", "partly_upheld"),
            ("Our response was appropriate. The Commissioner may overturn the decision.", "upheld"),
            ("You asked whether section 12 was correctly applied.", ""),
            ("I uphold the original decision.", "upheld"),
            ("The refusal was wrong and I release the figures to you.", "overturned"),
            (
                "Question 1 should have been answered. Section 40 was correctly applied to the rest.",
                "partly_upheld",
            ),
            ("The reviewer will decide whether to uphold the decision.", ""),
        ],
    );
}

#[test]
fn what_they_ask_is_given_in_their_words_with_its_choices() {
    let text = "Thank you. Which do you want:\n\n(a) children in care;\n\n(b) care leavers?\n\nYour request is on hold.";
    let asked = fact(Kind::Clarification, text, "asks").unwrap();
    assert_eq!(asked, "Which do you want: (a) children in care; (b) care leavers?");
    let text = "This is held by Medway Children's Trust. May we pass your request on to the Trust?";
    assert_eq!(
        fact(Kind::Transfer, text, "asks").unwrap(),
        "May we pass your request on to the Trust?"
    );
    assert_eq!(fact(Kind::Answer, "1. 12\n\nDo you need more?", "asks"), None);
}

#[test]
fn the_hours_of_an_estimate_are_the_whole_and_not_the_limit() {
    reads(
        Kind::Refusal,
        "estimate_hours",
        &[
            (
                "Section 12: 300 files at 2 hours each, in total 600 hours, above the limit of 18 hours.",
                "600",
            ),
            ("It would take 19 hours and 15 minutes, beyond the appropriate limit.", "19.25"),
            ("That would take longer than 18 hours (section 12).", ""),
            // A bound is no estimate.
            ("It would take in excess of 40 hours, beyond the limit in section 12.", ""),
            ("We are open 24 hours a day, or 37 hours a week.", ""),
        ],
    );
}

#[test]
fn facts_are_shown_with_the_words_they_were_read_from() {
    let mut world =
        World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    let kent = world.council("kent");
    world.at("2025-02-21");
    let mail = kent.replies(
        "2025-02-20",
        "FEES NOTICE under section 9.\n\nThere is a fee of £31.20 for copies. Please pay by 19 May 2025.",
    );
    let row = world.receive(&mail);
    assert_eq!(row["facts"]["fee"]["value"], "31.20");
    assert_eq!(row["facts"]["pay_by"]["value"], "2025-05-19");
    assert_eq!(row["facts"]["pay_by"]["words"], "Please pay by 19 May 2025.");
    assert_eq!(row["facts"]["due"], Value::Null);
    assert_eq!(row["facts"]["doubts"], Value::Array(Vec::new()));
    let shown = world.foi(&["mail", "show", row["mail"].as_str().unwrap()]).done().stdout;
    assert!(shown.contains("fee: 31.20"), "{shown}");
    assert!(shown.contains("Please pay by 19 May 2025."), "{shown}");
}

#[test]
fn a_link_that_only_the_html_has_is_read() {
    let mut world =
        World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    let kent = world.council("kent");
    world.at("2025-02-21");
    let mail = kent
        .replies(
            "2025-02-20",
            "<p>Our response has been uploaded to the secure portal.</p><p><a href=\"https://portal.example/r/9\">Open the response</a></p><p>It can be read until 6 March 2025.</p>",
        )
        .replace("text/plain", "text/html");
    let row = world.receive(&mail);
    assert_eq!(row["kind"], "portal_link", "{row}");
    assert_eq!(row["facts"]["link"]["value"], "https://portal.example/r/9");
    assert_eq!(row["facts"]["expires"]["value"], "2025-03-06");
}

#[test]
fn labelled_facts_are_scored_by_name() {
    let mut world =
        World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    let kent = world.council("kent");
    world.at("2025-02-21");
    world.receive(
        &kent.replies("2025-02-20", "Thank you for your request. We will answer by 4 March 2025."),
    );
    let labels =
        "file,authority,kind,facts\n001.eml,kent,acknowledgement,due=2025-03-04;fee=2.00\n";
    std::fs::write(world.path("labels.csv"), labels).unwrap();
    let score = world.rows(&["mail", "eval", "labels.csv"]).remove(0);
    assert_eq!(score["facts"]["precision"], serde_json::json!({"right": 1, "of": 1}));
    assert_eq!(score["facts"]["recall"], serde_json::json!({"right": 1, "of": 2}));
    assert_eq!(score["facts_by_name"]["fee"]["recall"]["of"], 1);
    assert_eq!(score["differs"][0]["what"], "fee");
    // Without the column nothing is scored.
    std::fs::write(world.path("labels.csv"), "file,authority,kind\n001.eml,kent,acknowledgement\n")
        .unwrap();
    let score = world.rows(&["mail", "eval", "labels.csv"]).remove(0);
    assert_eq!(score["facts"]["precision"]["of"], 0);
}

/// Kent has the request, and it is 21 February 2025.
fn asked() -> World {
    let mut world =
        World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    world.at("2025-02-21");
    world
}

const EXTENSION: &str = "Section 27 is a qualified exemption, and the public interest is still \
    being weighed. Relying on section 10(3) we extend the time for our reply to 17 March 2025.";

#[test]
fn agreeing_to_an_extension_takes_the_day_that_it_names() {
    let mut world = asked();
    let mail = world.council("kent").replies("2025-02-20", EXTENSION);
    let row = world.receive(&mail);
    assert_eq!(row["kind"], "extension", "{row}");
    let open = world.request("kent");
    assert_eq!(open["due_on"], "2025-03-03", "until somebody agrees the Act's day holds");
    assert_eq!(open["otherwise"]["due_on"], "2025-03-17", "and the other is shown");
    let status = world.foi(&["status"]).done().stdout;
    assert!(status.contains("reads as extension (until 2025-03-17): do you agree?"), "{status}");
    world.foi(&["assign", row["mail"].as_str().unwrap(), "--kind", "extension"]).done();
    let agreed = world.request("kent");
    assert_eq!(agreed["due_on"], "2025-03-17");
    assert_eq!(agreed["status"], "extended");
    // A person who knows better outranks what was read.
    world
        .foi(&[
            "record",
            "pit_extension_notice",
            "kent",
            "--on",
            "2025-02-20",
            "--until",
            "2025-03-10",
        ])
        .done();
    assert_eq!(world.request("kent")["due_on"], "2025-03-10");
}

#[test]
fn a_day_later_than_the_law_allows_is_cut_to_it_and_said_to_be() {
    let mut world = asked();
    let text = EXTENSION.replace("17 March", "30 June");
    let row = world.receive(&world.council("kent").replies("2025-02-20", &text));
    assert_eq!(row["facts"]["new_date"]["value"], "2025-06-30");
    world.foi(&["assign", row["mail"].as_str().unwrap(), "--kind", "extension"]).done();
    let agreed = world.request("kent");
    assert_eq!(agreed["due_on"], "2025-04-01", "twenty working days more, and no longer");
    assert_eq!(agreed["stated_due_on"], "2025-06-30");
    let told = world.foi(&["history", "kent"]).done().stdout;
    assert!(told.contains("they say: more time, until Monday 30 June 2025"), "{told}");
    assert!(told.contains("no more than a further 20"), "{told}");
}

#[test]
fn the_day_they_promise_is_shown_and_replaces_no_deadline() {
    let mut world = asked();
    let text = "Thank you for your request. You will have our answer by 28 April 2025.";
    let row = world.receive(&world.council("kent").replies("2025-02-20", text));
    let request = world.request("kent");
    assert_eq!(request["due_on"], "2025-03-03");
    assert_eq!(request["stated_due_on"], "2025-04-28");
    assert_eq!(request["stated_in"], row["mail"]);
    let before = world.rows(&["requests", "--on", "2025-02-19"]).remove(0);
    assert_eq!(before["stated_due_on"], Value::Null, "nobody had said so yet");
    let shown = world.foi(&["requests"]).done().stdout;
    assert!(shown.contains("2025-03-03 (they say 2025-04-28)"), "{shown}");
    let told = world.foi(&["history", "kent"]).done().stdout;
    assert!(told.contains("they say: a reply by Monday 28 April 2025"), "{told}");
    world.at("2025-03-04");
    assert_eq!(world.request("kent")["status"], "overdue");
}

#[test]
fn the_decision_on_a_fee_shows_the_sum_and_both_days() {
    let mut world = asked();
    let text =
        "FEES NOTICE under section 9.\n\nThere is a fee of £31.20. Please pay by 30 April 2025.";
    let row = world.receive(&world.council("kent").replies("2025-02-20", text));
    let status = world.foi(&["status"]).done().stdout;
    assert!(status.contains("(£31.20, to be paid by 2025-04-30)"), "{status}");
    world.foi(&["assign", row["mail"].as_str().unwrap(), "--kind", "fees"]).done();
    let next = world.rows(&["next"]).remove(0);
    assert_eq!(next["step"], "fee_decision");
    let why = next["why"].as_str().unwrap();
    assert!(why.contains("£31.20, to be paid by Wednesday 30 April 2025 as they say"), "{why}");
    assert!(why.contains("the Act allows until Monday 19 May 2025"), "{why}");
}

/// A note that the reply lies behind a link until 6 March.
fn portal(world: &World) -> String {
    world.council("kent").replies(
        "2025-02-20",
        "Our response has been uploaded. Download it here: https://portal.example/r/7\n\n\
         The link expires on 6 March 2025.",
    )
}

#[test]
fn a_reply_behind_a_link_is_counted_down_until_it_has_been_fetched() {
    let mut world = asked();
    let row = world.receive(&portal(&world));
    assert_eq!(row["kind"], "portal_link", "{row}");
    let task =
        |world: &World| world.rows(&["next"]).into_iter().find(|row| row["step"] == "fetch_reply");
    let open = task(&world).expect("it is to be fetched");
    assert_eq!(open["due_on"], "2025-03-06");
    assert_eq!(open["days_left"], 13);
    assert_eq!(open["link"], "https://portal.example/r/7");
    assert_eq!(open["request"], world.request("kent")["request"]);
    let status = world.foi(&["status"]).done().stdout;
    assert!(status.contains("before 2025-03-06 (13 days left)"), "{status}");
    // The password comes apart, and is no second task; nor is an acknowledgement the reply.
    let kent = world.council("kent");
    world.receive(&kent.replies("2025-02-21", "Use the password Plover-83-Quay for the file."));
    assert_eq!(world.rows(&["next"]).iter().filter(|row| row["step"] == "fetch_reply").count(), 1);
    world.at("2025-03-06");
    assert!(world.foi(&["next"]).done().stdout.contains("TODAY"));
    world.at("2025-03-07");
    let late = task(&world).expect("it is still not there");
    assert_eq!(late["days_left"], -1);
    assert!(late["why"].as_str().unwrap().starts_with("EXPIRED on 2025-03-06"), "{late}");
    std::fs::write(world.path("reply.pdf"), "%PDF-1.4 the reply").unwrap();
    world
        .foi(&["receive", "--request", "kent", "--by", "portal", "--on", "2025-03-07", "reply.pdf"])
        .done();
    assert_eq!(task(&world), None, "what was fetched is no task");
}

#[test]
fn a_later_reply_or_a_persons_word_ends_the_countdown() {
    for reply in ["reply", "assign", "close"] {
        let mut world = asked();
        let row = world.receive(&portal(&world));
        if reply == "reply" {
            let kent = world.council("kent");
            world.receive(&kent.replies("2025-02-21", "1. 12\n2. 5\n3. 9"));
        } else if reply == "assign" {
            world.foi(&["assign", row["mail"].as_str().unwrap(), "--kind", "other"]).done();
        } else {
            world.foi(&["record", "closed", "kent", "--note", "withdrawn by telephone"]).done();
        }
        assert!(world.rows(&["next"]).iter().all(|row| row["step"] != "fetch_reply"), "{reply}");
    }
}

#[test]
fn the_link_that_ends_soonest_comes_first() {
    let mut world = World::on("2025-02-03")
        .campaign("trafficked")
        .addresses(&["kent", "essex", "surrey"])
        .launched("trafficked");
    world.at("2025-02-21");
    for (authority, ends) in [
        ("kent", "The link expires on 6 March 2025."),
        ("essex", "Thank you."),
        ("surrey", "The link expires in 7 days."),
    ] {
        let text = format!("Download our response here: https://portal.example/r/7\n\n{ends}");
        world.receive(&world.council(authority).replies("2025-02-20", &text));
    }
    let rows = world.rows(&["next"]);
    let tasks: Vec<&str> = rows
        .iter()
        .filter(|row| row["step"] == "fetch_reply")
        .map(|row| row["authority"].as_str().unwrap())
        .collect();
    assert_eq!(tasks, ["surrey", "kent", "essex"]);
}

proptest! {
    #[test]
    fn any_words_give_facts_or_none_and_never_a_panic(
        text in "(?:[ \\n.,:?£]|by 3 March|reply|fee of £|transferred to|https://a\\.b/|14 days|section 12|\\PC){0,60}",
        kind in 0_usize..Kind::ALL.len(),
    ) {
        let _ = said(Kind::ALL[kind], &text);
    }
}

#[test]
fn a_body_is_found_where_the_sentence_before_says_that_it_has_the_records() {
    reads(
        Kind::Transfer,
        "transferee",
        &[
            (
                "Children's care has been delivered since 2021 by Arden Children's Trust. We have today passed your request over to the Trust.",
                "Arden Children's Trust",
            ),
            (
                "You would need to redirect your questions to Foyle Health and Social Care Trust.",
                "Foyle Health and Social Care Trust",
            ),
            (
                "All of that moved over to Arden Together for Children in 2021. Would you mind sending your questions to them?",
                "Arden Together for Children",
            ),
            (
                "The records have belonged to Arden County Council since 2021. Please send your request to them.",
                "Arden County Council",
            ),
            ("RFI 12 has been transferred to Arden Services CIC today.", "Arden Services CIC"),
            ("Services are run by the Head of Social Care. We sent your request to her.", ""),
        ],
    );
    reads(
        Kind::NotHeld,
        "transferee",
        &[("You may wish to try Arden Council, whose page is below.", "Arden Council")],
    );
    reads(
        Kind::Acknowledgement,
        "transferee",
        &[
            ("Medway Council forwarded your request to us, as Arden Children's Trust has it.", ""),
            ("You have sent the same questions to Medway Council.", ""),
        ],
    );
}

#[test]
fn a_fee_is_what_is_owed_and_never_a_limit_a_rate_or_a_rule_for_everybody() {
    reads(
        Kind::Fees,
        "fee",
        &[
            ("You are liable for a tenth of the rest over £100, which comes to £28.50.", "28.50"),
            ("If you want us to continue, the sum of £28.50 must reach us by 19 May.", "28.50"),
            ("Copying will cost us £18.75 and the Council requires that sum from you.", "18.75"),
            ("Reading 22 hours\nRate £25 per hour\nAmount now payable £612.50", "612.50"),
            ("Where a fee is payable it is below £10.", ""),
        ],
    );
    reads(
        Kind::Acknowledgement,
        "fee",
        &[
            ("Nothing to pay (we don't charge under £10 anyway).", ""),
            ("Charges. Disbursements below £10 are waived; a fee of £20 needs a notice.", ""),
        ],
    );
}

#[test]
fn section_10_3_is_about_the_public_interest_and_standing_text_gives_no_ground() {
    let text = "Section 10(3) lets us take such longer time as is reasonable. You will have our decision by 31 March 2025.";
    reads(Kind::Extension, "ground", &[(text, "public_interest")]);
    reads(
        Kind::Extension,
        "ground",
        &[
            ("We may extend the time under section 10(3).", ""),
            ("Some exemptions depend on the public interest; weighing can take 20 days.", ""),
        ],
    );
    let text = "We are sorry that it will not be ready today. You will have our response by 21 March 2025.";
    reads(Kind::Acknowledgement, "new_date", &[(text, "2025-03-21")]);
}

#[test]
fn the_day_on_which_a_message_is_destroyed_ends_its_link() {
    let text = "Open the response: https://vault.example/r/8\n\nAfter 14 March 2025 the message is shredded.";
    reads(Kind::PortalLink, "expires", &[(text, "2025-03-14")]);
    let text = "Track your case at https://desk.example/track/25 and follow its progress.";
    reads(Kind::Acknowledgement, "link", &[(text, "")]);
}

#[test]
fn hours_are_read_in_words_too() {
    let text = "It would take forty-three hours, which is over the appropriate limit.";
    reads(Kind::Refusal, "estimate_hours", &[(text, "43")]);
}
