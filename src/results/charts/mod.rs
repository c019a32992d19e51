//! Figures drawn as SVG: with a title and words that say the same, in colours that stay apart for
//! everybody and in grey print. Axes are a library's; the map of hexagons is ours.

pub mod bars;
pub mod distribution;
pub mod hexmap;
pub mod palette;
pub mod ranking;
mod svg;
pub mod timeline;

use serde::Serialize;

/// What a drawing is called, and what it shows, for people who do not see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Letters, digits and hyphens; of one page, each is another.
    pub id: String,
    pub title: String,
    pub description: String,
}

/// A drawing with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawing {
    #[serde(flatten)]
    pub words: Words,
    pub svg: String,
}

/// The fonts to look for, as SVG and CSS write them.
const FONTS: &str = "Open Sans, Noto Sans, DejaVu Sans, Arial, sans-serif";
