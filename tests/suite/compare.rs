//! Two rounds against each other: who is in both, what changed, and where nothing can be said.

use std::fs;

use foi_campaign::answers::{Number, Status, Value as Answer};
use foi_campaign::campaign::{Campaign, Headline, Measure};
use foi_campaign::letters::specimen;
use foi_campaign::register::Register;
use foi_campaign::results::compare::{Compared, Round, Row, Scope, compare};
use foi_campaign::results::{Asked, Cell};
use proptest::prelude::*;
use serde_json::Value;

use crate::world::World;

const BEFORE: &str = "\
Council,trafficked,trafficked_missing,Response
Kent,40,12,Full
Bournemouth,10,3,Full
Poole,5,1,Full
Dorset,8,2,Full
Leeds,<5,0,Partial
Cumbria,20,5,Full
Wigan,30,3,Full
Glasgow,12,2,Full
";

const AFTER: &str = "\
Council,trafficked,trafficked_missing,Response
Kent,50,20,Full
BCP,21,8,Full
Dorset,9,3,Full
Leeds,6,1,Full
Cumberland,11,4,Full
Essex,70,7,Full
Glasgow,9,3,Full
";

/// Two rounds from sheets, with reorganisations between them.
fn world() -> World {
    let world = World::on("2026-02-02").campaign("trafficked");
    for (id, year, csv) in [("harm-2018", "2018", BEFORE), ("harm-2024", "2024", AFTER)] {
        let file = format!("{id}.csv");
        fs::write(world.path(&file), csv).unwrap();
        let period = format!("{year}-01-01..{year}-12-31");
        world
            .foi(&[
                "import",
                "round",
                &file,
                "--campaign",
                id,
                "--title",
                "Harm",
                "--like",
                "trafficked",
                "--period",
                &period,
            ])
            .done();
    }
    world
}

fn row(rows: &[Value], measure: &str, scope: &str, nation: &Value) -> Value {
    let found = rows
        .iter()
        .find(|row| row["measure"] == measure && row["scope"] == scope && row["nation"] == *nation);
    found.unwrap_or_else(|| panic!("{measure} {scope} in {rows:?}")).clone()
}

const RATE: &str = "trafficked_missing/trafficked";

#[test]
fn a_merged_council_is_one_area_with_its_predecessors_sum() {
    let world = world();
    let rows = world.rows(&["compare", "harm-2018", "harm-2024"]);
    let sum = row(&rows, "trafficked", "both", &Value::Null);
    // Kent, Glasgow, and Bournemouth, Poole and Dorset against BCP and Dorset. Leeds gave bounds,
    // Cumbria's other half was not asked, Wigan and Essex are in one round only.
    assert_eq!(sum["areas"], 3);
    assert_eq!(sum["before"]["exact"], 40.0 + 12.0 + 10.0 + 5.0 + 8.0);
    assert_eq!(sum["after"]["exact"], 50.0 + 9.0 + 21.0 + 9.0);
    assert_eq!(sum["change"]["exact"], 14.0);
    // With Leeds, of which the first round knew 0 to 4.
    assert_eq!((&sum["change"]["low"], &sum["change"]["high"]), (&16.0.into(), &20.0.into()));
    let areas: Vec<&Value> = rows.iter().filter(|row| row["type"] == "area").collect();
    assert_eq!(areas.len(), 2, "{areas:?}");
    assert_eq!(areas[0]["before"], serde_json::json!(["bournemouth", "dorset-county", "poole"]));
    assert_eq!(areas[0]["after"], serde_json::json!(["bournemouth-christchurch-poole", "dorset"]));
    assert_eq!(areas[0]["compared"], true);
    assert_eq!(areas[1]["compared"], false);
    assert_eq!(areas[1]["why"], "the second round did not ask westmorland-and-furness");
}

#[test]
fn all_authorities_stand_beside_those_in_both() {
    let world = world();
    let rows = world.rows(&["compare", "harm-2018", "harm-2024"]);
    let all = row(&rows, "trafficked", "all", &Value::Null);
    assert_eq!(all["before"]["exact"], 40.0 + 10.0 + 5.0 + 8.0 + 20.0 + 30.0 + 12.0);
    assert_eq!(all["after"]["exact"], 50.0 + 21.0 + 9.0 + 6.0 + 11.0 + 70.0 + 9.0);
    assert_eq!(all["before"]["authorities"], 7);
    let rate = row(&rows, RATE, "both", &Value::Null);
    assert_eq!(
        (&rate["before"]["numerator"], &rate["before"]["denominator"]),
        (&20.into(), &75.into())
    );
    assert_eq!(
        (&rate["after"]["numerator"], &rate["after"]["denominator"]),
        (&34.into(), &89.into())
    );
    let interval = &rate["change"]["interval"];
    assert_eq!(interval["method"], "newcombe");
    let (low, high) = (interval["low"].as_f64().unwrap(), interval["high"].as_f64().unwrap());
    // By another program: statsmodels' confint_proportions_2indep(34, 89, 20, 75, method="newcomb").
    assert!((low + 0.029_11).abs() < 1e-4 && (high - 0.250_76).abs() < 1e-4, "{low} {high}");
}

#[test]
fn each_nation_has_its_own_rows() {
    let world = world();
    let rows = world.rows(&["compare", "harm-2018", "harm-2024", "--by", "nation"]);
    let scotland = row(&rows, "trafficked", "both", &"scotland".into());
    assert_eq!(scotland["change"]["exact"], -3.0);
    let england = row(&rows, "trafficked", "both", &"england".into());
    assert_eq!(england["change"]["exact"], 17.0);
}

#[test]
fn what_is_printed_says_that_it_is_internal() {
    let world = world();
    let said = world.foi(&["compare", "harm-2018", "harm-2024"]).done().stdout;
    assert!(said.starts_with("INTERNAL:"), "{said}");
    assert!(said.contains("bournemouth + dorset-county + poole"), "{said}");
    for row in world.rows(&["compare", "harm-2018", "harm-2024"]) {
        assert!(row["type"] == "area" || row["internal"] == true, "{row}");
    }
    let said = world.foi(&["compare", "harm-2018", "harm-2024", "--periods", "2018:2023"]).failed();
    assert!(said.contains("harm-2024 did not ask about a period `2023`"), "{said}");
}

#[test]
fn a_question_in_other_words_is_a_break_until_a_person_judges_it_the_same() {
    let world = World::on("2026-02-02").campaign("trafficked");
    let file = crate::world::fixtures().join("campaigns/trafficked/campaign.toml");
    let text = fs::read_to_string(file).unwrap();
    let other =
        text.replace("identified or suspected as trafficked", "known to be victims of trafficking");
    let judged =
        other.replacen("id = \"trafficked\"", "id = \"trafficked\"\nsame_as_before = true", 1);
    let world = world.campaign_text("other", &other).campaign_text("judged", &judged);
    for (id, like, csv) in
        [("one", "trafficked", BEFORE), ("two", "other", AFTER), ("three", "judged", AFTER)]
    {
        fs::write(world.path("in.csv"), csv).unwrap();
        world
            .foi(&[
                "import",
                "round",
                "in.csv",
                "--campaign",
                id,
                "--title",
                "Harm",
                "--like",
                like,
                "--period",
                "2024-01-01..2024-12-31",
            ])
            .done();
    }
    let rows = world.rows(&["compare", "one", "two"]);
    let sum = row(&rows, "trafficked", "all", &Value::Null);
    assert_eq!(sum["concordance"]["state"], "break");
    assert_eq!(sum["change"], Value::Null, "figures of two things have no difference");
    assert_eq!(row(&rows, RATE, "all", &Value::Null)["concordance"]["state"], "break");
    assert_eq!(
        row(&rows, "trafficked_missing", "both", &Value::Null)["concordance"]["state"],
        "same"
    );
    let rows = world.rows(&["compare", "one", "three"]);
    let sum = row(&rows, "trafficked", "both", &Value::Null);
    assert_eq!(sum["concordance"]["state"], "judged");
    // Kent and Glasgow: a sheet about 2024 that has Bournemouth and Poole but not their successor says
    // nothing of the whole area.
    assert_eq!(sum["change"]["exact"], 7.0);
}

// Laws.

fn campaign() -> Campaign {
    let mut campaign = specimen::campaign();
    campaign.headlines.push(Headline {
        id: "rate".to_owned(),
        measure: Measure::Ratio { part: "q2".to_owned(), whole: "q1".to_owned() },
        period: "2025".to_owned(),
        sentence: String::new(),
    });
    campaign
}

/// An authority with answers to two questions: bounds, or nothing.
type Place = (String, [Option<(i64, i64)>; 2]);

fn asked((authority, bounds): &Place) -> Asked {
    let cell = |question: &str, (low, high): (i64, i64)| Cell {
        question: question.to_owned(),
        period: "2025".to_owned(),
        value: if low == high {
            Answer::exact(Number::whole(low))
        } else {
            Answer::between(Status::Range, Number::whole(low), Some(Number::whole(high)))
        },
        ..Cell::default()
    };
    let cells =
        ["q1", "q2"].iter().zip(bounds).filter_map(|(id, bounds)| Some(cell(id, (*bounds)?)));
    Asked {
        authority: authority.clone(),
        name: authority.clone(),
        was_asked: true,
        cells: cells.collect(),
        silence: "no reply".to_owned(),
        ..Asked::default()
    }
}

fn of(before: &[Place], after: &[Place]) -> Compared {
    let campaign = campaign();
    let (was, is): (Vec<Asked>, Vec<Asked>) =
        (before.iter().map(asked).collect(), after.iter().map(asked).collect());
    let round = |asked| Round { campaign: &campaign, asked, period: None };
    compare((round(&was), round(&is)), Register::shipped().succession(), None)
}

fn both<'c>(compared: &'c Compared, measure: &str) -> &'c Row {
    let mut rows = compared.rows.iter();
    rows.find(|row| row.measure == measure && row.scope == Scope::Both).unwrap()
}

const IDS: [&str; 9] = [
    "kent",
    "bournemouth",
    "poole",
    "dorset-county",
    "cumbria",
    "leeds",
    "glasgow",
    "northamptonshire",
    "essex",
];

/// Answers of which the second is never more than the first.
fn places() -> impl Strategy<Value = Vec<Place>> {
    let bounds = proptest::option::of((0_i64..60, 0_i64..5));
    let place = (bounds.clone(), bounds).prop_map(|(whole, part)| {
        let whole = whole.map(|(low, more)| (low, low + more));
        let part = part.map(|(low, more)| {
            let most = whole.map_or(60, |(low, _)| low);
            (low.min(most), (low + more).min(most))
        });
        [whole, part]
    });
    proptest::collection::vec(place, IDS.len()).prop_map(|all| {
        IDS.iter().zip(all).map(|(id, bounds)| ((*id).to_owned(), bounds)).collect()
    })
}

proptest! {
    #[test]
    fn a_round_against_itself_has_not_changed(places in places()) {
        let compared = of(&places, &places);
        for row in &compared.rows {
            let Some(change) = &row.change else { continue };
            prop_assert!(change.exact.is_none_or(|exact| exact == 0.0), "{row:?}");
            prop_assert!(change.low.is_none_or(|low| low <= 0.0), "{row:?}");
            prop_assert!(change.high.is_none_or(|high| high >= 0.0), "{row:?}");
            if let Some(interval) = change.interval {
                prop_assert!(interval.low <= 0.0 && 0.0 <= interval.high, "{row:?}");
            }
        }
    }

    #[test]
    fn the_order_of_the_authorities_does_not_matter(before in places(), after in places(), turn in 0_usize..9) {
        let (mut one, mut other) = (before.clone(), after.clone());
        one.rotate_left(turn);
        other.reverse();
        prop_assert_eq!(of(&before, &after), of(&one, &other));
    }

    #[test]
    fn a_merged_council_that_says_what_its_predecessors_said_has_not_changed(figures in proptest::collection::vec((0_i64..60, 0_i64..60), 4)) {
        let place = |id: &str, (whole, part): (i64, i64)| -> Place {
            let part = part.min(whole);
            (id.to_owned(), [Some((whole, whole)), Some((part, part))])
        };
        let ids = ["kent", "bournemouth", "poole", "dorset-county"];
        let before: Vec<Place> = ids.iter().zip(&figures).map(|(id, all)| place(id, *all)).collect();
        let sum = |at: usize, which: usize| before[at].1[which].unwrap().0;
        let merged = |which: usize| sum(1, which) + sum(2, which) + sum(3, which) / 2;
        let rest = |which: usize| sum(3, which) - sum(3, which) / 2;
        let pair = |id: &str, of: &dyn Fn(usize) -> i64| -> Place {
            (id.to_owned(), [Some((of(0), of(0))), Some((of(1), of(1)))])
        };
        let after = vec![
            before[0].clone(),
            pair("bournemouth-christchurch-poole", &merged),
            pair("dorset", &rest),
        ];
        let compared = of(&before, &after);
        for measure in ["q1", "q2"] {
            let row = both(&compared, measure);
            prop_assert_eq!(row.areas, Some(2));
            prop_assert_eq!(row.change.as_ref().unwrap().exact, Some(0.0));
            let whole: i64 = (0..4).map(|at| sum(at, usize::from(measure == "q2"))).sum();
            prop_assert_eq!(row.before.as_ref().unwrap().exact, Number::whole(whole).as_f64().into());
        }
        // Without one of the predecessors nothing is said of the area at all.
        let compared = of(&before[..3], &after);
        prop_assert_eq!(both(&compared, "q1").areas, Some(1));
    }
}
