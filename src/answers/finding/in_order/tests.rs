//! Sentences that answer, and sentences that only look as if they did.

use super::*;
use crate::replies::quoting;

/// On no subject of a real campaign.
const SWIMMERS: &str = r#"
title = "School swimming"
period = { from = 2024-01-01, to = 2024-12-31 }
[recipients]
nations = ["england"]
[[question]]
id = "lessons"
number = "1"
text = "How many pupils in your schools were assessed as unable to swim?"
type = "count"
unit = "pupils"
[[question]]
id = "rescued"
number = "2"
text = "How many of those were rescued from water at least once?"
type = "count"
unit = "pupils"
part_of = "lessons"
[[question]]
id = "rescues"
number = "3"
text = "How many rescue incidents did those pupils have in total?"
type = "count"
unit = "incidents"
"#;

pub(in crate::answers::finding) fn swimmers() -> Campaign {
    crate::campaign::file::read("swimmers", SWIMMERS).unwrap()
}

fn read(text: &str) -> Vec<(String, String, bool)> {
    in_order(&swimmers(), &quoting::lines(text))
        .into_iter()
        .map(|found| (found.question, found.value.shown(), found.doubt.is_none()))
        .collect()
}

fn surely(text: &str) -> Option<Vec<String>> {
    let found = read(text);
    let sure = !found.is_empty() && found.iter().all(|(_, _, sure)| *sure);
    sure.then(|| found.into_iter().map(|(_, value, _)| value).collect())
}

#[test]
fn a_figure_for_each_question_in_the_order_asked_answers_them() {
    let told = |values: [&str; 3]| Some(values.map(str::to_owned).to_vec());
    for (text, values) in [
        (
            "During 2024 there were thirty-one such pupils. Nineteen of them were rescued at some point, and between them they account for one hundred and forty-four incidents.",
            ["31", "19", "144"],
        ),
        (
            "In 2024 there were 41 pupils whom we assessed as unable to swim, 25 of whom were rescued on one or more occasions, giving rise to 188 rescue episodes between them.",
            ["41", "25", "188"],
        ),
        (
            "Our managers tell me that six pupils at our schools in 2024 were unable to swim. None of the six was rescued from water and it follows that there were no rescue incidents to report.",
            ["6", "0", "0"],
        ),
        ("In the order you asked: 14, 6 and 31.", ["14", "6", "31"]),
        (
            "We assessed no pupil as unable to swim in calendar year 2024, so zero is the answer to each of your three questions.",
            ["0", "0", "0"],
        ),
    ] {
        assert_eq!(surely(text), told(values), "{text}");
    }
}

#[test]
fn figures_whose_words_show_another_thing_are_not_taken() {
    for text in [
        // Girls are no incidents.
        "41 pupils were assessed as unable to swim, 25 of whom were rescued; 12 of these were girls.",
        // Bounds, shares and guesses.
        "41 pupils were unable to swim, fewer than 5 of them were rescued, in 9 incidents.",
        "41 pupils were unable to swim, about 25 of them were rescued, in 188 incidents.",
        "41 pupils were unable to swim, 61% of whom were rescued, in 188 incidents.",
        "All but one of the 41 pupils unable to swim were rescued, in 188 incidents.",
        // A figure more than there are questions, and one fewer.
        "Of 300 pupils 41 were unable to swim, 25 of them were rescued, in 188 incidents.",
        "41 pupils were unable to swim and 25 of them were rescued.",
        // The order is another.
        "There were 188 rescue incidents, of 25 pupils, out of 41 pupils who were unable to swim.",
        // Nothing says what they are.
        "41, 25 and 188.",
        "Our office has 3 lawyers, 2 clerks and 1 dog.",
    ] {
        assert_eq!(surely(text), None, "{text}: {:?}", read(text));
    }
}

#[test]
fn one_figure_without_words_of_its_question_makes_all_of_them_wait() {
    let found = read(
        "There were twenty-three pupils who were assessed as unable to swim. Sixteen of the twenty-three had to be pulled out by somebody. Those sixteen accounted for one hundred and eighteen episodes.",
    );
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|(_, _, sure)| !sure), "{found:?}");
    assert_eq!(found[2].1, "118");
}
