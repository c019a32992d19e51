//! A whole campaign year against 212 simulated authorities: seconds, peak memory, and where the
//! time goes, each beside its limit.
//!
//! `cargo bench --bench all -- rehearsal`

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 5;
const SECONDS: f64 = 10.0;
const MEGABYTES: f64 = 150.0;

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let short = std::env::args().any(|argument| argument == "--test");
    let runs = if short { 1 } else { RUNS };
    let days = if short { "10" } else { "365" };
    let mut seconds = Vec::new();
    let (mut memory, mut spent) = (0.0_f64, String::new());
    for _ in 0..runs {
        let started = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_foi"))
            .args(["rehearse", "campaigns/until-harm-ends", "--timings", "--days", days])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        memory = memory.max(peak(&mut child));
        let output = child.wait_with_output().unwrap();
        seconds.push(started.elapsed().as_secs_f64());
        assert!(short || output.status.success(), "{output:?}");
        spent = String::from_utf8(output.stderr).unwrap();
    }
    seconds.sort_by(f64::total_cmp);
    let median = seconds.get(seconds.len() / 2).copied().unwrap();
    println!("one year, 212 authorities {median:>7.2} s  (limit {SECONDS} s)");
    println!("of the limit              {:>7.2}", median / SECONDS);
    println!("peak memory               {memory:>7.1} MB (limit {MEGABYTES} MB)");
    println!("where the time went, in the last run:");
    for line in spent.lines() {
        println!("  {line}");
    }
}

/// The most memory the process held, in megabytes, looked up until it ends.
fn peak(child: &mut Child) -> f64 {
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0.0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        most = kilobytes.map_or(most, |kilobytes| kilobytes / 1024.0);
        std::thread::sleep(Duration::from_millis(10));
    }
    most
}
