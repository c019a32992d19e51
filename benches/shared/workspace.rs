//! A workspace to measure in, and what a command in it takes.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const LAUNCHED: &str = "2026-02-02T09:00:00Z";

/// A workspace whose 212 letters have left; the requests, as `foi requests` lists them.
pub(crate) fn launched(folder: &Path, campaign: &str) -> Vec<Value> {
    let run = |arguments: &[&str]| {
        let output = foi(folder, LAUNCHED).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["init", folder.to_str().unwrap()]);
    fs::copy("tests/story/foi.toml", folder.join("foi.toml")).unwrap();
    run(&["register", "import", "tests/story/addresses.csv", "--by", "ada"]);
    run(&["launch", campaign, "--confirm", "212"]);
    run(&["tick"]);
    let rows = run(&["requests", "--json"]);
    rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
}

pub(crate) fn foi(workspace: &Path, now: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foi"));
    command.arg("--workspace").arg(workspace).env("FOI_NOW", now);
    command
}

pub(crate) fn timed(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let taken = start.elapsed();
    assert!(matches!(status.code(), Some(0 | 3)), "{command:?}");
    taken
}

/// How long it took, and the most memory it held, in megabytes.
pub(crate) fn measured(command: &mut Command) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) / 1000);
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(matches!(code, Some(0 | 3)), "{command:?}");
    (start.elapsed(), peak)
}
