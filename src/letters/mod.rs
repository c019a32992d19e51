//! Template and fields into text and headers, and the checks before a letter is approved.

pub mod compose;
pub mod lint;
pub mod templates;

pub use self::compose::{Letter, Sender};
