//! Documents are read in processes of their own: one that a file brings down, or that takes too long
//! or too much memory, is replaced, and the file has a note.

mod process;
mod wire;

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use self::process::Process;
pub use self::wire::{Asked, serve};
use crate::documents::Document;

/// How long a document may take before its reader is stopped.
const LONGEST: Duration = Duration::from_mins(2);

/// Readers of documents, started when the first is needed.
#[derive(Debug)]
pub struct Workers {
    /// The program that reads, with `READ_DOCUMENTS`; none where documents are not read.
    program: Option<PathBuf>,
    longest: Duration,
    idle: Mutex<Idle>,
    free: Condvar,
}

/// The hidden command by which this program reads documents from its standard input.
pub const READ_DOCUMENTS: &str = "read-documents";

#[derive(Debug, Default)]
struct Idle {
    processes: Vec<Process>,
    running: usize,
}

impl Workers {
    /// Readers that are this program itself; none where another program uses its library.
    pub fn of_this_program() -> Self {
        let own = std::env::current_exe().ok();
        Self::new(own.filter(|path| path.file_stem().is_some_and(|stem| stem == "foi")))
    }

    /// Readers that are `program`.
    pub fn new(program: Option<PathBuf>) -> Self {
        Self { program, longest: LONGEST, idle: Mutex::default(), free: Condvar::new() }
    }

    /// The same with another limit of time.
    #[must_use]
    pub fn within(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Reads one document; whatever happens to the reader is a note on the document.
    pub fn read(&self, asked: &Asked<'_>) -> Document {
        let Some(program) = &self.program else {
            return noted("it was not read: foi reads documents only under its own name, `foi`");
        };
        let mut process = match self.take(program) {
            Ok(process) => process,
            Err(error) => {
                return noted(format!("it was not read: no reader could be started: {error}"));
            }
        };
        let outcome = process.read(asked, self.longest);
        match outcome {
            Ok(document) => {
                self.give_back(Some(process));
                document
            }
            Err(fault) => {
                drop(process);
                self.give_back(None);
                noted(format!("it could not be read: {fault}"))
            }
        }
    }

    fn take(&self, program: &std::path::Path) -> std::io::Result<Process> {
        let most = thread::available_parallelism().map_or(1, NonZero::get);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(process) = idle.processes.pop() {
                idle.running += 1;
                return Ok(process);
            }
            if idle.running < most {
                break;
            }
            idle = self.free.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
        idle.running += 1;
        drop(idle);
        let started = Process::start(program);
        if started.is_err() {
            self.give_back(None);
        }
        started
    }

    fn give_back(&self, process: Option<Process>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.running -= 1;
        idle.processes.extend(process.filter(|process| !process.is_worn()));
        drop(idle);
        self.free.notify_one();
    }
}

fn noted(note: impl Into<String>) -> Document {
    Document { notes: vec![note.into()], ..Document::default() }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A reader that does what the shell is told.
    fn reader(script: &str) -> (tempfile::TempDir, Workers) {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("foi");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let workers = Workers::new(Some(program));
        (folder, workers)
    }

    const FILE: Asked<'_> =
        Asked { name: "a.pdf", media_type: "application/pdf", bytes: b"%PDF", password: None };

    #[test]
    fn a_reader_that_breaks_down_is_a_note_on_the_file_and_is_replaced() {
        let (_folder, workers) = reader("exit 1");
        for _ in 0..3 {
            let document = workers.read(&FILE);
            assert_eq!(document.notes, ["it could not be read: its reader broke down over it"]);
        }
    }

    #[test]
    fn a_reader_that_takes_too_long_is_stopped() {
        let (_folder, workers) = reader("exec sleep 600");
        let workers = workers.within(Duration::from_millis(50));
        let document = workers.read(&FILE);
        assert_eq!(document.notes, ["it could not be read: it took longer than 0 seconds"]);
    }

    #[test]
    fn what_a_reader_says_is_the_document() {
        let (mut asked, mut answered) = (Vec::new(), Vec::new());
        wire::ask(&mut asked, &FILE).unwrap();
        let read = |asked: &Asked<'_>| noted(format!("{} {}", asked.name, asked.bytes.len()));
        serve(&mut asked.as_slice(), &mut answered, read).unwrap();
        assert_eq!(wire::answer(&mut answered.as_slice()).unwrap().notes, ["a.pdf 4"]);
    }

    #[test]
    fn where_no_program_reads_documents_they_are_not_read() {
        assert!(Workers::new(None).read(&FILE).blocks.is_empty());
    }
}
