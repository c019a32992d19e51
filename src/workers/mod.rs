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
const LONGEST: Duration = Duration::from_secs(120);

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
            return noted("it was not read: this program reads no documents here");
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
