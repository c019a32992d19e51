//! What office files of all kinds have in common: a package of XML, and a document that is gathered.

mod compound;
mod encrypted;
mod gathered;
mod odf;
mod package;
mod signs;
#[cfg(test)]
pub(super) mod testing;
mod xml;

pub(super) use self::compound::{Compound, f64_at, long_at, short_at, u16_at, u32_at, utf16};
pub(super) use self::encrypted::{Closed, decrypted};
pub use self::gathered::OPEN_IT_YOURSELF;
pub(super) use self::gathered::{Gathered, locked, locked_elsewhere, unopened, unreadable};
pub(super) use self::odf::{OdfStyles, odf_locked, odf_spaces};
pub(super) use self::package::{Package, Reference, part_of};
pub(super) use self::signs::{plain, raised, symbol};
pub(super) use self::xml::{Tag, Token, Xml};
