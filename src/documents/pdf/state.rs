//! What the page language remembers between its operators.

use super::content::Operand;
use super::geometry::{Area, Matrix};

/// Saved by "q" and brought back by "Q".
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) matrix: Matrix,
    pub(super) clip: Area,
    /// 0 for black, 1 for white.
    pub(super) fill: f64,
    pub(super) stroke: f64,
    pub(super) fill_space: Space,
    pub(super) stroke_space: Space,
    /// Nothing shines through what is drawn.
    pub(super) opaque: bool,
    pub(super) text: Text,
}

/// How letters are set.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) font: Option<usize>,
    pub(super) size: f64,
    pub(super) letter_space: f64,
    pub(super) word_space: f64,
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// 3 and 7 print nothing.
    pub(super) mode: i32,
    pub(super) matrix: Matrix,
    pub(super) line: Matrix,
}

/// What the numbers of a colour mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// By their count: grey, red-green-blue, or inks.
    Device,
    /// Inks by name, patterns: neither black nor white for sure.
    Other,
}

impl State {
    pub(super) fn new(matrix: Matrix, clip: Area) -> Self {
        Self {
            matrix,
            clip,
            fill: 0.0,
            stroke: 0.0,
            fill_space: Space::Device,
            stroke_space: Space::Device,
            opaque: true,
            text: Text {
                font: None,
                size: 0.0,
                letter_space: 0.0,
                word_space: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
                matrix: Matrix::SAME,
                line: Matrix::SAME,
            },
        }
    }
}

impl Text {
    pub(super) fn begin(&mut self) {
        self.matrix = Matrix::SAME;
        self.line = Matrix::SAME;
    }

    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.matrix = self.line;
    }

    pub(super) fn advance(&mut self, by: f64) {
        self.matrix = Matrix::shift(by * self.stretch, 0.0).then(self.matrix);
    }
}

/// How light a colour is.
pub(super) fn shade(space: Space, operands: &[Operand]) -> f64 {
    let numbers: Vec<f64> = operands.iter().filter_map(Operand::number).collect();
    match (space, numbers.as_slice()) {
        (Space::Device, [grey]) => *grey,
        (Space::Device, [red, green, blue]) => 0.3 * red + 0.59 * green + 0.11 * blue,
        (Space::Device, [cyan, magenta, yellow, black]) => {
            let ink = 0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black;
            1.0 - ink.min(1.0)
        }
        _ => 0.5,
    }
}
