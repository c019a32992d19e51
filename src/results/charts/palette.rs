//! Colours that people with any colour vision tell apart, and that stay in order in grey print.

use std::fmt;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

pub const BLACK: Colour = Colour(0, 0, 0);
pub const WHITE: Colour = Colour(255, 255, 255);
pub const PALE: Colour = Colour(236, 236, 236);
pub const GREY: Colour = Colour(85, 85, 85);

// Okabe and Ito, Color Universal Design (2008).
pub const BLUE: Colour = Colour(0, 114, 178);
pub const SKY: Colour = Colour(86, 180, 233);
pub const VERMILLION: Colour = Colour(213, 94, 0);
pub const YELLOW: Colour = Colour(240, 228, 66);

/// Five classes, the lowest first: viridis, from light to dark, as ink on paper means more.
pub const CLASSES: [Colour; 5] = [
    Colour(253, 231, 37),
    Colour(94, 201, 98),
    Colour(33, 145, 140),
    Colour(59, 82, 139),
    Colour(68, 1, 84),
];

impl Colour {
    /// Relative luminance as WCAG 2 defines it, from 0 to 1.
    pub fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast ratio of WCAG 2, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Black or white, whichever is easier to read on it.
    #[must_use]
    pub fn ink(self) -> Self {
        if self.contrast(BLACK) >= self.contrast(WHITE) { BLACK } else { WHITE }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_get_darker_step_by_step_so_that_grey_print_keeps_their_order() {
        for pair in CLASSES.windows(2) {
            let (lighter, darker) = (pair[0].luminance(), pair[1].luminance());
            assert!(lighter > darker * 1.4, "{} and {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn letters_on_every_colour_can_be_read() {
        for colour in CLASSES.into_iter().chain([WHITE, PALE, BLUE, SKY, VERMILLION, YELLOW]) {
            assert!(colour.contrast(colour.ink()) >= 4.5, "{colour}");
        }
        assert!(GREY.contrast(WHITE) >= 4.5);
    }
}
