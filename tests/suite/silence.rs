//! What must never be taken without a person, and what must never go unseen.

use std::fs;

use crate::world::{Council, World};

const EXCLUSIONS: &str = r#"
title = "Pupils excluded and restrained"
period = { from = 2024-01-01, to = 2024-12-31 }
[recipients]
nations = ["england"]
[[question]]
id = "pupils"
number = "1"
text = "How many pupils were permanently or temporarily excluded?"
type = "count"
unit = "pupils"
[[question]]
id = "care"
number = "2"
text = "How many of those were in care or had a social worker?"
type = "count"
unit = "pupils"
part_of = "pupils"
[[question]]
id = "restraint"
number = "3"
text = "How many incidents of physical restraint of pupils were recorded?"
type = "count"
unit = "incidents"
[[question]]
id = "days"
number = "4"
text = "How many days did an exclusion last on average?"
type = "duration"
unit = "days"
[[question]]
id = "policy"
number = "5"
text = "Do you have a policy on restraint?"
type = "yes_no"
[[question]]
id = "adopted"
number = "6"
text = "When was it adopted?"
type = "date"
[[question]]
id = "long"
number = "7"
text = "How many pupils were suspended for more than 5 days in total?"
type = "count"
unit = "pupils"
"#;

fn until_harm_ends() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/campaigns/until-harm-ends/campaign.toml");
    fs::read_to_string(path).unwrap()
}

/// What stands by rule of each body, sent by a council of its own, and whether the mail waits:
/// "pupils=12 care=3", "pupils=0-4 waits", "nothing waits".
fn outcomes(campaign: &str, bodies: &[&str]) -> Vec<String> {
    let mails: Vec<Box<dyn Fn(&Council) -> String>> = bodies
        .iter()
        .map(|body| {
            let body = (*body).to_owned();
            Box::new(move |council: &Council| council.replies("2026-02-20", &body)) as Box<_>
        })
        .collect();
    outcomes_of(campaign, &mails)
}

type Mail = Box<dyn Fn(&Council) -> String>;

fn outcomes_of(campaign: &str, mails: &[Mail]) -> Vec<String> {
    rows(campaign, mails)
        .into_iter()
        .map(|(kind, standing, waits)| {
            let what = if standing.is_empty() { kind } else { standing };
            if waits { format!("{what}, waits") } else { what }
        })
        .collect()
}

/// The kind of each mail, what stands of it, and whether it waits.
fn rows(campaign: &str, mails: &[Mail]) -> Vec<(String, String, bool)> {
    let mut world = World::on("2026-02-02").campaign_text("asked", campaign);
    let ids: Vec<String> = world
        .rows(&["register", "--nation", "england"])
        .iter()
        .map(|row| row["authority"].as_str().unwrap().to_owned())
        .filter(|id| id != "medway")
        .take(mails.len())
        .collect();
    let names: Vec<&str> = ids.iter().map(String::as_str).collect();
    world = world.addresses(&names).launched("asked");
    let folder = world.path("came");
    fs::create_dir_all(&folder).unwrap();
    for (index, (id, mail)) in ids.iter().zip(mails).enumerate() {
        fs::write(folder.join(format!("{index:03}.eml")), mail(&world.council(id))).unwrap();
    }
    world.at("2026-03-01");
    world.foi(&["receive", folder.to_str().unwrap()]).done();
    let answers = world.rows(&["answers", "--all"]);
    let received = world.rows(&["mail"]);
    (0..mails.len())
        .map(|index| {
            let name = format!("{index:03}.eml");
            let mail = received
                .iter()
                .find(|row| row["file"].as_str().unwrap().ends_with(&name))
                .expect("the mail is listed");
            let standing: Vec<String> = answers
                .iter()
                .filter(|row| row["evidence"]["mail"] == mail["mail"] && row["stands"] == true)
                .map(said)
                .collect();
            let kind = mail["kind"].as_str().unwrap().to_owned();
            (kind, standing.join(" "), mail["waits"] == true)
        })
        .collect()
}

fn said(row: &serde_json::Value) -> String {
    let question = row["question"].as_str().unwrap();
    let period = row["period"].as_str().filter(|period| matches!(*period, "2023" | "2024"));
    let cell = period.filter(|_| question.contains('_') || question == "trafficked");
    let cell = cell.map_or_else(|| question.to_owned(), |period| format!("{question}/{period}"));
    let number = |key: &str| row[key].as_f64().map(|n| n.to_string()).unwrap_or_default();
    let value = match row["status"].as_str().unwrap() {
        "exact" if row["value"].is_string() => row["value"].as_str().unwrap().to_owned(),
        "exact" => number("low"),
        "range" | "suppressed" => format!("{}-{}", number("low"), number("high")),
        status => status.to_owned(),
    };
    format!("{cell}={value}")
}

#[track_caller]
fn expect(campaign: &str, cases: &[(&str, &str)]) {
    let bodies: Vec<&str> = cases.iter().map(|(body, _)| *body).collect();
    let found = outcomes(campaign, &bodies);
    let wrong: Vec<String> = cases
        .iter()
        .zip(&found)
        .filter(|((_, expected), found)| expected != *found)
        .map(|((body, expected), found)| format!("{body:?}\n   gave {found}\n   not  {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_authority_that_holds_no_record_has_not_said_none() {
    expect(
        EXCLUSIONS,
        &[
            ("1. We hold no information on the number of pupils.\n", "pupils=not_held, waits"),
            ("1. 9\n2. We hold no data on these pupils\n", "pupils=9 care=not_held"),
            ("1. 9\n3. No incidents data is held.\n", "pupils=9 restraint=not_held"),
            (
                "1. 9\n3. No information on incidents is held by the authority\n",
                "pupils=9 restraint=not_held",
            ),
            ("1. There is no record of pupils excluded\n2. 0\n", "care=0, waits"),
            ("1. No pupils\n3. There were no such incidents.\n", "pupils=0 restraint=0"),
        ],
    );
}

#[test]
fn a_year_behind_its_number_is_the_year_of_that_number() {
    expect(
        &until_harm_ends(),
        &[
            (
                "1a. 12 in 2023 and 14 in 2024\n",
                "trafficked_identified/2023=12 trafficked_identified/2024=14",
            ),
            ("1b. 3 (2023), 4 (2024)\n", "trafficked_suspected/2023=3 trafficked_suspected/2024=4"),
            ("1c. 15 in 2023; 18 in 2024\n", "trafficked/2023=15 trafficked/2024=18"),
            (
                "2a. 5 in 2024 and 6 in 2023\n",
                "trafficked_missing/2024=5 trafficked_missing/2023=6",
            ),
            ("1c. 2023 and 2024: 26\n", "partial, waits"),
            ("1c. 2023: 12, 2024: 14\n", "trafficked/2023=12 trafficked/2024=14"),
            ("1c. 5 homes 2023: 12\n2024: 14\n", "partial, waits"),
            ("3a. 2023: 12 children, 2024: 14 children\n", "partial, waits"),
            ("3b. 2023: 5 individuals, 2024: 6 young people\n", "partial, waits"),
            ("1c. 2023: 12 identified; 2024: 14 suspected\n", "partial, waits"),
            (
                "2a. 2024: llai na phump\n2023: pedwar\n",
                "trafficked_missing/2024=0-4 trafficked_missing/2023=4",
            ),
            (
                "        2023    2024\n1a          12      14\n",
                "trafficked_identified/2023=12 trafficked_identified/2024=14",
            ),
        ],
    );
}

#[test]
fn figures_for_another_period_wait() {
    let headings = [
        "Year: 2023",
        "These figures are for the period 1 January to 30 June 2024.",
        "Data from 01/09/2023 to 31/08/2024:",
        "Academic year 23/24",
        "The figures cover the autumn and spring terms.",
        "Question | 2023",
        "January to June 2024",
        "Numbers are to the nearest 5.",
        "Please note that figures less than 5 are shown as 0.",
        "Where numbers are below five we have put 5.",
        "We have replaced small numbers with 3.",
        "These figures are estimates.",
        "The data is unvalidated and subject to change.",
        "Please note we only hold information for maintained schools.",
        "The following is the response of Bromley Council, which shares our service.",
        "On behalf of the London Borough of Richmond upon Thames, here are our answers.",
        "Medway Council response to your request.",
        "Thank you for your request about potholes.",
        "For example:",
        "Please see the attached for the full answer.",
    ];
    let bodies: Vec<String> =
        headings.iter().map(|heading| format!("{heading}\n\n1. 12\n2. 3\n")).collect();
    let mut cases: Vec<(&str, &str)> =
        bodies.iter().map(|body| (body.as_str(), "partial, waits")).collect();
    cases.pop();
    cases.push((
        "Period: 1 January 2024 to 31 December 2024\nYear: 2024\n\n1. 12\n2. 3\n",
        "pupils=12 care=3",
    ));
    expect(EXCLUSIONS, &cases);
}

#[test]
fn what_was_counted_must_be_what_was_asked() {
    expect(
        EXCLUSIONS,
        &[
            ("1. 13\n3. 12 individuals\n", "pupils=13, waits"),
            ("1. 13\n3. 12 pupils\n", "pupils=13, waits"),
            ("1. 13\n3. 12 incidents of restraint\n", "pupils=13 restraint=12"),
            ("1. 13 children\n", "pupils=13"),
            ("1. 13\n2. 3 were in care\n", "pupils=13, waits"),
            ("1. 12 permanently excluded\n2. 0\n", "care=0, waits"),
            ("1. Number of schools: 12\n2. 0\n", "care=0, waits"),
            ("1. Number of pupils: 12\n2. 0\n", "pupils=12 care=0"),
        ],
    );
}

#[test]
fn a_bound_is_never_an_exact_number() {
    expect(
        EXCLUSIONS,
        &[
            ("1. 12 and below\n", "pupils=0-12"),
            ("1. 5 and below\n", "pupils=0-5"),
            ("1. Up-to 5\n", "pupils=0-5"),
            ("1. 5 and above\n", "pupils=5-"),
            ("1. 5⩾\n2. 0\n", "care=0, waits"),
            ("1. ⩽5\n", "pupils=0-5"),
            ("1. ﹤5\n", "pupils=0-4"),
            ("1. ≈40\n2. 0\n", "care=0, waits"),
            ("1. 5-\n2. 0\n", "care=0, waits"),
            ("1. 5–\n2. 0\n", "care=0, waits"),
            ("1. 12*\n2. 0\n\n* including academies\n", "care=0, waits"),
            ("1. 12½\n2. 0\n", "care=0, waits"),
            ("1. 450m\n2. 0\n", "care=0, waits"),
            ("1. 12\n4. 30m\n", "pupils=12, waits"),
            ("1. €12\n2. 0\n", "care=0, waits"),
            ("1. -12\n2. 0\n", "care=0, waits"),
            ("1. 1.234\n2. 0\n", "care=0, waits"),
        ],
    );
}

#[test]
fn equal_numbers_side_by_side_are_not_one_number() {
    expect(
        EXCLUSIONS,
        &[
            ("1 | 5 (Primary) | 5 (Secondary)\n2 | 0\n", "care=0, waits"),
            ("Year | 2022 | 2023 | 2024\n1 | 3 | 3 | 3\n", "partial, waits"),
            ("Secondary:\n1. 12\n2. 3\n\nPrimary:\n1. 12\n2. 3\n", "partial, waits"),
            ("1. Twelve (12)\n", "pupils=12"),
        ],
    );
}

#[test]
fn the_last_answer_is_read_as_carefully_as_the_first() {
    expect(
        EXCLUSIONS,
        &[
            ("1. 40\n7. Pupils suspended for more than 5 days\n\n12\n", "pupils=40 long=12"),
            ("1. 40\n7. 12\n\nIn addition 4 pupils at academies.\n", "pupils=40, waits"),
            ("1. 40\n7. 12\n\nPlease call 01632 960 455 by 3 March 2026.\n", "pupils=40 long=12"),
        ],
    );
}

#[test]
fn a_no_to_the_request_is_no_answer_to_the_question() {
    expect(
        EXCLUSIONS,
        &[
            ("1. 4\n5. No, we do not hold this information.\n", "pupils=4, waits"),
            ("1. 4\n5. No. This information is exempt under section 21.\n", "pupils=4, waits"),
            ("1. 4\n5. No\n", "pupils=4 policy=no"),
            ("1. 4\n6. 12/03/24\n", "pupils=4, waits"),
            ("1. 4\n6. 12/03/2024\n", "pupils=4 adopted=2024-03-12"),
        ],
    );
}

#[test]
fn a_label_of_ours_with_words_that_give_no_value_waits() {
    expect(
        EXCLUSIONS,
        &[
            ("1. 12\n2. Unknown\n", "pupils=12, waits"),
            ("1. 12\n3. TBC\n", "pupils=12, waits"),
            ("1. 12\n4. see our website\n", "pupils=12, waits"),
            ("1. 12\n5. maybe\n", "pupils=12, waits"),
            ("1. 12\n6. last spring\n", "pupils=12, waits"),
            ("1. 12\n7. twelvish\n", "pupils=12, waits"),
        ],
    );
}
