//! A pass over a store of a million requests of which 212 have changed today, beside its limit; and
//! beside what `sqlite3` needs to count the rows that the pass does not read.
//!
//! The 212 are launched and sent by the program itself; the others are written as SQL, each with
//! its letter, three events and a standing.
//!
//! `cargo bench --bench all -- million`

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use foi_campaign::jobs::pacing::Pacing;
use foi_campaign::jobs::send;
use foi_campaign::jobs::{Workspace, approve, tick};
use foi_campaign::now::Now;
use foi_campaign::store::{events, outbox};
use rusqlite::Connection;

const REQUESTS: usize = 1_000_000;
const RUNS: usize = 9;
const MILLISECONDS: f64 = 100.0;
const CAMPAIGN: &str = "tests/fixtures/campaigns/trafficked";
/// The day after the 212 were due.
const TODAY: &str = "2026-03-03T09:00:00Z";

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let short = std::env::args().any(|argument| argument == "--test");
    let (requests, runs) = if short { (1000, 1) } else { (REQUESTS, RUNS) };
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    workspace(folder.path());
    fill(folder.path(), requests);
    let built = started.elapsed().as_secs_f64();
    let database = folder.path().join("foi.db");
    let size = fs::metadata(&database).unwrap().len() / 1_000_000;

    let now = Now::from_setting(Some(TODAY)).unwrap();
    let mut pass = Vec::new();
    let mut idle = Vec::new();
    for _ in 0..runs {
        make_due(&database);
        let mut workspace = Workspace::write(folder.path(), now, "tick").unwrap();
        let started = Instant::now();
        tick::judge(&mut workspace).unwrap();
        look(&mut workspace);
        pass.push(started.elapsed());
        let started = Instant::now();
        assert!(tick::judge(&mut workspace).unwrap().is_empty());
        look(&mut workspace);
        idle.push(started.elapsed());
    }
    let mut next = Vec::new();
    let mut counted = Vec::new();
    for _ in 0..runs {
        next.push(timed(foi(folder.path(), TODAY).arg("next")));
        let count = "SELECT count(*) FROM standing WHERE proposal IS NOT NULL;";
        counted.push(timed(Command::new("sqlite3").arg(&database).arg(count)));
    }
    let (pass, idle) = (milliseconds(median(pass)), milliseconds(median(idle)));
    let (next, counted) = (milliseconds(median(next)), milliseconds(median(counted)));
    let stored = format!("{requests} requests");
    println!("{stored:<25} {built:>8.1} s to write, {size} MB");
    println!("a pass, 212 changed       {pass:>8.2} ms (limit {MILLISECONDS} ms)");
    println!("a pass, none changed      {idle:>8.2} ms");
    println!("foi next, 1,212 rows      {next:>8.2} ms");
    println!("sqlite3 through all rows  {counted:>8.2} ms");
    println!("a pass / through all rows {:>8.2}", pass / counted);
}

/// What else a pass asks when there is no mail: what was cut short, whether everything is paused,
/// what may leave by itself or is due, and when the next pass has something to do.
fn look(workspace: &mut Workspace) {
    assert!(send::recover(workspace).unwrap().is_empty());
    let db = workspace.store.db();
    assert!(events::paused(db).unwrap().is_none());
    assert!(outbox::next_due(db, workspace.now.instant()).unwrap().is_none());
    assert!(approve::armed(workspace).unwrap().letters.is_empty());
    assert!(tick::next_instant(workspace, Pacing::Paced).unwrap().is_some());
    assert!(outbox::last_departure(db).unwrap().is_some());
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

/// The requests of the years before: most are answered, one in five waits, one in a thousand has a
/// next step; none changes today.
fn fill(folder: &Path, requests: usize) {
    let db = Connection::open(folder.join("foi.db")).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA cache_size = -300000; BEGIN;",
    )
    .unwrap();
    let series = format!(
        "WITH RECURSIVE series (n) AS
             (SELECT 2000001 UNION ALL SELECT n + 1 FROM series WHERE n < {})",
        requests + 2_000_000 - 212
    );
    let at = "'2025-06-02T09:00:00.000Z'";
    let statements = [
        format!(
            "INSERT INTO campaigns (id, token, campaign, frozen_at)
             SELECT 'archive', 'ARC', json_set(campaign, '$.id', 'archive'), {at} FROM campaigns"
        ),
        format!(
            "{series} INSERT INTO requests (id, campaign, authority, name, nation, law, code,
                                            reference, reply_address, made_at)
             SELECT n, 'archive', 'body-' || n, 'Body ' || n, 'england', 'foia', 'C' || n,
                    'ARC-' || n, 'foi+' || n || '@example.org', {at} FROM series"
        ),
        format!(
            "{series} INSERT INTO letters (id, request, kind, number, message_id, recipient, sender,
                                           subject, bytes, approved_at)
             SELECT n, n, 'request', 1, n || '@archive', 'foi@example.org', 'me@example.org',
                    'Request', zeroblob(0), {at} FROM series"
        ),
        format!(
            "{series} INSERT INTO events (request, letter, at, recorded_at, event)
             SELECT n, n, {at}, {at}, json_object('event', column1, 'letter', n, 'words', '')
             FROM series, (VALUES ('letter_approved'), ('send_started'), ('letter_accepted'))"
        ),
        format!(
            "{series} INSERT INTO outbox (letter, state, words, left_at)
             SELECT n, 'accepted', '', {at} FROM series"
        ),
        format!(
            "{series} INSERT INTO standing (request, status, delivery, received_on, due_on,
                                            replied_on, changes_on, waiting, proposal, step)
             SELECT n, CASE n % 5 WHEN 0 THEN 'awaiting' ELSE 'answered' END, 'delivered',
                    '2025-06-02', '2025-06-30', CASE n % 5 WHEN 0 THEN NULL ELSE '2025-06-20' END,
                    CASE n % 5 WHEN 0 THEN '2026-06-01' ELSE NULL END, 0,
                    CASE n % 1000 WHEN 1 THEN json_object('step', 'thanks', 'from', '2025-06-20',
                        'due_on', '2025-06-20', 'hard_stop', NULL, 'law_basis', NULL, 'armed',
                        json('false'), 'why', 'they answered', 'or', json('[]')) END,
                    CASE n % 1000 WHEN 1 THEN 'thanks' END FROM series"
        ),
        "COMMIT".to_owned(),
    ];
    for statement in statements {
        db.execute_batch(&statement).unwrap();
    }
}

/// As the 212 stood before today's pass.
fn make_due(database: &Path) {
    let db = Connection::open(database).unwrap();
    let due = "UPDATE standing SET status = 'awaiting', changes_on = '2026-03-03'
               WHERE request < 2000000";
    assert_eq!(db.execute(due, []).unwrap(), 212);
}

fn timed(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).status().unwrap();
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
