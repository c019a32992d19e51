//! Texts told apart by what people wrote and labelled: multinomial logistic regression over the words
//! and the letters of a text, small enough to ship and the same on every machine.

mod descent;
mod features;
mod weights;

pub use self::descent::learn;
pub use self::features::{Features, tokens};
pub use self::weights::Weights;
pub(crate) use self::weights::softmax;

/// A text as the weighing sees it, and the class that a person gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub class: usize,
    pub features: Features,
}
