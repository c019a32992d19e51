//! Rows that were published come out of tables that add up to them; a version is a moment with a name.

use foi_campaign::answers::{Number, Value};
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::results::tally::Tally;
use foi_campaign::results::{Asked, Cell, headline};
use serde_json::Value as Json;

use crate::world::{World, fixtures};

fn campaign() -> Campaign {
    let text = std::fs::read_to_string(fixtures().join("campaigns/harm/campaign.toml")).unwrap();
    file::read("harm", &text).unwrap()
}

/// Two cohorts as they were published: the whole and the part in authorities that gave both, how many
/// these are, and what was reported in all.
#[derive(Debug, Clone, Copy)]
struct Cohort {
    whole: i64,
    part: i64,
    authorities: usize,
    reported: i64,
}

/// Made-up answers of so many authorities that add up to a published row; the last has what is left,
/// and one more gave the whole alone where more was reported than the rate may use.
fn table(questions: (&str, &str), cohort: Cohort) -> Vec<Asked> {
    let share = |total: i64| total / i64::try_from(cohort.authorities).unwrap();
    let rest = |total: i64| total - share(total) * (i64::try_from(cohort.authorities).unwrap() - 1);
    let cell = |question: &str, number: i64| Cell {
        question: question.to_owned(),
        period: "2017".to_owned(),
        value: Value::exact(Number::whole(number)),
        ..Cell::default()
    };
    let place = |name: String, cells| Asked {
        authority: name,
        was_asked: true,
        cells,
        silence: "no reply yet".to_owned(),
        ..Asked::default()
    };
    let mut asked: Vec<Asked> = (1..cohort.authorities)
        .map(|at| {
            let cells = [(questions.0, share(cohort.part)), (questions.1, share(cohort.whole))];
            place(format!("a{at}"), cells.iter().map(|(asks, n)| cell(asks, *n)).collect())
        })
        .collect();
    let last = [cell(questions.0, rest(cohort.part)), cell(questions.1, rest(cohort.whole))];
    asked.push(place("last".to_owned(), last.to_vec()));
    if cohort.reported > cohort.whole {
        let more = cell(questions.1, cohort.reported - cohort.whole);
        asked.push(place("whole only".to_owned(), vec![more]));
    }
    asked
}

/// The published sentence of a cohort, and what was reported in all.
fn sentence(id: &str, questions: (&str, &str), cohort: Cohort) -> (String, Option<f64>) {
    let (campaign, asked) = (campaign(), table(questions, cohort));
    let tally = Tally::new(&campaign, &asked);
    let figures = headline::of_tally(&tally).unwrap();
    let figure = figures.into_iter().find(|figure| figure.measure == id).unwrap();
    (figure.text.unwrap(), tally.sum(questions.1, "2017").exact)
}

fn trafficked(cohort: Cohort) -> (String, Option<f64>) {
    sentence("trafficked_rate", ("trafficked_missing", "trafficked"), cohort)
}

fn alone(cohort: Cohort) -> (String, Option<f64>) {
    sentence("alone_rate", ("alone_missing", "alone"), cohort)
}

fn cohort(part: i64, whole: i64, authorities: usize) -> Cohort {
    Cohort { whole, part, authorities, reported: whole }
}

#[test]
fn heading_back_to_harm_2016() {
    let (text, _) = trafficked(cohort(167, 590, 39));
    assert_eq!(text, "167 of 590 trafficked children (28%) in 39 authorities.");
    let (text, _) = alone(cohort(593, 4744, 74));
    assert_eq!(text, "593 of 4,744 children alone (13%) in 74 authorities.");
}

#[test]
fn still_in_harms_way_2018_version_a() {
    let (text, _) = trafficked(cohort(246, 1015, 60));
    assert!(text.starts_with("246 of 1,015 trafficked children (24%)"), "{text}");
    let (text, _) = alone(cohort(729, 4765, 60));
    assert!(text.starts_with("729 of 4,765 children alone (15%)"), "{text}");
}

#[test]
fn still_in_harms_way_2018_version_b() {
    let (text, _) = trafficked(cohort(244, 910, 60));
    assert!(text.starts_with("244 of 910 trafficked children (27%)"), "{text}");
    let (text, _) = alone(cohort(742, 4963, 60));
    assert!(text.starts_with("742 of 4,963 children alone (15%)"), "{text}");
}

#[test]
fn when_harm_remains_2022() {
    let (text, _) = trafficked(cohort(378, 1231, 60));
    assert!(text.starts_with("378 of 1,231 trafficked children (31%)"), "{text}");
}

#[test]
fn until_harm_ends_2025_with_all_that_was_reported() {
    let (text, reported) =
        trafficked(Cohort { whole: 2335, part: 864, authorities: 135, reported: 2638 });
    assert_eq!(text, "864 of 2,335 trafficked children (37%) in 135 authorities.");
    assert_eq!(reported, Some(2638.0));
    let (text, reported) =
        alone(Cohort { whole: 11_999, part: 1501, authorities: 141, reported: 12_530 });
    assert_eq!(text, "1,501 of 11,999 children alone (13%) in 141 authorities.");
    assert_eq!(reported, Some(12_530.0));
}

/// Three councils' answers, of which a later one of Essex is the other version.
fn harms_way() -> World {
    let text = std::fs::read_to_string(fixtures().join("campaigns/harm/campaign.toml")).unwrap();
    let mut world = World::on("2018-02-05")
        .campaign_text("harm", &text)
        .addresses(&["kent", "essex", "medway"])
        .launched("harm");
    world.at("2018-03-05");
    for (authority, said) in [
        ("kent", "1. 700\n2. 170\n3. 3000\n4. 500\n"),
        ("essex", "1. 215\n2. 50\n3. 1065\n4. 129\n"),
        ("medway", "1. 100\n2. 26\n3. 700\n4. 100\n"),
    ] {
        let reply = world.council(authority).replies("2018-02-20", said);
        world.receive(&reply);
    }
    world.foi(&["freeze", "Still in Harm's Way, version A"]).done();
    world.at("2018-04-03");
    for (question, value) in [
        ("trafficked", "110"),
        ("trafficked_missing", "48"),
        ("alone", "1263"),
        ("alone_missing", "142"),
    ] {
        let why = "they had provided incorrect details";
        world.foi(&["answers", "set", "essex", question, value, "--note", why]).done();
    }
    world.foi(&["freeze", "Still in Harm's Way, version B"]).done();
    world
}

fn texts(world: &World, when: &str) -> Vec<String> {
    let rows = world.rows(&["results", "--as-of", when]);
    let headlines = rows.iter().filter(|row| row["type"] == "headline");
    headlines.map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn both_published_versions_of_2017_are_there_by_name() {
    let world = harms_way();
    assert_eq!(
        texts(&world, "Still in Harm's Way, version A"),
        [
            "246 of 1,015 trafficked children (24%) in 3 authorities.",
            "729 of 4,765 children alone (15%) in 3 authorities.",
        ]
    );
    assert_eq!(
        texts(&world, "Still in Harm's Way, version B"),
        [
            "244 of 910 trafficked children (27%) in 3 authorities.",
            "742 of 4,963 children alone (15%) in 3 authorities.",
        ]
    );
}

#[test]
fn the_same_database_gives_the_same_bytes_and_a_copy_of_it_too() {
    let world = harms_way();
    let results = ["results", "--json"];
    let first = world.foi(&results).done().stdout;
    assert_eq!(first, world.foi(&results).done().stdout);
    assert!(first.contains("\"reproduction\""), "{first}");

    let database = rusqlite::Connection::open(world.path("foi.db")).unwrap();
    database.execute_batch("VACUUM").unwrap();
    drop(database);
    assert_eq!(
        first,
        world.foi(&results).done().stdout,
        "pages in another order are no other figures"
    );

    let copy = world.rows(&["backup", "copies"])[0].clone();
    let copy = copy["file"].as_str().unwrap();
    world.foi(&["restore", copy, "--confirm"]).done();
    assert_eq!(first, world.foi(&results).done().stdout, "a restored copy says the same");

    world.foi(&["answers", "set", "medway", "trafficked", "101"]).done();
    let hash = |text: &str| -> String {
        let mut rows = text.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
        let of = |row: Json| row["reproduction"]["made_of"]["database"].as_str().map(str::to_owned);
        rows.find_map(of).unwrap()
    };
    let after = world.foi(&results).done().stdout;
    assert_ne!(hash(&first), hash(&after), "another answer is another database");
}

#[test]
fn explain_ends_with_what_is_needed_to_compute_the_sentence_again() {
    let world = harms_way();
    let shown = world.foi(&["results", "--explain", "trafficked_rate"]).done().stdout;
    for line in [
        "answers counted  3 (exclusions: 0)",
        "zero rule        as_read",
        "halves up",
        "as of            the end of 2018-04-03",
        "database         sha256 ",
        "program          foi ",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
}

#[test]
fn a_note_of_the_person_who_set_an_answer_is_its_flag_and_leaves_it_out_when_asked() {
    let world = harms_way();
    let note = "they count the financial year 2017/18";
    world.foi(&["answers", "set", "medway", "trafficked", "90", "--note", note]).done();
    let flags = world.rows(&["results", "--flags"]);
    let of = |row: &&Json| row["authority"] == "medway" && row["question"] == "trafficked";
    let flagged: Vec<&Json> = flags.iter().filter(of).collect();
    assert_eq!(flagged.len(), 1, "{flags:?}");
    assert_eq!(flagged[0]["flag"], "financial_year");
    assert_eq!(flagged[0]["words"], note);

    let rows = world.rows(&["results", "--without", "financial_year,snapshot"]);
    let sum =
        rows.iter().find(|row| row["type"] == "sum" && row["measure"] == "trafficked").unwrap();
    assert_eq!(sum["exact"].as_f64(), Some(810.0), "Kent's 700 and the later 110 of Essex");
    assert_eq!(sum["excluded"][0]["authority"], "medway");
    let reason = sum["excluded"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("financial_year") && reason.contains(note), "{reason}");
    let headline = rows.iter().find(|row| row["type"] == "headline").unwrap();
    let without = &headline["reproduction"]["without"];
    assert_eq!(*without, serde_json::json!(["financial_year", "snapshot"]));
}

#[test]
fn figures_come_by_nation_and_by_any_column_of_the_register() {
    let text = std::fs::read_to_string(fixtures().join("campaigns/harm/campaign.toml")).unwrap();
    let mut world = World::on("2018-02-05")
        .campaign_text("harm", &text)
        .addresses(&["kent", "cardiff"])
        .launched("harm");
    world.at("2018-03-05");
    for (authority, number) in [("kent", 700), ("cardiff", 30)] {
        let said = format!("1. {number}\n2. 9\n3. 10\n4. 5\n");
        let reply = world.council(authority).replies("2018-02-20", &said);
        world.receive(&reply);
    }
    let rows = world.rows(&["results", "--by", "nation"]);
    let of = |group: &str| {
        let found = rows.iter().find(|row| {
            row["type"] == "sum" && row["measure"] == "trafficked" && row["group"] == group
        });
        found.unwrap().clone()
    };
    assert_eq!(of("england")["exact"].as_f64(), Some(700.0));
    assert_eq!(of("wales")["exact"].as_f64(), Some(30.0));
    assert_eq!(of("wales")["group_by"], "nation");
    assert!(world.foi(&["results", "--by", "kind"]).done().stdout.contains("trafficked"));
    let said = world.foi(&["results", "--by", "natoin"]).failed();
    assert!(said.contains("natoin") && said.contains("nation"), "{said}");
}

#[test]
fn responses_count_everybody_asked_once() {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex", "medway", "glasgow"]);
    world = world.launched("trafficked");
    world.at("2026-02-20");
    let reply = world.council("kent").replies("2026-02-16", "1. 12\n2. 6\n3. 9\n");
    world.receive(&reply);
    world.at("2026-04-01");
    let row = &world.rows(&["results", "--responses"])[0];
    assert_eq!((&row["type"], &row["asked"]), (&"responses".into(), &4.into()));
    assert_eq!((&row["answered_on_time"], &row["silent"]), (&1.into(), &3.into()), "{row}");
    let days = &row["working_days"];
    assert_eq!((&days["responses"], &days["censored"]), (&1.into(), &3.into()));
    assert_eq!(days["median"], Json::Null, "three of four have not answered so far");
    assert_eq!(days["points"][0]["working_days"], 10, "two weeks of working days");
    let by = world.rows(&["results", "--responses", "--by", "law"]);
    let asked: Vec<(&str, u64)> = by
        .iter()
        .map(|row| (row["group"].as_str().unwrap(), row["asked"].as_u64().unwrap()))
        .collect();
    assert_eq!(asked, [("foia", 3), ("foisa", 1)]);
}
