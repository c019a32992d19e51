//! Ten thousand letters to a server on this machine, every step durable: beside the commits alone, and
//! beside Python's smtplib, which keeps nothing.
//!
//! `cargo bench --bench all -- sending`; with `--quarter` for 2,500 letters

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use foi_campaign::case::events::Event;
use foi_campaign::jobs::Workspace;
use foi_campaign::now::Now;
use foi_campaign::store::outbox;

const LETTERS: usize = 10_000;
/// The most that sending may take, in times of the commits alone.
const LIMIT: f64 = 2.0;
const NOW: &str = "2026-02-02T09:00:00Z";

const CAMPAIGN: &str = r#"
title = "Street lights"
period = { from = 2024-01-01, to = 2024-12-31 }
[recipients]
kinds = ["benchmark"]
[[question]]
id = "lights"
number = "1"
text = "How many street lights did you mend?"
type = "count"
unit = "street lights"
"#;

const SMTPLIB: &str = r"
import smtplib, sys
server = smtplib.SMTP('127.0.0.1', int(sys.argv[1]))
letter = open(sys.argv[2], 'rb').read()
for number in range(int(sys.argv[3])):
    server.sendmail('requests@here.invalid', 'foi@a%d.invalid' % number, letter)
server.quit()
";

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let short = std::env::args().any(|argument| argument == "--test");
    let quarter = std::env::args().any(|argument| argument == "--quarter");
    let letters = match (short, quarter) {
        (true, _) => 50,
        (_, true) => LETTERS / 4,
        (_, _) => LETTERS,
    };
    let folder = tempfile::tempdir().unwrap();
    let (ours, copy) = (folder.path().join("w"), folder.path().join("copy"));
    let (port, kept) = sink();
    approved(&ours, letters, port);
    fs::create_dir(&copy).unwrap();
    for name in ["foi.db", "foi.toml"] {
        fs::copy(ours.join(name), copy.join(name)).unwrap();
    }

    let commits = commits_alone(&copy, letters);
    let sending = crate::workspace::timed(crate::workspace::foi(&ours, NOW).arg("tick"));
    assert_eq!(kept.swap(0, Ordering::SeqCst), letters, "each letter once");
    let letter = letter_of(&ours);
    fs::write(folder.path().join("letter.eml"), letter).unwrap();
    let smtplib = crate::workspace::timed(
        Command::new("python3")
            .args(["-c", SMTPLIB, &port.to_string()])
            .arg(folder.path().join("letter.eml"))
            .arg(letters.to_string()),
    );
    assert_eq!(kept.load(Ordering::SeqCst), letters);

    let count = f64::from(u32::try_from(letters).unwrap());
    let per_second = |taken: Duration| count / taken.as_secs_f64();
    let ratio = sending.as_secs_f64() / commits.as_secs_f64();
    println!("{letters} letters, every step durable {:>8.2} s", sending.as_secs_f64());
    println!("{} commits alone            {:>8.2} s", letters * 2, commits.as_secs_f64());
    println!("times the commits alone           {ratio:>8.2}    (limit {LIMIT})");
    println!("letters a second                  {:>8.0}", per_second(sending));
    println!("Python's smtplib, nothing kept    {:>8.0} letters a second", per_second(smtplib));
}

/// A workspace whose letters are approved and wait.
fn approved(folder: &Path, letters: usize, port: u16) {
    let run = |arguments: &[&str]| {
        let output = crate::workspace::foi(folder, NOW).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    };
    run(&["init", folder.to_str().unwrap()]);
    let settings = format!(
        "[sender]\nname = \"Ada Example\"\naddress = \"requests@here.example\"\nplus_address = true\n\
         [people]\nme = \"ada\"\n[transport]\nkind = \"smtp\"\nport = {port}\ntest = true\n"
    );
    fs::write(folder.join("foi.toml"), settings).unwrap();
    let mut csv = "id,name,nation,kind,law,email,source,seen_on,verified_on\n".to_owned();
    for number in 0..letters {
        writeln!(
            csv,
            "a{number},Authority {number},england,benchmark,foia,foi@a{number}.invalid,\
             https://a{number}.invalid,2026-02-01,2026-02-01"
        )
        .unwrap();
    }
    let file = folder.join("register.csv");
    fs::write(&file, csv).unwrap();
    run(&["register", "import", file.to_str().unwrap()]);
    let campaign = folder.join("campaigns/lights");
    fs::create_dir_all(&campaign).unwrap();
    fs::write(campaign.join("campaign.toml"), CAMPAIGN).unwrap();
    run(&["launch", "lights", "--confirm", &letters.to_string()]);
}

/// What is written down of each letter, and nothing else: intent, then outcome, each its own commit.
fn commits_alone(folder: &Path, letters: usize) -> Duration {
    let now = Now::from_setting(Some(NOW)).unwrap();
    let mut workspace = Workspace::write(folder, now, "bench").unwrap();
    let at = workspace.now.instant();
    let started = Instant::now();
    let mut done = 0;
    while let Some(letter) = outbox::next_due(workspace.store.db(), at).unwrap() {
        let words = "Ok: queued as 4F00".to_owned();
        for event in [
            Event::SendStarted { letter: letter.id },
            Event::LetterAccepted { letter: letter.id, words },
        ] {
            workspace
                .store
                .transaction(|db| outbox::record(db, &letter, &event, (at, at), None))
                .unwrap();
        }
        done += 1;
    }
    assert_eq!(done, letters);
    started.elapsed()
}

fn letter_of(folder: &Path) -> Vec<u8> {
    let db = rusqlite::Connection::open(folder.join("foi.db")).unwrap();
    db.query_row("SELECT bytes FROM letters LIMIT 1", [], |row| row.get(0)).unwrap()
}

/// A server that takes everything and counts.
fn sink() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let kept = Arc::new(AtomicUsize::new(0));
    let here = Arc::clone(&kept);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let here = Arc::clone(&here);
            std::thread::spawn(move || stream.map(|stream| take(stream, &here)));
        }
    });
    (port, kept)
}

fn take(mut stream: TcpStream, kept: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?);
    stream.write_all(b"220 sink ESMTP\r\n")?;
    let (mut line, mut inside) = (String::new(), false);
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_ascii_uppercase();
        let answer: &[u8] = match (inside, command.as_str()) {
            (true, ".") => {
                inside = false;
                kept.fetch_add(1, Ordering::SeqCst);
                b"250 2.0.0 Ok: queued as 4F00\r\n"
            }
            (true, _) => continue,
            (false, "DATA") => {
                inside = true;
                b"354 go on\r\n"
            }
            (false, "QUIT") => b"221 bye\r\n",
            (false, _) => b"250 Ok\r\n",
        };
        stream.write_all(answer)?;
    }
}
