//! Programs that keep or give a secret: run with a limit, and never told one as an argument.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};

/// How long a program may take: it may ask a person, or a server far away.
pub(super) const PATIENCE: Duration = Duration::from_mins(2);

/// No password and no token is this long, in bytes.
pub(super) const LONGEST: u64 = 64 * 1024;

/// Where a program's complaints go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Complaints {
    /// To the person at the terminal, whom it may ask something.
    Shown,
    Kept,
}

/// How a program ended, and what it printed.
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) printed: String,
    /// One line; empty where complaints are shown.
    pub(super) complaint: String,
}

/// Runs a program in `folder`; `told` goes to its standard input.
pub(super) fn run(
    words: &[String],
    folder: &Path,
    told: Option<&SecretString>,
    complaints: Complaints,
    patience: Duration,
) -> anyhow::Result<Ended> {
    let (program, arguments) = words.split_first().context("the command is empty")?;
    let pipe = |wanted: bool, other: fn() -> Stdio| if wanted { Stdio::piped() } else { other() };
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(pipe(told.is_some(), Stdio::null))
        .stdout(Stdio::piped())
        .stderr(pipe(complaints == Complaints::Kept, Stdio::inherit))
        .spawn()
        .with_context(|| format!("starting `{program}`"))?;
    let running = || format!("running `{program}`");
    if let (Some(told), Some(mut stdin)) = (told, child.stdin.take()) {
        // A program that does not read is told of by how it ends.
        let _ = stdin.write_all(told.expose_secret().as_bytes());
    }
    let stdout = child.stdout.take().with_context(running)?;
    // Read aside: a program that prints and prints, or nothing, does not hold this one up.
    let printed = aside(stdout);
    let complaint = child.stderr.take().map(aside);
    let status = ended(child, patience).with_context(running)?;
    let second = Duration::from_secs(1);
    let printed = printed.recv_timeout(second).with_context(running)?.with_context(running)?;
    let complaint = complaint.and_then(|told| told.recv_timeout(second).ok()?.ok());
    let complaint = complaint.unwrap_or_default();
    let complaint = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Ended { status, printed, complaint })
}

fn aside(from: impl Read + Send + 'static) -> mpsc::Receiver<anyhow::Result<String>> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(first_bytes(from)));
    told
}

pub(super) fn first_bytes(from: impl Read) -> anyhow::Result<String> {
    let mut text = String::new();
    from.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn ended(mut child: Child, patience: Duration) -> anyhow::Result<ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if start.elapsed() > patience {
            let _ = child.kill();
            let _ = child.wait();
            anyhow::bail!("it did not end in {} seconds", patience.as_secs());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
