//! How many authorities lie where.

use kuva::plot::Histogram;
use kuva::render::plots::Plot;

use super::palette::BLUE;
use super::svg::{draw, layout};
use super::{Drawing, Words};

/// Equal steps on an axis, and how many lie in each; the last holds its upper edge too.
#[derive(Debug, Clone, PartialEq)]
pub struct Bins {
    pub step: f64,
    pub counts: Vec<usize>,
}

impl Bins {
    /// Steps of a round width that hold every value: ten of them for rates, about ten otherwise.
    pub fn of(values: &[f64]) -> Self {
        let most = values.iter().copied().fold(0.0, f64::max);
        let step = [1.0, 2.0, 5.0]
            .into_iter()
            .cycle()
            .zip((0..9).flat_map(|power| [power; 3]))
            .map(|(first, power)| first * 10_f64.powi(power))
            .find(|step| most <= step * 10.0)
            .unwrap_or(most / 10.0);
        let mut counts: Vec<usize> = Vec::new();
        for value in values {
            let mut place = 0;
            let mut edge = step;
            while *value >= edge && place < 9 {
                place += 1;
                edge += step;
            }
            if counts.len() <= place {
                counts.resize(place + 1, 0);
            }
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        Self { step, counts }
    }

    /// The edges, from nought.
    pub fn edges(&self) -> Vec<f64> {
        std::iter::successors(Some(0.0), |edge| Some(edge + self.step))
            .take(self.counts.len() + 1)
            .collect()
    }
}

/// Bars over the steps.
pub fn distribution(words: &Words, bins: &Bins, axis: &str) -> Drawing {
    let heights = bins.counts.iter().map(|count| f64::from(u32::try_from(*count).unwrap_or(0)));
    let bars = Histogram::new()
        .with_precomputed(bins.edges(), heights.collect())
        .with_color(BLUE.to_string());
    let plots = vec![Plot::Histogram(bars)];
    let layout = layout(&plots, 340.0)
        .with_x_label(axis)
        .with_y_label("Authorities")
        .with_x_tick_step(bins.step)
        .with_x_axis_min(0.0)
        .with_y_axis_min(0.0);
    draw(words, plots, layout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_one_step_and_the_highest_in_the_last() {
        let bins = Bins::of(&[0.0, 9.9, 10.0, 55.0, 100.0]);
        assert_eq!(bins.step.to_string(), "10");
        assert_eq!(bins.counts, [2, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
        assert_eq!(bins.edges().len(), bins.counts.len() + 1);
        assert_eq!(Bins::of(&[0.0, 412.0]).step.to_string(), "50");
        assert!(Bins::of(&[]).counts.is_empty());
    }
}
