//! Operators that draw a path, and those that change nothing but the state.

use super::content::Operand;
use super::geometry::Matrix;
use super::paint::Path;
use super::state::{Space, State, shade};

/// Operators that draw a path; whether `operator` is one.
pub(super) fn trace(operator: &[u8], operands: &[Operand], path: &mut Path, state: &State) -> bool {
    let number = |at: usize| operands.get(at).and_then(Operand::number).unwrap_or_default();
    let point = |at: usize| state.matrix.at(number(at), number(at + 1));
    match operator {
        b"m" => path.move_to(point(0)),
        b"l" => path.line_to(point(0)),
        b"c" => path.curve_to(point(4)),
        b"v" | b"y" => path.curve_to(point(2)),
        b"h" => path.close(),
        b"re" => path.rectangle(state.matrix, [number(0), number(1), number(2), number(3)]),
        _ => return false,
    }
    true
}

/// Operators that change nothing but the state.
pub(super) fn simple(operator: &[u8], operands: &[Operand], state: &mut State) {
    let number = |at: usize| operands.get(at).and_then(Operand::number).unwrap_or_default();
    let matrix = || {
        let numbers: Vec<f64> = operands.iter().filter_map(Operand::number).collect();
        Matrix::of(&numbers)
    };
    let text = &mut state.text;
    match operator {
        b"cm" => state.matrix = matrix().unwrap_or(Matrix::SAME).then(state.matrix),
        b"BT" => text.begin(),
        b"Tc" => text.letter_space = number(0),
        b"Tw" => text.word_space = number(0),
        b"Tz" => text.stretch = number(0) / 100.0,
        b"TL" => text.leading = number(0),
        b"Ts" => text.rise = number(0),
        b"Tr" => text.mode = mode(number(0)),
        b"Td" => text.next_line(number(0), number(1)),
        b"TD" => {
            text.leading = -number(1);
            text.next_line(number(0), number(1));
        }
        b"T*" => text.next_line(0.0, -text.leading),
        b"Tm" => {
            text.line = matrix().unwrap_or(Matrix::SAME);
            text.matrix = text.line;
        }
        b"g" | b"rg" | b"k" => {
            state.fill_space = Space::Device;
            state.fill = shade(Space::Device, operands);
        }
        b"G" | b"RG" | b"K" => {
            state.stroke_space = Space::Device;
            state.stroke = shade(Space::Device, operands);
        }
        b"sc" | b"scn" => state.fill = shade(state.fill_space, operands),
        b"SC" | b"SCN" => state.stroke = shade(state.stroke_space, operands),
        _ => {}
    }
}

fn mode(number: f64) -> i32 {
    (0..=7).find(|mode| (number - f64::from(*mode)).abs() < 0.5).unwrap_or_default()
}
