//! The program that sets print: `foi-typeset`, a child with no store, no file and no network.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;
use serde::Serialize;

const PROGRAM: &str = "foi-typeset";

/// What is to be set: a source, the files that it names, and the instant that the print is dated.
#[derive(Debug, Serialize)]
pub struct Source<'a> {
    pub main: &'a str,
    pub files: BTreeMap<&'a str, &'a str>,
    pub as_of: String,
}

/// Where the program is: as named, else beside this one.
pub fn find(named: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let is_named = named.is_some();
    let beside = || {
        let own = std::env::current_exe().ok()?;
        Some(own.with_file_name(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX)))
    };
    let path = named.or_else(beside).unwrap_or_else(|| PathBuf::from(PROGRAM));
    anyhow::ensure!(
        path.is_file(),
        "a PDF needs {PROGRAM}, which is not at {}: `cargo build --release -p {PROGRAM}` makes it{}. \
         --html needs nothing",
        path.display(),
        if is_named {
            " (FOI_TYPESET names this path)"
        } else {
            ", or set FOI_TYPESET to its path"
        },
    );
    Ok(path)
}

/// The PDF of a source.
pub fn set(program: &Path, source: &Source<'_>) -> anyhow::Result<Vec<u8>> {
    let job = serde_json::to_vec(source)?;
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let mut stdin = child.stdin.take().context("a child without standard input")?;
    // It may speak before it has read everything.
    let (written, output) = std::thread::scope(|scope| {
        let writer = scope.spawn(move || stdin.write_all(&job));
        let output = child.wait_with_output();
        (writer.join(), output)
    });
    let output = output.with_context(|| format!("waiting for {}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(
        output.status.success(),
        "{} could not set the report ({}): {}",
        program.display(),
        output.status,
        said.trim()
    );
    let written = written.map_err(|_| anyhow::anyhow!("writing to {PROGRAM}"))?;
    written.with_context(|| format!("writing to {}", program.display()))?;
    anyhow::ensure!(output.stdout.starts_with(b"%PDF-"), "{} gave no PDF", program.display());
    Ok(output.stdout)
}
