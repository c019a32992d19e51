//! The answer sheet that goes with the questions: filled in and sent back, every cell is read.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::world::{World, fixtures};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Street lights for two years, with sheets that go with the request.
fn world(forms: &str) -> World {
    let file = fixtures().join("campaigns/street-lights/campaign.toml");
    let text = fs::read_to_string(file).unwrap() + &format!("\n[letter]\nattach = {forms}\n");
    World::on("2025-02-03").campaign_text("lamps", &text).addresses(&["kent", "glasgow"])
}

fn launched(forms: &str) -> World {
    world(forms).launched("lamps")
}

/// The files that came with the request to an authority, by name.
#[track_caller]
fn files(world: &World, authority: &str) -> BTreeMap<String, Vec<u8>> {
    let reference = world.council(authority).reference;
    let letter = world.letters().remove(&format!("{reference}-1.eml")).expect(&reference);
    let mail = mailparse::parse_mail(letter.as_bytes()).unwrap();
    let named = mail.subparts.iter().skip(1).map(|part| {
        let name = part.get_content_disposition().params["filename"].clone();
        (name, part.get_body_raw().unwrap())
    });
    named.collect()
}

/// The parts of a workbook, by name.
fn unzipped(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// Types into cells as Excel does: a number as one, anything else as text.
#[track_caller]
fn filled(workbook: &[u8], typed: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, mut text) in unzipped(workbook) {
        if name == "xl/worksheets/sheet1.xml" {
            for (cell, value) in typed {
                let start = text.find(&format!("<c r=\"{cell}\" ")).expect(cell);
                let end = start + text[start..].find("/>").expect(cell);
                let style = text[start..end].to_owned();
                let cell = if value.parse::<f64>().is_ok() {
                    format!("{style}><v>{value}</v></c>")
                } else {
                    let value = value.replace('&', "&amp;").replace('<', "&lt;");
                    format!("{style} t=\"inlineStr\"><is><t>{value}</t></is></c>")
                };
                text.replace_range(start..end + 2, &cell);
            }
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// A reply with a file and a short covering word.
fn reply(world: &World, authority: &str, (name, media_type): (&str, &str), bytes: &[u8]) -> String {
    let council = world.council(authority);
    let plain = council.replies("2025-02-20", "Please find your answers attached.");
    let (head, body) = plain.split_once("\r\n\r\n").unwrap();
    let head = head.replace(
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: multipart/mixed; boundary=\"b\"",
    );
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "{head}\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n--b\r\n\
         Content-Type: {media_type}; name=\"{name}\"\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
}

/// Status, low, high and value of each answer, by question and period.
fn read(world: &World, authority: &str) -> BTreeMap<(String, String), (String, Value)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = world.rows(&["answers"]).into_iter().filter(|row| row["authority"] == authority);
    rows.filter(|row| row["status"] != "missing")
        .map(|row| ((text(&row["question"]), text(&row["period"])), (text(&row["status"]), row)))
        .collect()
}

const ROWS: [(&str, &str); 22] = [
    ("led", "2023"),
    ("led", "2024"),
    ("sodium", "2023"),
    ("sodium", "2024"),
    ("lights", "2023"),
    ("lights", "2024"),
    ("energy_cost", "2023"),
    ("energy_cost", "2024"),
    ("dimmed", "2023"),
    ("dimmed", "2024"),
    ("switched_off", "2023"),
    ("switched_off", "2024"),
    ("new_lamps", "2023"),
    ("new_lamps", "2024"),
    ("repair_time", "2023"),
    ("repair_time", "2024"),
    ("survey", "2023"),
    ("survey", "2024"),
    ("contractor", "2023"),
    ("contractor", "2024"),
    ("faults", "2024"),
    ("policy", "2024"),
];

/// What is typed for each row, and what it is.
const TYPED: [(&str, &str); 22] = [
    ("1200", "1200"),
    ("1340", "1340"),
    ("0", "0"),
    ("60", "60"),
    ("1200", "1200"),
    ("1400", "1400"),
    ("95000", "95000"),
    ("91250.5", "91250.5"),
    ("0.125", "12.5"),
    ("0.5", "50"),
    ("Yes", "yes"),
    ("No", "no"),
    ("sodium", "sodium"),
    ("LED", "LED"),
    ("12.5", "12.5"),
    ("9", "9"),
    // Excel counts days from 1900: 15 May 2023 and 3 June 2024.
    ("45061", "2023-05-15"),
    ("45446", "2024-06-03"),
    ("Brightway Ltd", "Brightway Ltd"),
    ("Brightway Ltd and Lumen plc", "Brightway Ltd and Lumen plc"),
    ("17", "17"),
    ("45301", "2024-01-10"),
];

#[test]
fn a_filled_in_sheet_is_read_cell_by_cell_with_its_question_and_period() {
    let mut world = launched("[\"xlsx\"]");
    let kent = world.council("kent").reference;
    let mut sheets = files(&world, "kent");
    let name = format!("answers-{kent}.xlsx");
    let sheet = sheets.remove(&name).expect(&name);
    let cells: Vec<String> = (0..ROWS.len()).map(|row| format!("E{}", row + 6)).collect();
    let typed: Vec<(&str, &str)> =
        cells.iter().zip(TYPED).map(|(cell, (value, _))| (cell.as_str(), value)).collect();
    world.at("2025-02-24");
    let mail = reply(&world, "kent", (&name, XLSX), &filled(&sheet, &typed));
    let row = world.receive(&mail);
    assert_eq!(row["review_reason"], Value::Null, "{row}");
    let found = read(&world, "kent");
    for ((question, period), (_, expected)) in ROWS.into_iter().zip(TYPED) {
        let key = (question.to_owned(), period.to_owned());
        let (status, answer) =
            found.get(&key).unwrap_or_else(|| panic!("{key:?} was not read of {row}: {found:#?}"));
        assert_eq!(status, "exact", "{answer}");
        let shown = answer["value"].as_str().map_or_else(
            || answer["low"].to_string().trim_end_matches(".0").to_owned(),
            str::to_owned,
        );
        assert_eq!(shown, expected, "{answer}");
        assert_eq!(answer["needs_review"], false, "{answer}");
        assert_eq!(answer["evidence"]["part"], name.as_str());
    }
    assert_eq!(row["kind"], "answer", "{row}");
    assert_eq!(world.request("kent")["status"], "answered");
}

#[test]
fn what_is_suppressed_not_held_refused_or_left_empty_is_each_its_own_thing() {
    let mut world = launched("[\"xlsx\"]");
    let name = format!("answers-{}.xlsx", world.council("kent").reference);
    let sheet = files(&world, "kent").remove(&name).unwrap();
    let typed = [
        ("E6", "<5"),
        ("E7", "1 to 4"),
        ("F8", "Not held"),
        ("F9", "Refused under section 40(2)"),
        ("E10", "12"),
        ("G10", "Counted on 31 March, in 2 depots"),
        ("E12", "95000"),
    ];
    world.at("2025-02-24");
    world.receive(&reply(&world, "kent", (&name, XLSX), &filled(&sheet, &typed)));
    let found = read(&world, "kent");
    let cell = |question: &str, period: &str| {
        let key = (question.to_owned(), period.to_owned());
        found
            .get(&key)
            .map(|(status, row)| (status.as_str(), row["low"].as_f64(), row["high"].as_f64()))
    };
    assert_eq!(cell("led", "2023").map(|row| row.2), Some(Some(4.0)), "{found:#?}");
    assert_eq!(cell("led", "2024"), Some(("range", Some(1.0), Some(4.0))));
    assert_eq!(cell("sodium", "2023").map(|row| row.0), Some("not_held"), "{found:#?}");
    assert_eq!(cell("sodium", "2024").map(|row| row.0), Some("refused"), "{found:#?}");
    assert_eq!(cell("lights", "2023"), Some(("exact", Some(12.0), Some(12.0))));
    assert_eq!(cell("lights", "2024"), None, "what is empty says nothing");
    assert_eq!(cell("energy_cost", "2023"), Some(("exact", Some(95000.0), Some(95000.0))));
    assert_eq!(found.len(), 6, "nothing else was read: {found:#?}");
}

#[test]
fn a_sheet_sent_back_empty_answers_nothing() {
    let mut world = launched("[\"xlsx\", \"csv\"]");
    let mut sheets = files(&world, "kent");
    world.at("2025-02-24");
    for (name, bytes) in std::mem::take(&mut sheets) {
        let media_type = if name.ends_with("csv") { "text/csv" } else { XLSX };
        world.receive(&reply(&world, "kent", (&name, media_type), &bytes));
    }
    assert_eq!(read(&world, "kent"), BTreeMap::new());
    assert_eq!(world.request("kent")["status"], "awaiting");
}

#[test]
fn the_csv_is_read_back_too_and_runs_nothing() {
    let text = "title = \"Lamps\"\nperiod = { from = 2024-01-01, to = 2024-12-31 }\n\
                [recipients]\nids = [\"kent\"]\n[[question]]\nid = \"lamps\"\nnumber = \"1\"\n\
                text = \"=HYPERLINK(1) How many street lights did you maintain?\"\ntype = \"count\"\n\
                unit = \"+lights\"\n[letter]\nattach = [\"csv\"]\n";
    let mut world =
        World::on("2025-02-03").campaign_text("lamps", text).addresses(&["kent"]).launched("lamps");
    let (name, bytes) = files(&world, "kent").pop_first().unwrap();
    let csv = String::from_utf8(bytes).unwrap();
    assert!(csv.starts_with('\u{feff}'), "{csv}");
    let row = csv.lines().nth(1).unwrap();
    assert!(row.contains("'=HYPERLINK(1)") && row.contains("'+lights"), "{row}");
    assert!(row.ends_with(",,,"), "{row}");
    let answered = csv.replace(&format!("{row}\n"), &format!("{},1234,,\n", &row[..row.len() - 3]));
    assert_ne!(answered, csv);
    world.at("2025-02-24");
    world.receive(&reply(&world, "kent", (&name, "text/csv"), answered.as_bytes()));
    let found = read(&world, "kent");
    let (status, answer) = &found[&("lamps".to_owned(), "2024".to_owned())];
    assert_eq!((status.as_str(), answer["low"].as_f64()), ("exact", Some(1234.0)), "{answer}");
}

#[test]
fn the_letter_names_its_sheet_and_a_campaign_without_one_has_no_word_of_it() {
    let world = launched("[\"xlsx\", \"csv\"]");
    for authority in ["kent", "glasgow"] {
        let reference = world.council(authority).reference;
        let names: Vec<String> = files(&world, authority).into_keys().collect();
        let csv = format!("answers-{reference}.csv");
        let xlsx = format!("answers-{reference}.xlsx");
        assert_eq!(names, [csv.as_str(), xlsx.as_str()]);
        let letter = &world.letters()[&format!("{reference}-1.eml")];
        let mail = mailparse::parse_mail(letter.as_bytes()).unwrap();
        let body = mail.subparts[0].get_body().unwrap();
        let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            body.contains(&format!("The file {xlsx} or {csv}, which comes with this")),
            "{body}"
        );
    }
    let without = world_without().launched("lamps");
    let reference = without.council("kent").reference;
    let letter = &without.letters()[&format!("{reference}-1.eml")];
    assert!(!letter.contains("answers-") && !letter.contains("comes with this"));
}

fn world_without() -> World {
    World::on("2025-02-03")
        .campaign_text(
            "lamps",
            &fs::read_to_string(fixtures().join("campaigns/street-lights/campaign.toml")).unwrap(),
        )
        .addresses(&["kent"])
}

#[test]
fn the_same_questions_give_the_same_bytes() {
    let [one, two] = [(); 2].map(|()| {
        let world = launched("[\"xlsx\"]");
        let reference = world.council("kent").reference;
        let (_, bytes) = files(&world, "kent").pop_first().unwrap();
        unzipped(&bytes)
            .into_iter()
            .map(|(name, text)| (name, text.replace(&reference, "REFERENCE")))
            .collect::<Vec<_>>()
    });
    assert_eq!(one, two);
    // No time of writing is in it.
    let (_, about) = one.iter().find(|(name, _)| name == "docProps/core.xml").unwrap();
    assert!(about.contains(">2020-01-01T00:00:00Z<"), "{about}");
}

#[test]
fn a_form_that_is_none_is_named_with_its_line() {
    let world = world("[\"xlxs\"]");
    let said = world.foi(&["campaign", "check", "lamps"]).failed();
    assert!(said.contains("unknown_attachment: `xlxs` is no form"), "{said}");
    assert!(said.contains("xlsx"), "{said}");
}
