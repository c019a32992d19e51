//! Figures by group, the rule for "fewer than five", and laws of the tally.

use foi_campaign::answers::{Number, Status, Value};
use foi_campaign::campaign::publication::{Publication, ZeroRule, Zeros};
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::results::flags::{Flag, Flagged};
use foi_campaign::results::groups;
use foi_campaign::results::tally::{Rules, Tally};
use foi_campaign::results::{Asked, Cell, Evidence, Figure, FigureType};
use proptest::prelude::*;

use crate::world::fixtures;

fn campaign() -> Campaign {
    let text =
        std::fs::read_to_string(fixtures().join("campaigns/trafficked/campaign.toml")).unwrap();
    file::read("trafficked", &text).unwrap()
}

fn number(n: i64) -> Value {
    Value::exact(Number::whole(n))
}

fn below_five(low: i64) -> Value {
    Value::between(Status::Suppressed, Number::whole(low), Some(Number::whole(4)))
}

fn cell(question: &str, value: Value, as_written: &str) -> Cell {
    Cell {
        question: question.to_owned(),
        period: "2024".to_owned(),
        value,
        as_written: as_written.to_owned(),
        ..Cell::default()
    }
}

fn place(name: &str, region: &str, values: (Value, Value)) -> Asked {
    Asked {
        authority: name.to_owned(),
        columns: vec![("region".to_owned(), region.to_owned())],
        was_asked: true,
        cells: vec![cell("trafficked", values.0, ""), cell("trafficked_missing", values.1, "")],
        ..Asked::default()
    }
}

fn bounds(asked: &[Asked], zero: ZeroRule) -> (Option<f64>, Option<f64>) {
    let campaign = campaign();
    let rules = Rules { zero, without: Vec::new() };
    let figure = Tally::by(&campaign, asked, rules).sum("trafficked_missing", "2024");
    (figure.low, figure.high)
}

fn one(value: Value, as_written: &str, decided_by: &str) -> Vec<Asked> {
    let evidence = Evidence { decided_by: Some(decided_by.to_owned()), ..Evidence::default() };
    let cell = Cell { evidence, ..cell("trafficked_missing", value, as_written) };
    vec![Asked { cells: vec![cell], ..place("a", "wales", (number(9), number(9))) }]
}

#[test]
fn what_fewer_than_five_begins_at_is_one_rule_that_can_be_switched() {
    let plain = one(below_five(0), "<5", "rule:numbered");
    assert_eq!(bounds(&plain, ZeroRule::AsRead), (Some(0.0), Some(4.0)));
    assert_eq!(bounds(&plain, ZeroRule::Zero), (Some(0.0), Some(4.0)));
    assert_eq!(bounds(&plain, ZeroRule::One), (Some(1.0), Some(4.0)));
    let beside_zeros = one(below_five(1), "<5", "rule:numbered+zeros_shown");
    assert_eq!(bounds(&beside_zeros, ZeroRule::AsRead), (Some(1.0), Some(4.0)));
    assert_eq!(bounds(&beside_zeros, ZeroRule::Zero), (Some(0.0), Some(4.0)));
    let accepted = one(below_five(1), "fewer than five", "person:ada");
    assert_eq!(bounds(&accepted, ZeroRule::Zero).0, Some(0.0), "a person agreed to the number");
}

#[test]
fn no_rule_contradicts_the_words_of_a_reply() {
    let stated = one(below_five(1), "1-4", "rule:numbered");
    assert_eq!(bounds(&stated, ZeroRule::Zero), (Some(1.0), Some(4.0)));
    let stated = one(below_five(0), "0-4", "rule:numbered");
    assert_eq!(bounds(&stated, ZeroRule::One), (Some(0.0), Some(4.0)));
    let sign = one(Value::between(Status::Suppressed, Number::ZERO, None), "*", "rule:numbered");
    assert_eq!(bounds(&sign, ZeroRule::One), (Some(0.0), None), "a sign that nothing explains");
    let exact = one(number(0), "0", "rule:numbered");
    assert_eq!(bounds(&exact, ZeroRule::One), (Some(0.0), Some(0.0)));
}

#[test]
fn a_campaign_says_how_it_publishes_and_mistakes_are_named() {
    let text =
        std::fs::read_to_string(fixtures().join("campaigns/trafficked/campaign.toml")).unwrap();
    let with = |section: &str| file::read("t", &format!("{text}\n[publication]\n{section}\n"));
    let read =
        with("threshold = 10\nzeros = \"suppressed\"\nzero_rule = \"one\"\nby = [\"nation\"]");
    let expected = Publication {
        threshold: 10,
        zeros: Zeros::Suppressed,
        zero_rule: ZeroRule::One,
        by: vec!["nation".to_owned()],
    };
    assert_eq!(read.unwrap().publication, expected);
    assert_eq!(campaign().publication.threshold, 5);
    for (section, mistake) in [
        ("threshold = 200", "bad_threshold"),
        ("zeros = \"hidden\"", "unknown_word"),
        ("zero_rule = \"two\"", "unknown_word"),
        ("limit = 5", "unknown_key"),
    ] {
        let mistakes = with(section).unwrap_err();
        assert_eq!(mistakes[0].mistake, mistake, "{section}: {mistakes:?}");
    }
}

#[test]
fn one_reply_for_two_regions_is_in_one_group_and_once_in_the_whole() {
    let mut asked = vec![
        place("kingston", "London", (number(20), number(8))),
        place("surrey", "South East", (number(20), number(8))),
        place("kent", "South East", (number(30), number(9))),
    ];
    asked[1].counted_with = Some("kingston".to_owned());
    let campaign = campaign();
    let tally = Tally::new(&campaign, &asked);
    let figures = groups::figures(&tally, "region").unwrap();
    let sums: Vec<(String, f64, usize)> = figures
        .iter()
        .filter(|figure| figure.kind == FigureType::Sum && figure.measure == "trafficked")
        .map(|figure| {
            (figure.group.clone().unwrap(), figure.exact.unwrap(), figure.authorities_counted)
        })
        .collect();
    let expected = [("London".to_owned(), 20.0, 1), ("South East".to_owned(), 30.0, 2)];
    assert_eq!(sums, expected);
    assert_eq!(tally.sum("trafficked", "2024").exact, Some(50.0));
}

#[test]
fn a_figure_with_a_flag_is_left_out_by_name_and_told() {
    let mut asked = vec![
        place("a", "wales", (number(20), number(8))),
        place("b", "wales", (number(30), below_five(0))),
    ];
    let words = "another period: \u{201c}financial year\u{201d}".to_owned();
    for place in &mut asked {
        let flagged = Flagged { flag: Flag::FinancialYear, words: words.clone() };
        place.cells[1].flags.push(flagged);
    }
    let campaign = campaign();
    let figure = |without: Vec<Flag>| {
        let rules = Rules { zero: ZeroRule::AsRead, without };
        Tally::by(&campaign, &asked, rules).sum("trafficked_missing", "2024")
    };
    assert_eq!(figure(vec![Flag::Snapshot]).high, Some(12.0));
    let without = figure(vec![Flag::FinancialYear]);
    assert_eq!(
        (without.exact, without.high),
        (Some(0.0), Some(0.0)),
        "its bounds are left out too"
    );
    assert_eq!(without.excluded.len(), 2);
    assert!(without.excluded[0].reason.contains("left out as financial_year"), "{without:?}");
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0_i64..50).prop_map(number),
        Just(below_five(0)),
        (0_i64..20, 0_i64..20).prop_map(|(low, more)| {
            let (low, high) = (Number::whole(low), Number::whole(low + more));
            Value::between(Status::Range, low, Some(high))
        }),
        Just(Value::without_number(Status::Refused)),
    ]
}

/// Authorities in three regions; some answer with what another one said.
fn asked() -> impl Strategy<Value = Vec<Asked>> {
    proptest::collection::vec((0_usize..3, value(), value(), 0_usize..12), 0..10).prop_map(|rows| {
        let count = rows.len();
        let regions = ["London", "South East", "wales"];
        let mut asked: Vec<Asked> = rows
            .iter()
            .enumerate()
            .map(|(at, (region, whole, part, _))| {
                place(&format!("a{at}"), regions[*region], (whole.clone(), part.clone()))
            })
            .collect();
        for (at, (_, _, _, lead)) in rows.iter().enumerate() {
            // The first of a group leads and is counted with nobody.
            if *lead < at && *lead < count && asked[*lead].counted_with.is_none() {
                asked[at].counted_with = Some(format!("a{lead}"));
                let shared = asked[*lead].cells.clone();
                asked[at].cells = shared;
            }
        }
        asked
    })
}

fn added_up(figures: &[Figure], measure: &str) -> (f64, f64, f64, usize) {
    let of =
        figures.iter().filter(|figure| figure.kind == FigureType::Sum && figure.measure == measure);
    of.fold((0.0, 0.0, 0.0, 0), |sum, one| {
        (
            sum.0 + one.exact.unwrap(),
            sum.1 + one.low.unwrap(),
            sum.2 + one.high.unwrap(),
            sum.3 + one.authorities_counted,
        )
    })
}

proptest! {
    #[test]
    fn the_groups_add_up_to_the_whole(asked in asked()) {
        let campaign = campaign();
        let tally = Tally::new(&campaign, &asked);
        if let Ok(figures) = groups::figures(&tally, "region") {
            for measure in ["trafficked", "trafficked_missing"] {
                let whole = tally.sum(measure, "2024");
                prop_assert_eq!(added_up(&figures, measure), added_up(&[whole], measure));
            }
            let ratios = figures.iter().filter(|figure| figure.kind == FigureType::Ratio);
            let numerator: Number = ratios.filter_map(|figure| figure.numerator).sum();
            let whole = tally.ratio(("trafficked_missing", "trafficked"), "2024");
            prop_assert_eq!(Some(numerator), whole.numerator);
        }
    }

    #[test]
    fn exact_is_at_most_low_and_all_three_are_equal_when_every_answer_is_exact(
        mut asked in asked(),
        rule in prop_oneof![Just(ZeroRule::AsRead), Just(ZeroRule::Zero), Just(ZeroRule::One)],
    ) {
        let campaign = campaign();
        let rules = Rules { zero: rule, without: Vec::new() };
        let figure = Tally::by(&campaign, &asked, rules.clone()).sum("trafficked", "2024");
        prop_assert!(figure.exact <= figure.low && figure.low <= figure.high);
        for cell in asked.iter_mut().flat_map(|place| &mut place.cells) {
            cell.value = number(cell.value.low.map_or(3, Number::floor));
        }
        let figure = Tally::by(&campaign, &asked, rules).sum("trafficked", "2024");
        prop_assert!(figure.exact == figure.low && figure.low == figure.high);
    }

    #[test]
    fn the_order_of_authorities_and_answers_changes_no_number(asked in asked()) {
        let campaign = campaign();
        let told = |asked: &[Asked]| -> Vec<_> {
            let figures = Tally::new(&campaign, asked).figures();
            figures
                .into_iter()
                .map(|mut figure| {
                    figure.counted.sort();
                    (figure.exact, figure.low, figure.high, figure.numerator, figure.counted)
                })
                .collect()
        };
        let before = told(&asked);
        let mut turned = asked;
        turned.reverse();
        for place in &mut turned {
            place.cells.reverse();
        }
        prop_assert_eq!(before, told(&turned));
    }
}
