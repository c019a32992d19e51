//! Sums, bounds, paired ratios, and sentences.

use foi_campaign::answers::{Number, Status, Value};
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::results::{Asked, Cell, Figure, headline, tally};
use proptest::prelude::*;

use crate::world::{World, fixtures};

fn campaign() -> Campaign {
    let text =
        std::fs::read_to_string(fixtures().join("campaigns/trafficked/campaign.toml")).unwrap();
    file::read("trafficked", &text).unwrap()
}

fn number(n: i64) -> Value {
    Value::exact(Number::whole(n))
}

fn below(n: i64) -> Value {
    Value::between(Status::Suppressed, Number::ZERO, Some(Number::whole(n - 1)))
}

fn unbounded() -> Value {
    Value::between(Status::Suppressed, Number::ZERO, None)
}

fn place(name: &str, whole: Value, part: Value) -> Asked {
    let cell = |question: &str, value| Cell {
        question: question.to_owned(),
        period: "2024".to_owned(),
        value,
        ..Cell::default()
    };
    Asked {
        authority: name.to_owned(),
        name: name.to_owned(),
        was_asked: true,
        cells: vec![cell("trafficked", whole), cell("trafficked_missing", part)],
        silence: "no reply yet".to_owned(),
        ..Asked::default()
    }
}

fn silent(name: &str) -> Asked {
    Asked { cells: Vec::new(), ..place(name, number(0), number(0)) }
}

fn sum(asked: &[Asked]) -> Figure {
    tally::sum(&campaign(), asked, "trafficked_missing", "2024")
}

fn ratio(asked: &[Asked]) -> Figure {
    tally::ratio(&campaign(), asked, ("trafficked_missing", "trafficked"), "2024")
}

#[test]
fn the_published_figure_comes_out_of_a_table_that_adds_up_to_it() {
    // 135 authorities with both numbers: 2,335 and 864; others with one of them, or silent.
    let mut asked: Vec<Asked> =
        (0..134).map(|n| place(&format!("a{n}"), number(17), number(6))).collect();
    asked.push(place("last", number(2335 - 134 * 17), number(864 - 134 * 6)));
    asked.push(place("whole only", number(303), Value::without_number(Status::NotHeld)));
    asked.push(silent("silent"));
    let figure = ratio(&asked);
    assert_eq!(figure.numerator, Some(Number::whole(864)));
    assert_eq!(figure.denominator, Some(Number::whole(2335)));
    assert_eq!((figure.authorities_counted, figure.authorities_asked), (135, 137));
    let whole = tally::sum(&campaign(), &asked, "trafficked", "2024");
    assert_eq!(whole.exact, Some(2638.0), "more were reported than the rate may use");
    let text = headline::headlines(&campaign(), &asked).unwrap()[0].text.clone().unwrap();
    assert!(text.contains("135 local authorities"), "{text}");
    assert!(text.contains("2,335") && text.contains("864") && text.contains("37%"), "{text}");
}

#[test]
fn halves_of_a_percent_round_up_as_printed() {
    let asked = [place("a", number(11999), number(1501))];
    let text = headline::headlines(&campaign(), &asked).unwrap()[0].text.clone().unwrap();
    assert!(text.contains("roughly 13%"), "1501 of 11,999 is 12.5%: {text}");
    assert!(text.contains("11,999"), "{text}");
}

#[test]
fn a_suppressed_number_is_an_interval_and_never_zero() {
    let asked = [place("a", number(20), number(8)), place("b", number(10), below(5))];
    let figure = sum(&asked);
    assert_eq!((figure.exact, figure.low, figure.high), (Some(8.0), Some(8.0), Some(12.0)));
    assert_eq!(figure.authorities_counted, 1);
    assert_eq!(figure.excluded[0].reason, "gave bounds, not a number");
}

#[test]
fn a_part_is_capped_by_its_whole() {
    let asked = [place("a", number(3), unbounded())];
    assert_eq!(sum(&asked).high, Some(3.0));
    let asked = [place("a", number(2), below(5))];
    assert_eq!(sum(&asked).high, Some(2.0));
}

#[test]
fn nothing_bounds_a_total_with_an_unbounded_answer_in_it() {
    let asked = [place("a", unbounded(), unbounded()), place("b", number(5), number(1))];
    let figure = sum(&asked);
    assert_eq!((figure.low, figure.high), (Some(1.0), None));
}

#[test]
fn the_bounds_of_a_ratio_are_lowest_part_over_highest_whole_and_the_reverse() {
    let asked = [place("a", number(20), number(8)), place("b", number(10), below(5))];
    let figure = ratio(&asked);
    assert_eq!(figure.exact, Some(0.4));
    assert_eq!((figure.low, figure.high), (Some(0.2667), Some(0.4)));
}

#[test]
fn missing_refused_not_held_suppressed_and_zero_are_five_different_things() {
    let asked = [
        place("zero", number(4), number(0)),
        place("suppressed", number(4), below(5)),
        place("refused", number(4), Value::without_number(Status::Refused)),
        place("not held", number(4), Value::without_number(Status::NotHeld)),
        silent("silent"),
    ];
    let reasons: Vec<String> =
        sum(&asked).excluded.into_iter().map(|excluded| excluded.reason).collect();
    assert_eq!(reasons, ["gave bounds, not a number", "refused", "not held", "no reply yet"]);
    assert_eq!(sum(&asked).counted, ["zero"]);
}

#[test]
fn an_answer_that_waits_for_a_person_is_in_no_figure() {
    let mut waiting = place("a", number(20), number(8));
    waiting.cells[1].stands = false;
    let figure = sum(&[waiting]);
    assert_eq!((figure.exact, figure.low, figure.high), (Some(0.0), Some(0.0), Some(0.0)));
    assert_eq!(figure.excluded[0].reason, "its answer waits for a person");
}

#[test]
fn a_headline_nobody_gave_figures_for_has_no_sentence() {
    let figures = headline::headlines(&campaign(), &[silent("a")]).unwrap();
    assert_eq!(figures[0].text, None);
}

#[test]
fn explain_walks_from_the_sentence_to_the_words_in_each_mail() {
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "essex"]);
    world = world.launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    let mail = world.receive(&kent.replies("2026-02-10", "1. 120\n2. Thirty-one\n3. 96\n"));
    let shown = world.foi(&["results", "--explain", "trafficked_missing_rate"]).done().stdout;
    assert!(shown.contains("out of 120 children"), "{shown}");
    let id = mail["mail"].as_str().unwrap();
    assert!(
        shown.contains(&format!("kent, trafficked_missing: 31 — {id} line 2: “Thirty-one”")),
        "{shown}"
    );
    assert!(shown.contains("essex: trafficked_missing: no reply yet"), "{shown}");
    let rows = world.rows(&["results", "--explain", "trafficked_missing_rate"]);
    assert_eq!(rows[0]["evidence"]["mail"], mail["mail"]);
    let said = world.foi(&["results", "--explain", "traficked_rate"]).failed();
    assert!(said.contains("has no headline `traficked_rate`"), "{said}");
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0_i64..50).prop_map(number),
        (1_i64..10).prop_map(below),
        Just(unbounded()),
        (0_i64..20, 0_i64..20).prop_map(|(low, more)| Value::between(
            Status::Range,
            Number::whole(low),
            Some(Number::whole(low + more))
        )),
        Just(Value::without_number(Status::Refused)),
    ]
}

fn asked() -> impl Strategy<Value = Vec<Asked>> {
    proptest::collection::vec((value(), value()), 0..12).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(n, (whole, part))| place(&format!("a{n}"), whole, part))
            .collect()
    })
}

proptest! {
    #[test]
    fn exact_is_at_most_low_and_low_at_most_high(asked in asked()) {
        let figure = sum(&asked);
        let (exact, low) = (figure.exact.unwrap(), figure.low.unwrap());
        prop_assert!(exact <= low);
        prop_assert!(figure.high.is_none_or(|high| low <= high));
    }

    #[test]
    fn the_order_of_replies_does_not_change_a_figure(mut asked in asked()) {
        let before = (sum(&asked).low, sum(&asked).high, ratio(&asked).numerator, ratio(&asked).high);
        asked.reverse();
        let after = (sum(&asked).low, sum(&asked).high, ratio(&asked).numerator, ratio(&asked).high);
        prop_assert_eq!(before, after);
    }

    #[test]
    fn one_authority_more_never_narrows_the_bounds_of_a_total(asked in asked(), one in (value(), value())) {
        let width = |figure: Figure| figure.high.map(|high| high - figure.low.unwrap());
        let before = width(sum(&asked));
        let mut more = asked;
        more.push(place("more", one.0, one.1));
        let after = width(sum(&more));
        prop_assert!(after.is_none() || before.is_some_and(|before| before <= after.unwrap() + 1e-9));
    }
}
