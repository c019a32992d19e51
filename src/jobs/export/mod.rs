//! `foi export`: tables for others, and the replies behind the figures.

mod about;
mod evidence;
mod facts;
mod files;
mod folder;
mod page;
mod shown;

pub use self::evidence::{Evidence, Into, evidence};
pub use self::facts::{facts, only};
pub use self::files::{Format, Wish, data};
pub use self::folder::{Replace, Written};
pub use self::page::Held;
