//! The weights of features, small enough to ship: a byte for each act.

use std::sync::LazyLock;

use super::ACTS;
use super::features::Features;
use super::learning::values;

const SHIPPED: &[u8] = include_bytes!("weights.bin");
const ROW: usize = 8 + ACTS;
/// SHA-256 in hexadecimal.
const DIGEST: usize = 64;

/// What each feature says for and against each act. A file is: the digest of the examples (text in
/// hexadecimal), the step of one unit (`f32`), the
/// bias of each act (`f32`), then rows in the order of their features (`u32`, its rarity as `f32`, a
/// signed byte for each act); all little-endian.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Of the examples that they were learnt from.
    pub digest: String,
    step: f32,
    bias: [f32; ACTS],
    names: Vec<u32>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    rarity: f32,
    of_acts: [i8; ACTS],
}

impl Weights {
    /// The weights that ship with the program.
    pub fn shipped() -> &'static Self {
        static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::parse(SHIPPED));
        &WEIGHTS
    }

    /// Rounded to bytes; features that say next to nothing are left out.
    pub(super) fn of(
        exact: impl Iterator<Item = (u32, f32, [f32; ACTS])>,
        bias: [f32; ACTS],
        digest: String,
    ) -> Self {
        let exact: Vec<(u32, f32, [f32; ACTS])> = exact.collect();
        let most =
            exact.iter().flat_map(|(_, _, row)| row).fold(0.0_f32, |most, w| most.max(w.abs()));
        let step = if most > 0.0 { most / 127.0 } else { 1.0 };
        let (mut names, mut rows) = (Vec::new(), Vec::new());
        for (name, rarity, row) in exact {
            #[expect(clippy::cast_possible_truncation, reason = "at most 127 by the step")]
            let of_acts = row.map(|weight| (weight / step).round() as i8);
            if of_acts.iter().any(|weight| weight.unsigned_abs() > 1) {
                names.push(name);
                rows.push(Row { rarity, of_acts });
            }
        }
        Self { digest, step, bias, names, rows }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = self.digest.as_bytes().to_vec();
        out.extend(self.step.to_le_bytes());
        out.extend(self.bias.iter().flat_map(|bias| bias.to_le_bytes()));
        for (name, row) in self.names.iter().zip(&self.rows) {
            out.extend(name.to_le_bytes());
            out.extend(row.rarity.to_le_bytes());
            out.extend(row.of_acts.iter().flat_map(|weight| weight.to_le_bytes()));
        }
        out
    }

    /// What is cut short at the end is left out.
    pub fn parse(bytes: &[u8]) -> Self {
        let (digest, bytes) = bytes.split_at_checked(DIGEST).unwrap_or_default();
        let digest = String::from_utf8_lossy(digest).into_owned();
        let number = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
            four.map_or(0.0, f32::from_le_bytes)
        };
        let mut bias = [0.0; ACTS];
        for (act, bias) in bias.iter_mut().enumerate() {
            *bias = number(4 + 4 * act);
        }
        let (mut names, mut rows) = (Vec::new(), Vec::new());
        for row in bytes.get(4 + 4 * ACTS..).unwrap_or_default().chunks_exact(ROW) {
            let Some((name, rest)) = row.split_first_chunk::<4>() else { continue };
            let Some((rarity, weights)) = rest.split_first_chunk::<4>() else { continue };
            names.push(u32::from_le_bytes(*name));
            let mut of_acts = [0; ACTS];
            for (weight, byte) in of_acts.iter_mut().zip(weights) {
                *weight = i8::from_le_bytes([*byte]);
            }
            rows.push(Row { rarity: f32::from_le_bytes(*rarity), of_acts });
        }
        Self { digest, step: number(0), bias, names, rows }
    }

    /// How likely each act is, for a sentence with nothing around it.
    pub(super) fn probabilities(&self, sentence: &str) -> [f32; ACTS] {
        let known = |name: &u32| {
            let row = self.rows.get(self.names.binary_search(name).ok()?)?;
            Some((row, row.rarity))
        };
        let mut scores = self.bias;
        for (row, value) in values(&Features::of(sentence), known) {
            for (score, weight) in scores.iter_mut().zip(&row.of_acts) {
                *score += f32::from(*weight) * value * self.step;
            }
        }
        softmax(scores)
    }
}

pub(super) fn softmax<const N: usize>(scores: [f32; N]) -> [f32; N] {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised = scores.map(|score| (score - most).exp());
    let sum: f32 = raised.iter().sum();
    raised.map(|share| share / sum)
}
