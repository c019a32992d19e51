//! Weights of whole mails: multinomial logistic regression over what their sentences do, by gradient
//! descent over all mails at once. What each sentence does is weighed by what was learnt from other
//! writers' sentences (stacking: Wolpert, Neural Networks 5, 1992), or mails would seem clearer here
//! than they are when they come.

use std::fmt::Write;

use super::mails::Mail;
use super::whole::{Features, KINDS, Kinds, SIZE, is_document};
use super::{Example, Weighed, Weights};
use crate::replies::Kind;
use crate::replies::message::sha256;

const ROUNDS: u16 = 1_500;
const STEP: f32 = 0.05;
/// How strongly weights are pulled towards zero, for each mail.
const SHRINK: f32 = 1.0;

/// All examples but those of one writer.
pub fn without(examples: &[Example], writers: &[Vec<Mail>], apart: usize) -> Vec<Example> {
    let others = writers.iter().enumerate().filter(|(at, _)| *at != apart);
    let sentences = others.flat_map(|(_, mails)| mails).flat_map(|mail| &mail.sentences);
    examples.iter().chain(sentences).cloned().collect()
}

/// What is seen of `mail`, its sentences weighed by `weights`.
pub fn features(weights: &Weights, mail: &Mail) -> Features {
    let said = mail.said();
    let weighed: Vec<(&str, Weighed)> = said
        .iter()
        .filter(|sentence| sentence.split_whitespace().nth(2).is_some())
        .map(|sentence| (sentence.as_str(), Weighed::of(weights, sentence)))
        .collect();
    let weighed: Vec<(&str, &Weighed)> =
        weighed.iter().map(|(sentence, weighed)| (*sentence, weighed)).collect();
    let documents = mail.files.iter().any(|name| is_document(name));
    Features::of(&weighed, (!mail.files.is_empty(), documents))
}

/// Tells whether weights are those of these mails.
pub fn digest_of_mails(writers: &[Vec<Mail>]) -> String {
    let mut all = String::new();
    for mail in writers.iter().flatten() {
        let _ = writeln!(all, "{:?} {}", mail.kind, mail.files.join(","));
        for example in &mail.sentences {
            let _ = writeln!(all, "{} {}", example.act.index(), example.sentence);
        }
    }
    sha256(all.as_bytes())
}

/// The weights that tell the kinds of mails apart, of which `seen` gives what is seen: by `Adam` (Kingma
/// and Ba, ICLR 2015) over the whole set, which is small.
pub fn fit(seen: &[(Kind, Features)], digest: String) -> Kinds {
    let mut kinds = Kinds { digest, weights: vec![[0.0; SIZE]; KINDS] };
    let mut squares = vec![[0.0_f32; SIZE]; KINDS];
    let mut momenta = vec![[0.0_f32; SIZE]; KINDS];
    let all = f32::from(u16::try_from(seen.len()).unwrap_or(u16::MAX)).max(1.0);
    for round in 0..ROUNDS {
        let slopes = slopes(&kinds, seen);
        let progress = f32::from(round) / f32::from(ROUNDS);
        let step = STEP * (1.0 - progress);
        let rows = kinds.weights.iter_mut().zip(&slopes).zip(squares.iter_mut().zip(&mut momenta));
        for ((weights, slopes), (squares, momenta)) in rows {
            let cells =
                weights.iter_mut().zip(slopes).zip(squares.iter_mut().zip(momenta.iter_mut()));
            for (at, ((weight, slope), (square, momentum))) in cells.enumerate() {
                // The constant at the end is not pulled.
                let pull = if at + 1 == SIZE { 0.0 } else { SHRINK * *weight };
                let slope = (slope + pull) / all;
                *momentum = 0.9f32.mul_add(*momentum, 0.1 * slope);
                *square = 0.99f32.mul_add(*square, 0.01 * slope * slope);
                *weight -= step * *momentum / (square.sqrt() + 1e-8);
            }
        }
    }
    kinds
}

fn slopes(kinds: &Kinds, seen: &[(Kind, Features)]) -> Vec<[f32; SIZE]> {
    let mut slopes = vec![[0.0_f32; SIZE]; KINDS];
    for (own, features) in seen {
        let mut errors = kinds.weigh(features);
        for (kind, error) in Kind::ALL.iter().zip(&mut errors) {
            *error -= if kind == own { 1.0 } else { 0.0 };
        }
        for (slopes, error) in slopes.iter_mut().zip(errors) {
            for (slope, value) in slopes.iter_mut().zip(features.values()) {
                *slope += error * value;
            }
        }
    }
    slopes
}
