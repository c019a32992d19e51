//! What a sentence does in a reply: acknowledges, refuses, asks, or stands in every letter. Learnt
//! from examples that people wrote (`examples/`), so that words which no rule foresaw are weighed too.

mod learning_whole;
mod mails;
mod whole;

use std::fmt::Write;
use std::sync::LazyLock;

pub use self::learning_whole::{digest_of_mails, features, fit, without};
pub use self::mails::{Mail, mails};
pub use self::whole::{Features, Kinds, is_document};
use super::Kind;
use super::message::sha256;
use crate::learning::{self, Features as Words};

/// What a sentence does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It makes the mail one of this kind.
    Is(Kind),
    /// It comes with any letter and decides nothing.
    Standing,
}

/// How many acts there are.
pub const ACTS: usize = Kind::ALL.len() + 1;

/// What each feature of a sentence says for and against each act.
pub type Weights = learning::Weights<ACTS>;

/// The weights that ship with the program.
pub fn shipped() -> &'static Weights {
    static WEIGHTS: LazyLock<Weights> =
        LazyLock::new(|| Weights::parse(include_bytes!("weights.bin")));
    &WEIGHTS
}

/// A sentence, and what a person says that it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub act: Act,
    pub sentence: String,
}

/// Tells whether weights are those of `examples`.
pub fn digest(examples: &[Example]) -> String {
    let mut all = String::new();
    for example in examples {
        let _ = writeln!(all, "{} {}", example.act.index(), example.sentence);
    }
    sha256(all.as_bytes())
}

/// The weights that tell the acts of `examples` apart.
pub fn learn(examples: &[Example]) -> Weights {
    let seen: Vec<learning::Example> = examples
        .iter()
        .map(|example| learning::Example {
            class: example.act.index(),
            features: Words::of(&example.sentence),
        })
        .collect();
    learning::learn(&seen, digest(examples))
}

impl Act {
    fn index(self) -> usize {
        match self {
            Self::Is(kind) => Kind::ALL.iter().position(|known| *known == kind).unwrap_or(0),
            Self::Standing => Kind::ALL.len(),
        }
    }

    fn at(index: usize) -> Self {
        Kind::ALL.get(index).map_or(Self::Standing, |kind| Self::Is(*kind))
    }

    pub fn parse(text: &str) -> Option<Self> {
        if text == "standing" { Some(Self::Standing) } else { Kind::parse(text).map(Self::Is) }
    }
}

/// How likely a sentence does what.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed([f32; ACTS]);

impl Weighed {
    /// Weighs `sentence` by itself.
    pub fn of(weights: &Weights, sentence: &str) -> Self {
        Self(weights.probabilities(&Words::of(sentence)))
    }

    pub fn probability(&self, act: Act) -> f32 {
        self.0.get(act.index()).copied().unwrap_or(0.0)
    }

    pub fn likeliest(&self) -> (Act, f32) {
        let most = self.0.iter().enumerate().max_by(|(_, one), (_, other)| one.total_cmp(other));
        most.map_or((Act::Standing, 0.0), |(index, share)| (Act::at(index), *share))
    }
}

/// The examples in `text`, a sentence a line, of one act.
pub fn examples(act: Act, text: &str) -> Vec<Example> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Example { act, sentence: line.to_owned() }).collect()
}
