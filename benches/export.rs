//! A million answers into Parquet and CSV, next to `DuckDB` writing the same rows as Parquet.
//!
//! `DuckDB` reads foi's Parquet back: as many rows, and the same sum, or the bench stops. Prints seconds, and their
//! ratio to the CSV and to `DuckDB` in the same run: machines differ, the ratio less.
//! `cargo bench --bench all -- export`; without `DuckDB` in `target/python` only foi's own figures.
#![expect(clippy::indexing_slicing, reason = "within a list that is not empty")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use foi_campaign::answers::{Number, Status, Value};
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::register::Register;
use foi_campaign::results::formats::{self, Format, Mark};
use foi_campaign::results::tables::{
    About, Answer, Decider, Facts, Form, Mode, Place, Said, answers,
};

const PLACES: usize = 1_000;
const QUESTIONS: usize = 250;
const PERIODS: usize = 4;

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let places = if std::env::args().any(|argument| argument == "--test") { 10 } else { PLACES };
    let facts = facts(places);
    let (rows, sum) = expected(&facts);
    let folder = tempfile::tempdir().unwrap();
    let (parquet, csv) = (folder.path().join("answers.parquet"), folder.path().join("answers.csv"));
    let csv_seconds = timed(&facts, Format::Csv(Mark::None), &csv);
    let seconds = timed(&facts, Format::Parquet, &parquet);
    let bytes = |path: &Path| std::fs::metadata(path).unwrap().len() / 1_000_000;
    println!("answers                       {rows:>9}");
    println!("foi, CSV                      {csv_seconds:>9.2} s, {} MB", bytes(&csv));
    println!("foi, Parquet                  {seconds:>9.2} s, {} MB", bytes(&parquet));
    println!("Parquet / CSV                 {:>9.2}", seconds / csv_seconds);
    let Some((read, of_duckdb, counted, summed)) = duckdb(&parquet, &csv) else {
        println!("DuckDB                        not there (tests/run installs it)");
        return;
    };
    assert_eq!((counted, summed), (rows, sum), "DuckDB reads something else than was written");
    println!("DuckDB reads it: rows, sum    {read:>9.2} s, both equal");
    println!("DuckDB, the CSV as Parquet    {of_duckdb:>9.2} s");
    println!("foi's Parquet / DuckDB's      {:>9.2}", seconds / of_duckdb);
}

fn timed(facts: &Facts, format: Format, path: &Path) -> f64 {
    let start = Instant::now();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    formats::write(format, answers(facts, Form::Long), &facts.about, &mut out).unwrap();
    out.flush().unwrap();
    start.elapsed().as_secs_f64()
}

/// Seconds to read, seconds to write, rows, sum.
fn duckdb(parquet: &Path, csv: &Path) -> Option<(f64, f64, u64, u64)> {
    let script = "
import sys, time, duckdb
parquet, csv = sys.argv[1:3]
start = time.perf_counter()
rows, total = duckdb.execute(f\"select count(*), sum(low) from read_parquet('{parquet}')\").fetchone()
read = time.perf_counter() - start
duckdb.execute(f\"create table t as select * from read_parquet('{parquet}')\")
start = time.perf_counter()
duckdb.execute(f\"copy t to '{parquet}.duck' (format parquet)\")
print(read, time.perf_counter() - start, rows, int(total))
";
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python");
    let output = Command::new("python3")
        .env("PYTHONPATH", python)
        .args(["-c", script])
        .args([parquet, csv])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).unwrap();
    let mut words = text.split_whitespace();
    Some((
        words.next()?.parse().ok()?,
        words.next()?.parse().ok()?,
        words.next()?.parse().ok()?,
        words.next()?.parse().ok()?,
    ))
}

fn expected(facts: &Facts) -> (u64, u64) {
    let (mut rows, mut sum) = (0, 0.0);
    for answer in facts.places.iter().flat_map(|place| &place.answers) {
        rows += 1;
        if let Said::Value(value) = &answer.said {
            sum += value.low.map_or(0.0, Number::as_f64);
        }
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and small")]
    let sum = sum as u64;
    (rows, sum)
}

fn campaign() -> Campaign {
    let mut text = "title = \"A million\"\n".to_owned();
    for year in 0..PERIODS {
        let year = 2020 + year;
        let _ =
            writeln!(text, "[[period]]\nid = \"{year}\"\nfrom = {year}-01-01\nto = {year}-12-31");
    }
    for number in 1..=QUESTIONS {
        let _ = writeln!(
            text,
            "[[question]]\nid = \"q{number}\"\nnumber = \"{number}\"\ntext = \"How many of kind {number}?\"\ntype = \"count\"\nunit = \"children\""
        );
    }
    text.push_str("[recipients]\nnations = [\"england\"]\n");
    file::read("million", &text).unwrap()
}

fn facts(places: usize) -> Facts {
    let campaign = campaign();
    let known: Vec<_> = Register::shipped().iter().cloned().collect();
    let places = (0..places).map(|place| {
        let mut authority = known[place % known.len()].clone();
        authority.id = format!("{}-{place}", authority.id);
        let answers = campaign.cells().enumerate().map(|(cell, (question, period))| {
            answer((&question.id, &period.id), place * 7_919 + cell * 104_729)
        });
        Place {
            answers: answers.collect(),
            authority,
            status: "answered",
            asked_on: None,
            due_on: None,
            answered_on: None,
            working_days: None,
            refusals: Vec::new(),
        }
    });
    Facts {
        places: places.collect(),
        mode: Mode::Publication,
        figures: Vec::new(),
        groups: Vec::new(),
        about: About {
            as_of: "2026-02-02".parse().unwrap(),
            program: "foi".to_owned(),
            database: "0".repeat(64),
            publisher: String::new(),
            licence: "CC BY 4.0",
            method: Vec::new(),
            marks: Vec::new(),
        },
        campaign,
    }
}

/// Mixed as replies are: most exact, some suppressed, refused, missing.
fn answer((question, period): (&str, &str), seed: usize) -> Answer {
    let number = Number::whole(i64::try_from(seed % 9_973).unwrap());
    let value = match seed % 20 {
        0 => Value::without_number(Status::Refused),
        1 => Value::without_number(Status::NotHeld),
        2 => Value::between(Status::Range, number, None),
        _ => Value::exact(number),
    };
    Answer {
        said: if seed % 20 == 3 { Said::Hidden } else { Said::Value(value) },
        reason: None,
        evidence: Some(format!("m{}, line {}", seed % 3_001, seed % 41)),
        decided: Some(if seed.is_multiple_of(5) { Decider::Person } else { Decider::Rule }),
        ..Answer::missing((question, period), String::new())
    }
}
