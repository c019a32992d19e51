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
    let mails: Vec<Mail> = bodies.iter().map(|body| reply(body)).collect();
    outcomes_of(campaign, &mails)
}

type Mail = Box<dyn Fn(&Council) -> String>;

/// A plain reply in the thread.
fn reply(body: &str) -> Mail {
    let body = body.to_owned();
    Box::new(move |council: &Council| council.replies("2026-02-20", &body))
}

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
            ("1. We hold no information on the number of pupils.\n", "not_held, waits"),
            ("1. 9\n2. We hold no data on these pupils\n", "pupils=9 care=not_held"),
            ("1. 9\n3. No incidents data is held.\n", "pupils=9 restraint=not_held"),
            (
                "1. 9\n3. No information on incidents is held by the authority\n",
                "pupils=9 restraint=not_held",
            ),
            ("1. There is no record of pupils excluded\n2. 0\n", "care=0, waits"),
            ("1. None held\n2. 0\n", "care=0, waits"),
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
            (
                "1a. No children in 2023, 3 in 2024\n",
                "trafficked_identified/2023=0 trafficked_identified/2024=3",
            ),
            ("1a. 12 in both 2023 and 2024\n", "partial, waits"),
            ("1a. Dec 2023: 12; Dec 2024: 14\n", "partial, waits"),
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
        "Figures for Q1 2024",
        "Reporting period: Sept 23 - Aug 24",
        "Figures to 30 September 2024",
        "2023 figures",
        "Figures cover the last 12 months.",
        "To prevent identification, values of 1-4 appear as 3.",
        "These are draft figures.",
        "Academies are not included.",
        "From the schools that responded:",
        "I am answering for Medway.",
        "Thank you for your request on parking fines.",
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
            ("1. not less than 5\n2. 0\n", "care=0, waits"),
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

const GREETING: &str = "Thank you for your request for information.\n\n";

#[test]
fn a_polite_first_line_hides_no_answer() {
    let said = [
        "During 2024 there were 12 permanent exclusions, 3 of which concerned looked-after children.",
        "Permanent exclusions: 12\nOf which in care: 3",
        "(i) 12 (ii) 3",
        "First question: 12",
        "Q1-12; Q2-3; Q3-41",
        "There were twelve permanent exclusions.",
        "Disclosure would breach the data protection principles. Section 40(2) is therefore engaged.",
        "Section 22 applies.",
        "We rely on section 36(2).",
        "In line with section 25 of FOISA, the information is on our website.",
        "Your request is not valid under section 8.",
        "Your request is manifestly unreasonable and will not be processed.",
        "We are unable to supply this information as it would take 62.5 hours.",
        "The cost of answering will exceed £450 so section 12 applies.",
        "Under section 12(1) of FOISA the cost of answering would exceed £600.",
        "This council does not have this information.",
        "The information is held by individual schools. Please contact them.",
        "This is a matter for the Education Authority.",
        "Before we go on, could we ask what is meant by exclusions?",
        "Please can you narrow your request?",
        "We need proof of your identity.",
        "There is a charge for this information.",
        "The response was uploaded to our portal: https://portal.example/7.",
        "Please sign in to MyAccount.",
        "Please find our response attached.",
        "Your request has now been closed.",
        "We have withdrawn your request.",
        "The figure we sent for question 1 should be 14.",
        "The council excluded nobody in 2024.",
        "All pupils excluded were in care.",
        "The answer is a dozen.",
        "We have no such records.",
        "This is published at https://www.kent.invalid/exclusions.",
        "You should ask the academies.",
        "We consider this a repeat of your earlier request.",
        "We need more time and will reply by 30 April 2026.",
        "Please complete the form at https://kent.invalid/form.",
        "See the table overleaf.",
        "It is exempt because releasing it may endanger children.",
        "Section 12 applies where the cost limit is exceeded, as here.",
        "If it helps, there were 12 exclusions.",
        "Whether or not we hold this is exempt under section 40(5).",
    ];
    let bodies: Vec<String> = said.iter().map(|said| format!("{GREETING}{said}\n")).collect();
    let mails: Vec<Mail> = bodies.iter().map(|body| reply(body)).collect();
    let silent: Vec<(&str, String)> = said
        .iter()
        .zip(rows(EXCLUSIONS, &mails))
        .filter(|(_, (_, standing, waits))| {
            !waits || standing.contains(|c: char| c.is_ascii_digit())
        })
        .map(|(said, (kind, standing, _))| (*said, format!("{kind} {standing}")))
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn an_acknowledgement_that_is_no_more_than_that_needs_nobody() {
    expect(
        EXCLUSIONS,
        &[
            (
                "Dear Ada,\n\nThank you for your request, which we received on 3 February 2026. It has been \
                 given the reference FOI/2026/118 and passed to our education team. You will hear from us \
                 within 20 working days.\n\nIf we think that an exemption such as section 40 applies, we \
                 will say so. If you have any questions call 01632 960 455.\n\nKind regards\nSam\n",
                "acknowledgement",
            ),
            (
                "We have received your request (ref 30417).\nA reply is due by 3 March 2026.\n",
                "acknowledgement",
            ),
        ],
    );
}

#[test]
fn a_correction_or_a_review_is_never_a_first_reply() {
    let bodies = [
        (
            "Please disregard my email of this morning. Correct figures:\n\n1. 14\n2. 5\n",
            "correction",
        ),
        (
            "Apologies, we made a mistake in the figures. They are now:\n\n1. 14\n2. 5\n",
            "correction",
        ),
        ("Following our internal review, we now release:\n\n1. 14\n2. 5\n", "review_outcome"),
        ("The figure we sent for question 1 should be 14.\n", "correction"),
    ];
    let cases: Vec<(&str, String)> =
        bodies.iter().map(|(body, kind)| (*body, format!("{kind}, waits"))).collect();
    let cases: Vec<(&str, &str)> =
        cases.iter().map(|(body, expected)| (*body, expected.as_str())).collect();
    expect(EXCLUSIONS, &cases);
}

#[test]
fn a_refusal_denied_is_no_refusal() {
    let found = outcomes(EXCLUSIONS, &["Your request is not vexatious. 1. 12\n"]);
    assert_eq!(found, ["other, waits"]);
}

/// A reply in HTML, or in two versions.
fn html(plain: Option<&'static str>, html: &'static str) -> Mail {
    Box::new(move |council: &Council| {
        let mail = council.replies("2026-02-20", "@BODY@");
        let (kind, body) = match plain {
            None => ("text/html; charset=utf-8".to_owned(), html.to_owned()),
            Some(plain) => (
                "multipart/alternative; boundary=zz".to_owned(),
                format!(
                    "--zz\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n\
                     --zz\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--zz--"
                ),
            ),
        };
        mail.replace("text/plain; charset=utf-8", &kind).replace("@BODY@", &body)
    })
}

#[test]
fn html_is_read_as_a_reader_sees_it() {
    let found = outcomes_of(
        EXCLUSIONS,
        &[
            html(
                None,
                "<p>We have received your request.</p><div class=\"gmail_quote\"><p>1. 12</p><p>2. 3</p></div>",
            ),
            html(
                None,
                "<p>We have received your request.</p><blockquote type=\"cite\"><p>1. 12</p></blockquote>",
            ),
            html(
                None,
                "<p>We have received your request.</p><div id=\"divRplyFwdMsg\">From: Ada</div><p>1. 12</p>",
            ),
            html(None, "<p>1. 1<span style='display: none'>9</span>2</p><p>2. 3</p>"),
            html(
                None,
                "<table><tr><th>Question</th><th>2023</th></tr><tr><td>1</td><td>12</td></tr></table>",
            ),
            html(Some("1. 12\r\n2. 3"), "<p>1. &lt;12</p><p>2. 3</p>"),
            html(Some("Please see the HTML version."), "<p>1. 12</p><p>2. 3</p>"),
            html(Some("1. 12\r\n2. 3"), "<p>1. 12</p><p>2. 3</p>"),
        ],
    );
    let expected = [
        "acknowledgement",
        "acknowledgement",
        "acknowledgement",
        "pupils=12 care=3",
        "partial, waits",
        "partial, waits",
        "pupils=12 care=3",
        "pupils=12 care=3",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_worked_example_sent_back_is_no_answer() {
    expect(
        EXCLUSIONS,
        &[(
            "Your request:\n\n\"Please answer like this, for example:\n1. 12\n2. 3\"\n\n\
             We will reply within 20 working days.\n",
            "acknowledgement",
        )],
    );
}

#[test]
fn bytes_of_an_unknown_encoding_wait() {
    let mail: Mail = Box::new(|council: &Council| {
        council
            .replies("2026-02-20", "1. \u{2264}5\n2. 3")
            .replace("charset=utf-8", "charset=x-foo")
    });
    assert_eq!(outcomes_of(EXCLUSIONS, &[mail]), ["partial, waits"]);
}

#[test]
fn figures_beside_an_attachment_that_is_not_read_wait() {
    let mail: Mail = Box::new(|council: &Council| {
        council
            .replies("2026-02-20", "@BODY@")
            .replace("text/plain; charset=utf-8", "multipart/mixed; boundary=zz")
            .replace(
                "@BODY@",
                "--zz\r\nContent-Type: text/plain\r\n\r\nPlease see the attached for the full answer. \
                 Summary:\r\n1. 12\r\n2. 3\r\n--zz\r\nContent-Type: application/pdf; name=a.pdf\r\n\
                 Content-Disposition: attachment; filename=a.pdf\r\n\r\n%PDF\r\n--zz--",
            )
    });
    assert_eq!(outcomes_of(EXCLUSIONS, &[mail]), ["partial, waits"]);
}

fn delivery_report(blocks: &'static str) -> Mail {
    Box::new(move |council: &Council| {
        let id = &council.message_id;
        council
            .replies("2026-02-03", "@BODY@")
            .replace(
                "text/plain; charset=utf-8",
                "multipart/report; report-type=delivery-status; boundary=zz",
            )
            .replace(
                "@BODY@",
                &format!(
                    "--zz\r\nContent-Type: text/plain\r\n\r\nA report.\r\n\
                     --zz\r\nContent-Type: message/delivery-status\r\n\r\n\
                     Reporting-MTA: dns; mx.example\r\n\r\n{blocks}\r\n\
                     --zz\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\n--zz--"
                ),
            )
    })
}

#[test]
fn a_server_that_has_given_up_has_not_delivered_and_one_that_delivered_bounces_nothing() {
    let blocks = [
        "Action: failed\r\nStatus: 4.4.7\r\n",
        "Action: failed\r\nStatus: 5.2.2\r\n",
        "Action: expired\r\nStatus: 4.4.7\r\n",
        "Action: delivered\r\nStatus: 2.0.0\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        "Action: delayed\r\nStatus: 4.4.1\r\n",
        "Action: delivered\r\nStatus: 2.0.0\r\n",
        "Action: relayed\r\nStatus: 2.0.0\r\n",
    ];
    let mails: Vec<Mail> = blocks.iter().map(|blocks| delivery_report(blocks)).collect();
    let mut world = World::on("2026-02-02").campaign_text("asked", EXCLUSIONS);
    let ids = ["kent", "essex", "devon", "leeds", "york", "derby", "luton"];
    world = world.addresses(&ids).launched("asked");
    world.at("2026-03-01");
    let found: Vec<(String, Option<bool>)> = ids
        .iter()
        .zip(&mails)
        .map(|(id, mail)| {
            let row = world.receive(&mail(&world.council(id)));
            (row["kind"].as_str().unwrap().to_owned(), row["permanent"].as_bool())
        })
        .collect();
    let bounce = |permanent| ("bounce".to_owned(), Some(permanent));
    let receipt = || ("receipt".to_owned(), None);
    // A full mailbox is not a dead address, and yet this copy will not arrive: a person must know.
    assert_eq!(world.request("essex")["waiting"], 1);
    let expected = [
        bounce(true),
        bounce(false),
        bounce(true),
        bounce(true),
        bounce(false),
        receipt(),
        receipt(),
    ];
    assert_eq!(found, expected);
}

#[test]
fn no_mail_takes_longer_to_read_than_a_person_would_wait() {
    let long_subject = "=?utf-8?b?QUFB?= ".repeat(200_000);
    let list: String = "<ol><li>".repeat(50_000);
    let bodies: [(&str, String); 7] = [
        ("html", "<div>".repeat(160_000) + "1. 12"),
        ("html", list + "1. 12"),
        ("html", "<blockquote>".repeat(60_000) + "1. 12"),
        ("html", "<p>1. 12".repeat(60_000)),
        ("plain", "1. 12 ".repeat(170_000)),
        ("plain", "1. 12\n".repeat(150_000)),
        ("subject", "1. 12\n2. 3\n".to_owned()),
    ];
    for (kind, body) in bodies {
        let subject = if kind == "subject" { long_subject.as_str() } else { "Re: yours" };
        let kind = if kind == "html" { "html" } else { "plain" };
        let raw = format!(
            "From: a@kent.invalid\nSubject: {subject}\nContent-Type: text/{kind}\n\n{body}"
        );
        let begun = std::time::Instant::now();
        let message = foi_campaign::replies::message::read(raw.as_bytes());
        let lines = foi_campaign::replies::quoting::lines(&message.text);
        let text = foi_campaign::replies::quoting::new_text(&lines);
        let campaign = foi_campaign::campaign::file::read("t", EXCLUSIONS).unwrap();
        let _ = foi_campaign::answers::finding::candidates(&campaign, &lines);
        let context = foi_campaign::replies::classify::Context::default();
        let _ = foi_campaign::replies::classify::classify(&message, &text, &context);
        let took = begun.elapsed();
        assert!(!message.notes.is_empty(), "a mail that is not read whole says so");
        assert!(took.as_secs() < 60, "{body:.40} took {took:?} in a debug build");
    }
}

fn street_lights() -> String {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/campaigns/street-lights/campaign.toml"
    );
    fs::read_to_string(path)
        .unwrap()
        .replace(
            "ids = [\"bristol\", \"kent\", \"leeds\", \"fife\", \"glasgow\"]",
            "nations = [\"england\"]",
        )
        .replace("id = \"contractor\"", "id = \"contractor\"\nperiods = \"2024\"")
        .replace("id = \"energy_cost\"", "id = \"energy_cost\"\nperiods = \"2024\"")
}

#[test]
fn an_answer_in_words_is_what_was_said_and_not_what_stands_around_it() {
    expect(
        &street_lights(),
        &[
            ("4a. 5\n3c. See attached\n", "faults=5, waits"),
            (
                "4a. 5\n3c.\n\nIf you are dissatisfied you may ask for an internal review.\n",
                "faults=5",
            ),
            ("4a. 5\n3c. Contractors:\n\nSmith Ltd\n", "faults=5 contractor=Smith Ltd"),
            ("4a. 5\n3c. It was not collected by us but by Smith Ltd\n", "faults=5, waits"),
            ("4a. 5\n3c. Not held\n", "faults=5 contractor=not_held"),
            ("4a. 5\n2a. $1200\n", "faults=5, waits"),
            ("4a. 5\n2a. -£500\n", "faults=5, waits"),
            ("4a. 5\n2a. £1.2m\n", "faults=5 energy_cost/2024=1200000"),
        ],
    );
}

#[test]
fn a_case_system_that_writes_for_another_council_gives_no_figures_unseen() {
    let from = |sender: &'static str, said: &'static str| -> Mail {
        Box::new(move |council: &Council| {
            let body = format!("{said}\n\n1. 12\n2. 3\n");
            let mail = council.replies("2026-02-20", &body);
            mail.replace(&format!("<{}>", council.address()), &format!("<{sender}>"))
        })
    };
    let found = outcomes_of(
        EXCLUSIONS,
        &[
            from("noreply@infreemation.co.uk", "Medway Council response to your request."),
            from("noreply@infreemation.co.uk", "Our answers:"),
        ],
    );
    assert_eq!(found, ["partial, waits", "pupils=12 care=3"]);
}

#[test]
fn a_machine_or_a_survey_below_it_hides_no_answer() {
    let automatic: Mail = Box::new(|council: &Council| {
        let mail = council.replies("2026-02-20", "Permanent exclusions: 12.\nIn care: 3.\n");
        mail.replace("MIME-Version", "Auto-Submitted: auto-generated\r\nMIME-Version")
    });
    let footer = reply(
        "We write about your request.\n\nThe council does not record this.\n\nYours\nSam\n\n\
         How did we do? Please take our survey.\n",
    );
    let away: Mail = Box::new(|council: &Council| {
        let mail = council.replies(
            "2026-02-20",
            "I am out of the office until 3 March 2026. Call 01632 960 455 if it cannot wait.\n",
        );
        mail.replace("MIME-Version", "Auto-Submitted: auto-replied\r\nMIME-Version")
    });
    let waits: Vec<bool> =
        rows(EXCLUSIONS, &[automatic, footer, away]).into_iter().map(|row| row.2).collect();
    assert_eq!(waits, [true, true, false]);
}
