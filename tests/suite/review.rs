//! Answers decided by people: through a spreadsheet, at the prompt, by two coders; and what stood when.

use std::fs;
use std::io::{Read, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};

use crate::world::{Run, World};

fn world() -> World {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex", "devon"])
        .launched("trafficked");
    world.at("2026-02-20");
    world
}

/// The exported rows, each with its cells by column.
fn exported(world: &World, file: &str, arguments: &[&str]) -> Vec<Vec<(String, String)>> {
    let mut all = vec!["answers", "export", file];
    all.extend(arguments);
    world.foi(&all).done();
    let text = fs::read_to_string(world.path(file)).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heading: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader
        .records()
        .map(|row| heading.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect())
        .collect()
}

fn cell<'a>(row: &'a [(String, String)], column: &str) -> &'a str {
    &row.iter().find(|(name, _)| name == column).unwrap().1
}

/// Writes the rows again, with these decisions and notes at an authority's question.
fn fill_in(
    world: &World,
    file: &str,
    rows: &[Vec<(String, String)>],
    filled: &[(&str, &str, &str, &str)],
) {
    let mut out = csv::Writer::from_path(world.path(file)).unwrap();
    out.write_record(rows[0].iter().map(|(name, _)| name)).unwrap();
    for row in rows {
        let mut row = row.clone();
        let of = (cell(&row, "authority").to_owned(), cell(&row, "question").to_owned());
        for (authority, question, decision, note) in filled {
            if (of.0.as_str(), of.1.as_str()) == (*authority, *question) {
                row.iter_mut().find(|(name, _)| name == "decision").unwrap().1 = (*decision).into();
                row.iter_mut().find(|(name, _)| name == "note").unwrap().1 = (*note).into();
            }
        }
        out.write_record(row.iter().map(|(_, cell)| cell)).unwrap();
    }
    out.flush().unwrap();
}

#[test]
fn answers_go_through_a_spreadsheet_and_are_decided_once() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. about 13\n2. around 5\n3. 7\n"));
    let rows = exported(&world, "all.csv", &[]);
    let kents: Vec<_> = rows.iter().filter(|row| cell(row, "authority") == "kent").collect();
    assert!(kents.len() >= 3, "{rows:#?}");
    assert_eq!(cell(kents[0], "mail"), "m1");
    assert!(world.foi(&["answers", "export", "all.csv"]).failed().contains("not written over"));
    let decisions = [
        ("kent", "trafficked", "accept", "rounded, they said on the telephone"),
        ("kent", "trafficked_missing", "6", ""),
        ("essex", "trafficked", "not held", ""),
        ("devon", "trafficked", "plenty", ""),
    ];
    fill_in(&world, "all.csv", &rows, &decisions);
    let import = ["answers", "import", "all.csv"];
    let before = world.rows(&["answers"]);
    let said = world.foi(&import).failed();
    assert!(said.contains("3 answers would be decided"), "{said}");
    assert!(said.contains("all.csv, row"), "{said}");
    assert!(said.contains("decision, devon: `plenty` is no answer to trafficked"), "{said}");
    assert!(said.contains("foi answers import all.csv --confirm 3"), "{said}");
    assert_eq!(world.rows(&["answers"]), before, "nothing was done");
    let confirm = [&import[..], &["--by", "bea", "--confirm"]].concat();
    let said = world.foi(&[&confirm[..], &["2"]].concat()).failed();
    assert!(said.contains("decides 3 answers, you confirmed 2"), "{said}");
    let said = world.foi(&[&confirm[..], &["3"]].concat()).failed();
    assert!(said.contains("3 answers decided by bea"), "{said}");
    let answer = |authority, question| world.answer(authority, question).unwrap();
    assert_eq!(answer("kent", "trafficked")["decided_by"], "person:bea");
    assert_eq!(answer("kent", "trafficked_missing")["low"], 6);
    assert_eq!(answer("kent", "trafficked_missing")["evidence"]["mail"], "m1");
    assert_eq!(answer("essex", "trafficked")["status"], "not_held");
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("rounded, they said on the telephone"), "{history}");
    // The same file again.
    let said = world.foi(&import).failed();
    assert!(said.contains("0 answers would be decided, 3 decided so already"), "{said}");
    assert_eq!(world.foi(&["rebuild", "--check"]).code, 0);
}

#[test]
fn a_row_whose_answer_has_changed_since_the_export_is_refused() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. about 13\n2. around 5\n3. 7\n"));
    let rows = exported(&world, "all.csv", &["--waiting"]);
    assert!(rows.iter().all(|row| cell(row, "decided_by").is_empty()), "{rows:#?}");
    fill_in(&world, "all.csv", &rows, &[("kent", "trafficked", "accept", "")]);
    world.foi(&["answers", "set", "kent", "trafficked", "14", "--as", "cid"]).done();
    let said = world.foi(&["answers", "import", "all.csv"]).failed();
    assert!(
        said.contains("row 2, stamp, kent: the answer has changed since the export: 14 (decided by person:cid)"),
        "{said}"
    );
    assert!(said.contains("0 answers would be decided"), "{said}");
}

#[test]
fn what_a_council_wrote_is_no_formula_in_a_spreadsheet_and_comes_back_unharmed() {
    let world = world();
    world.foi(&["answers", "set", "kent", "trafficked", "13"]).done();
    let rows = exported(&world, "all.csv", &["--request", "kent"]);
    for row in &rows {
        assert!(row.iter().all(|(_, cell)| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
    }
    // As a spreadsheet of another country saves it, with an accent of Windows.
    fill_in(&world, "all.csv", &rows, &[("kent", "trafficked", "14", "'=caf\u{e9}")]);
    let text = fs::read_to_string(world.path("all.csv")).unwrap();
    let bytes: Vec<u8> = text.replace(',', ";").chars().map(|c| c as u8).collect();
    fs::write(world.path("all.csv"), bytes).unwrap();
    world.foi(&["answers", "import", "all.csv", "--confirm", "1"]).done();
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 14);
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("; =caf\u{e9}"), "{history}");
}

/// Types these lines at the prompt, and then ends the input.
fn sit(world: &World, arguments: &[&str], typed: &str) -> Run {
    let mut all = vec!["review"];
    all.extend(arguments);
    let mut command = world.command(&all);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

const DOUBTFUL: &str = "Dear Ada,\n\n1. about 13\n2. around 5\n3. 7\n\nYours";

/// A world in which two answers of Kent's wait.
fn doubtful() -> World {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", DOUBTFUL));
    world
}

fn waits(world: &World) -> Vec<String> {
    let rows = world.rows(&["answers", "--waiting"]);
    rows.iter().map(|row| row["question"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn assert_sound(world: &World) {
    let check = world.foi(&["rebuild", "--check"]);
    assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
}

#[test]
fn an_answer_is_shown_with_its_question_and_the_words_it_was_read_from_and_accepted() {
    let world = doubtful();
    assert_eq!(waits(&world), ["trafficked", "trafficked_missing"]);
    let said = sit(&world, &[], "a\nc 6\n").done().stdout;
    for words in [
        "=== 1 of 2: kent trafficked ===",
        "Question  1. How many children in your care were identified or suspected as trafficked?",
        "Period    2024",
        "Stands in m1 (",
        "its own text, line",
        "Read as   13",
        "Waits     ",
        "Beside it trafficked_missing",
        "> | 1. >>>about 13<<<",
        "  | Dear Ada,",
        "a = 13",
        "kent trafficked: 13 (decided by ada).",
        "=== 2 of 2: kent trafficked_missing ===",
        "kent trafficked_missing: 6 (decided by ada).",
        "2 answers decided, 0 skipped, 0 decisions undone; 0 answers still wait.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(world.answer("kent", "trafficked").unwrap()["decided_by"], "person:ada");
    assert_eq!(world.answer("kent", "trafficked_missing").unwrap()["evidence"]["mail"], "m1");
    assert_sound(&world);
    assert!(world.foi(&["review"]).done().stdout.contains("No answer waits for you."));
}

#[test]
fn all_that_waits_of_a_mail_is_accepted_at_once_and_that_taken_back_at_once() {
    let world = doubtful();
    let before = world.rows(&["answers"]);
    let said = sit(&world, &[], "A\nu\nq\n").done().stdout;
    assert!(said.contains("kent: 2 answers accepted by ada."), "{said}");
    assert!(said.contains("the last decision is taken back by ada."), "{said}");
    let words = "0 answers decided, 0 skipped, 1 decision undone; 2 answers still wait.";
    assert!(said.contains(words), "{said}");
    assert_eq!(world.rows(&["answers"]), before);
    assert_sound(&world);
}

#[test]
fn what_is_no_figure_is_marked_as_what_it_is() {
    for (mark, status) in
        [("h", "not_held"), ("r", "refused"), ("s", "suppressed"), ("x", "missing")]
    {
        let world = doubtful();
        let said = sit(&world, &[], &format!("m z\nm {mark}\nq\n")).done().stdout;
        assert!(said.contains("say which: m h (not held)"), "{said}");
        let answer = world.answer("kent", "trafficked").unwrap();
        assert_eq!(answer["status"], status, "{said}");
        assert_eq!(answer["decided_by"], "person:ada");
    }
}

#[test]
fn what_cannot_be_an_answer_is_said_and_the_person_asked_again() {
    let world = doubtful();
    let said = sit(&world, &[], "c plenty\nz\n?\nt\nn\nn\n").done().stdout;
    assert!(said.contains("Not done: `plenty` is no answer to trafficked"), "{said}");
    assert!(said.contains("begins with none of"), "{said}");
    assert!(said.contains("it is what it is read as"), "{said}");
    assert!(said.contains("0 answers decided, 2 skipped"), "{said}");
    let said = sit(&world, &[], "").done().stdout;
    assert!(said.contains("Nothing was typed, and nothing was decided. 2 answers wait:"), "{said}");
    assert_eq!(waits(&world).len(), 2);
}

#[test]
fn the_queue_is_for_programs_too_and_can_be_narrowed() {
    let mut world = doubtful();
    let essex = world.council("essex");
    world.receive(&essex.replies("2026-02-11", "1. about 40\n2. 5\n3. 7\n"));
    let rows = world.rows(&["review"]);
    assert!(rows.len() >= 3, "{rows:#?}");
    assert_eq!(rows[0]["position"], 1);
    assert!(rows[0]["text"].as_str().unwrap().starts_with("How many children"));
    let kents = rows.iter().find(|row| row["authority"] == "kent").unwrap();
    let around = kents["around"].as_array().unwrap();
    let here: Vec<_> = around.iter().filter(|line| line["here"] == true).collect();
    assert_eq!(here.len(), 1, "{around:?}");
    assert_eq!(here[0]["text"], "1. >>>about 13<<<");
    let only = world.rows(&["review", "--request", "essex"]);
    assert!(!only.is_empty() && only.iter().all(|row| row["authority"] == "essex"), "{only:#?}");
    assert_eq!(world.rows(&["review", "--campaign", "trafficked"]).len(), rows.len());
    assert!(world.foi(&["review", "--campaign", "no-such"]).failed().contains("never launched"));
}

/// A reply with a CSV attached.
fn with_table(mail: &str, name: &str, table: &str) -> String {
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    let head = head.replace(
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: multipart/mixed; boundary=b",
    );
    format!(
        "{head}\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n--b\r\n\
         Content-Type: text/csv\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n\
         {table}\r\n--b--\r\n"
    )
}

#[test]
fn an_answer_in_an_attachment_is_shown_with_the_rows_around_its_cell() {
    let mut world = world();
    let kent = world.council("kent");
    let table = "Question,2024\r\n\
        How many children in your care were identified or suspected as trafficked?,about 13\r\n\
        How many of those went missing from care at least once?,5\r\n\
        How many missing incidents did those children have in total?,7";
    let mail = kent.replies("2026-02-10", "Please see the attached.");
    world.receive(&with_table(&mail, "figures.csv", table));
    let said = sit(&world, &[], "q\n").done().stdout;
    assert!(said.contains("figures.csv, "), "{said}");
    assert!(said.contains(">>>about 13<<<"), "{said}");
    assert!(said.contains("went missing from care at least once? | 5"), "{said}");
    assert!(said.contains("Question | 2024"), "the head of the table: {said}");
}

/// Reads what the program prints up to its next prompt.
fn to_the_prompt(stdout: &mut ChildStdout) -> String {
    let mut said = Vec::new();
    let mut byte = [0];
    while !said.ends_with(b" > ") {
        assert_eq!(stdout.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&said));
        said.push(byte[0]);
    }
    String::from_utf8(said).unwrap()
}

fn type_line(stdin: &mut ChildStdin, line: &str) {
    stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
}

#[test]
fn an_answer_that_another_person_decides_meanwhile_is_not_decided_again() {
    let world = doubtful();
    let mut command = world.command(&["review"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    to_the_prompt(&mut stdout);
    world.foi(&["answers", "set", "kent", "trafficked", "14", "--as", "bea"]).done();
    type_line(&mut stdin, "a");
    let said = to_the_prompt(&mut stdout);
    assert!(said.contains("has changed since it was shown, decided by bea: look again"), "{said}");
    assert!(said.contains("=== 2 of 2: kent trafficked_missing ==="), "{said}");
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 14, "bea's word stands");
}

#[test]
fn a_decision_about_an_answer_is_taken_back_by_its_question() {
    let world = doubtful();
    let before = world.rows(&["answers"]);
    world.foi(&["answers", "set", "kent", "trafficked", "14"]).done();
    let undo = ["answers", "undo", "kent", "1", "--why", "wrong line", "--as", "bea"];
    let said = world.foi(&undo).done().stdout;
    let words = "kent 1: what was decided by ada is taken back by bea.";
    assert!(said.contains(words), "{said}");
    assert_eq!(world.rows(&["answers"]), before);
    assert!(
        world.foi(&undo).failed().contains("nobody has decided anything about kent trafficked")
    );
    assert!(world.foi(&["history", "kent"]).done().stdout.contains("wrong line"));
    assert_sound(&world);
}

#[test]
fn two_coders_answer_apart_and_where_they_differ_a_person_decides() {
    let mut world = doubtful();
    let essex = world.council("essex");
    world.receive(&essex.replies("2026-02-11", "1. about 40\n2. around 5\n3. 7\n"));
    let before = world.rows(&["answers"]);
    let said = sit(&world, &["--coder", "bea"], "a\nc 6\nA\n").done().stdout;
    assert!(said.contains("essex trafficked: 40 (coded by bea)."), "{said}");
    assert!(said.contains("4 answers decided"), "{said}");
    assert!(sit(&world, &["--coder", "bea"], "").stdout.contains("No answer waits for you."));
    assert_eq!(world.rows(&["review", "--coder", "cid"]).len(), 4, "cid sees nothing of it");
    sit(&world, &["--coder", "cid"], "a\na\nA\n").done();
    assert_eq!(world.rows(&["answers"]), before, "codings do not stand");
    let rows = world.rows(&["answers", "agreement"]);
    let all = rows.iter().find(|row| row["type"] == "agreement" && row["question"].is_null());
    let all = all.unwrap();
    assert_eq!((&all["n"], &all["per_cent"]), (&4.into(), &75.0.into()));
    assert!(all["kappa"].is_f64() && all["alpha"].is_f64(), "{all}");
    let differs: Vec<_> = rows.iter().filter(|row| row["type"] == "disagreement").collect();
    assert_eq!(differs.len(), 1, "{rows:#?}");
    assert_eq!(differs[0]["question"], "trafficked_missing");
    assert!(differs[0]["adjudicated"].is_null());
    world.foi(&["answers", "adjudicate", "essex", "trafficked_missing", "6", "--as", "dee"]).done();
    let said = world.foi(&["answers", "agreement"]).done().stdout;
    assert!(said.contains("bea: 6; cid: 5"), "{said}");
    assert!(said.contains("1 disagreement, 0 not adjudicated."), "{said}");
    let answer = world.answer("essex", "trafficked_missing").unwrap();
    assert_eq!((&answer["low"], &answer["decided_by"]), (&6.into(), &"person:dee".into()));
    let undo = ["answers", "undo", "kent", "trafficked", "--coder", "cid"];
    world.foi(&undo).done();
    assert_eq!(world.rows(&["review", "--coder", "cid", "--request", "kent"]).len(), 1);
    assert_sound(&world);
}

#[test]
fn one_coder_alone_agrees_with_nobody_and_no_number_is_given() {
    let world = doubtful();
    world.foi(&["answers", "set", "kent", "trafficked", "13", "--coder", "bea"]).done();
    let rows = world.rows(&["answers", "agreement"]);
    assert!(rows.iter().all(|row| row["n"] == 0 && row["alpha"].is_null()), "{rows:#?}");
    assert_eq!(waits(&world).len(), 2);
}

/// The results without what they were computed from, which is another database later.
fn figures(world: &World, arguments: &[&str]) -> Vec<serde_json::Value> {
    let mut rows = world.rows(arguments);
    for row in &mut rows {
        row.as_object_mut().unwrap().remove("reproduction");
    }
    rows
}

#[test]
fn what_stood_on_a_day_or_when_it_was_frozen_is_shown_again() {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex"])
        .launched("trafficked");
    world.at("2026-02-12");
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. 13\n2. 5\n3. 7\n"));
    let then = world.rows(&["answers"]);
    let figures_then = figures(&world, &["results"]);
    let said = world.foi(&["freeze", "Report 1", "--note", "as sent to the printer"]).done().stdout;
    assert!(said.contains("Report 1: 3 answers stand."), "{said}");
    world.at("2026-02-20");
    let essex = world.council("essex");
    world.receive(&essex.replies("2026-02-19", "1. 40\n2. 5\n3. 9\n"));
    world.receive(&kent.replies("2026-02-19", "We correct our answer.\n1. 14\n2. 5\n3. 7\n"));
    world.foi(&["answers", "set", "kent", "trafficked", "15"]).done();
    let now = world.rows(&["answers"]);
    assert_ne!(now, then);
    for when in ["Report 1", "2026-02-12", "2026-02-18"] {
        assert_eq!(world.rows(&["answers", "--as-of", when]), then, "{when}");
        assert_eq!(figures(&world, &["results", "--as-of", when]), figures_then, "{when}");
    }
    assert_eq!(world.rows(&["answers", "--as-of", "2026-02-11"]), [] as [serde_json::Value; 0]);
    assert_eq!(world.rows(&["answers", "--as-of", "2026-02-20"]), now);
    assert_eq!(world.rows(&["answers"]), now, "nothing was written");
    let listed = world.rows(&["freeze", "--list"]);
    assert_eq!((&listed[0]["name"], &listed[0]["by"]), (&"Report 1".into(), &"ada".into()));
    assert!(world.foi(&["freeze", "Report 1"]).failed().contains("take another name"));
    assert!(world.foi(&["freeze", "2026-02-12"]).failed().contains("is a day"));
    let said = world.foi(&["answers", "--as-of", "Report 2"]).failed();
    assert!(said.contains("no name given by `foi freeze`: Report 1"), "{said}");
    assert!(world.foi(&["answers", "--as-of", "2026-03-01"]).failed().contains("still to come"));
    let db = rusqlite::Connection::open(world.path("foi.db")).unwrap();
    for sql in [
        "UPDATE freezes SET seq = 0",
        "DELETE FROM freezes",
        "INSERT OR REPLACE INTO freezes SELECT * FROM freezes",
    ] {
        assert!(db.execute(sql, []).unwrap_err().to_string().contains("never changed"), "{sql}");
    }
}
