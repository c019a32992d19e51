//! Due dates under both Acts, against published and hand-checked cases.

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use foi_campaign::law::calendar::{Calendar, Scope};
use foi_campaign::law::clock::{long_date, response_due};
use foi_campaign::law::ledger::{Fact, Happening, reckon};
use foi_campaign::law::{Law, london};
use proptest::prelude::*;

use crate::world::{World, fixtures};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn due(law: &str, received: &str) -> String {
    let world = World::empty("2026-01-01");
    let rows = world.rows(&["clock", "--law", law, "--received", received]);
    rows[0]["due"].as_str().unwrap().to_owned()
}

#[test]
fn foia_skips_a_bank_holiday_of_any_part_of_the_kingdom_and_foisa_only_scotlands() {
    // 13 July is Northern Ireland's, 3 August Scotland's.
    assert_eq!(due("foia", "2026-07-10"), "2026-08-11");
    assert_eq!(due("foisa", "2026-07-10"), "2026-08-10");
}

#[test]
fn the_working_names_each_skipped_day_with_its_section() {
    let world = World::empty("2026-01-01");
    let shown = world.foi(&["clock", "--law", "foia", "--received", "2026-07-10"]).done().stdout;
    assert!(shown.contains("Monday 13 July 2026"), "{shown}");
    assert!(shown.contains("Monday 3 August 2026"), "{shown}");
    assert!(shown.contains("section 10(6)"), "{shown}");
}

#[test]
fn a_mail_after_midnight_in_london_is_received_the_next_day() {
    assert_eq!(due("foia", "2026-07-01T23:30:00Z"), "2026-07-31");
    assert_eq!(due("foia", "2026-07-01T22:59:59Z"), "2026-07-30");
    assert_eq!(london::civil_date("2026-07-01T23:30:00Z".parse().unwrap()), day("2026-07-02"));
}

#[test]
fn every_case_of_the_table_comes_out_as_expected_on_the_command_line() {
    let world = World::empty("2026-01-01");
    let mut checked = 0;
    let mut reader = csv::Reader::from_path(fixtures().join("deadline-cases.csv")).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let (case, law, received, events) = (&row[0], &row[1], &row[3], &row[4]);
        let (working_days, deadline, expected) = (&row[5], &row[6], &row[7]);
        if row[8].contains("2007-2010 supplement") {
            continue;
        }
        let mut arguments = vec!["clock", "--law", law];
        if !received.is_empty() {
            arguments.extend(["--received", received]);
        }
        for event in events.split(';').filter(|event| !event.is_empty()) {
            arguments.extend(["--event", event]);
        }
        if !working_days.is_empty() {
            arguments.extend(["--working-days", working_days]);
        }
        let found = world.row(&arguments, "deadline", deadline);
        assert_eq!(found["due"], expected, "{case}: {}", &row[8]);
        checked += 1;
    }
    assert_eq!(checked, 107, "cases");
}

#[test]
fn the_cases_of_2007_to_2010_come_out_with_the_calendar_of_those_years() {
    let text = std::fs::read_to_string(fixtures().join("bank-holidays-2007-2010.json")).unwrap();
    let days: Vec<NaiveDate> = serde_json::from_str(&text).unwrap();
    let calendar = Calendar::of(&days);
    let mut reader = csv::Reader::from_path(fixtures().join("deadline-cases.csv")).unwrap();
    let mut checked = 0;
    for row in reader.records() {
        let row = row.unwrap();
        if row[8].contains("2007-2010 supplement") {
            let facts = [Fact::new(Happening::Received, day(&row[3]))];
            let deadlines =
                reckon(&calendar, Law::Foia, &facts).unwrap().deadlines(&calendar, None).unwrap();
            let found = deadlines.iter().find(|found| found.deadline == &row[6]).unwrap();
            assert_eq!(found.due, Some(day(&row[7])), "{}", &row[0]);
            checked += 1;
        }
    }
    assert_eq!(checked, 9);
}

#[test]
fn a_date_that_rests_on_unproclaimed_holidays_says_so() {
    let world = World::empty("2026-01-01");
    let rows = world.rows(&["clock", "--law", "foia", "--received", "2029-03-01"]);
    assert_eq!(rows[0]["provisional"], true);
    let rows = world.rows(&["clock", "--law", "foia", "--received", "2028-03-01"]);
    assert_eq!(rows[0]["provisional"], false);
}

#[test]
fn a_year_without_known_holidays_is_refused_with_what_to_do() {
    let world = World::empty("2026-01-01");
    let said = world.foi(&["clock", "--law", "foia", "--received", "2044-03-01"]).failed();
    assert!(said.contains("2044") && said.contains("2012 to 2035"), "{said}");
    let run = world.foi(&["clock", "--law", "foia", "--received", "2026-02-30"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

/// A second, naive implementation: count days one by one, from a list of holidays by hand-written
/// rule for each part of the kingdom.
fn naive_due(holidays: &[NaiveDate], received: NaiveDate) -> NaiveDate {
    let mut day = received;
    let mut count = 0;
    while count < 20 {
        day += Duration::days(1);
        let weekend = day.weekday() == Weekday::Sat || day.weekday() == Weekday::Sun;
        if !weekend && !holidays.contains(&day) {
            count += 1;
        }
    }
    day
}

fn holidays(scotland_only: bool) -> Vec<NaiveDate> {
    let read = |name: &str| -> serde_json::Value {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/law/data").join(name);
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let mut days = Vec::new();
    for name in ["bank-holidays.json", "bank-holidays-projected-2029-2035.json"] {
        for (part, rows) in read(name).as_object().unwrap() {
            if part == "scotland" || !scotland_only {
                days.extend(
                    rows.as_array().unwrap().iter().map(|row| day(row["date"].as_str().unwrap())),
                );
            }
        }
    }
    days
}

#[test]
fn every_receipt_day_from_2012_to_2028_agrees_with_a_naive_count() {
    for (law, list) in [(Law::Foia, holidays(false)), (Law::Foisa, holidays(true))] {
        let mut received = day("2012-01-01");
        while received.year() < 2029 {
            let found = response_due(Calendar::shipped(), law, received).unwrap();
            assert_eq!(found, naive_due(&list, received), "{law:?} {received}");
            received += Duration::days(1);
        }
    }
}

#[test]
fn quick_reckoning_agrees_with_the_long_way() {
    let calendar = Calendar::shipped();
    for day in day("2012-02-01").iter_days().take_while(|day| *day < self::day("2035-12-01")) {
        for scope in [Scope::AnyPartOfUk, Scope::Scotland] {
            let back = |back: i64| day - Duration::days(back);
            let before = (1..60).map(back).filter(|day| calendar.is_working(scope, *day)).nth(9);
            assert_eq!(calendar.working_day_before(scope, day, 10), before, "{day}");
        }
        assert_eq!(long_date(day), day.format("%A %-d %B %Y").to_string());
        for hour in 0..24 {
            let instant = day.and_hms_opt(hour, 30, 0).unwrap().and_utc();
            let date = instant.with_timezone(&chrono_tz::Europe::London).date_naive();
            assert_eq!(london::civil_date(instant), date, "{instant}");
        }
    }
}

proptest! {
    #[test]
    fn a_due_day_is_a_working_day_and_never_earlier_for_a_later_receipt(offset in 0_i64..8000) {
        let received = day("2012-01-02") + Duration::days(offset);
        for law in Law::ALL {
            let calendar = Calendar::shipped();
            let scope = law.regime(received).scope;
            let due = response_due(calendar, law, received).unwrap();
            let later = response_due(calendar, law, received + Duration::days(1)).unwrap();
            prop_assert!(calendar.is_working(scope, due));
            prop_assert!(later >= due);
        }
    }
}
