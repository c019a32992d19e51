//! Authorities in order, each with the interval that its figure lies in.

use kuva::plot::ForestPlot;
use kuva::render::plots::Plot;

use super::palette::{BLUE, GREY};
use super::svg::{draw, label, layout};
use super::{Drawing, Words};

/// An authority in the ranking; figures in the units of the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    pub name: String,
    /// `None` where only bounds are known: a line without a mark.
    pub figure: Option<f64>,
    pub low: f64,
    pub high: f64,
}

/// The axis of a ranking, the same for each of its parts.
#[derive(Debug, Clone, Copy)]
pub struct Axis<'a> {
    pub label: &'a str,
    pub most: f64,
    /// Letters in the longest name of all parts: their marks stand under one another.
    pub letters: usize,
    /// Where a dashed line stands: the figure of all together.
    pub together: Option<f64>,
}

/// As many names as stand on a page of A4 in letters that can be read.
pub const ROWS: usize = 44;

/// One part of the ranking.
pub fn ranking(words: &Words, rows: &[Ranked], axis: Axis<'_>) -> Drawing {
    let mut plot = ForestPlot::new().with_marker_size(4.0).with_whisker_width(2.0);
    for row in rows {
        // A mark of no weight is as small as the line is wide, and at its end not to be seen.
        let middle = row.figure.unwrap_or(row.low);
        let (weight, colour) = if row.figure.is_some() { (1.0, BLUE) } else { (0.0, GREY) };
        let (name, high) = (label(&row.name), row.high.min(axis.most));
        plot =
            plot.with_weighted_colored_row(name, middle, row.low, high, weight, colour.to_string());
    }
    plot = match axis.together {
        Some(all) => plot.with_null_value(all),
        None => plot.with_show_null_line(false),
    };
    let plots = vec![Plot::Forest(plot)];
    let height = 20.0 * f64::from(u32::try_from(rows.len()).unwrap_or(0)) + 90.0;
    let letters = f64::from(u32::try_from(axis.letters).unwrap_or(0)).clamp(10.0, 40.0);
    let layout = layout(&plots, height)
        .with_x_label(axis.label)
        .with_x_axis_min(0.0)
        // Room for half a mark.
        .with_x_axis_max(axis.most * 1.02)
        .with_force_margins(letters * 7.4 + 16.0, 20.0);
    draw(words, plots, layout)
}
