//! `foi` runs freedom-of-information campaigns, from the first letter to the published figure.
//!
//! Modules stand in layer order: each imports only what is listed above it, and
//! `tests/suite/layers.rs` reads the source and enforces that. `ARCHITECTURE.md` has three
//! walkthroughs: a letter out, a reply in, a number into the report.

// Core: values in, values out; no time, file, socket or SQL.

/// TOML with line numbers: every mistake in a file is named.
pub mod toml_file;
/// Cells that no spreadsheet runs, and files as spreadsheets save them.
pub mod spreadsheet;
/// Texts told apart by what people wrote and labelled.
pub mod learning;
/// Regimes as data, bank-holiday calendars, working days, limits from dated facts.
pub mod law;
/// What became of letters by the logs of mail servers and the exports of providers.
pub mod evidence;
/// Authorities, where they are asked, and how that is known.
pub mod register;
/// `campaign.toml`, questions, plan, references.
pub mod campaign;
/// Bytes into text and tables with their places.
pub mod documents;
/// A mail read: message, quoted text removed, matched, classified.
pub mod replies;
/// Numbers and notations, answers found in a reply, what the reply means.
pub mod answers;
/// Events folded to a story, its status on a day, and the next step.
pub mod case;
/// Template and fields into text and headers, and the checks before a letter is approved.
pub mod letters;
/// Tally, bounds, headline sentences, two rounds compared.
pub mod results;
/// Earlier rounds and running requests, as sheets and exports of others have them.
pub mod rounds;

// Adapters: each knows the core, none knows another.

/// The program's source of time.
pub mod now;
/// `foi.toml` and the environment.
pub mod config;
/// Words of scans and pictures, by tesseract when it is installed.
pub mod ocr;
/// How letters leave and where mail is fetched.
pub mod mail;
/// The DNS asked where mail for a domain goes.
pub mod dns;
/// Processes that read documents.
pub mod workers;
/// The program that sets print, as a child.
pub mod typesetter;
/// The workspace's database: all SQL.
pub mod store;

// Jobs: read, decide, write. One file per verb.
pub mod jobs;

/// Authorities that read our letters' bytes and answer by mail; imported by nothing above.
pub mod simulation;
/// A campaign played against them on a simulated calendar, with the jobs of a real one.
pub mod rehearsal;

// Surfaces: wishes to jobs, results to people.
pub mod cli;

// Judging a million requests and reading thousands of mails is mostly small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
