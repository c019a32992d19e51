//! Counts beside their names.

use kuva::plot::BarPlot;
use kuva::render::plots::Plot;

use super::palette::BLUE;
use super::svg::{draw, label, layout};
use super::{Drawing, Words};

/// Lying bars, the first on top.
pub fn bars(words: &Words, rows: &[(String, usize)], axis: &str) -> Drawing {
    let bar = |(name, count): &(String, usize)| {
        (label(name), f64::from(u32::try_from(*count).unwrap_or(u32::MAX)))
    };
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let plot = BarPlot::new()
        .with_bars(rows.iter().rev().map(bar).collect::<Vec<_>>())
        .with_horizontal(true)
        .with_color(BLUE.to_string());
    let plots = vec![Plot::Bar(plot)];
    let height = 34.0 * f64::from(u32::try_from(rows.len()).unwrap_or(0)) + 80.0;
    let mut layout = layout(&plots, height).with_x_label(axis).with_x_axis_min(0.0);
    if most <= 10 {
        layout = layout.with_x_tick_step(1.0);
    }
    draw(words, plots, layout)
}
