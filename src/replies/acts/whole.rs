//! What a mail is, from what all of its sentences do together: a sentence that alone would refuse
//! stands in many an acknowledgement.

use std::sync::LazyLock;

use super::{ACTS, Act, Weighed};
use crate::learning::softmax;
use crate::replies::Kind;
use crate::replies::sentences::numbers_in;

const SHIPPED: &[u8] = include_bytes!("kinds.bin");
/// How many kinds there are.
pub(super) const KINDS: usize = Kind::ALL.len();
/// For each act: its greatest, its second and its summed likelihood, the logarithm of the greatest, the
/// greatest among the first sentences, the mean, and the shares of sentences above `STEPS`; then what
/// else is seen of the mail, and a constant.
pub(super) const SIZE: usize = ACTS * (6 + STEPS.len()) + OTHERS;
const OTHERS: usize = 6;
const STEPS: [f32; 3] = [0.3, 0.6, 0.85];
/// Sentences that count as the first.
const FIRST: usize = 4;
/// SHA-256 in hexadecimal.
const DIGEST: usize = 64;

/// What of a mail is weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Features([f32; SIZE]);

impl Features {
    /// Of the sentences `said` with what each does, and whether files come with them, documents among
    /// them.
    pub fn of(said: &[(&str, &Weighed)], (files, documents): (bool, bool)) -> Self {
        let mut found = Vec::with_capacity(SIZE);
        for act in 0..ACTS {
            let mut likely: Vec<f32> = said.iter().map(|(_, weighed)| weighed.at(act)).collect();
            let first = likely.iter().take(FIRST).copied().fold(0.0, f32::max);
            let sum: f32 = likely.iter().sum();
            likely.sort_by(|one, other| other.total_cmp(one));
            let at = |rank: usize| likely.get(rank).copied().unwrap_or(0.0);
            let mean = sum / number(likely.len().max(1));
            found.extend([
                at(0),
                at(1),
                sum.min(4.0) / 4.0,
                (1e-3 + at(0)).ln() / 7.0,
                first,
                mean,
            ]);
            found.extend(STEPS.map(|step| {
                number(likely.iter().filter(|likely| **likely > step).count().min(3)) / 3.0
            }));
        }
        let figures = said.iter().filter(|(text, _)| !numbers_in(text).is_empty()).count();
        let asks = said.iter().any(|(text, _)| text.contains('?'));
        let flag = |flag: bool| if flag { 1.0 } else { 0.0 };
        found.extend([number(said.len() + 1).ln() / 3.0, number(figures + 1).ln() / 3.0]);
        found.extend([flag(files), flag(documents), flag(asks), 1.0]);
        let mut all = [0.0; SIZE];
        for (place, value) in all.iter_mut().zip(found) {
            *place = value;
        }
        Self(all)
    }

    pub(super) fn values(&self) -> &[f32; SIZE] {
        &self.0
    }
}

fn number(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

/// Whether a file of this name is a document that may hold a reply.
pub fn is_document(name: &str) -> bool {
    const ENDS: [&str; 10] =
        [".doc", ".docx", ".pdf", ".xls", ".xlsx", ".xlsb", ".ods", ".odt", ".csv", ".rtf"];
    let name = name.to_lowercase();
    ENDS.iter().any(|end| name.ends_with(end))
}

/// The weights of what is seen of a mail, for each kind. A file is the digest of the mails that they
/// were learnt from (text in hexadecimal), then `f32`s, kind by kind, little-endian.
#[derive(Debug, Clone, PartialEq)]
pub struct Kinds {
    pub digest: String,
    pub(super) weights: Vec<[f32; SIZE]>,
}

impl Kinds {
    /// The weights that ship with the program.
    pub fn shipped() -> &'static Self {
        static KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::parse(SHIPPED));
        &KINDS
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = self.digest.as_bytes().to_vec();
        out.extend(self.weights.iter().flatten().flat_map(|weight| weight.to_le_bytes()));
        out
    }

    /// What is cut short at the end weighs nothing.
    pub fn parse(bytes: &[u8]) -> Self {
        let (digest, bytes) = bytes.split_at_checked(DIGEST).unwrap_or_default();
        let mut numbers = bytes.chunks_exact(4).filter_map(|four| four.try_into().ok());
        let weights = (0..KINDS)
            .map(|_| [(); SIZE].map(|()| numbers.next().map_or(0.0, f32::from_le_bytes)))
            .collect();
        Self { digest: String::from_utf8_lossy(digest).into_owned(), weights }
    }

    /// How likely a mail is of each kind.
    pub fn probabilities(&self, features: &Features) -> Vec<(Kind, f32)> {
        Kind::ALL.into_iter().zip(self.weigh(features)).collect()
    }

    pub(super) fn weigh(&self, features: &Features) -> [f32; KINDS] {
        let mut scores = [0.0; KINDS];
        for (score, weights) in scores.iter_mut().zip(&self.weights) {
            *score =
                weights.iter().zip(features.values()).map(|(weight, value)| weight * value).sum();
        }
        softmax(scores)
    }

    /// The kind that it most likely is, and how likely.
    pub fn likeliest(&self, features: &Features) -> Option<(Kind, f32)> {
        self.probabilities(features).into_iter().max_by(|(_, one), (_, other)| one.total_cmp(other))
    }
}

impl Weighed {
    fn at(&self, index: usize) -> f32 {
        self.probability(Act::at(index))
    }
}
