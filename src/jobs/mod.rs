//! Read, decide, write: one file for each verb, each a public step that a test can call.

mod again;
pub mod answers;
pub mod answers_eval;
pub mod approve;
pub mod assign;
pub mod behind_links;
pub mod calendar;
pub mod campaign;
pub mod deadlines;
pub mod dossier;
pub mod eval;
pub mod history;
pub mod inbox;
pub mod init;
pub mod judged;
pub mod launch;
pub mod mailboxes;
mod own;
pub mod pack;
mod papers;
mod place;
pub mod read;
pub mod rebuild;
pub mod receive;
pub mod record;
pub mod refresh;
pub mod register;
pub mod results;
pub mod select;
pub mod send;
pub mod templates;
pub mod tick;
pub mod undo;
pub mod workspace;

pub use self::workspace::Workspace;
