//! An earlier round from a spreadsheet as newsrooms and charities keep one.

use std::fs;

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use crate::world::World;

/// The columns of a campaign sheet before its figures.
const COLUMNS: [&str; 12] = [
    "Upper tier LA",
    "Type of council",
    "Country",
    "Email",
    "Journalist",
    "Sent",
    "Acknowledged?",
    "Their ref",
    "Notes",
    "Type of response given",
    "Reason for refusal",
    "Input",
];

/// Authority, sent, their reference, kind of reply, reason, and the figures of two years in pairs.
type Row = [&'static str; 9];

const ROWS: [Row; 12] = [
    ["Kent CC", "06/03/2019", "FOI/28962", "Full", "", "40", "12", "61", "20"],
    ["Bournemouth", "6 March 2019", "", "Full", "", "10", "3", "14", "4"],
    ["Borough of Poole", "06-Mar-2019", "ENQ-619260", "Full", "", "5", "1", "6", "2"],
    ["Dorset", "2019-03-06", "", "Full", "", "8", "2", "9", "3"],
    ["Glasgow City Council", "06/03/2019", "", "Partial", "", "<5", "Not held", "7", "Nor held"],
    [
        "Leeds",
        "06/03/2019",
        "",
        "Refused",
        "Cost exceeded",
        "Cost exceeded",
        "Cost exceeded",
        "cost exceeded",
        "Cost",
    ],
    [
        "Fife",
        "06/03/2019",
        "",
        "Not held",
        "Info not held",
        "Not held",
        "Not held",
        "Not held",
        "Not held",
    ],
    ["Cardiff", "06/03/2019", "", "No response", "", "NA", "n/a", "Not given", ""],
    ["Atlantis", "06/03/2019", "", "Full", "", "1", "1", "1", "1"],
    ["Wigan", "06/03/2019", "", "Refused", "", "12", "", "", ""],
    ["Devon", "sometime", "", "Full", "", "7", "2", "about 9?", "3"],
    ["KENT", "06/03/2019", "", "Full", "", "1", "1", "1", "1"],
];

/// The sheet with its merged year header, as XLSX.
fn workbook(world: &World, rows: &[Row]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Round 1").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 12, 0, 13, "2017", &plain).unwrap();
    sheet.merge_range(0, 14, 0, 15, "2018", &plain).unwrap();
    for (column, name) in COLUMNS.iter().enumerate() {
        sheet.write(1, u16::try_from(column).unwrap(), *name).unwrap();
    }
    for (column, name) in
        ["Trafficked", "Of whom missing", "Trafficked", "Of whom missing"].iter().enumerate()
    {
        sheet.write(1, u16::try_from(12 + column).unwrap(), *name).unwrap();
    }
    for (at, row) in rows.iter().enumerate() {
        let line = u32::try_from(at + 2).unwrap();
        let [name, sent, reference, kind, reason, figures @ ..] = row;
        for (column, text) in [(0, name), (5, sent), (7, reference), (9, kind), (10, reason)] {
            sheet.write(line, column, *text).unwrap();
        }
        for (column, text) in figures.iter().enumerate() {
            let column = u16::try_from(12 + column).unwrap();
            match text.parse::<f64>() {
                Ok(number) => sheet.write(line, column, number).unwrap(),
                Err(_) => sheet.write(line, column, *text).unwrap(),
            };
        }
    }
    book.save(world.path("round.xlsx")).unwrap();
}

const IMPORT: [&str; 14] = [
    "import",
    "round",
    "round.xlsx",
    "--campaign",
    "harm-2018",
    "--title",
    "Trafficked children missing from care",
    "--period",
    "2017-01-01..2017-12-31",
    "--period",
    "2018-01-01..2018-12-31",
    "--map",
    "trafficked=Trafficked",
    "--map=missing=Of whom missing",
];

fn world() -> World {
    let world = World::on("2026-02-02");
    workbook(&world, &ROWS);
    world
}

fn of<'a>(rows: &'a [Value], kind: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["type"] == kind).collect()
}

fn imported(world: &World) -> Vec<Value> {
    let mut arguments = IMPORT.to_vec();
    arguments.push("--json");
    let run = world.foi(&arguments);
    assert_eq!(run.code, 1, "some rows are refused: {}{}", run.stdout, run.stderr);
    run.rows()
}

#[test]
fn a_dry_run_says_how_the_sheet_is_understood_and_changes_nothing() {
    let world = world();
    let mut arguments = IMPORT.to_vec();
    arguments.extend(["--dry-run", "--json"]);
    let run = world.foi(&arguments);
    let rows = run.rows();
    let columns = of(&rows, "column");
    let mapped: Vec<(&str, &str, &str)> = columns
        .iter()
        .filter(|row| !row["question"].is_null())
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap();
            (text("column"), text("question"), text("period"))
        })
        .collect();
    assert_eq!(
        mapped,
        [
            ("2017: Trafficked", "trafficked", "2017"),
            ("2018: Trafficked", "trafficked", "2018"),
            ("2017: Of whom missing", "missing", "2017"),
            ("2018: Of whom missing", "missing", "2018"),
        ]
    );
    let words: Vec<(&str, &str, u64)> = of(&rows, "word")
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap();
            (text("written"), text("status"), row["count"].as_u64().unwrap())
        })
        .collect();
    for expected in [
        ("Not held", "not_held", 5),
        ("Nor held", "not_held", 1),
        ("Cost exceeded", "refused", 2),
        ("cost exceeded", "refused", 1),
        ("Cost", "refused", 1),
        ("NA", "missing", 1),
        ("n/a", "missing", 1),
        ("Not given", "missing", 1),
    ] {
        assert!(words.contains(&expected), "{expected:?} in {words:?}");
    }
    let end = of(&rows, "import")[0].clone();
    assert_eq!((&end["requests"], &end["written"]), (&9.into(), &false.into()), "{end}");
    assert!(world.foi(&["results", "harm-2018"]).failed().contains("never launched here"));
    assert!(!world.path("round.xlsx.refused.csv").exists());
}

#[test]
fn each_row_that_is_not_taken_is_told_with_its_number_and_the_reason_and_kept_in_a_file() {
    let world = world();
    let rows = imported(&world);
    let refused: Vec<(u64, String, String)> = of(&rows, "refused")
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            (row["row"].as_u64().unwrap(), text("column"), text("reason"))
        })
        .collect();
    let reason = |row: u64, column: &str| {
        let found = refused.iter().find(|(of, at, _)| *of == row && at == column);
        found.unwrap_or_else(|| panic!("{row} {column} in {refused:?}")).2.clone()
    };
    assert!(reason(11, "").contains("no authority is called `Atlantis`"));
    assert!(reason(12, "").contains("it says `Refused`, and has 1 figures"));
    assert!(reason(13, "Sent").contains("no date in full"));
    assert!(reason(13, "2018: Trafficked").contains("about 9?"));
    assert!(reason(14, "").contains("row 3 is about kent too"));
    assert_eq!(refused.len(), 5, "{refused:?}");
    let kept = fs::read_to_string(world.path("round.xlsx.refused.csv")).unwrap();
    assert!(kept.starts_with("row,column,authority,value,reason\n"), "{kept}");
    assert!(kept.contains("11,,Atlantis,,"), "{kept}");
}

#[test]
fn an_imported_answer_names_its_file_its_cell_its_words_and_who_took_it_in() {
    let world = world();
    imported(&world);
    let answers = world.rows(&["answers", "--campaign", "harm-2018"]);
    let find = |authority: &str, question: &str, period: &str| {
        let found = answers.iter().find(|row| {
            row["authority"] == authority && row["question"] == question && row["period"] == period
        });
        found.unwrap_or_else(|| panic!("{authority} {question} {period}")).clone()
    };
    let kent = find("kent", "trafficked", "2018");
    assert_eq!(
        (&kent["low"], &kent["high"], &kent["stands"]),
        (&61.into(), &61.into(), &true.into())
    );
    assert_eq!(kent["decided_by"], "person:ada");
    assert_eq!(kent["evidence"]["place"], "Round 1!O3");
    assert_eq!(kent["evidence"]["file"], "round.xlsx");
    assert_eq!(kent["as_written"], "61");
    let few = find("glasgow", "trafficked", "2017");
    assert_eq!((&few["status"], &few["high"]), (&"suppressed".into(), &4.into()));
    assert_eq!(find("glasgow", "missing", "2018")["status"], "not_held");
    assert_eq!(find("dorset-county", "trafficked", "2017")["low"], 8, "the Dorset that there was");
    assert_eq!(find("leeds", "missing", "2018")["status"], "refused");
}

#[test]
fn an_imported_round_has_the_status_the_sheet_says_and_no_deadline() {
    let world = world();
    imported(&world);
    for (authority, status) in [
        ("kent", "answered"),
        ("glasgow", "partly_answered"),
        ("leeds", "refused"),
        ("fife", "not_held"),
        ("cardiff", "closed"),
        ("devon", "partly_answered"),
    ] {
        let row = world.request(authority);
        assert_eq!(row["status"], status, "{authority}");
        assert_eq!((&row["due_on"], &row["days_late"]), (&Value::Null, &0.into()), "{authority}");
        assert_eq!(row["next_step"], Value::Null, "{authority}: nothing is to be done");
    }
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("FOI/28962") && history.contains("2019-03-06"), "{history}");
    assert!(world.rows(&["next"]).is_empty());
    let rows = world.rows(&["results", "harm-2018"]);
    let sum =
        rows.iter().find(|row| row["measure"] == "trafficked" && row["period"] == "2018").unwrap();
    assert_eq!(sum["exact"], 61.0 + 14.0 + 6.0 + 9.0 + 7.0);
    assert_eq!(sum["authorities_asked"], 9);
    let why = |id: &str| {
        let all = sum["excluded"].as_array().unwrap();
        all.iter().find(|row| row["authority"] == id).unwrap()["reason"].clone()
    };
    assert_eq!((why("leeds"), why("fife")), ("refused".into(), "not held".into()));
    assert_eq!(why("cardiff"), "no reply");
    world.foi(&["rebuild", "--check"]).done();
}

#[test]
fn the_same_sheet_again_adds_nothing_and_a_mended_row_is_added() {
    let world = world();
    imported(&world);
    let again = imported(&world);
    let end = of(&again, "import")[0].clone();
    assert_eq!(
        (&end["requests"], &end["answers"], &end["already"]),
        (&0.into(), &0.into(), &9.into()),
        "{end}"
    );
    let mut rows = ROWS;
    rows[8][0] = "Essex";
    rows[10][7] = "9";
    rows[0][7] = "62";
    workbook(&world, &rows);
    let mended = imported(&world);
    let end = of(&mended, "import")[0].clone();
    assert_eq!((&end["requests"], &end["answers"]), (&1.into(), &5.into()), "{end}");
    assert!(world.path("round.xlsx.refused-3.csv").exists(), "nothing is written over");
    let kent = of(&mended, "refused").into_iter().find(|row| row["row"] == 3).unwrap().clone();
    assert!(
        kent["reason"].as_str().unwrap().contains("it is 61 here, decided by person:ada"),
        "{kent}"
    );
    let essex = world.request("essex");
    assert_eq!(essex["status"], "answered");
}

#[test]
fn no_letter_of_a_round_from_a_sheet_can_leave() {
    let world = world();
    imported(&world);
    let text =
        fs::read_to_string(crate::world::fixtures().join("campaigns/trafficked/campaign.toml"))
            .unwrap();
    let world = world.campaign_text("harm-2018", &text).addresses(&["kent", "essex"]);
    let said = world.foi(&["launch", "harm-2018", "--confirm", "1"]).failed();
    assert!(said.contains("was taken in from a sheet"), "{said}");
}

#[test]
fn a_csv_with_questions_of_another_campaign_is_read_by_their_ids() {
    let world = World::on("2026-02-02").campaign("trafficked");
    fs::write(
        world.path("round.csv"),
        "Figures kept by hand\n\nCouncil;trafficked;trafficked_missing;Status\n\
         Kent;1,024;12;Successful\nEssex;Not held;Not held;Not held\nTotal;1,024;12;\n",
    )
    .unwrap();
    let run = world.foi(&[
        "import",
        "round",
        "round.csv",
        "--campaign",
        "old",
        "--title",
        "Old",
        "--like",
        "trafficked",
        "--period",
        "2018-01-01..2018-12-31",
        "--json",
    ]);
    let rows = run.rows();
    let refused = of(&rows, "refused");
    assert_eq!((refused.len(), &refused[0]["row"]), (1, &6.into()), "{rows:?}");
    let headline = world.row(&["results", "old"], "type", "headline");
    assert_eq!(headline["denominator"], 1024);
    assert_eq!(world.answer("kent", "trafficked").unwrap()["evidence"]["place"], "row 4, column 2");
}

#[test]
fn what_the_file_lacks_is_said_with_what_to_give() {
    let world = world();
    let said = world.foi(&["import", "round", "round.xlsx", "--campaign", "x"]).failed();
    assert!(said.contains("--title"), "{said}");
    let said =
        world.foi(&["import", "round", "round.xlsx", "--campaign", "x", "--title", "X"]).failed();
    assert!(said.contains("--period"), "{said}");
    let with = |more: &[&str]| {
        let mut arguments = IMPORT[..11].to_vec();
        arguments.extend(more);
        world.foi(&arguments).failed()
    };
    assert!(with(&[]).contains("--map QUESTION=COLUMN"));
    let said = with(&["--map", "trafficked=Trafikked"]);
    assert!(
        said.contains("no column is called `Trafikked`") && said.contains("2017: Trafficked"),
        "{said}"
    );
    let said = with(&["--map", "trafficked=Trafficked", "--sheet", "Round 2"]);
    assert!(said.contains("no sheet is called `Round 2`; there are Round 1"), "{said}");
}
