//! A program that is started, watched and ended in time.

use std::ffi::OsStr;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long one page may take.
const LONGEST: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(10);
/// Gives the program 2 GB of memory and no more, then becomes it.
const WITHIN: &str = "ulimit -v 2000000; exec \"$0\" \"$@\"";

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Failed,
    TooLong,
    /// There is no such program.
    Absent,
}

/// Runs `program` to its end, or ends it.
pub(super) fn run(program: &str, arguments: &[&OsStr]) -> Outcome {
    within(LONGEST, program, arguments)
}

fn within(longest: Duration, program: &str, arguments: &[&OsStr]) -> Outcome {
    let child = Command::new("sh")
        .args(["-c", WITHIN, program])
        .args(arguments)
        // Several threads for one page are slower than one.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match child {
        Ok(child) => watch(child, longest),
        Err(_) => Outcome::Absent,
    }
}

fn watch(mut child: Child, longest: Duration) -> Outcome {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Outcome::Done,
            // The shell's word for a program that is not there.
            Ok(Some(status)) if status.code() == Some(127) => return Outcome::Absent,
            Ok(Some(_)) | Err(_) => return Outcome::Failed,
            Ok(None) if start.elapsed() > longest => {
                // It may have ended by itself just now.
                let _ = child.kill();
                let _ = child.wait();
                return Outcome::TooLong;
            }
            Ok(None) => thread::sleep(PAUSE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let start = Instant::now();
        let outcome = within(Duration::from_millis(100), "sleep", &["30".as_ref()]);
        assert_eq!(outcome, Outcome::TooLong);
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_program_that_is_not_there_is_absent() {
        assert_eq!(run("no-such-program-anywhere", &[]), Outcome::Absent);
        assert_eq!(run("false", &[]), Outcome::Failed);
        assert_eq!(run("true", &[]), Outcome::Done);
    }
}
