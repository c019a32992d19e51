//! `foi-typeset`: a Typst source and its files in on standard input, a PDF out on standard output.
//!
//! A program of its own, since the typesetter is as many crates as all the rest of `foi`: whoever
//! only sends letters need not build it, and whatever a template makes it do, it has no store, no
//! file and no network to do it to.
//!
//! In: `{"main": "= Title", "files": {"map.svg": "<svg …>"}, "as_of": "2026-11-28T09:00:00Z"}`.
//! Out: the PDF and exit code 0; or messages with their lines on standard error and 1.

mod world;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::process::ExitCode;

use serde::Deserialize;

/// What is to be set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Job {
    /// The Typst source.
    main: String,
    /// What it names by `image("…")` or `read("…")`: text, SVG mostly.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// The instant that the document is dated, RFC 3339 in UTC; without it the PDF has no date.
    #[serde(default)]
    as_of: Option<String>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| format!("cannot read standard input: {error}"))?;
    let job: Job = serde_json::from_str(&text)
        .map_err(|error| format!("standard input is no typesetting job: {error}"))?;
    let pdf = world::set(job.main, job.files, job.as_of.as_deref())?;
    let mut out = std::io::stdout().lock();
    out.write_all(&pdf)
        .and_then(|()| out.flush())
        .map_err(|error| format!("cannot write the PDF: {error}"))
}
