//! 20,000 mixed mails from a Maildir into the store (kept durably, matched, classified), beside
//! `notmuch new` on the same Maildir and a plain copy of the same files with fsync, in one run; then
//! `foi receive` with nothing new over 100,000 files.
//!
//! `cargo bench --bench all -- intake`; with `--quarter` a quarter of the mails and files.
#![expect(clippy::indexing_slicing, reason = "numbers are drawn below the length")]

mod mails;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::workspace::{foi, launched, measured, timed};
use mails::Letter;

const MAILS: usize = 20_000;
const FILES: usize = 100_000;
/// Times the rate of notmuch.
const RATIO: f64 = 3.0;
const SECONDS: f64 = 2.0;
const MEGABYTES: u64 = 200;
const CAMPAIGN: &str = "tests/fixtures/campaigns/trafficked";
const RECEIVED: &str = "2026-04-01T09:00:00Z";

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let (mails, files) = match (asked("--test"), asked("--quarter")) {
        (true, _) => (60, 200),
        // The ratios are the same, and `tests/run` has other things to do.
        (false, true) => (MAILS / 4, FILES / 4),
        (false, false) => (MAILS, FILES),
    };
    mixed(mails);
    nothing_new(files);
}

fn mixed(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("w");
    let letters = letters(&workspace);
    let maildir = folder.path().join("maildir");
    let bytes = mails::maildir(&maildir, &letters, count);
    println!("{count} mails, a third with attachments, {} MB", bytes / 1_000_000);

    let copied = copied(&maildir.join("cur"), &folder.path().join("copy"));
    let notmuch = notmuch(folder.path(), &maildir);
    let (ours, peak) = measured(foi(&workspace, RECEIVED).arg("receive").arg(&maildir));
    let rate = |taken: Duration| f64::from(u32::try_from(count).unwrap()) / taken.as_secs_f64();
    println!("copy and fsync            {:>8.0} mails/s", rate(copied));
    println!("notmuch new               {:>8.0} mails/s", rate(notmuch));
    println!("foi receive               {:>8.0} mails/s", rate(ours));
    println!("foi / notmuch             {:>8.2} (at least {RATIO})", rate(ours) / rate(notmuch));
    println!("foi / copy                {:>8.2}", rate(ours) / rate(copied));
    println!("peak memory               {peak:>8} MB (limit {MEGABYTES} MB)");
    let size = fs::metadata(workspace.join("foi.db")).unwrap().len();
    println!("the store                 {:>8} MB", size / 1_000_000);
}

fn nothing_new(files: usize) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("w");
    let letters = letters(&workspace);
    let maildir = folder.path().join("maildir");
    mails::small(&maildir, &letters, files);
    let (first, _) = measured(foi(&workspace, RECEIVED).arg("receive").arg(&maildir));
    let (again, peak) = measured(foi(&workspace, RECEIVED).arg("receive").arg(&maildir));
    let listed = Instant::now();
    let status = Command::new("find").arg(&maildir).args(["-type", "f", "-size", "+1G"]).status();
    assert!(status.unwrap().success());
    let find = listed.elapsed();
    let share = f64::from(u32::try_from(files).unwrap()) / f64::from(u32::try_from(FILES).unwrap());
    let limit = SECONDS * share;
    println!("{files} files at first     {:>8.2} s", first.as_secs_f64());
    println!("nothing new               {:>8.2} s (limit {limit} s)", again.as_secs_f64());
    println!("find, the same files      {:>8.2} s", find.as_secs_f64());
    println!("nothing new / find        {:>8.2}", again.as_secs_f64() / find.as_secs_f64());
    println!("peak memory               {peak:>8} MB (limit {MEGABYTES} MB)");
}

/// Every file copied and made durable, one by one, as a mail server does it.
fn copied(from: &Path, to: &Path) -> Duration {
    fs::create_dir_all(to).unwrap();
    let started = Instant::now();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let bytes = fs::read(entry.path()).unwrap();
        let mut file = File::create(to.join(entry.file_name())).unwrap();
        file.write_all(&bytes).unwrap();
        file.sync_all().unwrap();
    }
    let taken = started.elapsed();
    fs::remove_dir_all(to).unwrap();
    taken
}

fn notmuch(folder: &Path, maildir: &Path) -> Duration {
    let config = folder.join("notmuch-config");
    let text = format!(
        "[database]\npath={}\n[new]\ntags=new\n[user]\nname=Ada\nprimary_email=a@b.invalid\n",
        maildir.display()
    );
    fs::write(&config, text).unwrap();
    let mut command = Command::new("notmuch");
    command.env("NOTMUCH_CONFIG", &config).args(["new", "--quiet"]);
    let taken = timed(&mut command);
    fs::remove_dir_all(maildir.join(".notmuch")).unwrap();
    taken
}

/// What a reply can know of each letter of a campaign that was launched in `workspace`.
fn letters(workspace: &Path) -> Vec<Letter> {
    launched(workspace, CAMPAIGN).iter().map(Letter::of).collect()
}
