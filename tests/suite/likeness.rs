//! Mails that no rule foresaw: told by what their sentences are like, and put before a person; and
//! figures that stand beside a question's words instead of its number.

use std::fs;
use std::path::{Path, PathBuf};

use foi_campaign::replies::acts::{
    Act, Kinds, Weighed, digest, digest_of_mails, examples, mails, shipped, without,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::world::World;

/// A world in which Kent was asked, and the mail with which it answers.
fn answered(body: &str) -> (World, Value) {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    let mail = world.council("kent").replies("2026-02-20", body);
    world.at("2026-02-23");
    let read = world.receive(&mail);
    (world, read)
}

fn stands(world: &World) -> Vec<(String, f64)> {
    world
        .rows(&["answers"])
        .iter()
        .filter(|row| row["stands"] == true)
        .map(|row| (row["question"].as_str().unwrap().to_owned(), row["low"].as_f64().unwrap()))
        .collect()
}

fn learnt_from(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/replies/acts").join(folder);
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn the_weights_that_ship_are_those_of_the_examples_that_ship() {
    let mut known = Vec::new();
    for path in learnt_from("examples") {
        let act = Act::parse(path.file_stem().unwrap().to_str().unwrap()).unwrap();
        known.extend(examples(act, &fs::read_to_string(path).unwrap()));
    }
    let writers: Vec<_> = learnt_from("mails")
        .iter()
        .map(|path| mails(&fs::read_to_string(path).unwrap()).unwrap())
        .collect();
    let all = without(&known, &writers, usize::MAX);
    let learn = "run `cargo run --release --example learn`";
    assert_eq!(shipped().digest, digest(&all), "{learn}");
    assert_eq!(Kinds::shipped().digest, digest_of_mails(&writers), "{learn}");
}

#[test]
fn a_reply_in_words_that_no_rule_has_is_told_by_what_it_is_like_and_waits() {
    let (_, read) = answered(
        "Dear Ada\n\nRegrettably our case system has nowhere to put that, so there is nothing for \
         us to count.\n\nSam",
    );
    assert_eq!(
        (&read["kind"], &read["rule"]),
        (&"not_held".into(), &"reads_like".into()),
        "{read}"
    );
    assert!(read["review_reason"].as_str().unwrap().contains("only reads like"), "{read}");
}

#[test]
fn what_may_happen_to_requests_in_general_refuses_none() {
    let (_, read) = answered(
        "Dear Ada\n\nYour request was logged on 3 February under number 44518 and you will have a \
         reply by 2 March.\n\nSome requests have to be refused, because an exemption covers what \
         was asked for. Requests above the limit can be turned down under section 12. Can it be \
         passed to somebody else?\n\nThe information team",
    );
    assert_eq!(read["kind"], "acknowledgement", "{read}");
}

#[test]
fn an_acknowledgement_in_its_own_words_needs_nobody() {
    let (_, read) = answered(
        "Dear Ada\n\nYour letter of Monday has landed on my desk and has been given the number \
         44518. Please keep it safe and put it on anything else you send about the same \
         subject. An answer is owed to you by 2 March.\n\nSam",
    );
    assert_eq!(
        (&read["kind"], &read["waits"]),
        (&"acknowledgement".into(), &false.into()),
        "{read}"
    );
}

#[test]
fn figures_beside_the_words_of_each_question_are_its_answers() {
    let (world, read) = answered(
        "Dear Ada\n\nChildren identified or suspected as trafficked: 20.\nMissing from care at least \
         once: 9.\nMissing incidents altogether: 41.\n\nSam",
    );
    assert_eq!(read["kind"], "answer", "{read}");
    let mut found = stands(&world);
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let expected = [("incidents", 41.0), ("trafficked", 20.0), ("trafficked_missing", 9.0)];
    assert_eq!(found, expected.map(|(question, figure)| (question.to_owned(), figure)));
}

#[test]
fn a_figure_left_over_makes_all_of_them_doubtful() {
    let (world, read) = answered(
        "Dear Ada\n\nChildren identified or suspected as trafficked: 20.\nMissing from care at least \
         once: 9.\nMissing incidents altogether: 41.\nPlaced out of area: 6.\n\nSam",
    );
    assert_eq!(stands(&world), Vec::new(), "{read}");
    assert_eq!(read["needs_review"], true, "{read}");
}

#[test]
fn something_kept_back_beside_figures_makes_an_answer_a_part() {
    let (_, read) = answered(
        "Dear Ada\n\nHere is the first figure, 37 children. The rest will follow under separate \
         cover once the team has checked it.\n\nSam",
    );
    assert_eq!((&read["kind"], &read["needs_review"]), (&"partial".into(), &true.into()), "{read}");
}

#[test]
fn a_number_behind_an_apostrophe_is_no_section() {
    let (world, read) = answered("1. That's 38.\n2. It's 12.\n3. That’s 40.\n");
    let mut found: Vec<f64> = stands(&world).into_iter().map(|(_, figure)| figure).collect();
    found.sort_by(f64::total_cmp);
    assert_eq!(found, [12.0, 38.0, 40.0], "{read}");
}

#[test]
fn what_is_not_held_and_was_passed_on_is_a_transfer() {
    let (_, read) = answered(
        "Dear Ada\n\nWe do not hold those records ourselves. We have today transferred your request \
         to Marlwick Council, who will write to you themselves.\n\nSam",
    );
    assert_eq!(read["kind"], "transfer", "{read}");
}

#[test]
fn a_figure_that_cannot_be_given_because_it_is_not_recorded_is_no_refusal() {
    let (_, read) = answered(
        "Dear Ada\n\nThe Trust does not hold records of that. That being so, I can't give you a \
         figure for any of your questions.\n\nSam",
    );
    assert_eq!(read["kind"], "not_held", "{read}");
}

#[test]
fn a_reply_in_two_languages_says_everything_twice_and_means_it_once() {
    let (world, read) = answered(
        "1. Nifer y plant a nodwyd yn ein gofal: 20\n2. Nifer a aeth ar goll o'n gofal: 9\n3. Cyfanswm y \
         digwyddiadau: 41\n\n1. Children identified in our care: 20\n2. Went missing at least once: \
         9\n3. Total incidents: 41\n",
    );
    let doubts: Vec<String> = world
        .rows(&["answers"])
        .iter()
        .filter_map(|row| row["review_reason"].as_str().map(str::to_owned))
        .collect();
    assert!(!doubts.iter().any(|doubt| doubt.contains("given twice")), "{doubts:?} {read}");
}

proptest! {
    #[test]
    fn whatever_a_sentence_is_its_acts_add_up_to_one(sentence in "\\PC{0,200}") {
        let weighed = Weighed::of(shipped(), &sentence);
        let all: f32 = foi_campaign::replies::Kind::ALL
            .iter()
            .map(|kind| weighed.probability(Act::Is(*kind)))
            .chain([weighed.probability(Act::Standing)])
            .sum();
        prop_assert!((all - 1.0).abs() < 1e-3, "{all}");
    }
}
