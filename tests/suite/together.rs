//! What a mail is by all of its sentences together, and figures whose words leave no doubt.

use foi_campaign::replies::acts::{Kinds, Mail, features, mails, shipped};
use proptest::prelude::*;
use serde_json::Value;

use crate::world::World;

/// A world in which Kent was asked on 2 February 2026, and what the mail of 20 February is read as.
fn replied(body: &str) -> (World, Value) {
    received(|mail| mail, body)
}

fn received(change: impl Fn(String) -> String, body: &str) -> (World, Value) {
    let mut world =
        World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    let mail = change(world.council("kent").replies("2025-02-20", body));
    world.at("2025-02-21");
    let read = world.receive(&mail);
    (world, read)
}

fn page(body: &str) -> (World, Value) {
    received(|mail| mail.replace("text/plain", "text/html"), body)
}

/// What counts by rule, as `question=number`.
fn accepted(world: &World) -> Vec<String> {
    let rows = world.rows(&["answers"]);
    let by_rule = rows.iter().filter(|row| row["stands"] == true);
    by_rule
        .map(|row| {
            format!("{}={}", row["question"].as_str().unwrap(), row["low"].as_f64().unwrap())
        })
        .collect()
}

const ALL: [&str; 3] = ["trafficked=19", "trafficked_missing=11", "incidents=64"];

fn kind(read: &Value) -> (&str, bool) {
    (read["kind"].as_str().unwrap(), read["waits"] == true)
}

#[test]
fn procedure_in_an_acknowledgement_makes_it_nothing_else() {
    let (_, read) = replied(
        "Dear Ada\n\nYour request came to us on 3 February and has been given to the Children's \
         Services team.\n\nThe usual 20 working days apply. If a public interest test is needed we may \
         take longer. A fee may be charged for large requests.\n\nRegards\nInformation team",
    );
    assert_eq!(kind(&read).0, "acknowledgement", "{read}");
}

#[test]
fn an_apology_with_a_later_day_is_an_extension_and_waits() {
    let (_, read) = replied(
        "Dear Ada\n\nI am sorry that we shall not be able to reply by 3 March. Two colleagues are ill. \
         You will have our answer by 21 March 2025.\n\nJo",
    );
    assert_eq!(kind(&read), ("extension", true), "{read}");
}

#[test]
fn a_request_that_was_passed_to_another_body_is_never_silently_acknowledged() {
    for said in [
        "We have this afternoon passed your request (our number FOI 9276) over to the Trust, whose \
         information manager will be in touch with you. The council has closed its file.",
        "Thank you for your request. It was forwarded today to Medway Council, who will reply.",
    ] {
        let (_, read) = replied(said);
        assert_eq!(read["waits"], true, "{said}: {read}");
    }
}

#[test]
fn a_day_behind_the_laws_is_never_silently_acknowledged() {
    let (_, read) = replied(
        "Your request is still open. The target date for it has been moved.\n\nOld target: \
         3 March 2025\nNew target: 24 March 2025\n\nNo action is needed from you.",
    );
    assert_eq!(read["waits"], true, "{read}");
}

#[test]
fn an_automatic_mail_that_knows_the_request_acknowledges_it_without_a_number() {
    let (_, read) = received(
        |mail| mail.replacen("\r\n\r\n", "\r\nAuto-Submitted: auto-generated\r\n\r\n", 1),
        "We've got your question.\n\nUnder our customer promise we answer information requests in 15 \
         working days. You can expect our reply to your request by 24 February 2025.\n\nThere's nothing \
         more for you to do.",
    );
    assert_eq!(read["kind"], "acknowledgement", "{read}");
}

#[test]
fn a_figure_that_refers_to_another_answer_counts() {
    let (world, _) = replied(
        "Question 1: nineteen children.\nQuestion 2: eleven of the nineteen.\nQuestion 3: 64\n",
    );
    assert_eq!(accepted(&world), ALL);
    let (world, _) =
        replied("Question 1: 18\nQuestion 2: eleven of the nineteen.\nQuestion 3: 64\n");
    assert_eq!(accepted(&world), ["trafficked=18", "incidents=64"]);
}

#[test]
fn answers_with_numbers_of_their_own_below_the_questions_count() {
    let (world, _) = replied(
        "Q1. How many children in your care were identified or suspected as trafficked?\nA1. 19\n\
         Q2. How many of those went missing from care at least once?\nA2. 11\n\
         Q3. How many missing incidents did those children have in total?\nA3. 64\n",
    );
    assert_eq!(accepted(&world), ALL);
}

#[test]
fn numbers_of_questions_behind_the_headings_of_a_table_name_them() {
    let (world, _) = page(
        "<p>The figures span the whole of 2024.</p><table><tr><th>Measure</th><th>Number</th></tr>\
         <tr><td>Children in care who were trafficked, or thought to have been (Q1)</td><td>19</td></tr>\
         <tr><td>Of these, children with one or more missing episodes (Q2)</td><td>11</td></tr>\
         <tr><td>Sum of their missing episodes (Q3)</td><td>64</td></tr></table>",
    );
    assert_eq!(accepted(&world), ALL);
}

#[test]
fn a_table_of_which_a_row_answers_nothing_that_was_read_waits() {
    let (_, read) = page(
        "<table><tr><td>Looked after, of concern</td><td>19</td></tr>\
         <tr><td>Of these gone</td><td>11</td></tr>\
         <tr><td>Total missing incidents</td><td>64</td></tr></table>",
    );
    assert_eq!(read["waits"], true, "{read}");
}

#[test]
fn figures_of_a_day_that_answer_nothing_are_background() {
    let text = "By way of background, the council was looking after 702 children on 31 March 2024, in \
                3 localities.\n\n1. 19\n2. 11\n3. 64\n";
    assert_eq!(accepted(&replied(text).0), ALL);
    let text = "1. 19\n2. 11\n3. 64\n\nThese 19 children were in our care on 31 March 2024.\n";
    assert_eq!(accepted(&replied(text).0), [""; 0]);
}

#[test]
fn a_covering_mail_that_says_another_number_than_its_file_puts_the_file_in_doubt() {
    let with_file = |mail: String| {
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        let head = head.replace(
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: multipart/mixed; boundary=zz",
        );
        format!(
            "{head}\r\n\r\n--zz\r\nContent-Type: text/plain\r\n\r\n{body}\r\n--zz\r\n\
             Content-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; \
             filename=a.txt\r\n\r\n1. 19\r\n2. 11\r\n3. 64\r\n--zz--\r\n"
        )
    };
    let said = "I attach our response. In short, 14 children met your definition, eleven of whom went \
                missing.";
    assert_eq!(accepted(&received(with_file, said).0), [""; 0]);
}

#[test]
fn welsh_words_beside_a_number_are_plain_unless_they_change_it() {
    let reply = |more: &str| {
        format!("1. Nifer y plant yn ein gofal a nodwyd neu yr amheuid: {more}19\n2. 11\n3. 64\n")
    };
    assert_eq!(accepted(&replied(&reply("")).0), ALL);
    assert_eq!(accepted(&replied(&reply("tua ")).0), ["trafficked_missing=11", "incidents=64"]);
}

#[test]
fn a_side_of_the_question_by_another_word_is_a_side_all_the_same() {
    let (world, _) = replied("1. 19 children were possibly trafficked\n2. 11\n3. 64\n");
    assert_eq!(accepted(&world), ["trafficked_missing=11", "incidents=64"]);
}

/// A mail of the sentences that writers of examples gave.
fn mail(text: &str) -> Mail {
    mails(&format!("@@ kind=other\n{text}")).unwrap().remove(0)
}

proptest! {
    #[test]
    fn whatever_a_mail_says_its_kinds_add_up_to_one(said in proptest::collection::vec("[a-z0-9 £?%]{0,60}", 0..12)) {
        let lines: Vec<String> = said.iter().map(|text| format!("standing | x{text}")).collect();
        let features = features(shipped(), &mail(&lines.join("\n")));
        let sum: f32 = Kinds::shipped().probabilities(&features).iter().map(|(_, share)| share).sum();
        prop_assert!((sum - 1.0).abs() < 1e-4);
    }
}

#[test]
fn weights_of_kinds_are_read_back_as_they_were_written() {
    let kinds = Kinds::shipped();
    assert_eq!(Kinds::parse(&kinds.bytes()), *kinds);
    let cut = Kinds::parse(&kinds.bytes()[..100]);
    let features = features(shipped(), &mail("standing | Dear Ada, thank you"));
    assert_eq!(cut.probabilities(&features).len(), 17, "what is cut short weighs nothing");
}
