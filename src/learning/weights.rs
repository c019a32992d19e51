//! The weights of features, small enough to ship: a byte for each class.

use super::descent::values;
use super::features::Features;

/// SHA-256 in hexadecimal.
const DIGEST: usize = 64;

/// What each feature says for and against each of `N` classes. A file is: the digest of the examples
/// (text in hexadecimal), the step of one unit (`f32`), the bias of each class (`f32`), then rows in the
/// order of their features (`u32`, its rarity as `f32`, a signed byte for each class); all little-endian.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights<const N: usize> {
    /// Of the examples that they were learnt from.
    pub digest: String,
    step: f32,
    bias: [f32; N],
    names: Vec<u32>,
    rows: Vec<Row<N>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Row<const N: usize> {
    rarity: f32,
    of_classes: [i8; N],
}

impl<const N: usize> Weights<N> {
    /// Rounded to bytes; features that say next to nothing are left out.
    pub(super) fn of(
        exact: impl Iterator<Item = (u32, f32, [f32; N])>,
        bias: [f32; N],
        digest: String,
    ) -> Self {
        let exact: Vec<(u32, f32, [f32; N])> = exact.collect();
        let most =
            exact.iter().flat_map(|(_, _, row)| row).fold(0.0_f32, |most, w| most.max(w.abs()));
        let step = if most > 0.0 { most / 127.0 } else { 1.0 };
        let (mut names, mut rows) = (Vec::new(), Vec::new());
        for (name, rarity, row) in exact {
            #[expect(clippy::cast_possible_truncation, reason = "at most 127 by the step")]
            let of_classes = row.map(|weight| (weight / step).round() as i8);
            if of_classes.iter().any(|weight| weight.unsigned_abs() > 1) {
                names.push(name);
                rows.push(Row { rarity, of_classes });
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
            out.extend(row.of_classes.iter().flat_map(|weight| weight.to_le_bytes()));
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
        let mut bias = [0.0; N];
        for (class, bias) in bias.iter_mut().enumerate() {
            *bias = number(4 + 4 * class);
        }
        let (mut names, mut rows) = (Vec::new(), Vec::new());
        for row in bytes.get(4 + 4 * N..).unwrap_or_default().chunks_exact(8 + N) {
            let Some((name, rest)) = row.split_first_chunk::<4>() else { continue };
            let Some((rarity, weights)) = rest.split_first_chunk::<4>() else { continue };
            names.push(u32::from_le_bytes(*name));
            let mut of_classes = [0; N];
            for (weight, byte) in of_classes.iter_mut().zip(weights) {
                *weight = i8::from_le_bytes([*byte]);
            }
            rows.push(Row { rarity: f32::from_le_bytes(*rarity), of_classes });
        }
        Self { digest, step: number(0), bias, names, rows }
    }

    /// How likely a text is of each class.
    pub fn probabilities(&self, features: &Features) -> [f32; N] {
        let known = |name: &u32| {
            let row = self.rows.get(self.names.binary_search(name).ok()?)?;
            Some((row, row.rarity))
        };
        let mut scores = self.bias;
        for (row, value) in values(features, known) {
            for (score, weight) in scores.iter_mut().zip(&row.of_classes) {
                *score += f32::from(*weight) * value * self.step;
            }
        }
        softmax(scores)
    }
}

pub(crate) fn softmax<const N: usize>(scores: [f32; N]) -> [f32; N] {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised = scores.map(|score| (score - most).exp());
    let sum: f32 = raised.iter().sum();
    raised.map(|share| share / sum)
}
