//! One reader of documents: a child process, asked over its standard input and output.

use std::io::{self, BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::READ_DOCUMENTS;
use super::wire::{self, Asked};
use crate::documents::Document;

/// After so many documents a reader is replaced: what a library leaks goes with it.
const MOST_READ: usize = 200;

#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
    read: usize,
}

impl Process {
    pub(super) fn start(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg(READ_DOCUMENTS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What a library says of a broken file is of no use to anybody.
            .stderr(Stdio::null())
            .spawn()?;
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let (Some(to), Some(from)) = (to, from) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Self { child, to: BufWriter::new(to), from: BufReader::new(from), read: 0 })
    }

    pub(super) fn is_worn(&self) -> bool {
        self.read >= MOST_READ
    }

    /// Reads a document; after an error the process is of no more use.
    pub(super) fn read(
        &mut self,
        asked: &Asked<'_>,
        longest: Duration,
    ) -> Result<Document, String> {
        self.read += 1;
        let Self { child, to, from, .. } = self;
        let (done, ended) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let watch = scope.spawn(move || {
                let late = ended.recv_timeout(longest) == Err(RecvTimeoutError::Timeout);
                if late {
                    // Its pipe closes with it, which ends the reading below.
                    let _ended_by_itself = child.kill();
                }
                late
            });
            let outcome = wire::ask(to, asked).and_then(|()| wire::answer(from));
            drop(done);
            let late = watch.join().unwrap_or(false);
            outcome.map_err(|_| {
                if late {
                    format!("it took longer than {} seconds", longest.as_secs())
                } else {
                    "its reader broke down over it".to_owned()
                }
            })
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended_by_itself = self.child.kill();
        let _already_waited_for = self.child.wait();
    }
}
