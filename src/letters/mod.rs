//! Template and fields into text and headers, and the checks before a letter is approved.

mod bytes;
pub mod compose;
pub mod extension;
mod fields;
mod headers;
mod intact;
pub mod files;
pub mod grounds;
pub mod lint;
mod needs;
pub mod occasion;
mod sheet;
mod shipped;
pub mod source;
pub mod specimen;
pub mod templates;

pub use self::compose::{Letter, Sender};
pub use self::occasion::{Language, Occasion};
