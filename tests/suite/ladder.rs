//! The ladder: the next lawful step on the right day, taken once, and never behind somebody's back.

use std::fs;

use serde_json::Value;

use crate::world::{SETTINGS, World};

const COST: &str = "We refuse your request under section 12(1) of the Freedom of Information Act \
                    2000, as it would exceed the appropriate limit.";

/// Requests of 3 February 2025 to these authorities: due on 3 March under both Acts.
fn asked(ids: &[&str]) -> World {
    World::on("2025-02-03").campaign("trafficked").addresses(ids).launched("trafficked")
}

fn asked_with(ids: &[&str], policy: &str, settings: &str) -> World {
    let text =
        fs::read_to_string(crate::world::fixtures().join("campaigns/trafficked/campaign.toml"));
    let world = World::on("2025-02-03")
        .campaign_text("trafficked", &format!("{}{policy}", text.unwrap()))
        .addresses(ids);
    fs::write(world.path("foi.toml"), format!("{SETTINGS}{settings}")).unwrap();
    world.launched("trafficked")
}

/// The next step of a request; null if there is none.
fn next(world: &World, authority: &str) -> Value {
    let rows = world.rows(&["next"]);
    rows.into_iter().find(|row| row["authority"] == authority).unwrap_or_default()
}

/// The step, its first day and the day a right lapses.
fn step(world: &World, authority: &str) -> String {
    let row = next(world, authority);
    let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
    format!("{} {} {}", text("step"), text("from"), text("hard_stop"))
}

/// The status and the due day.
fn stands(world: &World, authority: &str) -> String {
    let row = world.request(authority);
    let due = row["due_on"].as_str().unwrap_or("-");
    format!("{} {due}", row["status"].as_str().unwrap())
}

/// Moves to `day`, and lets the program have its pass.
fn pass(world: &mut World, day: &str) {
    world.at(day);
    world.foi(&["tick"]).done();
}

/// A mail of `day` to which a person agrees as `kind`; gives its name.
fn agreed(world: &mut World, authority: &str, (day, body): (&str, &str), kind: &str) -> String {
    let mail = world.council(authority).replies(day, body);
    let name = world.receive(&mail)["mail"].as_str().unwrap().to_owned();
    world.foi(&["assign", &name, "--kind", kind]).done();
    name
}

/// Approves the one letter that `arguments` mean, and sends it; gives its text.
#[track_caller]
fn sent(world: &World, arguments: &[&str]) -> String {
    let known = world.letters();
    let mut all = vec!["approve"];
    all.extend(arguments);
    all.extend(["--confirm", "1"]);
    world.foi(&all).done();
    world.foi(&["tick"]).done();
    let new: Vec<String> = world
        .letters()
        .into_iter()
        .filter(|(name, _)| !known.contains_key(name))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(new.len(), 1, "one letter leaves");
    new[0].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn silence_in_england_climbs_from_a_reminder_to_the_tribunal() {
    let mut world = asked(&["kent"]);
    pass(&mut world, "2025-03-03");
    assert_eq!(
        (stands(&world, "kent"), step(&world, "kent")),
        ("awaiting 2025-03-03".into(), "- - -".into())
    );
    pass(&mut world, "2025-03-04");
    assert_eq!(step(&world, "kent"), "chaser 2025-03-04 2025-04-14", "42 days after the due day");
    sent(&world, &["kent"]);
    pass(&mut world, "2025-03-10");
    assert_eq!(step(&world, "kent"), "- - -");
    pass(&mut world, "2025-03-11");
    assert_eq!(step(&world, "kent"), "final_chaser 2025-03-11 2025-04-14");
    let last = sent(&world, &["kent"]);
    assert!(last.contains("We may ask from Wednesday 19 March 2025 on"), "{last}");
    // St Patrick's Day does not count: the tenth working day after 4 March is the 19th.
    pass(&mut world, "2025-03-18");
    assert_eq!(step(&world, "kent"), "- - -");
    pass(&mut world, "2025-03-19");
    assert_eq!(step(&world, "kent"), "ico_non_response 2025-03-19 2025-04-14");
    assert_eq!(world.rows(&["approve", "kent"]).len(), 0, "a complaint is named to be approved");
    let complaint = sent(&world, &["kent", "--step", "ico_non_response"]);
    assert!(
        complaint.contains("To: \"Information Commissioner\" <icocasework@ico.org.uk>"),
        "{complaint}"
    );
    assert!(!complaint.contains("foi@kent.invalid"), "nothing of it goes to the council");
    for words in ["Tuesday 4 March 2025: we reminded", "Tuesday 11 March 2025: we reminded"] {
        assert!(complaint.contains(words), "{complaint}");
    }
    assert_eq!(
        (stands(&world, "kent"), step(&world, "kent")),
        ("complained 2025-03-03".into(), "- - -".into())
    );
    world.at("2025-05-01");
    world.foi(&["record", "decision_notice_sent", "kent", "--on", "2025-04-30"]).done();
    assert_eq!(step(&world, "kent"), "tribunal 2025-04-30 2025-05-28");
    assert_eq!(next(&world, "kent")["urgent"], false);
    pass(&mut world, "2025-05-13");
    assert_eq!(next(&world, "kent")["urgent"], true, "ten working days ahead, 26 May not counted");
}

#[test]
fn a_reminder_waits_for_a_working_day_of_the_act_s_own_calendar() {
    // Received on Friday 18 July 2025: due on Friday 15 August in both calendars, less 4 August.
    let mut world = World::on("2025-03-21").campaign("trafficked").addresses(&["kent", "glasgow"]);
    world = world.launched("trafficked");
    // Easter Monday, 21 April, counts in Scotland and not in England.
    assert_eq!(stands(&world, "kent"), "awaiting 2025-04-22");
    assert_eq!(stands(&world, "glasgow"), "awaiting 2025-04-21");
    pass(&mut world, "2025-04-22");
    assert_eq!(step(&world, "glasgow"), "chaser 2025-04-22 2025-06-18");
    pass(&mut world, "2025-04-23");
    assert_eq!(step(&world, "kent"), "chaser 2025-04-23 2025-06-03");
}

#[test]
fn the_regulator_s_address_may_be_the_workspace_s_own() {
    let mut world =
        asked_with(&["kent"], "", "[regulator.foia]\nemail = \"cases@commission.example\"\n");
    pass(&mut world, "2025-03-04");
    sent(&world, &["kent"]);
    pass(&mut world, "2025-03-19");
    let complaint = sent(&world, &["kent", "--step", "ico_non_response"]);
    assert!(complaint.contains("<cases@commission.example>"), "{complaint}");
}

#[test]
fn silence_in_scotland_needs_a_review_before_the_commissioner() {
    let mut world = asked(&["glasgow", "fife"]);
    pass(&mut world, "2025-03-04");
    assert_eq!(step(&world, "glasgow"), "chaser 2025-03-04 2025-04-29");
    sent(&world, &["glasgow"]);
    pass(&mut world, "2025-03-05");
    assert_eq!(step(&world, "fife"), "chaser 2025-03-04 2025-04-29");
    pass(&mut world, "2025-03-06");
    assert_eq!(step(&world, "fife"), "foisa_no_response_review 2025-03-06 2025-04-29");
    assert_eq!(step(&world, "glasgow"), "- - -", "the reminder has five working days");
    pass(&mut world, "2025-03-11");
    assert_eq!(step(&world, "glasgow"), "foisa_no_response_review 2025-03-11 2025-04-29");
    let review = sent(&world, &["glasgow"]);
    assert!(review.contains("We are dissatisfied because we have had no reply."), "{review}");
    assert_eq!(stands(&world, "glasgow"), "review_asked 2025-03-03");
    pass(&mut world, "2025-04-08");
    assert_eq!(stands(&world, "glasgow"), "review_asked 2025-03-03");
    pass(&mut world, "2025-04-09");
    assert_eq!(stands(&world, "glasgow"), "review_overdue 2025-03-03");
    assert_eq!(step(&world, "glasgow"), "osic 2025-04-09 2025-10-08");
    let application = sent(&world, &["glasgow", "--step", "osic"]);
    assert!(application.contains("enquiries@foi.scot"), "{application}");
    for words in
        ["Tuesday 11 March 2025: we required a review", "Tuesday 8 April 2025: the time for"]
    {
        assert!(application.contains(words), "{words}: {application}");
    }
    assert_eq!(stands(&world, "glasgow"), "complained 2025-03-03");
}

#[test]
fn a_right_that_lapses_is_loud_whoever_holds_the_request_and_whatever_is_unread() {
    let mut world = asked(&["moray", "fife"]);
    pass(&mut world, "2025-03-06");
    world.foi(&["hold", "moray", "--for", "Ann"]).done();
    let mail = world
        .council("fife")
        .replies("2025-03-06", "Could you please clarify which children you mean?");
    world.receive(&mail);
    assert_eq!(next(&world, "moray"), Value::Null);
    // 40 working days after 3 March, Good Friday left out and Easter Monday not: 29 April.
    pass(&mut world, "2025-04-11");
    assert_eq!(next(&world, "moray"), Value::Null);
    assert_eq!(next(&world, "fife")["urgent"], false);
    pass(&mut world, "2025-04-14");
    for (authority, step) in [("moray", "foisa_no_response_review"), ("fife", "read_reply")] {
        let row = next(&world, authority);
        assert_eq!((&row["step"], &row["urgent"]), (&step.into(), &true.into()));
        assert!(
            row["why"].as_str().unwrap().contains("by Tuesday 29 April 2025, or the right LAPSES"),
            "{row}"
        );
    }
    let shown = world.foi(&["next"]).stdout;
    assert!(shown.starts_with("!! 2 RIGHTS LAPSE SOON !!"), "{shown}");
    assert!(shown.contains("held by Ann; no reply by Monday 3 March 2025"), "{shown}");
    let morning = world.foi(&["status"]).stdout;
    assert!(morning.contains("RIGHTS THAT LAPSE SOON: 2"), "{morning}");
    let said = world.foi(&["approve", "moray", "--step", "foisa_no_response_review"]).failed();
    assert!(said.contains("held by Ann: `foi hold --release`"), "{said}");
    assert_eq!(world.rows(&["approve"]).len(), 0, "what is held is in no list of many");
}

#[test]
fn a_review_that_is_queued_is_not_written_a_second_time() {
    let mut world = asked(&["moray"]);
    pass(&mut world, "2025-04-22");
    world.foi(&["approve", "moray", "--confirm", "1"]).done();
    assert_eq!(next(&world, "moray")["step"], "foisa_no_response_review", "loud until it has left");
    assert_eq!(world.rows(&["approve"]).len(), 0);
    let again = ["approve", "moray", "--step", "foisa_no_response_review", "--confirm", "1"];
    let said = world.foi(&again).failed();
    assert!(said.contains("another letter of ours has yet to leave"), "{said}");
    world.foi(&["tick"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
}

#[test]
fn a_narrowed_request_starts_anew_and_is_measured_by_what_it_keeps() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-20");
    agreed(&mut world, "kent", ("2025-02-20", COST), "refusal");
    assert_eq!(step(&world, "kent"), "narrowing 2025-02-20 2025-04-22");
    assert_eq!(next(&world, "kent")["or"][0], "review_request");
    let said = world.foi(&["approve", "kent", "--step", "narrowing"]).failed();
    assert!(said.contains("numbers of the questions that remain"), "{said}");
    let letter = sent(&world, &["kent", "--step", "narrowing", "--keep", "1"]);
    assert!(letter.contains("REPLACES") && !letter.contains("missing incidents"), "{letter}");
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-21", "17 March does not count");
    pass(&mut world, "2025-03-24");
    assert_eq!(step(&world, "kent"), "chaser 2025-03-24 2025-05-02");
    let chaser = sent(&world, &["kent"]);
    assert!(chaser.contains("Received on Thursday 20 February 2025"), "{chaser}");
    let mail = world.council("kent").replies("2025-03-25", "1. 14");
    world.at("2025-03-25");
    world.receive(&mail);
    let row = world.row(&["requests", "--on", "2025-02-20"], "authority", "kent");
    assert_eq!(row["status"], "awaiting");
    let waits = world.rows(&["mail"]).iter().any(|mail| mail["waits"] == true);
    if waits {
        let name = world.rows(&["mail"])[1]["mail"].as_str().unwrap().to_owned();
        world.foi(&["assign", &name, "--kind", "answer"]).done();
    }
    assert_eq!(stands(&world, "kent"), "answered 2025-03-21", "question 1 is all that is asked");
}

#[test]
fn an_early_refusal_in_scotland_names_a_safe_day_before_the_one_on_which_the_right_lapses() {
    let mut world = asked(&["glasgow", "essex"]);
    world.at("2025-02-10");
    let scottish = COST
        .replace("Freedom of Information Act 2000", "Freedom of Information (Scotland) Act 2002");
    agreed(&mut world, "glasgow", ("2025-02-10", &scottish), "refusal");
    agreed(&mut world, "essex", ("2025-02-10", COST), "refusal");
    let rows = world.rows(&["clock", "glasgow"]);
    let due = |name: &str| {
        rows.iter().find(|row| row["deadline"] == name).unwrap()["due"].as_str().unwrap().to_owned()
    };
    let row = next(&world, "glasgow");
    assert_eq!(row["hard_stop"], due("foisa_review_request_by_statutory"));
    assert_eq!(due("foisa_review_request_by_recommended"), "2025-04-07");
    let why = row["why"].as_str().unwrap();
    assert!(why.contains("the right LAPSES; ask by Monday 7 April 2025 to be safe"), "{why}");
    assert!(!next(&world, "essex")["why"].as_str().unwrap().contains("to be safe"));
}

#[test]
fn a_review_of_a_refusal_over_cost_argues_the_cost() {
    let mut world = asked(&["essex"]);
    world.at("2025-02-20");
    agreed(&mut world, "essex", ("2025-02-20", COST), "refusal");
    let letter = sent(&world, &["essex", "--step", "review_request"]);
    assert!(
        letter.contains("Section 12: cost") && letter.contains("four activities count"),
        "{letter}"
    );
    assert_eq!(stands(&world, "essex"), "review_asked 2025-03-03");
    pass(&mut world, "2025-03-24");
    assert_eq!(step(&world, "essex"), "ir_chase 2025-03-24 2025-06-03");
    sent(&world, &["essex"]);
    pass(&mut world, "2025-04-22");
    assert_eq!(next(&world, "essex"), Value::Null);
    // The fortieth working day is 22 April: Good Friday, Easter Monday and 17 March do not count.
    pass(&mut world, "2025-04-23");
    assert_eq!(step(&world, "essex"), "ico_after_ir 2025-04-23 2025-06-03");
    let outcome = "We have completed the internal review and uphold our decision.";
    agreed(&mut world, "essex", ("2025-04-23", outcome), "review_outcome");
    assert_eq!(stands(&world, "essex"), "refused 2025-03-03");
    assert_eq!(step(&world, "essex"), "ico_after_ir 2025-04-23 2025-06-04");
}

#[test]
fn the_outcome_of_a_review_of_silence_is_a_refusal_that_the_commissioner_can_be_asked_about() {
    let mut world = asked(&["fife"]);
    pass(&mut world, "2025-03-06");
    sent(&world, &["fife"]);
    world.at("2025-03-20");
    let outcome = "The review has been completed. We uphold the original decision.";
    agreed(&mut world, "fife", ("2025-03-20", outcome), "review_outcome");
    assert_eq!(stands(&world, "fife"), "refused 2025-03-03");
    assert_eq!(step(&world, "fife"), "osic 2025-03-20 2025-09-20");
    let words = "They gave no reasons.";
    let letter = sent(&world, &["fife", "--step", "osic", "--words", words]);
    assert!(
        letter.contains(words) && letter.contains("No reply within the time allowed"),
        "{letter}"
    );
    assert_eq!(
        (stands(&world, "fife"), step(&world, "fife")),
        ("complained 2025-03-03".into(), "- - -".into())
    );
    world.foi(&["record", "decision_intimated", "fife"]).done();
    assert_eq!(step(&world, "fife"), "court_of_session 2025-03-20 2025-05-01");
}

#[test]
fn a_clarification_counts_once_a_person_agrees_and_starts_the_time_again_when_answered() {
    let mut world = asked(&["leeds"]);
    world.at("2025-02-20");
    let mail = world
        .council("leeds")
        .replies("2025-02-20", "Please could you clarify which children you mean?");
    let name = world.receive(&mail)["mail"].as_str().unwrap().to_owned();
    let row = world.request("leeds");
    assert_eq!((&row["status"], &row["due_on"]), (&"awaiting".into(), &"2025-03-03".into()));
    assert_eq!(
        (&row["otherwise"]["kind"], &row["otherwise"]["due_on"]),
        (&"clarification".into(), &Value::Null)
    );
    assert!(world.foi(&["requests"]).stdout.contains("2025-03-03 (or none?)"));
    world.foi(&["assign", &name, "--kind", "clarification"]).done();
    assert_eq!(stands(&world, "leeds"), "clarification_asked -");
    assert_eq!(step(&world, "leeds"), "clarification_reply 2025-02-20 2025-03-21");
    world.foi(&["assign", &name, "--kind", "other"]).done();
    assert_eq!(stands(&world, "leeds"), "awaiting 2025-03-03", "it was none: the old date is back");
    world.foi(&["assign", &name, "--kind", "clarification"]).done();
    let reply = ["approve", "leeds", "--step", "clarification_reply"];
    let said = world.foi(&reply).failed();
    assert!(said.contains("needs `words`: your answer to their question"), "{said}");
    world.at("2025-02-21");
    let letter =
        sent(&world, &["leeds", "--step", "clarification_reply", "--words", "All under 18."]);
    assert!(
        letter.contains("All under 18.") && letter.contains("Thursday 20 February 2025"),
        "{letter}"
    );
    assert_eq!(stands(&world, "leeds"), "awaiting 2025-03-24");
}

#[test]
fn a_fee_is_decided_on_by_a_person_before_its_last_day() {
    let mut world = asked(&["cardiff", "swansea"]);
    world.at("2025-02-20");
    let notice = "FEES NOTICE. A fee of £25 is payable under section 9 of the Freedom of Information Act 2000.";
    for authority in ["cardiff", "swansea"] {
        agreed(&mut world, authority, ("2025-02-20", notice), "fees");
        assert_eq!(stands(&world, authority), "fee_asked -");
        assert_eq!(step(&world, authority), "fee_decision 2025-02-20 2025-05-19");
    }
    // 12 working days had passed before the notice; 8 remain after Monday 3 March.
    world.at("2025-03-04");
    world.foi(&["record", "fee_paid", "cardiff", "--on", "2025-03-03"]).done();
    assert_eq!(stands(&world, "cardiff"), "awaiting 2025-03-13");
    let letter = sent(&world, &["swansea", "--step", "fee_decision", "--fee", "decline"]);
    assert!(letter.contains("We do not wish to pay a fee."), "{letter}");
    assert_eq!(next(&world, "swansea"), Value::Null);
    pass(&mut world, "2025-05-02");
    let row = next(&world, "swansea");
    assert_eq!((&row["step"], &row["urgent"]), (&"fee_decision".into(), &true.into()), "{row}");
}

#[test]
fn an_extension_moves_the_date_only_where_the_law_gives_one() {
    let day = "2025-02-20";
    for (authority, body, said) in [
        (
            "glasgow",
            "We are busy and are extending the time limit by 20 working days.",
            "has no provision for more time",
        ),
        (
            "kent",
            "We need more time for this complex request and are extending the time limit.",
            "Your message names no exemption.",
        ),
        (
            "essex",
            "We are extending the time limit to consider the public interest in section 12 of the Freedom of Information Act.",
            "section 12",
        ),
        (
            "leeds",
            "We are extending the time limit while we consider the public interest in the exemption in section 21.",
            "section 21",
        ),
        (
            "barnet",
            "We are extending the time limit while we consider whether the exemption in section 40(2) may apply.",
            "section 40(2)",
        ),
    ] {
        let mut world = asked(&[authority]);
        world.at(day);
        agreed(&mut world, authority, (day, body), "extension");
        assert_eq!(stands(&world, authority), "awaiting 2025-03-03", "{body}");
        pass(&mut world, "2025-02-21");
        assert_eq!(step(&world, authority), "extension_challenge 2025-02-21 -", "{body}");
        let letter = sent(&world, &[authority, "--step", "extension_challenge"]);
        assert!(letter.contains(said), "{said}: {letter}");
        assert_eq!(next(&world, authority), Value::Null, "challenged once");
    }
}

#[test]
fn an_extension_that_names_a_qualified_exemption_moves_the_date_and_a_late_one_does_not() {
    let notice =
        "We are extending the time limit to consider the public interest test under section 43(2).";
    let mut world = asked(&["derby", "kent"]);
    world.at("2025-02-20");
    agreed(&mut world, "derby", ("2025-02-20", notice), "extension");
    assert_eq!(
        (stands(&world, "derby"), step(&world, "derby")),
        ("extended 2025-04-01".into(), "- - -".into())
    );
    pass(&mut world, "2025-03-05");
    agreed(&mut world, "kent", ("2025-03-05", notice), "extension");
    assert_eq!(stands(&world, "kent"), "overdue 2025-03-03");
    pass(&mut world, "2025-03-06");
    assert_eq!(step(&world, "kent"), "extension_challenge 2025-03-06 2025-04-14");
    let why = next(&world, "kent")["why"].as_str().unwrap().to_owned();
    assert!(why.contains("the regulator asks for a complaint by Monday 14 April 2025"), "{why}");
    pass(&mut world, "2025-04-02");
    assert_eq!(stands(&world, "derby"), "overdue 2025-04-01");
}

#[test]
fn nothing_is_pressed_for_while_something_stands_in_the_way() {
    let mut world = asked(&["kent", "essex", "leeds"]);
    pass(&mut world, "2025-03-04");
    world.foi(&["hold", "kent", "--for", "Ann", "--why", "she knows them"]).done();
    assert_eq!(next(&world, "kent"), Value::Null);
    world.foi(&["hold", "--release", "kent"]).done();
    assert_eq!(step(&world, "kent"), "chaser 2025-03-04 2025-04-14");
    world.foi(&["record", "estimate", "essex", "--until", "2025-03-14"]).done();
    // 15 and 16 March are a weekend, the 17th is St Patrick's Day.
    assert_eq!(step(&world, "essex"), "chaser 2025-03-18 2025-04-14");
    let shown = world.foi(&["approve", "essex"]).done().stdout;
    assert!(shown.contains("not yet: chaser to essex, from 2025-03-18"), "{shown}");
    world.foi(&["approve", "leeds", "--confirm", "1"]).done();
    assert_eq!(next(&world, "leeds"), Value::Null, "a letter of ours is in the outbox");
    world.foi(&["pause", "--why", "a mistake in the letter"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 3, "paused: nothing leaves");
}

#[test]
fn a_reminder_that_a_reply_overtakes_does_not_leave() {
    let mut world = asked(&["kent", "essex"]);
    pass(&mut world, "2025-03-04");
    world.foi(&["approve", "--confirm", "2"]).done();
    world.at("2025-03-04T13:00:00Z");
    let mail = world.council("kent").replies("2025-03-04", "1. 5\n2. 1\n3. 2\n");
    world.receive(&mail);
    let said = world.foi(&["tick"]).done().stdout;
    assert!(said.contains("their reply came first") && said.contains("1 letter left."), "{said}");
    assert_eq!(world.letters().len(), 3);
    assert_eq!(stands(&world, "kent"), "answered 2025-03-03");
    assert_eq!(world.rows(&["outbox", "--state", "kept_back"]).len(), 1);
}

#[test]
fn a_reply_that_waits_in_the_folder_is_read_before_a_reminder_leaves() {
    let mut world = asked(&["kent"]);
    pass(&mut world, "2025-03-04");
    world.foi(&["approve", "--confirm", "1"]).done();
    fs::create_dir_all(world.path("mail")).unwrap();
    let mail = world.council("kent").replies("2025-03-04", COST);
    fs::write(world.path("mail/1.eml"), mail).unwrap();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 1);
    assert_eq!(next(&world, "kent")["step"], "read_reply");
    world.foi(&["assign", "m1", "--kind", "other"]).done();
    assert_eq!(next(&world, "kent")["step"], "chaser", "it was no reply: proposed again");
    sent(&world, &["kent"]);
}

#[test]
fn a_reminder_that_came_back_says_nothing_about_the_request() {
    let mut world = asked(&["kent"]);
    pass(&mut world, "2025-03-04");
    sent(&world, &["kent"]);
    let reminder = world
        .letters()
        .into_iter()
        .find(|(name, _)| name.ends_with("-2.eml"))
        .map(|(_, text)| text)
        .unwrap();
    let id = reminder.lines().find(|line| line.starts_with("Message-ID: ")).unwrap();
    let id = id.trim_start_matches("Message-ID: ").trim_matches(['<', '>', '\r']).to_owned();
    let kent = world.council("kent");
    let bounce = kent
        .replies("2025-03-04", "Your message could not be delivered.\n550 5.1.1 User unknown\n")
        .replace("Freedom of Information <foi@", "Mail Delivery <MAILER-DAEMON@")
        .replace(&kent.message_id, &id);
    world.at("2025-03-05");
    assert_eq!(world.receive(&bounce)["kind"], "bounce");
    assert_eq!(stands(&world, "kent"), "overdue 2025-03-03");
    let row = next(&world, "kent");
    assert_eq!(
        (&row["step"], &row["or"][0]),
        (&"repair_address".into(), &"chaser".into()),
        "{row}"
    );
    assert!(row["why"].as_str().unwrap().contains("our last letter (chaser) came back"), "{row}");
}

#[test]
fn a_campaign_lets_reminders_leave_by_themselves_on_working_days() {
    let mut world = asked_with(&["kent", "glasgow"], "\n[policy]\narm = [\"chaser\"]\n", "");
    pass(&mut world, "2025-03-03");
    assert_eq!(world.letters().len(), 2);
    pass(&mut world, "2025-03-04");
    assert_eq!(world.letters().len(), 4);
    pass(&mut world, "2025-03-05");
    assert_eq!(world.letters().len(), 4, "once");
    let world = &mut asked_with(&["kent"], "\n[policy]\narm = [\"chaser\"]\n", "");
    world.foi(&["record", "received", "kent", "--on", "2025-02-03"]).done();
    world.at("2025-03-08");
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 1, "not on a Saturday");
    pass(world, "2025-03-10");
    assert_eq!(world.letters().len(), 2, "on Monday");
}

#[test]
fn a_policy_that_arms_what_needs_a_person_is_a_named_mistake() {
    for (arm, said) in [
        ("osic", "`osic` always needs a person"),
        ("narrowing", "`narrowing` always needs a person"),
        ("reminder", "`reminder` is no step of the ladder"),
    ] {
        let base =
            fs::read_to_string(crate::world::fixtures().join("campaigns/trafficked/campaign.toml"))
                .unwrap();
        let line = base.lines().count() + 3;
        let text = format!("{base}\n[policy]\narm = [\"{arm}\"]\n");
        let world = World::on("2025-02-03").campaign_text("t", &text).addresses(&["kent"]);
        let run = world.foi(&["launch", "t"]).failed();
        assert!(run.contains(said) && run.contains(&format!("campaign.toml:{line}")), "{run}");
    }
}

#[test]
fn a_policy_that_changes_counts_from_the_next_launch() {
    let mut world = asked(&["kent"]);
    let path = world.path("campaigns/trafficked/campaign.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n[policy]\narm = [\"chaser\"]\n")).unwrap();
    pass(&mut world, "2025-03-04");
    assert_eq!(next(&world, "kent")["armed"], false);
    world.foi(&["launch", "trafficked", "--confirm", "0"]).done();
    assert_eq!(next(&world, "kent")["armed"], true);
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
}

#[test]
fn many_are_approved_by_the_number_the_list_shows_and_in_a_name() {
    let mut world = asked(&["kent", "glasgow", "fife"]);
    pass(&mut world, "2025-03-04");
    assert_eq!(world.rows(&["approve", "--law", "foisa"]).len(), 2);
    let said = world.foi(&["approve", "--law", "foisa", "--confirm", "3"]).failed();
    assert!(said.contains("the list has 2, you confirmed 3"), "{said}");
    fs::write(world.path("foi.toml"), SETTINGS.replace("me = \"ada\"", "")).unwrap();
    let said = world.foi(&["approve", "--law", "foisa", "--confirm", "2"]).failed();
    assert!(said.contains("--as"), "{said}");
    let run = ["approve", "--law", "foisa", "--confirm", "2", "--as", "bo", "--json"];
    assert_eq!(world.foi(&run).done().rows()[0]["by"], "bo");
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 5);
}

#[test]
fn a_letter_that_is_always_open_is_written_once_for_each_word_of_theirs() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-20");
    let mail = world.council("kent").replies("2025-02-20", "1. 5\n2. 1\n3. 2\n");
    world.receive(&mail);
    let thanks = sent(&world, &["kent", "--step", "thanks"]);
    assert!(thanks.contains("Thank you for your reply of Thursday 20 February 2025"), "{thanks}");
    let said = world.foi(&["approve", "kent", "--step", "thanks", "--confirm", "1"]).failed();
    assert!(said.contains("nothing has come from them since"), "{said}");
    pass(&mut world, "2026-02-03");
    assert_eq!(next(&world, "kent")["step"], "yearly_follow_up");
}
