//! The report of a rehearsed campaign, 212 authorities × 24 cells: the page, and the print if
//! `foi-typeset` is there. Each beside its limit, and beside `foi results` on the same workspace, which reads the
//! same answers and draws nothing.
//!
//! `cargo bench --bench all -- report`

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 5;
const HTML_SECONDS: f64 = 1.0;
const PDF_SECONDS: f64 = 5.0;

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let short = std::env::args().any(|argument| argument == "--test");
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("w");
    let days = if short { "30" } else { "365" };
    let rehearsed = Command::new(env!("CARGO_BIN_EXE_foi"))
        .args(["rehearse", "campaigns/until-harm-ends", "--days", days, "--keep"])
        .arg(&workspace)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(rehearsed.success(), "{rehearsed}");
    let runs = if short { 1 } else { RUNS };
    let peer = median(runs, || foi(&workspace, &["results", "--json"]));
    let page = folder.path().join("page.html");
    let html = ["report", "--with-doubtful", "--html", page.to_str().unwrap()];
    let html = median(runs, || foi(&workspace, &html));
    println!("foi results               {peer:>7.3} s");
    println!("report, HTML              {html:>7.3} s  (limit {HTML_SECONDS} s)");
    println!("HTML / foi results        {:>7.2}", html / peer);
    let beside = Path::new(env!("CARGO_BIN_EXE_foi")).with_file_name("foi-typeset");
    if !beside.is_file() && std::env::var_os("FOI_TYPESET").is_none() {
        println!("report, PDF               not measured: foi-typeset is not built");
        return;
    }
    let print = folder.path().join("print.pdf");
    let pdf = ["report", "--with-doubtful", "--pdf", print.to_str().unwrap()];
    let pdf = median(runs, || foi(&workspace, &pdf));
    println!("report, PDF               {pdf:>7.3} s  (limit {PDF_SECONDS} s)");
    println!("PDF / HTML                {:>7.2}", pdf / html);
}

fn foi(workspace: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foi"));
    command.arg("--workspace").arg(workspace).args(arguments);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

fn median(runs: usize, work: impl Fn()) -> f64 {
    let timed = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed().as_secs_f64()
    };
    let mut taken: Vec<f64> = (0..runs).map(timed).collect();
    taken.sort_by(f64::total_cmp);
    taken.get(runs / 2).copied().unwrap()
}
