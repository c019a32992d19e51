//! `foi export`: tables for others, and the replies behind the figures.

mod about;
mod evidence;
mod facts;
mod files;
mod folder;
mod making;
mod page;
mod papers;
mod shown;

pub use self::evidence::{Evidence, evidence};
pub use self::facts::{facts, only};
pub use self::files::{Format, Wish, data};
pub use self::folder::{Replace, Written};
pub use self::making::Into;
pub use self::page::Held;
