//! `foi requests` as a process on 212 requests, and `foi next` on those of a rehearsed year, next to
//! `sqlite3` reading the same files.
//!
//! Prints medians and their ratio, taken in turn in the same run: machines differ, the ratio less.
//! `cargo bench --bench all -- listing`

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 60;
const CAMPAIGN: &str = "tests/fixtures/campaigns/trafficked";

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let runs = if std::env::args().any(|argument| argument == "--test") { 2 } else { RUNS };
    let folder = tempfile::tempdir().unwrap();
    workspace(folder.path());
    let database = folder.path().join("foi.db");
    let mut listing = Vec::new();
    let mut overdue = Vec::new();
    let mut sqlite = Vec::new();
    for _ in 0..runs {
        listing
            .push(timed(foi(folder.path(), "2026-03-09T09:00:00Z").args(["requests", "--json"])));
        overdue.push(timed(foi(folder.path(), "2026-03-09T09:00:00Z").arg("next")));
        sqlite.push(timed(&mut sqlite3(&database)));
    }
    let (listing, overdue, sqlite) = (median(listing), median(overdue), median(sqlite));
    println!("foi requests, 212 rows   {:>7.2} ms (limit 30 ms)", milliseconds(listing));
    println!("foi next, 212 overdue    {:>7.2} ms", milliseconds(overdue));
    println!("sqlite3, the same rows   {:>7.2} ms", milliseconds(sqlite));
    println!("foi requests / sqlite3   {:>7.2}", milliseconds(listing) / milliseconds(sqlite));
    rehearsed(runs);
}

/// What is to be done after a rehearsed year: mails, letters and answers behind every request.
fn rehearsed(runs: usize) {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("year");
    let status = Command::new(env!("CARGO_BIN_EXE_foi"))
        .args(["rehearse", "campaigns/until-harm-ends", "--keep"])
        .arg(&kept)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let mut next = Vec::new();
    let mut sqlite = Vec::new();
    for _ in 0..runs {
        // A rehearsed workspace has a time of its own.
        let mut command = Command::new(env!("CARGO_BIN_EXE_foi"));
        next.push(timed(command.arg("--workspace").arg(&kept).arg("next").env_remove("FOI_NOW")));
        sqlite.push(timed(&mut sqlite3(&kept.join("foi.db"))));
    }
    let (next, sqlite) = (median(next), median(sqlite));
    println!("foi next after a year    {:>7.2} ms (limit 40 ms)", milliseconds(next));
    println!("sqlite3, the same rows   {:>7.2} ms", milliseconds(sqlite));
    println!("foi next / sqlite3       {:>7.2}", milliseconds(next) / milliseconds(sqlite));
}

/// What the peer reads: every request with where it stands.
fn sqlite3(database: &Path) -> Command {
    let mut command = Command::new("sqlite3");
    command
        .arg(database)
        .arg("SELECT * FROM requests JOIN standing ON standing.request = requests.id;");
    command
}

fn foi(workspace: &Path, now: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foi"));
    command.arg("--workspace").arg(workspace).env("FOI_NOW", now);
    command
}

/// A campaign of 212 letters, all sent.
fn workspace(folder: &Path) {
    let run = |arguments: &[&str]| {
        let output = foi(folder, "2026-02-02T09:00:00Z").args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    };
    run(&["init", folder.to_str().unwrap()]);
    fs::copy("tests/story/foi.toml", folder.join("foi.toml")).unwrap();
    run(&["register", "import", "tests/story/addresses.csv", "--by", "ada"]);
    run(&["launch", CAMPAIGN, "--confirm", "212"]);
    run(&["tick"]);
}

fn timed(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let taken = start.elapsed();
    assert!(status.success());
    taken
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
