//! A second campaign, on another subject: every type of question, for two periods or for one.

use std::fs;

use serde_json::{Value, json};

use crate::world::{World, fixtures};

const COUNCILS: [&str; 5] = ["bristol", "kent", "leeds", "fife", "glasgow"];

/// A reply with an exact answer to every question, for every period it is asked of.
const BRISTOL: &str = "Please see our answers below.

1a. How many LED street lights did you maintain?
2023: 12,400
2024: 15,300

1b. 2023: 7,600
2024: 4,700

1c. 2023: 20,000
2024: 20,000

2a. 2023: £1.2m
2024: £987,654.32

2b. 2023: 45%
2024: 61.5%

2c. 2023: No
2024: Yes

2d. 2023: sodium
2024: LED

3a. 2023: 5.5 days
2024: 4 days

3b. 2023: 2023-11-20
2024: 2024-11-18

3c. 2023: Brightways Ltd
2024: Our own lighting team

4a. 314

4b. 1 March 2024

Yours sincerely,
Information Governance
";

/// The same reply without the two dates of 3b, which a year splits.
fn figures() -> String {
    BRISTOL.replace("3b. 2023: 2023-11-20\n2024: 2024-11-18\n\n", "")
}

fn launched() -> World {
    World::on("2025-02-03").campaign("street-lights").addresses(&COUNCILS).launched("street-lights")
}

/// A council answers on the twentieth of February.
fn replied(world: &mut World, authority: &str, body: &str) -> Value {
    let mail = world.council(authority).replies("2025-02-20", body);
    world.at("2025-02-21").receive(&mail)
}

fn cells(world: &World, authority: &str) -> Vec<Value> {
    let mut rows = world.rows(&["answers"]);
    rows.retain(|row| row["authority"] == authority);
    rows
}

/// What stands or waits for one question and period.
#[track_caller]
fn cell(world: &World, authority: &str, question: &str, period: &str) -> Value {
    cells(world, authority)
        .into_iter()
        .find(|row| row["question"] == question && row["period"] == period)
        .unwrap_or(Value::Null)
}

#[track_caller]
fn figure(world: &World, kind: &str, measure: &str, period: &str) -> Value {
    let rows = world.rows(&["results"]);
    let wanted =
        |row: &&Value| row["type"] == kind && row["measure"] == measure && row["period"] == period;
    let found: Vec<&Value> = rows.iter().filter(wanted).collect();
    assert_eq!(found.len(), 1, "{kind} {measure} {period} in {rows:?}");
    found[0].clone()
}

/// `[status, low, high, value]` of a cell.
fn said(cell: &Value) -> Value {
    json!([cell["status"], cell["low"], cell["high"], cell["value"]])
}

/// The campaign with something else in it.
fn with(from: &str, to: &str) -> String {
    let path = fixtures().join("campaigns/street-lights/campaign.toml");
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from} is not in the campaign");
    text.replace(from, to)
}

fn launched_with(from: &str, to: &str) -> World {
    World::on("2025-02-03")
        .campaign_text("street-lights", &with(from, to))
        .addresses(&COUNCILS)
        .launched("street-lights")
}

// Out.

#[test]
fn a_campaign_on_street_lights_is_fit_to_launch_like_any_other() {
    let world = World::on("2025-02-03").campaign("street-lights").addresses(&COUNCILS);
    let verdict = &world.rows(&["campaign", "check", "street-lights"])[0];
    assert_eq!(verdict["fit_to_rehearse"], true);
    assert_eq!(verdict["fit_to_launch"], true, "{verdict}");
    assert_eq!(verdict["questions"], 12);
    assert_eq!(verdict["cells"], 22, "ten questions for two years, two for one");
    assert_eq!(verdict["authorities"], 5);
}

#[test]
fn only_the_councils_named_by_id_are_written_to_once_each() {
    let world = launched();
    assert_eq!(world.letters().len(), 5);
    let mut asked: Vec<String> = world
        .rows(&["requests"])
        .iter()
        .map(|row| row["authority"].as_str().unwrap().to_owned())
        .collect();
    asked.sort();
    assert_eq!(asked, ["bristol", "fife", "glasgow", "kent", "leeds"]);
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 5, "a second pass sends nothing");
}

#[test]
fn scottish_councils_are_asked_under_the_scottish_act_in_the_same_campaign() {
    let world = launched();
    for (authority, act, other) in [
        ("kent", "Freedom of Information Act 2000", "FOISA"),
        ("fife", "Freedom of Information (Scotland) Act 2002", "Information Act 2000"),
    ] {
        let reference = world.council(authority).reference;
        let letter = &world.letters()[&format!("{reference}-1.eml")];
        let mail = mailparse::parse_mail(letter.as_bytes()).unwrap();
        let words = mail.get_body().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(act), "{authority}: {words}");
        assert!(!words.contains(other), "{authority}: {words}");
    }
    assert_eq!(world.request("fife")["law"], "foisa");
    assert_eq!(world.request("kent")["law"], "foia");
}

#[test]
fn the_letter_says_of_which_period_a_question_is_asked_when_it_is_not_all() {
    let world = launched();
    let reference = world.council("kent").reference;
    let letter = &world.letters()[&format!("{reference}-1.eml")];
    let body = mailparse::parse_mail(letter.as_bytes()).unwrap().get_body().unwrap();
    let block = |number: &str| {
        let start = body.find(&format!("\r\n{number}. ")).expect(number);
        let rest = &body[start + 2..];
        rest[..rest.find("\r\n\r\n").unwrap_or(rest.len())].to_owned()
    };
    assert!(body.contains("each of these periods separately"), "{body}");
    assert!(block("4a").contains("For: 2024"), "{}", block("4a"));
    assert!(!block("1a").contains("For:"), "{}", block("1a"));
    assert!(block("2d").contains("LED, sodium, metal halide"), "{}", block("2d"));
}

#[test]
fn a_choice_among_long_words_still_makes_a_letter_that_may_leave() {
    let world = World::on("2025-02-03")
        .campaign_text(
            "street-lights",
            &with(
                r#"["LED", "sodium", "metal halide"]"#,
                r#"["all LED lamps", "high-pressure sodium", "low-pressure sodium", "metal halide or mercury vapour", "some other kind of lamp"]"#,
            ),
        )
        .addresses(&COUNCILS);
    let plan = world.foi(&["launch", "street-lights"]);
    assert_eq!(plan.code, 0, "{}{}", plan.stdout, plan.stderr);
}

#[test]
fn a_period_with_a_long_name_still_makes_a_letter_that_may_leave() {
    let world = World::on("2025-02-03")
        .campaign_text(
            "street-lights",
            &with(
                "id = \"2024\"\n",
                "id = \"2024\"\nlabel = \"the twelve months from the first of January 2024 to the last of December 2024\"\n",
            ),
        )
        .addresses(&COUNCILS);
    let plan = world.foi(&["launch", "street-lights"]);
    assert_eq!(plan.code, 0, "{}{}", plan.stdout, plan.stderr);
}

// In.

#[test]
fn a_reply_with_every_type_of_answer_for_both_periods_fills_every_cell() {
    let mut world = launched();
    let mail = replied(&mut world, "bristol", BRISTOL);
    assert_eq!(mail["kind"], "answer", "{mail}");
    let is = |question: &str, period: &str| said(&cell(&world, "bristol", question, period));
    for (question, in_2023, in_2024) in [
        ("led", json!(12400), json!(15300)),
        ("sodium", json!(7600), json!(4700)),
        ("lights", json!(20000), json!(20000)),
        ("energy_cost", json!(1_200_000), json!(987_654.32)),
        ("dimmed", json!(45), json!(61.5)),
        ("repair_time", json!(5.5), json!(4)),
    ] {
        assert_eq!(is(question, "2023"), json!(["exact", in_2023, in_2023, null]), "{question}");
        assert_eq!(is(question, "2024"), json!(["exact", in_2024, in_2024, null]), "{question}");
    }
    for (question, in_2023, in_2024) in [
        ("switched_off", "no", "yes"),
        ("new_lamps", "sodium", "LED"),
        ("survey", "2023-11-20", "2024-11-18"),
        ("contractor", "Brightways Ltd", "Our own lighting team"),
    ] {
        assert_eq!(is(question, "2023"), json!(["exact", null, null, in_2023]), "{question}");
        assert_eq!(is(question, "2024"), json!(["exact", null, null, in_2024]), "{question}");
    }
    assert_eq!(is("faults", "2024"), json!(["exact", 314, 314, null]));
    assert_eq!(is("policy", "2024"), json!(["exact", null, null, "2024-03-01"]));
    assert_eq!(cells(&world, "bristol").len(), 22);
}

#[test]
fn a_plain_reply_stands_without_a_person_and_the_request_is_answered() {
    let mut world = launched_with(
        "take place?\"\ntype = \"date\"",
        "take place?\"\ntype = \"date\"\nperiods = \"2024\"",
    );
    let whole = BRISTOL.replace("2023: 2023-11-20\n2024: 2024-11-18", "18 November 2024");
    let mail = replied(&mut world, "bristol", &whole);
    assert_eq!((&mail["kind"], &mail["needs_review"]), (&json!("answer"), &json!(false)), "{mail}");
    for row in cells(&world, "bristol") {
        assert_eq!(row["needs_review"], false, "{row}");
        assert!(row["decided_by"].as_str().is_some_and(|by| by.starts_with("rule:")), "{row}");
    }
    assert_eq!(cell(&world, "bristol", "survey", "2024")["value"], "2024-11-18");
    let request = world.request("bristol");
    assert_eq!(request["status"], "answered");
    assert_eq!(request["days_late"], 0);
    assert_eq!(world.request("kent")["status"], "awaiting");
}

#[test]
fn a_day_written_year_first_is_no_financial_year() {
    let mut world = launched();
    let mail = replied(&mut world, "kent", "3b. 2023: 2023-11-20\n2024: 2024-11-18\n\n4a. 5\n");
    assert_eq!(mail["review_reason"], Value::Null, "{mail}");
}

#[test]
fn every_answer_carries_its_unit_and_the_words_it_was_read_from() {
    let mut world = launched();
    let mail = replied(&mut world, "bristol", &figures());
    let answer = cell(&world, "bristol", "energy_cost", "2023");
    assert_eq!(answer["unit"], "pounds");
    assert_eq!(answer["as_written"], "£1.2m");
    assert_eq!(answer["evidence"]["mail"], mail["mail"]);
    assert!(answer["evidence"]["quote"].as_str().unwrap().contains("£1.2m"), "{answer}");
    assert_eq!(cell(&world, "bristol", "repair_time", "2024")["unit"], "days");
}

#[test]
fn a_scottish_reply_is_read_by_the_same_rules() {
    let mut world = launched();
    let mail = replied(&mut world, "glasgow", BRISTOL);
    assert_eq!(mail["kind"], "answer", "{mail}");
    assert_eq!(said(&cell(&world, "glasgow", "faults", "2024")), json!(["exact", 314, 314, null]));
}

#[test]
fn a_value_that_names_no_period_waits_for_a_person() {
    let mut world = launched();
    replied(&mut world, "kent", "1a. 700\n\n4a. 12\n");
    let rows = cells(&world, "kent");
    let led: Vec<&Value> = rows.iter().filter(|row| row["question"] == "led").collect();
    assert_eq!(led.len(), 1, "{led:?}");
    assert_eq!(led[0]["needs_review"], true, "{led:?}");
    assert_eq!(cell(&world, "kent", "faults", "2024")["needs_review"], false);
    assert_eq!(figure(&world, "sum", "led", "2023")["exact"], json!(0.0));
}

#[test]
fn values_in_columns_below_the_years_go_to_their_years() {
    let mut world = launched();
    replied(&mut world, "kent", "    2023    2024\n1a.  700    900\n1c.  1,000    1,000\n4a. 12\n");
    assert_eq!(cell(&world, "kent", "led", "2023")["low"], 700);
    assert_eq!(cell(&world, "kent", "led", "2024")["low"], 900);
}

#[test]
fn refused_without_a_year_is_refused_for_both_years() {
    let mut world = launched();
    replied(
        &mut world,
        "kent",
        "1a. 2023: 5\n2024: 6\n\n2a. Withheld under section 43(2).\n\n2c. Not held.\n",
    );
    for period in ["2023", "2024"] {
        assert_eq!(cell(&world, "kent", "energy_cost", period)["status"], "refused");
        assert_eq!(cell(&world, "kent", "switched_off", period)["status"], "not_held");
    }
}

#[test]
fn a_whole_number_with_a_comma_is_a_count_even_where_years_are_written() {
    let mut world = launched();
    replied(&mut world, "kent", "1c. 2023: 2,050\n2024: 1,998\n\n4a. 2,024\n");
    assert_eq!(cell(&world, "kent", "lights", "2023")["low"], 2050);
    assert_eq!(cell(&world, "kent", "lights", "2024")["low"], 1998);
    assert_eq!(cell(&world, "kent", "faults", "2024")["low"], 2024);
}

#[test]
fn money_between_1990_and_2099_pounds_is_money() {
    let mut world = launched();
    replied(&mut world, "kent", "2a. 2023: £2,000\n2024: £1,995.50\n");
    assert_eq!(cell(&world, "kent", "energy_cost", "2023")["low"], 2000);
    assert_eq!(cell(&world, "kent", "energy_cost", "2024")["low"], 1995.5);
}

#[test]
fn a_person_can_say_that_there_were_2000_of_something() {
    let world = launched();
    world.foi(&["answers", "set", "leeds", "4a", "2000"]).done();
    assert_eq!(cell(&world, "leeds", "faults", "2024")["low"], 2000);
}

#[test]
fn less_than_a_sum_of_money_is_never_that_sum() {
    let mut world = launched();
    replied(&mut world, "kent", "2a. 2023: <£500\n2024: less than £500\n");
    for period in ["2023", "2024"] {
        let answer = cell(&world, "kent", "energy_cost", period);
        let certain = answer["status"] == "exact" && answer["needs_review"] == false;
        assert!(!certain, "{answer}");
    }
}

#[test]
fn less_than_one_percent_is_not_nought_percent() {
    let mut world = launched();
    replied(&mut world, "kent", "2b. 2023: <1%\n2024: less than 5%\n");
    for (period, at_least) in [("2023", 0.99), ("2024", 4.99)] {
        let answer = cell(&world, "kent", "dimmed", period);
        let high = answer["high"].as_f64();
        let certain = answer["needs_review"] == false && !answer.is_null();
        assert!(!certain || high.is_none_or(|high| high >= at_least), "{answer}");
    }
}

#[test]
fn more_than_five_percent_may_be_five_and_a_half() {
    let mut world = launched();
    replied(&mut world, "kent", "2b. 2023: more than 5%\n2024: 6%\n");
    let answer = cell(&world, "kent", "dimmed", "2023");
    let certain = answer["needs_review"] == false && !answer.is_null();
    assert!(!certain || answer["low"].as_f64().is_some_and(|low| low <= 5.5), "{answer}");
}

#[test]
fn dates_written_out_are_read_for_both_years() {
    let mut world = launched();
    replied(&mut world, "kent", "3b. 2023: 20 November 2023\n2024: 18/11/2024\n\n4a. 5\n");
    assert_eq!(cell(&world, "kent", "survey", "2023")["value"], "2023-11-20");
    assert_eq!(cell(&world, "kent", "survey", "2024")["value"], "2024-11-18");
}

#[test]
fn a_text_that_names_the_other_year_is_not_cut_in_two_without_a_doubt() {
    let mut world = launched();
    replied(
        &mut world,
        "kent",
        "3c. 2023: Brightways Ltd, until 2024 when they left\n2024: our own team\n\n4a. 5\n",
    );
    let answer = cell(&world, "kent", "contractor", "2023");
    let whole = answer["value"] == "Brightways Ltd, until 2024 when they left";
    assert!(whole || answer["needs_review"] == true || answer.is_null(), "{answer}");
}

#[test]
fn a_duration_in_another_unit_waits_for_a_person() {
    let mut world = launched();
    replied(&mut world, "kent", "3a. 2023: 36 hours\n2024: 2 weeks\n\n4a. 5\n");
    for period in ["2023", "2024"] {
        assert_eq!(cell(&world, "kent", "repair_time", period)["needs_review"], true, "{period}");
    }
}

#[test]
fn a_word_that_is_no_choice_is_not_read_as_one() {
    let mut world = launched();
    replied(&mut world, "kent", "2d. 2023: gas\n2024: LED and sodium\n\n4a. 5\n");
    let gas = cell(&world, "kent", "new_lamps", "2023");
    assert_eq!((&gas["value"], &gas["needs_review"]), (&Value::Null, &true.into()), "{gas}");
    assert_eq!(cell(&world, "kent", "faults", "2024")["low"], 5, "the rest is read");
    let both = cell(&world, "kent", "new_lamps", "2024");
    assert!(both.is_null() || both["needs_review"] == true, "{both}");
}

#[test]
fn a_part_greater_than_its_whole_waits_in_the_year_it_is_greater() {
    let mut world = launched();
    replied(&mut world, "kent", "1a. 2023: 900\n2024: 90\n\n1c. 2023: 100\n2024: 100\n");
    assert_eq!(cell(&world, "kent", "led", "2023")["needs_review"], true);
    assert_eq!(cell(&world, "kent", "lights", "2023")["needs_review"], true);
    assert_eq!(cell(&world, "kent", "led", "2024")["needs_review"], false);
}

#[test]
fn parts_that_do_not_add_up_to_their_total_wait_for_a_person() {
    let mut world = launched();
    replied(
        &mut world,
        "kent",
        "1a. 2023: 10\n2024: 60\n\n1b. 2023: 20\n2024: 40\n\n1c. 2023: 300\n2024: 100\n",
    );
    let doubted = ["led", "sodium", "lights"]
        .iter()
        .any(|question| cell(&world, "kent", question, "2023")["needs_review"] == true);
    assert!(doubted, "10 and 20 are not 300: {:?}", cells(&world, "kent"));
    assert_eq!(cell(&world, "kent", "lights", "2024")["needs_review"], false, "60 and 40 are 100");
}

// Decisions.

#[test]
fn a_person_sets_an_answer_of_every_type() {
    let world = launched();
    for (question, period, written, status, low, high, value) in [
        ("led", "2023", "13", "exact", json!(13), json!(13), Value::Null),
        ("1b", "2023", "<5", "suppressed", json!(0), json!(4), Value::Null),
        ("lights", "2023", "10-15", "range", json!(10), json!(15), Value::Null),
        ("led", "2024", "10-", "range", json!(10), Value::Null, Value::Null),
        ("lights", "2024", "*", "suppressed", json!(0), Value::Null, Value::Null),
        ("2a", "2024", "£1,234.50", "exact", json!(1234.5), json!(1234.5), Value::Null),
        ("dimmed", "2023", "12.5%", "exact", json!(12.5), json!(12.5), Value::Null),
        ("repair_time", "2023", "3 days", "exact", json!(3), json!(3), Value::Null),
        ("switched_off", "2024", "yes", "exact", Value::Null, Value::Null, json!("yes")),
        (
            "new_lamps",
            "2024",
            "Metal Halide",
            "exact",
            Value::Null,
            Value::Null,
            json!("metal halide"),
        ),
        (
            "survey",
            "2024",
            "18 November 2024",
            "exact",
            Value::Null,
            Value::Null,
            json!("2024-11-18"),
        ),
        (
            "contractor",
            "2024",
            "Our own team",
            "exact",
            Value::Null,
            Value::Null,
            json!("Our own team"),
        ),
        ("dimmed", "2024", "not_held", "not_held", Value::Null, Value::Null, Value::Null),
        ("contractor", "2023", "refused", "refused", Value::Null, Value::Null, Value::Null),
    ] {
        world.foi(&["answers", "set", "leeds", question, written, "--period", period]).done();
        let id = match question {
            "1b" => "sodium",
            "2a" => "energy_cost",
            other => other,
        };
        let answer = cell(&world, "leeds", id, period);
        assert_eq!(said(&answer), json!([status, low, high, value]), "{question} {written}");
        assert_eq!(answer["decided_by"], "person:ada");
        assert_eq!(answer["as_written"], written);
    }
}

#[test]
fn setting_an_answer_of_two_years_needs_the_year_and_of_one_year_does_not() {
    let world = launched();
    let words = world.foi(&["answers", "set", "leeds", "led", "5"]).failed();
    assert!(words.contains("2023") && words.contains("2024"), "{words}");
    let words = world.foi(&["answers", "set", "leeds", "faults", "5", "--period", "2023"]).failed();
    assert!(words.contains("2024"), "{words}");
    world.foi(&["answers", "set", "leeds", "faults", "5"]).done();
    assert_eq!(cells(&world, "leeds").len(), 1);
}

#[test]
fn an_answer_that_its_question_cannot_have_is_refused_with_what_to_write() {
    let world = launched();
    for (question, value) in [
        ("switched_off", "perhaps"),
        ("switched_off", "5-"),
        ("new_lamps", "gas"),
        ("new_lamps", "5-"),
        ("survey", "last winter"),
        ("survey", "5-"),
        ("led", "many"),
    ] {
        let run = world.foi(&["answers", "set", "leeds", question, value, "--period", "2024"]);
        assert_eq!(run.code, 1, "{question} = {value}: {}", run.stdout);
        assert!(run.stderr.contains(value), "{}", run.stderr);
    }
    assert_eq!(cells(&world, "leeds").len(), 0);
}

#[test]
fn an_answer_set_with_two_numbers_is_refused_rather_than_halved() {
    let world = launched();
    for value in ["12 and 15", "15-10", "5 hours 30 days"] {
        let question = if value.contains("hours") { "repair_time" } else { "led" };
        let run = world.foi(&["answers", "set", "leeds", question, value, "--period", "2024"]);
        assert_eq!(run.code, 1, "{value} was taken: {}", run.stdout);
    }
    assert_eq!(cells(&world, "leeds").len(), 0);
}

#[test]
fn an_unknown_question_is_an_error_that_names_a_near_one() {
    let world = launched();
    let words = world.foi(&["answers", "set", "leeds", "repair_tme", "5"]).failed();
    assert!(words.contains("repair_time"), "{words}");
}

#[test]
fn accepting_lets_what_waits_stand_and_nothing_else() {
    let mut world = launched();
    replied(&mut world, "kent", "1a. 2023: about 700\n2024: 900\n\n3a. 2024: 36 hours\n");
    assert_eq!(world.rows(&["answers", "--waiting"]).len(), 2);
    world.foi(&["answers", "accept", "kent", "led"]).done();
    let led = cell(&world, "kent", "led", "2023");
    assert_eq!((&led["low"], &led["decided_by"]), (&json!(700), &json!("person:ada")));
    assert_eq!(led["needs_review"], false);
    assert_eq!(cell(&world, "kent", "repair_time", "2024")["needs_review"], true);
    let decided = cell(&world, "kent", "led", "2024")["decided_by"].clone();
    assert!(decided.as_str().unwrap().starts_with("rule:"), "{decided}");
    assert_eq!(figure(&world, "sum", "led", "2023")["exact"], json!(700.0));
    let words = world.foi(&["answers", "accept", "kent", "led"]).failed();
    assert!(words.contains("kent"), "{words}");
}

#[test]
fn a_decision_outranks_a_later_reply_with_another_number() {
    let mut world = launched();
    replied(&mut world, "kent", "4a. 12\n");
    world.foi(&["answers", "set", "kent", "4a", "13"]).done();
    let mail = world.council("kent").replies("2025-02-24", "4a. 14\n\nThis is our answer.\n");
    world.at("2025-02-25").receive(&mail);
    let sum = figure(&world, "sum", "faults", "2024");
    assert_eq!(sum["exact"], json!(13.0), "{sum}");
}

#[test]
fn what_a_decision_replaced_is_still_listed_among_all_readings() {
    let mut world = launched();
    replied(&mut world, "kent", "4a. 12\n");
    world.foi(&["answers", "set", "kent", "4a", "13", "--as", "ben"]).done();
    assert_eq!(cells(&world, "kent").len(), 1);
    let all = world.rows(&["answers", "--all", "--request", "kent"]);
    let standing: Vec<&Value> = all.iter().filter(|row| row["stands"] == true).collect();
    assert_eq!((all.len(), standing.len()), (2, 1), "{all:?}");
    assert_eq!(standing[0]["decided_by"], "person:ben");
}

// Figures.

#[test]
fn sums_are_made_of_each_year_apart_and_only_of_what_adds_up() {
    let mut world = launched();
    replied(&mut world, "bristol", &figures());
    replied(&mut world, "fife", "1a. 2023: 100\n2024: 200\n\n2a. 2023: £10.50\n2024: £0.25\n");
    for (measure, in_2023, in_2024) in [
        ("led", 12500.0, 15500.0),
        ("sodium", 7600.0, 4700.0),
        ("energy_cost", 1_200_010.5, 987_654.57),
        ("repair_time", 5.5, 4.0),
    ] {
        assert_eq!(figure(&world, "sum", measure, "2023")["exact"], json!(in_2023), "{measure}");
        assert_eq!(figure(&world, "sum", measure, "2024")["exact"], json!(in_2024), "{measure}");
    }
    let measures: Vec<Value> = world
        .rows(&["results"])
        .into_iter()
        .filter(|row| row["type"] == "sum")
        .map(|row| json!([row["measure"], row["period"]]))
        .collect();
    assert!(!measures.iter().any(|row| row[0] == "dimmed"), "percentages do not add up");
    assert!(!measures.contains(&json!(["faults", "2023"])), "nobody was asked for faults of 2023");
}

#[test]
fn a_sum_names_who_is_in_it_and_why_the_others_are_not() {
    let mut world = launched();
    replied(&mut world, "bristol", &figures());
    replied(&mut world, "leeds", "4a. Not held.\n\n1a. 2023: 1\n2024: 2\n");
    let sum = figure(&world, "sum", "faults", "2024");
    assert_eq!(sum["authorities_asked"], 5);
    assert_eq!(sum["authorities_counted"], 1);
    assert_eq!(sum["counted"], json!(["bristol"]));
    let why = |authority: &str| {
        let excluded = sum["excluded"].as_array().unwrap();
        excluded.iter().find(|row| row["authority"] == authority).unwrap()["reason"].clone()
    };
    assert_eq!(why("leeds"), "not held");
    assert_eq!(why("kent"), "no reply yet");
}

#[test]
fn a_suppressed_part_is_an_interval_that_ends_at_its_whole() {
    let mut world = launched();
    replied(&mut world, "kent", "1a. 2023: 3\n2024: *\n\n1c. 2023: 20\n2024: 12\n");
    // A sign that nothing explains waits: a person agrees that it stands for a number.
    world.foi(&["answers", "accept", "kent"]).done();
    let led = figure(&world, "sum", "led", "2024");
    assert_eq!(
        (&led["exact"], &led["low"], &led["high"]),
        (&json!(0.0), &json!(0.0), &json!(12.0))
    );
    assert_eq!(led["authorities_counted"], 0);
}

#[test]
fn a_part_that_only_the_total_names_ends_at_the_total_too() {
    let mut world = launched();
    replied(&mut world, "kent", "1b. 2023: 3\n2024: *\n\n1c. 2023: 20\n2024: 12\n");
    // A sign that nothing explains waits: a person agrees that it stands for a number.
    world.foi(&["answers", "accept", "kent"]).done();
    let sodium = figure(&world, "sum", "sodium", "2024");
    assert_eq!(sodium["high"], json!(12.0), "1c is the total of 1a and 1b: {sodium}");
}

#[test]
fn an_unbounded_answer_leaves_the_sum_without_an_upper_bound() {
    let mut world = launched();
    replied(&mut world, "kent", "4a. *\n\n1a. 2023: 1\n2024: 2\n");
    // A sign that nothing explains waits: a person agrees that it stands for a number.
    world.foi(&["answers", "accept", "kent"]).done();
    replied(&mut world, "leeds", "4a. 10\n\n1a. 2023: 1\n2024: 2\n");
    let faults = figure(&world, "sum", "faults", "2024");
    assert_eq!(faults["exact"], json!(10.0));
    assert_eq!(faults["low"], json!(10.0));
    assert_eq!(faults["high"], Value::Null);
}

#[test]
fn a_ratio_pairs_only_councils_that_gave_both_numbers() {
    let mut world = launched();
    replied(&mut world, "bristol", &figures());
    replied(&mut world, "kent", "1a. 2023: 10\n2024: 100\n");
    replied(&mut world, "fife", "1a. 2023: 1\n2024: 700\n\n1c. 2023: 2\n2024: 1,000\n");
    let ratio = figure(&world, "ratio", "led/lights", "2024");
    assert_eq!(ratio["numerator"], 16000);
    assert_eq!(ratio["denominator"], 21000);
    assert_eq!(ratio["exact"], json!(0.7619));
    assert_eq!(ratio["counted"], json!(["bristol", "fife"]));
}

#[test]
fn headlines_are_filled_from_the_sums_and_the_paired_ratio() {
    let mut world = launched();
    replied(&mut world, "bristol", &figures());
    replied(
        &mut world,
        "fife",
        "1a. 2023: 1\n2024: 700\n\n1c. 2023: 2\n2024: 1,000\n\n4a. 1,686\n",
    );
    assert_eq!(
        figure(&world, "headline", "faults_reported", "2024")["text"],
        "2 of 5 councils counted 2,000 faults in 2024 (1 January to 31 December)."
    );
    assert_eq!(
        figure(&world, "headline", "led_share", "2024")["text"],
        "In 2 councils 16,000 of 21,000 street lights – 76% – were LED."
    );
}

#[test]
fn a_headline_that_nobody_has_answered_has_no_text() {
    let world = launched();
    assert_eq!(figure(&world, "headline", "faults_reported", "2024")["text"], Value::Null);
    assert_eq!(figure(&world, "headline", "led_share", "2024")["text"], Value::Null);
    let words = world.foi(&["results"]).done().stdout;
    assert!(words.contains("no authority has given its figures yet"), "{words}");
}

#[test]
fn explaining_a_headline_walks_to_the_line_of_each_mail_and_to_each_silence() {
    let mut world = launched();
    replied(&mut world, "bristol", &figures());
    let words = world.foi(&["results", "--explain", "led_share"]).done().stdout;
    for part in [
        "In 1 councils 15,300 of 20,000 street lights – 77% – were LED.",
        "bristol, lights: 20,000",
        "bristol, led: 15,300",
        "m1 line",
        "001.eml",
        "Not counted: 4.",
        "kent: led: no reply yet",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
    let rows = world.rows(&["results", "--explain", "faults_reported"]);
    let counted: Vec<&Value> = rows.iter().filter(|row| row["counted"] == true).collect();
    assert_eq!(counted.len(), 1);
    assert_eq!((&counted[0]["low"], &counted[0]["evidence"]["mail"]), (&json!(314), &json!("m1")));
    let of_councils = rows.iter().filter(|row| row["authority"].is_string()).count();
    assert_eq!((of_councils, rows.len()), (5, 6), "each council, and how to compute it again");
}

#[test]
fn explaining_an_unknown_headline_names_the_known_ones() {
    let world = launched();
    let words = world.foi(&["results", "--explain", "led_shar"]).failed();
    assert!(words.contains("led_share"), "{words}");
}

#[test]
fn a_ratio_of_things_that_are_no_parts_has_no_bound_below_its_own_figure() {
    let mut world =
        launched_with(r#"ratio = ["led", "lights"]"#, r#"ratio = ["energy_cost", "lights"]"#);
    replied(&mut world, "kent", "2a. 2023: £1\n2024: £5,000\n\n1c. 2023: 1\n2024: 100\n");
    let ratio = figure(&world, "ratio", "energy_cost/lights", "2024");
    let (exact, high) = (ratio["exact"].as_f64().unwrap(), ratio["high"].as_f64());
    assert!(high.is_none_or(|high| high >= exact), "{ratio}");
}

#[test]
fn a_bound_never_lies_below_the_exact_sum() {
    let mut world = launched();
    // The whole is less than its part, and a person has accepted both.
    replied(&mut world, "kent", "1a. 2023: 1\n2024: 90\n\n1c. 2023: 1\n2024: 80\n");
    world.foi(&["answers", "accept", "kent"]).done();
    let led = figure(&world, "sum", "led", "2024");
    assert!(led["high"].as_f64().unwrap() >= led["exact"].as_f64().unwrap(), "{led}");
}

/// What stands of `question` in Bristol's reply with these words behind it, by period.
fn standing(question: &str, number: &str, words: &str) -> Vec<(String, Value)> {
    let mut world = launched();
    replied(
        &mut world,
        "bristol",
        &format!("Our reply:\n\n{number}. {words}\n\nYours sincerely\n"),
    );
    let rows = cells(&world, "bristol");
    rows.iter()
        .filter(|row| row["question"] == question && row["stands"] == true)
        .map(|row| {
            let value = if row["value"].is_null() { &row["low"] } else { &row["value"] };
            (row["period"].as_str().unwrap().to_owned(), value.clone())
        })
        .collect()
}

#[test]
fn yes_in_one_year_and_no_in_the_other_is_not_yes_in_both() {
    for words in [
        "Yes, in 2023; no in 2024.",
        "Yes, but only in 2023 and not in 2024.",
        "No, only in 2023 and 2024.",
    ] {
        assert_eq!(standing("switched_off", "2c", words), [], "{words}");
    }
    let both = [("2023".to_owned(), json!("no")), ("2024".to_owned(), json!("no"))];
    assert_eq!(standing("switched_off", "2c", "No, in neither 2023 nor 2024."), both);
}

#[test]
fn words_and_days_of_two_years_are_not_each_years() {
    let contractors = "Brightways Ltd in 2023, our own team in 2024.";
    assert_eq!(standing("contractor", "3c", contractors), []);
    let survey = "The survey for 2023 and 2024 took place on 12 October 2023.";
    assert_eq!(standing("survey", "3b", survey), []);
}

#[test]
fn a_figure_among_the_words_of_the_question_is_not_cut_off_with_them() {
    for words in [
        "35% of the street lights was dimmed in 2023 and 41.5% in 2024.",
        "In total 35% of your street lights was dimmed in 2023 and 41.5% in 2024.",
    ] {
        let wrong = standing("dimmed", "2b", words)
            .into_iter()
            .find(|(period, value)| period == "2023" && *value != json!(35));
        assert_eq!(wrong, None, "{words}");
    }
}
