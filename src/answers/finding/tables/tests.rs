//! Tables as councils draw them.

use super::candidates;
use super::fixture::campaign;
use crate::documents::{Cell, Table};

/// A table from lines with bars; "^" continues the cell to the left.
fn table(text: &str) -> Table {
    let rows = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
        .map(|(row, line)| {
            let mut cells: Vec<Cell> = Vec::new();
            for (column, text) in line.split('|').map(str::trim).enumerate() {
                match text {
                    "^" => cells.last_mut().unwrap().columns += 1,
                    "" => {}
                    text => cells.push(Cell::at(column, text, format!("r{row}c{column}"))),
                }
            }
            cells
        })
        .collect();
    Table { name: "Sheet1".to_owned(), rows }
}

fn read(text: &str) -> Vec<String> {
    candidates(&campaign(), &table(text), "")
        .into_iter()
        .map(|found| {
            let doubt = if found.doubt.is_some() { " ?" } else { "" };
            format!("{} {} {}{doubt}", found.question, found.period, found.value.shown())
        })
        .collect()
}

#[test]
fn a_row_for_each_question_and_a_column_for_each_year() {
    let found = read(
        "
        Question | 2022 | 2023 | 2024
        1a | 90 | 100 | 120
        1b | 10 | 20 | <5
        1c Total street lights | 100 | 120 | 124
        ",
    );
    assert_eq!(
        found,
        [
            "led 2023 100",
            "led 2024 120",
            "sodium 2023 20",
            "sodium 2024 0–4",
            "lights 2023 120",
            "lights 2024 124"
        ]
    );
}

#[test]
fn questions_restated_beside_their_answers() {
    let found = read(
        "
        No | Question | Answer
        1a | How many LED street lights did you maintain? | 2023: 12, 2024: 14
        3c | Who repaired your street lights? | 2023: Acme Ltd
        4a | How many faults were reported to you? | 55
        ",
    );
    assert_eq!(found, ["led 2023 12", "led 2024 14", "contractor 2023 Acme Ltd", "faults 2024 55"]);
}

#[test]
fn a_column_for_each_question_and_a_row_for_each_year() {
    let found = read(
        "
        Year | LED street lights maintained | Street lights of any other kind
        2022 | 1 | 2
        2023 | 3 | 4
        2024 | 5 | 6
        ",
    );
    assert_eq!(found, ["led 2023 3", "sodium 2023 4", "led 2024 5", "sodium 2024 6"]);
}

#[test]
fn a_financial_year_answers_no_question_about_a_calendar_year() {
    assert_eq!(read("Question | 2023/24 | 2024/25\n1a | 12 | 14"), Vec::<String>::new());
}

#[test]
fn pounds_in_thousands_are_pounds() {
    let found = read(
        "Question | 2023 (£000s) | 2024 (£000s)\n2a Electricity for street lights | 120 | 1,450",
    );
    assert_eq!(found, ["energy_cost 2023 120,000", "energy_cost 2024 1,450,000"]);
}

#[test]
fn a_number_and_words_of_two_questions_are_a_doubt() {
    let found =
        read("Question | | 2023 | 2024\n1b | How many LED street lights did you maintain? | 3 | 4");
    assert_eq!(found, ["sodium 2023 3 ?", "sodium 2024 4 ?"]);
}

#[test]
fn parts_below_a_question_are_not_its_answer() {
    let found = read(
        "
        Faults reported to you | ^
        Dark lamps | 12
        Flickering | 7
        Total | 19
        ",
    );
    assert_eq!(found, ["faults 2024 19"]);
}

#[test]
fn headings_across_the_table_stand_between_its_questions() {
    let found = read(
        "
        No. | Question | 2023 | 2024
        1. Lamps | ^ | ^ | ^
        1(a) | How many LED street lights did you maintain? | 10 | 18
        1(b) | How many street lights of any other kind did you maintain? | 14 | 11
        2. Cost | ^ | ^ | ^
        2(a) | What did you spend on electricity for street lights? | £7 | £8
        ",
    );
    assert_eq!(
        found,
        [
            "led 2023 10",
            "led 2024 18",
            "sodium 2023 14",
            "sodium 2024 11",
            "energy_cost 2023 7",
            "energy_cost 2024 8"
        ]
    );
}

#[test]
fn days_and_names_below_the_years_are_answers_and_no_headings() {
    let found = read(
        "
        No. | Question | 2023 | 2024
        3b | On what date did your last night survey take place? | 3 March 2023 | 5 May 2024
        3c | Who repaired your street lights? | Acme Ltd | Borough Lamps Ltd
        4a | How many faults were reported to you? | | 55
        ",
    );
    assert_eq!(
        found,
        [
            "survey 2023 2023-03-03",
            "survey 2024 2024-05-05",
            "contractor 2023 Acme Ltd",
            "contractor 2024 Borough Lamps Ltd",
            "faults 2024 55"
        ]
    );
}

#[test]
fn words_in_the_first_of_the_years_answer_it() {
    let found = read(
        "
        Question | 2023 | 2024
        1a How many LED street lights did you maintain? | Seven | nine
        2a What did you spend on electricity for street lights? | Not held, see note 2 | £1,200
        ",
    );
    assert_eq!(
        found,
        ["led 2023 7", "led 2024 9", "energy_cost 2023 not held", "energy_cost 2024 1,200"]
    );
}

#[test]
fn a_target_beside_what_came_of_it_is_passed_over() {
    let found = read("Question | Target 2024 | Actual 2024\n4a Faults reported to you | 20 | 31");
    assert_eq!(found, ["faults 2024 31"]);
    assert_eq!(
        read("Question | Target 2024\n4a Faults reported to you | 20"),
        ["faults 2024 20 ?"]
    );
}

#[test]
fn a_figure_that_was_set_right_leaves_two() {
    let found = read("Question | 2024 | 2024 revised\n4a Faults reported to you | 20 | 31");
    assert!(found.iter().all(|found| found.ends_with(" ?")), "{found:?}");
}

#[test]
fn another_unit_of_time_in_the_heading_is_a_doubt() {
    let found = read("Question | 2024\n3a Average time of a repair (hours) | 20");
    assert_eq!(found, ["repair_time 2024 20 ?"]);
}

#[test]
fn a_number_of_ours_with_words_that_are_nobodys_is_a_doubt() {
    assert_eq!(read("Question | 2024\n4a Libraries closed | 3"), ["faults 2024 3 ?"]);
}

#[test]
fn years_above_and_questions_below_them_with_a_row_that_adds_up() {
    let found = read(
        "
        Depot | 2023 | ^ | 2024 | ^
        | 1a LED | 1b Other kinds | 1a LED | 1b Other kinds
        North | 1 | 2 | 3 | 4
        South | 5 | 6 | 7 | 8
        Total | 6 | 8 | 10 | 12
        ",
    );
    assert_eq!(found, ["led 2023 6", "sodium 2023 8", "led 2024 10", "sodium 2024 12"]);
}

#[test]
fn a_second_heading_holds_for_the_rows_below_it() {
    let found = read(
        "
        Year | 1a | 1b
        2023 | 10 | 20
        2024 | 30 | 40
        2024 only | 4a | 4b
        | 55 | 3 June 2019
        ",
    );
    let second = ["faults 2024 55", "policy 2024 2019-06-03"];
    assert!(second.iter().all(|cell| found.iter().any(|found| found == cell)), "{found:?}");
}

#[test]
fn a_form_with_a_row_for_each_question_and_period_and_columns_beside_the_answer() {
    let found = read(
        "
        No. | Question | Period | Unit | Answer | Not held or refused | Notes
        1a | How many LED street lights did you maintain? | 2023 (1 January to 31 December) | street lights | 1,200 | | 7 of them new
        1a | How many LED street lights did you maintain? | 2024 (1 January to 31 December) | street lights | 1,340
        1b | How many street lights of any other kind did you maintain? | 2023 (1 January to 31 December) | street lights | | Not held
        1b | How many street lights of any other kind did you maintain? | 2024 (1 January to 31 December) | street lights
        2c | Did you switch any street lights off for part of the night? | 2023 (1 January to 31 December) | | Yes
        3c | Who repaired your street lights? | 2023 (1 January to 31 December)
        3c | Who repaired your street lights? | 2024 (1 January to 31 December) | | Lumen plc
        ",
    );
    assert_eq!(
        found,
        [
            "led 2023 1,200",
            "led 2024 1,340",
            "sodium 2023 not held ?",
            "switched_off 2023 yes",
            "contractor 2024 Lumen plc"
        ]
    );
}
