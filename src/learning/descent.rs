//! Weights from examples: multinomial logistic regression, by stochastic gradient descent with
//! per-weight steps (`AdaGrad`; Duchi, Hazan and Singer, JMLR 12, 2011). The order is drawn from a
//! fixed seed, so the same examples give the same weights.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::Example;
use super::features::Features;
use super::weights::{Weights, softmax};

/// A feature seen less often than this may be chance: words, and runs of letters.
const LEAST_SEEN: usize = 2;
const LEAST_RUNS: usize = 4;
const ROUNDS: usize = 20;
const STEP: f32 = 0.2;
/// Pulls weights that few examples support towards zero.
const SHRINK: f32 = 2e-4;
const SEED: u64 = 2000;

struct Row {
    class: usize,
    weight: f32,
    /// Features and their values: of one length, however long the text is.
    values: Vec<(usize, f32)>,
}

/// The weights that tell the classes of `examples` apart; `digest` names the examples.
pub fn learn<const N: usize>(examples: &[Example], digest: String) -> Weights<N> {
    let seen = || examples.iter().map(|example| &example.features);
    let mut counts = counts(seen().flat_map(|seen| &seen.words), LEAST_SEEN);
    counts.extend(self::counts(seen().flat_map(|seen| &seen.letters), LEAST_RUNS));
    let names: Vec<u32> = counts.keys().copied().collect();
    let rarity: Vec<f32> = counts.values().map(|count| rarity(*count, examples.len())).collect();
    let rows = rows::<N>(examples, (&names, &rarity));
    let mut model = Model::<N>::new(names.len());
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut random);
        for row in order.iter().filter_map(|index| rows.get(*index)) {
            model.step(row);
        }
    }
    let bias = model.bias;
    let rows = names.into_iter().zip(rarity).zip(model.weights);
    Weights::of(rows.map(|((name, rarity), weights)| (name, rarity, weights)), bias, digest)
}

fn counts<'f>(features: impl Iterator<Item = &'f u32>, least: usize) -> BTreeMap<u32, usize> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for feature in features {
        *counts.entry(*feature).or_default() += 1;
    }
    counts.retain(|_, count| *count >= least);
    counts
}

/// How much a feature says that `count` of `all` examples have: its inverse document frequency
/// (Spärck Jones, Journal of Documentation 28, 1972), smoothed.
fn rarity(count: usize, all: usize) -> f32 {
    let number = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    ((1.0 + number(all)) / (1.0 + number(count))).ln() + 1.0
}

/// The values of those features that are `known`: words and letters weigh the same.
pub(super) fn values<T>(
    features: &Features,
    known: impl Fn(&u32) -> Option<(T, f32)>,
) -> Vec<(T, f32)> {
    let mut values = of_length_one(features.words.iter().filter_map(&known).collect());
    values.extend(of_length_one(features.letters.iter().filter_map(&known).collect()));
    values
}

/// Divided by their length as a vector.
fn of_length_one<T>(mut values: Vec<(T, f32)>) -> Vec<(T, f32)> {
    let squares: f32 = values.iter().map(|(_, value)| value * value).sum();
    let length = squares.sqrt().max(f32::MIN_POSITIVE);
    for (_, value) in &mut values {
        *value /= length;
    }
    values
}

/// Every class weighs the same, however many examples it has.
fn rows<const N: usize>(examples: &[Example], (names, rarity): (&[u32], &[f32])) -> Vec<Row> {
    let mut of_class = [0.0_f32; N];
    for example in examples {
        if let Some(count) = of_class.get_mut(example.class) {
            *count += 1.0;
        }
    }
    let all: f32 = of_class.iter().sum();
    let classes = of_class.iter().map(|count| count.min(1.0)).sum::<f32>();
    examples
        .iter()
        .map(|example| {
            let count = of_class.get(example.class).copied().unwrap_or(1.0);
            let known = |name: &u32| {
                let at = names.binary_search(name).ok()?;
                Some((at, *rarity.get(at)?))
            };
            let values = values(&example.features, known);
            Row { class: example.class, weight: all / (classes * count), values }
        })
        .collect()
}

struct Model<const N: usize> {
    weights: Vec<[f32; N]>,
    /// Sums of squared gradients.
    squares: Vec<[f32; N]>,
    bias: [f32; N],
}

impl<const N: usize> Model<N> {
    fn new(features: usize) -> Self {
        Self {
            weights: vec![[0.0; N]; features],
            squares: vec![[1e-6; N]; features],
            bias: [0.0; N],
        }
    }

    fn step(&mut self, row: &Row) {
        let mut scores = self.bias;
        for (at, value) in &row.values {
            for (score, weight) in
                scores.iter_mut().zip(self.weights.get(*at).into_iter().flatten())
            {
                *score += weight * value;
            }
        }
        let mut errors = softmax(scores);
        if let Some(own) = errors.get_mut(row.class) {
            *own -= 1.0;
        }
        for error in &mut errors {
            *error *= row.weight;
        }
        for (at, value) in &row.values {
            let (Some(weights), Some(squares)) =
                (self.weights.get_mut(*at), self.squares.get_mut(*at))
            else {
                continue;
            };
            for ((weight, square), error) in weights.iter_mut().zip(squares).zip(&errors) {
                let slope = error * value + SHRINK * *weight;
                *square += slope * slope;
                *weight -= STEP * slope / square.sqrt();
            }
        }
        for (bias, error) in self.bias.iter_mut().zip(&errors) {
            *bias -= 0.002 * error;
        }
    }
}

/// Fisher and Yates's shuffle.
fn shuffle(order: &mut [usize], random: &mut ChaCha8Rng) {
    for last in (1..order.len()).rev() {
        let drawn = (u64::from(random.next_u32()) * (last as u64 + 1)) >> 32;
        order.swap(last, usize::try_from(drawn).unwrap_or(0));
    }
}
