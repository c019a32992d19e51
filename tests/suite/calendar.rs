//! Bank holidays by Act and nation, GOV.UK's list taken in, and deadlines for people's calendars.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use icalendar::{Calendar, Component, Event};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::world::World;

const PARTS: [&str; 3] = ["england-and-wales", "scotland", "northern-ireland"];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The days of a year as `foi calendar` gives them.
fn year(world: &World, year: i32) -> Vec<Value> {
    world.rows(&["calendar", &year.to_string()])
}

#[track_caller]
fn on(rows: &[Value], date: &str) -> Value {
    rows.iter().find(|row| row["date"] == date).cloned().unwrap_or(Value::Null)
}

/// Which of the two Acts leave a day out.
#[track_caller]
fn skipped_by(world: &World, date: &str) -> (bool, bool) {
    let row = on(&year(world, day(date).year()), date);
    (row["foia"] == true, row["foisa"] == true)
}

// What a year looks like.

#[test]
fn foia_leaves_out_a_holiday_of_any_part_and_foisa_only_scotlands() {
    let world = World::empty("2026-03-02");
    for (date, foia, foisa) in [
        ("2026-01-02", true, true),   // 2 January: Scotland alone
        ("2026-11-30", true, true),   // St Andrew's Day: Scotland alone
        ("2026-06-15", true, true),   // the World Cup: Scotland alone
        ("2026-07-13", true, false),  // the Boyne, on a Monday: Northern Ireland alone
        ("2027-07-12", true, false),  // and on its own day
        ("2026-03-17", true, false),  // St Patrick's Day
        ("2026-04-06", true, false),  // Easter Monday is none in Scotland
        ("2026-04-03", true, true),   // Good Friday is one everywhere
        ("2027-08-02", true, true),   // Scotland's summer holiday is the first Monday of August
        ("2027-08-30", true, false),  // and not the last, as GOV.UK once said
        ("2022-05-30", false, false), // moved for the Jubilee
        ("2022-06-02", true, true),
        ("2022-06-03", true, true),
        ("2022-09-19", true, true),
    ] {
        assert_eq!(skipped_by(&world, date), (foia, foisa), "{date}");
    }
}

#[test]
fn a_day_shows_its_parts_its_weekday_and_when_it_became_known() {
    let world = World::empty("2026-03-02");
    let rows = world.rows(&["calendar"]);
    let cup = on(&rows, "2026-06-15");
    assert_eq!(cup["weekday"], "Monday");
    assert_eq!(cup["parts"], json!(["scotland"]));
    assert_eq!(cup["known_on"], "2026-02-04");
    assert_eq!(cup["projected"], false);
    assert!(!cup["source"].as_str().unwrap().is_empty());
    assert_eq!(on(&rows, "2026-12-25")["parts"], json!(PARTS));
    assert_eq!(on(&year(&world, 2022), "2022-09-19")["known_on"], "2022-09-10");
    let shown = world.foi(&["calendar"]).done().stdout;
    assert!(shown.contains("known since 4 February 2026"), "{shown}");
    assert!(shown.contains("247 working days under FOIA"), "{shown}");
    assert!(shown.contains("251 working days under FOISA"), "{shown}");
}

#[test]
fn working_days_of_a_year_agree_with_a_naive_count() {
    let world = World::empty("2026-03-02");
    for year_ in [2012, 2022, 2026, 2028, 2031] {
        let rows = year(&world, year_);
        for (act, words) in [("foia", "under FOIA"), ("foisa", "under FOISA")] {
            let weekdays = NaiveDate::from_ymd_opt(year_, 1, 1)
                .unwrap()
                .iter_days()
                .take_while(|day| day.year() == year_)
                .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
                .filter(|day| on(&rows, &day.to_string())[act] != true)
                .count();
            let shown = world.foi(&["calendar", &year_.to_string()]).done().stdout;
            assert!(shown.contains(&format!("{weekdays} working days {words}")), "{shown}");
        }
    }
}

#[test]
fn comparing_lists_the_days_on_which_the_nations_differ() {
    let world = World::empty("2026-03-02");
    let rows = world.rows(&["calendar", "2026", "--compare"]);
    assert!(rows.iter().all(|row| row["parts"].as_array().unwrap().len() < 3), "{rows:?}");
    assert_eq!(rows.len(), 8);
    let shown = world.foi(&["calendar", "2026", "--compare"]).done().stdout;
    assert!(shown.contains("Scotland: 10 days; alone on 2 January, 15 June"), "{shown}");
    assert!(shown.contains("FOISA counts 4 days that FOIA leaves out"), "{shown}");
    let foisa = world.rows(&["calendar", "2026", "--law", "foisa"]);
    assert!(foisa.iter().all(|row| row["foisa"] == true));
    assert_eq!(foisa.len(), 10);
}

#[test]
fn a_projected_year_says_so_and_an_unknown_one_is_refused() {
    let world = World::empty("2026-03-02");
    assert!(year(&world, 2030).iter().all(|row| row["projected"] == true));
    assert_eq!(on(&year(&world, 2030), "2030-04-19")["title"], "Good Friday");
    assert!(world.foi(&["calendar", "2030"]).done().stdout.contains("not yet proclaimed"));
    let said = world.foi(&["calendar", "2040"]).failed();
    assert!(said.contains("2012 to 2035"), "{said}");
}

/// Easter Sunday of a year (the anonymous Gregorian rule).
fn easter(year: i32) -> NaiveDate {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let corrected = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + corrected + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let days = u32::try_from(moon + weekday - 7 * late + 114).unwrap();
    NaiveDate::from_ymd_opt(year, days / 31, days % 31 + 1).unwrap()
}

/// The rules of rules.md 7.5, written a second time: what every year has but for one-offs.
fn by_rule(year: i32, part: &str) -> BTreeSet<NaiveDate> {
    let date = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let weekday = |month, day| date(month, day).weekday();
    let monday = |mut day: NaiveDate| {
        while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            day += Duration::days(1);
        }
        day
    };
    let first_monday =
        |month| (1..8).map(|day| date(month, day)).find(|day| day.weekday() == Weekday::Mon);
    let last_monday =
        |month| (25..32).map(|day| date(month, day)).find(|day| day.weekday() == Weekday::Mon);
    let mut days = BTreeSet::from([
        easter(year) - Duration::days(2),
        first_monday(5).unwrap(),
        last_monday(5).unwrap(),
    ]);
    days.extend(match weekday(12, 25) {
        Weekday::Sat => [date(12, 27), date(12, 28)],
        Weekday::Sun => [date(12, 26), date(12, 27)],
        Weekday::Fri => [date(12, 25), date(12, 28)],
        Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu => [date(12, 25), date(12, 26)],
    });
    if part == "scotland" {
        days.extend(match weekday(1, 1) {
            Weekday::Sat => [date(1, 3), date(1, 4)],
            Weekday::Sun => [date(1, 2), date(1, 3)],
            Weekday::Fri => [date(1, 1), date(1, 4)],
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu => [date(1, 1), date(1, 2)],
        });
        days.extend([first_monday(8).unwrap(), monday(date(11, 30))]);
    } else {
        days.extend([
            monday(date(1, 1)),
            easter(year) + Duration::days(1),
            last_monday(8).unwrap(),
        ]);
    }
    if part == "northern-ireland" {
        days.extend([monday(date(3, 17)), monday(date(7, 12))]);
    }
    days
}

#[test]
fn every_year_is_what_the_rules_give_but_for_the_days_that_were_proclaimed_once() {
    let world = World::empty("2026-03-02");
    let moved =
        [("2012-06-04", "2012-05-28"), ("2020-05-08", "2020-05-04"), ("2022-06-02", "2022-05-30")];
    let extra = ["2012-06-05", "2022-06-03", "2022-09-19", "2023-05-08"];
    for year_ in 2012..=2035 {
        let rows = year(&world, year_);
        assert!(rows.iter().all(|row| (row["projected"] == true) == (year_ > 2028)));
        for part in PARTS {
            let found: BTreeSet<NaiveDate> = rows
                .iter()
                .filter(|row| row["parts"].as_array().unwrap().contains(&json!(part)))
                .map(|row| day(row["date"].as_str().unwrap()))
                .collect();
            let mut expected = by_rule(year_, part);
            for (to, from) in moved {
                if expected.remove(&day(from)) {
                    expected.insert(day(to));
                }
            }
            expected.extend(extra.map(day).into_iter().filter(|day| day.year() == year_));
            if (year_, part) == (2026, "scotland") {
                expected.insert(day("2026-06-15"));
            }
            assert_eq!(found, expected, "{year_} {part}");
        }
    }
}

// GOV.UK's list.

/// The list as GOV.UK would publish it for some years.
struct List(BTreeMap<&'static str, Vec<(String, String)>>);

impl List {
    /// As shipped for proclaimed years, by rule for later ones.
    fn of(years: std::ops::RangeInclusive<i32>) -> Self {
        let world = World::empty("2026-03-02");
        let mut list = Self(PARTS.map(|part| (part, Vec::new())).into());
        for row in years.flat_map(|number| year(&world, number)) {
            for part in PARTS {
                if row["parts"].as_array().unwrap().contains(&json!(part)) {
                    list = list.with(
                        part,
                        row["date"].as_str().unwrap(),
                        row["title"].as_str().unwrap(),
                    );
                }
            }
        }
        list
    }

    fn with(mut self, part: &'static str, date: &str, title: &str) -> Self {
        self.0.get_mut(part).unwrap().push((date.to_owned(), title.to_owned()));
        self
    }

    fn without(mut self, part: &'static str, date: &str) -> Self {
        self.0.get_mut(part).unwrap().retain(|(day, _)| day != date);
        self
    }

    fn json(&self) -> Value {
        let division = |part: &str, days: &[(String, String)]| {
            let events: Vec<Value> = days
                .iter()
                .map(|(date, title)| {
                    json!({"title": title, "date": date, "notes": "", "bunting": true})
                })
                .collect();
            json!({"division": part, "events": events})
        };
        self.0.iter().map(|(part, days)| ((*part).to_owned(), division(part, days))).collect()
    }
}

#[track_caller]
fn put(world: &World, list: &List) {
    fs::write(world.path("bank-holidays.json"), list.json().to_string()).unwrap();
}

const DRY_RUN: [&str; 3] = ["calendar", "import", "bank-holidays.json"];
const CONFIRM: [&str; 4] = ["calendar", "import", "bank-holidays.json", "--confirm"];

/// What the program says of a list that it refuses; nothing is kept.
#[track_caller]
fn refused(text: &str) -> String {
    let world = World::on("2026-03-02");
    fs::write(world.path("bank-holidays.json"), text).unwrap();
    let said = world.foi(&DRY_RUN).failed();
    assert_eq!(world.foi(&CONFIRM).failed(), said);
    let db = Connection::open(world.path("foi.db")).unwrap();
    let rows: i64 =
        db.query_row("SELECT count(*) FROM bank_holidays", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
    assert!(said.contains("bank-holidays.json"), "{said}");
    said
}

#[track_caller]
fn assert_says(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "`{word}` in {said}");
    }
}

#[test]
fn what_is_not_govuks_list_is_refused_with_what_to_do() {
    for text in ["", "<html>", "[]", "{\"england-and-wales\": []}", "\"x\"", &"[".repeat(100_000)] {
        assert_says(&refused(text), &["three divisions", "fetch"]);
    }
    let said = refused(&" ".repeat(5_000_000));
    assert_says(&said, &["larger than 4 MB"]);
    let mut list = List::of(2026..=2028).json();
    list.as_object_mut().unwrap().remove("scotland");
    assert_says(&refused(&list.to_string()), &["scotland is missing"]);
    list["scotland"] = list["england-and-wales"].clone();
    assert_says(&refused(&list.to_string()), &["scotland calls itself `england-and-wales`"]);
    let mut list = List::of(2026..=2028).json();
    list["wales"] = list["scotland"].clone();
    assert_says(&refused(&list.to_string()), &["wales"]);
    let empty = List(PARTS.map(|part| (part, Vec::new())).into());
    assert_says(&refused(&empty.json().to_string()), &["no days"]);
}

#[test]
fn a_year_with_too_few_days_is_refused_by_division_and_year() {
    for (part, least) in [("england-and-wales", 8), ("scotland", 9), ("northern-ireland", 10)] {
        let list = List::of(2027..=2028).without(part, "2027-05-03");
        let said = refused(&list.json().to_string());
        assert_says(&said, &[part, "2027", &format!("at least {least}"), "fetch"]);
        assert!(!said.contains("2028:"), "{said}");
    }
    // A year that only one division has.
    let list = List::of(2027..=2028).with("scotland", "2029-01-01", "New Year's Day");
    assert_says(&refused(&list.json().to_string()), &["england-and-wales, 2029: 0 bank holidays"]);
}

#[test]
fn the_mistake_that_govuk_made_about_scotlands_august_is_refused() {
    let list = List::of(2027..=2027).without("scotland", "2027-08-02").with(
        "scotland",
        "2027-08-30",
        "Summer bank holiday",
    );
    let said = refused(&list.json().to_string());
    assert_says(
        &said,
        &["scotland, 2027", "2027-08-30 is the last Monday", "first Monday of August"],
    );
}

#[test]
fn a_day_that_is_known_and_still_to_come_is_never_taken_away() {
    // Scotland has one more than the least, so that only the known day tells.
    let list = List::of(2026..=2028).without("scotland", "2026-06-15");
    let said = refused(&list.json().to_string());
    assert_says(&said, &["scotland, 2026", "2026-06-15", "World Cup", "never taken away"]);
    // A day that has passed may be missing, and stays.
    let world = World::on("2026-07-01");
    put(&world, &list);
    assert_says(&world.foi(&CONFIRM).done().stdout, &["Nothing new"]);
    assert_eq!(on(&year(&world, 2026), "2026-06-15")["parts"], json!(["scotland"]));
}

#[test]
fn dates_that_do_not_exist_stand_twice_or_lie_far_away_are_refused() {
    let with = |date: &str, title: &str| {
        refused(&List::of(2027..=2027).with("scotland", date, title).json().to_string())
    };
    assert_says(
        &with("2027-02-30", "Leap day"),
        &["scotland", "`2027-02-30`", "Leap day", "no date"],
    );
    assert_says(&with("30/11/2027", "x"), &["`30/11/2027`"]);
    assert_says(&with("2027-8-2", "x"), &["`2027-8-2`"]);
    assert_says(&with("2027-11-30", "x"), &["scotland, 2027: 2027-11-30 stands there twice"]);
    assert_says(&with("2099-01-01", "x"), &["2099: only the years 2012 to 2031"]);
    assert_says(&with("1926-01-01", "x"), &["1926: only the years"]);
    assert_says(&with("2027-10-01", " "), &["scotland", "2027-10-01", "no title"]);
    assert_says(&with("2027-10-01", "a\u{1b}[2Jb"), &["2027-10-01", "no title"]);
    assert_says(&with("2027-10-01", &"x".repeat(300)), &["no title"]);
}

#[test]
fn taking_the_same_list_in_twice_changes_nothing_and_says_so() {
    let world = World::on("2026-03-02");
    put(&world, &List::of(2024..=2028));
    assert_says(&world.foi(&DRY_RUN).done().stdout, &["Nothing new", "2024 to 2028"]);
    put(&world, &List::of(2024..=2028).with("scotland", "2026-10-05", "A day of thanks"));
    let first = &world.rows(&CONFIRM)[0];
    assert_eq!((&first["confirmed"], &first["by"]), (&json!(true), &json!("ada")));
    assert_eq!(
        first["added"],
        json!([{"date": "2026-10-05", "part": "scotland", "title": "A day of thanks",
                "known_on": "2026-03-02"}])
    );
    let again = &world.rows(&CONFIRM)[0];
    assert_eq!((&again["added"], &again["moved"]), (&json!([]), &json!([])));
    assert_says(&world.foi(&CONFIRM).done().stdout, &["Nothing new"]);
    let row = on(&year(&world, 2026), "2026-10-05");
    assert_eq!(row["known_on"], "2026-03-02");
    assert!(row["source"].as_str().unwrap().contains("sha256"), "{row}");
    // What another part adds later is known for that part since then, and for FOIA since before.
    let world = {
        let mut world = world;
        world.at("2026-03-09");
        world
    };
    let list = List::of(2024..=2028).with("scotland", "2026-10-05", "A day of thanks");
    put(&world, &list.with("england-and-wales", "2026-10-05", "A day of thanks"));
    world.foi(&CONFIRM).done();
    let row = on(&year(&world, 2026), "2026-10-05");
    assert_eq!(row["parts"], json!(["england-and-wales", "scotland"]));
    assert_eq!(row["known_on"], "2026-03-02");
}

#[test]
fn a_dry_run_keeps_nothing_and_a_decision_needs_a_person() {
    let world = World::on("2026-03-02");
    put(&world, &List::of(2026..=2028).with("scotland", "2026-10-05", "A day of thanks"));
    let shown = world.foi(&DRY_RUN).done().stdout;
    assert_says(&shown, &["Monday 5 October 2026", "Scotland", "--confirm"]);
    assert_eq!(on(&year(&world, 2026), "2026-10-05"), Value::Null);
    fs::write(world.path("foi.toml"), "").unwrap();
    assert_says(&world.foi(&CONFIRM).failed(), &["say who decides"]);
    world.foi(&[&CONFIRM[..], &["--as", "bea"]].concat()).done();
    assert_eq!(on(&year(&world, 2026), "2026-10-05")["parts"], json!(["scotland"]));
}

#[test]
fn a_projected_year_that_is_published_counts_as_proclaimed_and_its_projection_gives_way() {
    let world = World::on("2026-03-02");
    // 12 July 2029 is moved to 13 July; the rest is as projected.
    let list = List::of(2028..=2029).without("northern-ireland", "2029-07-12").with(
        "northern-ireland",
        "2029-07-13",
        "Battle of the Boyne",
    );
    put(&world, &list);
    let plan = &world.rows(&CONFIRM)[0];
    assert_eq!(plan["gone"], json!([{"date": "2029-07-12", "part": "northern-ireland"}]));
    let rows = year(&world, 2029);
    assert!(rows.iter().all(|row| row["projected"] == false), "{rows:?}");
    assert_eq!(on(&rows, "2029-07-12"), Value::Null);
    assert_eq!(on(&rows, "2029-07-13")["known_on"], "2026-03-02");
    assert_eq!(on(&rows, "2029-03-30")["known_on"], Value::Null, "the projection had it");
    let clock =
        |received: &str| world.rows(&["clock", "--law", "foia", "--received", received])[0].clone();
    assert_eq!(clock("2029-03-01")["provisional"], false);
    assert_eq!(clock("2030-03-01")["provisional"], true);
    assert!(year(&world, 2030).iter().all(|row| row["projected"] == true));
    assert_says(&world.foi(&CONFIRM).done().stdout, &["Nothing new"]);
}

#[test]
fn bank_holidays_that_were_taken_in_are_never_changed() {
    let world = World::on("2026-03-02");
    put(&world, &List::of(2026..=2028).with("scotland", "2026-10-05", "A day of thanks"));
    world.foi(&CONFIRM).done();
    let db = Connection::open(world.path("foi.db")).unwrap();
    let columns = "date, part, 'x', known_on, recorded_at, by, source";
    for statement in [
        "DELETE FROM bank_holidays".to_owned(),
        "UPDATE bank_holidays SET date = '2026-10-06'".to_owned(),
        "REPLACE INTO bank_holidays SELECT * FROM bank_holidays".to_owned(),
        format!("INSERT OR REPLACE INTO bank_holidays SELECT 9, {columns} FROM bank_holidays"),
    ] {
        let said = db.execute(&statement, []).unwrap_err().to_string();
        assert!(said.contains("append-only"), "{statement}: {said}");
    }
    let late = world.command(&["tick"]).env("FOI_NOW", "2026-03-01T09:00:00Z").output().unwrap();
    assert!(!late.status.success(), "the import is on record");
}

// While a campaign runs.

#[test]
fn a_day_proclaimed_while_a_campaign_runs_moves_its_due_days_and_lists_them() {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "fife", "leeds"]);
    world = world.launched("trafficked");
    let due = |world: &World, id: &str| world.request(id)["due_on"].as_str().unwrap().to_owned();
    assert_eq!(
        (due(&world, "kent"), due(&world, "fife")),
        ("2026-03-02".into(), "2026-03-02".into())
    );
    world.at("2026-02-20");
    let leeds = world.council("leeds");
    world.receive(&leeds.replies("2026-02-10", "1. 5\n2. 2\n3. 7\n"));
    put(&world, &List::of(2024..=2028).with("england-and-wales", "2026-02-27", "A day of thanks"));
    let rows = world.rows(&DRY_RUN);
    let moved = rows[0]["moved"].as_array().unwrap().clone();
    let find = |id: &str| moved.iter().find(|row| row["authority"] == id);
    let kent = find("kent").unwrap();
    assert_eq!(kent["old_due_on"], "2026-03-02");
    assert_eq!(kent["new_due_on"], "2026-03-03");
    assert_eq!((&kent["open"], &kent["campaign"]), (&json!(true), &json!("trafficked")));
    assert_eq!(find("leeds").unwrap()["open"], false);
    assert!(find("fife").is_none(), "FOISA knows Scotland's days alone");
    assert_eq!(due(&world, "kent"), "2026-03-02", "a dry run moves nothing");

    let shown = world.foi(&CONFIRM).done().stdout;
    assert_says(&shown, &["Friday 27 February 2026", "kent", "2026-03-02", "2026-03-03", "ada"]);
    assert_eq!(due(&world, "kent"), "2026-03-03");
    assert_eq!(due(&world, "leeds"), "2026-03-03");
    assert_eq!(due(&world, "fife"), "2026-03-02");
    // The stored row and the log agree, and so does the calculator.
    let on = world.row(&["requests", "--on", "2026-02-21"], "authority", "kent");
    assert_eq!(on["due_on"], "2026-03-03");
    let clock = ["clock", "--law", "foia", "--received", "2026-02-02"];
    assert_eq!(world.rows(&clock)[0]["due"], "2026-03-03");
    assert_says(&world.foi(&clock).done().stdout, &["Friday 27 February 2026: A day of thanks"]);
    assert_eq!(World::empty("2026-02-20").rows(&clock)[0]["due"], "2026-03-02");
    // Overdue a day later than it would have been.
    world.at("2026-03-03").foi(&["tick"]).done();
    assert_eq!(world.request("kent")["status"], "awaiting");
    assert_eq!(world.request("fife")["status"], "overdue");
    world.at("2026-03-04").foi(&["tick"]).done();
    assert_eq!(world.request("kent")["status"], "overdue");
}

#[test]
fn days_of_the_past_stay_and_a_past_day_that_was_unknown_is_added() {
    let world = World::on("2026-03-02");
    let before = year(&world, 2022);
    put(
        &world,
        &List::of(2022..=2022).without("scotland", "2022-09-19").with(
            "scotland",
            "2022-10-03",
            "Forgotten",
        ),
    );
    world.foi(&CONFIRM).done();
    let after = year(&world, 2022);
    assert!(before.iter().all(|row| after.contains(row)));
    assert_eq!(on(&after, "2022-10-03")["parts"], json!(["scotland"]));
}

// iCalendar.

#[track_caller]
fn exported(world: &World) -> (String, Calendar) {
    let text = world.foi(&["calendar", "export"]).done().stdout;
    let parsed = text.parse().unwrap();
    (text, parsed)
}

#[track_caller]
fn event_for(calendar: &Calendar, reference: &Value) -> Event {
    let reference = reference.as_str().unwrap();
    let mut found = calendar.events().filter(|event| event.get_uid().unwrap().contains(reference));
    let event = found.next().expect("an entry for the request").clone();
    assert!(found.next().is_none());
    event
}

#[test]
fn deadlines_go_into_a_calendar_and_are_updated_in_place() {
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "fife"]);
    world = world.launched("trafficked");
    world.at("2026-02-03");
    let (text, calendar) = exported(&world);
    assert_eq!(calendar.property_value("METHOD"), Some("PUBLISH"));
    assert_eq!(calendar.property_value("X-WR-CALNAME"), Some("FOI deadlines"));
    assert_eq!(calendar.property_value("REFRESH-INTERVAL"), Some("P1D"));
    assert_eq!(calendar.events().count(), 2);
    let kent = world.request("kent");
    let event = event_for(&calendar, &kent["reference"]);
    assert_eq!(event.property_value("DTSTART"), Some("20260302"));
    assert_eq!(event.property_value("DTEND"), Some("20260303"), "the end is excluded");
    assert_eq!(event.property_value("DTSTAMP"), Some("20260203T090000Z"));
    assert_eq!(event.property_value("LAST-MODIFIED"), Some("20260203T090000Z"));
    assert_eq!(event.property_value("STATUS"), Some("CONFIRMED"));
    assert_says(event.get_summary().unwrap(), &["Kent", "FOIA reply due"]);
    let description = event.get_description().unwrap();
    let reference = kent["reference"].as_str().unwrap();
    assert_says(
        description,
        &["Freedom of Information Act 2000", reference, "Received on Monday 2 February 2026", "\n"],
    );
    let alarm = &event.components()[0];
    assert_eq!(alarm.property_value("TRIGGER"), Some("PT9H"));
    assert_eq!(alarm.property_value("ACTION"), Some("DISPLAY"));
    assert_eq!(alarm.property_value("DTSTAMP"), None);
    assert_eq!(exported(&world).0, text, "the same time gives the same bytes");

    // A reply: the same entry, later in its sequence, taken out.
    world.at("2026-02-12");
    let mail = world.council("kent").replies("2026-02-10", "1. 5\n2. 2\n3. 7\n");
    world.receive(&mail);
    let (_, calendar) = exported(&world);
    let after = event_for(&calendar, &kent["reference"]);
    assert_eq!(after.get_uid(), event.get_uid());
    assert!(after.get_sequence() > event.get_sequence());
    assert_eq!(after.property_value("STATUS"), Some("CANCELLED"));
    assert!(after.components().is_empty(), "nothing rings any more");
    // A day proclaimed meanwhile moves the other one, in place.
    let fife = world.request("fife");
    let before = event_for(&calendar, &fife["reference"]);
    put(&world, &List::of(2024..=2028).with("scotland", "2026-02-27", "A day of thanks"));
    world.foi(&CONFIRM).done();
    let after = event_for(&exported(&world).1, &fife["reference"]);
    assert_eq!(after.get_uid(), before.get_uid());
    assert!(after.get_sequence() > before.get_sequence());
    assert_eq!(after.property_value("DTSTART"), Some("20260303"));
}

#[test]
fn lines_of_a_calendar_are_folded_and_what_would_break_them_is_escaped() {
    let world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["bristol", "rhondda-cynon-taf"])
        .launched("trafficked");
    let db = Connection::open(world.path("foi.db")).unwrap();
    // Names come from the register, which anybody may import.
    db.execute_batch("DROP TRIGGER requests_no_update").unwrap();
    let name =
        "Bristol, City of; \\ a name “that” goes on and on — until it has to be folded, é, twice";
    db.execute("UPDATE requests SET name = ?1 WHERE authority = 'bristol'", [name]).unwrap();
    let (text, calendar) = exported(&world);
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    let event = event_for(&calendar, &world.request("bristol")["reference"]);
    assert_eq!(event.get_summary().unwrap(), format!("{name}: FOIA reply due"));
}

#[test]
fn a_calendar_file_is_for_its_owner_alone_and_for_one_campaign_if_asked() {
    let world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    let arguments = ["calendar", "export", "--out", "d.ics", "--campaign", "trafficked"];
    let row = &world.rows(&arguments)[0];
    assert_eq!((&row["deadlines"], &row["cancelled"]), (&json!(1), &json!(0)));
    let mode = fs::metadata(world.path("d.ics")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let calendar: Calendar = fs::read_to_string(world.path("d.ics")).unwrap().parse().unwrap();
    assert_eq!(calendar.get_name(), Some("FOI deadlines, trafficked"));
    assert_eq!(calendar.events().count(), 1);
    // Written over, whole.
    assert_says(&world.foi(&arguments).done().stdout, &["1 entry"]);
    world.foi(&["calendar", "export", "--campaign", "nobody"]).failed();
    let said = world.foi(&["calendar", "export", "--out", "no/such/folder/d.ics"]).failed();
    assert_says(&said, &["writing no/such/folder/d.ics"]);
}
