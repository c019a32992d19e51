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
