//! All benches in one program: linking a program each would take longer than most of them run.
//!
//! `cargo bench --bench all -- law listing` runs two, without a name all of them run, each in a process
//! of its own. `--quarter` takes a quarter of what a bench is about.
#![expect(clippy::unwrap_used, reason = "a bench that cannot run says so by stopping")]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]
#![expect(clippy::print_stderr, reason = "who names no bench is told their names")]

mod documents;
#[cfg(feature = "parquet")]
mod export;
mod intake;
mod law;
mod listing;
mod million;
mod reading;
mod rehearsal;
mod report;
mod sending;
mod tally;
#[path = "shared/workspace.rs"]
mod workspace;

use std::process::{Command, ExitCode};

/// A bench's name, and what runs it: false where a limit was missed.
type Bench = (&'static str, fn() -> bool);

const ALL: [Bench; 11] = [
    ("law", || {
        law::run();
        true
    }),
    ("listing", || {
        listing::run();
        true
    }),
    ("million", || {
        million::run();
        true
    }),
    ("reading", || {
        reading::run();
        true
    }),
    ("documents", documents::run),
    ("rehearsal", || {
        rehearsal::run();
        true
    }),
    ("tally", || {
        tally::run();
        true
    }),
    ("report", || {
        report::run();
        true
    }),
    ("export", || {
        #[cfg(feature = "parquet")]
        export::run();
        true
    }),
    ("intake", || {
        intake::run();
        true
    }),
    ("sending", || {
        sending::run();
        true
    }),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (flags, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with("--"));
    let known = |name: &str| ALL.iter().find(|(known, _)| *known == name);
    if let Some(name) = names.iter().find(|name| known(name).is_none()) {
        let all: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no bench `{name}`; there are {}", all.join(", "));
        return ExitCode::FAILURE;
    }
    let kept = match names.as_slice() {
        [one] => known(one).unwrap().1(),
        [] => each(&ALL.map(|(name, _)| name), &flags),
        several => each(&several.iter().map(|name| name.as_str()).collect::<Vec<_>>(), &flags),
    };
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A process each, so that none measures the memory of another.
fn each(names: &[&str], flags: &[&String]) -> bool {
    let mut kept = true;
    for name in names {
        println!("\n{name}");
        let this = std::env::current_exe().unwrap();
        kept &= Command::new(this).arg(name).args(flags).status().unwrap().success();
    }
    kept
}
