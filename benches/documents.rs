//! Replies in files of every format: 212 of them received and read, the text of PDFs beside poppler's
//! `pdftotext`, and a step of `foi review` among 212 answered requests.
//!
//! `cargo bench --bench all -- documents`. It fails where a limit is missed and the ratio to the peer of the
//! same run says that it was not the machine.
#![expect(clippy::indexing_slicing, reason = "there are as many as were written")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::workspace::{foi, launched, measured, timed};
use foi_campaign::simulation::attached::{self, File, Format};
use foi_campaign::workers::{Asked, Workers};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use serde_json::Value;

const CAMPAIGN: &str = "campaigns/until-harm-ends";
const RECEIVED: &str = "2026-04-01T09:00:00Z";
/// Documents of 212 replies read, and their answers proposed.
const SECONDS: f64 = 10.0;
/// The same, in runs of `pdftotext` over as many letters.
const LETTERS: f64 = 2.0;
/// Times the time of `pdftotext`.
const PDF: f64 = 1.5;
/// One step of `foi review`.
const STEP: f64 = 50.0;
/// The same, in looks of `sqlite3` at the same store.
const LOOKS: f64 = 5.0;

pub(crate) fn run() -> bool {
    // `cargo test --benches` asks for a mere proof that it runs.
    let short = std::env::args().any(|argument| argument == "--test");
    let folder = tempfile::tempdir().unwrap();
    let pdfs = pdfs(folder.path(), if short { 4 } else { 60 });
    let letter = peer(&pdfs).as_secs_f64() / count(pdfs.len());
    let workspace = folder.path().join("w");
    let kept = [
        replies(&workspace, if short { 14 } else { 212 }, letter),
        text(&pdfs, short),
        review(&workspace, if short { 2 } else { 25 }),
    ];
    short || kept.iter().all(|kept| *kept)
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

/// Receives `mails` replies; `letter` is what `pdftotext` takes for one.
fn replies(workspace: &Path, mails: usize, letter: f64) -> bool {
    let requests = launched(workspace, CAMPAIGN);
    let inbox = workspace.join("replies");
    fs::create_dir_all(&inbox).unwrap();
    let mut bytes = 0;
    for (number, request) in requests.iter().enumerate().take(mails) {
        let mail = mail(number, request);
        bytes += mail.len();
        fs::write(inbox.join(format!("{number:03}.eml")), mail).unwrap();
    }
    let (taken, peak) = measured(foi(workspace, RECEIVED).arg("receive").arg(&inbox));
    let seconds = taken.as_secs_f64();
    let ratio = seconds / (letter * count(mails));
    let read = listed(workspace, &["answers"]).len();
    println!("{mails} replies in {} formats, {} kB", Format::ALL.len(), bytes / 1000);
    println!("received, read, proposed  {seconds:>8.2} s (limit {SECONDS} s)");
    println!("foi / pdftotext on as many{ratio:>8.2} (at most {LETTERS} on a slow machine)");
    println!("answers proposed          {read:>8}");
    println!("peak memory, no readers   {peak:>8} MB");
    seconds <= SECONDS || ratio <= LETTERS
}

fn listed(workspace: &Path, what: &[&str]) -> Vec<Value> {
    let output = foi(workspace, RECEIVED).args(what).arg("--json").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Twelve questions about two years, every fifth authority with a figure that a person must look at.
fn answer(number: usize) -> File {
    const QUESTIONS: [(&str, &str); 12] = [
        ("1a", "How many children in your care were identified as trafficked?"),
        (
            "1b",
            "How many children in your care were suspected to be trafficked, and are not included in 1a?",
        ),
        (
            "1c",
            "How many children in your care were identified or suspected as trafficked, in total (1a and 1b together)?",
        ),
        ("1d", "How many unaccompanied children were in your care?"),
        ("1e", "How many children are counted in both 1c and 1d?"),
        ("2a", "How many of the children in 1c went missing from care at least once?"),
        ("2b", "How many of the children in 1d went missing from care at least once?"),
        ("2c", "How many of the children in 1e went missing from care at least once?"),
        ("3a", "How many missing incidents did the children in 1c have altogether?"),
        ("3b", "How many missing incidents did the children in 1d have altogether?"),
        ("4a", "How many of the children in 2a were still missing at the end of the year?"),
        ("4b", "How many of the children in 2b were still missing at the end of the year?"),
    ];
    let format = Format::ALL[number % Format::ALL.len()];
    let figures = |year: usize| {
        let (first, second) = (7 + (number * 3 + year) % 40, 6 + (number + year) % 20);
        let unaccompanied = 61 + number % 50;
        [
            first,
            second,
            first + second,
            unaccompanied,
            6,
            first,
            20 + year,
            5,
            90,
            130 + number,
            2,
            3,
        ]
    };
    let years = [("2023", figures(0)), ("2024", figures(1))];
    let cells: Vec<Vec<(&str, String)>> = (0..QUESTIONS.len())
        .map(|question| {
            years
                .iter()
                .map(|(year, figures)| {
                    let about = if number % 5 == 4 && question == 3 { "about " } else { "" };
                    (*year, format!("{about}{}", figures[question]))
                })
                .collect()
        })
        .collect();
    let rows: Vec<Row<'_>> = QUESTIONS
        .iter()
        .zip(&cells)
        .map(|((number, text), cells)| (*number, *text, &cells[..]))
        .collect();
    attached::example(format, &rows, number as u64).unwrap()
}

/// A question's number, its words, and its figure for each year.
type Row<'r> = (&'r str, &'r str, &'r [(&'r str, String)]);

fn mail(number: usize, request: &Value) -> Vec<u8> {
    let text = |key: &str| request[key].as_str().unwrap().to_owned();
    let file = answer(number);
    let builder = lettre::Message::builder()
        .from(format!("FOI <foi@{}.invalid>", text("authority")).parse().unwrap())
        .to(text("reply_address").parse().unwrap())
        .subject(format!("Re: {}", text("subject")))
        .in_reply_to(text("message_id"))
        .message_id(Some(format!("<{number}@bench.invalid>")))
        .date(std::time::UNIX_EPOCH + Duration::from_hours(492_500));
    let message = if file.media_type == "text/plain" && number.is_multiple_of(Format::ALL.len()) {
        builder.body(String::from_utf8(file.bytes).unwrap())
    } else {
        let cover = SinglePart::plain("Please find our response attached.\r\n".to_owned());
        let kind = ContentType::parse("application/octet-stream").unwrap();
        let attachment = Attachment::new(file.name).body(file.bytes, kind);
        builder.multipart(MultiPart::mixed().singlepart(cover).singlepart(attachment))
    };
    message.unwrap().formatted()
}

/// Letters and tables printed by many programs, and `more` of our own.
fn pdfs(folder: &Path, more: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for part in ["a", "b", "made", "suite"] {
        gather(&Path::new("tests/fixtures/documents").join(part), &mut found);
    }
    for number in 0..more {
        let file = answer(number * Format::ALL.len() + 1);
        assert!(file.bytes.starts_with(b"%PDF"));
        let path = folder.join(format!("{number}.pdf"));
        fs::write(&path, file.bytes).unwrap();
        found.push(path);
    }
    // A scan or a broken file is another matter.
    found.retain(|path| {
        let output = Command::new("pdftotext").arg(path).arg("-").stderr(Stdio::null()).output();
        output.unwrap().stdout.iter().filter(|byte| byte.is_ascii_alphabetic()).count() > 100
    });
    found
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        // What is kept apart for scoring is not for measuring.
        if path.is_dir() && !path.to_string_lossy().contains("held_out") {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "pdf") {
            found.push(path);
        }
    }
    found.sort();
}

fn peer(pdfs: &[PathBuf]) -> Duration {
    let one = |path: &PathBuf| timed(Command::new("pdftotext").arg("-layout").arg(path).arg("-"));
    pdfs.iter().map(one).sum()
}

/// A process for each file on both sides.
fn ours(pdfs: &[PathBuf]) -> Duration {
    let started = Instant::now();
    for path in pdfs {
        let bytes = fs::read(path).unwrap();
        let workers = Workers::new(Some(env!("CARGO_BIN_EXE_foi").into()));
        let asked =
            Asked { name: "a.pdf", media_type: "application/pdf", bytes: &bytes, password: None };
        assert!(!workers.read(&asked).blocks.is_empty(), "{}", path.display());
    }
    started.elapsed()
}

fn text(pdfs: &[PathBuf], short: bool) -> bool {
    let rounds = if short { 1 } else { 3 };
    let best = |measure: fn(&[PathBuf]) -> Duration| {
        (0..rounds).map(|_| measure(pdfs).as_secs_f64()).fold(f64::MAX, f64::min)
    };
    let (ours, peer) = (best(ours), best(peer));
    let ratio = ours / peer;
    let each = |seconds: f64| seconds * 1_000.0 / count(pdfs.len());
    println!("{} PDFs, a process for each on both sides", pdfs.len());
    println!("foi read-documents        {:>8.2} ms a file", each(ours));
    println!("pdftotext -layout         {:>8.2} ms a file", each(peer));
    println!("foi / pdftotext           {ratio:>8.2} (at most {PDF})");
    ratio <= PDF
}

/// From the keystroke that accepts an answer to the prompt under the next one.
fn review(workspace: &Path, steps: usize) -> bool {
    let mut look = Command::new("sqlite3");
    look.arg(workspace.join("foi.db")).arg("SELECT count(*) FROM answers");
    let look = timed(&mut look).as_secs_f64() * 1_000.0;
    let mut child = foi(workspace, RECEIVED)
        .arg("review")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    prompted(&mut screen);
    let mut taken: Vec<f64> = (0..steps)
        .map(|_| {
            let started = Instant::now();
            keys.write_all(b"a\n").unwrap();
            prompted(&mut screen);
            started.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    keys.write_all(b"q\n").unwrap();
    drop(keys);
    let mut rest = String::new();
    screen.read_to_string(&mut rest).unwrap();
    assert!(child.wait().unwrap().success());
    taken.sort_by(f64::total_cmp);
    let (median, worst) = (taken[taken.len() / 2], taken[taken.len() - 1]);
    let ratio = median / look;
    println!("a step of foi review      {median:>8.2} ms (limit {STEP} ms), at worst {worst:.2}");
    println!("step / a look of sqlite3  {ratio:>8.2} (at most {LOOKS} on a slow machine)");
    median <= STEP || ratio <= LOOKS
}

/// Reads until the program asks for a wish.
fn prompted(screen: &mut impl Read) {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(b"? > ") {
        assert_eq!(screen.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&seen));
        seen.push(byte[0]);
    }
}
