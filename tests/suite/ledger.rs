//! The clock as a ledger: what moves a date, what does not, and what is impossible.

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use foi_campaign::law::Law;
use foi_campaign::law::calendar::{Calendar, Scope};
use foi_campaign::law::ledger::{Fact, Happening, reckon, reckon_under};
use foi_campaign::law::regime::{Clarification, ClarificationEffect, REGIMES, Regime, in_force};
use proptest::prelude::*;
use serde_json::Value;

use crate::world::World;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The rows of `foi clock` for a law, a receipt and events.
fn clock(law: &str, received: &str, events: &[&str]) -> Vec<Value> {
    let mut arguments = vec!["clock", "--law", law];
    if !received.is_empty() {
        arguments.extend(["--received", received]);
    }
    for event in events {
        arguments.extend(["--event", event]);
    }
    World::empty("2026-01-01").rows(&arguments)
}

fn row(law: &str, received: &str, events: &[&str], deadline: &str) -> Value {
    let rows = clock(law, received, events);
    let found = rows.iter().find(|row| row["deadline"] == deadline);
    found.unwrap_or_else(|| panic!("no {deadline} in {rows:?}")).clone()
}

fn due(law: &str, received: &str, events: &[&str], deadline: &str) -> Value {
    row(law, received, events, deadline)["due"].clone()
}

fn working(row: &Value) -> String {
    let lines = row["explanation"].as_array().unwrap();
    lines.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

fn refused(law: &str, received: &str, events: &[&str]) -> String {
    let mut arguments = vec!["clock", "--law", law];
    if !received.is_empty() {
        arguments.extend(["--received", received]);
    }
    for event in events {
        arguments.extend(["--event", event]);
    }
    World::empty("2026-01-01").foi(&arguments).failed()
}

#[test]
fn the_world_cup_holiday_of_scotland_delays_an_english_reply_and_a_scottish_one() {
    assert_eq!(due("foia", "2026-06-05", &[], "response"), "2026-07-06");
    assert_eq!(due("foisa", "2026-06-05", &[], "response"), "2026-07-06");
    assert!(working(&row("foia", "2026-06-05", &[], "response")).contains("15 June 2026"));
}

#[test]
fn in_the_jubilee_year_the_30th_of_may_counts_and_the_2nd_and_3rd_of_june_do_not() {
    for law in ["foia", "foisa"] {
        let row = row(law, "2022-05-16", &[], "response");
        assert_eq!(row["due"], "2022-06-15");
        let working = working(&row);
        assert!(working.contains("2 June 2022") && working.contains("3 June 2022"), "{working}");
        assert!(!working.contains("30 May 2022"), "{working}");
    }
}

#[test]
fn the_2nd_of_january_and_st_andrews_day_are_skipped_for_an_english_council() {
    let january = working(&row("foia", "2025-12-10", &[], "response"));
    assert!(january.contains("Friday 2 January 2026"), "{january}");
    let november = working(&row("foia", "2026-11-23", &[], "response"));
    assert!(november.contains("Monday 30 November 2026"), "{november}");
}

#[test]
fn the_12th_of_july_and_easter_monday_are_skipped_under_foia_and_count_under_foisa() {
    assert!(working(&row("foia", "2027-07-06", &[], "response")).contains("12 July 2027"));
    assert!(!working(&row("foisa", "2027-07-06", &[], "response")).contains("12 July 2027"));
    assert!(working(&row("foia", "2026-03-10", &[], "response")).contains("6 April 2026"));
    // In Scotland a reply can fall due on Easter Monday itself.
    assert_eq!(due("foisa", "2026-03-06", &[], "response"), "2026-04-06");
}

#[test]
fn a_holiday_proclaimed_while_the_time_runs_is_counted_out_and_said_to_be_unsettled() {
    let row = row("foia", "2022-09-01", &[], "response");
    assert_eq!(row["due"], "2022-09-30");
    let said = working(&row);
    assert!(said.contains("Saturday 10 September 2022"), "{said}");
    assert!(said.contains("unsettled") && said.contains("Thursday 29 September 2022"), "{said}");
    // Known before the request came: nothing is unsettled.
    let later = working(&self::row("foia", "2022-09-12", &[], "response"));
    assert!(later.contains("19 September 2022") && !later.contains("unsettled"), "{later}");
}

#[test]
fn three_months_from_30_november_end_on_the_last_of_february() {
    let paid = |on: &str| due("foia", on, &[&format!("fees_notice={on}")], "fee_pay_by");
    assert_eq!(paid("2026-11-30"), "2027-02-28");
    assert_eq!(paid("2027-11-30"), "2028-02-29");
    assert_eq!(paid("2027-11-29"), "2028-02-28");
    assert_eq!(paid("2026-01-15"), "2026-04-14");
    // Six months for the Scottish Commissioner end on the corresponding day.
    let asked = |on: &str| {
        due("foisa", on, &[&format!("review_outcome_received={on}")], "foisa_commissioner_by")
    };
    assert_eq!(asked("2026-08-31"), "2027-02-28");
    assert_eq!(asked("2026-06-02"), "2026-12-02");
}

#[test]
fn a_redirecting_auto_reply_stops_an_english_clock_and_not_a_scottish_one() {
    let events = ["autoreply_redirect=2026-05-15"];
    let english = row("foia", "2026-05-15", &events, "response");
    assert_eq!(english["due"], Value::Null);
    assert!(working(&english).contains("No time runs"));
    let scottish = row("foisa", "2026-05-15", &events, "response");
    assert_eq!(scottish["due"], "2026-06-16");
    assert!(working(&scottish).contains("section 74(2)"));
    let resent = ["autoreply_redirect=2026-05-15", "resent_received=2026-05-18"];
    assert_eq!(due("foia", "2026-05-15", &resent, "response"), "2026-06-17");
    let scottish_again = row("foisa", "2026-05-15", &resent, "response");
    assert_eq!(scottish_again["due"], scottish["due"], "the first one was received");
}

#[test]
fn a_letter_by_post_is_presumed_received_on_the_third_day_in_scotland_and_estimated_elsewhere() {
    let scottish = row("foisa", "", &["posted=2026-01-08"], "response");
    assert!(working(&scottish).contains("presumed received 3 days later, on Sunday 11 January"));
    assert_eq!(scottish["due"], due("foisa", "2026-01-11", &[], "response"));
    let english = row("foia", "", &["posted=2026-01-08"], "response");
    assert!(working(&english).contains("In doubt"), "{english}");
    assert_eq!(english["due"], due("foia", "2026-01-12", &[], "response"));
    // Known delivery outranks both.
    let known = row("foisa", "2026-01-14", &["posted=2026-01-08"], "response");
    assert_eq!(known["due"], due("foisa", "2026-01-14", &[], "response"));
}

#[test]
fn while_a_question_or_a_fee_is_open_the_clock_stands_still_and_says_why() {
    let asked = row("foia", "2026-01-12", &["clarification_asked=2026-01-20"], "response");
    assert_eq!(asked["due"], Value::Null);
    assert!(working(&asked).contains("Tuesday 20 January 2026"), "{asked}");
    let fee = ["fees_notice=2026-01-19"];
    assert_eq!(due("foia", "2026-01-12", &fee, "response"), Value::Null);
    assert_eq!(due("foia", "2026-01-12", &fee, "fee_pay_by"), "2026-04-18");
    let shown = World::empty("2026-01-01");
    let shown = shown
        .foi(&["clock", "--law", "foia", "--received", "2026-01-12", "--event", fee[0]])
        .done();
    assert!(shown.stdout.contains("Reply due: the clock stands still"), "{}", shown.stdout);
}

#[test]
fn the_working_of_a_fee_names_the_days_left_out() {
    let events = ["fees_notice=2026-01-19", "fee_paid=2026-01-30"];
    let said = working(&row("foia", "2026-01-12", &events, "response"));
    assert!(said.contains("the 10 working days from Monday 19 January 2026"), "{said}");
    assert!(said.contains("section 10(2)"), "{said}");
}

#[test]
fn an_extension_under_foisa_has_no_effect_and_says_why() {
    let plain = due("foisa", "2026-03-02", &[], "response");
    let events = ["pit_extension_notice=2026-03-20:20:s30"];
    let extended = row("foisa", "2026-03-02", &events, "response");
    assert_eq!(extended["due"], plain);
    assert!(working(&extended).contains("FOISA knows no extension"), "{extended}");
    let rows = clock("foisa", "2026-03-02", &events);
    assert!(rows.iter().all(|row| row["deadline"] != "pit_extended_response"));
}

#[test]
fn an_extension_needs_a_qualified_exemption_in_time_and_no_more_than_20_days() {
    let received = "2026-03-02";
    let plain = due("foia", received, &[], "response");
    for (event, reason) in [
        ("pit_extension_notice=2026-03-20:20:none", "names none"),
        ("pit_extension_notice=2026-03-20:20:s12", "section 12 is not an exemption at all"),
        ("pit_extension_notice=2026-03-20:20:s21", "absolute"),
        ("pit_extension_notice=2026-03-20:20:s40(2)", "absolute"),
        ("pit_extension_notice=2026-04-20:20:s43", "had to be given by"),
        ("eir_extension_notice=2026-03-20:20", "Environmental Information"),
    ] {
        let rows = clock("foia", received, &[event]);
        let response = rows.iter().find(|row| row["deadline"] == "response").unwrap();
        assert_eq!(response["due"], plain, "{event}");
        let said = working(response);
        assert!(said.contains("no effect") && said.contains(reason), "{event}: {said}");
        assert!(rows.iter().all(|row| row["deadline"] != "pit_extended_response"), "{event}");
    }
    let lawful = "pit_extension_notice=2026-03-20:20:s43";
    assert_eq!(due("foia", received, &[lawful], "pit_extended_response"), "2026-04-30");
    let longer = "pit_extension_notice=2026-03-20:35:s43";
    assert_eq!(due("foia", received, &[longer], "pit_extended_response"), "2026-04-30");
    let said = working(&row("foia", received, &[longer], "response"));
    assert!(said.contains("35 working days more"), "{said}");
    let shorter = "pit_extension_notice=2026-03-20:10:s43";
    assert_eq!(due("foia", received, &[shorter], "pit_extended_response"), "2026-04-16");
    // The environmental regulations' extension is theirs alone.
    assert_eq!(
        due("eir", received, &["eir_extension_notice=2026-03-20:20"], "eir_extended_response"),
        "2026-04-30"
    );
}

#[test]
fn the_scottish_right_to_a_review_runs_from_the_end_of_the_time_or_from_a_late_reply() {
    let silent = clock("foisa", "2026-03-10", &[]);
    let named = |rows: &[Value], name: &str| {
        rows.iter().find(|row| row["deadline"] == name).map(|row| row["due"].clone())
    };
    let expiry = named(&silent, "response").unwrap();
    assert_eq!(expiry, "2026-04-08");
    assert_eq!(named(&silent, "foisa_review_request_by_statutory").unwrap(), "2026-06-05");
    assert_eq!(named(&silent, "regulator_complaint_by"), None, "a review comes first");
    // An early reply leaves the Act's limit where it was; the Commissioner's guidance is tighter.
    let early = clock("foisa", "2026-03-10", &["response_received=2026-03-20"]);
    assert_eq!(named(&early, "foisa_review_request_by_statutory").unwrap(), "2026-06-05");
    assert_eq!(named(&early, "foisa_review_request_by_recommended").unwrap(), "2026-05-19");
    let english = clock("foia", "2026-03-10", &[]);
    assert!(named(&english, "regulator_complaint_by").is_some(), "silence needs no review");
}

#[test]
fn every_law_has_its_own_second_look_and_its_own_way_on() {
    for (law, asked, review, outcome, complaint, decision, court) in [
        (
            "foia",
            "internal_review_requested",
            "internal_review_longstop",
            "internal_review_outcome_received",
            "regulator_complaint_by",
            "decision_notice_sent",
            "tribunal_appeal_by",
        ),
        (
            "foisa",
            "requirement_for_review",
            "foisa_review_response",
            "review_outcome_received",
            "foisa_commissioner_by",
            "decision_intimated",
            "court_of_session_by",
        ),
        (
            "eir",
            "representations_received",
            "eir_reconsideration_response",
            "internal_review_outcome_received",
            "regulator_complaint_by",
            "decision_notice_sent",
            "tribunal_appeal_by",
        ),
        (
            "eisr",
            "requirement_for_review",
            "eir_reconsideration_response",
            "review_outcome_received",
            "foisa_commissioner_by",
            "decision_intimated",
            "court_of_session_by",
        ),
    ] {
        let replied = "response_received=2026-03-20".to_owned();
        let asked = format!("{asked}=2026-04-01");
        let outcome = format!("{outcome}=2026-05-01");
        let decision = format!("{decision}=2026-09-01");
        let mut so_far: Vec<&str> = vec![&replied, &asked];
        assert!(due(law, "2026-03-02", &so_far, review).is_string(), "{law}");
        so_far.push(&outcome);
        assert!(due(law, "2026-03-02", &so_far, complaint).is_string(), "{law}");
        let rows = clock(law, "2026-03-02", &so_far);
        assert!(rows.iter().all(|row| row["deadline"] != review), "{law}: it is done");
        so_far.push(&decision);
        assert!(due(law, "2026-03-02", &so_far, court).is_string(), "{law}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_what_the_law_allows() {
    for (law, received, events, said) in [
        ("foia", "2026-02-02", vec!["clarification_asked=2026-01-20"], "before the request"),
        ("foia", "2026-02-02", vec!["response_received=2026-01-20"], "before the request"),
        ("foia", "2026-02-02", vec!["fee_paid=2026-02-20"], "a fee is paid in answer to a fees"),
        ("foia", "2026-02-02", vec!["clarification_answered=2026-02-20"], "that the authority"),
        ("foia", "2026-02-02", vec!["received_by_transferee=2026-02-20"], "transferred"),
        ("foia", "2026-02-02", vec!["resent_received=2026-02-20"], "did not arrive"),
        ("foia", "2026-02-02", vec!["requirement_for_review=2026-03-20"], "internal review"),
        ("foisa", "2026-02-02", vec!["internal_review_requested=2026-03-20"], "section 20"),
        ("foisa", "2026-02-02", vec!["decision_notice_sent=2026-03-20"], "decision_intimated"),
        ("foia", "", vec!["bounce=2026-02-02"], "--received DATE"),
        ("foia", "2026-02-02", vec!["fees_notice=2026-02-30"], "there is no such day"),
        ("foia", "2026-02-02", vec!["fee_notice=2026-02-20"], "fees_notice"),
        ("foia", "2026-02-02", vec!["fees_notice=2026-02-20:20"], "only an extension"),
        ("foia", "2026-02-02", vec!["pit_extension_notice=2026-02-20:20:s99"], "no section"),
        ("foia", "2026-02-02", vec!["fees_notice"], "write an event as"),
    ] {
        let found = refused(law, received, &events);
        assert!(found.contains(said), "{events:?}: {found}");
    }
}

#[test]
fn a_regime_in_which_a_clarification_pauses_the_clock_is_a_row_and_not_another_program() {
    let foisa = in_force(&REGIMES, Law::Foisa, day("2026-01-01")).unwrap();
    let clarification =
        Clarification { effect: ClarificationEffect::Pauses, ..foisa.clarification };
    let reform: &'static Regime =
        Box::leak(Box::new(Regime { from: day("2027-01-01"), clarification, ..foisa.clone() }));
    let facts = [
        Fact::new(Happening::Received, day("2027-02-01")),
        Fact::new(Happening::ClarificationAsked, day("2027-02-10")),
        Fact::new(Happening::ClarificationAnswered, day("2027-02-16")),
    ];
    let calendar = Calendar::shipped();
    let restarts = reckon(calendar, Law::Foisa, &facts).unwrap().response_due();
    let pauses = reckon_under(calendar, reform, &facts).unwrap().response_due();
    assert_eq!(restarts, Some(day("2027-03-16")));
    // Five working days, 10 to 16 February, are left out of the twenty.
    assert_eq!(pauses, Some(day("2027-03-08")));
    // The version is chosen by the day of receipt.
    let versions = [foisa.clone(), reform.clone()];
    let effect = |on| in_force(&versions, Law::Foisa, on).unwrap().clarification.effect;
    assert_eq!(effect(day("2026-12-31")), ClarificationEffect::Restarts);
    assert_eq!(effect(day("2027-01-01")), ClarificationEffect::Pauses);
}

/// Counts day by day, and leaves out the days of every pause.
fn naive(scope: Scope, received: NaiveDate, pauses: &[(NaiveDate, NaiveDate)]) -> NaiveDate {
    let calendar = Calendar::shipped();
    let (mut day, mut count) = (received, 0);
    while count < 20 {
        day += Duration::days(1);
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let left_out = pauses.iter().any(|(first, last)| (*first..=*last).contains(&day));
        let holiday = calendar.of_year(day.year()).any(|(known, holiday)| {
            known == day && (scope == Scope::AnyPartOfUk || holiday.is_scottish())
        });
        if !(weekend || left_out || holiday) {
            count += 1;
        }
    }
    day
}

proptest! {
    #[test]
    fn fees_leave_out_exactly_the_working_days_from_notice_to_payment(
        offset in 0_i64..5000,
        gaps in proptest::collection::vec((0_i64..12, 0_i64..40), 0..3),
        scottish: bool,
    ) {
        let (law, scope) =
            if scottish { (Law::Foisa, Scope::Scotland) } else { (Law::Foia, Scope::AnyPartOfUk) };
        let received = day("2012-01-01") + Duration::days(offset);
        let mut facts = vec![Fact::new(Happening::Received, received)];
        let mut pauses = Vec::new();
        let mut from = received;
        for (wait, takes) in gaps {
            let notice = from + Duration::days(wait);
            if notice > naive(scope, received, &pauses) {
                break;
            }
            let paid = notice + Duration::days(takes);
            facts.push(Fact::new(Happening::FeesNotice, notice));
            facts.push(Fact::new(Happening::FeePaid, paid));
            pauses.push((notice, paid));
            from = paid + Duration::days(1);
        }
        let ledger = reckon(Calendar::shipped(), law, &facts).unwrap();
        prop_assert_eq!(ledger.response_due(), Some(naive(scope, received, &pauses)));
    }

    #[test]
    fn a_clarification_gives_the_whole_time_again_whenever_it_was_asked(
        offset in 0_i64..5000,
        asked in 0_i64..60,
        takes in 0_i64..60,
        scottish: bool,
    ) {
        let (law, scope) =
            if scottish { (Law::Foisa, Scope::Scotland) } else { (Law::Foia, Scope::AnyPartOfUk) };
        let received = day("2012-01-01") + Duration::days(offset);
        let asked = received + Duration::days(asked);
        let answered = asked + Duration::days(takes);
        let facts = [
            Fact::new(Happening::ClarificationAnswered, answered),
            Fact::new(Happening::ClarificationAsked, asked),
            Fact::new(Happening::Received, received),
        ];
        let ledger = reckon(Calendar::shipped(), law, &facts).unwrap();
        prop_assert_eq!(ledger.response_due(), Some(naive(scope, answered, &[])));
        prop_assert_eq!(ledger.first_received, Some(received));
    }

    #[test]
    fn no_sequence_of_events_makes_the_clock_panic(
        law in 0_usize..4,
        facts in proptest::collection::vec((0_usize..21, 0_i64..9000, 0_u32..300), 0..12),
    ) {
        let law = Law::ALL[law];
        let facts: Vec<Fact> = facts
            .into_iter()
            .map(|(what, offset, days)| Fact {
                working_days: Some(days),
                ..Fact::new(Happening::ALL[what], day("2011-06-01") + Duration::days(offset))
            })
            .collect();
        if let Ok(ledger) = reckon(Calendar::shipped(), law, &facts) {
            let deadlines = ledger.deadlines(Calendar::shipped(), Some(60));
            for deadline in deadlines.into_iter().flatten() {
                prop_assert!(!deadline.explanation.is_empty(), "{}", deadline.deadline);
            }
        }
    }
}
