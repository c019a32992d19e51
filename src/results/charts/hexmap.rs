//! The United Kingdom, one hexagon for each authority: a colour and a pattern for each class, so that
//! neither colour vision nor a colour printer is needed.

use std::fmt::Write;

use serde::Serialize;

use super::palette::{BLACK, Colour};
use super::svg::{escaped, open};
use super::{Drawing, Words};
use crate::register::hexmap::Hex;

/// From the middle of a hexagon to each of its corners.
const RADIUS: f64 = 18.0;
/// Half the width of one: the radius times half the root of three.
const HALF: f64 = 15.588;
const MARGIN: f64 = 8.0;
/// The legend stands in the North Sea, east of Scotland.
const LEGEND_LEFT: f64 = 436.0;
const LEGEND_WIDTH: f64 = 250.0;

/// What lies over the colour of a hexagon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    Plain,
    Rising,
    Crossed,
    Level,
    Dotted,
    /// Nothing over it, and a broken outline.
    Broken,
}

/// A class of authorities, as the legend names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Letters and hyphens; another for each class.
    pub key: &'static str,
    pub name: String,
    pub colour: Colour,
    pub pattern: Pattern,
}

/// An authority on the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile<'a> {
    pub hex: &'a Hex,
    pub name: String,
    /// What is true of it, in words.
    pub state: String,
    /// The place of its class in the list of classes.
    pub class: usize,
}

/// A row of the legend, for the table behind the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    pub name: String,
    pub count: usize,
}

/// The map, with a legend that counts.
pub fn hexmap(words: &Words, classes: &[Class], tiles: &[Tile<'_>]) -> (Drawing, Vec<Counted>) {
    let counted: Vec<Counted> = classes
        .iter()
        .enumerate()
        .map(|(place, class)| Counted {
            name: class.name.clone(),
            count: tiles.iter().filter(|tile| tile.class == place).count(),
        })
        .collect();
    let extent = Extent::of(tiles);
    let width = extent.width().max(LEGEND_LEFT + LEGEND_WIDTH);
    let mut svg = open(words, width.ceil(), extent.height().ceil());
    svg.push_str("<defs>");
    for class in classes {
        define(&mut svg, &words.id, class);
    }
    svg.push_str("</defs>");
    for tile in tiles {
        if let Some(class) = classes.get(tile.class) {
            draw(&mut svg, (&words.id, class), tile, extent.place(tile.hex));
        }
    }
    legend(&mut svg, &words.id, classes, &counted);
    svg.push_str("</svg>");
    (Drawing { words: words.clone(), svg }, counted)
}

/// The part of the grid that is drawn.
#[derive(Debug, Clone, Copy)]
struct Extent {
    west: i32,
    east: i32,
    south: i32,
    north: i32,
}

impl Extent {
    /// Never less than the whole country, so that two maps lie one over the other.
    fn of(tiles: &[Tile<'_>]) -> Self {
        let all = crate::register::hexmap::HexMap::shipped().iter().map(|(_, hex)| hex);
        let mut extent = Self { west: 0, east: 0, south: 0, north: 0 };
        for hex in all.chain(tiles.iter().map(|tile| tile.hex)) {
            extent.west = extent.west.min(hex.q);
            extent.east = extent.east.max(hex.q);
            extent.south = extent.south.min(hex.r);
            extent.north = extent.north.max(hex.r);
        }
        extent
    }

    fn width(self) -> f64 {
        f64::from(self.east - self.west + 1) * 2.0 * HALF + HALF + 2.0 * MARGIN
    }

    fn height(self) -> f64 {
        f64::from(self.north - self.south) * 1.5 * RADIUS + 2.0 * RADIUS + 2.0 * MARGIN
    }

    fn place(self, hex: &Hex) -> (f64, f64) {
        let half = f64::from(hex.r.rem_euclid(2)) * HALF;
        let x = MARGIN + HALF + f64::from(hex.q - self.west) * 2.0 * HALF + half;
        let y = MARGIN + RADIUS + f64::from(self.north - hex.r) * 1.5 * RADIUS;
        (x, y)
    }
}

/// Black or white over a colour, thinned.
fn define(svg: &mut String, id: &str, class: &Class) {
    let lines = match class.pattern {
        Pattern::Plain | Pattern::Broken => return,
        Pattern::Rising => "<path d=\"M-1 1 1-1M0 6 6 0M5 7 7 5\"/>",
        Pattern::Crossed => "<path d=\"M0 0 6 6M0 6 6 0\"/>",
        Pattern::Level => "<path d=\"M0 3H6\"/>",
        Pattern::Dotted => "<circle cx=\"3\" cy=\"3\" r=\"0.9\"/>",
    };
    let (key, ink) = (class.key, class.colour.ink());
    // Dots beside letters are read as full stops: these are pale.
    let opacity = if class.pattern == Pattern::Dotted { 0.4 } else { 0.75 };
    let _ = write!(
        svg,
        "<pattern id=\"{id}-{key}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
         <rect width=\"6\" height=\"6\" fill=\"{}\"/>\
         <g stroke=\"{ink}\" stroke-width=\"0.7\" fill=\"{}\" opacity=\"{opacity}\">{lines}</g></pattern>",
        class.colour,
        if class.pattern == Pattern::Dotted { ink.to_string() } else { "none".to_owned() },
    );
}

fn fill(id: &str, class: &Class) -> String {
    match class.pattern {
        Pattern::Plain | Pattern::Broken => class.colour.to_string(),
        Pattern::Rising | Pattern::Crossed | Pattern::Level | Pattern::Dotted => {
            format!("url(#{id}-{})", class.key)
        }
    }
}

/// A hexagon around (0, 0).
fn outline(svg: &mut String, id: &str, class: &Class) {
    let (colour, broken) = match class.pattern {
        Pattern::Broken => (BLACK, " stroke-dasharray=\"3 3\""),
        Pattern::Plain | Pattern::Rising | Pattern::Crossed | Pattern::Level | Pattern::Dotted => {
            (BLACK, "")
        }
    };
    let _ = write!(
        svg,
        "<path d=\"M0-{RADIUS}L{HALF}-9V9L0 {RADIUS}L-{HALF} 9V-9Z\" fill=\"{}\" stroke=\"{colour}\" \
         stroke-width=\"0.8\"{broken}/>",
        fill(id, class)
    );
}

fn draw(svg: &mut String, (id, class): (&str, &Class), tile: &Tile<'_>, (x, y): (f64, f64)) {
    let (name, state) = (escaped(&tile.name), escaped(&tile.state));
    let code: String = tile.hex.code.chars().take(3).collect();
    let _ = write!(svg, "<g transform=\"translate({x:.1} {y:.1})\"><title>{name}: {state}</title>");
    outline(svg, id, class);
    // Letters keep clear of what lies over the colour; not every program that reads SVG draws a halo.
    match class.pattern {
        Pattern::Plain | Pattern::Broken => {}
        Pattern::Rising | Pattern::Crossed | Pattern::Level | Pattern::Dotted => {
            let colour = class.colour;
            let _ = write!(
                svg,
                "<rect x=\"-12.5\" y=\"-6.5\" width=\"25\" height=\"13\" rx=\"5\" fill=\"{colour}\"/>"
            );
        }
    }
    let _ = write!(
        svg,
        "<text y=\"3.8\" font-size=\"10.5\" text-anchor=\"middle\" fill=\"{}\">{}</text></g>",
        class.colour.ink(),
        escaped(&code)
    );
}

fn legend(svg: &mut String, id: &str, classes: &[Class], counted: &[Counted]) {
    let left = LEGEND_LEFT;
    for (line, (class, row)) in classes.iter().zip(counted).enumerate() {
        let y = MARGIN + RADIUS + 26.0 * f64::from(u32::try_from(line).unwrap_or(0));
        let _ = write!(
            svg,
            "<g transform=\"translate({left:.1} {y:.1})\"><g transform=\"scale(.62)\">"
        );
        outline(svg, id, class);
        let _ = write!(
            svg,
            "</g><text x=\"18\" y=\"4.8\" font-size=\"14\" fill=\"{BLACK}\">{} ({})</text></g>",
            escaped(&row.name),
            row.count
        );
    }
}
